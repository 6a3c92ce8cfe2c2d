"""How long the facts of Home take, for each role, with many orders in the database."""

import argparse
import json
import os
import platform
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bench.percentiles import middle_and_slowest
from bot.catalog import Catalog, load
from bot.cost import subscriptions
from bot.customer import people
from bot.customer.asked import Question
from bot.customer.people import Person, Profile
from bot.customer.surveys import Survey
from bot.db import Database
from bot.migrations import migrate
from bot.process.orders import NewOrder, Order
from bot.process.remedies import Remedy
from bot.settings import HOUSE
from bot.value import home
from bot.value.offers import Offer
from tests.conftest import T0

TARGET_MS = 100.0
ROLES = {"customer": "ana", "budget owner": "bo", "service owner": "cy", "worker": "kim", "IT lead": "dee"}
CROWD = 500  # people who order; the five above are the busiest of them
YEARS = 2
OPEN_SHARE = 0.05  # of all orders, at work; a tenth of these waits for a yes
A_BATCH = 5_000
WARM_UP = 3


@dataclass
class Figure:
    """One role: times in milliseconds."""

    database: str
    orders: int
    role: str
    p50: float
    p99: float


def fill(db: Database, catalog: Catalog, count: int, rng: random.Random) -> None:
    """Store so many orders over two years, with the questions, answers, offers and misses that go with them."""
    with db.session() as session:
        for key in ROLES.values():
            known = Profile(id=f"U0{key.upper()}", name=key, email=f"{key}@calder.example")
            people.learn(session, known, catalog.company, T0)
        people.keep_places(
            session,
            {
                each.team_channel: f"C{at:04}"
                for at, each in enumerate(catalog.services.values())
                if each.team_channel
            },
        )
        subscriptions.take_from_plan(session, catalog, T0.date() - timedelta(days=100))
    places = _places(db)
    rows = (_order(rng, catalog, places) for _ in range(count))
    for _ in range(-(-count // A_BATCH)):
        _insert(db, Order, [row for row, _ in zip(rows, range(A_BATCH), strict=False)])
    _insert(db, Survey, list(_surveys(rng, count // 5)))
    _insert(db, Question, [_question(rng) for _ in range(count)])
    _insert(db, Remedy, [_remedy(number) for number in range(1, count // 50)])
    _insert(db, Offer, [_offer(rng) for _ in range(count // 100)])


def _places(db: Database) -> dict[str, str]:
    with db.read() as session:
        return people.place_ids(session)


def _insert(db: Database, table: Any, rows: list[dict[str, Any]]) -> None:
    with db.session() as session:
        session.execute(sa.insert(table), rows)


def _order(rng: random.Random, catalog: Catalog, places: dict[str, str]) -> dict[str, Any]:
    service = rng.choice(catalog.live())
    kind = rng.choice(("order", "order", "incident", "question"))
    opened = T0 - timedelta(minutes=rng.randrange(YEARS * 365 * 1440))
    state = (
        "closed" if rng.random() > OPEN_SHARE else rng.choice(("open", "taken", "waiting", "taken", "open"))
    )
    state = "approval" if state != "closed" and kind == "order" and rng.random() < 0.2 else state
    new = NewOrder(
        kind=kind,
        state=state,
        person=_somebody(rng),
        for_person=_somebody(rng) if rng.random() < 0.1 else None,
        unit=rng.choice([*catalog.company.units]),
        service=service.key,
        tier=service.tiers[0].name,
        text="It does not work any more, and we need it for the close. " * 3,
        private=rng.random() < 0.05,
        impact=rng.randint(1, 4),
        urgency=rng.randint(1, 4),
        commitment_minor=rng.randrange(100_000),
        opened_at=opened,
        due_at=None if state == "approval" else opened + timedelta(hours=8),
        approver="U0BO" if kind == "order" else None,
        team=places.get(service.team_channel or "", "C0000"),
        way_forward="person",
    )
    done = opened + timedelta(hours=rng.randint(1, 12)) if state == "closed" else None
    taken = state in ("taken", "waiting", "closed")
    more = {"assignee": rng.choice(("U0KIM", "U0CY", "U0DEE", _somebody(rng))) if taken else None}
    return {
        **new.model_dump(),
        **more,
        "done_at": done,
        "closed_at": done,
        "paused_minutes": 0,
        "note": "",
        "sample": False,
    }


def _somebody(rng: random.Random) -> str:
    return (
        f"U0{rng.choice([*ROLES.values()]).upper()}" if rng.random() < 0.1 else f"U{rng.randrange(CROWD):05}"
    )


def _surveys(rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        at = T0 - timedelta(minutes=rng.randrange(YEARS * 365 * 1440))
        given = {
            "unit": "CC-500",
            "service": "ERP",
            "sent_at": at,
            "answered_at": at,
            "score": rng.randint(1, 5),
        }
        given |= {"about": f"order:{number + 1}", "order_id": number + 1}
        yield {"person": _somebody(rng), **given, "sample": False}


def _question(rng: random.Random) -> dict[str, Any]:
    at = T0 - timedelta(minutes=rng.randrange(180 * 1440))
    how = rng.choice(("answer", "answer", "choices", "none"))
    return Question(person=_somebody(rng), text="what does it cost?", how=how, at=at).model_dump(
        exclude={"id"}
    )


def _remedy(number: int) -> dict[str, Any]:
    owed = Remedy(order_id=number, what="resolution", owner="U0CY", opened_at=T0, due_on=T0.date(), action="")
    return {**owed.model_dump(exclude={"id"}), "done_at": T0 if number % 10 else None}


def _offer(rng: random.Random) -> dict[str, Any]:
    return Offer(
        person="U0BO",
        unit="CC-500",
        service="ERP",
        from_tier="Standard",
        to_tier="Extended",
        quantity=1,
        rule="quota",
        evidence={},
        monthly_difference_minor=rng.randrange(10_000),
        shown_at=T0 - timedelta(days=rng.randrange(700)),
        state=rng.choice(("accepted", "declined", "declined", "later")),
    ).model_dump(exclude={"id"})


def measure(db: Database, catalog: Catalog, orders: int, rounds: int) -> Iterator[Figure]:
    """Return how long the facts took for each role."""
    for role, key in ROLES.items():
        took = [_once(db, catalog, f"U0{key.upper()}") * 1000 for _ in range(WARM_UP + rounds)][WARM_UP:]
        yield Figure("sqlite" if db.is_sqlite else "postgresql", orders, role, *middle_and_slowest(took))


def _once(db: Database, catalog: Catalog, slack_id: str) -> float:
    with db.read() as session:
        person = _person(session, slack_id)
        began = perf_counter()
        home.facts(session, catalog, person, T0.date(), T0)
        return perf_counter() - began


def _person(session: Session, slack_id: str) -> Person:
    return session.exec(select(Person).where(col(Person.id) == slack_id)).one()


def main() -> None:
    """Fill a database, and measure; once more with ten times the orders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--database-url", nargs="*", default=[], help="empty databases, one for each of --orders"
    )
    parser.add_argument("--json", action="store_true", help="the figures as the last line")
    given = parser.parse_args()
    catalog = load(HOUSE / "catalog_data", on=T0.date())
    about = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
    print(
        f"{about}, load {os.getloadavg()[0]:.1f}, seed {given.seed}; target: p99 at most {TARGET_MS:g} ms with 10,000"
    )
    print(f"{'database':<11} {'orders':>8} {'role':<14} {'p50 ms':>8} {'p99 ms':>8}")
    figures: list[Figure] = []
    for at, orders in enumerate(given.orders):
        with tempfile.TemporaryDirectory(prefix="domestique-") as folder:
            url = given.database_url[at] if given.database_url else f"sqlite:///{folder}/home.db"
            db = Database(url)
            migrate(db)
            fill(db, catalog, orders, random.Random(given.seed))
            for one in measure(db, catalog, orders, given.rounds):
                print(f"{one.database:<11} {one.orders:>8,} {one.role:<14} {one.p50:>8.1f} {one.p99:>8.1f}")
                figures.append(one)
            db.close()
    if given.json:
        print(json.dumps({"machine": about, "seed": given.seed, "figures": [asdict(one) for one in figures]}))
    sys.exit(any(one.p99 > TARGET_MS and one.orders <= 10_000 for one in figures))


if __name__ == "__main__":
    main()
