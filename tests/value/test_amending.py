"""Amending: who decides about an addition, and what the catalog makes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.catalog import amendments, load, loading
from bot.cost import subscriptions
from bot.customer import people
from bot.db import Database
from bot.refusal import Refused
from bot.settings import HOUSE
from bot.value import amending
from bot.value.book import Book
from tests.process.calder import BO, CATALOG, CY, move_in

FOLDER = HOUSE / "catalog_data"


def test_no_file_is_read_while_others_wait_to_write(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    load(FOLDER)
    monkeypatch.setattr(loading, "read", lambda _folder, path: pytest.fail(f"{path} was read again"))
    with db.session() as session:
        move_in(session)
        book = Book(CATALOG, FOLDER, people.meet(session, CY), datetime(2026, 11, 23, 16, tzinfo=UTC))
        wrong = {
            "question": "What is it?",
            "phrasings": ["what is it for"],
            "answer": "Nothing.",
            "verified_on": "soon",
        }
        with pytest.raises(Refused):
            amending.add(session, book, kind="faq", service="ERP", facts=wrong)
        right = {
            "question": "What is it?",
            "phrasings": ["what is it for"],
            "answer": "Orders.",
            "verified_on": date(2026, 11, 23),
        }
        amending.add(session, book, kind="faq", service="ERP", facts=right)
        assert [each.said for each in amendments.in_force(session)] == [right]


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
