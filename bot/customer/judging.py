"""Judging: what the gate says, from facts alone, whoever remembers them: rows, or a made-up company."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.catalog import Company
from bot.customer import policy
from bot.customer.policy import Standing, Verdict


@dataclass(frozen=True)
class Known:
    """What is known of a person when the bot would start a contact of one kind; aware instants."""

    refuses: bool = False  # contacts of this kind
    active: bool = True  # still in the workspace
    last_at: datetime | None = None  # when the bot last started one of this kind; offers have their Standing
    low_score_at: datetime | None = None  # when they last said that they were let down
    call_owed: bool = False  # something is still to be put right for them


def survey(
    company: Company, known: Known, now: datetime, *, complains: bool = False, rest_days: int | None = None
) -> Verdict:
    """Say whether this person may be asked something now; `complains` and `rest_days` as for the gate."""
    return _gone(known) or policy.may_survey(
        company.policy,
        company.day(now),
        refuses=known.refuses,
        last_on=_day_of(company, known.last_at),
        complains=complains,
        rest_days=rest_days,
    )


def offer(company: Company, known: Known, standing: Standing, now: datetime) -> Verdict:
    """Say whether this person may be offered something now; what is `known` completes the standing."""
    whole = replace(
        standing,
        refuses=known.refuses,
        open_trouble=standing.open_trouble or known.call_owed,
        low_score_on=_day_of(company, known.low_score_at),
    )
    return _gone(known) or policy.may_offer(company.policy, company.day(now), whole)


def talk(company: Company, known: Known, now: datetime) -> Verdict:
    """Say whether any other conversation may be started with this person now."""
    return _gone(known) or policy.may_talk(
        company.policy, company.day(now), refuses=known.refuses, last_on=_day_of(company, known.last_at)
    )


def standing(
    company: Company,
    *,
    open_trouble: bool,
    declined_at: Iterable[datetime | None],
    offered_at: Iterable[datetime | None],
) -> Standing:
    """Return what matters for an offer, in days of the company: None is no instant and left out."""
    return Standing(
        open_trouble=open_trouble,
        declined_on=[company.day(at) for at in declined_at if at],
        offered_on=[company.day(at) for at in offered_at if at],
    )


def _gone(known: Known) -> Verdict | None:
    return None if known.active else Verdict("gone")


def _day_of(company: Company, at: datetime | None) -> date | None:
    return company.day(at) if at else None
