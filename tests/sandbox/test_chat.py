"""Messages: posting, editing, deleting and whispering, as strictly as Slack."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.workspace import Workspace

Refused = Callable[..., Any]


def test_post_edit_and_delete(workspace: Workspace, client: WebClient, error_of: Refused) -> None:
    posted = client.chat_postMessage(channel="#general", text="one", metadata=_metadata())
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    ana = workspace.person("ana")
    assert (ana.last("#general").text, ana.last("#general").edited) == ("one", False)

    updated = client.chat_update(**place, text="two", metadata=_metadata(2))
    assert updated["message"]["edited"]["user"] == "U0BOT"
    assert (ana.last("#general").text, ana.last("#general").edited) == ("two", True)
    kept = client.conversations_history(channel="C0GENERAL", include_all_metadata=True)["messages"]
    assert kept[0]["metadata"]["event_payload"] == {"outbox_id": 2}
    assert "metadata" not in client.conversations_history(channel="C0GENERAL")["messages"][0]

    client.chat_delete(**place)
    assert ana.sees("#general") == []
    assert error_of(client.chat_delete, **place) == "message_not_found"
    assert error_of(client.chat_update, **place, text="three") == "message_not_found"


def test_an_edit_keeps_what_it_does_not_mention(workspace: Workspace, client: WebClient) -> None:
    blocks = [{"type": "divider"}]
    attachments: list[dict[str, Any]] = [
        {"fallback": "x", "blocks": [{"type": "divider"}]},
        {"text": "plain"},
    ]
    posted = client.chat_postMessage(channel="C0GENERAL", text="a", blocks=blocks, attachments=attachments)
    client.chat_update(channel="C0GENERAL", ts=posted["ts"], text="b")
    message = workspace.person("ana").last("#general").raw
    assert message.blocks[0]["type"] == "divider"
    assert message.attachments[0]["blocks"][0]["block_id"]
    client.chat_update(channel="C0GENERAL", ts=posted["ts"], text="b", blocks=[], attachments=[])
    assert (message.blocks, message.attachments) == ([], [])


def test_where_the_bot_may_not_speak(workspace: Workspace, client: WebClient, error_of: Refused) -> None:
    workspace.members["U0EVE"].deleted = True
    refusals = {
        "C0FINANCE": "not_in_channel",
        "C0OLD": "is_archived",
        "C0BOARD": "channel_not_found",
        "C0NOWHERE": "channel_not_found",
        "U0EVE": "user_disabled",
        "U0BOT": "cannot_dm_bot",
    }
    for channel, error in refusals.items():
        assert error_of(client.chat_postMessage, channel=channel, text="x") == error
    assert error_of(client.api_call, api_method="chat.postMessage", json={"text": "x"}) == "invalid_arguments"


def test_public_channels_are_open_with_the_scope_for_it() -> None:
    from bot.sandbox.client import in_process_client
    from tests.sandbox.conftest import PLAN

    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write", "chat:write.public"]}}}
    workspace = Workspace.load(PLAN, manifest)
    in_process_client(workspace).chat_postMessage(channel="finance", text="hello")
    assert workspace.person("ana").last("#finance").text == "hello"


def test_what_may_not_be_said(client: WebClient, error_of: Refused) -> None:
    assert (
        error_of(client.api_call, api_method="chat.postMessage", json={"channel": "C0GENERAL"}) == "no_text"
    )
    posted = client.chat_postMessage(channel="C0GENERAL", text="x")
    too_long = {"channel": "C0GENERAL", "ts": posted["ts"], "text": "x" * 4001}
    assert error_of(client.chat_update, **too_long) == "msg_too_long"
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0GENERAL", text="x", blocks=[{"type": "header"}])
    assert caught.value.response["error"] == "invalid_blocks"
    assert "json-pointer:/blocks/0" in caught.value.response["response_metadata"]["messages"][0]
    malformed = {"channel": "C0GENERAL", "text": "x", "blocks": "[{"}
    assert (
        error_of(client.api_call, api_method="chat.postMessage", params=malformed) == "invalid_blocks_format"
    )
    missing = [{"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a"}]
    assert (
        error_of(client.chat_postMessage, channel="C0GENERAL", text="x", blocks=missing) == "invalid_blocks"
    )


def test_only_the_bots_own_messages_are_its_to_change(
    workspace: Workspace, client: WebClient, error_of: Refused
) -> None:
    hers = {"channel": "C0GENERAL", "ts": workspace.person("ana").says("#general", "mine").ts}
    assert error_of(client.chat_update, **hers, text="x") == "cant_update_message"
    assert error_of(client.chat_delete, **hers) == "cant_delete_message"
    own = client.chat_postMessage(channel="C0GENERAL", text="x")
    workspace.channel("general").archived = True
    assert error_of(client.chat_update, channel="C0GENERAL", ts=own["ts"], text="y") == "is_archived"


def test_threads(workspace: Workspace, client: WebClient, error_of: Refused) -> None:
    root = client.chat_postMessage(channel="C0GENERAL", text="root")["ts"]
    reply = client.chat_postMessage(channel="C0GENERAL", text="reply", thread_ts=root)["ts"]
    nested = client.chat_postMessage(channel="C0GENERAL", text="again", thread_ts=reply, reply_broadcast=True)
    assert nested["message"]["thread_ts"] == root
    ana = workspace.person("ana")
    thread = ana.sees("#general", thread=ana.sees("#general")[0])
    assert [message.text for message in thread] == ["root", "reply", "again"]
    shown = [message.text for message in workspace.channel("general").timeline(ana.id)]
    assert shown == ["root", "again"]
    assert (
        error_of(client.chat_postMessage, channel="C0GENERAL", text="x", thread_ts="1.2")
        == "thread_not_found"
    )
    private = client.chat_postEphemeral(channel="C0GENERAL", user="U0ANA", text="psst")["message_ts"]
    late = {"channel": "C0GENERAL", "text": "x", "thread_ts": private}
    assert error_of(client.chat_postMessage, **late) == "cannot_reply_to_message"
    link = client.chat_getPermalink(channel="C0GENERAL", message_ts=reply)["permalink"]
    assert link.endswith(f"?thread_ts={root}&cid=C0GENERAL")
    assert error_of(client.chat_getPermalink, channel="C0GENERAL", message_ts="1.2") == "message_not_found"


def test_ephemeral_is_for_one_person_until_the_next_reload(
    workspace: Workspace, client: WebClient, error_of: Refused
) -> None:
    posted = client.chat_postEphemeral(channel="C0GENERAL", user="U0ANA", text="only you")
    ana, bo = workspace.person("ana"), workspace.person("bo")
    assert [(m.text, m.ephemeral) for m in ana.sees("#general")] == [("only you", True)]
    assert bo.sees("#general") == []
    assert client.conversations_history(channel="C0GENERAL")["messages"] == []
    late = {"channel": "C0GENERAL", "ts": posted["message_ts"], "text": "x"}
    assert error_of(client.chat_update, **late) == "message_not_found"
    ana.reloads()
    assert ana.sees("#general") == []
    stranger = {"channel": "C0GENERAL", "user": "U0NOBODY", "text": "x"}
    assert error_of(client.chat_postEphemeral, **stranger) == "user_not_in_channel"


def _metadata(number: int = 1) -> dict[str, Any]:
    return {"event_type": "outbox", "event_payload": {"outbox_id": number}}
