"""Slack's pace: one message a second in a channel, and so many calls of a method a minute."""

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

PER_MINUTE: Mapping[str, int] = {"tier1": 1, "tier2": 20, "tier3": 50, "tier4": 100, "special": 300}
BURST: Mapping[str, int] = {"tier1": 2, "tier2": 20, "tier3": 50, "tier4": 100, "special": 100}
CHANNEL_BURST = 3


@dataclass
class _Bucket:
    rate: float
    size: float
    left: float
    seen: float

    def take(self, now: float) -> float:
        """Take one; return 0, or the seconds until there is one again."""
        self.left = min(self.size, self.left + (now - self.seen) * self.rate)
        self.seen = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / self.rate


class Limits:
    """The buckets; switched off, everything may go as fast as it likes."""

    def __init__(self, *, on: bool = False) -> None:
        self.on = on
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, method: str, tier: str | None, channel: str | None) -> int:
        """Count one call; return 0 when it may go, else the whole seconds to wait.

        `channel` is given for a message only; `tier` None is unlimited.
        """
        if not self.on:
            return 0
        with self._lock:
            wait = self._take(f"channel {channel}", 1.0, CHANNEL_BURST) if channel else 0.0
            if not wait and tier:
                wait = self._take(method, PER_MINUTE[tier] / 60, BURST[tier])
        return math.ceil(wait)

    def _take(self, key: str, rate: float, size: int) -> float:
        now = monotonic()
        bucket = self._buckets.setdefault(key, _Bucket(rate, size, size, now))
        return bucket.take(now)
