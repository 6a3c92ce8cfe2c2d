"""Migrations: brings a database to this version's schema, and refuses one that is older or newer."""

from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from bot.db import Database, Unusable

_HERE = Path(__file__).parent
_RUN = "python -m bot migrate"


def migrate(db: Database) -> str:
    """Bring the database to this version's schema, in one transaction, and return its revision.

    Any number of processes may try at once: one does it, the others find it done.
    """
    with db.schema_change() as connection:
        command.upgrade(alembic_config(connection), "head")
        if db.is_sqlite:
            _check_references(connection)
    return head()


def check_schema(db: Database) -> None:
    """Make sure that the database has this version's schema.

    Raises Unusable with the sentence that says what to run.
    """
    found = revision(db)
    if found == head():
        return
    if found is None:
        raise Unusable(f"The database has no tables yet. Run: {_RUN}")
    if found in {step.revision for step in steps().walk_revisions()}:
        raise Unusable(f"The database is of an older version ({found}). Stop the bot and run: {_RUN}")
    raise Unusable(
        f"The database was used by a newer version of the bot (revision {found}). "
        "Install that version again; nothing was changed."
    )


def is_empty(db: Database) -> bool:
    """Return whether nobody ever made tables here."""
    with db.read() as session:
        return not sa.inspect(session.connection()).get_table_names()


def revision(db: Database) -> str | None:
    """Return the revision of the database's schema, None when it has none."""
    with db.read() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def head() -> str:
    """Return the revision that this version of the bot works with."""
    return str(steps().get_current_head())


def steps() -> ScriptDirectory:
    """Return every step of the schema, read once for each folder: tests have others."""
    return _read(_HERE)


@cache
def _read(place: Path) -> ScriptDirectory:
    return ScriptDirectory(str(place))


def alembic_config(connection: Connection | None) -> Config:
    """Return what Alembic's commands need to work on this connection."""
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    return config


def _check_references(connection: Connection) -> None:
    """SQLite checks no foreign keys while tables are rebuilt, so they are checked before the commit."""
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Unusable(
            f"Rows of {broken[0]} point to rows of {broken[2]} that do not exist; nothing was changed."
        )
