"""Low fit: several people of a unit say that a service is not worth its price, or were let down by it.

It is never about one person: at least five must have said so, each counts once with what they said last, and
nobody who did is named or asked. Its evidence: so many `people` of all who answered (`answers`), with the
`share` and its 95 % range `low` to `high`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from fractions import Fraction

import sqlalchemy as sa
from sqlmodel import col

from bot.catalog import OfferRule
from bot.customer.satisfaction import FLOOR, share
from bot.customer.surveys import LOW, Survey
from bot.value.evidence.need import Holding, Need, Scene, exchange

Answers = Mapping[str, bool]  # by person: whether they were let down, the last time they said


def find(scene: Scene, rule: OfferRule) -> Iterator[Need]:
    """Yield the needs for a level that fits better."""
    answers = _answers(scene, rule)
    for holding in scene.usual_holdings(rule):
        need = of(scene, rule, holding, answers[holding.unit, holding.service.key].values())
        if need is not None:
            yield need


def of(scene: Scene, rule: OfferRule, holding: Holding, let_down: Collection[bool]) -> Need | None:
    """Find enough people who were let down by a service that has a higher level."""
    better = holding.service.next_tier(holding.tier.name)
    of_all = share(sum(let_down), len(let_down))
    if better is None or of_all is None or of_all.successes < max(int(rule.enough), FLOOR):
        return None
    return exchange(
        rule,
        holding,
        better,
        people=of_all.successes,
        evidence={
            "people": of_all.successes,
            "answers": of_all.n,
            "share": of_all.value,
            "low": of_all.low,
            "high": of_all.high,
            "since": scene.today - timedelta(days=rule.look_back),
            "until": scene.today,
        },
        strength=Fraction(of_all.low).limit_denominator(10**6),
    )


def _answers(scene: Scene, rule: OfferRule) -> Mapping[tuple[str, str | None], Answers]:
    found: dict[tuple[str, str | None], dict[str, bool]] = defaultdict(dict)
    since = scene.now - timedelta(days=rule.look_back)
    rows = scene.session.execute(_RECENT, {"units": scene.codes, "since": since})
    for unit, service, person, score, worth_it in rows:
        found[unit, service][person] = worth_it is False or (score is not None and score <= LOW)
    return found


_COLUMNS = (Survey.unit, Survey.service, Survey.person, Survey.score, Survey.worth_it)
_UNITS: sa.BindParameter[str] = sa.bindparam("units", expanding=True)
_RECENT = (
    sa.select(*map(col, _COLUMNS))
    .where(
        sa.or_(col(Survey.score).is_not(None), col(Survey.worth_it).is_not(None)),
        col(Survey.answered_at) >= sa.bindparam("since"),
        col(Survey.unit).in_(_UNITS),
    )
    .order_by(col(Survey.answered_at), col(Survey.id))
)
