"""Subscriptions: who has how many units of which level, on any day."""

from datetime import date
from decimal import Decimal

from sqlmodel import select

from bot.cost import subscriptions
from bot.cost.subscriptions import Subscription
from bot.db import Database
from tests.process.calder import CATALOG

JULY, DECEMBER = date(2026, 7, 1), date(2026, 12, 1)


def plan(db: Database) -> None:
    with db.session() as session:
        subscriptions.take_from_plan(session, CATALOG, JULY)


def test_each_unit_begins_with_its_plan_and_only_once(db: Database) -> None:
    plan(db)
    with db.session() as session:
        assert subscriptions.take_from_plan(session, CATALOG, DECEMBER) == 0
        finance = subscriptions.held(session, "CC-500", DECEMBER)
    assert finance["ERP"] == {"Standard": 34}
    assert finance["COL"] == {"Standard": 31, "Plus": 4}


def test_nothing_is_held_before_it_starts(db: Database) -> None:
    plan(db)
    with db.read() as session:
        assert subscriptions.held(session, "CC-500", date(2026, 6, 30)) == {}
        assert subscriptions.tier_of(session, "CC-500", CATALOG.service("ERP"), date(2026, 6, 30)) is None


def test_the_tier_of_a_unit_is_the_one_most_of_it_has(db: Database) -> None:
    plan(db)
    with db.read() as session:
        assert subscriptions.tier_of(session, "CC-500", CATALOG.service("COL"), DECEMBER) == "Standard"


def order(
    db: Database, *, quantity: int, replaces: str | None, starts_on: date = DECEMBER, number: int = 1
) -> None:
    with db.session() as session:
        subscriptions.start(
            session,
            unit="CC-500",
            service="COL",
            tier="Plus",
            quantity=quantity,
            unit_price=Decimal(46),
            starts_on=starts_on,
            order_id=number,
            replaces=replaces,
        )


def held(db: Database, on: date) -> dict[str, int]:
    with db.read() as session:
        return subscriptions.held(session, "CC-500", on)["COL"]


def test_new_units_come_on_top(db: Database) -> None:
    plan(db)
    order(db, quantity=5, replaces=None)
    assert held(db, DECEMBER) == {"Standard": 31, "Plus": 9}


def test_units_that_move_leave_the_old_tier_the_same_day(db: Database) -> None:
    plan(db)
    order(db, quantity=5, replaces="Standard")
    assert held(db, date(2026, 11, 30)) == {"Standard": 31, "Plus": 4}
    assert held(db, DECEMBER) == {"Standard": 26, "Plus": 9}


def test_what_the_old_tier_does_not_have_is_new(db: Database) -> None:
    plan(db)
    order(db, quantity=40, replaces="Standard")
    assert held(db, DECEMBER) == {"Plus": 44}


def test_the_latest_begun_leave_first(db: Database) -> None:
    plan(db)
    order(db, quantity=3, replaces=None, starts_on=date(2026, 10, 1))
    with db.session() as session:
        assert subscriptions.give_up(session, "CC-500", "COL", "Plus", 5, DECEMBER) == 5
    with db.read() as session:
        left = session.exec(
            select(Subscription).where(Subscription.tier == "Plus", Subscription.ends_on == DECEMBER)
        ).all()
    assert sorted((row.quantity, row.order_id) for row in left if row.unit == "CC-500") == [(3, 1), (4, None)]
    assert held(db, DECEMBER) == {"Standard": 31, "Plus": 2}


def test_what_began_the_same_day_leaves_no_trace(db: Database) -> None:
    plan(db)
    order(db, quantity=3, replaces=None)
    with db.session() as session:
        assert subscriptions.give_up(session, "CC-500", "COL", "Plus", 3, DECEMBER) == 3
    assert held(db, DECEMBER) == {"Standard": 31, "Plus": 4}
    order(db, quantity=3, replaces=None, number=2)
    with db.session() as session:
        subscriptions.give_up(session, "CC-500", "COL", "Plus", 1, DECEMBER)
    assert held(db, DECEMBER) == {"Standard": 31, "Plus": 6}


def test_nobody_gives_up_more_than_they_have(db: Database) -> None:
    plan(db)
    with db.session() as session:
        assert subscriptions.give_up(session, "CC-500", "COL", "Plus", 9, DECEMBER) == 4
