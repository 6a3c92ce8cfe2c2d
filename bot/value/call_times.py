"""Call times: when, on whose clock and in which language somebody who was let down is called."""

from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.catalog import Catalog
from bot.catalog.hours import Hours
from bot.customer import people, recoveries, surveys
from bot.customer.recoveries import Recovery
from bot.process import targets

NOTICE = 60  # working minutes that an owner has at least, from the yes to the call
AHEAD = timedelta(days=5)  # how far a better time may be
TIMES = (time(10), time(12), time(15), time(17))  # by which somebody may want to be called, on their clock
MOST_TIMES = 12


def offered(catalog: Catalog, recovery: Recovery, zone: str, now: datetime) -> list[datetime]:
    """Return by when the person may want to be called, on their own clock, when somebody works."""
    hours, there = hours_of(catalog, recovery.service), now.astimezone(ZoneInfo(zone))
    days = [there.date() + timedelta(days=ahead) for ahead in range(AHEAD.days + 1)]
    first, zone_there = hours.add(now, NOTICE), ZoneInfo(zone)
    walls = (datetime.combine(day, at, zone_there) for day in days for at in TIMES)
    open_then = (at for at in walls if at >= first and hours.open_at(at - timedelta(minutes=1)))
    return list(islice(open_then, MOST_TIMES))


def hours_of(catalog: Catalog, service: str | None) -> Hours:
    """Return the hours in which people are called: a service's, the company's where it never rests."""
    found = catalog.services.get(service or "")
    hours = targets.hours_of(catalog.company, found.tiers[0] if found and found.tiers else None)
    if hours.every_day or hours.at_close:
        return targets.hours_of(catalog.company, None)
    return hours


def zone_of(session: Session, catalog: Catalog, person: str) -> str:
    """Return the IANA zone on whose clock a person is called."""
    return people.zone_of(session, person) or catalog.company.zone


def language_of(session: Session, catalog: Catalog, recovery: Recovery) -> str:
    """Return in which language the person reads of the call: that of their survey, else their own."""
    kind, _, number = recoveries.root(session, recovery).partition(":")
    if kind == "survey":
        return surveys.find(session, int(number)).language
    return catalog.language(people.locale_of(session, recovery.person))
