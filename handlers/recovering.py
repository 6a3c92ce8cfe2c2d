"""Recovering: whoever was let down is called by a named person, and asked again whether it is put right."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import people, recoveries
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.desk import Desk, Timer
from bot.process import orders, steps, working
from bot.process.orders import AT_WORK, Order
from bot.value import recovering, recovery_facts
from handlers import advocates, calling, order_form

ASK_AFTER = "survey.recovery"  # the timer that has a survey follow what was put right


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that every call that is to be made is planned."""
    recovering.plan_all(session, desk.catalog, now)


def hear_survey(session: Session, desk: Desk, survey: Survey, now: datetime) -> None:
    """Bring a low answer, or one that got better, to who calls about it."""
    recovery = recovering.hear_survey(session, desk.catalog, survey, now)
    if recovery is not None:
        calling.show_owner(session, desk, recovery, now)


def call_of(session: Session, desk: Desk, survey: Survey, now: datetime) -> dict[str, Any] | None:
    """Return what a survey's message says about the call that it led to; None without one."""
    recovery = recoveries.of(session, f"survey:{survey.number}")
    return recovery_facts.facts_of(session, desk.catalog, recovery, now) if recovery else None


def hear_closing(session: Session, desk: Desk, order: Order, right: bool, now: datetime) -> None:
    """Take the word of who complained on the answer they got: it is right now, or it is not."""
    recovery = recoveries.last_of(session, f"order:{order.number}")
    if recovery is not None and recovery.is_open:
        _decide(session, desk, recovery, right, now)


