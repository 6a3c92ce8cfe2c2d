"""Grants: money that was given to a unit beyond what the company file funds it with."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.db import Numbered, instant
from bot.money import Money
from bot.refusal import Refused


class Grant(Numbered, SQLModel, table=True):
    """More funding for one unit in one fiscal year, asked for by whoever decides on its orders."""

    __tablename__ = "grants"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    fiscal_year: int
    minor: int
    why: str
    order_id: int | None = Field(default=None, index=True)  # the order for which it was asked
    asked_by: str
    asked_of: str  # Slack user id of who decides
    asked_at: datetime = instant()
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
    state: str = "asked"  # asked, granted, declined
    note: str = ""


def ask(
    session: Session,
    *,
    unit: str,
    fiscal_year: int,
    amount: Money,
    why: str,
    order_id: int | None,
    asked_by: str,
    asked_of: str,
    now: datetime,
) -> Grant:
    """Store a request for more funding.

    Raises Refused when one for the same order waits already, ValueError for less than something.
    """
    if amount.minor <= 0:
        raise ValueError(f"a grant of {amount} is none")
    waiting = open_for(session, order_id)
    if waiting is not None:
        raise Refused("funding/asked_already", ["wait", "talk"], number=order_id, asked_of=waiting.asked_of)
    grant = Grant(
        unit=unit,
        fiscal_year=fiscal_year,
        minor=amount.minor,
        why=why,
        order_id=order_id,
        asked_by=asked_by,
        asked_of=asked_of,
        asked_at=now,
    )
    session.add(grant)
    session.flush()
    return grant


def open_for(session: Session, order_id: int | None) -> Grant | None:
    """Return the request for an order's money that nobody has decided yet."""
    waiting = select(Grant).where(Grant.order_id == order_id, Grant.state == "asked")
    return session.exec(waiting).first()


def waiting_for(session: Session, person: str) -> Sequence[Grant]:
    """Return the requests that a person is to decide, the oldest first."""
    waiting = select(Grant).where(Grant.asked_of == person, Grant.state == "asked")
    return session.exec(waiting.order_by(col(Grant.id)).with_for_update()).all()


def find(session: Session, grant_id: int) -> Grant:
    """Return a request. Raises Refused when there is none of that number."""
    grant = session.get(Grant, grant_id)
    if grant is None:
        raise Refused("orders/unknown", ["my_orders"], number=grant_id)
    return grant


def decide(session: Session, grant_id: int, *, by: str, granted: bool, note: str, now: datetime) -> Grant:
    """Grant or decline, in one statement that only one of two hurried people can win.

    Raises Refused for anybody but who was asked, and when it was decided already.
    """
    grant = find(session, grant_id)
    check(grant, by)
    undecided = sa.and_(col(Grant.id) == grant_id, col(Grant.state) == "asked")
    values = {"decided_by": by, "decided_at": now, "note": note}
    changed = sa.update(Grant).where(undecided).values(state="granted" if granted else "declined", **values)
    won = session.execute(changed.returning(col(Grant.id))).first() is not None
    session.refresh(grant)
    if not won:
        raise decided_already(grant)
    return grant


def check(grant: Grant, by: str) -> None:
    """Let only who was asked decide. Raises Refused for anybody else, and once it is decided."""
    if by != grant.asked_of:
        raise Refused("funding/not_yours", ["talk"], asked_of=grant.asked_of)
    if grant.state != "asked":
        raise decided_already(grant)


def decided_already(grant: Grant) -> Refused:
    """Say kindly that a request was decided, by whom and when."""
    return Refused(
        "funding/decided_already", ["talk"], state=grant.state, by=grant.decided_by, at=grant.decided_at
    )
