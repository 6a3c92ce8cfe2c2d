"""Hours: whether a service is promised at the times that were asked about, on the asker's clock."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from bot.catalog import Catalog, Hours, Service, Tier, moments
from bot.catalog.hours import Opening
from bot.catalog.moments import Said, Stretch
from bot.catalog.walls import Wall, wall
from bot.cost import subscriptions
from bot.money import Money
from bot.process import extensions
from bot.process.extensions import Extension
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.decided import Topic
from bot.value.answers.promised import Promise, first_closed, is_open, promise

NAMED = 6  # services in a list of what is open


@dataclass(frozen=True)
class Extended:
    """Hours that were agreed beside the level's, for once, and for which unit."""

    until: Wall
    unit_name: str


@dataclass(frozen=True)
class Staffed:
    """What is open and what is closed on some of the days that were asked about."""

    days: tuple[date, ...]
    open: tuple[str, ...]
    more_open: int
    closed: tuple[str, ...]
    more_closed: int


@dataclass(frozen=True)
class OtherHalf:
    """The same time in the other half of the day, which may have been meant, where that makes a difference."""

    when: tuple[Stretch, ...]
    promises: tuple[Promise, ...] = ()
    staffed: tuple[Staffed, ...] = ()


@dataclass(frozen=True)
class _Times:
    """The time that was asked about, the same in the other half of the day, and whether there are more days."""

    when: tuple[Stretch, ...]
    otherwise: tuple[Stretch, ...]
    goes_on: bool

    @classmethod
    def of(cls, said: Said | None, asker: Asker) -> "_Times":
        """Return when that is for who asks: now, where nothing was said."""
        said, other = said or Said(("now",)), said.other if said else None
        return cls(
            when=moments.stretches(said, asker.now, asker.zone),
            otherwise=moments.stretches(other, asker.now, asker.zone) if other else (),
            goes_on=moments.goes_on(said, asker.now, asker.zone),
        )


@dataclass(frozen=True)
class HoursAnswer:
    """When a service is promised; `wider` is the cheapest other level that covers all of the time."""

    aspect: str
    service: Entry
    asked: bool  # about a time; else about its hours at all
    when: tuple[Stretch, ...]
    promises: tuple[Promise, ...]  # of the level that counts; of each one that may, where they differ
    wider: Promise | None
    more: Money | None  # what `wider` costs more a unit than the level that counts
    unit_name: str | None
    zone: str  # the asker's
    service_zone: str
    extended: Extended | None = None  # it is open then because somebody asked for it
    extendable: Stretch | None = None  # the first of these times for which it could be kept open
    other: OtherHalf | None = None
    goes_on: bool = False  # more days were asked about than are answered


@dataclass(frozen=True)
class DeskAnswer:
    """What somebody is there for at a time: services by whether they are promised then."""

    aspect: str
    when: tuple[Stretch, ...]
    staffed: tuple[Staffed, ...]
    unit_name: str | None
    zone: str
    other: OtherHalf | None = None
    goes_on: bool = False  # more days were asked about than are answered


def hours(
    session: Session | None, catalog: Catalog, service: Service, topic: Topic, asker: Asker, known: Entry
) -> HoursAnswer:
    """Say whether a service is promised at a time; the level that is asked for counts, else those that the unit has."""
    asked, times = topic.asked.moment, _Times.of(topic.asked.moment, asker)
    mine = {level.name for level in known.held}
    added = extensions.agreed(session, asker.now, service.key) if session else []
    openings = [(each.starts_at, each.ends_at) for each, _ in added]
    levels = [(tier, tier.hours.extended(openings)) for tier in service.tiers]
    counts = topic.tier or (known.most.name if known.most else None)
    told = sorted(levels, key=lambda level: level[0].name != counts)
    if counts and asked:
        told = told[:1] if topic.tier else [level for level in told if level[0].name in mine]
    shown = _promises(told, times.when, asker, mine)
    if counts and asked and len({each.by_day for each in shown}) == 1:
        told, shown = told[:1], shown[:1]
    covered = any(each.open == "yes" for each in shown)
    wider = _wider(levels, times.when) if asked and counts and not covered else None
    return HoursAnswer(
        aspect="hours",
        service=known,
        asked=asked is not None,
        when=times.when,
        promises=tuple(shown),
        wider=_promises([wider], times.when, asker, mine)[0] if wider else None,
        more=wider[0].price - shown[0].price if wider else None,
        unit_name=asker.unit.name if asker.unit and mine else None,
        zone=asker.zone,
        service_zone=service.tiers[0].hours.zone,
        extended=_extended(catalog, added, times.when, asker.zone),
        extendable=first_closed(shown[0], times.when) if service.stage == "live" and asked else None,
        other=_other_half(shown, times.otherwise, _promises(told, times.otherwise, asker, mine)),
        goes_on=times.goes_on,
    )


