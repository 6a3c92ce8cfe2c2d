"""Contact policy: whether the bot may start a conversation now, and if not, why and from when.

It binds only what the bot starts. An answer that a person asks for is never limited.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from bot.catalog import ContactPolicy

QUARTER = timedelta(days=91)  # any 91 days in a row, so that New Year's Day opens no new allowance

Code = Literal[
    "allowed",
    "opted_out",
    "surveyed",
    "open_trouble",
    "low_score",
    "declined",
    "offered",
    "offered_often",
    "no_evidence",
    "talked",
    "gone",
]


@dataclass(frozen=True)
class Verdict:
    """What the policy says, as data: `since` is the date that decided, `again_on` the first day it may be.

    Without `again_on` no date ends it: the person or the end of the trouble does.
    """

    code: Code
    since: date | None = None
    again_on: date | None = None
    times: int = 0

    @property
    def allowed(self) -> bool:
        """Whether the person may be contacted."""
        return self.code == "allowed"


@dataclass(frozen=True)
class Standing:
    """What matters when an offer is considered; all dates are days in the company's zone."""

    refuses: bool = False
    open_trouble: bool = False  # an incident or complaint waits for its end
    has_evidence: bool = True
    low_score_on: date | None = None  # the latest score of 1 or 2
    declined_on: Collection[date] = field(default=())  # this same offer
    offered_on: Collection[date] = field(default=())  # any offer to this person


ALLOWED = Verdict("allowed")


def may_survey(
    policy: ContactPolicy,
    today: date,
    *,
    refuses: bool,
    last_on: date | None,
    complains: bool = False,
    rest_days: int | None = None,
) -> Verdict:
    """Say whether a survey may go out `today` to a person last surveyed on `last_on`.

    Whose complaint is open is not asked how satisfied they are. `rest_days` can only lengthen the rest.
    """
    if refuses:
        return Verdict("opted_out")
    if complains:
        return Verdict("open_trouble")
    return _until("surveyed", last_on, max(policy.survey_days, rest_days or 0), today) or ALLOWED


def may_talk(policy: ContactPolicy, today: date, *, refuses: bool, last_on: date | None) -> Verdict:
    """Say whether any other conversation may be started `today`, the last one having been on `last_on`."""
    if refuses:
        return Verdict("opted_out")
    return _until("talked", last_on, policy.talk_days, today) or ALLOWED


def may_offer(policy: ContactPolicy, today: date, standing: Standing) -> Verdict:
    """Say whether an offer may be made `today`; of several reasons against it, the gravest."""
    if standing.refuses:
        return Verdict("opted_out")
    if standing.open_trouble:
        return Verdict("open_trouble")
    if not standing.has_evidence:
        return Verdict("no_evidence")
    return (
        _until("low_score", standing.low_score_on, policy.low_score_days, today)
        or _declined(policy, standing.declined_on, today)
        or _offered(policy, standing.offered_on, today)
        or ALLOWED
    )


def _declined(policy: ContactPolicy, on: Collection[date], today: date) -> Verdict | None:
    days = policy.declined_days if len(on) < 2 else policy.declined_twice_days
    return _until("declined", max(on, default=None), days, today, times=len(on))


def _offered(policy: ContactPolicy, on: Collection[date], today: date) -> Verdict | None:
    recent = _until("offered", max(on, default=None), policy.offer_days, today)
    in_quarter = sorted(day for day in on if today - QUARTER < day <= today)
    if recent or len(in_quarter) < policy.offers_a_quarter:
        return recent
    oldest_that_counts = in_quarter[-policy.offers_a_quarter]
    return Verdict("offered_often", oldest_that_counts, oldest_that_counts + QUARTER, len(in_quarter))


def _until(code: Code, since: date | None, days: int, today: date, times: int = 0) -> Verdict | None:
    if since is None or today >= since + timedelta(days=days):
        return None
    return Verdict(code, since, since + timedelta(days=days), times)
