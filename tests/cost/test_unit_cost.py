"""Unit cost, showback and the difference from plan, by the worked examples."""

from decimal import Decimal

import pytest

from bot.cost.unit_cost import at_rate_card, showback, unit_cost, variance
from bot.money import Money


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


@pytest.mark.parametrize(
    ("cost", "units", "each"),
    [("91470", "250", "365.8800"), ("46930", "120", "391.0833"), ("31600", "500", "63.2000")],
)
def test_a_unit_costs_its_part_of_the_whole(cost: str, units: str, each: str) -> None:
    assert unit_cost(usd(cost), Decimal(units)) == Decimal(each)


def test_without_use_there_is_no_unit_cost() -> None:
    assert unit_cost(usd("100"), Decimal(0)) is None


def users(**units: int) -> dict[str, dict[str, Decimal]]:
    return {unit: {"Standard": Decimal(n)} for unit, n in units.items()}


@pytest.mark.parametrize(
    ("cost", "used", "parts"),
    [
        ("91470", users(Finance=60, Operations=150, Sales=40), ["21952.80", "54882.00", "14635.20"]),
        ("46930", users(Finance=20, Operations=10, Sales=90), ["7821.67", "3910.83", "35197.50"]),
        ("31600", users(Finance=150, Operations=200, Sales=150), ["9480.00", "12640.00", "9480.00"]),
        ("100", users(a=1, b=1, c=1), ["33.34", "33.33", "33.33"]),
    ],
)
def test_showback_follows_use(cost: str, used: dict[str, dict[str, Decimal]], parts: list[str]) -> None:
    shown = showback(usd(cost), used, {"Standard": usd("370")})
    assert [str(part.amount) for part in shown.values()] == parts


def test_a_dearer_tier_carries_more_of_the_cost() -> None:
    # 10 x 18 + 10 x 62 = 800 price units; Archive's 180 of them carry 180/800 of 1,000.
    used = {"CC-100": {"Archive": Decimal(10)}, "CC-500": {"Standard": Decimal(10)}}
    shown = showback(usd("1000"), used, {"Archive": usd("18"), "Standard": usd("62")})
    assert shown == {"CC-100": usd("225"), "CC-500": usd("775")}


def test_free_use_is_shared_by_plain_units() -> None:
    used = {"CC-100": {"First advice": Decimal(3)}, "CC-500": {"First advice": Decimal(1)}}
    shown = showback(usd("400"), used, {"First advice": usd("0")})
    assert shown == {"CC-100": usd("300"), "CC-500": usd("100")}


def test_unused_cost_is_nobodys() -> None:
    assert showback(usd("400"), {}, {}) == {}
    assert showback(usd("400"), {"CC-100": {"Standard": Decimal(0)}}, {}) == {}


def test_charge_is_price_times_units() -> None:
    used = {"Standard": Decimal(60), "Premium": Decimal("2.5"), "Unpriced": Decimal(9)}
    assert at_rate_card(used, {"Standard": usd("370"), "Premium": usd("10")}, "USD") == usd("22225")


@pytest.mark.parametrize(
    ("planned", "price", "used", "cost", "volume", "rest"),
    [
        ("500", "42", "540", "23490", "1680", "810"),  # mailbox
        ("250", "370", "244", "90280", "-2220", "0"),  # ERP
        ("64", "200", "72", "13500", "1600", "-900"),  # storage
        ("0", "640", "1", "655", "640", "15"),  # a site that is new
        ("12", "18", "0", "0", "-216", "0"),  # fax line, retired
        ("100", "10", "90", "810", "-100", "-90"),  # justaaa.com 227084
    ],
)
def test_difference_from_plan_has_two_causes(
    planned: str, price: str, used: str, cost: str, volume: str, rest: str
) -> None:
    found = variance(
        {"Standard": Decimal(planned)}, {"Standard": Decimal(used)}, {"Standard": usd(price)}, usd(cost)
    )
    assert (found.volume, found.price) == (usd(volume), usd(rest))


def test_what_was_never_priced_is_new() -> None:
    found = variance({}, {"Standard": Decimal(3)}, {}, usd("90"))
    assert (found.volume, found.price) == (usd("90"), usd("0"))
