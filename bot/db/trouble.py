"""Trouble with the database, told in sentences: what is wrong and what to do."""

from pathlib import Path

import sqlalchemy as sa

ADDRESSES = "sqlite:///domestique.db or postgresql://user:password@host/name"


class Unusable(Exception):  # noqa: N818  # it names a state, and its message is the remedy
    """What the bot stands on, such as its database, cannot be used as it is; the message says why and what to do."""


class NotStored(sa.exc.SQLAlchemyError):
    """The rows of a whole group of sessions did not reach the disk; each of them is undone."""


def in_use(database: str) -> Unusable:
    """Say that SQLite serves one process only."""
    return Unusable(
        f"Another process is using {database}, and SQLite serves only one. "
        "Stop the other one, or set DATABASE_URL to a PostgreSQL database to run several."
    )


def no_place(folder: Path, error: OSError) -> Unusable:
    """Say that the database's folder cannot be used."""
    return Unusable(
        f"{folder} cannot hold the database ({error.strerror}). Make the folder, or change DATABASE_URL."
    )


def no_address(url: str) -> Unusable:
    """Say that an address is none; it may hold a password, so only its beginning is told."""
    kind = url.split(":", 1)[0]
    return Unusable(f"DATABASE_URL ({kind}:…) is not an address of a database. Use {ADDRESSES}.")


def no_file() -> Unusable:
    """Say that rows must outlive the process."""
    return Unusable(f"DATABASE_URL names no file, so everything would be forgotten. Use {ADDRESSES}.")


def no_such_kind(kind: str) -> Unusable:
    """Say which databases there are."""
    return Unusable(f"DATABASE_URL names {kind}, which Domestique does not know. Use {ADDRESSES}.")


def no_driver() -> Unusable:
    """Say how to get PostgreSQL's driver."""
    return Unusable(
        "PostgreSQL needs its driver. In Domestique's folder: python -m pip install -e '.[postgres]'"
    )


def unreachable(url: sa.URL, error: sa.exc.DBAPIError) -> Unusable:
    """Say why the database does not answer; passwords stay out of it."""
    reason = str(error.orig).strip().splitlines()[0].rstrip(".") if error.orig else "no reason given"
    if url.get_backend_name() == "sqlite":
        return Unusable(
            f"{url.database} cannot be opened ({reason}). "
            "Check that its folder exists, that you may write there, and that the disk is not full."
        )
    where = url.render_as_string(hide_password=True)
    return Unusable(f"{where} does not answer ({reason}). Check DATABASE_URL and that PostgreSQL runs there.")
