"""People by stated response curves: what is assumed of them, and what each lives through in two years."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEGINS = date(2027, 1, 4)  # a Monday
ZONES = ("America/Denver", "America/New_York", "Europe/Berlin", "Asia/Kolkata")
OPENS, CLOSES = 7, 19  # hours of the day at which people come to IT
SATURDAY = 5


@dataclass(frozen=True)
class Assumptions:
    """What is believed of people; every figure that the bench prints stands on these."""

    contacts_a_month: float = 0.8  # mean; people differ by a gamma of shape 1.5
    unhappy: float = 0.15  # share of contacts after which somebody is not content
    answers: float = (
        0.36  # share of surveys answered by somebody who is not annoyed, as internal surveys have
    )
    tired: float = 0.35  # an answer is exp(-this) times as likely for each point of annoyance
    half_life_days: float = 45.0  # in which annoyance halves
    survey_annoys: float = 1.0  # points a survey adds
    offer_annoys: float = 1.5  # points an offer adds
    opt_out: float = (
        0.004  # hazard of stopping that kind, times annoyance squared, at each contact by the bot
    )
    leaves: float = 0.0006  # hazard of not using the bot any more, likewise
    needs_a_year: float = 0.2  # needs that the data shows, a person
    accepts: float = 0.15  # share of offers that somebody who is not annoyed takes: 6 of 40
    declines: float = 0.55  # 22 of 40
    need_worth: float = 90.0  # mean benefit of a need met, in dollars a month, for the months that are left
    recovery_worth: float = 67.5  # of one who was let down and is heard: 1.5 hours at 45 dollars

    def told(self) -> list[str]:
        """Return each assumption as a line."""
        return [f"{each.name} = {getattr(self, each.name):g}" for each in fields(self)]


@dataclass(frozen=True)
class Visit:
    """One contact that a person starts: when, whether it went well, and the draw that decides on an answer."""

    at: datetime
    unhappy: bool
    draw: float


@dataclass(frozen=True)
class Need:
    """Something that the data shows from a moment on, worth so much a month once it is met."""

    since: datetime
    worth: float


@dataclass(frozen=True)
class Life:
    """What one person brings, whatever the bot does: the same under every policy."""

    number: int
    zone: ZoneInfo
    visits: tuple[Visit, ...]
    needs: tuple[Need, ...]


def lives(count: int, days: int, assumed: Assumptions, seed: int) -> Iterator[Life]:
    """Yield that many people one after the other, so that memory does not grow with their number."""
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")
        zone = ZoneInfo(rng.choice(ZONES))
        yield Life(
            number, zone, tuple(_visits(rng, zone, days, assumed)), tuple(_needs(rng, zone, days, assumed))
        )


def _visits(rng: random.Random, zone: ZoneInfo, days: int, assumed: Assumptions) -> Iterator[Visit]:
    rate = rng.gammavariate(1.5, assumed.contacts_a_month / 1.5) / 30
    for at in _arrivals(rng, zone, days, rate):
        yield Visit(at, rng.random() < assumed.unhappy, rng.random())


def _needs(rng: random.Random, zone: ZoneInfo, days: int, assumed: Assumptions) -> Iterator[Need]:
    for at in _arrivals(rng, zone, days, assumed.needs_a_year / 365):
        yield Need(at, rng.expovariate(1 / assumed.need_worth))


def _arrivals(rng: random.Random, zone: ZoneInfo, days: int, rate: float) -> Iterator[datetime]:
    """Yield instants of a Poisson process of `rate` a day, each moved into working hours of its day."""
    after = rng.expovariate(rate) if rate > 0 else math.inf
    while after < days:
        day = BEGINS + timedelta(days=int(after))
        if day.weekday() < SATURDAY:
            minute = OPENS * 60 + int((after % 1) * (CLOSES - OPENS) * 60)
            yield datetime.combine(day, time(*divmod(minute, 60)), zone).astimezone(UTC)
        after += rng.expovariate(rate)
