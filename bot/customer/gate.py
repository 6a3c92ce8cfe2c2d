"""The gate: everything that the bot starts asks here first, whether it may and from which moment on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from bot.catalog import Company
from bot.customer import policy, quiet
from bot.customer.contacts import Contact
from bot.customer.people import Person
from bot.customer.policy import Verdict


def talk(session: Session, company: Company, person: Person, now: datetime) -> Verdict:
    """Say whether any other conversation may be started with this person now."""
    zone = ZoneInfo(company.zone)
    mine = select(func.max(col(Contact.at))).where(
        Contact.person == person.id, Contact.intent == "talk", Contact.started_by == "bot"
    )
    last = session.exec(mine).one()
    return policy.may_talk(
        company.policy,
        now.astimezone(zone).date(),
        refuses=person.refuses_talks,
        last_on=last.astimezone(zone).date() if last else None,
    )


def moment(company: Company, person: Person, now: datetime) -> datetime:
    """Return `now`, or the first instant after it that is not quiet on this person's clock."""
    return quiet.first_moment(company.policy, person.zone or company.zone, now)
