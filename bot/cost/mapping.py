"""Mapping: which service a cost is for, by what its source says of it."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from bot.db import instant


class MappingRule(SQLModel, table=True):
    """Cost lines whose `field` is `value` are of `service`; the first rule that fits, by `place`, wins.

    Fields are `label`, `account`, `vendor` and `tag:NAME`. Without a service, the cost is known to be
    nobody's and stays unassigned without being asked about again.
    """

    __tablename__ = "mapping_rules"
    __table_args__ = (UniqueConstraint("field", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    place: int = Field(index=True)
    field: str
    value: str
    service: str | None = None
    by: str = ""
    at: datetime = instant()
