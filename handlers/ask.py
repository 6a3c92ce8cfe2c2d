"""Asking: a question in a direct message or after a mention, and what follows the answer."""

import re
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from slack_bolt import Ack, App, BoltContext
from sqlmodel import Session

from bot import clock, referee
from bot.catalog.finding import Match
from bot.customer import asked
from bot.customer.asked import Question
from bot.customer.people import Person
from bot.delivery import outbox
from bot.delivery.jobs import is_private
from bot.desk import Desk
from bot.refusal import Refused
from bot.value import answers, ending
from bot.value.answers import Answer, Asker, Decided, manners, talk
from bot.value.chosen import Chosen
from bot.value.understanding import Wish
from handlers import (
    books,
    importing,
    order_form,
    orders,
    settling,
    surveying,
    threads,
    what_if,
    wish_forms,
    wishing,
)
from handlers.wishing import Place

IN_PRIVATE = Answer("ask/in_private", {})
TYPED = (None, "file_share", "thread_broadcast")  # what people write themselves


class Asking(NamedTuple):
    """A question on its way: who asks what and where, which message answers, and what it may go on from."""

    person: str
    question: str
    channel: str
    root: str
    thread: str


def ask_privately(event: dict[str, Any], context: BoltContext, desk: Desk) -> None:
    """A message to the bot; below the card of an order it is for the other side of that."""
    if event.get("channel_type") == "im" and _is_typed(event):
        _hear(desk, event, context.bot_user_id)


def ask_in_channel(event: dict[str, Any], context: BoltContext, desk: Desk) -> None:
    """A mention in a channel, answered in its thread; below the card of an order it is for who asked for that."""
    if _is_typed(event):
        _hear(desk, event, context.bot_user_id)


def _is_typed(event: dict[str, Any]) -> bool:
    """Say whether a person wrote it just now; edits, joins and other bots' messages are no questions."""
    return event.get("subtype") in TYPED and not event.get("bot_id") and not event.get("edited")


def _hear(desk: Desk, event: dict[str, Any], bot: str | None) -> None:
    if threads.hear(desk, event, bot) or (is_private(event["channel"]) and importing.hear(desk, event)):
        return
    _reply(desk, event, bot)


def _reply(desk: Desk, event: dict[str, Any], bot: str | None) -> None:
    question = order_form.readable(event.get("text", "").replace(f"<@{bot}>", ""))
    channel, thread = event["channel"], event.get("thread_ts") or event["ts"]
    asking = Asking(event["user"], question, channel, f"{channel}:{event['ts']}", f"{channel}:{thread}")
    place = Place(asking.person, channel, thread)
    if what_if.hear(desk, place, question, asking.root):
        return
    if is_private(channel) and thread == event["ts"] and books.hear(desk, asking.person, question):
        return
    decided, wish = make_out(desk, asking)
    if what_if.hear_after(desk, place, question, asking.root, decided, wish):
        return
    with desk.session() as session:
        reply = answer(desk, session, asking, decided, wish)
        told = (
            put_up(desk, session, asking, reply, thread)
            if wish
            else _in_its_place(desk, session, asking, reply)
        )
        if told:
            _show(desk, session, asking.root, told, thread=thread)


def _in_its_place(desk: Desk, session: Session, asking: Asking, reply: Answer) -> Answer:
    """Return what stands where it was asked; what is private is said in private, and only that is told there."""
    if not reply.private or is_private(asking.channel):
        return reply
    desk.say(session, asking.person, reply.template, root="", **reply.facts)
    return IN_PRIVATE


def put_up(
    desk: Desk, session: Session, asking: Asking, reply: Answer, thread: str | None = None
) -> Answer | None:
    """Put a wish up, and return what is left to say where it was written: that it is in private, if it is."""
    chosen = Chosen(reply.facts["question_id"])
    wishing.show(desk, session, chosen, reply, Place(asking.person, asking.channel, thread))
    return IN_PRIVATE if reply.private else None


def _show(desk: Desk, session: Session, root: str, reply: Answer, thread: str | None = None) -> None:
    channel = root.partition(":")[0]
    desk.show(session, f"answer:{root}", channel, reply.template, thread=thread, root=root, **reply.facts)


def make_out(desk: Desk, asking: Asking) -> tuple[Decided | None, Wish | None]:
    """Decide what to answer, None for mere manners, and what is wanted, None where something is only asked.

    What rows tell is read first: no session is open while entries are compared or settled.
    """
    if manners.reply(asking.question):
        return None, None
    with desk.read() as session:
        writer = wish_forms.read_writer(desk, session, asking.person, asking.question)
        spoken = talk.recall(session, asking.thread, asking.person, clock.now())
    find = partial(desk.finder.find, hidden=desk.catalog.hidden_from(writer.unit))
    settle = partial(referee.settle, desk.referee)
    catalog = desk.catalog.seen_by(writer.unit)
    decided = answers.decide(catalog, find, asking.question, spoken, settle=settle)
    return decided, wishing.read(desk, writer, asking.question, decided)


