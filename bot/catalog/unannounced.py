"""Unannounced: what a reading of the files took from customers, or made them pay, without a day on which it begins.

And what units plan, since nobody but who leads IT hears of that.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from bot.catalog import inner
from bot.catalog.history import CatalogChange
from bot.catalog.hours import Hours

TOGETHER = timedelta(minutes=15)  # between two changes that are told in one message
_GONE = {"removed": ("live", "pipeline"), "retired": ("live",), "pipeline": ("live",)}  # from which stages
_BACK = ("added", "live")
_STAGES = (*_GONE, *_BACK)
PROMISES = ("hours", "target")
_OF_IT = ("plan", "audience", "restore")  # who leads IT is to know of it, and no customer is told
_KINDS = (*_STAGES, *PROMISES, *_OF_IT, "level", "price")
_BETTER = {"availability": 1, "response_minutes": -1, "resolve_minutes": -1}


class Felt(NamedTuple):
    """One thing that customers feel: what of which service, and what `said` holds of it, as in a change."""

    service: str
    what: str
    about: str
    said: dict[str, Any]


class Round(NamedTuple):
    """Changes that followed one another closely; `number` is that of the first."""

    number: int
    felt: tuple[Felt, ...]
    services: frozenset[str]  # of all of them, also where it is as it was by now


def is_felt(change: CatalogChange) -> bool:
    """Tell whether customers pay or get something else by this change, of which no day was told before."""
    said = change.said
    if change.what == "price":
        return not said.get("was_announced")
    if change.what == "level":
        return "after" not in said
    if change.what in (*PROMISES, *_OF_IT):
        return is_less(change.what, said["before"], said["after"])
    return said.get("was") in _GONE.get(change.what, ())


def latest(session: Session, now: datetime) -> Round | None:
    """Return what customers felt lately, each thing with its oldest and its newest figure; None when nothing was.

    What is as it was before is left out.
    """
    lately = _lately(session, now)
    felt = [row for row in lately if is_felt(row)]
    if not felt or felt[0].id is None:
        return None
    things = dict.fromkeys(_thing(row) for row in felt)
    stories = [[row for row in lately if _thing(row) == thing] for thing in things]
    told = [_told(story) for story in stories if not _comes(story[0].what, story[0].said)]
    left = tuple(one for one in told if not _is_over(one))
    return Round(felt[0].id, left, frozenset(row.service for row in felt))


def _lately(session: Session, now: datetime) -> list[CatalogChange]:
    """Return the changes that followed one another closely until now, the oldest first."""
    wanted = select(CatalogChange).where(col(CatalogChange.what).in_(_KINDS))
    since, lately = now, []
    for row in session.exec(wanted.order_by(col(CatalogChange.id).desc())):
        if since - row.at > TOGETHER:
            break
        lately.append(row)
        since = row.at
    return lately[::-1]


def _thing(row: CatalogChange) -> tuple[str, str, str]:
    return row.service, "stage" if row.what in _STAGES else row.what, row.about


def _told(story: Sequence[CatalogChange]) -> Felt:
    """Return what became of one thing, from its oldest figure to its newest."""
    first, last = story[0], story[-1]
    said = last.said
    if "before" in first.said:
        said["before"] = first.said["before"]
    return Felt(last.service, last.what, last.about, {"owner": first.said.get("owner"), **said})


def _is_over(one: Felt) -> bool:
    """Tell whether nothing of it is left: the service or level is there again, or all is as it was, or better."""
    said = one.said
    if one.what in (*PROMISES, *_OF_IT):
        return not is_less(one.what, said["before"], said["after"])
    if one.what == "price":
        return bool(said["before"] == said["after"])
    return _comes(one.what, said)


def _comes(what: str, said: Mapping[str, Any]) -> bool:
    """Tell whether a service or level is there that was not."""
    return what in _BACK or (what == "level" and "after" in said)


def is_less(what: str, before: Any, after: Any) -> bool:
    """Tell whether a change of that kind takes something: promises, sight, a time that can be kept, or any plan."""
    if what == "plan":
        return bool(before != after)
    if what == "audience":
        return inner.is_narrower(before, after)
    if what == "restore":
        return inner.is_impossible(after) and not inner.is_impossible(before)
    if what == "hours":
        return not Hours.parse(after, "UTC").covers(Hours.parse(before, "UTC"))
    return any(_is_worse(before[name], after[name], better) for name, better in _BETTER.items())


def _is_worse(before: Any, after: Any, better: int) -> bool:
    """Tell whether a figure moved away from what is better (1: more, -1: less), or is not promised any more."""
    return before is not None and (after is None or (after - before) * better < 0)
