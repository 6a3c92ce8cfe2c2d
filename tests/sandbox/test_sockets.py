"""The same bot over real sockets: Socket Mode, HTTP mode, and mishaps on the wire."""

import json
import logging
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.client import RemoteDisconnected
from time import monotonic
from typing import Any
from urllib.error import HTTPError

import pytest
from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from waitress.server import create_server
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.sandbox import acts
from bot.sandbox.http_delivery import SignedHttp
from bot.sandbox.rights import issue_trigger
from bot.sandbox.server import Server, serve
from bot.sandbox.workspace import Workspace
from bot.serve.roles import hang_up

pytestmark = pytest.mark.sockets


@pytest.fixture
def server(workspace: Workspace) -> Iterator[Server]:
    server = serve(workspace)
    yield server
    server.stop()


@pytest.fixture
def web(server: Server) -> WebClient:
    return WebClient("xoxb-sandbox", base_url=server.api_url, retry_handlers=[], timeout=20)


@pytest.fixture
def bot(web: WebClient) -> App:
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)
    app = App(client=web, signing_secret="sandbox-secret", process_before_response=True)

    @app.event("message")
    def answer(event: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], text=f"You said {event['text']}")

    @app.command("/it")
    def help_out(ack: Ack, respond: Respond) -> None:
        respond("later")
        ack("at once")

    return app


def eventually(look: Callable[[], bool], patience: float = 30.0) -> bool:
    ends, pause = monotonic() + patience, threading.Event()
    while not look() and monotonic() < ends:
        pause.wait(0.01)
    return look()


def cut(handler: SocketModeHandler) -> None:
    """Cut a line on which nothing is under way any more; hanging up alone waits for what else might come."""
    client: Any = handler.client
    client.closed, client.auto_reconnect_enabled = True, False
    client.current_session_state.terminated = True
    client.message_queue.put(None)
    client.current_session.sock.shutdown(socket.SHUT_RDWR)
    hang_up(handler)


@pytest.fixture
def connected(bot: App, server: Server) -> Iterator[SocketModeHandler]:
    handler = SocketModeHandler(bot, app_token="xapp-sandbox", ping_interval=1)
    handler.connect()  # type: ignore[no-untyped-call]
    assert eventually(lambda: server.sockets.open == 1)
    yield handler
    cut(handler)


def offered(bot: App, workspace: Workspace, web: WebClient) -> list[list[str]]:
    """Have the bot offer what it is asked for, and once too much; return what Ana is shown."""
    called = [f"No. {at}" for at in range(101)]

    @bot.options("find")
    def offer(ack: Ack, body: dict[str, Any]) -> None:
        assert body["view"]["private_metadata"] == "kept"
        found = [name for name in called if name.startswith(body["value"])]
        ack(options=[{"text": {"type": "plain_text", "text": name}, "value": name} for name in found])

    search = {"type": "external_select", "action_id": "find", "min_query_length": 0}
    title = {"type": "plain_text", "text": "Which"}
    block = {"type": "input", "block_id": "b", "label": title, "element": search}
    form = {"type": "modal", "title": title, "submit": title, "private_metadata": "kept", "blocks": [block]}
    web.views_open(trigger_id=issue_trigger(workspace, "U0ANA"), view=form)
    view = workspace.modals["U0ANA"][-1]
    shown = [acts.suggest(workspace, "U0ANA", view, "b", "find", typed) for typed in ("No. 9", "")]
    return [[each["value"] for each in options] for options in shown]


def test_an_external_select_over_a_socket(
    connected: SocketModeHandler, bot: App, workspace: Workspace, web: WebClient
) -> None:
    assert offered(bot, workspace, web) == [["No. 9", *(f"No. {at}" for at in range(90, 100))], []]


def test_an_external_select_over_http(http_bot: App, workspace: Workspace, web: WebClient) -> None:
    assert offered(http_bot, workspace, web) == [["No. 9", *(f"No. {at}" for at in range(90, 100))], []]


