"""Files come in by two doors, the command line and Slack; both take the same, and refuse in the same words."""

import re
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.cost.batches import Batch
from bot.cost.lines import CostLine
from tests.cost.capture.bills import FACTS, check_facts, sample
from tests.cost.capture.test_files import workbook
from tests.cost.capture.test_focus_broken import AWS_NEW, AZURE, BROKEN, GOOGLE, OCI
from tests.databases import opened
from tests.office import Office

REFUSED: list[tuple[str | bytes, str]] = [
    *BROKEN,
    (AWS_NEW, "FOCUS with AWS columns"),
    (AZURE, "Cost and usage details (FOCUS)"),
    (OCI, "FOCUS Reports"),
    (GOOGLE, "BigQuery"),
    (b"", "The file is empty"),
    (b"\x7fELF\x02\x01\x00\x00\x00\x00" * 50, "This is no text, whatever its name says"),
    (b"month,amount,Amount\n2026-10,5,6\n", "2 columns could be amount: amount, Amount."),
    (workbook(("Month", "Amount"), ("2026-10", 5))[:-400], "The workbook is damaged"),
    ("2026-10,12.50,ERP\n2026-10,5,CRM\n", "The first row should name the columns"),
    ("who,what\nme,this\n", "it is not clear what the file is about"),
]
IN_SLACK = {
    "To take BilledCost instead, say --map amount=BilledCost.": "Or take BilledCost instead, what was invoiced."
}


def content(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.fixture
def commanded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, migrated: Path) -> Path:
    """Stand in a folder with a database without rows."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "DOMESTIQUE_CATALOG", "DOMESTIQUE_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def lines_of(office: Office) -> list[CostLine]:
    with office.desk.read() as session:
        return list(session.exec(select(CostLine).order_by(CostLine.id)))  # type: ignore[arg-type]


def test_the_sample_comes_in_by_slack_with_all_its_facts(office: Office) -> None:
    office.dee.sends_file("focus.csv", sample())
    seen = office.dee.last()
    assert "1,000 rows of a cloud bill (FOCUS), $14.98, Sep 2024 to Oct 2024" in seen
    assert "950 of 1,000 values of EffectiveCost are whole numbers" in seen
    assert FACTS["sum EffectiveCost"] in seen.all_text
    assert FACTS["sum BilledCost"] in seen.all_text
    office.dee.clicks("Take it")
    check_facts(lines_of(office))


def test_what_is_broken_is_refused_on_the_command_line(commanded: Path) -> None:
    for number, (text, words) in enumerate(REFUSED):
        (commanded / f"{number}.csv").write_bytes(content(text))
        ended = CliRunner().invoke(cli, ["import", f"{number}.csv", "--yes"])
        assert (ended.exit_code, words in ended.stderr) == (2, True), (words, ended.output)
    with opened("sqlite:///domestique.db") as db, db.read() as session:
        assert session.exec(select(CostLine)).all() == []
        assert session.exec(select(Batch)).all() == []


def test_what_is_broken_is_refused_in_slack(office: Office) -> None:
    for number, (text, words) in enumerate(REFUSED):
        office.dee.sends_file(f"{number}.csv", content(text))
        said = office.dee.last()
        assert f"Nothing was taken from {number}.csv" in said
        assert IN_SLACK.get(words, words) in plain(said.all_text), words
        assert "--map" not in said
    assert lines_of(office) == []
    with office.desk.read() as session:
        assert session.exec(select(Batch)).all() == []


def plain(text: str) -> str:
    return re.sub(r"&(amp|lt|gt);", lambda found: {"amp": "&", "lt": "<", "gt": ">"}[found[1]], text)
