"""Reading: what somebody sees of their messages and of the form they have open."""

from typing import Any

from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage, SeenView

UNSEEN = ("actions", "divider")  # buttons are no lines to read


def form(person: Person) -> SeenView:
    """Return the modal that the person has open."""
    assert person.view is not None
    return person.view


def filled(person: Person, label: str) -> str:
    """Return what stands in a field of that modal."""
    return str(form(person).values[label] or "")


def words(person: Person, where: str = "bot") -> str:
    """Return all words of the newest message in a place."""
    return person.last(where).all_text


def everything(person: Person, where: str = "bot") -> str:
    """Return all words of all messages in a place."""
    return "\n".join(each.all_text for each in person.sees(where))


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
