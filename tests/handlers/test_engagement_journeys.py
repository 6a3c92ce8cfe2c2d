"""Five journeys in which IT and its customers talk about value. `python -m tests.e2e.pictures` takes pictures."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import select

from bot import clock
from bot.cost import subscriptions
from bot.cost.lines import CostLine
from bot.cost.subscriptions import Subscription
from bot.customer import people
from bot.customer.hearing import KINDS
from bot.customer.recoveries import Recovery
from bot.demo.history import book_closed_months
from bot.value import funnel
from bot.value.offers import Offer
from tests.e2e.pictures import Picture
from tests.handlers.test_advocates import ASKED, says
from tests.handlers.test_cases import TYPED
from tests.handlers.test_contact import begun, fewer, refused
from tests.handlers.test_digests import LAST_WEEK, MONDAY, answers, keep, words
from tests.handlers.test_recovering import calls, is_let_down, where
from tests.handlers.test_surveys import deliver
from tests.handlers.test_year import on, store, survey, tables, talk
from tests.office import Office
from tests.value.finance import standstills, used

WISH = "Without it we dial in again every Friday"


def proposes_mail(office: Office) -> None:
    """Let Eve, of Finance by now, write the case for a higher level of mail, and send it to Bo."""
    with office.desk.session() as session:
        people.meet(session, office.eve.id).unit = "CC-500"
    office.eve.command("/it case mail")
    office.eve.fills(
        {"What is the problem?": "Calls with the auditors drop every week, and we dial in again."}
    )
    assert office.eve.submits() == {}
    assert office.eve.submits() == {}
    benefit = {"What does it bring?": "Two hours less of dialling in again each week"}
    office.eve.fills(benefit | {label: TYPED[label] for label in list(TYPED)[1:]})
    assert office.eve.submits() == {}
    assert office.eve.submits() == {}


def test_angry_customer_to_recovery_to_advocate(office: Office, picture: Picture) -> None:
    is_let_down(office)
    assert "@Dee Park calls you by" in words(office.ana.last())
    picture("let-down", "ana")
    office.ana.clicks("Yes, call me")
    assert "Call @Ana Ruiz by" in words(office.dee.last())
    picture("let-down-dee", "dee", last=2)
    calls(office, "Kim moves the mailbox today")
    proposes_mail(office)
    office.later(timedelta(days=1))
    picture("put-right", "ana")
    office.ana.clicks("Yes, it is", on=where(office.ana, "Is it put right?"))

    assert ASKED in office.ana.last().all_text
    picture("advocate", "ana", last=2)
    says(office, WISH)
    page = where(office.bo, "Calls with the auditors")
    assert "@Ana Ruiz" in page.all_text
    assert WISH in page.all_text
    picture("advocate-case", "bo")
    office.bo.clicks("Approve", on=page)
    assert "Mail, chat and meetings on Plus for Finance: approved by @Bo Larsen" in words(office.ana.last())
    picture("advocate-end", "ana")


def test_quota_at_92_percent_to_funded_upgrade(office: Office, picture: Picture) -> None:
    with office.desk.session() as session:
        used(session, "3.68")
    office.look()
    assert "used 3.68 of its 4 TB (92 %)" in office.bo.last().all_text
    assert "With 1 TB more, the same use would be at about 80 %" in office.bo.last().all_text
    for figure in ("+$62.00", "Until 30 Jun 2027", "Finance has left", "keeps room to work"):
        assert figure in office.bo.last().all_text
    picture("quota", "bo")
    office.bo.clicks("Order it")
    assert "used 3.68 of its 4 TB" in office.dee.last().all_text
    picture("quota-approve", "dee")
    office.dee.clicks("Approve")
    assert "approved and on its way" in office.bo.sees("bot")[0].all_text
    office.kim.clicks("Take")
    office.kim.clicks("Done")
    assert "Done by" in office.bo.last().all_text
    picture("quota-done", "bo", last=2)
    with office.desk.read() as session:
        assert subscriptions.held(session, "CC-500", date(2026, 11, 23))["FIL"]["Standard"] == 5
        made = session.exec(select(Offer)).one()
        assert (made.state, made.funded_at, made.active_after_90) == ("accepted", clock.now(), None)
    office.later(timedelta(days=90))
    office.look()
    with office.desk.read() as session:
        assert session.get_one(Offer, made.number).active_after_90 is True
        steps = funnel.of(session, datetime(2026, 11, 1, tzinfo=UTC), clock.now(), rule="quota")
        assert (steps.shown, steps.accepted.n, steps.funded.n, steps.active.n) == (1, 1, 1, 1)


def test_stop_anywhere(office: Office, picture: Picture) -> None:
    """From a survey, from a digest, by a word, on Home: honoured at once, and what is asked for still comes."""
    deliver(office)
    office.ana.clicks("Fewer of these")
    picture("stop-form", "ana")
    assert office.ana.submits() == {}
    assert refused(office) == ["surveys"]
    office.ana.closes()

    keep(office, *answers(9, 5))
    office.until(MONDAY)
    fewer(office.cy, "Digests")
    assert refused(office, "cy") == ["digests"]

    office.ana.dm("stop")
    assert refused(office) == list(KINDS)
    picture("stop", "ana", last=2, thread=True)
    with office.desk.session() as session:
        standstills(session)  # reason enough for an offer
    heard = begun(office)
    office.look()
    assert begun(office) == heard

    office.ana.dm("what does ERP cost?")
    assert "$165" in office.ana.last().all_text
    home = office.ana.opens_home()
    office.ana.chooses("contact.hears", "offers", on=home)
    assert refused(office) == ["surveys", "talks", "digests"]


def test_owners_monday_digest(office: Office, picture: Picture) -> None:
    """One message on Monday morning: what users say, who is to be called, and one button."""
    call = Recovery(
        source="survey:1",
        person="U0HAL",
        unit="CC-200",
        service="ERP",
        agreed=True,
        owner="U0CY",
        opened_at=LAST_WEEK,
        call_by=MONDAY + timedelta(hours=3),
    )
    unasked = call.model_dump() | {"source": "survey:2", "person": "U0ANA", "unit": "CC-500", "agreed": None}
    day_before = LAST_WEEK - timedelta(days=1)
    keep(
        office,
        *answers(17, 5),
        *answers(3, 2, comment="Had to ask three times"),
        *answers(1, 4, day_before, comment="Quick, thank you", may_quote=True),
        call,
        Recovery(**unasked),
    )
    office.until(MONDAY - timedelta(seconds=1))
    assert office.cy.sees("bot") == []
    office.until(MONDAY)
    office.later(timedelta(hours=1))
    (digest,) = office.cy.sees("bot")
    picture("digest", "cy")
    said = words(digest)
    assert "Your week: 21 answers" in said
    assert "Next step: call @Hal Brandt about Orders and finance by" in said
    assert "2 to put right" in said
    assert "somebody in Finance has not said yet whether you may call" in said
    assert "Satisfied: 86 % (65 % to 95 %, 21 answers, 23 Nov to 29 Nov 2026)" in said
    assert "26 more answers would tell it to ±10 points" in said
    assert "Quick, thank you" in said
    for private in ("three times", "Ana", "U0ANA", "U20"):
        assert private not in said
    assert office.kim.sees("bot") == []
    office.cy.clicks("When and how long…")
    picture("digest-habits", "cy")
    office.cy.closes()
    office.cy.clicks("I called…")
    assert office.cy.view is not None


def test_decision_makers_year(office: Office, picture: Picture) -> None:
    """Money, value, decisions and conversations of a year in one message; IT sees all units beside each other."""
    with office.desk.session() as session:
        since = date(2026, 7, 1)
        session.connection().execute(sa.update(Subscription).values(starts_on=since))
        session.add(CostLine(month="2026-06", service="ERP", category="labor", minor=1))
        book_closed_months(session, office.desk.catalog, clock.now(), seed=7)
    asked = [survey(office, on(month), month, outcome_met=month != 9) for month in range(1, 11)]
    store(office, *asked, talk(on(5)), talk(on(10)), talk(on(8), "CC-100"), talk(on(11), "CC-300"))
    office.bo.opens_home()
    office.bo.clicks("Our year", on=office.bo.home)
    said = words(office.bo.last())
    picture("year", "bo")
    assert "is promised for fiscal year 2027" in said
    assert "satisfied 100 % (72 % to 100 %, 10 answers)" in said
    assert "Cost, Oct 2026" in said
    assert tables(office.bo.last())[1][1].startswith("$")
    office.dee.command("/it year")
    assert "Finance" in words(office.dee.last())
    picture("year-all", "dee")
