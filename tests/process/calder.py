"""The sample company and its named people, as rows, for tests of orders and money."""

from datetime import date

from sqlmodel import Session

from bot.catalog import Catalog, load
from bot.cost import subscriptions
from bot.customer.people import Person
from bot.settings import HOUSE

CATALOG: Catalog = load(HOUSE / "catalog_data")
ANA, BO, CY, DEE, EVE = "U0ANA", "U0BO", "U0CY", "U0DEE", "U0EVE"
UNITS = {ANA: "CC-500", BO: "CC-500", CY: "CC-900", DEE: "CC-900", EVE: None}
FINANCE = CATALOG.company.units["CC-500"]
ERP_TEAM = "C0ERP"


def move_in(session: Session, starts_on: date = date(2026, 7, 1)) -> None:
    """Let the cast join, and every unit have what the company file plans for it."""
    for person, unit in UNITS.items():
        address = f"{person.removeprefix('U0').lower()}@calder.example"
        session.add(Person(id=person, name=person, email=address, unit=unit))
    subscriptions.take_from_plan(session, CATALOG, starts_on)
    session.flush()
