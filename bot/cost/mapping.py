"""Mapping: which service a cost is for, by what its source says of it; what no rule fits waits to be mapped."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, func, select

from bot.catalog import Catalog
from bot.cost import lines, months
from bot.cost.lines import CostLine
from bot.cost.price_lists import PriceList
from bot.db import instant

WORDS = ("label", "account", "vendor")  # of a line, the one that says most first
TAG = "tag:"
_AT_ONCE = 500  # values that a statement compares with


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


Find = Callable[..., MappingRule | None]


@dataclass(frozen=True)
class Group:
    """Cost of no service that its source calls the same: `field` is `value`; without a field it says nothing.

    `minor` in minor units of the company's currency. `newcomers` are vendors among them that no service ever
    had cost from: somebody may have bought past IT.
    """

    field: str
    value: str
    lines: int
    minor: int
    months: tuple[str, ...]
    vendors: tuple[str, ...]
    newcomers: tuple[str, ...] = ()


@dataclass
class Mapped:
    """What mapping changed: lines of open months moved, and by closed month what was booked where instead."""

    service: str | None
    lines: int = 0
    minor: int = 0
    corrected: dict[str, tuple[str, int]] = field(default_factory=dict)  # closed month: (into, minor units)


def rules(session: Session) -> list[MappingRule]:
    """Return the rules, the one that is asked first first."""
    return list(session.exec(select(MappingRule).order_by(col(MappingRule.place), col(MappingRule.id))))


def finder(rules: Sequence[MappingRule]) -> Find | None:
    """Return what finds the rule of a line by what its source says (label, account, vendor, tags as JSON).

    None without rules. The first that fits wins.
    """
    if not rules:
        return None
    places = {id(rule): place for place, rule in enumerate(rules)}
    by_field: dict[str, dict[str, MappingRule]] = {}
    for rule in rules:
        by_field.setdefault(rule.field, {}).setdefault(rule.value, rule)
    in_tags = any(name.startswith(TAG) for name in by_field)

    def find(*, label: str, account: str, vendor: str, tags: str) -> MappingRule | None:
        said = {"label": label, "account": account, "vendor": vendor}
        if in_tags and tags:
            said.update(named(tags))
        fits = [by_field[name].get(value) for name, value in said.items() if name in by_field]
        return min(filter(None, fits), key=lambda rule: places[id(rule)], default=None)

    return find


@lru_cache(maxsize=20_000)
def named(tags: str) -> Mapping[str, str]:
    """Return the tags of a line, as it keeps them, by field: `tag:application`; names have no case and no edges."""
    found = json.loads(tags) if tags else {}
    return {tag_field(name): str(value).strip() for name, value in found.items() if value is not None}


def tag_field(name: str) -> str:
    """Return the field of a tag by its name."""
    return TAG + name.strip().casefold()


def field_of(said: str) -> str | None:
    """Return the field that a person means: `Label`, `tag:Application`; None where there is none like it."""
    kind, _, name = said.strip().partition(":")
    if name.strip() and kind.casefold() + ":" == TAG:
        return tag_field(name)
    return kind.casefold() if kind.casefold() in WORDS and not name else None


def familiar() -> sa.Select[Any]:
    """Return the query for the vendors that services have cost from, or that have a price list or a rule."""
    booked = sa.select(col(CostLine.vendor)).where(col(CostLine.service).is_not(None), lines.booked())
    listed = sa.select(col(PriceList.vendor))
    ruled = sa.select(col(MappingRule.value)).where(col(MappingRule.field) == "vendor")
    known = sa.union(booked, listed, ruled).subquery()
    return sa.select(known.c[0])


def unassigned(
    session: Session, wanted: Collection[str] | None = None, *, by: str | None = None
) -> list[Group]:
    """Return the cost that no service and no rule accounts for, of these months or of all, the dearest first.

    A group is what its source calls the same; with `by` (a field) first by that, where the lines say it.
    """
    known = {row[0].casefold() for row in session.execute(familiar())}
    found: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in session.execute(_waiting(wanted, with_tags=bool(by and by.startswith(TAG)))):
        found[_called(row, by)].append(row)
    groups = [_group(*key, rows, known) for key, rows in found.items()]
    return sorted(groups, key=lambda each: (-abs(each.minor), each.field, each.value))


def _waiting(wanted: Collection[str] | None, *, with_tags: bool) -> sa.Select[Any]:
    said: list[Any] = [col(CostLine.label), col(CostLine.account), col(CostLine.vendor), col(CostLine.month)]
    tags = col(CostLine.tags) if with_tags else sa.literal("").label("tags")
    waiting = sa.select(
        *said, tags, func.count().label("lines"), func.sum(CostLine.minor).label("minor")
    ).where(*_unmapped(), lines.booked())
    if wanted is not None:
        waiting = waiting.where(col(CostLine.month).in_(sorted(wanted)))
    return waiting.group_by(*said, *([tags] if with_tags else []))


def _unmapped() -> tuple[sa.ColumnElement[bool], ...]:
    return (col(CostLine.service).is_(None), col(CostLine.rule_id).is_(None))


def _called(row: Any, by: str | None) -> tuple[str, str]:
    """Return by which field a line is grouped, and what it says there."""
    said = {**{name: getattr(row, name) for name in WORDS}, **named(row.tags)}
    order = WORDS if by is None else (by, *WORDS)
    return next(((name, said[name]) for name in order if said.get(name)), ("", ""))


def _group(name: str, value: str, rows: Sequence[Any], known: Collection[str]) -> Group:
    vendors = sorted({row.vendor for row in rows if row.vendor})
    return Group(
        name,
        value,
        lines=sum(row.lines for row in rows),
        minor=sum(int(row.minor) for row in rows),
        months=tuple(sorted({row.month for row in rows})),
        vendors=tuple(vendors),
        newcomers=tuple(each for each in vendors if each.casefold() not in known),
    )


def tags(session: Session, wanted: Collection[str] | None = None) -> dict[str, int]:
    """Return by which tags (fields) unassigned cost can be grouped, and how many lines have each, most first."""
    counts: defaultdict[str, int] = defaultdict(int)
    for row in session.execute(_waiting(wanted, with_tags=True)):
        for name in named(row.tags):
            counts[name] += row.lines
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def map_group(
    session: Session,
    catalog: Catalog,
    field: str,
    value: str,
    service: str | None,
    *,
    by: str,
    now: datetime,
) -> Mapped:
    """Say for which service cost is whose `field` is `value`, now and in files to come; None: nobody's.

    Lines of open months move. A closed month stays as it is: what changes is booked in the first open month
    after it as two lines that correct it. Saying it again with another service moves all of it there.
    Raises KeyError for a service that there is not and ValueError for a field that there is not.
    """
    if service is not None and service not in catalog.services:
        raise KeyError(service)
    if field_of(field) != field:
        raise ValueError(field)
    months.steady(session)
    rule, before = _rule(session, field, value, service, by, now)
    done = Mapped(service)
    fresh = [(*_unmapped(), each) for each in _fits(session, field, value)]
    moved = [] if rule.service == before else [(col(CostLine.rule_id) == rule.id, _is(before))]
    for condition in [*fresh, *moved]:
        _move(session, sa.and_(*condition), rule, done)
    return done


def catch_up(session: Session, batch_id: int, known: Sequence[MappingRule]) -> None:
    """Give the lines of a file to rules that were said, or changed, since it was read by those `known`.

    None of its lines is in a closed month; have the months `steady`.
    """
    before = {rule.id: (rule.service,) for rule in known}
    for rule in rules(session):
        if before.get(rule.id) == (rule.service,):
            continue
        fresh = [sa.and_(*_unmapped(), each) for each in _fits(session, rule.field, rule.value)]
        for condition in [*fresh, col(CostLine.rule_id) == rule.id]:
            _move(session, sa.and_(col(CostLine.batch_id) == batch_id, condition), rule, Mapped(rule.service))


def _rule(
    session: Session, name: str, value: str, service: str | None, by: str, now: datetime
) -> tuple[MappingRule, str | None]:
    """Return the rule as it is from now on, and which service it gave before."""
    rule = session.exec(
        select(MappingRule).where(MappingRule.field == name, MappingRule.value == value)
    ).first()
    before = rule.service if rule else service
    if rule is None:
        last = session.exec(select(func.max(MappingRule.place))).one()
        rule = MappingRule(place=(last or 0) + 1, field=name, value=value)
    rule.service, rule.by, rule.at = service, by, now
    session.add(rule)
    session.flush()
    return rule, before


def _is(service: str | None) -> sa.ColumnElement[bool]:
    return col(CostLine.service).is_(None) if service is None else col(CostLine.service) == service


def _fits(session: Session, name: str, value: str) -> Iterator[sa.ColumnElement[bool]]:
    """Yield conditions that together fit the unassigned lines whose field is this value, each once."""
    if name in WORDS:
        yield col(getattr(CostLine, name)) == value
        return
    waiting = sa.select(col(CostLine.tags)).where(*_unmapped(), lines.booked())
    said = session.execute(waiting.distinct()).scalars()
    fitting = [each for each in said if named(each).get(name) == value]
    for first in range(0, len(fitting), _AT_ONCE):
        yield col(CostLine.tags).in_(fitting[first : first + _AT_ONCE])


def _move(session: Session, fits: sa.ColumnElement[bool], rule: MappingRule, done: Mapped) -> None:
    """Give lines to the rule's service: those of open months themselves, others by corrections."""
    shut = col(CostLine.month).in_(sa.select(col(months.Month.month)))
    counted = session.execute(
        sa.select(func.count(), func.coalesce(func.sum(CostLine.minor), 0)).where(fits, ~shut, lines.booked())
    ).one()
    done.lines, done.minor = done.lines + counted[0], done.minor + int(counted[1])
    corrections = list(_corrections(session, sa.and_(fits, shut), rule, done))
    booked = sa.update(CostLine).where(fits, lines.booked()).execution_options(synchronize_session=False)
    session.execute(booked.where(shut).values(rule_id=rule.id))
    session.execute(booked.where(~shut).values(rule_id=rule.id, service=rule.service))
    session.add_all(corrections)
    session.flush()


