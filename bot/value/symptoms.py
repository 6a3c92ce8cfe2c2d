"""Symptoms: the six stories of one element without another, each looked for in what the bot already holds."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.cost.budget import BudgetLine
from bot.customer.surveys import Survey
from bot.process import measures
from bot.process.orders import Order
from bot.value.balance_measures import Look, budget
from bot.value.balance_zones import SYMPTOMS, Name
from bot.value.cases import BusinessCase
from bot.value.outcomes import Reading

KEYS: dict[tuple[Name, Name], str] = {
    ("customer", "process"): "friendly",
    ("customer", "cost"): "no_case",
    ("process", "customer"): "dictated",
    ("process", "cost"): "no_value",
    ("cost", "customer"): "cost_center",
    ("cost", "process"): "last_year",
}


class Count(NamedTuple):
    """So many show it, of so many."""

    seen: int
    of: int


@dataclass(frozen=True)
class Symptom:
    """One element without another.

    `raised` says that the scores do; `seen` of `of` is what the rows show, and nothing was there to look at
    where `of` is 0:

    - friendly: what came back after it was done, of what was finished in the month
    - no_case: orders declined or beyond the funding without a business case, of all that cost something, in
      three months
    - dictated: levels whose targets no customer agreed to, of all with targets
    - no_value: live services without an outcome read beside a unit cost in three months, of all
    - cost_center: services that cost something and of whose worth nobody said a word in three months
    - last_year: budget lines that are last year's with something on top

    `missing` is what the measure behind `friendly` lacks: owner, review, "" for nothing.
    """

    key: str
    strong: Name
    weak: Name
    raised: bool
    seen: int
    of: int
    missing: str = ""


def check(look: Look, raised: Collection[tuple[Name, Name]]) -> tuple[Symptom, ...]:
    """Look for all six, in the order of their elements."""
    finds = {
        "friendly": _friendly,
        "no_case": _no_case,
        "dictated": _dictated,
        "no_value": _no_value,
        "cost_center": _cost_center,
        "last_year": _last_year,
    }
    missing = {"friendly": _missing(look)}
    return tuple(
        Symptom(key, *pair, pair in raised, *finds[key](look), missing.get(key, ""))
        for pair, key in ((pair, KEYS[pair]) for pair in SYMPTOMS)
    )


def _missing(look: Look) -> str:
    known = measures.kept(look.session).get("not_reopened")
    if known is None or not known.owner:
        return "owner"
    return "" if known.is_kept(look.today) else "review"


def _friendly(look: Look) -> Count:
    finished = measures.tallies(look.session, look.period.starts_at, look.period.ends_at)["not_reopened"]
    return Count(finished.of - finished.kept, finished.of)


def _no_case(look: Look) -> Count:
    opened = col(Order.opened_at)
    cost = (
        Order.kind == "order",
        col(Order.commitment_minor) > 0,
        opened >= look.quarter.starts_at,
        opened < look.quarter.ends_at,
    )
    argued = select(BusinessCase.id).where(
        BusinessCase.unit == Order.unit, BusinessCase.service == Order.service
    )
    refused = sa.or_(col(Order.state) == "declined", col(Order.over_funding))
    return Count(
        _rows(look.session, Order, *cost, refused, ~argued.exists()), _rows(look.session, Order, *cost)
    )


def _rows(session: Session, table: Any, *which: Any) -> int:
    return session.exec(select(func.count()).select_from(table).where(*which)).one()


def _dictated(look: Look) -> Count:
    promised = [tier for each in look.live for tier in each.tiers if tier.has_targets]
    return Count(sum(not tier.is_agreed for tier in promised), len(promised))


def _no_value(look: Look) -> Count:
    read = set(
        look.session.exec(select(Reading.service).where(col(Reading.month).in_(look.months)).distinct())
    )
    related = look.costed & read
    return Count(sum(each.key not in related for each in look.live), len(look.live))


def _cost_center(look: Look) -> Count:
    said = (Survey.score, Survey.worth_it, Survey.outcome_met)
    worth = select(Survey.service).where(
        sa.or_(*(col(each).is_not(None) for each in said)),
        col(Survey.answered_at) >= look.quarter.starts_at,
        col(Survey.answered_at) < look.quarter.ends_at,
    )
    heard = set(look.session.exec(worth.distinct()))
    cost = {each.service for month in look.recovered.values() for each in month if each.cost}
    return Count(len(cost - heard), len(cost))


def _last_year(look: Look) -> Count:
    lazy = budget(look).where(col(BudgetLine.method) == "last_year")
    return Count(*(look.session.execute(each).scalar_one() for each in (lazy, budget(look))))
