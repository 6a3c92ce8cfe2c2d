"""Asked: every question, what the bot made of it, and whether that was what the person meant."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.db import instant


class Question(SQLModel, table=True):
    """One question of one person and how it was answered."""

    __tablename__ = "questions"

    id: int | None = Field(default=None, primary_key=True)
    root: str | None = Field(
        default=None, index=True
    )  # "channel:ts" of the message that answers; None for /it
    person: str = Field(index=True)  # Slack user id
    unit: str | None = None
    text: str
    how: str = Field(index=True)  # answer, choices, none
    aspect: str = "what"  # what the question wants to know: what, price, hours, owner, ...
    service: str | None = Field(
        default=None, index=True
    )  # of the best match, also when it was not good enough
    entry: str | None = None  # the title of the best match
    confidence: float = 0.0
    verdict: str | None = None  # helpful, not_meant
    meant: str | None = None  # what they chose instead: "ERP#2", "ERP#"
    handed_over: bool = False  # a person took it
    theme: int | None = Field(default=None, index=True)  # the group of unanswered questions it belongs to
    at: datetime = instant(index=True)


class Theme(SQLModel, table=True):
    """A group of questions that the catalog could not answer, and what its owner did about it."""

    __tablename__ = "themes"

    id: int | None = Field(default=None, primary_key=True)
    service: str | None = Field(default=None, index=True)
    title: str  # the question in the middle of the group
    state: str = Field(default="open", index=True)  # open, answered, dropped
    amendment_id: int | None = None
    decided_by: str | None = None
    at: datetime = instant()
