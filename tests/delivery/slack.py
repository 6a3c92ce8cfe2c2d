"""A Slack for the sender's tests: keeps what was posted, and fails in every way it is told to."""

from collections import deque
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from bot import clock
from bot.delivery.wire import Declined

Fault = Callable[[str, dict[str, Any], Callable[[], dict[str, Any]]], dict[str, Any]]


class Slack:
    """Conversations in memory behind delivery's Wire."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.messages: list[dict[str, Any]] = []
        self.whispers: list[dict[str, Any]] = []
        self.homes: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.faults: deque[tuple[str, Fault]] = deque()
        self._numbers = count(1)

    def fails(self, fault: Fault, method: str = "chat.", times: int = 1) -> None:
        """Have the next calls of methods beginning with `method` go wrong."""
        self.faults.extend([(method, fault)] * times)

    def call(self, method: str, /, **args: Any) -> dict[str, Any]:
        self.calls.append((method, args))
        act = getattr(self, method.replace(".", "_"))

        def happen() -> dict[str, Any]:
            answer: dict[str, Any] = act(**args)
            return answer

        for planned in self.faults:
            if method.startswith(planned[0]):
                self.faults.remove(planned)
                return planned[1](method, args, happen)
        return happen()

    def upload(self, url: str, data: bytes) -> None:
        self.files[url.rsplit("/", 1)[-1]] = data

    def download(self, url: str, into: Path, most: int) -> None:
        into.write_bytes(self.files[url.rsplit("/", 1)[-1]])

    def said(self, channel: str | None = None) -> list[str]:
        """Return the texts in a conversation, or in all."""
        return [seen["text"] for seen in self.messages if channel in (None, seen["channel"])]

    def chat_postMessage(self, channel: str, **args: Any) -> dict[str, Any]:  # noqa: N802
        place = "D" + channel[1:] if channel.startswith("U") else channel
        ts = f"{clock.now().timestamp():.3f}{next(self._numbers):03d}"
        self.messages.append({"channel": place, "ts": ts, **args})
        return {"ok": True, "channel": place, "ts": ts}

    def chat_update(self, channel: str, ts: str, **args: Any) -> dict[str, Any]:
        for message in self.messages:
            if (message["channel"], message["ts"]) == (channel, ts):
                message.update(args)
                return {"ok": True, "channel": channel, "ts": ts}
        raise Declined("message_not_found")

    def chat_postEphemeral(self, **args: Any) -> dict[str, Any]:  # noqa: N802
        self.whispers.append(args)
        return {"ok": True, "message_ts": "1.1"}

    def views_publish(self, user_id: str, view: dict[str, Any]) -> dict[str, Any]:
        self.homes[user_id] = view
        return {"ok": True}

    def conversations_open(self, users: str) -> dict[str, Any]:
        return {"ok": True, "channel": {"id": "D" + users[1:]}}

    def conversations_history(
        self, channel: str, oldest: str, limit: int, include_all_metadata: bool, cursor: str | None = None
    ) -> dict[str, Any]:
        seen = [m for m in self.messages if m["channel"] == channel and float(m["ts"]) >= float(oldest)]
        start = int(cursor or 0)
        page = seen[::-1][start : start + min(limit, 2)]
        more = str(start + 2) if start + 2 < len(seen) else ""
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": more}}

    def conversations_replies(self, ts: str, **args: Any) -> dict[str, Any]:
        answer = self.conversations_history(**args)
        answer["messages"] = [m for m in answer["messages"] if m.get("thread_ts") == ts]
        return answer

    def files_getUploadURLExternal(self, filename: str, length: int, **_: Any) -> dict[str, Any]:  # noqa: N802
        return {"ok": True, "upload_url": "https://files.test/F1", "file_id": "F1"}

    def files_completeUploadExternal(self, files: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N802
        there = [file for file in files if file["id"] in self.files]
        return {
            "ok": True,
            "files": [
                {**file, "permalink": f"https://slack.test/{file['id']}/{file['title']}"} for file in there
            ],
        }


def before(error: BaseException) -> Fault:
    """Fail before anything happened."""

    def fail(_method: str, _args: dict[str, Any], _happen: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        raise error

    return fail


def after(error: BaseException) -> Fault:
    """Fail after it happened."""

    def fail(_method: str, _args: dict[str, Any], happen: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        happen()
        raise error

    return fail


class Words:
    """Puts the template's name and its facts into the text."""

    def message(self, template: str, facts: Mapping[str, Any], *, classic: bool = False) -> dict[str, Any]:
        if template == "broken":
            raise ValueError("templates/broken.j2, line 1: no such fact")
        said = {name: value for name, value in facts.items() if name != "image" or value}
        text = f"{template} {said}" if said else template
        return {"text": text, "blocks": [{"type": "classic" if classic else "new"}]}

    def view(self, template: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        return {"type": "home", "blocks": [{"type": template, **facts}]}
