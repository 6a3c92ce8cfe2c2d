"""Columns that mean the same on both databases (instants, exact decimals, JSON), numbers and constraint names."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: aware on both databases, refused when naive."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn an aware instant into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give the instant back aware, also from SQLite, which forgets zones."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(sa.types.TypeDecorator[Decimal]):
    """A decimal kept digit for digit, as text: SQLite would make a float of it."""

    impl = sa.String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> str | None:
        """Write plain digits."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Decimal | None:
        """Read them back."""
        return None if value is None else Decimal(value)


class Numbered:
    """A row with an `id`, by which people call it once it is stored."""

    id: int | None

    @property
    def number(self) -> int:
        """The id of a row that is stored."""
        assert self.id is not None
        return self.id


def instant(**kwargs: Any) -> Any:
    """Declare a column that holds an instant."""
    return Field(sa_type=UtcDateTime, **kwargs)


def exact(**kwargs: Any) -> Any:
    """Declare a column that holds an exact decimal."""
    return Field(sa_type=Exact, **kwargs)


def facts(**kwargs: Any) -> Any:
    """Declare a column that holds JSON."""
    return Field(sa_type=sa.JSON, **kwargs)


def minor_units(**kwargs: Any) -> Any:
    """Declare a column that holds an amount in minor units, also one beyond what 32 bits hold."""
    return Field(sa_type=sa.BigInteger, **kwargs)
