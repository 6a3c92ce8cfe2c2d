"""Surveys and offers in every state, with short words and with the longest, on new clients and on old."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from bot.money import Money
from bot.render import Renderer
from bot.settings import HOUSE
from tests.conftest import T0

LONG = "Ünïcode <&> *word* " * 200
RENDERER = Renderer(HOUSE / "templates")


def time(hour: int) -> dict[str, Any]:
    return {"value": T0.replace(hour=hour).isoformat(), "day": T0.date(), "hour": hour}


def calls() -> Iterator[dict[str, Any]]:
    ends = {
        "open": True,
        "called": True,
        "settled": False,
        "unsettled": False,
        "unwanted": False,
        "unreached": False,
    }
    for (state, is_open), agreed, unreached in product(ends.items(), (None, True), (0, 1)):
        yield {
            "id": 3,
            "person": "U0ANA",
            "unit": "CC-500",
            "owner": "U0CY",
            "agreed": agreed,
            "state": state,
            "call_by": T0,
            "called_at": None if state == "unwanted" else T0,
            "unreached": unreached,
            "result": LONG if unreached else "",
            "is_open": is_open,
            "is_late": bool(unreached),
            "first_call_by": T0 if unreached else None,
            "of_survey": agreed is None,
            "language": "de" if unreached else "en",
            "service_name": "Orders and finance" if unreached else None,
            "times": [time(each) for each in (10, 17)] if unreached else [],
        }


def reasons() -> Iterator[dict[str, Any]]:
    names = ("working", "score", "worth_it", "effort", "mood", "outcome_met", "comment")
    said: dict[str, Any] = {**dict.fromkeys(names), "troubled": True}
    full = {"working": False, "score": 1, "effort": 1, "mood": "negative", "outcome_met": False}
    plain = {"order": None, "unit_name": "Finance", "service_name": None, "before": None}
    yield {**plain, "survey": said}
    order = {"id": 12, "text": LONG, "state": "open"}
    before = {"owner": "U0CY", "result": LONG}
    yield {
        **plain,
        "survey": {**said, **full, "comment": LONG, "may_quote": True},
        "order": order,
        "before": before,
    }
    yield {**plain, "survey": None, "order": order, "service_name": "Orders and finance"}
    yield {**plain, "survey": {**said, "troubled": False}, "before": {"owner": "U0CY", "result": ""}}


def test_every_state_of_a_call_can_be_sent() -> None:
    for call in calls():
        RENDERER.message("recovering/missed", {"call": call})
        if call["called_at"]:
            RENDERER.message("recovering/check", {"call": call, "first": call})
        for what in reasons():
            RENDERER.message("recovering/lead", {"call": call, "what": what})
            for mine in (True, False):
                RENDERER.message("recovering/owner", {"call": call, "what": what, "mine": mine})
            for stage, mine, current in product(("agreed", "soon", "due"), (True, False), (True, False)):
                facts = {"call": call, "what": what, "stage": stage, "mine": mine, "current": current}
                RENDERER.message("recovering/nudge", facts)


def test_no_name_without_a_yes() -> None:
    for call, what in product((one for one in calls() if one["agreed"] is None), reasons()):
        if what["survey"]:
            said = RENDERER.message("recovering/owner", {"call": call, "what": what, "mine": True})
            assert "U0ANA" not in str(said)


@pytest.mark.parametrize("state", ["approved", "declined", "deferred", None])
def test_every_end_of_a_word_can_be_sent(state: str | None) -> None:
    ended = {"state": state, "by": "U0BO", "reason": LONG, "until": T0.date()}
    facts = {
        "advocate": {"id": 1, "statement": LONG},
        "outcome": ended if state else None,
        "unit_name": "Finance",
        "service_name": "Orders and finance",
        "wanted": {"level": "Extended hours", "more": state is None} if state else None,
        "reader": None if state is None else "U0BO",
        "again": "U0ANA:CC-500:ERP:",
        "case_id": None,
        "unit": "CC-500",
        "service": "ERP",
    }
    for step in ("advocate", "declined", "withdrawn"):
        assert RENDERER.message(f"advocates/{step}", facts)["text"]
    assert RENDERER.view("advocates/form", {**facts, "statement": "x" * 500})["type"] == "modal"


def level(name: str, **given: Any) -> dict[str, Any]:
    promise = {
        "name": name,
        "hours": "24x7 at close",
        "zone": "America/Denver",
        "availability": Decimal("0.9995"),
        "response_minutes": 15,
        "resolve_minutes": 240,
        "price": Money(26000, "USD"),
        "proposed": name == "Extended hours",
    }
    return {**promise, **given}


def offers() -> Iterator[dict[str, Any]]:
    hit = {"incidents": 5, "covered": 4, "people": 1, "since": date(2026, 8, 25), "until": date(2026, 11, 23)}
    offer = {
        "id": 3,
        "state": "shown",
        "kind": "out_of_hours",
        "effect": "Nobody waits for Monday.",
        "outcome": "Books are closed by the fourth working day",
        "benefit": Money(250000, "USD"),
        "reason": None,
        "quantity": 1,
        "evidence": hit,
        "unit_name": "Finance",
        "service_name": "Orders and finance",
        "measure": "named user",
        "measures": "named users",
        "now": level("Standard", availability=None, response_minutes=None, resolve_minutes=None),
        "then": level("Extended hours"),
        "difference": Money(136000, "USD"),
        "commitment": Money(990000, "USD"),
        "next_year": Money(1632000, "USD"),
        "remaining": Money(1990000, "USD"),
        "year_ends_on": date(2027, 6, 30),
        "again_on": date(2026, 12, 7),
        "decides": False,
    }
    yield offer
    yield {**offer, "evidence": {**hit, "covered": 5}, "decides": True, "now": level("Standard")}
    plain = {"availability": None, "response_minutes": None, "resolve_minutes": None, "hours": "24x7"}
    yield {**offer, "then": level("Extended hours", **plain)}
    yield {**offer, "then": level("Extended hours", hours="Mo-Fr 08-17:30, Sa 09-12")}
    full = {"used": Decimal("3.8"), "quota": 4, "share": Decimal("0.95")}
    more = {"kind": "quota", "evidence": {**hit, **full}, "now": level("Standard"), "then": level("Standard")}
    yield {**offer, **more, "quantity": 2, "benefit": None, "effect": None}
    grown = {"slope": Decimal("0.2"), "low": Decimal("0.1"), "high": Decimal("0.3"), "months": 6, "ahead": 3}
    grown |= {"reached_on": date(2027, 1, 1), "earliest": date(2026, 12, 1), "latest": date(2027, 2, 1)}
    yield {**offer, **more, "kind": "growth", "evidence": {**hit, **full, **grown}}
    yield {**offer, "kind": "breaches", "evidence": {**hit, "missed": 4}}
    unfit = {"people": 5, "answers": 9, "share": 0.55, "low": 0.27, "high": 0.81}
    yield {**offer, "kind": "low_fit", "evidence": {**hit, **unfit}}
    like = {**hit, "units": 2, "similar": 3, "per_head": Decimal("0.5")}
    yield {**offer, "kind": "peers", "evidence": like}
    yield {**offer, "kind": "peers", "evidence": like, "now": None}
    wished = {**hit, "people": 2, "asked": 1, "voted": 1, "prepared": None}
    yield {**offer, "kind": "wish", "evidence": wished, "now": None}
    none = dict.fromkeys(("now", "then", "commitment", "next_year", "remaining", "year_ends_on"))
    yield {**offer, "kind": "wish", "evidence": {**wished, "prepared": date(2027, 6, 1)}, **none}


@pytest.mark.parametrize("classic", [False, True])
@pytest.mark.parametrize("state", ["shown", "asked", "accepted", "later", "declined", "stopped"])
def test_every_state_of_an_offer_can_be_sent(state: str, classic: bool) -> None:
    template = "offers/offer" if state == "shown" else "offers/decided"
    for offer, reason in product(offers(), (None, "price", "enough", "wrong")):
        facts = {"offer": {**offer, "state": state, "reason": reason}, "number": 45}
        assert RENDERER.message(template, facts, classic=classic)["text"]
        assert RENDERER.message("offers/wish", facts)["text"]
        assert RENDERER.view("offers/details", facts)["type"] == "modal"
