"""A near call ends as one through HTTP does, however it ends."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from bot import wire
from bot.sandbox.client import in_process_client
from bot.sandbox.faults import Mishap
from bot.sandbox.workspace import Workspace
from bot.wire import SlackWire
from tests.near import NearClient
from tests.sandbox.conftest import PLAN

PATIENCE = 0.1
SAID: dict[str, Any] = {"channel": "general", "text": "Täglich & <nie>", "unfurl_links": False}


def ended(client: Callable[[Workspace], WebClient], mishap: Mishap | None, method: str, args: Any) -> Any:
    """Return how a call ends: with what type and words, or with which answer and which message."""
    workspace = Workspace.load(PLAN)
    slack = SlackWire(client(workspace))
    if mishap:
        workspace.faults.add(mishap, method, seconds=2 * PATIENCE)
    try:
        slack.call("conversations.join", channel="C0GENERAL")
        answer = slack.call(method, **args)
    except Exception as error:
        return type(error), str(error), vars(error)
    return answer, [message.text for message in workspace.channel("general").messages]


@pytest.mark.usefixtures("at_t0")
@pytest.mark.parametrize(
    "mishap", [None, "delay", "too_fast", "error_before", "error_after", "cut_before", "cut_after"]
)
def test_a_near_call_ends_as_one_through_http(mishap: Mishap | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PATIENT_SECONDS", PATIENCE)
    found, wanted = (
        ended(each, mishap, "chat.postMessage", SAID) for each in (NearClient, in_process_client)
    )
    assert found == wanted


@pytest.mark.usefixtures("at_t0")
@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("chat.postMessage", {"channel": "nowhere", "text": "x"}),
        ("chat.everything", {}),
        ("views.open", {"trigger_id": "1.2", "view": {"type": "modal", "blocks": []}}),
        ("users.list", {"limit": 2}),
    ],
)
def test_so_does_one_that_is_declined_or_asks(method: str, args: dict[str, Any]) -> None:
    found, wanted = (ended(each, None, method, args) for each in (NearClient, in_process_client))
    assert found == wanted
    assert found
