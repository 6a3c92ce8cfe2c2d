"""What a person can do, by ids: the page and the hands of the tests both act through here."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.blockkit import check_suggestions
from bot.sandbox import chat, files, payloads, users
from bot.sandbox.args import Denied
from bot.sandbox.checks import sound_message
from bot.sandbox.deliveries import Answer
from bot.sandbox.elements import (
    MIN_QUERY,
    STATEFUL,
    Choice,
    Spot,
    all_options,
    find_spot,
    starting_values,
    value_of,
)
from bot.sandbox.state import Channel, Json, Message, Notice, Values, View

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Surface = Message | View
EVENTS = {"im": "message.im", "public": "message.channels", "private": "message.groups"}


def say(
    workspace: "Workspace",
    person: str,
    channel: Channel,
    text: str,
    thread_ts: str | None = None,
    given: Sequence[str] = (),
) -> Message:
    """Post what a person typed, with the files (ids) they gave, and tell the bot, as far as it listens there.

    @names and #channels become mentions. Raises LookupError when the person is not in the channel.
    """
    if person not in channel.members or channel.archived:
        raise LookupError(f"{workspace.members[person].name} cannot write in #{channel.name}")
    marked = mark_up(workspace, text)
    client_id = workspace.next_id("client-")
    message = Message(
        channel.id, workspace.next_ts(), person, marked, thread_ts=thread_ts, client_msg_id=client_id
    )
    message.blocks = [_rich_text(text)] if text else []
    if given:
        message.subtype, message.files = "file_share", _given(workspace, given)
        for id in given:
            workspace.files[id].shared_in.append(channel.id)
    workspace.add(message)
    workspace.mark_read(person, channel.id)
    if workspace.app.user in channel.members:
        if f"<@{workspace.app.user}>" in marked and channel.kind != "im":
            _tell(workspace, "app_mention", payloads.mention_event(workspace, message))
        _tell(workspace, EVENTS[channel.kind], payloads.message_event(workspace, message))
    return message


def command(workspace: "Workspace", person: str, channel: Channel, line: str) -> Answer:
    """Send a slash command (`/it order`); what the bot acknowledges with is shown where it was typed."""
    name, _, text = line.strip().partition(" ")
    known = workspace.manifest.command(name)
    if known is None:
        workspace.notify(Notice(person, "unknown_command", "command", name))
        return Answer(False, reason="unknown_command")
    given = mark_up(workspace, text.strip(), named=True) if known.escapes else text.strip()
    asked = payloads.command(workspace, person, channel, name, given)
    answer = workspace.post.ask("slash_commands", asked, about="command", label=name)
    if answer.payload:
        _show_answer(workspace, person, channel, answer.payload, name)
    return answer


def shortcut(workspace: "Workspace", person: str, callback_id: str) -> Answer:
    """Use a global shortcut; raises LookupError when the app has none of this name."""
    if not workspace.manifest.has_shortcut("global", callback_id):
        raise LookupError(f"there is no global shortcut {callback_id}")
    asked = payloads.shortcut(workspace, person, callback_id)
    return workspace.post.ask("interactive", asked, about="shortcut", label=callback_id)


def message_shortcut(workspace: "Workspace", person: str, callback_id: str, message: Message) -> Answer:
    """Use a shortcut on a message; raises LookupError when the app has none of this name."""
    if not workspace.manifest.has_shortcut("message", callback_id):
        raise LookupError(f"there is no message shortcut {callback_id}")
    asked = payloads.message_shortcut(workspace, person, callback_id, message)
    return workspace.post.ask("interactive", asked, about="shortcut", label=callback_id)


def invite_bot(workspace: "Workspace", person: str, channel: Channel) -> None:
    """Bring the bot into a channel, as `/invite` does."""
    channel.members.add(workspace.app.user)
    workspace.feed.publish("channel", channel=channel.id)
    joined = {"type": "member_joined_channel", "user": workspace.app.user, "inviter": person}
    place = {"channel": channel.id, "channel_type": "C", "team": workspace.team.id}
    _tell(workspace, "member_joined_channel", {**joined, **place})


def change_profile(
    workspace: "Workspace",
    person: str,
    *,
    zone: str | None = None,
    locale: str | None = None,
    deleted: bool = False,
) -> None:
    """Move a person to another zone or language, or deactivate the account; the bot may hear of it."""
    member = workspace.members[person]
    member.zone, member.locale, member.deleted = zone or member.zone, locale or member.locale, deleted
    described = users.describe(workspace, member, locale=True)
    _tell(workspace, "user_change", {"type": "user_change", "user": described})


def open_home(workspace: "Workspace", person: str) -> None:
    """Open the bot's Home tab."""
    _tell(workspace, "app_home_opened", payloads.home_event(workspace, person, "home"))


def open_messages(workspace: "Workspace", person: str) -> None:
    """Open the bot's Messages tab, which is the DM with it."""
    workspace.mark_read(person, workspace.dm(person).id)
    _tell(workspace, "app_home_opened", payloads.home_event(workspace, person, "messages"))


def press(
    workspace: "Workspace",
    person: str,
    surface: Surface,
    block_id: str,
    action_id: str,
    choice: Choice = None,
) -> Answer | None:
    """Press a button or choose something; the bot is told, except of inputs that wait for the submission.

    `choice` is the option's value, date, id or text; for a plain button it is not needed. Raises
    LookupError when the element or the option is not there.
    """
    spot = find_spot(blocks_of(surface), block_id, action_id)
    if spot.element["type"] in STATEFUL:
        fill(workspace, person, surface, block_id, action_id, choice)
    if spot.is_input:
        return None
    action = _action(workspace, spot, choice, surface.offered.get(action_id, []))
    label = str(spot.element.get("text", {}).get("text", action_id))
    if isinstance(surface, View):
        asked = payloads.actions_in_view(workspace, surface, action)
    else:
        asked = payloads.actions_in_message(workspace, person, surface, action)
    return workspace.post.ask("interactive", asked, about="button", label=label)


