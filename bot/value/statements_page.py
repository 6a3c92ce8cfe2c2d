"""A statement's page: what a unit got in a month, what a unit of it cost and why, and what is to be decided."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.catalog import Catalog
from bot.cost import lines, months, usage
from bot.cost.months import Month
from bot.cost.unit_cost import prices_of, showback
from bot.cost.usage import Usage
from bot.customer.rating import Rating
from bot.db import get
from bot.delivery.jobs import is_person
from bot.money import Money, total
from bot.process.orders import Order
from bot.value import (
    decisions,
    period,
    quality,
    record,
    statements,
    statements_money,
    statements_reply,
    statements_waiting,
)
from bot.value.answers import charge
from bot.value.answers.charge import Cause, Paid, Part
from bot.value.decisions import Decision, Gap
from bot.value.quality import Note
from bot.value.record import Feedback
from bot.value.spend import Spend
from bot.value.statements import Charge, Statement

SHOWN, CAUSES, DECISIONS = 3, 2, 2  # with the rest in one line each that is what a phone shows


@dataclass(frozen=True)
class Level:
    """One level of a service as it was charged."""

    tier: str
    quantity: Decimal
    price: Money | None  # None: it has no price
    charge: Money
    cost: Money | None  # None: not booked


@dataclass(frozen=True)
class Line:
    """One service in a statement: what it was for, how much of it, what a unit cost and its price."""

    service: str
    name: str
    outcome: str
    unit: str
    units: str
    used: Decimal
    amount: Money | None  # the charge of who pays, else the cost; None: not booked
    cost: Money | None
    unit_cost: Money | None
    satisfied: Rating
    prices: tuple[Money, ...]  # of its levels, each once, the lowest first
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Reply:
    """The question or complaint that a statement became; `words` and `answer` only for who may read them."""

    number: int
    kind: str  # question, complaint
    state: str
    service: str | None
    person: str
    owner: str | None  # a Slack id: who has it, or whom it was given to
    words: str | None
    answer: str | None


@dataclass(frozen=True)
class PutRight:
    """What of a service's cost in this month puts an earlier month right, and the unit's part of it by use."""

    name: str
    month: str  # that was wrong
    whole: Money  # of all units
    part: Money
    number: int | None  # of the question or dispute that the unit had sent about it


@dataclass(frozen=True)
class StatementPage:
    """All facts of a statement. Amounts and prices are those stored when its month was closed.

    `change` None: this month or the one before is not measured. Satisfaction is of whole batches, final by
    the end of the month.
    """

    number: int
    unit: str
    unit_name: str
    month: str
    first: date  # of it
    before: str
    charged: bool  # the unit pays the rate card; else it is shown its cost
    state: str
    to_decide: bool  # waits for a word of the unit
    answer_by: date | None  # until then; None: for none
    is_late: bool  # no word came by then
    amount: Money | None
    change: Money | None
    lines: tuple[Line, ...]  # dearest first
    top: tuple[Line, ...]  # those shown at once
    causes: tuple[Cause, ...]
    rest: Money | None  # of the other causes, together
    others: int
    decisions: tuple[Decision, ...]
    gaps: tuple[Gap, ...]
    said: Feedback
    closed: Month | None
    decided_by: str | None
    decided_at: datetime | None
    reply: Reply | None
    put_right: tuple[PutRight, ...]  # of its services
    corrects: Money  # what of the month's cost, of all units, puts closed months right
    corrected_since: Money  # what of it was put right in later months
    notes: tuple[Note, ...]


def of(session: Session, catalog: Catalog, unit: str, month: str, now: datetime) -> StatementPage | None:
    """Return the page of a unit's statement of a month ("2026-10"), None where none was drawn."""
    statement = statements.of_unit(session, unit, month)
    return page(session, catalog, statement, now) if statement else None


def page(
    session: Session, catalog: Catalog, statement: Statement, now: datetime, reader: str = ""
) -> StatementPage:
    """Return all that a statement shows to `reader`, a person or a channel (Slack id)."""
    unit, currency = catalog.company.units[statement.unit], catalog.company.currency
    zone = catalog.company.zone
    said = record.feedback(session, unit.code, period.of_month(statement.month, zone), zone, now)
    charges = statements.charges_of(session, statement)
    found = _lines(catalog, statement, charges, said)
    ours, before = _paid(found), _before(session, catalog, statement)
    known = ours.measured and before.measured
    causes = charge.causes(ours.parts, before.parts) if known else []
    rest = causes[CAUSES:]
    since, corrects = lines.corrected(session, statement.month)
    money = statements_money.of(session, catalog, statement, charges)
    wanted = decisions.wanted(session, catalog, unit.code, money, said, now)
    word = statements_waiting.word(session, catalog, statement, now)
    return StatementPage(
        number=statement.number,
        unit=unit.code,
        unit_name=unit.name,
        month=statement.month,
        first=date.fromisoformat(f"{statement.month}-01"),
        before=period.month_before(statement.month),
        charged=statement.mode == "chargeback",
        state=statement.state,
        to_decide=statement.state in statements.TO_DECIDE,
        answer_by=word.answer_by,
        is_late=word.is_late,
        amount=Money(statement.minor, currency) if ours.measured else None,
        change=total([each.change for each in causes], currency) if known else None,
        lines=found,
        top=found[:SHOWN],
        causes=tuple(causes[:CAUSES]),
        rest=total([each.change for each in rest], currency) if rest else None,
        others=len(rest),
        decisions=wanted[:DECISIONS],
        gaps=decisions.gaps(money),
        said=said,
        closed=months.closed(session, statement.month),
        decided_by=statement.decided_by,
        decided_at=statement.decided_at,
        reply=_reply(session, catalog, statement, reader),
        put_right=tuple(_put_right(session, catalog, statement, found)),
        corrects=Money(corrects, currency),
        corrected_since=Money(since, currency),
        notes=_notes(session, statement, money),
    )


