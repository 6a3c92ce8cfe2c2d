"""Silence: whoever keeps the conversation with a unit hears when it falls silent, and asks it with one tap."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import contacts, gate, talks
from bot.customer.policy import Verdict
from bot.customer.talks import Loss
from bot.delivery import schedules, timers
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import silence
from handlers import order_form


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that once a month is looked for what fell."""
    schedules.keep(session, silence.LOOK, silence.SIXTH_OF_THE_MONTH, desk.catalog.company.zone, now=now)


def look(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the month: each relationship owner hears in one message, in their working hours."""
    first_of = {loss.owner: loss for loss in reversed(silence.look(session, desk.catalog, now)) if loss.owner}
    for owner, first in first_of.items():
        at = gate.moment(desk.catalog.company, desk.person(session, owner), now)
        timers.set_timer(session, silence.TELL, at, now=now, facts={"loss": first.number})


def tell(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a relationship owner's message."""
    _show_owner(session, desk, talks.together(session, facts["loss"]))


def ask_head(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Ask…: the prepared question goes to who speaks for the unit, if they may be asked now."""
    now = clock.now()
    with desk.session() as session:
        found = _told(session, desk, int(action["value"]), body["user"]["id"])
        if found[0].asked_of is None and not found[0].finding:
            _ask(session, desk, found, now)
    ack()


def _ask(session: Session, desk: Desk, found: Sequence[Loss], now: datetime) -> None:
    """Have the question go out when it is not quiet for the head; if they may not be asked, say until when."""
    head = silence.facts(session, desk.catalog, found)["head"]
    if head is None:
        raise Refused("talks/nobody", ["talk"])
    person = desk.person(session, head)
    verdict = gate.talk(session, desk.catalog.company, person, now)
    if verdict.allowed:
        silence.ask(found, head, now)
        at = gate.moment(desk.catalog.company, person, now)
        key = f"{silence.ASK}:{found[0].number}:{int(now.timestamp())}"
        timers.set_timer(session, silence.ASK, at, now=now, key=key, facts={"loss": found[0].number})
    _show_owner(session, desk, found, verdict)


def ask(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the question: whoever opted out or was asked something else meanwhile is left alone."""
    found = talks.together(session, facts["loss"])
    head = found[0].asked_of
    if head is None or found[0].finding:
        return
    verdict = gate.talk(session, desk.catalog.company, desk.person(session, head), now)
    if not verdict.allowed:
        silence.ask(found, None, None)
        _show_owner(session, desk, found, verdict)
        return
    silence.ask(found, head, now)
    _note(session, found[0], head, now)
    _show_head(session, desk, found)


def _note(session: Session, loss: Loss, head: str, now: datetime) -> None:
    contacts.note(
        session,
        about=f"loss:{loss.id}",
        person=head,
        unit=loss.unit,
        service=loss.service,
        intent="talk",
        started_by="bot",
        engagement="value_check" if loss.finding else "none",
        why=None if loss.finding else "no_answer",
        now=now,
    )


def say_finding(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """One tap of the head: still here, another tool, an outside provider, the season."""
    by, now = body["user"]["id"], clock.now()
    with desk.session() as session:
        found = talks.together(session, int(action["value"]))
        silence.check_asked(found, by)
        talks.hear(found, action["action_id"].rpartition(".")[2], found[0].note, now)
        _note(session, found[0], by, now)
        _show_head(session, desk, found)
        _show_owner(session, desk, found)
    ack()


def open_more(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Say more…: a form for a word beside the tap."""
    with desk.session() as session:
        found = talks.together(session, int(action["value"]))
        silence.check_asked(found, body["user"]["id"])
        facts = silence.facts(session, desk.catalog, found)
    desk.open(body["trigger_id"], "talks/more", unit=facts)
    ack()


def save_more(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The head's word, sent."""
    with desk.session() as session:
        found = talks.together(session, int(view["private_metadata"]))
        silence.check_asked(found, body["user"]["id"])
        talks.hear(found, found[0].finding, order_form.field(view, "more") or "", clock.now())
        _show_head(session, desk, found)
        _show_owner(session, desk, found)
    ack()


def open_known(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """I know why…: a form for the relationship owner, who asks nobody then."""
    with desk.session() as session:
        found = _told(session, desk, int(action["value"]), body["user"]["id"])
        facts = silence.facts(session, desk.catalog, found)
    desk.open(body["trigger_id"], "talks/known", unit=facts)
    ack()


def save_known(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """What the relationship owner knows, sent."""
    finding, note = order_form.field(view, "finding") or "", order_form.field(view, "more") or ""
    with desk.session() as session:
        found = _told(session, desk, int(view["private_metadata"]), body["user"]["id"])
        talks.hear(found, finding, note, clock.now())
        _show_owner(session, desk, found)
    ack()


def _told(session: Session, desk: Desk, number: int, by: str) -> Sequence[Loss]:
    """Return what was told of a unit. Raises Refused for anybody but who was told, and leads."""
    found = talks.together(session, number)
    silence.check_owner(desk.catalog, found, by, desk.person(session, by).email)
    return found


def _show_owner(session: Session, desk: Desk, found: Sequence[Loss], verdict: Verdict | None = None) -> None:
    """Bring the relationship owner's one message up to date; `verdict` is why a unit may not be asked now."""
    session.flush()
    first = found[0]
    held = None if verdict is None or verdict.allowed else {"id": first.number, **vars(verdict)}
    units = silence.units_told(session, desk.catalog, first)
    card = f"losses:{first.owner}:{int(first.told_at.timestamp())}"
    assert first.owner is not None
    desk.show(session, card, first.owner, "talks/losses", units=units, held=held)


def _show_head(session: Session, desk: Desk, found: Sequence[Loss]) -> None:
    """Bring the one message of who was asked up to date."""
    session.flush()
    facts = silence.facts(session, desk.catalog, found)
    desk.show(
        session,
        f"loss:{found[0].number}:head",
        facts["asked_of"],
        "talks/lost",
        unit=facts,
        owner=found[0].owner,
    )


def register(app: App) -> None:
    """Say what starts what."""
    app.action("loss.ask")(ask_head)
    app.action(re.compile(rf"^loss\.(?:{'|'.join(silence.FINDINGS)})$"))(say_finding)
    app.action("loss.more")(open_more)
    app.view("loss.said")(save_more)
    app.action("loss.known")(open_known)
    app.view("loss.found")(save_known)


TIMERS: dict[str, Timer] = {silence.LOOK: look, silence.TELL: tell, silence.ASK: ask}
