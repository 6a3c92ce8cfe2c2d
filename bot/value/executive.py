"""Executive report: IT in a month under the six signs of service orientation, each with a figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median

from sqlmodel import Session, col, func, select

from bot.catalog import Catalog, restoring
from bot.cost.allocation import ClosedLoop
from bot.customer import opinions
from bot.customer.rating import Rating, moved, rating
from bot.customer.satisfaction import Share, share
from bot.money import Money
from bot.process import expediting, measures
from bot.process.measures import Tally
from bot.process.orders import Order
from bot.value import balance, balance_measures, cost_page, uptime
from bot.value.balance import Scorecard
from bot.value.balance_measures import Look
from bot.value.cases import Benefit, BusinessCase
from bot.value.cost_page import CostPage, LineDriven
from bot.value.offers import Offer
from bot.value.outcomes import Reading
from bot.value.period import Period, month_before, of_month

PRESSING = (1, 2)  # priorities that come first
PATIENCE = timedelta(days=2)  # an approval that waits longer is named
YEAR = 12


@dataclass(frozen=True)
class Aligned:
    """Whether IT does what the business wants: units talked with, targets agreed to, outcomes reached."""

    talked: Tally
    agreed: Tally
    reached: Rating


@dataclass(frozen=True)
class Controlled:
    """What IT costs: None while it is not booked. `line_driven` is what lines pay themselves."""

    cost: Money | None
    last_cost: Money | None
    unassigned: Money | None
    over: Money | None  # what the rate card brought in beyond cost
    line_driven: LineDriven | None
    unused: Money | None  # of it, for capacity that nobody used
    idlest: str  # the supporting service with most of it, "" where there is none


@dataclass(frozen=True)
class Quality:
    """What people got from end to end: satisfied, promised availability kept, outages of all, working time lost.

    `lost_minutes` are as people said, `lost_cost` is the same in money; None is not measured, also of outages.
    """

    satisfied: Rating
    trend: str | None  # up, down, unclear
    available: Tally  # levels that kept what they promise
    outages: int | None
    lost_minutes: int | None
    lost_cost: Money | None


@dataclass(frozen=True)
class Agility:
    """How quickly IT moves: the median days of what was delivered, beside the month before."""

    days: Decimal | None
    last_days: Decimal | None
    delivered: int
    expedited: int
    went_well: int


@dataclass(frozen=True)
class Results:
    """What came of it: services with an outcome read, cases approved with their benefit, funding gained a year."""

    read: Tally
    cases: int
    benefit: Money
    gained: Money
    offers: int


@dataclass(frozen=True)
class Priorities:
    """What matters most comes first: in time of priority 1 and 2, and of the rest; promises none can keep."""

    first: Tally
    rest: Tally
    impossible: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """A decision that only the reader can take: unassigned, approvals, cases, impossible or targets; of so many."""

    code: str
    count: int
    amount: Money | None = None


@dataclass(frozen=True)
class Executive:
    """IT in a month, under six signs; what could not be measured is in `unmeasured`, by the key of its measure."""

    month: str
    as_of: datetime
    company: str
    card: Scorecard
    aligned: Aligned
    controlled: Controlled
    quality: Quality
    agility: Agility
    results: Results
    priorities: Priorities
    wanted: tuple[Wanted, ...]
    unmeasured: tuple[str, ...]
    not_measured: int


def of(session: Session, catalog: Catalog, month: str, now: datetime) -> Executive:
    """Report on a month ("2026-10") of the whole company: for who sees all cost."""
    look = Look(session, catalog, month)
    card = balance.scorecard(session, catalog, month, now)
    unmeasured = tuple(each.key for each in card.measures if each.value is None)
    aligned, controlled, priorities = _aligned(look), _controlled(look, now), _priorities(look)
    return Executive(
        month=month,
        as_of=now,
        company=catalog.company.name,
        card=card,
        aligned=aligned,
        controlled=controlled,
        quality=_quality(look),
        agility=_agility(look),
        results=_results(look),
        priorities=priorities,
        wanted=tuple(_wanted(look, aligned, controlled, priorities, now)),
        unmeasured=unmeasured,
        not_measured=len(unmeasured),
    )


def _aligned(look: Look) -> Aligned:
    promised = [tier for each in look.live for tier in each.tiers if tier.has_targets]
    said = opinions.of_span(look.session, look.quarter.starts_at, look.quarter.ends_at)
    return Aligned(
        talked=balance_measures.talked(look),
        agreed=Tally(sum(tier.is_agreed for tier in promised), len(promised)),
        reached=said.outcome,
    )


def _controlled(look: Look, now: datetime) -> Controlled:
    page, last = (_cost(look, each, now) for each in (look.month, month_before(look.month)))
    if page is None:
        return Controlled(None, last.whole if last else None, None, None, None, None, "")
    idle = [each for each in page.supporting if each.unused]
    return Controlled(
        cost=page.whole,
        last_cost=last.whole if last else None,
        unassigned=page.unassigned,
        over=page.over if page.recovered else None,
        line_driven=page.line_driven,
        unused=page.unused,
        idlest=max(idle, key=lambda each: each.unused.minor).name if idle else "",
    )


def _cost(look: Look, month: str, now: datetime) -> CostPage | None:
    """Return what a month cost, None while it is not booked or cannot be passed on."""
    try:
        page = cost_page.of_month(look.session, look.catalog, month, now)
    except ClosedLoop:
        return None
    return page if page.notes[0].rows else None


def _quality(look: Look) -> Quality:
    hour = look.catalog.company.worth.hour
    period, before = look.period, Look(look.session, look.catalog, month_before(look.month))
    said = opinions.of_span(look.session, period.starts_at, period.ends_at, hour=hour)
    satisfied, last = _satisfied(look, said.satisfied), _satisfied(before)
    ups = [uptime.of(look.session, look.catalog, each, period.ends_at) for each in look.live]
    known = [level for each in ups if each for level in each.levels]
    levels = [level for level in known if level.promised is not None]
    return Quality(
        satisfied=satisfied,
        trend=moved(_shown(last), _shown(satisfied)),
        available=Tally(sum(level.kept for level in levels), len(levels)),
        outages=sum(each.outages for each in ups if each) if known else None,
        lost_minutes=said.lost_minutes,
        lost_cost=said.lost_cost,
    )


def _satisfied(look: Look, known: Rating | None = None) -> Rating:
    """Return how satisfied people were in a month, as a file says or as they answered (`known`, where it is)."""
    if told := look.counted.get("satisfied"):
        return rating(share(*told[:2]))
    if known is not None:
        return known
    return opinions.of_span(look.session, look.period.starts_at, look.period.ends_at).satisfied


def _shown(figure: Rating) -> Share | None:
    return None if figure.value is None else share(round(figure.value * figure.n), figure.n)


def _agility(look: Look) -> Agility:
    before = of_month(month_before(look.month), look.catalog.company.zone)
    took, last = _days(look, look.period), _days(look, before)
    rushed = expediting.figures(look.session, look.period.starts_at, look.period.ends_at)
    return Agility(_middle(took), _middle(last), len(took), rushed.expedited, rushed.went_well)


def _days(look: Look, period: Period) -> list[float]:
    return measures.days_to_deliver(look.session, period.starts_at, period.ends_at)


def _middle(days: list[float]) -> Decimal | None:
    return Decimal(str(round(median(days), 3))) if days else None


def _results(look: Look) -> Results:
    session, since, until = look.session, look.period.starts_at, look.period.ends_at
    currency = look.catalog.company.currency
    read = select(func.count(col(Reading.service).distinct())).where(
        Reading.month == look.month, col(Reading.service).in_([each.key for each in look.live])
    )
    cases = select(BusinessCase.id).where(
        BusinessCase.state == "approved",
        col(BusinessCase.decided_at) >= since,
        col(BusinessCase.decided_at) < until,
    )
    benefit = select(func.sum(Benefit.yearly_minor)).where(col(Benefit.case_id).in_(cases))
    gained = select(func.count(), func.sum(Offer.monthly_difference_minor)).where(
        col(Offer.funded_at) >= since, col(Offer.funded_at) < until
    )
    offers, monthly = session.exec(gained).one()
    return Results(
        read=Tally(session.exec(read).one(), len(look.live)),
        cases=len(session.exec(cases).all()),
        benefit=Money(int(session.exec(benefit).one() or 0), currency),
        gained=Money(int(monthly or 0) * YEAR, currency),
        offers=offers,
    )


def _priorities(look: Look) -> Priorities:
    ranked = measures.by_priority(look.session, look.period.starts_at, look.period.ends_at)
    first = [each for rank, each in ranked.items() if rank in PRESSING]
    rest = [each for rank, each in ranked.items() if rank not in PRESSING]
    steps = restoring.plan(look.catalog, look.today).steps
    broken = [step.name for step in steps if step.verdict and step.verdict.kind == "impossible"]
    return Priorities(_together(first), _together(rest), tuple(broken))


def _together(tallies: list[Tally]) -> Tally:
    return Tally(sum(each.kept for each in tallies), sum(each.of for each in tallies))


def _wanted(
    look: Look, aligned: Aligned, controlled: Controlled, priorities: Priorities, now: datetime
) -> Iterator[Wanted]:
    """Yield what waits for a decision, as of now."""
    currency = look.catalog.company.currency
    waits = Order.state == "approval", col(Order.opened_at) < now - PATIENCE
    count, committed = look.session.exec(
        select(func.count(), func.sum(Order.commitment_minor)).where(*waits)
    ).one()
    asked = select(func.count()).select_from(BusinessCase).where(BusinessCase.state == "asked")
    cases = look.session.exec(asked).one()
    if count:
        yield Wanted("approvals", count, Money(int(committed or 0), currency))
    if cases:
        yield Wanted("cases", cases)
    if controlled.unassigned and controlled.unassigned.minor > 0:
        yield Wanted("unassigned", 1, controlled.unassigned)
    if priorities.impossible:
        yield Wanted("impossible", len(priorities.impossible))
    if proposed := aligned.agreed.of - aligned.agreed.kept:
        yield Wanted("targets", proposed)
