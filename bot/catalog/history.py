"""History: what changed in the catalog, and what of it a person has not seen yet."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.db import facts, instant


class CatalogChange(SQLModel, table=True):
    """One change that a customer could notice, found when the catalog was read again."""

    __tablename__ = "catalog_changes"
    __table_args__ = (sa.UniqueConstraint("digest", "service", "what", "about"),)

    id: int | None = Field(default=None, primary_key=True)
    digest: str  # of the catalog that brought it
    service: str  # key, "" for IT as a whole
    what: str  # added, live, retired, price, hours, level, target, question, words
    about: str = ""  # the level or the question that it is about
    facts: dict[str, Any] = facts()  # before and after
    at: datetime = instant(index=True)


class CatalogState(SQLModel, table=True):
    """The catalog as it was last read by any process: what the next reading is compared with."""

    __tablename__ = "catalog_states"

    digest: str = Field(primary_key=True)
    facts: dict[str, Any] = facts()
    at: datetime = instant(index=True)


class Look(SQLModel, table=True):
    """Up to which change a person has seen the catalog."""

    __tablename__ = "looks"

    person: str = Field(primary_key=True)  # Slack user id
    seen: int = 0  # id of the latest change shown
    at: datetime = instant()
