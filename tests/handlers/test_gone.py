"""An order of a service whose file is gone: everybody who has to do with it can end it well, and nothing breaks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.catalog import Catalog
from bot.cost import funding
from bot.desk import Stock
from bot.money import Money
from bot.process import orders
from bot.process.orders import Order
from bot.sandbox.hands import Person
from bot.value import export
from handlers import gone
from tests.office import Office

WARNING = "is no longer in the catalog"


def take_away(office: Office, key: str) -> Catalog:
    """Take a service's file away, as a catalog in force has it; return the catalog with it."""
    stock = office.desk.shelf.stock
    left = {code: each for code, each in stock.catalog.services.items() if code != key}
    in_force(office, replace(stock.catalog, services=left), key)
    return stock.catalog


def put(office: Office, catalog: Catalog) -> None:
    office.desk.shelf.stock = Stock(catalog, office.desk.shelf.stock.finder)


def in_force(office: Office, catalog: Catalog, key: str) -> None:
    put(office, catalog)
    with office.desk.session() as session:
        gone.show_waiting(session, catalog, key, clock.now())
    office.sender.run_once()


def waits(office: Office) -> int:
    """Ana asks for three more seats of the ERP, which Bo is to approve."""
    office.ana.command("/it order ERP")
    office.ana.fills({"How many named users?": "3"})
    assert office.ana.submits() == {}
    office.sender.run_once()
    return newest(office).number


def approved(office: Office) -> int:
    number = waits(office)
    office.bo.clicks("Approve")
    return number


def newest(office: Office) -> Order:
    with office.desk.read() as session:
        return orders.of(session, office.ana.id)[0]


def committed(office: Office) -> Money:
    with office.desk.read() as session:
        catalog = office.desk.catalog
        unit = catalog.company.units["CC-500"]
        return funding.standing(session, catalog, unit, catalog.company.day(clock.now())).committed


def card(person: Person, number: int, where: str = "bot") -> str:
    """Return the newest message about an order that somebody sees."""
    return next(each.all_text for each in reversed(person.sees(where)) if f"umber {number}" in each.all_text)


def test_who_asked_reads_that_it_is_gone_and_withdraws(office: Office) -> None:
    before = committed(office)
    number = waits(office)
    take_away(office, "ERP")
    assert WARNING in card(office.ana, number)
    office.ana.clicks("Cancel")
    assert newest(office).state == "cancelled"
    assert committed(office) == before
    assert "See what there is" in office.ana.last().buttons
    office.ana.clicks("See what there is", on=office.ana.last())
    assert office.ana.view is not None


def test_who_approves_declines_with_what_helps_instead(office: Office) -> None:
    number = waits(office)
    take_away(office, "ERP")
    assert WARNING in card(office.bo, number)
    shown = office.bo.last()
    assert "*Adds each month*\n+$495.00" in shown.all_text, "what it is paid for is not forgotten"
    assert "$165.00 each and month" in shown.all_text
    assert "Approve" not in shown.buttons
    assert "Approve fewer or comment…" not in shown.buttons
    office.bo.clicks("Decline…")
    office.bo.fills({"Why, and what would work instead?": "Use the shared list until May."})
    assert office.bo.submits() == {}
    assert newest(office).state == "declined"
    told = office.ana.last()
    assert "Use the shared list until May." in told
    assert "Change and ask again" not in told.buttons
    assert "See what there is" in told.buttons


@pytest.mark.parametrize("button", ["Approve", "Approve fewer or comment…"])
def test_an_older_card_refuses_with_the_ways_to_end_it(office: Office, button: str) -> None:
    number = waits(office)
    before = office.bo.last()
    catalog = office.desk.catalog
    put(
        office,
        replace(catalog, services={key: catalog.service(key) for key in catalog.services if key != "ERP"}),
    )
    office.bo.clicks(button, on=before)
    if office.bo.view:
        office.bo.fills({"How many?": "2", "A comment for the person who asked": "Fewer."})
        office.bo.submits()
    told = office.bo.view or office.bo.last()
    assert f"number {number} cannot be approved" in told.all_text
    assert {"Decline…", "Talk to a person"} <= set(told.buttons)
    assert newest(office).state == "approval"


