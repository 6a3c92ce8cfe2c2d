"""What services cost a unit in a month, every figure worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from bot.cost.lines import CostLine
from bot.cost.subscriptions import Subscription
from bot.cost.usage import Usage
from bot.db import Database
from bot.value import spend
from bot.value.spend import Spend
from tests.value.calder import catalog, usd


def cost(month: str, service: str | None, category: str, dollars: int) -> CostLine:
    return CostLine(month=month, service=service, category=category, minor=dollars * 100, source="ledger")


def used(month: str, unit: str, key: str, quantity: str) -> Usage:
    service, _, tier = key.partition(".")
    return Usage(
        month=month, unit=unit, service=service, tier=tier, quantity=Decimal(quantity), source="meter"
    )


def subscribed(unit: str, key: str, quantity: int, starts_on: date = date(2026, 7, 1)) -> Subscription:
    service, _, tier = key.partition(".")
    return Subscription(
        unit=unit, service=service, tier=tier, quantity=quantity, unit_price=Decimal(1), starts_on=starts_on
    )


def write_autumn(session: Session) -> None:
    """October: ERP 25,000 + 3/4 of NET's 4,000 = 28,000; FIL 1,000 + 1,000 = 2,000; 300 is nobody's."""
    session.add_all(
        [
            cost("2026-10", "ERP", "software", 20_000),
            cost("2026-10", "ERP", "labor", 5_000),
            cost("2026-10", "NET", "hardware", 4_000),
            cost("2026-10", "FIL", "cloud_infra", 1_000),
            cost("2026-10", None, "other", 300),
            used("2026-10", "CC-500", "ERP.Standard", "30"),
            used("2026-10", "CC-100", "ERP.Standard", "110"),
            used("2026-10", "CC-500", "FIL.Standard", "10"),
            used("2026-10", "CC-100", "FIL.Archive", "10"),
            cost("2026-09", "ERP", "software", 14_000),
            used("2026-09", "CC-500", "ERP.Standard", "20"),
            used("2026-09", "CC-100", "ERP.Standard", "50"),
            subscribed("CC-500", "ERP.Standard", 28),
            subscribed("CC-500", "FIL.Standard", 30, date(2026, 10, 1)),
        ]
    )


@pytest.fixture
def autumn(db: Database) -> Spend:
    with db.session() as session:
        write_autumn(session)
    with db.read() as session:
        return spend.of_unit(session, catalog(), "CC-500", "2026-10")


def test_full_cost_follows_use_beside_plan_and_last_month(autumn: Spend) -> None:
    erp, files = autumn.services
    assert (erp.service, erp.used, erp.planned) == ("ERP", Decimal(30), Decimal(28))
    assert erp.cost == usd("6000")  # 30 of 140 users x 28,000
    assert erp.unit_cost == usd("200")
    assert (erp.plan, erp.charge) == (usd("4620"), usd("4950"))  # 28 and 30 x 165
    assert (erp.volume, erp.price) == (usd("330"), usd("1050"))
    assert (erp.last_cost, erp.last_unit_cost) == (usd("4000"), usd("200"))  # 20 of 70 x 14,000
    assert erp.over == usd("1380")
    # Finance's 10 TB at 62 and the stores' 10 TB of archive at 18 carry 620 and 180 of 800 parts.
    assert (files.cost, files.plan, files.charge) == (usd("1550"), usd("1860"), usd("620"))
    assert (files.volume, files.price) == (usd("-1240"), usd("930"))
    assert files.last_cost is None
    assert files.over is None


def test_what_could_not_be_placed_is_kept(autumn: Spend) -> None:
    assert autumn.unassigned == usd("300")
    assert autumn.whole == usd("30300")
    assert autumn.cost_lines == 5


def test_services_add_up(autumn: Spend) -> None:
    whole = spend.add_up(autumn.services, "USD")
    assert (whole.services, whole.cost, whole.plan, whole.charge) == (
        2,
        usd("7550"),
        usd("6480"),
        usd("5570"),
    )
    assert (whole.volume, whole.price) == (usd("-910"), usd("1980"))  # 7,550 - 6,480 = 1,070
    assert whole.last_cost == usd("4000")


def test_a_month_that_is_not_booked_has_no_cost_but_a_plan(db: Database) -> None:
    with db.session() as session:
        session.add(subscribed("CC-500", "ERP.Standard", 28))
        session.add(used("2026-10", "CC-500", "ERP.Standard", "27"))
    with db.read() as session:
        month = spend.of_unit(session, catalog(), "CC-500", "2026-10")
    (erp,) = month.services
    assert (erp.cost, erp.unit_cost, erp.volume, erp.over) == (None, None, None, None)
    assert (erp.plan, erp.charge) == (usd("4620"), usd("4455"))
    whole = spend.add_up(month.services, "USD")
    assert (whole.cost, whole.last_cost) == (None, None)


def test_subscribed_but_unused_costs_its_user_nothing(db: Database) -> None:
    with db.session() as session:
        session.add_all(
            [
                cost("2026-10", "ERP", "labor", 100),
                subscribed("CC-500", "ERP.Standard", 1),
                used("2026-10", "CC-100", "ERP.Standard", "5"),
            ]
        )
    with db.read() as session:
        (erp,) = spend.of_unit(session, catalog(), "CC-500", "2026-10").services
    assert (erp.cost, erp.unit_cost) == (usd("0"), None)
