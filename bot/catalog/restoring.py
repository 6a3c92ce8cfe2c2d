"""Restoring: in which order services come back after an outage, and which promises that order cannot keep."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.catalog import sequence
from bot.catalog.catalog import Catalog
from bot.catalog.service import Service

LAST = 1_000_000  # where nobody said how much it matters: after everything that somebody did


@dataclass(frozen=True)
class Reach:
    """Minutes after the outage began; `at_least` when something on the way was never assessed."""

    minutes: int
    at_least: bool = False

    def plus(self, minutes: int | None) -> "Reach":
        """Return when work of so many minutes is done that begins here; None: nobody assessed it."""
        return Reach(self.minutes + (minutes or 0), self.at_least or minutes is None)


@dataclass(frozen=True)
class Link:
    """One service of the chain that decides when another is back."""

    key: str
    name: str
    minutes: int | None  # None: not assessed


@dataclass(frozen=True)
class Feasibility:
    """Whether a service can be back as promised.

    "ok": one team alone does it. "missed": one team is `late` by so many minutes, more hands help.
    "impossible": the `chain` alone takes so much longer, whoever helps. "unknown": not assessed.
    """

    kind: Literal["ok", "missed", "impossible", "unknown"]
    late: int  # minutes; 0 when it is not late, or nobody knows
    earliest: Reach  # with as many hands as one likes
    chain: tuple[Link, ...]  # the longest way to it, first what comes back first

    def without(self, hidden: Collection[str]) -> "Feasibility":
        """Return it for who may not know of `hidden`: its times stay true, their names are gone."""
        return replace(self, chain=tuple(link for link in self.chain if link.key not in hidden))


@dataclass(frozen=True)
class Step:
    """One service's place in the order; times are minutes, ranks the business's (1 is wanted first)."""

    key: str
    name: str
    kind: str
    team: str
    channel: str
    owner: str  # e-mail address
    owner_role: str
    own_rank: int | None
    rank: int | None  # the best of its own and of everything that stands on it; None: nobody said
    rank_from: str | None  # key of the service that it inherits its rank from
    needs: tuple[str, ...]  # keys, in the order they come back
    minutes: int | None
    one_team: Reach  # done at, when everything is done one after the other
    unlimited: Reach  # done at, when nothing waits but for what it needs
    waits_for: str | None  # the need that is back last then
    rto: int | None
    mtd: int | None
    up_by: int | None  # latest moment that keeps every promise, its own and above; may be before the outage
    up_by_for: str | None  # key of the service whose promise that is
    verdict: Feasibility | None  # None: nothing was promised


@dataclass(frozen=True)
class Gap:
    """What the plan does not know: how long a service takes ("minutes") or how much it matters ("impact")."""

    kind: Literal["minutes", "impact"]
    key: str
    name: str


@dataclass(frozen=True)
class Plan:
    """The order in which services come back; `peaks` are the services planned for in their busy time."""

    steps: tuple[Step, ...]
    gaps: tuple[Gap, ...]
    on: date | None = None
    peaks: tuple[str, ...] = ()
    counts_hidden: bool = False  # its times count what is not named in it

    def step(self, key: str) -> Step:
        """Return the step of a service; raises KeyError."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    @property
    def broken(self) -> tuple[Step, ...]:
        """What cannot be back as promised, even with as many hands as one likes."""
        return tuple(each for each in self.steps if each.verdict and each.verdict.kind == "impossible")

    @property
    def one_team(self) -> Reach:
        """When one team has everything back."""
        return self.steps[-1].one_team if self.steps else Reach(0)

    @property
    def unlimited(self) -> Reach:
        """When everything is back with as many hands as one likes."""
        dones = [each.unlimited for each in self.steps]
        return Reach(max((each.minutes for each in dones), default=0), any(each.at_least for each in dones))

    def without(self, hidden: Collection[str]) -> "Plan":
        """Return the plan for who may not know of `hidden`: its times stay true, its names and places are gone."""
        shown = [step for step in self.steps if step.key not in hidden]
        if len(shown) == len(self.steps):
            return self
        left_out = _ranks(self.steps) - _ranks(shown)
        steps = tuple(_without(step, hidden, left_out) for step in shown)
        peaks = tuple(key for key in self.peaks if key not in hidden)
        gaps = tuple(gap for gap in self.gaps if gap.key not in hidden)
        return replace(self, steps=steps, gaps=gaps, peaks=peaks, counts_hidden=True)


def _ranks(steps: Iterable[Step]) -> set[int]:
    return {step.own_rank for step in steps if step.own_rank}


def _without(step: Step, hidden: Collection[str], left_out: Collection[int]) -> Step:
    def known(key: str | None) -> str | None:
        return None if key in hidden else key

    return replace(
        step,
        needs=tuple(key for key in step.needs if key not in hidden),
        own_rank=step.own_rank and sequence.counted(step.own_rank, left_out),
        rank=step.rank and sequence.counted(step.rank, left_out),
        verdict=step.verdict.without(hidden) if step.verdict else None,
        rank_from=known(step.rank_from),
        waits_for=known(step.waits_for),
        up_by_for=known(step.up_by_for),
    )


def plan(catalog: Catalog, on: date | None = None, peaks: Collection[str] = ()) -> Plan:
    """Return the order in which what is live comes back: first what the business wants first.

    Whatever a service stands on inherits the best rank of all that stand on it, and comes before it;
    the rest is in order of key. `on` leaves out what is not there yet on that day; the services in
    `peaks` count with their `peak_rank`. Raises ValueError when services need one another in a circle.
    """
    live = {key: each for key, each in catalog.services.items() if _is_there(each, on)}
    steps = _steps(live, peaks)
    return Plan(steps, tuple(_gaps(live, steps)), on, tuple(sorted(live.keys() & set(peaks))))


