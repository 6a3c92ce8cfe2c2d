"""The company's calendar and people, and the ladder of tiers."""

from dataclasses import replace
from datetime import date

import pytest

from bot.catalog import Catalog, ContactPolicy
from bot.money import Money


@pytest.mark.parametrize(
    ("day", "year", "began", "ends"),
    [
        (date(2026, 11, 23), 2027, date(2026, 7, 1), date(2027, 7, 1)),
        (date(2026, 6, 30), 2026, date(2025, 7, 1), date(2026, 7, 1)),
        (date(2026, 7, 1), 2027, date(2026, 7, 1), date(2027, 7, 1)),
    ],
)
def test_a_fiscal_year_is_named_after_the_year_it_ends_in(
    sample: Catalog, day: date, year: int, began: date, ends: date
) -> None:
    assert sample.company.fiscal_year(day) == year
    assert sample.company.fiscal_year_began(day) == began
    assert sample.company.fiscal_year_ends(day) == ends


def test_a_fiscal_year_from_january_is_the_calendar_year(sample: Catalog) -> None:
    company = replace(sample.company, fiscal_year_starts=1)
    assert company.fiscal_year(date(2026, 1, 1)) == company.fiscal_year(date(2026, 12, 31)) == 2026


def test_a_person_belongs_to_one_unit_and_a_stranger_to_none(sample: Catalog) -> None:
    unit = sample.company.unit_of("Ana@calder.example")
    assert unit is not None
    assert unit.code == "CC-500"
    assert sample.company.unit_of("eve@calder.example") is None
    assert sample.company.nothing() == Money(0, "USD")
    assert sample.company.policy == ContactPolicy()


def test_the_ladder_of_tiers(sample: Catalog) -> None:
    erp = sample.service("ERP")
    above = erp.next_tier("Standard")
    assert above is not None
    assert above.name == "Extended hours"
    assert erp.next_tier("Quarter-end care") is None
    with pytest.raises(KeyError, match="ERP has no tier Gold"):
        sample.tier("ERP", "Gold")
    with pytest.raises(KeyError):
        sample.service("XYZ")


def test_a_higher_tier_may_cost_less(sample: Catalog) -> None:
    once, often = sample.service("DOC").tiers
    assert once.rank < often.rank
    assert often.price < once.price


def test_a_service_can_be_made_without_a_file(sample: Catalog) -> None:
    tier = sample.tier("ERP", "Standard")
    dearer = replace(tier, price=Money.of(170, "USD"))
    assert (dearer.price.minor, dearer.hours, dearer.availability) == (17000, tier.hours, tier.availability)
    edge = sample.service("ERP").depends_on[0]
    assert not replace(edge, share=None).carries_cost
    assert replace(edge, affects_restore=False).share == edge.share
    assert replace(sample.company, name="Other").holidays == sample.company.holidays


def test_who_leads_it_and_who_keeps_its_books_sees_what_everything_costs(sample: Catalog) -> None:
    company = sample.company
    keeps = [each for each in ("dee", "ivy", "bo", "eve") if company.keeps_books(f"{each}@calder.example")]
    assert keeps == ["dee", "ivy"]
    assert not company.keeps_books(None)
