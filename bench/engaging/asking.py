"""Ways of asking: our contact policy as the bot has it, everybody after everything, and one contact in ten."""

import math
import random
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bench.engaging.crowd import Assumptions, Life, Need, Visit
from bot.catalog import ContactPolicy
from bot.customer import policy as gate
from bot.customer import quiet
from bot.customer.policy import Standing

LOOK = timedelta(days=7)  # who is not bound by a policy looks once a week whether somebody needs something
MENDED = timedelta(days=3)  # so long after a bad contact its trouble is open
COMPANY = ZoneInfo("America/Denver")
MORNING = time(10)
DAYS_A_MONTH = 365.25 / 12
Happening = tuple[datetime, int, Visit | Need]  # when, which need (-1: none), what


@dataclass
class Sent:
    """One contact that the bot started."""

    kind: str  # survey, offer
    at: datetime
    need: int = -1  # which need of this person an offer was about


@dataclass
class Story:
    """What became of one person under one way of asking."""

    sent: list[Sent] = field(default_factory=list)
    answered: list[tuple[datetime, bool]] = field(
        default_factory=list
    )  # when, and whether it was a low score
    declined: list[tuple[datetime, int]] = field(default_factory=list)
    opted_out: dict[str, datetime] = field(default_factory=dict)
    left: datetime | None = None
    unhappy: int = 0
    visits: int = 0
    heard: int = 0  # bad contacts that an answer told of
    accepted: int = 0
    worth: float = 0.0  # dollars, until the end of the two years
    troubles: list[datetime] = field(default_factory=list)
    annoyance: float = 0.0
    annoyed_at: datetime | None = None

    def annoyed(self, now: datetime, assumed: Assumptions) -> float:
        """Return how annoyed somebody is now, after what was faded meanwhile."""
        if self.annoyed_at is None:
            return 0.0
        days = (now - self.annoyed_at).total_seconds() / 86400
        return self.annoyance * math.pow(0.5, days / assumed.half_life_days)


@dataclass(frozen=True)
class Way:
    """One way of asking; `quiet` says when a contact may go out, the others whether it may."""

    name: str
    may_survey: Callable[[Story, datetime, random.Random], bool]
    may_offer: Callable[[Story, int, datetime, random.Random], datetime | bool]
    moment: Callable[[datetime, str], datetime]
    holds_out: bool = False  # whether a share of people is offered nothing, to measure what offers do


def ours(rules: ContactPolicy) -> Way:
    """Ask as the bot does: its contact policy, its quiet hours, its hold-out."""

    def may_survey(story: Story, now: datetime, _rng: random.Random) -> bool:
        last = max((each.at for each in story.sent if each.kind == "survey"), default=None)
        return gate.may_survey(
            rules,
            _day(now),
            refuses="survey" in story.opted_out,
            last_on=_day(last) if last else None,
            complains=False,
        ).allowed

    def may_offer(story: Story, need: int, now: datetime, _rng: random.Random) -> datetime | bool:
        verdict = gate.may_offer(rules, _day(now), _standing(story, need, now))
        if verdict.allowed:
            return True
        if verdict.again_on is None:
            return verdict.code == "open_trouble" and now + MENDED
        return datetime.combine(verdict.again_on, MORNING, COMPANY).astimezone(UTC)

    moment = partial(_moment, rules)
    return Way("our policy", may_survey, may_offer, moment, holds_out=True)


def _moment(rules: ContactPolicy, now: datetime, zone: str) -> datetime:
    return quiet.first_moment(rules, zone, now)


def _standing(story: Story, need: int, now: datetime) -> Standing:
    low = max((at for at, is_low in story.answered if is_low), default=None)
    return Standing(
        refuses="offer" in story.opted_out,
        open_trouble=any(at <= now < at + MENDED for at in story.troubles),
        low_score_on=_day(low) if low else None,
        declined_on=[_day(at) for at, what in story.declined if what == need],
        offered_on=[_day(each.at) for each in story.sent if each.kind == "offer"],
    )