def _promises(
    levels: Sequence[tuple[Tier, Hours]], when: Sequence[Stretch], asker: Asker, mine: Collection[str]
) -> list[Promise]:
    return [promise(tier, hours, when, asker.zone, mine=tier.name in mine) for tier, hours in levels if when]


def _other_half(
    shown: Sequence[Promise], when: tuple[Stretch, ...], then: Sequence[Promise]
) -> OtherHalf | None:
    """Return what is promised in the other half of the day, where that may be meant and is not the same."""
    return OtherHalf(when, promises=tuple(then)) if then and _said(then) != _said(shown) else None


def _said(promises: Iterable[Promise]) -> list[object]:
    """Return what is said of promises beside the time: whether it is open, or else when it is."""
    return [each.open if each.open != "partly" else each.verdicts for each in promises]


def _extended(
    catalog: Catalog, added: Sequence[tuple[Extension, str]], when: Sequence[Stretch], zone: str
) -> Extended | None:
    for each, code in added:
        if any(each.starts_at < then.end and each.ends_at > then.start for then in when):
            unit = catalog.company.units.get(code)
            return Extended(wall(each.ends_at, zone), unit.name if unit else code)
    return None


def _wider(levels: Sequence[tuple[Tier, Hours]], when: Sequence[Stretch]) -> tuple[Tier, Hours] | None:
    """Return the cheapest level that is open at all of these times."""
    others = [each for each in levels if all(is_open(each[1], then) == "yes" for then in when)]
    return min(others, key=lambda each: each[0].price.minor, default=None)


def desk(session: Session | None, catalog: Catalog, topic: Topic, asker: Asker) -> DeskAnswer:
    """Say what is promised at a time: of what the unit has, on its own levels, else of everything."""
    times = _Times.of(topic.asked.moment, asker)
    held = subscriptions.held(session, asker.unit.code, asker.today) if session and asker.unit else {}
    added = _openings(session, asker.now)
    services: dict[Hours, set[str]] = defaultdict(set)  # many have the same hours
    for service in catalog.orderable():
        for tier in service.tiers:
            if not held or tier.name in held.get(service.key, {}):
                services[tier.hours.extended(added[service.key])].add(service.name)
    known = {name for of in services.values() for name in of}
    names = [service.name for service in catalog.orderable() if service.name in known]
    staffed = _alike([_staffed(names, services, each) for each in times.when])
    then = _alike([_staffed(names, services, each) for each in times.otherwise])
    return DeskAnswer(
        aspect="desk",
        when=times.when,
        staffed=staffed,
        unit_name=asker.unit.name if asker.unit and held else None,
        zone=asker.zone,
        other=OtherHalf(times.otherwise, staffed=then)
        if then and _without_days(then) != _without_days(staffed)
        else None,
        goes_on=times.goes_on,
    )


def _staffed(names: Sequence[str], services: Mapping[Hours, Collection[str]], when: Stretch) -> Staffed:
    is_up = {name for hours, of in services.items() if is_open(hours, when) != "no" for name in of}
    open_ = [name for name in names if name in is_up]
    closed = [name for name in names if name not in is_up]
    return Staffed(
        days=(when.on,),
        open=tuple(open_[:NAMED]),
        more_open=max(len(open_) - NAMED, 0),
        closed=tuple(closed[:NAMED]),
        more_closed=max(len(closed) - NAMED, 0),
    )


def _alike(staffed: Sequence[Staffed]) -> tuple[Staffed, ...]:
    """Return days on which the same is open as one."""
    found: dict[object, Staffed] = {}
    for each, said in zip(staffed, _without_days(staffed), strict=True):
        found[said] = replace(each, days=(*found[said].days, *each.days)) if said in found else each
    return tuple(found.values())


def _without_days(staffed: Iterable[Staffed]) -> list[Staffed]:
    return [replace(each, days=()) for each in staffed]


def _openings(session: Session | None, since: datetime) -> dict[str, list[Opening]]:
    """Return by service when it is open beside its hours."""
    added: dict[str, list[Opening]] = defaultdict(list)
    for each, _ in extensions.agreed(session, since) if session else ():
        added[each.service].append((each.starts_at, each.ends_at))
    return added
