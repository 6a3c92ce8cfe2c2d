"""Asking: a question in a direct message or after a mention, and what becomes of it."""

from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from slack_bolt import Ack, App, BoltContext
from sqlmodel import Session

from bot import clock, referee
from bot.customer import asked
from bot.customer.people import Person
from bot.delivery import outbox
from bot.delivery.jobs import is_private
from bot.desk import Desk
from bot.value import answers, ending
from bot.value.answers import Answer, Asker, Decided, manners, talk
from bot.value.chosen import Chosen
from bot.value.understanding import Wish
from handlers import (
    books,
    importing,
    order_form,
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

    @property
    def begins(self) -> bool:
        """Whether it is no reply in a thread."""
        return self.root in ("", self.thread)


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
            show(desk, session, asking.root, told, thread=thread)


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


def show(desk: Desk, session: Session, root: str, reply: Answer, thread: str | None = None) -> None:
    """Post the answer to the message `root` ("channel:ts"), or edit it."""
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
        spoken = talk.recall(session, asking.thread, asking.person, clock.now(), begins=asking.begins)
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
    asker = asker_of(desk, session, person, asking.channel)
    for_some = not asker.hidden.isdisjoint(answers.about(decided))
    if for_some:
        asker = asker_of(desk, session, person, person.id)
    if wish:
        reply = wishing.reply(desk, session, wish, decided, Place(person.id, asking.channel, None))
    else:
        reply = answers.compose(session, desk.catalog.seen_by(asker.unit), decided, asker)
    noted = asked.note(
        session,
        root=asking.root,
        person=person.id,
        unit=person.works_for,
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


def asker_of(desk: Desk, session: Session, person: Person, channel: str) -> Asker:
    """Return who asks; their unit where its affairs may be read: in private, and in its own channel.

    Elsewhere only that counts which everybody may know of.
    """
    unit, private = desk.unit(person), is_private(channel)
    shown = unit if unit and (private or desk.channel(session, unit.channel) == channel) else None
    hidden = desk.catalog.hidden_from(shown)
    return Asker(
        person.id, person.email, shown, desk.zone(person), clock.now(), private, hidden, desk.catalog
    )


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
        show(desk, session, root, reply, thread=place.thread)
    ack()


def register(app: App) -> None:
    """Say what starts what."""
    app.event("message")(ask_privately)
    app.event("app_mention")(ask_in_channel)
    app.action("wish.ask")(ask_instead)
