"""Living: two years of one person under one way of asking, contact by contact."""

import math
import random
from bisect import insort
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.engaging.asking import LOOK, Way
from bench.engaging.crowd import DAYS_A_YEAR, YEARS, Assumptions, Life, Need, Visit
from bench.engaging.story import Sent, Story

DAYS_A_MONTH = DAYS_A_YEAR / 12
Happening = tuple[datetime, "Visit | Asking | Need"]


@dataclass(frozen=True)
class Asking:
    """A survey about a contact, when its moment has come."""

    visit: Visit


def live(life: Life, way: Way, assumed: Assumptions, ends: datetime, held_out: float, seed: int) -> Story:
    """Play one person's two years under one way of asking; of ours, a share of people is offered nothing."""
    is_held = way.holds_out and random.Random(f"{seed}:held:{life.number}").random() < held_out
    happenings: list[Happening] = [(each.at, each) for each in life.visits]
    if not is_held:
        happenings += [(each.since, each) for each in life.needs]
    story = _Play(life, way, assumed, ends, random.Random(f"{seed}:{way.name}:{life.number}")).play(
        happenings
    )
    story.lost = _lost(story, life, assumed)
    return story


def _lost(story: Story, life: Life, assumed: Assumptions) -> float:
    """Return what it costs, in dollars, that somebody stopped or left.

    In the years after, whoever stopped surveys is not heard any more, whoever stopped offers is offered nothing,
    and whoever left neither; their contacts go other ways from that day on. What the two years themselves miss
    by it is not found, and not counted twice.
    """
    after = assumed.years_after / YEARS
    later = len(life.visits) * after
    bad = sum(each.unhappy for each in life.visits) * after
    lost = 0.0
    if story.left or "survey" in story.opted_out:
        lost += bad * assumed.answers * assumed.recovery_worth
    if story.left or "offer" in story.opted_out:
        lost += assumed.offered_a_year * assumed.years_after
    if story.left:
        lost += (len(life.visits) - story.visits + later) * assumed.around_costs
    return lost


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
            at, what = happenings.pop(0)
            if isinstance(what, Visit):
                self._visit(what)
                what = Asking(what)
            later = self._start(what, at)
            if later is not None and later < self.ends:
                insort(happenings, (later, what), key=_when)
        return self.story

    def _start(self, what: Asking | Need, at: datetime) -> datetime | None:
        """Ask or offer, unless it is a quiet hour: return when to look again, None when it is settled.

        What waits is looked at again when its moment has come, as the bot does: much may have happened since.
        """
        moment = self.way.moment(at, self.life.zone.key)
        if moment > at:
            return moment
        if isinstance(what, Need):
            return self._offer(what, at)
        self._ask(what.visit, at)
        return None

    def _visit(self, visit: Visit) -> None:
        self.story.visits += 1
        if visit.unhappy:
            self.story.unhappy += 1
            self.story.troubles.append((visit.at, visit.complains))

    def _ask(self, visit: Visit, now: datetime) -> None:
        """Ask about a contact, if it may be; whoever was let down and is not heard may leave."""
        answers = self.way.may_survey(self.story, now, self.rng) and self._survey(visit, now)
        if visit.unhappy and (visit.complains or answers):
            self.story.heard += 1
            self.story.found += self.assumed.recovery_worth
        elif visit.unhappy and visit.patience < self.assumed.unheard_leaves:
            self.story.left = now

    def _survey(self, visit: Visit, now: datetime) -> bool:
        """Ask about a contact; say whether it is answered."""
        answers = visit.draw < self.assumed.answers * self._spirit(now)
        if answers:
            self.story.answered.append((now, visit.unhappy))
        self._send("survey", now, self.assumed.survey_annoys, takes_time=answers)
        return answers

    def _offer(self, need: Need, now: datetime) -> datetime | None:
        """Offer what is needed, if it may be; return when to look again, None when it is settled."""
        may = self.way.may_offer(self.story, need.number, now, self.rng)
        if may is not True:
            return max(may, now + timedelta(days=1)) if isinstance(may, datetime) else None
        before = len(self.story.nos(need.number))
        takes = self.assumed.accepts * self._spirit(now) * self.assumed.after_no**before
        draw = self.rng.random()
        decides = draw < takes + self.assumed.declines
        self._send("offer", now, self.assumed.offer_annoys, need.number, takes_time=decides)
        if draw < takes:
            self.story.accepted += 1
            self.story.found += need.worth * (self.ends - now).days / DAYS_A_MONTH
            return None
        if decides:
            self.story.declined.append((now, need.number))
        return now + LOOK

    def _spirit(self, now: datetime) -> float:
        """Return by how much annoyance makes a yes less likely, 0 to 1."""
        return math.exp(-self.assumed.tired * self.story.annoyed(now, self.assumed))

    def _send(self, kind: str, now: datetime, points: float, need: int = -1, *, takes_time: bool) -> None:
        story, assumed = self.story, self.assumed
        story.sent.append(Sent(kind, now, need))
        story.took += assumed.answering_costs if takes_time else assumed.reading_costs
        story.annoyance, story.annoyed_at = story.annoyed(now, assumed) + points, now
        if self.rng.random() < assumed.opt_out * story.annoyance**2:
            story.opted_out.setdefault(kind, now)
        if self.rng.random() < assumed.leaves * story.annoyance**2:
            story.left = now


def _when(happening: Happening) -> datetime:
    return happening[0]
