"""The sample company, its named people as rows, and its clock, for tests of orders and money."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.catalog import Catalog, Service, load
from bot.cost import subscriptions
from bot.customer.people import Person
from bot.settings import HOUSE

CATALOG: Catalog = load(HOUSE / "catalog_data")
ANA, BO, CY, DEE, EVE = "U0ANA", "U0BO", "U0CY", "U0DEE", "U0EVE"
UNITS = {ANA: "CC-500", BO: "CC-500", CY: "CC-900", DEE: "CC-900", EVE: None}
FINANCE = CATALOG.company.units["CC-500"]
ERP_TEAM = "C0ERP"
DENVER = ZoneInfo("America/Denver")


def denver(text: str) -> datetime:
    """Return the instant of "2026-11-23 09:00" where the company is."""
    return datetime.fromisoformat(text).replace(tzinfo=DENVER).astimezone(UTC)


def move_in(session: Session, starts_on: date = date(2026, 7, 1)) -> None:
    """Let the cast join, and every unit have what the company file plans for it."""
    for person, unit in UNITS.items():
        address = f"{person.removeprefix('U0').lower()}@calder.example"
        session.add(Person(id=person, name=person, email=address, unit=unit))
    subscriptions.take_from_plan(session, CATALOG, starts_on)
    session.flush()


def find_team(session: Session, service: Service | None) -> str | None:
    """Return the channel of a service's team, by its name."""
    return service.team_channel if service else None
