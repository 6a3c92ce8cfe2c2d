"""Looking up: whether a message whose fate is unknown did arrive, by the job number it carries."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.jobs import Taken, is_person
from bot.delivery.wire import Wire

EVENT_TYPE = "domestique_job"
_CLOCKS_DIFFER_BY = timedelta(minutes=2)
_PAGE = 100
_MOST_PAGES = 10


def metadata(job: Taken) -> dict[str, Any]:
    """Return what every message carries so that it can be found: the job's number, nothing about people."""
    return {"event_type": EVENT_TYPE, "event_payload": {"job": job.id}}


def find(wire: Wire, job: Taken, channel: str | None) -> tuple[str, str] | None:
    """Return channel and ts of the job's message, None when it did not arrive.

    `channel` is the conversation where Slack keeps it, when that is known. Raises as Wire.call does.
    """
    place = channel or _conversation(wire, job.to or "")
    since = job.tried_at - _CLOCKS_DIFFER_BY
    for message in _messages(wire, place, job.thread, since):
        marked = message.get("metadata") or {}
        if marked.get("event_type") == EVENT_TYPE and marked.get("event_payload", {}).get("job") == job.id:
            return place, message["ts"]
    return None


def _conversation(wire: Wire, to: str) -> str:
    if is_person(to):
        return str(wire.call("conversations.open", users=to)["channel"]["id"])
    return to


def _messages(wire: Wire, channel: str, thread: str | None, since: datetime) -> Iterator[dict[str, Any]]:
    method = "conversations.replies" if thread else "conversations.history"
    args: dict[str, Any] = {"ts": thread} if thread else {}
    for _ in range(_MOST_PAGES):
        answer = wire.call(
            method,
            channel=channel,
            oldest=f"{since.timestamp():.6f}",
            limit=_PAGE,
            include_all_metadata=True,
            **args,
        )
        yield from answer.get("messages", [])
        args["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
        if not args["cursor"]:
            return
