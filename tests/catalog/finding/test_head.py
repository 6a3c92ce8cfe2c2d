"""The classifier, and the walk downhill that teaches it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.catalog.finding import head
from bot.catalog.finding.encoder import Vectors, normalized
from bot.catalog.finding.head import Head
from bot.catalog.finding.lbfgs import lowest

EVERYTHING = np.ones(3, np.bool_)


def three_heaps(each: int = 6) -> tuple[Vectors, NDArray[np.intp]]:
    chance = np.random.default_rng(2026)
    centers = np.eye(3, 12, dtype=np.float32)
    texts = np.repeat(centers, each, axis=0) + chance.normal(0, 0.15, (3 * each, 12)).astype(np.float32)
    return normalized(texts), np.repeat(np.arange(3), each)


@pytest.mark.parametrize("most", [head.MOST, 0], ids=["learned", "solved"])
def test_it_learns_which_heap_a_text_is_of(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(head, "MOST", most)
    texts, heap = three_heaps()
    classifier = Head(texts, heap, 3)
    for at in range(3):
        probable = classifier.of(np.eye(3, 12, dtype=np.float32)[at], EVERYTHING)
        assert probable.argmax() == at
        assert probable.sum() == pytest.approx(1, abs=1e-5)


def test_what_is_not_seen_has_no_share() -> None:
    classifier = Head(*three_heaps(), 3)
    probable = classifier.of(np.eye(3, 12, dtype=np.float32)[0], np.array([False, True, True]))
    assert probable[0] == 0
    assert probable.sum() == pytest.approx(1, abs=1e-5)


def test_a_single_entry_is_certain() -> None:
    texts, _ = three_heaps()
    only = Head(texts, np.zeros(len(texts), np.intp), 1)
    assert only.of(texts[0], np.ones(1, np.bool_)).tolist() == [1.0]


def test_the_walk_ends_in_the_valley() -> None:
    """A narrow, bent valley (Rosenbrock's): steepest descent takes thousands of steps through it."""

    def height_and_slope(at: NDArray[np.float32]) -> tuple[float, NDArray[np.float32]]:
        x, y = float(at[0]), float(at[1])
        slope = [-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)]
        return 100 * (y - x * x) ** 2 + (1 - x) ** 2, np.array(slope, np.float32)

    end = lowest(height_and_slope, np.array([-1.2, 1.0], np.float32), 100)
    assert end == pytest.approx([1, 1], abs=0.1)


def test_who_stands_in_the_valley_stays() -> None:
    end = lowest(lambda at: (float(at @ at), 2 * at), np.zeros(4, np.float32), 10)
    assert end.tolist() == [0, 0, 0, 0]
