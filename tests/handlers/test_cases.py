"""A business case is written from data, decided by who holds the budget, and kept in the register."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, col, select

from bot import clock
from bot.cost.funding import Commitment
from bot.cost.subscriptions import Subscription
from bot.customer.contacts import Contact
from bot.customer.surveys import Survey
from bot.delivery import timers
from bot.delivery.jobs import DEAD, Job
from bot.desk import Stock
from bot.process import approvals
from bot.process.kept_forms import KeptForm
from bot.process.orders import Order
from bot.sandbox.seen import SeenView
from bot.value.business_case_evidence import GATHER
from bot.value.cases import Advocate, Benefit, BusinessCase, CaseEvidence
from handlers import cases
from tests.beginnings import begun_once
from tests.conftest import T0
from tests.handlers.test_portfolio import browses, called
from tests.office import Office
from tests.value.finance import incident, used

PROBLEM = "On Saturdays nobody can post invoices, so Monday begins with two hours of typing."
TYPED = {
    "Another benefit": "Two hours less typing each Monday",
    "Worth a year": "40,000",
    "Where does that figure come from?": "Counted by the team in October",
    "Who in the business answers for it?": "bo",
}


@pytest.fixture
@begun_once
def trouble(office: Office) -> None:
    """Let ERP have been broken for Ana for two weeks in November, and for everybody for two hours."""
    monday = datetime(2026, 11, 2, 16, tzinfo=UTC)
    with office.desk.session() as session:
        due, done = monday + timedelta(days=2), monday + timedelta(days=14)
        session.add(incident(monday, impact=4, urgency=1, due_at=due, done_at=done))
        down = monday + timedelta(days=1)
        session.add(incident(down, impact=1, urgency=1, done_at=down + timedelta(hours=2), unit="CC-100"))


def view(office: Office, who: str = "ana") -> SeenView:
    seen = office.workspace.person(who).view
    assert seen is not None
    return seen


@begun_once
def begins(office: Office, command: str = "/it case") -> None:
    """Ana says what the problem is."""
    office.ana.command(command)
    if command == "/it case":
        office.ana.chooses("Which service?", "Orders and finance")
    office.ana.fills({"What is the problem?": PROBLEM})
    assert office.ana.submits() == {}


def weighs(office: Office, once: str = "6,000") -> None:
    office.ana.fills({"What does it cost once, to set it up?": once} if once else {})
    assert office.ana.submits() == {}


@begun_once
def writes(office: Office, once: str = "6,000") -> None:
    """Ana writes her case and sends it to Bo."""
    begins(office)
    weighs(office, once)
    office.ana.fills(TYPED)
    assert office.ana.submits() == {}
    assert office.ana.submits() == {}
    assert office.ana.view is None


def case(session: Session) -> BusinessCase:
    return session.exec(select(BusinessCase)).one()


def stored(office: Office) -> BusinessCase:
    with office.desk.read() as session:
        return case(session)


# Writing


@pytest.mark.usefixtures("trouble")
def test_the_form_knows_what_doing_nothing_costs_and_what_each_level_brings(office: Office) -> None:
    begins(office)
    options = view(office)
    assert options.title == "What could be done"
    assert (
        "Do nothing: nothing more to pay. From 23 Nov 2025 to 23 Nov 2026: 1 incident, 1 over later than "
        "promised, 2 h at a standstill, 82 working hours of waiting."
    ) in options.all_text.replace("*", "")
    assert "lost" in options
    assert "Extended hours*, 34 named users: +$16,320.00 a year, brings $" in options
    assert "more of Standard" not in options  # those who have it gain nothing by more of it
    assert "all 34 named users change together" in options


@pytest.mark.usefixtures("trouble")
def test_what_was_counted_comes_with_its_source_and_somebody_of_the_business(office: Office) -> None:
    begins(office)
    weighs(office)
    seen = view(office)
    assert "6.15 h less a year may be down (9.22 instead of 15.37 of 3,074 h), at $2,400.00 an hour, " in seen
    assert "for 34 of all 150 who use it" in seen
    assert "impact assessment by Bo Larsen on 18 Aug 2026" in seen
    assert "1 incident from 23 Nov 2025 to 23 Nov 2026 would have been over 13 working hours sooner" in seen
    assert "at $45.00 an hour, 25 % of it lost while waiting" in seen
    assert seen.values["Who answers for it: Less downtime?"] == "U0BO"


def test_a_benefit_without_an_owner_outside_it_is_told_at_its_field(office: Office) -> None:
    begins(office)
    weighs(office)
    owner = "Who in the business answers for it?"
    office.ana.fills({name: TYPED[name] for name in TYPED if name != owner})
    assert "Without somebody it cannot be sent" in office.ana.submits()[owner]
    office.ana.fills({owner: "cy"})
    assert "outside of IT" in office.ana.submits()[owner]
    office.ana.fills({owner: "eve"})
    assert "I know no unit of this person" in office.ana.submits()[owner]
    office.ana.fills({owner: "bo"})
    assert office.ana.submits() == {}
    assert view(office).title == "What it comes to"


def test_every_wrong_field_says_what_it_needs(office: Office) -> None:
    office.ana.command("/it case erp")
    office.ana.fills({"What is the problem?": "Slow."})
    assert "what cannot be done" in office.ana.submits()["What is the problem?"]
    office.ana.fills({"What is the problem?": PROBLEM})
    assert office.ana.submits() == {}
    office.ana.fills({"What does it cost once, to set it up?": "a lot"})
    assert "Write an amount" in office.ana.submits()["What does it cost once, to set it up?"]
    office.ana.fills({"What does it cost once, to set it up?": "0"})
    assert office.ana.submits() == {}
    office.ana.chooses("Counted from what was recorded")
    assert "at least one thing" in office.ana.submits()["Another benefit"]
    office.ana.fills({"Worth a year": "much"})
    wrong = office.ana.submits()
    assert set(wrong) == set(TYPED)
    assert "Write an amount" in wrong["Worth a year"]


def test_room_for_more_benefits_and_back_without_losing_any(office: Office) -> None:
    begins(office)
    weighs(office)
    office.ana.fills(TYPED)
    office.ana.clicks("Add another benefit")
    office.ana.fills({f"{name} (2)": value for name, value in TYPED.items()})
    office.ana.clicks("Back")
    assert view(office).values["What does it cost once, to set it up?"] == "6,000"
    assert office.ana.submits() == {}
    assert view(office).values["Worth a year (2)"] == "40,000"
    assert office.ana.submits() == {}
    assert "$83,344.51 a year" in view(office)


def test_the_worked_example_to_the_cent(office: Office) -> None:
    """W5: 120 users of the customer system from Standard to Premium, 14.00 more each and month."""
    with office.desk.session() as session:
        session.add(
            Subscription(
                unit="CC-500",
                service="CRM",
                tier="Standard",
                quantity=116,  # and the four that Finance has already
                unit_price=Decimal(118),
                starts_on=T0.date() - timedelta(days=400),
            )
        )
    office.ana.command("/it case crm")
    office.ana.fills({"What is the problem?": PROBLEM})
    assert office.ana.submits() == {}
    weighs(office)
    office.ana.chooses("Counted from what was recorded")
    office.ana.fills({**TYPED, "Worth a year": "23,712.00"})
    office.ana.clicks("Add another benefit")
    office.ana.fills({f"{name} (2)": value for name, value in {**TYPED, "Worth a year": "12,150"}.items()})
    assert office.ana.submits() == {}
    shown = view(office).all_text
    assert office.ana.submits() == {}
    for text in (shown, office.bo.last().all_text):
        assert "*Costs a year, beyond today*\n+$20,160.00" in text
        assert "*Costs once*\n$6,000.00" in text
        assert (
            "*As claimed*\n$35,862.00 a year, +$15,702.00 after its cost\nIt pays back in 4.6 months.\n"
            "Worth today: +$34,465.58 over 3 years\nGain on what it costs: 61.8 %\nReturn a year: 255.9 %"
        ) in text
        assert (
            "*Counting 70 % of it*\n$25,103.40 a year, +$4,943.40 after its cost\nIt pays back in 14.6 months.\n"
            "Worth today: +$6,739.62 over 3 years\nGain on what it costs: 13.3 %\nReturn a year: 63.6 %"
        ) in text
        assert "It pays as soon as 62.71 % of the benefit comes true: $22,488.20 a year." in text


def test_who_is_asked_the_money_and_the_figures_are_shown_before_it_is_sent(office: Office) -> None:
    begins(office)
    weighs(office)
    office.ana.fills(TYPED)
    office.ana.submits()
    seen = view(office)
    assert "It goes to @Bo Larsen" in seen
    assert "*This fiscal year, until 30 Jun 2027*\n+$15,882.67" in seen  # 9,882.67 and 6,000 once
    assert "*Next year, in full*\n+$16,320.00" in seen
    assert "$43,344.51 a year, +$27,024.51 after its cost" in seen
    assert "It pays back in 2.7 months." in seen
    assert "It pays as soon as 43.02 % of the benefit comes true: $18,648.20 a year." in seen
    with office.desk.read() as session:
        assert session.exec(select(BusinessCase)).all() == []


def test_what_is_closed_is_kept_and_goes_on_where_it_was(office: Office) -> None:
    begins(office)
    office.ana.fills({"What does it cost once, to set it up?": "500"})
    office.ana.closes()
    office.ana.command("/it case")
    assert view(office).values["What does it cost once, to set it up?"] == "500"
    office.ana.clicks("Back")
    office.ana.closes()
    office.ana.command("/it case")
    assert "it is as you left it" in view(office)
    assert view(office).values["What is the problem?"] == PROBLEM
    office.ana.clicks("Start anew")
    assert not view(office).values["What is the problem?"]
    office.ana.closes()
    with office.desk.read() as session:
        assert session.exec(select(KeptForm)).all() == []


def test_what_is_sent_is_kept_no_longer(office: Office) -> None:
    writes(office)
    with office.desk.read() as session:
        assert session.exec(select(KeptForm)).all() == []
        assert {each.source for each in session.exec(select(Benefit))} >= {"Counted by the team in October"}
    office.ana.command("/it case")
    assert not view(office).values["What is the problem?"]


def test_another_service_forgets_what_was_said_of_the_first(office: Office) -> None:
    begins(office)
    office.ana.clicks("Back")
    office.ana.chooses("Which service?", "Customer relationships")
    assert office.ana.submits() == {}
    assert "Customer relationships" in view(office)
    assert "Extended hours" not in view(office)


def test_what_costs_nothing_more_needs_no_case(office: Office) -> None:
    known = office.desk.catalog
    erp = known.service("ERP")
    same = replace(erp, tiers=tuple(replace(tier, price=erp.tiers[0].price) for tier in erp.tiers))
    catalog = replace(known, services={**known.services, "ERP": same})
    office.desk.shelf.stock = Stock(catalog, office.desk.finder)
    begins(office)
    assert "nobody has to decide" in office.ana.submits()["What do you propose?"]


def test_eve_whose_unit_is_not_known_is_asked_for_it(office: Office) -> None:
    office.eve.command("/it case")
    assert office.eve.view is None
    assert "unit" in office.eve.last().all_text


# Deciding


def test_bo_reads_one_page_with_a_picture(office: Office) -> None:
    writes(office)
    seen = office.bo.last()
    assert seen.buttons == ["Approve", "Ask…", "Defer until…", "Decline because…"]
    assert PROBLEM in seen.all_text
    assert "It holds up: Invoicing, Paying suppliers, Closing the month" in seen.all_text
    assert "Two hours less typing each Monday: *$40,000.00*. Counted by the team in October" in seen.all_text
    assert "@Bo Larsen answers for it" in seen.all_text
    (image,) = [block for block in seen.blocks if block["type"] == "image"]
    file = office.workspace.files[image["slack_file"]["id"]]
    assert (file.content or b"").startswith(b"\x89PNG")
    assert image["alt_text"].startswith("Two lines over 3 years beside the level line of doing nothing.")
    assert "As claimed: -$6,000, +$21,025, +$48,049, +$75,074." in image["alt_text"]
    assert "waits for a decision" in office.ana.last().text


def test_approving_turns_it_into_the_order_with_the_one_off_held(office: Office) -> None:
    writes(office)
    office.bo.clicks("Approve")
    with office.desk.read() as session:
        order = session.exec(select(Order)).one()
        held = session.exec(select(Commitment)).one()
        found = case(session)
    assert (found.state, found.order_id, found.decided_by) == ("approved", order.id, "U0BO")
    assert (order.person, order.tier, order.quantity, order.replaces) == (
        "U0ANA",
        "Extended hours",
        34,
        "Standard",
    )
    assert held.minor == order.commitment_minor == 988267 + 600000
    assert order.text.startswith("Business case 1: On Saturdays")
    assert "approved it" in office.bo.sees("bot")[0].all_text
    assert any("goes on as number" in each.all_text for each in office.ana.sees("bot"))


def test_who_heads_the_unit_too_is_asked_once_although_it_is_above_the_limit(office: Office) -> None:
    writes(office)
    office.bo.clicks("Approve")
    with office.desk.read() as session:
        order = session.exec(select(Order)).one()
        asked = [row.approver for row in approvals.asked(session, order.number)]
    assert order.commitment_minor > 1000000
    assert order.state == "open"
    assert asked == []


def test_once_it_runs_only_what_it_costs_once_is_still_held(office: Office) -> None:
    writes(office)
    office.bo.clicks("Approve")
    office.cy.clicks("Take")
    office.cy.clicks("Done")
    with office.desk.read() as session:
        assert session.exec(select(Commitment.minor)).all() == [600000]


def test_what_the_funding_does_not_carry_goes_on_with_every_way_that_fits(office: Office) -> None:
    writes(office, once="80,000")
    page = office.bo.last().all_text
    assert "It does not fit into what Finance has left this year" in page
    assert "more funding, if it is granted" in page
    office.bo.clicks("Approve")
    with office.desk.read() as session:
        order = session.exec(select(Order)).one()
        assert session.exec(select(Commitment)).all() == []
    assert (order.state, order.over_funding) == ("approval", True)
    assert "Ask for more funding…" in office.bo.last().buttons
    assert "waits for the money" in office.bo.sees("bot")[0].all_text


def test_a_question_goes_to_ana_and_her_answer_stands_under_it(office: Office) -> None:
    writes(office)
    page = office.bo.last()
    office.bo.clicks("Ask…")
    office.bo.fills({"Your question": "Who counted the two hours?"})
    assert office.bo.submits() == {}
    assert "was asked and has not answered yet" in office.bo.last().all_text
    assert "Who counted the two hours?" in office.ana.last().all_text
    office.ana.clicks("Answer…")
    office.ana.fills({"Your answer": "Bo's own team, for four weeks."})
    assert office.ana.submits() == {}
    answered = office.bo.last()
    assert "Bo's own team, for four weeks." in answered.all_text
    assert (answered.ts, answered.edited) == (page.ts, True)
    assert "Change my answer…" in office.ana.last().buttons


def test_a_no_needs_its_reason_and_ana_can_go_on_from_it(office: Office) -> None:
    writes(office)
    office.bo.clicks("Decline because…")
    assert office.bo.submits() != {}
    office.bo.fills({"Why, and what would change your mind?": "Not before the audit."})
    assert office.bo.submits() == {}
    assert stored(office).reason == "Not before the audit."
    told = office.ana.last()
    assert "Not before the audit." in told.all_text
    assert told.buttons == ["Change it and ask again", "Talk to a person"]
    office.ana.clicks("Change it and ask again")
    assert view(office).values["What is the problem?"] == PROBLEM
    assert office.ana.submits() == {}
    assert view(office).values["What does it cost once, to set it up?"] == "6000.00"
    assert office.ana.submits() == {}
    assert view(office).values["Another benefit (2)"] == "Two hours less typing each Monday"


def test_a_day_that_has_passed_is_no_day_to_defer_to(office: Office) -> None:
    writes(office)
    office.bo.clicks("Defer until…")
    office.bo.fills({"Until when?": "2026-11-23"})
    assert office.bo.submits() == {"Until when?": "Choose a day to come."}


def test_what_is_deferred_comes_back_by_itself_with_what_happened_since(office: Office) -> None:
    writes(office)
    office.bo.clicks("Defer until…")
    office.bo.fills({"Until when?": "2026-12-12", "Why not now?": "After the close."})
    assert office.bo.submits() == {}
    assert "put off until *12 Dec 2026*" in office.ana.last().all_text
    with office.desk.session() as session:
        broken = T0 + timedelta(days=3)
        session.add(incident(broken, due_at=broken + timedelta(hours=8), done_at=broken + timedelta(days=2)))
        session.add(incident(broken, unit="CC-100"))
    before = len(office.bo.sees("bot"))
    office.until(datetime(2026, 12, 13, 20, tzinfo=UTC))
    assert len(office.bo.sees("bot")) == before  # the 12th is a Saturday
    office.until(datetime(2026, 12, 14, 17, tzinfo=UTC))
    back = office.bo.last()
    assert len(office.bo.sees("bot")) == before + 1
    assert "Since then: 1 incident, 1 missed promise." in back.all_text
    assert "You wrote before: After the close." in back.all_text
    office.bo.clicks("Approve")
    assert stored(office).state == "approved"


def test_nobody_but_who_is_asked_decides_and_only_once(office: Office) -> None:
    writes(office)
    page = office.bo.last()
    for stranger in (office.ana, office.eve, office.cy):
        for button in page.buttons:
            stranger.clicks(button, on=page)
            assert stranger.view is None
            assert "This case is for others to decide" in office.bo.last().text
    assert stored(office).state == "asked"
    office.bo.clicks("Decline because…")
    office.bo.fills({"Why, and what would change your mind?": "Too late."})
    office.bo.clicks("Approve", on=page)
    office.bo.submits()
    assert "Nothing was done twice" in view(office, "bo")
    assert stored(office).state == "approved"
    with office.desk.read() as session:
        assert len(session.exec(select(Order)).all()) == 1


def test_who_holds_the_budget_does_not_decide_on_his_own_case(office: Office) -> None:
    office.bo.command("/it case erp")
    office.bo.fills({"What is the problem?": PROBLEM})
    office.bo.submits()
    office.bo.submits()
    office.bo.fills(TYPED)
    office.bo.submits()
    assert "It goes to @Dee Park" in view(office, "bo")
    assert office.bo.submits() == {}
    assert stored(office).asked_of == "U0DEE"


def test_when_who_is_asked_has_left_the_next_above_decides(office: Office) -> None:
    writes(office)
    office.bo.changes(deleted=True)
    night(office)
    assert stored(office).asked_of == "U0DEE"
    office.dee.clicks("Approve")
    assert stored(office).decided_by == "U0DEE"


def test_who_is_next_is_asked_by_day(office: Office) -> None:
    writes(office)
    office.bo.changes(deleted=True)
    office.later(timedelta(hours=14))
    seen = len(office.dee.sees("bot"))
    with office.desk.session() as session:
        timers.set_timer(session, GATHER, clock.now(), now=clock.now())
    office.sender.run_once()
    assert stored(office).asked_of == "U0DEE"
    assert len(office.dee.sees("bot")) == seen
    office.later(timedelta(hours=9))
    assert "Approve" in office.dee.last().buttons


def test_what_is_no_longer_offered_cannot_be_approved_and_says_so(office: Office) -> None:
    writes(office)
    with office.desk.session() as session:
        found = case(session)
        found.to_tier = "Night care"
        cases.show(session, office.desk, found, clock.now())
    office.sender.run_once()
    page = office.bo.last()
    assert "no longer offered" in page.all_text
    assert page.buttons == ["Ask…", "Defer until…", "Decline because…"]


def test_what_costs_more_by_now_is_shown_before_it_is_decided(office: Office) -> None:
    writes(office)
    with office.desk.session() as session:
        found = case(session)
        found.one_off_minor += 100000
    office.bo.clicks("Approve")
    seen = office.bo.last()
    assert "It costs more than you were shown, so nothing was decided" in seen.all_text
    assert stored(office).state == "asked"
    office.bo.clicks("Approve")
    assert stored(office).state == "approved"


LONG = "<&> $1.00 " * 150  # what is typed at most


def test_whatever_is_typed_fits_into_what_slack_draws(office: Office) -> None:
    begins(office)
    office.ana.clicks("Back")
    office.ana.fills({"What is the problem?": LONG, "Which work does it hold up?": LONG[:300]})
    assert office.ana.submits() == {}
    office.ana.fills({"What happens if nothing changes?": LONG[:400]})
    weighs(office)
    typed = {**TYPED, "Another benefit": LONG[:200], "Where does that figure come from?": LONG[:300]}
    office.ana.fills(typed)
    for at in range(2, 6):
        office.ana.clicks("Add another benefit")
        office.ana.fills({f"{name} ({at})": value for name, value in typed.items()})
    assert "Add another benefit" not in view(office).buttons
    assert office.ana.submits() == {}
    with office.desk.session() as session:
        session.add_all(wants(at) for at in range(7))
    assert office.ana.submits() == {}
    for _ in range(4):
        office.bo.clicks("Ask…")
        office.bo.fills({"Your question": LONG})
        assert office.bo.submits() == {}
        office.ana.clicks("Answer…")
        office.ana.fills({"Your answer": LONG})
        assert office.ana.submits() == {}
    assert "and 2 more" in office.bo.last().all_text
    office.bo.clicks("Decline because…")
    office.bo.fills({"Why, and what would change your mind?": LONG})
    assert office.bo.submits() == {}
    assert "Change it and ask again" in office.ana.last().buttons
    office.ana.command("/it cases")
    office.ana.clicks("Open")
    assert view(office).title == "Case 1"
    with office.desk.read() as session:
        assert session.exec(select(Job.state).where(col(Job.state) == DEAD)).all() == []


def wants(at: int) -> Advocate:
    return Advocate(
        person=f"U0W{at}", unit="CC-500", service="ERP", statement=LONG, consented_at=T0 + timedelta(hours=at)
    )


# Where it begins


def test_a_declined_order_can_become_a_case(office: Office) -> None:
    office.ana.command("/it order erp")
    office.ana.fills({"What is it for?": PROBLEM} if "What is it for?" in view(office).labels else {})
    office.ana.submits()
    if office.ana.view is not None:
        office.ana.submits()
    office.bo.clicks("Decline…")
    office.bo.fills({view(office, "bo").labels[0]: "Not this year"})
    assert office.bo.submits() == {}
    office.ana.clicks("Make the case", on=office.ana.last())
    assert view(office).title == "Make the case"
    assert view(office).values["Which service?"] == "Orders and finance"


def test_a_service_page_leads_to_a_case(office: Office) -> None:
    browses(office.ana)
    called(office, office.ana, "Open Orders and finance")
    office.ana.clicks("Make the case", on=view(office))
    assert view(office).values["Which service?"] == "Orders and finance"


def test_room_for_growth_is_more_of_the_same(office: Office) -> None:
    with office.desk.session() as session:
        used(session, "3.8")
    office.look()
    office.bo.clicks("Make the case")
    assert "Finance used 3.8 of its 4" in str(view(office, "bo").values["What is the problem?"])
    assert office.bo.submits() == {}
    assert "more of Standard*, 1 TB" in view(office, "bo")


# The register


def test_the_register_is_for_those_whom_it_concerns(office: Office) -> None:
    writes(office)
    office.bo.clicks("Decline because…")
    office.bo.fills(
        {
            "Why, and what would change your mind?": "Not before the audit.",
            "Look at it again on": "2027-03-01",
        }
    )
    assert office.bo.submits() == {}
    for who in ("ana", "bo", "dee"):
        office.workspace.person(who).command("/it cases")
        seen = view(office, who)
        assert "1 case* that concerns you" in seen
        assert "declined until 1 Mar 2027" in seen
        assert "Because: Not before the audit." in seen
        assert "Since it was written: nothing new." in seen
        office.workspace.person(who).clicks("Open")
        assert "Two hours less typing each Monday" in view(office, who)
        office.workspace.person(who).closes(all_of_them=True)
    for who in ("eve", "hal"):
        office.workspace.person(who).command("/it cases")
        assert "There is no case yet that concerns you" in view(office, who)
        assert "Not before the audit" not in view(office, who)


def test_a_long_register_has_pages(office: Office) -> None:
    with office.desk.session() as session:
        session.add_all(old(at) for at in range(1, 11))
    office.dee.command("/it cases")
    first = view(office, "dee")
    assert "10 cases* that concern you" in first
    assert first.buttons.count("Open") == 8
    office.dee.clicks("Earlier ones")
    assert view(office, "dee").buttons.count("Open") == 2
    office.dee.clicks("Later ones")
    assert view(office, "dee").buttons == first.buttons


def old(number: int) -> BusinessCase:
    return BusinessCase(
        unit="CC-100",
        service="CRM",
        from_tier="Standard",
        to_tier="Premium",
        quantity=number,
        author="U0FAY",
        problem=f"Made-up {number}",
        risk_factor=Decimal("0.7"),
        discount=Decimal("0.08"),
        state="declined",
        written_at=T0,
        asked_of="U0DEE",
        decided_by="U0DEE",
        decided_at=T0,
        reason="Later",
    )


def test_eve_cannot_open_a_case_by_its_button(office: Office) -> None:
    writes(office)
    office.eve.clicks("Read the case", on=office.ana.last())
    assert office.eve.view is None
    assert "This case is for others" in office.ana.last().text


def test_the_night_counts_what_happened_since_and_no_answer_of_a_few(office: Office) -> None:
    writes(office)
    office.bo.clicks("Decline because…")
    office.bo.fills({"Why, and what would change your mind?": "Not before the audit."})
    office.bo.submits()
    happened = clock.now() + timedelta(hours=2)
    with office.desk.session() as session:
        session.add(incident(happened))
        session.add_all([answer(at, happened) for at in range(4)])
    night(office)
    office.ana.command("/it cases")
    assert "Since it was written: 1 incident." in view(office)
    with office.desk.session() as session:
        session.add(answer(4, happened))
    night(office)
    with office.desk.session() as session:
        session.add(answer(5, happened + timedelta(minutes=1)))
    night(office)
    with office.desk.read() as session:
        kinds = session.exec(select(CaseEvidence.kind).order_by(col(CaseEvidence.kind))).all()
    assert kinds == ["incident", *["score"] * 5]


def night(office: Office) -> None:
    """Let a day pass, and the bot gather what happened."""
    office.later(timedelta(days=1))
    with office.desk.session() as session:
        timers.set_timer(session, GATHER, clock.now(), now=clock.now())
    office.sender.run_once()


def answer(at: int, answered: datetime) -> Survey:
    return Survey(
        about=f"order:{at + 900}",
        person=f"U0P{at}",
        unit="CC-500",
        service="ERP",
        score=2,
        sent_at=answered,
        answered_at=answered,
    )


def test_what_waits_shows_what_happened_since_without_a_new_message(office: Office) -> None:
    writes(office)
    page = office.bo.last()
    with office.desk.session() as session:
        session.add(incident(clock.now() + timedelta(hours=1)))
    night(office)
    seen = office.bo.last()
    assert "Since then: 1 incident." in seen.all_text
    assert (seen.ts, seen.edited) == (page.ts, True)


def test_who_asks_for_it_is_named_with_their_reason_and_no_longer_once_withdrawn(office: Office) -> None:
    with office.desk.session() as session:
        for person, withdrawn in (("U0FAY", None), ("U0HAL", T0)):
            asked = Advocate(
                person=person,
                unit="CC-500",
                service="ERP",
                statement=f"{person} waits on Saturdays",
                consented_at=T0,
                withdrawn_at=withdrawn,
            )
            session.add(asked)
    writes(office)
    page = office.bo.last().all_text
    assert "@Fay Nguyen: U0FAY waits on Saturdays" in page
    assert "U0HAL" not in page


def test_both_are_contacts_in_which_its_worth_was_said(office: Office) -> None:
    writes(office)
    office.bo.clicks("Approve")
    with office.desk.read() as session:
        found = session.exec(select(Contact).where(Contact.about == "case:1")).all()
    assert {(each.person, each.engagement) for each in found} == {
        ("U0ANA", "value_check"),
        ("U0BO", "value_check"),
    }
