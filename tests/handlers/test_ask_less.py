"""What people ask who want to pay less: what IT costs them, and how to give something back."""

from decimal import Decimal

import pytest

from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from tests.office import Office


def booked(office: Office, month: str, users: int) -> None:
    """Have it booked how many users of CRM Stores pays for."""
    with office.desk.session() as session:
        session.add(
            Usage(
                month=month,
                unit="CC-100",
                service="CRM",
                tier="Standard",
                quantity=Decimal(users),
                source="meter",
            )
        )
        session.add(CostLine(month=month, service="CRM", category="saas", minor=100, source="ledger"))


@pytest.mark.parametrize("question", ["how much do we spend on IT?", "What does IT cost us", "our IT bill"])
def test_what_it_costs_is_said_in_one_figure_to_who_answers_for_it(office: Office, question: str) -> None:
    booked(office, "2026-09", 60)
    booked(office, "2026-10", 63)
    office.fay.dm(question)

    said = office.fay.last().all_text
    assert (
        "*$7,434.00*: Stores and Repair's charge in October 2026, $354.00 more than in September 2026."
        in said
    )
    assert "/it report" in said


def test_what_it_costs_is_nobody_elses_business(office: Office) -> None:
    office.ana.dm("how much do we spend on IT?")
    assert "@Bo Larsen can tell you" in office.ana.last().all_text
    office.bo.says("#general", "@domestique what does IT cost us?")
    assert "$" not in office.bo.last("#general").all_text


def test_in_a_thread_it_may_be_the_thing_that_was_spoken_of(office: Office) -> None:
    first = office.ana.dm("what is CRM?")
    office.ana.dm("what does it cost us?", thread=first)
    assert "$118.00 per named user" in office.ana.last().all_text
    office.ana.dm("what does IT cost us?", thread=first)
    assert "@Bo Larsen can tell you" in office.ana.last().all_text


def test_fewer_leads_to_what_there_is_and_to_who_takes_it_back(office: Office) -> None:
    office.ana.dm("cancel one crm licence")
    answer = office.ana.last()
    assert "*$118.00 a month less* for 1 fewer on Standard of Customer relationships" in answer.all_text
    assert "Finance has 4 named users on *Standard*" in answer.all_text
    assert "Order" not in answer.buttons

    office.ana.clicks("Pass it on")
    assert "cancel one crm licence" in office.ivy.last("#digital").all_text


def test_fewer_of_one_of_several_levels_says_what_there_is_of_each(office: Office) -> None:
    office.ana.dm("we need two fewer laptops")
    said = office.ana.last().all_text
    assert "33 devices on *Standard*, 4 devices on *Performance*" in said
    assert "less*" not in said
    office.fay.dm("we need one site less on Flagship for the tills")
    said = office.fay.last().all_text
    assert "*$1,340.00 a month less* for 1 fewer on Flagship" in said
    assert "30 days' notice" in said


def test_fewer_than_nothing_saves_nothing(office: Office) -> None:
    office.ana.dm("we need two fewer online shop seats")
    assert "Finance has nothing of Online shop that could be given back" in office.ana.last().all_text
    assert "Pass it on" not in office.ana.last().buttons


def test_an_order_is_cancelled_where_orders_are(office: Office) -> None:
    office.ana.dm("cancel my order")
    assert "You have not ordered anything yet" in office.ana.last().all_text


def test_in_a_thread_a_price_and_hours_are_both_answered(office: Office) -> None:
    first = office.ana.dm("what does ERP cost?")
    office.ana.dm("and for 20 on Extended hours? is it open on sunday at 8?", thread=first)

    said = office.ana.last().all_text
    assert "$4,100.00 a month* for 20 named users on *Extended hours*" in said
    assert "*Yes.* Orders and finance on *Extended hours*" in said


def test_what_comes_nowhere_near_is_not_called_the_nearest(office: Office) -> None:
    office.ana.dm("who won the football game")
    assert office.ana.last().buttons == ["Talk to a person"]
    assert "nearest" not in office.ana.last().all_text


def test_restore_times_say_which_of_the_two_they_are(office: Office) -> None:
    office.ana.dm("what comes back first after an outage")
    told = office.ana.last().all_text
    office.ana.clicks("The whole plan")
    plan = office.ana.last().all_text

    assert "the times are for all teams working at once" in told
    assert "All 29 are back after 6 h 30 min then. If one team does everything" in told
    assert "all back after 6 h 30 min* if all teams work at once" in plan
    for said in (told, plan):
        assert "one after the other, it takes 33 h 15 min." in said
