"""What Slack does when the bot is slow, silent, away, or answers twice."""

import threading
from http.client import RemoteDisconnected
from time import monotonic
from typing import Any
from urllib.error import HTTPError

import pytest
from slack_bolt import Ack, App, BoltRequest, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import deliveries, rights
from bot.sandbox.client import in_process_client
from bot.sandbox.faults import Fault
from bot.sandbox.gate import Request, receive
from bot.sandbox.limits import Limits
from bot.sandbox.web_api import METHODS, Reply
from bot.sandbox.workspace import Workspace
from tests.sandbox.conftest import PLAN, keeps


@pytest.fixture
def heard(app: App) -> list[dict[str, Any]]:
    """Collect every event body with its retry headers."""
    heard: list[dict[str, Any]] = []

    @app.event("message")
    def hear(body: dict[str, Any], request: BoltRequest) -> None:
        heard.append({**body, "headers": {name: values[0] for name, values in request.headers.items()}})

    return heard


def test_an_unacknowledged_event_comes_three_times_more(
    workspace: Workspace, heard: list[dict[str, Any]]
) -> None:
    workspace.faults.add("drop_ack", "event message", times=99)
    workspace.person("ana").dm("hello")
    assert [one["headers"].get("x-slack-retry-num") for one in heard] == [None, "1", "2", "3"]
    assert heard[1]["headers"]["x-slack-retry-reason"] == "http_timeout"
    assert len({one["event_id"] for one in heard}) == 1


def test_an_acknowledged_event_comes_once(workspace: Workspace, heard: list[dict[str, Any]]) -> None:
    workspace.person("ana").dm("hello")
    assert len(heard) == 1
    assert heard[0]["event"]["channel_type"] == "im"


def test_a_failing_listener_is_an_http_error(app: App, workspace: Workspace) -> None:
    workspace.post.retry_delays = ()

    @app.event("message")
    def fail() -> None:
        raise RuntimeError("on purpose")

    workspace.person("ana").dm("hello")
    assert workspace.traffic[-1].answer == {"acked": False, "reason": "http_error", "payload": None}


def test_redeliveries_wait_for_their_turn(workspace: Workspace, heard: list[dict[str, Any]]) -> None:
    workspace.post.retry_delays = (0.01, 60.0)
    workspace.faults.add("drop_ack", "event *", times=2)
    workspace.person("ana").dm("hello")
    assert len(heard) == 1
    pause = threading.Event()
    for _ in range(2000):
        if len(heard) == 2:
            break
        pause.wait(0.01)
    assert len(heard) == 2
    workspace.post.close()


def test_a_duplicate_is_the_same_event_twice(workspace: Workspace, heard: list[dict[str, Any]]) -> None:
    workspace.faults.add("duplicate", "event message")
    workspace.faults.add("delay", "event message", seconds=0.01)
    workspace.faults.add("disconnect", "event message")
    workspace.person("ana").dm("hello")
    assert len({one["event_id"] for one in heard}) == 1
    assert len(heard) == 2


