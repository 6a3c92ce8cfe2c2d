"""Stopping: what a person no longer wants to hear ends everywhere at once, and comes back on their word."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import Session

from bot.customer import hearing
from bot.customer.hearing import Kind
from bot.delivery import timers
from bot.value import offers

REDRAW = "offer.redraw"


def stop(session: Session, slack_id: str, kinds: Collection[Kind], now: datetime) -> tuple[Kind, ...]:
    """Start none of `kinds` with this person any more: what waits is taken back, open offers end.

    Returns the kinds that were wanted until now.
    """
    stopped = hearing.stop(session, slack_id, kinds)
    if "offers" in kinds:
        _redraw(session, offers.stop_all(session, slack_id, now), now)
    return stopped


def resume(session: Session, slack_id: str, kinds: Collection[Kind], now: datetime) -> tuple[Kind, ...]:
    """Start `kinds` with this person again; return those that were refused until now."""
    if "offers" in kinds:
        _redraw(session, offers.resume_all(session, slack_id), now)
    return hearing.resume(session, slack_id, kinds)


def _redraw(session: Session, ended: Iterable[int], now: datetime) -> None:
    for offer_id in ended:
        timers.soon(session, REDRAW, now=now, facts={"offer_id": offer_id})
