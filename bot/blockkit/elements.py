"""Block elements: what a person can press, choose or type."""

from typing import Any

from bot.blockkit.objects import (
    CONFIRM,
    DATE,
    DECIMAL,
    DISPATCH,
    FEEDBACK,
    FILTER,
    FLAG,
    ID,
    IMAGE,
    OPTION_GROUPS,
    OVERFLOW_OPTION,
    PERSONS,
    STYLE,
    TIME,
    TITLED,
    URL,
    WORKFLOW,
    initial_among,
    options,
    plain,
)
from bot.blockkit.rich_text import RICH_TEXT
from bot.blockkit.rules import exactly_one, in_order
from bot.blockkit.shapes import Many, Node, Number, Path, Rule, Shape, Tell, Words, by_kind, shape

_ACTION: dict[str, Node] = {"action_id": ID}
_ASKED: dict[str, Node] = {**_ACTION, "focus_on_load": FLAG}
_MENU: dict[str, Node] = {**_ASKED, "placeholder": plain(150), "confirm": CONFIRM}
_TYPED: dict[str, Node] = {**_ASKED, "placeholder": plain(150), "dispatch_action_config": DISPATCH}
_MOST = Number(1)
_IDS = Many(TITLED, noun="id")


def _fewer_than(initial: str) -> Rule:
    """Want no more chosen at first than may be chosen at all."""

    def rule(value: dict[str, Any], path: Path, tell: Tell) -> None:
        chosen, most = value.get(initial), value.get("max_selected_items")
        if isinstance(chosen, list) and isinstance(most, int) and len(chosen) > most:
            tell([*path, initial], f"{len(chosen)} are chosen at first, but max_selected_items is {most}")

    return rule


def _menus(thing: str, kept: str, more: dict[str, Node], alone: dict[str, Node]) -> tuple[Shape, Shape]:
    """Return the select menu for `thing` and the one where several can be chosen."""
    one = shape(f"{thing}_select", {}, {**_MENU, f"initial_{kept}": TITLED, **more, **alone})
    several = shape(
        f"multi_{thing}_select",
        {},
        {**_MENU, f"initial_{kept}s": _IDS, "max_selected_items": _MOST, **more},
        _fewer_than(f"initial_{kept}s"),
    )
    return one, several


_STATIC: dict[str, Node] = {"options": options(100), "option_groups": OPTION_GROUPS}
_EXTERNAL: dict[str, Node] = {"min_query_length": Number(0)}
_EITHER = exactly_one("options", "option_groups")
_CONVERSATION: dict[str, Node] = {"default_to_current_conversation": FLAG, "filter": FILTER}

_ALL = (
    shape(
        "button",
        {"text": plain(75)},
        {
            **_ACTION,
            "url": URL,
            "value": Words(2000),
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": Words(75),
            "visible_to_user_ids": PERSONS,
            "agent_prompt": Words(4000),
            "agent_prompt_display": Words(4000),
        },
    ),
    shape(
        "workflow_button",
        {"text": plain(75), "workflow": WORKFLOW},
        {**_ACTION, "style": STYLE, "accessibility_label": Words(75)},
    ),
    shape(
        "icon_button",
        {"text": plain(75), "icon": TITLED},
        {
            **_ACTION,
            "value": Words(2000),
            "confirm": CONFIRM,
            "accessibility_label": Words(75),
            "visible_to_user_ids": PERSONS,
        },
    ),
    shape("feedback_buttons", {"positive_button": FEEDBACK, "negative_button": FEEDBACK}, _ACTION),
    shape("overflow", {"options": options(5, OVERFLOW_OPTION)}, {**_ACTION, "confirm": CONFIRM}),
    shape(
        "checkboxes",
        {"options": options(10)},
        {**_ASKED, "initial_options": options(10), "confirm": CONFIRM},
        initial_among("initial_options"),
    ),
    shape(
        "radio_buttons",
        {"options": options(10)},
        {**_ASKED, "initial_option": options(10).item, "confirm": CONFIRM},
        initial_among("initial_option"),
    ),
    shape(
        "static_select",
        {},
        {**_MENU, **_STATIC, "initial_option": options(100).item},
        _EITHER,
        initial_among("initial_option"),
    ),
    shape(
        "multi_static_select",
        {},
        {**_MENU, **_STATIC, "initial_options": options(100), "max_selected_items": _MOST},
        _EITHER,
        initial_among("initial_options"),
        _fewer_than("initial_options"),
    ),
    shape("external_select", {}, {**_MENU, **_EXTERNAL, "initial_option": options(100).item}),
    shape(
        "multi_external_select",
        {},
        {**_MENU, **_EXTERNAL, "initial_options": options(100), "max_selected_items": _MOST},
        _fewer_than("initial_options"),
    ),
    *_menus("users", "user", {}, {}),
    *_menus("conversations", "conversation", _CONVERSATION, {"response_url_enabled": FLAG}),
    *_menus("channels", "channel", {}, {"response_url_enabled": FLAG}),
    shape("datepicker", {}, {**_MENU, "initial_date": DATE}),
    shape("timepicker", {}, {**_MENU, "initial_time": TIME, "timezone": TITLED}),
    shape(
        "datetimepicker",
        {},
        {**_ASKED, "initial_date_time": Number(1_000_000_000, 9_999_999_999), "confirm": CONFIRM},
    ),
    shape(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": Words(3000, least=0),
            "multiline": FLAG,
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        },
        in_order("min_length", "max_length"),
    ),
    shape(
        "number_input",
        {"is_decimal_allowed": FLAG},
        {**_TYPED, "initial_value": DECIMAL, "min_value": DECIMAL, "max_value": DECIMAL},
        in_order("min_value", "max_value"),
        in_order("min_value", "initial_value"),
        in_order("initial_value", "max_value"),
    ),
    shape("email_text_input", {}, {**_TYPED, "initial_value": Words(least=0)}),
    shape("url_text_input", {}, {**_TYPED, "initial_value": Words(least=0)}),
    shape(
        "rich_text_input",
        {},
        {
            **_TYPED,
            "initial_value": RICH_TEXT,
            "min_lines": Number(1, 100),
            "max_lines": Number(1, 100),
        },
        in_order("min_lines", "max_lines"),
    ),
    shape("file_input", {}, {**_ACTION, "filetypes": Many(TITLED), "max_files": Number(1, 10)}),
)

ELEMENTS = by_kind((*_ALL, IMAGE))
