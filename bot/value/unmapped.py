"""Unmapped: cost that no service accounts for, as people read it: by what its source calls it, the dearest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import mapping
from bot.cost.mapping import Group, Mapped
from bot.money import Money, total

SHOWN = 8
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
class Overview:
    """The dearest groups, how many more there are, and what all of them come to."""

    groups: tuple[Waiting, ...]
    more: int
    whole: Money


@dataclass(frozen=True)
class Placed:
    """What was said of one group, and what that changed; a closed month's part is booked in an open one."""

    key: str
    value: str
    service: str | None
    lines: int
    amount: Money
    corrected: tuple[tuple[str, str, Money], ...]  # closed month, where it is booked instead, how much


def overview(session: Session, catalog: Catalog, guess: Guess) -> Overview:
    """Return the cost that waits for somebody to say whose it is, of all months."""
    found, currency = mapping.unassigned(session), catalog.company.currency
    whole = total([Money(each.minor, currency) for each in found], currency)
    shown = tuple(_waiting(each, currency, guess) for each in found[:SHOWN])
    return Overview(shown, len(found) - len(shown), whole)


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


def _amounts(done: Mapped, currency: str) -> tuple[Money, tuple[tuple[str, str, Money], ...]]:
    corrected = sorted(
        (month, into, Money(minor, currency)) for month, (into, minor) in done.corrected.items()
    )
    return Money(done.minor, currency), tuple(corrected)