def test_a_slow_bot_is_told_to_the_person_and_not_asked_again(
    app: App, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    late = monotonic()

    @app.command("/it")
    def slow(ack: Ack) -> None:
        nonlocal late
        calls.append("/it")
        late += 4
        ack("too late")

    monkeypatch.setattr(deliveries, "monotonic", lambda: late)
    ana = workspace.person("ana")
    ana.command("/it")
    assert calls == ["/it"]
    assert [(n.code, n.about, n.label) for n in ana.notices] == [("took_too_long", "command", "/it")]
    assert ana.sees("bot") == []


def test_nobody_answers(workspace: Workspace, app: App) -> None:
    ana = workspace.person("ana")
    ana.command("/it")
    workspace.post.route = None
    ana.shortcut("order.start")
    assert [notice.code for notice in ana.notices] == ["failed", "unreachable"]


def test_only_what_the_manifest_names_exists(app: App) -> None:
    manifest = {
        "features": {
            "slash_commands": [{"command": "/it", "description": "d", "should_escape": True}],
            "shortcuts": [{"type": "global", "name": "Order", "callback_id": "order.start"}],
        },
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
    }
    workspace = Workspace.load(PLAN, manifest)
    app = App(client=in_process_client(workspace), process_before_response=True)
    workspace.attach(app)
    told: list[str] = []
    app.event("app_mention")(lambda event: told.append(event["text"]))
    asked: list[dict[str, Any]] = []
    app.command("/it")(keeps(asked))
    app.shortcut("order.start")(keeps(asked))

    ana = workspace.person("ana")
    ana.dm("not subscribed")
    ana.says("#general", "hi")
    ana.says("#general", "@domestique & co")
    ana.command("/it ask @bo in #finance")
    ana.command("/dance")
    ana.shortcut("order.start")
    assert told == [
        "<@U0BOT> &amp; co",
    ]
    assert asked[0]["text"] == "ask <@U0BO|bo> in <#C0FINANCE|finance>"
    assert asked[1]["callback_id"] == "order.start"
    assert [notice.code for notice in ana.notices] == ["unknown_command"]
    with pytest.raises(LookupError, match="no global shortcut"):
        ana.shortcut("other")
    with pytest.raises(LookupError, match="no message shortcut"):
        ana.message_shortcut("order.start", ana.last("#general"))


@pytest.mark.parametrize(
    ("mishap", "posted"),
    [("error_before", 0), ("error_after", 1), ("too_fast", 0), ("cut_before", 0), ("cut_after", 1)],
)
def test_mishaps_of_a_call(workspace: Workspace, client: WebClient, mishap: Any, posted: int) -> None:
    workspace.faults.add(mishap, "chat.*", seconds=7)
    with pytest.raises((SlackApiError, RemoteDisconnected)) as caught:
        client.chat_postMessage(channel="C0GENERAL", text="x")
    assert len(workspace.channel("general").messages) == posted
    if mishap == "too_fast":
        assert isinstance(caught.value, SlackApiError)
        assert caught.value.response.headers["Retry-After"] == "7"
    assert workspace.faults.waiting == []
    client.chat_postMessage(channel="C0GENERAL", text="y")


def test_an_answer_that_comes_too_late_is_a_timeout(workspace: Workspace) -> None:
    client = WebClient("xoxb-sandbox", base_url=in_process_client(workspace).base_url, retry_handlers=[])
    client.timeout = 0.01  # type: ignore[assignment]  # seconds; a fraction keeps the test quick
    workspace.faults.add("delay", "chat.postMessage", seconds=0.02)
    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel="C0GENERAL", text="x")
    assert len(workspace.channel("general").messages) == 1


def test_orders_can_be_taken_back(workspace: Workspace) -> None:
    fault = workspace.faults.add("delay", "chat.*", times=2)
    assert workspace.faults.take("views.open", "delay") is None
    assert workspace.faults.take("chat.update", "too_fast") is None
    assert workspace.faults.take("chat.update", "delay") == Fault("delay", "chat.*", 1)
    assert workspace.faults.waiting == [fault]
    workspace.faults.clear()
    assert workspace.faults.waiting == []


def test_a_response_url_works_five_times_for_half_an_hour(
    app: App, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Respond] = []

    @app.command("/it")
    def keep(ack: Ack, respond: Respond) -> None:
        kept.append(respond)
        ack()

    ana = workspace.person("ana")
    ana.command("/it")
    ana.command("/it")
    first, second = kept
    assert [first(text=str(number)).status_code for number in range(6)] == [200] * 5 + [404]
    assert second(text="all", response_type="in_channel").body == "ok"
    assert second(blocks=[{"type": "header"}]).status_code == 400
    assert [m.text for m in ana.sees("bot") if not m.ephemeral] == ["all"]
    then = monotonic() + 31 * 60
    monkeypatch.setattr(rights, "monotonic", lambda: then)
    assert second(text="late").status_code == 404


