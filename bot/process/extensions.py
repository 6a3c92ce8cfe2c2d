"""Extensions: service hours that were made longer for once, because somebody in the business asked."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from bot.catalog.hours import Opening
from bot.db import instant


class Extension(SQLModel, table=True):
    """A service is open [starts_at, ends_at) beside its hours, once the owner has agreed."""

    __tablename__ = "extensions"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", unique=True)
    service: str = Field(index=True)
    tier: str | None = None  # the level that asked; the service is open for all of its levels
    starts_at: datetime = instant()
    ends_at: datetime = instant(index=True)
    stake: str  # what is at stake for the business, in its words
    price_minor: int | None = None  # None: the owner names it
    on_call: str | None = None  # Slack user id of who is on duty then
    agreed_by: str | None = None
    agreed_at: datetime | None = instant(default=None, nullable=True)  # None: not in force


def in_force(session: Session, service: str, since: datetime) -> list[Opening]:
    """Return when a service is open beside its hours, of what ends after `since`, the earliest first."""
    agreed = select(Extension).where(
        Extension.service == service, col(Extension.agreed_at).is_not(None), col(Extension.ends_at) > since
    )
    found = session.exec(agreed.order_by(col(Extension.starts_at)))
    return [(each.starts_at, each.ends_at) for each in found]
