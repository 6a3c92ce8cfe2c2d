"""People: who they are in Slack, the business unit they work for, and what they do not want."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.db import instant


class Person(SQLModel, table=True):
    """A colleague as the bot knows them; the Slack user id is their key."""

    __tablename__ = "people"

    id: str = Field(primary_key=True)  # Slack user id
    name: str = ""
    email: str | None = Field(default=None, index=True)
    unit: str | None = Field(default=None, index=True)  # business unit code; None until known
    zone: str | None = None  # IANA
    locale: str | None = None
    refuses_surveys: bool = False
    refuses_offers: bool = False
    active: bool = True
    seen_at: datetime | None = instant(default=None, nullable=True)  # when Slack was last asked about them
    sample: bool = False
