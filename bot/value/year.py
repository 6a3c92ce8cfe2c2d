"""Year: what a unit's decision maker got for the money in twelve months, and what waits for their word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.catalog import Catalog, Retired, Unit
from bot.cost import funding
from bot.customer import talks
from bot.customer.batches import MONTHS
from bot.customer.rating import Rating
from bot.customer.surveys import Survey
from bot.money import Money
from bot.value import calendar, decisions, home_money, record, spend, tallies
from bot.value.calendar import Calendar
from bot.value.cases import BusinessCase
from bot.value.decisions import Decision
from bot.value.period import Period, closed_month
from bot.value.record import Offers
from bot.value.spend import ServiceSpend, Spend, Sum

DAYS = 365
SHOWN = 12  # services in the table; the rest are added up
TOLD = 4  # outcomes that are told in words


@dataclass(frozen=True)
class Held:
    """One service of the unit: its last booked month, and what its users said in the year."""

    spend: ServiceSpend
    satisfied: Rating


@dataclass(frozen=True)
class Ended:
    """One service of the unit that is no longer offered."""

    name: str
    retired: Retired


@dataclass(frozen=True)
class Year:
    """A unit's year, as rows show it; nothing of it tells of a single person.

    Money is of the fiscal year, that of services of the month that begins on `first`, the last closed one; what people
    decided is of the last 365 days, what they said of the last twelve months that are over.
    """

    unit: str
    unit_name: str
    on: date
    since: date
    said_since: date  # of the answers
    said_until: date
    first: date
    fiscal_year: int
    starts_on: date
    funded: bool
    funding: Money
    committed: Money
    spent: Money
    remaining: Money
    services: tuple[Held, ...]
    rest: Sum | None
    ended: tuple[Ended, ...]
    outcomes: tuple[ServiceSpend, ...]
    satisfied: Rating
    worth_it: Rating
    reached: Rating  # answers that the business outcome was reached
    trend: str | None
    offers: Offers
    decisions: tuple[Decision, ...]
    waiting: dict[str, Any]  # orders that wait for a yes or a no: count, amount
    agreeing: int  # answers of IT that wait for the unit's word
    cases: int
    calendar: Calendar
    sample: bool


def of_unit(session: Session, catalog: Catalog, unit: Unit, now: datetime) -> Year:
    """Return the year of a unit."""
    company, today = catalog.company, catalog.company.day(now)
    money = _money(session, catalog, unit, today, closed_month(now, company.zone))
    period = Period(money.month, now - timedelta(days=DAYS), now)
    told = tallies.of_unit(session, unit.code, company.zone, now)
    months = told.last(MONTHS)
    said = record.of_span(told, months)
    standing, rest = funding.standing(session, catalog, unit, today), money.services[SHOWN:]
    wanted = decisions.wanted(session, catalog, unit.code, money, said, now)
    asked = select(BusinessCase.id).where(BusinessCase.unit == unit.code, BusinessCase.state == "asked")
    return Year(
        unit=unit.code,
        unit_name=unit.name,
        on=today,
        since=today - timedelta(days=DAYS),
        said_since=said.since,
        said_until=said.until,
        first=date.fromisoformat(f"{money.month}-01"),
        fiscal_year=standing.fiscal_year,
        starts_on=standing.starts_on,
        funded=standing.funded,
        funding=standing.funding,
        committed=standing.committed,
        spent=standing.spent(today),
        remaining=standing.remaining,
        services=tuple(
            Held(line, said.by_service.get(line.service, Rating(0))) for line in money.services[:SHOWN]
        ),
        rest=spend.add_up(rest, company.currency) if rest else None,
        ended=tuple(_ended(catalog, unit, money)),
        outcomes=tuple(line for line in money.services if line.used)[:TOLD],
        satisfied=said.satisfied,
        worth_it=said.worth_it,
        reached=told.reached(months),
        trend=said.trend,
        offers=record.offers(session, unit.code, period),
        decisions=tuple(one for one in wanted if one.kind != "approvals"),
        waiting=home_money.waiting(session, catalog, unit.code),
        agreeing=sum(talk.turn == "agree" for talk in talks.of_unit(session, unit.code)),
        cases=len(session.exec(asked).all()),
        calendar=calendar.of_unit(session, company, unit, now),
        sample=_has_sample(session, unit.code, period),
    )


def _ended(catalog: Catalog, unit: Unit, money: Spend) -> Iterator[Ended]:
    """Yield which services of that month are no longer offered, with what the unit may know of it."""
    seen = catalog.seen_by(unit)
    for line in money.services:
        if retired := seen.retired(catalog.service(line.service)):
            yield Ended(line.name, retired)


def _money(session: Session, catalog: Catalog, unit: Unit, today: date, closed: str) -> Spend:
    """Return the last closed month, or this one where the unit had nothing in that."""
    found = spend.of_unit(session, catalog, unit.code, closed)
    return found if found.services else spend.of_unit(session, catalog, unit.code, f"{today:%Y-%m}")


def _has_sample(session: Session, unit: str, period: Period) -> bool:
    made_up = select(Survey.id).where(
        Survey.unit == unit,
        col(Survey.answered_at) >= period.starts_at,
        col(Survey.answered_at) < period.ends_at,
        col(Survey.sample),
    )
    return session.exec(made_up.limit(1)).first() is not None
