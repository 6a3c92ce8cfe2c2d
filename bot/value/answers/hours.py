"""Hours: whether a service is promised at the time that was asked about, on the asker's clock."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import clock
from bot.catalog import Catalog, Hours, Service, Tier, moments
from bot.catalog.hours import Opening
from bot.catalog.moments import Said, Stretch
from bot.cost import subscriptions
from bot.money import Money
from bot.process import extensions
from bot.process.extensions import Extension
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.decided import Topic

MOST_SPANS = 3
MOST_OF_DAYS = 7  # spans where days from one to another were asked about
NAMED = 6  # services in a list of what is open

Open = Literal["yes", "partly", "no"]


@dataclass(frozen=True)
class Wall:
    """An instant as the asker's clock shows it."""

    on: date
    at: str  # "7:00"


@dataclass(frozen=True)
class Span:
    """From when to when it is open; `until` None: it does not close within a week."""

    begins: Wall
    until: Wall | None


@dataclass(frozen=True)
class Promise:
    """One level at the time that was asked about; `opens` is when it does next, where it is not open then."""

    level: str
    hours: str
    price: Money
    open: Open
    spans: tuple[Span, ...]
    all_of_it: bool  # there is no minute of that time at which it is closed
    opens: Wall | None
    holiday: bool  # it is closed on that day although the week says otherwise
    mine: bool  # the asker's unit has it


@dataclass(frozen=True)
class Extended:
    """Hours that were agreed beside the level's, for once, and for which unit."""

    until: Wall
    unit_name: str


@dataclass(frozen=True)
class HoursAnswer:
    """When a service is promised; `wider` is the cheapest other level that covers all of the time."""

    aspect: str
    service: Entry
    asked: bool  # about a time; else about its hours at all
    when: Stretch
    promises: tuple[Promise, ...]  # of the level that counts; of each one where nobody knows which
    wider: Promise | None
    more: Money | None  # what `wider` costs more a unit than the level that counts
    unit_name: str | None
    zone: str  # the asker's
    service_zone: str
    extended: Extended | None = None  # it is open then because somebody asked for it
    extendable: bool = False  # it could be kept open for once


@dataclass(frozen=True)
class DeskAnswer:
    """What somebody is there for at a time: services by whether they are promised then."""

    aspect: str
    when: Stretch
    open: tuple[str, ...]
    more_open: int
    closed: tuple[str, ...]
    more_closed: int
    unit_name: str | None
    zone: str


def hours(
    session: Session | None, catalog: Catalog, service: Service, topic: Topic, asker: Asker, known: Entry
) -> HoursAnswer:
    """Say whether a service is promised at a time; the unit's own level counts, else the one asked for."""
    when = moments.stretch(topic.asked.moment or Said("now"), asker.now, asker.zone)
    mine = {level.name: level.quantity for level in known.held}
    added = extensions.agreed(session, when.start, service.key) if session else []
    inside = [(each, code) for each, code in added if each.starts_at < when.end]
    openings = [(each.starts_at, each.ends_at) for each, _ in added]
    promises = {
        tier.name: promise(tier, tier.hours.extended(openings), when, asker.zone, mine=tier.name in mine)
        for tier in service.tiers
    }
    counts = topic.tier or max(mine, key=lambda name: mine[name], default=None)
    shown = sorted(promises.values(), key=lambda promise: promise.level != counts)
    if counts and topic.asked.moment:
        shown = shown[:1]
    wider = _wider(promises, counts) if topic.asked.moment else None
    return HoursAnswer(
        aspect="hours",
        service=known,
        asked=topic.asked.moment is not None,
        when=when,
        promises=tuple(shown),
        wider=wider,
        more=wider.price - promises[counts].price if wider and counts else None,
        unit_name=asker.unit.name if asker.unit and mine else None,
        zone=asker.zone,
        service_zone=service.tiers[0].hours.zone,
        extended=_extended(catalog, *inside[0], asker.zone) if inside else None,
        extendable=service.stage == "live" and topic.asked.moment is not None and shown[0].open != "yes",
    )


def _extended(catalog: Catalog, extension: Extension, code: str, zone: str) -> Extended:
    unit = catalog.company.units.get(code)
    return Extended(wall(extension.ends_at, zone), unit.name if unit else code)