def say_yes(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Yes, call me; also after a no."""
    _agree(desk, int(action["value"]), body["user"]["id"], None)
    ack()


def choose_time(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A better time for the call, which is a yes."""
    number, _, at = action["selected_option"]["value"].partition(":")
    _agree(desk, int(number), body["user"]["id"], datetime.fromisoformat(at))
    ack()


def _agree(desk: Desk, number: int, by: str, call_by: datetime | None) -> None:
    now = clock.now()
    with desk.session() as session:
        known = recoveries.hold(session, number).is_promised
        recovery = recovering.agree(session, desk.catalog, number, by=by, now=now, call_by=call_by)
        began_anew = recovery.is_promised and not known and calling.begin_anew(session, desk, recovery)
        calling.follow(session, desk, recovery, now)
        if recovery.is_promised and not known and not began_anew:
            calling.ping(session, desk, recovery, "agreed", now)


def say_no(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """No call, thanks."""
    now, by = clock.now(), body["user"]["id"]
    with desk.session() as session:
        calling.follow(session, desk, recovering.refuse(session, int(action["value"]), by=by, now=now), now)
    ack()


def open_called(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """I called: a short form for what was agreed."""
    _open(desk, action, body, "recovering/called")
    ack()


def open_hand_over(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Hand over: a form for who calls instead."""
    _open(desk, action, body, "recovering/hand_over")
    ack()


def _open(desk: Desk, action: dict[str, Any], body: dict[str, Any], template: str) -> None:
    by = body["user"]["id"]
    with desk.read() as session:
        recovery = recoveries.find(session, int(action["value"]))
        if template == "recovering/called" or by not in recovery_facts.leads_of(
            session, recovery, desk.leads(session)
        ):
            recoveries.check_owner(recovery, by)
        call = recovery_facts.facts_of(session, desk.catalog, recovery, clock.now())
    desk.open(body["trigger_id"], template, call=call)


def save_called(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """What was agreed on the phone, sent."""
    now, number, by = clock.now(), order_form.private(view)["recovery"], body["user"]["id"]
    result = order_form.field(view, "result") or ""
    with desk.session() as session:
        recovery = recovering.call(session, desk.catalog, number, by=by, result=result, now=now)
        order = recovering.order_of(session, recovery)
        if order is not None and order.kind == "complaint" and order.state == "open":
            working.take(session, order.number, by=by, now=now)
        calling.follow(session, desk, recovery, now)
    ack()


def save_hand_over(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Who calls instead, sent."""
    now, by, to = clock.now(), body["user"]["id"], order_form.field(view, "to") or ""
    with desk.session() as session:
        number, leads = order_form.private(view)["recovery"], desk.leads(session)
        was = recoveries.hold(session, number).owner
        recovery = recovering.hand_over(session, desk.catalog, number, by=by, to=to, leads=leads, now=now)
        calling.follow(session, desk, recovery, now, was=was)
    ack()


def miss(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Cannot reach them: they are told once, and choose when it suits them."""
    now, by = clock.now(), body["user"]["id"]
    with desk.session() as session:
        recovery = recovering.miss(session, desk.catalog, int(action["value"]), by=by, now=now)
        calling.tell_missed(session, desk, recovery, now)
        calling.follow(session, desk, recovery, now)
    ack()


def say_right(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Yes, it is put right; a good end may be the moment to ask for a word to whoever decides."""
    _check(desk, int(action["value"]), body["user"]["id"], right=True)
    ack()


def say_wrong(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """No, not yet: who leads IT calls next."""
    _check(desk, int(action["value"]), body["user"]["id"], right=False)
    ack()


def _check(desk: Desk, number: int, by: str, *, right: bool) -> None:
    now = clock.now()
    with desk.session() as session:
        recovery = recoveries.hold(session, number)
        recoveries.check_person(recovery, by)
        order = recovering.order_of(session, recovery)
        if recovery.is_open and order is not None and order.kind == "complaint":
            _close_complaint(session, order, recovery, right, now)
        _decide(session, desk, recovery, right, now)
        if right:
            advocates.end_contact(session, desk, by, recovery.unit, recovery.service, now)
            desk.soon(session, ASK_AFTER, recovery=recovery.number)


def _close_complaint(session: Session, order: Order, recovery: Recovery, right: bool, now: datetime) -> None:
    """Let a complaint end with its call: one question about both is enough."""
    if right and order.state in AT_WORK:
        steps.finish(session, order.number, by=recovery.owner or orders.NOBODY, now=now)
    if right and order.working_again is not True:
        working.confirm(session, order.number, by=order.person, now=now)
    elif not right and order.state in working.FINISHED:
        working.object_to(session, order.number, by=order.person, now=now)


def _decide(session: Session, desk: Desk, recovery: Recovery, right: bool, now: datetime) -> None:
    if right:
        recovering.settle(session, recovery, now)
    else:
        following = recovering.unsettle(session, desk.catalog, recovery, now)
        calling.show_owner(session, desk, following, now)
    calling.follow(session, desk, recovery, now)


def pass_on(session: Session, desk: Desk, left: str) -> None:
    """Give the calls of somebody who has left the company to whoever is next."""
    for recovery in recoveries.waiting(session, owner=left):
        recovery.owner = recovering.owner_of(session, desk.catalog, recovery) or left
        calling.follow(session, desk, recovery, clock.now())


def nudge(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer before and at a call's date, then for who leads IT; one of an old date says nothing."""
    recovery = recoveries.hold(session, facts["recovery"])
    if not recovery.is_promised or recovery.call_by != facts["call_by"]:
        return
    if facts["stage"] != "lead":
        recovery.reminded_at = now
        calling.ping(session, desk, recovery, facts["stage"], now)
        return
    for lead in sorted(recovery_facts.leads_of(session, recovery, desk.leads(session)) - {recovery.owner}):
        calling.show_lead(session, desk, recovery, lead, now)


def check(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the next working day: asks whether it is put right, unless that is asked already."""
    recovery = recoveries.hold(session, facts["recovery"])
    order = recovering.order_of(session, recovery)
    asked = order is not None and order.kind == "complaint" and order.state in working.FINISHED
    if recovery.state != "called" or not recovery.is_open or asked:
        return
    if people.meet(session, recovery.person).refuses_surveys:
        recovering.end_silence(session, recovery, "called", now)
    else:
        calling.show_check(session, desk, recovery, now)


def end_silence(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer after which nothing more is waited for."""
    recovery = recoveries.hold(session, facts["recovery"])
    if recovering.end_silence(session, recovery, facts["state"], now):
        calling.follow(session, desk, recovery, now)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("recovery.yes")(say_yes)
    app.action("recovery.time")(choose_time)
    app.action("recovery.no")(say_no)
    app.action("recovery.called")(open_called)
    app.view("recovery.called")(save_called)
    app.action("recovery.hand_over")(open_hand_over)
    app.view("recovery.handed_over")(save_hand_over)
    app.action("recovery.missed")(miss)
    app.action("recovery.right")(say_right)
    app.action("recovery.wrong")(say_wrong)


TIMERS: dict[str, Timer] = {
    recovering.NUDGE: nudge,
    recovering.CHECK: check,
    recovering.SILENCE: end_silence,
}
