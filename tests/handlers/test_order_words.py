"""Every card of an order in every state, with the longest words; and every no with its way forward."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.catalog import Retired
from bot.cost.grants import Grant
from bot.cost.quotes import Ways
from bot.money import Money
from bot.process import cards, parts, queue
from bot.process.approvals import Approval, Delegation
from bot.process.orders import Order, OrderEvent
from bot.process.relaying import Said
from bot.render import Renderer
from bot.settings import HOUSE
from bot.value.drafts import Paying
from tests.process.calder import ANA, BO, CATALOG, CY, DEE

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
    return {"order": cards.facts_of(CATALOG, order), "remaining": Money(-1, "USD"), "mine": None}


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
        said("orders/heard", **about, to_team=to_team, kept=owns, at=NOW)
    for form in ("ask", "tell", "done", "assign", "hand_over", "skip", "stock"):
        RENDERER.view(f"orders/{form}", {**about, "waits": True, "answers": [answer] * 8})
    RENDERER.view("orders/stock", {**about, "answers": []})


@pytest.mark.parametrize("step", ["ask", "works", "again", "stopped", "closed"])
def test_every_step_of_closing_can_be_said(step: str) -> None:
    for each in (each for each in every_order() if each.state in ("open", "done", "closed")):
        about = {
            "order": cards.facts_of(CATALOG, each),
            "stamp": 1,
            "step": step,
            "answer": None,
            "language": "de",
        }
        assert "<!channel>" not in said("closing/closing", **about, how=STEP, said=Said(ANA, LONG))
        assert said("closing/remind", **about, waits=True) != said("closing/remind", **about, waits=False)
        said("closing/reopened", **about, owner=None)
        said("closing/reopened", **about, owner=BO)
        RENDERER.view("closing/wrong", about)
        assert said("closing/closing", **about | {"language": "en"}, how=None, said=None)


def test_what_was_written_is_passed_on_whole() -> None:
    text = " ".join(str(number) for number in range(900))
    about = cards.facts_of(CATALOG, order("taken"))
    assert " 899" in said("orders/said", order=about, said=Said(ANA, text))


def test_a_page_of_the_queue_fits() -> None:
    rows = [
        {**cards.facts_of(CATALOG, each), "reason": queue.reason(CATALOG, each)}
        for each in every_order()
        if each.state == "open"
    ] * 3
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
    "next_year": Money(12, "USD"),
    "pools": (),
}
TOGETHER: dict[str, Any] = {
    "number": 7,
    "service": "Orders",
    "tier": "Extended",
    "unit": "Finance",
    "measures": "named users",
    "quantity": 34,
    "commitment": Money(1, "USD"),
    "note": LONG[:1500],
}
CHANGED: dict[str, Any] = {
    "number": 7,
    "service": "Mail",
    "tier": "Plus",
    "quantity": 10,
    "payer": "Finance",
    "before": Money(1, "USD"),
    "quote": {"commitment": Money(2, "USD"), "remaining": Money(9, "USD"), "left": Money(7, "USD")}
    | {"next_year": Money(24, "USD")},
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
    ("figures_changed", {**CHANGED, "over": True}),
    ("figures_changed", {**CHANGED, "over": False}),
    ("said_already", {"number": 7, "at": NOW, "approver": BO}),
    ("not_any_more", {"number": 7, "approver": BO}),
    ("not_orderable", {"name": "Fax line", "stage": "retired", "retired": Retired(NOW.date(), "Mail")}),
    ("not_orderable", {"name": "Repair tracking", "stage": "pipeline", "retired": None}),
    ("over_funding", {**SHORT, "number": None, "ways": Ways()}),
    ("over_funding", {**SHORT, "number": 7, "ways": Ways(5, date(2027, 1, 1), "Pay as you go")}),
    ("over_funding", {**SHORT, "number": 7, "remaining": Money(-1, "USD"), "ways": Ways(5)}),
]


@pytest.mark.parametrize(
    ("template", "given"), REFUSALS, ids=lambda each: each if isinstance(each, str) else ""
)
def test_no_no_is_without_a_button_that_leads_on(template: str, given: dict[str, Any]) -> None:
    assert "'type': 'button'" in said(f"orders/{template}", **given, alternatives=["talk"])


def asked(state: str, level: int = 1, note: str = LONG, **given: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {"order_id": 7, "level": level, "approver": BO, "why": "head", "note": note}
    return Approval(**{**whole, "state": state, "asked_at": NOW, "decided_at": NOW, **given}).model_dump()


LEVELS = [
    asked("handed_on"),
    asked("dropped", note="left"),
    asked("dropped", note="no_longer"),
    asked("dropped", note="other"),
    asked("approved", approver=CY, asked_of=BO),
    asked("passed", 2, note=""),
    asked("asked", 3, approver=DEE),
    asked("asked", 3, approver=ANA),
]


@pytest.mark.parametrize("why", ["budget_owner", "head", "lead", "named", "pool", "delegate", "away"])
@pytest.mark.parametrize("state", STATES)
def test_cards_with_several_levels_can_be_said_to_everybody_who_was_asked(state: str, why: str) -> None:
    given = facts(order(state, approver_why=why, pool="GROWTH"))
    given["order"] |= {"levels": LEVELS, "asked": [DEE, ANA], "asked_of": BO}
    assert "<!channel>" not in said("orders/requester", **given)
    for mine in LEVELS:
        assert "<!channel>" not in said("orders/approver", **{**given, "mine": mine})
    assert ("order.delegate" in said("orders/approver", **{**given, "mine": LEVELS[-1]})) == (
        state == "approval"
    )


def test_what_belongs_to_standing_in_can_be_said() -> None:
    given = {"order": facts(order("approval"))["order"]}
    RENDERER.view("delegating/choose", {**given, "following": None})
    RENDERER.view("delegating/away", {"delegate": None, "ends_on": None, "starts_on": date(2026, 12, 1)})
    said("delegating/reminder", **given, asked_at=NOW, following={"id": DEE, "name": "Dee " * 40})
    for joined in (DEE, None):
        said("delegating/joined", **given, joined=joined, reader=ANA)
    for ends_on in (None, date(2026, 12, 5)):
        away = Delegation(id=1, person=BO, delegate=CY, starts_on=date(2026, 12, 1), ends_on=ends_on)
        said("delegating/stands_in", away=away)
        for back in (True, False):
            said("delegating/is_away", away=away, back=back)
    every = [given["order"]] * 12
    for waiting, running in (([], []), (every, []), ([], every), (every, every)):
        said("departures/left", person=ANA, waiting=waiting, running=running)


@pytest.mark.parametrize("state", ["asked", "granted", "declined"])
@pytest.mark.parametrize("waits", [True, False])
def test_what_belongs_to_more_funding_can_be_said(state: str, waits: bool) -> None:
    grant = Grant(id=3, unit="CC-500", fiscal_year=2027, minor=44000, why=LONG, asked_by=BO, asked_of=DEE)
    grant.state, grant.note, grant.asked_at, grant.decided_at, grant.decided_by = state, LONG, NOW, NOW, DEE
    ways = Ways(5, date(2027, 1, 1), "Pay as you go")
    pools = (Paying("GROWTH", "Growth fund", Money(1, "USD")),)
    short = {**SHORT, "number": 7, "note": "", "ways": ways, "pools": pools} if waits else None
    for over in (True, False):
        given = facts(order("approval", over_funding=over))
        whole = {**given, "grant": grant, "amount": Money(44000, "USD"), "unit": "Finance", "short": short}
        for template in ("asked", "grant", "decided"):
            assert "<!channel>" not in said(f"funding/{template}", **whole)
    if waits:
        RENDERER.view("funding/decline", whole)
