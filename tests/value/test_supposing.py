"""Reading a what-if: drivers, lists, prices, months and worth in the words that people use."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cost import budget
from bot.value.supposing import Known, begins, read, read_partly, supposes

YEAR = ["2026-07"]
while len(YEAR) < 12:
    YEAR.append(budget.after(YEAR[-1]))
KNOWN = Known(
    {
        "sites": Decimal(14),
        "employees": Decimal(640),
        "devices": Decimal(600),
        "transactions": Decimal(450_000),
        "ERP users": Decimal(150),
    },
    [
        "Productivity suite licence",
        "Hardware support contract, servers",
        "Hardware support contract, site kit",
        "WAN circuit",
    ],
    [(7, "Ridge Telecom", "2027-02"), (2, "Harbor IT Supply", "2027-04")],
    YEAR,
    "2026-11",
)  # fmt: skip

SITE = {"sites": "1", "employees": "6", "devices": "10"}


def parts(text: str) -> list[dict[str, Any]]:
    found = read(text, KNOWN)
    return found["parts"] if found else []


@pytest.mark.parametrize(
    ("text", "levels", "begins"),
    [
        ("one more site from July", {"sites": "1"}, "2027-07"),
        ("what if we open another store in January?", {"sites": "1"}, "2027-01"),
        ("two fewer sites from month 7", {"sites": "-2"}, "2027-01"),
        ("we close one branch from March 2028", {"sites": "-1"}, "2028-03"),
        ("20 more people", {"employees": "20"}, "2026-12"),
        ("10 % more transactions from next month", {"transactions": "45000"}, "2026-12"),
        ("5 ERP users less from 2027-02", {"ERP users": "-5"}, "2027-02"),
        ("a new site with 6 people and 10 devices from Jan", SITE, "2027-01"),
        ("one more site from January with 6 employees", {"sites": "1", "employees": "6"}, "2027-01"),
        ("from July one more site", {"sites": "1"}, "2027-07"),
        ("what if in January we open a site with 6 people and 10 devices", SITE, "2027-01"),
        ("1,000 more transactions since November", {"transactions": "1000"}, "2026-11"),
        ("6 fewer people from marketing", {"employees": "-6"}, "2026-12"),  # no month
    ],
)  # fmt: skip
def test_drivers_with_how_many_and_from_when(text: str, levels: dict[str, str], begins: str) -> None:
    assert parts(text) == [{"from": begins, "levels": levels}]


@pytest.mark.parametrize(
    ("text", "number", "begins"),
    [
        ("the vendor's new list from April", 7, "2027-04"),
        ("Harbor's new price list", 2, "2027-04"),
        ("the new pricelist of Ridge in March", 7, "2027-03"),
    ],
)
def test_a_list_is_of_the_vendor_who_is_named_or_the_first_that_waits(
    text: str, number: int, begins: str
) -> None:
    assert parts(text) == [{"from": begins, "list": number}]


def test_both_keep_their_months_and_what_is_paid_once_stays_with_the_site() -> None:
    site = {"from": "2027-01", "levels": {"sites": "1"}, "one_off": "9800"}
    new_list = {"from": "2027-04", "list": 2}
    for text in (
        "one more site from January, 9,800 fit-out, and the new Harbor list from April",
        "one more site from January and the new Harbor list from April with a one-off of $9.8k",
        "one more site for $9,800 one-off from January and Harbor's list",
    ):
        assert parts(text) == [site, new_list], text
    assert parts("one more site and the new Harbor list from April") == [
        {"from": "2027-04", "levels": {"sites": "1"}},
        new_list,
    ]


def test_prices_that_rise_by_so_many_per_cent() -> None:
    assert parts("productivity suite +8 % and hardware support 12 % dearer from April") == [
        {
            "from": "2027-04",
            "rises": [
                ["Productivity suite licence", "1.08"],
                ["Hardware support contract, servers", "1.12"],
                ["Hardware support contract, site kit", "1.12"],
            ],
        }
    ]
    assert parts("WAN circuit 5 % cheaper from May")[0]["rises"] == [["WAN circuit", "0.95"]]


def test_what_it_is_worth_is_no_driver() -> None:
    found = read(
        "one more site from January for 900 nearby clients worth $1,900 a year, 30 % would leave, "
        "other running costs of 312,000",
        KNOWN,
    )
    assert found == {
        "parts": [{"from": "2027-01", "levels": {"sites": "1"}}],
        "value": {"what": "clients", "count": "900", "each": "1900", "share": "0.3", "other": "312000"},
    }


@pytest.mark.parametrize(
    "text", ["", "what if the moon falls down", "what does ERP cost?", "from January", "30 %"]
)
def test_where_nothing_changes_nothing_is_read(text: str) -> None:
    assert read(text, KNOWN) is None


@given(st.text(max_size=200))
def test_no_words_break_it(text: str) -> None:
    found = read(text, KNOWN)
    assert found is None or found["parts"]


def test_months_that_come_first_hold_for_what_follows() -> None:
    assert parts("from January one more site, and from April the new Harbor list") == [
        {"from": "2027-01", "levels": {"sites": "1"}},
        {"from": "2027-04", "list": 2},
    ]


def test_what_no_driver_is_called_is_named() -> None:
    found = read("one more site and 3 more windmills from March", KNOWN)
    assert found is not None
    assert found["strange"] == ["windmills"]
    assert read("3 more windmills from March for 5,000 once", KNOWN) is None
    assert "strange" not in (read("5 more ERP users and 2 new laptops", KNOWN) or {})


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("what if we fly to the moon in May", {"from": "2027-05", "levels": {}}),
        ("3 more windmills from March, 5,000 once", {"from": "2027-03", "levels": {}, "one_off": "5000"}),
    ],
)
def test_what_was_understood_is_kept_for_the_form(text: str, understood: dict[str, Any]) -> None:
    assert read_partly(text, KNOWN) == {"parts": [understood], "value": None}


def test_of_nothing_understood_nothing_is_kept() -> None:
    assert read_partly("what if the moon falls down", KNOWN) == {}


@pytest.mark.parametrize(
    ("text", "may", "surely"),
    [
        ("What if we open one more site?", True, True),
        ("suppose we close one", True, True),
        ("What would the vendor's new list from April cost us?", True, False),
        ("how much more would 20 people cost", True, False),
        ("What does ERP cost us?", True, False),
        ("Is ERP open on Saturday?", False, False),
    ],
)
def test_how_a_what_if_begins(text: str, may: bool, surely: bool) -> None:
    assert (supposes(text), begins(text)) == (may, surely)
