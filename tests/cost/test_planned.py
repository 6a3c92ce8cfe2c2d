"""What was planned: finance's file where it says something, else what a unit holds at the rate card."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from bot.cost import planned
from bot.cost.planned import Plan, Planned
from bot.cost.subscriptions import Subscription
from bot.db import Database
from bot.value import spend
from tests.value.calder import catalog, usd
from tests.value.test_spend import write_autumn


def hold(session: Session, service: str, quantity: int, since: date = date(2026, 7, 1)) -> None:
    session.add(
        Subscription(
            unit="CC-500",
            service=service,
            tier="Standard",
            quantity=quantity,
            unit_price=Decimal(1),
            starts_on=since,
        )
    )


def test_a_file_stands_in_for_what_a_unit_holds_of_a_service(db: Database) -> None:
    with db.session() as session:
        hold(session, "ERP", 28)
        hold(session, "FIL", 10)
        hold(session, "FIL", 5, since=date(2026, 11, 1))
        imported: dict[str, Any] = {
            "month": "2026-10",
            "unit": "CC-500",
            "service": "ERP",
            "tier": "Standard",
        }
        session.add(Planned(quantity=Decimal("30.5"), unit_price=Decimal("160"), **imported))
        session.flush()
        found = planned.of_month(session, catalog(), "2026-10")
        assert found == {
            "CC-500": {
                "ERP": {"Standard": Plan(Decimal("30.5"), usd("160"))},
                "FIL": {"Standard": Plan(Decimal(10), usd("62"))},
            }
        }
        (erp, files) = sorted(
            spend.of_unit(session, catalog(), "CC-500", "2026-10").services, key=lambda line: line.service
        )
        assert (erp.planned, erp.plan) == (Decimal("30.5"), usd("4880"))
        assert files.plan == usd("620")


def test_november_is_planned_by_what_is_held_then(db: Database) -> None:
    with db.session() as session:
        hold(session, "FIL", 10)
        hold(session, "FIL", 5, since=date(2026, 11, 1))
        session.flush()
        (files,) = spend.of_unit(session, catalog(), "CC-500", "2026-11").services
        assert (files.planned, files.plan) == (Decimal(15), usd("930"))


def test_all_units_at_once_say_what_each_says_alone(db: Database) -> None:
    with db.session() as session:
        write_autumn(session)
        session.flush()
        at_once = spend.of_units(session, catalog(), "2026-10")
        assert sorted(at_once) == ["CC-100", "CC-500", "CC-900"]
        for unit, found in at_once.items():
            assert found == spend.of_unit(session, catalog(), unit, "2026-10")
        shown = [line.cost.minor for found in at_once.values() for line in found.services if line.cost]
        assert sum(shown) == 30_000_00  # all but what could not be placed
