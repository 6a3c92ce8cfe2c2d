"""Gaps: what the catalog could not answer, in themes, for whoever owns the service that is nearest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.customer import asked, themes
from bot.customer.asked import Question, Theme
from bot.customer.rating import Rating, rating
from bot.customer.themes import Likeness, masked
from bot.db import alone
from bot.value.known_ways import Entry, KnownWays, may_be_name

WEEK = timedelta(days=7)
EVERY_NIGHT = "0 3 * * *"  # when they are gathered, on the company's clocks
RECENT = timedelta(days=91)  # what nobody asked for so long is no gap any more
PICKING = timedelta(hours=1)  # how long somebody may take to choose among what was offered
AT_ONCE = 100  # questions put into themes at a time, a quarter of a second by meaning
NEAR = 0.75  # part of the confidence from which an entry is offered; what is nearer belongs to its service
MOST = 5  # themes that are shown, and ways of asking in each
OPEN, ANSWERED, DROPPED = "open", "answered", "dropped"


@dataclass(frozen=True)
class Known:
    """A question that the catalog answers, as its reader may know of it: without words where it is another owner's."""

    question: str | None
    answer: str | None


@dataclass(frozen=True)
class Gap:
    """A theme as its owner sees it: what was asked, never by whom.

    `meant` is the entry that all of them meant, None where nobody knows; `learns` tells whether what was asked
    may become a way to ask for it. `known` is the entry whose question it is already, word for word.
    """

    id: int
    title: str
    others: tuple[str, ...]
    people: int
    handed_over: int
    first_at: datetime
    last_at: datetime
    service: str | None
    meant: str | None
    entry: str | None  # the lasting name of that
    learns: bool
    known: Known | None = None


@dataclass(frozen=True)
class Span:
    """How the questions of a week were answered; of those with a choice `picked` found theirs among it."""

    asked: int
    answer: int
    choices: int
    none: int
    picked: int
    elsewhere: int
    helpful: Rating


@dataclass(frozen=True)
class Gaps:
    """What waits for one owner; `more` themes are not shown for now, `once` were each asked by one person."""

    unanswered: tuple[Gap, ...]
    more: int
    once: int
    meant: tuple[Gap, ...]
    week: Span
    since: datetime
    until: datetime

    @property
    def is_new(self) -> bool:
        """Whether anybody asked for any of it in the last week."""
        return any(gap.last_at >= self.since for gap in (*self.unanswered, *self.meant))


def gather(session: Session, likeness: Likeness, near: float, now: datetime) -> bool:
    """Put what found no answer, or another than was meant, into themes; return whether that was all.

    One that says the same as an open theme joins it, so that themes last from week to week; it joins a
    dropped one as well, so that nobody is asked about it again. From a mean confidence of `near` on, a
    theme belongs to the service that its questions came nearest to, else to those who lead IT.
    """
    alone(session, "gather questions")
    waiting = defaultdict[str | None, list[Question]](list)
    for question in _without_theme(session, now):
        waiting[None if question.handed_over else question.meant].append(question)
    for meant, questions in waiting.items():
        _gather(session, questions, meant, likeness, near, now)
    return sum(map(len, waiting.values())) < AT_ONCE


def _without_theme(session: Session, now: datetime) -> Sequence[Question]:
    how, meant = col(Question.how), col(Question.meant)
    missed = sa.or_(
        col(Question.handed_over),
        col(Question.verdict) == "not_meant",
        how == "none",
        sa.and_(how == "elsewhere", meant.is_not(None)),
        sa.and_(how == "choices", sa.or_(meant.is_not(None), col(Question.at) <= now - PICKING)),
    )
    waiting = select(Question).where(col(Question.theme).is_(None), col(Question.at) > now - RECENT, missed)
    return session.exec(waiting.order_by(col(Question.id)).limit(AT_ONCE)).all()


def _gather(
    session: Session,
    questions: Sequence[Question],
    meant: str | None,
    likeness: Likeness,
    near: float,
    now: datetime,
) -> None:
    says = {question.id: masked(question.text) for question in questions}
    texts = sorted(set(says.values()))
    known = _themes_to_join(session, meant, now)
    joined = themes.nearest(texts, [theme.title for theme in known], likeness)
    home = {text: known[at] for text, at in zip(texts, joined, strict=True) if at is not None}
    for together in themes.group([text for text in texts if text not in home], likeness):
        members = [question for question in questions if says[question.id] in together]
        service = _nearest_service(members, near) if meant is None else meant.partition("#")[0] or None
        theme = Theme(title=together[0], meant=meant, service=service, at=now)
        session.add(theme)
        session.flush()
        home |= dict.fromkeys(together, theme)
    for question in questions:
        question.theme = home[says[question.id]].id
        session.add(question)


def _themes_to_join(session: Session, meant: str | None, now: datetime) -> list[Theme]:
    """Return the themes that a question may join; what was meant and is decided is not asked again, either."""
    if meant is None:
        recent = select(Question.theme).where(col(Question.at) > now - RECENT)
        still_asked = sa.and_(col(Theme.state) == OPEN, col(Theme.id).in_(recent))
        joinable = sa.and_(col(Theme.meant).is_(None), sa.or_(still_asked, col(Theme.state) == DROPPED))
    else:
        joinable = col(Theme.meant) == meant
    return list(session.exec(select(Theme).where(joinable).order_by(col(Theme.id))).all())


def _nearest_service(questions: Sequence[Question], near: float) -> str | None:
    total = defaultdict[str, float](float)
    for question in questions:
        if question.service:
            total[question.service] += question.confidence
    best = max(sorted(total), key=lambda key: total[key], default=None)
    return best if best and total[best] / len(questions) >= near else None


