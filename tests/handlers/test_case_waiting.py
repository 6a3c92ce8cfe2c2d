"""A case that waits: on the Home of who decides, reminded of once, vouched for by its owners, paid by a pool."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot import clock
from bot.cost.funding import Commitment
from bot.customer import people
from bot.customer.contacts import Contact
from bot.money import Money
from bot.process.orders import Order
from bot.value.cases import Benefit
from tests.beginnings import begun_once
from tests.handlers.test_cases import TYPED, begins, case, stored, view, weighs, writes
from tests.handlers.test_home import home
from tests.handlers.test_levels import left
from tests.handlers.test_more_funding import leave_only, shared
from tests.office import Office

REMINDED = datetime(2026, 12, 4, 17, tzinfo=UTC)  # eight working days on, Thanksgiving left out
WHAT = "Two hours less typing each Monday"


@begun_once
def names(office: Office, owner: str = "fay") -> None:
    """Ana writes her case, and names somebody for what it brings."""
    begins(office)
    weighs(office)
    office.ana.chooses("Counted from what was recorded")
    office.ana.fills({**TYPED, "Who in the business answers for it?": owner})
    assert office.ana.submits() == {}
    assert office.ana.submits() == {}


def line(session: Session) -> Benefit:
    return session.exec(select(Benefit)).one()


# On Home, and a reminder


def test_it_stands_on_home_and_is_decided_from_there(office: Office) -> None:
    writes(office)
    seen = home(office, "bo")
    assert "Waiting for your decision" in seen
    assert "Case 1 · Orders and finance, Extended hours instead of Standard" in seen
    assert "Please decide by 8 Dec 2026" in seen
    office.bo.clicks("Read and decide", on=seen)
    assert WHAT in view(office, "bo")
    office.bo.clicks("Approve")
    assert "Approved" in view(office, "bo")
    assert "Approve" not in view(office, "bo").buttons
    office.bo.closes()
    assert stored(office).state == "approved"
    assert "Waiting for your decision" not in home(office, "bo")


def test_what_costs_more_by_now_says_so_where_it_is_decided(office: Office) -> None:
    writes(office)
    office.bo.clicks("Read and decide", on=home(office, "bo"))
    with office.desk.session() as session:
        case(session).one_off_minor += 100000
    office.bo.clicks("Approve")
    assert "It costs more than you were shown, so nothing was decided" in view(office, "bo")
    office.bo.clicks("Approve")
    assert stored(office).state == "approved"


def test_a_no_from_home_leaves_nothing_open(office: Office) -> None:
    writes(office)
    office.bo.clicks("Read and decide", on=home(office, "bo"))
    office.bo.clicks("Decline because…")
    office.bo.fills({"Why, and what would change your mind?": "Not before the audit."})
    assert office.bo.submits() == {}
    assert office.bo.view is None
    assert stored(office).state == "declined"


def test_who_only_reads_a_case_has_no_buttons(office: Office) -> None:
    writes(office)
    office.ana.clicks("Read the case")
    assert view(office).buttons == []


def test_whoever_is_asked_is_reminded_once_before_the_day(office: Office) -> None:
    writes(office)
    before = len(office.bo.sees("bot"))
    office.until(REMINDED - timedelta(hours=2))
    assert len(office.bo.sees("bot")) == before
    office.until(REMINDED)
    reminder = office.bo.last()
    assert len(office.bo.sees("bot")) == before + 1
    assert "Please decide by 8 Dec 2026" in reminder.all_text
    assert reminder.buttons == ["Read and decide", "Fewer of these"]
    with office.desk.read() as session:
        (met,) = session.exec(select(Contact).where(Contact.started_by == "bot")).all()
        assert (met.person, met.intent, met.why) == ("U0BO", "talk", "reminder")
    office.later(timedelta(days=20))
    assert len(office.bo.sees("bot")) == before + 1


@pytest.mark.parametrize("how", ["decided", "wants no talks", "talked to yesterday"])
def test_nobody_is_reminded_who_decided_or_does_not_want_it(office: Office, how: str) -> None:
    writes(office)
    if how == "decided":
        office.bo.clicks("Approve")
    with office.desk.session() as session:
        people.meet(session, "U0BO").refuses_talks = how == "wants no talks"
        if how == "talked to yesterday":
            at = REMINDED - timedelta(days=1)
            session.add(Contact(about="talk:1", person="U0BO", started_by="bot", intent="talk", at=at))
    office.until(REMINDED + timedelta(days=1))
    assert not any("I remind you once" in seen.all_text for seen in office.bo.sees("bot"))


def test_what_comes_back_is_reminded_of_by_its_new_day(office: Office) -> None:
    writes(office)
    office.bo.clicks("Defer until…")
    office.bo.fills({"Until when?": "2027-01-11"})
    assert office.bo.submits() == {}
    office.until(datetime(2027, 1, 11, 20, tzinfo=UTC))
    assert not any("I remind you once" in seen.all_text for seen in office.bo.sees("bot"))
    assert "Please decide by 25 Jan 2027" in office.bo.last().all_text
    office.until(datetime(2027, 1, 22, 20, tzinfo=UTC))
    assert "Please decide by 25 Jan 2027" in office.bo.last().all_text
    assert "I remind you once" in office.bo.last().all_text


# Who answers for what it brings


def test_an_owner_confirms_with_one_tap_and_the_page_says_so(office: Office) -> None:
    names(office)
    asked = office.fay.last()
    assert "@Ana Ruiz proposes" in asked.all_text
    assert f"{WHAT}: $40,000.00 a year" in asked.all_text.replace("*", "")
    assert "Counted by the team in October" in asked.all_text
    assert asked.buttons == ["Yes, that is right", "Correct it…", "Not mine"]
    assert "answers for it and has not confirmed it yet" in office.bo.last().all_text
    office.fay.clicks("Yes, that is right")
    assert "You confirmed it" in office.fay.last().all_text
    assert len(office.fay.sees("bot")) == 1
    assert "answers for it and confirmed it" in office.bo.last().all_text
    assert "answers for it and confirmed it" in office.ana.last().all_text
    with office.desk.read() as session:
        assert (line(session).answer, line(session).answered_at) == ("confirmed", clock.now())


def test_an_owners_own_figure_counts_from_then_on(office: Office) -> None:
    names(office)
    assert "$40,000.00 a year" in office.bo.last().all_text
    office.fay.clicks("Correct it…")
    office.fay.fills({"Worth a year": "much"})
    assert "Write an amount" in office.fay.submits()["Worth a year"]
    office.fay.fills({"Worth a year": "25,000"})
    assert office.fay.submits() == {}
    page = office.bo.last().all_text
    assert "*$25,000.00*" in page
    assert "answers for it and corrected it; the case said $40,000.00" in page
    assert "$25,000.00 a year, +$8,680.00 after its cost" in page
    office.fay.clicks("Correct it…")
    office.fay.fills({"Worth a year": "26,000"})
    office.fay.submits()
    assert "the case said $40,000.00" in office.bo.last().all_text


def test_who_was_named_without_being_asked_says_so(office: Office) -> None:
    names(office)
    office.fay.clicks("Not mine")
    assert "was named for it and says that it is not theirs" in office.bo.last().all_text
    assert "not theirs to answer for" in office.ana.last().all_text
    office.fay.clicks("Yes, that is right")
    assert "answers for it and confirmed it" in office.bo.last().all_text


def test_who_decides_and_who_wrote_it_are_not_asked_beside(office: Office) -> None:
    names(office, "ana")
    assert "@Ana Ruiz, who wrote the case, answers for it" in office.bo.last().all_text
    assert not any("names you in" in seen.text for seen in office.ana.sees("bot"))
    with office.desk.read() as session:
        assert line(session).answer == "confirmed"


def test_an_owner_is_asked_by_day(office: Office) -> None:
    with office.desk.session() as session:
        people.meet(session, "U0FAY").zone = "Asia/Tokyo"  # one in the morning
    names(office)
    assert office.fay.sees("bot") == []
    office.later(timedelta(hours=9))
    assert "Yes, that is right" in office.fay.last().buttons


def test_only_the_owner_answers_and_only_until_it_is_decided(office: Office) -> None:
    names(office)
    asked = office.fay.last()
    for stranger in (office.ana, office.bo, office.eve):
        for label in asked.buttons:
            stranger.clicks(label, on=asked)
    with office.desk.read() as session:
        assert line(session).answer == ""
    office.bo.clicks("Approve")
    office.fay.clicks("Correct it…", on=asked)
    assert office.fay.view is None
    with office.desk.read() as session:
        assert line(session).yearly_minor == 40_000_00


# Paid by a pool


def reviews(office: Office) -> None:
    """Ana makes the case for Premium for the four people who have CRM, as far as the last page."""
    begins(office, "/it case crm")
    weighs(office, once="")
    office.ana.chooses("Counted from what was recorded")
    office.ana.fills(TYPED)
    assert office.ana.submits() == {}


def test_shared_money_pays_for_a_case_as_for_an_order(office: Office) -> None:
    reviews(office)
    assert view(office).buttons == ["Back"]
    office.ana.closes()
    leave_only(office, Money(10000, "USD"))
    office.ana.command("/it case")
    office.ana.clicks("Pay from Growth fund")
    assert "It goes to @Dee Park" in view(office)
    assert "Growth fund has left" in view(office)
    assert "Pay from Finance" in view(office).buttons
    before, pool = left(office, "CC-500"), shared(office)
    assert office.ana.submits() == {}
    assert stored(office).pool == "GROWTH"
    assert "Growth fund has left" in office.dee.last().all_text
    office.dee.clicks("Approve")
    with office.desk.read() as session:
        order = session.exec(select(Order)).one()
        held = session.exec(select(Commitment).where(Commitment.order_id == order.id)).one()
        assert (order.pool, held.pool) == ("GROWTH", "GROWTH")
    assert left(office, "CC-500") == before
    assert shared(office) < pool


def test_the_unit_pays_after_all(office: Office) -> None:
    leave_only(office, Money(10000, "USD"))
    reviews(office)
    office.ana.clicks("Pay from Growth fund")
    office.ana.clicks("Pay from Finance")
    assert "It goes to @Bo Larsen" in view(office)
    assert office.ana.submits() == {}
    assert stored(office).pool is None
