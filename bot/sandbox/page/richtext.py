"""Slack's rich_text blocks as safe HTML."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from bot.sandbox.page import mrkdwn
from bot.sandbox.page.emoji import SIGNS
from bot.sandbox.page.reader import Reader

Element = Mapping[str, Any]

_STYLES = {"bold": "strong", "italic": "em", "strike": "s", "code": "code", "underline": "u"}
_NUMBERING = ("1", "a", "i")


def draw(elements: Sequence[Element], reader: Reader) -> Markup:
    """Return the HTML of a rich_text block's elements: sections, lists, quotes and preformatted text."""
    return Markup().join(_group(element, reader) for element in elements)


def _group(element: Element, reader: Reader) -> Markup:
    kind = element.get("type")
    if kind == "rich_text_list":
        return _listed(element, reader)
    inner = _inline(element.get("elements", ()), reader)
    if kind == "rich_text_quote":
        return Markup("<blockquote>{}</blockquote>").format(inner)
    if kind == "rich_text_preformatted":
        return Markup("<pre>{}</pre>").format(inner)
    return Markup("<p>{}</p>").format(inner)


def _listed(element: Element, reader: Reader) -> Markup:
    ordered = element.get("style") == "ordered"
    indent = int(element.get("indent") or 0)
    items = Markup().join(
        Markup("<li>{}</li>").format(_inline(item.get("elements", ()), reader))
        for item in element.get("elements", ())
    )
    level = min(indent, 5)
    if not ordered:
        return Markup('<ul class="indent-{}">{}</ul>').format(level, items)
    first = int(element.get("offset") or 0) + 1
    kind = _NUMBERING[indent % len(_NUMBERING)]
    return Markup('<ol class="indent-{}" type="{}" start="{}">{}</ol>').format(level, kind, first, items)


def _inline(elements: Sequence[Element], reader: Reader) -> Markup:
    return Markup().join(_word(element, reader) for element in elements)


def _word(element: Element, reader: Reader) -> Markup:
    drawn = _bare(element, reader)
    style = element.get("style")
    for name, tag in _STYLES.items():
        if isinstance(style, Mapping) and style.get(name):
            drawn = Markup("<{0}>{1}</{0}>").format(Markup(tag), drawn)
    return drawn


def _bare(element: Element, reader: Reader) -> Markup:
    match element.get("type"):
        case "link":
            address = str(element.get("url", ""))
            return mrkdwn.anchor(address, str(element.get("text") or address))
        case "user":
            return mrkdwn.mention(str(element.get("user_id")), reader)
        case "channel":
            return mrkdwn.channel(str(element.get("channel_id")), reader)
        case "usergroup" | "broadcast":
            name = element.get("range") or element.get("usergroup_id")
            return Markup('<span class="mention mention-me">@{}</span>').format(name)
        case "emoji":
            name = str(element.get("name"))
            return escape(SIGNS.get(name, f":{name}:"))
        case "date":
            pattern, fallback = str(element.get("format", "")), str(element.get("fallback") or "")
            return mrkdwn.dated(int(element["timestamp"]), pattern, element.get("url"), fallback, reader)
        case "color":
            return Markup("<code>{}</code>").format(element.get("value"))
        case _:
            return Markup("<br>").join(str(element.get("text", "")).split("\n"))
