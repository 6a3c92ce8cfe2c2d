"""The gate: everything that the bot starts asks here first, whether it may and from which moment on.

What a person asks for never comes here. A verdict holds for the session in which it was asked for: the
person's row is held until then, so that two who ask at once are not both told yes.
"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.catalog import Company
from bot.customer import contacts, policy, quiet, recoveries, surveys
from bot.customer.people import Person
from bot.customer.policy import Standing, Verdict


def survey(
    session: Session,
    company: Company,
    person: Person,
    now: datetime,
    *,
    complains: bool = False,
    rest_days: int | None = None,
) -> Verdict:
    """Say whether this person may be asked something about a service now.

    `complains`: a complaint of theirs is open. `rest_days` is a longer rest than the policy's; a shorter one
    does not count.
    """
    _hold(session, person)
    return would_survey(session, company, person, now, complains=complains, rest_days=rest_days)


def would_survey(
    session: Session,
    company: Company,
    person: Person,
    now: datetime,
    *,
    complains: bool = False,
    rest_days: int | None = None,
) -> Verdict:
    """Say the same as `survey` without holding the person: for a plan, and no yes to act on."""
    last = (surveys.last_sent_at(session, person.id), contacts.last_started(session, person.id, "survey"))
    return _gone(person) or policy.may_survey(
        company.policy,
        _day(company, now),
        refuses=person.refuses_surveys,
        last_on=_last_day(company, *last),
        complains=complains,
        rest_days=rest_days,
    )


def offer(session: Session, company: Company, person: Person, standing: Standing, now: datetime) -> Verdict:
    """Say whether this person may be offered something now.

    Of `standing` the caller knows the trouble, the evidence and the offers before; what the person refuses,
    their low scores and whether somebody still has to call them are looked up here.
    """
    _hold(session, person)
    return would_offer(session, company, person, standing, now)


def would_offer(
    session: Session, company: Company, person: Person, standing: Standing, now: datetime
) -> Verdict:
    """Say the same as `offer` without holding the person: for a preview, and no yes to act on."""
    whole = replace(
        standing,
        refuses=person.refuses_offers,
        open_trouble=standing.open_trouble or recoveries.is_open(session, person.id),
        low_score_on=_last_day(company, surveys.last_low_at(session, person.id)),
    )
    return _gone(person) or policy.may_offer(company.policy, _day(company, now), whole)


def talk(session: Session, company: Company, person: Person, now: datetime) -> Verdict:
    """Say whether any other conversation may be started with this person now.

    The rest is counted from the last contact that was noted as started by the bot with the intent "talk".
    """
    _hold(session, person)
    last = _last_day(company, contacts.last_started(session, person.id, "talk"))
    return _gone(person) or policy.may_talk(
        company.policy, _day(company, now), refuses=person.refuses_talks, last_on=last
    )


def moment(company: Company, person: Person, now: datetime) -> datetime:
    """Return `now`, or the first instant after it that is not quiet on this person's clock."""
    return quiet.first_moment(company.policy, person.zone or company.zone, now)


def _hold(session: Session, person: Person) -> None:
    session.flush()
    session.refresh(person, with_for_update=True)


def _gone(person: Person) -> Verdict | None:
    return None if person.active else Verdict("gone")


def _day(company: Company, at: datetime) -> date:
    return at.astimezone(ZoneInfo(company.zone)).date()


def _last_day(company: Company, *instants: datetime | None) -> date | None:
    return max((_day(company, at) for at in instants if at), default=None)
