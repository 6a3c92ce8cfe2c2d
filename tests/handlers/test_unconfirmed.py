"""What somebody orders and reports for a unit that nobody confirmed: its one level counts, and shows nowhere before."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlmodel import col, select, update

from bot import clock
from bot.catalog.forms import FormField
from bot.cost import funding
from bot.cost.subscriptions import Subscription
from bot.delivery.jobs import Job
from bot.process.orders import Order
from tests.handlers.test_belonging import claims
from tests.office import Office
from tests.reading import form, words

STANDARD, CARE = "Standard", "Quarter-end care"
QUARTER, PRINTER = "Which quarter?", "Which printer?"


def asks(office: Office, labels: Mapping[str, str]) -> None:
    """Let the ERP, of which a unit has one level for all, ask something at each of these levels."""
    stock = office.desk.shelf.stock
    fields = tuple(
        FormField(key=f"asked_{number}", label=label, when={"tier": (level,)})
        for number, (level, label) in enumerate(labels.items())
    )
    service = replace(stock.catalog.service("ERP"), form=fields)
    catalog = replace(stock.catalog, services={**stock.catalog.services, "ERP": service})
    office.desk.shelf.stock = replace(stock, catalog=catalog)


def ordered(office: Office) -> list[tuple[str | None, list[str]]]:
    with office.desk.read() as session:
        found = session.exec(select(Order).where(Order.kind == "order")).all()
        return [(order.tier, [each["value"] for each in order.details]) for order in found]


@pytest.mark.parametrize("wished", [False, True])
def test_what_the_units_level_asks_is_asked_before_it_is_placed(office: Office, wished: bool) -> None:
    asks(office, {CARE: QUARTER})
    claims(office)
    if wished:
        office.eve.dm("I need 3 named users on ERP")
        office.eve.clicks("Send it")
        assert ordered(office) == []
    else:
        office.eve.command("/it order ERP")
    assert office.eve.submits() == {}
    assert QUARTER in form(office.eve)
    office.eve.fills({QUARTER: "The first"})
    assert office.eve.submits() == {}
    assert CARE in form(office.eve)
    assert office.eve.submits() == {}
    assert ordered(office) == [(CARE, ["The first"])]


def test_what_another_level_asks_is_not_asked(office: Office) -> None:
    asks(office, {STANDARD: PRINTER})
    claims(office)
    office.eve.command("/it order ERP")
    assert office.eve.submits() == {}
    assert "Waiting for" in words(office.eve)
    assert ordered(office) == [(CARE, [])]


def test_what_the_unit_changed_to_meanwhile_asks_its_own_before_it_is_sent(office: Office) -> None:
    asks(office, {STANDARD: PRINTER, CARE: QUARTER})
    claims(office, "Finance")
    office.eve.command("/it order ERP")
    assert office.eve.submits() == {}
    office.eve.fills({PRINTER: "The one on the third floor"})
    assert office.eve.submits() == {}
    with office.desk.session() as session:
        moved = update(Subscription).where(col(Subscription.service) == "ERP").values(tier=CARE)
        session.exec(moved)
    assert office.eve.submits() == {}
    assert ordered(office) == []
    office.eve.fills({QUARTER: "The first"})
    assert office.eve.submits() == {}
    assert office.eve.submits() == {}
    assert ordered(office) == [(CARE, ["The first"])]


def test_trouble_is_promised_by_the_default_level_and_measured_by_the_units(office: Office) -> None:
    """When it is due says nothing of the level that the unit has, until it was sent."""
    said = []
    for unit in ("Finance", "Supply Chain"):
        claims(office, unit)
        office.eve.dm("ERP is broken, I cannot work")
        said.append(words(office.eve).replace(unit, "the unit"))
    assert "due" in said[0]
    assert said[0] == said[1]
    office.eve.clicks("Send it")
    with office.desk.read() as session:
        assert session.exec(select(Order.tier)).one() == CARE


@pytest.mark.parametrize("wished", [False, True])
def test_who_approves_reads_what_the_unit_has_left_before_it(office: Office, wished: bool) -> None:
    claims(office, "Finance")
    if wished:
        office.eve.dm("I need 1 named user on ERP")
        office.eve.clicks("Send it")
    else:
        office.eve.command("/it order ERP")
        office.eve.submits()
    catalog = office.desk.catalog
    with office.desk.read() as session:
        unit, today = catalog.company.units["CC-500"], catalog.company.day(clock.now())
        left = funding.standing(session, catalog, unit, today).remaining
    assert f"Finance has left*\n${left.amount:,.2f} now" in office.bo.last().all_text


def test_what_is_no_order_shows_nothing_that_is_left(office: Office) -> None:
    claims(office)
    office.eve.dm("ERP is broken, I cannot work")
    office.eve.clicks("Send it")
    with office.desk.read() as session:
        told = session.exec(select(Job).where(col(Job.name).like("orders/%"))).all()
    assert told
    assert [each.name for each in told if each.facts.get("remaining")] == []
