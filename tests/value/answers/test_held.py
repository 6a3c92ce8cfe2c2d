"""What a unit has, by when an order would be there, and what a thing is for: short questions, told at once."""

import pytest

from bot.db import Database
from bot.desk import Shelf
from bot.render import Renderer
from bot.value.answers import decide
from tests.value.answers.test_terms import LEE, STRANGER, staffed, told

__all__ = ["staffed"]  # a fixture


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what do we have", ("held", None, None)),
        ("which services do we use?", ("held", None, None)),
        ("what costs us most", ("held", None, None)),
        ("how many laptops do we have", ("held", "DEV", None)),
        ("how many erp users do we have", ("held", "ERP", None)),
        ("how many mailboxes", ("held", "COL", None)),
        ("do we have performance laptops", ("held", "DEV", "Performance")),
        ("what level are we on for crm", ("held", "CRM", None)),
        ("are we on premium", ("held", "CRM", "Premium")),
        ("lead time laptop", ("delivery", "DEV", None)),
        ("how long does a new laptop take", ("delivery", "DEV", None)),
        ("how quickly can i get a laptop", ("delivery", "DEV", None)),
        ("when would a new till be there if i order today", ("delivery", "POS", None)),
        ("what is document signing good for", ("what", "DOC", None)),
        ("who is wms for", ("what", "WMS", None)),
        ("what's the point of quarter-end care", ("included", "ERP", "Quarter-end care")),
        ("why would i need premium", ("included", "CRM", "Premium")),
        ("what's frontline", ("included", "COL", "Frontline")),
        ("what is erp", ("what", "ERP", None)),
    ],
)
def test_what_it_is_asked_of_what(
    sample_shelf: Shelf, question: str, topic: tuple[str, str | None, str | None]
) -> None:
    stock = sample_shelf.stock
    (found,) = decide(stock.catalog, stock.finder.find, question).topics

    assert (found.aspect, found.service, found.tier) == topic


@pytest.mark.parametrize(
    "question",
    [
        "how many vacation days do i have",
        "how many customers do we have",
        "do we have a contract with docusign",
        "do we have a vpn",
        "do we have to pay for mail",
        "how long does a repair take",
        "how long does a payroll run take",
        "what is the network not good for",
    ],
)
def test_what_only_sounds_so_is_asked_of_nobody(sample_shelf: Shelf, question: str) -> None:
    stock = sample_shelf.stock
    decided = decide(stock.catalog, stock.finder.find, question)

    assert not {topic.aspect for topic in decided.topics} & {"held", "delivery", "included"}


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (
            "how many laptops do we have",
            "Finance has 37 devices of Workplace device today: 33 devices on Standard and 4 devices on"
            " Performance, $2,422.00 a month.",
        ),
        ("do we have performance laptops", "Finance has 4 devices on Performance of Workplace device today"),
        ("do we have shared laptops", "Finance has nothing of Workplace device on Shared today."),
        (
            "how many envelopes do we have",
            "Finance has 5 × 100 envelopes on Volume of Document signing today.",
        ),
        ("what do we have", "Finance has 11 services today, $12,043.00 a month without what is paid by the"),
        ("what costs us most", "• Orders and finance: 34 named users on Standard, $5,610.00 a month\n"),
    ],
)
def test_what_the_unit_has(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, question: str, says: str
) -> None:
    assert says in told(staffed, sample_shelf, renderer, question)


def test_what_costs_most_stands_first(staffed: Database, sample_shelf: Shelf, renderer: Renderer) -> None:
    said = told(staffed, sample_shelf, renderer, "what do we have", LEE)

    costs = [
        float(line.rsplit("$")[1].split(" ")[0].replace(",", ""))
        for line in said.split("\n")
        if "• " in line and "$" in line
    ]
    assert costs == sorted(costs, reverse=True)
    assert len(costs) > 1


def test_who_belongs_nowhere_is_told_nothing_of_it(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer
) -> None:
    said = told(staffed, sample_shelf, renderer, "what do we have", STRANGER)
    assert "I do not know yet for which unit you work" in said


def test_without_a_database_it_says_so(sample_shelf: Shelf, renderer: Renderer) -> None:
    assert "could not look at here" in told(None, sample_shelf, renderer, "how many laptops do we have")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        # Monday 23 Nov 2026, 9:00 in Denver, on service hours 7 to 19
        ("lead time laptop", "By 24 Nov 2026, 13:00 if it is ordered and approved now: Workplace device on"),
        ("lead time laptop", "• Performance: by 23 Nov 2026, 17:00, within 8 h of its hours (Monday to"),
        ("how long does express onboarding take", "By 24 Nov 2026, 09:00 if it is ordered and approved"),
        ("how long until i get a new phone", "Phones and contact center on Phone, within 8 h of its hours"),
    ],
)
def test_by_when_an_order_would_be_there(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, question: str, says: str
) -> None:
    assert says in told(staffed, sample_shelf, renderer, question)


def test_what_cannot_be_ordered_is_never_delivered(sample_shelf: Shelf, renderer: Renderer) -> None:
    said = told(None, sample_shelf, renderer, "lead time of Network core")

    assert "works in the background" in said
    assert "if it is ordered" not in said
