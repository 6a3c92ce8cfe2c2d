"""Standing in: letting somebody else decide, on one order or for some days, and taking it back."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from bot.catalog import Catalog
from bot.customer import people
from bot.customer.people import Person
from bot.delivery import timers
from bot.process import approvals, orders
from bot.process.approvals import Approval, Delegation
from bot.process.approvers import Approver
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import approving

BEGINS, ENDS = "approval.away_begins", "approval.away_ends"
IN_THE_MORNING = time(8)


def hand_on(session: Session, catalog: Catalog, order_id: int, *, by: str, to: str, now: datetime) -> Order:
    """Let `to` decide on one order instead of `by`.

    Raises Refused for who may not decide on it, and whenever `by` may not either.
    """
    order = orders.hold(session, order_id)
    approving.check(session, catalog, order, by, now)
    _check_taker(session, order, by, to)
    row = next(row for row in approvals.asked(session, order_id) if row.approver == by)
    approving.put(session, catalog, order, row.level, Approver(to, "delegate", asked_of=by), now)
    _close(session, row, "handed_on", now)
    orders.record(session, order, now, by, "handed_on", to)
    return order


def _check_taker(session: Session, order: Order, by: str, to: str) -> None:
    """Let nobody decide who asked for it, who said yes already, or whom nobody here knows."""
    why = None
    person = people.find(session, to)
    if to == by:
        why = "yourself"
    elif to in approving.barred_of(order):
        why = "requester"
    elif to in approving.said_yes(approvals.of(session, order.number)):
        why = "said_yes"
    elif person is None or not person.active or person.unit is None:
        why = "unknown"
    if why:
        raise Refused("delegating/cannot_decide", ["choose_other"], number=order.number, person=to, why=why)


def next_in_line(session: Session, catalog: Catalog, order: Order, row: Approval) -> Person | None:
    """Return who would be asked at the same level if this approver were not there; None for nobody."""
    seat = approving.seat_of(catalog, order, row.level)
    rows = approvals.of(session, order.number)
    barred = {*approving.barred_of(order), *(each.approver for each in rows)}
    ids = people.ids(session, list(seat.ranked))
    found = [ids[email] for email in seat.ranked if email in ids and ids[email] not in barred]
    return people.find(session, found[0]) if found else None


def go_away(
    session: Session,
    catalog: Catalog,
    *,
    person: str,
    delegate: str,
    starts_on: date,
    ends_on: date | None,
    now: datetime,
) -> Delegation:
    """Let `delegate` decide for somebody in these days of the company's calendar, and begin when they do.

    Raises Refused for somebody whom nobody here knows, and when the days are over or out of order.
    """
    taker = people.find(session, delegate)
    if delegate == person or taker is None or not taker.active or taker.unit is None:
        why = "yourself" if delegate == person else "unknown"
        raise Refused("delegating/cannot_decide", ["choose_other"], number=None, person=delegate, why=why)
    if ends_on is not None and ends_on < max(starts_on, catalog.company.day(now)):
        raise Refused("delegating/no_days", ["choose_other"], starts_on=starts_on, ends_on=ends_on)
    away = approvals.go_away(session, person, delegate, starts_on, ends_on)
    facts = {"delegation": away.id}
    begins = max(_instant(catalog, starts_on, IN_THE_MORNING), now)
    timers.set_timer(session, BEGINS, begins, now=now, key=f"away:{away.id}:begins", facts=facts)
    if ends_on is not None:
        ends = _instant(catalog, ends_on + timedelta(days=1), time())
        timers.set_timer(session, ENDS, ends, now=now, key=f"away:{away.id}:ends", facts=facts)
    return away


def _instant(catalog: Catalog, day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(catalog.company.zone))


def begin(session: Session, catalog: Catalog, away: Delegation, now: datetime) -> list[Order]:
    """Pass on what waits for somebody who is away now; return the orders that changed hands."""
    changed = []
    for order, row in _waiting(session, Approval.approver == away.person):
        barred = {*approving.barred_of(order), *approving.said_yes(approvals.of(session, order.number))}
        if away.delegate in barred:
            seat = approving.seat_of(catalog, order, row.level)
            if approving.ask(session, catalog, order, seat, now, skip=[away.person]) is None:
                continue
        else:
            taker = Approver(away.delegate, "away", asked_of=away.person)
            approving.put(session, catalog, order, row.level, taker, now)
        _close(session, row, "handed_on", now)
        changed.append(order)
    return changed


def end(session: Session, catalog: Catalog, person: str, now: datetime) -> list[Order]:
    """Ask somebody themselves again about what is undecided; return the orders that came back."""
    changed = []
    for order, row in _waiting(session, Approval.asked_of == person, Approval.why == "away"):
        mine = [each for each in approvals.of(session, order.number) if each.approver == person]
        seat = approving.seat_of(catalog, order, row.level)
        email = session.get_one(Person, person).email or ""
        why = mine[0].why if mine else seat.ranked.get(email)
        if why is not None and person not in approving.barred_of(order):
            approving.put(session, catalog, order, row.level, Approver(person, why), now)
            _close(session, row, "dropped", now, "back")
            changed.append(order)
    return changed


def _waiting(session: Session, *which: bool) -> Iterable[tuple[Order, Approval]]:
    rows = select(Approval).where(*which, Approval.state == "asked")
    for row in session.exec(rows).all():
        order = orders.hold(session, row.order_id)
        session.refresh(row)
        if order.state == "approval" and row.state == "asked":
            yield order, row


def _close(session: Session, row: Approval, state: str, now: datetime, note: str = "") -> None:
    row.state, row.note, row.decided_at = state, note, now
    session.add(row)
    session.flush()
