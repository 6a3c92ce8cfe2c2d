"""Wish: people of a unit asked for what a service that it does not have, or one that is prepared, would bring.

What counts is unanswered: a theme of questions, a wish for something new, a vote. Whoever voted already is
not asked again. Its evidence: so many `people`, of whom so many `voted` and `asked`, and since when it is
`prepared` (None: it can be had now).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from bot.catalog import OfferRule, Service, Unit
from bot.customer.asked import Question, Theme
from bot.customer.votes import Vote
from bot.process.orders import UNFINISHED, Order
from bot.value.evidence.need import NOTHING, Need, Scene


@dataclass
class Wished:
    """Who asked for a service, how often, who voted for it, and when the first of them did."""

    asked: Counter[str] = field(default_factory=Counter)
    voted: set[str] = field(default_factory=set)
    first_on: date = date.max

    @property
    def people(self) -> set[str]:
        """Everybody who wants it, each once."""
        return self.voted | set(self.asked)


Wishes = Mapping[tuple[str, str], Wished]  # by unit and service


def find(scene: Scene, rule: OfferRule) -> Iterator[Need]:
    """Yield the needs for what people asked for."""
    wishes = _wishes(scene, rule)
    services = {each.key: each for each in (*scene.catalog.orderable(), *scene.catalog.pipeline())}
    units = {unit.code: unit for unit in scene.units}
    for (unit, key), wished in sorted(wishes.items()):
        service = services.get(key)
        if service is not None and rule.is_about(key, unit) and scene.service in (None, key):
            need = of(scene, rule, units[unit], service, wished)
            if need is not None:
                yield need


def of(scene: Scene, rule: OfferRule, unit: Unit, service: Service, wished: Wished) -> Need | None:
    """Find enough people who want what their unit may have and has not."""
    held = scene.held(unit.code).get(service.key)
    if held or not service.is_for(unit) or len(wished.people) < rule.enough:
        return None
    prepared = service.stage == "pipeline"
    ready = [person for person, _ in wished.asked.most_common() if person not in wished.voted]
    return Need(
        rule=rule.key,
        kind=rule.evidence,
        unit=unit.code,
        service=service.key,
        from_tier=NOTHING,
        to_tier=NOTHING if prepared else service.tiers[0].name,
        quantity=1 if prepared or service.quota or not service.monthly else len(wished.people),
        person=ready[0] if ready else None,
        evidence={
            "people": len(wished.people),
            "asked": len(wished.asked),
            "voted": len(wished.voted),
            "prepared": service.stage_from if prepared else None,
            "since": wished.first_on,
            "until": scene.today,
        },
        strength=Fraction(len(wished.people)),
    )


def _wishes(scene: Scene, rule: OfferRule) -> Wishes:
    since = scene.now - timedelta(days=rule.look_back)
    found: dict[tuple[str, str], Wished] = defaultdict(Wished)
    zone = ZoneInfo(scene.catalog.company.zone)
    for statement, voted in _WISHED:
        for code, service, person, moment in scene.session.execute(
            statement, {"units": scene.codes, "since": since}
        ):
            wished = found[code, service]
            wished.first_on = min(wished.first_on, moment.astimezone(zone).date())
            _note(wished, person, voted=voted)
    return found


def _note(wished: Wished, person: str, *, voted: bool) -> None:
    if voted:
        wished.voted.add(person)
    else:
        wished.asked[person] += 1


def _questions() -> sa.Select[Any]:
    """Select who asked what found no answer, of themes that are still open."""
    columns: tuple[Any, ...] = (Question.unit, Theme.service, Question.person, Question.at)
    return (
        sa.select(*map(col, columns))
        .join_from(Question, Theme, col(Theme.id) == col(Question.theme))
        .where(col(Theme.state) == "open", col(Theme.service).is_not(None), col(Theme.meant).is_(None))
    )


def _orders() -> sa.Select[Any]:
    """Select who wished for something that nobody offers, as far as it is near a service."""
    columns: tuple[Any, ...] = (Order.unit, Order.service, Order.person, Order.opened_at)
    return sa.select(*map(col, columns)).where(
        col(Order.kind) == "capability", col(Order.state).in_(UNFINISHED), col(Order.service).is_not(None)
    )


def _votes() -> sa.Select[Any]:
    """Select who wants what is being prepared."""
    columns: tuple[Any, ...] = (Vote.unit, Vote.service, Vote.person, Vote.at)
    return sa.select(*map(col, columns)).where(col(Vote.told_at).is_(None))


def _within(wished: sa.Select[Any]) -> sa.Select[Any]:
    """Select those of some units (`units`, codes) since an instant (`since`), the first first."""
    unit, at = wished.selected_columns[0], wished.selected_columns[3]
    units: sa.BindParameter[str] = sa.bindparam("units", expanding=True)
    return wished.where(unit.in_(units), at >= sa.bindparam("since")).order_by(at)


_WISHED = ((_within(_questions()), False), (_within(_orders()), False), (_within(_votes()), True))
