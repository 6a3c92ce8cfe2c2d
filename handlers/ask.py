"""Asking: a question in a direct message, after a mention, or with /it, and what follows the answer."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext
from sqlmodel import Session

from bot.catalog.finding import Match
from bot.customer.people import Person
from bot.desk import Desk
from bot.process import cards
from bot.process import orders as process
from bot.value import answer
from bot.value.answer import Answer
from handlers import order_form, orders, reports

PRIVATE = "DU"  # what the ids of direct messages and of people begin with
GREETING = re.compile(
    r"(hi|hiya|hello|hey|good (morning|afternoon|evening|day)|thanks?( a lot| so much)?|thank you|thx|ty|cheers"
    r"|great|ok(ay)?|help|what (do|can) you do|who are you)\W*",
    re.IGNORECASE,
)
TYPED = (None, "file_share", "thread_broadcast")  # what people write themselves


def ask_privately(event: dict[str, Any], context: BoltContext, desk: Desk) -> None:
    """A message to the bot; edits, joins and other bots' messages are no questions."""
    typed = event.get("subtype") in TYPED and not event.get("bot_id")
    if event.get("channel_type") == "im" and typed:
        _reply(desk, event, context.bot_user_id)


def ask_in_channel(event: dict[str, Any], context: BoltContext, desk: Desk) -> None:
    """A mention in a channel, answered in its thread."""
    _reply(desk, event, context.bot_user_id)


def _reply(desk: Desk, event: dict[str, Any], bot: str | None) -> None:
    question = order_form.readable(event.get("text", "").replace(f"<@{bot}>", ""))
    root = f"{event['channel']}:{event['ts']}"
    with desk.session() as session:
        reply = _answer(desk, session, event["user"], question, event["channel"])
        _show(desk, session, root, reply, thread=event.get("thread_ts") or event["ts"])


def _show(desk: Desk, session: Session, root: str, reply: Answer, thread: str | None = None) -> None:
    channel = root.partition(":")[0]
    desk.show(session, f"answer:{root}", channel, reply.template, thread=thread, root=root, **reply.facts)


def _answer(desk: Desk, session: Session, person_id: str, question: str, channel: str = PRIVATE) -> Answer:
    if not question or GREETING.fullmatch(question):
        return Answer("ask/hello", {})
    person = desk.person(session, person_id)
    found = desk.finder.find(question)
    unit = _unit_shown(desk, session, person, channel)
    return answer.compose(session, desk.catalog, found, question, unit, desk.today(person))


def _unit_shown(desk: Desk, session: Session, person: Person, channel: str) -> str | None:
    """Return the person's unit where its affairs may be read: in private, and in its own channel."""
    unit = desk.unit(person)
    private = channel[0] in PRIVATE
    return unit.code if unit and (private or desk.channel(session, unit.channel) == channel) else None


def command(ack: Ack, command: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """`/it`: alone it says hello, with order, orders or report it starts that, else it is a question."""
    verb, _, rest = command.get("text", "").strip().partition(" ")
    start = VERBS.get(verb.lower())
    if start and start(desk, body, rest.strip()):
        ack()
        return
    question = "" if verb.lower() == "help" and not rest else order_form.readable(f"{verb} {rest}")
    with desk.session() as session:
        reply = _answer(desk, session, body["user_id"], question)
    ack(response_type="ephemeral", **desk.renderer.message(reply.template, {**reply.facts, "root": ""}))


def _order(desk: Desk, body: dict[str, Any], what: str) -> bool:
    found = desk.finder.find(what) if what else None
    if found and found.kind == "none":
        return False
    service = found.matches[0].service if found else None
    orders.open_form(desk, body["trigger_id"], body["user_id"], service=service)
    return True


def _orders(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    if not rest:
        _tell_orders(desk, body["user_id"])
    return not rest


def _tell_orders(desk: Desk, person: str) -> None:
    with desk.session() as session:
        mine = [cards.facts_of(desk.catalog, order) for order in process.of(session, person)]
        desk.say(session, person, "orders/mine", orders=mine)


def list_orders(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The My orders button."""
    _tell_orders(desk, body["user"]["id"])
    ack()


def _report(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    if not rest:
        reports.open_form(desk, body["trigger_id"], body["user_id"])
    return not rest


VERBS: dict[str, Callable[[Desk, dict[str, Any], str], bool]] = {
    "order": _order,
    "orders": _orders,
    "report": _report,
}


def pick(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """One of the buttons under "Which of these did you mean?"."""
    root, chosen, question = action["value"].split("|", 2)
    with desk.session() as session:
        reply = _explain(desk, session, body, answer.picked(chosen), question)
        _continue(desk, session, body, root, reply)
    ack()


def _explain(desk: Desk, session: Session, body: dict[str, Any], match: Match, question: str) -> Answer:
    person = desk.person(session, body["user"]["id"])
    unit = _unit_shown(desk, session, person, _under(body)[0])
    return answer.explain(session, desk.catalog, match, question, unit, desk.today(person))


def _continue(desk: Desk, session: Session, body: dict[str, Any], root: str, reply: Answer) -> None:
    """Go on in the message that was answered, or in private where that one cannot be edited."""
    if root:
        _show(desk, session, root, reply)
    else:
        desk.say(session, body["user"]["id"], reply.template, root="", **reply.facts)


def not_meant(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The button under an answer that missed: the next nearest instead."""
    root, question = action["value"].split("|", 1)
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        reply = answer.others(desk.finder.find(question), question, desk.today(person))
        _continue(desk, session, body, root, reply)
    ack()


def compare(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The levels of a service, side by side, under the answer."""
    service = desk.catalog.service(action["value"])
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        to, thread = _under(body)
        unit = _unit_shown(desk, session, person, to)
        known = answer.entry(session, service, unit, desk.today(person))
        desk.say(session, to, "ask/compare", thread=thread, service=known, catalog_on=desk.today(person))
    ack()


def _under(body: dict[str, Any]) -> tuple[str, str | None]:
    """Return where to go on below a message; in private where others would read it unasked."""
    message = body.get("message")
    if message is None or body["container"].get("is_ephemeral"):
        return body["user"]["id"], None
    return body["channel"]["id"], message.get("thread_ts") or message["ts"]


def talk_to_person(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A person takes over, with the question as it was asked; without one, a form asks for it."""
    key, _, question = action.get("value", "|").partition("|")
    if question:
        with desk.session() as session:
            person = desk.person(session, body["user"]["id"])
            orders.hand_over(session, desk, person, question, service=desk.catalog.services.get(key))
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
    app.event("message")(ask_privately)
    app.event("app_mention")(ask_in_channel)
    app.command("/it")(command)
    app.action(re.compile(r"ask\.pick\.\d"))(pick)
    app.action("ask.not_meant")(not_meant)
    app.action("ask.compare")(compare)
    app.action("ask.person")(talk_to_person)
    app.action("ask.broken")(report_broken)
    app.action("orders.list")(list_orders)
