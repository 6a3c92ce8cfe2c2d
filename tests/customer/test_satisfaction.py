"""Every figure comes from the worked examples, or holds for all shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.customer import satisfaction
from bot.customer.satisfaction import Share

ALPHA = 0.05


def known(successes: int, n: int) -> Share:
    found = satisfaction.share(successes, n)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 5, 0.00, 43.45),
        (3, 3, 43.85, 100.00),
        (4, 5, 37.55, 96.38),
        (8, 10, 49.02, 94.33),
        (9, 10, 59.58, 98.21),
        (18, 20, 69.90, 97.21),
        (42, 50, 71.49, 91.66),
        (45, 50, 78.64, 95.65),
        (180, 200, 85.06, 93.43),
        (900, 1000, 87.98, 91.71),
        (668, 1681, 37.42, 42.10),
        (6, 40, 7.06, 29.07),
    ],
)
def test_wilson_range(successes: int, n: int, low: float, high: float) -> None:
    found = known(successes, n)
    assert (found.low * 100, found.high * 100) == pytest.approx((low, high), abs=0.006)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (200, 400, 45.1, 54.9),
        (302, 765, 36.1, 43.0),
        (96, 239, 34.2, 46.5),
        (70, 277, 20.5, 30.7),
    ],
    ids=["Tower", "Apartment", "Atrium", "Terrace"],
)
def test_wilson_range_of_the_tenants_by_type(successes: int, n: int, low: float, high: float) -> None:
    """Copenhagen housing survey (Madsen 1976), as W4 has it: to a tenth of a point."""
    found = known(successes, n)
    assert (found.low * 100, found.high * 100) == pytest.approx((low, high), abs=0.051)


def test_three_of_three_ranks_below_eighteen_of_twenty() -> None:
    assert known(3, 3).value > known(18, 20).value
    assert known(3, 3).low < known(18, 20).low


def test_nobody_answered_is_not_measured() -> None:
    assert satisfaction.share(0, 0) is None
    assert satisfaction.csat([]) is None
    assert satisfaction.nps([]) is None


def test_impossible_share_is_refused() -> None:
    with pytest.raises(ValueError, match="6 of 5"):
        satisfaction.share(6, 5)


def test_only_four_and_five_are_satisfied() -> None:
    found = satisfaction.csat([1, 2, 3, 4, 5])
    assert found is not None
    assert (found.successes, found.n) == (2, 5)


def test_fewer_than_five_answers_are_not_shown() -> None:
    assert not known(3, 4).shown
    assert known(3, 5).shown


@pytest.mark.parametrize(
    ("before", "after", "low", "high", "clear"),
    [((46, 50), (40, 50), -25.9, 1.9, False), ((184, 200), (160, 200), -18.8, -5.2, True)],
)
def test_change_between_periods(
    before: tuple[int, int], after: tuple[int, int], low: float, high: float, clear: bool
) -> None:
    found = satisfaction.change(known(*before), known(*after))
    assert found.difference * 100 == pytest.approx(-12.0)
    assert (found.low * 100, found.high * 100) == pytest.approx((low, high), abs=0.06)
    assert found.clear is clear


def test_net_promoters() -> None:
    found = satisfaction.nps([10] * 20 + [7] * 14 + [3] * 6)
    assert found is not None
    assert found.value * 100 == pytest.approx(35)
    assert found.margin * 100 == pytest.approx(22.5, abs=0.06)


def test_net_promoters_against_the_published_variance() -> None:
    found = satisfaction.nps([9, 9, 9, 8, 8, 0])
    assert found is not None
    assert found.value == pytest.approx(1 / 3)
    assert (found.margin / satisfaction.Z) ** 2 * found.n == pytest.approx(5 / 9)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_range_holds_the_share_and_stays_inside_0_and_1(drawn: tuple[int, int]) -> None:
    found = known(*drawn)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high


@given(st.integers(0, 100), st.integers(1, 100), st.integers(2, 20))
def test_more_answers_narrow_the_range(successes: int, n: int, times: int) -> None:
    few, many = known(min(successes, n), n), known(min(successes, n) * times, n * times)
    assert many.high - many.low < few.high - few.low


@given(st.integers(0, 50), st.integers(0, 50))
def test_no_change_is_never_clear(successes: int, more: int) -> None:
    same = known(successes, successes + more + 1)
    assert not satisfaction.change(same, same).clear


counted = st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counted)
def test_wilson_is_what_statsmodels_has(counts: tuple[int, int]) -> None:
    from statsmodels.stats.proportion import proportion_confint  # large, and little here needs it

    theirs = proportion_confint(*counts, alpha=ALPHA, method="wilson")
    assert (known(*counts).low, known(*counts).high) == pytest.approx(theirs, abs=1e-6)


@given(counted, counted)
def test_newcombe_is_what_statsmodels_has(before: tuple[int, int], after: tuple[int, int]) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    theirs = confint_proportions_2indep(*after, *before, method="newcomb", compare="diff", alpha=ALPHA)
    ours = satisfaction.change(known(*before), known(*after))
    assert (ours.low, ours.high) == pytest.approx(theirs, abs=1e-6)
