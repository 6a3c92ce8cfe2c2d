"""What the sandbox's tests share: a workspace, and bots that answer in it."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.client import in_process_client
from bot.sandbox.workspace import Workspace

PLAN = {
    "team": {"id": "T0TEST", "name": "Test", "domain": "test"},
    "app": {
        "id": "A0APP",
        "name": "domestique",
        "user": "U0BOT",
        "bot": "B0BOT",
        "tokens": {"bot": "xoxb-sandbox", "app": "xapp-sandbox"},
        "signing_secret": "sandbox-secret",
    },
    "people": {
        "ana": {"name": "Ana Ruiz", "email": "ana@calder.example", "zone": "America/Denver"},
        "bo": {"name": "Bo Larsen", "email": "bo@calder.example"},
        "eve": {"name": "Eve Stone", "email": "eve@calder.example", "zone": "Europe/Berlin"},
    },
    "channels": {
        "general": {"id": "C0GENERAL", "members": "all"},
        "finance": {"id": "C0FINANCE", "members": ["ana", "bo"], "bot": False},
        "old": {"id": "C0OLD", "members": ["ana"], "archived": True},
        "board": {"id": "C0BOARD", "members": ["bo"], "bot": False, "private": True},
    },
}
DEMO = Path(__file__).parents[2] / "bot" / "demo" / "workspace.yaml"


@pytest.fixture
def workspace() -> Workspace:
    return Workspace.load(PLAN)


@pytest.fixture
def client(workspace: Workspace) -> WebClient:
    return in_process_client(workspace)


@pytest.fixture
def app(workspace: Workspace, client: WebClient) -> App:
    """Attach a bare Bolt app, to which the test adds its listeners."""
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)
    app = App(client=client, process_before_response=True)
    workspace.attach(app)
    return app


def keeps(kept: list[dict[str, Any]]) -> Callable[..., None]:
    """Make a listener that keeps what it is sent and acknowledges."""

    def listener(ack: Ack, body: dict[str, Any]) -> None:
        kept.append(body)
        ack()

    return listener


@pytest.fixture
def error_of() -> Callable[..., Any]:
    """Call a method and return Slack's error word."""

    def refused(call: Callable[..., Any], **args: Any) -> Any:
        with pytest.raises(SlackApiError) as caught:
            call(**args)
        return caught.value.response["error"]

    return refused
