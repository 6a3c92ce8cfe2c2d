"""Contacts: every conversation with a customer, who began it, and what it told of value or led to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.customer.satisfaction import Share, share
from bot.db import Values, insert_missing, insert_once, instant

Engagement = Literal["value_check", "offer", "advocate", "none"]


class Contact(SQLModel, table=True):
    """One contact with one person, and what came of it beside what it was about."""

    __tablename__ = "contacts"
    __table_args__ = (sa.UniqueConstraint("about", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    about: str  # "order:12", "question:5", "survey:7", "offer:3", "talk:2", "recovery:4"
    person: str = Field(index=True)
    unit: str | None = Field(default=None, index=True)
    service: str | None = Field(default=None, index=True)
    started_by: str = "customer"  # customer, bot
    intent: str  # question, order, incident, complaint, request, survey, offer, talk, recovery, case
    engagement: str = "none"  # value_check, offer, advocate, none
    why: str | None = None  # why there was none: the contact policy's code, no_evidence, not_sampled, ...
    at: datetime = instant(index=True)
    sample: bool = False


@dataclass(frozen=True)
class Coverage:
    """How many contacts that customers began showed what IT is worth to them, or led to more, in [since, until).

    `covered` is the share of those that ended with a value check, an offer or a request to co-sign, with its
    Wilson range; None (not measured) when there was no contact. `ways` counts these ends, `reasons` why there
    was none of them, each the most frequent first. `started` is how many conversations the bot began
    meanwhile: they are no part of the share, for they would only raise it.
    """

    since: datetime
    until: datetime
    covered: Share | None
    ways: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    started: int


def note(
    session: Session,
    *,
    about: str,
    person: str,
    unit: str | None,
    intent: str,
    now: datetime,
    started_by: Literal["customer", "bot"] = "customer",
    service: str | None = None,
    engagement: Engagement = "none",
    why: str | None = None,
    sample: bool = False,
) -> None:
    """Keep a contact, or what more came of one that is kept; it is never taken back for less.

    What the bot starts is noted when it goes out, and not at all when it was held back: then nobody was met.
    """
    known = {"unit": unit, "service": service, "started_by": started_by, "intent": intent, "at": now}
    outcome = {"engagement": engagement, "why": why}
    if insert_once(session, Contact, about=about, person=person, sample=sample, **known, **outcome):
        return
    same = sa.update(Contact).where(col(Contact.about) == about, col(Contact.person) == person)
    if engagement in ("none", "value_check"):
        same = same.where(col(Contact.engagement) == "none")
    session.connection().execute(same.values(**outcome))


def note_all(session: Session, ended: Sequence[Mapping[str, Any]]) -> None:
    """Keep contacts of customers that are not kept yet, each said as for `note`; what is kept stays."""
    rows = [{"started_by": "customer", **each, "at": each["now"]} for each in ended]
    insert_missing(session, Contact, [{key: row[key] for key in row if key != "now"} for row in rows])


def last_started(session: Session, person: str, intent: str) -> datetime | None:
    """Return when the bot last started a conversation of this intent with a person."""
    return _LAST_STARTED.first(session, person=person, intent=intent)


_LAST_STARTED = Values(
    select(Contact.at)
    .where(
        Contact.person == sa.bindparam("person"),
        Contact.intent == sa.bindparam("intent"),
        Contact.started_by == "bot",
    )
    .order_by(col(Contact.at).desc())
    .limit(1)
)


def coverage(
    session: Session,
    since: datetime,
    until: datetime,
    *,
    unit: str | None = None,
    service: str | None = None,
) -> Coverage:
    """Return the coverage of a period, of everything, or of one unit or service."""
    counted = _counted(since, until)
    for column, wanted in ((col(Contact.unit), unit), (col(Contact.service), service)):
        counted = counted if wanted is None else counted.where(column == wanted)
    return _covered(since, until, session.execute(counted))


def coverage_by(
    session: Session, what: Literal["unit", "service"], since: datetime, until: datetime
) -> dict[str, Coverage]:
    """Return the coverage of each unit or service that had a contact in a period, by its code."""
    column = col(Contact.unit if what == "unit" else Contact.service)
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    for row in session.execute(_counted(since, until).add_columns(column).group_by(column)):
        if row[-1] is not None:
            rows[row[-1]].append(row[:-1])
    return {key: _covered(since, until, found) for key, found in sorted(rows.items())}


def _counted(since: datetime, until: datetime) -> sa.Select[str, str, str | None, int]:
    what = (col(Contact.started_by), col(Contact.engagement), col(Contact.why))
    within = sa.and_(col(Contact.at) >= since, col(Contact.at) < until)
    return sa.select(*what, func.count(col(Contact.id))).where(within).group_by(*what)


def _covered(since: datetime, until: datetime, rows: Iterable[Any]) -> Coverage:
    ways: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    started = 0
    for by, engagement, why, count in rows:
        if by == "bot":
            started += count
        elif engagement == "none":
            reasons[why or "not_said"] += count
        else:
            ways[engagement] += count
    covered = share(ways.total(), ways.total() + reasons.total())
    return Coverage(since, until, covered, _most_first(ways), _most_first(reasons), started)


def _most_first(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Return them in an order that does not hang on how a database happens to group."""
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
