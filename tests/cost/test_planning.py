"""Driver-based budget and what-if, by the worked example, and what always holds."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import now
from bot.cost import planning
from bot.cost.budget import BudgetLine
from bot.cost.drivers import DriverLevel, Levels
from bot.cost.exchange import Rate
from bot.cost.planning import Change, Ground, Value
from bot.cost.price_lists import Price, PriceItem, PriceList, Prices
from bot.money import Money

YEAR = [f"2027-{month:02}" for month in range(1, 13)]
NEXT = [f"2028-{month:02}" for month in range(1, 13)]
LINES = """
WAN circuit | sites | 1 | 1150.00
SD-WAN appliance lease | sites | 1 | 320.00
Wi-Fi access point support | sites | 6 | 14.00
Hardware support contract, site kit | sites | 1 | 210.00
Hardware support contract, servers | servers | 1 | 85.00
Field engineering | sites | 0.08 | 8000.00
Productivity suite licence | employees | 1 | 36.00
Endpoint management | devices | 1 | 7.50
Service desk contact | employees | 0.9 | 18.50
Repair-order transaction | transactions | 1 | 0.002
Data centre floor and power | | 1 | 14000.00
"""
LEVELS = {"sites": 12, "servers": 40, "employees": 600, "devices": 680, "transactions": 450_000}
SITE = Change(
    "2027-07",
    {"sites": Decimal(1), "employees": Decimal(6), "devices": Decimal(10)},
    one_off=Decimal(9800),
)


def usd(amount: str | Decimal) -> Money:
    return Money.of(amount, "USD")


def lines() -> list[BudgetLine]:
    cells = [[cell.strip() for cell in line.split("|")] for line in LINES.strip().splitlines()]
    return [
        BudgetLine(
            fiscal_year=2027, name=name, category="other", driver=driver or None, per_driver=Decimal(per),
            vendor="Acme", sku=name,
        )
        for name, driver, per, _ in cells
    ]  # fmt: skip


def price_list(number: int, since: date, factors: dict[str, str]) -> tuple[PriceList, list[PriceItem]]:
    version = PriceList(id=number, vendor="Acme", version=str(number), effective_from=since, at=now())
    cells = [[cell.strip() for cell in line.split("|")] for line in LINES.strip().splitlines()]
    items = [
        PriceItem(
            list_id=number, sku=name, currency="USD",
            price=Decimal(price) * next((Decimal(f) for start, f in factors.items() if name.startswith(start)), 1),
        )
        for name, _, _, price in cells
    ]  # fmt: skip
    return version, items


RISES = {"Productivity suite": "1.08", "Hardware support": "1.12"}
OLD, NEW = price_list(1, date(2026, 1, 1), {}), price_list(2, date(2027, 4, 1), RISES)
LIST = Change("2027-04", prices={("Acme", item.sku): Price(item.price) for item in NEW[1]})


def levels(rows: dict[str, int], unit: str = "") -> Levels:
    known = [
        DriverLevel(driver=name, month="2026-01", unit=unit, level=Decimal(n)) for name, n in rows.items()
    ]
    return Levels(known)


def ground(rows: Sequence[BudgetLine] | None = None) -> Ground:
    return Ground(lines() if rows is None else rows, levels(LEVELS), Prices([OLD[0]], OLD[1]), "USD")


def shown(amounts: Sequence[Money | None]) -> list[str]:
    return [f"{amount.amount:,}" for amount in amounts if amount is not None]


def test_the_budget_is_level_by_quantity_by_price() -> None:
    budget = ground()
    months = [budget.span(line, YEAR[:1]) for line in budget.lines]
    assert shown(months) == [
        "13,800.00", "3,840.00", "1,008.00", "2,520.00", "3,400.00", "7,680.00", "21,600.00", "5,100.00",
        "9,990.00", "900.00", "14,000.00",
    ]  # fmt: skip
    assert budget.whole(YEAR[:1]) == usd("83838.00")
    assert budget.whole(YEAR) == usd("1006056.00")
    assert budget.unknown(YEAR) == []


def test_one_more_of_each_driver_has_its_price() -> None:
    assert ground().marginal("2027-01") == {
        "sites": Fraction(2404),
        "servers": Fraction(85),
        "employees": Fraction("52.65"),
        "devices": Fraction("7.5"),
        "transactions": Fraction("0.002"),
    }


def test_a_site_a_new_list_and_both_to_the_cent() -> None:
    found = planning.compare(ground(), YEAR, [SITE, LIST])
    site, list_ = found.each
    assert shown(site.lines) == [
        "6,900.00", "1,920.00", "504.00", "1,260.00", "0.00", "3,840.00", "1,296.00", "450.00", "599.40",
        "0.00", "0.00",
    ]  # fmt: skip
    assert shown(list_.lines) == [
        "0.00", "0.00", "0.00", "2,721.60", "3,672.00", "0.00", "15,552.00", "0.00", "0.00", "0.00", "0.00",
    ]  # fmt: skip
    assert shown(found.together.lines) == [
        "6,900.00", "1,920.00", "504.00", "4,132.80", "3,672.00", "3,840.00", "16,951.68", "450.00", "599.40",
        "0.00", "0.00",
    ]  # fmt: skip
    recurring = [each.recurring for each in (site, list_, found.together)]
    assert shown(recurring) == ["16,769.40", "21,945.60", "38,969.88"]
    assert shown([each.whole for each in (site, list_, found.together)]) == [
        "26,569.40", "21,945.60", "48,769.88",
    ]  # fmt: skip
    assert found.interaction == usd("254.88")


def test_an_applied_list_costs_what_it_was_said_to_cost() -> None:
    applied = Ground(lines(), levels(LEVELS), Prices([OLD[0], NEW[0]], [*OLD[1], *NEW[1]]), "USD")
    assert applied.whole(YEAR) - ground().whole(YEAR) == usd("21945.60")


def test_a_full_year_of_the_site_at_old_prices() -> None:
    assert planning.run_rate(ground(), "2027-07", SITE) == usd("33538.80")


def test_next_year_by_drivers_beside_last_year_and_five_per_cent() -> None:
    by_drivers = ground().whole(NEXT, [SITE, LIST])
    shortcut = planning.extended(usd("754542.00"), 9)
    assert by_drivers == usd("1069365.36")
    assert shortcut == usd("1056358.80")
    assert by_drivers - shortcut == usd("13006.56")
    with pytest.raises(ValueError, match="nothing was spent"):
        planning.extended(usd("0"), 0)


def test_the_value_side_and_the_break_even() -> None:
    value = Value(Decimal(900), Decimal(1900), Decimal("0.3"), other=Decimal(312_000))
    found = planning.weigh(value, usd("33538.80"))
    assert found.cost == usd("345538.80")
    assert found.it_share is not None
    assert round(found.it_share * 100, 2) == Decimal("9.71")
    assert found.protected == usd("513000")
    assert found.net == usd("167461.20")
    assert found.break_even is not None
    assert round(found.break_even * 100, 2) == Decimal("20.21")


def test_the_cost_only_view_sees_the_opposite() -> None:
    before = planning.per_thousand(usd("83838.00"), Decimal(450_000))
    after = planning.per_thousand(usd("83838.00") + usd("2794.90"), Decimal(450_000))
    assert (before, after) == (usd("186.31"), usd("192.52"))
    assert planning.per_thousand(usd("1"), Decimal(0)) is None


def test_with_nobody_at_stake_there_is_no_break_even() -> None:
    assert planning.weigh(Value(Decimal(0), Decimal(0), Decimal(0)), usd("0")).break_even is None


def test_what_nobody_said_is_named_and_not_nothing() -> None:
    strange = [
        BudgetLine(fiscal_year=2027, name="Vans", category="other", driver="vans", unit_price=Decimal(9)),
        BudgetLine(fiscal_year=2027, name="Sundry", category="other", vendor="Acme", sku="no such"),
    ]
    budget = ground([*lines(), *strange])
    assert [line.name for line in budget.unknown(YEAR)] == ["Vans", "Sundry"]
    assert budget.whole(YEAR) == usd("1006056.00")
    assert planning.compare(budget, YEAR, [SITE]).base[-1] is None


def test_a_line_counts_only_in_its_months() -> None:
    line = BudgetLine(
        fiscal_year=2027, name="Pilot", category="other", unit_price=Decimal(10), from_month="2027-03",
        until_month="2027-05",
    )  # fmt: skip
    assert ground([line]).whole(YEAR) == usd("20")


def test_another_currency_needs_a_dated_rate() -> None:
    version = PriceList(id=1, vendor="Acme", version="1", effective_from=date(2026, 1, 1), at=now())
    item = PriceItem(list_id=1, sku="x", price=Decimal(100), currency="EUR")
    rate = Rate(currency="EUR", since=date(2026, 6, 1), rate=Decimal("1.1"))
    prices = Prices([version], [item], [rate])
    assert prices.at("Acme", "x", "2026-05") is None
    found = prices.at("Acme", "x", "2026-06")
    assert found is not None
    assert (found.price, found.asked, found.rate_since) == (Decimal("110.0"), Decimal(100), date(2026, 6, 1))


def test_the_company_is_the_sum_of_its_units_until_somebody_says_otherwise() -> None:
    rows = [
        DriverLevel(driver="sites", month="2026-07", unit="A", level=Decimal(3)),
        DriverLevel(driver="sites", month="2026-09", unit="A", level=Decimal(4)),
        DriverLevel(driver="sites", month="2026-07", unit="B", level=Decimal(1)),
        DriverLevel(driver="servers", month="2026-07", level=Decimal(40)),
    ]
    known = Levels(rows)
    assert [known.at("sites", month) for month in ("2026-06", "2026-08", "2026-10")] == [None, 4, 5]
    assert known.of("A").at("sites", "2026-08") == 3
    assert known.of("A").at("servers", "2026-08") is None
    assert known.of("A").names == ["sites"]
    whole = Levels([*rows, DriverLevel(driver="sites", month="2026-10", level=Decimal(9))])
    assert [whole.at("sites", month) for month in ("2026-08", "2026-10")] == [4, 9]


MONTHS = st.sampled_from(YEAR)
COUNTS = st.integers(-5, 50).map(Decimal)
PRICES = st.decimals(0, 5000, places=3)
ADDED = st.builds(Change, MONTHS, st.dictionaries(st.sampled_from(sorted(LEVELS)), COUNTS))
DEARER = st.builds(
    Change,
    MONTHS,
    prices=st.dictionaries(st.sampled_from([line.priced_as for line in lines()]), PRICES.map(Price)),
    one_off=PRICES,
)


@given(st.lists(ADDED, max_size=3), DEARER)
def test_the_order_of_changes_does_not_matter_and_the_columns_add_up(
    added: list[Change], dearer: Change
) -> None:
    changes = [*added, dearer]
    found, turned = (planning.compare(ground(), YEAR, each) for each in (changes, changes[::-1]))
    assert found.together == turned.together
    assert found.interaction == turned.interaction
    alone = sum((each.recurring for each in found.each), Money.zero("USD"))
    assert alone + found.interaction == found.together.recurring
    assert found.budgeted + found.together.recurring == ground().whole(YEAR, changes)


@given(ADDED)
def test_what_changes_nothing_costs_nothing_and_a_change_costs_its_marginal(change: Change) -> None:
    each = ground().marginal("2027-01")
    exact = sum((each[name] * Fraction(n) for name, n in change.levels.items()), Fraction())
    found = planning.effect(ground(), [change.from_month], [change])
    assert abs(found.recurring.minor - exact * 100) <= len(found.lines)  # a half cent for each line, twice
    assert planning.effect(ground(), YEAR, []).whole == usd("0")
