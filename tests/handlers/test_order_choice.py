"""Choosing what to order: by what it is for, in a company with more services than Slack lists at once."""

import json
from dataclasses import replace
from itertools import product

import pytest

from bot.catalog.finding import Finder
from bot.desk import Stock
from tests.office import Office
from tests.reading import form

MANY = 300


def offer_many(office: Office) -> None:
    stock = office.desk.shelf.stock
    erp = stock.catalog.service("ERP")
    keys = ["X" + "".join(letters) for letters in product("ABCDEFG", repeat=3)][:MANY]
    more = {
        key: replace(erp, key=key, name=f"Shelf {at:03}", words=(), faqs=()) for at, key in enumerate(keys)
    }
    catalog = replace(stock.catalog, services={**stock.catalog.services, **more})
    office.desk.shelf.stock = Stock(catalog, Finder(stock.catalog))


def hide(office: Office, key: str, *audience: str) -> None:
    stock = office.desk.shelf.stock
    service = replace(stock.catalog.service(key), audience=audience)
    catalog = replace(stock.catalog, services={**stock.catalog.services, key: service})
    office.desk.shelf.stock = replace(stock, catalog=catalog)


def offered(office: Office, typed: str) -> list[str]:
    """Return what Ana may choose from after typing."""
    try:
        office.ana.chooses("What do you need?", typed)
    except LookupError as nothing:
        return str(nothing).partition("only ")[2].strip("[]").replace("'", "").split(", ")
    return [typed]


def test_a_service_is_found_by_what_it_is_for(office: Office) -> None:
    office.ana.command("/it order")

    assert offered(office, "ledger") == ["Orders and finance"]
    assert offered(office, "books closed") == ["Orders and finance"]
    assert offered(office, "sailing") == [""]


def test_three_hundred_services_can_all_be_chosen(office: Office) -> None:
    offer_many(office)
    office.ana.command("/it order")
    office.ana.chooses("What do you need?", "Shelf 299")

    assert "Shelf 299" in form(office.ana)


def test_what_is_not_for_her_unit_is_not_offered(office: Office) -> None:
    hide(office, "WMS", "CC-400")
    office.ana.command("/it order")
    assert offered(office, "Warehouse") == [""]

    office.dee.command("/it order")
    office.dee.chooses("What do you need?", "Warehouse and shipping")


def test_an_old_button_of_what_is_no_longer_for_her_names_nothing(office: Office) -> None:
    office.ana.dm("what is warehouse and shipping?")
    hide(office, "WMS", "CC-400")
    office.ana.clicks("Order")

    assert office.ana.view is None
    assert "Warehouse" not in office.ana.last().all_text


def test_whoever_is_not_sure_says_so(office: Office) -> None:
    said = office.ana.says("#finance", "it is broken since noon")
    office.ana.message_shortcut("order.from_message", said)
    office.ana.chooses("Which service?", "Phones and contact center")
    office.ana.chooses("Which service?", "I do not know")

    assert office.ana.submits() == {}
    assert "Something is broken" in office.ana.last().all_text


@pytest.mark.parametrize("code", ["WMS", "QXZ"], ids=["hidden", "unknown"])
def test_a_key_that_she_does_not_know_never_becomes_another_service(office: Office, code: str) -> None:
    hide(office, "WMS", "CC-400")
    office.ana.dm("what does site connectivity cost?")
    names = [each.name for each in office.desk.catalog.live() if each.kind == "customer_facing"]
    for said in (f"order {code}", f"order 3 {code}", f"need {code} for my team", f"{code} is down"):
        office.ana.command(f"/it {said}")
        assert office.ana.view is None, said
        told = " ".join(message.all_text for message in office.ana.sees("bot")[1:])
        assert not any(f"· {name}" in told for name in names), said


def test_what_is_broken_and_nothing_is_called_so_is_asked_for_its_service(office: Office) -> None:
    office.ana.dm("the vacuum robot is broken")
    told = office.ana.last()
    assert "Which service is it about? If it is none of these, send it as it is" in told.all_text
    chosen = next(
        label for label in told.buttons if label in {each.name for each in office.desk.catalog.live()}
    )
    office.ana.clicks(chosen, on=told)
    assert f"Something is broken · {chosen}" in office.ana.last().all_text
    assert "Which service is it about?" not in office.ana.last().all_text


@pytest.mark.parametrize("verb", ["extend", "expedite", "case"])
def test_a_form_is_not_filled_in_for_another_service_than_the_key_that_is_asked_for(
    office: Office, verb: str
) -> None:
    """An entry of the tills' is surely found for the rest of the words."""
    found = office.desk.finder.find("open earlier on saturday")
    assert (found.kind, found.matches[0].service) == ("answer", "POS")
    for key, filled in (("", True), ("QXZ ", False)):
        office.ana.command(f"/it {verb} {key}open earlier on saturday")
        view = office.ana.view
        shown = view is not None and "Store and repair counter" in json.dumps(view.raw.payload)
        assert shown is filled
        office.workspace.modals.clear()
