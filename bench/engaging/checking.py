"""Looks at every contact again: nobody may have been contacted beyond the policy.

Written from the settings alone, without the bot's own verdicts, so that one does not repeat the other's slip.
"""

import itertools
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bench.engaging.story import MENDED, PUT_RIGHT, Sent, Story
from bot.catalog import Company, ContactPolicy

A_QUARTER = timedelta(days=91)
SATURDAY = 5


def beyond(story: Story, company: Company, zone: ZoneInfo) -> Iterator[str]:
    """Yield what the policy forbids and was done all the same; `zone` is the person's."""
    rules, here = company.policy, ZoneInfo(company.zone)
    for kind in ("survey", "offer"):
        mine = [each for each in story.sent if each.kind == kind]
        days = [each.at.astimezone(here).date() for each in mine]
        rest = timedelta(days=rules.survey_days if kind == "survey" else rules.offer_days)
        for before, after in itertools.pairwise(days):
            if after - before < rest:
                yield f"{kind} after {(after - before).days} days"
        for each in mine:
            if kind in story.opted_out and each.at > story.opted_out[kind]:
                yield f"{kind} after it was stopped"
            if story.left and each.at > story.left:
                yield f"{kind} to somebody who left"
            if _is_quiet(rules, each.at.astimezone(zone)):
                yield f"{kind} in a quiet hour: {each.at.astimezone(zone):%a %H:%M}"
            yield from _offer(story, rules, each, here) if kind == "offer" else _survey(story, each)
        if kind == "offer":
            yield from _often(days, rules)


def _survey(story: Story, sent: Sent) -> Iterator[str]:
    if any(complained and at <= sent.at < at + MENDED for at, complained in story.troubles):
        yield "survey while a complaint was open"


def _offer(story: Story, rules: ContactPolicy, sent: Sent, here: ZoneInfo) -> Iterator[str]:
    day = sent.at.astimezone(here).date()
    if any(at <= sent.at < at + MENDED for at, _ in story.troubles):
        yield "offer while something was broken"
    if any(is_low and at < sent.at < at + PUT_RIGHT for at, is_low in story.answered):
        yield "offer while a call was owed"
    low = [at.astimezone(here).date() for at, is_low in story.answered if is_low and at < sent.at]
    if low and day - max(low) < timedelta(days=rules.low_score_days):
        yield "offer after a low score"
    declined = [
        at.astimezone(here).date() for at, need in story.declined if need == sent.need and at < sent.at
    ]
    days = rules.declined_days if len(declined) < 2 else rules.declined_twice_days
    if declined and day - max(declined) < timedelta(days=days):
        yield "offer that was declined"


def _often(days: list[date], rules: ContactPolicy) -> Iterator[str]:
    for at, day in enumerate(days):
        first = bisect_left(days, day - A_QUARTER + timedelta(days=1))
        if at + 1 - first > rules.offers_a_quarter:
            yield "more offers than a quarter allows"


def _is_quiet(rules: ContactPolicy, there: datetime) -> bool:
    clock = there.time()
    begins, ends = rules.quiet_from, rules.quiet_until
    in_hours = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
    return in_hours or (rules.quiet_weekends and there.weekday() >= SATURDAY)
