"""Who keeps IT's books says with a tap for which service cost is; closed months get corrections."""

from sqlmodel import func, select

from bot import clock
from bot.cost import months
from bot.cost.lines import CostLine, booked
from bot.sandbox.seen import SeenMessage
from tests.office import Office

BILL = b"""month,amount,service,label,vendor
2026-09,100.00,,Northwind hosting,Northwind
2026-10,250.00,,Northwind hosting,Northwind
2026-10,40.00,,CRM seats,Contoso
2026-10,5.00,,,
"""


def of(office: Office, service: str | None) -> dict[str, int]:
    """Return what counts for a service by month, in cents."""
    wanted = CostLine.service.is_(None) if service is None else CostLine.service == service  # type: ignore[union-attr]
    with office.desk.read() as session:
        sums = (
            select(CostLine.month, func.sum(CostLine.minor)).where(booked(), wanted).group_by(CostLine.month)
        )
        return {month: int(minor) for month, minor in session.exec(sums).all() if minor}


def take(office: Office) -> None:
    office.dee.sends_file("cloud.csv", BILL)
    office.dee.clicks("Take it")


def listed(office: Office) -> SeenMessage:
    """Return the list that was asked for, as it is now."""
    return next(each for each in reversed(office.dee.sees("bot")) if "Cost of no service" in each)


def test_a_group_is_placed_with_a_tap(office: Office) -> None:
    take(office)
    office.dee.clicks("Say whose it is")
    before = listed(office)
    assert "$395 is for no service yet" in before
    assert "Northwind hosting*: $350.00 in 2 lines, Sep 2026 to Oct 2026" in before
    assert "Name the service in the file" in before

    office.dee.chooses("Choose a service", "Orders and finance", on=before)
    assert of(office, "ERP") == {"2026-09": 10000, "2026-10": 25000}
    assert listed(office).ts == before.ts
    assert "Orders and finance has “Northwind hosting” now" in listed(office)
    assert "$45 is for no service yet" in listed(office)

    office.dee.chooses("Another service", "Customer relationships", on=listed(office))
    assert of(office, "ERP") == {}
    assert of(office, "CRM") == {"2026-09": 10000, "2026-10": 25000}


def test_a_list_that_is_left_empty_places_nothing(office: Office) -> None:
    take(office)
    office.dee.command("/it unmapped")
    office.dee.chooses("Choose a service", on=listed(office))
    office.sender.run_once()
    assert "Nobody has" not in listed(office)
    assert "$395 is for no service yet" in listed(office)


def test_what_was_said_before_can_be_said_anew_later(office: Office) -> None:
    take(office)
    office.dee.command("/it unmapped")
    office.dee.chooses("Choose a service", "Orders and finance", on=listed(office))
    office.dee.command("/it unmapped")
    assert "Northwind hosting*: Orders and finance" in listed(office)
    office.dee.chooses("Another service", "Customer relationships", on=listed(office))
    assert of(office, "CRM") == {"2026-09": 10000, "2026-10": 25000}
    assert "Customer relationships has “Northwind hosting” now*: $350.00 in 2 lines" in listed(office)


def test_what_is_named_needs_one_press_and_nobodys_is_asked_no_more(office: Office) -> None:
    take(office)
    office.dee.command("/it unmapped")
    crm = office.desk.catalog.services["CRM"].name
    office.dee.clicks(crm, on=listed(office))
    assert of(office, "CRM") == {"2026-10": 4000}

    office.dee.clicks("No service's", on=listed(office))
    assert "Nobody has “Northwind hosting” now" in listed(office)
    assert "$5 is for no service yet" in listed(office)
    office.dee.sends_file(
        "next.csv", b"month,amount,label\n2026-10,9,CRM seats\n2026-10,3,Northwind hosting\n"
    )
    office.dee.clicks("Take it")
    assert of(office, "CRM") == {"2026-10": 4900}
    office.dee.command("/it unmapped")
    assert "$5 is for no service yet" in listed(office)


def test_a_closed_month_is_corrected_in_an_open_one(office: Office) -> None:
    take(office)
    with office.desk.db.session() as session:
        session.add(CostLine(month="2026-09", service="ERP", category="software", minor=100))
        months.close(session, office.desk.catalog, "2026-09", by="", now=clock.now())
    office.dee.command("/it unmapped")
    office.dee.chooses("Choose a service", "Orders and finance", on=listed(office))

    assert "Orders and finance has “Northwind hosting” now*: $350.00" in listed(office)
    assert "$100.00 of it is of Sep 2026, which is closed: booked in Oct 2026 as a correction" in listed(
        office
    )
    assert of(office, "ERP") == {"2026-09": 100, "2026-10": 35000}


def test_only_who_keeps_the_books_places_cost(office: Office) -> None:
    take(office)
    office.eve.command("/it unmapped")
    assert "who leads IT and keeps its books" in office.eve.last()
    assert "Your file" not in office.eve.last()
    office.ivy.command("/it unmapped")
    assert "Cost of no service" in office.ivy.last().all_text


def test_nothing_waits(office: Office) -> None:
    office.dee.command("/it unmapped")
    assert "Nothing waits for you" in listed(office)


def test_any_of_many_services_is_found_by_typing(office: Office) -> None:
    keys = office.offer_many("CRM")
    take(office)
    office.dee.clicks("Say whose it is")
    office.dee.chooses("Choose a service", "Service number 299", on=listed(office))
    assert of(office, keys[299]) == {"2026-09": 10000, "2026-10": 25000}
