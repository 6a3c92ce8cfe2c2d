"""Unmapped: cost that no service accounts for, as people read it: by what its source calls it, the dearest first."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import mapping
from bot.cost.mapping import Group, Mapped
from bot.money import Money, total

SHOWN, SAID = 8, 5
Guess = Callable[[str], str | None]
"""Returns the key of the service that words surely mean."""


@dataclass(frozen=True)
class Waiting:
    """One group: `key` names it on a button, `guess` is the service that its words name."""

    key: str
    field: str
    value: str
    lines: int
    amount: Money
    months: tuple[str, ...]
    newcomers: tuple[str, ...]
    guess: str | None


@dataclass(frozen=True)
class Said:
    """What was said of a group earlier, which `key` lets be said anew; without a service it is nobody's."""

    key: str
    value: str
    service: str | None


@dataclass(frozen=True)
class Overview:
    """The dearest groups, how many more there are, what all of them come to, and what was said last of others."""

    groups: tuple[Waiting, ...]
    more: int
    whole: Money
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Placed:
    """What was said of one group, and what that changed; a closed month's part is booked in an open one.

    `amount` is of open and closed months together, `lines` are those of open ones.
    """

    key: str
    value: str
    service: str | None
    lines: int
    amount: Money
    corrected: tuple[tuple[tuple[str, ...], str, Money], ...]  # closed months, where booked instead, how much


def overview(session: Session, catalog: Catalog, guess: Guess, placed: Placed | None = None) -> Overview:
    """Return the cost that waits for somebody to say whose it is, of all months; `placed` was said just now."""
    found, currency = mapping.unassigned(session), catalog.company.currency
    whole = total([Money(each.minor, currency) for each in found], currency)
    shown = tuple(_waiting(each, currency, guess) for each in found[:SHOWN])
    return Overview(shown, len(found) - len(shown), whole, _said(session, placed))


def _said(session: Session, placed: Placed | None) -> tuple[Said, ...]:
    latest = sorted(mapping.rules(session), key=lambda each: each.at, reverse=True)
    found = (Said(key_of(each.field, each.value), each.value, each.service) for each in latest)
    return tuple(each for each in found if placed is None or each.key != placed.key)[:SAID]


def _waiting(group: Group, currency: str, guess: Guess) -> Waiting:
    return Waiting(
        key=key_of(group.field, group.value),
        field=group.field,
        value=group.value,
        lines=group.lines,
        amount=Money(group.minor, currency),
        months=_ends(group.months),
        newcomers=group.newcomers,
        guess=guess(group.value) if group.field else None,
    )


def _ends(months: Sequence[str]) -> tuple[str, ...]:
    return (months[0], months[-1]) if len(months) > 1 else tuple(months)


def key_of(field: str, value: str) -> str:
    """Return the name of a group on a button, which has no room for what a source may say."""
    return sha256(f"{field}\n{value}".encode()).hexdigest()[:16]


def place(
    session: Session, catalog: Catalog, key: str, service: str | None, by: str, now: datetime
) -> Placed | None:
    """Say for which service the cost of a group is; None when there is no such group any more.

    A group that was placed before is placed anew. Without a service it is nobody's, and asked about no more.
    """
    groups = [(each.field, each.value) for each in mapping.unassigned(session) if each.field]
    ruled = [(each.field, each.value) for each in mapping.rules(session)]
    meant = next((each for each in [*groups, *ruled] if key_of(*each) == key), None)
    if meant is None:
        return None
    done = mapping.map_group(session, catalog, *meant, service, by=by, now=now)
    return Placed(key, meant[1], service, done.lines, *_amounts(done, catalog.company.currency))


def _amounts(done: Mapped, currency: str) -> tuple[Money, tuple[tuple[tuple[str, ...], str, Money], ...]]:
    closed = defaultdict[str, list[str]](list)
    for month, (into, _) in sorted(done.corrected.items()):
        closed[into].append(month)
    corrected = tuple(
        (_ends(each), into, Money(sum(done.corrected[month][1] for month in each), currency))
        for into, each in sorted(closed.items())
    )
    return total([Money(done.minor, currency), *(amount for *_, amount in corrected)], currency), corrected
