"""A month is closed once, keeps what it came to, and says before what it lacks."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlmodel import Session

from bot.catalog import Catalog, Costing, Dependency
from bot.cost import allocation, lines, months
from bot.cost.batches import Batch
from bot.cost.lines import CostLine
from bot.cost.months import Gap
from bot.cost.subscriptions import Subscription
from bot.cost.usage import Usage
from bot.db import Database
from bot.money import Money
from bot.refusal import Refused
from tests.cost.corrections import corrections
from tests.value.calder import catalog, usd

NOVEMBER = datetime(2026, 11, 3, 15, tzinfo=UTC)


def line(service: str | None, category: str, dollars: int, month: str = "2026-10") -> CostLine:
    return CostLine(month=month, service=service, category=category, minor=dollars * 100, source="ledger")


def complete(session: Session) -> None:
    """October: ERP 25,000 with 3/4 of NET's 4,000; FIL 1,000 with the rest; both are used and held."""
    session.add_all(
        [line("ERP", "software", 22_000), line("NET", "hardware", 4_000), line("FIL", "cloud_infra", 1_000)]
    )
    for service in ("ERP", "FIL"):
        held: dict[str, Any] = {"unit": "CC-500", "service": service, "tier": "Standard"}
        session.add(Usage(month="2026-10", quantity=Decimal(10), source="meter", **held))
        session.add(Subscription(quantity=10, unit_price=Decimal(1), starts_on=date(2026, 7, 1), **held))
    session.flush()


def close(session: Session, stock: Catalog | None = None, month: str = "2026-10") -> months.Month:
    found = months.close(session, stock or catalog(), month, by="U0DEE", now=NOVEMBER)
    session.flush()
    return found


def test_what_a_month_came_to_stays_when_lines_and_shares_change(db: Database) -> None:
    with db.session() as session:
        complete(session)
        closed = close(session)
        assert (closed.closed_by, closed.method, closed.capacity) == ("U0DEE", "reciprocal", "used")

        session.flush()
        assert months.disturbed(session) == {}
        session.add(line("ERP", "labor", 1))  # whoever writes past the rule changes no figure
        session.flush()
        after = allocation.of_month(session, catalog(), "2026-10")
        assert (after.of("ERP"), after.of("FIL"), after.whole) == (usd("25000"), usd("2000"), usd("27000"))
        assert after.loaded == {"NET": {"hardware": 4_000_00}}
        assert after.of("DOC") == usd("0")
        assert months.disturbed(session) == {"2026-10": 100}
        assert closed.inputs != months.fingerprint(session, catalog(), "2026-10")


def test_a_month_is_closed_once_and_when_it_is_over(db: Database) -> None:
    with db.session() as session:
        complete(session)
        assert months.latest_closed(session) is None
        assert not months.is_closed(session, "2026-10")
        close(session)
        assert months.is_closed(session, "2026-10")
        assert months.latest_closed(session) == "2026-10"
        with pytest.raises(Refused, match="months/already_closed"):
            close(session)
        with pytest.raises(Refused, match="months/not_over"):
            close(session, month="2026-11")


def test_a_month_is_over_by_the_clock_of_the_company() -> None:
    first = datetime(2026, 11, 1, 5, tzinfo=UTC)  # October 31, 23:00 in Denver
    assert not months.is_over("2026-10", first, "America/Denver")
    assert months.is_over("2026-10", first, "UTC")


def test_corrections_are_booked_in_the_next_open_month(db: Database) -> None:
    with db.session() as session:
        wrong = line(None, "other", 300)
        complete(session)
        session.add(wrong)
        close(session)
        assert months.open_after(session, "2026-10") == "2026-11"
        session.add(lines.correct(wrong, "2026-11"))
        session.add(lines.correct(wrong, "2026-11", minor=300_00, service="FIL"))
        session.flush()
        november = lines.direct(session, "2026-11")
        assert november == {None: {"other": -300_00}, "FIL": {"other": 300_00}}
        assert allocation.of_month(session, catalog(), "2026-10").unassigned_total == usd("300")
        assert [(each.month, each.minor) for each in corrections(session, "2026-10")] == [
            ("2026-11", -300_00),
            ("2026-11", 300_00),
        ]
        with pytest.raises(ValueError, match="in itself"):
            lines.correct(wrong, "2026-10")


