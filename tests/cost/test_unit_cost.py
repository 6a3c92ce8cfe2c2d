"""Unit cost, showback and the difference from plan, by the worked examples."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import money
from bot.catalog import Catalog, Tier
from bot.catalog.service import PriceFrom
from bot.cost.unit_cost import at_rate_card, prices_of, showback, three_way, unit_cost, variance
from bot.money import Money, total


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


def test_what_is_given_back_as_much_as_used_leaves_cost_where_it_is() -> None:
    back = {"CC-100": {"S": Decimal(5)}, "CC-200": {"S": Decimal(-5)}}
    assert showback(usd("10"), back, {}) == {}


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


PLANNED_AND_ACTUAL = (  # W2: planned units and price, actual units and price
    ("500", "42", "540", "43.50"),  # collaboration mailbox
    ("250", "370", "244", "370"),  # ERP named user
    ("64", "200", "72", "187.50"),  # storage TB
    ("0", "640", "1", "655"),  # site connectivity, new
    ("12", "18", "0", "18"),  # fax line, retired
)


def split(planned: str, price: str, used: str, paid: str) -> tuple[Money, Money, Money]:
    cost = usd(str(Decimal(used) * Decimal(paid)))
    found = variance(
        {"Standard": Decimal(planned)}, {"Standard": Decimal(used)}, {"Standard": usd(price)}, cost
    )
    return found.volume, found.price, cost - usd(str(Decimal(planned) * Decimal(price)))


def test_all_services_together_differ_by_the_sum_of_both_causes() -> None:
    volumes, prices, whole = zip(*(split(*row) for row in PLANNED_AND_ACTUAL), strict=True)
    assert (total(volumes, "USD"), total(prices, "USD")) == (usd("1484"), usd("-75"))
    assert total(whole, "USD") == usd("1409")


@pytest.mark.parametrize(
    ("planned", "price", "used", "cost", "volume", "pure", "joint"),
    [
        ("500", "42", "540", "23490", "1680", "750", "60"),  # mailbox
        ("64", "200", "72", "13500", "1600", "-800", "-100"),  # storage
        ("0", "640", "1", "655", "640", "0", "15"),
        ("12", "18", "0", "0", "-216", "0", "0"),
    ],
)
def test_what_both_causes_did_together_can_be_told_apart(
    planned: str, price: str, used: str, cost: str, volume: str, pure: str, joint: str
) -> None:
    found = three_way(
        {"Standard": Decimal(planned)}, {"Standard": Decimal(used)}, {"Standard": usd(price)}, usd(cost)
    )
    assert (found.volume, found.price, found.joint) == (usd(volume), usd(pure), usd(joint))


cents_ = st.integers(0, 10**7).map(lambda minor: Money(minor, "USD"))
counts = st.dictionaries(st.sampled_from(["Basic", "Plus", "New"]), st.integers(0, 500).map(Decimal))


@given(counts, counts, cents_, cents_, cents_)
def test_causes_always_add_up(
    planned: dict[str, Decimal], used: dict[str, Decimal], basic: Money, plus: Money, cost: Money
) -> None:
    prices = {"Basic": basic, "Plus": plus}
    whole = cost - at_rate_card(planned, prices, "USD")
    two, three = variance(planned, used, prices, cost), three_way(planned, used, prices, cost)
    assert two.volume + two.price == three.volume + three.price + three.joint == whole


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 999), min_size=1), cents_)
def test_showback_gives_out_all_of_it(units: dict[str, int], cost: Money) -> None:
    shown = showback(cost, users(**units), {"Standard": usd("1")})
    assert shown == {} if not any(units.values()) else total(list(shown.values()), "USD") == cost


@pytest.mark.parametrize(
    ("weights", "parts"),
    [  # FinOps Foundation, shared costs (CC BY 4.0): 12,000 of support over three teams
        ({"Engineering": 20, "Marketing": 30, "Sales": 50}, ["2400", "3600", "6000"]),
        ({"Engineering": 1, "Marketing": 1, "Sales": 1}, ["4000", "4000", "4000"]),
        ({"Engineering": 25, "Marketing": 30, "Sales": 45}, ["3000", "3600", "5400"]),
    ],
)
def test_cost_without_a_driver_is_shared_in_proportion_evenly_or_by_fixed_parts(
    weights: dict[str, int], parts: list[str]
) -> None:
    assert list(money.split(usd("12000"), weights).values()) == [usd(part) for part in parts]


def test_a_price_holds_from_the_first_of_the_month(sample_catalog: Catalog) -> None:
    level = Tier(
        service="ERP",
        name="Standard",
        rank=1,
        hours=sample_catalog.tier("ERP", "Standard").hours,
        price=usd("165"),
        included="All of it",
        prices=(PriceFrom(usd("165")), PriceFrom(usd("180"), date(2026, 10, 2))),
    )
    erp = replace(sample_catalog.service("ERP"), tiers=(level,))
    assert prices_of(erp, "2026-10") == {"Standard": usd("165")}
    assert prices_of(erp, "2026-11") == {"Standard": usd("180")}


def test_what_was_never_priced_is_new() -> None:
    found = variance({}, {"Standard": Decimal(3)}, {}, usd("90"))
    assert (found.volume, found.price) == (usd("90"), usd("0"))
