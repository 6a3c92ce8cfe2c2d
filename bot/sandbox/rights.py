"""Short-lived rights that Slack hands out with a request: trigger ids and response URLs."""

from time import monotonic
from typing import TYPE_CHECKING

from bot.sandbox.args import Denied
from bot.sandbox.state import ResponseUrl, Trigger

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


def issue_trigger(workspace: "Workspace", person: str) -> str:
    """Give the right to open one modal for this person within three seconds."""
    trigger = Trigger(f"{workspace.next_id('')}.{workspace.team.id}", person, monotonic())
    workspace.triggers[trigger.id] = trigger
    return trigger.id


def exchange_trigger(workspace: "Workspace", id: str) -> str:
    """Use up a trigger and return whose it is; raises Denied when it is unknown, late or used."""
    trigger = workspace.triggers.get(id)
    if trigger is None:
        raise Denied("invalid_trigger_id")
    if trigger.used:
        raise Denied("exchanged_trigger_id")
    if monotonic() - trigger.issued > TRIGGER_SECONDS:
        raise Denied("expired_trigger_id")
    trigger.used = True
    return trigger.person


def issue_response_url(
    workspace: "Workspace", person: str, channel: str, message_ts: str | None, thread_ts: str | None
) -> str:
    """Give the right to answer in this channel five times within half an hour."""
    id = workspace.next_id("R")
    workspace.response_urls[id] = ResponseUrl(id, channel, person, monotonic(), message_ts, thread_ts)
    return f"{workspace.base_url}/response/{id}"


def use_response_url(workspace: "Workspace", id: str) -> ResponseUrl:
    """Count one use; raises Denied when the URL is unknown, too old or used up."""
    right = workspace.response_urls.get(id)
    if right is None or monotonic() - right.issued > RESPONSE_SECONDS:
        raise Denied("expired_url")
    if right.uses >= RESPONSE_USES:
        raise Denied("used_url")
    right.uses += 1
    return right
