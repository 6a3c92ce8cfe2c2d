"""Reading a log: each row becomes events in order of time, or is listed with the reason why not."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from zlib import crc32
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict

UNKNOWN = ("", "?", "NULL", "None", "-")
State = Literal["open", "taken", "waiting", "done", "closed", "cancelled"]


class Columns(BaseModel):
    """Which column holds what, and what its words mean; `changes` has a row for each change, `incidents` one for all.

    `at` and `state` are for changes; `times` names a column for each state of an incident.
    """

    model_config = ConfigDict(extra="forbid")

    shape: Literal["changes", "incidents"] = "changes"
    number: str = "number"
    at: str = "sys_updated_at"
    state: str = "incident_state"
    opened: str = "opened_at"
    times: dict[State, str] = {}
    priority: str | None = "priority"
    group: str | None = "assignment_group"
    formats: list[str] = ["%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S"]
    zone: str = "UTC"
    states: dict[str, State] = {
        "New": "open",
        "Active": "taken",
        "Awaiting User Info": "waiting",
        "Awaiting Problem": "taken",
        "Awaiting Vendor": "taken",
        "Awaiting Evidence": "taken",
        "Resolved": "done",
        "Closed": "closed",
    }
    priorities: dict[str, int] = {"1 - Critical": 1, "2 - High": 2, "3 - Moderate": 3, "4 - Low": 4}
    services: dict[
        str, str
    ] = {}  # by group; whose group is not named here is measured by the help desk's hours


@dataclass(frozen=True)
class Event:
    """An incident came into a state."""

    number: str
    at: datetime
    state: str
    opened: datetime
    priority: int
    service: str | None
    row: int


@dataclass
class Unmapped:
    """How many events were not mapped for one reason, and where the first stands."""

    count: int
    row: int
    column: str
    value: str


@dataclass
class Log:
    """What was read: events by time, and what could not be mapped."""

    events: list[Event] = field(default_factory=list)
    unmapped: dict[str, Unmapped] = field(default_factory=dict)
    rows: int = 0
    made_up: str = ""

    @property
    def lost(self) -> int:
        """How many events were not mapped."""
        return sum(each.count for each in self.unmapped.values())

    def leave_out(self, reason: str, row: int, column: str, value: str) -> None:
        """List an event as not mapped."""
        self.unmapped.setdefault(reason, Unmapped(0, row, column, value)).count += 1


class _Unread(Exception):  # noqa: N818  # a fact about a row
    def __init__(self, reason: str, column: str, value: str) -> None:
        super().__init__(reason)
        self.reason, self.column, self.value = reason, column, value


def columns(path: Path | None) -> Columns:
    """Read the map; without one, the map of the UCI log."""
    return Columns.model_validate(yaml.safe_load(path.read_text()) if path else {})


def read(path: Path, named: Columns, size: int = 100) -> Log:
    """Read a CSV file, or so many per cent of its incidents. Raises KeyError for a column that it lacks."""
    log = Log()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        _check(reader.fieldnames or (), named)
        for row, values in enumerate(reader, 2):
            log.made_up = log.made_up or values.get("made_up") or ""
            if crc32(values[named.number].encode()) % 100 < size:
                _read_row(log, values, named, row)
    log.events.sort(key=lambda event: (event.at, event.row))
    return log


def _check(there: Any, named: Columns) -> None:
    asked = [named.number, named.priority, named.group]
    asked += [named.at, named.state] if named.shape == "changes" else list(named.times.values())
    if missing := [name for name in asked if name and name not in there]:
        raise KeyError(f"the file has no column {', '.join(missing)}; it has {', '.join(there)}")


def _read_row(log: Log, values: Mapping[str, str], named: Columns, row: int) -> None:
    found = _changes if named.shape == "changes" else _steps
    for state, column in found(values, named):
        log.rows += 1
        try:
            log.events.append(_event(values, named, row, state, column))
        except _Unread as unread:
            log.leave_out(unread.reason, row, unread.column, unread.value)


def _changes(values: Mapping[str, str], named: Columns) -> Iterator[tuple[str | None, str]]:
    yield named.states.get(values[named.state]), named.at


def _steps(values: Mapping[str, str], named: Columns) -> Iterator[tuple[str | None, str]]:
    for state, column in named.times.items():
        if values[column] not in UNKNOWN:  # it never came to that
            yield state, column


def _event(values: Mapping[str, str], named: Columns, row: int, state: str | None, column: str) -> Event:
    if state is None:
        raise _Unread("state of no name", named.state, values[named.state])
    number = values[named.number]
    if number in UNKNOWN:
        raise _Unread("no number", named.number, number)
    at = _instant(values, named, column)
    opened = _instant(values, named, named.opened) if values.get(named.opened) not in (None, *UNKNOWN) else at
    if at < opened:
        raise _Unread("before it was opened", column, values[column])
    return Event(number, at, state, opened, _priority(values, named), _service(values, named), row)


def _instant(values: Mapping[str, str], named: Columns, column: str) -> datetime:
    given = values[column]
    if given in UNKNOWN:
        raise _Unread("no time", column, given)
    for pattern in named.formats:
        try:
            at = datetime.strptime(given, pattern)  # noqa: DTZ007  # the zone is the map's
        except ValueError:
            continue
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(named.zone))
    raise _Unread("time in no known format", column, given)


def _priority(values: Mapping[str, str], named: Columns) -> int:
    if named.priority is None:
        return 3
    given = values[named.priority]
    if given not in named.priorities:
        raise _Unread("priority of no name", named.priority, given)
    return named.priorities[given]


def _service(values: Mapping[str, str], named: Columns) -> str | None:
    return named.services.get(values[named.group]) if named.group else None
