"""Statements of the outbox and the claims, built once: each message needs half a dozen of them."""

import sqlalchemy as sa
import sqlalchemy.orm
from sqlmodel import col

from bot.db import Prepared, UtcDateTime
from bot.delivery.jobs import HOOK, READY, SENDING, Card, Job, Lane, Taken

_LOOKED_AT = 32  # jobs looked at before giving up: others are claiming those right now
_NOW = sa.bindparam("now", type_=UtcDateTime())
_CLOSED = sa.bindparam("closed", type_=UtcDateTime())
_LANE = sa.bindparam("lane", type_=sa.String())
_CARD = sa.bindparam("of", type_=sa.String())
_JOB = sa.bindparam("job", type_=sa.Integer())
_READY = col(Job.state) == READY
_SENDING = col(Job.state) == SENDING
_DUE = sa.and_(_READY, col(Job.due_at) <= _NOW)
_LOST = sa.and_(_SENDING, col(Job.lease_until) <= _NOW)
_OLDEST_FIRST = (col(Job.due_at), col(Job.id))

_held = sa.select(col(Lane.key)).where(col(Lane.key).startswith("*"), col(Lane.full_at) > _CLOSED)
HELD = Prepared(_held)

# Whether there is anything to look for: most looks find nothing, and need no more than this.
GLANCE = Prepared(
    sa.select(
        sa.exists(_held).label("held"),
        sa.exists(sa.select(col(Job.id)).where(_LOST)).label("lost"),
        sa.exists(sa.select(col(Job.id)).where(_DUE)).label("due"),
    )
)

# The oldest job of all lanes that are neither closed nor busy is the head of its lane, so the index on due_at
# gives it without ranking what waits behind it.
OLDEST = Prepared(
    sa.select(col(Job.lane), col(Job.kind), col(Card.ts).is_not(None))
    .outerjoin(Card, col(Card.key) == col(Job.card))
    .where(_DUE, col(Job.lane).is_not(None))
    .where(sa.or_(sa.bindparam("with_slack", type_=sa.Boolean()), col(Job.kind) == HOOK))
    .where(col(Job.lane).not_in(sa.select(col(Lane.key)).where(col(Lane.full_at) > _CLOSED)))
    .where(col(Job.lane).not_in(sa.select(col(Job.lane)).where(_SENDING, col(Job.lane).is_not(None))))
    .order_by(*_OLDEST_FIRST)
    .limit(_LOOKED_AT)
)

LANE = Prepared(
    sa.select(col(Lane.full_at))
    .where(col(Lane.key) == _LANE)
    .with_for_update(key_share=True, skip_locked=True)
)
_in_lane = sa.update(Lane).where(col(Lane.key) == _LANE)
_FULL_AT = sa.bindparam("full_at", type_=UtcDateTime())
FILL = Prepared(_in_lane.values(full_at=_FULL_AT))
HOLD = Prepared(_in_lane.values(full_at=_FULL_AT, note=sa.bindparam("note")))
PLACE_LANE = Prepared(_in_lane.values(channel=sa.bindparam("channel")))

_other = sa.orm.aliased(Job)
_head = (
    sa.select(col(Job.id))
    .where(
        _READY,
        col(Job.id)
        == sa.select(col(_other.id))
        .where(col(_other.lane) == _LANE, col(_other.state) == READY, col(_other.due_at) <= _NOW)
        .order_by(col(_other.due_at), col(_other.id))
        .limit(1)
        .scalar_subquery(),
    )
    .where(
        ~sa.exists(sa.select(col(_other.id)).where(col(_other.lane) == _LANE, col(_other.state) == SENDING))
    )
)
_timer = sa.select(col(Job.id)).where(_DUE, col(Job.lane).is_(None)).order_by(*_OLDEST_FIRST).limit(1)

_lane_channel = sa.select(col(Lane.channel)).where(col(Lane.key) == col(Job.lane))
_card_channel = sa.select(col(Card.channel)).where(col(Card.key) == col(Job.card))
_card_ts = sa.select(col(Card.ts)).where(col(Card.key) == col(Job.card))


def _taking(job: sa.ColumnElement[int]) -> Prepared:
    """Take a job: its columns as they are then, the channel of its lane, and channel and ts of its card."""
    return Prepared(
        sa.update(Job)
        .where(col(Job.id) == job)
        .values(
            state=SENDING,
            claimed_by=sa.bindparam("word"),
            lease_until=sa.bindparam("until", type_=UtcDateTime()),
            tried_at=sa.func.coalesce(col(Job.tried_at), _NOW),
            attempts=col(Job.attempts) + 1,
        )
        .returning(
            *(getattr(Job, name) for name in Taken._fields),
            *(of.correlate(Job).scalar_subquery() for of in (_lane_channel, _card_channel, _card_ts)),
        )
    )


TAKE = _taking(_JOB)
TAKE_HEAD = _taking(_head.with_for_update(skip_locked=True, of=Job).scalar_subquery())
TAKE_TIMER = _taking(_timer.with_for_update(skip_locked=True).scalar_subquery())

EXPIRED = (
    sa.select(col(Job.id))
    .where(_LOST)
    .where(col(Job.id).not_in(sa.bindparam("in_hand", expanding=True)))
    .order_by(col(Job.lease_until))
    .limit(1)
    .with_for_update(skip_locked=True)
)

# What came of a claim, unless it was lost meanwhile; it names the card, which may have been renamed.
SETTLE = Prepared(
    sa.update(Job)
    .where(col(Job.id) == _JOB, _SENDING, col(Job.claimed_by) == sa.bindparam("word"))
    .values(
        claimed_by=None,
        state=sa.bindparam("state"),
        error=sa.bindparam("error"),
        attempts=sa.bindparam("attempts"),
        due_at=sa.func.coalesce(sa.bindparam("due_at", type_=UtcDateTime()), col(Job.due_at)),
        lease_until=sa.bindparam("lease_until", type_=UtcDateTime()),
        settled_at=sa.bindparam("settled_at", type_=UtcDateTime()),
        channel=sa.bindparam("channel"),
        ts=sa.bindparam("ts"),
    )
    .returning(col(Job.card))
)

_of_card = col(Card.key) == _CARD
CARD = Prepared(sa.select(col(Card.lane)).where(_of_card).with_for_update())
PLACE = Prepared(sa.select(col(Card.channel), col(Card.ts)).where(_of_card))
PLACE_CARD = Prepared(
    sa.update(Card).where(_of_card).values(channel=sa.bindparam("channel"), ts=sa.bindparam("ts"))
)

_latest = sa.select(sa.func.max(_other.id)).where(col(_other.card) == _CARD, col(_other.state) == READY)
MELT = Prepared(
    sa.update(Job)
    .where(_READY, col(Job.id) == _latest.scalar_subquery())
    .values(
        name=sa.bindparam("name"),
        to=sa.bindparam("to"),
        thread=sa.bindparam("thread"),
        facts=sa.bindparam("facts", type_=sa.JSON()),
    )
)

NEXT = Prepared(
    sa.select(
        sa.select(sa.func.min(col(Job.due_at))).where(_READY, col(Job.due_at) > _NOW).scalar_subquery(),
        sa.select(sa.func.min(col(Job.lease_until))).where(_SENDING).scalar_subquery(),
        sa.exists(sa.select(col(Job.id)).where(_DUE)),
    )
)
OPENING = Prepared(sa.select(sa.func.min(col(Lane.full_at))).where(col(Lane.full_at) > _CLOSED))
