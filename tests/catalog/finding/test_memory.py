"""Vectors kept from one start to the next: only what is new is worked out."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.catalog.finding import memory
from bot.catalog.finding.encoder import Vectors


class Counting:
    """An encoder that keeps a list of what it was asked."""

    def __init__(self, name: str = "counting", size: int = 3) -> None:
        self.name, self.size = name, size
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text)] * self.size for text in texts], np.float32).reshape(-1, self.size)


def test_only_a_text_that_changed_is_encoded_again(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    memory.encode(first, ["one", "three", "one"], tmp_path)
    vectors = memory.encode(second, ["three", "four", "one"], tmp_path)
    assert first.asked == ["one", "three"]
    assert second.asked == ["four"]
    assert vectors[:, 0].tolist() == [5, 4, 3]


def test_nothing_is_kept_without_a_folder(tmp_path: Path) -> None:
    encoder = Counting()
    for _ in range(2):
        memory.encode(encoder, ["one"], None)
    assert encoder.asked == ["one", "one"]
    assert list(tmp_path.iterdir()) == []


def test_one_file_is_left_behind_and_nothing_half_written(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "down"
    memory.encode(Counting(), ["one"], folder)
    memory.encode(Counting(), ["two"], folder)
    assert [file.name for file in folder.iterdir()] == ["vectors.npy"]


@pytest.mark.parametrize("broken", [b"", b"nonsense", b"\x93NUMPY\x01\x00"])
def test_a_broken_file_is_no_trouble(tmp_path: Path, caplog: pytest.LogCaptureFixture, broken: bytes) -> None:
    (tmp_path / "vectors.npy").write_bytes(broken)
    with caplog.at_level(logging.WARNING):
        assert memory.encode(Counting(), ["four"], tmp_path).tolist() == [[4, 4, 4]]
    assert "worked out once more" in caplog.text
    assert memory.encode(later := Counting(), ["four"], tmp_path).tolist() == [[4, 4, 4]]
    assert later.asked == []


def test_a_file_cut_short_is_no_trouble(tmp_path: Path) -> None:
    memory.encode(Counting(), ["one", "two"], tmp_path)
    file = tmp_path / "vectors.npy"
    file.write_bytes(file.read_bytes()[:-5])
    assert memory.encode(Counting(), ["one"], tmp_path).tolist() == [[3, 3, 3]]


def test_a_file_of_something_else_is_no_trouble(tmp_path: Path) -> None:
    np.save(tmp_path / "vectors.npy", np.zeros(3))
    assert memory.encode(Counting(), ["one"], tmp_path).tolist() == [[3, 3, 3]]


def test_a_folder_that_cannot_be_written_is_no_trouble(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    with caplog.at_level(logging.WARNING):
        assert memory.encode(Counting(), ["one"], tmp_path / "taken").tolist() == [[3, 3, 3]]
    assert "not writable" in caplog.text


def test_two_encoders_do_not_mix(tmp_path: Path) -> None:
    memory.encode(Counting("one", 3), ["text"], tmp_path)
    other = Counting("other", 2)
    assert memory.encode(other, ["text"], tmp_path).tolist() == [[4, 4]]
    assert other.asked == ["text"]


def test_however_many_are_used_stay_and_few_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "OTHERS", 1)
    memory.encode(Counting(), ["old", "older"], tmp_path)
    memory.encode(Counting(), ["newest", "newer", "new"], tmp_path)
    memory.encode(again := Counting(), ["newest", "newer", "new"], tmp_path)
    assert again.asked == []
    memory.encode(again, ["older", "old"], tmp_path)
    assert len(again.asked) == 1


def test_what_was_learned_from_the_same_is_recalled(tmp_path: Path) -> None:
    assert recalled(tmp_path, "first", 1.0) == [[1.0]]
    assert recalled(tmp_path, "first", 2.0) == [[1.0]]
    assert recalled(tmp_path, "second", 3.0) == [[3.0]]
    assert recalled(tmp_path, "first", 4.0) == [[1.0]]
    assert recalled(None, "first", 5.0) == [[5.0]]


def test_only_the_latest_few_are_kept(tmp_path: Path) -> None:
    for number in range(memory.LEARNED + 1):
        recalled(tmp_path, str(number), 1.0)
        for file in tmp_path.iterdir():
            os.utime(file, (at := file.stat().st_mtime - 60, at))
    assert len([*tmp_path.iterdir()]) == memory.LEARNED
    assert recalled(tmp_path, "1", 2.0) == [[1.0]]
    assert recalled(tmp_path, "0", 2.0) == [[2.0]]


@pytest.mark.parametrize("broken", [b"", b"nonsense", b"PK\x03\x04", b"\x93NUMPY\x01\x00"])
def test_what_cannot_be_recalled_is_learned_anew(tmp_path: Path, broken: bytes) -> None:
    recalled(tmp_path, "key", 0.0)
    (file,) = tmp_path.iterdir()
    file.write_bytes(broken)
    assert recalled(tmp_path, "key", 1.0) == [[1.0]]
    assert recalled(tmp_path, "key", 2.0) == [[1.0]]


def test_a_file_of_something_else_recalls_nothing(tmp_path: Path) -> None:
    recalled(tmp_path, "key", 0.0)
    (file,) = tmp_path.iterdir()
    with file.open("wb") as other:
        np.savez(other, other=np.zeros(3))
    assert recalled(tmp_path, "key", 1.0) == [[1.0]]
    np.save(file, np.zeros(3))
    assert recalled(tmp_path, "key", 2.0) == [[2.0]]


def recalled(folder: Path | None, key: str, learned: float) -> list[list[float]]:
    lines: list[list[float]] = memory.recall(
        key, lambda: np.full((1, 1), learned, np.float32), folder
    ).tolist()
    return lines
