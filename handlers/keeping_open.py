"""Keeping open: the decision of those who are asked for longer hours, and the day itself."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog.walls import between, wall
from bot.customer import people
from bot.delivery import timers
from bot.desk import Desk, Timer
from bot.money import Money
from bot.process import cards, extensions, orders, verdicts
from bot.process.orders import AT_WORK, Order
from bot.value import extra_hours, longer, purchases
from handlers import home, order_form, teamwork
from handlers.approvals import open_view, settle

REMIND_BEFORE = timedelta(hours=1)


def say_yes(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Agree, to whatever who taps is asked for."""
    _agree(desk, body, int(action["value"]))
    ack()


def say_yes_over(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Agree although the funding does not carry it."""
    _agree(desk, body, int(action["value"]), over=True)
    ack()


def name_price(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Agree, and name what it costs."""
    price = Money.of(order_form.field(view, "price") or "0", desk.catalog.company.currency)
    _agree(desk, body, order_form.private(view)["order"], price=price)
    ack()


def _agree(desk: Desk, body: dict[str, Any], number: int, **terms: Any) -> None:
    now, by = clock.now(), body["user"]["id"]
    with desk.session() as session:
        order = extra_hours.agree(session, desk.catalog, number, by=by, now=now, find_team=desk.team, **terms)
        _follow(desk, session, order, now)
        home.redraw(session, desk, body)
        facts = cards.facts_of(desk.catalog, order)
    settle(desk, body, facts)


def _follow(desk: Desk, session: Session, order: Order, now: datetime) -> None:
    """Bring the cards up to date; what is in force is told, and will be remembered and ended in its time."""
    cards.show(session, desk.catalog, order, now)
    if order.state not in AT_WORK:
        return
    found = extensions.of(session, order.number)
    facts, key = {"order_id": order.number}, f"hours:{order.number}:{found.starts_at.isoformat()}"
    if found.starts_at - REMIND_BEFORE > now:
        due = found.starts_at - REMIND_BEFORE
        timers.set_timer(session, "hours.remind", due, now=now, key=f"{key}:remind", facts=facts)
    timers.set_timer(session, "hours.over", found.ends_at, now=now, key=f"{key}:over", facts=facts)
    _tell(desk, session, order, "agreed")


def _tell(desk: Desk, session: Session, order: Order, what: str) -> None:
    """Tell who asked what came of it: an edited card alone would not ring."""
    found = extensions.of(session, order.number)
    told = extensions.facts_of(desk.catalog, order, found, order.person)
    desk.say(
        session,
        order.person,
        "extending/outcome",
        what=what,
        order=cards.facts_of(desk.catalog, order),
        **told,
    )


def open_price(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form that asks what it costs, where the catalog does not say."""
    _open_decision(desk, body, int(action["value"]), "extending/price")
    ack()


def open_other(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for another time."""
    _open_decision(desk, body, int(action["value"]), "extending/other")
    ack()


def open_no(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for a no, which asks what would help instead."""
    _open_decision(desk, body, int(action["value"]), "extending/no")
    ack()


def _open_decision(desk: Desk, body: dict[str, Any], number: int, template: str) -> None:
    open_view(desk, body, template, **_decision(desk, body["user"]["id"], number))


def _decision(desk: Desk, person: str, number: int) -> dict[str, Any]:
    """Return what every form of a decision shows. Raises Refused for anybody who is not asked."""
    with desk.read() as session:
        order, found = verdicts.undecided(session, number), extensions.of(session, number)
        extensions.check_asked(order, found, person)
        service = desk.catalog.services.get(found.service)
        terms = service.one_off_hours if service else None
        helper = people.by_email(session, terms.on_call) if terms and terms.on_call else None
        zone = _zone(desk, session, person)
    begins, until = wall(found.starts_at, zone), wall(found.ends_at, zone)
    tier = service.find_tier(found.tier) if service else None
    return {
        "order": cards.facts_of(desk.catalog, order),
        "higher": longer.higher(service, tier, found.starts_at, found.ends_at) if service and tier else None,
        "helper": helper.id if helper else person,
        "currency": desk.catalog.company.currency,
        "day": begins.on,
        "begins": begins.at,
        "until": until.at,
        "zone": zone,
        "over": False,
    }


def _zone(desk: Desk, session: Session, person: str) -> str:
    return people.zone_of(session, person) or desk.catalog.company.zone


def offer_other(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Offer another time: the form is sent; one that has passed brings it again."""
    now, by, number = clock.now(), body["user"]["id"], order_form.private(view)["order"]
    with desk.read() as session:
        starts_at, ends_at = _times(view, _zone(desk, session, by))
    if ends_at <= now:
        facts = {**_decision(desk, by, number), "over": True}
        ack(response_action="update", view=desk.view("extending/other", **facts))
        return
    with desk.session() as session:
        order = extra_hours.offer(session, number, by=by, now=now, starts_at=starts_at, ends_at=ends_at)
        cards.show(session, desk.catalog, order, now)
        lapse_at(session, number, ends_at, now)
        _tell(desk, session, order, "offered")
    ack()


def lapse_at(session: Session, number: int, ends_at: datetime, now: datetime) -> None:
    """Have it looked at when its time is over whether anybody decided on it."""
    facts, key = {"order_id": number}, f"hours:{number}:{ends_at.isoformat()}:lapse"
    timers.set_timer(session, "hours.over", ends_at, now=now, key=key, facts=facts)


def _times(view: dict[str, Any], zone: str) -> tuple[datetime, datetime]:
    field = order_form.field
    day = date.fromisoformat(field(view, "day") or "")
    return between(day, field(view, "from") or "", field(view, "until") or "", zone)


def accept_other(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take the other time that was offered."""
    now, by = clock.now(), body["user"]["id"]
    with desk.session() as session:
        order = extra_hours.accept(
            session, desk.catalog, int(action["value"]), by=by, now=now, find_team=desk.team
        )
        _follow(desk, session, order, now)
    ack()


def say_no(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Say no with what would help instead: the form is sent."""
    now, instead = clock.now(), order_form.field(view, "instead") or "person"
    level = instead.partition(":")[2] or None
    helper = order_form.field(view, "person")
    reason = order_form.field(view, "reason") or ""
    with desk.session() as session:
        by, number = body["user"]["id"], order_form.private(view)["order"]
        order = extra_hours.decline(
            session, number, by=by, now=now, reason=reason, level=level, person=helper
        )
        cards.show(session, desk.catalog, order, now)
        _tell(desk, session, order, "declined")
    ack()


def ask_lead(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Ask an IT lead as well where somebody has not answered for half an hour."""
    order = extra_hours.ask_lead(session, desk.catalog, facts["order_id"])
    if order is not None:
        cards.show(session, desk.catalog, order, now)


def remind(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Remind who is on duty, an hour before it begins."""
    order = orders.find(session, facts["order_id"])
    if order.state in AT_WORK and order.team is not None:
        found = extensions.of(session, order.number)
        told = extensions.facts_of(desk.catalog, order, found, order.team)
        desk.say(session, order.team, "extending/remind", order=cards.facts_of(desk.catalog, order), **told)


def end(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Finish when the time is over, and ask whether it helped; what nobody decided is said to have lapsed."""
    order = orders.find(session, facts["order_id"])
    found = extensions.of(session, order.number)
    if order.state in AT_WORK and found.ends_at <= now:
        done = purchases.finish(
            session, desk.catalog, order.number, by=order.assignee or found.agreed_by or "", now=now
        )
        cards.show(session, desk.catalog, done, now)
        teamwork.follow_up(session, desk, done, now)
    elif lapsed := extra_hours.lapse(session, desk.catalog, order.number, now):
        cards.show(session, desk.catalog, lapsed, now)
        _tell(desk, session, lapsed, "declined")


TIMERS: dict[str, Timer] = {"hours.lead": ask_lead, "hours.remind": remind, "hours.over": end}


def register(app: App) -> None:
    """Say what starts what."""
    app.action("hours.yes")(say_yes)
    app.action("hours.yes_over")(say_yes_over)
    app.action("hours.price")(open_price)
    app.view("hours.priced")(name_price)
    app.action("hours.other")(open_other)
    app.view("hours.offered")(offer_other)
    app.action("hours.accept")(accept_other)
    app.action("hours.no")(open_no)
    app.view("hours.declined")(say_no)
