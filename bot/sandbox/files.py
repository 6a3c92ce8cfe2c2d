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


def give(workspace: "Workspace", name: str, content: bytes, person: str = "") -> File:
    """Keep a file that a person chose for a form or a message: it is shared nowhere yet."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(workspace.next_id("F"), name, name, kind, len(content), content=content, user=person)
    workspace.files[file.id] = file
    return file


def info(workspace: "Workspace", args: Args) -> Json:
    """files.info: of a file that the app may see, because it is in its conversations or was given to a form."""
    file = workspace.files.get(args.need("file"))
    if file is None or not _is_seen(workspace, file):
        raise Denied("file_not_found")
    if file.deleted:
        raise Denied("file_deleted")
    return {"file": describe(workspace, file)}


def _is_seen(workspace: "Workspace", file: File) -> bool:
    places = [workspace.channels[id] for id in file.shared_in]
    return not places or any(workspace.app.user in place.members for place in places)


def download(workspace: "Workspace", address: str, token: str | None) -> bytes | None:
    """Return the bytes behind a private address (`T1-F1/bill.csv`); None without the right to them.

    Raises Denied when there are none.
    """
    if token != workspace.app.bot_token or not workspace.manifest.may("files:read"):
        return None
    file = workspace.files.get(address.partition("/")[0].rpartition("-")[2])
    if file is None or file.content is None or not _is_seen(workspace, file):
        raise Denied("file_not_found")
    return file.content


def delete(workspace: "Workspace", file: File) -> None:
    """Delete a file, as a person does; the message that shared it stays."""
    file.deleted, file.content = True, None


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
    name, base = quote(file.name), workspace.base_url
    return file.payload(
        f"{base}/files/{file.id}/{name}", f"{base}/files-pri/{workspace.team.id}-{file.id}/{name}"
    )


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
