"""Why a unit's cost moved: causes and amounts worked out by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.db import Database
from bot.money import Money
from bot.value.answers.charge import ChargeAnswer, charge

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def used(month: str, key: str, quantity: str, unit: str = "CC-500") -> Usage:
    service, _, tier = key.partition(".")
    return Usage(
        month=month, unit=unit, service=service, tier=tier, quantity=Decimal(quantity), source="meter"
    )


def cost(month: str, service: str, dollars: int) -> CostLine:
    return CostLine(month=month, service=service, category="saas", minor=dollars * 100, source="ledger")


def why(db: Database, catalog: Catalog, unit: str, rows: list[Usage | CostLine]) -> ChargeAnswer:
    with db.session() as session:
        session.add_all(rows)
    with db.session() as session:
        return _ask(session, catalog, unit)


def _ask(session: Session, catalog: Catalog, unit: str) -> ChargeAnswer:
    return charge(session, catalog, catalog.company.units[unit], NOW)


def test_shown_cost_moves_by_use_and_by_what_a_unit_came_to(db: Database, sample_catalog: Catalog) -> None:
    """CRM alone: 4 users at 100 each, then 5 at 120: 200 more, 100 of it volume and 100 price."""
    found = why(
        db,
        sample_catalog,
        "CC-500",
        [
            cost("2026-09", "CRM", 400), used("2026-09", "CRM.Standard", "4"),
            cost("2026-10", "CRM", 600), used("2026-10", "CRM.Standard", "5"),
        ],
    )  # fmt: skip

    assert (found.before, found.now, found.change) == (usd("400"), usd("600"), usd("200"))
    (cause,) = found.causes
    assert (cause.volume, cause.price, cause.change) == (usd("100"), usd("100"), usd("200"))
    assert (cause.each_before, cause.each) == (usd("100"), usd("120"))
    assert (found.first_before, found.first) == (date(2026, 9, 1), date(2026, 10, 1))


def test_a_unit_that_is_charged_pays_the_price_list(db: Database, sample_catalog: Catalog) -> None:
    """Stores pays CRM Standard by the user, whatever it cost IT."""
    price = sample_catalog.tier("CRM", "Standard").price
    found = why(
        db,
        sample_catalog,
        "CC-100",
        [
            cost("2026-09", "CRM", 1), used("2026-09", "CRM.Standard", "60", "CC-100"),
            cost("2026-10", "CRM", 9999), used("2026-10", "CRM.Standard", "63", "CC-100"),
        ],
    )  # fmt: skip

    assert found.charged
    assert found.change == price * 3
    assert (found.causes[0].volume, found.causes[0].price) == (price * 3, usd("0"))


def test_what_is_new_is_all_volume_and_the_largest_come_first(db: Database, sample_catalog: Catalog) -> None:
    found = why(
        db,
        sample_catalog,
        "CC-500",
        [
            cost("2026-09", "CRM", 400), used("2026-09", "CRM.Standard", "4"),
            cost("2026-10", "CRM", 300), used("2026-10", "CRM.Standard", "4"),
            cost("2026-10", "REP", 700), used("2026-10", "REP.Viewer", "20"),
        ],
    )  # fmt: skip

    assert found.change == usd("600")
    assert [(cause.service, cause.change) for cause in found.causes] == [
        ("Reporting and insight", usd("700")),
        ("Customer relationships", usd("-100")),
    ]
    assert (found.causes[0].volume, found.causes[0].price) == (usd("700"), usd("0"))


def test_what_was_not_measured_is_not_zero(db: Database, sample_catalog: Catalog) -> None:
    found = why(
        db, sample_catalog, "CC-500", [cost("2026-10", "CRM", 300), used("2026-10", "CRM.Standard", "4")]
    )

    assert found.before is None
    assert found.change is None
    assert found.causes == ()


def test_more_causes_than_three_are_added_up(db: Database, sample_catalog: Catalog) -> None:
    rows: list[Usage | CostLine] = [cost("2026-09", "CRM", 100), used("2026-09", "CRM.Standard", "4")]
    for service, tier, dollars in (("CRM", "Standard", 500), ("REP", "Viewer", 300), ("HRS", "Standard", 200),
                                   ("COL", "Standard", 50), ("CAL", "Phone", 20)):  # fmt: skip
        rows += [cost("2026-10", service, dollars), used("2026-10", f"{service}.{tier}", "4")]
    found = why(db, sample_catalog, "CC-500", rows)

    assert len(found.causes) == 3
    assert (found.others, found.rest) == (2, usd("70"))
    assert found.change == usd("970")
