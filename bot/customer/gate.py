"""The gate: everything that the bot starts asks here first, whether it may and from which moment on.

What a person asks for never comes here. The facts come from rows, the verdict from `judging`. It holds for
the session in which it was asked for: the person's row is held until then, so that two who ask at once are not
both told yes.
"""

from datetime import datetime

from sqlmodel import Session

from bot.catalog import Company
from bot.customer import contacts, judging, people, quiet, recoveries, surveys
from bot.customer.judging import Known
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
    people.hold(session, person)
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
    asked = (surveys.last_sent_at(session, person.id), contacts.last_started(session, person.id, "survey"))
    last = max((at for at in asked if at), default=None)
    known = Known(refuses=person.refuses_surveys, active=person.active, last_at=last)
    return judging.survey(company, known, now, complains=complains, rest_days=rest_days)


def offer(session: Session, company: Company, person: Person, standing: Standing, now: datetime) -> Verdict:
    """Say whether this person may be offered something now.

    Of `standing` the caller knows the trouble, the evidence and the offers before; what the person refuses,
    their low scores and whether somebody still has to call them are looked up here.
    """
    people.hold(session, person)
    return would_offer(session, company, person, standing, now)


def would_offer(
    session: Session, company: Company, person: Person, standing: Standing, now: datetime
) -> Verdict:
    """Say the same as `offer` without holding the person: for a preview, and no yes to act on."""
    known = Known(
        refuses=person.refuses_offers,
        active=person.active,
        low_score_at=surveys.last_low_at(session, person.id),
        call_owed=recoveries.is_open(session, person.id),
    )
    return judging.offer(company, known, standing, now)


def talk(session: Session, company: Company, person: Person, now: datetime) -> Verdict:
    """Say whether any other conversation may be started with this person now.

    The rest is counted from the last contact that was noted as started by the bot with the intent "talk".
    """
    people.hold(session, person)
    last = contacts.last_started(session, person.id, "talk")
    known = Known(refuses=person.refuses_talks, active=person.active, last_at=last)
    return judging.talk(company, known, now)


def remind(
    session: Session,
    company: Company,
    person: Person,
    now: datetime,
    *,
    about: str,
    unit: str | None,
    service: str | None = None,
) -> Verdict:
    """Say whether this person may be reminded of something now; where they may, the contact is noted."""
    said = talk(session, company, person, now)
    if said.allowed:
        contacts.note(
            session,
            about=about,
            person=person.id,
            unit=unit,
            service=service,
            intent="talk",
            started_by="bot",
            why="reminder",
            now=now,
        )
    return said


def moment(company: Company, person: Person, now: datetime) -> datetime:
    """Return `now`, or the first instant after it that is not quiet on this person's clock."""
    return quiet.first_moment(company.policy, person.zone or company.zone, now)
