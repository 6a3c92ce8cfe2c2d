"""Vectors kept from one start to the next: only what is new is worked out."""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    assert recalled(None, "first", 5.0) == [[5.0]]


def test_two_catalogs_that_share_a_folder_each_keep_what_was_learned(tmp_path: Path) -> None:
    for _ in range(2):
        assert recalled(tmp_path, "first", 1.0) == [[1.0]]
        assert recalled(tmp_path, "second", 3.0) == [[3.0]]
    assert recalled(tmp_path, "first", 4.0) == [[1.0]]


def test_what_was_not_used_for_longest_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / "learned.npz").write_bytes(b"of an earlier version")
    for number in range(memory.SAME):
        recalled(tmp_path, f"key {number}", 1.0)
    for at, file in enumerate(sorted(tmp_path.iterdir())):
        os.utime(file, (at, at))
    assert recalled(tmp_path, "key 0", 2.0) == [[1.0]]
    recalled(tmp_path, "newest", 1.0)
    assert len(list(tmp_path.iterdir())) == memory.SAME
    assert recalled(tmp_path, "key 0", 2.0) == [[1.0]]


@pytest.mark.parametrize("broken", [b"", b"nonsense", b"PK\x03\x04", b"\x93NUMPY\x01\x00"])
def test_what_cannot_be_recalled_is_learned_anew(tmp_path: Path, broken: bytes) -> None:
    recalled(tmp_path, "key", 0.0)
    only(tmp_path).write_bytes(broken)
    assert recalled(tmp_path, "key", 1.0) == [[1.0]]
    assert recalled(tmp_path, "key", 2.0) == [[1.0]]


def test_a_file_of_something_else_recalls_nothing(tmp_path: Path) -> None:
    recalled(tmp_path, "key", 0.0)
    np.savez(only(tmp_path), other=np.zeros(3))
    assert recalled(tmp_path, "key", 1.0) == [[1.0]]
    with only(tmp_path).open("wb") as file:
        np.save(file, np.zeros(3))
    assert recalled(tmp_path, "key", 2.0) == [[2.0]]


def only(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def recalled(folder: Path | None, key: str, learned: float) -> list[list[float]]:
    kept = memory.recall("learned", key, lambda: {"lines": np.full((1, 1), learned)}, folder)
    lines: list[list[float]] = kept["lines"].tolist()
    return lines


def test_each_has_a_file_of_its_own(tmp_path: Path) -> None:
    for name in ("one", "other"):
        memory.recall(name, "key", partial(dict, size=np.array(len(name))), tmp_path)
    assert sorted(file.name.partition("-")[0] for file in tmp_path.iterdir()) == ["one", "other"]
    assert memory.recall("other", "key", dict, tmp_path)["size"] == 5


def test_a_file_that_lost_a_part_is_made_anew(tmp_path: Path) -> None:
    recalled(tmp_path, "key", 1.0)
    kept = only(tmp_path)
    written = bytearray(kept.read_bytes())
    in_directory = written.index(b"PK\x01\x02")
    written[in_directory + 33] = 1  # the note on the first part is said to be longer than all that follows
    kept.write_bytes(written)
    assert recalled(tmp_path, "key", 2.0) == [[2.0]]


@given(st.data())
def test_whatever_happened_to_a_file_it_is_right_or_made_anew(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    recalled(folder, "key", 1.0)
    memory.encode(Counting(), ["four"], folder)
    for file in sorted(folder.iterdir()):
        written = bytearray(file.read_bytes())
        at = data.draw(st.integers(0, len(written) - 1))
        if data.draw(st.booleans()):
            written = written[:at]
        else:
            header = min(at, 127) if file.name == "vectors.npy" else at  # its numbers have no check sum
            written[header] ^= data.draw(st.integers(1, 255))
        file.write_bytes(written)
    assert recalled(folder, "key", 1.0) == [[1.0]]
    assert memory.encode(Counting(), ["four"], folder).shape == (1, 3)


def test_a_file_of_which_something_is_left_over_is_not_believed(tmp_path: Path) -> None:
    kept = tmp_path / "vectors.npy"
    memory.encode(Counting(), ["four"], tmp_path)
    kept.write_bytes(kept.read_bytes().replace(b"(3,)", b"(2,)"))
    assert memory.encode(Counting(), ["four"], tmp_path).shape == (1, 3)


def test_no_object_is_ever_read(tmp_path: Path) -> None:
    """Unpickling one would run whatever its writer wanted."""

    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "sprung",)

    trap = np.array([Trap()], object)
    recalled(tmp_path, "key", 0.0)
    np.savez(only(tmp_path), key=np.array("key"), lines=trap)
    np.save(tmp_path / "vectors.npy", trap)
    assert memory.encode(Counting(), ["four"], tmp_path).tolist() == [[4, 4, 4]]
    assert recalled(tmp_path, "key", 1.0) == [[1.0]]
    assert not (tmp_path / "sprung").exists()


def test_many_who_write_at_once_leave_a_whole_file(tmp_path: Path) -> None:
    """Each reads what one of them wrote, never half of one and half of another."""
    size, wrong = 20_000, list[float]()

    def work(number: int) -> None:
        for turn in range(10):
            own = float((number * turn) % 7)
            kept = memory.recall("learned", str(own), partial(dict, lines=np.full(size, own)), tmp_path)
            wrong.extend(kept["lines"][kept["lines"] != own])
            read = [memory._load(file) for file in tmp_path.glob("learned-*")]
            wrong.extend(own for each in read if each and set(each["lines"]) != {float(each["key"][0])})

    with ThreadPoolExecutor(4) as many:
        list(many.map(work, range(4)))
    assert not wrong
    assert 0 < len(list(tmp_path.iterdir())) <= memory.SAME
