"""An offer reaches the person whose need it is, and ends with one tap."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot import clock
from bot.catalog import OfferRule
from bot.customer import people, recoveries, votes
from bot.customer.contacts import Contact
from bot.customer.recoveries import Recovery
from bot.delivery import timers
from bot.delivery.schedules import Schedule
from bot.desk import Stock
from bot.process.orders import Order
from bot.value import outreach
from bot.value.offers import Offer
from handlers import offers
from tests.handlers.test_contact import fewer
from tests.office import Office
from tests.value.finance import incident, incidents, missed, saturdays, standstills, used


@pytest.fixture
def hurt(office: Office) -> None:
    """Let ERP have broken for Ana and her team on three Saturdays, outside the hours of Standard."""
    with office.desk.session() as session:
        standstills(session)


def in_force(office: Office, *live: str, **policy: Any) -> None:
    """Have these rules at work as well, and another contact policy."""
    stock = office.desk.shelf.stock
    company = replace(stock.catalog.company, policy=replace(stock.catalog.company.policy, **policy))
    rules: dict[str, OfferRule] = {
        key: replace(rule, live=rule.live or key in live) for key, rule in stock.catalog.rules.items()
    }
    office.desk.shelf.stock = Stock(replace(stock.catalog, company=company, rules=rules), stock.finder)


def offer(session: Session) -> Offer:
    return session.exec(select(Offer)).one()


def told(office: Office, key: str) -> int:
    return len(office.workspace.person(key).sees("bot"))


@pytest.mark.usefixtures("hurt")
def test_whoever_was_hit_sees_the_need_the_levels_and_the_money(office: Office) -> None:
    office.look()

    seen = office.ana.last()
    assert "something broke 3 times for Finance outside the hours of Standard" in seen.all_text
    assert "nobody waits for Monday" in seen.all_text
    assert "+$1,360.00" in seen.all_text
    assert "now, $" in seen.all_text
    assert "Worth about $1,426 a month to Finance" in seen.all_text
    assert seen.buttons == [
        "Ask my budget owner",
        "Make the case",
        "Details",
        "Later",
        "No, because…",
        "Fewer of these",
    ]
    assert told(office, "bo") == 0

    office.ana.clicks("Details")
    assert office.ana.view is not None
    for figure in ("Weekdays 7–19", "Every day 6–22", "99.70 %", "Counted from what 1 person"):
        assert figure in office.ana.view.all_text
    with office.desk.read() as session:
        assert offer(session).opened_at == clock.now()


@pytest.mark.usefixtures("hurt")
def test_looking_again_says_nothing_new(office: Office) -> None:
    office.look()
    office.later(timedelta(days=1))
    office.look()

    assert told(office, "ana") == 1
    assert told(office, "bo") == 0


@pytest.mark.usefixtures("hurt")
def test_asking_the_budget_owner_makes_an_order_with_its_reason(office: Office) -> None:
    office.look()
    made = office.ana.sees("bot")[0]
    office.ana.clicks("Ask my budget owner")

    case = office.bo.last().all_text
    assert "asks you to approve" in case
    assert "something broke 3 times for Finance" in case
    assert "it waits for approval as number" in office.ana.sees("bot")[0].all_text
    office.bo.clicks("Approve")
    ended = office.ana.sees("bot")[0]
    assert "approved and on its way" in ended.all_text
    assert (ended.ts, ended.edited) == (made.ts, True)
    with office.desk.read() as session:
        assert offer(session).state == "accepted"


@pytest.mark.usefixtures("hurt")
def test_when_the_budget_owner_says_no_it_rests(office: Office) -> None:
    office.look()
    office.ana.clicks("Ask my budget owner")
    office.bo.clicks("Decline…")
    office.bo.fills(dict.fromkeys(office.bo.view.labels[:1], "Not this year") if office.bo.view else {})
    assert office.bo.submits() == {}

    assert "will not come up again before 21 Feb 2027" in office.ana.sees("bot")[0].all_text


@pytest.mark.usefixtures("hurt")
def test_taking_the_order_back_leaves_it_for_later(office: Office) -> None:
    office.look()
    office.ana.clicks("Ask my budget owner")
    office.ana.clicks("order.cancel")

    assert "will not come up again before 7 Dec 2026" in office.ana.sees("bot")[0].all_text


@pytest.mark.usefixtures("hurt")
def test_later_comes_back_after_fourteen_days(office: Office) -> None:
    office.look()
    office.ana.clicks("Later")
    assert "not come up again before 7 Dec 2026" in office.ana.last().all_text
    office.later(timedelta(days=13))
    office.look()
    assert told(office, "ana") == 1
    office.later(timedelta(days=1))
    office.look()
    assert told(office, "ana") == 2


@pytest.mark.usefixtures("hurt")
def test_no_takes_one_tap_and_may_have_a_reason(office: Office) -> None:
    office.look()
    office.ana.clicks("No, because…")
    assert "not come up again before 21 Feb 2027" in office.ana.last().all_text
    office.ana.clicks("Too expensive")

    assert "Thank you for the reason: too expensive" in office.ana.last().all_text
    with office.desk.read() as session:
        assert (offer(session).state, offer(session).reason) == ("declined", "price")


@pytest.mark.usefixtures("hurt")
def test_stop_is_for_good_and_can_be_taken_back(office: Office) -> None:
    office.look()
    fewer(office.ana, "Suggestions")
    office.ana.closes()
    assert "I suggest nothing more" in office.ana.last().all_text
    office.ana.clicks("Switch on again")

    assert "not come up again before 7 Dec 2026" in office.ana.last().all_text
    assert told(office, "ana") == 1


@pytest.mark.usefixtures("hurt")
def test_nothing_is_offered_while_something_is_broken(office: Office) -> None:
    with office.desk.session() as session:
        session.add(incident(clock.now(), state="open"))
    office.look()

    assert told(office, "ana") == 0
    assert told(office, "bo") == 0


def test_a_full_quota_goes_to_the_head_who_cannot_approve_it_alone(office: Office) -> None:
    with office.desk.session() as session:
        used(session, "3.8")
    office.look()

    seen = office.bo.last()
    assert "used 3.8 of its 4 TB (95 %)" in seen.all_text
    assert "1 TB more of File storage and archive (Standard)" in seen.all_text
    office.bo.clicks("Order it")
    assert "asks you to approve" in office.dee.last().all_text


@pytest.mark.usefixtures("hurt")
def test_a_good_answer_ends_with_one_offer_about_the_same_service(office: Office) -> None:
    with office.desk.session() as session:
        done = incident(clock.now(), state="done", done_at=clock.now())
        session.add(done)
        session.flush()
        timers.set_timer(session, "survey.ask", clock.now(), now=clock.now(), facts={"order_id": done.id})
    office.sender.run_once()
    for label in ("Yes, it works", "7 Very easy", "Quick help", "None"):
        office.ana.clicks(label)

    assert "something broke 3 times" in office.ana.last().all_text
    assert told(office, "ana") == 2


@pytest.mark.parametrize("service", ["COL", None])
@pytest.mark.usefixtures("hurt")
def test_a_good_answer_about_something_else_ends_with_thanks(office: Office, service: str | None) -> None:
    with office.desk.session() as session:
        done = incident(clock.now(), state="done", done_at=clock.now(), service=service, tier=None)
        session.add(done)
        session.flush()
        timers.set_timer(session, "survey.ask", clock.now(), now=clock.now(), facts={"order_id": done.id})
    office.sender.run_once()
    for label in ("Yes, it works", "7 Very easy", "Quick help", "None"):
        office.ana.clicks(label)

    assert told(office, "ana") == 1


@pytest.mark.usefixtures("hurt")
def test_two_quick_taps_make_one_order(office: Office) -> None:
    office.look()
    office.workspace.faults.add("too_fast", "chat.update", seconds=30)
    office.ana.clicks("Ask my budget owner", on=office.ana.sees("bot")[0])
    office.frozen.tick(1)
    office.ana.clicks("Ask my budget owner", on=office.ana.sees("bot")[0])

    with office.desk.read() as session:
        assert len(session.exec(select(Order).where(Order.kind == "order")).all()) == 1


@pytest.mark.usefixtures("hurt")
def test_somebody_looks_every_working_morning(office: Office) -> None:
    with office.desk.session() as session:
        offers.keep_schedules(session, office.desk, clock.now())
        offers.keep_schedules(session, office.desk, clock.now())
        assert len(session.exec(select(Schedule).where(Schedule.name == "offer.look")).all()) == 1
    office.until(datetime(2026, 11, 23, 16, 59, tzinfo=UTC))
    assert told(office, "ana") == 0
    office.later(timedelta(minutes=1))

    assert told(office, "ana") == 1


def test_somebody_looks_by_the_clock_of_the_company(office: Office) -> None:
    with office.desk.session() as session:
        outreach.arrange(session, "Asia/Tokyo", clock.now())
        offers.keep_schedules(session, office.desk, clock.now())
        assert session.exec(select(Schedule.zone)).all() == ["America/Denver"]


def test_where_nothing_shows_a_need_nothing_is_said(office: Office) -> None:
    office.look()

    with office.desk.read() as session:
        assert session.exec(select(Offer)).all() == []


@pytest.mark.usefixtures("hurt")
def test_nobody_decides_on_an_offer_to_somebody_else(office: Office) -> None:
    office.look()
    made = office.ana.last()
    for label in made.buttons:
        office.eve.clicks(label, on=made)
        assert "for the person who was asked" in office.ana.last()
    with office.desk.read() as session:
        assert offer(session).state == "shown"
        assert session.exec(select(Order).where(Order.kind == "order")).first() is None


# Who is asked what, and when


@pytest.mark.usefixtures("hurt")
def test_it_waits_for_the_morning_of_whoever_gets_it(office: Office) -> None:
    with office.desk.session() as session:
        people.meet(session, "U0ANA").zone = "Asia/Tokyo"  # one in the morning
    office.look()
    office.look()
    assert told(office, "ana") == 0
    office.until(datetime(2026, 11, 23, 22, 59, tzinfo=UTC))
    assert told(office, "ana") == 0
    office.later(timedelta(minutes=1))

    assert told(office, "ana") == 1
    assert told(office, "bo") == 0
    with office.desk.read() as session:
        assert offer(session).shown_at == datetime(2026, 11, 23, 23, tzinfo=UTC)


@pytest.mark.usefixtures("hurt")
@pytest.mark.parametrize("what", ["complaint", "call", "incident"])
def test_what_goes_wrong_in_the_night_holds_it_back(office: Office, what: str) -> None:
    office.later(timedelta(hours=12))
    office.look()
    with office.desk.session() as session:
        at = clock.now()
        down = Recovery(source="survey:1", person="U0ANA", unit="CC-500", opened_at=at, call_by=at)
        broken = incident(at, state="open", person="U0EVE")
        unhappy = incident(at, state="open", kind="complaint", service=None)
        session.add({"complaint": unhappy, "call": down, "incident": broken}[what])
    office.later(timedelta(hours=12))

    assert not any("longer hours" in seen.all_text for seen in office.ana.sees("bot"))
    with office.desk.read() as session:
        held = session.exec(select(Offer).where(Offer.person == "U0ANA")).one()
        assert (held.state, held.suppressed, held.shown_at) == ("suppressed", "open_trouble", None)
        assert session.exec(select(Contact).where(Contact.intent == "offer")).all() == []


@pytest.mark.usefixtures("hurt")
def test_who_is_held_out_is_offered_nothing_and_neither_is_anybody_instead(office: Office) -> None:
    in_force(office, held_out_percent=100)
    office.look()
    office.look()

    assert told(office, "ana") == told(office, "bo") == 0
    with office.desk.read() as session:
        kept = offer(session)
        assert (kept.person, kept.state, kept.suppressed, kept.shown_at) == (
            "U0ANA",
            "held_out",
            "held_out",
            None,
        )
        assert session.exec(select(Contact)).all() == []


@pytest.mark.usefixtures("hurt")
def test_of_two_needs_a_person_hears_of_one(office: Office) -> None:
    in_force(office, "breaches", explore_percent=0)
    with office.desk.session() as session:
        missed(session, 4, service="COL", impact=4, urgency=1, done_at=clock.now())
        for number in range(30):
            row: dict[str, Any] = {"quantity": 1, "evidence": {}, "monthly_difference_minor": 0}
            row |= {"unit": "CC-100", "service": "ERP", "from_tier": "Standard", "to_tier": "Extended hours"}
            at = clock.now() - timedelta(days=100)
            session.add(Offer(person=f"U{number}", rule="out_of_hours", state="declined", shown_at=at, **row))
    office.look()

    assert told(office, "ana") == 1
    assert "Mail, chat and meetings" in office.ana.last().all_text
    with office.desk.read() as session:
        made = session.exec(select(Offer).where(Offer.person == "U0ANA")).one()
        assert (made.rule, made.service, made.explored) == ("breaches", "COL", False)
        assert made.chance == pytest.approx(0.15)
        (met,) = session.exec(select(Contact)).all()
        assert (met.about, met.started_by, met.engagement) == (f"offer:{made.number}", "bot", "offer")


@pytest.mark.usefixtures("hurt")
def test_who_was_let_down_is_offered_nothing_until_it_is_put_right(office: Office) -> None:
    with office.desk.session() as session:
        at = clock.now()
        down = Recovery(source="survey:1", person="U0ANA", unit="CC-500", opened_at=at, call_by=at)
        session.add(down)
    office.look()
    assert told(office, "ana") == 0
    with office.desk.session() as session:
        assert recoveries.is_open(session, "U0ANA")
        session.exec(select(Recovery)).one().closed_at = clock.now()
        session.exec(select(Offer).where(Offer.person == "U0BO")).one().decided_at = clock.now()
    office.later(timedelta(days=15))
    office.look()
    assert told(office, "ana") == 1


def test_who_asked_for_what_is_prepared_says_with_one_tap_that_they_want_it(office: Office) -> None:
    in_force(office, "wish")
    with office.desk.session() as session:
        votes.vote(session, "RTS", "U0X", unit="CC-500", now=clock.now())
        wished = incident(clock.now(), kind="capability", state="open", service="RTS", tier=None)
        session.add(wished)
    office.look()

    seen = office.ana.last()
    assert "2 people in Finance asked for what Repair tracking for shoppers brings" in seen.all_text
    assert "It costs nothing to say so, and orders nothing" in seen.all_text
    office.ana.clicks("Details")
    assert office.ana.view is not None
    assert "Who they are is told nobody" in office.ana.view.all_text
    office.ana.closes()
    office.ana.clicks("We want it")
    assert "You hear from me when it can be ordered" in office.ana.last().all_text
    with office.desk.read() as session:
        assert votes.wanted_by(session, "U0ANA") == {"RTS"}
        assert offer(session).state == "accepted"
        assert session.exec(select(Order).where(Order.kind == "order")).all() == []


def test_what_grows_is_offered_with_how_sure_it_is(office: Office) -> None:
    with office.desk.session() as session:
        for month, amount in (("07", "2"), ("08", "2.5"), ("09", "2.9"), ("10", "3.4")):
            used(session, amount, f"2026-{month}")
    office.look()

    assert "At the pace since 1 Jul 2026 it is full in the month from 1 Dec 2026" in office.bo.last().all_text
    office.bo.clicks("Details")
    assert office.bo.view is not None
    assert "it rises by 0.46 TB a month, with 95 % certainty by" in office.bo.view.all_text


# What it is worth beside its price


def kept(office: Office) -> list[tuple[str, str, str | None]]:
    with office.desk.read() as session:
        return [(each.person, each.state, each.suppressed) for each in session.exec(select(Offer))]


def test_what_is_worth_less_than_its_price_is_not_offered_and_its_owner_reads_why(office: Office) -> None:
    with office.desk.session() as session:
        incidents(session, saturdays(3))
    office.look()
    office.look()

    assert told(office, "ana") == told(office, "bo") == 0
    assert kept(office) == [("U0ANA", "suppressed", "not_worth")]
    office.cy.command("/it offers")
    office.cy.clicks("Look closer")
    assert office.cy.view is not None
    seen = office.cy.view.all_text
    assert "1 not worth its price, by our count" in seen
    assert "Not made: worth about $279 a month by our count, for +$1,360.00" in seen


def test_a_good_answer_ends_without_an_offer_that_is_not_worth_its_price(office: Office) -> None:
    with office.desk.session() as session:
        incidents(session, saturdays(3))
        done = incident(clock.now(), state="done", done_at=clock.now())
        session.add(done)
        session.flush()
        timers.set_timer(session, "survey.ask", clock.now(), now=clock.now(), facts={"order_id": done.id})
    office.sender.run_once()
    for label in ("Yes, it works", "7 Very easy", "Quick help", "None"):
        office.ana.clicks(label)

    assert told(office, "ana") == 1
    assert kept(office) == [("U0ANA", "suppressed", "not_worth")]


def test_where_levels_mix_it_is_made_for_those_for_whom_it_pays(office: Office) -> None:
    """Mail breaks on Saturdays: for Ana once until Tuesday, else for an hour, so that one of two gains."""
    saturday = saturdays(4)
    with office.desk.session() as session:
        for at, person, hours in ((1, "U0ANA", 72), (2, "U0ANA", 1), (3, "U0BO", 1)):
            done = saturday[at] + timedelta(hours=hours)
            hit: dict[str, Any] = {"service": "COL", "impact": 4, "urgency": 1, "done_at": done}
            session.add(incident(saturday[at], person=person, **hit))
    office.look()

    seen = office.ana.last().all_text
    assert "Mail, chat and meetings, Plus instead of Standard, 1 person" in seen
    assert "It is for 1 person of 2: for each of them it is worth more than it costs" in seen
    assert "+$15.00" in seen
    assert "Worth about $20 a month to Finance" in seen
    with office.desk.read() as session:
        made = offer(session)
        assert (made.quantity, made.monthly_difference_minor, made.benefit_minor) == (1, 15_00, 19_69)


@pytest.mark.parametrize("hours", [1, None], ids=["over at once", "nobody knows when it was over"])
def test_what_was_counted_and_gains_nothing_is_not_offered_what_was_not_counted_says_so(
    office: Office, hours: int | None
) -> None:
    with office.desk.session() as session:
        for at in saturdays(3):
            done = at + timedelta(hours=hours) if hours else None
            session.add(incident(at, service="COL", impact=4, urgency=1, done_at=done))
    office.look()

    if hours:
        assert kept(office) == [("U0ANA", "suppressed", "not_worth")]
    else:
        assert "What it is worth to Finance in money is not measured" in office.ana.last().all_text
