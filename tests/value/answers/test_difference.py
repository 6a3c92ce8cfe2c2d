"""What one level costs more than another at T0, every figure worked out by hand."""

from datetime import date

import pytest

from bot.catalog import Catalog, spans
from bot.catalog.aspects import Asked
from bot.cost import subscriptions
from bot.db import Database
from bot.money import Money
from bot.value.answers import Asker, Topic, entry
from bot.value.answers.difference import DifferenceAnswer, difference
from bot.value.answers.price import Over
from tests.conftest import T0


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def of(
    db: Database,
    catalog: Catalog,
    key: str,
    levels: tuple[str, str],
    text: str,
    *,
    quantity: int | None = None,
    unit: str | None = "CC-500",
) -> DifferenceAnswer:
    asked = Asked(text, "price", quantity=quantity, span=spans.read(text), claim="open")
    topic = Topic(asked, "difference", key, levels[0], other=levels[1])
    asker = Asker("U0ANA", None, catalog.company.units.get(unit or ""), "America/Denver", T0)
    service = catalog.service(key)
    with db.session() as session:
        subscriptions.take_from_plan(session, catalog, date(2026, 7, 1))
        known = entry(session, catalog, service, asker)
        found = difference(session, catalog, service, topic, asker, known)
    assert isinstance(found, DifferenceAnswer)
    return found


ERP, CRM, COL = ("Extended hours", "Standard"), ("Premium", "Standard"), ("Plus", "Standard")


def test_for_so_many_it_is_that_many(db: Database, sample_catalog: Catalog) -> None:
    found = of(db, sample_catalog, "DEV", ("Performance", "Standard"), "instead of", quantity=3)

    assert (found.more, found.quantity, found.all_held) == (usd("32"), 3, False)
    assert (found.over, found.more_over) == (None, None)


@pytest.mark.parametrize("text", ["for all of us", "for everyone", "all our users", "for the whole team"])
def test_for_all_it_is_what_the_unit_has(db: Database, sample_catalog: Catalog, text: str) -> None:
    """Finance has 34 named users on Standard."""
    found = of(db, sample_catalog, "ERP", ERP, text)

    assert (found.quantity, found.all_held) == (34, True)
    assert (found.first.together, found.other.together) == (usd("6970"), usd("5610"))


def test_who_has_it_already_does_not_pay_more(db: Database, sample_catalog: Catalog) -> None:
    """Finance has 31 people on Standard and 4 on Plus."""
    assert of(db, sample_catalog, "COL", COL, "for all of us").quantity == 31


def test_between_levels_that_it_does_not_have_it_is_for_all(db: Database, sample_catalog: Catalog) -> None:
    found = of(db, sample_catalog, "ERP", ("Quarter-end care", "Extended hours"), "for all of us")

    assert (found.quantity, found.all_held) == (34, True)


def test_without_any_all_are_nobody(db: Database, sample_catalog: Catalog) -> None:
    found = of(db, sample_catalog, "ERP", ERP, "for all of us", unit=None)

    assert (found.quantity, found.all_held) == (None, False)


@pytest.mark.parametrize(("quantity", "more"), [(10, "1680"), (None, "168")])
def test_where_a_year_is_asked_it_is_that_of_twelve_months(
    db: Database, sample_catalog: Catalog, quantity: int | None, more: str
) -> None:
    found = of(db, sample_catalog, "CRM", CRM, "per year", quantity=quantity)

    assert found.over == Over(date(2026, 12, 1), date(2027, 11, 30), is_year=True)
    assert found.more_over == usd(more)


def test_a_year_for_all_is_for_all(db: Database, sample_catalog: Catalog) -> None:
    assert of(db, sample_catalog, "ERP", ERP, "per year for all of us").more_over == usd("16320")


def test_announced_prices_count(db: Database, sample_catalog: Catalog) -> None:
    """A seat of the contact center is 85.00, and 88.00 from January on; one of Phone 12.00."""
    levels = ("Contact center", "Phone")

    assert of(db, sample_catalog, "CAL", levels, "").more == usd("73")
    found = of(db, sample_catalog, "CAL", levels, "from january")
    assert (found.more, found.begins) == (usd("76"), date(2027, 1, 1))
    assert of(db, sample_catalog, "CAL", levels, "per year").more_over == usd("909")  # 73 + 11 x 76
