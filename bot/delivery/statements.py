"""Statements of the claims, built once: each message needs half a dozen of them."""

import sqlalchemy as sa
import sqlalchemy.orm
from sqlmodel import col

from bot.db import Prepared, UtcDateTime
from bot.delivery.jobs import HOOK, READY, SENDING, Card, Job, Lane

_LOOKED_AT = 32  # jobs looked at before giving up: others are claiming those right now
_NOW = sa.bindparam("now", type_=UtcDateTime())
_CLOSED = sa.bindparam("closed", type_=UtcDateTime())
_LANE = sa.bindparam("lane", type_=sa.String())
_READY = col(Job.state) == READY
_SENDING = col(Job.state) == SENDING
_DUE = sa.and_(_READY, col(Job.due_at) <= _NOW)
_OLDEST_FIRST = (col(Job.due_at), col(Job.id))

HELD = sa.select(col(Lane.key)).where(col(Lane.key).startswith("*"), col(Lane.full_at) > _CLOSED)

_LOST = sa.and_(_SENDING, col(Job.lease_until) <= _NOW)

# Whether there is anything to look for: most looks find nothing, and need no more than this.
GLANCE = Prepared(
    sa.select(
        sa.exists(HELD).label("held"),
        sa.exists(sa.select(col(Job.id)).where(_LOST)).label("lost"),
        sa.exists(sa.select(col(Job.id)).where(_DUE)).label("due"),
    )
)

EXPIRED = (
    sa.select(Job)
    .where(_LOST)
    .where(col(Job.id).not_in(sa.bindparam("in_hand", expanding=True)))
    .order_by(col(Job.lease_until))
    .limit(1)
    .with_for_update(skip_locked=True)
)

TIMER_DUE = (
    sa.select(Job)
    .where(_DUE, col(Job.lane).is_(None))
    .order_by(*_OLDEST_FIRST)
    .limit(1)
    .with_for_update(skip_locked=True)
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

LANE = sa.select(Lane).where(col(Lane.key) == _LANE).with_for_update(key_share=True, skip_locked=True)

_other = sa.orm.aliased(Job)
HEAD = (
    sa.select(Job)
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
    .with_for_update(skip_locked=True, of=Job)
)

_CARD = sa.bindparam("card", type_=sa.String())
CARD = sa.select(Card).where(col(Card.key) == _CARD).with_for_update()
PLACE = Prepared(sa.select(col(Card.channel), col(Card.ts)).where(col(Card.key) == _CARD))
WAITING = sa.select(Job).where(col(Job.card) == _CARD, _READY).with_for_update().order_by(col(Job.id).desc())

MINE = (
    sa.select(Job)
    .where(col(Job.id) == sa.bindparam("job", type_=sa.Integer()), _SENDING)
    .where(col(Job.claimed_by) == sa.bindparam("word", type_=sa.String()))
    .with_for_update()
)

NEXT = sa.select(
    sa.select(sa.func.min(col(Job.due_at))).where(_READY, col(Job.due_at) > _NOW).scalar_subquery(),
    sa.select(sa.func.min(col(Job.lease_until))).where(_SENDING).scalar_subquery(),
)
ANY_DUE = sa.select(col(Job.id)).where(_DUE).limit(1)
OPENING = sa.select(sa.func.min(col(Lane.full_at))).where(col(Lane.full_at) > _CLOSED)
