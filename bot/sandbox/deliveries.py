"""The way to the bot: what is sent, how long Slack waits, what it sends again, what it tells the person."""

import json
import threading
from dataclasses import dataclass, replace
from time import monotonic, sleep
from typing import TYPE_CHECKING, Literal, Protocol

from bot.sandbox.state import Json, Notice

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

PATIENCE = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)


@dataclass(frozen=True)
class Envelope:
    """One delivery; `id` names it on a socket, `retry` counts redeliveries of an event."""

    id: str
    kind: Literal["events_api", "interactive", "slash_commands"]
    payload: Json
    retry: int = 0
    reason: str = ""

    @property
    def what(self) -> str:
        """Name it as faults and the inspector do."""
        if self.kind == "events_api":
            return f"event {self.payload['event']['type']}"
        if self.kind == "slash_commands":
            return f"command {self.payload['command']}"
        return f"interactive {self.payload['type']}"

    @property
    def retry_headers(self) -> dict[str, str]:
        """What tells the bot over HTTP that this is a redelivery."""
        if not self.retry:
            return {}
        return {"x-slack-retry-num": str(self.retry), "x-slack-retry-reason": self.reason}


@dataclass(frozen=True)
class Answer:
    """What came back: `reason` says why it counts as no acknowledgement, `final` forbids redelivery."""

    acked: bool
    payload: Json | None = None
    reason: str = ""
    status: int = 200
    final: bool = False


UNREACHABLE = Answer(False, reason="connection_failed", status=0)
TOO_LATE = Answer(False, reason="http_timeout", status=0)


class Route(Protocol):
    """A way to reach the bot: in process, over a socket, over HTTP."""

    def carry(self, envelope: Envelope, patience: float) -> Answer:
        """Deliver once and wait at most `patience` seconds for the answer."""

    def disconnect(self) -> None:
        """Drop the connection, where there is one."""


class PostOffice:
    """Carries envelopes over the one route there is, and does what Slack does when no answer comes.

    `retry_delays` are the seconds before each redelivery of an event; zero redelivers at once, in the
    same thread. `patience` is how long Slack waits.
    """

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._later: set[threading.Timer] = set()
        self.route: Route | None = None
        self.patience = PATIENCE
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS

    def send_event(self, name: str, payload: Json) -> None:
        """Deliver an event, if the app subscribed to `name`, and again until it is acknowledged."""
        if self._workspace.manifest.hears(name):
            envelope = Envelope(self._workspace.next_id("env-"), "events_api", payload)
            self._attempt(envelope, self.retry_delays)

    def ask(
        self, kind: Literal["interactive", "slash_commands"], payload: Json, *, about: str, label: str = ""
    ) -> Answer:
        """Deliver an interaction or a command once; a person who gets no answer is told so by Slack."""
        user = payload["user_id"] if kind == "slash_commands" else payload["user"]["id"]
        answer = self._carry(Envelope(self._workspace.next_id("env-"), kind, payload))
        if not answer.acked:
            self._workspace.notify(Notice(user, _notice_code(answer), about, label))
        return answer

    def close(self) -> None:
        """Forget the redeliveries that are still due."""
        for timer in list(self._later):
            timer.cancel()
        self._later.clear()

    def _attempt(self, envelope: Envelope, delays: tuple[float, ...]) -> None:
        answer = self._carry(envelope)
        if answer.acked or answer.final or not delays:
            return
        again = replace(envelope, id=self._workspace.next_id("env-"), retry=envelope.retry + 1)
        again = replace(again, reason=answer.reason)
        if delays[0] <= 0:
            self._attempt(again, delays[1:])
            return
        timer = threading.Timer(delays[0], lambda: self._attempt(again, delays[1:]))
        timer.daemon = True
        self._later = {waiting for waiting in self._later if waiting.is_alive()} | {timer}
        timer.start()

    def _carry(self, envelope: Envelope) -> Answer:
        faults = self._workspace.faults
        if late := faults.take(envelope.what, "delay"):
            sleep(late.seconds)
        if faults.take(envelope.what, "disconnect") and self.route is not None:
            self.route.disconnect()
        if faults.take(envelope.what, "duplicate"):
            self._carry_once(envelope)
        answer = self._carry_once(envelope)
        return TOO_LATE if faults.take(envelope.what, "drop_ack") else answer

    def _carry_once(self, envelope: Envelope) -> Answer:
        began = monotonic()
        answer = UNREACHABLE if self.route is None else self.route.carry(_copied(envelope), self.patience)
        if answer.acked and monotonic() - began > self.patience:
            answer = TOO_LATE
        note = {"retry": envelope.retry, "reason": envelope.reason} if envelope.retry else {}
        self._workspace.record(
            "slack",
            envelope.what,
            {**envelope.payload, **note},
            {"acked": answer.acked, "reason": answer.reason, "payload": answer.payload},
            status=answer.status,
            began=began,
        )
        return answer


def _copied(envelope: Envelope) -> Envelope:
    """Share nothing with the bot but what fits through a wire."""
    return replace(envelope, payload=json.loads(json.dumps(envelope.payload)))


def _notice_code(answer: Answer) -> Literal["took_too_long", "failed", "unreachable"]:
    if answer.reason == "http_timeout":
        return "took_too_long"
    return "unreachable" if answer.reason == "connection_failed" else "failed"
