"""Amending: who decides about an addition, and what the catalog makes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.catalog import amendments
from bot.cost import subscriptions
from bot.customer import people
from bot.db import Database
from bot.settings import HOUSE
from bot.value import amending
from bot.value.book import Book
from tests.process.calder import BO, CATALOG, CY, move_in

FOLDER = HOUSE / "catalog_data"


def test_who_holds_a_service_is_asked_of_the_companys_day(db: Database) -> None:
    """Finance gives it up from the 22nd on, which has begun in UTC and not yet in Denver."""
    erp = replace(CATALOG.service("ERP"), impact=None)
    catalog = replace(CATALOG, services={**CATALOG.services, "ERP": erp})
    night = datetime(2026, 11, 22, 3, tzinfo=UTC)
    with db.session() as session:
        move_in(session)
        for tier, quantity in subscriptions.held(session, "CC-500", date(2026, 11, 21))["ERP"].items():
            subscriptions.give_up(session, "CC-500", "ERP", tier, quantity, date(2026, 11, 22))
        cy, bo = (Book(catalog, FOLDER, people.meet(session, each), night) for each in (CY, BO))
        proposed = amending.add(session, cy, kind="impact", service="ERP", facts={"rank": 1})
        amending.decide(session, bo, proposed.number, accept=False)
        assert proposed.state == amendments.DECLINED