def test_socket_mode(connected: SocketModeHandler, workspace: Workspace) -> None:
    ana = workspace.person("ana")
    ana.dm("hello")
    assert ana.last().text == "You said hello"
    ana.command("/it", where="#general")
    assert [(m.text, m.ephemeral) for m in ana.sees("#general")] == [("later", True), ("at once", True)]
    assert workspace.person("bo").sees("#general") == []


def test_a_refreshed_socket_comes_back(
    connected: SocketModeHandler, server: Server, workspace: Workspace
) -> None:
    before = connected.client.session_id()
    workspace.faults.add("disconnect", "event message")
    ana = workspace.person("ana")
    ana.dm("still there?")
    assert ana.last().text == "You said still there?"
    assert connected.client.session_id() != before
    assert server.sockets.open == 1


def test_an_event_without_a_connection_is_brought_when_one_is_back(
    bot: App, server: Server, workspace: Workspace
) -> None:
    workspace.post.retry_delays = (0.2,) * 100  # connecting may take as long as it takes
    ana = workspace.person("ana")
    ana.dm("anyone?")
    assert len(ana.sees("bot")) == 1
    handler = SocketModeHandler(bot, app_token="xapp-sandbox")
    handler.connect()  # type: ignore[no-untyped-call]
    assert eventually(lambda: len(ana.sees("bot")) == 2)
    cut(handler)


def test_eleven_connections_are_one_too_many(server: Server, web: WebClient) -> None:
    def address() -> str:
        return str(web.apps_connections_open(app_token="xapp-sandbox")["url"])

    with ExitStack() as stack:
        held = [stack.enter_context(connect(address())) for _ in range(10)]
        assert eventually(lambda: server.sockets.open == 10)
        with connect(address()) as late:
            assert json.loads(late.recv())["reason"] == "too_many_websockets"
        assert json.loads(held[0].recv())["num_connections"] == 1
    assert eventually(lambda: server.sockets.open == 0)


def test_a_ticket_opens_one_connection(server: Server, web: WebClient) -> None:
    address = web.apps_connections_open(app_token="xapp-sandbox")["url"]
    with connect(address):
        pass
    with pytest.raises(InvalidStatus):
        connect(address)


def test_a_connection_lost_before_the_ack_is_unreachable(
    server: Server, web: WebClient, workspace: Workspace
) -> None:
    workspace.post.retry_delays = ()
    with connect(web.apps_connections_open(app_token="xapp-sandbox")["url"]) as line:
        line.recv()

        def hang_up() -> None:
            line.recv()
            line.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        workspace.person("ana").dm("hello?")
        thread.join()
    assert workspace.traffic[-1].answer["reason"] == "connection_failed"


def test_silence_on_the_socket_is_a_timeout(server: Server, web: WebClient, workspace: Workspace) -> None:
    workspace.post.patience = 0.1
    with connect(web.apps_connections_open(app_token="xapp-sandbox")["url"]):
        assert eventually(lambda: server.sockets.open == 1)
        ana = workspace.person("ana")
        ana.command("/it")
    assert [notice.code for notice in ana.notices] == ["took_too_long"]


@pytest.fixture
def http_bot(bot: App, workspace: Workspace) -> Iterator[App]:
    """Serve the bot over HTTP, as in production, and route to it."""
    quiet = create_server(SlackRequestHandler(bot), host="127.0.0.1", port=0, threads=2)

    def run() -> None:
        with suppress(OSError):  # it may be waiting for the very socket that is closed below
            quiet.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{quiet.effective_port}/slack/events"
    workspace.post.route = SignedHttp(url, workspace.app.signing_secret)
    yield bot
    quiet.close()
    thread.join(20)


def test_http_mode(http_bot: App, workspace: Workspace) -> None:
    ana = workspace.person("ana")
    ana.dm("hello")
    assert ana.last().text == "You said hello"
    ana.command("/it", where="#general")
    assert [m.text for m in ana.sees("#general")] == ["later", "at once"]


