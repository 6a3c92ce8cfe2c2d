"""Funds: what is left of a unit's funding this fiscal year, for who may read it; for who keeps the books, of all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session

from bot.catalog import Catalog, Company, Unit
from bot.cost import funding, funding_lines
from bot.customer import people
from bot.money import Money, total
from bot.value import home_money
from bot.value.answers import units
from bot.value.answers.cards import Asker, budget_owner
from bot.value.answers.decided import Topic
from bot.value.answers.told import Told, of_no_unit

MOST_UNITS = 12
_NEXT = re.compile(r"\bnext (?:fiscal |financial )?year\b")


@dataclass(frozen=True)
class Shared:
    """What is left of the money that several units share; below zero: over. Not `funded`: nobody wrote a figure."""

    name: str
    funding: Money
    remaining: Money
    funded: bool


@dataclass(frozen=True)
class Left:
    """What is left to a unit in a fiscal year, from its first day to its last; below zero: over.

    `lines` of finance's `files` say what it may spend, or the company file does; `granted` came on top of it.
    `waiting` orders for `wanted` are not decided and not in it. `funded` is false where nobody wrote a figure.
    """

    code: str
    name: str
    fiscal_year: int
    first: date
    last: date
    funding: Money
    granted: Money
    committed: Money
    remaining: Money
    funded: bool
    lines: int
    files: tuple[str, ...]
    waiting: int
    wanted: Money


@dataclass(frozen=True)
class FundingAnswer:
    """What is left to one unit, or to each of `count` and to all that are `funded` together; `more` are not shown.

    `shared` is what the one unit may draw on besides its own.
    """

    aspect: str
    units: tuple[Left, ...]
    count: int
    funded: int
    more: int
    funding: Money
    remaining: Money
    shared: tuple[Shared, ...] = ()


def left(session: Session, catalog: Catalog, topic: Topic, asker: Asker) -> FundingAnswer | Told:
    """Answer for the unit that the words name, else the asker's own; who is of IT and keeps its books reads all.

    A unit's own people read it, as on their Home, and who decides on its money, keeps the conversation with it,
    or keeps the books. Others learn whom to ask, and no figure.
    """
    company, text = catalog.company, topic.asked.text
    own = company.units.get(people.unit_of(session, asker.person) or "") or asker.unit
    named = units.named(company, text)
    unit = named or (own if own in company.open_units else None)
    if unit is None and company.keeps_books(asker.email):
        return _together(session, catalog, _day(company, text, asker))
    if unit is None:
        return of_no_unit(session, company, asker) if own is None else _of_it(company)
    if unit != own and not company.answers_for(unit, asker.email):
        facts = {"unit_name": unit.name, "budget_owner": budget_owner(session, unit)}
        return Told("funding_not_yours", facts=facts)
    return _of_one(session, catalog, unit, _day(company, text, asker))


def _of_it(company: Company) -> Told:
    """Say that there is no unit to tell of: it is IT, where a unit can be named if there is one."""
    if not company.open_units:
        return Told("funding_elsewhere")
    return Told("funding_of_it", facts={"unit_name": company.open_units[0].name})


def _day(company: Company, text: str, asker: Asker) -> date:
    """Return a day of the fiscal year that is asked about: this one, or the next."""
    today = company.day(asker.now)
    return company.fiscal_year_ends(today) if _NEXT.search(text.lower()) else today


def _of_one(session: Session, catalog: Catalog, unit: Unit, on: date) -> FundingAnswer:
    shared = [
        Shared(pool.name, standing.funding, standing.remaining, standing.funded)
        for pool in catalog.company.pools_of(unit)
        for standing in [funding.standing(session, catalog, unit, on, pool)]
    ]
    return replace(_answer(catalog, [_left(session, catalog, unit, on)]), shared=tuple(shared))


def _together(session: Session, catalog: Catalog, on: date) -> FundingAnswer:
    return _answer(catalog, [_left(session, catalog, unit, on) for unit in catalog.company.open_units])


def _answer(catalog: Catalog, found: Sequence[Left]) -> FundingAnswer:
    funded, currency = [each for each in found if each.funded], catalog.company.currency
    return FundingAnswer(
        aspect="funding",
        units=tuple(found[:MOST_UNITS]),
        count=len(found),
        funded=len(funded),
        more=max(len(found) - MOST_UNITS, 0),
        funding=total([each.funding for each in funded], currency),
        remaining=total([each.remaining for each in funded], currency),
    )


def _left(session: Session, catalog: Catalog, unit: Unit, on: date) -> Left:
    standing = funding.standing(session, catalog, unit, on)
    year = standing.fiscal_year
    files = funding_lines.files(session, unit.code, year)
    waits = home_money.waiting(session, catalog, unit.code)
    return Left(
        code=unit.code,
        name=unit.name,
        fiscal_year=year,
        first=standing.starts_on,
        last=standing.ends_on - timedelta(days=1),
        funding=standing.funding,
        granted=standing.granted,
        committed=standing.committed,
        remaining=standing.remaining,
        funded=standing.funded,
        lines=sum(files.values()),
        files=tuple(name for name in files if name),
        waiting=waits["count"],
        wanted=waits["amount"],
    )
