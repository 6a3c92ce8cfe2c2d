"""Thresholds are kept from one start to the next, and never those of another catalog, encoder or way of finding."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.catalog import Catalog
from bot.catalog.finding import Finder, memory, open_encoder, thresholds
from bot.catalog.service import Faq

Change = Callable[[Catalog], Catalog]


@pytest.fixture
def small(sample: Catalog) -> Catalog:
    """Return a catalog with just enough to measure."""
    faqs = tuple(
        Faq(
            f"How do I get a {thing}?",
            (f"{thing} please", f"order the {thing}", f"new {thing}"),
            "Ask.",
            date(2026, 9, 1),
        )
        for thing in ("laptop", "phone", "monitor", "printer", "badge", "keyboard", "chair", "camera")
    )
    return replace(sample, services={}, faqs=faqs, elsewhere=())


def other_words(catalog: Catalog) -> Catalog:
    first, *others = catalog.faqs
    return replace(
        catalog, faqs=(replace(first, phrasings=(*first.phrasings[1:], "a machine to take along")), *others)
    )


def other_answer(catalog: Catalog) -> Catalog:
    first, *others = catalog.faqs
    return replace(catalog, faqs=(replace(first, answer="Take the printer badge along."), *others))


def one_less(catalog: Catalog) -> Catalog:
    return replace(catalog, faqs=catalog.faqs[:-1])


def test_they_are_measured_once(small: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Finder(small, cache=tmp_path).thresholds
    monkeypatch.setattr(thresholds, "_measure", None)
    assert Finder(small, cache=tmp_path).thresholds == first


@pytest.mark.parametrize("change", [other_words, other_answer, one_less])
def test_a_changed_entry_has_them_measured_anew(small: Catalog, tmp_path: Path, change: Change) -> None:
    Finder(small, cache=tmp_path)
    changed = change(small)
    kept, anew = Finder(changed, cache=tmp_path), Finder(changed)
    assert kept.thresholds == anew.thresholds
    assert kept.find("machine to take along") == anew.find("machine to take along")


def test_with_and_without_an_encoder_they_are_not_the_same(small: Catalog, tmp_path: Path) -> None:
    by_words, by_meaning = Finder(small).thresholds, Finder(small, open_encoder(), tmp_path).thresholds
    assert by_words != by_meaning
    assert Finder(small, cache=tmp_path).thresholds == by_words
    assert Finder(small, open_encoder(), tmp_path).thresholds == by_meaning


def test_another_version_measures_anew(
    small: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Finder(small, cache=tmp_path)
    monkeypatch.setattr(memory, "code", lambda: "another")
    monkeypatch.setattr(thresholds, "LEAST", 10_000)
    assert Finder(small, cache=tmp_path).thresholds == (0.7, 0.5)
