"""The chat.* methods: what the bot says, changes and takes back."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.args import Args, Denied
from bot.sandbox.checks import sound_message
from bot.sandbox.places import known_channel, own_message, speaking_place
from bot.sandbox.state import Channel, Json, Message

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

LONGEST_TEXT = 40_000
LONGEST_EDIT = 4_000
NESTED = {"container": "child_blocks", "carousel": "elements"}


def post_message(workspace: "Workspace", args: Args) -> Json:
    """chat.postMessage."""
    content = _content(args)
    channel = speaking_place(workspace, args)
    sound_message(workspace, content)
    message = bot_message(workspace, channel, content, _thread(channel, args))
    message.broadcast = args.flag("reply_broadcast") and message.in_thread
    message.metadata = args.json("metadata", "invalid_metadata_format")
    workspace.add(message)
    _settle(workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": shown(workspace, message, metadata=True)}


def update_message(workspace: "Workspace", args: Args) -> Json:
    """chat.update; blocks, attachments and metadata that are not given stay as they are."""
    content = _content(args)
    channel = known_channel(workspace, args)
    message = own_message(workspace, channel, args.need("ts"), "cant_update_message")
    if channel.archived:
        raise Denied("is_archived")
    if len(args.text("text")) > LONGEST_EDIT:
        raise Denied("msg_too_long")
    sound_message(workspace, content)
    if "metadata" in args:
        message.metadata = args.json("metadata", "invalid_metadata_format")
    edit(workspace, message, content)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": shown(workspace, message, metadata=True),
    }


def delete_message(workspace: "Workspace", args: Args) -> Json:
    """chat.delete."""
    channel = known_channel(workspace, args)
    message = own_message(workspace, channel, args.need("ts"), "cant_delete_message")
    workspace.drop(message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(workspace: "Workspace", args: Args) -> Json:
    """chat.postEphemeral: only `user` sees it, until the next reload."""
    content = _content(args)
    channel = speaking_place(workspace, args)
    person = args.need("user")
    if person not in channel.members:
        raise Denied("user_not_in_channel")
    sound_message(workspace, content)
    message = bot_message(workspace, channel, content, args.text("thread_ts") or None)
    message.only_for = person
    workspace.add(message)
    return {"message_ts": message.ts}


def get_permalink(workspace: "Workspace", args: Args) -> Json:
    """chat.getPermalink."""
    channel = known_channel(workspace, args)
    message = channel.find(args.need("message_ts"))
    if message is None:
        raise Denied("message_not_found")
    return {"channel": channel.id, "permalink": permalink(workspace, message)}


def permalink(workspace: "Workspace", message: Message) -> str:
    """Return the address of a message as Slack builds it."""
    link = (
        f"https://{workspace.team.domain}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    )
    return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}" if message.in_thread else link


def bot_message(workspace: "Workspace", channel: Channel, content: Json, thread_ts: str | None) -> Message:
    """Make a message of the bot, not yet posted."""
    app = workspace.app
    return Message(
        channel.id,
        workspace.next_ts(),
        app.user,
        str(content.get("text") or content.get("markdown_text") or "")[:LONGEST_TEXT],
        with_ids(workspace, content.get("blocks")),
        _attached(workspace, content.get("attachments")),
        thread_ts=thread_ts,
        bot_id=app.bot,
        app_id=app.id,
    )


def edit(workspace: "Workspace", message: Message, content: Json) -> None:
    """Change what a message says, keeping what `content` does not mention."""
    if "text" in content:
        message.text = str(content["text"])
    if "blocks" in content:
        message.blocks = with_ids(workspace, content["blocks"])
    if "attachments" in content:
        message.attachments = _attached(workspace, content["attachments"])
    message.edited_ts = workspace.next_ts()
    workspace.feed.publish("message", channel=message.channel, ts=message.ts, person=message.only_for)


def with_ids(workspace: "Workspace", blocks: Any) -> list[Json]:
    """Give every block, also inside containers, a block_id; one that Slack makes up is another each time."""
    return [_with_id(workspace, block) for block in blocks or []]


def _with_id(workspace: "Workspace", block: Json) -> Json:
    inside = NESTED.get(block["type"])
    children = {inside: with_ids(workspace, block[inside])} if inside else {}
    return {**block, "block_id": block.get("block_id") or workspace.next_id(""), **children}


def _attached(workspace: "Workspace", attachments: Any) -> list[Json]:
    return [
        {**one, "blocks": with_ids(workspace, one["blocks"])} if one.get("blocks") else one
        for one in attachments or []
    ]


def shown(workspace: "Workspace", message: Message, *, metadata: bool = False) -> Json:
    """Describe a message as the Web API does; bot metadata only where it is asked for."""
    body: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    body["team"] = workspace.team.id
    optional = {
        "subtype": message.subtype,
        "bot_id": message.bot_id,
        "app_id": message.app_id,
        "client_msg_id": message.client_msg_id,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": message.files,
        "metadata": message.metadata if metadata else None,
        **_thread_marks(workspace, message),
    }
    body.update({name: value for name, value in optional.items() if value})
    if message.edited_ts:
        body["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        body["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
        ]
    return body


def _thread_marks(workspace: "Workspace", message: Message) -> Json:
    if message.in_thread:
        return {"thread_ts": message.thread_ts}
    replies = workspace.channels[message.channel].thread(message.ts)[1:]
    if not replies:
        return {}
    return {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}


def _content(args: Args) -> Json:
    names = ("blocks", "attachments", "metadata")
    content: Json = {name: args.json(name, f"invalid_{name}_format") for name in names if name in args}
    for name in ("text", "markdown_text"):
        if name in args:
            content[name] = args.text(name)
    return content


def _thread(channel: Channel, args: Args) -> str | None:
    wanted = args.text("thread_ts")
    if not wanted:
        return None
    root = channel.find(wanted)
    if root is None:
        raise Denied("thread_not_found")
    if root.only_for is not None:
        raise Denied("cannot_reply_to_message")
    return root.thread_ts if root.in_thread else root.ts


def _settle(workspace: "Workspace", message: Message) -> None:
    """Clear the "is thinking" line of the thread that now has its answer."""
    if workspace.statuses.pop((message.channel, message.thread_ts or message.ts), None):
        workspace.feed.publish("status", channel=message.channel, ts=message.thread_ts)