def test_a_correction_skips_months_that_are_closed_meanwhile(db: Database) -> None:
    with db.session() as session:
        complete(session)
        session.add(line("ERP", "labor", 1, "2026-09"))
        session.flush()
        close(session)
        close(session, month="2026-09")
        assert months.open_after(session, "2026-09") == "2026-11"


def test_nothing_is_missing_of_a_complete_month(db: Database) -> None:
    with db.session() as session:
        complete(session)
        assert months.missing(session, catalog(), "2026-10") == ()


def test_what_is_missing_is_named(db: Database) -> None:
    with db.session() as session:
        complete(session)
        session.add_all(
            [
                line(None, "other", 300),
                line("OLD", "other", 7),
                Usage(
                    month="2026-10",
                    unit="CC-100",
                    service="DOC",
                    tier="Standard",
                    quantity=Decimal(1),
                    source="meter",
                ),
                Batch(
                    kind="cost", file_name="a.csv", sha256="0", by="U0DEE", at=NOVEMBER, months=["2026-10"]
                ),
            ]
        )
        session.flush()
        assert set(months.missing(session, catalog(), "2026-10")) == {
            Gap("unassigned", count=1, amount=usd("300")),
            Gap("unknown", service="OLD", count=1, amount=usd("7")),
            Gap("no_plan", unit="CC-100"),
            Gap("waiting", count=1),
        }
        assert set(months.missing(session, catalog(), "2026-11")) == {
            Gap("no_cost"),
            Gap("no_usage", service="ERP"),
            Gap("no_usage", service="FIL"),
        }


def test_cost_that_only_goes_round_is_named_and_closes_no_month(db: Database) -> None:
    stock = catalog()
    around = {
        "NET": replace(stock.services["NET"], depends_on=(Dependency("STO", Fraction(1)),)),
        "STO": replace(stock.services["NET"], key="STO", depends_on=(Dependency("NET", Fraction(1)),)),
    }
    facing = {key: replace(each, depends_on=()) for key, each in stock.services.items() if key != "NET"}
    round_about = replace(stock, services={**facing, **around})
    with db.session() as session:
        complete(session)
        (gap,) = months.missing(session, round_about, "2026-10")
        assert (gap.code, gap.service) == ("closed_loop", "NET, STO")
        with pytest.raises(Refused, match="months/closed_loop") as caught:
            close(session, round_about)
        assert caught.value.facts["services"] == ["NET", "STO"]


def test_the_clock_closes_a_month_some_days_after_its_end(db: Database) -> None:
    stock = catalog()
    with db.session() as session:
        complete(session)
        assert months.due(session, stock, datetime(2026, 11, 10, 12, tzinfo=UTC)) == []
        assert months.due(session, stock, datetime(2026, 11, 11, 12, tzinfo=UTC)) == ["2026-10"]
        sooner = replace(stock, company=replace(stock.company, costing=Costing(close_day=2)))
        assert months.due(session, sooner, NOVEMBER) == ["2026-10"]
        close(session)
        assert months.due(session, sooner, NOVEMBER) == []


def test_money_is_the_companys(db: Database) -> None:
    with db.session() as session:
        complete(session)
        close(session)
        assert allocation.of_month(session, catalog(), "2026-10").of("ERP") == Money(2_500_000, "USD")


def test_a_file_that_two_looked_at_and_one_took_keeps_no_month_waiting(db: Database) -> None:
    with db.session() as session:
        complete(session)
        said: dict[str, Any] = {
            "kind": "cost",
            "file_name": "bill.csv",
            "months": ["2026-10"],
            "at": NOVEMBER,
        }
        session.add(Batch(sha256="a", state="previewed", by="U0IVY", **said))
        session.flush()
        assert months.missing(session, catalog(), "2026-10") == (Gap("waiting", count=1),)
        session.add(Batch(sha256="a", state="stored", by="U0DEE", **said))
        session.flush()
        assert months.missing(session, catalog(), "2026-10") == ()
