"""A process is killed between two pieces of a file: nothing of it counts, and it is taken in all the same."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import SQLModel
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.cost import capture, lines
from bot.cost.batches import Batch
from bot.cost.capture import Unreadable
from bot.cost.lines import CostLine
from bot.settings import HOUSE
from tests.conftest import T0
from tests.cost.capture.counter import Counter
from tests.databases import opened

BILL = "month,amount\n" + "2026-10,1\n" * 40
DIES = """
import os, signal, sys
from pathlib import Path
from bot import catalog
from bot.cost import capture
from bot.cost.capture import files, undoing
from bot.db import Database
from bot.settings import HOUSE

files.A_PIECE = undoing._AT_ONCE = 10
what, url, number, path = sys.argv[1:]
db = Database(url)
if what == "store":
    def die(rows, share):
        if rows == 30:
            os.kill(os.getpid(), signal.SIGKILL)
    capture.store(db, catalog.load(HOUSE / "catalog_data"), int(number), Path(path), progress=die)
delete = undoing._delete
def die_after(session, batch):
    if session.connection().exec_driver_sql("SELECT count(*) FROM cost_lines").scalar() == 20:
        os.kill(os.getpid(), signal.SIGKILL)
    return delete(session, batch)
undoing._delete = die_after
capture.sweep(db)
"""


def dies(what: str, url: str, batch: Batch, path: Path) -> None:
    """Have another process store a file, or take it out, and be killed in the middle."""
    ended = subprocess.run(
        [sys.executable, "-c", DIES, what, url, str(batch.number), str(path)], cwd=HOUSE, capture_output=True
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def total(counter: Counter) -> int:
    with counter.db.read() as session:
        return sum(sum(parts.values()) for parts in lines.direct(session, "2026-10").values())


def url_of(counter: Counter) -> str:
    return counter.db.url.render_as_string(hide_password=False)


def test_a_file_of_which_some_pieces_are_stored_is_stored_anew(counter: Counter) -> None:
    path = counter.file(BILL)
    batch = counter.look(path)
    dies("store", url_of(counter), batch, path)
    assert (len(counter.rows(CostLine)), total(counter)) == (20, 0)
    with pytest.raises(Unreadable, match="busy"):
        counter.look(path)

    with counter.db.session() as session:
        left = session.get_one(Batch, batch.number)
        assert left.touched_at is not None
        left.touched_at -= capture.undoing.ABANDONED * 2
        session.add(left)
    assert counter.take(path).state == "stored"
    assert (len(counter.rows(CostLine)), total(counter)) == (40, 40_00)


def test_a_file_of_which_some_pieces_are_taken_out_goes_with_the_next_sweep(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = counter.file(BILL)
    batch = counter.take(path)
    monkeypatch.setattr(capture.undoing, "_AT_ONCE", 10)
    with counter.db.session() as session:
        capture.undo(session, batch.number, by="U0DEE", now=T0)
    dies("sweep", url_of(counter), batch, path)
    assert (len(counter.rows(CostLine)), total(counter)) == (20, 0)
    capture.sweep(counter.db)
    assert counter.rows(CostLine) == []
    assert counter.take(path).state == "stored"


def test_the_command_line_begins_anew_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "DOMESTIQUE_CATALOG", "DOMESTIQUE_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)
    Path("bill.csv").write_text(BILL)
    url = f"sqlite:///{tmp_path / 'domestique.db'}"
    assert CliRunner().invoke(cli, ["import", "bill.csv"], input="n\n").exit_code == 0
    with opened(url) as db:
        with db.read() as session:
            (number,) = session.connection().execute(SQLModel.metadata.tables["batches"].select()).all()
            batch = session.get_one(Batch, number[0])
        dies("store", url, batch, tmp_path / "bill.csv")

    ended = CliRunner().invoke(cli, ["import", "bill.csv", "--yes"])
    assert "Taken: 40 rows" in ended.output
    with opened(url) as db, db.read() as session:
        assert sum(sum(parts.values()) for parts in lines.direct(session, "2026-10").values()) == 40_00
