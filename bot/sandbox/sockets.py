"""Socket Mode: up to ten connections of the bot, any of which may get any envelope."""

import asyncio
import json
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as TooSlow
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.deliveries import TOO_LATE, UNREACHABLE, Answer, Envelope
from bot.sandbox.state import Json

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

MOST_CONNECTIONS = 10
GRACE = 1.0  # seconds that a bot which was here has to come back, as it does after each refresh


class Sockets:
    """The open connections and the envelopes that wait for their acknowledgement.

    `carry` is called from any thread but the server's own; the connections live in its event loop.
    """

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._connections: list[WebSocket] = []
        self._waiting: dict[str, tuple[WebSocket, Future[Answer]]] = {}
        self._turn = count()
        self._reachable = threading.Event()
        self._grace = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def open(self) -> int:
        """How many connections the bot holds."""
        return len(self._connections)

    async def serve(self, socket: WebSocket) -> None:
        """Hold one connection from its ticket to its end."""
        if socket.path_params["ticket"] not in self._workspace.tickets:
            await socket.close(4001)
            return
        self._workspace.tickets.discard(socket.path_params["ticket"])
        await socket.accept()
        self._loop = asyncio.get_running_loop()
        if len(self._connections) >= MOST_CONNECTIONS:
            await _bye(socket, "too_many_websockets")
            return
        self._connections.append(socket)
        self._grace = GRACE
        self._reachable.set()
        try:
            await socket.send_json(self._hello())
            while True:
                self._acknowledge(json.loads(await socket.receive_text()))
        except (WebSocketDisconnect, RuntimeError):
            pass  # the bot hung up, or we did
        finally:
            self._forget(socket)

    def carry(self, envelope: Envelope, patience: float) -> Answer:
        """Send the envelope over the next connection and wait for its acknowledgement."""
        self._reachable.wait(self._grace)
        connections = list(self._connections)
        if not connections:
            return UNREACHABLE
        socket = connections[next(self._turn) % len(connections)]
        answer: Future[Answer] = Future()
        self._waiting[envelope.id] = (socket, answer)
        try:
            self._run(socket.send_text(json.dumps(_wire_form(envelope))), patience)
            return answer.result(patience)
        except TooSlow:
            return TOO_LATE
        except (CancelledError, RuntimeError, WebSocketDisconnect):
            return UNREACHABLE
        finally:
            self._waiting.pop(envelope.id, None)

    def disconnect(self) -> None:
        """Tell every connection to come back on a fresh one, as Slack does every few hours, and hang up."""
        for socket in list(self._connections):
            with suppress(TooSlow, RuntimeError, WebSocketDisconnect):
                self._run(_bye(socket, "refresh_requested"), 1.0)
            self._forget(socket)

    def _run(self, work: Coroutine[Any, Any, None], patience: float) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(patience)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._workspace.app.id},
        }

    def _acknowledge(self, said: Json) -> None:
        _, answer = self._waiting.get(str(said.get("envelope_id")), (None, None))
        if answer is not None and not answer.done():
            answer.set_result(Answer(True, said.get("payload") or None))

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._connections:
            self._connections.remove(socket)
        if not self._connections:
            self._reachable.clear()
        for held, answer in list(self._waiting.values()):
            if held is socket:
                answer.cancel()


async def _bye(socket: WebSocket, reason: str) -> None:
    await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
    await socket.close()


def _wire_form(envelope: Envelope) -> Json:
    form: Json = {
        "envelope_id": envelope.id,
        "type": envelope.kind,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.kind != "events_api",
    }
    if envelope.kind == "events_api":
        form |= {"retry_attempt": envelope.retry, "retry_reason": envelope.reason}
    return form
