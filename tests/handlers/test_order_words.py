"""Every card of an order in every state, with the longest words; and every no with its way forward."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.cost.quotes import Ways
from bot.money import Money
from bot.process import cards
from bot.process.orders import Order, OrderEvent
from bot.render import Renderer
from bot.settings import HOUSE
from tests.process.calder import ANA, BO, CATALOG, CY

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
RENDERER = Renderer(HOUSE / "templates")
LONG = "<!channel> & *so* it goes, line after line\n" * 120
STATES = ("approval", "open", "taken", "done", "closed", "declined", "cancelled")


def order(state: str, kind: str = "order", **given: Any) -> Order:
    whole: dict[str, Any] = {
        "id": 7,
        "kind": kind,
        "state": state,
        "person": ANA,
        "unit": "CC-500",
        "service": "DOC",
        "tier": "Pay as you go",
        "quantity": 10_000,
        "unit_price": Decimal(160),
        "replaces": "Volume",
        "starts_on": date(2026, 12, 1),
        "change_minor": 160_000_000,
        "commitment_minor": 160_000_000,
        "over_funding": True,
        "text": LONG,
        "note": LONG,
        "origin": "https://calder.slack.com/archives/C0FINANCE/p1",
        "opened_at": NOW,
        "due_at": NOW,
        "done_at": NOW,
        "approver": BO,
        "approver_why": "lead",
        "assignee": CY,
        "team": "C0ERPTEAM",
        "out_of_hours": True,
    }
    return Order(**{**whole, **given})


def facts(order: Order) -> dict[str, Any]:
    return {"order": cards.facts_of(CATALOG, order), "remaining": Money(-1, "USD")}


def every_order() -> Iterator[Order]:
    for state in STATES:
        yield order(state)
        yield order(state, unit_price=Decimal(0), change_minor=0, commitment_minor=0, text="", note="")
        if state not in ("approval", "declined"):
            yield order(state, "incident", approver=None, unit="", starts_on=None, unit_price=None)
            yield order(state, "question", approver=None, service=None, tier=None, unit_price=None)


def said(template: str, **given: Any) -> str:
    message = RENDERER.message(template, given)
    RENDERER.message(template, given, classic=True)
    return str(message)


@pytest.mark.parametrize("reader", ["requester", "approver", "team"])
def test_every_card_can_be_said_and_shouts_at_nobody(reader: str) -> None:
    for each in every_order():
        if reader != "approver" or each.approver:
            assert "<!channel>" not in said(f"orders/{reader}", **facts(each))


def test_only_what_is_under_way_has_buttons_for_the_team() -> None:
    for each in every_order():
        assert ("order.done" in said("orders/team", **facts(each))) == (each.state in ("open", "taken"))
        assert ("order.cancel" in said("orders/requester", **facts(each))) == cards.facts_of(CATALOG, each)[
            "can_cancel"
        ]


def test_what_the_team_asks_and_ana_answers_can_be_long() -> None:
    step = OrderEvent(id=3, order_id=7, at=NOW, by=CY, what="asked", note=LONG)
    given = {"order": cards.facts_of(CATALOG, order("taken")), "question": step}
    said("orders/question", **given, reply=None)
    said("orders/question", **given, reply=step)
    said("orders/reply", **given, reply=step)
    said("orders/stop", order=given["order"])
    said("orders/declined", order=given["order"])
    for form in ("ask", "change", "decline", "sent"):
        RENDERER.view(f"orders/{form}", given)
    RENDERER.view("orders/answer", given)


SHORT: dict[str, Any] = {
    "unit": "Finance",
    "service": "Document signing",
    "service_key": "DOC",
    "tier": "Volume",
    "quantity": 10,
    "starts_on": date(2026, 12, 1),
    "commitment": Money(1, "USD"),
    "remaining": Money(1, "USD"),
    "short": Money(1, "USD"),
    "year_ends_on": date(2027, 7, 1),
    "note": LONG[:1500],
}
TOGETHER: dict[str, Any] = {
    "number": 7,
    "service": "Orders",
    "tier": "Extended",
    "unit": "Finance",
    "measures": "named users",
    "quantity": 34,
    "note": LONG[:1500],
}
REFUSALS: list[tuple[str, dict[str, Any]]] = [
    *[("already", {"number": 7, "state": state, "by": BO, "at": NOW, "person": ANA}) for state in STATES],
    ("not_approver", {"number": 7, "approver": BO}),
    ("not_approver", {"number": 7, "approver": None}),
    ("not_requester", {"number": 7, "person": ANA}),
    ("team_only", {"help": "#it-help"}),
    ("no_team", {"help": "#it-help"}),
    ("no_approver", {"unit": "Finance", "budget_owner": "bo@calder.example", "help": "#it-help"}),
    ("unknown", {"number": 7}),
    ("all_together", TOGETHER),
    ("not_orderable", {"name": "Fax line", "stage": "retired", "instead": "Mail"}),
    ("not_orderable", {"name": "Repair tracking", "stage": "pipeline", "instead": None}),
    ("over_funding", {**SHORT, "number": None, "ways": Ways()}),
    ("over_funding", {**SHORT, "number": 7, "ways": Ways(5, date(2027, 1, 1), "Pay as you go")}),
    ("over_funding", {**SHORT, "number": 7, "remaining": Money(-1, "USD"), "ways": Ways(5)}),
]


@pytest.mark.parametrize(
    ("template", "given"), REFUSALS, ids=lambda each: each if isinstance(each, str) else ""
)
def test_no_no_is_without_a_button_that_leads_on(template: str, given: dict[str, Any]) -> None:
    assert "'type': 'button'" in said(f"orders/{template}", **given, alternatives=["talk"])
