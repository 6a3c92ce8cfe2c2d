"""What is not looked at could not have been among the best."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.finding.encoder import normalized
from bot.catalog.finding.nearest import Nearest

BEST = 3


@given(
    sizes=st.lists(st.integers(1, 6), min_size=1, max_size=60),
    spread=st.floats(0, 2),
    hidden=st.sets(st.integers(0, 59)),
    weight=st.floats(0, 1),
    seed=st.integers(0, 10_000),
)
def test_the_best_are_those_of_looking_at_all(
    sizes: list[int], spread: float, hidden: set[int], weight: float, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    middles = chance.normal(size=(len(sizes), 8))
    texts = np.repeat(middles, sizes, axis=0) + spread * chance.normal(size=(sum(sizes), 8))
    vectors = normalized(texts.astype(np.float32))
    starts = np.cumsum(sizes) - np.array(sizes)
    centers = normalized(np.add.reduceat(vectors, starts))
    (vector,) = normalized(chance.normal(size=(1, 8)).astype(np.float32))
    others = weight * chance.random(len(sizes))
    others[[each for each in hidden if each < len(sizes)]] = -np.inf

    found = Nearest(vectors, centers, starts).of_best(vector, centers @ vector, others, 0.5, BEST)

    all_of_them = np.maximum.reduceat(vectors @ vector, starts)
    wanted = np.argsort(-(others + 0.5 * all_of_them), kind="stable")[:BEST]
    wanted = wanted[np.isfinite(others[wanted])]
    assert np.argsort(-(others + 0.5 * found), kind="stable")[: len(wanted)].tolist() == wanted.tolist()
    assert found[wanted] == pytest.approx(all_of_them[wanted], abs=1e-6)


def test_most_are_not_looked_at() -> None:
    """Of 2,000 entries a few are near; the texts of the others are left alone."""
    chance = np.random.default_rng(2026)
    middles = normalized(chance.normal(size=(2_000, 64)).astype(np.float32))
    texts = np.repeat(middles, 5, axis=0) + 0.05 * chance.normal(size=(10_000, 64))
    vectors = normalized(texts.astype(np.float32))
    starts = np.arange(0, 10_000, 5)
    centers = normalized(np.add.reduceat(vectors, starts))

    center = centers @ middles[0]
    found = Nearest(vectors, centers, starts).of_best(middles[0], center, 0.5 * center, 0.5, BEST)

    assert np.count_nonzero(found > -1) < 200
    assert found.argmax() == 0