def _wider(promises: dict[str, Promise], counts: str | None) -> Promise | None:
    if counts is None or promises[counts].open == "yes":
        return None
    others = [each for each in promises.values() if each.open == "yes"]
    return min(others, key=lambda each: each.price.minor, default=None)


def promise(tier: Tier, hours: Hours, when: Stretch, zone: str, *, mine: bool) -> Promise:
    """Return what a level promises at a time; `hours` are its own with what was agreed beside them."""
    spans = _spans(hours, when)
    open_ = _open(hours, when)
    closed_on = {clock.day(when.start, tier.hours.zone)} & tier.hours.holidays
    return Promise(
        level=tier.name,
        hours=str(tier.hours),
        price=tier.price,
        open=open_,
        spans=tuple(Span(wall(a, zone), wall(b, zone) if b else None) for a, b in spans),
        all_of_it=hours.minutes_between(when.start, when.end)
        >= (when.end - when.start) // timedelta(minutes=1),
        opens=wall(hours.next_open(when.end if open_ == "partly" else when.start), zone)
        if open_ != "yes"
        else None,
        holiday=open_ == "no" and bool(closed_on) and not tier.hours.every_day,
        mine=mine,
    )


def _open(hours: Hours, when: Stretch) -> Open:
    """Tell whether all of the time is promised; a whole day is open when any of it is."""
    minutes = hours.minutes_between(when.start, when.end)
    if not minutes and not hours.open_at(when.start):
        return "no"
    if when.shape in ("day", "days"):
        count = round((when.end - when.start) / timedelta(days=1))  # one may have 23 or 25 hours
        days = (when.start + timedelta(days=each) for each in range(count))
        return "yes" if all(hours.next_open(day) < day + timedelta(days=1) for day in days) else "partly"
    return "yes" if minutes >= (when.end - when.start) // timedelta(minutes=1) else "partly"


def _spans(hours: Hours, when: Stretch) -> list[tuple[datetime, datetime | None]]:
    """Return the open times in it, each with when it closes."""
    spans: list[tuple[datetime, datetime | None]] = []
    most = MOST_OF_DAYS if when.last else MOST_SPANS
    opens = hours.next_open(when.start)
    while opens < when.end and len(spans) < most:
        closes = hours.closes(opens)
        spans.append((opens, closes))
        if closes is None:
            break
        opens = hours.next_open(closes)
    return spans


def wall(at: datetime, zone: str) -> Wall:
    """Return an instant as the clock in `zone` shows it."""
    local = at.astimezone(ZoneInfo(zone))
    return Wall(local.date(), f"{local.hour}:{local:%M}")


def desk(session: Session | None, catalog: Catalog, topic: Topic, asker: Asker) -> DeskAnswer:
    """Say what is promised at a time: of what the unit has, on its own levels, else of everything."""
    when = moments.stretch(topic.asked.moment or Said("now"), asker.now, asker.zone)
    held = subscriptions.held(session, asker.unit.code, asker.today) if session and asker.unit else {}
    is_open: dict[str, bool] = {}
    added = _openings(session, when.start)
    for service in catalog.orderable():
        tiers = [tier for tier in service.tiers if not held or tier.name in held.get(service.key, {})]
        if tiers:
            is_open[service.name] = any(
                _open(tier.hours.extended(added[service.key]), when) != "no" for tier in tiers
            )
    open_ = [name for name, each in is_open.items() if each]
    closed = [name for name, each in is_open.items() if not each]
    return DeskAnswer(
        aspect="desk",
        when=when,
        open=tuple(open_[:NAMED]),
        more_open=max(len(open_) - NAMED, 0),
        closed=tuple(closed[:NAMED]),
        more_closed=max(len(closed) - NAMED, 0),
        unit_name=asker.unit.name if asker.unit and held else None,
        zone=asker.zone,
    )


def _openings(session: Session | None, since: datetime) -> dict[str, list[Opening]]:
    """Return by service when it is open beside its hours."""
    added: dict[str, list[Opening]] = defaultdict(list)
    for each, _ in extensions.agreed(session, since) if session else ():
        added[each.service].append((each.starts_at, each.ends_at))
    return added
