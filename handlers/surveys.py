"""Surveys: the question after something is done, its answers, and help at once where it went wrong."""

from collections.abc import Mapping
from datetime import datetime
from re import compile as pattern
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import gate, surveys
from bot.customer.contacts import Engagement
from bot.customer.surveys import Survey
from bot.delivery import outbox
from bot.desk import Desk, Timer
from bot.money import Money
from bot.process import orders
from bot.process.orders import Order
from bot.value import ending
from handlers import advocates, offers, recovering

FINISHED = ("done", "closed")


def begin(session: Session, desk: Desk, order: Order, card: str, now: datetime) -> bool:
    """Ask how it went, in the message `card` in which the person just said that it works; say whether.

    Whoever was asked lately, or wants no surveys, is not asked.
    """
    person, complains = desk.person(session, order.person), orders.complains(session, order.person)
    survey = surveys.invite(
        session,
        person.id,
        gate.survey(session, desk.catalog.company, person, now, complains=complains),
        order_id=order.number,
        unit=order.unit,
        service=order.service,
        now=now,
    )
    if survey is None or survey.sent_at is None:
        return False
    outbox.rename(session, card, f"survey:{survey.id}")
    _show(session, desk, survey)
    return True


def give_score(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take the score, from "Very poor" to "Very good"."""
    now = clock.now()
    score = int(action["action_id"].rpartition(".")[2])
    with desk.session() as session:
        survey = surveys.answer_score(session, _mine(session, action, body), score, now)
        _tell_owner(session, desk, survey, now)
        _show(session, desk, survey)
    ack()


def say_worth(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take the Yes or No to "Is it worth what it costs?"; a good contact may end with one offer."""
    now = clock.now()
    with desk.session() as session:
        worth_it = action["action_id"].endswith("yes")
        survey = surveys.answer_worth(session, _mine(session, action, body), worth_it)
        _tell_owner(session, desk, survey, now)
        _show(session, desk, survey)
        if survey.happy and survey.service:
            _end_contact(session, desk, survey, survey.service, now)
    ack()


def ask_score_again(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Ask for the score again."""
    with desk.session() as session:
        _show(session, desk, surveys.find(session, _mine(session, action, body)), step="score")
    ack()


def open_comment(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for a comment."""
    with desk.read() as session:
        comment = surveys.find(session, _mine(session, action, body)).comment
    desk.open(body["trigger_id"], "surveys/comment", survey_id=action["value"], comment=comment)
    ack()


def send_comment(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Keep the comment: its form is sent."""
    text = view["state"]["values"]["comment"]["value"]["value"]
    with desk.session() as session:
        number = surveys.check_asked(session, int(view["private_metadata"]), body["user"]["id"])
        survey = surveys.comment(session, number, text)
        _tell_owner(session, desk, survey, clock.now())
        _show(session, desk, survey)
    ack()


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


def _mine(session: Session, action: dict[str, Any], body: dict[str, Any]) -> int:
    """Return the survey that a button is about. Raises Refused for anybody but the person who was asked."""
    return surveys.check_asked(session, int(action["value"]), body["user"]["id"])


def _show(session: Session, desk: Desk, survey: Survey, step: str = "") -> None:
    """Bring the person's one survey message to the step that comes next."""
    template = f"surveys/{step or survey.next_step}"
    desk.show(session, f"survey:{survey.id}", survey.person, template, **_facts(session, desk, survey))


def _tell_owner(session: Session, desk: Desk, survey: Survey, now: datetime) -> None:
    """Bring trouble to whoever calls about it, in one message that later answers edit."""
    if surveys.must_tell_owner(survey, now):
        recovering.hear_survey(session, desk, survey, now)


def show(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer after something that its message tells has changed."""
    _show(session, desk, surveys.find(session, facts["survey_id"]))


def _facts(session: Session, desk: Desk, survey: Survey) -> dict[str, Any]:
    assert survey.order_id is not None
    order = orders.find(session, survey.order_id)
    call = recovering.call_of(session, desk, survey, clock.now())
    return {"survey": survey.model_dump(), "about": _about(session, desk, order), "call": call}


def _about(session: Session, desk: Desk, order: Order) -> dict[str, Any]:
    """Return what the templates say about the thing that was done."""
    service = desk.catalog.services.get(order.service or "")
    unit = desk.catalog.company.units.get(order.unit)
    return {
        "kind": order.kind,
        "number": order.number,
        "text": order.text,
        "done_at": order.done_at,
        "due_at": order.due_at,
        "reopened": order.state not in FINISHED,
        "service_name": service.name if service else None,
        "tier": order.tier,
        "quantity": order.quantity,
        "measures": service.units if service else None,
        "monthly": service is not None and service.monthly,
        "unit_name": unit.name if unit else order.unit,
        "owner": desk.slack_id(session, service.owner) if service else None,
        "cost": _cost(desk, order),
    }


def _cost(desk: Desk, order: Order) -> Money | None:
    """Return what was bought costs, a month or once; None where no money moved."""
    if order.kind != "order" or not order.unit_price:
        return None
    return Money.of(order.unit_price * order.quantity, desk.catalog.company.currency)


def register(app: App) -> None:
    """Say what starts what."""
    app.action(pattern(r"survey\.score\.[1-5]"))(give_score)
    app.action(pattern(r"survey\.worth\.(yes|no)"))(say_worth)
    app.action("survey.again")(ask_score_again)
    app.action("survey.comment")(open_comment)
    app.view("survey.comment")(send_comment)


TIMERS: dict[str, Timer] = {recovering.SHOW_SURVEY: show}
