"""Business cases: what is proposed, what it brings and costs, who vouches for it, and what was decided."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel

from bot.db import exact, instant


class BusinessCase(SQLModel, table=True):
    """One proposal to the budget owner, in the business's words; it stays in the register once decided."""

    __tablename__ = "cases"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    service: str | None = Field(default=None, index=True)
    from_tier: str | None = None
    to_tier: str | None = None
    quantity: int = 0
    offer_id: int | None = Field(default=None, index=True)
    author: str = Field(index=True)  # Slack user id
    problem: str
    process: str = ""  # the business process that it is about
    yearly_minor: int = 0  # what it costs a year beyond today
    one_off_minor: int = 0
    risk_factor: Decimal = exact()  # the share of the benefit that a cautious reader counts on
    discount: Decimal = exact()
    years: int = 3
    state: str = Field(default="draft", index=True)  # draft, asked, approved, deferred, declined, withdrawn
    written_at: datetime = instant(index=True)
    asked_of: str | None = Field(default=None, index=True)  # Slack user id of the budget owner
    asked_at: datetime | None = instant(default=None, nullable=True)
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
    reason: str = ""
    revisit_on: date | None = Field(default=None, index=True)
    order_id: int | None = Field(default=None, index=True)
    sample: bool = False

    @property
    def number(self) -> int:
        """The id of a case that is stored."""
        assert self.id is not None
        return self.id


class Benefit(SQLModel, table=True):
    """One thing that a case brings in a year, where its figure comes from, and who in the business answers for it."""

    __tablename__ = "benefits"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    what: str
    yearly_minor: int
    source: str  # where the figure comes from: the impact assessment, the count of incidents, ...
    owner: str  # Slack user id of somebody outside IT


class CaseEvidence(SQLModel, table=True):
    """Something that happened and speaks for a case, also after it was decided."""

    __tablename__ = "case_evidence"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    about: str  # "order:12", "survey:7"
    kind: str  # incident, breach, score, use
    at: datetime = instant()


class Advocate(SQLModel, table=True):
    """Somebody of the business who wants a service, or more of it, and lets their name stand for it."""

    __tablename__ = "advocates"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)
    unit: str = Field(index=True)
    service: str = Field(index=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    statement: str
    consented_at: datetime = instant()
    withdrawn_at: datetime | None = instant(default=None, nullable=True)
    sample: bool = False
