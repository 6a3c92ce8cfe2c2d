"""Surveys: the question after something is done, its answers, and help at once where it went wrong."""

from datetime import datetime
from re import compile as pattern
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import gate, surveys
from bot.customer.surveys import Survey
from bot.delivery import outbox
from bot.desk import Desk
from bot.money import Money
from bot.process import approvers, orders
from bot.process.orders import Order
from bot.value import ending
from handlers import offers

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
        _show(session, desk, survey)
        _tell_owner(session, desk, survey, now)
    ack()


def say_worth(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take the Yes or No to "Is it worth what it costs?"; a good contact may end with one offer."""
    now = clock.now()
    with desk.session() as session:
        worth_it = action["action_id"].endswith("yes")
        survey = surveys.answer_worth(session, _mine(session, action, body), worth_it)
        _show(session, desk, survey)
        _tell_owner(session, desk, survey, now)
        if survey.happy and survey.service:
            why_not = offers.end_contact(session, desk, survey.person, survey.unit, survey.service, now)
            if why_not is None and survey.order_id is not None:
                ending.note_offer(session, survey.order_id, now)
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
        _show(session, desk, survey)
        _tell_owner(session, desk, survey, clock.now())
    ack()


def promise_call(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take on a call to the unhappy person, who is asked first unless they agreed already."""
    now = clock.now()
    with desk.session() as session:
        caller = desk.person(session, body["user"]["id"])
        approvers.check_worker(desk.catalog, caller.unit)
        survey = surveys.promise_call(session, int(action["value"]), caller.id)
        _tell_owner(session, desk, survey, now)
        _show_call(session, desk, survey)
    ack()


def answer_call(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take the answer to being called; with a Yes the owner sees the name."""
    now = clock.now()
    with desk.session() as session:
        agreed = action["action_id"].endswith("yes")
        survey = surveys.answer_call(session, _mine(session, action, body), agreed)
        _tell_owner(session, desk, survey, now)
        _show(session, desk, survey)
        _show_call(session, desk, survey)
    ack()


def _mine(session: Session, action: dict[str, Any], body: dict[str, Any]) -> int:
    """Return the survey that a button is about. Raises Refused for anybody but the person who was asked."""
    return surveys.check_asked(session, int(action["value"]), body["user"]["id"])


def _show(session: Session, desk: Desk, survey: Survey, step: str = "") -> None:
    """Bring the person's one survey message to the step that comes next."""
    template = f"surveys/{step or survey.next_step}"
    desk.show(session, f"survey:{survey.id}", survey.person, template, **_facts(session, desk, survey))


def _show_call(session: Session, desk: Desk, survey: Survey) -> None:
    if survey.remedy_by is not None:
        card = f"survey:{survey.id}:call"
        desk.show(session, card, survey.person, "surveys/may_call", **_facts(session, desk, survey))


def _tell_owner(session: Session, desk: Desk, survey: Survey, now: datetime) -> None:
    """Bring trouble to the owner, in one message that later answers edit; no owner, then the team."""
    if not surveys.must_tell_owner(survey, now):
        return
    facts = _facts(session, desk, survey)
    service = desk.catalog.services.get(survey.service or "")
    reader = facts["about"]["owner"] or desk.team(session, service)
    if reader is not None:
        desk.show(session, f"survey:{survey.id}:owner", reader, "surveys/owner", **facts)


def _facts(session: Session, desk: Desk, survey: Survey) -> dict[str, Any]:
    assert survey.order_id is not None
    order = orders.find(session, survey.order_id)
    row = {**survey.model_dump(), "troubled": survey.troubled}
    return {"survey": row, "about": _about(session, desk, order)}


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
    app.action("survey.remedy")(promise_call)
    app.action(pattern(r"survey\.call\.(yes|no)"))(answer_call)
