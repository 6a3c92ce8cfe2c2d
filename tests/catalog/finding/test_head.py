"""The classifier, and the walk downhill that teaches it."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.catalog.finding import head
from bot.catalog.finding.encoder import Vectors, normalized
from bot.catalog.finding.head import Head
from bot.catalog.finding.lbfgs import lowest

EVERYTHING = np.ones(3, np.bool_)
MIDDLES = np.eye(3, 12, dtype=np.float32)


def three_heaps(each: int = 6) -> tuple[list[str], Vectors, NDArray[np.intp]]:
    """Return texts that say nothing, what they mean, and which heap each is of."""
    chance = np.random.default_rng(2026)
    vectors = np.repeat(MIDDLES, each, axis=0) + chance.normal(0, 0.15, (3 * each, 12)).astype(np.float32)
    return [""] * len(vectors), normalized(vectors), np.repeat(np.arange(3), each)


@pytest.mark.parametrize("most", [head.MOST, 0], ids=["learned", "solved"])
def test_it_learns_which_heap_a_text_is_of(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(head, "MOST", most)
    classifier = Head(*three_heaps(), EVERYTHING)
    for at in range(3):
        probable = classifier.of("", MIDDLES[at], EVERYTHING)
        assert probable.argmax() == at
        assert probable.sum() == pytest.approx(1, abs=1e-5)


def test_half_of_what_many_ways_to_ask_alone_speak_for_an_entry_is_taken_away() -> None:
    _, vectors, heap = three_heaps(9)
    some = (heap != 1) | (np.arange(len(heap)) == 9)  # of the second heap one, of the others nine

    def odds(evened: NDArray[np.bool_]) -> float:
        probable = Head([""] * some.sum(), vectors[some], heap[some], evened).of("", MIDDLES[1], EVERYTHING)
        return float(probable[1] / probable[0])

    assert odds(EVERYTHING) / odds(~EVERYTHING) == pytest.approx(3)


def test_what_is_not_seen_has_no_share() -> None:
    classifier = Head(*three_heaps(), EVERYTHING)
    probable = classifier.of("", MIDDLES[0], np.array([False, True, True]))
    assert probable[0] == 0
    assert probable.sum() == pytest.approx(1, abs=1e-5)


def test_a_single_entry_is_certain() -> None:
    texts, vectors, _ = three_heaps()
    only = Head(texts, vectors, np.zeros(len(texts), np.intp), EVERYTHING[:1])
    assert only.of("", vectors[0], np.ones(1, np.bool_)).tolist() == [1.0]


def test_what_means_the_same_is_told_by_how_it_is_put() -> None:
    texts = ["reset my password", "forgot the password", "order a laptop", "a laptop for me"]
    same = np.repeat(MIDDLES[:1], 4, axis=0)
    classifier = Head(texts, same, np.repeat(np.arange(2), 2), EVERYTHING[:2])
    for text, entry in (("my password", 0), ("which laptop", 1)):
        assert classifier.of(text, MIDDLES[0], np.ones(2, np.bool_)).argmax() == entry


def test_wording_tells_more_where_there_are_many_ways_to_ask() -> None:
    def sure(times: int) -> float:
        texts = ["reset my password", "forgot the password"] * times + [
            "order a laptop",
            "a laptop for me",
        ] * times
        same = np.repeat(MIDDLES[:1], len(texts), axis=0)
        classifier = Head(texts, same, np.repeat(np.arange(2), 2 * times), EVERYTHING[:2])
        return float(classifier.of("my password", MIDDLES[0], EVERYTHING[:2])[0])

    enough = head.MANY // 2
    assert sure(enough) - sure(enough - 1) > 3 * (sure(enough + 1) - sure(enough)) > 0


def test_letters_tell_where_there_are_many_ways_to_ask() -> None:
    def likeliest(times: int) -> float:
        texts = ["reset my password"] * times + ["a laptop for me"] * times
        same = np.repeat(MIDDLES[:1], len(texts), axis=0)
        classifier = Head(texts, same, np.repeat(np.arange(2), times), EVERYTHING[:2])
        return float(classifier.of("passwd", MIDDLES[0], EVERYTHING[:2])[0])

    assert likeliest(head.MANY) > 0.6
    assert likeliest(head.MANY - 1) == pytest.approx(0.5, abs=0.01)


def test_a_large_catalog_is_told_by_meaning_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head, "MOST", 0)
    _, vectors, heap = three_heaps()
    classifier = Head([f"heap {each}" for each in heap], vectors, heap, EVERYTHING)
    assert classifier.of("heap 2", MIDDLES[0], EVERYTHING).argmax() == 0


def test_a_large_catalog_is_as_sure_of_what_it_has_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(2026)
    middles = normalized(chance.normal(0, 1, (20, 48)).astype(np.float32))
    spread = chance.normal(0, 0.12, (12 * 20, 48)).astype(np.float32)
    vectors, heap = normalized(np.repeat(middles, 12, axis=0) + spread), np.repeat(np.arange(20), 12)
    known, asked = np.arange(240) % 12 < 6, np.flatnonzero(np.arange(240) % 12 >= 6)

    def sure(most: int) -> float:
        monkeypatch.setattr(head, "MOST", most)
        classifier = Head([""] * known.sum(), vectors[known], heap[known], np.ones(20, np.bool_))
        return float(
            np.mean([classifier.of("", vectors[at], np.ones(20, np.bool_))[heap[at]] for at in asked])
        )

    assert sure(0) == pytest.approx(sure(head.MOST), abs=0.25)


def test_what_was_learned_is_not_learned_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts, vectors, heap = three_heaps()
    first = Head(texts, vectors, heap, EVERYTHING, tmp_path).of("", vectors[0], EVERYTHING)
    monkeypatch.setattr(head, "lowest", None)
    assert (
        Head(texts, vectors, heap, EVERYTHING, tmp_path).of("", vectors[0], EVERYTHING).tolist()
        == first.tolist()
    )


@pytest.mark.parametrize("other", ["texts", "vectors", "heap", "C"])
def test_what_is_learned_from_anything_else_is_learned_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    texts, vectors, heap = three_heaps()
    Head(texts, vectors, heap, EVERYTHING, tmp_path)
    if other == "C":
        monkeypatch.setattr(head, "C", 1.0)
    texts = ["one word more", *texts[1:]] if other == "texts" else texts
    vectors = vectors[::-1].copy() if other == "vectors" else vectors
    heap = np.repeat(np.arange(3), [5, 7, 6]) if other == "heap" else heap
    kept = Head(texts, vectors, heap, EVERYTHING, tmp_path).of("", MIDDLES[0], EVERYTHING)
    assert kept.tolist() == Head(texts, vectors, heap, EVERYTHING).of("", MIDDLES[0], EVERYTHING).tolist()


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
