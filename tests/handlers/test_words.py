"""Offers in every state, with short words and with the longest, on new clients and on old."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from bot.money import Money
from bot.render import Renderer
from bot.settings import HOUSE

LONG = "Ünïcode <&> *word* " * 200
RENDERER = Renderer(HOUSE / "templates")


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
        "rule": "out_of_hours",
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
    more = {"rule": "quota", "evidence": {**hit, **full}, "now": level("Standard"), "then": level("Standard")}
    yield {**offer, **more, "quantity": 2}


@pytest.mark.parametrize("classic", [False, True])
@pytest.mark.parametrize("state", ["shown", "asked", "accepted", "later", "declined", "stopped"])
def test_every_state_of_an_offer_can_be_sent(state: str, classic: bool) -> None:
    template = "offers/offer" if state == "shown" else "offers/decided"
    for offer, reason in product(offers(), (None, "price", "enough", "wrong")):
        facts = {"offer": {**offer, "state": state, "reason": reason}, "number": 45}
        assert RENDERER.message(template, facts, classic=classic)["text"]
        assert RENDERER.message("offers/wish", facts)["text"]