def fill(
    workspace: "Workspace", person: str, surface: Surface, block_id: str, action_id: str, choice: Choice
) -> None:
    """Type or choose without telling the bot; raises LookupError when the element or option is not there."""
    spot = find_spot(blocks_of(surface), block_id, action_id)
    if spot.element["type"] == "file_input":
        value: Json = {"type": "file_input", "files": _given(workspace, choice)}
    else:
        value = value_of(spot.element, choice, surface.offered.get(action_id, []))
    with workspace.lock:
        values_of(person, surface).setdefault(block_id, {})[action_id] = value
        if isinstance(surface, View):
            surface.errors.pop(block_id, None)


def _given(workspace: "Workspace", choice: Choice | Sequence[str]) -> list[Json]:
    ids = [choice] if isinstance(choice, str) else choice or []
    if unknown := [id for id in ids if id not in workspace.files]:
        raise LookupError(f"there is no file {unknown[0]}")
    return [files.describe(workspace, workspace.files[id]) for id in ids]


def suggest(
    workspace: "Workspace", person: str, surface: Surface, block_id: str, action_id: str, typed: str
) -> list[Json]:
    """Ask the bot for the options of an external select, as the person types; groups come flat.

    Before `min_query_length` letters nothing is asked. What Slack would not show is no answer: the person is
    told, and sees no option. Raises LookupError when there is no such select.
    """
    element = find_spot(blocks_of(surface), block_id, action_id).element
    if not element["type"].endswith("external_select"):
        raise LookupError(f"{action_id} asks nobody for its options")
    surface.offered[action_id] = []
    if len(typed) < element.get("min_query_length", MIN_QUERY):
        return []
    asked = payloads.suggestion(workspace, person, surface, block_id, action_id, typed)
    answer = workspace.post.ask("interactive", asked, about="options", label=action_id)
    if answer.acked:
        surface.offered[action_id] = _shown_options(workspace, person, action_id, answer.payload or {})
    return surface.offered[action_id]


def _shown_options(workspace: "Workspace", person: str, action_id: str, said: Json) -> list[Json]:
    problems = check_suggestions(said)
    if problems:
        told = {"errors": [f"{each.message} {each.pointer}" for each in problems]}
        workspace.record("slack", "options refused", said, told, status=200, began=0.0)
        workspace.notify(Notice(person, "failed", "options", action_id))
        return []
    return all_options(said)


def blocks_of(surface: Surface) -> list[Json]:
    """Return every block of a message, those of attachments included, or of a view."""
    if isinstance(surface, View):
        return surface.blocks
    return [*surface.blocks, *(b for one in surface.attachments for b in one.get("blocks") or [])]


def values_of(person: str, surface: Surface) -> Values:
    """Return what this person has filled in here."""
    if isinstance(surface, View):
        return surface.values
    if person not in surface.values:
        surface.values[person] = starting_values(blocks_of(surface), {})
    return surface.values[person]


def mark_up(workspace: "Workspace", text: str, *, named: bool = False) -> str:
    """Turn what was typed into Slack's text: `& < >` escaped, @names and #channels as ids.

    `named` adds the name after the id, as in the text of an escaped command.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for member in sorted(workspace.members.values(), key=lambda one: -len(one.name)):
        mark = f"<@{member.id}|{member.key}>" if named else f"<@{member.id}>"
        text = re.sub(
            rf"(?<!\w)@(?:{re.escape(member.name)}|{re.escape(member.key)})\b", mark, text, flags=re.I
        )
    for channel in workspace.channels.values():
        if channel.kind != "im":
            text = re.sub(
                rf"(?<!\w)#{re.escape(channel.name)}(?![\w-])", f"<#{channel.id}|{channel.name}>", text
            )
    return text


def _tell(workspace: "Workspace", name: str, event: Json) -> None:
    workspace.post.send_event(name, payloads.event_callback(workspace, event))


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": "typed", "elements": [section]}


def _action(workspace: "Workspace", spot: Spot, choice: Choice, offered: Sequence[Json]) -> Json:
    element = spot.element
    kind = element["type"]
    action: Json = {"type": kind, "action_id": spot.action_id, "block_id": spot.block_id}
    if kind == "feedback_buttons":
        pressed = _feedback(element, choice)
        action |= {"text": pressed["text"], "value": pressed["value"]}
    elif kind in ("button", "icon_button", "workflow_button"):
        action |= {name: element[name] for name in ("text", "value", "style", "icon") if name in element}
    else:
        action |= value_of(element, choice, offered)
        if element.get("placeholder"):
            action["placeholder"] = element["placeholder"]
    return {**action, "action_ts": workspace.next_ts()}


def _feedback(element: Json, choice: Choice) -> Json:
    for name in ("positive_button", "negative_button"):
        button: Json = element[name]
        if choice == button["value"]:
            return button
    raise LookupError(f"{element['action_id']} has no button {choice}")


def _show_answer(workspace: "Workspace", person: str, channel: Channel, said: Json, name: str) -> None:
    """Show what a command was acknowledged with, to all or to who typed it; a blunder is Slack's to tell."""
    content = {key: said[key] for key in ("text", "blocks", "attachments") if said.get(key)}
    try:
        sound_message(workspace, content)
    except Denied:
        workspace.notify(Notice(person, "failed", "command", name))
        return
    message = chat.bot_message(workspace, channel, content, None)
    message.only_for = None if said.get("response_type") == "in_channel" else person
    workspace.add(message)
