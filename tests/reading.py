"""Reading: what somebody sees of a message before they open anything in it."""

from typing import Any

from bot.sandbox.seen import SeenMessage

UNSEEN = ("actions", "divider")  # buttons are no lines to read


def lines_before_more(message: SeenMessage) -> int:
    """Count the lines that are read before anything is opened: a table is its rows, a chart or picture one line."""
    shown = 0
    for block in message.blocks:
        if block["type"] == "container":
            break
        shown += _lines(block)
    return shown


def _lines(block: dict[str, Any]) -> int:
    if block["type"] in UNSEEN:
        return 0
    if block["type"] == "table":
        return len(block["rows"])
    said = (
        [block["text"]["text"]] if "text" in block else [each["text"] for each in block.get("elements", ())]
    )
    return len([line for words in said for line in words.splitlines() if line.strip()]) or 1
