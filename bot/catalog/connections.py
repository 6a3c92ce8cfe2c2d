"""Connections: what stands on what, and which business process stops when one of it goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.catalog.catalog import Catalog
from bot.catalog.service import Service
from bot.money import Money


@dataclass(frozen=True)
class Dependent:
    """A live service that stands on another, and the shortest way down to it."""

    key: str
    name: str
    kind: str
    team: str
    way: tuple[str, ...]  # names of what lies between the two, from the top; none when it stands on it itself
    stands_on: str  # key of what comes next on that way
    stops: bool  # whether it needs it to run; else the two only share cost


@dataclass(frozen=True)
class Support:
    """A service in the tree of what another stands on; what was drawn above already is not drawn `again`."""

    key: str
    name: str
    kind: str
    team: str
    needed: bool  # to run what is above it; else that only carries a share of its cost
    below: tuple["Support", ...]
    again: bool = False

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Support"]]:
        """Yield it and all below it with their depth, from the top."""
        yield depth, self
        for each in self.below:
            yield from each.walk(depth + 1)


@dataclass(frozen=True)
class Stop:
    """What stops when a service goes: services and business processes, by how soon they are wanted back."""

    key: str
    name: str
    services: tuple[str, ...]  # names, its own among them when customers use it
    processes: tuple[str, ...]
    loss_per_hour: Money | None  # the highest that was named; hourly losses overlap and are not added
    rank: int | None


@dataclass(frozen=True)
class Connection:
    """A business process, the service it runs on, what supports that, and the teams it hangs on."""

    process: str | None  # None: nobody has said which process it is
    service: str  # key
    name: str
    rank: int | None
    loss_per_hour: Money | None
    team: str
    chain: tuple[str, ...]  # names of what it cannot run without, nearest first
    teams: tuple[str, ...]  # of the service and of its chain, its own first


def dependents(catalog: Catalog, key: str) -> tuple[Dependent, ...]:
    """Return the live services that stand on one, the nearest first; raises KeyError."""
    catalog.service(key)
    services = _live(catalog)
    ways = _ways(services, key)
    stopped = _ways(services, key, running=True)
    found = [
        Dependent(
            each,
            services[each].name,
            services[each].kind,
            services[each].team,
            tuple(services[between].name for between in way),
            way[0] if way else key,
            each in stopped,
        )
        for each, way in ways.items()
    ]
    return tuple(sorted(found, key=lambda one: (len(one.way), one.name)))


def supports(catalog: Catalog, key: str) -> Support:
    """Return what a service stands on as a tree, itself on top; raises KeyError.

    Each service is unfolded once, where it is nearest to the top, so that no tree outgrows its catalog.
    """
    top = catalog.service(key)
    services = {**_live(catalog), key: top}
    places = _places(services, key)
    return _support(services, places, key, above=None, needed=True)


def stops(catalog: Catalog, key: str) -> Stop:
    """Return what stops when a service goes; raises KeyError."""
    services, own = _live(catalog), catalog.service(key)
    hit = [own, *(services[each] for each in _ways(services, key, running=True))]
    hit.sort(key=lambda each: (_rank(each), each.name))
    losses = [each.impact.loss_per_hour for each in hit if each.impact]
    ranks = [each.impact.rank for each in hit if each.impact]
    return Stop(
        key,
        own.name,
        tuple(each.name for each in hit if each.kind == "customer_facing"),
        tuple(dict.fromkeys(process for each in hit for process in each.processes)),
        max(losses, default=None),
        min(ranks, default=None),
    )


def critical(catalog: Catalog) -> tuple[Connection, ...]:
    """Return every business process with what it hangs on, the ones wanted back first on top."""
    services = _live(catalog)
    facing = [each for each in services.values() if each.kind == "customer_facing" or each.processes]
    facing.sort(key=lambda each: (_rank(each), each.name))
    return tuple(
        _connection(services, each, process) for each in facing for process in each.processes or (None,)
    )


def reuse(catalog: Catalog) -> dict[str, int]:
    """Return on how many customer-facing services each live service's standing matters, by key.

    What is shared most is worth most care: every customer above it counts, directly or through others.
    """
    services = _live(catalog)
    above = _above(services, running=False)
    return {
        key: sum(services[each].kind == "customer_facing" for each in _reached(above, key))
        for key in services
    }


def _live(catalog: Catalog) -> dict[str, Service]:
    return {key: each for key, each in sorted(catalog.services.items()) if each.stage == "live"}


def _rank(service: Service) -> tuple[bool, int]:
    return (service.impact is None, service.impact.rank if service.impact else 0)


def _ways(services: Mapping[str, Service], key: str, *, running: bool = False) -> dict[str, tuple[str, ...]]:
    """Return what stands on `key` with the keys between them; with `running`, what cannot run without."""
    above = _above(services, running=running)
    ways: dict[str, tuple[str, ...]] = {key: ()}
    reached = [key]
    for below in reached:  # grows while it is walked: the nearest first
        between = ways[below] if below == key else (below, *ways[below])
        for each in above.get(below, ()):
            if each not in ways:
                ways[each] = between
                reached.append(each)
    del ways[key]
    return ways


def _above(services: Mapping[str, Service], *, running: bool) -> dict[str, list[str]]:
    """Return by key what stands on each directly; with `running`, what cannot run without it."""
    above: dict[str, list[str]] = {}
    for each in services.values():
        for edge in each.depends_on:
            if edge.affects_restore or not running:
                above.setdefault(edge.service, []).append(each.key)
    return above


def _reached(above: Mapping[str, list[str]], key: str) -> set[str]:
    reached, found = [key], {key}
    for below in reached:
        new = [each for each in above.get(below, ()) if each not in found]
        found.update(new)
        reached += new
    return found - {key}


def _places(services: Mapping[str, Service], key: str) -> dict[str, str | None]:
    """Return under which service each is unfolded: where it is first met from the top."""
    places: dict[str, str | None] = {key: None}
    reached = [key]
    for each in reached:
        for edge in services[each].depends_on:
            if edge.service in services and edge.service not in places:
                places[edge.service] = each
                reached.append(edge.service)
    return places


def _support(
    services: Mapping[str, Service],
    places: Mapping[str, str | None],
    key: str,
    above: str | None,
    needed: bool,
) -> Support:
    own = services[key]
    again = places[key] != above
    edges = [edge for edge in own.depends_on if edge.service in services and not again]
    below = tuple(_support(services, places, edge.service, key, edge.affects_restore) for edge in edges)
    return Support(key, own.name, own.kind, own.team, needed, below, again and bool(own.depends_on))


def _connection(services: Mapping[str, Service], service: Service, process: str | None) -> Connection:
    chain = _chain(services, service.key)
    teams = dict.fromkeys([service.team, *(services[key].team for key in chain)])
    return Connection(
        process,
        service.key,
        service.name,
        service.impact.rank if service.impact else None,
        service.impact.loss_per_hour if service.impact else None,
        service.team,
        tuple(services[key].name for key in chain),
        tuple(teams),
    )


def _chain(services: Mapping[str, Service], key: str) -> list[str]:
    reached, seen = [key], {key}
    for each in reached:  # grows while it is walked: the nearest first
        for edge in services[each].depends_on:
            if edge.affects_restore and edge.service in services and edge.service not in seen:
                seen.add(edge.service)
                reached.append(edge.service)
    return reached[1:]
