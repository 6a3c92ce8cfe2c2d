"""The live stream: tells a browser which parts of its page are no longer true."""

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

from anyio import CapacityLimiter, to_thread

from bot.sandbox.feed import Change, Kind
from bot.sandbox.page.view_of import PARTS, Page
from bot.sandbox.state import Member

_TOUCHED: dict[Kind, tuple[str, ...]] = {
    "message": ("place", "pane", "sidebar", "top"),
    "message_gone": ("place", "pane", "sidebar", "top"),
    "status": ("place", "pane"),
    "view": ("modal",),
    "home": ("place",),
    "unread": ("sidebar", "top"),
    "channel": ("place", "sidebar"),
    "traffic": ("inspector",),
    "clock": ("top", "place"),
    "notice": (),
}
_PATIENCE = 1.0  # seconds a wait lasts, so that a closed tab frees its thread soon
_BEAT = 15  # silent waits before a line that keeps the connection open


async def tell(page: Page, me: Member, after: int) -> AsyncIterator[str]:
    """Yield server-sent events for this person, from the change numbered `after` on, without end."""
    feed = page.workspace.feed
    own_threads = CapacityLimiter(200)  # waiting tabs must not use up the threads that answer requests
    told = len(page.workspace.notices)
    if after > feed.last:
        after = feed.last
        yield _event(after, PARTS, None)
    yield "retry: 1000\n\n"
    silent = 0
    while True:
        changes = await to_thread.run_sync(
            feed.since, after, _PATIENCE, limiter=own_threads, abandon_on_cancel=True
        )
        for event in events(changes, me):
            yield event
        for notice in page.workspace.notices[told:]:
            if notice.person == me.id:
                yield _said(notice.about, page.notice(notice))
        told = len(page.workspace.notices)
        after = changes[-1].number if changes else after
        silent = 0 if changes else silent + 1
        if silent >= _BEAT:
            silent = 0
            yield ": still here\n\n"


def events(changes: Iterable[Change], me: Member) -> list[str]:
    """Return the events for those changes that this person can see, one per channel."""
    mine = [change for change in changes if change.person in (None, me.id)]
    found: dict[str | None, dict[str, None]] = {}
    for change in mine:
        found.setdefault(change.channel, {}).update(dict.fromkeys(_TOUCHED[change.kind]))
    last = max((change.number for change in mine), default=0)
    return [_event(last, parts, channel) for channel, parts in found.items() if parts]


def _event(number: int, parts: Iterable[str], channel: str | None) -> str:
    return f"id: {number}\nevent: parts\ndata: {_line(parts=list(parts), channel=channel)}\n\n"


def _said(about: str, words: str) -> str:
    return f"event: notice\ndata: {_line(about=about, words=words)}\n\n"


def _line(**facts: Any) -> str:
    return json.dumps(facts)
