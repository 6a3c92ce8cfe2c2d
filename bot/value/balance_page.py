"""Balance page: every measure with its owner, target and trend, who may read it and who may change what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from bot.catalog import Catalog
from bot.catalog.measured import MEASURES
from bot.process import measures, remedies
from bot.process.measures import ProcessMeasure
from bot.process.remedies import Figures, Mending, Miss
from bot.value import balance, balance_measures
from bot.value.balance_measures import Look
from bot.value.balance_zones import Measured
from bot.value.period import closed_month, month_before
from bot.value.quality import Note

KEYS = tuple(MEASURES)


@dataclass(frozen=True)
class Line:
    """One measure in a month, in percent; `change` is points up or down from the month before.

    It `missed` where it has a target and a figure below it. `owner` is an e-mail address, "" while nobody was
    named; a review is `stale` once it is 180 days old, or when there was none. None is not measured.
    """

    measured: Measured
    change: Decimal | None
    target: Decimal | None
    missed: bool
    owner: str
    reviewed_on: date | None
    stale: bool


@dataclass(frozen=True)
class Page:
    """All measures of a month, the twelve first, and what came of missed targets in three months."""

    month: str
    lines: tuple[Line, ...]
    ownerless: int  # measures that nobody was named for
    remedies: Figures
    mending: tuple[Mending, ...]  # measures that missed their target, as of now
    notes: tuple[Note, ...]


def of(session: Session, catalog: Catalog, month: str, now: datetime) -> Page:
    """Return the page of a month ("2026-10"), as its rows are now."""
    look = Look(session, catalog, month)
    mending = tuple(remedies.of_measures(session, catalog.company.day(now)))
    missed = remedies.of(session, look.quarter.starts_at, look.quarter.ends_at)
    every = lines(look)
    ownerless = sum(not line.owner for line in every)
    notes = balance.notes(look, [line.measured for line in every], now)
    return Page(month, every, ownerless, missed, mending, notes)


def lines(look: Look) -> tuple[Line, ...]:
    """Return every measure of the month of a look."""
    session, catalog, month = look.session, look.catalog, look.month
    known, before = measures.kept(session), _before(session, catalog, month)
    every = {each.key: each for each in (*balance_measures.of(look), *balance_measures.of_processes(look))}
    return tuple(_line(every[key], before.get(key), known.get(key), look.today) for key in KEYS)


def missed(session: Session, catalog: Catalog, now: datetime) -> list[tuple[Miss, str]]:
    """Return the measures below their target in the latest month that is over, and who answers for each.

    None until the day on which months are closed: by then what belongs to it should be there. Owners are
    e-mail addresses.
    """
    month = closed_month(now - timedelta(days=catalog.company.costing.close_day), catalog.company.zone)
    if not any(each.target is not None for each in measures.kept(session).values()):
        return []
    below = [line for line in lines(Look(session, catalog, month)) if line.missed]
    return [
        (
            Miss(line.measured.key, month, line.measured.points, line.target or Decimal(0)),
            line.owner or balance.default_owner(catalog, line.measured.element),
        )
        for line in below
    ]


def _before(session: Session, catalog: Catalog, month: str) -> Mapping[str, Decimal | None]:
    """Return the month before: as it was kept, and what processes did as their rows say."""
    last = month_before(month)
    ran = balance_measures.of_processes(Look(session, catalog, last))
    return {each.key: each.value for each in (*ran, *balance.kept(session, last))}


def _line(measured: Measured, before: Decimal | None, known: ProcessMeasure | None, today: date) -> Line:
    given, value = known or ProcessMeasure(key=measured.key), measured.value
    reviewed_on = given.reviewed_on
    return Line(
        measured,
        change=None if value is None or before is None else value - before,
        target=given.target,
        missed=given.target is not None and value is not None and value < given.target,
        owner=given.owner or "",
        reviewed_on=reviewed_on,
        stale=reviewed_on is None or today - reviewed_on > measures.REVIEWED_FOR,
    )


def may_read(session: Session, catalog: Catalog, email: str | None) -> bool:
    """Tell whether somebody reads the balance: who leads IT or keeps its books, owns a service, or owns a measure."""
    owners = {each.owner for each in catalog.services.values()}
    owners |= {each.owner or "" for each in measures.kept(session).values()}
    return catalog.company.keeps_books(email) or (email or "").lower() in owners - {""}


def may_assign(catalog: Catalog, email: str | None) -> bool:
    """Tell whether somebody says who owns which measure: who leads IT."""
    return (email or "").lower() in catalog.company.leads


def may_change(known: ProcessMeasure | None, catalog: Catalog, email: str | None) -> bool:
    """Tell whether somebody sets a measure's target and reviews it: its owner, and who leads IT."""
    owns = known is not None and bool(known.owner) and (email or "").lower() == known.owner
    return owns or may_assign(catalog, email)
