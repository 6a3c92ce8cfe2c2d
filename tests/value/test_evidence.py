"""A need is what the rows show: enough of it, lately, and only where the higher level would help."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import Catalog
from bot.db import Database
from bot.process.orders import Order
from bot.value.evidence import Holding, need, quota
from tests.conftest import T0
from tests.value.finance import MIDDAY, MIDNIGHT, incident, incidents, move_in, needs, saturdays, used


def test_three_incidents_outside_the_hours_show_a_need(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        incidents(session, saturdays(2))
        incidents(session, saturdays(1), person="U0BO")
        (need,) = needs(session, sample_catalog)

    assert (need.rule, need.unit, need.service) == ("out_of_hours", "CC-500", "ERP")
    assert (need.from_tier, need.to_tier) == ("Standard", "Extended hours")
    assert need.person == "U0ANA"
    assert need.evidence == {
        "incidents": 3,
        "covered": 3,
        "people": 2,
        "since": date(2026, 8, 25),
        "until": date(2026, 11, 23),
    }


def test_where_a_unit_has_one_level_all_its_units_move(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        incidents(session, saturdays(3))
        (need,) = needs(session, sample_catalog)

    assert need.quantity == sample_catalog.company.units["CC-500"].plan["ERP.Standard"]


def test_where_levels_mix_only_those_who_were_hit_move(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        incidents(session, saturdays(3), service="COL")
        incidents(session, saturdays(1), service="COL", person="U0BO")
        (need,) = needs(session, sample_catalog)

    assert (need.to_tier, need.quantity) == ("Plus", 2)


def test_what_the_higher_level_would_not_cover_does_not_count(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        incidents(session, [*saturdays(2), MIDNIGHT, MIDNIGHT])
        assert needs(session, sample_catalog) == []

        incidents(session, saturdays(1))
        (need,) = needs(session, sample_catalog)
        assert (need.evidence["incidents"], need.evidence["covered"]) == (5, 3)


@pytest.mark.parametrize(
    "others",
    [
        [incident(MIDDAY)],
        [incident(saturdays(1)[0], unit="CC-100")],
        [incident(saturdays(1)[0], tier="Extended hours")],
        [incident(saturdays(1)[0], kind="question")],
        [incident(saturdays(1)[0] - timedelta(days=91))],
    ],
)
def test_what_else_does_not_count(db: Database, sample_catalog: Catalog, others: list[Order]) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        incidents(session, saturdays(2))
        session.add_all(Order(**other.model_dump()) for other in others)
        session.flush()
        assert needs(session, sample_catalog) == []


def test_ninety_percent_of_the_quota_shows_a_need(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        used(session, "3.6")
        (need,) = needs(session, sample_catalog)

    assert (need.rule, need.service, need.from_tier, need.to_tier) == ("quota", "FIL", "Standard", "Standard")
    assert (need.quantity, need.person) == (1, None)
    assert need.evidence == {
        "used": Decimal("3.6"),
        "quota": 4,
        "share": Decimal("0.9"),
        "since": date(2026, 10, 1),
        "until": date(2026, 10, 31),
    }


@pytest.mark.parametrize(("amount", "month"), [("3.59", "2026-10"), ("4", "2026-09"), ("4", "2026-11")])
def test_less_use_or_another_month_shows_none(
    db: Database, sample_catalog: Catalog, amount: str, month: str
) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        used(session, amount, month)
        assert needs(session, sample_catalog) == []


def test_seats_that_people_hold_are_no_quota(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        used(session, "34", service="ERP")
        assert needs(session, sample_catalog) == []


def test_incidents_come_before_quotas_and_the_stronger_first(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        used(session, "4")
        incidents(session, saturdays(3), service="COL")
        incidents(session, saturdays(4))
        found = needs(session, sample_catalog)

    assert [(need.rule, need.service) for need in found] == [
        ("out_of_hours", "ERP"),
        ("out_of_hours", "COL"),
        ("quota", "FIL"),
    ]


@given(st.integers(1, 500), st.fractions(0, 3, max_denominator=50))
def test_a_quota_offer_brings_the_same_use_down_to_eighty_percent(
    sample_catalog: Catalog, held: int, full: Fraction
) -> None:
    service = sample_catalog.service("FIL")
    holding = Holding("CC-500", service, service.tier("Standard"), held)
    amount = Decimal(full.numerator) * held / full.denominator
    found = quota.of(sample_catalog.rules["quota"], holding, amount, date(2026, 10, 1))

    assert (found is not None) == (Fraction(amount) / held >= Fraction(9, 10))
    if found is not None:
        assert found.quantity >= 1
        assert Fraction(amount) / (held + found.quantity) <= Fraction(8, 10)
        assert Fraction(amount) / (held + found.quantity - 1) > Fraction(8, 10)


def test_the_last_full_month() -> None:
    assert need.month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    assert need.month_before(T0.date()) == date(2026, 10, 1)
