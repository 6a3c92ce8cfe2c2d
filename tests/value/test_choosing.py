"""The best offer for a person is worth most to them; what IT earns by it has no say."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money import Money
from bot.value.choosing import Belief, Choice, best, is_held_out, worth

DAY = date(2026, 11, 23)
amounts = st.integers(-5_000_00, 5_000_00)
choices = st.builds(
    Choice,
    name=st.text("abcdef", min_size=1, max_size=6),
    belief=st.builds(Belief.after, st.integers(0, 50), st.integers(0, 50)),
    benefit=st.none() | amounts.map(lambda minor: Money(minor, "USD")),
    difference=amounts.map(lambda minor: Money(minor, "USD")),
)


def choice(name: str, benefit: int | None, difference: int, *, yes: int = 0, no: int = 0) -> Choice:
    money = None if benefit is None else Money(benefit * 100, "USD")
    return Choice(name, Belief.after(yes, no), money, Money(difference * 100, "USD"))


def first(*given: Choice) -> str:
    return given[best(given, person="U0ANA", day=DAY, explore_percent=0).at].name


def rank(all_: list[Choice], one: Choice) -> int:
    """How many are better than this one."""
    return sum(worth(each, each.belief.mean) > worth(one, one.belief.mean) for each in all_)


def test_before_anything_is_known_fifteen_in_a_hundred_say_yes() -> None:
    assert Belief.after(0, 0).mean == pytest.approx(0.15)
    assert Belief.after(6, 34).mean == pytest.approx(7.5 / 50)
    assert Belief.after(1000, 0).mean == pytest.approx(1, abs=0.01)


def test_what_is_worth_more_comes_first() -> None:
    assert first(choice("small", 100, 50), choice("great", 900, 500)) == "great"
    assert first(choice("dear", 900, 890), choice("fair", 200, 100)) == "fair"


def test_a_likely_yes_counts() -> None:
    assert first(choice("unlikely", 200, 100, no=40), choice("likely", 200, 100, yes=20)) == "likely"


def test_what_is_not_measured_comes_after_what_is() -> None:
    assert first(choice("unknown", None, 1, yes=50), choice("known", 10, 9)) == "known"
    assert first(choice("dear", None, 500), choice("cheap", None, 5)) == "cheap"


@given(st.lists(choices, max_size=6), choices, st.integers(0, 10_000_00))
def test_a_higher_price_alone_never_raises_the_rank(others: list[Choice], one: Choice, more: int) -> None:
    dearer = replace(one, difference=one.difference + Money(more, "USD"))
    assert rank(others, dearer) >= rank(others, one)


@given(st.lists(choices, max_size=6), choices, st.integers(0, 10_000_00))
def test_a_higher_benefit_alone_never_lowers_the_rank(others: list[Choice], one: Choice, more: int) -> None:
    if one.benefit is not None:
        better = replace(one, benefit=one.benefit + Money(more, "USD"))
        assert rank(others, better) <= rank(others, one)


@given(st.lists(choices, min_size=1, max_size=6), st.integers(0, 100))
def test_it_is_always_one_of_them_and_the_same_one(given_: list[Choice], percent: int) -> None:
    chosen = [best(given_, person="U0ANA", day=DAY, explore_percent=percent) for _ in range(2)]
    assert chosen[0] == chosen[1]
    assert 0 <= chosen[0].at < len(given_)
    assert 0 <= chosen[0].chance <= 1


def test_so_many_are_chosen_to_learn_from_and_they_follow_the_belief() -> None:
    poor, good = choice("poor", None, 1, no=30), choice("good", None, 1, yes=6, no=4)
    days = [DAY + timedelta(days=each) for each in range(2000)]
    chosen = [best([poor, good], person="U0ANA", day=day, explore_percent=10) for day in days]
    explored = [each for each in chosen if each.explored]

    assert 150 <= len(explored) <= 250
    assert all(each.at == 1 for each in chosen if not each.explored)
    assert Counter(each.at for each in explored)[1] > 0.9 * len(explored)
    even = [
        best([good, replace(good, name="other")], person=str(at), day=DAY, explore_percent=100)
        for at in range(500)
    ]
    assert 200 <= Counter(each.at for each in even)[0] <= 300


@pytest.mark.parametrize(("percent", "least", "most"), [(0, 0, 0), (10, 850, 1150), (100, 10_000, 10_000)])
def test_so_many_people_are_held_out_for_good(percent: int, least: int, most: int) -> None:
    people = [f"U{number:08}" for number in range(10_000)]
    held_out = {person for person in people if is_held_out(person, percent)}
    assert least <= len(held_out) <= most
    assert held_out <= {person for person in people if is_held_out(person, percent + 5)}
