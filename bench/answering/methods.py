"""Ways to guess what a question is about: the bot's finder, and the plain ones it has to beat."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.answering.figures import Guess, Method
from bench.answering.reading import Labelled
from bot import catalog
from bot.catalog import Catalog
from bot.catalog.finding import Encoder, Finder, memory
from bot.catalog.service import Faq
from bot.settings import HOUSE

DIMENSIONS = 4096  # that words and pairs of them are hashed into
RIDGE = 1.0
_WORD = re.compile(r"\w+")


def by_label(train: Sequence[Labelled]) -> dict[str, list[str]]:
    """Return the texts to learn each label from."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for each in train:
        if each.label is not None:
            texts[each.label].append(each.text)
    return dict(texts)


def catalog_of(texts: dict[str, list[str]]) -> Catalog:
    """Return a catalog with a general question for each label."""
    faqs = tuple(
        Faq(re.sub(r"[_-]+", " ", label).strip(), tuple(asks), "Yes.", date(2026, 1, 1))
        for label, asks in texts.items()
    )
    return replace(catalog.load(HOUSE / "catalog_data"), services={}, faqs=faqs, elsewhere=())


def domestique(train: Sequence[Labelled], encoder: Encoder | None, cache: Path | None) -> Method:
    """Return the bot's own finder."""
    texts = by_label(train)
    labels, finder = list(texts), Finder(catalog_of(texts), encoder, cache)

    def guess(text: str) -> Guess:
        found = finder.find(text)
        sure = found.matches[0].confidence if found.matches else 0.0
        return Guess(tuple(labels[match.faq or 0] for match in found.matches), sure, found.kind == "answer")

    return guess


def bm25(train: Sequence[Labelled]) -> Method:
    """Return Okapi BM25 with one document for each label; sure is what share of the best score is reached."""
    texts = by_label(train)
    labels = list(texts)
    counts = [Counter(_words(" ".join(asks))) for asks in texts.values()]
    held = Counter(word for each in counts for word in each)
    tells = {word: np.log(1 + (len(counts) - n + 0.5) / (n + 0.5)) for word, n in held.items()}
    unheard = float(np.log(1 + (len(counts) + 0.5) / 0.5))
    lengths = np.array([each.total() for each in counts])
    back = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())

    def guess(text: str) -> Guess:
        words = set(_words(text))
        scores = np.zeros(len(labels))
        for word in words & tells.keys():
            times = np.array([each[word] for each in counts])
            scores += tells[word] * times * 2.2 / (times + back)
        return _guess(labels, scores / (2.2 * sum(tells.get(word, unheard) for word in words) or 1.0))

    return guess


def linear(train: Sequence[Labelled]) -> Method:
    """Return TF-IDF of words and pairs with a linear classifier (least squares with a ridge)."""
    labels = sorted(by_label(train))
    of = {label: at for at, label in enumerate(labels)}
    bags = np.stack([_hashed(each.text) for each in train])
    tells = np.log((1 + len(bags)) / (1 + (bags > 0).sum(axis=0))).astype(np.float32) + 1
    bags = _unit(bags * tells)
    wanted = np.zeros((len(bags), len(labels)), np.float32)
    wanted[np.arange(len(bags)), [of[each.label or ""] for each in train]] = 1
    weights = _least_squares(bags, wanted)
    return lambda text: _guess(labels, _unit(_hashed(text) * tells) @ weights)


def _least_squares(bags: NDArray[np.float32], wanted: NDArray[np.float32]) -> NDArray[np.float32]:
    """Solve for as many unknowns as there are texts, or words, whichever are fewer: the weights are the same."""
    if len(bags) < DIMENSIONS:
        return bags.T @ np.linalg.solve(_ridged(bags @ bags.T), wanted)
    return np.linalg.solve(_ridged(bags.T @ bags), bags.T @ wanted)


def _ridged(shape: NDArray[np.float32]) -> NDArray[np.float32]:
    return shape + RIDGE * np.eye(len(shape), dtype=np.float32)


def nearest(train: Sequence[Labelled], encoder: Encoder, cache: Path | None) -> Method:
    """Return the label of the nearest text by the same encoder that the finder has."""
    labels = sorted(by_label(train))
    of = {label: at for at, label in enumerate(labels)}
    vectors = memory.encode(encoder, [each.text for each in train], cache)
    belongs = np.array([of[each.label or ""] for each in train])

    def guess(text: str) -> Guess:
        scores = np.full(len(labels), -1.0, np.float32)
        np.maximum.at(scores, belongs, vectors @ encoder.encode([text])[0])
        return _guess(labels, scores)

    return guess


def _guess(labels: Sequence[str], scores: NDArray[np.floating]) -> Guess:
    best = np.argsort(-scores, kind="stable")[:3]
    return Guess(tuple(labels[at] for at in best), float(scores[best[0]]))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _hashed(text: str) -> NDArray[np.float32]:
    words = _words(text)
    bag = np.zeros(DIMENSIONS, np.float32)
    for each in (*words, *map(" ".join, pairwise(words))):
        bag[zlib.crc32(each.encode()) % DIMENSIONS] += 1
    return bag


def _unit(bags: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(bags, axis=-1, keepdims=True)
    return (bags / np.where(lengths == 0, 1, lengths)).astype(np.float32)