def forget(session: Session, likeness: Likeness, now: datetime) -> int:
    """Delete questions that have been kept long enough, and what themes say in their words; return how many.

    A theme goes with its last question; until then it is called by one of those that remain.
    """
    alone(session, "gather questions")
    old = select(Question.theme).where(col(Question.at) < now - asked.KEPT, col(Question.theme).is_not(None))
    touched = set(session.exec(old))
    forgotten = asked.forget(session, now)
    held = defaultdict[int | None, set[str]](set)
    for question in questions_of(session, [each for each in touched if each is not None]):
        held[question.theme].add(masked(question.text))
    for theme in session.exec(select(Theme).where(col(Theme.id).in_([*held]))):
        if theme.title not in held[theme.id]:
            theme.title = themes.middle(held[theme.id], likeness)
    known = select(Question.theme).where(col(Question.theme).is_not(None))
    session.connection().execute(sa.delete(Theme).where(col(Theme.id).not_in(known)))
    return forgotten


def of(session: Session, catalog: Catalog, email: str, now: datetime) -> Gaps:
    """Return what waits for the owner, or the IT lead, with this address."""
    known = _open(session, catalog, email, now)
    shown, meant, ways = _unanswered(known), [gap for gap in known if gap.meant], KnownWays(catalog)
    return Gaps(
        unanswered=tuple(_with_known(catalog, ways, gap, email) for gap in shown[:MOST]),
        more=max(len(shown) - MOST, 0),
        once=len(known) - len(meant) - len(shown),
        meant=tuple(_with_known(catalog, ways, gap, email) for gap in meant[:MOST]),
        week=_span(session, catalog, email, now),
        since=now - WEEK,
        until=now,
    )


def count(session: Session, catalog: Catalog, email: str, now: datetime) -> int:
    """Return how many themes wait for an answer by the owner, or the IT lead, with this address."""
    return len(_unanswered(_open(session, catalog, email, now)))


def _unanswered(known: Iterable[Gap]) -> list[Gap]:
    """Return what nobody knows the answer of, as far as several asked it or a person took it over."""
    return [gap for gap in known if gap.meant is None and (gap.people > 1 or gap.handed_over)]


def meant_by(catalog: Catalog, name: str | None) -> Entry:
    """Return the entry of that name; nothing where nobody knows what was meant, or the catalog has it no more."""
    return (asked.entry_named(catalog, name) if name else None) or (None, None)


def learns(title: str, meant: Entry) -> bool:
    """Tell whether what was asked may become a way to ask for what was meant: no sentence names a service."""
    return meant[1] is not None or may_be_name(title)


def _with_known(catalog: Catalog, ways: KnownWays, gap: Gap, email: str) -> Gap:
    """Return it with the question that it is already, in the words that its owner and IT's leads may mend."""
    found = ways.whose(gap.title, meant_by(catalog, gap.entry))
    if found is None:
        return gap
    service, faq = found
    may = email in catalog.company.leads or is_for(catalog, service.key if service else None, email)
    return replace(gap, known=Known(faq.question, faq.answer) if may else Known(None, None))


def questions_of(session: Session, theme_ids: Iterable[int]) -> Sequence[Question]:
    """Return the questions of themes, the latest first."""
    within = select(Question).where(col(Question.theme).in_(list(theme_ids)))
    return session.exec(within.order_by(col(Question.at).desc(), col(Question.id).desc())).all()


def is_for(catalog: Catalog, service: str | None, email: str | None) -> bool:
    """Tell whether this person is told of what concerns a service; what concerns none is for IT's leads."""
    known = catalog.services.get(service or "")
    return known.owner == email if known else email in catalog.company.leads


def _open(session: Session, catalog: Catalog, email: str, now: datetime) -> list[Gap]:
    """Return the open themes for this person, what most people asked first."""
    mine = {
        theme.id: theme
        for theme in session.exec(select(Theme).where(Theme.state == OPEN).order_by(col(Theme.id)))
        if theme.id is not None and is_for(catalog, theme.service, email)
    }
    held = defaultdict[int | None, list[Question]](list)
    for question in questions_of(session, mine):
        held[question.theme].append(question)
    found = [_gap(catalog, theme, held[id_]) for id_, theme in mine.items()]
    recent = [gap for gap in found if gap is not None and gap.last_at > now - RECENT]
    return sorted(recent, key=lambda gap: (-gap.people, -gap.last_at.timestamp(), gap.id))


def _gap(catalog: Catalog, theme: Theme, questions: Sequence[Question]) -> Gap | None:
    """Return the theme as it is shown, None when all of its questions, or what they meant, are gone."""
    entry = service, faq = meant_by(catalog, theme.meant)
    if not questions or (theme.meant and entry == (None, None)):
        return None
    near = catalog.services.get(theme.service or "")
    texts = dict.fromkeys(masked(question.text) for question in questions)
    return Gap(
        id=theme.id or 0,
        title=theme.title,
        others=tuple(text for text in texts if text and text != theme.title)[: MOST - 1],
        people=len({question.person for question in questions}),
        handed_over=sum(question.handed_over for question in questions),
        first_at=questions[-1].at,
        last_at=questions[0].at,
        service=near.name if near else None,
        meant=faq.question if faq else service.name if service else None,
        entry=theme.meant,
        learns=learns(theme.title, entry),
    )


def _span(session: Session, catalog: Catalog, email: str, now: datetime) -> Span:
    """Count the last week's questions: about the owner's services, for a lead all of them."""
    lead = email in catalog.company.leads
    mine = None if lead else [key for key, each in catalog.services.items() if each.owner == email]
    week = asked.figures(session, now - WEEK, now, mine)
    return Span(
        week.asked, week.answer, week.choices, week.none, week.picked, week.elsewhere, rating(week.helpful)
    )
