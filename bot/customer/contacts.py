"""Contacts: every conversation with a customer, who began it, and what it told of value or led to."""

from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.db import insert_once, instant

Engagement = Literal["value_check", "offer", "advocate", "none"]


class Contact(SQLModel, table=True):
    """One contact with one person, and what came of it beside what it was about."""

    __tablename__ = "contacts"
    __table_args__ = (sa.UniqueConstraint("about", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    about: str  # "order:12", "question:5", "survey:7", "offer:3", "talk:2", "recovery:4"
    person: str = Field(index=True)
    unit: str | None = Field(default=None, index=True)
    service: str | None = Field(default=None, index=True)
    started_by: str = "customer"  # customer, bot
    intent: str  # question, order, incident, complaint, request, survey, offer, talk, recovery
    engagement: str = "none"  # value_check, offer, advocate, none
    why: str | None = None  # why there was none: the contact policy's code, no_evidence, not_sampled, ...
    at: datetime = instant(index=True)
    sample: bool = False


def note(
    session: Session,
    *,
    about: str,
    person: str,
    unit: str | None,
    intent: str,
    now: datetime,
    started_by: Literal["customer", "bot"] = "customer",
    service: str | None = None,
    engagement: Engagement = "none",
    why: str | None = None,
) -> None:
    """Keep a contact, or what more came of one that is kept; an engagement is never taken back for none.

    What the bot starts is noted when it goes out, and not at all when it was held back: then nobody was met.
    """
    known = {"unit": unit, "service": service, "started_by": started_by, "intent": intent, "at": now}
    outcome = {"engagement": engagement, "why": why}
    if insert_once(session, Contact, about=about, person=person, sample=False, **known, **outcome):
        return
    same = sa.update(Contact).where(col(Contact.about) == about, col(Contact.person) == person)
    if engagement == "none":
        same = same.where(col(Contact.engagement) == "none")
    session.connection().execute(same.values(**outcome))


def last_started(session: Session, person: str, intent: str) -> datetime | None:
    """Return when the bot last started a conversation of this intent with a person."""
    mine = select(func.max(col(Contact.at))).where(
        Contact.person == person, Contact.intent == intent, Contact.started_by == "bot"
    )
    return session.exec(mine).one()
