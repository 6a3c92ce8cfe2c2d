"""Composition objects: the texts, options and confirmations that blocks and elements are made of."""

import re
from typing import Any

from bot.blockkit.rules import exactly_one, one_of_a_kind
from bot.blockkit.shapes import Flag, Many, Node, OneOf, Path, Rule, Shape, Tell, Words, array, shape

FLAG = Flag()
ID = Words(255)
TITLED = Words()
URL = Words(
    3000, form=re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+"), like="an address such as https://example.com"
)
STYLE = Words(choices=frozenset({"primary", "danger"}))
PERSONS = Many(Words(form=re.compile(r"[UW][A-Z0-9]+"), like="a person's id"), 10, noun="person")

DATE = Words(
    form=re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"), like="a date such as 2026-11-24"
)
TIME = Words(form=re.compile(r"([01]\d|2[0-3]):[0-5]\d"), like="a time such as 09:30")
DECIMAL = Words(form=re.compile(r"-?\d+(\.\d+)?"), like="a number such as 12 or 0.5")


def plain(most: int) -> Shape:
    """Return a plain_text object of up to `most` characters."""
    return shape("plain_text", {"text": Words(most)}, {"emoji": FLAG})


def marked(most: int) -> Shape:
    """Return a mrkdwn object of up to `most` characters."""
    return shape("mrkdwn", {"text": Words(most)}, {"verbatim": FLAG})


def text(most: int) -> OneOf:
    """Return a text object of either kind, of up to `most` characters."""
    return OneOf("a text", {"plain_text": plain(most), "mrkdwn": marked(most)})


CONFIRM = shape(
    "",
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)

# The SDK lets a value have 150 characters, the types package 75: what fits both is safe.
OPTION = shape("", {"text": text(75), "value": Words(75)}, {"description": text(75)})
OVERFLOW_OPTION = shape("", {"text": plain(75), "value": Words(75)}, {"description": plain(75), "url": URL})


def options(most: int, item: Node = OPTION) -> Many:
    """Return 1 to `most` options."""
    return Many(item, most, noun="option", rules=(one_of_a_kind("value"),))


OPTION_GROUP = shape("", {"label": plain(75), "options": options(100)})
OPTION_GROUPS = Many(OPTION_GROUP, 100, noun="option group")

DISPATCH = shape(
    "",
    {
        "trigger_actions_on": Many(
            Words(choices=frozenset({"on_enter_pressed", "on_character_entered"})), 2, noun="trigger"
        )
    },
)
FILTER = shape(
    "",
    {},
    {
        "include": Many(Words(choices=frozenset({"im", "mpim", "private", "public"})), 4, noun="kind"),
        "exclude_external_shared_channels": FLAG,
        "exclude_bot_users": FLAG,
    },
)
SLACK_FILE = shape("", {}, {"id": Words(255), "url": URL}, exactly_one("id", "url"))
WORKFLOW = shape(
    "",
    {
        "trigger": shape(
            "",
            {"url": URL},
            {"customizable_input_parameters": Many(shape("", {"name": TITLED, "value": Words(least=0)}))},
        )
    },
)
SLACK_ICON = shape("icon", {"name": TITLED})
FEEDBACK = shape("", {"text": plain(75), "value": Words(2000)}, {"accessibility_label": Words(75)})

IMAGE = shape(
    "image",
    {"alt_text": Words(2000)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)


def initial_among(initial: str) -> Rule:
    """Want what is chosen at first to be one of the options on offer, word for word."""

    def rule(value: dict[str, Any], path: Path, tell: Tell) -> None:
        if initial not in value:
            return
        groups = [group for group in array(value.get("option_groups")) if isinstance(group, dict)]
        offered = [one for group in (value, *groups) for one in array(group.get("options"))]
        chosen = value[initial] if isinstance(value[initial], list) else [value[initial]]
        for one in chosen:
            if one not in offered:
                tell([*path, initial], f"{initial} is not among the options on offer")

    return rule
