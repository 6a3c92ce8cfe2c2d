"""What a person can choose and type, and what stands there at first."""

from datetime import date
from typing import Any

import pytest

from tests.render.templates import Sketchbook

OFFERED = [{"text": "ERP", "value": "erp"}, ("CRM", "crm")]
ERP = {"text": {"type": "plain_text", "text": "ERP"}, "value": "erp"}
CRM = {"text": {"type": "plain_text", "text": "CRM"}, "value": "crm"}


@pytest.mark.parametrize(
    ("source", "field", "value"),
    [
        ('select(options=offered, initial="crm")', "initial_option", CRM),
        ('radio("x.pick", offered, initial="erp")', "initial_option", ERP),
        ('multi_select(options=offered, initial=["crm"], most=2)', "initial_options", [CRM]),
        ('checkboxes(options=offered, initial=["erp", "crm"])', "initial_options", [ERP, CRM]),
        ('people(initial="U0ANA")', "initial_user", "U0ANA"),
        ('people(many=true, initial=["U0ANA"])', "initial_users", ["U0ANA"]),
        ('channel_select(initial="C0FINANCE")', "initial_channel", "C0FINANCE"),
        ('channel_select(many=true, initial=["C0FINANCE"])', "initial_channels", ["C0FINANCE"]),
        ("date(initial=today)", "initial_date", "2026-11-24"),
        ('time(initial="09:30", zone="Europe/Berlin")', "timezone", "Europe/Berlin"),
        ("text_input(multiline=true, min=1, max=9)", "max_length", 9),
        ("number_input(initial=3, min=1)", "initial_value", "3"),
        ("number_input(decimal=true)", "is_decimal_allowed", True),
    ],
)  # fmt: skip
def test_what_stands_there_at_first(sketch: Sketchbook, source: str, field: str, value: Any) -> None:
    assert sketch.element(source, offered=OFFERED, today=date(2026, 11, 24))[field] == value


@pytest.mark.parametrize("initial", ["'gone'", "none"])
@pytest.mark.parametrize("macro", ["select", "radio"])
def test_a_choice_that_is_no_longer_offered_is_not_made(sketch: Sketchbook, macro: str, initial: str) -> None:
    source = f"{macro}(options=offered, initial={initial})"
    assert "initial_option" not in sketch.element(source, offered=OFFERED)


@pytest.mark.parametrize(
    "macro", ["select()", "multi_select()", "radio()", "checkboxes()", "overflow('x.more')"]
)
def test_options_may_be_written_out(sketch: Sketchbook, macro: str) -> None:
    source = f"""{{% call home() %}}{{% call actions() %}}{{% call {macro} %}}
    {{{{ option("ERP", "erp") }}}}{{{{ option("CRM", "crm") }}}}
    {{% endcall %}}{{% endcall %}}{{% endcall %}}"""
    assert sketch.view(source)["blocks"][0]["elements"][0]["options"] == [ERP, CRM]


def test_an_input_names_its_block(sketch: Sketchbook) -> None:
    source = """{% call modal("Form", submit="Send") %}
    {% call input("Why?", "why", hint="Briefly", optional=true, dispatch=true) %}
    {{ text_input() }}
    {% endcall %}
    {% endcall %}"""
    assert sketch.view(source)["blocks"] == [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why?"},
            "hint": {"type": "plain_text", "text": "Briefly"},
            "element": {"type": "plain_text_input", "action_id": "value"},
            "optional": True,
            "dispatch_action": True,
        }
    ]


@pytest.mark.parametrize(
    ("given", "initial"),
    [("3", "3"), (0, None), ("x", None), ("2.5", None), ("11", None), ("", None), ("10", "10")],
)
def test_a_number_that_slack_would_not_take_does_not_stand_in_its_field(
    sketch: Sketchbook, given: Any, initial: str | None
) -> None:
    field = sketch.element("number_input(initial=given, min=1, max=10)", given=given)
    assert field.get("initial_value") == initial
