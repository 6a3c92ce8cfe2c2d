"""Slips of the pen that would pass for something else: figures, quotes, empty lists."""

from decimal import Decimal

import pytest

from bot.catalog.definitions import problems
from bot.catalog.typed import Surroundings
from bot.money import Money
from tests.catalog.conftest import Folder

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
