"""What elements offer, and what stands chosen in them."""

from typing import Any

import pytest

from bot.sandbox.elements import initial_value
from bot.sandbox.page.choices import Group, Surface, chosen, chosen_text, instant, offered
from bot.sandbox.page.reader import Reader
from tests.sandbox.page.gallery import COLOURS, Json, option, plain

BLOCK = {"block_id": "b"}


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "v", **more}


def filled(**state: Any) -> Surface:
    return Surface("s", {"b": {"v": state}})


def test_selects_offer_their_options_or_who_and_what_there_is(reader: Reader) -> None:
    assert offered(element("static_select", options=COLOURS), reader)[0].options[1] == ("plus", "Plus")
    grouped = element("static_select", option_groups=[{"label": plain("ERP"), "options": [option("A", "a")]}])
    assert offered(grouped, reader) == [Group("ERP", [("a", "A")])]
    people = [("U0ANA", "Ana Ruiz"), ("U0BO", "Bo Larsen")]
    assert offered(element("multi_users_select"), reader) == [Group("", people)]
    assert offered(element("channels_select"), reader) == [Group("", [("C0FINANCE", "#finance")])]
    assert [group.label for group in offered(element("conversations_select"), reader)] == [
        "Channels",
        "People",
    ]


@pytest.mark.parametrize(
    ("kind", "initial", "state", "before", "now"),
    [
        (
            "static_select",
            {"initial_option": COLOURS[0]},
            {"selected_option": COLOURS[1]},
            ["standard"],
            ["plus"],
        ),
        ("checkboxes", {"initial_options": COLOURS[:2]}, {"selected_options": []}, ["standard", "plus"], []),
        ("users_select", {"initial_user": "U0BO"}, {"selected_user": "U0ANA"}, ["U0BO"], ["U0ANA"]),
        (
            "multi_users_select",
            {"initial_users": ["U0BO"]},
            {"selected_users": ["U0ANA"]},
            ["U0BO"],
            ["U0ANA"],
        ),
        ("datepicker", {"initial_date": "2026-12-01"}, {"selected_date": None}, ["2026-12-01"], []),
        ("feedback_buttons", {}, {"value": "yes"}, [], ["yes"]),
    ],
)
def test_what_the_person_did_stands_before_the_initial_choice(
    kind: str, initial: Json, state: Json, before: list[str], now: list[str]
) -> None:
    one = element(kind, **initial)
    assert chosen(one, BLOCK, Surface()) == before
    assert chosen(one, BLOCK, filled(type=kind, **state)) == now


def test_the_engines_initial_state_reads_as_the_initial_choice() -> None:
    one = element("static_select", initial_option=COLOURS[2], options=COLOURS)
    assert chosen(one, BLOCK, filled(**initial_value(one))) == ["max"]


def test_text_fields(reader: Reader) -> None:
    text = element("plain_text_input", initial_value="draft")
    assert chosen_text(text, BLOCK, Surface(), reader) == "draft"
    assert chosen_text(text, BLOCK, filled(value=None), reader) == ""
    assert chosen_text(element("timepicker", initial_time="09:30"), BLOCK, Surface(), reader) == "09:30"
    search = element("external_select")
    assert chosen_text(search, BLOCK, Surface(), reader) == ""
    assert chosen_text(search, BLOCK, filled(selected_option=COLOURS[0]), reader) == "Standard"


def test_a_moment_goes_to_the_field_and_back(reader: Reader) -> None:
    moment = element("datetimepicker", initial_date_time=1795449600)
    assert chosen_text(moment, BLOCK, Surface(), reader) == "2026-11-23T09:00"
    assert instant("2026-11-23T09:00", "America/Denver") == 1795449600
    assert chosen_text(element("datetimepicker"), BLOCK, Surface(), reader) == ""
