"""What commands show of IT's books is asked for in plain words, too, by whoever may see it."""

from decimal import Decimal

import pytest

from bot import clock
from bot.cost import months
from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.sandbox.hands import Person
from bot.value import bookkeeping
from tests.office import Office


@pytest.fixture(autouse=True)
def october(office: Office) -> None:
    with office.desk.db.session() as session:
        month, unit, thirty = "2026-10", "CC-500", Decimal(30)
        session.add(
            Usage(month=month, unit=unit, service="ERP", tier="Standard", quantity=thirty, source="m")
        )
        session.add(CostLine(month="2026-10", service="ERP", category="software", minor=6_000_00))
        session.add(CostLine(month="2026-10", service=None, category="other", minor=70_00, vendor="Contoso"))


def hears(office: Office, who: Person, question: str, words: str) -> bool:
    """Tell whether somebody reads this in private after asking."""
    who.dm(question)
    office.sender.run_once()
    return any(words in each.all_text.replace("*", "") for each in who.sees("bot"))


def test_who_keeps_the_books_asks_as_to_a_colleague(office: Office) -> None:
    assert hears(office, office.dee, "What did IT cost in October?", "IT cost $6,070 in Oct 2026")
    assert hears(office, office.ivy, "which cost has no service", "$70 is for no service yet")
    assert hears(office, office.ivy, "undo my last import", "Files that were taken in")
    assert hears(office, office.dee, "How balanced are we?", "Balance of IT")


def test_a_budget_owner_asks_for_the_statement(office: Office) -> None:
    with office.desk.db.session() as session:
        months.close(session, office.desk.catalog, "2026-10", by="", now=clock.now())
    office.sender.run_once()
    before = len(office.bo.sees("bot"))
    office.bo.dm("show me our statement for October")
    office.sender.run_once()
    assert "Finance, Oct 2026: $6,000.00" in office.bo.last("bot").all_text
    assert len(office.bo.sees("bot")) > before


def test_for_others_it_stays_a_question(office: Office) -> None:
    office.bo.dm("Which cost has no service?")
    assert not any("Cost of no service" in each for each in office.bo.sees("bot"))


@pytest.mark.parametrize(
    "said",
    [
        "what did it cost to send a letter", "what does ERP cost us?", "our it costs explode, explain pls",
        "close my account in October", "show me the statement of work for the vendor", "is it balanced food",
        "what did IT cost us last month?", "what did it cost?",
    ],
)  # fmt: skip
def test_what_only_sounds_like_it_is_none(said: str) -> None:
    assert bookkeeping.read(said) is None


@pytest.mark.parametrize(
    ("said", "wanted", "month"),
    [
        ("Show me our statement", "statement", ""), ("what did IT cost", "cost", ""),
        ("what is our latest IT statement for September?", "statement", "september"),
        ("hi, what did IT cost in 2026-09?", "cost", "2026-09"), ("close October", "close", "october"),
        ("Which cost belongs to no service?", "unmapped", ""), ("please show our scorecard", "balance", ""),
    ],
)  # fmt: skip
def test_what_is_surely_meant(said: str, wanted: str, month: str) -> None:
    assert bookkeeping.read(said) == bookkeeping.Meant(wanted, month)  # type: ignore[arg-type]
