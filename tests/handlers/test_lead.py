"""Dee leads IT: she hears what could not be delivered and has it sent again; nobody else may."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.delivery.dead_letters import ALARM
from bot.delivery.jobs import DEAD, Job
from bot.sandbox.state import Message
from tests.handlers.test_orders import orders_mail
from tests.office import Office


def dead(office: Office) -> list[Job]:
    with office.desk.read() as session:
        return list(session.exec(select(Job).where(Job.state == DEAD)))


@pytest.fixture
def undelivered(office: Office) -> Message:
    """Let a team's card fail for good: the channel is archived. Return Dee's message about it."""
    office.workspace.channel("#workplace").archived = True
    orders_mail(office.ana)
    office.bo.clicks("Approve")
    return office.dee.last().raw


@pytest.mark.usefixtures("undelivered")
def test_dee_hears_what_could_not_be_delivered_and_why(office: Office) -> None:
    (letter,) = office.dee.sees("bot")
    assert "1 message could not be delivered." in letter
    assert "`is_archived` after 1 try" in letter
    assert "nothing was lost" in letter
    assert len(dead(office)) == 1


@pytest.mark.usefixtures("undelivered")
def test_what_is_mended_is_sent_again(office: Office) -> None:
    office.workspace.channel("#workplace").archived = False
    office.dee.clicks("Send again")

    assert "A new order" in office.kim.last("#workplace")
    assert "All of it is on its way again." in office.dee.last()
    assert len(office.dee.sees("bot")) == 1
    assert dead(office) == []


@pytest.mark.usefixtures("undelivered")
def test_what_is_not_mended_comes_back(office: Office) -> None:
    office.later(timedelta(minutes=5))
    office.dee.clicks("Send again")

    assert "1 message could not be delivered." in office.dee.last()
    assert len(office.dee.sees("bot")) == 1


@pytest.mark.usefixtures("undelivered")
def test_many_are_told_in_one_message(office: Office) -> None:
    for _ in range(11):
        orders_mail(office.ana, quantity="1")
        office.bo.clicks("Approve")

    (letter,) = office.dee.sees("bot")
    assert "12 messages could not be delivered." in letter
    assert "10 of 12" in letter
    assert letter.buttons.count("Send again") == 10


def test_eve_may_not_send_anything_again(office: Office, undelivered: Message) -> None:
    with office.desk.session() as session:
        office.desk.say(session, "U0EVE", "lead/dead_letters", letters=[], total=0)
    office.sender.run_once()
    copied = office.eve.last().raw
    copied.blocks = undelivered.blocks
    office.eve.clicks("Send again", on=office.eve.last())

    refusal = office.eve.last()
    assert "Only who leads IT can do that. @Dee Park will gladly help." in refusal
    assert "Talk to a person" in refusal.buttons
    assert len(dead(office)) == 1
    assert office.eve.notices == []


def test_the_deaths_of_alarms_ring_no_alarm(office: Office) -> None:
    with office.desk.session() as session:
        office.desk.say(session, "C0NOWHERE", "lead/only_leads", leads=[], key="lead.dead_letter:test")
    office.sender.run_once()

    assert len(dead(office)) == 1
    assert office.dee.sees("bot") == []


def test_the_death_of_dees_own_message_rings_no_alarm(office: Office) -> None:
    with office.desk.session() as session:
        office.desk.show(session, f"{ALARM}:U0DEE", "C0NOWHERE", "lead/only_leads", leads=[])
    office.sender.run_once()

    assert len(dead(office)) == 1
    assert office.dee.sees("bot") == []
