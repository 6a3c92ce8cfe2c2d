"""Measures: who answers for each, what it is to reach, when somebody looked at it last, what is done about it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import people
from bot.customer.people import Person
from bot.desk import Desk, Timer
from bot.process import measures
from bot.process import remedies as process
from bot.refusal import Refused
from bot.value import balance, balance_page, counted
from handlers import order_form, remedies
from handlers.balance import check_reader

SAY = "measures.say"


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that somebody looks each working morning which measures missed their target."""
    measures.arrange(session, desk.catalog.company.zone, now)


def look(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Open a remedy with the owner of each measure that missed its target, unless one is open; not on holidays."""
    company = desk.catalog.company
    if company.day(company.at_work.next_open(now)) != company.day(now):
        return
    for miss, email in balance_page.missed(session, desk.catalog, now):
        owner = desk.slack_id(session, email) or next(iter(desk.leads(session)), None)
        remedy = process.open_for_measure(session, desk.catalog, miss, owner, now) if owner else None
        if remedy is not None:
            remedies.show(session, desk, [remedy], now)


def show(desk: Desk, session: Session, slack_id: str) -> None:
    """Show a person every measure, in a new message. Raises Refused for who may not read them."""
    person = check_reader(desk, session, slack_id)
    desk.soon(session, SAY, reader=person.id, asked=clock.now().isoformat())


def say(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind it: posts the list that was asked for at a moment, or brings it up to date."""
    person, catalog = desk.person(session, facts["reader"]), desk.catalog
    page = balance_page.of(session, catalog, balance.month_shown(session, catalog, now), now)
    known = measures.kept(session)
    mine = [
        key for key in balance_page.KEYS if balance_page.may_change(known.get(key), catalog, person.email)
    ]
    desk.show(
        session,
        f"measures:{person.id}:{facts['asked']}",
        person.id,
        "balance/measures",
        page=page,
        owners=_names(desk, session, {line.owner for line in page.lines if line.owner}),
        mine=mine,
        asked=facts["asked"],
    )


def _names(desk: Desk, session: Session, emails: set[str]) -> dict[str, str]:
    """Return names by address, of those that Slack has told: a table's cell holds no mention."""
    ids = {email: desk.slack_id(session, email) or "" for email in emails}
    names = people.names(session, list(ids.values()))
    return {email: names[id_] for email, id_ in ids.items() if id_ in names}


def show_all(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The All measures button under the scorecard."""
    with desk.session() as session:
        show(desk, session, body["user"]["id"])
    ack()


def open_measure(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A measure was chosen under the list: a form for its owner, its target and its review."""
    key, _, asked = action["selected_option"]["value"].partition("|")
    with desk.session() as session:
        person = _changer(desk, session, body, key)
        known = measures.kept(session).get(key)
        owner = desk.slack_id(session, known.owner) if known and known.owner else None
        month = balance.month_shown(session, desk.catalog, clock.now())
    desk.open(
        body["trigger_id"],
        "balance/measure",
        key=key,
        asked=asked,
        month=month,
        owner=owner,
        known=known.model_dump() if known else None,
        assigns=balance_page.may_assign(desk.catalog, person.email),
    )
    ack()


def _changer(desk: Desk, session: Session, body: Mapping[str, Any], key: str) -> Person:
    """Return who changes a measure. Raises Refused, with its owner, for anybody who may not."""
    person = desk.person(session, body["user"]["id"])
    known = measures.kept(session).get(key)
    if not balance_page.may_change(known, desk.catalog, person.email):
        owner = known.owner if known and known.owner else desk.catalog.company.leads[0]
        raise Refused("balance/not_your_measure", ["talk"], measure=key, owner=desk.slack_id(session, owner))
    return person


def save_measure(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The form, sent."""
    private = order_form.private(view)
    if wrong := _wrong(*_figures(view)):
        said = desk.renderer.rows("balance/wrong", {"code": wrong})[0][0]
        ack(response_action="errors", errors={"good": said})
        return
    with desk.session() as session:
        person = _changer(desk, session, body, private["key"])
        _assign(session, desk, view, private["key"], person)
        _note(session, view, private, person)
        desk.soon(session, SAY, reader=person.id, asked=private["asked"])
    ack()


def _figures(view: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return how many went well and of how many, as they were typed in."""
    return order_form.field(view, "good"), order_form.field(view, "counted")


def _wrong(good: str | None, of_all: str | None) -> str | None:
    """Return what is wrong with the two figures, None where nothing is: both or neither, and no more than all."""
    if (good is None) != (of_all is None):
        return "half"
    return "more_than_all" if good and of_all and int(good) > int(of_all) else None


def _assign(session: Session, desk: Desk, view: dict[str, Any], key: str, person: Person) -> None:
    target = order_form.field(view, "target")
    measures.assign(
        session,
        key,
        owner=_owner(desk, session, view, key, person),
        target=Decimal(target) if target else None,
        reviewed_on=desk.today(person) if order_form.field(view, "reviewed") else None,
    )


def _note(session: Session, view: dict[str, Any], private: Mapping[str, Any], person: Person) -> None:
    good, of_all = _figures(view)
    if good and of_all:
        said = {"good": int(good), "counted": int(of_all)}
        counted.note(session, private["key"], private["month"], **said, by=person.id)


def _owner(desk: Desk, session: Session, view: dict[str, Any], key: str, by: Person) -> str:
    """Return the address of who was chosen, the owner there was where nobody could be.

    Raises Refused for somebody without one.
    """
    chosen = order_form.field(view, "owner")
    if chosen is None:
        return measures.kept(session)[key].owner or by.email or ""
    email = desk.person(session, chosen).email
    if not email:
        raise Refused("balance/no_address", ["choose"], person=chosen, measure=key)
    return email


def register(app: App) -> None:
    """Say what starts what."""
    app.action("measures.show")(show_all)
    app.action("measures.open")(open_measure)
    app.view("measures.save")(save_measure)


TIMERS: dict[str, Timer] = {SAY: say, measures.LOOK: look}
