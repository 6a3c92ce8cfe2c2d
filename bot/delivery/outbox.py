"""The outbox: what the bot says is a row in the transaction that makes it true."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.db import insert_once, wake_sender
from bot.delivery import statements
from bot.delivery.facts import pack
from bot.delivery.jobs import HOME, READY, SAY, SHOW, WHISPER, Card, Job, enqueue, lane_of

NOTHING: Mapping[str, Any] = MappingProxyType({})


def say(
    session: Session,
    to: str,
    template: str,
    *,
    now: datetime,
    thread: str | None = None,
    due_at: datetime | None = None,
    key: str | None = None,
    starts: str | None = None,
    facts: Mapping[str, Any] = NOTHING,
) -> None:
    """Send a message to a channel or a person, once; of those with one `key` only the first is sent.

    `starts`: the kind of conversation that it begins, for `withdraw`.
    """
    enqueue(
        session,
        SAY,
        template,
        now=now,
        due_at=due_at,
        lane=lane_of(session, to),
        to=to,
        thread=thread,
        key=key,
        starts=starts,
        facts=pack(facts),
    )


def show(
    session: Session,
    card: str,
    to: str,
    template: str,
    *,
    now: datetime,
    thread: str | None = None,
    due_at: datetime | None = None,
    starts: str | None = None,
    facts: Mapping[str, Any] = NOTHING,
) -> None:
    """Post the card named `card`, or edit it where it stands; edits not yet sent melt into one.

    `to` and `thread` say where it is posted the first time, or again when its message is gone. `due_at` and
    `starts`, as in `say`, are of the first posting: what it says may change until then.
    """
    held, packed = _hold_card(session, card, to), pack(facts)
    if not held.is_new and _melt(session, card, template, packed, to=to, thread=thread):
        return
    enqueue(
        session,
        SHOW,
        template,
        now=now,
        due_at=due_at if held.is_new else None,
        lane=held.lane,
        to=to,
        thread=thread,
        card=card,
        starts=starts if held.is_new else None,
        facts=packed,
    )


def cards(session: Session, begin: str) -> list[str]:
    """Return the names of all cards that begin so."""
    return list(session.exec(select(Card.key).where(col(Card.key).startswith(begin, autoescape=True))))


class _Held(NamedTuple):
    """A card that nobody else changes until the session ends; of one that is new nothing waits to be sent."""

    lane: str
    is_new: bool


def _hold_card(session: Session, card: str, to: str) -> _Held:
    """Hold this card; it is made if it is new."""
    known = statements.CARD.rows(session, of=card)
    if not known:
        lane = lane_of(session, to)
        if insert_once(session, Card, key=card, lane=lane):
            return _Held(lane, is_new=True)
        known = statements.CARD.rows(session, of=card)
    return _Held(str(known[0][0]), is_new=False)


def _melt(
    session: Session,
    card: str,
    template: str,
    facts: Mapping[str, Any],
    *,
    to: str | None = None,
    thread: str | None = None,
) -> bool:
    """Let what still waits to be sent of this card say something else; return whether anything waits."""
    waits = statements.MELT.count(session, of=card, name=template, to=to, thread=thread, facts=facts) > 0
    if waits:
        wake_sender(session)
    return waits


def whisper(
    session: Session,
    channel: str,
    person: str,
    template: str,
    *,
    now: datetime,
    thread: str | None = None,
    facts: Mapping[str, Any] = NOTHING,
) -> None:
    """Show a message to one person in a channel; at most once, as nobody can look whether it arrived."""
    enqueue(
        session,
        WHISPER,
        template,
        now=now,
        lane=lane_of(session, channel),
        to=channel,
        person=person,
        thread=thread,
        facts=pack(facts),
    )


def home(
    session: Session, person: str, template: str, *, now: datetime, facts: Mapping[str, Any] = NOTHING
) -> None:
    """Draw a person's Home; what was not drawn yet is drawn only as it is now."""
    card, packed = f"home:{person}", pack(facts)
    if not _melt(session, card, template, packed):
        enqueue(session, HOME, template, now=now, lane=card, card=card, person=person, facts=packed)


def card_place(session: Session, card: str) -> tuple[str, str] | None:
    """Return channel and ts of a card's message, or None while it has not been posted."""
    for channel, ts in statements.PLACE.rows(session, of=card):
        return (channel, ts) if channel and ts else None
    return None


def point(session: Session, card: str, channel: str, ts: str) -> None:
    """Let the card named `card` be a message that is there already, to speak below it; a known card stays."""
    insert_once(session, Card, key=card, lane=lane_of(session, channel), channel=channel, ts=ts)


def rename(session: Session, card: str, name: str) -> None:
    """Let the card go on under another name, what is still to be sent of it, too; its old name is free."""
    statements.CARD.rows(session, of=card)
    session.execute(sa.update(Job).where(col(Job.card) == card).values(card=name))
    session.execute(sa.update(Card).where(col(Card.key) == card).values(key=name))


def withdraw(session: Session, person: str, kinds: Collection[str]) -> None:
    """Take back every conversation of these kinds that waits to be begun with a person."""
    waiting = sa.delete(Job).where(
        col(Job.lane) == lane_of(session, person),
        col(Job.state) == READY,
        col(Job.starts).in_(kinds),
    )
    session.connection().execute(waiting)
