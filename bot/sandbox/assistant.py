"""The assistant.threads.* methods: suggested prompts and the "is thinking" line."""

from typing import TYPE_CHECKING

from bot.sandbox.args import Args, Denied, explained
from bot.sandbox.places import known_channel
from bot.sandbox.state import Json, Prompts, Status

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

MOST_PROMPTS = 4
MOST_LOADING = 10


def set_prompts(workspace: "Workspace", args: Args) -> Json:
    """assistant.threads.setSuggestedPrompts: what the bot's DM offers to ask."""
    channel = known_channel(workspace, args, "channel_id")
    if channel.kind != "im":
        raise Denied("channel_not_found")
    prompts = args.json("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= MOST_PROMPTS:
        raise explained("invalid_arguments", f"prompts must be 1 to {MOST_PROMPTS}")
    if not all(isinstance(one, dict) and one.get("title") and one.get("message") for one in prompts):
        raise explained("invalid_arguments", "each prompt needs a title and a message")
    workspace.prompts[channel.id] = Prompts(args.text("title"), prompts)
    workspace.feed.publish("status", channel=channel.id)
    return {}


def set_status(workspace: "Workspace", args: Args) -> Json:
    """assistant.threads.setStatus; an empty status clears the line."""
    channel = known_channel(workspace, args, "channel_id")
    thread = args.need("thread_ts")
    loading = args.json("loading_messages") or []
    if len(loading) > MOST_LOADING:
        raise explained("invalid_arguments", f"at most {MOST_LOADING} loading messages")
    if args.text("status"):
        workspace.statuses[channel.id, thread] = Status(args.text("status"), list(loading))
    else:
        workspace.statuses.pop((channel.id, thread), None)
    workspace.feed.publish("status", channel=channel.id, ts=thread)
    return {}
