"""Beginnings: what many tests begin with happens once; later offices are put where it led.

Only in an office where nothing has happened but other beginnings, and on SQLite. Thoroughly, each test goes all the
way itself.
"""

import pickle
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary, ref

from bot import clock
from bot.sandbox.hands import Person
from bot.sandbox.workspace import Workspace

if TYPE_CHECKING:
    from tests.office import Office

Begin = TypeVar("Begin", bound=Callable[..., Any])
Key = tuple[Any, ...]
# What of a workspace is wired into the process or never changes; all else is what happened in it.
_STAYS = (
    *("lock", "feed", "faults", "limits", "post", "before_clock_moves", "on_clock_moved"),
    *("team", "app", "manifest", "base_url", "hints"),
)
_reached: dict[Key, "_Reached"] = {}
_offices: "WeakKeyDictionary[Workspace, ref[Office]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class _Reached:
    """Where a beginning led: its answer and the workspace, pickled, and all rows."""

    pickled: bytes
    rows: bytes
    now: datetime


@dataclass
class Beginning:
    """With what an office began, and how to tell that something else happened since."""

    key: Key
    mark: Key


def begun_once(begin: Begin) -> Begin:
    """Let what an office, or a person in it, begins with happen once for all tests that begin with it.

    What a test took before (a Person.member, a SeenMessage.raw) is of the workspace that was: take it afterwards.
    """

    @wraps(begin)
    def begun(*args: Any, **kwargs: Any) -> Any:
        who, *given = (*args, *kwargs.values())
        office = _office_of(who) if isinstance(who, Person) else who
        if office is None or office.beginning is None or mark(office) != office.beginning.mark:
            return begin(*args, **kwargs)
        who_and_what = [
            each.id if isinstance(each, Person) else each for each in (who, *given) if each is not office
        ]
        key = (*office.beginning.key, begin, *who_and_what, *kwargs)
        if key in _reached:
            return _put_there(office, key)
        before = _in_force(office)
        answer = begin(*args, **kwargs)
        if _in_force(office) == before:
            _reached[key] = _reach(office, answer)
        return answer

    return cast(Begin, begun)


def may_begin(office: "Office", *name: str) -> None:
    """Let beginnings of this office, in which nothing has happened yet, be put in place of going all the way.

    An office that is not like all others begins with a name: what is reached there is only for those of that name.
    """
    office.beginning = Beginning(name, mark(office))
    _offices[office.workspace] = ref(office)


def mark(office: "Office") -> Key:
    """Return what is another as soon as something happens."""
    written = vars(vars(office.desk.db)["_writer"])["_connection"] is not None
    return clock.now(), written, _in_force(office), pickle.dumps(_happened(office))


def _in_force(office: "Office") -> Key:
    """Return what is not put there: a beginning that changes it is gone to each time."""
    desk, workspace = office.desk, office.workspace
    wired = desk.settings, desk.shelf.stock, desk.referee, desk.wire, workspace.post.route
    known = workspace.team, workspace.app, workspace.manifest
    pace = workspace.post.patience, workspace.post.retry_delays, workspace.limits.on
    return *map(id, wired + known), *pace, repr(workspace.faults.waiting)


def _office_of(person: Person) -> "Office | None":
    office = _offices.get(vars(person)["_workspace"])
    return office() if office else None


def _happened(office: "Office") -> dict[str, Any]:
    return {name: value for name, value in vars(office.workspace).items() if name not in _STAYS}


def _reach(office: "Office", answer: Any) -> _Reached:
    connection = sqlite3.connect(_file(office))
    rows = connection.serialize()
    connection.close()
    return _Reached(pickle.dumps((answer, _happened(office))), rows, clock.now())


def _put_there(office: "Office", key: Key) -> Any:
    reached = _reached[key]
    vars(office.desk.db)["_looking"].dispose()
    for left in _file(office).parent.glob(f"{_file(office).name}-*"):
        left.unlink()
    _file(office).write_bytes(reached.rows)
    answer, happened = pickle.loads(reached.pickled)
    vars(office.workspace).update(happened)
    office.frozen.move_to(reached.now)
    office.beginning = Beginning(key, mark(office))
    return answer


def _file(office: "Office") -> Path:
    return Path(office.desk.db.url.database or "")
