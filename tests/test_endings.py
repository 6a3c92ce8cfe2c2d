"""How requests end when something is in the way: told where it can be heard, done once, never called undone."""

import json
from copy import deepcopy
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot import clock
from bot.app import answer_error
from bot.cost import subscriptions
from bot.customer.refusals import Refusal
from bot.process import orders, steps
from bot.refusal import Refused
from bot.sandbox import rights
from bot.value import dead_ends
from tests.handlers.test_orders import orders_mail
from tests.office import Office
from tests.reading import form, words

WHICH_UNIT = "Which part of the company"


def everything_said(office: Office, who: str) -> str:
    return " ".join(message.all_text for message in office.workspace.person(who).sees("bot"))


def test_who_comes_too_late_is_told_in_the_channel_by_whom(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Approve")
    card = office.kim.last("#workplace")
    with office.desk.db.session() as session:
        steps.finish(session, 1, by="U0KIM", now=clock.now())
    office.kim.clicks("Take", on=card)
    assert "Number 1 moved on" in words(office.kim, "#workplace")
    office.kim.clicks("My orders")
    assert office.kim.notices == []


def test_a_command_is_refused_where_it_was_typed_though_the_bot_is_no_member(office: Office) -> None:
    office.workspace.channel("#general").members.discard("U0BOT")
    office.eve.command("/it order", "#general")
    refusal = office.eve.last("#general")
    assert WHICH_UNIT in refusal
    assert refusal.ephemeral
    office.eve.chooses("person.unit", "Finance")
    assert "you work for *Finance*" in words(office.eve)


def test_a_shortcut_on_a_message_is_refused_in_private(office: Office) -> None:
    office.workspace.channel("#general").members.discard("U0BOT")
    said = office.bo.says("#general", "I need the ERP for two new people")
    office.eve.message_shortcut("order.from_message", said)
    assert WHICH_UNIT in words(office.eve)


def test_what_is_pressed_under_the_answer_to_a_command_is_refused_in_private(office: Office) -> None:
    office.workspace.channel("#general").members.discard("U0BOT")
    office.eve.command("/it what is ERP?", "#general")
    office.eve.clicks("Order")
    assert WHICH_UNIT in words(office.eve)


def test_a_newcomer_may_make_an_order_of_what_looked_like_a_report(office: Office) -> None:
    said = office.bo.says("#general", "The printer is broken")
    office.eve.message_shortcut("order.from_message", said)
    office.eve.chooses("What is it about?", "We need something")
    assert WHICH_UNIT in form(office.eve)
    assert office.eve.notices == []


def test_the_value_report_can_be_arranged_from_home(office: Office) -> None:
    office.bo.opens_home()
    office.bo.clicks("Value report")
    assert form(office.bo).values["Business unit"] == "Finance"


def test_a_doubled_refusal_is_told_once(office: Office) -> None:
    orders_mail(office.ana)
    card = deepcopy(office.bo.last())
    office.ana.clicks("Cancel")
    office.workspace.faults.add("duplicate", "interactive block_actions")
    office.bo.clicks("Decline…", on=card)
    assert everything_said(office, "bo").count("moved on before your click") == 1


def test_a_total_whose_showing_got_lost_is_not_taken_for_sent(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    with office.desk.db.session() as session:
        subscriptions.give_up(session, "CC-500", "COL", "Standard", 30, date(2026, 11, 23))
    office.workspace.faults.add("drop_ack", "interactive view_submission")
    office.ana.submits()  # Slack never hears the new total
    office.ana.submits()
    assert "+$1" in form(office.ana)
    office.ana.submits()
    assert office.ana.view is None
    with office.desk.read() as session:
        assert orders.find(session, 1).quantity == 3


@pytest.mark.parametrize(("below", "answer"), [(None, "push"), ("V1", "push"), ("V2", "update")])
def test_a_refusal_lies_on_top_as_long_as_slack_stacks_modals(
    office: Office, below: str | None, answer: str
) -> None:
    view = {"type": "modal", "id": "V3", "root_view_id": "V1", "previous_view_id": below}
    body = {"type": "view_submission", "user": {"id": "U0ANA"}, "view": view}
    refused = Refused("orders/unknown", ["my_orders"], number=7)
    response = answer_error(refused, body, office.desk)
    assert json.loads(response.body)["response_action"] == answer


def test_what_closed_by_itself_was_closed_by_nobody(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Approve")
    card = deepcopy(office.kim.last("#workplace"))
    office.kim.clicks("Done")
    office.later(timedelta(days=3, minutes=1))
    office.kim.clicks("Take", on=card)
    assert "It was closed, " in words(office.kim, "#workplace")


def test_a_form_that_comes_too_late_is_asked_for_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders_mail(office.ana)
    with monkeypatch.context() as slow:
        slow.setattr(rights, "TRIGGER_SECONDS", -1)
        office.bo.clicks("Decline…")
    assert "press it once more" in words(office.bo)
    office.bo.clicks("Decline…")
    assert form(office.bo).title == "Decline"


def test_every_no_that_is_told_is_counted_with_what_it_offered(office: Office) -> None:
    office.eve.command("/it order")
    said = office.bo.says("#general", "I need the ERP for two new people")
    office.eve.message_shortcut("order.from_message", said)
    with office.desk.read() as session:
        told = session.exec(select(Refusal)).all()
    assert [(each.template, each.ways) for each in told] == [("people/which_unit", "choose_unit")] * 2


def test_an_apology_is_a_dead_end(office: Office) -> None:
    body = {"command": "/it", "user_id": "U0ANA", "trigger_id": "1.2"}
    assert "Reference" in json.dumps(answer_error(RuntimeError(), body, office.desk).body)
    with office.desk.read() as session:
        rate = dead_ends.of_last(session, clock.now() + timedelta(seconds=1)).rate
    assert rate is not None
    assert (rate.successes, rate.n) == (1, 1)


def test_on_top_of_three_forms_the_next_stands_in_the_place_of_the_last(office: Office) -> None:
    office.ana.command("/it services")
    for said in ("One.", "Two.", "Here."):
        desk = office.desk.visited(said, form(office.ana).raw.id)
        block = {"type": "section", "text": {"type": "mrkdwn", "text": said}}
        desk.push(rights.issue_trigger(office.workspace, office.ana.id), "notice", blocks=[block])
    assert len(office.workspace.modals[office.ana.id]) == 3
    assert "Here." in form(office.ana)
    office.ana.closes()
    assert "One." in form(office.ana)
