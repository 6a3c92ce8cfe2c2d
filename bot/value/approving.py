"""Approving: who is asked about an order, one level after the other, and who is asked instead or as well."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain

from sqlmodel import Session

from bot.catalog import Catalog, Hours
from bot.customer import people
from bot.delivery import timers
from bot.money import Money
from bot.process import approvals, approvers, orders
from bot.process.approvals import Approval
from bot.process.approvers import Approver, Seat
from bot.process.orders import Order
from bot.refusal import Refused

REMIND = "approval.remind"
DAYS = (1, 3, 5)  # working days after which somebody is reminded, again, and joined by the next
AWAKE = "Mo-Fr 08-17"  # when a reminder may come, on the clock of whom it reminds


def seats_of(catalog: Catalog, order: Order) -> list[Seat]:
    """Return the levels that an order needs, by what it commits now."""
    company = catalog.company
    commitment = Money(order.commitment_minor, company.currency)
    pool = company.pools.get(order.pool or "")
    return approvers.seats(company, company.units[order.unit], commitment, pool)


def begin(session: Session, catalog: Catalog, number: int, now: datetime) -> Order:
    """Ask whoever decides first, once, and return the order; whoever is away is stood in for."""
    order = orders.find(session, number)
    if _is_unasked(session, order):
        order = orders.hold(session, number)  # of two who come to ask at once one does
        if _is_unasked(session, order):
            _ask_next(session, catalog, order, (), now)
    return order


def _is_unasked(session: Session, order: Order) -> bool:
    decided_here = order.kind not in orders.DECIDED_OTHERWISE
    return decided_here and order.state == "approval" and not approvals.of(session, order.number)


def _ask_next(
    session: Session, catalog: Catalog, order: Order, rows: Sequence[Approval], now: datetime
) -> bool:
    """Ask the next level that has not said yes, after those who were asked; return whether there is one.

    Raises Refused when nobody could be asked.
    """
    settled = {row.level for row in rows if row.state in ("approved", "passed")}
    for seat in seats_of(catalog, order):
        if seat.level in settled:
            continue
        first = _choose(session, catalog, order, seat.level)
        if first.person not in said_yes(rows):
            ask(session, catalog, order, seat, now, rows=rows)
            return True
        approvals.pass_over(session, order, seat.level, first, now)
    return False


def barred_of(order: Order) -> set[str | None]:
    """Return who may not decide: who asked for it, and who gets it."""
    return {order.person, order.for_person}


def said_yes(rows: Collection[Approval]) -> set[str | None]:
    """Return who said yes already, themselves or through whoever stood in for them."""
    said = [row for row in rows if row.state == "approved"]
    return {*(row.approver for row in said), *(row.asked_of for row in said if row.asked_of)}


def ask(
    session: Session,
    catalog: Catalog,
    order: Order,
    seat: Seat,
    now: datetime,
    *,
    rows: Sequence[Approval] | None = None,
    skip: Collection[str | None] = (),
    beside: bool = False,
) -> Approval | None:
    """Ask the first who may sit at a level and is there; None when there is nobody.

    `rows` are those who were asked about it, where they are known; `skip` are left out; with `beside`,
    somebody else was asked first and stays who decides.
    """
    ids = people.ids(session, list(seat.ranked))
    said = approvals.of(session, order.number) if rows is None else rows
    barred = {*barred_of(order), *skip, *said_yes(said)}
    found = approvers.fitting(seat, ids, barred)
    present = filter(None, (_present(session, catalog, one, barred, now) for one in found))
    chosen = next(chain(present, found), None)
    if chosen is None:
        return None
    return put(session, catalog, order, seat.level, chosen, now, beside=beside)


def put(
    session: Session,
    catalog: Catalog,
    order: Order,
    level: int,
    approver: Approver,
    now: datetime,
    *,
    beside: bool = False,
) -> Approval:
    """Ask this very person, and see to it that they are reminded."""
    row = approvals.ask(session, order, level, approver, now)
    if not beside:
        order.approver, order.approver_why = approver.person, approver.why
        session.add(order)
    set_reminder(session, catalog, row, 0, now)
    return row


def whoever_is_there(
    session: Session, catalog: Catalog, approver: Approver, barred: Collection[str | None], now: datetime
) -> Approver:
    """Return the approver, or who stands in while they are away."""
    return _present(session, catalog, approver, barred, now) or approver


def _present(
    session: Session, catalog: Catalog, one: Approver, barred: Collection[str | None], now: datetime
) -> Approver | None:
    """Return who sits there, or who stands in while they are away; None when that may not be."""
    on = catalog.company.day(now)
    away = approvals.stand_in(session, one.person, on)
    if away is None:
        return one
    there = approvals.stand_in(session, away.delegate, on) is None
    if there and away.delegate not in barred and is_active(session, away.delegate):
        return Approver(away.delegate, "away", asked_of=one.person)
    return None


def is_active(session: Session, slack_id: str) -> bool:
    """Say whether somebody is known and has not left."""
    person = people.find(session, slack_id)
    return person is not None and person.active


def check(session: Session, catalog: Catalog, order: Order, by: str, now: datetime) -> None:
    """Let only who is asked, and may still decide, do so. Raises Refused, naming who decides, for others."""
    if order.kind in orders.DECIDED_OTHERWISE:
        raise Refused("orders/on_its_card", ["my_orders", "talk"], number=order.number)
    begin(session, catalog, order.number, now)
    row = approvals.check(session, order, by)
    if not may_decide(session, catalog, order, row, now):
        instead = _choose(session, catalog, order, row.level, by)
        raise Refused("orders/not_any_more", ["talk"], number=order.number, approver=instead.person)


def check_somebody(session: Session, catalog: Catalog, order: Order, now: datetime) -> None:
    """See to it that somebody who may decide is asked. Raises Refused when there is nobody."""
    for row in approvals.asked(session, order.number):
        if not may_decide(session, catalog, order, row, now):
            _choose(session, catalog, order, row.level, row.approver)


def _choose(session: Session, catalog: Catalog, order: Order, level: int, but: str | None = None) -> Approver:
    """Return who sits at a level by the company's file, `but` somebody."""
    seat, unit = seat_of(catalog, order, level), catalog.company.units[order.unit]
    ids = people.ids(session, list(seat.ranked))
    return approvers.choose(catalog.company, unit, seat, ids, {*barred_of(order), but})


