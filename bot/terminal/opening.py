"""Opening: what each command begins with: the environment, the database, and errors in plain sentences."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import typer
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot.catalog import CatalogMistakes
from bot.db import Database, Unusable
from bot.migrations import check_schema, is_empty, migrate
from bot.settings import Settings


@contextmanager
def plain_errors() -> Iterator[None]:
    """End what cannot go on in one clear sentence and exit code 2."""
    try:
        yield
    except CatalogMistakes as mistakes:
        for mistake in mistakes.mistakes:
            typer.echo(str(mistake), err=True)
        typer.echo(f"{len(mistakes.mistakes)} to mend in the catalog; nothing was started.", err=True)
        raise typer.Exit(2) from None
    except Unusable as reason:
        typer.echo(str(reason), err=True)
        raise typer.Exit(2) from None


def settings() -> Settings:
    """Read the environment, and say which setting is wrong if one is."""
    try:
        return Settings()
    except ValidationError as error:
        for wrong in error.errors():
            name = str(wrong["loc"][0]).upper()
            typer.echo(f"{name} is {wrong['input']!r}: {wrong['msg'].lower()}.", err=True)
        raise typer.Exit(2) from None


def open_database(chosen: Settings) -> Database:
    """Open the database for serving: alone on SQLite, and with the schema this version expects."""
    db = Database(chosen.database_url)
    try:
        db.claim()
        if is_empty(db):
            migrate(db)
        check_schema(db)
    except Unusable:
        db.close()
        raise
    return db


@contextmanager
def looking(chosen: Settings) -> Iterator[Session | None]:
    """Open the database to look at its rows, beside a running bot; None while there is nothing to look at."""
    with closing(Database(chosen.database_url)) as db:
        if db.is_sqlite and not Path(db.url.database or "").exists():
            yield None
            return
        try:
            check_schema(db)
        except (Unusable, DBAPIError):
            yield None
            return
        with db.read() as session:
            yield session
