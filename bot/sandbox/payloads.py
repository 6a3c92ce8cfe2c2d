"""What the bot is sent, as Slack shapes it: events, interactions, commands."""

from typing import TYPE_CHECKING

from bot.sandbox import chat, views
from bot.sandbox.rights import issue_response_url, issue_trigger
from bot.sandbox.state import Channel, Json, Message, View

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

VERIFICATION = "sandbox-verification"


def event_callback(workspace: "Workspace", event: Json) -> Json:
    """Wrap an event with the id that all its deliveries share."""
    app, team = workspace.app, workspace.team
    ts = event.get("event_ts") or workspace.next_ts()
    return {
        "token": VERIFICATION,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": {**event, "event_ts": ts},
        "type": "event_callback",
        "event_id": workspace.next_id("Ev"),
        "event_time": int(ts.split(".")[0]),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": app.user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": workspace.next_id("EC"),
    }


def message_event(workspace: "Workspace", message: Message) -> Json:
    """Tell of a person's message."""
    channel = workspace.channels[message.channel]
    kind = {"im": "im", "public": "channel", "private": "group"}[channel.kind]
    described = chat.shown(workspace, message)
    return {**described, "channel": channel.id, "channel_type": kind, "event_ts": message.ts}


def mention_event(workspace: "Workspace", message: Message) -> Json:
    """Tell of a message that names the bot."""
    described = chat.shown(workspace, message)
    return {**described, "type": "app_mention", "channel": message.channel, "event_ts": message.ts}


def home_event(workspace: "Workspace", person: str, tab: str) -> Json:
    """Tell that a person opened the bot's `home` or `messages` tab."""
    event: Json = {"type": "app_home_opened", "user": person, "channel": workspace.dm(person).id, "tab": tab}
    home = workspace.homes.get(person)
    if tab == "home" and home is not None:
        event["view"] = views.shown(workspace, home)
    return event


def command(workspace: "Workspace", person: str, channel: Channel, name: str, text: str) -> Json:
    """Tell of a slash command; everything is a string, as in a form."""
    return {
        "token": VERIFICATION,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": person,
        "user_name": workspace.members[person].key,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": issue_response_url(workspace, person, channel.id, None, None),
        "trigger_id": issue_trigger(workspace, person),
    }


def actions_in_message(workspace: "Workspace", person: str, message: Message, action: Json) -> Json:
    """Tell that a person used an element of a message."""
    thread = message.thread_ts if message.in_thread else None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.only_for is not None,
    }
    if thread:
        container["thread_ts"] = thread
    return {
        **_interaction(workspace, "block_actions", person),
        "container": container,
        "channel": _place(workspace.channels[message.channel]),
        "message": chat.shown(workspace, message),
        "state": {"values": message.values.get(person, {})},
        "response_url": issue_response_url(workspace, person, message.channel, message.ts, thread),
        "actions": [action],
    }


def actions_in_view(workspace: "Workspace", view: View, action: Json) -> Json:
    """Tell that a person used an element of a modal or of the App Home."""
    return {
        **_interaction(workspace, "block_actions", view.person),
        "container": {"type": "view", "view_id": view.id},
        "view": views.shown(workspace, view),
        "actions": [action],
    }


def submission(workspace: "Workspace", view: View) -> Json:
    """Tell that a person sent a modal."""
    asked = _interaction(workspace, "view_submission", view.person)
    return {**asked, "view": views.shown(workspace, view), "response_urls": []}


def closing(workspace: "Workspace", view: View, *, cleared: bool) -> Json:
    """Tell that a person closed a modal; `cleared` when the whole stack went."""
    told = _interaction(workspace, "view_closed", view.person)
    del told["trigger_id"]
    return {**told, "view": views.shown(workspace, view), "is_cleared": cleared}


def shortcut(workspace: "Workspace", person: str, callback_id: str) -> Json:
    """Tell of a global shortcut."""
    asked = _interaction(workspace, "shortcut", person)
    return {**asked, "callback_id": callback_id, "action_ts": workspace.next_ts()}


def message_shortcut(workspace: "Workspace", person: str, callback_id: str, message: Message) -> Json:
    """Tell of a shortcut used on a message."""
    return {
        **_interaction(workspace, "message_action", person),
        "callback_id": callback_id,
        "action_ts": workspace.next_ts(),
        "message_ts": message.ts,
        "channel": _place(workspace.channels[message.channel]),
        "message": chat.shown(workspace, message),
        "response_url": issue_response_url(
            workspace, person, message.channel, message.ts, message.thread_ts if message.in_thread else None
        ),
    }


def suggestion(
    workspace: "Workspace", person: str, surface: Message | View, block_id: str, action_id: str, typed: str
) -> Json:
    """Ask for the options of an external select."""
    asked = _interaction(workspace, "block_suggestion", person)
    del asked["trigger_id"]
    asked |= {"block_id": block_id, "action_id": action_id, "value": typed}
    if isinstance(surface, View):
        container = {"type": "view", "view_id": surface.id}
        return {**asked, "container": container, "view": views.shown(workspace, surface)}
    container = {"type": "message", "message_ts": surface.ts, "channel_id": surface.channel}
    place = _place(workspace.channels[surface.channel])
    return {**asked, "container": container, "channel": place, "message": chat.shown(workspace, surface)}


def _interaction(workspace: "Workspace", kind: str, person: str) -> Json:
    member = workspace.members[person]
    return {
        "type": kind,
        "token": VERIFICATION,
        "api_app_id": workspace.app.id,
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
        "user": {"id": person, "username": member.key, "name": member.key, "team_id": workspace.team.id},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": issue_trigger(workspace, person),
    }


def _place(channel: Channel) -> Json:
    return {"id": channel.id, "name": _channel_name(channel)}


def _channel_name(channel: Channel) -> str:
    return "directmessage" if channel.kind == "im" else channel.name
