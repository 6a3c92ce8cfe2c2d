"""Availability: the part of the agreed service time in which a service worked.

Agreed time minus downtime inside it, over agreed time; downtime outside the service hours does not count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import prod

from sqlmodel import Session, col, select

from bot.catalog.hours import Hours, Opening
from bot.process.orders import Order

EVERYONE = 2  # impact up to which everybody is hit


@dataclass(frozen=True)
class Outage:
    """A service was down from its first instant until its second for `users` of its users; None for all."""

    span: Opening
    users: int | None = None


def share(agreed: int, down: int) -> Fraction:
    """Return the availability of so many agreed minutes with so many down; raises ZeroDivisionError for none."""
    return Fraction(agreed - down, agreed)


def weighted(
    hours: Hours, since: datetime, until: datetime, outages: Iterable[Outage], users: int
) -> Fraction:
    """Return availability by users: 1 - sum(minutes x users hit) / (agreed minutes x users), after itilnews."""
    agreed = hours.minutes_between(since, until) * users
    lost = sum(
        downtime(hours, since, until, [each.span]) * min(users if each.users is None else each.users, users)
        for each in outages
    )
    return share(agreed, min(lost, agreed))


def chain(parts: Iterable[Fraction]) -> Fraction:
    """Return the availability of what needs all of its parts: their product."""
    return prod(parts, start=Fraction(1))


def allowed(promise: Fraction, agreed: int) -> Fraction:
    """Return the minutes of `agreed` that may be down for a promised share to be kept."""
    return (1 - promise) * agreed


def downtime(hours: Hours, since: datetime, until: datetime, spans: Iterable[Opening]) -> int:
    """Return the agreed minutes of [since, until) in any of these spans, those in several once."""
    down, reached = 0, since
    for start, end in sorted(spans):
        start, end = max(start, reached), min(end, until)
        down += hours.minutes_between(start, end)
        reached = max(reached, end)
    return down


def outages(session: Session, since: datetime, until: datetime, now: datetime) -> dict[str, list[Order]]:
    """Return the incidents that stopped work between two instants, by service, whoever was hit."""
    stopped = select(Order).where(
        Order.kind == "incident",
        Order.urgency == 1,
        col(Order.service).is_not(None),
        col(Order.state).not_in(("cancelled", "declined")),
        col(Order.opened_at) < min(until, now),
    )
    found: dict[str, list[Order]] = {}
    for order in session.exec(stopped.order_by(col(Order.opened_at))):
        if order.done_at is None or order.done_at > since:
            found.setdefault(order.service or "", []).append(order)
    return found


def hits_everyone(order: Order) -> bool:
    """Tell whether an incident is one of priority 1 that hits everybody who uses the service."""
    return order.impact <= EVERYONE and order.priority == 1


def span(order: Order, now: datetime) -> Opening:
    """Return from when until when an incident kept people from working: from opening to done, or to now."""
    return order.opened_at, max(order.opened_at, order.done_at or now)


def recorded_since(session: Session) -> datetime | None:
    """Return when the first of all orders was opened: before, nobody could have told of an outage."""
    return session.exec(select(Order.opened_at).order_by(col(Order.opened_at)).limit(1)).first()
