"""The executive report: six signs, each with a figure worked out by hand, and what waits for a decision."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from bot.catalog import Catalog, Impact
from bot.customer.talks import Talk
from bot.db import Database
from bot.process.measures import Tally
from bot.value import executive
from bot.value.cases import Benefit, BusinessCase
from bot.value.executive import Executive
from bot.value.offers import Offer
from bot.value.outcomes import Reading
from tests.value import calder
from tests.value.test_balance import DAY, MIDDLE, MONTH, NOW, answer, cost, late, order, used


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    with db.session() as opened:
        yield opened


@pytest.fixture
def house() -> Catalog:
    return calder.catalog()


def report(session: Session, house: Catalog, *rows: Any) -> Executive:
    session.add_all(rows)
    session.flush()
    return executive.of(session, house, MONTH, NOW)


def case(**given: Any) -> BusinessCase:
    row: dict[str, Any] = {
        "unit": "CC-500",
        "author": "U0BO",
        "problem": "full",
        "risk_factor": Decimal(1),
        "discount": Decimal(0),
        "written_at": MIDDLE,
    }
    return BusinessCase(**{**row, **given})


def test_an_empty_month_says_what_is_not_measured(session: Session, house: Catalog) -> None:
    found = report(session, house)
    assert (found.controlled.cost, found.controlled.over, found.agility.days) == (None, None, None)
    assert (found.quality.satisfied.n, found.quality.outages, found.quality.lost_minutes) == (0, None, None)
    assert found.not_measured == len(found.unmeasured) == 9
    assert found.wanted == ()


def test_aligned(session: Session, house: Catalog) -> None:
    erp = house.services["ERP"]
    agreed = replace(erp.tiers[0], resolve_minutes=60, agreed_by="bo@calder.example")
    proposed = replace(erp.tiers[1], resolve_minutes=30)
    stock = calder.with_service(house, replace(erp, tiers=(agreed, proposed)))
    talk = Talk(unit="CC-500", requirement="x", said_by="U0BO", opened_at=MIDDLE, answered_at=MIDDLE)
    answers = [answer(4, about=str(at), outcome_met=at > 0) for at in range(5)]
    found = report(session, stock, talk, *answers)
    assert (found.aligned.talked, found.aligned.agreed) == (Tally(1, 3), Tally(1, 2))
    assert (found.aligned.reached.n, found.aligned.reached.value) == (5, 0.8)
    assert [(each.code, each.count) for each in found.wanted] == [("targets", 1)]


def test_cost_beside_the_month_before_and_what_belongs_to_nobody(session: Session, house: Catalog) -> None:
    rows = [cost("ERP", 1_000_00), cost(None, 50_00), used("ERP"), cost("ERP", 900_00, "2026-09")]
    found = report(session, house, *rows)
    assert (found.controlled.cost, found.controlled.last_cost) == (calder.usd("1050"), calder.usd("900"))
    assert found.controlled.over == calder.usd("650")  # 10 users at 165, and they cost 1,000
    assert [(each.kind, each.rows) for each in found.card.notes[:2]] == [("measures", 5), ("cost_lines", 2)]
    assert [(each.code, each.amount) for each in found.wanted] == [("unassigned", calder.usd("50"))]


def test_quality_has_its_range_and_says_whether_it_changed(session: Session, house: Catalog) -> None:
    before = MIDDLE - 31 * DAY
    was: dict[str, Any] = {
        "sent_at": before - 8 * DAY,
        "expires_at": before - DAY,
        "answered_at": before - 2 * DAY,
    }
    bad = [answer(1, about=f"b{at}", person=f"UB{at}", **was) for at in range(10)]
    good = [answer(5, about=f"g{at}", person=f"UG{at}", lost_minutes=30) for at in range(10)]
    found = report(session, house, *bad, *good)
    assert (found.quality.satisfied.value, found.quality.satisfied.n, found.quality.trend) == (1.0, 10, "up")
    assert (found.quality.lost_minutes, found.quality.lost_cost) == (300, None)


def test_agility_is_the_median_of_what_was_delivered(session: Session, house: Catalog) -> None:
    took = [order(done_at=MIDDLE + days * DAY) for days in (0, 1, 8)]
    before = order(opened_at=MIDDLE - 40 * DAY, done_at=MIDDLE - 31 * DAY)
    found = report(session, house, *took, before, order(kind="incident"))
    assert (found.agility.days, found.agility.last_days) == (Decimal("2.0"), Decimal("9.0"))
    assert found.agility.delivered == 3


def test_results(session: Session, house: Catalog) -> None:
    approved = case(state="approved", decided_at=MIDDLE)
    session.add_all([approved, case(state="approved", decided_at=MIDDLE - 60 * DAY), case(state="asked")])
    session.flush()
    worth: dict[str, Any] = {"case_id": approved.number, "source": "counted", "owner": "U0BO"}
    funded: dict[str, Any] = {"unit": "CC-500", "service": "ERP", "from_tier": "Standard", "rule": "quota"}
    rows = [
        Benefit(what="a", yearly_minor=600_00, **worth),
        Benefit(what="b", yearly_minor=400_00, **worth),
        Offer(
            person="U0ANA",
            to_tier="Extended hours",
            quantity=1,
            evidence={},
            monthly_difference_minor=40_00,
            funded_at=MIDDLE,
            **funded,
        ),
        Reading(service="ERP", measure="Days", month=MONTH, value=Decimal(4)),
    ]
    found = report(session, house, *rows)
    assert (found.results.cases, found.results.benefit) == (1, calder.usd("1000"))
    assert (found.results.offers, found.results.gained) == (1, calder.usd("480"))
    assert found.results.read == Tally(1, 3)
    assert [(each.code, each.count) for each in found.wanted] == [("cases", 1)]


def test_what_presses_is_told_apart_from_what_can_wait(session: Session, house: Catalog) -> None:
    pressing: dict[str, Any] = {"impact": 1, "urgency": 1}
    rows = [order(**pressing), order(impact=2, urgency=2), late(**pressing), order(), late(kind="task")]
    found = report(session, house, *rows)
    assert (found.priorities.first, found.priorities.rest) == (Tally(2, 3), Tally(1, 1))


def test_a_promise_that_nobody_can_keep_waits_for_a_decision(session: Session, house: Catalog) -> None:
    impact = Impact(
        rank=1,
        level=1,
        loss_per_hour=calder.usd("10"),
        rto_minutes=30,
        rpo_minutes=0,
        mtd_minutes=60,
        assessed_by="bo@calder.example",
        reviewed_on=date(2026, 1, 1),
    )
    slow = replace(house.services["DOC"], impact=impact, restore_minutes=45)
    found = report(session, calder.with_service(house, slow))
    assert found.priorities.impossible == ("Document signing",)
    assert [(each.code, each.count) for each in found.wanted] == [("impossible", 1)]


def test_an_order_that_waits_for_long_waits_for_a_decision(session: Session, house: Catalog) -> None:
    waits: dict[str, Any] = {"state": "approval", "done_at": None, "due_at": None, "commitment_minor": 70_00}
    found = report(session, house, order(**waits), order(**{**waits, "opened_at": NOW - timedelta(hours=1)}))
    assert [(each.code, each.count, each.amount) for each in found.wanted] == [
        ("approvals", 1, calder.usd("70"))
    ]
