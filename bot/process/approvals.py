"""Approvals: each yes that an order needs, one after the other, and who stands in for whom."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.db import Loader, either, instant
from bot.process import expediting, extensions
from bot.process.approvers import Approver
from bot.process.orders import DECIDED_OTHERWISE, Order, too_late
from bot.refusal import Refused


class Approval(SQLModel, table=True):
    """One person who is asked, or was, for one level's word on an order."""

    __tablename__ = "approvals"
    __table_args__ = (sa.UniqueConstraint("order_id", "level", "approver"),)

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    level: int  # 1 is asked first
    approver: str = Field(index=True)  # Slack user id; never the person who asked when money moves
    why: str  # budget_owner, head, lead, named, pool, delegate, away
    asked_of: str | None = None  # Slack user id of who gave it to the approver
    state: str = "asked"  # asked, approved, declined, passed (decided once), handed_on, dropped
    asked_at: datetime | None = instant(default=None, nullable=True)
    reminded_at: datetime | None = instant(default=None, nullable=True)
    decided_at: datetime | None = instant(default=None, nullable=True)
    note: str = ""  # the comment or reason; of what was dropped, why: left, no_longer, back, other (decided)


class Delegation(SQLModel, table=True):
    """Who decides instead of somebody, from one day to another; both days count."""

    __tablename__ = "delegations"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)  # Slack user id
    delegate: str
    starts_on: date
    ends_on: date | None = None  # None: until it is taken back


def of(session: Session, order_id: int) -> Sequence[Approval]:
    """Return everybody who was asked about an order, in the order of asking."""
    return _OF.all(session, order_id=order_id)


_OF_ORDER = select(Approval).where(Approval.order_id == sa.bindparam("order_id"))
_OF = Loader(Approval, _OF_ORDER.order_by(col(Approval.level), col(Approval.id)))


def asked(session: Session, order_id: int) -> Sequence[Approval]:
    """Return who is asked now; more than one person once the first took long."""
    return [row for row in of(session, order_id) if row.state == "asked"]


def awaiting(session: Session, person: str, most: int = 10) -> Sequence[Order]:
    """Return what waits for a person's word, the oldest first."""
    return _AWAITING.all(session, person=person, most=most)


def _awaiting() -> sa.Select[Any]:
    person: sa.BindParameter[str] = sa.bindparam("person", type_=sa.String)
    mine = select(Approval.order_id).where(Approval.approver == person, Approval.state == "asked")
    asked_here = sa.or_(col(Order.approver) == person, col(Order.id).in_(mine))
    otherwise = sa.union_all(extensions.awaiting(person), expediting.awaiting(person))
    waiting = select(Order).where(
        Order.state == "approval",
        sa.or_(
            sa.and_(asked_here, sa.not_(either(col(Order.kind), DECIDED_OTHERWISE))),
            sa.and_(col(Order.id).in_(otherwise), col(Order.person) != person),
        ),
    )
    return waiting.order_by(col(Order.id)).limit(sa.bindparam("most", type_=sa.Integer))


_AWAITING = Loader(Order, _awaiting())


def undecided(session: Session) -> Sequence[Order]:
    """Return every order that waits for somebody's word here, the oldest first; not what is decided otherwise."""
    waiting = select(Order).where(Order.state == "approval", col(Order.kind).not_in(DECIDED_OTHERWISE))
    return session.exec(waiting.order_by(col(Order.id))).all()


def ask(session: Session, order: Order, level: int, approver: Approver, now: datetime) -> Approval:
    """Ask somebody for a level's word; who was asked for it before is asked again."""
    row = _ASKED.first(session, order_id=order.id, level=level, approver=approver.person)
    row = row or Approval(order_id=order.number, level=level, approver=approver.person, why=approver.why)
    row.why, row.asked_of = approver.why, approver.asked_of
    row.state, row.asked_at, row.reminded_at, row.note = "asked", now, None, ""
    session.add(row)
    session.flush()
    return row


_ASKED = Loader(
    Approval,
    _OF_ORDER.where(Approval.level == sa.bindparam("level"), Approval.approver == sa.bindparam("approver")),
)


def pass_over(session: Session, order: Order, level: int, approver: Approver, now: datetime) -> Approval:
    """Note that a level needs no asking: the person who would decide has said yes already."""
    row = Approval(
        order_id=order.number,
        level=level,
        approver=approver.person,
        why=approver.why,
        state="passed",
        decided_at=now,
    )
    session.add(row)
    session.flush()
    return row


def settle(
    session: Session, rows: Sequence[Approval], by: str, state: str, now: datetime, note: str = ""
) -> None:
    """Write down one person's word; whoever else was asked for the same need not answer any more."""
    for row in rows:
        mine = row.approver == by
        row.state, row.decided_at = (state, now) if mine else ("dropped", now)
        row.note = note if mine else "other"
        session.add(row)
    session.flush()


def close(session: Session, order_id: int, now: datetime) -> None:
    """Ask nobody any more: the order was taken back."""
    settle(session, asked(session, order_id), "", "dropped", now)


def check(session: Session, order: Order, by: str) -> Approval:
    """Let only who is asked decide, and only while it is undecided; return what they are asked.

    Raises Refused for anybody else.
    """
    mine = [row for row in of(session, order.number) if row.approver == by]
    waits = next((row for row in mine if row.state == "asked"), None)
    if order.state == "approval" and waits is not None:
        return waits
    said = next((row for row in mine if row.state == "approved"), None)
    if order.state == "approval" and said is not None:
        raise Refused(
            "orders/said_already", ["talk"], number=order.number, at=said.decided_at, approver=order.approver
        )
    if not mine and by != order.approver:
        raise Refused("orders/not_approver", ["talk"], number=order.number, approver=order.approver)
    if order.state == "approval":
        raise Refused("orders/not_any_more", ["talk"], number=order.number, approver=order.approver)
    raise too_late(session, order)


def stand_in(session: Session, person: str, on: date) -> Delegation | None:
    """Return who decides for somebody on that day, None while they are there."""
    return _AWAY.first(session, person=person, day=on)


_ON: sa.BindParameter[date] = sa.bindparam("day", type_=sa.Date)
_AWAY = Loader(
    Delegation,
    select(Delegation)
    .where(
        Delegation.person == sa.bindparam("person"),
        col(Delegation.starts_on) <= _ON,
        sa.or_(col(Delegation.ends_on).is_(None), col(Delegation.ends_on) >= _ON),
    )
    .order_by(col(Delegation.id).desc())
    .limit(1),
)


def go_away(
    session: Session, person: str, delegate: str, starts_on: date, ends_on: date | None
) -> Delegation:
    """Let `delegate` decide for somebody in these days; what was said of days before is replaced."""
    come_back(session, person)
    away = Delegation(person=person, delegate=delegate, starts_on=starts_on, ends_on=ends_on)
    session.add(away)
    session.flush()
    return away


def come_back(session: Session, person: str) -> None:
    """Let somebody decide for themselves again, from now on."""
    session.execute(sa.delete(Delegation).where(col(Delegation.person) == person))
