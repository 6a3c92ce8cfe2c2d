"""W6: the balance of the three elements and its danger zones, to the point."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.balance_zones import ELEMENTS, SYMPTOMS, Measured, Name, geometric_mean, judge

W6: dict[Name, dict[str, int | None]] = {
    "customer": {"satisfied": 70, "talks": 83, "outcomes": 93, "way_forward": 96},
    "process": {"in_time": 81, "owned": 67, "remedied": 58, "not_reopened": 95},
    "cost": {"traced": 72, "unit_costs": 40, "driven": 35, "explained": None},
}
POINTS = st.none() | st.decimals(0, 100, places=2)


def measures(given: dict[Name, dict[str, int | None]]) -> list[Measured]:
    return [
        Measured(key, element, None if value is None else Decimal(value))
        for element, each in given.items()
        for key, value in each.items()
    ]


def scored(*scores: int | Decimal | None) -> list[Measured]:
    return [
        Measured(name, name, None if score is None else Decimal(score))
        for name, score in zip(ELEMENTS, scores, strict=True)
    ]


def test_the_worked_example() -> None:
    found = judge(measures(W6), 60)

    assert [str(each.score) for each in found.elements] == ["85.50", "75.25", "36.75"]
    assert (str(found.overall), str(found.mean), str(found.ratio)) == ("61.84", "65.83", "0.430")
    assert (found.zone.kind, found.zone.voids) == ("danger", ("cost",))
    assert (found.weakest.name, str(found.shortfall)) == ("cost", "38.50")
    assert [each.key for each in found.steps[:2]] == ["explained", "driven"]
    assert found.symptoms == (("customer", "cost"), ("process", "cost"))


@pytest.mark.parametrize(
    ("scores", "kind", "voids", "symptoms"),
    [
        ((78, 74, 41), "danger", ("cost",), 2),
        ((78, 41, 74), "danger", ("process",), 2),
        ((41, 78, 74), "danger", ("customer",), 2),
        ((78, 41, 41), "alone", ("process", "cost"), 2),
        ((61, 60, 60), "converged", (), 0),
        ((59, 59, 59), "none", ("customer", "process", "cost"), 0),
        ((60, 60, 59), "danger", ("cost",), 2),
    ],
)
def test_the_zones(scores: tuple[int, int, int], kind: str, voids: tuple[Name, ...], symptoms: int) -> None:
    found = judge(scored(*scores), 60)
    assert (found.zone.kind, found.zone.voids, len(found.symptoms)) == (kind, voids, symptoms)


def test_the_threshold_is_a_setting() -> None:
    assert judge(scored(78, 74, 41), 40).zone.kind == "converged"
    assert judge(scored(78, 74, 41), 76).zone.kind == "alone"


def test_what_is_not_measured_counts_nothing_and_comes_before_a_measured_nothing() -> None:
    found = judge([*scored(80, 80, 0), Measured("explained", "cost", None)], 60)
    assert found.elements[2].score == 0
    assert found.steps[0].key == "explained"
    assert (found.overall, found.ratio) == (Decimal(0), Decimal(0))
    assert judge(scored(None, None, None), 60).ratio is None


def test_an_element_without_a_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="cost has no measure"):
        judge(scored(1, 2, 3)[:2], 60)


@given(POINTS, POINTS, POINTS, st.integers(1, 100))
def test_whatever_is_measured(c: Decimal | None, p: Decimal | None, k: Decimal | None, at: int) -> None:
    found = judge(scored(c, p, k), at)
    scores = [each.score for each in found.elements]
    assert min(scores) - Decimal("0.01") <= found.overall <= found.mean + Decimal("0.01")
    assert set(found.zone.strong) | set(found.zone.voids) == set(ELEMENTS)
    assert len(found.symptoms) == len(found.zone.strong) * len(found.zone.voids)
    assert found.steps[0].points == min(each.points for each in found.weakest.measures)
    assert found.shortfall >= 0


@given(st.lists(st.decimals(1, 100, places=2), min_size=3, max_size=3))
def test_the_geometric_mean_is_the_cube_root_of_the_product(scores: list[Decimal]) -> None:
    a, b, c = scores
    half = Decimal("0.005001")
    assert (geometric_mean(scores) - half) ** 3 <= a * b * c <= (geometric_mean(scores) + half) ** 3


def test_there_are_six_symptoms_one_for_each_element_without_another() -> None:
    assert len(set(SYMPTOMS)) == 6
    assert all(strong != weak for strong, weak in SYMPTOMS)
