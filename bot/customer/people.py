"""People and places: who is who in Slack, the unit they work for, and which channel has which id."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.catalog import Company
from bot.db import Loader, Prepared, Values, get, insert_once, instant

FRESH_FOR = timedelta(days=1)


class Person(SQLModel, table=True):
    """A colleague as the bot knows them; the Slack user id is their key."""

    __tablename__ = "people"

    id: str = Field(primary_key=True)  # Slack user id
    name: str = ""
    email: str | None = Field(default=None, index=True)
    unit: str | None = Field(default=None, index=True)  # code of the unit they belong to; None until known
    claim: str | None = Field(default=None, index=True)  # the unit they say, until somebody confirms it
    vouched_by: str | None = None  # Slack id of who confirmed the unit; None where the company file names it
    zone: str | None = None  # IANA
    locale: str | None = None
    refuses_surveys: bool = False
    refuses_offers: bool = False
    refuses_talks: bool = False  # conversations that the bot starts: reviews, "have we lost you?"
    refuses_digests: bool = False
    active: bool = True
    seen_at: datetime | None = instant(default=None, nullable=True)  # when Slack was last asked about them
    sample: bool = False

    @property
    def works_for(self) -> str | None:
        """The code of the unit for which they order and answer, confirmed or not; it opens nothing of that unit."""
        return self.unit or self.claim


class Place(SQLModel, table=True):
    """A channel that the company file names, and its id in Slack."""

    __tablename__ = "places"

    name: str = Field(primary_key=True)  # "#finance"
    id: str


class Profile(SQLModel):
    """What Slack tells about a person."""

    id: str
    name: str
    email: str | None = None
    zone: str | None = None
    locale: str | None = None
    active: bool = True


def meet(session: Session, slack_id: str) -> Person:
    """Return the person's row, made at first sight."""
    person = find(session, slack_id)
    if person is None:
        insert_once(session, Person, **Person(id=slack_id).model_dump())
        person = session.get_one(Person, slack_id)
    return person


def hold(session: Session, person: Person) -> None:
    """Let nobody else change a person until the session ends, and take on what the row says."""
    _HELD.first(session, slack_id=person.id)


def is_known(session: Session, slack_id: str) -> bool:
    """Return whether the bot has met this person, or looked them up."""
    return find(session, slack_id) is not None


def find(session: Session, slack_id: str) -> Person | None:
    """Return the person's row, None where nobody of this id was seen."""
    return get(session, Person, slack_id)


def note_absence(session: Session, slack_id: str, now: datetime) -> None:
    """Note that Slack knows nobody of this id, so that it is not asked again before long."""
    person = find(session, slack_id)
    if person is not None:
        person.seen_at = now


def unit_of(session: Session, slack_id: str) -> str | None:
    """Return the code of the unit whose affairs a person may read, None while nobody confirmed any."""
    return _units_of(session, slack_id)[0]


def works_for(session: Session, slack_id: str) -> str | None:
    """Return the code of the unit for which a person orders and answers, confirmed or not; None while not known."""
    unit, claim = _units_of(session, slack_id)
    return unit or claim


def _units_of(session: Session, slack_id: str) -> tuple[str | None, str | None]:
    found = _UNITS.rows(session, slack_id=slack_id)
    return (found[0][0], found[0][1]) if found else (None, None)


def zone_of(session: Session, slack_id: str) -> str | None:
    """Return the IANA zone of a person, None while Slack has not told it."""
    return _ZONE.first(session, slack_id=slack_id)


def locale_of(session: Session, slack_id: str) -> str | None:
    """Return the locale of a person (`de-DE`), None while Slack has not told it."""
    return _LOCALE.first(session, slack_id=slack_id)


_WHO = col(Person.id) == sa.bindparam("slack_id")
_UNITS = Prepared(sa.select(col(Person.unit), col(Person.claim)).where(_WHO))  # every order pays for it
_ZONE = Values(select(col(Person.zone)).where(_WHO))
_LOCALE = Values(select(col(Person.locale)).where(_WHO))
_HELD = Loader(Person, select(Person).where(_WHO).with_for_update(), anew=True)


def called(session: Session, words: Sequence[str]) -> Person | None:
    """Return the one colleague whose first or full name these words name; None for nobody or several."""
    first = sa.or_(*(sa.func.lower(col(Person.name)).like(f"{word.lower()} %") for word in words))
    found = session.exec(select(Person).where(first, col(Person.active), col(Person.unit).is_not(None))).all()
    return found[0] if len(found) == 1 else None


def learn(session: Session, profile: Profile, company: Company, now: datetime) -> Person:
    """Keep what Slack tells about a person; the company file knows their unit by e-mail (`place`)."""
    person = meet(session, profile.id)
    for name, value in profile.model_dump(exclude={"id"}).items():
        setattr(person, name, value)
    person.email = profile.email.lower() if profile.email else None
    person.zone = profile.zone if _is_zone(profile.zone) else None
    person.seen_at = now
    place(person, company)
    session.add(person)
    return person