def feasible(catalog: Catalog, key: str, rto_minutes: int) -> Feasibility:
    """Tell whether a service could be back within `rto_minutes`; raises KeyError when there is no such one.

    For the moment the figure is typed: the disaster is too late to find out.
    """
    live = {each.key: each for each in catalog.services.values() if _is_there(each) or each.key == key}
    steps = {step.key: step for step in _steps(live)}
    return _verdict(rto_minutes, steps[key].one_team, steps[key].unlimited, _chain(steps, key))


def rivals(catalog: Catalog, rank: int, besides: str | None) -> list[Service]:
    """Return what else the business wants back as this number; who comes first then is in no order of its."""
    return [
        each
        for key, each in sorted(catalog.services.items())
        if key != besides and each.stage != "retired" and each.impact and each.impact.rank == rank
    ]


def _is_there(service: Service, on: date | None = None) -> bool:
    begun = on is None or service.stage_from is None or service.stage_from <= on
    return service.stage == "live" and begun


def _steps(live: Mapping[str, Service], peaks: Collection[str] = ()) -> tuple[Step, ...]:
    needs = {
        key: sorted({edge.service for edge in each.depends_on if edge.affects_restore} & live.keys())
        for key, each in live.items()
    }
    own = {key: _own_rank(each, peaks) for key, each in live.items()}
    ranks = sequence.inherit({key: (rank, key) for key, rank in own.items()}, needs)
    order = sequence.order({key: rank for key, (rank, _) in ranks.items()}, needs)
    wanted = _wanted(live, order, needs)
    steps: dict[str, Step] = {}
    so_far = Reach(0)
    for key in order:
        so_far = so_far.plus(live[key].restore_minutes)
        steps[key] = _step(live[key], steps, needs[key], so_far, own[key], ranks[key], wanted[key])
    return tuple(replace(step, verdict=_promised(step, steps)) for step in steps.values())


def _own_rank(service: Service, peaks: Collection[str]) -> int:
    if service.impact is None:
        return LAST
    at_peak = service.impact.peak_rank if service.key in peaks else None
    return at_peak or service.impact.rank


def _wanted(
    live: Mapping[str, Service], order: list[str], needs: Mapping[str, list[str]]
) -> dict[str, tuple[int, str] | None]:
    """Return the latest moment each must be up at to keep every promise, and whose promise that is."""
    wanted: dict[str, tuple[int, str] | None] = {
        key: (each.impact.rto_minutes, key) if each.impact else None for key, each in live.items()
    }
    for key in reversed(order):
        if (by := wanted[key]) is None:
            continue
        begin = (by[0] - (live[key].restore_minutes or 0), by[1])  # not assessed: at the very latest
        for each in needs[key]:
            wanted[each] = min(wanted[each] or begin, begin)
    return wanted


def _step(
    service: Service,
    before: Mapping[str, Step],
    needs: list[str],
    one_team: Reach,
    own: int,
    rank: tuple[int, str],
    wanted: tuple[int, str] | None,
) -> Step:
    last = max((before[key] for key in needs), key=lambda each: each.unlimited.minutes, default=None)
    begins = Reach(
        last.unlimited.minutes if last else 0, any(before[key].unlimited.at_least for key in needs)
    )
    return Step(
        key=service.key,
        name=service.name,
        kind=service.kind,
        team=service.team,
        channel=service.team_channel,
        owner=service.owner,
        owner_role=service.owner_role,
        own_rank=own if own < LAST else None,
        rank=rank[0] if rank[0] < LAST else None,
        rank_from=rank[1] if rank[1] != service.key and rank[0] < LAST else None,
        needs=tuple(key for key in before if key in needs),
        minutes=service.restore_minutes,
        one_team=one_team,
        unlimited=begins.plus(service.restore_minutes),
        waits_for=last.key if last else None,
        rto=service.impact.rto_minutes if service.impact else None,
        mtd=service.impact.mtd_minutes if service.impact else None,
        up_by=wanted[0] if wanted else None,
        up_by_for=wanted[1] if wanted and wanted[1] != service.key else None,
        verdict=None,
    )


def _promised(step: Step, steps: Mapping[str, Step]) -> Feasibility | None:
    if step.rto is None:
        return None
    return _verdict(step.rto, step.one_team, step.unlimited, _chain(steps, step.key))


def _verdict(rto: int, one_team: Reach, unlimited: Reach, chain: tuple[Link, ...]) -> Feasibility:
    """Return the verdict: what is known to take too long is late, also when not all is known."""
    if unlimited.minutes > rto:
        return Feasibility("impossible", unlimited.minutes - rto, unlimited, chain)
    if unlimited.at_least:
        return Feasibility("unknown", 0, unlimited, chain)
    if one_team.minutes > rto:
        return Feasibility("missed", one_team.minutes - rto, unlimited, chain)
    return Feasibility("unknown" if one_team.at_least else "ok", 0, unlimited, chain)


def _chain(steps: Mapping[str, Step], key: str) -> tuple[Link, ...]:
    chain: list[Link] = []
    at: str | None = key
    while at:
        step = steps[at]
        chain.append(Link(step.key, step.name, step.minutes))
        at = step.waits_for
    return tuple(reversed(chain))


def _gaps(live: Mapping[str, Service], steps: Iterable[Step]) -> Iterable[Gap]:
    for step in steps:
        if step.minutes is None:
            yield Gap("minutes", step.key, step.name)
        facing = live[step.key].kind == "customer_facing"
        if step.rank is None or (facing and step.own_rank is None):
            yield Gap("impact", step.key, step.name)
