"""What services that use one another cost: as exact fractions say, whatever the circle, however it is solved."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cost import solving
from bot.cost.allocation import allocate
from bot.cost.methods import circles, sequence

FACING = ("ERP", "CRM")
KEYS = tuple(f"S{number}" for number in range(9))
weights = st.dictionaries(st.sampled_from([*KEYS, *FACING]), st.integers(1, 997), max_size=6)
graphs = st.fixed_dictionaries(dict.fromkeys(KEYS, weights))
minors = st.fixed_dictionaries(dict.fromkeys((*KEYS, *FACING), st.integers(-(10**9), 10**13)))


def shares_of(drawn: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, Fraction]]:
    """Make shares of drawn weights; a sliver goes to ERP, so that no loop is closed."""
    found = {}
    for key, users in drawn.items():
        others = {user: weight for user, weight in users.items() if user != key} | {"ERP": 1}
        found[key] = {user: Fraction(weight, sum(others.values())) for user, weight in others.items()}
    return found


def by_elimination(
    direct: Mapping[str, int], shares: Mapping[str, Mapping[str, Fraction]]
) -> dict[str, Fraction]:
    """Work out what customers' services cost by taking one supporting service after the other out."""
    cost = {key: Fraction(minor) for key, minor in direct.items()}
    left = {key: dict(users) for key, users in shares.items()}
    while left:
        key, users = left.popitem()
        to_others = {user: share for user, share in users.items() if user != key}
        whole = sum(to_others.values())
        passed_on = {user: share / whole for user, share in to_others.items()}  # what comes back goes again
        for provider in left.values():
            through = provider.pop(key, Fraction())
            for user, share in passed_on.items():
                provider[user] = provider.get(user, Fraction()) + through * share
        own = cost.pop(key)
        for user, share in passed_on.items():
            cost[user] += own * share
    return cost


def rounded(exactly: Mapping[str, Fraction]) -> dict[str, int]:
    floors = {key: amount.numerator // amount.denominator for key, amount in exactly.items()}
    left = int(sum(exactly.values())) - sum(floors.values())
    ranked = sorted(exactly, key=lambda key: (floors[key] - exactly[key], key))
    return {key: floor + (key in ranked[:left]) for key, floor in floors.items()}


def cents(direct: Mapping[str, int], shares: Mapping[str, Mapping[str, Fraction]]) -> dict[str, int]:
    found = allocate({key: {"other": minor} for key, minor in direct.items()}, shares, FACING, "USD")
    assert not found.unassigned_total
    return {key: found.of(key).minor for key in FACING}


@given(graphs, minors)
@settings(max_examples=2 * settings().max_examples)
def test_to_the_cent_as_exact_fractions_say(drawn: dict[str, dict[str, int]], direct: dict[str, int]) -> None:
    shares = shares_of(drawn)
    assert cents(direct, shares) == rounded(by_elimination(direct, shares))


@pytest.mark.parametrize("thicket", [1, 10**9])
def test_large_circles_are_solved_by_another_way_to_the_same_cent(
    thicket: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "DENSE", 1)
    monkeypatch.setattr(solving, "MOSTLY_BACK", 10**9 // thicket)

    @given(graphs, minors)
    def check(drawn: dict[str, dict[str, int]], direct: dict[str, int]) -> None:
        shares = shares_of(drawn)
        assert cents(direct, shares) == rounded(by_elimination(direct, shares))

    check()


@given(graphs, minors, st.randoms(use_true_random=False))
def test_the_order_of_services_does_not_matter(
    drawn: dict[str, dict[str, int]], direct: dict[str, int], chance: Random
) -> None:
    shares = shares_of(drawn)
    keys, owners = list(shares), list(direct)
    chance.shuffle(keys)
    chance.shuffle(owners)
    mixed = {key: dict(reversed(shares[key].items())) for key in keys}
    assert cents({key: direct[key] for key in owners}, mixed) == cents(direct, shares)


@pytest.mark.parametrize("leak", [Fraction(1, 10**9), Fraction(1, 10**20)])
def test_however_little_leaves_a_circle_all_of_it_arrives(leak: Fraction) -> None:
    ring = {"S0": {"S1": Fraction(1)}, "S1": {"S2": Fraction(1)}, "S2": {"S0": 1 - leak, "ERP": leak}}
    assert cents({"S0": 100_00, "S1": 33, "ERP": 0, "CRM": 1}, ring) == {"ERP": 100_33, "CRM": 1}


def test_a_long_ring_is_no_harder_than_a_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "DENSE", 10)
    keys = [f"S{number:03}" for number in range(300)]
    following = dict(zip(keys, [*keys[1:], keys[0]], strict=True))
    ring = {key: {following[key]: Fraction(999, 1000), "ERP": Fraction(1, 1000)} for key in keys}
    direct = dict.fromkeys(keys, 7) | {"ERP": 0, "CRM": 0}
    assert cents(direct, ring) == {"ERP": 2100, "CRM": 0}


def test_circles_are_told_by_name_and_no_mistake() -> None:
    shares = shares_of({"S1": {"S2": 1}, "S2": {"S1": 1}, "S3": {"S1": 1}, "S4": {"S5": 1}, "S5": {"S4": 2}})
    assert circles(shares) == (("S1", "S2"), ("S4", "S5"))
    assert circles(shares_of({"S1": {"S2": 1}, "S2": {}})) == ()


def test_providers_step_down_before_their_users() -> None:
    shares = shares_of({"S1": {}, "S2": {"S1": 1}, "S3": {"S2": 1}})
    assert sequence(shares) == ["S3", "S2", "S1"]
    assert sequence(shares, ("S1", "OLD")) == ["S1", "S3", "S2"]
