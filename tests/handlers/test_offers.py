"""An offer reaches the person whose need it is, and ends with one tap."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot import clock
from bot.delivery import timers
from bot.delivery.schedules import Schedule
from bot.process.orders import Order
from bot.value import outreach
from bot.value.offers import Offer
from handlers import offers
from tests.handlers.test_contact import fewer
from tests.office import Office
from tests.value.finance import incident, incidents, saturdays, used


@pytest.fixture
def look(office: Office) -> Callable[[], None]:
    """Let the daily look happen now."""

    def now() -> None:
        with office.desk.session() as session:
            timers.set_timer(session, "offer.look", clock.now(), now=clock.now())
        office.sender.run_once()

    return now


@pytest.fixture
def hurt(office: Office) -> None:
    """Let ERP have broken for Ana on three Saturdays, outside the hours of Standard."""
    with office.desk.session() as session:
        incidents(session, saturdays(3))


def offer(session: Session) -> Offer:
    return session.exec(select(Offer)).one()


def told(office: Office, key: str) -> int:
    return len(office.workspace.person(key).sees("bot"))


@pytest.mark.usefixtures("hurt")
def test_whoever_was_hit_sees_the_need_the_levels_and_the_money(
    office: Office, look: Callable[[], None]
) -> None:
    look()

    seen = office.ana.last()
    assert "something broke 3 times for Finance outside the hours of Standard" in seen.all_text
    assert "Weekdays 7–19" in seen.all_text
    assert "Every day 6–22" in seen.all_text
    assert "99.70 %" in seen.all_text
    assert "+$1,360.00" in seen.all_text
    assert "now, $" in seen.all_text
    assert seen.buttons == ["Ask my budget owner", "Make the case", "Later", "No", "Fewer of these"]
    assert told(office, "bo") == 0


@pytest.mark.usefixtures("hurt")
def test_looking_again_says_nothing_new(office: Office, look: Callable[[], None]) -> None:
    look()
    office.later(timedelta(days=1))
    look()

    assert told(office, "ana") == 1
    assert told(office, "bo") == 0


@pytest.mark.usefixtures("hurt")
def test_asking_the_budget_owner_makes_an_order_with_its_reason(
    office: Office, look: Callable[[], None]
) -> None:
    look()
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
def test_when_the_budget_owner_says_no_it_rests(office: Office, look: Callable[[], None]) -> None:
    look()
    office.ana.clicks("Ask my budget owner")
    office.bo.clicks("Decline…")
    office.bo.fills(dict.fromkeys(office.bo.view.labels[:1], "Not this year") if office.bo.view else {})
    assert office.bo.submits() == {}

    assert "will not come up again before 21 Feb 2027" in office.ana.sees("bot")[0].all_text


@pytest.mark.usefixtures("hurt")
def test_taking_the_order_back_leaves_it_for_later(office: Office, look: Callable[[], None]) -> None:
    look()
    office.ana.clicks("Ask my budget owner")
    office.ana.clicks("order.cancel")

    assert "will not come up again before 7 Dec 2026" in office.ana.sees("bot")[0].all_text


@pytest.mark.usefixtures("hurt")
def test_later_comes_back_after_fourteen_days(office: Office, look: Callable[[], None]) -> None:
    look()
    office.ana.clicks("Later")
    assert "not come up again before 7 Dec 2026" in office.ana.last().all_text
    office.later(timedelta(days=13))
    look()
    assert told(office, "ana") == 1
    office.later(timedelta(days=1))
    look()
    assert told(office, "ana") == 2


@pytest.mark.usefixtures("hurt")
def test_no_takes_one_tap_and_may_have_a_reason(office: Office, look: Callable[[], None]) -> None:
    look()
    office.ana.clicks("No")
    assert "not come up again before 21 Feb 2027" in office.ana.last().all_text
    office.ana.clicks("Too expensive")

    assert "Thank you for the reason: too expensive" in office.ana.last().all_text
    with office.desk.read() as session:
        assert (offer(session).state, offer(session).reason) == ("declined", "price")


@pytest.mark.usefixtures("hurt")
def test_stop_is_for_good_and_can_be_taken_back(office: Office, look: Callable[[], None]) -> None:
    look()
    fewer(office.ana, "Suggestions")
    office.ana.closes()
    assert "I suggest nothing more" in office.ana.last().all_text
    office.ana.clicks("Switch on again")

    assert "not come up again before 7 Dec 2026" in office.ana.last().all_text
    assert told(office, "ana") == 1


@pytest.mark.usefixtures("hurt")
def test_nothing_is_offered_while_something_is_broken(office: Office, look: Callable[[], None]) -> None:
    with office.desk.session() as session:
        session.add(incident(clock.now(), state="open"))
    look()

    assert told(office, "ana") == 0
    assert told(office, "bo") == 0


def test_a_full_quota_goes_to_the_head_who_cannot_approve_it_alone(
    office: Office, look: Callable[[], None]
) -> None:
    with office.desk.session() as session:
        used(session, "3.8")
    look()

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
def test_two_quick_taps_make_one_order(office: Office, look: Callable[[], None]) -> None:
    look()
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


def test_where_nothing_shows_a_need_nothing_is_said(office: Office, look: Callable[[], None]) -> None:
    look()

    with office.desk.read() as session:
        assert session.exec(select(Offer)).all() == []


@pytest.mark.usefixtures("hurt")
def test_nobody_decides_on_an_offer_to_somebody_else(office: Office, look: Callable[[], None]) -> None:
    look()
    made = office.ana.last()
    for label in made.buttons:
        office.eve.clicks(label, on=made)
        assert "for the person who was asked" in office.ana.last()
    with office.desk.read() as session:
        assert offer(session).state == "shown"
        assert session.exec(select(Order).where(Order.kind == "order")).first() is None
