"""Contacts: made-up orders, incidents and questions, each with its times and what people said after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.catalog import Catalog, Service, Tier
from bot.demo.sample import Sample
from bot.demo.seasons import ASKING
from bot.demo.staff import cast_id
from bot.process import targets

CONTACTS_A_MONTH = 0.8  # per person
AT_A_DESK = 2  # people of corporate units turn to IT twice as often as people in stores and halls
KINDS = {"order": 35, "incident": 40, "question": 25}
MOSTLY, IN_TIME, LATE = 0.9, (0.04, 0.7), (1.05, 1.5)  # which share is in time, and what part of it is used
FRIDAY = 4
OPEN_FOR_AT_MOST = timedelta(days=5)
SOME = {"impact": 4, "urgency": 3}  # one person, who can go on with something else

# So that the rule of repeated incidents outside the hours has something to find that is worth its price:
# Friday evenings on which all of Finance stood still, until Monday afternoon. Ana reports most of them.
# Nothing of it is still open on any day, because nothing is offered while something is broken.
PAIN = ("CC-500", "ERP")
PAIN_AT = ((52, time(19, 40)), (45, time(20, 10)), (38, time(20, 30)), (24, time(19, 15)), (9, time(21, 5)))
TEAM = {"impact": targets.REACH["team"], "urgency": 1}  # nobody in the team can go on
WAITED = (0.55, 0.7)  # of what Standard promises: it is kept, and Monday is lost


@dataclass(frozen=True)
class Maker:
    """What all contacts are made from."""

    rng: Random
    sample: Sample
    catalog: Catalog
    now: datetime
    zone: ZoneInfo
    tiers: Mapping[str, list[tuple[Service, Tier]]] = field(default_factory=dict)  # by unit

    @classmethod
    def of(cls, rng: Random, sample: Sample, catalog: Catalog, now: datetime) -> "Maker":
        """Collect what each unit uses, which is what its people turn to IT about."""
        tiers = {
            code: [_tier(catalog, key) for key, planned in unit.plan.items() if planned]
            for code, unit in catalog.company.units.items()
        }
        return cls(rng, sample, catalog, now, ZoneInfo(catalog.company.zone), tiers)

    def contacts(self, people: Sequence[Mapping[str, Any]], since: date) -> list[dict[str, Any]]:
        """Return rows of everything that was asked since then, oldest first."""
        today = self.now.astimezone(self.zone).date()
        days = [since + timedelta(days=n) for n in range((today - since).days)]
        working = [day for day in days if day.weekday() < 5]
        wanted = round(len(people) * CONTACTS_A_MONTH * len(days) / 30)
        units = self.catalog.company.units
        often = [AT_A_DESK if units[person["unit"]].kind == "corporate" else 1 for person in people]
        askers = self.rng.choices(people, often, k=wanted)
        weights = [ASKING[day.month] for day in working]
        asked_on = self.rng.choices(working, weights, k=wanted)
        rows = [self._contact(person, day) for person, day in zip(askers, asked_on, strict=True)]
        past = [row for row in (*rows, *self._pain()) if row["opened_at"] < self.now]
        return sorted(past, key=lambda row: row["opened_at"])

    def _contact(self, person: Mapping[str, Any], day: date) -> dict[str, Any]:
        service, tier = self.rng.choice(self.tiers[person["unit"]])
        asked = datetime.combine(day, time(8), self.zone) + timedelta(minutes=self.rng.randrange(9 * 60))
        kind = self.rng.choices(list(KINDS), list(KINDS.values()))[0]
        text = self.rng.choice(self.sample.texts[kind]).format(service=service.name)
        return self._done(
            kind, person["id"], person["unit"], service, tier, tier.hours.next_open(asked), text
        )

    def _pain(self) -> list[dict[str, Any]]:
        unit, key = PAIN
        held = [tier for service, tier in self.tiers.get(unit, ()) if service.key == key]
        if not held:
            return []
        service, members = self.catalog.service(key), self.catalog.company.units[unit].members
        hit = [cast_id(members[index == 2 and len(members) > 1]) for index in range(len(PAIN_AT))]
        rows = []
        for (ago, at), person in zip(PAIN_AT, hit, strict=True):
            day = (self.now - timedelta(days=ago)).astimezone(self.zone).date()
            opened = datetime.combine(day - timedelta(days=(day.weekday() - FRIDAY) % 7), at, self.zone)
            row = self._done(
                "incident", person, unit, service, held[0], opened, self.sample.out_of_hours, TEAM, WAITED
            )
            rows.append({**row, "out_of_hours": True, "quiet": True})
        return rows

    def _done(
        self,
        kind: str,
        person: str,
        unit: str,
        service: Service,
        tier: Tier,
        opened: datetime,
        text: str,
        hits: Mapping[str, int] = SOME,
        took: tuple[float, float] | None = None,
    ) -> dict[str, Any]:
        """Work the times out on the tier's own clock: mostly early, sometimes late, the latest still open."""
        hours = tier.hours
        response_due, due = targets.due(hours, tier, kind, opened, targets.priority(**hits))
        limit = hours.minutes_between(opened, due)
        part = self.rng.uniform(*(took or (IN_TIME if self.rng.random() < MOSTLY else LATE)))
        done = hours.add(opened, int(limit * part))
        over = opened < self.now - OPEN_FOR_AT_MOST or (unit, service.key) == PAIN
        finished = done <= self.now or over
        done = min(done, self.now - timedelta(minutes=5))
        return {
            "kind": kind,
            "state": "closed" if finished else "taken",
            "person": person,
            "unit": unit,
            "service": service.key,
            "tier": tier.name,
            "quantity": 1,
            "unit_price": tier.price.amount if kind == "order" else None,
            "text": text,
            **hits,
            "opened_at": opened,
            "response_due_at": response_due,
            "due_at": due,
            "responded_at": opened + (done - opened) * 0.2,
            "done_at": done if finished else None,
            "closed_at": done if finished else None,
            "assignee": cast_id(service.owner),
            "out_of_hours": False,
            "way_forward": {"order": "order", "incident": "person", "question": "answer"}[kind],
            "sample": True,
        }


def _tier(catalog: Catalog, key: str) -> tuple[Service, Tier]:
    service, _, tier = key.partition(".")
    return catalog.service(service), catalog.tier(service, tier)
