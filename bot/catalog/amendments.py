"""Amendments: what people add to the catalog in Slack; the files stay as they are until somebody folds it in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.db import facts, instant

PROPOSED, ACCEPTED, DECLINED, FOLDED = "proposed", "accepted", "declined", "folded"


class Amendment(SQLModel, table=True):
    """One addition to the catalog: a service, a question and its answer, a way to ask, an impact.

    It counts once it is accepted, and no longer once it is folded into the files.
    """

    __tablename__ = "amendments"
    __table_args__ = (
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'declined', 'folded')", name="state"),
        sa.CheckConstraint("kind IN ('service', 'faq', 'phrasing', 'impact', 'agreement')", name="kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    service: str | None = Field(default=None, index=True)  # key; None for a question about IT as a whole
    facts: dict[str, Any] = facts()  # in the words of the catalog's files
    state: str = Field(default=PROPOSED, index=True)
    by: str  # Slack user id
    at: datetime = instant()
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
