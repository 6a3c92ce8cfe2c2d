"""The value report: every figure from rows, every unknown said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from sqlmodel import Session

from bot.customer.rating import Rating
from bot.customer.surveys import Survey
from bot.db import Database
from bot.money import Money
from bot.process.orders import Order
from bot.render import filters
from bot.settings import HOUSE
from bot.value.decisions import Decision, Gap
from bot.value.offers import Offer
from bot.value.period import Period, closed_month, of_month, rolling
from bot.value.report import ValueReport, report_on
from tests.value.calder import catalog, service, tier, usd, with_service
from tests.value.finance import value_report
from tests.value.test_spend import cost, subscribed, used, write_autumn

OCTOBER = of_month("2026-10", "America/Denver")
MID = datetime(2026, 10, 15, 16, 0, tzinfo=UTC)


def report(db: Database, now: datetime) -> ValueReport:
    with db.read() as session:
        return value_report(session, catalog(), "CC-500", "2026-10", now)


def order(state: str = "closed", *, unit: str = "CC-500", kind: str = "order", **given: Any) -> Order:
    whole: dict[str, Any] = {"person": "U0ANA", "service": "ERP", "opened_at": MID - timedelta(days=1)}
    return Order(state=state, unit=unit, kind=kind, **{**whole, **given})


def answer(number: int, score: int | None, **given: Any) -> Survey:
    whole = {
        "unit": "CC-500",
        "person": f"U9{number:04}",
        "service": "ERP",
        "sent_at": MID,
        "answered_at": MID,
    }
    return Survey(about=f"order:{number}", order_id=number, score=score, **{**whole, **given})


def offer(state: str, dollars: int = 40, shown_at: datetime = MID) -> Offer:
    return Offer(
        person="U0ANA",
        unit="CC-500",
        service="ERP",
        from_tier="Standard",
        to_tier="Extended hours",
        quantity=1,
        rule="out_of_hours",
        evidence={},
        monthly_difference_minor=dollars * 100,
        shown_at=shown_at,
        state=state,
    )


def test_a_month_begins_when_it_does_in_the_company() -> None:
    assert (
        Period("2026-10", datetime(2026, 10, 1, 6, 0, tzinfo=UTC), datetime(2026, 11, 1, 6, 0, tzinfo=UTC))
        == OCTOBER
    )
    assert of_month("2026-01", "America/Denver").before.month == "2025-12"


def test_the_closed_month_is_the_one_that_is_over_in_the_company() -> None:
    assert closed_month(datetime(2026, 11, 1, 5, 59, tzinfo=UTC), "America/Denver") == "2026-09"
    assert closed_month(datetime(2026, 11, 1, 6, 0, tzinfo=UTC), "America/Denver") == "2026-10"


def test_a_rolling_report_takes_the_last_four_weeks_and_the_closed_month(T0: datetime) -> None:
    assert rolling(T0, "America/Denver") == Period("2026-10", T0 - timedelta(days=28), T0)


def test_money_is_told_dearest_first(db: Database, T0: datetime) -> None:
    with db.session() as session:
        write_autumn(session)
    found = report(db, T0)
    assert (found.unit, found.unit_name, found.as_of) == ("CC-500", "Finance", T0)
    assert [line.spend.service for line in found.top] == ["ERP", "FIL"]
    assert (found.sum.cost, found.sum.plan, found.company_cost) == (usd("7550"), usd("6480"), usd("30300"))
    assert found.rest is None
    assert [line.outcome for line in found.got] == ["invoices leave the same day"] * 2


def test_beyond_six_services_the_rest_is_added_up(db: Database, T0: datetime) -> None:
    house = catalog()
    for letter in "ABCDEFG":
        house = with_service(
            house, service(f"S{letter}", letter, "cy", tiers=(tier(f"S{letter}", "Standard", 1, "10"),))
        )
    with db.session() as session:
        for index, letter in enumerate("ABCDEFG"):
            session.add(cost("2026-10", f"S{letter}", "labor", 100 + index))
            session.add(used("2026-10", "CC-500", f"S{letter}.Standard", "1"))
    with db.read() as session:
        found = value_report(session, house, "CC-500", "2026-10", T0)
    assert [line.spend.service for line in found.top] == ["SG", "SF", "SE", "SD", "SC", "SB"]
    assert found.rest
    assert (found.rest.services, found.rest.cost) == (1, usd("100"))


def test_in_time_counts_what_is_late_and_still_open(db: Database, T0: datetime) -> None:
    due = MID + timedelta(hours=8)
    with db.session() as session:
        session.add_all(
            [
                order(due_at=due, done_at=due),
                order(due_at=due, done_at=due + timedelta(minutes=1)),
                order("taken", due_at=due),
                order(done_at=MID),  # without a target
                order("cancelled", due_at=due),
                order("declined", due_at=due),
                order(due_at=OCTOBER.ends_at, done_at=OCTOBER.ends_at),  # November's
                order(unit="CC-100", due_at=due, done_at=due),
                order(kind="incident", done_at=due, out_of_hours=True),
                order(kind="incident", done_at=due),
                order(kind="incident", opened_at=OCTOBER.starts_at - timedelta(seconds=1)),
            ]
        )
    found = report(db, T0).work
    assert (found.in_time, found.due, found.done) == (1, 3, 5)
    assert (found.incidents, found.out_of_hours) == (2, 1)


def test_satisfaction_has_a_range_and_a_number_of_answers(db: Database, T0: datetime) -> None:
    with db.session() as session:
        session.add_all([answer(n, 5 if n < 42 else 2) for n in range(50)])
        september = MID - timedelta(days=30)
        session.add_all([answer(300 + n, None, answered_at=september, worth_it=n < 4) for n in range(50)])
        session.add_all([answer(100 + n, None, answered_at=None) for n in range(10)])
        session.add(answer(200, 1, answered_at=OCTOBER.ends_at))
    found = report(db, T0).feedback
    assert (found.asked, found.satisfied.n, found.worth_it.n) == (111, 50, 50)
    assert found.satisfied.value == pytest.approx(0.84)
    assert found.satisfied.low == pytest.approx(0.7149, abs=0.0001)
    assert found.satisfied.high == pytest.approx(0.9166, abs=0.0001)
    assert found.worth_it.value == pytest.approx(0.08)
    assert found.trend is None  # September was not measured


def test_fewer_than_five_answers_are_counted_but_not_shown(db: Database, T0: datetime) -> None:
    with db.session() as session:
        session.add_all([answer(n, 1) for n in range(4)])
    found = report(db, T0)
    assert found.feedback.satisfied == found.feedback.by_service["ERP"] == Rating(4)
    assert found.feedback.worth_it == Rating(0)
    assert found.decisions == ()


@pytest.mark.parametrize(
    ("before", "after", "answers", "trend"),
    [(46, 40, 50, "unclear"), (184, 160, 200, "down"), (160, 184, 200, "up")],
)
def test_a_change_that_could_be_chance_is_no_clear_change(
    db: Database, T0: datetime, before: int, after: int, answers: int, trend: str
) -> None:
    with db.session() as session:
        for n in range(answers):
            session.add(answer(n, 5 if n < after else 3))
            september = MID - timedelta(days=30)
            session.add(answer(1000 + n, 5 if n < before else 3, answered_at=september))
    assert report(db, T0).feedback.trend == trend


def test_offers_are_counted_from_shown_to_accepted(db: Database, T0: datetime) -> None:
    with db.session() as session:
        session.add_all(
            [offer(state) for state in ["accepted"] * 6 + ["declined"] * 22 + ["later"] * 7 + ["stopped"] * 5]
        )
    found = report(db, T0)
    assert (found.offers.shown, found.offers.waiting) == (40, 7)
    assert found.offers.accepted.value == pytest.approx(0.15)
    assert found.offers.accepted.low == pytest.approx(0.0706, abs=0.0001)
    assert found.decisions == (Decision("offers", count=7, amount=usd("280")),)


def waiting_approval(session: Session, opened_at: datetime) -> None:
    session.add(order("approval", commitment_minor=363_000, approver="U0BO", opened_at=opened_at))


def test_decisions_name_what_only_the_business_can_settle(db: Database, T0: datetime) -> None:
    with db.session() as session:
        write_autumn(session)
        waiting_approval(session, T0 - timedelta(days=2))
        waiting_approval(session, T0 - timedelta(days=1))  # young enough to wait
        session.add_all([answer(n, 5 if n < 4 else 1) for n in range(10)])
        session.add_all([answer(100 + n, 5 if n < 3 else 1, service="FIL") for n in range(5)])
        session.add_all([answer(200 + n, 5, service="DOC") for n in range(5)])
        session.add(offer("shown"))
    approvals, unhappy, over, offers = report(db, T0).decisions
    assert approvals == Decision(
        "approvals", count=1, amount=usd("3630"), since=T0 - timedelta(days=2), approver="U0BO"
    )
    assert unhappy.service == "Orders and finance"  # 4/10 from 17 %, FIL's 3/5 from 23 %
    assert over == Decision("over_plan", service="Orders and finance", amount=usd("1380"), cause="price")
    assert offers.kind == "offers"


def test_use_can_be_the_cause_of_being_over_plan(db: Database, T0: datetime) -> None:
    with db.session() as session:
        session.add_all(
            [
                cost("2026-10", "ERP", "labor", 5_000),
                used("2026-10", "CC-500", "ERP.Standard", "30"),
                subscribed("CC-500", "ERP.Standard", 20),
            ]
        )
    # plan 3,300; at 30 users 4,950: volume 1,650, price 50
    assert report(db, T0).decisions == (
        Decision("over_plan", service="Orders and finance", amount=usd("1700"), cause="volume"),
    )


def test_a_trifle_over_plan_is_not_worth_a_decision(db: Database, T0: datetime) -> None:
    with db.session() as session:
        session.add_all(
            [
                subscribed("CC-500", "ERP.Standard", 100),  # plan 16,500 and FIL's 62: 1 % is 165.62
                cost("2026-10", "FIL", "saas", 200),  # 138 over 62
                used("2026-10", "CC-500", "FIL.Standard", "1"),
                subscribed("CC-500", "FIL.Standard", 1),
            ]
        )
    assert report(db, T0).decisions == ()


def test_who_pays_by_the_rate_card_is_told_so(db: Database, T0: datetime) -> None:
    assert not report(db, T0).charged
    finance = replace(catalog().company.units["CC-500"], charge_mode="chargeback")
    paying = replace(catalog(), company=replace(catalog().company, units={"CC-500": finance}))
    with db.read() as session:
        assert value_report(session, paying, "CC-500", "2026-10", T0).charged


def test_a_service_that_left_the_catalog_keeps_its_key(db: Database, T0: datetime) -> None:
    with db.session() as session:
        session.add_all([answer(n, 1, service="FAX") for n in range(5)])
    (unhappy,) = report(db, T0).decisions
    assert unhappy.service == "FAX"


def test_gaps_are_said(db: Database, T0: datetime) -> None:
    with db.session() as session:
        write_autumn(session)
        session.add(subscribed("CC-500", "DOC.Standard", 2))
        session.add(used("2026-10", "CC-900", "DOC.Standard", "2"))
    assert report(db, T0).gaps == (
        Gap("unassigned", amount=usd("300")),
        Gap("no_usage", services=("Document signing",)),
    )
    with db.read() as session:
        it = report_on(session, catalog(), "CC-900", OCTOBER, T0)
    assert it.gaps[1] == Gap("unfunded", services=("Document signing",))


def test_an_empty_month_is_not_booked_and_not_measured(db: Database, T0: datetime) -> None:
    found = report(db, T0)
    assert found.gaps == (Gap("not_booked", month="2026-10"),)
    assert (found.sum.cost, found.feedback.satisfied, found.offers.accepted) == (
        usd("0"),
        Rating(0),
        Rating(0),
    )
    assert [source.rows for source in found.sources] == [0] * 5


def test_every_figure_has_its_source(db: Database, T0: datetime) -> None:
    with db.session() as session:
        write_autumn(session)
        session.add_all([order(sample=True), answer(1, 5), offer("shown")])
        before = MID - timedelta(days=60)  # in no figure of October
        session.add_all([order(opened_at=before, done_at=before), answer(2, 5, sent_at=before)])
        session.add(offer("accepted", shown_at=before))
    sources = {source.kind: (source.rows, source.sample) for source in report(db, T0).sources}
    assert sources == {
        "cost_lines": (5, False),
        "usage": (4, False),
        "orders": (1, True),
        "surveys": (1, False),
        "offers": (1, False),
    }


def test_a_unit_that_does_not_exist_is_an_error(db: Database, T0: datetime) -> None:
    with db.read() as session, pytest.raises(KeyError):
        value_report(session, catalog(), "CC-999", "2026-10", T0)


def test_what_made_the_difference_comes_to_the_difference_that_stands_before_it() -> None:
    templates = Environment(loader=FileSystemLoader(HOUSE / "templates"))
    templates.filters.update(filters.FILTERS)
    cost, plan = Money(13_815_60, "USD"), Money(13_913_00, "USD")
    sums = SimpleNamespace(cost=cost, plan=plan, volume=Money(-639_80, "USD"), price=Money(542_40, "USD"))
    said = templates.get_template("reports/_figures.j2").module
    assert said.difference(sums) == "$97 under plan"  # type: ignore[attr-defined]
    assert said.why(sums).startswith("-$640 because less was used than planned, +$543 because")  # type: ignore[attr-defined]
