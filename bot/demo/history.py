"""History: a year of made-up but plausible rows, all marked as sample, for the demo to stand on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.catalog import Catalog
from bot.cost import lines, subscriptions
from bot.cost import months as closing
from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.customer.asked import Question
from bot.customer.people import Person
from bot.customer.surveys import Survey
from bot.demo import bills, called, curious, finance, measured, needs, sample, staff
from bot.demo.contacts import Maker
from bot.demo.replies import Replies
from bot.demo.staff import cast_id
from bot.process.orders import Order
from bot.value import balance, ending, statements
from bot.value.offers import Offer
from bot.value.period import closed_month, last_day, month_before

MONTHS = 12
SCORED = 6  # of the last months the balance is kept, two at a time
SILENT = "CC-400"  # its statements are not answered
LATER = timedelta(days=5)  # after its end a month was closed, and so long after that its statements accepted
PAST_OFFERS = (("accepted", 3), ("declined", 5), ("stopped", 1))


@dataclass(frozen=True)
class Summary:
    """How many rows of each kind were written."""

    people: int
    subscriptions: int
    usage: int
    cost_lines: int
    orders: int
    surveys: int
    calls: int
    offers: int
    questions: int
    talks: int


def write_history(session: Session, catalog: Catalog, now: datetime, seed: int) -> Summary:
    """Write twelve closed months and what has happened since; the same seed and `now` write the same.

    Takes under 3 s. The database should be fresh: nothing that is there is looked at or changed.
    """
    rng, material = Random(seed), sample.load()
    months = _months(now, catalog.company.zone)
    since = date.fromisoformat(f"{months[0]}-01")
    held = subscriptions.take_from_plan(session, catalog, since)
    people = staff.hire(rng, material, catalog.company)
    used, costs = _write_bills(session, rng, material, catalog, months)
    finance.write(session, catalog, now)
    session.add_all(finance.planned(catalog, months))
    measured.write(session, catalog, months, seed)
    orders = Maker.of(rng, material, catalog, now).contacts(people, since)
    _write(session, Person, people)
    ids = _write_orders(session, orders)
    asked = Replies.of(rng, material, catalog, now).surveys(people, ids, orders, since)
    _write(session, Survey, asked)
    calls = called.write(session, rng, material, catalog, now)
    offers = _offers(rng, catalog, people, now)
    _write(session, Offer, offers)
    questions = curious.questions(rng, material, catalog, people, now)
    _write(session, Question, questions)
    while not ending.gather(session, now):
        pass
    talked = needs.write(session, material, catalog, now)
    for month in months:
        _close(session, catalog, month, now, answered=month != months[-1])
    for month in months[1 - SCORED :: 2]:
        balance.keep(session, catalog, month)
    return Summary(
        len(people), held, used, costs, len(orders), len(asked), calls, len(offers), len(questions), talked
    )


def book_closed_months(session: Session, catalog: Catalog, now: datetime, seed: int) -> list[str]:
    """Write usage and cost lines of the months that have closed since the latest one that is booked.

    They are near what each unit held on the month's last day, so what was ordered meanwhile shows.
    Returns the months, the earliest first; a second call books none, and neither does one without history.
    """
    material = sample.load()
    months = _closed_since(session, now, catalog.company.zone)
    for month in months:
        rng = Random(f"{seed} {month}")  # a month is the same, whether it is booked alone or with others
        _write_bills(session, rng, material, _as_held(session, catalog, month), [month])
    return months


def _close(session: Session, catalog: Catalog, month: str, now: datetime, *, answered: bool) -> None:
    """Close a month as it was done then: its statements went out, and nobody hears of it again."""
    ended = datetime.combine(last_day(month), time(23), ZoneInfo(catalog.company.zone))
    at = min(ended + LATER, now)
    closing.shut(session, catalog, month, by="", now=at)
    for each in statements.draw(session, catalog, month, at):
        statements.send(each, at)
        if answered and each.unit != SILENT:
            owner = cast_id(catalog.company.units[each.unit].budget_owner)
            statements.decide(each, "accepted", by=owner, now=at + LATER)


def _closed_since(session: Session, now: datetime, zone: str) -> list[str]:
    latest = session.exec(select(func.max(CostLine.month)).where(lines.booked())).one()
    months: list[str] = []
    month = closed_month(now, zone)
    while latest and month > latest:
        months.insert(0, month)
        month = month_before(month)
    return months


def _as_held(session: Session, catalog: Catalog, month: str) -> Catalog:
    """Return the catalog with what every unit held on the month's last day as its plan."""
    units = {
        code: replace(unit, plan=_plan_of(subscriptions.held(session, code, last_day(month))))
        for code, unit in catalog.company.units.items()
    }
    return replace(catalog, company=replace(catalog.company, units=units))


def _plan_of(held: dict[str, dict[str, int]]) -> dict[str, int]:
    return {
        f"{service}.{tier}": quantity
        for service, tiers in sorted(held.items())
        for tier, quantity in sorted(tiers.items())
    }


def _write_bills(
    session: Session, rng: Random, material: sample.Sample, catalog: Catalog, months: Sequence[str]
) -> tuple[int, int]:
    """Write what was used and what it cost; return how many rows of each."""
    used = bills.use(rng, catalog, months)
    costs = bills.cost_rows(rng, material, catalog, months, used)
    _write(session, Usage, bills.usage_rows(used))
    _write(session, CostLine, costs)
    return len(used), len(costs)


def _months(now: datetime, zone: str) -> list[str]:
    months = [closed_month(now, zone)]
    while len(months) < MONTHS:
        months.insert(0, month_before(months[0]))
    return months


def _write(session: Session, table: type[Any], rows: list[dict[str, Any]]) -> None:
    session.connection().execute(sa.insert(table), rows)


def _write_orders(session: Session, orders: list[dict[str, Any]]) -> list[int]:
    rows = [{name: value for name, value in order.items() if name != "quiet"} for order in orders]
    _write(session, Order, rows)
    ids = session.scalars(sa.select(col(Order.id)).where(col(Order.sample)).order_by(col(Order.id)))
    return [id_ for id_ in ids if id_ is not None]  # in the order in which they were inserted


def _offers(
    rng: Random, catalog: Catalog, people: list[dict[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    """Return offers of the past year that were decided then."""
    rows = []
    for state, times in PAST_OFFERS:
        for _ in range(times):
            person, shown = rng.choice(people), now - timedelta(days=rng.randrange(20, 340), hours=2)
            service = rng.choice([each for each in catalog.orderable() if len(each.tiers) > 1])
            lower, higher = service.tiers[:2]
            rows.append(
                {
                    "person": person["id"],
                    "unit": person["unit"],
                    "service": service.key,
                    "from_tier": lower.name,
                    "to_tier": higher.name,
                    "quantity": 1,
                    "rule": "out_of_hours",
                    "evidence": {"incidents": 3, "covered": 3, "people": 1},
                    "monthly_difference_minor": (higher.price - lower.price).minor,
                    "shown_at": shown,
                    "state": state,
                    "decided_at": shown + timedelta(hours=rng.randrange(1, 40)),
                    "sample": True,
                }
            )
    return rows
