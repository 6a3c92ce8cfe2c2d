"""Whole payloads: messages, modals and home tabs, with the limits that only show when all is put together."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.blockkit.charts import words_in
from bot.blockkit.objects import FLAG, ID, OPTION_GROUPS, options, plain
from bot.blockkit.placement import BLOCKS, Surface, every
from bot.blockkit.shapes import Anything, Path, Shape, Words, array, shape

BLOCKS_SIZE = 13_200
MARKDOWN_SIZE = 12_000
TEXT_MOST = 4_000
METADATA_SIZE = 2_000  # the limit is not documented; what identifies a message is far below this
VIEW_SIZE = 250_000
ATTACHMENTS_MOST = 100
OFFERED = options(100)

_COMPACT = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=str)


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
    BLOCKS[surface].check(blocks, ["blocks"], problems.tell)
    return problems


def check_options(offered: object) -> list[Problem]:
    """Return what is wrong with the options that a search select is answered with; none is fine."""
    problems = _Problems("invalid_options")
    if offered != []:
        OFFERED.check(offered, ["options"], problems.tell)
    return problems


def check_suggestions(said: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the whole answer to a search select: options, or groups of them, not both."""
    problems = _Problems("invalid_options")
    groups = said.get("option_groups")
    if groups is not None and said.get("options") is not None:
        problems.tell(["options"], "has option_groups beside it; give one of the two")
    elif groups:
        OPTION_GROUPS.check(groups, ["option_groups"], problems.tell)
    elif groups is None and "options" in said:
        return check_options(said["options"])
    return problems


def check_message(payload: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the text, blocks, attachments, metadata and markdown_text of a message.

    A text may have 4,000 characters: a longer one could be posted, but never edited.
    """
    problems = _Problems("invalid_blocks")
    blocks = payload.get("blocks")
    if blocks:
        BLOCKS["message"].check(blocks, ["blocks"], problems.tell)
        _check_size(array(blocks), problems)
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
        sentence = "markdown_text stands alone, without text and blocks"
        problems.add(["markdown_text"], "markdown_text_conflict", sentence)
    for name, words, most in (("text", text, TEXT_MOST), ("markdown_text", markdown, MARKDOWN_SIZE)):
        if words is not None and not isinstance(words, str):
            problems.add([name], "invalid_arguments", "text is a string")
        elif words and len(words) > most:
            sentence = f"{len(words):,} characters, but Slack takes at most {most:,}"
            problems.add([name], "msg_too_long", sentence)


def _check_size(blocks: list[Any], problems: _Problems) -> None:
    size = sum(map(_size, blocks))
    if size > BLOCKS_SIZE:
        sentence = f"{size:,} characters of blocks, but Slack takes about {BLOCKS_SIZE:,}"
        problems.add(["blocks"], "msg_blocks_too_long", sentence)
    markdown = sum(
        len(str(block.get("text"))) for block, _ in every(blocks, []) if block.get("type") == "markdown"
    )
    if markdown > MARKDOWN_SIZE:
        sentence = f"{markdown:,} characters of markdown, but Slack takes at most {MARKDOWN_SIZE:,}"
        problems.add(["blocks"], "msg_blocks_too_long", sentence)


def _size(block: Any) -> int:
    """Return how much a block counts; the cells of a table have a budget of their own."""
    if isinstance(block, dict) and block.get("type") in ("table", "data_table"):
        return sum(map(len, words_in(block.get("rows"))))
    return len(_COMPACT.encode(block))


def _check_attachments(attachments: object, problems: _Problems) -> None:
    if attachments is None:
        return
    if not isinstance(attachments, list):
        problems.add(["attachments"], "invalid_attachments", "attachments are an array")
        return
    if len(attachments) > ATTACHMENTS_MOST:
        sentence = f"{len(attachments)} attachments, but Slack takes at most {ATTACHMENTS_MOST}"
        problems.add(["attachments"], "too_many_attachments", sentence)
    for at, attachment in enumerate(attachments):
        if isinstance(attachment, dict) and "blocks" in attachment:
            BLOCKS["message"].check(attachment["blocks"], ["attachments", at, "blocks"], problems.tell)


_METADATA = shape("", {"event_type": Words(255), "event_payload": Anything()})


def _check_metadata(metadata: object, problems: _Problems) -> None:
    told = _Problems("invalid_metadata_format")
    _METADATA.check(metadata, ["metadata"], told.tell)
    problems.extend(told)
    size = len(_COMPACT.encode(metadata))
    if size > METADATA_SIZE:
        sentence = f"{size:,} characters, but at most {METADATA_SIZE:,} are safe"
        problems.add(["metadata"], "metadata_too_large", sentence)


_KEPT = {"callback_id": ID, "external_id": ID, "private_metadata": Words(3000, least=0)}
_VIEWS: Mapping[str, Shape] = {
    "modal": shape(
        "modal",
        {"title": plain(24), "blocks": BLOCKS["modal"]},
        {
            **_KEPT,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": FLAG,
            "notify_on_close": FLAG,
            "submit_disabled": FLAG,
        },
    ),
    "home": shape("home", {"blocks": BLOCKS["home"]}, _KEPT),
}


def check_view(view: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with a modal or a home tab; pointers start inside of the view."""
    problems = _Problems("invalid_arguments")
    kind = view.get("type")
    if kind not in ("modal", "home"):
        problems.tell(["type"], f"{kind!r} is not a view, only modal and home are")
        return problems
    _VIEWS[kind].check(dict(view), [], problems.tell)
    if kind == "modal" and "submit" not in view and _asks(view.get("blocks")):
        problems.tell(["submit"], "a modal with an input needs submit")
    size = len(_COMPACT.encode(view).encode())
    if size > VIEW_SIZE:
        sentence = f"{size:,} bytes, but Slack takes at most {VIEW_SIZE:,}"
        problems.add([], "view_too_large", sentence)
    return problems


def _asks(blocks: object) -> bool:
    return any(block.get("type") == "input" for block, _ in every(blocks, []))
