"""Knowledge: what the catalog could not answer, shown to its owners, and whether answers helped."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import definitions
from bot.customer import asked, people, refusals, themes, threads
from bot.customer.asked import Question
from bot.customer.themes import Likeness
from bot.delivery import schedules
from bot.desk import Desk, Timer
from bot.value import digest, ending, gaps, learning, upkeep
from bot.value.book import Book

SHOW, WEEK, NIGHT = "knowledge.show", "knowledge.week", "knowledge.night"


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


def redraw(session: Session, desk: Desk, book: Book, value: str) -> None:
    """Bring the list that "list|…" names up to date."""
    since = datetime.fromtimestamp(int(value.split("|")[0]), UTC)
    _show(session, desk, book.by.id, since, book.now)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("knowledge.helpful")(helpful)
    app.action("knowledge.list")(open_list)


TIMERS: dict[str, Timer] = {SHOW: show_now, WEEK: tell_owner, NIGHT: tidy}
