"""The wire tells apart what Slack did, what it did not do, and what nobody knows."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient

from bot import wire
from bot.delivery.wire import Declined, FateUnknown, TooFast, Unreached
from bot.wire import SlackWire


class Stub(BaseHTTPRequestHandler):
    """Answers as its server is told to and keeps what it was asked."""

    answer: ClassVar[tuple[int, dict[str, str], str]] = (200, {}, '{"ok": true}')
    asked: ClassVar[list[tuple[str, dict[str, list[str]], bytes]]] = []
    hang_up: ClassVar[bool] = False
    sleep: ClassVar[threading.Event] = threading.Event()

    def do_POST(self) -> None:  # the name that http.server looks for
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, parse_qs(body.decode(errors="replace")), body))
        if self.hang_up:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.sleep.wait(5)
        status, headers, text = self.answer
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    Stub.answer, Stub.hang_up = (200, {}, '{"ok": true}'), False
    Stub.asked.clear()
    Stub.sleep.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that hang up are meant to
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    Stub.sleep.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def slack(server: ThreadingHTTPServer) -> SlackWire:
    return SlackWire(WebClient("xoxb-test", base_url=f"http://127.0.0.1:{server.server_port}/api/"))


def test_a_call_sends_a_form_that_every_method_understands(slack: SlackWire) -> None:
    Stub.answer = (200, {}, '{"ok": true, "ts": "1.1"}')
    answer = slack.call(
        "chat.postMessage", channel="C1", blocks=[{"a": 1}], unfurl_links=False, thread_ts=None
    )
    assert answer["ts"] == "1.1"
    path, form, _ = Stub.asked[0]
    assert path == "/api/chat.postMessage"
    assert form == {"channel": ["C1"], "blocks": ['[{"a": 1}]'], "unfurl_links": ["false"]}


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ((200, {}, '{"ok": false, "error": "not_in_channel"}'), Declined("not_in_channel")),
        ((200, {}, '{"ok": false, "error": "ratelimited"}'), TooFast(1)),
        ((429, {"Retry-After": "30"}, '{"ok": false, "error": "ratelimited"}'), TooFast(30)),
        ((429, {}, ""), TooFast(1)),
        ((500, {}, '{"ok": false, "error": "internal_error"}'), FateUnknown("HTTP 500")),
        ((503, {}, "<html>upstream</html>"), FateUnknown("HTTP 503")),
        ((200, {}, "<html>a proxy says hello</html>"), FateUnknown("an answer that is not Slack's")),
        ((200, {}, '{"ok": false}'), FateUnknown("an answer that is not Slack's")),
    ],
)
def test_an_answer_means_one_thing(
    slack: SlackWire, answer: tuple[int, dict[str, str], str], meaning: Exception
) -> None:
    Stub.answer = answer
    with pytest.raises(type(meaning)) as told:
        slack.call("chat.postMessage", channel="C1")
    assert str(told.value) == str(meaning)
    assert len(Stub.asked) == 1


def test_a_connection_cut_after_the_request_leaves_the_fate_unknown_and_is_not_repeated(
    slack: SlackWire,
) -> None:
    Stub.hang_up = True
    with pytest.raises(FateUnknown):
        slack.call("chat.postMessage", channel="C1")
    assert len(Stub.asked) == 1


def test_silence_leaves_the_fate_unknown(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "PATIENT_SECONDS", 0.2)
    slack = SlackWire(WebClient("xoxb-test", base_url=f"http://127.0.0.1:{server.server_port}/api/"))
    Stub.sleep.clear()
    with pytest.raises(FateUnknown, match="timed out"):
        slack.call("chat.postMessage", channel="C1")


def test_a_closed_door_means_that_nothing_was_done() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Unreached):
        SlackWire(WebClient("xoxb-test", base_url=f"http://127.0.0.1:{port}/api/")).call("api.test")


def test_a_file_is_uploaded_as_it_is(slack: SlackWire, server: ThreadingHTTPServer) -> None:
    address = f"http://127.0.0.1:{server.server_port}/upload/F1"
    slack.upload(address, b"\x89PNG")
    assert Stub.asked[0][0] == "/upload/F1"
    assert Stub.asked[0][2] == b"\x89PNG"
    Stub.answer = (500, {}, "no")
    with pytest.raises(FateUnknown, match="HTTP 500"):
        slack.upload(address, b"\x89PNG")


def test_people_who_wait_are_answered_before_slack_gives_up(slack: SlackWire) -> None:
    assert slack._prompt.timeout == 2
    assert slack._patient.timeout == 10
    assert slack._prompt.retry_handlers == slack._patient.retry_handlers == []
    slack.call("views.open", trigger_id="1", view={"type": "modal"})
    assert json.loads(Stub.asked[0][1]["view"][0]) == {"type": "modal"}
