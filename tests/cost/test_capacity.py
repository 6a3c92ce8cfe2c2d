"""What nobody used is shown apart, so that a customer who leaves does not make the others pay more."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import Session

from bot.catalog import Catalog, Costing
from bot.cost import allocation, months
from bot.cost.capacity import Capacity
from bot.cost.usage import Usage
from bot.db import Database
from bot.value import spend
from tests.cost.test_months import close, complete, line
from tests.value.calder import catalog, usd


def storage(used: str, practical: str = "80", cost: str = "16000") -> Capacity:
    return Capacity(Decimal(practical), Decimal(used), usd(cost))


@pytest.mark.parametrize(
    ("used", "rate", "carried", "unused"),
    [
        ("64", "200.0000", "12800", "3200"),
        ("48", "200.0000", "9600", "6400"),  # a customer dropped 16 TB: the rate stays
        ("80", "200.0000", "16000", "0"),
        ("100", "160.0000", "16000", "0"),  # more than was thought possible
        ("0", "200.0000", "0", "16000"),
    ],
)
def test_the_rate_stays_and_what_is_unused_is_seen(used: str, rate: str, carried: str, unused: str) -> None:
    found = storage(used)
    assert (found.rate, found.carried, found.unused) == (Decimal(rate), usd(carried), usd(unused))


@pytest.mark.parametrize(("hours", "rate"), [("10400", "23.08"), ("8500", "28.24"), ("6000", "40.00")])
def test_a_published_capacity_cost_rate(hours: str, rate: str) -> None:
    found = storage("0", hours, "240000").rate  # costandprofitability.com
    assert found is not None
    assert found.quantize(Decimal("0.01")) == Decimal(rate)


def practical() -> Catalog:
    """FIL could serve 40 TB, ERP says nothing of what it could."""
    stock = catalog()
    files = replace(stock.services["FIL"], practical_capacity=40)
    company = replace(stock.company, costing=Costing(capacity="practical"))
    return replace(stock, services={**stock.services, "FIL": files}, company=company)


def used(session: Session, service: str, quantity: int) -> None:
    session.add(
        Usage(
            month="2026-10",
            unit="CC-100",
            service=service,
            tier="Standard",
            quantity=Decimal(quantity),
            source="meter",
        )
    )
    session.flush()


def test_units_carry_what_they_used_and_no_more(db: Database) -> None:
    with db.session() as session:
        complete(session)  # FIL costs 2,000 in all, Finance uses 10 TB
        used(session, "FIL", 10)
        found = allocation.of_month(session, practical(), "2026-10")
        assert (found.of("FIL"), found.carried_by("FIL"), found.unused_of("FIL")) == (
            usd("2000"),
            usd("1000"),
            usd("1000"),
        )
        assert found.unused["FIL"] == {
            "cloud_infra": usd("500"),
            "hardware": usd("500"),
            "software": usd("0"),
        }
        assert found.carried_by("ERP") == found.of("ERP")
        month = spend.of_unit(session, practical(), "CC-500", "2026-10")
        assert {line.service: line.cost for line in month.services}["FIL"] == usd("500")
        assert month.unused == usd("1000")


def test_a_closed_month_keeps_what_was_unused(db: Database) -> None:
    with db.session() as session:
        complete(session)
        used(session, "FIL", 10)
        assert close(session, practical()).capacity == "practical"
        assert months.is_closed(session, "2026-10")
        found = allocation.of_month(session, catalog(), "2026-10")
        assert (found.carried_by("FIL"), found.unused_total) == (usd("1000"), usd("1000"))


def test_what_nobody_measured_is_not_unused(db: Database) -> None:
    with db.session() as session:
        session.add(line("FIL", "cloud_infra", 1_000))
        session.flush()
        assert not allocation.of_month(session, practical(), "2026-10").unused_total


def half_idle() -> Catalog:
    """NET could serve 100, FIL and ERP say nothing of what they could."""
    stock = practical()
    free = {key: replace(stock.services[key], practical_capacity=None) for key in ("FIL", "ERP")}
    net = replace(stock.services["NET"], practical_capacity=100)
    return replace(stock, services={**stock.services, **free, "NET": net})


def met(session: Session, quantity: int) -> None:
    """Store how much of the network was used, as its meter says."""
    row = Usage(
        month="2026-10", unit="CC-900", service="NET", tier="", quantity=Decimal(quantity), source="meter"
    )
    session.add(row)
    session.flush()


def test_a_supporting_service_hands_on_what_was_used_of_it(db: Database) -> None:
    with db.session() as session:
        complete(session)  # NET costs 4,000, three quarters of it ERP's
        before = allocation.of_month(session, half_idle(), "2026-10")
        assert before.idle == {}  # nobody measured it
        met(session, 50)
        found = allocation.of_month(session, half_idle(), "2026-10")
        assert (found.unused_of("NET"), found.of("ERP")) == (usd("2000"), usd("23500"))
        assert found.whole == before.whole == usd("27000")
        assert months.missing(session, half_idle(), "2026-10") == ()

        close(session, half_idle())
        assert months.disturbed(session) == {}
        closed = allocation.of_month(session, catalog(), "2026-10")
        assert (closed.unused_of("NET"), closed.of("ERP")) == (usd("2000"), usd("23500"))
        assert closed.whole == usd("27000")


def test_more_than_all_of_it_is_no_less_than_nothing_unused(db: Database) -> None:
    with db.session() as session:
        complete(session)
        met(session, 120)
        assert allocation.of_month(session, half_idle(), "2026-10").idle == {}


def test_without_practical_capacity_all_of_it_is_handed_on(db: Database) -> None:
    with db.session() as session:
        complete(session)
        met(session, 50)
        stock = half_idle()
        stock = replace(stock, company=replace(stock.company, costing=Costing(capacity="used")))
        assert allocation.of_month(session, stock, "2026-10").unused_total == usd("0")
