"""Calendar: in which months IT and a unit talked about value, and in which nobody did."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.catalog import Company, Unit
from bot.customer.contacts import Contact
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.customer.talks import Loss, Talk
from bot.process.orders import Order
from bot.value.cases import BusinessCase
from bot.value.offers import Offer
from bot.value.period import month_before

MONTHS = 12
ENOUGH = 6  # months that are measured, before a rhythm can be told
GAP = 3  # months without a word are a gap
YEAR_END = 3  # the last months of a fiscal year, when budgets are made
KINDS: tuple["Kind", ...] = ("surveys", "offers", "talks")
TALKED: tuple["Kind", ...] = ("offers", "talks")

Kind = Literal["surveys", "offers", "talks"]
Rhythm = Literal["unknown", "silent", "year_end", "gaps", "steady"]
Counted = Mapping[tuple[str, Kind, str], int]  # by unit, kind and month
Said = sa.Select[str, str, str, int]


@dataclass(frozen=True)
class Line:
    """The months of one unit, or of one kind of conversation: a count, or None where it is not measured.

    `talked` counts the same without surveys: what the bot asks by itself is no talk.
    """

    name: str
    counts: tuple[int | None, ...]
    talked: tuple[int | None, ...] = ()

    @property
    def total(self) -> int:
        """All that was counted."""
        return sum(count or 0 for count in self.counts)


@dataclass(frozen=True)
class Calendar:
    """Conversations about value over twelve months ("2026-10"), the last of which still runs.

    `began` is the first day on which the bot ran, None before it ever did; `year_ends` is the number of the
    month in which a fiscal year ends.
    """

    months: tuple[str, ...]
    lines: tuple[Line, ...]
    began: date | None
    year_ends: int

    @property
    def year_end(self) -> int | None:
        """How many of the months lie before the end of a fiscal year; None when it ends with the last one."""
        found = [at for at, month in enumerate(self.months, 1) if int(month[5:]) == self.year_ends]
        return found[0] if found and found[0] < len(self.months) else None

    def rhythm(self, line: Line) -> Rhythm:
        """Say how a year of talks went: steady, with gaps of three months and more, at its end only, silent.

        Surveys do not count here. Unknown while fewer than six months are measured.
        """
        known = [
            (month, count) for month, count in zip(self.months, line.talked, strict=True) if count is not None
        ]
        if len(known) < ENOUGH:
            return "unknown"
        busy = [month for month, count in known if count]
        if not busy:
            return "silent"
        if all(self._is_year_end(month) for month in busy):
            return "year_end"
        return "gaps" if _longest_gap([bool(count) for _, count in known]) >= GAP else "steady"

    def _is_year_end(self, month: str) -> bool:
        return (self.year_ends - int(month[5:])) % MONTHS < YEAR_END


def _longest_gap(talked: Iterable[bool]) -> int:
    longest = running = 0
    for each in talked:
        running = 0 if each else running + 1
        longest = max(longest, running)
    return longest


def of_units(session: Session, company: Company, units: Sequence[Unit], now: datetime) -> Calendar:
    """Return the calendar of some units, a line each."""
    counted, months, began = _counted(session, company, [unit.code for unit in units], now)
    lines = [
        Line(
            unit.name,
            tuple(_sum(counted, unit.code, month, began) for month in months),
            tuple(_sum(counted, unit.code, month, began, TALKED) for month in months),
        )
        for unit in units
    ]
    return _calendar(company, months, lines, began)


def of_unit(session: Session, company: Company, unit: Unit, now: datetime) -> Calendar:
    """Return the calendar of one unit, a line for each kind of conversation."""
    counted, months, began = _counted(session, company, [unit.code], now)
    lines = [
        Line(kind, tuple(_sum(counted, unit.code, month, began, [kind]) for month in months))
        for kind in KINDS
    ]
    return _calendar(company, months, lines, began)


def _calendar(company: Company, months: Sequence[str], lines: Sequence[Line], began: date | None) -> Calendar:
    year_ends = (company.fiscal_year_starts - 2) % MONTHS + 1
    return Calendar(tuple(months), tuple(lines), began, year_ends)


def _sum(
    counted: Counted, unit: str, month: str, began: date | None, kinds: Sequence[Kind] = KINDS
) -> int | None:
    """Add up a month; None before the one in which the bot began."""
    if began is None or month < f"{began:%Y-%m}":
        return None
    return sum(counted.get((unit, kind, month), 0) for kind in kinds)


def began(session: Session) -> datetime | None:
    """Return when the first thing happened that the bot knows of."""
    firsts = (Order.opened_at, Survey.sent_at, Offer.shown_at, Talk.opened_at, Contact.at)
    found = [session.exec(select(func.min(col(first)))).one() for first in firsts]
    return min((at for at in found if at is not None), default=None)


def _counted(
    session: Session, company: Company, units: Sequence[str], now: datetime
) -> tuple[Counted, list[str], date | None]:
    """Count conversations by unit, kind and month; each counts once a month, however many steps it had."""
    zone = ZoneInfo(company.zone)
    months = [f"{now.astimezone(zone):%Y-%m}"]
    while len(months) < MONTHS:
        months.insert(0, month_before(months[0]))
    begin = [
        datetime.combine(date.fromisoformat(f"{month}-01"), datetime.min.time(), zone) for month in months
    ]
    said = sa.union_all(*_happened(units, begin)).subquery()
    each = (said.c.unit, said.c.kind, said.c.month)
    rows = session.execute(sa.select(*each, func.count(said.c.about.distinct())).group_by(*each))
    first = began(session)
    counted = {(unit, kind, months[month]): count for unit, kind, month, count in rows}
    return counted, months, first.astimezone(zone).date() if first else None


def _happened(units: Sequence[str], begin: Sequence[datetime]) -> Iterator[Said]:
    """Yield selects of what was said of value: unit, kind, what it is about ("offer:7") and the month's place.

    An order or a question is service, and no conversation about it, unless it told of value. `begin` has the
    instants at which months begin.
    """

    def found(kind: Kind, unit: Any, about: Any, at: Any, *only: Any) -> Said:
        month = sa.case(
            *((col(at) < end, place) for place, end in enumerate(begin[1:])), else_=len(begin) - 1
        )
        said = (
            unit.label("unit"),
            sa.literal(kind).label("kind"),
            about.label("about"),
            month.label("month"),
        )
        return sa.select(*said).where(unit.in_(units), col(at) >= begin[0], *only)

    followed = func.coalesce(func.nullif(col(Survey.about), ""), _named("survey", Survey))
    yield found("surveys", col(Survey.unit), followed, Survey.answered_at)
    for at in (BusinessCase.asked_at, BusinessCase.decided_at):
        yield found("offers", col(BusinessCase.unit), _named("case", BusinessCase), at)
    shown = col(Offer.shown_at).is_not(None)
    yield found("offers", col(Offer.unit), _named("offer", Offer), Offer.decided_at, shown)
    for table, word, instants in _TALKED:
        for at in instants:
            yield found("talks", col(table.unit), _named(word, table), at)
    asked = col(Contact.intent).in_(("question", "order", "incident", "complaint", "request"))
    told = sa.and_(asked, col(Contact.engagement) == "value_check")
    contact = (col(Contact.unit), col(Contact.about), Contact.at)
    yield found("surveys", *contact, told)
    yield found("talks", *contact, col(Contact.engagement) == "advocate")


_TALKED: tuple[tuple[Any, str, tuple[Any, ...]], ...] = (
    (Talk, "talk", (Talk.opened_at, Talk.answered_at, Talk.agreed_at, Talk.done_at)),
    (Loss, "loss", (Loss.asked_at, Loss.closed_at)),
    (Recovery, "recovery", (Recovery.called_at, Recovery.closed_at)),
)


def _named(word: str, table: Any) -> Any:
    return sa.literal(f"{word}:").concat(sa.cast(col(table.id), sa.String))
