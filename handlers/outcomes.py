"""Outcomes: what services brought, by measures that the business named, beside what they cost."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Service
from bot.customer.people import Person
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import balance, outcomes
from handlers import order_form

SAY = "outcomes.say"
ROWS = 10  # before More, and in each of its sections
MOST_GROUPS = 10  # a container holds so many sections; the first group stands before it


def show(desk: Desk, session: Session, slack_id: str) -> None:
    """Show who sees all cost or owns services what these brought, in a new message. Raises Refused for others."""
    person = desk.person(session, slack_id)
    _services(desk, person)
    desk.soon(session, SAY, reader=person.id, asked=clock.now().isoformat())


def _services(desk: Desk, person: Person) -> list[Service]:
    """Return the services whose cost this person reads. Raises Refused where there are none."""
    found = outcomes.mine(desk.catalog, person.email)
    if not found:
        raise Refused("balance/not_yours", ["report", "talk"])
    return found


def say(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind it: posts the list that was asked for at a moment, or brings it up to date."""
    person = desk.person(session, facts["reader"])
    month = balance.month_shown(session, desk.catalog, now)
    found = outcomes.beside_cost(session, desk.catalog, _services(desk, person), month)
    read_first = sorted(found, key=lambda each: not each.is_read)
    groups = outcomes.groups(read_first, ROWS)[:MOST_GROUPS]
    desk.show(
        session,
        f"outcomes:{person.id}:{facts['asked']}",
        person.id,
        "balance/outcomes",
        services=found,
        groups=groups,
        more=len(found) - sum(map(len, groups)),
        month=month,
        notes=outcomes.notes(session, desk.catalog, found, month, now),
        asked=facts["asked"],
    )


def show_all(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Outcomes beside cost button."""
    with desk.session() as session:
        show(desk, session, body["user"]["id"])
    ack()


def open_reading(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A service was chosen under the list: a form for what one of its measures came to."""
    key = order_form.content(action)
    if not key:
        ack()
        return
    with desk.session() as session:
        service = _one(desk, desk.person(session, body["user"]["id"]), key)
        month = balance.month_shown(session, desk.catalog, clock.now())
    desk.open(
        body["trigger_id"],
        "balance/reading",
        service=key,
        name=service.name,
        measures=[{"at": str(at), "words": words} for at, words in enumerate(service.measures)],
        month=month,
        asked=action["block_id"],
    )
    ack()


def offer_services(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The person's services that name a measure, as they type."""
    with desk.read() as session:
        person = desk.person(session, body["user"]["id"])
    named = [each for each in outcomes.mine(desk.catalog, person.email) if each.measures]
    services = order_form.like(named, body["value"])
    ack(options=desk.options("orders/services", services=services, unsure=False))


def _one(desk: Desk, person: Person, key: str) -> Service:
    """Return a service of this person's. Raises Refused for any other, and where it names no measure."""
    found = next((each for each in _services(desk, person) if each.key == key), None)
    if found is None or not found.measures:
        raise Refused("balance/no_measure", ["show"], name=found.name if found else key)
    return found


def save_reading(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The form, sent."""
    private, target = order_form.private(view), order_form.field(view, "target")
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        service = _one(desk, person, private["service"])
        outcomes.note(
            session,
            service,
            service.measures[int(order_form.field(view, "measure") or 0)],
            private["month"],
            value=Decimal(order_form.field(view, "value") or 0),
            unit=order_form.field(view, "unit") or "",
            target=Decimal(target) if target else None,
            by=person.id,
        )
        desk.soon(session, SAY, reader=person.id, asked=private["asked"])
    ack()


def register(app: App) -> None:
    """Say what starts what."""
    app.action("outcomes.show")(show_all)
    app.action("outcomes.open")(open_reading)
    app.options("outcomes.open")(offer_services)
    app.view("outcomes.save")(save_reading)


TIMERS: dict[str, Timer] = {SAY: say}
