"""Offer rules at work: which rule is let loose on which service, and by whom."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.db import instant


class RuleState(SQLModel, table=True):
    """What the owner of a service said of one rule: go live, or rest."""

    __tablename__ = "rule_states"

    rule: str = Field(primary_key=True)
    service: str = Field(primary_key=True)
    live: bool
    by: str  # Slack user id
    at: datetime = instant()
    reached: int = 0  # whom the preview counted when they decided
