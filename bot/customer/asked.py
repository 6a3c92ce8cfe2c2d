"""Asked: every question, what the bot made of it, and whether that was what the person meant."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from zlib import crc32

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.catalog import Catalog, Service
from bot.catalog.finding import Match
from bot.catalog.service import Faq
from bot.customer.satisfaction import Share, share
from bot.db import Prepared, instant

Verdict = Literal["helpful", "not_meant"]

KEPT = timedelta(days=180)  # how long a question is remembered
TODAY = timedelta(days=1)
LONGEST = 2000  # characters of a question that are kept


class Question(SQLModel, table=True):
    """One question of one person and how it was answered."""

    __tablename__ = "questions"

    id: int | None = Field(default=None, primary_key=True)
    root: str | None = Field(
        default=None, index=True
    )  # "channel:ts" of the message that answers; None for /it
    person: str = Field(index=True)  # Slack user id
    unit: str | None = None
    text: str
    how: str = Field(
        index=True
    )  # answer, choices, elsewhere, none; request for a wish, sent once it went to a person
    aspect: str = "what"  # what the question wants to know: what, price, hours, owner, ...
    service: str | None = Field(
        default=None, index=True
    )  # of the best match, also when it was not good enough
    entry: str | None = None  # the title of the best match
    confidence: float = 0.0
    verdict: str | None = None  # helpful, not_meant
    meant: str | None = None  # what they chose instead, as `named` puts it
    handed_over: bool = False  # a person took it
    theme: int | None = Field(default=None, index=True)  # the group of unanswered questions it belongs to
    at: datetime = instant(index=True)


class Theme(SQLModel, table=True):
    """A group of questions that the catalog could not answer, and what its owner did about it."""

    __tablename__ = "themes"

    id: int | None = Field(default=None, primary_key=True)
    service: str | None = Field(default=None, index=True)
    title: str  # the question in the middle of the group
    meant: str | None = None  # what all of them meant, as `named` puts it; None where nobody knows
    state: str = Field(default="open", index=True)  # open, answered, dropped
    reason: str | None = None  # why it was dropped: outside, once_only, misread
    amendment_id: int | None = None
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
    at: datetime = instant()


class Noted(NamedTuple):
    """A question that was written down just now, as far as what follows from it needs it."""

    id: int
    person: str
    unit: str | None
    service: str | None
    meant: str | None = None  # nobody has chosen anything yet


@dataclass(frozen=True)
class Figures:
    """How many questions were asked in a span, by how they were answered; `elsewhere`: told who helps instead of IT.

    `helpful` is the share of judged answers that helped, None (not measured) when nobody judged; `picked` of
    those with a choice found what they meant.
    """

    answer: int
    choices: int
    none: int
    helpful: Share | None
    picked: int = 0
    elsewhere: int = 0

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answer + self.choices + self.elsewhere + self.none


def note(
    session: Session,
    *,
    root: str | None,
    person: str,
    unit: str | None,
    text: str,
    found_kind: str,
    aspect: str,
    match: Match | None,
    now: datetime,
) -> Noted:
    """Write down a question as it is answered; `match` is the nearest entry, good enough or not."""
    service = match.service if match else None
    ((number,),) = _NOTE.rows(
        session,
        root=root or None,
        person=person,
        unit=unit,
        text=text[:LONGEST],
        how=found_kind,
        aspect=aspect,
        service=service,
        entry=match.title if match else None,
        confidence=match.confidence if match else 0.0,
        at=now,
    )
    return Noted(number, person, unit, service)


_ROWS = SQLModel.metadata.tables["questions"]
_GIVEN = ("root", "person", "unit", "text", "how", "aspect", "service", "entry", "confidence", "at")
_NOTE = Prepared(
    sa.insert(_ROWS)
    .values(handed_over=False, **{name: sa.bindparam(name, type_=_ROWS.c[name].type) for name in _GIVEN})
    .returning(_ROWS.c.id)
)


def judge(
    session: Session,
    question_id: int,
    verdict: Verdict | None = None,
    *,
    by: str,
    meant: str | None = None,
    now: datetime,
) -> bool:
    """Keep what the asker thinks of the answer, and what they chose instead; return whether it counts.

    Nobody else knows what was meant, so others' verdicts do not count. There is one verdict a question,
    the latest; a first answer that missed has missed, however well its successor does.
    """
    question = session.get(Question, question_id, with_for_update=True)
    if question is None or question.person != by or question.at < now - KEPT:
        return False
    if meant is not None:
        question.meant, question.theme = meant, None
    if verdict is not None and not (question.verdict == "not_meant" and question.meant is not None):
        question.verdict = verdict
    session.add(question)
    return True


def handed_over(session: Session, question_id: int) -> None:
    """Note that a person took the question."""
    question = session.get(Question, question_id)
    if question is not None:
        question.handed_over = True
        session.add(question)


def passed_on(session: Session, person: str, text: str, now: datetime) -> None:
    """Note that a person took what somebody had asked in these words today, and nobody could answer."""
    same = sa.and_(col(Question.person) == person, col(Question.text) == text[:LONGEST])
    today = sa.and_(same, col(Question.how) == "none", col(Question.at) >= now - TODAY)
    session.execute(sa.update(Question).where(today).values(handed_over=True))


def send_once(session: Session, question_id: int, *, wished_for: bool = False) -> bool:
    """Note that a wish is sent; return False when it was before. With `wished_for` it counts as unanswered."""
    question = session.get(Question, question_id, with_for_update=True)
    if question is None or question.how != "request":
        return False
    question.how, question.handed_over = "sent", wished_for
    session.add(question)
    return True


def named(catalog: Catalog, service: str | None, faq: int | None) -> str:
    """Return the lasting name of an entry, "ERP#1c291ca3" or "ERP#": places move when a catalog grows."""
    return name_of(service, None if faq is None else catalog.faq(service, faq))


def name_of(service: str | None, faq: Faq | None) -> str:
    """Return the lasting name of a service, or of a question of it, by the question's words."""
    return f"{service or ''}#{'' if faq is None else f'{crc32(faq.question.encode()):08x}'}"


def entry_named(catalog: Catalog, name: str) -> tuple[Service | None, Faq | None] | None:
    """Return the service and the question that have this name, None when the catalog has them no longer."""
    key, _, mark = name.partition("#")
    service = catalog.services.get(key)
    if key and service is None:
        return None
    if not mark:
        return (service, None) if service else None
    faqs = service.faqs if service else catalog.faqs
    return next(((service, faq) for faq in faqs if name_of(key, faq) == name), None)


def figures(
    session: Session, since: datetime, until: datetime, services: Collection[str] | None = None
) -> Figures:
    """Count the questions of a span; with `services`, those nearest to one of them."""
    within = col(Question.at) >= since, col(Question.at) < until
    asked = select(Question.how, Question.verdict, Question.meant).where(*within)
    if services is not None:
        asked = asked.where(col(Question.service).in_(services))
    rows = session.exec(asked).all()
    ways = Counter(how for how, _, _ in rows)
    judged = Counter(verdict for _, verdict, _ in rows if verdict)
    helpful = share(judged["helpful"], judged.total())
    picked = sum(how == "choices" and meant is not None for how, _, meant in rows)
    return Figures(ways["answer"], ways["choices"], ways["none"], helpful, picked, ways["elsewhere"])


def forget(session: Session, now: datetime) -> int:
    """Delete questions that have been kept long enough; return how many."""
    old = sa.delete(Question).where(col(Question.at) < now - KEPT)
    return session.connection().execute(old).rowcount
