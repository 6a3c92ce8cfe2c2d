"""What a person sees: messages and views by their words and labels, and the elements behind a label."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.acts import Surface, blocks_of
from bot.sandbox.elements import Spot, all_options, spots
from bot.sandbox.state import Json, Message, View
from bot.sandbox.words import all_text, plain

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class SeenMessage:
    """A message as it stood when it was looked at.

    `text` is the notification text, `all_text` every word of the blocks (the text where there are none),
    `buttons` the visible labels. `raw` is the live message.
    """

    text: str
    all_text: str
    blocks: list[Json]
    buttons: list[str]
    by: str
    ts: str
    thread_ts: str | None
    edited: bool
    ephemeral: bool
    files: list[str]
    raw: Message

    def __contains__(self, words: str) -> bool:
        """Tell whether these words can be read in it."""
        return words in self.all_text


@dataclass(frozen=True)
class SeenView:
    """A modal or App Home as it stood: `labels` are those of its inputs, `errors` are by label."""

    title: str
    all_text: str
    labels: list[str]
    buttons: list[str]
    errors: dict[str, str]
    values: dict[str, object]
    raw: View

    def __contains__(self, words: str) -> bool:
        """Tell whether these words can be read in it."""
        return words in self.all_text


def see_message(workspace: "Workspace", message: Message) -> SeenMessage:
    """Look at a message."""
    text = plain(workspace, message.text)
    blocks = blocks_of(message)
    return SeenMessage(
        text,
        all_text(workspace, blocks) or text,
        blocks,
        [label for label, _, _ in pressables(message)],
        workspace.members[message.user].key,
        message.ts,
        message.thread_ts,
        message.edited_ts is not None,
        message.only_for is not None,
        [file["name"] for file in message.files],
        message,
    )


def see_view(workspace: "Workspace", view: View) -> SeenView:
    """Look at a modal or App Home."""
    fields = [(label_of(spot), spot) for spot in spots(view.blocks) if spot.block.get("type") == "input"]
    return SeenView(
        plain(workspace, (view.payload.get("title") or {}).get("text", "")),
        all_text(workspace, view.blocks),
        [label for label, _ in fields],
        [label for label, _, _ in pressables(view)],
        {label: view.errors[spot.block_id] for label, spot in fields if spot.block_id in view.errors},
        {label: _content(view, spot) for label, spot in fields},
        view,
    )


def pressables(surface: Surface) -> Iterator[tuple[str, Spot, str | None]]:
    """Yield what can be pressed: its label, the element, and the choice that the label stands for."""
    for spot in spots(blocks_of(surface)):
        kind = spot.element["type"]
        if kind == "feedback_buttons":
            for name in ("positive_button", "negative_button"):
                yield spot.element[name]["text"]["text"], spot, spot.element[name]["value"]
        elif kind == "overflow":
            yield from (
                (option["text"]["text"], spot, option["value"]) for option in all_options(spot.element)
            )
        elif kind in ("button", "icon_button", "workflow_button"):
            yield spot.element["text"]["text"], spot, None


def choosables(surface: Surface) -> Iterator[tuple[str, Spot]]:
    """Yield what can be filled in or chosen from, under its label."""
    for spot in spots(blocks_of(surface)):
        if spot.element["type"] not in (
            "button",
            "icon_button",
            "workflow_button",
            "feedback_buttons",
            "overflow",
        ):
            yield label_of(spot), spot


def label_of(spot: Spot) -> str:
    """Return the words that name an element to a person: its label, placeholder or section's text."""
    for holder, name in ((spot.block, "label"), (spot.element, "placeholder"), (spot.block, "text")):
        if isinstance(holder.get(name), dict):
            return str(holder[name]["text"])
    return spot.action_id


def _content(view: View, spot: Spot) -> object:
    state = view.values.get(spot.block_id, {}).get(spot.action_id, {})
    chosen = next((content for name, content in state.items() if name != "type"), None)
    if isinstance(chosen, dict) and "text" in chosen:
        return chosen["text"]["text"]
    if isinstance(chosen, list):
        return [one["text"]["text"] if isinstance(one, dict) and "text" in one else one for one in chosen]
    return chosen
