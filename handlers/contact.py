"""Contact: what a person hears from the bot, switched off and on again; how contacts end, and what they led to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import hearing
from bot.customer.asked import Question
from bot.customer.contacts import Engagement
from bot.customer.hearing import KINDS
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import coverage, ending, stopping
from handlers import offers

KEEP = "keep"
RESUME, HERE = "contact.resume", "contact.resume.here"


def choose(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The "Fewer of these" button under what the bot started: this kind, everything, or as it is."""
    with desk.read() as session:
        language = desk.language(session, body["user"]["id"])
    desk.open(body["trigger_id"], "contact/fewer", kind=action["value"], language=language)
    ack()


def stop(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The choice, sent: it counts at once, and can be taken back where it was made."""
    chosen = view["state"]["values"]["what"]["value"]["selected_option"]["value"]
    if chosen == KEEP:
        ack()
        return
    kinds = hearing.named([chosen])
    with desk.session() as session:
        stopped = stopping.stop(session, body["user"]["id"], kinds, clock.now())
        language = desk.language(session, body["user"]["id"])
    told = desk.view("contact/done", on=False, kinds=kinds, back=stopped or kinds, language=language)
    ack(response_action="update", view=told)


def resume(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Switch on again: in the form in which it was switched off, else below the message that says so.

    What is pressed `here` is a message that shows by itself how things stand.
    """
    kinds, in_form = hearing.named(action["value"].split(",")), body.get("view", {}).get("type") == "modal"
    with desk.session() as session:
        stopping.resume(session, body["user"]["id"], kinds, clock.now())
        language = desk.language(session, body["user"]["id"])
        if not in_form and action["action_id"] != HERE:
            desk.say(session, body["user"]["id"], "contact/resumed", thread=_thread(body), kinds=kinds)
    if in_form:
        desk.update(body["view"]["id"], None, "contact/done", on=True, kinds=kinds, language=language)
    ack()


def _thread(body: dict[str, Any]) -> str | None:
    """Return the thread of the message in which it was pressed; what is gone when it was read has none."""
    if body["container"].get("is_ephemeral"):
        return None
    thread: str = body["message"].get("thread_ts") or body["message"]["ts"]
    return thread


def change(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The switches on Home, one for each kind."""
    wanted, now = hearing.named(option["value"] for option in action["selected_options"]), clock.now()
    with desk.session() as session:
        person = body["user"]["id"]
        stopping.stop(session, person, [kind for kind in KINDS if kind not in wanted], now)
        stopping.resume(session, person, wanted, now)
    ack()


def end_question(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """End a question that was answered with one offer, where a need shows and the person may be offered it."""
    question = session.get(Question, facts["question_id"])
    service = question and ending.service_of(question)
    if question is None or question.unit is None or service not in desk.catalog.services:
        return
    why_not = offers.end_contact(session, desk, question.person, question.unit, service, now)
    engagement: Engagement = "none" if why_not else "offer"
    ending.note_question(session, question, now, engagement=engagement, why=why_not)


def gather(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the night: what ended otherwise than by its asker's word is written down, too."""
    if not ending.gather(session, now):
        desk.soon(session, ending.GATHER)


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that no contact is left out."""
    ending.arrange(session, desk.catalog.company.zone, now)


def show_coverage(desk: Desk, person: str) -> None:
    """Tell an IT lead what contacts led to. Raises Refused for anybody else."""
    with desk.session() as session:
        if person not in desk.leads(session):
            raise Refused("lead/only_leads", ["talk"], leads=desk.leads(session))
        desk.say(session, person, "contact/coverage", **coverage.shown(session, desk.catalog, clock.now()))


def register(app: App) -> None:
    """Say what starts what."""
    app.action("contact.fewer")(choose)
    app.view("contact.fewer")(stop)
    app.action(RESUME)(resume)
    app.action(HERE)(resume)
    app.action("contact.hears")(change)


TIMERS: dict[str, Timer] = {ending.END: end_question, ending.GATHER: gather}
