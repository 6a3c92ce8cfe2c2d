"""The worked example of budget and what-if, from files that an IT lead sends to what they read, to the cent."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest

from bot.sandbox.seen import SeenMessage
from tests.beginnings import begun_once
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
@begun_once
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


SITE = "one more site, 6 employees and 10 devices from month 7, 9,800 fit-out"
LIST = "the vendor's new list from month 4"
VALUE = "for 900 nearby clients worth 1,900 a year, 30 % would leave, other running costs 312,000"
BY_LINE = """
WAN circuit                         | 165,600.00 | 6,900.00 | 0.00      | 6,900.00
SD-WAN appliance lease              | 46,080.00  | 1,920.00 | 0.00      | 1,920.00
Wi-Fi access point support          | 12,096.00  | 504.00   | 0.00      | 504.00
Hardware support contract, site kit | 30,240.00  | 1,260.00 | 2,721.60  | 4,132.80
Hardware support contract, servers  | 40,800.00  | 0.00     | 3,672.00  | 3,672.00
Field engineering                   | 92,160.00  | 3,840.00 | 0.00      | 3,840.00
Productivity suite licence          | 259,200.00 | 1,296.00 | 15,552.00 | 16,951.68
Endpoint management                 | 61,200.00  | 450.00   | 0.00      | 450.00
Service desk contact                | 119,880.00 | 599.40   | 0.00      | 599.40
Once                                |            | 9,800.00 | 0.00      | 9,800.00
"""
EXPECTED = [
    [name.strip(), *(amount.strip().replace(",", "") for amount in amounts)]
    for name, *amounts in (row.rsplit("|", 4) for row in BY_LINE.strip().splitlines())
]


def sums(message: SeenMessage) -> dict[str, str]:
    (found,) = [block for block in message.blocks if block["type"] == "table"]
    return dict([cell["text"] for cell in row] for row in found["rows"])


BOTH = {
    "Fiscal year 2027": "USD",
    "As planned today": "$1,006,056.00",
    "With both": "$1,054,825.88",
    "Difference": "+$48,769.88",
    "1 alone": "+$26,569.40",
    "2 alone": "+$21,945.60",
    "Only from both at once": "+$254.88",
    "Paid once, in the difference": "+$9,800.00",
}
COST_VIEW = "$186.31 per 1,000 transactions becomes $192.52 (+3.33 %)"


def test_both_what_ifs_to_the_cent_in_plain_words(office: Office) -> None:
    asked = office.dee.dm(f"What if we have {SITE} and {LIST}, {VALUE}?")
    said = office.dee.sees("bot", thread=asked)[1]
    assert said.text.startswith("+$48,769.88 in fiscal year 2027 if: ")
    assert sums(said) == BOTH
    assert "together +$38,969.88" in said
    assert "1 alone +$16,769.40, 2 alone +$21,945.60" in said
    assert "Fiscal year 2028 by its drivers: $1,069,365.36" in said
    assert "Last year and five per cent would say $1,056,358.80" in said
    assert "whether this happens or not: $13,006.56 too little" in said
    assert "A full year of it costs +$33,538.80* at today's prices, +$2,794.90 a month" in said
    assert COST_VIEW in said
    assert "It protects $513,000.00 a year" in said
    assert "It costs $345,538.80 a year, of which IT is 9.71 %" in said
    assert "net +$167,461.20" in said
    assert "It pays from 20.21 % of them at risk on" in said


def test_each_alone_in_plain_words(office: Office) -> None:
    office.dee.dm("What would the vendor's new list from month 4 cost us?")
    assert "+$21,945.60 in fiscal year 2027" in office.dee.last()
    office.dee.command(f"/it whatif {SITE}")
    site = sums(office.dee.last())
    assert site["Difference"] == "+$26,569.40"
    assert site["With the change"] == "$1,032,625.40"


def test_the_form_says_the_same(office: Office) -> None:
    office.dee.command("/it whatif")
    office.dee.fills({"sites": "1", "employees": "6", "devices": "10", "From": "Jan 2027"})
    office.dee.fills({"Paid once, such as the fit-out": "9800", "A price list that waits": "Acme new"})
    office.dee.fills({"Whom it keeps, such as clients nearby": "clients", "How many": "900"})
    office.dee.fills(
        {"What one brings in a year": "1900", "How many of a hundred would leave without it": "30"}
    )
    office.dee.fills({"What else it costs to run in a year, beside IT": "312000"})
    assert office.dee.submits() == {}
    said = office.dee.last()
    assert sums(said) == BOTH  # the list is from its own day, month 4
    assert "net +$167,461.20" in said


def test_every_line_to_the_cent_in_the_message_and_the_file(office: Office) -> None:
    office.dee.command(f"/it whatif {SITE} and {LIST}")
    said = office.dee.last()
    for name, base, site, list_, both in EXPECTED[:-1]:
        then = f"{float(base) + float(both):,.2f}"
        assert f"*{name}*: ${float(base):,.2f} → ${then}, *+${float(both):,.2f}*" in said
        for number, alone in ((1, site), (2, list_)):
            part = "" if alone == both else f" +${float(alone):,.2f}"
            assert (f"{number} alone{part}" in line_of(said, name)) == (alone != "0.00")
    office.dee.clicks("CSV", on=said)
    office.later(timedelta(seconds=1))
    assert "The what-if of fiscal year 2027*, as a file" in office.dee.last()
    *_, file = office.workspace.files.values()
    rows = list(csv.DictReader(StringIO((file.content or b"").decode("utf-8-sig"))))
    found = {
        row["Line"]: [row["Line"], row["Today"], row["1 alone"], row["2 alone"], row["Difference"]]
        for row in rows
    }
    assert [found[name] for name, *_ in EXPECTED] == EXPECTED
    assert found["2 other lines"][1] == "178800.00"
    assert sum(Decimal(row["Difference"] or 0) for row in rows) == Decimal("48769.88")


def line_of(said: SeenMessage, name: str) -> str:
    (line,) = [line for line in said.all_text.splitlines() if line.startswith(f"• *{name}*")]
    return line


def test_a_figure_opens_down_to_the_price_list(office: Office) -> None:
    office.dee.command(f"/it whatif {SITE} and {LIST}")
    office.dee.chooses("Open a line…", "Productivity suite licence", on=office.dee.last())
    seen = office.dee.view
    assert seen is not None
    assert "*Productivity suite licence*: $259,200.00 → $276,151.68, *+$16,951.68*" in seen
    assert "(1 alone +$1,296.00, 2 alone +$15,552.00, at once +$103.68)" in seen
    assert "Jul 2026 to Sep 2026: 600 employees × $36.00 = $21,600.00 a month, as planned" in seen
    assert (
        "Oct 2026 to Dec 2026: 600 employees × $38.88 = $23,328.00 a month, "
        "instead of 600 employees × $36.00 = $21,600.00: +$5,184.00 in 3 months" in seen
    )
    assert (
        "Jan 2027 to Jun 2027: 606 employees × $38.88 = $23,561.28 a month, "
        "instead of 600 employees × $36.00 = $21,600.00: +$11,767.68 in 6 months" in seen
    )
    assert "Acme, list 2026 in force since 1 Jan 2026: A6, $36.00 (prices-2026.csv, row 8)" in seen
    assert "Acme, list new that waits, from 1 Oct 2026: A6, $38.88 (prices-new.csv, row 8)" in seen


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
