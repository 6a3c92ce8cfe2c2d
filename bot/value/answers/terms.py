"""Terms: how long a service binds, how soon it helps and what may be lost, first on the levels that the unit has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from bot.catalog import Catalog, Service, figures, restoring, ways_for_terms
from bot.catalog.aspects import Asked
from bot.catalog.restoring import Reach, Step
from bot.catalog.walls import MINUTES_A_DAY
from bot.money import Money
from bot.process import targets
from bot.value.answers.cards import Asker, Entry, Level
from bot.value.answers.decided import Topic
from bot.value.answers.told import Told

Fact = Literal["minimum", "notice", "reply", "fix", "works", "lost", "back", "cost"]
ASPECTS: Mapping[str, Mapping[Fact, re.Pattern[str]]] = {
    "term": {"minimum": ways_for_terms.MINIMUM, "notice": ways_for_terms.NOTICE},
    "targets": {"reply": ways_for_terms.REPLY, "fix": ways_for_terms.FIX, "works": ways_for_terms.WORKS},
    "recovery": {
        "lost": ways_for_terms.LOST,
        "back": ways_for_terms.BACK,
        "fix": ways_for_terms.BACK,
        "cost": ways_for_terms.COST,
    },
}
HELP = ("reply", "fix", "back")  # a time that is named with one of them is a limit: "fixed in 4 hours"


@dataclass(frozen=True)
class Stated:
    """What one level says of that which was asked: months, days, minutes, percent; None where it says nothing."""

    name: str
    quantity: int  # what the asker's unit has of it
    proposed: bool
    hours: str
    support_hours: str | None
    zone: str
    figures: dict[Fact, int | Decimal | None]

    @property
    def is_silent(self) -> bool:
        """Whether nothing of it is stated."""
        return all(figure is None for figure in self.figures.values())


@dataclass(frozen=True)
class Outage:
    """What the business said of an outage, in minutes, and when it can be over; None where nobody said.

    What it wants and can bear is told only where `frank`: beside it a promise may be seen not to hold.
    """

    wanted: int | None  # back within
    longest: int | None  # that it can bear
    data: int | None  # that it can bear to lose
    loss_per_hour: Money | None
    said_on: date | None
    back: Reach | None  # at the earliest, with all that it needs
    one_team: Reach | None  # when one team does everything
    frank: bool


@dataclass(frozen=True)
class TermsAnswer:
    """What was asked, level by level, the one that counts first.

    `kept` tells of each fact whether it takes no longer than was asked about, where that was asked and is known. When
    something is there again is promised by the level, where it has one, and planned for an outage of everything.
    """

    aspect: str
    service: Entry
    figures: tuple[Fact, ...]  # that are asked, of those which a level says
    back: bool  # it is asked when it is there again
    timed: bool  # it is asked at a time, or outside of the usual hours
    cost: bool  # it is asked what an hour without it costs
    levels: tuple[Stated, ...]
    silent: bool  # no level says anything of it
    gaps: bool  # some level does not say all of it
    usual: dict[Fact, int]  # minutes that count where a level has no target
    factors: tuple[int, ...]  # how many times as long it takes for what is less pressing
    kept: dict[Fact, bool]
    outage: Outage | None  # where that is what was asked about
    unit_name: str | None


def terms(catalog: Catalog, service: Service, topic: Topic, asker: Asker, known: Entry) -> TermsAnswer:
    """Return what was asked of a service; the level asked for counts, else what the unit has most of."""
    asked = _asked(topic)
    if topic.aspect == "recovery" and (topic.asked.minutes is not None or not known.levels):
        asked = tuple(fact for fact in asked if fact != "fix")
    levels = _in_order(tuple(_stated(each, asked) for each in that_count(known, topic.tier)), topic.asked)
    outage = _outage(catalog, service, asker) if topic.aspect == "recovery" else None
    return TermsAnswer(
        aspect=topic.aspect,
        service=known,
        figures=tuple(fact for fact in asked if fact not in ("back", "cost")),
        back="back" in asked,
        timed=_is_timed(topic.asked),
        cost="cost" in asked,
        levels=levels,
        silent=all(level.is_silent for level in levels),
        gaps=any(None in level.figures.values() for level in levels),
        usual={"reply": targets.RESPONSE_MINUTES, "fix": targets.RESOLVE_MINUTES},
        factors=tuple(factor for factor in targets.FACTORS.values() if factor > 1),
        kept=_kept(topic.asked, asked, levels, outage),
        outage=outage,
        unit_name=asker.unit.name if asker.unit and known.held else None,
    )


def usual(catalog: Catalog, topic: Topic) -> Told:
    """Return how soon it helps with what belongs to no service."""
    minutes = {"reply": targets.RESPONSE_MINUTES, "fix": targets.RESOLVE_MINUTES}
    facts = {
        "figures": {fact: minutes[fact] for fact in _asked(topic)},
        "hours": targets.HELP_HOURS,
        "zone": catalog.company.zone,
    }
    return Told("usual", rows=[each.name for each in catalog.orderable()][:1], facts=facts)


def _is_timed(asked: Asked) -> bool:
    return asked.moment is not None or ways_for_terms.OUTSIDE.search(asked.text.lower()) is not None


def _asked(topic: Topic) -> tuple[Fact, ...]:
    """Return which facts of an aspect a question names, all of them where it names none."""
    facts, words = ASPECTS[topic.aspect], topic.asked.text.lower()
    named = tuple(fact for fact, turns in facts.items() if turns.search(words))
    return named or tuple(fact for fact in facts if fact != "works")


def that_count(known: Entry, tier: str | None) -> list[Level]:
    """Return the one level that was asked for, else all: what the unit has most of first."""
    if tier:
        return [level for level in known.levels if level.name == tier]
    return known.most_first


def _in_order(levels: tuple[Stated, ...], asked: Asked) -> tuple[Stated, ...]:
    """Return levels as they stand; where it is asked which one is soon enough, those that are come first."""
    if not ways_for_terms.WHICH.search(asked.text.lower()):
        return levels
    return tuple(sorted(levels, key=lambda level: not _is_within(level, asked.minutes)))


def _is_within(level: Stated, minutes: int | None) -> bool:
    return minutes is not None and all(
        isinstance(figure, int) and _minutes(fact, figure) <= minutes
        for fact, figure in level.figures.items()
    )


def _minutes(fact: Fact, figure: int) -> int:
    """Return how long a figure is: a notice period is stated in days, a minimum term in months."""
    return figure * {"notice": MINUTES_A_DAY, "minimum": figures.MONTH}.get(fact, 1)


def _stated(level: Level, asked: tuple[Fact, ...]) -> Stated:
    stated: dict[Fact, int | Decimal | None] = {
        "minimum": level.min_months,
        "notice": level.notice_days,
        "reply": level.response_minutes,
        "works": level.availability,
        "lost": level.rpo_minutes,
        "fix": level.resolve_minutes,
    }
    said = {fact: figure for fact, figure in stated.items() if fact in asked}
    return Stated(
        level.name, level.quantity, level.proposed, level.hours, level.support_hours, level.zone, said
    )


def _outage(catalog: Catalog, service: Service, asker: Asker) -> Outage:
    """Return what is known of an outage; computed from everything, so that times are true, also of what is hidden."""
    steps = restoring.plan(asker.whole or catalog, asker.today).steps
    step = next((each for each in steps if each.key == service.key), None)
    said = service.impact
    frank = asker.private and _is_concerned(catalog, service, step, (asker.email or "").lower())
    wanted = said if frank else None
    return Outage(
        wanted=wanted.rto_minutes if wanted else None,
        longest=wanted.mtd_minutes if wanted else None,
        data=wanted.rpo_minutes if wanted else None,
        loss_per_hour=said.loss_per_hour if said else None,
        said_on=said.reviewed_on if said else None,
        back=step.unlimited if step else None,
        one_team=step.one_team if step else None,
        frank=frank,
    )


def _is_concerned(catalog: Catalog, service: Service, step: Step | None, email: str) -> bool:
    """Tell whether somebody leads IT, or owns the service or one that decides when it is back."""
    chain = [link.key for link in step.verdict.chain] if step and step.verdict else []
    owners = {catalog.services[key].owner for key in (service.key, *chain) if key in catalog.services}
    return email in {*catalog.company.leads, *owners}


def _kept(
    asked: Asked, facts: tuple[Fact, ...], levels: tuple[Stated, ...], outage: Outage | None
) -> dict[Fact, bool]:
    """Return whether each fact stays within the limit that was asked about."""
    words, limit = asked.text.lower(), asked.minutes
    if limit is None or not ways_for_terms.YES_OR_NO.search(words) or ways_for_terms.LONGER.search(words):
        return {}
    most = limit - 1 if ways_for_terms.SHORTER.search(words) else limit
    known = _known(facts, levels, outage)
    if not (ways_for_terms.SHORTER.search(words) or ways_for_terms.AT_MOST.search(words)):
        known = {fact: minutes for fact, minutes in known.items() if fact in HELP}
    return {fact: minutes <= most for fact, minutes in known.items()}


def _known(facts: tuple[Fact, ...], levels: tuple[Stated, ...], outage: Outage | None) -> dict[Fact, int]:
    """Return how long each fact takes on the level that counts; of an outage, where that is asked, only its end."""
    if outage and "back" in facts:
        return {"back": outage.back.minutes} if outage.back and not outage.back.at_least else {}
    stated = levels[0].figures if levels else {}
    return {fact: _minutes(fact, figure) for fact, figure in stated.items() if isinstance(figure, int)}
