"""Whatever brings figures says where they are from, as of when, and how many or how much of them there is."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot import clock
from bot.cost import months
from bot.demo.history import write_history
from bot.process.measures import ProcessMeasure
from bot.process.orders import Order
from bot.process.remedies import Remedy
from bot.value.cases import BusinessCase
from tests.office import Office
from tests.reading import lines_before_more

KINDS = ("A business unit", "A service", "All services of an owner", "IT, for executives", "Balance of IT")
SOURCE = re.compile(r"From [\d,]+ (\w+ ?)+")
AS_OF = re.compile(r"as of \d{1,2} \w{3} 20\d\d")
HOW_MUCH = re.compile(r"From 0 |[1-9][\d,]* (\w+ ?)+|\d+ % ")


def full(office: Office) -> None:
    """Store a year of the sample company, with a budget, remedies that are late and all kinds of open decisions."""
    now = clock.now()
    waits: dict[str, Any] = {
        "kind": "order",
        "state": "approval",
        "person": "U0ANA",
        "commitment_minor": 70_00,
    }
    with office.desk.db.session() as session:
        write_history(session, office.desk.catalog, now, seed=7)
        for key in ("in_time", "response", "driven"):
            measure = session.get(ProcessMeasure, key) or ProcessMeasure(key=key)
            measure.owner, measure.target = "cy@calder.example", Decimal(99)
            session.add(measure)
            figures = {"value": Decimal(80), "target": Decimal(99)}
            missed: dict[str, Any] = {"what": "measure", "measure": key, "month": "2026-10", **figures}
            session.add(Remedy(owner="U0CY", opened_at=now, due_on=date(2026, 11, 1), **missed))
        for at in range(5):
            session.add(Order(unit="CC-500", service="ERP", opened_at=now - timedelta(days=5 + at), **waits))
        case: dict[str, Any] = {"problem": "full", "risk_factor": Decimal(1), "discount": Decimal(0)}
        session.add(BusinessCase(unit="CC-500", author="U0BO", state="asked", written_at=now, **case))


def report(office: Office, kind: str) -> Any:
    """Send a report of a kind to a channel, as Dee does, and return what stands there."""
    office.dee.command("/it report")
    if kind != KINDS[0]:
        office.dee.chooses("Report", kind)
    office.dee.fills({"Channel": "#finance"})
    office.dee.clicks("Send now")
    office.dee.closes(all_of_them=True)
    return office.dee.last("#finance")


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_of_nothing_is_under_twelve_lines_before_more_and_says_how_sure_it_is(
    office: Office, kind: str
) -> None:
    seen = report(office, kind)
    assert lines_before_more(seen) < 12
    vouched(seen.all_text)


def vouched(words: str) -> None:
    """Check that figures say source, as-of date, and sample size or coverage."""
    assert SOURCE.search(words), words
    assert AS_OF.search(words), words
    assert HOW_MUCH.search(words), words


def budget(office: Office) -> str:
    office.dee.command("/it budget")
    assert office.dee.view is not None
    return office.dee.view.all_text


def what_if(office: Office) -> str:
    office.dee.command("/it whatif one more site from next July")
    return office.dee.last("bot").all_text


def statement(office: Office) -> str:
    office.later(timedelta(days=9))
    with office.desk.db.session() as session:
        months.close(session, office.desk.catalog, "2026-11", by="", now=clock.now())
    office.sender.run_once()
    office.bo.command("/it statement")
    return office.bo.last("bot").all_text


def six_signs(office: Office) -> str:
    office.dee.command("/it balance")
    office.dee.clicks("Six signs")
    return office.dee.last("bot").all_text


def test_of_much_reports_are_under_twelve_lines_before_more_and_whatever_brings_figures_says_how_sure_it_is(
    office: Office,
) -> None:
    full(office)
    for kind in KINDS:
        seen = report(office, kind)
        assert lines_before_more(seen) < 12, kind
        vouched(seen.all_text)
    for command in ("/it balance", "/it measures", "/it outcomes", "/it cost"):
        office.dee.command(command)
        vouched(office.dee.last("bot").all_text)
    for read in (six_signs, budget, what_if, statement):
        vouched(read(office))
