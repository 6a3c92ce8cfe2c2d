"""Statements: what a unit got in a month, what it came to and why, and what the unit says to it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from bot.catalog import Catalog, Company, Service, Unit
from bot.cost.unit_cost import Prices, Quantities
from bot.customer import people
from bot.db import Loader, Numbered, alone, exact, get, instant, minor_units
from bot.delivery.jobs import Card
from bot.money import Money, split
from bot.refusal import Refused
from bot.value import posting
from bot.value.spend import Books

SEND = "statement.send"  # the timer that sends one; its fact is `statement`
TO_DECIDE = ("sent", "settled")  # who answers for the unit's money may say something to it


class Statement(Numbered, SQLModel, table=True):
    """One unit's statement of one closed month.

    `draft`, `sent`, then `accepted`, `questioned`, `disputed`; `settled` is what was questioned or disputed and
    is answered, so that it can be accepted.
    """

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("month", "unit"),)

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)
    unit: str = Field(index=True)
    mode: str  # showback, chargeback
    state: str = Field(default="draft", index=True)
    minor: int = minor_units()  # what the unit is charged or shown, to the cent
    drawn_at: datetime = instant()
    sent_at: datetime | None = instant(default=None, nullable=True)
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
    order_id: int | None = Field(default=None, index=True)  # the question or complaint it became


class Charge(SQLModel, table=True):
    """One level of one service in a statement: units x price as they were in its month, and full cost."""

    __tablename__ = "charges"
    __table_args__ = (UniqueConstraint("statement_id", "service", "tier"),)

    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(index=True)
    service: str
    tier: str
    quantity: Decimal = exact()
    unit_price: Decimal | None = exact(default=None, nullable=True)  # None: the level has no price
    minor: int = minor_units()  # units x price
    cost_minor: int | None = minor_units(
        default=None, nullable=True
    )  # showback of full cost; None: not booked


def draw(session: Session, catalog: Catalog, month: str, now: datetime) -> list[Statement]:
    """Draw the statement of a closed month for every unit that has none yet; return the new ones.

    Prices and costs are stored as they were in that month. A service's cost is shared by use among units
    (`unit_cost.showback`), and a unit's part of it among its levels, to the cent by largest remainder.
    """
    alone(session, f"statements {month}")
    known = set(session.exec(select(Statement.unit).where(Statement.month == month)))
    fresh = [
        Statement(month=month, unit=unit.code, mode=unit.charge_mode, minor=0, drawn_at=now)
        for unit in catalog.company.units.values()
        if unit.code not in known
    ]
    session.add_all(fresh)
    session.flush()
    _fill(session, catalog, {each.unit: each for each in fresh}, month)
    return fresh


def _fill(session: Session, catalog: Catalog, fresh: Mapping[str, Statement], month: str) -> None:
    books = Books(session, catalog, month)
    rows = [row for service, by_unit in books.services() for row in _charges(books, service, by_unit, fresh)]
    drawn = {each.number: each for each in fresh.values()}
    sums = dict.fromkeys(drawn, 0)
    for row in rows:
        number = row["statement_id"]
        sums[number] += row["minor" if drawn[number].mode == "chargeback" else "cost_minor"] or 0
    for number, minor in sums.items():
        drawn[number].minor = minor
    if rows:
        session.execute(sa.insert(Charge), rows)
    session.flush()


def _charges(
    books: Books, service: Service, by_unit: Mapping[str, Quantities], fresh: Mapping[str, Statement]
) -> Iterator[dict[str, Any]]:
    """Yield what each unit is charged and shown for one service, level by level, as rows of `Charge`."""
    prices = books.card(service)
    for unit, used in by_unit.items():
        if unit not in fresh:
            continue
        cost = books.cost(service, unit)
        costs = {} if cost is None else by_level(cost, used, prices)
        for tier, quantity in used.items():
            price = prices.get(tier)
            yield {
                "statement_id": fresh[unit].number,
                "service": service.key,
                "tier": tier,
                "quantity": quantity,
                "unit_price": None if price is None else price.amount,
                "minor": 0 if price is None else (price * quantity).minor,
                "cost_minor": costs[tier].minor if costs else None,
            }


def by_level(cost: Money, used: Quantities, prices: Prices) -> dict[str, Money]:
    """Share a unit's cost of a service among its levels as among units: by price, else by units.

    Where what was given back outweighs what was used, the first level carries it.
    """
    if len(used) == 1:
        return dict.fromkeys(used, cost)
    priced = {tier: Fraction(n) * Fraction(prices[tier].amount) for tier, n in used.items() if tier in prices}
    for weights in (priced, {tier: Fraction(n) for tier, n in used.items()}):
        if sum(weights.values()) > 0:
            return split(cost, {tier: weights.get(tier, Fraction()) for tier in used})
    return {tier: cost if tier == min(used) else Money.zero(cost.currency) for tier in used}


def find(session: Session, number: int) -> Statement:
    """Return a statement. Raises Refused when there is none of that number."""
    statement = get(session, Statement, number)
    if statement is None:
        raise Refused("statements/none", ["talk"], unit_name=None, month=None, latest=None)
    return statement


def hold(session: Session, number: int) -> Statement:
    """Return a statement that nobody else changes until the session ends. Raises Refused as `find` does."""
    return _HELD.first(session, number=number) or find(session, number)


def of_unit(session: Session, unit: str, month: str | None = None) -> Statement | None:
    """Return a unit's statement of a month, or its latest; None where there is none."""
    mine = select(Statement).where(Statement.unit == unit)
    if month is not None:
        mine = mine.where(Statement.month == month)
    return session.exec(mine.order_by(col(Statement.month).desc()).limit(1)).first()