def test_a_form_over_http(http_bot: App, workspace: Workspace, web: WebClient) -> None:
    http_bot.view("form")(lambda ack: ack(response_action="errors", errors={"why": "Say more."}))
    box = {"type": "plain_text_input", "action_id": "why"}
    label = {"type": "plain_text", "text": "Why"}
    view = {
        "type": "modal",
        "callback_id": "form",
        "title": label,
        "submit": label,
        "blocks": [{"type": "input", "block_id": "why", "label": label, "element": box}],
    }
    web.views_open(trigger_id=issue_trigger(workspace, "U0ANA"), view=view)
    ana = workspace.person("ana")
    ana.fills({"Why": "so"})
    assert ana.submits() == {"Why": "Say more."}


def test_a_wrong_secret_is_refused(http_bot: App, workspace: Workspace) -> None:
    route = workspace.post.route
    assert isinstance(route, SignedHttp)
    route._secret = "another"
    workspace.post.retry_delays = ()
    workspace.person("ana").dm("hello")
    assert workspace.traffic[-1].status == 401
    assert workspace.traffic[-1].answer["reason"] == "http_error"


def test_a_bot_that_is_away_or_silent(workspace: Workspace) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{silent.getsockname()[1]}/slack/events"
    workspace.post.route = SignedHttp(url, "sandbox-secret")
    workspace.post.patience = 0.1
    ana = workspace.person("ana")
    ana.command("/it")
    silent.close()
    ana.command("/it")
    assert [notice.code for notice in ana.notices] == ["took_too_long", "unreachable"]


def test_only_this_machine_is_written_to() -> None:
    with pytest.raises(ValueError, match="not on this machine"):
        SignedHttp("https://example.com/slack/events", "secret")


def test_the_wire_breaks_after_the_effect(web: WebClient, workspace: Workspace) -> None:
    workspace.faults.add("cut_after", "chat.postMessage")
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        web.chat_postMessage(channel="C0GENERAL", text="once")
    assert [m.text for m in workspace.person("ana").sees("#general")] == ["once"]


def test_slacks_pace_is_kept(web: WebClient) -> None:
    for number in range(3):
        web.chat_postMessage(channel="C0GENERAL", text=str(number))
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel="C0GENERAL", text="one too many")
    assert caught.value.response.status_code == 429
    assert int(caught.value.response.headers["Retry-After"]) >= 1


def test_files_go_up_and_come_back(web: WebClient, workspace: Workspace, server: Server) -> None:
    uploaded = web.files_upload_v2(
        channel="C0GENERAL", content="a,b\n", filename="numbers.csv", title="Numbers"
    )
    (message,) = workspace.person("ana").sees("#general")
    assert message.files == ["numbers.csv"]
    private = uploaded["file"]["url_private"]
    with urllib.request.urlopen(uploaded["file"]["permalink"]) as answer:
        assert answer.read() == b"a,b\n"
    with_token = {"Authorization": f"Bearer {workspace.app.bot_token}"}
    with urllib.request.urlopen(urllib.request.Request(private, headers=with_token)) as answer:
        assert answer.read() == b"a,b\n"
    with urllib.request.urlopen(private) as answer:
        assert answer.headers.get_content_type() == "text/html"
    with pytest.raises(HTTPError):
        urllib.request.urlopen(f"{server.url}/files/F0/none.csv")


def test_strangers_are_kept_out(server: Server) -> None:
    for header, status in (("Origin", 403), ("Host", 400)):
        request = urllib.request.Request(f"{server.url}/api/api.test", b"", {header: "http://evil.example"})
        with pytest.raises(HTTPError) as caught:
            urllib.request.urlopen(request)
        assert caught.value.code == status
        caught.value.close()


def test_two_workspaces_cannot_have_one_port(server: Server, workspace: Workspace) -> None:
    with pytest.raises(OSError, match="in use"):
        serve(workspace, int(server.url.rsplit(":", 1)[1]))


def test_unknown_methods_are_told_at_the_end(workspace: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    server = serve(workspace)
    web = WebClient("xoxb-sandbox", base_url=server.api_url)
    with pytest.raises(SlackApiError, match="unknown_method"):
        web.api_call("team.dance")
    server.stop()
    assert "team.dance" in caplog.text
