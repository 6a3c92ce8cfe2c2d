"""What is said about targets, with the longest words, on new clients and on old."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from bot.process import cards
from bot.process.orders import Order
from bot.render import Renderer
from bot.settings import HOUSE
from bot.value import target_care
from tests.conftest import T0
from tests.process.calder import ANA, CATALOG, CY

RENDERER = Renderer(HOUSE / "templates")
LONG = "Ünïcode <&> *word* " * 79


def order(state: str = "open", **given: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "id": 7,
        "kind": "incident",
        "state": state,
        "person": ANA,
        "unit": "CC-500",
        "service": "ERP",
        "tier": "Standard",
        "text": LONG,
        "opened_at": T0,
        "response_due_at": T0,
        "due_at": T0,
        "assignee": None if state == "open" else CY,
        **given,
    }
    return cards.facts_of(CATALOG, Order(**whole))


def said(template: str, **given: Any) -> str:
    RENDERER.message(template, given, classic=True)
    return str(RENDERER.message(template, given))


def nudged() -> Iterator[dict[str, Any] | None]:
    yield None
    for what, stage in product(("response", "resolution"), ("soon", "missed")):
        yield {"what": what, "stage": stage, "due": T0}


@pytest.mark.parametrize("state", ["open", "taken", "waiting", "done", "closed", "cancelled"])
def test_every_nudge_can_be_said_and_only_what_is_under_way_has_buttons(state: str) -> None:
    for each, mine in product(nudged(), (True, False)):
        words = said("targets/nudge", order=order(state), said=each, mine=mine)
        assert ("order.ask" in words) == (state in ("open", "taken"))
        assert LONG[:20] not in words


def remedies() -> Iterator[dict[str, Any]]:
    for action, done, result, due in product(
        ("", LONG), (None, T0), ("", LONG), (date(2026, 12, 1), date(2026, 12, 2))
    ):
        yield {"id": 3, "action": action, "done_at": done, "result": result, "due_on": due}


@pytest.mark.parametrize("count", [1, 2, 12])
def test_every_step_of_a_remedy_can_be_said(count: int) -> None:
    misses = [{"what": "response" if at % 2 else "resolution", "order": order()} for at in range(count)]
    for remedy, name in product(remedies(), (None, "Orders and finance")):
        given = {"remedy": remedy, "misses": misses, "service_name": name, "asked": "2026-12-01"}
        open_ = remedy["done_at"] is None
        assert ("remedy.say" in said("remedies/missed", **given)) == open_
        assert ("remedy." in said("remedies/ask", **given)) == (open_ and remedy["due_on"].day == 1)
        for form in ("form", "result"):
            RENDERER.view(f"remedies/{form}", given)


def test_every_step_of_a_measures_remedy_can_be_said() -> None:
    figures = {"value": Decimal(81), "target": Decimal(90)}
    miss = {"what": "measure", "measure": "in_time", "month": "2026-10", **figures}
    for remedy in remedies():
        given = {"remedy": remedy, "misses": [miss], "service_name": None, "asked": "2026-12-01"}
        assert "done in time" in said("remedies/missed", **given)
        assert "Done in time" in said("remedies/ask", **given)
        for form in ("form", "result"):
            RENDERER.view(f"remedies/{form}", given)


PROMISES: tuple[dict[str, Any], ...] = (
    {"availability": Decimal("0.995"), "response_minutes": 60, "resolve_minutes": 480},
    {"availability": None, "response_minutes": None, "resolve_minutes": None},
)


def test_every_question_about_a_target_can_be_said() -> None:
    votes = [
        {
            "id": at,
            "service": "ERP",
            "service_name": name,
            "tier": "Standard",
            "agreed_on": agreed_on,
            "matters": matters,
            "note": LONG,
            **promise,
        }
        for at, (name, agreed_on, matters, promise) in enumerate(
            product((None, "Orders"), (None, date(2026, 9, 1)), (None, True, False), PROMISES)
        )
    ]
    for at in range(0, len(votes), 5):
        words = said("targets/matters", votes=votes[at : at + 5])
        assert "target.yes" in words
    assert RENDERER.view("targets/why", {"vote_id": 7})["callback_id"] == "target.why"


SAID: tuple[dict[str, Any], ...] = (
    {},
    {"since": date(2026, 9, 1)},
    {"said_on": date(2026, 9, 1)},
    {"said_on": date(2026, 9, 1), "unit": "Finance"},
)


def test_the_list_of_what_nobody_wants_can_be_long() -> None:
    each: dict[str, Any] = {
        "key": "ERP:Standard",
        "service": "ERP",
        "service_name": LONG[:150],
        "tier": LONG[:150],
        "since": None,
        "said_on": None,
        "unit": None,
        "why": LONG,
    }
    rows = [{**each, **promise, **more} for promise, more in product(PROMISES, SAID)]
    assert len(rows) == target_care.MOST
    for done, more in product((None, "dropped", "asked"), (0, 3)):
        assert "target.drop" in said("targets/unwanted", stamp=1, done=done, unwanted=rows, more=more)
    assert "Nothing waits" in said("targets/unwanted", stamp=1, done=None, unwanted=[], more=0)
    assert "defining.agree" in said("targets/agree", by=CY, target=rows[0])


REFUSALS: list[tuple[str, dict[str, Any]]] = [
    ("remedies/gone", {}),
    ("remedies/not_yours", {"owner": CY}),
    ("targets/gone", {}),
    ("targets/nobody", {"service_name": "Orders"}),
    ("targets/not_asked", {"person": None}),
    ("targets/not_asked", {"person": ANA}),
    ("targets/not_yours", {"leads": ["U0DEE", "dee@calder.example"]}),
]


@pytest.mark.parametrize(("template", "given"), REFUSALS)
def test_no_no_is_without_a_button_that_leads_on(template: str, given: dict[str, Any]) -> None:
    assert "'type': 'button'" in said(template, **given, alternatives=["talk"])