def _notes(session: Session, statement: Statement, money: Spend) -> tuple[Note, ...]:
    month, drawn_at = statement.month, statement.drawn_at
    used = sa.and_(col(Usage.month) == month, col(Usage.unit) == statement.unit)
    held = [line for line in money.services if line.planned]
    reported = quality.part(sum(line.used > 0 for line in held), len(held))
    return (
        quality.cost(session, month, drawn_at, money.whole, money.unassigned),
        quality.note(session, "usage", Usage, used, drawn_at, reported),
    )


def _lines(
    catalog: Catalog, statement: Statement, charges: Iterable[Charge], said: Feedback | None
) -> tuple[Line, ...]:
    by_service = defaultdict[str, list[Level]](list)
    currency = catalog.company.currency
    for each in charges:
        price = None if each.unit_price is None else Money.of(each.unit_price, currency)
        cost = None if each.cost_minor is None else Money(each.cost_minor, currency)
        level = Level(each.tier, each.quantity, price, Money(each.minor, currency), cost)
        by_service[each.service].append(level)
    ratings = said.by_service if said else {}
    charged = statement.mode == "chargeback"
    found = [
        _line(catalog, key, levels, charged, ratings.get(key, Rating(0)))
        for key, levels in by_service.items()
    ]
    return tuple(sorted(found, key=lambda line: (-(line.amount.minor if line.amount else 0), line.service)))


def _line(catalog: Catalog, key: str, levels: Sequence[Level], charged: bool, satisfied: Rating) -> Line:
    service, currency = catalog.services.get(key), catalog.company.currency
    used = sum((level.quantity for level in levels), Decimal())
    costs = [level.cost for level in levels if level.cost is not None]
    cost = total(costs, currency) if costs else None
    return Line(
        service=key,
        name=catalog.name_of(key),
        outcome=service.outcome if service else "",
        unit=(service.unit if service else None) or "unit",
        units=(service.units if service else None) or "units",
        used=used,
        amount=total([level.charge for level in levels], currency) if charged else cost,
        cost=cost,
        unit_cost=cost * (1 / Fraction(used)) if cost is not None and used else None,
        satisfied=satisfied,
        prices=tuple(sorted({level.price for level in levels if level.price is not None})),
        levels=tuple(levels),
    )


def _paid(found: Sequence[Line]) -> Paid:
    parts = {
        line.service: Part(line.name, line.units, line.used, line.amount)
        for line in found
        if line.amount is not None
    }
    return Paid(parts, bool(parts), 0)


def _before(session: Session, catalog: Catalog, statement: Statement) -> Paid:
    """Return the month before as it was charged or shown then, else as it is worked out now."""
    month = period.month_before(statement.month)
    last = statements.of_unit(session, statement.unit, month)
    if last is not None and last.mode == statement.mode:
        return _paid(_lines(catalog, last, statements.charges_of(session, last), None))
    charged = statement.mode == "chargeback"
    return charge.paid(session, catalog, statement.unit, month, charged=charged)


def _put_right(
    session: Session, catalog: Catalog, statement: Statement, found: Sequence[Line]
) -> Iterator[PutRight]:
    currency = catalog.company.currency
    mine = {line.service: line for line in found if line.cost is not None}
    used = usage.of_month(session, statement.month)
    for (key, wrong), minor in sorted(lines.correcting(session, statement.month).items()):
        service, whole = catalog.services.get(key), Money(minor, currency)
        if service is None or key not in mine or not minor:
            continue
        shares = showback(whole, used.get(key, {}), prices_of(service, statement.month))
        yield PutRight(
            name=service.name,
            month=wrong,
            whole=whole,
            part=shares.get(statement.unit, Money.zero(currency)),
            number=_asked_about(session, statement.unit, key, wrong),
        )


def _asked_about(session: Session, unit: str, service: str, month: str) -> int | None:
    before = statements.of_unit(session, unit, month)
    order = get(session, Order, before.order_id) if before and before.order_id else None
    return order.number if order and order.service in (None, service) else None


def _reply(session: Session, catalog: Catalog, statement: Statement, reader: str) -> Reply | None:
    order = get(session, Order, statement.order_id) if statement.order_id else None
    if order is None:
        return None
    readable = reader == order.person or (order.kind == "question" and is_person(reader))
    service = catalog.services.get(order.service or "")
    given = order.team if order.team and is_person(order.team) else None
    return Reply(
        number=order.number,
        kind=order.kind,
        state=order.state,
        service=service.name if service else None,
        person=order.person,
        owner=order.assignee or given,
        words=order.text if readable else None,
        answer=statements_reply.answer(session, order.number) if readable else None,
    )
