"""Writes the next migration from what the tables say: python -m bot.migrations.new "what changes"."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import Script

from bot.db import Database
from bot.migrations import alembic_config, migrate, steps


def write(message: str, folder: Path) -> Path:
    """Compare the tables with a database made by all migrations so far; return the new file."""
    db = Database(f"sqlite:///{folder / 'draft.db'}")
    migrate(db)
    number = f"{len(list(steps().walk_revisions())) + 1:04d}"
    with db.schema_change() as connection:
        config = alembic_config(connection)
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        script = command.revision(config, message, autogenerate=True, rev_id=number)
    db.close()
    if not isinstance(script, Script):
        raise TypeError(f"Alembic wrote {script!r} instead of one file")
    return Path(script.path)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        print(write(sys.argv[1], Path(scratch)))
