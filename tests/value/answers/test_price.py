"""What something costs at T0, every figure worked out by hand."""

from dataclasses import replace
from datetime import date

import pytest

from bot.catalog import Catalog, spans
from bot.catalog.aspects import Asked
from bot.catalog.service import PriceFrom
from bot.cost import subscriptions
from bot.db import Database
from bot.money import Money
from bot.value.answers import Asker, Topic, entry
from bot.value.answers.price import Over, PriceAnswer, holdings, price, units_asked
from tests.conftest import T0

DENVER = "America/Denver"


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def of(db: Database | None, catalog: Catalog, key: str, unit: str | None, **said: object) -> PriceAnswer:
    tier = said.pop("tier", None)
    asked = Asked(**{"text": "", **said}, aspect="price")  # type: ignore[arg-type]
    topic = Topic(asked, "price", key, tier)  # type: ignore[arg-type]
    asker = Asker("U0ANA", None, catalog.company.units.get(unit or ""), DENVER, T0)
    service = catalog.service(key)
    if db is None:
        return price(None, catalog, service, topic, asker, entry(None, catalog, service, asker))
    with db.session() as session:
        subscriptions.take_from_plan(session, catalog, date(2026, 7, 1))
        return price(session, catalog, service, topic, asker, entry(session, catalog, service, asker))


def test_so_many_on_a_level_are_price_times_quantity(sample_catalog: Catalog) -> None:
    found = of(None, sample_catalog, "COL", None, tier="Plus", quantity=40)

    assert found.chosen
    assert found.sums[0].together == usd("1840.00")
    assert found.change is None
    # 23 to 30 November is 8 of 30 days, then 7 whole months: 1840 x (7 + 8/30)
    assert found.sums[0].until_last_day == usd("13370.67")
    assert found.last_day == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("key", "text", "said", "quantity"),
    [
        ("POS", "the till for 34 of us", 34, None),
        ("POS", "2 sites for 34 people", 2, 2),
        ("CRM", "crm for 34 people", 34, 34),
        ("DEV", "laptops for forty colleagues", 40, 40),
    ],
)
def test_people_are_counted_as_units_where_each_has_one(
    sample_catalog: Catalog, key: str, text: str, said: int, quantity: int | None
) -> None:
    assert of(None, sample_catalog, key, None, text=text, quantity=said).quantity == quantity


def test_beside_what_the_unit_has(db: Database, sample_catalog: Catalog) -> None:
    """Finance has 31 people on Standard (31.00) and 4 on Plus (46.00): 1,145.00."""
    found = of(db, sample_catalog, "COL", "CC-500", tier="Plus", quantity=40)

    assert {(held.level, held.quantity) for held in found.holdings} == {("Standard", 31), ("Plus", 4)}
    assert found.holdings_together == usd("1145.00")
    assert found.change == usd("695.00")


@pytest.mark.parametrize(
    ("text", "besides"),
    [
        ("how much for 3 more erp users", True),
        ("3 erp users more", True),
        ("another 3 erp users", True),
        ("three additional erp seats", True),
        ("3 payroll users more, in erp", True),
        ("is 3 erp users more expensive", False),
        ("do 3 erp users cost more", False),
        ("how much more is erp for 3", False),
    ],
)
def test_more_are_beside_what_the_unit_has(
    db: Database, sample_catalog: Catalog, text: str, besides: bool
) -> None:
    """Finance has 34 named users on Standard (165.00): 5,610.00."""
    found = of(db, sample_catalog, "ERP", "CC-500", quantity=3, text=text)

    assert found.change == (usd("495.00") if besides else usd("-5115.00"))
    assert found.in_all == (37 if besides else None)


def test_without_a_level_it_is_the_units_own(db: Database, sample_catalog: Catalog) -> None:
    found = of(db, sample_catalog, "ERP", "CC-300", quantity=10)

    assert (found.sums[0].level, found.sums[0].together) == ("Extended hours", usd("2050.00"))
    assert found.change == usd("2050.00") - usd("205") * 30


