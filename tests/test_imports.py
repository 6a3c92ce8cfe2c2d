"""Files on the command line: shown, asked about, taken, listed, taken back; each trouble in one sentence."""

from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.cost.lines import CostLine
from bot.db import Database
from tests.databases import opened

BILL = """Period;Net amount;Service;Supplier
2026-10;1.250,00;ERP;Northwind
2026-10;89,90;;Contoso
2026-10;abc;ERP;Northwind
"""


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, migrated: Path) -> Path:
    """Stand in a folder with a database without rows, and with no settings but the defaults."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "DOMESTIQUE_CATALOG", "DOMESTIQUE_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)
    Path("october.csv").write_text(BILL)
    return tmp_path


def bot(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, words, input=typed)


def count() -> int:
    with opened("sqlite:///domestique.db") as db, db.read() as session:
        return len(session.exec(select(CostLine)).all())


def test_a_file_is_shown_and_taken_after_a_yes() -> None:
    ended = bot("import", "october.csv", typed="y\n")

    assert ended.exit_code == 0, ended.output
    for words in (
        "2 rows of cost lines, $1,339.90, 2026-10.",
        "· amount: Net amount",
        "1 row is of no known service, $89.90 in all; map them afterwards.",
        "1 row cannot be taken; it is in october.rejected.csv, to mend and send again:",
        "· row 4, Net amount: “abc” is not a number; write 1234.50",
        "Taken: 2 rows of cost lines, as number 1. Take it back with: python -m bot imports undo 1",
    ):
        assert words in ended.output
    assert count() == 2
    assert "Net amount: “abc” is not a number; write 1234.50." in Path("october.rejected.csv").read_text(
        "utf-8-sig"
    )


def test_without_a_yes_nothing_is_stored() -> None:
    ended = bot("import", "october.csv", typed="n\n")
    assert "Nothing was stored." in ended.output
    assert count() == 0


def test_a_file_is_listed_taken_back_and_known_when_it_comes_again() -> None:
    bot("import", "october.csv", "--yes")
    assert "october.csv was taken in on" in bot("import", "october.csv", "--yes").output
    assert "2 rows of cost lines: october.csv" in bot("imports").output
    assert "Taken back: number 1" in bot("imports", "undo", "1").output
    assert count() == 0
    assert "undone" in bot("imports").output


def test_a_person_says_what_is_what() -> None:
    Path("odd.csv").write_text("Wann,Wieviel\n2026-10,5\n")
    unknown = bot("import", "odd.csv", "--yes")
    said = bot(
        "import", "odd.csv", "--yes", "--kind", "cost", "--map", "month=Wann", "--map", "amount=Wieviel"
    )

    assert unknown.exit_code == 2
    assert "it is not clear what the file is about" in unknown.stderr
    assert said.exit_code == 0, said.output
    assert count() == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("import", "nowhere.csv"), "The file cannot be opened"),
        (
            ("import", "october.csv", "--kind", "money"),
            "There is no kind “money”. A file can be cost (cost lines)",
        ),
        (("import", "--template", "money"), "There is no kind “money”."),
        (("imports", "undo", "7"), "There is no file with number 7."),
    ],
)
def test_each_trouble_is_one_sentence_and_exit_code_2(words: tuple[str, ...], sentence: str) -> None:
    Database("sqlite:///domestique.db").close()
    ended = bot(*words)
    assert ended.exit_code == 2, ended.output
    assert sentence in ended.stderr.splitlines()[0]


def test_a_file_without_one_good_row_ends_with_exit_code_1() -> None:
    Path("bad.csv").write_text("month,amount\nx,y\n")
    ended = bot("import", "bad.csv", "--yes")
    assert ended.exit_code == 1
    assert "0 rows of cost lines" in ended.output


def test_a_template_is_the_beginning_of_a_file() -> None:
    ended = bot("import", "--template", "usage")
    Path("use.csv").write_text(ended.output)
    assert "Taken: 2 rows of usage" in bot("import", "use.csv", "--yes").output


def test_without_a_file_the_command_says_what_it_needs() -> None:
    ended = bot("import")
    assert ended.exit_code == 2
    assert "FILE" in ended.stderr