def _corrections(
    session: Session, fits: sa.ColumnElement[bool], rule: MappingRule, done: Mapped
) -> Iterator[CostLine]:
    """Yield what takes cost of closed months from where it is and gives it to the rule's service.

    One pair of lines for all that is alike; it belongs to the same file, and goes when that is taken back.
    """
    same = "service month corrects category charge vendor label account source sample batch_id"
    alike = [col(getattr(CostLine, name)) for name in same.split()]
    rows = session.execute(
        sa.select(*alike, func.min(CostLine.row).label("row"), func.sum(CostLine.minor).label("minor"))
        .where(fits, lines.booked())
        .group_by(*alike)
        .order_by(*alike)
    ).all()
    into: dict[str, str] = {}
    for row in rows:
        wrong = CostLine(**{**row._mapping, "minor": int(row.minor)})
        if not wrong.minor or wrong.service == rule.service:
            continue
        month = wrong.month
        into[month] = into.get(month) or months.open_after(session, month)
        said = {"batch_id": row.batch_id, "row": row.row, "rule_id": rule.id}
        yield lines.correct(wrong, into[month], **said)
        yield lines.correct(wrong, into[month], minor=wrong.minor, **said, service=rule.service)
        booked = done.corrected.get(month, ("", 0))[1]
        done.corrected[month] = (into[month], booked + wrong.minor)
