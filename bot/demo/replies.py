"""Replies: what made-up colleagues were asked, after contacts and by the calendar, and what they answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.catalog import Catalog
from bot.catalog.survey_forms import INSTEAD, LOST_MINUTES, MOODS, SurveyForm
from bot.customer.satisfaction import SATISFIED
from bot.demo.sample import Sample
from bot.value.turns import term_of

ANSWERED = 0.36  # internal surveys get 30 to 40 % answers
AFTER_DONE = timedelta(minutes=2)
ASKED_AT = time(9)
SATURDAY = 5
CALENDAR = ("pulse", "recommend")  # the forms by which made-up people are asked besides
GIVEN = (
    *("working", "score", "effort", "recommend", "mood", "instead", "worth_it", "worth_at_minor"),
    *("lost_minutes", "comment", "answered_at"),
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Replies:
    """What all answers are made from; `quality` is how often people are content with a service."""

    rng: Random
    sample: Sample
    catalog: Catalog
    now: datetime
    quality: Mapping[str, float]

    @classmethod
    def of(cls, rng: Random, sample: Sample, catalog: Catalog, now: datetime) -> "Replies":
        """Draw how good each service is."""
        return cls(rng, sample, catalog, now, {key: rng.uniform(0.74, 0.94) for key in catalog.services})

    def surveys(
        self, people: Sequence[Row], ids: Sequence[int], orders: Sequence[Row], since: date
    ) -> list[Row]:
        """Return survey rows, sent or held back as the contact policy says, in the order of their time.

        One follows each finished order; what the calendar asks is left out where it may not be asked.
        """
        rest = timedelta(days=self.catalog.company.policy.survey_days)
        refusing = {person["id"] for person in people if person["refuses_surveys"]}
        occasions = [*self._after(ids, orders), *self._turns(people, since)]
        last: dict[str, datetime] = {}
        rows = []
        for each in sorted(occasions, key=lambda each: each["sent_at"]):
            person, sent = each["person"], each["sent_at"]
            resting = sent - last.get(person, sent - rest) < rest
            held = "opted_out" if person in refusing else "surveyed" if resting else None
            if held and not each["order_id"]:
                continue
            late = each.pop("late")
            given = {} if held else self._answer(each, late)
            rows.append(_row(each, held, given))
            if not held:
                last[person] = sent
        return rows

    def _after(self, ids: Sequence[int], orders: Sequence[Row]) -> Iterator[Row]:
        for id_, order in zip(ids, orders, strict=True):
            if order.get("quiet") or not order["done_at"] or order["done_at"] + AFTER_DONE > self.now:
                continue
            form = self.catalog.surveys.get("incident") if order["kind"] == "incident" else None
            yield {
                "form": form.key if form else "order",
                "kind": form.kind if form else "csat",
                "about": f"order:{id_}",
                "order_id": id_,
                "person": order["person"],
                "unit": order["unit"],
                "service": order["service"],
                "sent_at": order["done_at"] + AFTER_DONE,
                "late": order["done_at"] > order["due_at"],
            }

    def _turns(self, people: Sequence[Row], since: date) -> Iterator[Row]:
        """Yield what the calendar asks on working days: at most once a person, form and term."""
        zone = ZoneInfo(self.catalog.company.zone)
        today = self.now.astimezone(zone).date()
        for form in filter(None, map(self.catalog.surveys.get, CALENDAR)):
            share = form.sample if form.sample is not None else 1
            first = since
            while first < today:
                ends = min(term_of(form.after, first).ends, today)
                for person in people:
                    day = first + timedelta(days=self.rng.randrange((ends - first).days))
                    if self.rng.random() < share and day.weekday() < SATURDAY:
                        yield self._turn(form, person, day, zone)
                first = ends

    def _turn(self, form: SurveyForm, person: Row, day: date, zone: ZoneInfo) -> Row:
        held = [key.partition(".")[0] for key, many in self._plan(person["unit"]).items() if many]
        return {
            "form": form.key,
            "kind": form.kind,
            "about": term_of(form.after, day).name,
            "order_id": None,
            "person": person["id"],
            "unit": person["unit"],
            "service": self.rng.choice(held) if form.kind == "pulse" and held else None,
            "sent_at": datetime.combine(day, ASKED_AT, zone),
            "late": False,
        }

    def _plan(self, unit: str) -> Mapping[str, int]:
        return self.catalog.company.units[unit].plan

    def _answer(self, asked: Row, late: bool) -> Row:
        rng, sent = self.rng, asked["sent_at"]
        answered = sent + timedelta(minutes=rng.randrange(1, 600))
        if rng.random() > ANSWERED or answered > self.now:
            return {}
        quality = self.quality.get(asked["service"], 0.84)
        happy = rng.random() < (quality - 0.35 if late else quality)
        score = rng.choice((4, 5, 5)) if happy else rng.choice((1, 2, 3, 3))
        given = {
            "csat": self._satisfaction,
            "ces": self._effort,
            "pulse": self._pulse,
            "nps": self._recommendation,
        }[asked["kind"]](score)
        return {
            **given,
            **({"worth_at_minor": self._price(asked)} if given.get("worth_it") is False else {}),
            "comment": self._comment(asked["service"], score, answered) if asked["order_id"] else None,
            "may_quote": answered.minute % 2 == 0,
            "answered_at": answered,
        }

    def _satisfaction(self, score: int) -> Row:
        worth = self._is_worth(score) if self.rng.random() < 0.8 else None
        return {"working": score > 2 or self.rng.random() < 0.5, "score": score, "worth_it": worth}

    def _is_worth(self, score: int) -> bool:
        return self.rng.random() < (0.9 if score >= SATISFIED else 0.4)

    def _effort(self, score: int) -> Row:
        lost = LOST_MINUTES[:3] if score >= SATISFIED else LOST_MINUTES[2:6]
        return {
            "working": True,
            "effort": score + 2 if score > 2 else score,
            "lost_minutes": self.rng.choice(lost),
        }

    def _pulse(self, score: int) -> Row:
        mood = MOODS[(score > 2) + (score >= SATISFIED)]
        instead = self.rng.choice(INSTEAD) if mood != MOODS[-1] else None
        return {"mood": mood, "instead": instead, "worth_it": self._is_worth(score)}

    def _recommendation(self, score: int) -> Row:
        return {"recommend": self.rng.choice((7, 8, 9, 10) if score >= SATISFIED else (2, 4, 5, 6))}

    def _price(self, asked: Row) -> int | None:
        """Return half or three quarters of what a unit of it costs, in minor units; None after a contact."""
        if asked["order_id"]:
            return None
        service = self.catalog.service(asked["service"])
        return service.tiers[0].price.minor * self.rng.choice((2, 3)) // 4 if service.tiers else None

    def _comment(self, service: str, score: int, answered: datetime) -> str | None:
        said = self.rng.choice(self.sample.comments[score]) if self.rng.random() < 0.25 else None
        grievances = self.sample.grievances.get(service) if score < SATISFIED else None
        return grievances[answered.minute % len(grievances)] if grievances else said


def _row(asked: Row, held: str | None, given: Row) -> Row:
    sent = {"sent_at": None if held else asked["sent_at"], "suppressed": held}
    return {**asked, **sent, **dict.fromkeys(GIVEN), "may_quote": False, **given, "sample": True}
