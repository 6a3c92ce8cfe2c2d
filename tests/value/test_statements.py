"""Statements: a closed month drawn for every unit once, to the cent, with the prices of that month."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.catalog import Catalog
from bot.cost.lines import CostLine
from bot.cost.unit_cost import prices_of, showback
from bot.db import Database
from bot.money import Money
from bot.value import spend, statements, statements_money, statements_page
from bot.value.statements import Charge, Statement
from tests.value.calder import catalog, usd
from tests.value.test_spend import cost, used, write_autumn

NOW = datetime(2026, 11, 9, 13, tzinfo=UTC)


@pytest.fixture
def drawn(db: Database) -> Iterator[Session]:
    with db.session() as session:
        write_autumn(session)
        session.add(used("2026-10", "CC-500", "ERP.Extended hours", "2"))
        statements.draw(session, catalog(), "2026-09", NOW)
        statements.draw(session, catalog(), "2026-10", NOW)
        yield session


def of(session: Session, unit: str, month: str = "2026-10") -> Statement:
    found = statements.of_unit(session, unit, month)
    assert found is not None
    return found


def test_every_unit_has_one_statement_of_a_month_however_often_it_is_drawn(drawn: Session) -> None:
    again = statements.draw(drawn, catalog(), "2026-10", NOW)
    units = drawn.exec(select(Statement.unit).where(Statement.month == "2026-10")).all()
    assert again == []
    assert sorted(units) == ["CC-100", "CC-500", "CC-900"]


def test_charges_keep_units_price_and_cost_of_their_month(drawn: Session) -> None:
    extended, erp, files = statements.charges_of(drawn, of(drawn, "CC-500"))
    assert (erp.tier, erp.quantity, erp.unit_price) == ("Standard", Decimal(30), Decimal(165))
    assert (extended.quantity, extended.unit_price) == (Decimal(2), Decimal(205))
    assert (erp.minor, extended.minor) == (4950_00, 410_00)
    # 30 x 165 and 2 x 205 of 110 x 165 more: 4950 and 410 of 23510 parts carry 28,000.
    assert (erp.cost_minor, extended.cost_minor) == (589537, 48830)
    assert files.minor == 620_00


def test_a_unit_without_use_has_a_statement_that_nobody_is_sent(drawn: Session) -> None:
    every = list(drawn.exec(select(Statement).where(Statement.month == "2026-10")))
    assert sorted(each.unit for each in statements.charged(drawn, every)) == ["CC-100", "CC-500"]


def test_what_units_are_shown_adds_up_to_what_services_cost(drawn: Session) -> None:
    both = of(drawn, "CC-100").minor + of(drawn, "CC-500").minor
    assert both == 28_000_00 + 2_000_00


def test_the_page_says_what_was_got_its_unit_cost_price_and_why_it_changed(drawn: Session) -> None:
    page = statements_page.of(drawn, catalog(), "CC-500", "2026-10", NOW)
    assert page is not None
    erp, _ = page.lines
    assert (erp.name, erp.outcome) == ("Orders and finance", "invoices leave the same day")
    assert erp.used == Decimal(32)
    assert erp.amount == usd("6383.67")
    assert erp.unit_cost == usd("199.49")
    assert erp.prices == (usd("165"), usd("205"))
    assert page.amount == usd("7933.67")
    assert page.change == usd("3933.67")  # September: 20 of 70 users' 14,000
    (most, _) = page.causes
    assert (most.service, most.volume, most.price) == (erp.name, usd("2400"), usd("-16.33"))
    assert sum(cause.change.minor for cause in page.causes) == page.change.minor
    assert [(each.kind, each.service) for each in page.decisions] == [("over_plan", erp.name)]
    assert page.closed is None
    assert page.notes[0].rows == 5


def test_the_month_before_without_figures_is_not_measured(drawn: Session) -> None:
    page = statements_page.of(drawn, catalog(), "CC-500", "2026-09", NOW)
    assert page is not None
    assert (page.amount, page.change, page.causes) == (usd("4000"), None, ())


def test_a_price_that_changes_later_leaves_a_statement_as_it_was(drawn: Session) -> None:
    before = statements.charges_of(drawn, of(drawn, "CC-500"))
    drawn.add(cost("2026-10", "ERP", "labor", 5_000))
    page = statements_page.of(drawn, catalog(), "CC-500", "2026-10", NOW)
    assert page is not None
    assert page.amount == usd("7933.67")
    assert statements.charges_of(drawn, of(drawn, "CC-500")) == before


def test_a_month_without_cost_charges_the_price_and_shows_no_cost(db: Database) -> None:
    with db.session() as session:
        session.add(used("2026-10", "CC-500", "ERP.Standard", "30"))
        statements.draw(session, catalog(), "2026-10", NOW)
        (charge,) = session.exec(select(Charge))
        page = statements_page.of(session, catalog(), "CC-500", "2026-10", NOW)
    assert (charge.minor, charge.cost_minor) == (4950_00, None)
    assert page is not None
    assert (page.amount, page.lines[0].unit_cost) == (None, None)


def test_the_month_in_money_is_that_of_the_report(drawn: Session) -> None:
    mine = of(drawn, "CC-500")
    stored = statements_money.of(drawn, catalog(), mine, statements.charges_of(drawn, mine))
    drawn_now = spend.of_unit(drawn, catalog(), "CC-500", "2026-10")
    services = tuple(replace(line, last_cost=None, last_unit_cost=None) for line in drawn_now.services)
    assert stored == replace(drawn_now, services=services)


quantities = st.dictionaries(
    st.tuples(
        st.sampled_from(["CC-100", "CC-500", "CC-900"]), st.sampled_from(["Standard", "Extended hours"])
    ),
    st.decimals("0.01", "5000", places=2),
    min_size=1,
)


@given(quantities, st.integers(0, 10**12))
def test_no_cent_is_lost_between_units_and_their_levels(
    some: dict[tuple[str, str], Decimal], minor: int
) -> None:
    by_unit: dict[str, dict[str, Decimal]] = {}
    for (unit, tier), quantity in some.items():
        by_unit.setdefault(unit, {})[tier] = quantity
    assert sum(levels_of(catalog(), by_unit, minor)) == minor


def levels_of(house: Catalog, by_unit: dict[str, dict[str, Decimal]], minor: int) -> Iterator[int]:
    prices = prices_of(house.services["ERP"], "2026-10")
    shown = showback(Money(minor, "USD"), by_unit, prices)
    for unit, levels in by_unit.items():
        yield from (each.minor for each in statements.by_level(shown[unit], levels, prices).values())


levels = st.sampled_from(["Standard", "Extended hours", "Gone"])


@given(st.dictionaries(levels, st.decimals("-50", "50", places=2), min_size=1), st.integers(0, 10**9))
def test_no_cent_is_lost_where_some_was_given_back_or_has_no_price(
    some: dict[str, Decimal], minor: int
) -> None:
    prices = prices_of(catalog().services["ERP"], "2026-10")
    assert (
        sum(each.minor for each in statements.by_level(Money(minor, "USD"), some, prices).values()) == minor
    )


def test_lines_and_use_of_other_units_are_in_nobody_elses_statement(drawn: Session) -> None:
    drawn.add(used("2026-10", "CC-900", "ERP.Standard", "1"))
    drawn.add(CostLine(month="2026-11", service="ERP", category="labor", minor=1))
    assert statements.charges_of(drawn, of(drawn, "CC-900")) == []
