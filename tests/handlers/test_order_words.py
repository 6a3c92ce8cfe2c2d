"""Every card of an order in every state, with the longest words; and every no with its way forward."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.cost.quotes import Ways
from bot.money import Money
from bot.process import cards, parts, queue
from bot.process.orders import Order, OrderEvent
from bot.process.relaying import Said
from bot.render import Renderer
from bot.settings import HOUSE
from tests.process.calder import ANA, BO, CATALOG, CY

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
RENDERER = Renderer(HOUSE / "templates")
LONG = "<!channel> & *so* it goes, line after line\n" * 120
STATES = ("approval", "open", "taken", "waiting", "done", "closed", "declined", "cancelled")


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
        "waiting_since": NOW,
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


STEP = OrderEvent(id=3, order_id=7, at=NOW, by=CY, what="handed_over", note=LONG)
TASKS = [
    order(state, "task", text=title, part_of=6)
    for state, title in (
        ("done", "A"),
        ("cancelled", "B"),
        ("planned", "C"),
        ("taken", "D"),
        ("waiting", LONG[:150]),
    )
]
MORE = {"parts": parts.progress(CATALOG, TASKS), "how": STEP, "handed": STEP, "told": [CY, BO]}


def said(template: str, **given: Any) -> str:
    message = RENDERER.message(template, given)
    RENDERER.message(template, given, classic=True)
    return str(message)


@pytest.mark.parametrize("reader", ["requester", "approver", "team"])
def test_every_card_can_be_said_and_shouts_at_nobody(reader: str) -> None:
    for each in every_order():
        if reader != "approver" or each.approver:
            assert "<!channel>" not in said(f"orders/{reader}", **facts(each))
            assert "<!channel>" not in said(f"orders/{reader}", **facts(each), **MORE)


def test_only_what_is_under_way_has_buttons_for_the_team() -> None:
    for each in every_order():
        assert ("order.done" in said("orders/team", **facts(each))) == (
            each.state in ("open", "taken", "waiting")
        )
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
    for form in ("change", "decline", "sent"):
        RENDERER.view(f"orders/{form}", given)
    RENDERER.view("orders/answer", given)


@pytest.mark.parametrize("kind", ["order", "incident", "question", "complaint", "task"])
def test_what_is_said_about_it_can_be_long(kind: str) -> None:
    about = {"order": cards.facts_of(CATALOG, order("taken", kind, part_of=6)), "person": CY, "by": CY}
    words = Said(ANA, LONG, ["error.png"] * 40)
    answer = {"question": LONG[:150], "answer": LONG[:2000], "name": "ERP.1", "verified_on": NOW.date()}
    for template in ("said", "told", "left", "assigned", "skipped", "stock_told"):
        assert "<!channel>" not in said(f"orders/{template}", **about, said=words, handed=STEP)
    said("orders/stock_sent", **about, answer=answer)
    for owns, to_team in ((True, False), (False, True)):
        said("orders/untaken", **about, team="C0ERPTEAM" if owns else CY, owns=owns)
        said("orders/heard", **about, to_team=to_team, at=NOW)
    for form in ("ask", "tell", "done", "assign", "hand_over", "skip", "stock"):
        RENDERER.view(f"orders/{form}", {**about, "waits": True, "answers": [answer] * 8})
    RENDERER.view("orders/stock", {**about, "answers": []})


@pytest.mark.parametrize("step", ["ask", "works", "again", "stopped", "closed"])
def test_every_step_of_closing_can_be_said(step: str) -> None:
    for each in (each for each in every_order() if each.state in ("open", "done", "closed")):
        about = {"order": cards.facts_of(CATALOG, each), "stamp": 1, "step": step, "answer": None}
        assert "<!channel>" not in said("closing/closing", **about, how=STEP, said=Said(ANA, LONG))
        said("closing/remind", **about)
        said("closing/reopened", **about, owner=None)
        said("closing/reopened", **about, owner=BO)
        RENDERER.view("closing/wrong", about)


def test_what_was_written_is_passed_on_whole() -> None:
    text = " ".join(str(number) for number in range(900))
    about = cards.facts_of(CATALOG, order("taken"))
    assert " 899" in said("orders/said", order=about, said=Said(ANA, text))


def test_a_page_of_the_queue_fits() -> None:
    rows = [queue.row(CATALOG, each) for each in every_order() if each.state == "open"] * 3
    for total, offset, whose in ((len(rows), 0, "mine"), (10_000, 500, "all")):
        shown = {"rows": rows, "whose": whose, "offset": offset, "page": queue.PAGE, "total": total}
        RENDERER.view("orders/queue", shown)
    RENDERER.view("orders/queue", {**shown, "rows": [], "total": 0, "whose": "mine"})


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
    *[("has_it", {"number": 7, "assignee": CY, "mine": mine}) for mine in (True, False)],
    ("parts_open", {"number": 7, "tasks": ["Accounts", "Phone"]}),
    ("not_in_it", {"person": ANA}),
    ("to_nobody", {"leads": [BO]}),
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
