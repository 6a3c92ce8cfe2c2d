"""Forms and cards at their largest: what everybody filled in fully still fits into Slack's messages."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.catalog import Catalog
from bot.catalog.forms import FormField
from bot.clock import now
from bot.process import cards
from bot.process.orders import Order
from bot.render import Renderer
from bot.value import forms
from handlers import order_steps
from handlers.order_form import Filled

KINDS = ("text", "long_text", "number", "choice", "choices", "person", "people", "date", "file", "yes_no")
OPTIONS = tuple(f"{n:02d}" + "o" * 73 for n in range(40))
LONGEST: dict[str, Any] = {
    "text": "<&>" * 160,
    "long_text": "<!channel> & more\n" * 110,
    "number": "999999",
    "choice": OPTIONS[0],
    "choices": list(OPTIONS),
    "person": "U0123456789",
    "people": ["U0123456789"] * 40,
    "date": "2026-12-31",
    "file": [{"id": "F0", "name": "n" * 200, "link": f"https://calder.slack.com/{'x' * 300}"}] * 5,
    "yes_no": "yes",
}


def field(number: int) -> FormField:
    kind = KINDS[number % len(KINDS)]
    return FormField(
        key=f"f{number}",
        label=f"{number} " + "l" * 140,
        kind=kind,  # type: ignore[arg-type]
        hint="h" * 500,
        options=OPTIONS if kind in ("choice", "choices") else (),
        step=f"Step {number // 40}",
    )


SAID = {f"f{number}": LONGEST[KINDS[number % len(KINDS)]] for number in range(80)}


@pytest.fixture
def asking(sample_catalog: Catalog) -> Catalog:
    service = replace(sample_catalog.services["JML"], form=tuple(map(field, range(80))))
    return replace(sample_catalog, services={**sample_catalog.services, "JML": service})


@pytest.mark.parametrize("template", ["requester", "approver", "team", "receiver", "ask"])
def test_every_card_of_a_form_filled_in_fully_can_be_said(
    asking: Catalog, renderer: Renderer, template: str
) -> None:
    service = asking.services["JML"]
    order = Order(
        id=1, kind="order", state="open", person="U0ANA", for_person="U0EVE", unit="CC-500", service="JML",
        tier=service.tiers[0].name, unit_price=Decimal(140), starts_on=asking.on, opened_at=now(), due_at=now(),
        text="<&>" * 500,
        details=forms.details(service, SAID, service.tiers[0].name),
    )  # fmt: skip
    facts = {
        "order": cards.facts_of(asking, order),
        "remaining": None,
        "by": None,
        "mine": None,
        "waits": False,
    }
    said = renderer.view if template == "ask" else renderer.message
    words = str(said(f"orders/{template}", facts))
    assert "<!channel>" not in words


def test_a_page_with_as_many_fields_as_the_catalog_allows_can_be_shown(
    asking: Catalog, renderer: Renderer
) -> None:
    service = asking.services["JML"]
    filled = Filled(service="JML", tier=service.tiers[0].name, details=SAID, kept="order:0")
    for page in forms.pages(service):
        view = renderer.view(
            "orders/form_page", order_steps.page_facts(service, filled.tier or "", page, filled)
        )
        assert len(view["private_metadata"]) < 100