def test_brought_back_it_is_approved_as_if_nothing_had_happened(office: Office) -> None:
    waits(office)
    whole = take_away(office, "ERP")
    in_force(office, whole, "ERP")
    assert WARNING not in office.ana.last().all_text
    office.bo.clicks("Approve")
    assert newest(office).state == "open"


@pytest.mark.parametrize("taken", [False, True])
def test_its_team_ends_it_with_what_helps_instead(office: Office, taken: bool) -> None:
    before = committed(office)
    number = approved(office)
    place = office.desk.catalog.service("ERP").team_channel
    if taken:
        office.cy.clicks("Take")
    assert committed(office) != before
    take_away(office, "ERP")
    assert WARNING in card(office.cy, number, place)
    office.cy.clicks("End it…")
    office.cy.fills({"What helps instead?": "The shared list does it."})
    assert office.cy.submits() == {}
    assert newest(office).state == "declined"
    assert committed(office) == before
    assert "The shared list does it." in office.ana.last()
    assert "said no to" in office.ana.last()
    assert "ended it. Nothing to do." in card(office.cy, number, place)
    assert "please stop" not in " ".join(each.all_text for each in office.cy.sees(place))


def test_what_is_there_again_is_not_ended(office: Office) -> None:
    number = approved(office)
    put(office, take_away(office, "ERP"))
    office.cy.clicks("End it…")
    office.cy.fills({"What helps instead?": "The shared list does it."})
    office.cy.submits()
    assert office.cy.view is not None
    assert f"is in the catalog again, so number {number}" in office.cy.view.all_text
    assert newest(office).state == "open"


def test_nothing_of_it_is_delivered_by_accident(office: Office) -> None:
    """Its money would be held for ever, as nothing that runs can begin."""
    number = approved(office)
    place = office.desk.catalog.service("ERP").team_channel
    office.cy.clicks("Take")
    whole = take_away(office, "ERP")
    assert "Done" not in office.cy.last(place).buttons
    office.cy.clicks("Done, with a note…")
    office.cy.submits()
    told = office.cy.view or office.cy.last()
    assert "until the service is back" in told.all_text
    assert "End it…" in told.buttons
    assert newest(office).state == "taken"
    in_force(office, whole, "ERP")
    office.cy.clicks("Done", on=office.cy.last(place))
    assert newest(office).state == "done"
    assert newest(office).number == number


def test_home_lists_exports_and_a_month_of_timers_go_on(office: Office, tmp_path: Path) -> None:
    """Orders of every kind and state of three services, then without any of them."""
    asked: list[Callable[[], object]] = [
        lambda: office.ana.command("/it order ERP"),
        lambda: office.ana.dm("ERP is broken, all of us cannot work"),
        lambda: office.ana.dm("we need ERP open on Saturday from 8 to 12"),
        lambda: office.ana.dm("a change in ERP cannot wait until Monday"),
        lambda: office.ana.dm("I want to complain: CRM was slow"),
    ]
    for ask in asked:
        ask()
        if office.ana.view is None and "Send it" in office.ana.last().buttons:
            office.ana.clicks("Send it", on=office.ana.last())
        if office.ana.view is not None:
            office.ana.submits()
    approved(office)
    numbers = [each.number for each in all_orders(office)]
    assert len({each.kind for each in all_orders(office)}) >= 3
    for key in ("CRM", "ERP"):
        take_away(office, key)
    for person in (office.ana, office.bo, office.cy, office.dee):
        assert person.opens_home() is not None
        for words in ("orders", "queue", "report", "year", "gaps", "restore", "changes"):
            person.command(f"/it {words}")
            if person.view is not None:
                person.closes(all_of_them=True)
    with office.desk.read() as session:
        wanted = export.Wanted(since=None, states=[], whole=True)
        count = export.write(tmp_path / "orders.csv", session, office.desk.catalog, wanted)
    assert count == len(numbers)
    for _ in range(30):
        office.later(timedelta(days=1))
    said = " ".join(
        each.all_text
        for person in (office.ana, office.bo, office.cy, office.dee)
        for each in person.sees("bot")
    )
    assert "Reference " not in said


def all_orders(office: Office) -> list[Order]:
    with office.desk.read() as session:
        return [*orders.of(session, office.ana.id, most=50)]