def test_for_a_stranger_each_level_is_told(sample_catalog: Catalog) -> None:
    found = of(None, sample_catalog, "ERP", None, quantity=10)

    assert not found.chosen
    assert [each.together for each in found.sums] == [usd("1650"), usd("2050"), usd("2600")]


def test_what_is_paid_by_the_piece_has_no_months(db: Database, sample_catalog: Catalog) -> None:
    found = of(db, sample_catalog, "DOC", "CC-500", quantity=500, text="500 envelopes")

    assert (found.quantity, found.asked_quantity) == (5, 500)
    assert found.sums[0].until_last_day is None
    assert found.change is None


def test_a_price_that_changes_counts_from_its_day(sample_catalog: Catalog) -> None:
    service = sample_catalog.service("ERP")
    dearer = (PriceFrom(price=usd("165")), PriceFrom(price=usd("200"), since=date(2027, 1, 1)))
    tier = replace(service.tiers[0], prices=dearer)
    changed = replace(sample_catalog, services={"ERP": replace(service, tiers=(tier,))})
    (found,) = of(None, changed, "ERP", None, quantity=1, tier="Standard").sums

    assert (found.next_price, found.next_on) == (usd("200"), date(2027, 1, 1))
    # 8/30 of November and December at 165, then six months at 200
    assert found.until_last_day == usd("1409.00")


@pytest.mark.parametrize("text", ["a year of it", "per year", "yearly", "annual cost"])
def test_where_a_year_is_asked_it_is_twelve_whole_months(sample_catalog: Catalog, text: str) -> None:
    found = of(None, sample_catalog, "ERP", None, quantity=10, tier="Standard", text=text)

    assert found.over == Over(date(2026, 12, 1), date(2027, 11, 30), is_year=True)
    assert found.sums[0].over == usd("19800.00")  # 165 x 10 x 12


def test_a_year_counts_each_price_from_its_day(sample_catalog: Catalog) -> None:
    service = sample_catalog.service("ERP")
    dearer = (PriceFrom(price=usd("165")), PriceFrom(price=usd("200"), since=date(2027, 1, 1)))
    changed = replace(
        sample_catalog,
        services={"ERP": replace(service, tiers=(replace(service.tiers[0], prices=dearer),))},
    )
    (found,) = of(None, changed, "ERP", None, quantity=1, tier="Standard", text="per year").sums

    assert found.over == usd("2365.00")  # December at 165, then eleven months at 200


@pytest.mark.parametrize(("key", "text"), [("DOC", "100 envelopes per year"), ("ERP", "erp this year")])
def test_no_year_where_none_is_asked_or_it_is_paid_by_the_piece(
    sample_catalog: Catalog, key: str, text: str
) -> None:
    found = of(None, sample_catalog, key, None, quantity=100, text=text)

    assert found.over is None
    assert {each.over for each in found.sums} == {None}


def from_on(text: str) -> dict[str, object]:
    return {"text": text, "span": spans.read(text)}


def test_from_a_day_on_it_is_the_price_of_that_day(sample_catalog: Catalog) -> None:
    """A seat of the contact center is 85.00, and 88.00 from January on."""
    found = of(
        None, sample_catalog, "CAL", None, tier="Contact center", quantity=20, **from_on("from january")
    )
    (asked,) = found.sums

    assert found.begins == date(2027, 1, 1)
    assert (asked.each, asked.today, asked.together) == (usd("88"), usd("85"), usd("1760"))
    assert asked.until_last_day == usd("10560.00")  # six months
    assert (found.last_day, found.of_fiscal_year) == (date(2027, 6, 30), True)


def test_from_a_day_in_another_fiscal_year_on_it_is_until_that_one_ends(sample_catalog: Catalog) -> None:
    """An analyst is 55.00, and 58.00 from July on."""
    found = of(None, sample_catalog, "REP", None, tier="Analyst", quantity=5, **from_on("from july"))

    assert found.sums[0].until_last_day == usd("3480.00")
    assert found.last_day == date(2028, 6, 30)