def everything() -> Way:
    """Ask after every contact, offer every week what the data shows, at any hour."""
    return Way(
        "survey everything",
        lambda story, _now, _rng: "survey" not in story.opted_out,
        lambda story, _need, _now, _rng: "offer" not in story.opted_out,
        lambda now, _zone: now,
    )


def one_in_ten() -> Way:
    """Ask after one contact in ten, and offer in one week of ten."""
    return Way(
        "fixed 10 %",
        lambda story, _now, rng: "survey" not in story.opted_out and rng.random() < 0.1,
        lambda story, _need, now, rng: "offer" not in story.opted_out and (rng.random() < 0.1 or now + LOOK),
        lambda now, _zone: now,
    )


def live(life: Life, way: Way, assumed: Assumptions, ends: datetime, held_out: float, seed: int) -> Story:
    """Play one person's two years under one way of asking; of ours, a share of people is offered nothing."""
    is_held = way.holds_out and random.Random(f"{seed}:held:{life.number}").random() < held_out
    happenings: list[Happening] = [(each.at, -1, each) for each in life.visits]
    if not is_held:
        happenings += [(each.since, number, each) for number, each in enumerate(life.needs)]
    return _Play(life, way, assumed, ends, random.Random(f"{seed}:{way.name}:{life.number}")).play(happenings)


@dataclass
class _Play:
    """One person under one way of asking, while it goes on."""

    life: Life
    way: Way
    assumed: Assumptions
    ends: datetime
    rng: random.Random
    story: Story = field(default_factory=Story)

    def play(self, happenings: list[Happening]) -> Story:
        happenings.sort(key=_when)
        while happenings and self.story.left is None:
            at, number, what = happenings.pop(0)
            if isinstance(what, Visit):
                self._visit(what)
            elif (later := self._offer(number, what, at)) is not None and later < self.ends:
                insort(happenings, (later, number, what), key=_when)
        return self.story

    def _visit(self, visit: Visit) -> None:
        story = self.story
        story.visits += 1
        if visit.unhappy:
            story.unhappy += 1
            story.troubles.append(visit.at)
        now = self.way.moment(visit.at, self.life.zone.key)
        if not self.way.may_survey(story, now, self.rng):
            return
        if visit.draw < self.assumed.answers * self._spirit(now):
            story.answered.append((now, visit.unhappy))
            if visit.unhappy:
                story.heard += 1
                story.worth += self.assumed.recovery_worth
        self._send("survey", now, self.assumed.survey_annoys)

    def _offer(self, number: int, need: Need, at: datetime) -> datetime | None:
        """Offer what is needed, if it may be; return when to look again, None when it is settled."""
        now = self.way.moment(at, self.life.zone.key)
        may = self.way.may_offer(self.story, number, now, self.rng)
        if may is not True:
            return max(may, now + timedelta(days=1)) if isinstance(may, datetime) else None
        takes = self.assumed.accepts * self._spirit(now)
        draw = self.rng.random()
        self._send("offer", now, self.assumed.offer_annoys, number)
        if draw < takes:
            self.story.accepted += 1
            self.story.worth += need.worth * (self.ends - now).days / DAYS_A_MONTH
            return None
        if draw < takes + self.assumed.declines:
            self.story.declined.append((now, number))
        return now + LOOK

    def _spirit(self, now: datetime) -> float:
        """Return by how much annoyance makes a yes less likely, 0 to 1."""
        return math.exp(-self.assumed.tired * self.story.annoyed(now, self.assumed))

    def _send(self, kind: str, now: datetime, points: float, need: int = -1) -> None:
        story = self.story
        story.sent.append(Sent(kind, now, need))
        story.annoyance, story.annoyed_at = story.annoyed(now, self.assumed) + points, now
        if self.rng.random() < self.assumed.opt_out * story.annoyance**2:
            story.opted_out.setdefault(kind, now)
        if self.rng.random() < self.assumed.leaves * story.annoyance**2:
            story.left = now


def _when(happening: Happening) -> datetime:
    return happening[0]


def _day(at: datetime) -> date:
    return at.astimezone(COMPANY).date()
