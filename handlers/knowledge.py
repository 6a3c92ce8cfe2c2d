"""Knowledge: what the catalog could not answer, and its owners' yes to better words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Service, definitions
from bot.catalog.finding import Finder
from bot.catalog.service import Faq
from bot.customer import asked, people, refusals, themes, threads
from bot.customer.asked import Question, Theme
from bot.customer.themes import Likeness
from bot.delivery import schedules
from bot.desk import Desk, Timer
from bot.value import digest, ending, gaps, learning, prefilled, upkeep
from bot.value.book import Book
from bot.value.learning import Asker

SHOW, WEEK, NIGHT = "knowledge.show", "knowledge.week", "knowledge.night"
Fill = Callable[[Session, Book, Finder, Theme], dict[str, Any]]


def helpful(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Helpful button under an answer; only who asked knows whether it was."""
    person, now = body["user"]["id"], clock.now()
    channel, thread = body["channel"]["id"], body.get("message", {}).get("thread_ts")
    private = channel.startswith("D") or body["container"].get("is_ephemeral")
    with desk.session() as session:
        counts = asked.judge(session, int(action["value"]), "helpful", by=person, now=now)
        if counts:
            question = session.get_one(Question, int(action["value"]))
            ending.note_question(session, question, now, engagement="value_check")
        if private:
            to = channel if channel.startswith("D") else person
            key = f"helpful:{action['value']}"
            desk.say(session, to, "knowledge/thanks", thread=thread, key=key, counts=counts)
        else:
            desk.whisper(session, channel, person, "knowledge/thanks", thread=thread, counts=counts)
    ack()


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that questions are gathered at night, and each owner hears of theirs on Monday mornings."""
    schedules.keep(session, NIGHT, gaps.EVERY_NIGHT, desk.catalog.company.zone, now=now)
    owners = {each.owner for each in desk.catalog.services.values() if each.stage != "retired"}
    for email in sorted(owners | set(desk.catalog.company.leads)):
        person = people.by_email(session, email)
        zone = desk.zone(person) if person else desk.catalog.company.zone
        schedules.keep(session, WEEK, digest.MONDAY_MORNING, zone, now=now, facts={"owner": email})


def tidy(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the night: what was kept long enough is forgotten, new questions are gathered."""
    gaps.forget(session, likeness(desk), now)
    refusals.forget(session, now)
    threads.forget(session, now)
    definitions.forget(session, desk.catalog, now)
    if not gather(session, desk, now):
        desk.soon(session, NIGHT)