def answer(
    desk: Desk, session: Session, asking: Asking, decided: Decided | None, wish: Wish | None = None
) -> Answer:
    """Put the answer together, and note the question with what became of it.

    What is about a service that not everybody there may know of is for the eyes of the person who asked.
    """
    if decided is None:
        return manners.reply(asking.question) or Answer("ask/hello", {})
    person, now = desk.person(session, asking.person), clock.now()
    asker = _asker(desk, session, person, asking.channel)
    for_some = not asker.hidden.isdisjoint(answers.about(decided))
    if for_some:
        asker = _asker(desk, session, person, person.id)
    if wish:
        reply = wishing.reply(desk, session, wish, decided, Place(person.id, asking.channel, None))
    else:
        reply = answers.compose(session, desk.catalog.seen_by(asker.unit), decided, asker)
    noted = asked.note(
        session,
        root=asking.root,
        person=person.id,
        unit=person.unit,
        text=asking.question,
        found_kind=reply.kind,
        aspect=wish.kind if wish else reply.aspect,
        match=reply.match or decided.match,
        now=now,
    )
    if not wish and ending.answered(session, noted, now, has_answer=reply.kind == "answer"):
        desk.soon(session, ending.END, question_id=noted.id)
    if reply.spoken:
        talk.remember(session, asking.thread, person.id, reply.spoken, now)
    if wish is None:
        below = asking.thread.partition(":")[2] if asking.root and is_private(asking.channel) else None
        surveying.follow_question(session, desk, noted, below)
    return replace(reply.noted(noted.id), private=reply.private or for_some)


def _asker(desk: Desk, session: Session, person: Person, channel: str) -> Asker:
    """Return who asks; their unit where its affairs may be read: in private, and in its own channel.

    Elsewhere only that counts which everybody may know of.
    """
    unit, private = desk.unit(person), is_private(channel)
    shown = unit if unit and (private or desk.channel(session, unit.channel) == channel) else None
    hidden = desk.catalog.hidden_from(shown)
    return Asker(
        person.id, person.email, shown, desk.zone(person), clock.now(), private, hidden, desk.catalog
    )


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
    asker, known = _asker(desk, session, person, to), [each for each in shown.split(",") if each]
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
    return desk.finder.explain(text, hidden).own


def _continue(desk: Desk, session: Session, person: Person, root: str, reply: Answer) -> None:
    """Go on in the message that was answered, or in private where that one cannot be edited."""
    if root:
        _show(desk, session, root, reply)
    else:
        desk.say(session, person.id, reply.template, root="", **reply.facts)


def not_meant(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The button under an answer that missed: the next nearest instead, and nothing that was shown before."""
    number, root, shown = action["value"].split("|", 2)
    with desk.session() as session:
        person, question = desk.person(session, body["user"]["id"]), _question(session, number)
        now = clock.now()
        if asked.judge(session, int(number or 0), "not_meant", by=person.id, now=now) and question:
            ending.note_question(session, question, now, engagement="value_check")
        asker = _asker(desk, session, person, _under(body)[0])
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
        asker = _asker(desk, session, person, to)
        catalog = desk.catalog.seen_by(asker.unit)
        service = catalog.services.get(action["value"])
        if service is None:
            raise Refused("ask/gone", ["browse", "hand_over"])
        known = answers.entry(session, catalog, service, asker)
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


def ask_instead(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """It was a question after all: the same message answers it."""
    held = wishing.held(desk, action, body)
    place, root = held.place, f"{held.place.channel}:{held.chosen.question}"
    asking = Asking(place.person, held.wish.text, place.channel, root, f"{place.channel}:{place.thread}")
    decided, _ = make_out(desk, asking)
    with desk.session() as session:
        asked.judge(session, held.chosen.question, "not_meant", by=place.person, now=clock.now())
        reply = answer(desk, session, asking, decided)
        outbox.rename(session, settling.card(held.chosen.question), f"answer:{root}")
        _show(desk, session, root, reply, thread=place.thread)
    ack()


def report_broken(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Something that was delivered does not do what it should."""
    orders.open_help(desk, body["trigger_id"], service=action.get("value"), kind="incident")
    ack()


def register(app: App) -> None:
    """Say what starts what."""
    app.event("message")(ask_privately)
    app.event("app_mention")(ask_in_channel)
    app.action(re.compile(r"ask\.pick\.\d"))(pick)
    app.action("ask.not_meant")(not_meant)
    app.action("ask.compare")(compare)
    app.action("ask.person")(talk_to_person)
    app.action("ask.broken")(report_broken)
    app.action("wish.ask")(ask_instead)