def may_decide(session: Session, catalog: Catalog, order: Order, row: Approval, now: datetime) -> bool:
    """Say whether the reason why somebody was asked still holds."""
    person = people.find(session, row.approver)
    if row.approver in barred_of(order) or person is None or not person.active:
        return False
    if row.why == "delegate":
        return True
    if row.why == "away":
        away = approvals.stand_in(session, row.asked_of or "", catalog.company.day(now))
        return away is not None and away.delegate == row.approver
    return (person.email or "") in seat_of(catalog, order, row.level).ranked


def seat_of(catalog: Catalog, order: Order, level: int) -> Seat:
    """Return a level of an order; the last where the company has fewer by now."""
    seats = seats_of(catalog, order)
    return seats[min(level, len(seats)) - 1]


def agree(session: Session, catalog: Catalog, order: Order, *, by: str, now: datetime, note: str) -> bool:
    """Write down a yes; return whether somebody else is asked now, because it needs more than one."""
    rows = approvals.of(session, order.number)
    approvals.settle(session, [row for row in rows if row.state == "asked"], by, "approved", now, note)
    if not _ask_next(session, catalog, order, rows, now):
        return False
    order.note = note
    orders.record(session, order, now, by, "agreed", note)
    return True


def ask_as_well(
    session: Session, catalog: Catalog, order: Order, row: Approval, now: datetime
) -> Approval | None:
    """Ask the next in line beside somebody who takes long; None when there is nobody else."""
    everybody = [each.approver for each in approvals.of(session, order.number)]
    seat = seat_of(catalog, order, row.level)
    return ask(session, catalog, order, seat, now, skip=everybody, beside=True)


def replace(
    session: Session, catalog: Catalog, order: Order, row: Approval, reason: str, now: datetime
) -> bool:
    """Ask the next candidate instead of somebody who cannot decide any more; False when there is nobody.

    `reason` is left, no_longer or back.
    """
    seat = seat_of(catalog, order, row.level)
    asked = approvals.asked(session, order.number)
    others = [each for each in asked if each.approver != row.approver and each.level == row.level]
    if others:
        order.approver, order.approver_why = others[0].approver, others[0].why
    elif ask(session, catalog, order, seat, now, skip=[row.approver]) is None:
        return False
    row.state, row.note, row.decided_at = "dropped", reason, now
    session.add(row)
    session.flush()
    return True


def mend(session: Session, catalog: Catalog, order: Order, now: datetime) -> bool:
    """Ask somebody else wherever the one who is asked may not decide any more; say whether that was so."""
    begin(session, catalog, order.number, now)
    changed = False
    for row in approvals.asked(session, order.number):
        if not may_decide(session, catalog, order, row, now):
            left = not is_active(session, row.approver)
            changed |= replace(session, catalog, order, row, "left" if left else "no_longer", now)
    return changed


def set_reminder(session: Session, catalog: Catalog, row: Approval, turn: int, now: datetime) -> None:
    """Have somebody reminded after so many working days of theirs, by day."""
    asked_at = row.asked_at or now
    due = max(_awake(session, catalog, row.approver).add_days(asked_at, DAYS[turn]), now)
    _remind_at(session, row, turn, due, now)


def may_remind(session: Session, catalog: Catalog, row: Approval, turn: int, now: datetime) -> bool:
    """Say whether it is day for whom a reminder is for; at night it is put off until they are awake."""
    opens = _awake(session, catalog, row.approver).next_open(now)
    if opens > now:
        _remind_at(session, row, turn, opens, now)
    return opens <= now


def _awake(session: Session, catalog: Catalog, slack_id: str) -> Hours:
    zone = people.zone_of(session, slack_id) or catalog.company.zone
    return Hours.parse(AWAKE, zone, catalog.company.holidays)


def _remind_at(session: Session, row: Approval, turn: int, due: datetime, now: datetime) -> None:
    key = f"{REMIND}:{row.id}:{turn}:{due.isoformat()}"
    facts = {"approval": row.id, "asked_at": row.asked_at, "turn": turn}
    timers.set_timer(session, REMIND, due, now=now, key=key, facts=facts)
