"""Money is rounded once, half up away from zero, and splits lose nothing."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money import Money, split, total

currencies = st.sampled_from(["USD", "JPY", "KWD"])
factors = (
    st.fractions(-1000, 1000, max_denominator=10**6)
    | st.integers(-999, 999)
    | st.decimals(-999, 999, places=4)
)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1.005", "USD", 101),
        ("-1.005", "USD", -101),
        ("1.0049999999999999999999999999999999", "USD", 100),
        ("2.5", "JPY", 3),
        ("1.2345", "KWD", 1235),
        (7, "USD", 700),
        (Fraction(1, 3), "USD", 33),
    ],
)
def test_an_amount_is_rounded_half_up(amount: str | int | Fraction, currency: str, minor: int) -> None:
    assert Money.of(amount, currency).minor == minor


@given(st.integers(-(10**15), 10**15), factors, currencies)
def test_a_product_is_rounded_once(minor: int, factor: Fraction | int | Decimal, currency: str) -> None:
    exactly = minor * Fraction(factor)
    found = (Money(minor, currency) * factor).minor
    assert abs(exactly - found) <= Fraction(1, 2)
    if abs(exactly - found) == Fraction(1, 2):
        assert abs(found) > abs(exactly)


@given(st.decimals(-(10**9), 10**9, places=6), currencies)
def test_a_decimal_becomes_the_nearest_amount(amount: Decimal, currency: str) -> None:
    cent = {"USD": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.001")}[currency]
    assert Money.of(amount, currency).amount == amount.quantize(cent, ROUND_HALF_UP)


@given(
    st.integers(-(10**12), 10**12), st.dictionaries(st.text(max_size=4), st.integers(0, 10**6), min_size=1)
)
def test_parts_add_up_to_the_whole(minor: int, weights: dict[str, int]) -> None:
    if not any(weights.values()):
        with pytest.raises(ValueError, match="nothing to split by"):
            split(Money(minor, "USD"), weights)
        return
    parts = split(Money(minor, "USD"), weights)
    assert total(list(parts.values()), "USD").minor == minor
    for key, weight in weights.items():
        assert abs(parts[key].minor - Fraction(minor * weight, sum(weights.values()))) < 1
