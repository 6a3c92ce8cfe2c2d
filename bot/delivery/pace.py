"""Pace: how fast one conversation may be talked to (Slack: one message a second, short bursts tolerated)."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pace:
    """One message every `step`, up to `burst` of them at once after a silence.

    A lane remembers one instant, `full_at`: when all that was said is paid for. It may run ahead of now
    by the burst allowance (the generic cell rate algorithm, ITU-T I.371).
    """

    step: timedelta = timedelta(seconds=1)
    burst: int = 3

    @property
    def allowance(self) -> timedelta:
        """How far `full_at` may run ahead of now."""
        return self.step * (self.burst - 1)

    def opens_at(self, full_at: datetime) -> datetime:
        """Return when the next message may go."""
        return full_at - self.allowance

    def after_one(self, full_at: datetime, now: datetime) -> datetime:
        """Return `full_at` after a message sent now."""
        return max(full_at, now) + self.step

    def closed_until(self, until: datetime) -> datetime:
        """Return the `full_at` with which nothing goes before `until`, and no burst right after."""
        return until + self.allowance