def test_a_response_url_can_change_the_message(app: App, workspace: Workspace, client: WebClient) -> None:
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    said: list[dict[str, Any]] = [
        {"text": "done", "replace_original": True},
        {"text": "", "delete_original": True},
        {"text": "", "delete_original": True},
    ]

    @app.action("go")
    def act(ack: Ack, respond: Respond) -> None:
        respond(**said.pop(0))
        ack()

    blocks = [{"type": "actions", "elements": [button]}]
    ana = workspace.person("ana")
    client.chat_postMessage(channel="C0GENERAL", text="x", blocks=blocks)
    ana.clicks("Go")
    assert (ana.last("#general").text, ana.last("#general").blocks) == ("done", [])
    client.chat_postEphemeral(channel="C0GENERAL", user="U0ANA", text="y", blocks=blocks)
    shown = ana.last("#general")
    ana.clicks("Go", on=shown)
    ana.clicks("Go", on=shown)
    assert [message.text for message in ana.sees("#general")] == ["done"]


def test_the_bucket_fills_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.sandbox import limits

    moment = 100.0
    monkeypatch.setattr(limits, "monotonic", lambda: moment)
    pace = Limits(on=True)
    assert [pace.wait("chat.postMessage", "special", "C1") for _ in range(4)] == [0, 0, 0, 1]
    assert pace.wait("chat.postMessage", "special", "C2") == 0
    moment += 1
    assert pace.wait("chat.postMessage", "special", "C1") == 0
    assert [pace.wait("x", "tier1", None) for _ in range(3)] == [0, 0, 60]
    assert pace.wait("x", None, None) == 0
    assert all(method.tier in limits.PER_MINUTE for method in METHODS.values())


def test_a_person_and_their_dm_have_one_pace(workspace: Workspace, client: WebClient) -> None:
    workspace.limits.on = True
    for place in ("U0ANA", "D0ANA", "U0ANA"):
        client.chat_postMessage(channel=place, text="x")
    with pytest.raises(SlackApiError, match="ratelimited"):
        client.chat_postMessage(channel="D0ANA", text="x")


def test_other_hosts_are_none_of_our_business(workspace: Workspace, client: WebClient) -> None:
    from urllib.error import URLError
    from urllib.request import urlopen

    with pytest.raises(URLError):
        urlopen("http://127.0.0.1:9/closed")
    with pytest.raises(HTTPError):
        urlopen(client.base_url.replace("/api/", "/elsewhere"))


FORM = b"""--cut\r
Content-Disposition: form-data; name="a"\r
\r
1\r
--cut--\r
"""


def test_bodies_of_every_kind(workspace: Workspace, client: WebClient) -> None:
    def sent(path: str, body: bytes, kind: str) -> Reply:
        return receive(workspace, Request(path, {"content-type": kind}, body))

    assert sent("/api/api.test", b"{", "application/json").body == {"ok": False, "error": "invalid_json"}
    form = "multipart/form-data; boundary=cut"
    assert sent("/api/api.test", FORM, form).body == {"ok": True, "args": {"a": "1"}}
    slot = client.files_getUploadURLExternal(filename="a.bin", length=1)["file_id"]
    assert sent(f"/upload/{slot}", FORM, form) == Reply(200, "OK - 1")
    assert workspace.files[slot].content == b"1"


def test_the_inspector_sees_both_directions(
    workspace: Workspace, client: WebClient, heard: list[dict[str, Any]]
) -> None:
    before = workspace.feed.last
    workspace.person("ana").dm("hello")
    client.api_test()
    assert [(one.by, one.what) for one in workspace.traffic][-2:] == [
        ("slack", "event message"),
        ("bot", "api.test"),
    ]
    kinds = [change.kind for change in workspace.feed.since(before)]
    assert kinds.count("traffic") == 2
    assert kinds[0] == "message"
    assert workspace.feed.since(workspace.feed.last, wait=0.01) == []
