"""Delegating: letting somebody else decide, on one order or while one is away; and being reminded."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import moments
from bot.customer import people
from bot.delivery import outbox
from bot.desk import Desk, Timer
from bot.process import approvals, cards, orders
from bot.process.approvals import Approval, Delegation
from bot.process.orders import Order
from bot.value import approving, standing_in
from handlers import home, order_form
from handlers.approvals import open_view, settle

MENTION = re.compile(r"<@(\w+)[^>]*>")
WORD = re.compile(r"[^\W\d_]{2,}")


def open_choice(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Let somebody else decide…, on the approver's card."""
    number, by = int(action["value"]), body["user"]["id"]
    with desk.session() as session:
        order = orders.find(session, number)
        approving.check(session, desk.catalog, order, by, clock.now())
        row = next(row for row in approvals.asked(session, number) if row.approver == by)
        following = standing_in.next_in_line(session, desk.catalog, order, row)
        facts = cards.facts_of(desk.catalog, order)
    open_view(desk, body, "delegating/choose", order=facts, following=following.id if following else None)
    ack()


def hand_on(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Somebody else was chosen."""
    _hand_on(desk, body, order_form.private(view)["order"], order_form.field(view, "person") or "")
    ack()


def hand_on_at_once(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Let the next in line decide, with one click on the reminder."""
    number, _, to = action["value"].partition(":")
    _hand_on(desk, body, int(number), to)
    ack()


def _hand_on(desk: Desk, body: dict[str, Any], number: int, to: str) -> None:
    by, now = body["user"]["id"], clock.now()
    with desk.session() as session:
        order = standing_in.hand_on(session, desk.catalog, number, by=by, to=to, now=now)
        cards.show(session, desk.catalog, order, now)
        home.redraw(session, desk, body)
        facts = cards.facts_of(desk.catalog, order)
    settle(desk, body, facts)


def start_away(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """I am away…, on Home."""
    open_away(desk, body["trigger_id"], body["user"]["id"], "")
    ack()


def open_away(desk: Desk, trigger_id: str, person: str, text: str) -> bool:
    """Open the form for days away, filled from `until 5 Dec, Bo decides`; False when it is a question."""
    said = moments.read(MENTION.sub("", text).lower()) if text else None
    if text and said is None:
        return False
    with desk.read() as session:
        zone = people.zone_of(session, person) or desk.catalog.company.zone
        delegate = _named(session, text)
        away = approvals.stand_in(session, person, desk.today())
    until = moments.stretches(said, clock.now(), zone)[-1].on if said else None
    ends = until or (away.ends_on if away else None)
    starts = desk.today()
    facts = {"delegate": delegate or (away.delegate if away else None), "ends_on": ends, "starts_on": starts}
    desk.open(trigger_id, "delegating/away", **facts)
    return True


def _named(session: Session, text: str) -> str | None:
    mention = MENTION.search(text)
    if mention:
        return mention[1]
    words = [word for word in WORD.findall(text) if word[0].isupper()]
    person = people.called(session, words) if words else None
    return person.id if person else None


def go_away(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The form for days away is sent."""
    now, by = clock.now(), body["user"]["id"]
    starts, ends = order_form.field(view, "starts_on"), order_form.field(view, "ends_on")
    with desk.session() as session:
        away = standing_in.go_away(
            session,
            desk.catalog,
            person=by,
            delegate=order_form.field(view, "delegate") or "",
            starts_on=date.fromisoformat(starts) if starts else desk.catalog.company.day(now),
            ends_on=date.fromisoformat(ends) if ends else None,
            now=now,
        )
        desk.show(session, f"away:{away.id}", by, "delegating/is_away", away=away, back=False)
        desk.say(session, away.delegate, "delegating/stands_in", away=away)
    ack()


def begin_away(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Pass on what waits for somebody whose days away begin."""
    away = session.get(Delegation, facts["delegation"])
    if away is not None:
        _show(session, desk, standing_in.begin(session, desk.catalog, away, now), now)


def end_away(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Ask somebody themselves again, whose days away are over."""
    away = session.get(Delegation, facts["delegation"])
    if away is not None:
        _come_back(session, desk, away, now)


def come_back(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """I am back."""
    with desk.session() as session:
        away = session.get(Delegation, int(action["value"]))
        if away is not None and away.person == body["user"]["id"]:
            _come_back(session, desk, away, clock.now())
    ack()


def _come_back(session: Session, desk: Desk, away: Delegation, now: datetime) -> None:
    desk.show(session, f"away:{away.id}", away.person, "delegating/is_away", away=away, back=True)
    session.delete(away)
    session.flush()
    _show(session, desk, standing_in.end(session, desk.catalog, away.person, now), now)


def _show(session: Session, desk: Desk, changed: Iterable[Order], now: datetime) -> None:
    for order in changed:
        cards.show(session, desk.catalog, order, now)


def remind(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Remind whoever is asked, by day; after five working days the next in line is asked as well."""
    row, turn = session.get(Approval, facts["approval"]), facts["turn"]
    if row is None or row.state != "asked" or row.asked_at != facts["asked_at"]:
        return
    order = orders.hold(session, row.order_id)
    if order.state == "approval" and approving.may_remind(session, desk.catalog, row, turn, now):
        last = turn == len(approving.DAYS) - 1
        (_ask_as_well if last else _remind)(session, desk, order, row, now)
        if not last:
            approving.set_reminder(session, desk.catalog, row, turn + 1, now)


def _remind(session: Session, desk: Desk, order: Order, row: Approval, now: datetime) -> None:
    following = standing_in.next_in_line(session, desk.catalog, order, row)
    row.reminded_at = now
    facts = {"order": cards.facts_of(desk.catalog, order), "asked_at": row.asked_at, "following": following}
    outbox.say(session, row.approver, "delegating/reminder", now=now, facts=facts)


def _ask_as_well(session: Session, desk: Desk, order: Order, row: Approval, now: datetime) -> None:
    joined = approving.ask_as_well(session, desk.catalog, order, row, now)
    cards.show(session, desk.catalog, order, now)
    told = {"order": cards.facts_of(desk.catalog, order), "joined": joined.approver if joined else None}
    for person in (order.person, row.approver):
        outbox.say(session, person, "delegating/joined", now=now, facts={**told, "reader": person})


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """Ask somebody else wherever the company's file, as it is now, lets whoever is asked decide no more."""
    for order in approvals.undecided(session):
        if approving.mend(session, desk.catalog, order, now):
            cards.show(session, desk.catalog, order, now)


TIMERS: dict[str, Timer] = {
    approving.REMIND: remind,
    standing_in.BEGINS: begin_away,
    standing_in.ENDS: end_away,
}


def register(app: App) -> None:
    """Say what starts what."""
    app.action("order.delegate")(open_choice)
    app.view("order.delegated")(hand_on)
    app.action("order.delegate_to")(hand_on_at_once)
    app.action("away.start")(start_away)
    app.view("away.set")(go_away)
    app.action("away.back")(come_back)
