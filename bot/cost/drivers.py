"""Drivers: what cost follows, such as sites, people or devices, and how many of each a month has."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, select

from bot.db import exact


class DriverLevel(SQLModel, table=True):
    """So many of a driver from a month on, until the next level; of one unit, or of the whole company."""

    __tablename__ = "driver_levels"
    __table_args__ = (UniqueConstraint("driver", "month", "unit"),)

    id: int | None = Field(default=None, primary_key=True)
    driver: str = Field(index=True)  # "sites"
    month: str = Field(index=True)  # YYYY-MM
    unit: str = ""  # "": the whole company
    level: Decimal = exact()
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None


class Levels:
    """How many of each driver there are in a month, of the company or of one unit; what nobody said is None."""

    def __init__(self, rows: Iterable[DriverLevel], unit: str = "") -> None:
        self.unit = unit
        self._rows: dict[str, dict[str, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
        for row in rows:
            self._rows[row.driver][row.unit][row.month] = row.level

    def of(self, unit: str) -> "Levels":
        """Return the same levels as one unit sees them, "" for the company."""
        seen = Levels((), unit)
        seen._rows = self._rows
        return seen

    @property
    def names(self) -> list[str]:
        """The drivers that have a level here, by name."""
        return sorted(name for name, units in self._rows.items() if not self.unit or self.unit in units)

    def at(self, driver: str, month: str) -> Decimal | None:
        """Return the level in a month; what is not said of the company is the sum of its units."""
        units = self._rows.get(driver, {})
        said = _latest(units.get(self.unit, {}), month)
        if said is not None or self.unit:
            return said
        parts = self.by_unit(driver, month)
        return sum(parts.values(), Decimal(0)) if parts else None

    def by_unit(self, driver: str, month: str) -> dict[str, Decimal]:
        """Return the level of each unit that has one in a month."""
        units = self._rows.get(driver, {})
        levels = {unit: _latest(units[unit], month) for unit in sorted(units) if unit}
        return {unit: level for unit, level in levels.items() if level is not None}


def _latest(levels: dict[str, Decimal], month: str) -> Decimal | None:
    since = sorted(levels)
    place = bisect_right(since, month)
    return levels[since[place - 1]] if place else None


def levels(session: Session) -> Levels:
    """Return every level that is known."""
    return Levels(session.exec(select(DriverLevel)).all())
