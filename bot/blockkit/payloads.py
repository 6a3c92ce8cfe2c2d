"""Whole payloads: messages, modals and home tabs, with the limits that only show when all is put together."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.blockkit.blocks import BLOCK, MOST_OF, SURFACES
from bot.blockkit.charts import words_in
from bot.blockkit.objects import FLAG, ID, plain
from bot.blockkit.shapes import Anything, Many, Path, Shape, Tell, Words, shape

Surface = Literal["message", "modal", "home"]

BLOCKS_MOST: Mapping[str, int] = {"message": 50, "modal": 100, "home": 100}
BLOCKS_SIZE = 13_200
MARKDOWN_SIZE = 12_000
TEXT_MOST = 4_000
METADATA_SIZE = 2_000  # the limit is not documented; what identifies a message is far below this
VIEW_SIZE = 250_000
ATTACHMENTS_MOST = 100


@dataclass(frozen=True)
class Problem:
    """One thing that Slack would refuse.

    `pointer` is the JSON pointer of the place, `code` the error word that Slack answers with, and
    `message` one sentence with what was found and what Slack takes.
    """

    pointer: str
    code: str
    message: str


class _Problems(list[Problem]):
    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def tell(self, path: Path, message: str) -> None:
        self.add(path, self.code, message)

    def add(self, path: Path, code: str, message: str) -> None:
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
        self.append(Problem("".join(f"/{step}" for step in steps), code, message))


def check_blocks(blocks: object, surface: Surface) -> list[Problem]:
    """Return what is wrong with the blocks of a surface; pointers start at "/blocks"."""
    problems = _Problems("invalid_blocks")
    _check_blocks(blocks, surface, ["blocks"], problems.tell)
    return problems


_LISTS = {surface: Many(BLOCK, most, 0, noun="block") for surface, most in BLOCKS_MOST.items()}


def _check_blocks(blocks: object, surface: Surface, path: Path, tell: Tell) -> None:
    _LISTS[surface].check(blocks, path, tell)
    found = list(_every(blocks, path))
    _check_places(found, surface, tell)
    _check_ids(found, tell)
    if len(found) > BLOCKS_MOST[surface] >= len(blocks if isinstance(blocks, list) else ()):
        most = BLOCKS_MOST[surface]
        tell(path, f"{len(found)} blocks with the nested ones are too many, Slack takes at most {most}")


def _every(blocks: object, path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Yield every block with its place, those inside of containers, layouts, carousels and plans too."""
    for at, block in enumerate(blocks if isinstance(blocks, list) else ()):
        if isinstance(block, dict):
            here = [*path, at]
            yield block, here
            for name in _INSIDE.get(block.get("type", ""), ()):
                yield from _every(block.get(name), [*here, name])
            if block.get("type") == "layout":
                yield from _laid_out(block, here)


_INSIDE: Mapping[str, tuple[str, ...]] = {
    "container": ("child_blocks",),
    "carousel": ("elements",),
    "plan": ("tasks",),
}


