"""The worked examples of balance and of satisfaction, from files that an IT lead sends to what they read."""

from dataclasses import replace
from typing import Any

import pytest

from bot.desk import Stock
from bot.sandbox.seen import SeenMessage
from tests.office import Office

COSTED = 6  # services with a unit cost, of fifteen
SENT = {
    "satisfied": (76, 96),  # the low end of Wilson's range is 70.00 %
    "talks": (83, 100),
    "outcomes": (93, 100),
    "way_forward": (96, 100),
    "in_time": (81, 100),
    "owned": (67, 100),
    "remedied": (58, 100),
    "not_reopened": (95, 100),
}


def sends(office: Office, name: str, header: str, *rows: str) -> None:
    office.dee.sends_file(name, "\n".join([header, *rows]).encode())
    office.dee.clicks("Take it")


def counted(office: Office, figures: dict[str, tuple[int, int]], month: str = "2026-10") -> None:
    rows = [f"{key},{month},{good},{of_all}" for key, (good, of_all) in figures.items()]
    sends(office, f"measures-{month}.csv", "measure,month,good,counted", *rows)


def shown(office: Office, word: str) -> SeenMessage:
    office.dee.command(f"/it {word}")
    return office.dee.last("bot")


def table(message: SeenMessage) -> dict[str, list[dict[str, Any]]]:
    (found,) = [block for block in message.blocks if block["type"] == "table"]
    return {row[0]["text"]: row[1:] for row in found["rows"]}


def fifteen_services(office: Office) -> list[str]:
    """Leave fifteen services live, and return their keys."""
    stock = office.desk.shelf.stock
    live = [each for each in stock.catalog.live() if each.kind == "customer_facing"]
    gone = {each.key: replace(each, stage="retired") for each in live[15:]}
    catalog = replace(stock.catalog, services={**stock.catalog.services, **gone})
    office.desk.shelf.stock = Stock(catalog, stock.finder)
    return [each.key for each in live[:15]]


@pytest.fixture
def w6(office: Office) -> None:
    """Send what it cost, what was used, the budget, and what other systems count."""
    keys = fifteen_services(office)[:COSTED]
    cost = [f"2026-10,12.00,{key},software,ledger" for key in keys]
    sends(office, "cost.csv", "month,amount,service,category,vendor", *cost, "2026-10,28.00,,software,ledger")
    tiers = {key: office.desk.catalog.services[key].tiers[0].name for key in keys}
    used = [f"2026-10,CC-500,{key},{tier},10" for key, tier in tiers.items()]
    sends(office, "usage.csv", "month,unit,service,tier,quantity", *used)
    lines = [f"2027,Line {at},software,{'sites' if at < 7 else ''},1,100" for at in range(20)]
    sends(office, "budget.csv", "fiscal_year,name,category,driver,per_driver,unit_price", *lines)
    counted(office, SENT)


@pytest.mark.usefixtures("w6")
def test_the_balance_to_the_point(office: Office) -> None:
    card = shown(office, "balance").all_text
    assert "*61.84 of 100*" in card
    assert "Danger zone: customer focus and process orientation without cost" in card
    assert "value is never defined or related to cost" in card
    assert (
        "Customer focus: *85.50*\nProcess orientation: *75.25*\nCost optimization: *36.75*, below 60" in card
    )
    assert "*Next:* charges explained to who pays (not measured) is the lowest in cost optimization" in card
    assert "which is 38.50 points behind the next" in card
    assert "Then: budget lines that follow a driver (35 %)" in card
    assert "Not measured counts 0, and 1 of 12 is not measured" in card
    assert "the plain mean would say 65.83); the lowest is 0.430 of the highest" in card
    raised = [line for line in card.splitlines() if ":warning: *" in line]
    assert len(raised) == 2
    assert "Proposals without a business case" in raised[0]
    assert "Processes that define no value" in raised[1]