def test_today_is_told_only_where_it_differs(sample_catalog: Catalog) -> None:
    found = of(None, sample_catalog, "ERP", None, **from_on("from february"))

    assert [each.today for each in found.sums] == [None, None, None]


def test_a_year_that_is_said_is_what_it_comes_to(sample_catalog: Catalog) -> None:
    """Archive is 18.00, and 16.00 from January on."""
    found = of(None, sample_catalog, "FIL", None, tier="Archive", quantity=10, **from_on("in 2027"))

    assert (found.over, found.of_fiscal_year) == (None, False)
    assert found.sums[0].together == usd("160.00")
    assert (found.sums[0].until_last_day, found.last_day) == (usd("1920.00"), date(2027, 12, 31))


def test_until_a_day_it_is_in_all(sample_catalog: Catalog) -> None:
    found = of(None, sample_catalog, "DEV", None, quantity=5, **from_on("from 1 march until june"))

    assert found.over == Over(date(2027, 3, 1), date(2027, 6, 30), is_year=False)
    assert [each.over for each in found.sums] == [usd("760"), usd("1240"), usd("1880")]  # four months


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("per year from february", (date(2027, 2, 1), date(2028, 1, 31))),
        ("per year from 29 february 2028", (date(2028, 2, 29), date(2029, 2, 27))),
    ],
)
def test_a_year_begins_on_the_day_that_was_said(
    sample_catalog: Catalog, text: str, days: tuple[date, date]
) -> None:
    found = of(None, sample_catalog, "ERP", None, quantity=10, tier="Standard", **from_on(text))

    assert found.over == Over(*days, is_year=True)


def test_what_the_unit_has_costs_the_price_of_that_day(db: Database, sample_catalog: Catalog) -> None:
    """Finance has 20 TB on Archive (18.00, 16.00 from January on), 4 on Standard and 4 on Protected."""
    found = of(db, sample_catalog, "FIL", "CC-500", tier="Archive", quantity=2, **from_on("from january"))

    assert (found.holdings_together, found.holdings_then) == (usd("1080.00"), usd("1040.00"))
    assert found.change == usd("32.00") - usd("1040.00")


def test_what_the_unit_has_costs_what_was_announced_once_that_holds(
    db: Database, sample_catalog: Catalog
) -> None:
    unit, service = sample_catalog.company.units["CC-500"], sample_catalog.service("FIL")
    with db.session() as session:
        subscriptions.take_from_plan(session, sample_catalog, date(2026, 7, 1))
    with db.read() as session:
        held = holdings(session, sample_catalog, unit, service, date(2027, 1, 1))

    assert {each.level: each.together for each in held}["Archive"] == usd("320.00")


def test_what_is_paid_by_the_piece_has_a_price_of_that_day_and_no_time(sample_catalog: Catalog) -> None:
    found = of(None, sample_catalog, "DOC", None, quantity=5, **from_on("from january until june"))

    assert (found.begins, found.over) == (date(2027, 1, 1), None)


@pytest.mark.parametrize(
    ("key", "said", "words", "units"),
    [
        ("DOC", 500, "500 envelopes", 5),
        ("DOC", 501, "501 envelopes", 6),
        ("DOC", 300, "three hundred envelopes", 3),
        ("WMS", 12_000, "12,000 parcels", 12),
        ("ERP", 40, "40 named users", 40),
        ("ERP", None, "a user", None),
        ("FIL", 12, "for 12 people", None),
        ("FIL", 10, "10tb of archive", 10),
        ("FIL", 500, "500 gb of archive", None),
    ],
)
def test_how_many_units_so_many_pieces_are(
    sample_catalog: Catalog, key: str, said: int | None, words: str, units: int | None
) -> None:
    assert units_asked(sample_catalog.service(key), Asked(words, quantity=said)) == units
