"""One conversation from end to end: a person asks, clicks, fills in a modal, and sees the outcome."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox.workspace import Workspace

MODAL = {
    "type": "modal",
    "callback_id": "order.place",
    "title": {"type": "plain_text", "text": "Order"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "tier",
            "label": {"type": "plain_text", "text": "Level"},
            "element": {
                "type": "static_select",
                "action_id": "tier",
                "options": [
                    {"text": {"type": "plain_text", "text": "Standard"}, "value": "ERP.Standard"},
                    {"text": {"type": "plain_text", "text": "Premium"}, "value": "ERP.Premium"},
                ],
            },
        },
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why"},
            "element": {"type": "plain_text_input", "action_id": "why"},
        },
    ],
}
ORDER = {
    "type": "button",
    "action_id": "order.open",
    "value": "ERP",
    "text": {"type": "plain_text", "text": "Order"},
}


@pytest.fixture
def bot(app: App) -> App:
    @app.event("message")
    def answer(event: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(
            channel=event["channel"],
            thread_ts=event["ts"],
            text="ERP keeps the books",
            blocks=[
                {"type": "section", "text": {"type": "mrkdwn", "text": "*ERP* keeps the books, <@U0ANA>"}},
                {"type": "actions", "elements": [ORDER]},
            ],
        )

    @app.action("order.open")
    def open_order(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view={**MODAL, "private_metadata": "ERP"})
        ack()

    @app.view("order.place")
    def place_order(ack: Ack, view: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        values = view["state"]["values"]
        if values["why"]["why"]["value"] == "because":
            ack(response_action="errors", errors={"why": "Say a little more."})
            return
        tier = values["tier"]["tier"]["selected_option"]["value"]
        words = f"{view['private_metadata']}: {tier} & thanks"
        client.chat_postMessage(channel=body["user"]["id"], text=words)
        ack()

    return app


def test_ask_click_fill_and_submit(bot: App, workspace: Workspace) -> None:
    ana = workspace.person("ana")
    question = ana.dm("What is ERP?")

    assert ana.unread() == 1
    answer = ana.last()
    assert answer.thread_ts == question.ts
    assert answer.text == "ERP keeps the books"
    assert "keeps the books, @Ana Ruiz" in answer
    assert answer.buttons == ["Order"]
    assert ana.unread() == 0

    ana.clicks("Order")
    assert ana.view is not None
    assert (ana.view.title, ana.view.labels) == ("Order", ["Level", "Why"])
    assert ana.submits() == {"Level": "required", "Why": "required"}

    ana.fills({"Level": "Premium", "Why": "because"})
    assert ana.submits() == {"Why": "Say a little more."}

    ana.fills({"Why": "month-end close"})
    assert ana.submits() == {}
    assert ana.view is None
    assert ana.last().text == "ERP: ERP.Premium & thanks"
    assert workspace.unknown_methods == {}
