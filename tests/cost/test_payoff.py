"""Business cases: every figure of the worked example W5, and what holds for any plan."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.cost import payoff
from bot.cost.payoff import Plan
from bot.money import Money

USD = "USD"
CENT = Decimal("0.01")


def usd(amount: str | int | Decimal) -> Money:
    return Money.of(amount, USD)


# W5: Customer relationship system, Standard -> Premium, 120 users

HOURS = 12 * 260
EXTRA = usd("14.00") * 120 * 12
DOWNTIME = usd(1900) * payoff.downtime_avoided(HOURS, Decimal("0.995"), Decimal("0.999"))
FASTER = payoff.time_worth(30 * 12 * 3, usd(45), Decimal("0.25"))
W5 = Plan(DOWNTIME + FASTER, EXTRA, usd(6000), years=3, discount=Decimal("0.08"))


def test_w5_inputs() -> None:
    assert usd("20160.00") == EXTRA
    assert HOURS == 3120
    assert payoff.downtime(HOURS, Decimal("0.995")) == Fraction("15.60")
    assert payoff.downtime(HOURS, Decimal("0.999")) == Fraction("3.12")
    assert payoff.downtime_avoided(HOURS, Decimal("0.995"), Decimal("0.999")) == Fraction("12.48")
    assert usd("23712.00") == DOWNTIME
    assert usd("12150.00") == FASTER
    assert usd("35862.00") == W5.benefit


W5_TABLE = [
    ("as claimed", Fraction(1), "35862.00", "15702.00", "4.59", "34465.58", "61.8", "255.9"),
    ("risk-adjusted", Fraction("0.7"), "25103.40", "4943.40", "14.56", "6739.62", "13.3", "63.6"),
    ("downtime only", Fraction(23712, 35862), "23712.00", "3552.00", "20.27", "3153.85", "7.0", "35.3"),
    ("break-even", payoff.break_even(W5), "22488.20", "2328.20", "30.93", "0.00", "1.5", "8.0"),
]


@pytest.mark.parametrize(
    ("share", "benefit", "net", "payback", "npv", "roi", "irr"),
    [row[1:] for row in W5_TABLE],
    ids=[row[0] for row in W5_TABLE],
)
def test_w5_table(
    share: Fraction, benefit: str, net: str, payback: str, npv: str, roi: str, irr: str
) -> None:
    found = payoff.outlook(W5, share)
    assert found.payback is not None
    assert found.roi is not None
    assert found.irr is not None
    assert (found.benefit, found.net, found.npv) == (usd(benefit), usd(net), usd(npv))
    assert round(found.payback, 2) == Fraction(payback)
    assert round(found.roi * 100, 1) == Fraction(roi)
    assert round(found.irr * 100, 1) == Decimal(irr)


def test_w5_shares() -> None:
    even = payoff.break_even(W5)
    assert even is not None
    assert round(even * 100, 2) == Fraction("62.71")
    assert round(Fraction(23712, 35862) * 100, 2) == Fraction("66.12")


def test_w5_cash_by_year() -> None:
    assert payoff.cash(W5) == [usd(-6000), usd(9702), usd(25404), usd(41106)]
    assert payoff.cash(W5, Decimal("0.7")) == [usd(-6000), usd("-1056.60"), usd("3886.80"), usd("8830.20")]


def test_what_brings_less_than_it_costs_is_never_paid_back() -> None:
    poor = payoff.outlook(replace(W5, benefit=EXTRA))
    assert (poor.net, poor.payback, poor.irr) == (usd(0), None, None)
    assert poor.npv == usd(-6000)


def test_without_a_one_off_it_pays_at_once_and_has_no_rate_of_return() -> None:
    found = payoff.outlook(replace(W5, one_off=usd(0)))
    assert found.payback == 0
    assert found.irr is None


def test_what_returns_less_than_was_put_in_has_a_rate_below_zero() -> None:
    found = payoff.outlook(Plan(usd(1000), usd(0), usd(6000), years=3, discount=Decimal("0.08")))
    assert found.irr is not None
    assert -1 < found.irr < 0


def test_a_case_that_costs_nothing_has_no_return_on_it() -> None:
    assert payoff.outlook(Plan(usd(5), usd(0), usd(0), years=1, discount=Decimal(0))).roi is None


def test_without_a_benefit_nothing_breaks_even() -> None:
    assert payoff.break_even(replace(W5, benefit=usd(0))) is None


@pytest.mark.parametrize(
    "wrong", [{"years": 0}, {"discount": Decimal(-1)}, {"one_off": usd(-1)}], ids=lambda one: next(iter(one))
)
def test_what_is_no_plan_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a case looks ahead"):
        replace(W5, **wrong)  # type: ignore[arg-type]


# Whatever the figures are

AMOUNTS = st.integers(0, 10**9).map(lambda minor: Money(minor, USD))
RATES = st.decimals(Decimal(0), Decimal("0.5"), places=4)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    return Plan(
        draw(AMOUNTS), draw(AMOUNTS), draw(AMOUNTS), years=draw(st.integers(1, 10)), discount=draw(RATES)
    )


@given(plans(), RATES, RATES)
def test_value_falls_with_the_discount(plan: Plan, one: Decimal, other: Decimal) -> None:
    assume(plan.benefit >= plan.cost)
    low, high = sorted((one, other))
    assert payoff.npv(plan, discount=high) <= payoff.npv(plan, discount=low)


@given(plans())
def test_at_its_rate_of_return_a_plan_is_worth_nothing(plan: Plan) -> None:
    rate = payoff.outlook(plan).irr
    assert (rate is not None) == (plan.benefit > plan.cost and bool(plan.one_off))
    if rate is not None:
        assert payoff.npv(plan, discount=rate) == usd(0)


@given(plans())
def test_at_break_even_a_plan_is_worth_nothing(plan: Plan) -> None:
    share = payoff.break_even(plan)
    assume(share is not None)
    assert share is not None
    assert payoff.npv(plan, share) == usd(0)


@given(plans(), st.integers(1, 1000))
def test_a_plan_so_many_times_as_large_has_the_same_rates_and_so_many_times_the_money(
    plan: Plan, times: int
) -> None:
    large = replace(plan, benefit=plan.benefit * times, cost=plan.cost * times, one_off=plan.one_off * times)
    small, found = payoff.outlook(plan), payoff.outlook(large)
    assert (found.payback, found.roi, found.irr) == (small.payback, small.roi, small.irr)
    assert payoff.break_even(large) == payoff.break_even(plan)
    assert found.net == small.net * times
    assert abs((found.npv - small.npv * times).amount) <= times * CENT / 2 + CENT


@given(plans())
def test_cash_begins_with_the_one_off_and_grows_by_the_net_of_each_year(plan: Plan) -> None:
    path = payoff.cash(plan)
    steps = {after - before for before, after in pairwise(path)}
    assert path[0] == -plan.one_off
    assert steps == {payoff.outlook(plan).net}
    assert len(path) == plan.years + 1


@given(plans(), st.decimals(Decimal(0), Decimal(1), places=3))
def test_a_cautious_reader_never_sees_more(plan: Plan, share: Decimal) -> None:
    assert payoff.npv(plan, share) <= payoff.npv(plan)
