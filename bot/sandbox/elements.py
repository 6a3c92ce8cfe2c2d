"""What people can press, choose and type in blocks, and how Slack reports it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.state import Json, Values

Choice = str | Sequence[str] | None
"""What a person picked: an option's value, a date, an id, a text; several where several may be picked."""

TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
PICKED = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
}
PICKED_MANY = {
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
PRESSED = {"button", "workflow_button", "icon_button", "feedback_buttons", "overflow"}
STATEFUL = TYPED | PICKED.keys() | PICKED_MANY.keys() | (OPTION - {"overflow"}) | OPTIONS
STATEFUL |= {"datetimepicker", "rich_text_input", "file_input"}
INTERACTIVE = STATEFUL | PRESSED
MIN_QUERY = 3  # letters that are typed before an external select asks, unless it says otherwise


@dataclass(frozen=True)
class Spot:
    """An element where it stands: in its block, under its label if it is an input."""

    block: Json
    element: Json

    @property
    def is_input(self) -> bool:
        """Whether it waits for the submission instead of telling the bot at once."""
        return self.block.get("type") == "input" and not self.block.get("dispatch_action")

    @property
    def block_id(self) -> str:
        """The id of the block it stands in."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """Its own id."""
        return str(self.element.get("action_id", ""))


def spots(blocks: Sequence[Json]) -> Iterator[Spot]:
    """Yield every interactive element, also those inside cards and containers, in reading order."""
    for block in blocks:
        yield from _inside(block, block)


def _inside(block: Json, node: Any) -> Iterator[Spot]:
    if isinstance(node, list):
        for child in node:
            yield from _inside(block, child)
    elif isinstance(node, dict):
        if node is not block and node.get("block_id"):
            block = node
        if node.get("type") in INTERACTIVE:
            yield Spot(block, node)
        else:
            yield from _inside(block, list(node.values()))


def find_spot(blocks: Sequence[Json], block_id: str, action_id: str) -> Spot:
    """Return the element with these ids; raises LookupError when it is not there (any more)."""
    for spot in spots(blocks):
        if (spot.block_id, spot.action_id) == (block_id, action_id):
            return spot
    raise LookupError(f"there is no {action_id} in {block_id}")


def starting_values(blocks: Sequence[Json], kept: Values) -> Values:
    """Return the state of a view when it appears: initial values, and what was typed before (`kept`)."""
    values: Values = {}
    for spot in spots(blocks):
        if spot.element["type"] in STATEFUL:
            before = kept.get(spot.block_id, {}).get(spot.action_id)
            same = before is not None and before["type"] == spot.element["type"]
            value = before if before is not None and same else initial_value(spot.element)
            values.setdefault(spot.block_id, {})[spot.action_id] = value
    return values


def initial_value(element: Json) -> Json:
    """Return the value an element has before anyone touches it."""
    kind = element["type"]
    if kind in OPTION | OPTIONS:
        name = "selected_option" if kind in OPTION else "selected_options"
        return {
            "type": kind,
            name: element.get(name.replace("selected", "initial"), [] if kind in OPTIONS else None),
        }
    if kind in PICKED:
        name = PICKED[kind]
        return {"type": kind, name: element.get(name.replace("selected", "initial"))}
    if kind in PICKED_MANY:
        name = PICKED_MANY[kind]
        return {"type": kind, name: element.get(name.replace("selected", "initial"), [])}
    if kind == "datetimepicker":
        return {"type": kind, "selected_date_time": element.get("initial_date_time")}
    if kind == "file_input":
        return {"type": kind, "files": []}
    if kind == "rich_text_input":
        return {"type": kind, "rich_text_value": element.get("initial_value")}
    return {"type": kind, "value": element.get("initial_value")}


def value_of(element: Json, choice: Choice, options: Sequence[Json] = ()) -> Json:
    """Return the value Slack reports when a person picks `choice`; raises LookupError for no such option.

    `options` are those an external select was offered.
    """
    kind = element["type"]
    many = [choice] if isinstance(choice, str) else list(choice or [])
    one = many[0] if many and many[0] != "" else None
    if kind in OPTION:
        return {"type": kind, "selected_option": _option(element, one, options) if one else None}
    if kind in OPTIONS:
        return {
            "type": kind,
            "selected_options": [_option(element, value, options) for value in many if value],
        }
    if kind in PICKED:
        return {"type": kind, PICKED[kind]: one}
    if kind in PICKED_MANY:
        return {"type": kind, PICKED_MANY[kind]: [value for value in many if value]}
    if kind == "datetimepicker":
        return {"type": kind, "selected_date_time": int(one) if one else None}
    if kind == "rich_text_input":
        return {"type": kind, "rich_text_value": _rich_text(one) if one else None}
    return {"type": kind, "value": one}


def all_options(element: Json) -> list[Json]:
    """Return the options of an element, those of groups included."""
    groups = [group["options"] for group in element.get("option_groups") or []]
    return [*(element.get("options") or []), *(option for group in groups for option in group)]


def _option(element: Json, value: str, offered: Sequence[Json]) -> Json:
    before: list[Json] = [element.get("initial_option") or {}, *element.get("initial_options", [])]
    for option in (*all_options(element), *offered, *before):
        if option.get("value") == value:
            return option
    raise LookupError(f"{element.get('action_id')} has no option {value}")


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