def tell_owner(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a Monday; when nobody asked anything new, what can wait comes once a month.

    Who answers for a live service hears of it in their digest.
    """
    reader = people.by_email(session, facts["owner"])
    if reader is None or reader.refuses_digests or digest.owned(desk.catalog, facts["owner"]):
        return
    slack_id = reader.id
    gather(session, desk, now)
    waiting = _facts(session, desk, slack_id, facts["owner"], now, now)
    day = desk.today().day
    if waiting["gaps"].is_new or (day <= digest.FIRST_WEEK and (waiting["thin"] or waiting["late"])):
        desk.show(session, _card(slack_id, now), slack_id, "knowledge/gaps", **waiting)


def open_list(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """A button that shows what waits for this person."""
    with desk.session() as session:
        show(desk, session, body["user"]["id"])
    ack()


def show(desk: Desk, session: Session, person_id: str) -> None:
    """Have what waits for this person shown; raises Refused for who owns nothing."""
    learning.check_reader(session, desk.book(session, person_id))
    desk.soon(session, SHOW, person=person_id)


def show_now(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind `show`: questions are compared, for which an ack need not wait."""
    gather(session, desk, now)
    _show(session, desk, facts["person"], now, now)


def gather(session: Session, desk: Desk, now: datetime) -> bool:
    """Put what was asked until now into themes; return whether that was all."""
    near = gaps.NEAR * desk.finder.thresholds.choices
    return gaps.gather(session, likeness(desk), near, now)


def likeness(desk: Desk) -> Likeness:
    """Return how texts are compared: by what they mean, without the encoder by their words."""
    encoder = desk.finder.encoder
    return themes.by_meaning(encoder.encode) if encoder else themes.BY_WORDS


def _card(person: str, since: datetime) -> str:
    return f"gaps:{person}:{int(since.timestamp())}"


def _show(session: Session, desk: Desk, person: str, since: datetime, now: datetime) -> None:
    """Post the list that was asked for at `since`, or bring it up to date where it stands."""
    email = desk.person(session, person).email or ""
    facts = _facts(session, desk, person, email, since, now)
    desk.show(session, _card(person, since), person, "knowledge/gaps", **facts)


def _facts(
    session: Session, desk: Desk, person: str, email: str, since: datetime, now: datetime
) -> dict[str, Any]:
    today = desk.today()
    return {
        "stamp": int(since.timestamp()),
        "gaps": gaps.of(session, desk.catalog, email, now),
        "lead": email in desk.catalog.company.leads,
        "thin": upkeep.thin(session, desk.catalog, email),
        "late": upkeep.late(session, desk.catalog, email, today),
        "done": learning.done_since(session, person, since),
    }


def _held(session: Session, book: Book, value: str) -> Theme | None:
    """Return the theme that "list|theme|more" is about, None when it was decided meanwhile."""
    return learning.hold(session, book, int(value.split("|")[1]))


def _redraw(session: Session, desk: Desk, book: Book, value: str) -> None:
    """Bring the list that "list|…" names up to date."""
    since = datetime.fromtimestamp(int(value.split("|")[0]), UTC)
    _show(session, desk, book.by.id, since, book.now)


def learn(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Yes, learn it: what was asked and what was meant belong together from now on."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        theme = _held(session, book, action["value"])
        if theme is not None:
            learning.learn(session, book, theme)
        _redraw(session, desk, book, action["value"])
    ack()


def set_aside(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """No, or a reason under Not ours: a theme is dropped, or goes to those who lead IT."""
    value = action["value"] if "value" in action else action["selected_option"]["value"]
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        theme = _held(session, book, value)
        if theme is not None:
            learning.set_aside(theme, book, value.split("|")[2])
        _redraw(session, desk, book, value)
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
            _redraw(session, desk, book, value)
    if form is not None:
        desk.open(body["trigger_id"], template, value=value, **form)


def save_faq(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The form, sent: the question is answered from now on, and whoever asked it hears so."""
    given, value = _given(view), view["private_metadata"]
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        theme = _held(session, book, value)
        if theme is not None:
            wanted = prefilled.read_faq(given, book.today)
            askers = learning.answer(session, book, theme, wanted.service, wanted.faq)
            _tell(session, desk, askers, theme, wanted.service, wanted.faq)
        _redraw(session, desk, book, value)
    ack()


def open_entry(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """It is answered by …, or Another entry: the person's own entries to choose from, the nearest first."""
    _open(desk, body, action["value"], "knowledge/entry_form", prefilled.entries)
    ack()


def save_entry(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The entry, chosen: what was asked becomes a way to ask for it, and whoever asked gets its answer."""
    given, value = _given(view), view["private_metadata"]
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        theme = _held(session, book, value)
        if theme is not None:
            service, faq = learning.entry(book, given["entry"])
            askers = learning.answer_by(session, book, theme, service, faq)
            _tell(session, desk, askers, theme, service.key if service else None, faq)
        _redraw(session, desk, book, value)
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
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        service, faq = learning.entry(book, value.split("|")[1])
        learning.widen(session, book, service, faq, prefilled.lines(given["ways"]))
        _redraw(session, desk, book, value)
    ack()


def still_true(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Still true, beside an answer that nobody had looked at for long."""
    with desk.session() as session:
        book = desk.book(session, body["user"]["id"])
        service, faq = learning.entry(book, action["value"].split("|")[1])
        learning.still_true(session, book, service, faq)
        _redraw(session, desk, book, action["value"])
    ack()


def _given(view: dict[str, Any]) -> dict[str, str]:
    """Return what stands in a form, by block."""
    return {block: _value(next(iter(each.values()))) for block, each in view["state"]["values"].items()}


def _value(field: Mapping[str, Any]) -> str:
    chosen = field.get("selected_option")
    return str(chosen["value"]) if chosen else field.get("value") or ""


def _tell(
    session: Session,
    desk: Desk,
    askers: Sequence[Asker],
    theme: Theme,
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


def _named(service: Service | None) -> dict[str, str] | None:
    return {"key": service.key, "name": service.name, "outcome": service.outcome} if service else None


def register(app: App) -> None:
    """Say what starts what."""
    app.action("knowledge.helpful")(helpful)
    app.action("knowledge.list")(open_list)
    app.action("knowledge.learn")(learn)
    app.action("knowledge.misread")(set_aside)
    app.action("knowledge.not_ours")(set_aside)
    app.action("knowledge.faq")(open_faq)
    app.view("knowledge.faq")(save_faq)
    app.action("knowledge.entry")(open_entry)
    app.view("knowledge.entry")(save_entry)
    app.action("knowledge.ways")(open_ways)
    app.view("knowledge.ways")(save_ways)
    app.action("knowledge.still_true")(still_true)


TIMERS: dict[str, Timer] = {SHOW: show_now, WEEK: tell_owner, NIGHT: tidy}
