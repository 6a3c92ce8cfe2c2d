"""The outbox: what the bot says is a row in the transaction that makes it true."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

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
) -> Job:
    """Send a message to a channel or a person, once; a `key` seen before returns its first job.

    `starts`: the kind of conversation that it begins, for `withdraw`.
    """
    job = Job(
        kind=SAY,
        name=template,
        lane=lane_of(session, to),
        to=to,
        thread=thread,
        key=key,
        starts=starts,
        due_at=due_at or now,
        created_at=now,
        facts=pack(facts),
    )
    return enqueue(session, job)


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
) -> Job:
    """Post the card named `card`, or edit it where it stands; edits not yet sent melt into one.

    `to` and `thread` say where it is posted the first time, or again when its message is gone. `due_at` and
    `starts`, as in `say`, are of the first posting: what it says may change until then.
    """
    place = _hold_card(session, card, to)
    waiting: Job | None = session.execute(statements.WAITING, {"card": card}).scalar()
    if waiting is None:
        job = Job(
            kind=SHOW,
            name=template,
            lane=place.lane,
            card=card,
            starts=starts,
            due_at=due_at or now,
            created_at=now,
        )
    else:
        job = waiting
    job.name, job.to, job.thread, job.facts = template, to, thread, pack(facts)
    session.add(job)
    session.flush()
    wake_sender(session)
    return job


def _hold_card(session: Session, card: str, to: str) -> Card:
    place: Card | None = session.execute(statements.CARD, {"card": card}).scalar()
    if place is None:
        insert_once(session, Card, key=card, lane=lane_of(session, to))
        place = session.execute(statements.CARD, {"card": card}).scalar_one()
    return place


def whisper(
    session: Session,
    channel: str,
    person: str,
    template: str,
    *,
    now: datetime,
    thread: str | None = None,
    facts: Mapping[str, Any] = NOTHING,
) -> Job:
    """Show a message to one person in a channel; at most once, as nobody can look whether it arrived."""
    job = Job(
        kind=WHISPER,
        name=template,
        lane=lane_of(session, channel),
        to=channel,
        person=person,
        thread=thread,
        due_at=now,
        created_at=now,
        facts=pack(facts),
    )
    return enqueue(session, job)


def home(
    session: Session, person: str, template: str, *, now: datetime, facts: Mapping[str, Any] = NOTHING
) -> Job:
    """Draw a person's Home; what was not drawn yet is drawn only as it is now."""
    card = f"home:{person}"
    waiting = session.exec(select(Job).where(Job.card == card, Job.state == READY).with_for_update()).first()
    if waiting is not None:
        waiting.name, waiting.facts = template, pack(facts)
        wake_sender(session)
        return waiting
    job = Job(
        kind=HOME,
        name=template,
        lane=card,
        card=card,
        person=person,
        due_at=now,
        created_at=now,
        facts=pack(facts),
    )
    return enqueue(session, job)


def card_place(session: Session, card: str) -> tuple[str, str] | None:
    """Return channel and ts of a card's message, or None while it has not been posted."""
    place = session.get(Card, card)
    if place is None or place.channel is None or place.ts is None:
        return None
    return place.channel, place.ts


def point(session: Session, card: str, channel: str, ts: str) -> None:
    """Let the card named `card` be a message that is there already, to speak below it; a known card stays."""
    insert_once(session, Card, key=card, lane=lane_of(session, channel), channel=channel, ts=ts)


def rename(session: Session, card: str, name: str) -> None:
    """Let the card go on under another name, what is still to be sent of it, too; its old name is free."""
    session.exec(select(Card).where(Card.key == card).with_for_update()).first()
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
