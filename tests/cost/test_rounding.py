"""A table of cents adds up down and across, and each cent is next to the exact amount."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.cost.rounding import to_the_cent
from bot.cost.solving import BITS

KEYS = ("", "COL", "CRM", "ERP", "POS")
weights = st.lists(st.integers(0, 997), min_size=len(KEYS), max_size=len(KEYS)).filter(any)
columns = st.lists(st.tuples(st.integers(-(10**6), 10**6), weights), min_size=1, max_size=6)


def table(drawn: list[tuple[int, list[int]]]) -> dict[str, list[Fraction]]:
    """Share each column's whole out by its weights."""
    return {
        key: [Fraction(whole * parts[at], sum(parts)) for whole, parts in drawn]
        for at, key in enumerate(KEYS)
    }


def rounded(drawn: list[tuple[int, list[int]]]) -> dict[str, list[int]]:
    exactly = {
        key: [one.numerator * 2**BITS // one.denominator for one in row] for key, row in table(drawn).items()
    }
    return to_the_cent(exactly, [whole for whole, _ in drawn])


@given(columns)
def test_every_column_adds_up_and_every_cell_is_next_to_the_truth(
    drawn: list[tuple[int, list[int]]],
) -> None:
    found, exactly = rounded(drawn), table(drawn)
    for at, (whole, _) in enumerate(drawn):
        assert sum(row[at] for row in found.values()) == whole
    assert all(
        abs(cent - one) < 1 for key in KEYS for cent, one in zip(found[key], exactly[key], strict=True)
    )


def test_a_rows_total_is_rounded_as_if_it_stood_alone() -> None:
    # Thirds in three columns: each column alone would give its cent to the same row.
    drawn = [(1, [1, 1, 1, 0, 0])] * 3
    found = rounded(drawn)
    assert {key: sum(row) for key, row in found.items()} == {"": 1, "COL": 1, "CRM": 1, "ERP": 0, "POS": 0}


@given(st.lists(st.tuples(st.integers(0, 10**6), weights), min_size=2, max_size=2))
def test_totals_are_near_even_where_two_columns_disagree(drawn: list[tuple[int, list[int]]]) -> None:
    found, exactly = rounded(drawn), table(drawn)
    assert all(abs(sum(found[key]) - sum(exactly[key], Fraction())) < 2 for key in KEYS)