def _laid_out(block: dict[str, Any], path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    for row_at, row in enumerate(block.get("rows") or ()):
        for item_at, item in enumerate(row.get("items") or () if isinstance(row, dict) else ()):
            if isinstance(item, dict):
                yield from _every(item.get("blocks"), [*path, "rows", row_at, "items", item_at, "blocks"])


def _check_places(found: list[tuple[dict[str, Any], Path]], surface: Surface, tell: Tell) -> None:
    counts: dict[str, int] = {}
    for block, path in found:
        kind = block.get("type")
        if not isinstance(kind, str):
            continue
        if kind in SURFACES and surface not in SURFACES[kind]:
            places = " or ".join(sorted(SURFACES[kind]))
            tell([*path, "type"], f"{kind} cannot stand in a {surface}, only in a {places}")
        counts[kind] = counts.get(kind, 0) + 1
        if kind in MOST_OF and counts[kind] > MOST_OF[kind]:
            tell(
                path,
                f"{counts[kind]} blocks of type {kind} are too many, Slack takes at most {MOST_OF[kind]}",
            )


def _check_ids(found: list[tuple[dict[str, Any], Path]], tell: Tell) -> None:
    seen: set[str] = set()
    for block, path in found:
        mark = block.get("block_id")
        if isinstance(mark, str):
            if mark in seen:
                tell([*path, "block_id"], f"block_id {mark!r} is there twice")
            seen.add(mark)
        _check_action_ids(block, path, tell)


def _check_action_ids(block: dict[str, Any], path: Path, tell: Tell) -> None:
    seen: set[str] = set()
    for name in ("elements", "actions"):
        elements = block.get(name)
        for at, element in enumerate(elements if isinstance(elements, list) else ()):
            mark = element.get("action_id") if isinstance(element, dict) else None
            if isinstance(mark, str):
                if mark in seen:
                    tell([*path, name, at, "action_id"], f"action_id {mark!r} is there twice in one block")
                seen.add(mark)


def check_message(payload: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the text, blocks, attachments, metadata and markdown_text of a message.

    A text may have 4,000 characters: a longer one could be posted, but never edited.
    """
    problems = _Problems("invalid_blocks")
    blocks = payload.get("blocks")
    if blocks:
        _check_blocks(blocks, "message", ["blocks"], problems.tell)
        _check_size(blocks, problems)
    _check_words(payload, problems)
    _check_attachments(payload.get("attachments"), problems)
    if payload.get("metadata") is not None:
        _check_metadata(payload["metadata"], problems)
    return problems


def _check_words(payload: Mapping[str, Any], problems: _Problems) -> None:
    text, markdown = payload.get("text"), payload.get("markdown_text")
    if not any(payload.get(name) for name in ("text", "blocks", "attachments", "markdown_text")):
        problems.add(["text"], "no_text", "there is neither text nor blocks nor attachments")
    if markdown is not None and (text or payload.get("blocks")):
        problems.add(
            ["markdown_text"], "markdown_text_conflict", "markdown_text stands alone, without text and blocks"
        )
    for name, words, most in (("text", text, TEXT_MOST), ("markdown_text", markdown, MARKDOWN_SIZE)):
        if words is not None and not isinstance(words, str):
            problems.add([name], "invalid_arguments", "text is a string")
        elif words and len(words) > most:
            problems.add(
                [name],
                "msg_too_long",
                f"{len(words):,} characters are too long, Slack takes at most {most:,}",
            )


def _check_size(blocks: object, problems: _Problems) -> None:
    if not isinstance(blocks, list):
        return
    size = sum(map(_size, blocks))
    if size > BLOCKS_SIZE:
        sentence = f"{size:,} characters of blocks are too long, Slack takes about {BLOCKS_SIZE:,}"
        problems.add(["blocks"], "msg_blocks_too_long", sentence)
    words = [block["text"] for block in blocks if isinstance(block, dict) and block.get("type") == "markdown"]
    markdown = sum(len(text) for text in words if isinstance(text, str))
    if markdown > MARKDOWN_SIZE:
        sentence = f"{markdown:,} characters of markdown are too long, Slack takes at most {MARKDOWN_SIZE:,}"
        problems.add(["blocks"], "msg_blocks_too_long", sentence)


def _size(block: Any) -> int:
    """Return how much a block counts; the cells of a table have a budget of their own."""
    if isinstance(block, dict) and block.get("type") in ("table", "data_table"):
        return sum(map(len, words_in(block.get("rows"))))
    return len(json.dumps(block, ensure_ascii=False, separators=(",", ":"), default=str))


def _check_attachments(attachments: object, problems: _Problems) -> None:
    if attachments is None:
        return
    if not isinstance(attachments, list):
        problems.add(["attachments"], "invalid_attachments", "attachments are an array")
        return
    if len(attachments) > ATTACHMENTS_MOST:
        sentence = f"{len(attachments)} attachments are too many, Slack takes at most {ATTACHMENTS_MOST}"
        problems.add(["attachments"], "too_many_attachments", sentence)
    for at, attachment in enumerate(attachments):
        if isinstance(attachment, dict) and "blocks" in attachment:
            _check_blocks(attachment["blocks"], "message", ["attachments", at, "blocks"], problems.tell)


_METADATA = shape("", {"event_type": Words(255), "event_payload": Anything()})


def _check_metadata(metadata: object, problems: _Problems) -> None:
    told = _Problems("invalid_metadata_format")
    _METADATA.check(metadata, ["metadata"], told.tell)
    problems.extend(told)
    size = len(json.dumps(metadata, default=str))
    if size > METADATA_SIZE:
        sentence = f"{size:,} characters are too long, at most {METADATA_SIZE:,} are safe"
        problems.add(["metadata"], "metadata_too_large", sentence)


_KEPT = {"callback_id": ID, "external_id": ID, "private_metadata": Words(3000, least=0)}
_BLOCKS = {"blocks": Many(Anything(), least=0)}
_VIEWS: Mapping[str, Shape] = {
    "modal": shape(
        "modal",
        {"title": plain(24), **_BLOCKS},
        {
            **_KEPT,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": FLAG,
            "notify_on_close": FLAG,
            "submit_disabled": FLAG,
        },
    ),
    "home": shape("home", _BLOCKS, _KEPT),
}


def check_view(view: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with a modal or a home tab; pointers start inside of the view."""
    problems = _Problems("invalid_arguments")
    kind = view.get("type")
    if kind not in ("modal", "home"):
        problems.tell(["type"], f"{kind!r} is not a view, only modal and home are")
        return problems
    _VIEWS[kind].check(dict(view), [], problems.tell)
    _check_blocks(view.get("blocks"), kind, ["blocks"], problems.tell)
    if kind == "modal" and "submit" not in view and _asks(view.get("blocks")):
        problems.tell(["submit"], "a modal with an input needs submit")
    size = len(json.dumps(view, ensure_ascii=False, separators=(",", ":"), default=str).encode())
    if size > VIEW_SIZE:
        sentence = f"{size:,} bytes are too large, Slack takes at most {VIEW_SIZE:,}"
        problems.add([], "view_too_large", sentence)
    return problems


def _asks(blocks: object) -> bool:
    return any(block.get("type") == "input" for block, _ in _every(blocks, []))
