"""Closing gaps: an owner's yes to better words, and the forms for an answer, an entry, more ways to ask."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot.catalog import Service
from bot.catalog.finding import Finder
from bot.catalog.service import Faq
from bot.customer.asked import Theme
from bot.desk import Desk
from bot.value import learning, prefilled
from bot.value.book import Book
from bot.value.learning import Asker
from handlers.knowledge import redraw

Fill = Callable[[Session, Book, Finder, Theme], dict[str, Any] | None]
Closed = tuple[
    list[Asker], str | None, Faq | None
]  # who waits for it; the service and the question that answer it
Close = Callable[[Session, Book, Theme, Mapping[str, str]], Closed | None]


def _held(session: Session, book: Book, value: str) -> Theme | None:
    """Return the theme that "list|theme|more" is about, None when it was decided meanwhile."""
    return learning.hold(session, book, int(value.split("|")[1]))


def learn(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Yes, learn it: what was asked and what was meant belong together from now on."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        theme = _held(session, book, action["value"])
        if theme is not None:
            learning.learn(session, book, theme)
        redraw(session, desk, book, action["value"])
    ack()


def set_aside(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """No, or a reason under Not ours: a theme is dropped, or goes to those who lead IT."""
    value = action["value"] if "value" in action else action["selected_option"]["value"]
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        theme = _held(session, book, value)
        if theme is not None:
            learning.set_aside(theme, book, value.split("|")[2])
        redraw(session, desk, book, value)
    ack()


def open_faq(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Add this as a FAQ: a form that is filled in but for the answer."""
    _open(desk, body, action["value"], "knowledge/faq_form", prefilled.new_faq)
    ack()


def _open(desk: Desk, body: dict[str, Any], value: str, template: str, fill: Fill) -> None:
    """Open a form about a theme; one that was decided meanwhile leaves the list instead."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        theme = _held(session, book, value)
        form = fill(session, book, desk.finder, theme) if theme else None
        if form is None:
            redraw(session, desk, book, value)
    if form is not None:
        desk.open(body["trigger_id"], template, value=value, **form)


def save_faq(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The form, sent: the question is answered from now on, and whoever asked it hears so."""
    _save(ack, view, body, desk, _answer)


def _answer(session: Session, book: Book, theme: Theme, given: Mapping[str, str]) -> Closed:
    wanted = prefilled.read_faq(given, book.today)
    return learning.answer(session, book, theme, wanted.service, wanted.faq), wanted.service, wanted.faq


def open_mend(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Mend its answer: what was asked is a question of the catalog already, whose answer did not help."""
    _open(desk, body, action["value"], "knowledge/mend_form", prefilled.mended)
    ack()


def save_mend(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The answer, mended: whoever asked hears it."""
    _save(ack, view, body, desk, _mend)


def _mend(session: Session, book: Book, theme: Theme, given: Mapping[str, str]) -> Closed | None:
    found = learning.known(book, theme)
    if found is None:
        return None
    (service, faq), answer = found, given["answer"].strip()
    askers = learning.mend(session, book, theme, service, faq, answer)
    return askers, _key(service), replace(faq, answer=answer)


def open_entry(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """It is answered by …, or Another entry: the person's own entries to choose from, the nearest first."""
    _open(desk, body, action["value"], "knowledge/entry_form", prefilled.entries)
    ack()


def save_entry(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The entry, chosen: what was asked becomes a way to ask for it, and whoever asked gets its answer."""
    _save(ack, view, body, desk, _answer_by)


def _answer_by(session: Session, book: Book, theme: Theme, given: Mapping[str, str]) -> Closed:
    service, faq = learning.entry(book, given["entry"])
    return learning.answer_by(session, book, theme, service, faq), _key(service), faq


def _save(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk, close: Close) -> None:
    """Close the theme that a form is about, unless a field is wrong, and tell whoever waits for it."""
    given, value = _given(view), view["private_metadata"]
    if wrong := _wrong(desk, body, given):
        ack(response_action="errors", errors=wrong)
        return
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        theme = _held(session, book, value)
        closed = close(session, book, theme, given) if theme else None
        if theme is not None and closed is not None:
            _tell(session, desk, theme, *closed)
        redraw(session, desk, book, value)
    ack()


def open_ways(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Add ways to ask: a form with what people wrote who were led to this answer."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        service, faq = learning.entry(book, action["value"].split("|")[1])
        form = prefilled.more_ways(session, service, faq)
    desk.open(body["trigger_id"], "knowledge/ways_form", value=action["value"], **form)
    ack()


def save_ways(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The ways to ask, sent: one on each line."""
    given, value = _given(view), view["private_metadata"]
    if wrong := _wrong(desk, body, given, value.split("|")[1]):
        ack(response_action="errors", errors=wrong)
        return
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        service, faq = learning.entry(book, value.split("|")[1])
        learning.widen(session, book, service, faq, prefilled.lines(given["ways"]))
        redraw(session, desk, book, value)
    ack()


def still_true(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Still true, beside an answer that nobody had looked at for long."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        service, faq = learning.entry(book, action["value"].split("|")[1])
        learning.still_true(session, book, service, faq)
        redraw(session, desk, book, action["value"])
    ack()


def _wrong(
    desk: Desk, body: dict[str, Any], given: Mapping[str, str], about: str | None = None
) -> dict[str, str]:
    """Return what is wrong with each field of a form, in words; `about` names the entry that it is for."""
    with desk.read() as session:
        book = desk.book(session, body["user"]["id"])
        entry = learning.entry(book, about) if about else (None, None)
    found = prefilled.wrong(book, given, entry)
    return {name: desk.renderer.rows("knowledge/wrong", each)[0][0] for name, each in found.items()}


def _given(view: dict[str, Any]) -> dict[str, str]:
    """Return what stands in a form, by block."""
    return {block: _value(next(iter(each.values()))) for block, each in view["state"]["values"].items()}


def _value(field: Mapping[str, Any]) -> str:
    chosen = field.get("selected_option")
    return str(chosen["value"]) if chosen else field.get("value") or ""


def _tell(
    session: Session,
    desk: Desk,
    theme: Theme,
    askers: Sequence[Asker],
    service_key: str | None,
    faq: Faq | None,
) -> None:
    """Give everybody who waits the answer, once, unless they left or may not know of the service."""
    for asker in askers:
        person = desk.person(session, asker.person)
        seen = desk.seen_by(person).services
        if person.active and not person.sample and (service_key is None or service_key in seen):
            desk.say(
                session,
                person.id,
                "knowledge/answered",
                key=f"knowledge.answered:{theme.id}:{person.id}",
                asker=asker,
                faq=faq,
                service=_named(seen.get(service_key or "")),
            )


def _key(service: Service | None) -> str | None:
    return service.key if service else None


def _named(service: Service | None) -> dict[str, str] | None:
    return {"key": service.key, "name": service.name, "outcome": service.outcome} if service else None


def register(app: App) -> None:
    """Say what starts what."""
    app.action("knowledge.learn")(learn)
    app.action("knowledge.misread")(set_aside)
    app.action("knowledge.not_ours")(set_aside)
    app.action("knowledge.faq")(open_faq)
    app.view("knowledge.faq")(save_faq)
    app.action("knowledge.mend")(open_mend)
    app.view("knowledge.mend")(save_mend)
    app.action("knowledge.entry")(open_entry)
    app.view("knowledge.entry")(save_entry)
    app.action("knowledge.ways")(open_ways)
    app.view("knowledge.ways")(save_ways)
    app.action("knowledge.still_true")(still_true)
