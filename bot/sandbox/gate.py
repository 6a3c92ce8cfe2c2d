"""Where the bot's requests come in, by socket or in process: API calls, uploads, response URLs, files."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from bot.sandbox import chat, files, rights, web_api
from bot.sandbox.args import Args, Denied
from bot.sandbox.checks import sound_message
from bot.sandbox.state import Json, ResponseUrl
from bot.sandbox.web_api import Reply

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

SIGN_IN = "<!DOCTYPE html><title>Sign in</title>"


@dataclass(frozen=True)
class Request:
    """One HTTP request; header names are in small letters, the path starts with a slash."""

    path: str
    headers: Mapping[str, str]
    body: bytes


def receive(workspace: "Workspace", request: Request) -> Reply:
    """Answer a request; raises web_api.Cut when a fault breaks the connection."""
    kind, _, rest = request.path.strip("/").partition("/")
    try:
        return _receive(workspace, request, kind, rest)
    except json.JSONDecodeError:
        return Reply(200, {"ok": False, "error": "invalid_json"})


def _receive(workspace: "Workspace", request: Request, kind: str, rest: str) -> Reply:
    if kind == "api":
        return web_api.call(workspace, rest.strip("/"), _arguments(request), _bearer(request))
    if kind == "upload":
        return _with_record(workspace, "upload", {"file": rest}, lambda: _upload(workspace, rest, request))
    if kind == "response":
        said = _arguments(request)
        return _with_record(workspace, "response_url", said, lambda: _respond(workspace, rest, said))
    if kind == "files-pri":
        return _with_record(
            workspace, "download", {"file": rest}, lambda: _download(workspace, rest, request)
        )
    return Reply(404, "not found")


def _with_record(workspace: "Workspace", what: str, said: Json, act: Callable[[], Reply]) -> Reply:
    began = monotonic()
    reply = web_api.with_faults(workspace, what, act)
    workspace.record("bot", what, said, reply.told, status=reply.status, began=began)
    return reply


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _arguments(request: Request) -> Json:
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        given: Json = json.loads(request.body or b"{}")
        return given
    if kind.startswith("multipart/form-data"):
        return {name: content.decode() for name, content in _parts(request)}
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True))


def _parts(request: Request) -> list[tuple[str, bytes]]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    found = []
    for part in message_from_bytes(head + request.body).walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and not part.is_multipart():
            name = part.get_param("name", "file", header="content-disposition")
            found.append((str(name), content))
    return found


def _upload(workspace: "Workspace", id: str, request: Request) -> Reply:
    is_form = request.headers.get("content-type", "").startswith("multipart/form-data")
    content = _parts(request)[0][1] if is_form else request.body
    try:
        files.take_bytes(workspace, id, content)
    except Denied as denied:
        return Reply(400, denied.error)
    return Reply(200, f"OK - {len(content)}")


def _download(workspace: "Workspace", address: str, request: Request) -> Reply:
    """Give a file to who may read it; all others get the page on which one signs in, as with Slack."""
    try:
        content = files.download(workspace, address, _bearer(request))
    except Denied:
        return Reply(404, "not found")
    if content is None:
        return Reply(200, SIGN_IN, {"Content-Type": "text/html; charset=utf-8"})
    return Reply(200, content, {"Content-Type": "application/octet-stream"})


def _respond(workspace: "Workspace", id: str, said: Json) -> Reply:
    try:
        with workspace.lock:
            right = rights.use_response_url(workspace, id)
            _answer_there(workspace, right, said)
    except Denied as denied:
        return Reply(404 if denied.error in ("used_url", "expired_url") else 400, denied.body)
    return Reply(200, "ok")


def _answer_there(workspace: "Workspace", right: ResponseUrl, said: Json) -> None:
    args = Args(said)
    channel = workspace.channels[right.channel]
    original = channel.find(right.message_ts) if right.message_ts else None
    if args.flag("delete_original"):
        if original is not None:
            workspace.drop(original)
        return
    names = ("text", "blocks", "attachments")
    content = {name: said[name] for name in names if said.get(name) is not None}
    sound_message(workspace, content)
    if args.flag("replace_original") and original is not None:
        chat.edit(workspace, original, {"text": "", "blocks": [], **content})
        return
    message = chat.bot_message(workspace, channel, content, args.text("thread_ts") or right.thread_ts)
    message.only_for = None if args.text("response_type") == "in_channel" else right.person
    workspace.add(message)
