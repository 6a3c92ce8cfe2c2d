"""What is counted of guesses: right ones, ones among the first three, and telling what is out of scope."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bench.answering.reading import Labelled
from bench.percentiles import middle_and_slowest

NINE = tuple(tenth / 10 for tenth in range(1, 10))  # the thresholds of HINT3's paper


class Guess(NamedTuple):
    """Labels, best first; how sure, 0 to 1; and whether it is a direct answer, for those who decide that."""

    labels: tuple[str, ...]
    confidence: float
    is_answer: bool = False


Method = Callable[[str], Guess]


@dataclass(frozen=True)
class Figures:
    """Shares; None is not measured. Above `threshold` a guess counts, below it the question is out of scope."""

    method: str
    top_1: float
    top_3: float
    auroc: float | None
    threshold: float
    in_scope: float
    out_recall: float | None
    out_precision: float | None
    total: float
    median_ms: float
    slowest_ms: float


class Decisions(NamedTuple):
    """What became of the questions by the finder's own thresholds."""

    answered: float
    precision: float
    wrongly_answered: float | None


def measure(
    method: str,
    tuned: Sequence[tuple[Labelled, Guess]],
    asked: Sequence[tuple[Labelled, Guess]],
    spent_ms: Sequence[float],
) -> Figures:
    """Choose the threshold on what was `tuned`, or else of nine on what is `asked`, and count."""
    ours = [(each, guess) for each, guess in asked if each.label is not None]
    others = [guess for each, guess in asked if each.label is None]
    at = _best(sorted(guess.confidence for _, guess in tuned), tuned) if tuned else _best(NINE, asked)
    declined = [guess.confidence < at for guess in others]
    wrongly_declined = sum(guess.confidence < at for _, guess in ours)
    middle, slowest = middle_and_slowest(spent_ms)
    return Figures(
        method=method,
        top_1=_share([_is_right(each, guess) for each, guess in ours]),
        top_3=_share([each.label in guess.labels[:3] for each, guess in ours]),
        auroc=auroc([guess.confidence for _, guess in ours], [guess.confidence for guess in others]),
        threshold=at,
        in_scope=_share([_is_right(each, guess) and guess.confidence >= at for each, guess in ours]),
        out_recall=_share(declined) if others else None,
        out_precision=sum(declined) / max(sum(declined) + wrongly_declined, 1) if others else None,
        total=_total(at, asked),
        median_ms=middle,
        slowest_ms=slowest,
    )


def decisions(asked: Sequence[tuple[Labelled, Guess]]) -> Decisions:
    """Count the direct answers."""
    ours = [(each, guess) for each, guess in asked if each.label is not None]
    others = [guess.is_answer for each, guess in asked if each.label is None]
    answered = [(each, guess) for each, guess in ours if guess.is_answer]
    precision = _share([_is_right(each, guess) for each, guess in answered])
    return Decisions(len(answered) / max(len(ours), 1), precision, _share(others) if others else None)


def auroc(ours: Sequence[float], others: Sequence[float]) -> float | None:
    """Return how often a question in scope is surer than one out of scope; ties count half."""
    if not ours or not others:
        return None
    ordered = np.sort(np.array(others))
    below = np.searchsorted(ordered, ours, "left")
    above = np.searchsorted(ordered, ours, "right")
    return float((below + above).mean() / 2 / len(others))


def _best(thresholds: Sequence[float], asked: Sequence[tuple[Labelled, Guess]]) -> float:
    """Return the middle one of the thresholds, lowest first, with which most questions end well."""
    sure = np.array([guess.confidence for _, guess in asked])
    right = np.array([_is_right(each, guess) for each, guess in asked])
    others = np.array([each.label is None for each, _ in asked])
    order = np.argsort(sure)
    sure, right, others = sure[order], right[order], others[order]
    declined_well = np.concatenate([[0], np.cumsum(others)])
    answered_well = np.concatenate([np.cumsum(right[::-1])[::-1], [0]])
    at = np.searchsorted(sure, np.array(thresholds), "left")
    well = declined_well[at] + answered_well[at]
    best = np.flatnonzero(well == well.max())
    return float(thresholds[best[len(best) // 2]])


def _total(at: float, asked: Sequence[tuple[Labelled, Guess]]) -> float:
    """Return the share that ends well: the right label for ours, none for the others."""
    well = [
        guess.confidence < at if each.label is None else guess.confidence >= at and _is_right(each, guess)
        for each, guess in asked
    ]
    return _share(well)


def _is_right(each: Labelled, guess: Guess) -> bool:
    return each.label is not None and guess.labels[:1] == (each.label,)


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / max(len(hits), 1)
