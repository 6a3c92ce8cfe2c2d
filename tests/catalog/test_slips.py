"""Slips of the pen that would pass for something else: figures, quotes, empty lists."""

from decimal import Decimal

import pytest

from bot.catalog.definitions import problems
from bot.catalog.typed import Surroundings
from bot.money import Money
from tests.catalog.conftest import FINISHED, Folder

PRICE, AVAILABLE = "    price: 165", "    availability: 99.5"


@pytest.mark.parametrize(
    ("old", "new", "says", "suggests"),
    [
        (PRICE, "    prices: []", "`prices` of `Standard` is empty, so it would cost nothing.", "Write one"),
        (PRICE, "    price: 0165", "`0165` cannot be read: YAML takes", "leave out the 0, or quote it"),
        (PRICE, "    price: 0x1f", "`0x1f` cannot be read", "leave out the 0"),
        (PRICE, "    price: .nan", "`.nan` cannot be read: it is no figure", "no figure that anybody"),
        (AVAILABLE, "    availability: 0.995", "would work 0.995 % of its hours.", "Did you mean `99.5`?"),
        (AVAILABLE, "    availability: 1", "would work 1 % of its hours.", "Did you mean `100`?"),
    ],
)
def test_a_figure_that_is_read_as_another_is_refused(
    finished: Folder, old: str, new: str, says: str, suggests: str
) -> None:
    line = finished.change("services/erp.yaml", old, new)
    (mistake,) = finished.mistakes()
    assert (mistake.file, mistake.line) == ("services/erp.yaml", line)
    assert says in mistake.message
    assert suggests in str(mistake)


@pytest.mark.parametrize(("price", "read"), [("12_000", 12000), ("0", 0), ("0.5", Decimal("0.5"))])
def test_other_ways_to_write_a_figure_are_read_as_they_are_meant(
    finished: Folder, price: str, read: int | Decimal
) -> None:
    finished.change("services/erp.yaml", PRICE, f"    price: {price}")
    finished.change("company.yaml", "ERP.Standard: 2", "ERP.Standard: 0")
    assert finished.load().tier("ERP", "Standard").price == Money.of(read, "USD")


def test_the_form_in_slack_wants_a_percentage_too(finished: Folder) -> None:
    said = {"level_0_availability": "0.995"}
    found = problems("levels", said, Surroundings(finished.load()))
    assert found["level_0_availability"].what == "percent_shape"


def test_somebody_leads_it(finished: Folder) -> None:
    line = finished.change("company.yaml", "leads: [dee@tiny.example]", "leads: []")
    (mistake,) = finished.mistakes()
    assert mistake.line == line
    assert mistake.message == "Nobody leads IT, so nobody would hear of what goes wrong."


def test_a_slip_is_told_once(finished: Folder) -> None:
    line = finished.change("services/erp.yaml", PRICE, "    pric: 165")
    said = [str(each) for each in finished.mistakes()]
    assert said == [f"services/erp.yaml:{line}: `pric` is not known here. Did you mean `price`?"]


def test_what_only_follows_from_a_wrong_key_is_not_told(finished: Folder) -> None:
    line = finished.change("services/erp.yaml", "service: NET", "service: NETT")
    said = [str(each) for each in finished.mistakes()]
    assert said == [f"services/erp.yaml:{line}: `NETT` is no service. Did you mean `NET`?"]


def test_a_key_that_two_files_have_says_nothing_of_shares(finished: Folder) -> None:
    finished.write("services/crm.yaml", FINISHED.replace(", share: 1", ", share: 0.5"))
    assert not [each for each in finished.mistakes() if "share" in each.message]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (PRICE, "    price: -165", "`price` should be 0 or more, not less than nothing: `-165`."),
        (PRICE, "    price:", "such as 165 or 12.50, but nothing is written."),
        (
            PRICE,
            "    prices: [{price: 1, until: 2027-01-01}]",
            "`until` is not known here. Each price ends where the next one begins.",
        ),
        ("stage: live", "stage: planned", "not `planned`. Did you mean `pipeline`?"),
        ("stage: live", "stage: Active", "not `Active`. Did you mean `live`?"),
        ("stage: live", "stage: live\naudience: [Finanse]", "Did you mean `CC-1`?"),
        (
            "next_review: 2027-03-01",
            "next_review: 20270301",
            "should be a date such as 2027-03-31, not `20270301`.",
        ),
        (
            "next_review: 2027-03-01",
            "next_review: 2027-03-01 10:00:00",
            "`next_review` should be a date such as 2027-03-31.",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_plain_words(finished: Folder, old: str, new: str, says: str) -> None:
    finished.change("services/erp.yaml", old, new)
    (mistake,) = finished.mistakes()
    assert says in str(mistake)
