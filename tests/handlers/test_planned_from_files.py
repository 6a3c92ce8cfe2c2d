"""The worked example of budget and what-if, from files that an IT lead sends to what they read, to the cent."""

import pytest

from bot.sandbox.seen import SeenMessage
from tests.cost.test_planning import LEVELS, LINES
from tests.office import Office

ROWS = [[cell.strip() for cell in line.split("|")] for line in LINES.strip().splitlines()]
RISES = {"Productivity suite licence": "38.88", "Hardware support contract, site kit": "235.20"}
RISES["Hardware support contract, servers"] = "95.20"


def sends(office: Office, name: str, rows: list[list[str]]) -> None:
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    office.dee.sends_file(name, text.encode())
    office.dee.clicks("Take it")


def prices(version: str, since: str, new: dict[str, str]) -> list[list[str]]:
    header = ["vendor", "version", "effective_from", "sku", "price", "currency"]
    return [
        header,
        *(
            ["Acme", version, since, f"A{at}", new.get(name, price), "USD"]
            for at, (name, *_, price) in enumerate(ROWS)
        ),
    ]


@pytest.fixture(autouse=True)
def files(office: Office) -> None:
    """Send drivers, budget and the vendor's list, apply that, and send the new one. July is month 1."""
    levels = [[name, "2026-07", str(level)] for name, level in LEVELS.items()]
    sends(office, "drivers.csv", [["driver", "month", "level"], *levels])
    header = ["fiscal_year", "name", "category", "driver", "per_driver", "vendor", "sku"]
    lines = [
        ["2027", name, "other", driver, per, "Acme", f"A{at}"]
        for at, (name, driver, per, _) in enumerate(ROWS)
    ]
    sends(office, "budget.csv", [header, *lines])
    sends(office, "prices-2026.csv", prices("2026", "2026-01-01", {}))
    office.dee.clicks("Apply it")
    sends(office, "prices-new.csv", prices("new", "2026-10-01", RISES))


def table(message: SeenMessage) -> dict[str, list[str]]:
    (found,) = [block for block in message.blocks if block["type"] == "table"]
    rows = [[cell["text"] for cell in row] for row in found["rows"]]
    return {row[0]: row[1:] for row in rows}


SITE = "one more site, 6 employees and 10 devices from month 7, 9,800 fit-out"
VALUE = "for 900 nearby clients worth 1,900 a year, 30 % would leave, other running costs 312,000"


def test_both_what_ifs_to_the_cent(office: Office) -> None:
    office.dee.command(f"/it whatif {SITE} and the vendor's new list from month 4")
    said = office.dee.last()
    rows = table(said)
    assert {name: rows[name] for name in rows if name not in ("Line", "2 other lines")} == {
        "WAN circuit": ["+$6,900.00", "–", "+$6,900.00", "$165,600.00"],
        "SD-WAN appliance lease": ["+$1,920.00", "–", "+$1,920.00", "$46,080.00"],
        "Wi-Fi access point support": ["+$504.00", "–", "+$504.00", "$12,096.00"],
        "Hardware support contract, site kit": ["+$1,260.00", "+$2,721.60", "+$4,132.80", "$30,240.00"],
        "Hardware support contract, servers": ["–", "+$3,672.00", "+$3,672.00", "$40,800.00"],
        "Field engineering": ["+$3,840.00", "–", "+$3,840.00", "$92,160.00"],
        "Productivity suite licence": ["+$1,296.00", "+$15,552.00", "+$16,951.68", "$259,200.00"],
        "Endpoint management": ["+$450.00", "–", "+$450.00", "$61,200.00"],
        "Service desk contact": ["+$599.40", "–", "+$599.40", "$119,880.00"],
        "Recurring": ["+$16,769.40", "+$21,945.60", "+$38,969.88", "$1,006,056.00"],
        "Of it only together": ["–", "–", "+$254.88", "–"],
        "Once": ["+$9,800.00", "–", "+$9,800.00", "–"],
        "The year": ["+$26,569.40", "+$21,945.60", "+$48,769.88", "$1,006,056.00"],
    }
    assert "Fiscal year 2028 by its drivers: $1,069,365.36" in said
    assert "Last year and five per cent would say $1,056,358.80" in said
    assert "whether this happens or not: $13,006.56 too little" in said
    assert "A full year of it costs +$33,538.80* at today's prices, +$2,794.90 a month" in said
    assert "$186.31 per 1,000 transactions becomes $192.52 (+3.33 %)" in said


def test_the_value_side_to_the_cent(office: Office) -> None:
    office.dee.command(f"/it whatif {SITE}, {VALUE}")
    said = office.dee.last()
    assert "+$26,569.40 in fiscal year 2027" in said
    assert "It protects $513,000.00 a year" in said
    assert "It costs $345,538.80 a year, of which IT is 9.71 %" in said
    assert "net +$167,461.20" in said
    assert "It pays from 20.21 % of them at risk on" in said


def test_the_new_list_says_whom_it_hits_and_then_costs_just_that(office: Office) -> None:
    (card,) = [each for each in office.dee.sees("bot") if "It does not count until it is applied" in each]
    assert "+$21,945.60 in fiscal year 2027" in card
    assert "no unit by itself +$29,261" in card
    office.dee.clicks("Apply it", on=card)
    office.dee.command("/it budget")
    assert office.dee.view is not None
    assert "$1,028,002 in fiscal year 2027" in office.dee.view  # 1,006,056.00 + 21,945.60
    office.dee.clicks("Open")
    assert (
        "Jul 2026 to Sep 2026: 600 employees × $36.00 = $21,600.00 a month, $64,800.00 in 3 months"
        in office.dee.view
    )
    assert "Oct 2026 to Jun 2027: 600 employees × $38.88 = $23,328.00 a month" in office.dee.view
    assert "prices-new.csv, row 8" in office.dee.view


def test_one_more_of_each_driver(office: Office) -> None:
    office.dee.command("/it budget")
    seen = office.dee.view
    assert seen is not None
    for said in (
        "sites: $2,404.00",
        "servers: $85.00",
        "employees: $52.65",
        "devices: $7.50",
        "transactions: USD 0.002",
    ):
        assert said in seen
