"""Surveys: what people tap and write when they are asked, and help at once where it went wrong."""

from datetime import datetime
from decimal import Decimal
from re import compile as pattern
from typing import Any, NamedTuple

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import answering, surveys
from bot.customer.contacts import Engagement
from bot.customer.surveys import Survey
from bot.delivery import schedules
from bot.desk import Desk, Timer
from bot.money import Money
from bot.value import ending, matters, survey_pages, turns
from handlers import advocates, calling, offers, recovering, surveying

WHY = "why"  # stands for the kind of question where a reason is tapped


class Tapped(NamedTuple):
    """A button of a survey: which one, the step that it stood at, and whether answers are gone through again."""

    survey: int
    step: str
    again: bool


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that whoever's turn it is, is asked in the morning."""
    schedules.keep(session, turns.TIMER, turns.MORNING, desk.catalog.company.zone, now=now)


def take_answer(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take what was tapped, whichever question it answers; a good contact may end with one offer."""
    now, tapped = clock.now(), _tapped(action)
    kind, given = action["action_id"].split(".")[2:]
    with desk.session() as session:
        _keep(session, desk, tapped, kind, given, body["user"]["id"], now)
    ack()


def open_price(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for another price than those on the buttons."""
    now = clock.now()
    with desk.read() as session:
        survey = surveys.find(session, _mine(session, _tapped(action).survey, body))
        facts = survey_pages.facts(session, desk.catalog, survey, now)
    currency = desk.catalog.company.currency
    desk.open(body["trigger_id"], "surveys/price", **facts, currency=currency, where=action["value"])
    ack()


def send_price(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Keep the price that was typed: its form is sent."""
    now, tapped = clock.now(), _tapped({"value": view["private_metadata"]})
    typed = Decimal(view["state"]["values"]["price"]["value"]["value"])
    price = Money.of(typed, desk.catalog.company.currency)
    with desk.session() as session:
        _keep(session, desk, tapped, "worth_at", str(price.minor), body["user"]["id"], now)
    ack()


def _keep(
    session: Session, desk: Desk, tapped: Tapped, kind: str, given: str, by: str, now: datetime
) -> None:
    """Keep an answer or a reason, show what comes next, and tell whom it concerns."""
    survey = surveys.hold(session, surveys.check_asked(session, tapped.survey, by))
    if survey.is_settled(now):
        surveying.show(session, desk, survey, now)
        return
    form = desk.catalog.surveys.get(survey.form)
    question = form and form.question(tapped.step.partition("-")[0])
    if question and kind == WHY:
        answering.give_reason(survey, question, given, now)
    elif question:
        answering.answer(survey, question, given, now)
    left_out = matters.left_out(matters.facts_of(session, desk.catalog, survey, now))
    step = answering.next_step(survey, form, left_out, after=tapped.step if tapped.again else None)
    _tell_owner(session, desk, survey, now)
    surveying.show(session, desk, survey, now, step, again=tapped.again)
    if survey.happy and survey.service and step.question is None:
        _end_contact(session, desk, survey, survey.service, now)


def _end_contact(session: Session, desk: Desk, survey: Survey, service: str, now: datetime) -> None:
    """End a good contact with one thing: the question whether we may name them, else an offer."""
    asked = (survey.person, survey.unit, service, now)
    more: Engagement = "value_check"
    if advocates.end_contact(session, desk, *asked):
        more = "advocate"
    elif offers.end_contact(session, desk, *asked) is None:
        more = "offer"
    if survey.order_id is not None:
        ending.note_more(session, survey.order_id, more, now)


def answer_again(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Go through the questions once more; what is settled stays as it is."""
    now = clock.now()
    with desk.session() as session:
        survey = surveys.hold(session, _mine(session, int(action["value"]), body))
        form = desk.catalog.surveys.get(survey.form)
        if form is None or survey.is_settled(now):
            surveying.show(session, desk, survey, now)
        else:
            survey.skipped_at = None
            left_out = matters.left_out(matters.facts_of(session, desk.catalog, survey, now))
            step = answering.first_step(survey, form, left_out)
            surveying.show(session, desk, survey, now, step, again=True)
    ack()


def skip(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Skip: one tap, and nothing more is asked."""
    now = clock.now()
    with desk.session() as session:
        survey = surveys.hold(session, _mine(session, int(action["value"]), body))
        answering.skip(survey, now)
        surveying.show(session, desk, survey, now, answering.THANKS)
    ack()


def open_comment(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for a comment."""
    with desk.read() as session:
        survey = surveys.find(session, _mine(session, int(action["value"]), body)).model_dump()
    desk.open(body["trigger_id"], "surveys/comment", survey=survey)
    ack()


def send_comment(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Keep the comment, and whether it may be quoted: its form is sent."""
    now, values = clock.now(), view["state"]["values"]
    text, ticked = values["comment"]["value"]["value"], values["quote"]["value"]["selected_options"]
    with desk.session() as session:
        survey = surveys.hold(session, _mine(session, int(view["private_metadata"]), body))
        answering.comment(survey, text, may_quote=bool(ticked))
        _tell_owner(session, desk, survey, now)
        surveying.show(session, desk, survey, now)
    ack()


def _tapped(action: dict[str, Any]) -> Tapped:
    number, step, again = action["value"].split(":")
    return Tapped(int(number), step, bool(again))


def _mine(session: Session, survey_id: int, body: dict[str, Any]) -> int:
    """Return the survey that a button is about. Raises Refused for anybody but the person who was asked."""
    return surveys.check_asked(session, survey_id, body["user"]["id"])


def _tell_owner(session: Session, desk: Desk, survey: Survey, now: datetime) -> None:
    """Bring trouble to whoever calls about it, in one message that later answers edit."""
    if surveys.must_tell_owner(survey, now):
        recovering.hear_survey(session, desk, survey, now)


def register(app: App) -> None:
    """Say what starts what."""
    app.action(pattern(r"^survey\.answer\.\w+\.\w+$"))(take_answer)
    app.action("survey.price")(open_price)
    app.view("survey.price")(send_price)
    app.action("survey.again")(answer_again)
    app.action("survey.skip")(skip)
    app.action("survey.comment")(open_comment)
    app.view("survey.comment")(send_comment)


TIMERS: dict[str, Timer] = {
    surveying.FOLLOW: surveying.plan_question,
    surveying.SEND: surveying.send,
    surveying.REMIND: surveying.remind,
    surveying.EXPIRE: surveying.expire,
    turns.TIMER: surveying.ask_turns,
    turns.PART: surveying.ask_some,
    calling.SHOW_SURVEY: surveying.refresh,
    recovering.ASK_AFTER: surveying.follow_recovery,
}
