"""Calling: every message about a promised call, for who waits for it, who makes it and who leads IT."""

from datetime import datetime
from itertools import product
from typing import Any

from sqlmodel import Session

from bot.customer import recoveries
from bot.customer.recoveries import Recovery
from bot.delivery import outbox
from bot.desk import Desk
from bot.process import cards
from bot.value import recovering, recovery_facts

SHOW_SURVEY = "survey.show"  # the timer that brings the message of a survey up to date
PINGS = ("agreed", "soon", "due")


def follow(session: Session, desk: Desk, recovery: Recovery, now: datetime, was: str | None = None) -> None:
    """Bring every message about a call up to date; `was` is who had it before it was handed over."""
    show_owner(session, desk, recovery, now, was)
    kind, _, number = recovery.source.partition(":")
    if kind == "survey":
        desk.soon(session, SHOW_SURVEY, survey_id=int(number))
    if kind == "recovery":
        show_check(session, desk, recoveries.find(session, int(number)), now)
    if outbox.card_place(session, f"recovery:{recovery.id}:check"):
        show_check(session, desk, recovery, now)
    if outbox.card_place(session, f"recovery:{recovery.id}:missed"):
        tell_missed(session, desk, recovery, now)
    tries = range(recovery.unreached + 1)
    for stage, tried, reader in product(PINGS, tries, dict.fromkeys((was, recovery.owner))):
        if reader and outbox.card_place(session, _ping_card(recovery, stage, tried, reader)):
            _show_ping(session, desk, recovery, stage, tried, reader, now)
    for lead in desk.leads(session):
        if outbox.card_place(session, f"recovery:{recovery.id}:lead:{lead}"):
            show_lead(session, desk, recovery, lead, now)


def begin_anew(session: Session, desk: Desk, recovery: Recovery) -> bool:
    """Let the owner's message end, so that what follows reaches them as one; say whether there was one."""
    card = _owner_card(recovery, recovery.owner or "")
    place = outbox.card_place(session, card)
    if place is None or recovery.owner is None:
        return False
    above = f"{card}:{place[1]}"
    outbox.rename(session, card, above)
    service = desk.catalog.services.get(recovery.service or "")
    desk.show(
        session, above, recovery.owner, "recovering/moved", service_name=service.name if service else None
    )
    return True


def show_owner(
    session: Session, desk: Desk, recovery: Recovery, now: datetime, was: str | None = None
) -> None:
    """Show the owner what to do; a complaint's own card says it where it is theirs."""
    order = recovering.order_of(session, recovery)
    is_complaint = order is not None and order.kind == "complaint"
    if order is not None and is_complaint:
        recovery_facts.keep_on_complaint(session, desk.catalog, order, now)
        cards.show(session, desk.catalog, order, now)
    for reader in dict.fromkeys((was, recovery.owner)):
        if reader and not (order and is_complaint and order.team == reader):
            facts = _facts(session, desk, recovery, now)
            mine = reader == recovery.owner
            desk.show(session, _owner_card(recovery, reader), reader, "recovering/owner", **facts, mine=mine)


def _owner_card(recovery: Recovery, reader: str) -> str:
    return f"recovery:{recovery.id}:owner:{reader}"


def _facts(session: Session, desk: Desk, recovery: Recovery, now: datetime) -> dict[str, Any]:
    who = {} if recovery.agreed else {"person": None}
    return {
        "call": {**recovery_facts.facts_of(session, desk.catalog, recovery, now), **who},
        "what": recovery_facts.what_of(session, desk.catalog, recovery),
    }


def _ping_card(recovery: Recovery, stage: str, tried: int, reader: str) -> str:
    return f"recovery:{recovery.id}:{stage}:{tried}:{reader}"


def ping(session: Session, desk: Desk, recovery: Recovery, stage: str, now: datetime) -> None:
    """Tell the owner that a call waits, once for each stage of each try."""
    if recovery.owner is not None:
        _show_ping(session, desk, recovery, stage, recovery.unreached, recovery.owner, now)


def _show_ping(
    session: Session, desk: Desk, recovery: Recovery, stage: str, tried: int, reader: str, now: datetime
) -> None:
    """Bring what was said at a stage up to date; only the last of the try that counts has buttons."""
    current, mine = tried == recovery.unreached, reader == recovery.owner
    facts = {**_facts(session, desk, recovery, now), "stage": stage, "mine": mine, "current": current}
    desk.show(session, _ping_card(recovery, stage, tried, reader), reader, "recovering/nudge", **facts)


def tell_missed(session: Session, desk: Desk, recovery: Recovery, now: datetime) -> None:
    """Tell the person that they were not reached, and what comes next."""
    call = recovery_facts.facts_of(session, desk.catalog, recovery, now)
    desk.show(session, f"recovery:{recovery.id}:missed", recovery.person, "recovering/missed", call=call)


def show_check(session: Session, desk: Desk, first: Recovery, now: datetime) -> None:
    """Show the question whether it is put right, and after a no the call that follows."""
    following = recoveries.of(session, f"recovery:{first.number}") or first
    asked = recovery_facts.facts_of(session, desk.catalog, first, now)
    call = recovery_facts.facts_of(session, desk.catalog, following, now)
    desk.show(session, f"recovery:{first.id}:check", first.person, "recovering/check", first=asked, call=call)


def show_lead(session: Session, desk: Desk, recovery: Recovery, lead: str, now: datetime) -> None:
    """Tell a lead of IT of a call that was not made in time."""
    facts = _facts(session, desk, recovery, now)
    desk.show(session, f"recovery:{recovery.id}:lead:{lead}", lead, "recovering/lead", **facts)
