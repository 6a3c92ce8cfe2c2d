"""Public sets of labelled questions: CLINC150's JSON, and the CSV of BANKING77 and of HINT3."""

import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

OUT_OF_SCOPE = frozenset({"oos", "NO_NODES_DETECTED"})  # CLINC150's word for it, and HINT3's
HEADS = (("text", "category"), ("sentence", "label"))  # BANKING77's, HINT3's
WORDS_OF_TRUTH = "A row is a text and its label."


class Unreadable(Exception):  # noqa: N818  # it names what was found, and its message says where
    """What is wrong with a file, and in which row."""


class Labelled(NamedTuple):
    """A question and what it is about; nothing of ours if that is None."""

    text: str
    label: str | None


@dataclass(frozen=True)
class Data:
    """A set: what is learned from, what thresholds are chosen on (may be nothing), what is asked."""

    name: str
    train: Sequence[Labelled]
    tune: Sequence[Labelled]
    test: Sequence[Labelled]
    note: str


def read(path: Path, test_path: Path | None = None) -> Data:
    """Read a set; raises Unreadable."""
    if path.suffix == ".json":
        if test_path is not None:
            raise Unreadable(f"{path} has its own questions to ask; leave {test_path} out.")
        data = _clinc(path)
    else:
        if test_path is None:
            raise Unreadable(f"{path} is to learn from; name the file with the questions to ask as well.")
        note = "No questions to choose thresholds on: the best of nine (0.1 to 0.9) on the questions asked."
        data = Data(path.stem, _csv(path), (), _csv(test_path), note)
    known = {each.label for each in data.train if each.label is not None}
    for each in (*data.tune, *data.test):
        if each.label is not None and each.label not in known:
            raise Unreadable(
                f"{test_path or path}: nothing to learn “{each.label}” from, asked in “{each.text}”."
            )
    return replace(data, train=[each for each in data.train if each.label is not None])


def draw(data: Data, shots: int, seed: int) -> Data:
    """Return the set with so many texts to learn each label from."""
    by_label: defaultdict[str | None, list[Labelled]] = defaultdict(list)
    for each in data.train:
        by_label[each.label].append(each)
    chance = random.Random(seed)
    few = [one for texts in by_label.values() for one in chance.sample(texts, min(shots, len(texts)))]
    return replace(data, train=few)


def _clinc(path: Path) -> Data:
    """Read CLINC150; without its test set, half of its validation set is asked."""
    try:
        found = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise Unreadable(f"{path}, row {error.lineno}: this is not JSON ({error.msg}).") from error
    if not isinstance(found, dict) or "train" not in found or "val" not in found:
        raise Unreadable(f"{path}: CLINC150 has “train” and “val”, lists of [text, label].")
    part = {name: list(_rows(path, name, rows)) for name, rows in found.items()}
    train, val = part["train"], part["val"]
    near, far = part.get("oos_train", []), part.get("oos_val", [])
    if "test" in part:
        note = "Thresholds chosen on the validation set and its out-of-scope questions, as in the paper."
        return Data(path.stem, train, val + far, part["test"] + part.get("oos_test", []), note)
    note = (
        "No test set in the file: thresholds chosen on every second validation question and oos_train, "
        "the other half and oos_val are asked."
    )
    return Data(path.stem, train, val[1::2] + near, val[::2] + far, note)


def _rows(path: Path, part: str, rows: Any) -> Iterator[Labelled]:
    if not isinstance(rows, list):
        raise Unreadable(f"{path}: “{part}” is no list.")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != 2 or not all(isinstance(each, str) for each in row):
            raise Unreadable(f"{path}, row {number} of “{part}”: {WORDS_OF_TRUTH}")
        yield _labelled(f"{path}, row {number} of “{part}”", *row)


def _csv(path: Path) -> list[Labelled]:
    rows = csv.reader(_text(path).splitlines(keepends=True), strict=True)
    read: list[Labelled] = []
    try:
        head = tuple(name.strip().lower() for name in next(rows, ()))
        if head[:2] not in HEADS or any(head[2:]):
            raise Unreadable(f"{path}, row 1: the columns are “text,category” or “sentence,label”.")
        for row in rows:
            where = f"{path}, row {rows.line_num}"
            if len(row) != len(head):
                raise Unreadable(f"{where}: {WORDS_OF_TRUTH}")
            text, label, *_ = row  # HINT3's annotators left notes in a column without a name
            read.append(_labelled(where, text, label))
    except csv.Error as error:
        raise Unreadable(f"{path}, row {rows.line_num}: this is not CSV ({error}).") from error
    if not read:
        raise Unreadable(f"{path}: there is no row below the heads of its columns.")
    return read


def _labelled(where: str, text: str, label: str) -> Labelled:
    if not text.strip() or not label.strip():
        raise Unreadable(f"{where}: the text or its label is empty.")
    return Labelled(text.strip(), None if label.strip() in OUT_OF_SCOPE else label.strip())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        raise Unreadable(f"{path}, row {row}: this is not UTF-8.") from error
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
