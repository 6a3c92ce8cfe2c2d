"""Finds where a call wants to speak or look, and refuses what the bot may not do there."""

from typing import TYPE_CHECKING

from bot.sandbox.args import Args, Denied
from bot.sandbox.state import Channel, Message

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

READ = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history"}


def need_scope(workspace: "Workspace", scope: str) -> None:
    """Raise Denied unless the app was granted this scope."""
    if not workspace.manifest.may(scope):
        provided = ",".join(sorted(workspace.manifest.scopes or ()))
        raise Denied("missing_scope", needed=scope.replace("|", ","), provided=provided)


def known_channel(workspace: "Workspace", args: Args, name: str = "channel") -> Channel:
    """Return the channel a call names by id; raises Denied when there is none the bot can see."""
    channel = workspace.channels.get(args.need(name))
    if channel is None or (channel.kind == "private" and workspace.app.user not in channel.members):
        raise Denied("channel_not_found")
    return channel


def speaking_place(workspace: "Workspace", args: Args, name: str = "channel") -> Channel:
    """Return where the bot may post: a channel it is in, a DM, or the DM of a person named by id."""
    where = args.need(name)
    if where in workspace.members:
        return _dm_with(workspace, where)
    try:
        channel = workspace.channel(where)
    except LookupError:
        raise Denied("channel_not_found") from None
    if channel.archived:
        raise Denied("is_archived")
    if workspace.app.user not in channel.members:
        _outsider(workspace, channel)
    return channel


def _dm_with(workspace: "Workspace", person: str) -> Channel:
    member = workspace.members[person]
    if member.is_bot:
        raise Denied("cannot_dm_bot")
    if member.deleted:
        raise Denied("user_disabled")
    return workspace.dm(person)


def _outsider(workspace: "Workspace", channel: Channel) -> None:
    if channel.kind == "private":
        raise Denied("channel_not_found")
    scopes = workspace.manifest.scopes
    if scopes is None or "chat:write.public" not in scopes:
        raise Denied("not_in_channel")


def own_message(workspace: "Workspace", channel: Channel, ts: str, refusal: str) -> Message:
    """Return a message the bot itself posted; raises Denied(refusal) when it is someone else's."""
    message = channel.find(ts)
    if message is None or message.only_for is not None:
        raise Denied("message_not_found")
    if message.user != workspace.app.user:
        raise Denied(refusal)
    return message
