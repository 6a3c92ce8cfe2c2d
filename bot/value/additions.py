"""Additions: the messages by which people see what became of what they added to the catalog."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, amended, amendments, definitions
from bot.catalog.amendments import Amendment
from bot.customer import people
from bot.delivery import outbox
from bot.value import amending, naming, weighing


def facts_of(session: Session, catalog: Catalog, amendment: Amendment, on: date) -> dict[str, Any]:
    """Return what the templates say about an addition."""
    said, service = amendment.said, catalog.services.get(amendment.service or "")
    finishing = [said.get("owner") or (service.owner if service else ""), *catalog.company.leads]
    return {
        **amendment.model_dump(exclude={"facts", "at", "decided_at"}),
        "said": said,
        "service_name": said.get("name") or (service.name if service else amendment.service),
        "is_new": amended.is_whole(amendment),
        "live": amendment.kind == "service" and said.get("stage") == "live",
        "outcome": said.get("outcome") or (service.outcome if service else None),
        "before": {name: getattr(service, name) for name in amending.VALUE} if service else {},
        "finishes": list(people.ids(session, finishing).values()),
        "currency": catalog.company.currency,
        "levels": weighing.levels(catalog, said, on) if amendment.kind == "service" else [],
        "no_channel": _missed(session, amendment),
        "loss": weighing.loss(catalog, said) if amendment.kind == "impact" else None,
        "unit": said.get("unit") or (service.unit if service else None),
        "monthly": service.monthly if service else True,
    }


def show(session: Session, catalog: Catalog, amendment: Amendment, now: datetime) -> None:
    """Bring the messages of who added it, who decides and in whose name it stands up to date.

    A new service's customers hear of it.
    """
    today = catalog.company.day(now)
    facts = facts_of(session, catalog, amendment, today)
    _show(session, f"amendment:{amendment.id}:by", amendment.by, "defining/mine", now, facts)
    if amendment.asked and amendment.asked != amendment.by:
        weighed = {**facts, "weighed": weighing.weigh(session, catalog, amendment, today)}
        _show(session, f"amendment:{amendment.id}:asked", amendment.asked, "defining/decide", now, weighed)
    if named := naming.facts(session, catalog, amendment):
        _show(
            session,
            f"amendment:{amendment.id}:named",
            named["customer"],
            "defining/named",
            now,
            {**facts, "named": named},
        )
    if amendment.state == amendments.ACCEPTED and facts["live"]:
        _tell_customer(session, amendment, facts, now)


def _missed(session: Session, amendment: Amendment) -> str | None:
    """Return the channel of its team where Slack has shown none of that name."""
    page = definitions.behind(session, amendment.number) if amendment.kind == "service" else None
    return amendment.said.get("team_channel") if page and page.facts.get("no_channel") else None


def _tell_customer(session: Session, amendment: Amendment, facts: dict[str, Any], now: datetime) -> None:
    """Ask whoever said what the service is for to agree to its targets; until then they are proposed."""
    page = definitions.behind(session, amendment.number)
    customer = page.facts.get("said_by") if page else None
    if customer is not None:
        _show(session, f"amendment:{amendment.id}:customer", customer, "defining/customer", now, facts)


def _show(session: Session, card: str, to: str, template: str, now: datetime, facts: dict[str, Any]) -> None:
    outbox.show(session, card, to, template, now=now, facts={"addition": facts})