@pytest.mark.usefixtures("w6")
def test_every_measure_says_of_how_many_it_is_and_who_says_so(office: Office) -> None:
    rows = table(shown(office, "measures"))
    by_hand = {
        "People who are satisfied, at the least": ("70 %", "96 final answers of the month, as measures-"),
        "Units that talked with IT about value": ("83 %", "100 units, 90 days, as measures-2026-10.csv says"),
        "Services with an outcome and a measure of it": ("93 %", "100 live services"),
        "Contacts that ended with a way forward": ("96 %", "100 contacts of the month"),
        "Done in time": ("81 %", "100 things due in the month"),
        "Process measures with an owner and a review": ("67 %", "100 process measures"),
        "Missed targets with a remedy": ("58 %", "100 targets missed in three months"),
        "Done and stayed done": ("95 %", "100 things done in the month"),
        "Cost that reaches a service people use": ("72 %", "7 cost lines of the month"),
        "Services with a unit cost": ("40 %", "15 live services"),
        "Budget lines that follow a driver": ("35 %", "20 budget lines of the year"),
        "Charges explained to who pays": ("not measured", "no statements of three months"),
    }
    for name, (figure, source) in by_hand.items():
        assert rows[name][0]["text"] == figure, name
        assert rows[name][-1]["text"].startswith(source), name


@pytest.mark.parametrize(
    ("scores", "verdict", "raised"),
    [
        ((78, 74, 41), "Danger zone: customer focus and process orientation without cost", 2),
        ((78, 41, 74), "Danger zone: customer focus and cost optimization without process", 2),
        ((41, 78, 74), "Danger zone: process orientation and cost optimization without the customer", 2),
        ((78, 41, 41), "Only customer focus is strong: two are missing", 2),
        ((61, 60, 60), "All three are strong: no danger zone", 0),
        ((59, 59, 59), "None of the three is strong yet", 0),
        ((60, 60, 59), "Danger zone: customer focus and process orientation without cost", 2),
    ],
)
def test_the_zones(office: Office, scores: tuple[int, int, int], verdict: str, raised: int) -> None:
    customer, process, cost = scores
    rest = 4 * customer - 70  # which is what satisfaction counts, of 76 in 96
    figures = {"satisfied": (76, 96), **dict.fromkeys(("talks", "outcomes", "way_forward"), (rest, 300))}
    figures |= dict.fromkeys(("in_time", "owned", "remedied", "not_reopened"), (process, 100))
    figures |= dict.fromkeys(("traced", "unit_costs", "driven", "explained"), (cost, 100))
    counted(office, figures)
    card = shown(office, "balance").all_text
    assert verdict in card
    assert card.count(":warning: *") == raised


WILSON = [
    (5, 0, "0.00"), (5, 4, "37.55"), (10, 8, "49.02"), (10, 9, "59.58"), (20, 18, "69.90"),
    (50, 42, "71.49"), (50, 45, "78.64"), (200, 180, "85.06"), (1000, 900, "87.98"),
    (1681, 668, "37.42"), (400, 200, "45.12"), (765, 302, "36.07"), (239, 96, "34.16"), (277, 70, "20.52"),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "satisfied", "low"), WILSON)
def test_satisfaction_counts_by_its_low_end(office: Office, answers: int, satisfied: int, low: str) -> None:
    counted(office, {"satisfied": (satisfied, answers)})
    figure = table(shown(office, "measures"))["People who are satisfied, at the least"][0]
    assert f"{figure['value']:.2f}" == low


def test_of_three_answers_nothing_is_shown(office: Office) -> None:
    counted(office, {"satisfied": (3, 3)})
    figure, *_, source = table(shown(office, "measures"))["People who are satisfied, at the least"]
    assert figure["text"] == "not measured"
    assert source["text"].startswith("3 final answers of the month, too few to show")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((46, 50), (40, 50), "satisfied 80 % (67 % to 89 %, 50 answers), no clear change"),
        ((184, 200), (160, 200), "satisfied 80 % (74 % to 85 %, 200 answers), down from the month before"),
    ],
)
def test_a_change_that_chance_explains_is_none(
    office: Office, before: tuple[int, int], after: tuple[int, int], said: str
) -> None:
    counted(office, {"satisfied": before}, "2026-09")
    counted(office, {"satisfied": after})
    office.dee.command("/it balance")
    office.dee.clicks("Six signs")
    assert said in office.dee.last("bot").all_text


def test_a_file_that_is_taken_back_takes_its_figures_along(office: Office) -> None:
    counted(office, {"in_time": (81, 100)})
    office.dee.clicks("Take it back", on=next(each for each in office.dee.sees("bot") if "Taken in" in each))
    assert table(shown(office, "measures"))["Done in time"][0]["text"] == "not measured"
