"""The files.* methods: a place to put the bytes, then the file appears where it is wanted."""

import mimetypes
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.sandbox import chat
from bot.sandbox.args import Args, Denied, explained
from bot.sandbox.checks import sound_message
from bot.sandbox.places import speaking_place
from bot.sandbox.state import Channel, File, Json

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

LONGEST_ALT = 1000


def get_upload_url(workspace: "Workspace", args: Args) -> Json:
    """files.getUploadURLExternal."""
    name, length = args.need("filename"), args.number("length", 0, 1_000_000_000)
    if len(args.text("alt_txt")) > LONGEST_ALT:
        raise explained("invalid_arguments", f"alt_txt must be at most {LONGEST_ALT} characters")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(workspace.next_id("F"), name, name, kind, length, args.text("alt_txt"))
    workspace.files[file.id] = file
    return {"upload_url": f"{workspace.base_url}/upload/{file.id}", "file_id": file.id}


def take_bytes(workspace: "Workspace", id: str, content: bytes) -> None:
    """Keep the bytes of an upload; raises Denied when the file is unknown or the length is another."""
    file = workspace.files.get(id)
    if file is None:
        raise Denied("file_not_found")
    if len(content) != file.length:
        raise Denied("file_upload_size_mismatch")
    file.content = content


def give(workspace: "Workspace", name: str, content: bytes) -> File:
    """Keep a file that a person chose for a form: it is shared nowhere."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(workspace.next_id("F"), name, name, kind, len(content), content=content)
    workspace.files[file.id] = file
    return file


def complete_upload(workspace: "Workspace", args: Args) -> Json:
    """files.completeUploadExternal: shares the files, where a channel is named, in one message."""
    wanted = args.json("files") or []
    files = [_uploaded(workspace, one) for one in wanted]
    if not files:
        raise explained("invalid_arguments", "missing required field: files")
    for channel in _targets(workspace, args):
        _share(workspace, channel, files, args)
    return {"files": [describe(workspace, file) for file in files]}


def describe(workspace: "Workspace", file: File) -> Json:
    """Describe a file as Slack does."""
    return file.payload(f"{workspace.base_url}/files/{file.id}/{quote(file.name)}")


def _uploaded(workspace: "Workspace", one: Json) -> File:
    file = workspace.files.get(str(one.get("id")))
    if file is None or file.content is None:
        raise Denied("file_not_found")
    file.title = one.get("title") or file.title
    return file


def _targets(workspace: "Workspace", args: Args) -> list[Channel]:
    named = [*args.names("channel_id"), *args.names("channels")]
    return [speaking_place(workspace, Args({"channel": name})) for name in named]


def _share(workspace: "Workspace", channel: Channel, files: list[File], args: Args) -> None:
    content = {"text": args.text("initial_comment"), "blocks": args.json("blocks")}
    if content["blocks"]:
        sound_message(workspace, content)
    message = chat.bot_message(workspace, channel, content, args.text("thread_ts") or None)
    for file in files:
        file.shared_in.append(channel.id)
    message.files = [describe(workspace, file) for file in files]
    workspace.add(message)
