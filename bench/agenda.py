"""How long the month's agenda takes to build, for who keeps the conversation with many units."""

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from time import perf_counter, process_time
from typing import Any

import sqlalchemy as sa

from bot.catalog import Catalog, load
from bot.cost.subscriptions import Subscription
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.customer.talks import Talk
from bot.db import Database
from bot.migrations import migrate
from bot.settings import HOUSE
from bot.value import agenda
from bot.value.offers import Offer
from tests.conftest import T0

TARGET_MS = 100.0
DAYS = 730
ANSWERS = 144  # of a unit, over two years: six a month
TALKS, OFFERS, RECOVERIES, HELD = 10, 10, 4, 6  # of a unit
WARM_UP = 2
Rows = Iterator[dict[str, Any]]


def is_quiet(unit: str) -> bool:
    """Tell whether nothing is open with a unit: every second one, by the number in its code."""
    return int(unit[-1]) % 2 == 0


def company_of(catalog: Catalog, count: int) -> Catalog:
    """Return the catalog of a company with so many business units instead of its own."""
    like = next(unit for unit in catalog.company.units.values() if unit.kind != "it_provider")
    units = {
        f"CC-{n:04}": replace(like, code=f"CC-{n:04}", name=f"Unit {n}", relationship_owner=None)
        for n in range(count)
    }
    return replace(catalog, company=replace(catalog.company, units=units))


def fill(db: Database, catalog: Catalog, rng: random.Random) -> None:
    """Store two years of what the agenda looks at."""
    units, keys = list(catalog.company.units), [each.key for each in catalog.live()]
    tables = (
        (Survey, _surveys),
        (Talk, _talks),
        (Offer, _offers),
        (Recovery, _recoveries),
        (Subscription, _held),
    )
    for table, rows in tables:
        with db.session() as session:
            session.execute(sa.insert(table), [row for unit in units for row in rows(rng, unit, keys)])


def _surveys(rng: random.Random, unit: str, keys: list[str]) -> Rows:
    for number in range(ANSWERS):
        at = T0 - timedelta(minutes=rng.randrange(DAYS * 1440))
        over = at + timedelta(days=rng.randrange(14))
        row = Survey(
            about=f"order:{unit}:{number}",
            person=f"U{unit}{number}",
            unit=unit,
            service=rng.choice(keys[:HELD]),
            sent_at=at,
            answered_at=at,
            expires_at=over,
            score=rng.randint(1, 5),
        )
        yield row.model_dump(exclude={"id"})


def _talks(rng: random.Random, unit: str, keys: list[str]) -> Rows:
    for number in range(TALKS):
        at = T0 - timedelta(days=rng.randrange(1, DAYS))
        done = at if number % 3 or is_quiet(unit) else None
        due_on = at.date() + timedelta(days=30)
        said = Talk(
            unit=unit, requirement="A bank file", said_by="U0BO", opened_at=at, due_on=due_on, done_at=done
        )
        yield said.model_dump(exclude={"id"})


def _offers(rng: random.Random, unit: str, keys: list[str]) -> Rows:
    for _ in range(OFFERS):
        shown = T0 - timedelta(days=rng.randrange(DAYS))
        offer = Offer(
            person="U0BO",
            unit=unit,
            service=rng.choice(keys),
            from_tier="Standard",
            to_tier="Plus",
            quantity=1,
            rule="quota",
            evidence={},
            monthly_difference_minor=1200,
            shown_at=shown,
            state=rng.choice(("accepted", "declined", "later")),
        )
        yield offer.model_dump(exclude={"id"})


def _recoveries(rng: random.Random, unit: str, keys: list[str]) -> Rows:
    for number in range(RECOVERIES):
        at = T0 - timedelta(days=rng.randrange(DAYS))
        closed = at if number or is_quiet(unit) else None
        told = Recovery(
            source=f"survey:{unit}{number}",
            person="U0ANA",
            unit=unit,
            opened_at=at,
            call_by=at,
            closed_at=closed,
        )
        yield told.model_dump(exclude={"id"})


def _held(rng: random.Random, unit: str, keys: list[str]) -> Rows:
    for key in keys[:HELD]:
        begun = T0.date() - timedelta(days=rng.randrange(DAYS))
        held = Subscription(
            unit=unit, service=key, tier="Standard", quantity=9, unit_price=Decimal(40), starts_on=begun
        )
        yield held.model_dump(exclude={"id"})


def measure(db: Database, catalog: Catalog, rounds: int) -> tuple[float, float, float]:
    """Return the middle and the longest time that an agenda took, and the processor's middle; milliseconds."""
    units, took, worked = list(catalog.company.units.values()), [], []
    for _ in range(WARM_UP + rounds):
        with db.read() as session:
            began, busy = perf_counter(), process_time()
            agenda.of(session, catalog, units, T0)
            took.append((perf_counter() - began) * 1000)
            worked.append((process_time() - busy) * 1000)
    return statistics.median(took[WARM_UP:]), max(took[WARM_UP:]), statistics.median(worked[WARM_UP:])


def main() -> None:
    """Fill a database for each size, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="*", default=[30, 100, 300])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    about = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    print(f"{about}, load {os.getloadavg()[0]:.1f}, seed {given.seed}; target: p50 at most {TARGET_MS:g} ms")
    print(f"{'units':>6} {'answers':>8} {'p50 ms':>8} {'longest':>8} {'processor':>10}")
    slow = False
    for count in given.units:
        catalog = company_of(load(HOUSE / "catalog_data", on=T0.date()), count)
        with tempfile.TemporaryDirectory(prefix="domestique-") as folder:
            db = Database(f"sqlite:///{folder}/agenda.db")
            migrate(db)
            fill(db, catalog, random.Random(given.seed))
            p50, longest, busy = measure(db, catalog, given.rounds)
            db.close()
        print(f"{count:>6} {count * ANSWERS:>8,} {p50:>8.1f} {longest:>8.1f} {busy:>10.1f}")
        slow = slow or p50 > TARGET_MS
    sys.exit(slow)


if __name__ == "__main__":
    main()
