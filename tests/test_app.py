"""How every delivery from Slack ends: once, in private, in words, or in a repeat; never in a riddle."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import app as wiring
from bot.app import delivery_key
from bot.catalog.finding import Finder
from bot.customer import people
from bot.process.orders import Order
from bot.sandbox.client import in_process_client
from bot.sandbox.hands import Person
from bot.value import home
from tests.handlers.test_orders import orders_mail
from tests.office import Office
from tests.reading import form, words

SECRET = "the password is swordfish"


# What tells one delivery from another


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"event_id": "Ev1", "event": {"type": "message"}}, "event:Ev1"),
        (
            {
                "type": "block_actions",
                "user": {"id": "U1"},
                "container": {"message_ts": "1.2"},
                "actions": [{"action_id": "order.take", "action_ts": "3.4"}],
            },
            "action:U1:1.2:order.take:3.4",
        ),
        (
            {
                "type": "block_actions",
                "user": {"id": "U1"},
                "view": {"id": "V1", "hash": "h"},
                "actions": [{"action_id": "order.tier", "action_ts": "3.4"}],
            },
            "action:U1:V1:order.tier:3.4",
        ),
        (
            {"type": "view_submission", "user": {"id": "U1"}, "view": {"id": "V1", "hash": "h"}},
            "view_submission:V1:h",
        ),
        (
            {"type": "view_closed", "user": {"id": "U1"}, "view": {"id": "V1", "hash": "h"}},
            "view_closed:V1:h",
        ),
        ({"command": "/it", "user_id": "U1", "trigger_id": "t.1"}, "trigger:t.1"),
        ({"type": "shortcut", "user": {"id": "U1"}, "trigger_id": "t.2"}, "trigger:t.2"),
        (
            {"type": "message_action", "user": {"id": "U1"}, "message": {"ts": "1.2"}, "trigger_id": "t.3"},
            "trigger:t.3",
        ),
    ],
)
def test_each_kind_of_delivery_is_known_by_what_slack_repeats(body: dict[str, Any], key: str) -> None:
    assert delivery_key(body) == key


# Twice delivered, once done


def stored(office: Office) -> list[Order]:
    with office.desk.read() as session:
        return list(session.exec(select(Order).order_by(col(Order.id))))


def test_an_event_that_comes_twice_is_answered_once(office: Office) -> None:
    office.workspace.faults.add("duplicate", "event app_mention")
    question = office.ana.says("#finance", "@domestique what is ERP?")

    assert len(office.ana.sees("#finance", thread=question)) == 2


def test_a_form_that_comes_twice_is_one_order(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    office.workspace.faults.add("duplicate", "interactive view_submission")

    assert office.ana.submits() == {}
    assert [order.state for order in stored(office)] == ["approval"]
    assert len(office.bo.sees("bot")) == 1


def test_a_button_that_comes_twice_is_pressed_once(office: Office) -> None:
    orders_mail(office.ana)
    office.workspace.faults.add("duplicate", "interactive block_actions")
    office.bo.clicks("Approve")

    assert "You approved" in words(office.bo)
    assert len(office.bo.sees("bot")) == 1
    assert office.bo.notices == []


def test_a_command_that_comes_twice_says_it_once(office: Office) -> None:
    office.workspace.faults.add("duplicate", "command /it")
    office.ana.command("/it orders")

    assert len(office.ana.sees("bot")) == 1
    assert office.ana.notices == []


def test_a_refusal_that_comes_twice_is_told_once(office: Office) -> None:
    office.workspace.faults.add("duplicate", "command /it")
    office.eve.command("/it order")

    assert len(office.eve.sees("bot")) == 1
    assert office.eve.notices == []


def test_an_event_whose_acknowledgement_was_lost_is_not_answered_again(office: Office) -> None:
    office.workspace.post.retry_delays = (0.0, 0.0, 0.0)
    office.workspace.faults.add("drop_ack", "event message", times=4)
    office.ana.dm("what is ERP?")

    assert len(office.ana.sees("bot")) == 2


# A no, told in private


def test_a_refused_command_is_answered_where_it_was_typed(office: Office) -> None:
    office.eve.command("/it order")

    assert "Which part of the company do you work for?" in office.eve.last()
    assert office.eve.last().ephemeral


def test_a_refusal_in_a_channel_is_seen_by_the_asker_only(office: Office) -> None:
    office.eve.command("/it order", "#general")

    assert "Which part of the company do you work for?" in office.eve.last("#general")
    assert office.eve.last("#general").ephemeral
    assert office.ana.sees("#general") == []


def test_a_refusal_of_a_shortcut_comes_in_the_dm(office: Office) -> None:
    office.eve.shortcut("order.start")

    assert "Which part of the company do you work for?" in office.eve.last()


def test_a_refusal_of_a_form_lies_on_top_and_the_form_keeps_what_was_filled_in(office: Office) -> None:
    orders_mail(office.ana)
    bo = declining(office.bo, "We have enough of it")
    office.ana.clicks("Cancel", on=office.ana.last())

    assert bo.submits() == {}
    assert form(bo).title == "Before we go on"
    assert "cancelled by @Ana Ruiz" in form(bo)
    bo.closes()
    assert "We have enough of it" in form(bo).values.values()
    assert [order.state for order in stored(office)] == ["cancelled"]


def declining(person: Person, why: str) -> Person:
    """Open the form for a reason and fill it in."""
    person.clicks("Decline…")
    person.fills({form(person).labels[0]: why})
    return person


def test_a_refused_form_can_be_sent_again_once_the_reason_is_gone(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    forget_unit(office, "U0ANA")
    office.ana.submits()
    assert "Which part of the company" in form(office.ana)
    office.ana.chooses("person.unit", "Finance")
    office.ana.closes()

    assert office.ana.submits() == {}
    assert office.ana.view is None
    assert [order.state for order in stored(office)] == ["approval"]


def test_a_refusal_of_a_field_lies_on_top_of_its_form(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    forget_unit(office, "U0ANA")
    office.ana.chooses("How many people?", "4")

    assert form(office.ana).title == "Before we go on"
    office.ana.closes()
    assert form(office.ana).values["How many people?"] == "4"


def forget_unit(office: Office, person_id: str) -> None:
    with office.desk.db.session() as session:
        session.get_one(people.Person, person_id).unit = None


# What nobody thought of


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(self: Finder, text: str) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Finder, "find", find)


@pytest.mark.usefixtures("broken")
def test_an_error_becomes_an_apology_with_a_reference_and_never_its_text(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    question = office.ana.dm("what is ERP?")

    apology = office.ana.last()
    assert "Sorry, that did not work, and nothing was changed." in apology
    assert SECRET not in str(apology.raw)
    assert apology.thread_ts == question.ts
    assert len(office.ana.sees("bot")) == 2
    (logged,) = [record for record in caplog.records if "unexpected error" in record.getMessage()]
    assert logged.getMessage().split()[-1] in apology
    assert "Talk to a person" in apology.buttons


@pytest.mark.usefixtures("broken")
def test_an_error_after_a_mention_is_told_to_the_asker_only(office: Office) -> None:
    question = office.ana.says("#finance", "@domestique what is ERP?")

    apology = office.ana.last("#finance")
    assert apology.ephemeral
    assert apology.thread_ts == question.ts
    assert len(office.bo.sees("#finance")) == 1


def test_an_error_in_what_nobody_asked_for_is_only_logged(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def learn(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(people, "learn", learn)
    office.ana.changes(zone="Europe/Berlin")

    assert office.ana.sees("bot") == []
    assert "unexpected error" in caplog.text


def test_a_form_that_cannot_be_put_on_top_is_told_in_the_dm(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    forget_unit(office, "U0ANA")
    office.workspace.faults.add("error_before", "views.push")
    office.ana.chooses("How many people?", "4")

    assert "Which part of the company" in office.ana.last()
    assert office.ana.notices == []


def test_a_form_opened_twice_by_one_click_brings_no_apology(office: Office) -> None:
    orders_mail(office.ana)
    office.workspace.faults.add("duplicate", "interactive block_actions")
    office.bo.clicks("Decline…")

    assert form(office.bo).title != "Before we go on"
    assert len(office.bo.sees("bot")) == 1


def test_a_form_that_changed_meanwhile_brings_no_apology(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    office.workspace.faults.add("duplicate", "interactive block_actions")
    office.ana.chooses("How many people?", "4")

    assert form(office.ana).title == "Order"
    assert office.ana.sees("bot") == []


def test_what_is_done_is_not_called_undone_because_it_could_not_be_shown(office: Office) -> None:
    office.ana.command("/it orders")
    office.ana.opens_home()
    office.bo.command("/it report")
    office.workspace.faults.add("error_before", "views.update")
    office.bo.clicks("Preview")

    assert "What you did is noted" in form(office.bo)
    assert "nothing was changed" not in form(office.bo)
    assert "what IT was worth" in office.bo.last()


def test_a_home_that_cannot_be_drawn_is_told_in_the_dm(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def facts(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(home, "facts", facts)
    office.ana.opens_home()

    assert "Sorry, that did not work" in office.ana.last()


# The database is away


@contextmanager
def away(self: object) -> Iterator[Session]:
    raise sa.exc.OperationalError("SELECT 1", {}, Exception("connection refused"))
    yield  # a generator, although it never gives anything


def goes_away(office: Office, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let the next sessions that a handler opens fail."""
    left = iter(range(times))
    whole = type(office.desk).session
    monkeypatch.setattr(
        type(office.desk),
        "session",
        lambda desk: away(desk) if next(left, None) is not None else whole(desk),
    )


