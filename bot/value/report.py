"""The value report of a business unit: what it got, what it cost, how people felt, what to decide."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.catalog import Catalog
from bot.cost import months
from bot.cost.usage import Usage
from bot.customer.rating import Rating
from bot.customer.surveys import Survey
from bot.money import Money
from bot.process.orders import Order
from bot.value import decisions, quality, record, spend, statements_waiting
from bot.value.decisions import Decision, Gap
from bot.value.offers import Offer
from bot.value.period import Period
from bot.value.quality import Note
from bot.value.record import Feedback, Offers, Work
from bot.value.spend import ServiceSpend, Spend, Sum
from bot.value.statements_waiting import Word

SHOWN = 6  # services a phone shows without scrolling; the rest are added up
TOLD = 3  # services whose outcome is told in words


@dataclass(frozen=True)
class ServiceLine:
    """A service in the report: its money and what its users say."""

    spend: ServiceSpend
    satisfied: Rating


@dataclass(frozen=True)
class ValueReport:
    """All figures of one report, as of one instant; every one of them is worked out from stored rows.

    Money is of `period.month`: cost is showback of the full cost, plan is subscribed units x price.
    Everything else happened within the period.
    """

    unit: str
    unit_name: str
    charged: bool  # the unit pays the charge at the rate card; else cost is shown only
    period: Period
    first: date  # of the month
    as_of: datetime
    sum: Sum
    top: tuple[ServiceLine, ...]  # dearest first
    rest: Sum | None
    got: tuple[ServiceSpend, ...]  # what the money bought, in the catalog's words
    company_cost: Money
    work: Work
    feedback: Feedback
    offers: Offers
    decisions: tuple[Decision, ...]
    gaps: tuple[Gap, ...]
    closed: bool  # the month is, so its money stays as it is
    statements: tuple[Word, ...]  # what the unit said to the latest
    sources: tuple[Note, ...]


def report_on(
    session: Session, catalog: Catalog, unit: str, period: Period, now: datetime, most: int | None = SHOWN
) -> ValueReport:
    """Report on a period, with its `most` dearest services (None: all) one by one.

    Raises KeyError for a unit that the company does not have.
    """
    money = spend.of_unit(session, catalog, unit, period.month)
    said = record.feedback(session, unit, period, catalog.company.zone, now)
    shown = money.services[:most]
    rest = money.services[len(shown) :]
    return ValueReport(
        unit=unit,
        unit_name=catalog.company.units[unit].name,
        charged=catalog.company.units[unit].charge_mode == "chargeback",
        period=period,
        first=date.fromisoformat(f"{period.month}-01"),
        as_of=now,
        sum=spend.add_up(money.services, catalog.company.currency),
        top=tuple(ServiceLine(line, said.by_service.get(line.service, Rating(0))) for line in shown),
        rest=spend.add_up(rest, catalog.company.currency) if rest else None,
        got=tuple(line for line in money.services if line.used)[:TOLD],
        company_cost=money.whole,
        work=record.work(session, unit, period),
        feedback=said,
        offers=record.offers(session, unit, period),
        decisions=decisions.wanted(session, catalog, unit, money, said, now),
        gaps=decisions.gaps(money),
        closed=months.is_closed(session, period.month),
        statements=statements_waiting.of_unit(session, catalog, unit, period.month, now),
        sources=_sources(session, unit, money, period, now),
    )


def _sources(session: Session, unit: str, money: Spend, period: Period, now: datetime) -> tuple[Note, ...]:
    held = [line for line in money.services if line.planned]
    reported = quality.part(sum(line.used > 0 for line in held), len(held))
    used = col(Usage.month) == money.month  # of all units, among whom cost is shared
    asked, shown = record.within(period, Survey.sent_at), record.within(period, Offer.shown_at)
    return (
        quality.cost(session, money.month, now, money.whole, money.unassigned),
        quality.note(session, "usage", Usage, used, now, reported),
        quality.note(
            session, "orders", Order, sa.and_(col(Order.unit) == unit, record.worked_on(period)), now
        ),
        quality.note(session, "surveys", Survey, sa.and_(col(Survey.unit) == unit, asked), now),
        quality.note(session, "offers", Offer, sa.and_(col(Offer.unit) == unit, shown), now),
    )
