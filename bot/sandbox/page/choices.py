"""What an element offers and what stands chosen in it, as strings that a form can carry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.page.emoji import with_signs
from bot.sandbox.page.reader import Reader

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Surface:
    """Where blocks stand: `id` makes DOM ids unique, `values` and `errors` are what the person sees there."""

    id: str = "gallery"
    values: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Some options of a select under one label (empty for none): pairs of value and words."""

    label: str
    options: list[tuple[str, str]]


def offered(element: Json, reader: Reader) -> list[Group]:
    """Return what a select offers: its own options, or the people or channels that the reader knows."""
    kind: str = element["type"]
    if "users" in kind:
        return [Group("", sorted(reader.people.items(), key=lambda each: each[1]))]
    channels = sorted(((key, f"#{name}") for key, name in reader.channels.items()), key=lambda each: each[1])
    if "channels" in kind:
        return [Group("", channels)]
    if "conversations" in kind:
        return [Group("Channels", channels), Group("People", sorted(reader.people.items()))]
    if groups := element.get("option_groups"):
        return [Group(with_signs(group["label"]["text"]), _pairs(group["options"])) for group in groups]
    return [Group("", _pairs(element.get("options", ())))]


def _pairs(options: Any) -> list[tuple[str, str]]:
    return [(option["value"], with_signs(option["text"]["text"])) for option in options]


def chosen(element: Json, block: Json, surface: Surface) -> list[str]:
    """Return the values that stand chosen: what the person did, else the element's initial choice."""
    state = _state(element, block, surface)
    if state is not None:
        return _strings(state, "selected_")
    return _strings(element, "initial_")


def chosen_text(element: Json, block: Json, surface: Surface, reader: Reader) -> str:
    """Return what stands in a text, date or time field; an external select shows its option's words."""
    state = _state(element, block, surface)
    kind = element["type"]
    if kind.endswith("external_select"):
        option = (state or {}).get("selected_option") or element.get("initial_option")
        return str(option["text"]["text"]) if option else ""
    if kind.endswith("picker"):
        found = chosen(element, block, surface)
        return _local(found[0], reader) if found and kind == "datetimepicker" else "".join(found)
    value = state.get("value") if state is not None else element.get("initial_value")
    return str(value or "")


def _local(seconds: str, reader: Reader) -> str:
    return f"{reader.local(seconds):%Y-%m-%dT%H:%M}"


def instant(local: str, zone: str) -> int:
    """Return the seconds since 1970 of a date and time as a form in this zone sends it."""
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp())


def _state(element: Json, block: Json, surface: Surface) -> Json | None:
    return surface.values.get(block.get("block_id", ""), {}).get(element.get("action_id", ""))


def _strings(source: Json, prefix: str) -> list[str]:
    for name in ("options", "users", "channels", "conversations"):
        if (many := source.get(prefix + name)) is not None:
            return [_string(one) for one in many]
    for name in ("option", "user", "channel", "conversation", "date", "time", "date_time"):
        if (one := source.get(prefix + name)) is not None:
            return [_string(one)]
    return [str(source["value"])] if prefix == "selected_" and source.get("value") else []


def _string(one: Any) -> str:
    return str(one["value"] if isinstance(one, Mapping) else one)
