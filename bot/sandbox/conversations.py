"""The conversations.* and reactions.* methods."""

from typing import TYPE_CHECKING

from bot.sandbox.args import Args, Denied, page_of
from bot.sandbox.chat import shown
from bot.sandbox.places import HISTORY, READ, known_channel, need_scope
from bot.sandbox.state import Channel, Json, Message

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

KINDS = {"public_channel": "public", "private_channel": "private", "im": "im"}


def open_dm(workspace: "Workspace", args: Args) -> Json:
    """conversations.open, with one person or a DM that exists already."""
    people = args.names("users")
    if not people:
        return {"channel": {"id": known_channel(workspace, args).id}}
    if any(person not in workspace.members for person in people):
        raise Denied("user_not_found")
    if len(people) > 1:
        raise Denied("not_enough_users" if len(set(people)) == 1 else "restricted_action")
    if workspace.members[people[0]].deleted:
        raise Denied("user_disabled")
    channel = workspace.dm(people[0])
    return {"channel": describe(workspace, channel) if args.flag("return_im") else {"id": channel.id}}


def info(workspace: "Workspace", args: Args) -> Json:
    """conversations.info."""
    channel = known_channel(workspace, args)
    need_scope(workspace, READ[channel.kind])
    described = describe(workspace, channel)
    if args.flag("include_num_members"):
        described["num_members"] = len(channel.members)
    return {"channel": described}


def list_channels(workspace: "Workspace", args: Args) -> Json:
    """conversations.list: what the bot can see, public channels unless `types` says otherwise."""
    channels = [c for c in _of_types(workspace, args) if _visible(workspace, c)]
    if args.flag("exclude_archived"):
        channels = [channel for channel in channels if not channel.archived]
    page, cursor = page_of(channels, args)
    return {"channels": [describe(workspace, c) for c in page], "response_metadata": cursor}


def list_own(workspace: "Workspace", args: Args) -> Json:
    """users.conversations: what the bot, or `user`, is a member of."""
    person = args.text("user") or workspace.app.user
    channels = [c for c in _of_types(workspace, args) if person in c.members and _visible(workspace, c)]
    page, cursor = page_of(channels, args)
    return {"channels": [describe(workspace, c) for c in page], "response_metadata": cursor}


def members(workspace: "Workspace", args: Args) -> Json:
    """conversations.members."""
    channel = known_channel(workspace, args)
    need_scope(workspace, READ[channel.kind])
    page, cursor = page_of(sorted(channel.members), args)
    return {"members": page, "response_metadata": cursor}


def history(workspace: "Workspace", args: Args) -> Json:
    """conversations.history: newest first, without replies."""
    channel = _readable(workspace, args)
    messages = [m for m in channel.messages if m.only_for is None and (not m.in_thread or m.broadcast)]
    page, cursor = page_of([m for m in reversed(messages) if _within(m, args)], args)
    return _messages(workspace, args, page, cursor)


def replies(workspace: "Workspace", args: Args) -> Json:
    """conversations.replies: a thread, its first message included, oldest first."""
    channel = _readable(workspace, args)
    thread = channel.thread(args.need("ts"))
    if not thread:
        raise Denied("thread_not_found")
    page, cursor = page_of([m for m in thread if _within(m, args) or not m.in_thread], args, default=1000)
    return _messages(workspace, args, page, cursor)


def join(workspace: "Workspace", args: Args) -> Json:
    """conversations.join, for public channels."""
    channel = known_channel(workspace, args)
    if channel.kind != "public":
        raise Denied("method_not_supported_for_channel_type")
    if channel.archived:
        raise Denied("is_archived")
    answer: Json = {}
    if workspace.app.user in channel.members:
        answer["warning"] = "already_in_channel"
    channel.members.add(workspace.app.user)
    workspace.feed.publish("channel", channel=channel.id)
    return {"channel": describe(workspace, channel), **answer}


def add_reaction(workspace: "Workspace", args: Args) -> Json:
    """reactions.add."""
    message, users = _reaction(workspace, args)
    if workspace.app.user in users:
        raise Denied("already_reacted")
    message.reactions[args.need("name").strip(":")] = [*users, workspace.app.user]
    workspace.feed.publish("message", channel=message.channel, ts=message.ts)
    return {}


def remove_reaction(workspace: "Workspace", args: Args) -> Json:
    """reactions.remove."""
    message, users = _reaction(workspace, args)
    if workspace.app.user not in users:
        raise Denied("no_reaction")
    users.remove(workspace.app.user)
    if not users:
        del message.reactions[args.need("name").strip(":")]
    workspace.feed.publish("message", channel=message.channel, ts=message.ts)
    return {}


def describe(workspace: "Workspace", channel: Channel) -> Json:
    """Describe a channel as Slack does."""
    if channel.kind == "im":
        (person,) = channel.members - {workspace.app.user}
        return {"id": channel.id, "is_im": True, "user": person, "is_archived": channel.archived}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": False,
        "is_im": False,
        "is_private": channel.kind == "private",
        "is_archived": channel.archived,
        "is_member": workspace.app.user in channel.members,
        "is_general": channel.name == "general",
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "context_team_id": workspace.team.id,
    }


def _of_types(workspace: "Workspace", args: Args) -> list[Channel]:
    kinds = []
    for name in args.names("types") or ["public_channel"]:
        if name not in KINDS and name != "mpim":
            raise Denied("invalid_types")
        kinds.append(KINDS.get(name, name))
    for kind in kinds:
        need_scope(workspace, READ.get(kind, "mpim:read"))
    return [channel for channel in workspace.channels.values() if channel.kind in kinds]


def _visible(workspace: "Workspace", channel: Channel) -> bool:
    return channel.kind == "public" or workspace.app.user in channel.members


def _readable(workspace: "Workspace", args: Args) -> Channel:
    channel = known_channel(workspace, args)
    need_scope(workspace, HISTORY[channel.kind])
    if workspace.app.user not in channel.members:
        raise Denied("not_in_channel")
    return channel


def _within(message: Message, args: Args) -> bool:
    oldest, latest = args.text("oldest", "0"), args.text("latest", "99999999999")
    if args.flag("inclusive") and message.ts in (oldest, latest):
        return True
    return float(oldest) < float(message.ts) < float(latest)


def _messages(workspace: "Workspace", args: Args, page: list[Message], cursor: Json) -> Json:
    metadata = args.flag("include_all_metadata")
    return {
        "messages": [shown(workspace, message, metadata=metadata) for message in page],
        "has_more": bool(cursor["next_cursor"]),
        "response_metadata": cursor,
    }


def _reaction(workspace: "Workspace", args: Args) -> tuple[Message, list[str]]:
    channel = known_channel(workspace, args)
    message = channel.find(args.need("timestamp"))
    if message is None:
        raise Denied("message_not_found")
    return message, message.reactions.get(args.need("name").strip(":"), [])
