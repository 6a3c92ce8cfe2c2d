"""People by stated response curves: what is assumed of them, and what each lives through in two years."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEGINS = date(2027, 1, 4)  # a Monday
DAYS = 730
DAYS_A_YEAR = 365.25
YEARS = DAYS / DAYS_A_YEAR
ZONES = ("America/Denver", "America/New_York", "Europe/Berlin", "Asia/Kolkata")
OPENS, CLOSES = 7, 19  # hours of the day at which people come to IT
SATURDAY = 5


@dataclass(frozen=True)
class Assumptions:
    """What is believed of people; every figure that the bench prints stands on these."""

    contacts_a_month: float = 0.8  # mean; people differ by a gamma of shape 1.5
    unhappy: float = 0.15  # share of contacts after which somebody is not content
    complains: float = 0.04  # share of these who say so without being asked
    answers: float = 0.36  # share of surveys that whoever is not annoyed answers, as internal surveys have
    tired: float = 0.35  # a yes is exp(-this) times as likely for each point of annoyance
    half_life_days: float = 45.0  # in which annoyance halves
    survey_annoys: float = 1.0  # points a survey adds
    offer_annoys: float = 1.5  # points an offer adds
    opt_out: float = 0.004  # chance of stopping that kind at a contact by the bot, times annoyance squared
    leaves: float = 0.0006  # chance of not coming to IT any more, likewise
    unheard_leaves: float = 0.005  # the same after a bad contact of which nobody heard
    needs_a_year: float = 0.2  # needs that the data shows, a person
    accepts: float = 0.15  # share of offers that somebody who is not annoyed takes: 6 of 40
    declines: float = 0.55  # 22 of 40
    after_no: float = 0.5  # the same offer is taken so many times as often after each no
    need_worth: float = 90.0  # mean benefit of a need met, in dollars a month, for the months that are left
    recovery_worth: float = 67.5  # of one who was let down and is heard: 1.5 hours at 45 dollars
    answering_costs: float = 1.5  # dollars, two minutes of whoever answers or decides
    reading_costs: float = 0.25  # dollars, 20 seconds of whoever does not
    around_costs: float = 15.0  # dollars more a contact of somebody who left: 20 minutes, by other ways
    years_after: float = 1.0  # so long it counts after the two years that somebody stopped or left

    def told(self) -> list[str]:
        """Return each assumption as a line."""
        return [f"{each.name} = {getattr(self, each.name):g}" for each in fields(self)]

    @property
    def offered_a_year(self) -> float:
        """What a year of offers to somebody who is not annoyed brings, in dollars, each need held for a year."""
        return self.needs_a_year * self.accepts * self.need_worth * 12


@dataclass(frozen=True)
class Visit:
    """One contact that a person starts: when, whether it went well, and the draws of what follows from it."""

    at: datetime
    unhappy: bool
    complains: bool
    draw: float  # whether a survey is answered
    patience: float  # whether they leave when nobody hears of it


@dataclass(frozen=True)
class Need:
    """Something that the data shows from a moment on, worth so much a month once it is met."""

    number: int  # of this person
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
    rate = rng.gammavariate(1.5, assumed.contacts_a_month / 1.5) * 12 / DAYS_A_YEAR
    for at in _arrivals(rng, zone, days, rate):
        unhappy = rng.random() < assumed.unhappy
        yield Visit(at, unhappy, rng.random() < assumed.complains and unhappy, rng.random(), rng.random())


def _needs(rng: random.Random, zone: ZoneInfo, days: int, assumed: Assumptions) -> Iterator[Need]:
    for number, at in enumerate(_arrivals(rng, zone, days, assumed.needs_a_year / DAYS_A_YEAR)):
        yield Need(number, at, rng.expovariate(1 / assumed.need_worth))


def _arrivals(rng: random.Random, zone: ZoneInfo, days: int, rate: float) -> Iterator[datetime]:
    """Yield instants of a Poisson process of `rate` a day, all of it on working days and in their hours."""
    on_working_days = rate * 7 / SATURDAY
    after = rng.expovariate(on_working_days) if rate > 0 else math.inf
    while after < days:
        day = BEGINS + timedelta(days=int(after))
        if day.weekday() < SATURDAY:
            minute = OPENS * 60 + int((after % 1) * (CLOSES - OPENS) * 60)
            yield datetime.combine(day, time(*divmod(minute, 60)), zone).astimezone(UTC)
        after += rng.expovariate(on_working_days)
