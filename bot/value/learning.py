"""Learning: an owner closes a gap, and the catalog knows more ways to ask, or one more answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.catalog import Service, amendments
from bot.catalog.amendments import Amendment
from bot.catalog.service import Faq
from bot.customer import asked, people
from bot.customer.asked import Question, Theme
from bot.customer.themes import masked
from bot.refusal import Refused
from bot.value import amending, upkeep
from bot.value.book import Book
from bot.value.gaps import ANSWERED, DROPPED, OPEN, learns, meant_by, questions_of
from bot.value.known_ways import KnownWays, may_be_name

ANSWER_WANTED = timedelta(days=30)  # who asked longer ago does not wait for an answer any more
MOST_WAYS = 12  # that one theme adds
LEADS = "leads"  # where a theme goes that its owner cannot answer


@dataclass(frozen=True)
class Asker:
    """Somebody who waits for an answer: what they asked, and when."""

    person: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Done:
    """What an owner did since their list was made: answered, learned, dropped, passed_on or checked."""

    what: str
    about: str


def check(session: Session, book: Book, service: str | None) -> None:
    """Raise Refused, which names who decides, unless this person may write about a service."""
    if not book.decides(service):
        known = book.catalog.services.get(service or "")
        emails = [known.owner] if known else list(book.catalog.company.leads)
        owners = people.ids(session, emails)
        raise Refused("knowledge/not_yours", ["ask_owner"], owners=list(owners.values()) or emails)


def _add(
    session: Session, book: Book, kind: str, service: str | None, *facts: Mapping[str, Any]
) -> list[Amendment]:
    """Add things of a kind to the catalog, as far as this person may write about the service."""
    check(session, book, service)
    return amending.add_all(session, book, kind=kind, service=service, facts=facts)


def check_reader(session: Session, book: Book) -> None:
    """Raise Refused for somebody who owns no service and does not lead IT."""
    if not book.services:
        check(session, book, None)


def hold(session: Session, book: Book, theme_id: int) -> Theme | None:
    """Return a theme that waits for a decision by this person, None when it was decided meanwhile.

    Raises Refused for anybody but the owner of its service and those who lead IT.
    """
    theme = session.get(Theme, theme_id, with_for_update=True)
    if theme is None or theme.state != OPEN:
        return None
    check(session, book, theme.service)
    return theme


def entry(book: Book, name: str) -> tuple[Service | None, Faq | None]:
    """Return the entry of that name. Raises Refused when the catalog has it no longer."""
    found = asked.entry_named(book.catalog, name)
    if found is None:
        raise Refused("knowledge/gone", ["look_again"])
    return found


def answer(session: Session, book: Book, theme: Theme, service: str | None, faq: Faq) -> list[Asker]:
    """Close a theme with a new question and answer; return who waits for it.

    Texts that the owner took out were something else, and find another theme.
    """
    questions = questions_of(session, [theme.id or 0])
    taken_out = {*offered(theme, questions)} - {*faq.phrasings, faq.question}
    facts = {
        "question": faq.question,
        "phrasings": list(faq.phrasings),
        "answer": faq.answer,
        "verified_on": faq.verified_on,
    }
    (added,) = _add(session, book, "faq", service, facts)
    _close(theme, book, ANSWERED, added.id)
    for each in questions:
        each.theme = None if masked(each.text) in taken_out else each.theme
    return waiting([each for each in questions if each.theme], book)


def offered(theme: Theme, questions: Sequence[Question]) -> list[str]:
    """Return the texts beside the title that become ways to ask, unless the owner takes one out."""
    texts = dict.fromkeys(masked(question.text) for question in questions)
    return [text for text in texts if text and text != theme.title][:MOST_WAYS]


def answer_by(
    session: Session, book: Book, theme: Theme, service: Service | None, faq: Faq | None
) -> list[Asker]:
    """Close a theme with an entry that the catalog has; return who waits for it.

    What was asked becomes ways to ask for that entry.
    """
    questions = questions_of(session, [theme.id or 0])
    added = widen(session, book, service, faq, [theme.title, *offered(theme, questions)])
    _close(theme, book, ANSWERED, added[0].id if added else None)
    return waiting(questions, book)


def learn(session: Session, book: Book, theme: Theme) -> None:
    """Close a theme with what all of it meant; nobody is told, as they found it themselves.

    It stays open where there is nothing to learn: what was asked is another question already, or no name.
    """
    meant = entry(book, theme.meant or "")
    if learns(theme.title, meant) and known(book, theme) is None:
        answer_by(session, book, theme, *meant)


def known(book: Book, theme: Theme) -> tuple[Service | None, Faq] | None:
    """Return the question that a theme is already, word for word, unless all of it meant that."""
    return KnownWays(book.catalog).whose(theme.title, meant_by(book.catalog, theme.meant))


def mend(
    session: Session, book: Book, theme: Theme, service: Service | None, faq: Faq, answer: str
) -> list[Asker]:
    """Close a theme with other words for the answer that its question has; return who waits for it."""
    facts = {"question": faq.question, "answer": answer, "verified_on": book.today}
    (mended,) = _add(session, book, "faq", service.key if service else None, facts)
    _close(theme, book, ANSWERED, mended.id)
    return waiting(questions_of(session, [theme.id or 0]), book)


def widen(
    session: Session, book: Book, service: Service | None, faq: Faq | None, texts: Sequence[str]
) -> list[Amendment]:
    """Add ways to ask for a question, or words for a service, as far as the catalog has them not yet.

    What is a way to ask for another question stays so, and no sentence becomes a name of a service.
    """
    key, ways = service.key if service else None, KnownWays(book.catalog)
    has = {
        each.lower() for each in ((faq.question, *faq.phrasings) if faq else service.words if service else ())
    }
    about = {"question": faq.question} if faq else {}
    fit = [text for text in texts if not ways.whose(text, (service, faq)) and (faq or may_be_name(text))]
    new = [text for text in fit if text.lower() not in has]
    return _add(session, book, "phrasing", key, *({**about, "phrasing": text} for text in new))


def set_aside(theme: Theme, book: Book, reason: str) -> None:
    """Give a theme to those who lead IT (`leads`), or drop it and be quiet when it is asked again."""
    _close(theme, book, OPEN if reason == LEADS else DROPPED)
    theme.reason = reason
    if reason == LEADS:
        theme.service = None


def still_true(session: Session, book: Book, service: Service | None, faq: Faq | None) -> None:
    """Note that an answer was looked at today and holds."""
    question = faq.question if faq else None
    key = service.key if service else None
    _add(session, book, "faq", key, {"question": question, "verified_on": book.today})


def _close(theme: Theme, book: Book, state: str, amendment: int | None = None) -> None:
    theme.state, theme.amendment_id = state, amendment
    theme.decided_by, theme.decided_at = book.by.id, book.now


def waiting(questions: Sequence[Question], book: Book) -> list[Asker]:
    """Return who still waits for an answer, with what they asked last; whoever gives it knows it."""
    askers: dict[str, Asker] = {}
    for question in questions:
        if question.person != book.by.id and question.at > book.now - ANSWER_WANTED:
            askers.setdefault(question.person, Asker(question.person, question.text, question.at))
    return list(askers.values())


def done_since(session: Session, person: str, since: datetime) -> list[Done]:
    """Return what this person decided since then, in order."""
    decided = session.exec(
        select(Theme)
        .where(Theme.decided_by == person, col(Theme.decided_at) >= since)
        .order_by(col(Theme.decided_at), col(Theme.id))
    ).all()
    checked = [
        Done("checked", each.facts["question"])
        for each in amendments.in_force(session)
        if each.decided_by == person
        and each.decided_at
        and each.decided_at >= since
        and upkeep.is_check(each)
    ]
    return [Done(_outcome(theme), theme.title) for theme in decided] + checked


def _outcome(theme: Theme) -> str:
    if theme.state == OPEN:
        return "passed_on"
    return "learned" if theme.state == ANSWERED and theme.meant else theme.state