def place(person: Person, company: Company) -> None:
    """Put a person where the company file has them.

    Whom it names belongs there. Whom it names no more, and nobody confirmed, only says so from now on; who works
    for IT stands in the file or is not of IT, whoever confirmed it while the unit was another.
    """
    named = company.unit_of(person.email or "")
    if named is not None:
        person.unit, person.claim, person.vouched_by = named.code, None, None
        return
    is_open = person.unit in {each.code for each in company.open_units}
    if person.unit is not None and (person.vouched_by is None or not is_open):
        person.claim, person.unit, person.vouched_by = (person.unit if is_open else None), None, None


def _is_zone(name: str | None) -> bool:
    try:
        return bool(name and ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def by_email(session: Session, email: str) -> Person | None:
    """Return the person with this e-mail address, if Slack has told us of one."""
    return _BY_EMAIL.first(session, email=email)


def id_of(session: Session, email: str) -> str | None:
    """Return the Slack id of the person with this e-mail address, if Slack has told us of one."""
    return _ID.first(session, email=email)


_MAIL = (Person.email == sa.bindparam("email"), col(Person.active))
_BY_EMAIL = Loader(Person, select(Person).where(*_MAIL).limit(1))
_ID = Values(select(Person.id).where(*_MAIL).limit(1))


def ids(session: Session, emails: Sequence[str]) -> dict[str, str]:
    """Return the Slack id by address, of those that Slack has shown."""
    if not emails:
        return {}
    asked = {f"email{number}": email for number, email in enumerate(emails)}
    return dict(_by_emails(len(emails)).rows(session, **asked))


@lru_cache(maxsize=64)
def _by_emails(count: int) -> Prepared:
    """Select by so many addresses: with their number left open it is compiled anew for every order."""
    emails: list[sa.BindParameter[str]] = [sa.bindparam(f"email{number}") for number in range(count)]
    mine = col(Person.email).in_(emails)
    return Prepared(sa.select(col(Person.email), col(Person.id)).where(mine, col(Person.active)))


def names(session: Session, slack_ids: Sequence[str]) -> dict[str, str]:
    """Return the names by Slack id, of those that Slack has told."""
    known = select(Person.id, Person.name).where(col(Person.id).in_(slack_ids)) if slack_ids else None
    return {} if known is None else {id_: name for id_, name in session.exec(known) if name}


def active(session: Session, slack_ids: Collection[str]) -> set[str]:
    """Return who of these people is still there."""
    there = select(Person.id).where(col(Person.id).in_(slack_ids), col(Person.active))
    return set(session.exec(there)) if slack_ids else set()


def known_emails(session: Session) -> set[str]:
    """Return every address that already belongs to a person."""
    return {email for email in session.exec(select(Person.email)) if email}


def to_look_up(session: Session, now: datetime, most: int) -> Sequence[str]:
    """Return the ids of people whose profile is missing or a day old, the newest acquaintances first."""
    stale = sa.or_(col(Person.seen_at).is_(None), col(Person.seen_at) < now - FRESH_FOR)
    people = select(Person.id).where(stale, col(Person.sample).is_(False), col(Person.active))
    return session.exec(people.order_by(col(Person.seen_at).is_not(None)).limit(most)).all()


def outside_file(session: Session, company: Company) -> Sequence[Person]:
    """Return the real people whom the company file does not place where they are, confirmed by nobody."""
    closed = col(Person.unit).not_in([each.code for each in company.open_units])
    unlisted = col(Person.unit).is_not(None), sa.or_(col(Person.vouched_by).is_(None), closed)
    moved = sa.or_(sa.and_(*unlisted), col(Person.claim).is_not(None))
    found = session.exec(select(Person).where(moved, col(Person.sample).is_(False), col(Person.active)))
    return [each for each in found if _is_elsewhere(each, company)]


def _is_elsewhere(person: Person, company: Company) -> bool:
    named = company.unit_of(person.email or "")
    return person.unit != (named.code if named else None)


def keep_places(session: Session, ids: Mapping[str, str]) -> None:
    """Remember channel ids by name (`#finance`)."""
    for name, slack_id in ids.items():
        session.merge(Place(name=name, id=slack_id))


def place_id(session: Session, name: str) -> str | None:
    """Return the id of the channel of that name, None when Slack has not shown it to the bot."""
    return _PLACE.first(session, name=name)


_PLACE = Values(select(Place.id).where(Place.name == sa.bindparam("name")))


def place_ids(session: Session) -> dict[str, str]:
    """Return the id of every channel that Slack has shown to the bot, by name (`#finance`)."""
    return {place.name: place.id for place in session.exec(select(Place))}


def first_names(session: Session) -> set[str]:
    """Return the first names of everybody known, in lower case."""
    names = session.exec(select(Person.name).where(Person.active == sa.true()))
    return {name.split()[0].lower() for name in names if name.strip()}


def name_words(session: Session) -> set[str]:
    """Return every word of anybody's name, in lower case."""
    names = session.exec(select(Person.name))
    return {word.lower() for name in names for word in name.replace("-", " ").split()}
