"""Troubles: catalog files that cannot be taken as they are, from the first look at them until they are mended."""

import hashlib
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.catalog.mistakes import CatalogMistakes
from bot.db import insert_once, instant


class Trouble(SQLModel, table=True):
    """One time in which the files on disk were not fit to be taken; there is one at a time."""

    __tablename__ = "catalog_troubles"

    id: int | None = Field(default=None, primary_key=True)
    is_open: bool | None = Field(default=True, unique=True)  # None once it is mended, so that many may be
    digest: str = ""  # of the mistakes that were last told
    at: datetime = instant()
    mended_at: datetime | None = instant(default=None, nullable=True)


def meet(session: Session, found: CatalogMistakes, now: datetime) -> Trouble | None:
    """Return the trouble when these mistakes are news in it, None when they were told before."""
    insert_once(session, Trouble, is_open=True, digest="", at=now)
    trouble = session.exec(_open().with_for_update()).one()
    digest = hashlib.sha256(str(found).encode()).hexdigest()
    if trouble.digest == digest:
        return None
    trouble.digest = digest
    return trouble


def mend(session: Session, now: datetime) -> Trouble | None:
    """Note that the files are fit again; return the trouble that is over with it, None when there was none."""
    trouble = session.exec(_open().with_for_update()).first()
    if trouble is not None:
        trouble.is_open, trouble.mended_at = None, now
    return trouble


def _open() -> SelectOfScalar[Trouble]:
    return select(Trouble).where(col(Trouble.is_open).is_(True))
