"""A receiver: a real HTTP server that keeps what it is sent, and answers as it is told."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Heard:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """What was heard; `answers` are given in turn, then 204s, unless `reply` thinks of one."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: deque[Answer] = field(default_factory=deque)
    reply: Callable[[Heard], Answer] | None = None

    def fails(self, *statuses: int, **headers: str) -> None:
        self.answers.extend((status, headers, b"") for status in statuses)

    def answer(self, heard: Heard) -> Answer:
        self.heard.append(heard)
        if self.answers:
            return self.answers.popleft()
        return self.reply(heard) if self.reply else (204, {}, b"")


@contextmanager
def listening() -> Iterator[Receiver]:
    """Listen on the loopback for as long as the block lasts."""
    receiver = Receiver()

    class Door(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, said = receiver.answer(Heard(self.command, self.path, dict(self.headers), body))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(said)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PUT = _any  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
