"""Balance page: every measure with its owner, target and trend, who may read it and who may change what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from bot.catalog import Catalog
from bot.catalog.measured import MEASURES
from bot.process import measures, remedies
from bot.process.measures import ProcessMeasure
from bot.process.remedies import Figures
from bot.value import balance, balance_measures
from bot.value.balance_measures import Look
from bot.value.balance_zones import Measured
from bot.value.period import month_before

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
    sample: bool  # whether sample data is in it


def of(session: Session, catalog: Catalog, month: str) -> Page:
    """Return the page of a month ("2026-10"), as its rows are now."""
    look = Look(session, catalog, month)
    known, before = measures.kept(session), _before(session, catalog, month)
    every = {each.key: each for each in (*balance_measures.of(look), *balance_measures.of_processes(look))}
    lines = tuple(_line(every[key], before.get(key), known.get(key), look.today) for key in KEYS)
    since, until = look.quarter.starts_at, look.quarter.ends_at
    ownerless = sum(not line.owner for line in lines)
    missed = remedies.of(session, since, until)
    return Page(month, lines, ownerless, missed, balance.has_sample(look))


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
