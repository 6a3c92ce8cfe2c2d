"""Going ahead: whoever can say yes to a change that cannot wait, and the look back afterwards."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog.walls import Wall, wall
from bot.customer import people
from bot.desk import Desk, Timer
from bot.process import approvers, cards, expediting, orders, verdicts
from bot.process.orders import Order
from bot.value import expedited
from handlers import home, order_form, teamwork
from handlers.approvals import open_view, settle

LOOK_AGAIN = timedelta(days=7)
A_YEAR = timedelta(days=365)


def go(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Go ahead now; without a risk and a way back these are asked for first."""
    number, by = int(action["value"]), body["user"]["id"]
    with desk.read() as session:
        found = expediting.of(session, number)
        known = bool(found.risk and found.way_back)
    if known:
        _go_ahead(desk, body, number, by=by)
    else:
        _open(desk, body, number, "expediting/go", timed=False)
    ack()


def open_time(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for going ahead at another time."""
    _open(desk, body, int(action["value"]), "expediting/go", timed=True)
    ack()


def open_no(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for not now, which asks what helps until then."""
    _open(desk, body, int(action["value"]), "expediting/no")
    ack()


def _open(desk: Desk, body: dict[str, Any], number: int, template: str, **more: Any) -> None:
    person = body["user"]["id"]
    with desk.read() as session:
        order, found = verdicts.undecided(session, number), expediting.of(session, number)
        expediting.check_asked(order, found, person)
        zone = people.zone_of(session, person) or desk.catalog.company.zone
        by = wall(found.wanted_by, zone)
        again = clock.today(zone) + LOOK_AGAIN
        facts = {
            "order": cards.facts_of(desk.catalog, order),
            **expediting.facts_of(session, desk.catalog, order, found, person),
        }
    open_view(desk, body, template, **facts, day=by.on, by=by.at, zone=zone, again_on=again, **more)


def go_with(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Go ahead, now or at another time: risk and way back are filled in."""
    field, person = order_form.field, body["user"]["id"]
    with desk.read() as session:
        zone = people.zone_of(session, person) or desk.catalog.company.zone
    given = order_form.private(view)
    at = instant(view, zone) if given["timed"] else None
    risks = {"risk": field(view, "risk"), "way_back": field(view, "way_back")}
    _go_ahead(desk, body, int(given["order"]), by=person, at=at, **risks)
    ack()


def instant(view: dict[str, Any], zone: str) -> datetime:
    """Return the moment that a form names, on the clock in `zone`."""
    day = date.fromisoformat(order_form.field(view, "day") or "")
    return Wall(day, order_form.field(view, "by") or "").instant(zone)


def _go_ahead(desk: Desk, body: dict[str, Any], number: int, **terms: Any) -> None:
    now = clock.now()
    with desk.session() as session:
        order = expedited.go_ahead(session, desk.catalog, number, now=now, find_team=desk.team, **terms)
        cards.show(session, desk.catalog, order, now)
        running = expediting.of(session, number).running_id
        if running is not None:
            hurried = orders.find(session, running)
            cards.show(session, desk.catalog, hurried, now)
            teamwork.tell_team(
                desk, session, hurried, "expediting/hurry", hurry=expediting.reason(session, running)
            )
        _tell(desk, session, order)
        home.redraw(session, desk, body)
        facts = cards.facts_of(desk.catalog, order)
    settle(desk, body, facts)


def _tell(desk: Desk, session: Session, order: Order) -> None:
    """Tell who asked what was decided: an edited card alone would not ring."""
    found = expediting.of(session, order.number)
    told = expediting.facts_of(session, desk.catalog, order, found, order.person)
    facts = cards.facts_of(desk.catalog, order)
    desk.say(session, order.person, "expediting/outcome", order=facts, **told)


def say_no(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Say not now, with what helps until then and when it is looked at again."""
    now, field = clock.now(), order_form.field
    number = int(order_form.private(view)["order"])
    with desk.session() as session:
        order = expedited.decline(
            session,
            number,
            by=body["user"]["id"],
            now=now,
            reason=field(view, "reason") or "",
            instead=field(view, "instead") or "",
            again_on=date.fromisoformat(field(view, "again_on") or ""),
        )
        cards.show(session, desk.catalog, order, now)
        _tell(desk, session, order)
    ack()


def ask_next(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Ask the next who can say yes where nobody has answered for half an hour."""
    order = expedited.ask_next(session, desk.catalog, facts["order_id"], now)
    if order is not None:
        cards.show(session, desk.catalog, order, now)


def show_wish(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Bring the cards of a wish up to date that ended with its running order."""
    cards.show(session, desk.catalog, orders.find(session, facts["order_id"]), now)


def ask_review(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Ask the owner how it went, once, two working days after it was done."""
    order = orders.find(session, facts["order_id"])
    found = expediting.of(session, order.number)
    if order.state in ("done", "closed") and found.reviewed_at is None:
        _show_review(desk, session, order)


def _show_review(desk: Desk, session: Session, order: Order) -> None:
    found = expediting.of(session, order.number)
    service = desk.catalog.services.get(order.service or "")
    owner = desk.slack_id(session, service.owner) if service else None
    now = clock.now()
    desk.show(
        session,
        f"expedite:{order.number}:review",
        owner or found.decided_by or order.person,
        "expediting/review",
        order=cards.facts_of(desk.catalog, order),
        figures=vars(expediting.figures(session, now - A_YEAR, now + timedelta(seconds=1), order.service)),
        **expediting.facts_of(session, desk.catalog, order, found, order.person),
    )


def went_well(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Went well, with a tap."""
    _review(desk, body, int(action["value"]), "well", "")
    ack()


def open_lesson(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form that asks what was learned, after trouble or when it was undone."""
    outcome = action["action_id"].rpartition(".")[2]
    with desk.session() as session:
        approvers.check_worker(desk.catalog, people.unit_of(session, body["user"]["id"]))
        facts = cards.facts_of(desk.catalog, orders.find(session, int(action["value"])))
    open_view(desk, body, "expediting/lesson", order=facts, outcome=outcome)
    ack()


def keep_lesson(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Keep what was learned."""
    given = order_form.private(view)
    lesson = order_form.field(view, "lesson") or ""
    _review(desk, body, int(given["order"]), given["outcome"], lesson)
    ack()


def _review(desk: Desk, body: dict[str, Any], number: int, outcome: str, lesson: str) -> None:
    by = body["user"]["id"]
    with desk.session() as session:
        approvers.check_worker(desk.catalog, people.unit_of(session, by))
        expediting.review(session, number, by=by, now=clock.now(), outcome=outcome, lesson=lesson)
        _show_review(desk, session, orders.find(session, number))


TIMERS: dict[str, Timer] = {
    "expedite.next": ask_next,
    "expedite.show": show_wish,
    "expedite.review": ask_review,
}


def register(app: App) -> None:
    """Say what starts what."""
    app.action("expedite.go")(go)
    app.action("expedite.at")(open_time)
    app.view("expedite.going")(go_with)
    app.action("expedite.no")(open_no)
    app.view("expedite.declined")(say_no)
    app.action("expedite.review.well")(went_well)
    app.action("expedite.review.trouble")(open_lesson)
    app.action("expedite.review.undone")(open_lesson)
    app.view("expedite.learned")(keep_lesson)
