"""What is no YAML, no text, or too much of it is told where it is, in plain words, and quickly."""

from pathlib import Path

import pytest

from bot.catalog import sheets
from bot.catalog.mistakes import Mistake
from tests.catalog.conftest import Folder

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 9)
)


def told(tmp_path: Path, text: str | bytes) -> list[Mistake]:
    path = tmp_path / "erp.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return sheets.read(tmp_path, path).mistakes


@pytest.mark.parametrize(
    ("text", "line", "says", "suggests"),
    [
        (
            'key: ERP\nname: "Orders\nkind: x\nteam_channel: "#erp"\n',
            2,
            "not closed before `kind` on line 3.",
            "Close it",
        ),
        ("key: ERP\nname: 'Orders\nkind: x\n", 2, "not closed before `kind` on line 3.", "Close it"),
        ('a:\n  - b: "x\n  - b: y\n', 2, "not closed before `b` on line 3.", "Close it"),
        ("a: 1\nb: 'x\n", 2, "the quote that opens here is never closed.", "Close it"),
        ("tiers:\n    name: a\n  - name: b\n", 3, "no key of the group that begins on line 1,", "indent"),
        ("a: 1\n\tb: 2\n", 2, "a tab indents this line.", "Indent with spaces."),
        ("a:\n\t- b\n", 2, "a tab indents this line.", "Indent with spaces."),
        ("a: @b\n", 1, "a text cannot begin with `@`.", "in quotes"),
        ("a: b: c\n", 1, "a colon stands where no key can be.", "in quotes"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "groups are written out here, not merged.", None),
        ("a: 2027-13-01\n", 1, "`2027-13-01` cannot be read: there is no such day.", None),
        ("a: !!python/name:os.system x\n", 1, "no kind of value that is known here.", None),
        ("a: 1\nb: \x07\n", 2, "a character that YAML does not allow (U+0007).", "Take it out"),
        ("", 1, "Nothing is written in the file.", "Fill it in, or remove it."),
        ("# only a remark\n", 1, "Nothing is written in the file.", "Fill it in, or remove it."),
        (b"a: 1\nb: M\xfcller\n", 2, "The file is not UTF-8 text.", "Save it as UTF-8."),
        ("key: ERP".encode("utf-16"), 1, "The file is not UTF-8 text.", "Save it as UTF-8."),
    ],
)
def test_what_cannot_be_read_is_told_at_its_line(
    tmp_path: Path, text: str | bytes, line: int, says: str, suggests: str | None
) -> None:
    (mistake,) = told(tmp_path, text)
    assert mistake.line == line
    assert says in mistake.message
    assert (suggests or "") in (mistake.suggestion or "")


def test_a_quoted_text_of_several_lines_is_one_text(tmp_path: Path) -> None:
    assert told(tmp_path, 'key: "one\n  two: three\n  four"\nanswer: "a\n\n  b"\n') == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "What is written once and repeated by `*` comes to more than 10,000 values."),
        ("a: [" + "x," * 200_000 + "x]", "There are more than 200,000 values."),
        ("a: " + "[" * 50_000 + "]" * 50_000, "Groups and lists stand more than 50 deep."),
        ("- " * 50_000 + "a", "Groups and lists stand more than 50 deep."),
        ("a: x\n#" + "x" * 3_000_000, "The file has 3,000,006 bytes; 3,000,000 are read at most."),
    ],
)
def test_what_would_take_too_long_is_not_read(tmp_path: Path, text: str, says: str) -> None:
    (mistake,) = told(tmp_path, text)
    assert mistake.message == says
    assert mistake.suggestion


def test_what_is_written_once_may_be_meant_twice(finished: Folder) -> None:
    finished.change("services/erp.yaml", "words: [finance system]", "words: &said [finance system]")
    finished.change("services/erp.yaml", "measures: [Day of closing]", "measures: *said")
    assert finished.load().service("ERP").measures == ("finance system",)