def test_an_event_comes_again_when_the_database_is_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.workspace.post.retry_delays = (0.0, 0.0, 0.0)
    goes_away(office, monkeypatch, times=2)
    office.ana.dm("what is ERP?")

    assert "Orders and finance" in office.ana.last()
    assert len(office.ana.sees("bot")) == 2


def test_slack_tells_who_pressed_that_it_did_not_work(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders_mail(office.ana)
    goes_away(office, monkeypatch, times=1)
    office.bo.clicks("Approve")

    assert [notice.code for notice in office.bo.notices] == ["failed"]
    office.bo.clicks("Approve")
    assert "You approved" in words(office.bo)


def test_a_refusal_that_cannot_be_written_down_is_asked_for_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.workspace.post.retry_delays = (0.0, 0.0, 0.0)

    def find(self: Finder, text: str) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(Finder, "find", find)
    whole = type(office.desk).session
    asked: list[object] = []

    def session(desk: Any) -> Any:
        asked.append(desk)
        return away(desk) if len(asked) == 2 else whole(desk)  # the apology's own session

    monkeypatch.setattr(type(office.desk), "session", session)
    office.ana.dm("what is ERP?")

    assert "Sorry" in office.ana.last()
    assert len(office.ana.sees("bot")) == 2


def test_every_listener_is_asked_of_the_body_alone(office: Office) -> None:
    """Bolt would make some thirty arguments for each of three hundred listeners, each time."""
    bot = wiring.build(office.desk, in_process_client(office.workspace))
    kinds = {type(matcher) for listener in bot._listeners for matcher in listener.matchers}
    assert kinds == {wiring._OfBody}
