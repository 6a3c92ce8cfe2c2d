"""Kept forms: what somebody had filled in when they closed a form without sending it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from bot.db import Loader, facts, get, instant
from bot.delivery.facts import pack, unpack

KEPT_FOR = timedelta(days=14)
EVERY_NIGHT = "40 2 * * *"


class KeptForm(SQLModel, table=True):
    """What a person left half done in one form; nobody else ever reads it."""

    __tablename__ = "kept_forms"

    person: str = Field(primary_key=True)  # Slack user id
    form: str = Field(primary_key=True)  # "order:" and which one; "help", "hours", "expedite"
    filled: dict[str, Any] = facts()
    at: datetime = instant(index=True)

    @property
    def said(self) -> dict[str, Any]:
        """What was filled in, as it went in."""
        said: dict[str, Any] = unpack(self.filled)
        return said


def keep(session: Session, person: str, form: str, filled: Mapping[str, Any], now: datetime) -> None:
    """Keep what stands in a form, instead of what was kept of it before."""
    kept = get(session, KeptForm, person, form) or KeptForm(person=person, form=form, at=now)
    kept.filled, kept.at = pack(filled), now
    session.add(kept)


def find(session: Session, person: str, form: str) -> dict[str, Any] | None:
    """Return what is kept of a form, None when it was sent or is forgotten."""
    kept = get(session, KeptForm, person, form)
    return kept.said if kept else None


def latest(session: Session, person: str, kind: str, now: datetime) -> KeptForm | None:
    """Return the form of a kind ("order:") that a person left last, while it is kept."""
    return _latest(kind).first(session, person=person, after=now - KEPT_FOR)


@cache
def _latest(kind: str) -> Loader[KeptForm]:
    mine = select(KeptForm).where(
        KeptForm.person == sa.bindparam("person"),
        col(KeptForm.form).startswith(kind, autoescape=True),
        col(KeptForm.at) > sa.bindparam("after"),
    )
    return Loader(KeptForm, mine.order_by(col(KeptForm.at).desc()).limit(1))


def forget(session: Session, person: str, form: str) -> None:
    """Drop a form: it was sent, or its person wants to start anew."""
    session.execute(_FORGET, {"person": person, "form": form})


_FORGET = delete(KeptForm).where(
    col(KeptForm.person) == sa.bindparam("person"), col(KeptForm.form) == sa.bindparam("form")
)


def forget_old(session: Session, now: datetime) -> None:
    """Drop what was kept for long enough."""
    session.exec(delete(KeptForm).where(col(KeptForm.at) <= now - KEPT_FOR))
