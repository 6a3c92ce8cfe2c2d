"""Answered: the buttons below an answer, for the one that was meant, the levels beside one another, or a person."""

import re
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog.finding import Match
from bot.customer import asked
from bot.customer.asked import Question
from bot.customer.people import Person
from bot.desk import Desk
from bot.value import answers, ending
from bot.value.answers import Answer, talk
from handlers import orders
from handlers.ask import asker_of, show


def pick(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """One of the buttons under "Which of these did you mean?"."""
    name, number, root, shown = action["value"].split("|", 3)
    with desk.session() as session:
        question = _question(session, number)
        person, now = body["user"]["id"], clock.now()
        if asked.judge(session, int(number or 0), by=person, meant=name, now=now) and question:
            ending.answered(session, question, now, has_answer=True)
            desk.soon(session, ending.END, question_id=question.id)
        _go_on(desk, session, body, root, question, name, shown)
    ack()


def _question(session: Session, number: str) -> Question | None:
    return session.get(Question, int(number)) if number else None


def _go_on(
    desk: Desk,
    session: Session,
    body: dict[str, Any],
    root: str,
    question: Question | None,
    name: str,
    shown: str,
) -> None:
    """Answer with the entry of that name; an entry that is gone gives way to what else comes near."""
    person, (to, thread) = desk.person(session, body["user"]["id"]), _under(body)
    asker, known = asker_of(desk, session, person, to), [each for each in shown.split(",") if each]
    catalog, hidden = desk.catalog.seen_by(asker.unit), asker.hidden
    chosen, text = answers.picked(catalog, name), question.text if question else ""
    if chosen is None:
        reply = answers.others(catalog, _near(desk, text, hidden), known, asker)
    else:
        find = partial(desk.finder.find, hidden=hidden)
        decided = answers.decide(catalog, find, text, chosen=chosen)
        reply = answers.compose(session, catalog, decided, asker, shown=known)
    if reply.spoken and thread:
        talk.remember(session, f"{to}:{thread}", person.id, reply.spoken, clock.now())
    _continue(desk, session, person, root, reply.noted(question.id if question else None))


def _near(desk: Desk, text: str, hidden: frozenset[str]) -> list[Match]:
    return answers.still_near(desk.finder.find(text, hidden))


def _continue(desk: Desk, session: Session, person: Person, root: str, reply: Answer) -> None:
    """Go on in the message that was answered, or in private where that one cannot be edited."""
    if root:
        show(desk, session, root, reply)
    else:
        desk.say(session, person.id, reply.template, root="", **reply.facts)


def not_meant(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Not what I meant, or None of these: the next nearest instead, and nothing that was shown before."""
    number, root, shown = action["value"].split("|", 2)
    with desk.session() as session:
        person, question = desk.person(session, body["user"]["id"]), _question(session, number)
        now = clock.now()
        if asked.judge(session, int(number or 0), "not_meant", by=person.id, now=now) and question:
            ending.note_question(session, question, now, engagement="value_check")
        asker = asker_of(desk, session, person, _under(body)[0])
        near = _near(desk, question.text, asker.hidden) if question else []
        catalog = desk.catalog.seen_by(asker.unit)
        reply = answers.others(catalog, near, shown.split(","), asker)
        _continue(desk, session, person, root, reply.noted(question.id if question else None))
    ack()


def compare(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The levels of a service, side by side, under the answer."""
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        to, thread = _under(body)
        asker = asker_of(desk, session, person, to)
        catalog = desk.catalog.seen_by(asker.unit)
        known = answers.entry(session, catalog, catalog.service(action["value"]), asker)
        name = asker.unit.name if asker.unit else None
        desk.say(
            session, to, "ask/compare", thread=thread, service=known, unit_name=name, catalog_on=asker.today
        )
    ack()


def _under(body: dict[str, Any]) -> tuple[str, str | None]:
    """Return where to go on below a message; in private where others would read it unasked."""
    message = body.get("message")
    if message is None or body["container"].get("is_ephemeral"):
        return body["user"]["id"], None
    return body["channel"]["id"], message.get("thread_ts") or message["ts"]


def talk_to_person(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A person takes over, with the question as it was asked; without one, a form asks for it."""
    key, _, said = action.get("value", "|").partition("|")
    number = said[1:] if said.startswith("#") and said[1:].isdecimal() else ""
    with desk.read() as session:
        question = _question(session, number)
    text = question.text if question else said if not number else ""
    if text:
        with desk.session() as session:
            person = desk.person(session, body["user"]["id"])
            orders.hand_over(session, desk, person, text, service=desk.catalog.services.get(key))
            asked.handed_over(session, int(number or 0))
    else:
        on_top = body.get("view", {}).get("type") == "modal"
        orders.open_help(desk, body["trigger_id"], service=key or None, on_top=on_top)
    ack()


def report_broken(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Something that was delivered does not do what it should."""
    orders.open_help(desk, body["trigger_id"], service=action.get("value"), kind="incident")
    ack()


def register(app: App) -> None:
    """Say what starts what."""
    app.action(re.compile(r"ask\.pick\.\d"))(pick)
    app.action("ask.not_meant")(not_meant)
    app.action("ask.compare")(compare)
    app.action("ask.person")(talk_to_person)
    app.action("ask.broken")(report_broken)
