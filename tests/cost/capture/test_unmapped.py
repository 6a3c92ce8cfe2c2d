"""Unmapped cost on the command line: listed, grouped by a tag, mapped by a sentence."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.cost.months import Month
from tests.conftest import T0
from tests.cost.capture.bills import bill
from tests.databases import opened


def run(*words: str, code: int = 0) -> str:
    ended = CliRunner().invoke(cli, words)
    assert ended.exit_code == code, ended.output
    return ended.output


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, migrated: Path) -> Path:
    """Stand in a folder with a database and a bill that was taken."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "DOMESTIQUE_CATALOG", "DOMESTIQUE_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)
    rows: list[dict[str, str]] = [
        {},
        {"ServiceName": "Object storage", "EffectiveCost": "1234.5", "Tags": "NULL"},
    ]
    (tmp_path / "bill.csv").write_text(bill(*rows))
    run("import", "bill.csv", "--yes")
    return tmp_path


def test_unmapped_cost_is_listed_the_dearest_first() -> None:
    first, storage, machines, new, tags, then = run("unmapped").splitlines()
    assert first == "$1,243.00 in 2 groups is for no service yet:"
    assert storage == "· $1,234.50  label “Object storage”, 1 line, 2026-10; new: Contoso"
    assert machines == "· $8.50  label “Virtual machines”, 1 line, 2026-10; new: Contoso"
    assert "past IT" in new
    assert "tag:application (1 line)" in tags
    assert then.endswith('unmapped map label "Object storage" SERVICE')
    assert "tag:application “erp”" in run("unmapped", "--by", "Tag:Application")
    assert run("unmapped", "--month", "2026-09") == "All cost is for a service. Nothing to map.\n"


def test_it_is_mapped_by_the_service_s_name_or_to_nobody() -> None:
    assert run("unmapped", "map", "tag:application", "erp", "orders and finance") == (
        "$8.50 in 1 line is for ERP now, and so is what comes later.\n"
    )
    assert "known to be no service's now" in run("unmapped", "map", "label", "Object storage", "Nobody")
    assert run("unmapped") == "All cost is for a service. Nothing to map.\n"


def test_a_closed_month_says_where_its_corrections_are(folder: Path) -> None:
    with opened(f"sqlite:///{folder / 'domestique.db'}") as db, db.session() as session:
        session.add(Month(month="2026-10", closed_at=T0, closed_by="", method="reciprocal", inputs=""))
    assert run("unmapped", "map", "label", "Object storage", "ERP") == (
        "2026-10 is closed: $1,234.50 of it is for ERP by corrections in 2026-11.\n"
    )


def test_a_field_or_a_service_that_there_is_not_gets_a_sentence() -> None:
    assert "There are label, account, vendor, and tags" in run("unmapped", "--by", "colour", code=2)
    assert "Do you mean COL? Say its key or name" in run("unmapped", "map", "label", "x", "emial", code=2)
