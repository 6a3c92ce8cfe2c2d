"""The funnel counts what became of offers, with its range, and tells their effect from chance."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost.subscriptions import Subscription
from bot.customer import people
from bot.customer.surveys import Survey
from bot.db import Database
from bot.value import funnel, offers
from bot.value.funnel import Funnel
from bot.value.offers import Offer
from tests.conftest import T0
from tests.value.finance import incident

DAY = timedelta(days=1)
YEAR = 365 * DAY


def offer(person: str = "U0ANA", at: datetime = T0 - 10 * DAY, **given: Any) -> Offer:
    row: dict[str, Any] = {
        "person": person,
        "unit": "CC-500",
        "service": "ERP",
        "from_tier": "Standard",
        "to_tier": "Extended hours",
        "quantity": 34,
        "rule": "out_of_hours",
        "evidence": {},
        "monthly_difference_minor": 1360_00,
        "shown_at": at,
        "state": "shown",
    }
    return Offer(**{**row, **given})


def held_out(person: str, at: datetime = T0 - 10 * DAY) -> Offer:
    given: dict[str, Any] = {
        "state": "held_out",
        "suppressed": "held_out",
        "shown_at": None,
        "decided_at": at,
    }
    return offer(person, **given)


def answered(session: Session, person: str, score: int, at: datetime = T0 - DAY) -> None:
    session.add(Survey(about=f"{person} {at}", person=person, unit="CC-500", score=score, answered_at=at))


def counted(session: Session, **narrow: Any) -> Funnel:
    session.flush()
    return funnel.of(session, T0 - YEAR, T0 + DAY, **narrow)


def test_the_line_of_the_worked_example(db: Database) -> None:
    """W4: 40 shown, 6 accepted, 22 declined, 7 later, 5 opted out."""
    with db.session() as session:
        for state, count in (("accepted", 6), ("declined", 22), ("later", 7), ("stopped", 5)):
            session.add_all(offer(f"U{state}{number}", state=state) for number in range(count))
        found = counted(session)

    assert (found.eligible, found.shown, found.waiting) == (40, 40, 0)
    accepted = found.accepted
    assert accepted.n == 40
    assert accepted.value == pytest.approx(0.15)
    assert accepted.low == pytest.approx(0.071, abs=5e-4)
    assert accepted.high == pytest.approx(0.291, abs=5e-4)
    assert found.opted_out.value == pytest.approx(0.125)
    assert found.declined.value == pytest.approx(22 / 40)
    assert found.later.value == pytest.approx(7 / 40)


def test_each_step_is_a_share_of_the_one_before(db: Database) -> None:
    with db.session() as session:
        for number in range(20):
            taken: dict[str, Any] = {
                "state": "accepted" if number < 10 else "declined",
                "opened_at": T0 if number < 15 else None,
            }
            if number < 8:
                taken |= {"funded_at": T0 - 100 * DAY}
            if number < 6:
                taken |= {"active_after_90": number < 5}
            session.add(offer(f"U{number}", **taken))
        session.add_all(
            offer(f"V{number}", state="suppressed", suppressed="offered", shown_at=None, decided_at=T0)
            for number in range(3)
        )
        found = counted(session)

    assert (found.eligible, found.shown) == (23, 20)
    shares = [(each.value, each.n) for each in (found.opened, found.accepted, found.funded, found.active)]
    assert shares == [(0.75, 20), (0.5, 20), (0.8, 10), (pytest.approx(5 / 6), 6)]


def test_asking_counts_as_accepted_whatever_the_budget_owner_says(db: Database) -> None:
    with db.session() as session:
        session.add_all(offer(f"U{number}", state="declined") for number in range(5))
        session.flush()
        session.add(incident(T0, kind="order", state="declined", from_offer=1))
        found = counted(session)
    assert (found.accepted.value, found.funded.n) == (0.2, 1)


def test_a_person_and_a_need_count_once(db: Database) -> None:
    with db.session() as session:
        for number, why in enumerate(("opted_out", "low_score")):
            session.add(
                offer(state="suppressed", suppressed=why, shown_at=None, decided_at=T0 - number * DAY)
            )
        session.add(offer())
        assert counted(session).eligible == 1


def test_only_of_the_rule_and_the_services_and_the_span(db: Database) -> None:
    with db.session() as session:
        session.add_all([offer(), offer(service="COL"), offer(rule="quota"), offer(at=T0 - 2 * YEAR)])
        assert counted(session).shown == 3
        assert counted(session, rule="quota").shown == 1
        assert counted(session, services=["COL"]).shown == 1
        assert counted(session, services=[]).shown == 0


def test_nothing_is_shown_below_five(db: Database) -> None:
    with db.session() as session:
        assert counted(session).accepted.n == 0
        session.add_all(offer(f"U{number}", state="accepted") for number in range(4))
        few = counted(session).accepted
        assert (few.n, few.value) == (4, None)
        session.add(offer("U5"))
        assert counted(session).accepted.value == 0.8


def effect(session: Session, *, shown: list[int], kept_out: list[int]) -> funnel.Effect:
    for number, score in enumerate(shown):
        session.add(offer(f"S{number}"))
        answered(session, f"S{number}", score)
    for number, score in enumerate(kept_out):
        session.add(held_out(f"H{number}"))
        answered(session, f"H{number}", score)
    session.flush()
    return funnel.effect(session, T0 - YEAR, T0 + DAY)


def test_no_clear_change_is_said_where_that_is_the_truth(db: Database) -> None:
    """W4: 46 of 50 and 40 of 50 cannot be told from chance."""
    with db.session() as session:
        found = effect(session, shown=[5] * 40 + [1] * 10, kept_out=[5] * 46 + [1] * 4).satisfied
    assert (found.shown.value, found.held_out.value, found.change) == (0.8, 0.92, "unclear")


def test_a_real_difference_is_said(db: Database) -> None:
    """W4: 184 of 200 and 160 of 200 can."""
    with db.session() as session:
        found = effect(session, shown=[5] * 160 + [1] * 40, kept_out=[5] * 184 + [1] * 16).satisfied
    assert found.change == "down"


def test_too_few_say_nothing(db: Database) -> None:
    with db.session() as session:
        found = effect(session, shown=[5] * 50, kept_out=[1] * 4)
    assert (found.satisfied.change, found.satisfied.held_out.value) == (None, None)
    assert found.refuses.change is None


def test_only_what_was_said_afterwards_counts_and_each_person_once(db: Database) -> None:
    with db.session() as session:
        for number in range(5):
            answered(session, f"S{number}", 1, T0 - 20 * DAY)
            answered(session, f"S{number}", 1, T0 - 2 * DAY)
        found = effect(session, shown=[5] * 5, kept_out=[5] * 5).satisfied
    assert (found.shown.value, found.shown.n, found.change) == (1.0, 5, "unclear")


def test_who_wants_no_more_offers_is_compared_as_well(db: Database) -> None:
    with db.session() as session:
        for number in range(30):
            people.meet(session, f"S{number}").refuses_offers = number < 20
        found = effect(session, shown=[5] * 40, kept_out=[5] * 40).refuses
    assert (found.shown.value, found.held_out.value, found.change) == (0.5, 0.0, "up")


@pytest.mark.parametrize(
    ("days", "ended", "active"),
    [
        (89, None, None),
        (90, None, True),
        (400, None, True),
        (90, 89, False),
        (400, 91, True),
        (400, 90, False),
    ],
)
def test_after_ninety_days_it_is_looked_at_whether_it_is_still_held(
    db: Database, sample_catalog: Catalog, days: int, ended: int | None, active: bool | None
) -> None:
    began = date(2026, 11, 23)
    with db.session() as session:
        session.add(offer(state="accepted", funded_at=T0))
        order = incident(T0, kind="order", state="closed", from_offer=1)
        session.add(order)
        session.flush()
        held: dict[str, Any] = {"unit": "CC-500", "service": "ERP", "tier": "Extended hours", "quantity": 34}
        row = Subscription(**held, unit_price=Decimal(205), starts_on=began, order_id=order.id)
        row.ends_on = began + ended * DAY if ended else None
        session.add(row)
        session.flush()
        offers.look_back(session, sample_catalog, T0 + days * DAY)
        assert offers.hold(session, 1).active_after_90 is active


@pytest.mark.parametrize(("state", "active"), [("taken", None), ("cancelled", False)])
def test_what_is_not_delivered_yet_is_not_looked_at(
    db: Database, sample_catalog: Catalog, state: str, active: bool | None
) -> None:
    with db.session() as session:
        session.add(offer(state="accepted", funded_at=T0))
        session.add(incident(T0, kind="order", state=state, from_offer=1))
        session.flush()
        offers.look_back(session, sample_catalog, T0 + 100 * DAY)
        assert offers.hold(session, 1).active_after_90 is active


def test_what_is_paid_once_is_not_taken_for_given_up(db: Database, sample_catalog: Catalog) -> None:
    assert not sample_catalog.service("DOC").monthly
    with db.session() as session:
        session.add(offer(state="accepted", funded_at=T0, service="DOC"))
        session.add(incident(T0, kind="order", service="DOC", state="closed", from_offer=1))
        session.flush()
        offers.look_back(session, sample_catalog, T0 + 100 * DAY)
        assert offers.hold(session, 1).active_after_90 is None
