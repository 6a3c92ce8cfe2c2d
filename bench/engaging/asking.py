"""Ways of asking: our contact policy as the bot has it, everybody after everything, and one contact in ten."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bench.engaging.story import MENDED, Story
from bot.catalog import Company
from bot.customer import judging, quiet
from bot.customer.judging import Known
from bot.customer.policy import Verdict

LOOK = timedelta(days=7)  # who is not bound by a policy looks once a week whether somebody needs something
MORNING = time(10)
Survey = Callable[[Company, Story, datetime], Verdict]
Offer = Callable[[Company, Story, int, datetime], Verdict]


@dataclass(frozen=True)
class Way:
    """One way of asking; `moment` says when a contact may go out, the others whether it may.

    Where an offer may not be made, `may_offer` returns when to look again, or False for never.
    """

    name: str
    may_survey: Callable[[Story, datetime, random.Random], bool]
    may_offer: Callable[[Story, int, datetime, random.Random], datetime | bool]
    moment: Callable[[datetime, str], datetime]
    holds_out: bool = False  # whether a share of people is offered nothing, to measure what offers do


def survey_verdict(company: Company, story: Story, now: datetime) -> Verdict:
    """Return what the gate says to a survey, from what is remembered."""
    known = Known(refuses="survey" in story.opted_out, last_at=next(story.of("survey"), None))
    return judging.survey(company, known, now, complains=story.complains(now))


def offer_verdict(company: Company, story: Story, need: int, now: datetime) -> Verdict:
    """Return what the gate says to an offer for this need, from what is remembered."""
    known = Known(
        refuses="offer" in story.opted_out,
        low_score_at=story.low_score_at(),
        call_owed=story.is_owed_a_call(now),
    )
    standing = judging.standing(
        company,
        open_trouble=story.in_trouble(now),
        declined_at=story.nos(need),
        offered_at=story.of("offer"),
    )
    return judging.offer(company, known, standing, now)


def ours(company: Company, survey: Survey = survey_verdict, offer: Offer = offer_verdict) -> Way:
    """Ask as the bot does: the gate's verdicts, its quiet hours, its hold-out."""

    def may_survey(story: Story, now: datetime, _rng: random.Random) -> bool:
        return survey(company, story, now).allowed

    def may_offer(story: Story, need: int, now: datetime, _rng: random.Random) -> datetime | bool:
        said = offer(company, story, need, now)
        if said.allowed:
            return True
        if said.again_on is None:
            return said.code == "open_trouble" and now + MENDED
        return datetime.combine(said.again_on, MORNING, ZoneInfo(company.zone)).astimezone(UTC)

    moment = partial(_moment, company)
    return Way("our policy", may_survey, may_offer, moment, holds_out=True)


def _moment(company: Company, now: datetime, zone: str) -> datetime:
    return quiet.first_moment(company.policy, zone, now)


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
