"""What follows from a catalog is kept from one start to the next, and never of another catalog, encoder or version."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.catalog import Catalog
from bot.catalog.finding import Finder, index, memory, open_encoder, thresholds
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


def test_all_of_it_is_worked_out_once(
    small: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Finder(small, cache=tmp_path)
    monkeypatch.setattr(thresholds, "_measure", None)
    monkeypatch.setattr(index, "_read", None)
    again = Finder(small, cache=tmp_path)
    assert again.thresholds == first.thresholds
    for text in ("may I have a laptop", "camrea", "a badge or a chair"):
        assert again.find(text) == first.find(text)


@pytest.mark.parametrize("change", [other_words, other_answer, one_less])
def test_a_changed_entry_has_it_worked_out_anew(small: Catalog, tmp_path: Path, change: Change) -> None:
    Finder(small, cache=tmp_path)
    changed = change(small)
    kept, anew = Finder(changed, cache=tmp_path), Finder(changed)
    assert kept.thresholds == anew.thresholds
    for text in ("a machine to take along", "camera", "mahcine"):
        assert kept.find(text) == anew.find(text)


def test_with_and_without_an_encoder_thresholds_are_not_the_same(small: Catalog, tmp_path: Path) -> None:
    by_words, by_meaning = Finder(small).thresholds, Finder(small, open_encoder(), tmp_path).thresholds
    assert by_words != by_meaning
    assert Finder(small, cache=tmp_path).thresholds == by_words
    assert Finder(small, open_encoder(), tmp_path).thresholds == by_meaning


def test_another_version_works_it_out_anew(
    small: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Finder(small, cache=tmp_path)
    monkeypatch.setattr(memory, "code", lambda: "another")
    monkeypatch.setattr(thresholds, "LEAST", 10_000)
    assert Finder(small, cache=tmp_path).thresholds == (0.7, 0.5)


@pytest.mark.parametrize("name", ["words", "thresholds"])
@pytest.mark.parametrize("broken", [b"", b"nonsense", b"PK\x03\x04"])
def test_a_broken_file_is_thrown_away(small: Catalog, tmp_path: Path, name: str, broken: bytes) -> None:
    first = Finder(small, cache=tmp_path)
    (file,) = tmp_path.glob(f"{name}-*.npz")
    file.write_bytes(broken)
    again = Finder(small, cache=tmp_path)
    assert again.thresholds == first.thresholds
    assert again.find("a laptop please") == first.find("a laptop please")
    assert file.read_bytes() != broken


def test_a_folder_that_cannot_be_written_is_no_trouble(small: Catalog, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    found, wanted = Finder(small, cache=tmp_path / "taken"), Finder(small)
    assert found.thresholds == wanted.thresholds
    assert found.find("a laptop please") == wanted.find("a laptop please")
