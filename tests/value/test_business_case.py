"""What another level would bring and what staying costs, counted from rows only."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost.subscriptions import Subscription
from bot.db import Database
from bot.money import Money
from bot.value import business_case, lost_time
from bot.value.business_case import Benefits, Nothing
from tests.conftest import T0
from tests.value.finance import incident, move_in

MONDAY = datetime.fromisoformat("2026-11-16T16:00+00:00")  # 9:00 in Denver
USERS = 34  # of Finance; 10 named users of Finance's are in the plan


@pytest.fixture
def catalog(sample_catalog: Catalog) -> Catalog:
    """Return the sample company in which an hour of a colleague costs 45, a quarter of it lost while waiting."""
    worth = replace(sample_catalog.company.worth, hour=usd("45"))
    return replace(sample_catalog, company=replace(sample_catalog.company, worth=worth))


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def benefits(
    session: Session,
    catalog: Catalog,
    quantity: int = USERS,
    to_tier: str = "Extended hours",
    service: str = "ERP",
) -> Benefits | None:
    return business_case.benefit_of(session, catalog, "CC-500", service, "Standard", to_tier, quantity, T0)


def line(found: Benefits | None, kind: str) -> Any:
    return next((each for each in found.lines if each.kind == kind), None) if found else None


def broke(session: Session, hours: int, **given: Any) -> None:
    """Let ERP have been broken for Ana from Monday 9:00 for so many hours by the clock on the wall."""
    session.add(incident(MONDAY, done_at=MONDAY + timedelta(hours=hours), **given))
    session.flush()


def alone(session: Session, quantity: int) -> None:
    """Let Finance alone have ERP."""
    session.add(
        Subscription(
            unit="CC-500",
            service="ERP",
            tier="Standard",
            quantity=quantity,
            unit_price=Decimal(165),
            starts_on=T0.date() - timedelta(days=400),
        )
    )
    session.flush()


def test_downtime_is_what_may_be_down_less_at_the_loss_that_the_business_said(
    db: Database, catalog: Catalog
) -> None:
    with db.session() as session:
        alone(session, USERS)
        found = line(benefits(session, catalog), "downtime")
    agreed = Fraction(catalog.tier("ERP", "Standard").hours.minutes_between(T0 - timedelta(days=365), T0), 60)
    assert agreed == 12 * 256 + 2  # 256 working days of 12 hours, and two of today
    assert found.yearly == usd("2400") * (agreed * Fraction("0.002"))
    assert found.facts["per_hour"] == usd("2400")
    assert (found.facts["users"], found.facts["of_users"]) == (USERS, USERS)


def test_of_the_loss_of_everybody_only_the_part_of_those_who_move_counts(
    db: Database, catalog: Catalog
) -> None:
    with db.session() as session:
        alone(session, 4 * USERS)
        quarter = line(benefits(session, catalog), "downtime").yearly
        whole = line(benefits(session, catalog, 4 * USERS), "downtime").yearly
    assert quarter == usd("3688.80")
    assert whole == usd("14755.20")


def test_what_was_over_before_the_higher_level_promises_gains_nothing(db: Database, catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, catalog)
        broke(session, hours=30, impact=4, urgency=1)
        assert line(benefits(session, catalog), "response") is None


@pytest.mark.parametrize(
    ("impact", "hours"),
    [
        (4, 13),  # promised by Wednesday 17:00 and by Tuesday 17:00: 5 h and a working day of 8
        (3, 7 * USERS),  # by Tuesday 13:00 and by Monday 21:00: 1 h, and 6 of the hours of today, for each
    ],
    ids=["one person", "everybody in the unit"],
)
def test_help_comes_sooner_by_what_the_higher_level_promises(
    db: Database, catalog: Catalog, impact: int, hours: int
) -> None:
    with db.session() as session:
        move_in(session, catalog)
        broke(session, hours=24 * 14, impact=impact, urgency=1)
        found = line(benefits(session, catalog), "response")
    assert (found.facts["incidents"], found.facts["hours"]) == (1, hours)
    assert found.yearly == usd("45") * Fraction(hours, 4)


def test_what_stopped_everybody_is_downtime_and_not_counted_twice(db: Database, catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, catalog)
        broke(session, hours=24 * 14, impact=1, urgency=1)
        assert line(benefits(session, catalog), "response") is None


def test_a_missed_promise_of_today_is_no_reason_to_pay_more(db: Database, catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, catalog)
        broke(session, hours=24 * 10, impact=4, urgency=1)
        late = line(benefits(session, catalog), "response").facts["hours"]
    with db.session() as session:
        broke(session, hours=24 * 6, impact=4, urgency=1)
        both = line(benefits(session, catalog), "response").facts["hours"]
    assert both == 2 * late  # however much later than promised


def test_without_what_an_hour_is_worth_lost_time_stays_time(db: Database, sample_catalog: Catalog) -> None:
    worth = replace(sample_catalog.company.worth, hour=None)
    poor = replace(sample_catalog, company=replace(sample_catalog.company, worth=worth))
    with db.session() as session:
        move_in(session, poor)
        broke(session, hours=24 * 14, impact=4, urgency=1)
        assert line(benefits(session, poor), "response") is None


@pytest.mark.parametrize("service", ["FIL", "NONE"], ids=["no impact assessed", "no such service"])
def test_where_rows_show_nothing_there_is_no_benefit(db: Database, catalog: Catalog, service: str) -> None:
    with db.session() as session:
        move_in(session, catalog)
        assert benefits(session, catalog, to_tier="Standard", service=service) is None


def nothing(session: Session, catalog: Catalog) -> Nothing:
    unit, service = catalog.company.units["CC-500"], catalog.service("ERP")
    tier = service.tier("Standard")
    return business_case.doing_nothing(session, catalog, unit, service, tier, USERS, T0)


def test_doing_nothing_costs_what_was_lost_in_12_months(db: Database, catalog: Catalog) -> None:
    with db.session() as session:
        alone(session, USERS)
        broke(session, hours=2, impact=1, urgency=1, unit="CC-100")  # everybody stood still, Finance too
        broke(session, hours=4, impact=4, urgency=3, due_at=MONDAY + timedelta(hours=3))
        broke(session, hours=4, impact=4, urgency=3, unit="CC-100")
        session.add(incident(T0 - timedelta(days=366), done_at=T0))
        session.flush()
        found = nothing(session, catalog)
    assert (found.incidents, found.missed) == (1, 1)
    assert found.down == 2
    assert found.hours == 4
    assert found.lost == usd("2400") * 2 + usd("45")


def test_nothing_that_happened_costs_nothing(db: Database, catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, catalog)
        found = nothing(session, catalog)
    assert found.incidents == found.down == 0
    assert found.lost == usd("0")


def test_of_very_many_incidents_the_latest_are_counted_and_the_days_say_so(
    db: Database, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost_time, "MOST", 3)
    with db.session() as session:
        move_in(session, catalog)
        days = [T0 - timedelta(days=each) for each in range(1, 6)]
        session.add_all([incident(at, impact=4, urgency=3, done_at=at + timedelta(hours=1)) for at in days])
        session.flush()
        found = nothing(session, catalog)
    assert found.incidents == 3
    assert (found.since, found.until) == (days[2].date(), T0.date())
