"""Conversations, users, reactions, files, prompts: what the other methods answer and refuse."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.client import in_process_client
from bot.sandbox.workspace import Workspace
from tests.sandbox.conftest import DEMO, PLAN

Refused = Callable[..., Any]


def test_who_the_bot_is(workspace: Workspace, client: WebClient, error_of: Refused) -> None:
    assert client.auth_test()["user_id"] == "U0BOT"
    assert client.api_test(foo="bar")["args"] == {"foo": "bar"}
    assert error_of(client.api_test, error="on_purpose") == "on_purpose"
    assert error_of(in_process_client(workspace, "xoxb-wrong").auth_test) == "invalid_auth"
    assert error_of(in_process_client(workspace, "xapp-sandbox").auth_test) == "not_allowed_token_type"
    assert error_of(WebClient(base_url=client.base_url).auth_test) == "not_authed"
    assert WebClient(base_url=client.base_url).api_call("auth.test", params={"token": "xoxb-sandbox"})["ok"]


def test_unknown_methods_are_counted(workspace: Workspace, client: WebClient, error_of: Refused) -> None:
    assert error_of(client.api_call, api_method="team.dance") == "unknown_method"
    assert workspace.unknown_methods == {"team.dance": 1}


def test_every_encoding_is_read(client: WebClient, error_of: Refused) -> None:
    assert client.api_call("api.test", data={"a": "1"})["args"] == {"a": "1"}
    assert client.api_call("api.test", params={"a": "1"})["args"] == {"a": "1"}
    assert client.api_call("api.test", json={"a": 1})["args"] == {"a": 1}
    listed = client.api_call("conversations.list", params={"types": '["public_channel"]'})
    assert listed["channels"]


def test_scopes_come_from_the_manifest() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["channels:read"]}}}
    client = in_process_client(Workspace.load(PLAN, manifest))
    client.conversations_info(channel="C0GENERAL")
    refused = {
        "chat.postMessage": ({"channel": "C0GENERAL", "text": "x"}, "chat:write"),
        "conversations.history": ({"channel": "C0GENERAL"}, "channels:history"),
        "conversations.list": ({"types": "im"}, "im:read"),
        "assistant.threads.setStatus": ({"channel_id": "C0GENERAL"}, "assistant:write,chat:write"),
    }
    for method, (args, scope) in refused.items():
        with pytest.raises(SlackApiError) as caught:
            client.api_call(method, json=args)
        answer = caught.value.response
        assert (answer["error"], answer["needed"], answer["provided"]) == (
            "missing_scope",
            scope,
            "channels:read",
        )


def test_channels(workspace: Workspace, client: WebClient, error_of: Refused) -> None:
    names = [channel["name"] for channel in client.conversations_list(exclude_archived=True)["channels"]]
    assert names == ["general", "finance"]
    mine = client.users_conversations(types="public_channel,im")["channels"]
    assert [channel["id"] for channel in mine] == ["C0GENERAL", "C0OLD"]
    assert (
        client.conversations_info(channel="C0GENERAL", include_num_members=True)["channel"]["num_members"]
        == 4
    )
    assert error_of(client.conversations_info, channel="C0BOARD") == "channel_not_found"
    assert error_of(client.conversations_list, types="party") == "invalid_types"
    assert error_of(client.conversations_list, cursor="x") == "invalid_cursor"
    assert client.conversations_list(types="mpim")["channels"] == []
    first = client.conversations_members(channel="C0GENERAL", limit=3)
    rest = client.conversations_members(channel="C0GENERAL", cursor=first["response_metadata"]["next_cursor"])
    assert [*first["members"], *rest["members"]] == ["U0ANA", "U0BO", "U0BOT", "U0EVE"]
    assert (
        error_of(client.api_call, api_method="conversations.list", json={"limit": "x"}) == "invalid_arguments"
    )


def test_joining(client: WebClient, workspace: Workspace, error_of: Refused) -> None:
    assert error_of(client.conversations_history, channel="C0FINANCE") == "not_in_channel"
    assert client.conversations_join(channel="C0FINANCE")["channel"]["is_member"]
    assert client.conversations_join(channel="C0FINANCE")["warning"] == "already_in_channel"
    assert error_of(client.conversations_join, channel="C0OLD") == "is_archived"
    dm = workspace.dm("U0ANA").id
    assert error_of(client.conversations_join, channel=dm) == "method_not_supported_for_channel_type"


def test_opening_a_dm(client: WebClient, workspace: Workspace, error_of: Refused) -> None:
    opened = client.conversations_open(users="U0ANA", return_im=True)["channel"]
    assert (opened["id"], opened["is_im"], opened["user"]) == ("D0ANA", True, "U0ANA")
    assert client.conversations_open(channel="D0ANA")["channel"] == {"id": "D0ANA"}
    assert client.conversations_open(users=["U0BO"])["channel"] == {"id": "D0BO"}
    workspace.members["U0EVE"].deleted = True
    refusals = {"U0NOBODY": "user_not_found", "U0ANA,U0BO": "restricted_action", "U0EVE": "user_disabled"}
    for users, error in refusals.items():
        assert error_of(client.conversations_open, users=users) == error


def test_reading_messages(client: WebClient, workspace: Workspace, error_of: Refused) -> None:
    ana = workspace.person("ana")
    marks = [ana.says("#general", str(number)) for number in range(4)]
    ana.replies(marks[0], "reply")
    page = client.conversations_history(channel="C0GENERAL", limit=3)
    assert [message["text"] for message in page["messages"]] == ["3", "2", "1"]
    assert page["has_more"]
    inside: dict[str, Any] = {"channel": "C0GENERAL", "oldest": marks[1].ts, "latest": marks[3].ts}
    assert [m["text"] for m in client.conversations_history(**inside)["messages"]] == ["2"]
    assert len(client.conversations_history(**inside, inclusive=True)["messages"]) == 3
    thread = client.conversations_replies(channel="C0GENERAL", ts=marks[0].ts)["messages"]
    assert [(m["text"], m["thread_ts"]) for m in thread] == [("0", marks[0].ts), ("reply", marks[0].ts)]
    assert thread[0]["reply_count"] == 1
    assert error_of(client.conversations_replies, channel="C0GENERAL", ts="1.2") == "thread_not_found"


def test_reactions(client: WebClient, workspace: Workspace, error_of: Refused) -> None:
    message = workspace.person("ana").says("#general", "done")
    mark = {"channel": "C0GENERAL", "timestamp": message.ts, "name": "eyes"}
    client.reactions_add(**mark)
    client.reactions_add(**{**mark, "name": "tada"})
    assert error_of(client.reactions_add, **mark) == "already_reacted"
    shown = client.conversations_history(channel="C0GENERAL")["messages"][0]["reactions"]
    assert shown[0] == {"name": "eyes", "users": ["U0BOT"], "count": 1}
    message.raw.reactions["tada"].append("U0BO")
    client.reactions_remove(**mark)
    client.reactions_remove(**{**mark, "name": "tada"})
    assert message.raw.reactions == {"tada": ["U0BO"]}
    assert error_of(client.reactions_remove, **mark) == "no_reaction"
    assert error_of(client.reactions_add, **{**mark, "timestamp": "1.2"}) == "message_not_found"


def test_people(client: WebClient, workspace: Workspace, error_of: Refused) -> None:
    user = client.users_info(user="U0ANA", include_locale=True)["user"]
    assert (user["tz"], user["locale"], user["profile"]["email"]) == (
        "America/Denver",
        "en-US",
        "ana@calder.example",
    )
    assert user["tz_offset"] in (-7 * 3600, -6 * 3600)
    assert "locale" not in client.users_info(user="U0ANA")["user"]
    assert error_of(client.users_info, user="U0NOBODY") == "user_not_found"
    assert len(client.users_list(limit=2)["members"]) == 2
    assert client.users_lookupByEmail(email="Bo@calder.example")["user"]["id"] == "U0BO"
    assert error_of(client.users_lookupByEmail, email="no@calder.example") == "users_not_found"


def test_an_email_needs_its_scope() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["users:read"]}}}
    client = in_process_client(Workspace.load(PLAN, manifest))
    assert "email" not in client.users_info(user="U0ANA")["user"]["profile"]


def test_files(client: WebClient, workspace: Workspace, error_of: Refused) -> None:
    alone = client.files_upload_v2(content="a,b", filename="a.csv")["file"]
    assert alone["channels"] == []
    picture = [{"type": "image", "slack_file": {"id": alone["id"]}, "alt_text": "a"}]
    client.chat_postMessage(channel="C0GENERAL", text="see", blocks=picture)
    client.files_upload_v2(content="c", filename="c.txt", channel="C0GENERAL", initial_comment="here")
    seen = workspace.person("ana").last("#general")
    assert (seen.text, seen.files) == ("here", ["c.txt"])
    assert error_of(client.files_completeUploadExternal, files=[{"id": "F1"}]) == "file_not_found"
    assert error_of(client.files_completeUploadExternal, files=[]) == "invalid_arguments"
    spoken = {"filename": "a", "length": 1, "alt_txt": "x" * 1001}
    assert error_of(client.files_getUploadURLExternal, **spoken) == "invalid_arguments"
    with_blocks = {
        "files": [{"id": alone["id"]}],
        "channel_id": "C0GENERAL",
        "blocks": json.dumps([{"type": "header"}]),
    }
    assert error_of(client.files_completeUploadExternal, **with_blocks) == "invalid_blocks"


def test_an_upload_must_be_what_was_announced(client: WebClient) -> None:
    from urllib.error import HTTPError
    from urllib.request import urlopen

    slot = client.files_getUploadURLExternal(filename="a.bin", length=3)
    for url in (
        slot["upload_url"],
        slot["upload_url"] + "0",
        slot["upload_url"].replace("upload", "nowhere"),
    ):
        with pytest.raises(HTTPError) as caught:
            urlopen(url, b"four")
        assert caught.value.code in (400, 404)


def test_prompts_and_the_thinking_line(client: WebClient, workspace: Workspace, error_of: Refused) -> None:
    ana = workspace.person("ana")
    question = ana.dm("hello")
    prompts = [{"title": "What is ERP?", "message": "What is ERP?"}]
    client.assistant_threads_setSuggestedPrompts(channel_id="D0ANA", title="Try", prompts=prompts)
    assert (ana.prompts, workspace.person("bo").prompts) == (["What is ERP?"], [])
    thread: dict[str, Any] = {"channel_id": "D0ANA", "thread_ts": question.ts}
    client.assistant_threads_setStatus(**thread, status="is thinking")
    assert workspace.statuses["D0ANA", question.ts].text == "is thinking"
    client.chat_postMessage(channel="D0ANA", thread_ts=question.ts, text="hi")
    assert workspace.statuses == {}
    client.assistant_threads_setStatus(**thread, status="")
    loading = {**thread, "status": "x", "loading_messages": ["x"] * 11}
    assert error_of(client.assistant_threads_setStatus, **loading) == "invalid_arguments"
    suggest = client.assistant_threads_setSuggestedPrompts
    assert error_of(suggest, channel_id="C0GENERAL", prompts=prompts) == "channel_not_found"
    assert error_of(suggest, channel_id="D0ANA", prompts=prompts * 5) == "invalid_arguments"
    assert error_of(suggest, channel_id="D0ANA", prompts=[{"title": "x"}]) == "invalid_arguments"


def test_blocks_validate(client: WebClient, error_of: Refused) -> None:
    good = [{"type": "divider"}]
    assert client.api_call("blocks.validate", json={"blocks": good})["ok"]
    assert client.api_call("blocks.validate", json={"message": {"text": "x"}})["ok"]
    assert error_of(client.api_call, api_method="blocks.validate", json={"view": {}}) == "invalid_blocks"
    assert error_of(client.api_call, api_method="blocks.validate") == "invalid_arguments"


def test_the_demos_workspace() -> None:
    workspace = Workspace.load(DEMO)
    assert len(workspace.people()) == 13
    assert workspace.member("ana@calder.example") is workspace.member("@Ana Ruiz")
    assert all(workspace.app.user in channel.members for channel in workspace.channels.values())
    assert [channel.name for channel in workspace.channels_of("U0EVE")] == ["general", "it-help"]
    with pytest.raises(LookupError, match="nobody here"):
        workspace.member("zoe")
    with pytest.raises(LookupError, match="no channel"):
        workspace.channel("#nowhere")
