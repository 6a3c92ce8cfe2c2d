"""Mapping: which service a cost is for, by what its source says of it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from bot.db import instant

Find = Callable[..., str | None]


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


def rules(session: Session) -> list[MappingRule]:
    """Return the rules, the one that is asked first first."""
    return list(session.exec(select(MappingRule).order_by(col(MappingRule.place), col(MappingRule.id))))


def finder(rules: Sequence[MappingRule]) -> Find | None:
    """Return what finds the service of a line by what its source says (label, account, vendor, tags as JSON).

    None without rules. The first that fits wins.
    """
    if not rules:
        return None

    def find(*, label: str, account: str, vendor: str, tags: str) -> str | None:
        said = {"label": label, "account": account, "vendor": vendor}
        return next((rule.service for rule in rules if said.get(rule.field) == rule.value), None)

    return find
