"""What the rate card brings in beside cost: the worked month, and the price that would have broken even."""

from decimal import Decimal

import pytest

from bot.cost import recovery
from bot.cost.lines import CostLine
from bot.cost.recovery import Recovery
from bot.cost.usage import Usage
from bot.db import Database
from bot.money import Money, total
from tests.value.calder import catalog, usd


def of(cost: str, price: str, units: str) -> Recovery:
    return Recovery("ERP", "ERP", usd(cost), usd(price) * Decimal(units), Decimal(units))


@pytest.mark.parametrize(
    ("cost", "price", "units", "recovered", "over", "each"),
    [
        ("91470", "370", "250", "92500", "1030", "365.8800"),
        ("46930", "385", "120", "46200", "-730", "391.0833"),
        ("31600", "64", "500", "32000", "400", "63.2000"),
    ],
)
def test_over_and_under_recovery(
    cost: str, price: str, units: str, recovered: str, over: str, each: str
) -> None:
    found = of(cost, price, units)
    assert (found.recovered, found.over, found.unit_cost) == (usd(recovered), usd(over), Decimal(each))


@pytest.mark.parametrize(
    ("units", "recovered", "over", "revised"),
    [("500", "21000", "0", "42.00"), ("540", "22680", "1680", "38.89"), ("460", "19320", "-1680", "45.65")],
)
def test_more_use_lowers_the_rate(units: str, recovered: str, over: str, revised: str) -> None:
    found = of("21000", "42", units)  # the pattern of mass.gov, FY14
    assert (found.recovered, found.over, found.revised) == (usd(recovered), usd(over), usd(revised))


def test_without_use_nothing_breaks_even() -> None:
    found = of("21000", "42", "0")
    assert (found.revised, found.unit_cost, found.over) == (None, None, usd("-21000"))


def test_a_months_services_from_rows(db: Database) -> None:
    with db.session() as session:
        assert recovery.of_month(session, catalog(), "2026-10") == ()
        session.add_all(
            [
                CostLine(month="2026-10", service="ERP", category="software", minor=25_000_00),
                CostLine(month="2026-10", service="NET", category="hardware", minor=4_000_00),
                Usage(
                    month="2026-10",
                    unit="CC-100",
                    service="ERP",
                    tier="Standard",
                    quantity=Decimal(100),
                    source="meter",
                ),
                Usage(
                    month="2026-10",
                    unit="CC-500",
                    service="ERP",
                    tier="Extended hours",
                    quantity=Decimal(50),
                    source="meter",
                ),
            ]
        )
        session.flush()
        erp, files = sorted(recovery.of_month(session, catalog(), "2026-10"), key=lambda each: each.service)
        assert (erp.cost, erp.recovered, erp.units) == (usd("28000"), usd("26750"), Decimal(150))
        assert (erp.over, files.over) == (usd("-1250"), usd("-1000"))
        assert total([erp.cost, files.cost], "USD") == Money(2_900_000, "USD")
