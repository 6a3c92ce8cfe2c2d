"""What people read of a recovery: the person who calls them and when, the owner what happened and to whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.customer import recoveries, surveys
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.delivery.facts import pack
from bot.process import cards
from bot.process.orders import Order
from bot.value import call_times, recovering

Row = dict[str, Any]


def facts_of(session: Session, catalog: Catalog, recovery: Recovery, now: datetime) -> Row:
    """Return what the templates say about a call: `call`, which the person may read, too."""
    zone = call_times.zone_of(session, catalog, recovery.person)
    found = call_times.offered(catalog, recovery, zone, now)
    return {
        **recovery.model_dump(exclude={"sample", "reminded_at", "source"}),
        "is_open": recovery.is_open,
        "is_late": recovery.is_promised and recovery.call_by <= now,
        "language": call_times.language_of(session, catalog, recovery),
        "of_survey": recoveries.root(session, recovery).startswith("survey:"),
        "service_name": catalog.name_of(recovery.service),
        "times": [{"value": at.isoformat(), "day": at.date(), "hour": at.hour} for at in found],
    }


def leads_of(session: Session, recovery: Recovery, leads: Iterable[str]) -> set[str]:
    """Return who of those that lead IT did not do the work that it is about."""
    return set(leads) - recovering.concerned(session, recovery)


def what_of(session: Session, catalog: Catalog, recovery: Recovery) -> Row:
    """Return what let the person down, for the owner only: their answers without a name, or the complaint."""
    kind, _, number = recoveries.root(session, recovery).partition(":")
    order = recovering.order_of(session, recovery)
    unit = catalog.company.units.get(recovery.unit)
    before = _before(session, recovery)
    return {
        "order": cards.facts_of(catalog, order) if order else None,
        "survey": _answers(surveys.find(session, int(number))) if kind == "survey" else None,
        "unit_name": unit.name if unit else recovery.unit,
        "service_name": catalog.name_of(recovery.service),
        "before": {"owner": before.owner, "result": before.result} if before else None,
    }


def _before(session: Session, recovery: Recovery) -> Recovery | None:
    kind, _, number = recovery.source.partition(":")
    return session.get_one(Recovery, int(number)) if kind == "recovery" else None


def _answers(survey: Survey) -> Row:
    names = {"working", "score", "effort", "mood", "outcome_met", "worth_it", "recommend", "lost_minutes"}
    said = survey.model_dump(include=names)
    comment = survey.comment if survey.may_quote else None
    return {**said, "comment": comment, "troubled": survey.troubled}


def keep_on_complaint(session: Session, catalog: Catalog, order: Order, now: datetime) -> None:
    """Write the promise of a call on its complaint, whose cards say it."""
    latest = recoveries.last_of(session, f"order:{order.number}")
    if latest is not None:
        promise = {"key": cards.CALL, "call": pack(facts_of(session, catalog, latest, now))}
        order.details = [*(each for each in order.details if each["key"] != cards.CALL), promise]
        session.add(order)
        session.flush()


def in_short(catalog: Catalog, recovery: Recovery) -> Row:
    """Return one line about a call, with a name only where the person agreed."""
    unit = catalog.company.units.get(recovery.unit)
    return {
        "id": recovery.id,
        "owner": recovery.owner,
        "person": recovery.person if recovery.agreed else None,
        "unit_name": unit.name if unit else recovery.unit,
        "service_name": catalog.name_of(recovery.service),
        "call_by": recovery.call_by,
    }