def about(session: Session, order_id: int) -> Statement | None:
    """Return the statement that an order asks about or disputes, None where it is about none."""
    return _ABOUT.first(session, order_id=order_id)


_HELD = Loader(
    Statement, select(Statement).where(Statement.id == sa.bindparam("number")).with_for_update(), anew=True
)
_ABOUT = Loader(Statement, select(Statement).where(Statement.order_id == sa.bindparam("order_id")))


def below(session: Session, channel: str, thread_ts: str) -> Statement | None:
    """Return the statement that a thread is below of, None where it is below something else."""
    begun = col(Card.key).startswith("statement:", autoescape=True)
    key = session.exec(select(Card.key).where(Card.channel == channel, Card.ts == thread_ts, begun)).first()
    return session.get(Statement, int(key.split(":")[1])) if key else None


def charges_of(session: Session, statement: Statement) -> Sequence[Charge]:
    """Return what a statement is made of, by service and level."""
    mine = select(Charge).where(Charge.statement_id == statement.number)
    return session.exec(mine.order_by(col(Charge.service), col(Charge.tier))).all()


def services_of(session: Session, statement: Statement) -> list[str]:
    """Return what a statement is about (keys), the dearest first."""
    sums = defaultdict[str, int](int)
    for each in charges_of(session, statement):
        sums[each.service] += each.minor if statement.mode == "chargeback" else each.cost_minor or 0
    return sorted(sums, key=lambda key: (-sums[key], key))


def charged(session: Session, drawn: Collection[Statement]) -> list[Statement]:
    """Return those of these statements that hold anything: the others are sent to nobody."""
    numbers = [each.number for each in drawn]
    some = set(
        session.exec(select(Charge.statement_id).where(col(Charge.statement_id).in_(numbers)).distinct())
    )
    return [each for each in drawn if each.number in some]


def may_read(company: Company, unit: Unit, email: str | None) -> bool:
    """Say whether a person may read a unit's statements: as its value report, and who keeps IT's books."""
    return posting.may_arrange(company, unit, email) or company.keeps_books(email)


def deciders(unit: Unit) -> tuple[str, ...]:
    """Return the e-mail addresses of those who accept, question or dispute: budget owner and head, each once."""
    return tuple(dict.fromkeys((unit.budget_owner, unit.head)))


def check_decider(session: Session, unit: Unit, by: str) -> None:
    """Let only who answers for a unit's money (Slack id) decide. Raises Refused for anybody else."""
    named = deciders(unit)
    if people.meet(session, by).email not in named:
        who = list(people.ids(session, named).values())
        raise Refused("statements/not_yours", ["ask_them"], unit_name=unit.name, who=who)


def check_open(statement: Statement) -> None:
    """Let a statement be decided once. Raises Refused, with who was faster, when it was."""
    if statement.state not in TO_DECIDE:
        raise Refused(
            "statements/already",
            ["see_it"],
            number=statement.number,
            month=statement.month,
            state=statement.state,
            by=statement.decided_by,
            at=statement.decided_at,
        )


def send(statement: Statement, now: datetime) -> bool:
    """Note that a draft is sent; say whether this call did it."""
    is_draft = statement.state == "draft"
    if is_draft:
        statement.state, statement.sent_at = "sent", now
    return is_draft


def decide(statement: Statement, state: str, *, by: str, now: datetime, order_id: int | None = None) -> None:
    """Keep what the unit said: accepted, questioned or disputed. Raises Refused as `check_open` does."""
    check_open(statement)
    statement.state, statement.decided_by, statement.decided_at = state, by, now
    statement.order_id = order_id if order_id is not None else statement.order_id


def card(statement: Statement, reader: str, stamp: str) -> str:
    """Return the name of a message that shows a statement: to whom (Slack id), and which of several."""
    return f"statement:{statement.number}:{reader}:{stamp}"


def shown(session: Session, statement: Statement) -> list[tuple[str, str]]:
    """Return each message that shows a statement: its reader and stamp."""
    begun = col(Card.key).startswith(f"statement:{statement.number}:", autoescape=True)
    found = (key.split(":") for key in session.exec(select(Card.key).where(begun).order_by(col(Card.key))))
    return [(reader, stamp) for _, _, reader, stamp in found]
