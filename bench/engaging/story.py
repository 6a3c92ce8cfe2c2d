"""A story: what became of one person under one way of asking, and what it tells at an instant."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.engaging.crowd import Assumptions

MENDED = timedelta(days=3)  # so long after a bad contact its trouble is open
PUT_RIGHT = timedelta(days=6)  # after a low score, until somebody called and asked what came of it


@dataclass
class Sent:
    """One contact that the bot started."""

    kind: str  # survey, offer
    at: datetime
    need: int = -1  # which need of this person an offer was about


@dataclass
class Story:
    """What became of one person under one way of asking; money in dollars."""

    sent: list[Sent] = field(default_factory=list)
    answered: list[tuple[datetime, bool]] = field(default_factory=list)  # and whether it was a low score
    declined: list[tuple[datetime, int]] = field(default_factory=list)  # and which need it was about
    opted_out: dict[str, datetime] = field(default_factory=dict)
    left: datetime | None = None
    visits: int = 0
    unhappy: int = 0
    heard: int = 0  # bad contacts that somebody told of
    accepted: int = 0
    found: float = 0.0  # what being heard and needs met are worth until the end
    took: float = 0.0  # people's time for what the bot began
    lost: float = 0.0  # what it costs that they stopped or left
    troubles: list[tuple[datetime, bool]] = field(default_factory=list)  # and whether they complained
    annoyance: float = 0.0
    annoyed_at: datetime | None = None

    def of(self, kind: str) -> Iterator[datetime]:
        """Yield when the bot started a contact of this kind, the latest first."""
        return (each.at for each in reversed(self.sent) if each.kind == kind)

    def nos(self, need: int) -> list[datetime]:
        """Return when an offer for this need was declined."""
        return [at for at, what in self.declined if what == need]

    def in_trouble(self, now: datetime) -> bool:
        """Say whether something of theirs waits to be mended."""
        return any(at <= now < at + MENDED for at, _ in reversed(self.troubles))

    def complains(self, now: datetime) -> bool:
        """Say whether a complaint of theirs is open."""
        return any(complained and at <= now < at + MENDED for at, complained in reversed(self.troubles))

    def low_score_at(self) -> datetime | None:
        """Return when they last said that they were let down."""
        return next((at for at, is_low in reversed(self.answered) if is_low), None)

    def is_owed_a_call(self, now: datetime) -> bool:
        """Say whether what they were let down by is still to be put right."""
        low = self.low_score_at()
        return low is not None and low <= now < low + PUT_RIGHT

    def annoyed(self, now: datetime, assumed: Assumptions) -> float:
        """Return how annoyed somebody is now, after what was faded meanwhile."""
        if self.annoyed_at is None:
            return 0.0
        days = (now - self.annoyed_at).total_seconds() / 86400
        return self.annoyance * math.pow(0.5, days / assumed.half_life_days)
