"""The words a person reads: blocks in reading order, marks resolved to names, nothing but text."""

import html
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.sandbox.state import Json

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

_MARK = re.compile(r"<([^<>]+)>")
SKIPPED = {
    "type",
    "block_id",
    "action_id",
    "callback_id",
    "value",
    "url",
    "style",
    "confirm",
    "image_url",
    "slack_file",
    "options",
    "option_groups",
    "private_metadata",
    "fallback",
    "level",
    "width",
    "verbatim",
    "emoji",
    "name",
}


def plain(workspace: "Workspace", text: str) -> str:
    """Return Slack's text as it is read: `<@U0ANA>` is @Ana Ruiz, links are their labels, entities signs."""
    return html.unescape(_MARK.sub(lambda found: _mark(workspace, found[1]), text))


def all_text(workspace: "Workspace", blocks: Sequence[Json]) -> str:
    """Return everything readable in blocks, a line for each piece, in reading order."""
    return "\n".join(plain(workspace, piece) for piece in _pieces(list(blocks)) if piece.strip())


def _mark(workspace: "Workspace", inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@") and target[1:] in workspace.members:
        return "@" + workspace.members[target[1:]].name
    if target.startswith("#") and target[1:] in workspace.channels:
        return "#" + workspace.channels[target[1:]].name
    return label or target.removeprefix("!").removeprefix("mailto:")


def _pieces(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _pieces(child)
    elif isinstance(node, dict):
        yield from _of_one(node)


def _of_one(node: Json) -> Iterator[str]:
    match node.get("type"):
        case "rich_text_section" | "rich_text_preformatted" | "rich_text_quote":
            yield "".join(_run(run) for run in node.get("elements", []))
        case "table" | "data_table":
            yield str(node.get("caption", ""))
            yield from (" | ".join(_cell(cell) for cell in row) for row in node.get("rows", []))
        case "data_visualization":
            yield str(node.get("title", ""))
            yield from _chart(node.get("chart", {}))
        case "feedback_buttons":
            yield from _pieces([node["positive_button"], node["negative_button"]])
        case _:
            for name, child in node.items():
                if name in SKIPPED:
                    continue
                if isinstance(child, str):
                    yield child
                else:
                    yield from _pieces(child)


def _run(run: Json) -> str:
    match run.get("type"):
        case "user":
            return f"<@{run['user_id']}>"
        case "channel":
            return f"<#{run['channel_id']}>"
        case "emoji":
            return f":{run['name']}:"
        case _:
            return str(run.get("text") or run.get("url") or run.get("fallback") or "")


def _cell(cell: Json) -> str:
    return " ".join(_pieces(cell)) or str(cell.get("text", cell.get("value", "")))


def _chart(chart: Any) -> Iterator[str]:
    """Yield labels and numbers of a chart, wherever its kind keeps them."""
    if isinstance(chart, list):
        for one in chart:
            yield from _chart(one)
    elif isinstance(chart, dict):
        numbers = " ".join(
            str(v) for k, v in chart.items() if k != "type" and isinstance(v, str | int | float)
        )
        yield numbers
        yield from _chart([child for child in chart.values() if isinstance(child, dict | list)])
