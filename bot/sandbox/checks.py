"""Refuses what Slack would refuse to show: Block Kit mistakes, views too large, files that are not there."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.blockkit import Problem, check_message, check_view
from bot.sandbox.args import Denied
from bot.sandbox.state import Json

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

VIEW_BYTES = 250_000


def refuse(problems: Sequence[Problem]) -> None:
    """Raise the first problem's error word, with every problem explained."""
    if not problems:
        return
    reasons = [f"[ERROR] {problem.message} [json-pointer:{problem.pointer}]" for problem in problems]
    raise Denied(problems[0].code, errors=reasons, response_metadata={"messages": reasons})


def sound_message(workspace: "Workspace", message: Json) -> None:
    """Raise Denied unless Slack would take this message."""
    refuse(check_message(message))
    _files_exist(workspace, message.get("blocks"))


def sound_view(workspace: "Workspace", view: Any) -> Json:
    """Return the view, or raise Denied unless Slack would take it."""
    if not isinstance(view, dict):
        raise Denied("invalid_arguments")
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise Denied("view_too_large")
    refuse(check_view(view))
    _files_exist(workspace, view.get("blocks"))
    return view


def _files_exist(workspace: "Workspace", blocks: Any) -> None:
    for id in _slack_files(blocks):
        file = workspace.files.get(id)
        if file is None or file.content is None:
            raise Denied("invalid_blocks", errors=[f"invalid slack file {id}"])


def _slack_files(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("slack_file"), dict):
            yield str(node["slack_file"].get("id"))
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _slack_files(child)
