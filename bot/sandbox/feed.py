"""What changed, in order: the page and the tests wait here instead of asking again and again."""

import threading
from collections import deque
from dataclasses import dataclass
from itertools import count
from typing import Literal

Kind = Literal[
    "message",  # posted or changed: channel, ts, person (when only that person sees it)
    "message_gone",  # channel, ts
    "view",  # the person's modals opened, changed or closed
    "home",  # the person's App Home was published
    "unread",  # channel, person: read up to the end
    "notice",  # Slack told the person something: person
    "status",  # the thinking line or the suggestions: channel, ts (thread)
    "channel",  # members or archived
    "traffic",  # one more exchange for the inspector
    "clock",  # the clock was moved
]
KEPT = 2000


@dataclass(frozen=True)
class Change:
    """One thing that changed; `person` is set when it concerns only that person (by id)."""

    number: int
    kind: Kind
    channel: str | None = None
    ts: str | None = None
    person: str | None = None


class Feed:
    """A monotone sequence of changes that many readers follow, each from where it stopped."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._changes: deque[Change] = deque(maxlen=KEPT)
        self._grew = threading.Condition()

    @property
    def last(self) -> int:
        """The number of the newest change; 0 when nothing has changed yet."""
        with self._grew:
            return self._changes[-1].number if self._changes else 0

    def publish(
        self, kind: Kind, *, channel: str | None = None, ts: str | None = None, person: str | None = None
    ) -> None:
        """Add a change and wake whoever waits."""
        with self._grew:
            self._changes.append(Change(next(self._numbers), kind, channel, ts, person))
            self._grew.notify_all()

    def since(self, number: int, wait: float = 0.0) -> list[Change]:
        """Return the changes after `number`, waiting up to `wait` seconds for the first."""
        with self._grew:
            self._grew.wait_for(
                lambda: bool(self._changes) and self._changes[-1].number > number, timeout=wait
            )
            return [change for change in self._changes if change.number > number]
