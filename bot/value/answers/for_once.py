"""For once: what it costs to keep a service open beside its hours, and the time that its form begins with."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.catalog import Catalog, Hours, Service, Tier, moments
from bot.catalog.moments import Stretch
from bot.catalog.walls import between, wall
from bot.money import Money
from bot.process import extensions
from bot.value import lasting, longer
from bot.value.answers.cards import Asker, Entry, Level
from bot.value.answers.decided import Topic
from bot.value.answers.promised import Promise, Span, first_closed, promise


@dataclass(frozen=True)
class Once:
    """The time that the form would begin with, and what it costs; `hours` are those begun beside the level's.

    `wider` is the cheapest other level that is open then, `more` what a unit of it costs more.
    """

    span: Span
    hours: int
    price: Money | None
    wider: str | None
    more: Money | None


@dataclass(frozen=True)
class LongerHours:
    """What it costs to keep a service open for once, on the unit's own level, else on one that is named."""

    aspect: str
    service: Entry | None  # None: it was not said which
    when: tuple[Stretch, ...]
    first: Stretch  # of these, the one that its form begins with
    asked: bool  # about a time; else about longer hours at all
    covered: bool = False  # all of that time is open anyway
    promise: Promise | None = None
    level: Level | None = None
    each: Money | None = None  # an hour begun; None: who can keep it open names the price
    once: Once | None = None  # where a time of day was said
    unit_name: str | None = None  # where the level is its own
    zone: str = ""  # the asker's
    service_zone: str = ""
    goes_on: bool = False  # more days were asked about than are answered


def longer_hours(
    session: Session | None,
    catalog: Catalog,
    service: Service | None,
    topic: Topic,
    asker: Asker,
    known: Entry | None,
) -> LongerHours:
    """Work out what is asked; without a session nobody knows what the unit has, nor what was agreed already."""
    said = topic.asked.moment
    when = longer.meant(said, None, asker.now, asker.zone)
    offered = service is not None and service.stage == "live" and service.tiers
    if service is None or known is None or not offered or when[-1].end <= asker.now:
        return LongerHours("extend", known, when, when[0], asked=False)
    mine = known.most
    level = mine or next((each for each in known.levels if each.name == topic.tier), known.levels[0])
    tier = service.tier(level.name)
    hours = tier.hours.extended(extensions.in_force(session, service.key, asker.now) if session else ())
    when = lasting.meant(said, topic.asked.hours, hours, asker.now, asker.zone)
    promised = promise(tier, hours, when, asker.zone, mine=mine is not None)
    first = first_closed(promised, when) or when[0]
    once = _once(service, tier, hours, first, asker)
    return LongerHours(
        aspect="extend",
        service=known,
        when=when,
        first=first,
        asked=said is not None,
        covered=not once.hours if once else all(each.all_of_it for each in promised.verdicts),
        promise=promised,
        level=level,
        each=_each(service),
        once=once,
        unit_name=asker.unit.name if asker.unit and mine else None,
        zone=asker.zone,
        service_zone=tier.hours.zone,
        goes_on=said is not None and moments.goes_on(said, asker.now, asker.zone),
    )


def _once(service: Service, tier: Tier, agreed: Hours, when: Stretch, asker: Asker) -> Once | None:
    """Return what the form would begin with; `agreed` are the level's hours with those that were agreed beside them."""
    if when.shape not in ("point", "part"):
        return None
    starts_at, ends_at = between(*longer.prefilled(tier.hours, when, asker.now, asker.zone), asker.zone)
    hours = longer.outside(agreed, starts_at, ends_at)
    wider = longer.higher(service, tier, starts_at, ends_at) if hours else None
    each = _each(service)
    return Once(
        span=Span(wall(starts_at, asker.zone), wall(ends_at, asker.zone)),
        hours=hours,
        price=each * hours if each is not None else None,
        wider=wider.name if wider else None,
        more=wider.price_on(asker.today) - tier.price_on(asker.today) if wider else None,
    )


def _each(service: Service) -> Money | None:
    return service.one_off_hours.price_per_hour if service.one_off_hours else None
