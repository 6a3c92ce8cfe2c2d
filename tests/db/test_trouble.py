"""A database that cannot be used says so in one sentence with a remedy, and gives no password away."""

import builtins
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.db import Database, Unusable


def test_a_second_process_on_one_file_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    first = Database(url)
    first.claim()
    code = f"from bot.db import Database; Database({url!r}).claim()"
    second = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "serves only one" in second.stderr
    assert "PostgreSQL" in second.stderr
    first.close()
    again = Database(url)
    again.claim()
    again.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "is not an address"),
        ("mysql://root@localhost/bot", "names mysql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////nowhere/at/all/bot.db", "Make the folder"),
        ("postgresql://ana:secret@127.0.0.1:9/bot", "does not answer"),
        ("postgres://ana:secret@127.0.0.1:9/bot", "Check DATABASE_URL"),
    ],
)
def test_an_address_that_leads_nowhere_is_explained(url: str, words: str) -> None:
    with pytest.raises(Unusable, match=words) as trouble:
        Database(url).claim()
    assert "secret" not in str(trouble.value)


def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.write_text("These are not the rows you are looking for. " * 100)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(Unusable, match="not a database"):
        database.claim()
    database.close()


def test_a_missing_driver_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    true_import = builtins.__import__

    def no_psycopg(name: str, *args: Any) -> Any:
        if name.startswith("psycopg"):
            raise ModuleNotFoundError(name)
        return true_import(name, *args)

    monkeypatch.setattr(builtins, "__import__", no_psycopg)
    with pytest.raises(Unusable, match="pip install"):
        Database("postgresql://localhost/bot")


def test_a_database_that_answers_is_claimed(db: Database) -> None:
    db.claim()
