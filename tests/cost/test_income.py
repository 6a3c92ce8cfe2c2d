"""How much of IT's income lines pay: as finance's funding lines say, else by who is charged."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import income
from bot.cost.funding_lines import FundingLine
from bot.cost.income import Income
from bot.cost.usage import Usage
from bot.db import Database
from tests.value.calder import catalog, usd


def charging(*codes: str) -> Catalog:
    """Return the small catalog, where these units pay what they use."""
    stock = catalog()
    units = {
        code: replace(unit, charge_mode="chargeback" if code in codes else "showback")
        for code, unit in stock.company.units.items()
    }
    return replace(stock, company=replace(stock.company, units=units))


def use(session: Session, unit: str, service: str, quantity: int, month: str = "2026-10") -> None:
    row = Usage(
        month=month, unit=unit, service=service, tier="Standard", quantity=Decimal(quantity), source="meter"
    )
    session.add(row)
    session.flush()


def fund(session: Session, dollars: int, kind: str = "line", service: str | None = None) -> None:
    session.add(FundingLine(unit="CC-500", fiscal_year=2027, service=service, minor=dollars * 100, kind=kind))
    session.flush()


def shares(session: Session, stock: Catalog) -> dict[str, Fraction | None]:
    found = income.of_months(session, stock, ["2026-09", "2026-10"], 2027)
    return {each.service: each.share for each in found}


def test_a_unit_that_is_charged_pays_itself(db: Database) -> None:
    with db.session() as session:
        use(session, "CC-100", "ERP", 30)
        use(session, "CC-500", "ERP", 10)
        use(session, "CC-500", "FIL", 5)
        use(session, "CC-100", "ERP", 30, "2026-09")
        found = income.of_months(session, charging("CC-100"), ["2026-09", "2026-10"], 2027)
        assert found == [
            Income("ERP", line=usd("9900"), overhead=usd("1650")),
            Income("FIL", line=usd("0"), overhead=usd("310")),
        ]
        assert income.whole(found, "USD").share == Fraction(9900, 11860)


def test_funding_lines_say_it_better(db: Database) -> None:
    with db.session() as session:
        use(session, "CC-500", "ERP", 10)
        use(session, "CC-500", "FIL", 5)
        fund(session, 3_000)
        fund(session, 1_000, "corporate_overhead")
        assert shares(session, charging()) == {"ERP": Fraction(3, 4), "FIL": Fraction(3, 4)}
        fund(session, 500, "corporate_overhead", "FIL")
        assert shares(session, charging("CC-500")) == {"ERP": Fraction(3, 4), "FIL": Fraction(0)}


def test_what_earns_nothing_has_no_share(db: Database) -> None:
    with db.session() as session:
        assert shares(session, charging()) == {}
        assert income.whole([], "USD").share is None
        use(session, "CC-500", "ERP", 0)
        assert shares(session, charging()) == {"ERP": None}
