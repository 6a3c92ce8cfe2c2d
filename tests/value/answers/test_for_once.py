"""What it costs to keep a service open for once, at T0, each price worked out by hand."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.catalog import Catalog, figures, moments
from bot.catalog.aspects import Asked
from bot.catalog.forms import OneOffHours
from bot.cost import subscriptions
from bot.db import Database
from bot.money import Money
from bot.value import longer
from bot.value.answers import Asker, Topic, entry
from bot.value.answers.for_once import LongerHours, longer_hours
from tests.conftest import T0


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def of(
    catalog: Catalog,
    words: str,
    key: str = "ERP",
    tier: str | None = None,
    db: Database | None = None,
    unit: str | None = None,
    now: datetime = T0,
) -> LongerHours:
    asked = Asked(words, "price", moment=moments.read(words), hours=figures.hours(words), longer=True)
    topic = Topic(asked, "extend", key, tier)
    asker = Asker("U0BO", None, catalog.company.units.get(unit or ""), "America/Denver", now)
    service = catalog.service(key)
    if db is None:
        return longer_hours(None, catalog, service, topic, asker, entry(None, catalog, service, asker))
    with db.session() as session:
        subscriptions.take_from_plan(session, catalog, T0.date().replace(month=7, day=1))
        return longer_hours(session, catalog, service, topic, asker, entry(session, catalog, service, asker))


@pytest.mark.parametrize(
    ("words", "hours", "price"),
    [
        ("tuesday until 8pm", 1, "60"),
        ("tuesday until 8", 1, "60"),
        ("tuesday until 8:20pm", 2, "120"),  # an hour begun is paid
        ("saturday from 9am to 1pm", 4, "240"),
        ("wednesday at 10pm", 4, "240"),  # from 19:00 on, and an hour at that time
        ("thanksgiving from 9am to 11am", 2, "120"),
        ("tonight until 1am", 6, "360"),  # from 19:00 on
        ("tomorrow until 2am", 7, "420"),
        ("wednesday till 1 in the morning", 6, "360"),
        ("wednesday until 12am", 5, "300"),
    ],
)
def test_each_hour_begun_beside_the_level_is_paid(
    sample_catalog: Catalog, words: str, hours: int, price: str
) -> None:
    once = of(sample_catalog, words).once

    assert once is not None
    assert (once.hours, once.price) == (hours, usd(price))


def test_until_after_midnight_is_the_night_after_the_day(sample_catalog: Catalog) -> None:
    once = of(sample_catalog, "wednesday until 1am").once

    assert once is not None
    assert (once.span.begins.on.isoformat(), once.span.begins.at) == ("2026-11-25", "19:00")
    assert (once.span.until and once.span.until.on.isoformat()) == "2026-11-26"


def test_the_units_own_level_counts(db: Database, sample_catalog: Catalog) -> None:
    """The Contact Center has Extended hours, every day until 22:00."""
    found = of(sample_catalog, "saturday from 5pm to 11pm", db=db, unit="CC-300")

    assert found.promise is not None
    assert (found.promise.level, found.unit_name) == ("Extended hours", "Contact Center")
    assert found.once is not None
    assert found.once.price == usd("60")


def test_of_two_levels_of_which_it_has_as_many_the_price_told_is_the_forms(
    db: Database, sample_catalog: Catalog
) -> None:
    """Finance has 34 units of Standard by plan, and now as many of Extended hours."""
    company = sample_catalog.company
    with db.session() as session:
        subscriptions.take_from_plan(session, sample_catalog, T0.date().replace(month=7, day=1))
        subscriptions.start(
            session,
            unit="CC-500",
            service="ERP",
            tier="Extended hours",
            quantity=34,
            unit_price=Decimal(190),
            starts_on=T0.date(),
            order_id=1,
        )
        erp, finance = sample_catalog.service("ERP"), company.units["CC-500"]
        charged = longer.level_of(session, sample_catalog, finance, erp, T0).name
    found = of(sample_catalog, "saturday from 9am to 1pm", db=db, unit="CC-500")

    assert found.level is not None
    assert (found.level.name, charged) == ("Standard", "Standard")


def test_the_level_that_would_be_open_then_is_named_with_what_it_costs_more(sample_catalog: Catalog) -> None:
    once = of(sample_catalog, "saturday from 9am to 1pm", tier="Standard").once

    assert once is not None
    assert (once.wider, once.more) == ("Extended hours", usd("40"))


def test_of_several_days_it_begins_with_the_first_that_is_not_covered(sample_catalog: Catalog) -> None:
    found = of(sample_catalog, "fri and sat from 9am to 1pm")

    assert [each.on.day for each in found.when] == [27, 28]
    assert found.first.on.day == 28
    assert found.once is not None
    assert found.once.price == usd("240")
    assert not found.covered
    assert of(sample_catalog, "mon-wed from 9am to 11am").covered
    assert not of(sample_catalog, "friday or saturday", "DOC").covered


def test_what_has_passed_has_no_price(sample_catalog: Catalog) -> None:
    found = of(sample_catalog, "saturday 21 november 2026 at 9am")

    assert found.promise is None
    assert not found.covered


def test_what_is_open_anyway_is_covered(sample_catalog: Catalog) -> None:
    assert of(sample_catalog, "tuesday from 9am to 11am").covered
    assert of(sample_catalog, "sunday", "WEB").covered
    assert not of(sample_catalog, "sunday").covered
    assert of(sample_catalog, "saturday until 9pm", tier="Extended hours").covered


def test_a_day_without_a_time_is_paid_by_the_hour(sample_catalog: Catalog) -> None:
    found = of(sample_catalog, "sunday")

    assert found.once is None
    assert found.each == usd("60")


@pytest.mark.parametrize(("terms", "each"), [(None, None), (OneOffHours(usd("0")), usd("0"))])
def test_a_price_that_nobody_set_is_not_nothing(
    sample_catalog: Catalog, terms: OneOffHours | None, each: Money | None
) -> None:
    erp = replace(sample_catalog.service("ERP"), one_off_hours=terms)
    catalog = replace(sample_catalog, services={**sample_catalog.services, "ERP": erp})
    found = of(catalog, "tuesday until 8pm")

    assert found.once is not None
    assert (found.each, found.once.price) == (each, each)


def test_what_is_nobodys_to_order_has_no_price(sample_catalog: Catalog) -> None:
    found = of(sample_catalog, "tuesday until 8pm", "DB")

    assert found.promise is None
    assert found.once is None


@pytest.mark.parametrize(
    ("words", "begins", "until", "price"),
    [
        ("3 extra hours tonight", "19:00", "22:00", "180"),  # from when it closes
        ("2h on tuesday", "19:00", "21:00", "120"),
        ("2h on sunday", "08:00", "10:00", "120"),
        ("2h on saturday morning", "06:00", "08:00", "120"),
        ("saturday from 9 for 2 hours", "09:00", "11:00", "120"),
        ("2 hours until 10pm tuesday", "19:00", "22:00", "180"),  # until when goes before how long
        ("saturday 9-1 for 30 hours", "09:00", "13:00", "240"),
    ],
)
def test_so_many_hours_are_counted_from_when_it_is_closed(
    sample_catalog: Catalog, words: str, begins: str, until: str, price: str
) -> None:
    once = of(sample_catalog, words).once

    assert once is not None
    assert (once.span.begins.at, once.span.until and once.span.until.at) == (begins, until)
    assert once.price == usd(price)


def test_so_many_hours_begin_now_where_it_has_closed(sample_catalog: Catalog) -> None:
    once = of(sample_catalog, "3 hours tonight", now=T0 + timedelta(hours=11, minutes=30)).once

    assert once is not None
    assert (once.span.begins.at, once.price) == ("20:30", usd("180"))


def test_so_many_hours_of_what_never_closes_are_covered(sample_catalog: Catalog) -> None:
    assert of(sample_catalog, "3 hours tonight", "WEB").covered


def test_so_many_hours_on_several_days_are_of_the_first(sample_catalog: Catalog) -> None:
    found = of(sample_catalog, "2 hours on saturday and sunday")

    assert [each.on.day for each in found.when] == [28, 29]
    assert found.once is not None
    assert found.once.price == usd("120")


def test_what_has_passed_is_not_paid(sample_catalog: Catalog) -> None:
    found = of(sample_catalog, "tonight until 10pm", now=T0 + timedelta(hours=11, minutes=30))

    assert found.once is not None
    assert found.once.price == usd("120")  # half past eight until ten
