"""Voices: what people said beside how satisfied they are, in the last quarter of the calendar that is over.

A quarter is told whole, when it is over, of answers that nobody can change any more: whoever reads it twice
learns of no single one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.catalog import Catalog, Unit
from bot.customer import opinions
from bot.customer.opinions import Opinions, Response
from bot.customer.rating import Rating
from bot.money import Money
from bot.value import enough, turns
from bot.value.enough import Enough

A_DAY = timedelta(days=1)
SCORED = "csat"  # the kind of survey that asks for satisfaction


@dataclass(frozen=True)
class Voice:
    """What was said from the day `since` to the day `until`.

    `worth_at` is the middle of the prices of one unit that were named, None unless it is about one service.
    `hour` is what an hour of a colleague costs, None where nobody said so: lost time is then in no money.
    It `tells` something where there is any figure that may be shown. `enough` is how many answers would tell
    satisfaction to a margin, None where that is not measured, and of a service.
    """

    since: date
    until: date
    said: Opinions
    tells: bool
    hour: Money | None
    worth_at: Money | None = None
    enough: Enough | None = None


def of_service(session: Session, catalog: Catalog, service: str, now: datetime) -> Voice:
    """Return what everybody said of one service (key)."""
    return _of(session, catalog, now, service=service)


def of_unit(session: Session, catalog: Catalog, unit: str, now: datetime) -> Voice:
    """Return what the people of one unit (code) said of all services."""
    its = [each for each in catalog.company.open_units if each.code == unit]
    return _planned(session, catalog, now, _of(session, catalog, now, unit=unit), its)


def of_all(session: Session, catalog: Catalog, now: datetime) -> Voice:
    """Return what everybody said of everything, of IT as a whole included."""
    return _planned(session, catalog, now, _of(session, catalog, now), catalog.company.open_units)


def responses(session: Session, catalog: Catalog, now: datetime) -> dict[str, Response]:
    """Return how many of those who were asked answered, by what was measured; only what was asked at all."""
    kinds = dict.fromkeys(form.kind for form in catalog.surveys.values())
    found = {kind: _response(session, catalog, now, kind) for kind in kinds}
    return {kind: each for kind, each in found.items() if each.sent}


def _response(session: Session, catalog: Catalog, now: datetime, kind: str) -> Response:
    begins, ends = _quarter(catalog, now)
    return opinions.response(session, _begins(catalog, begins), _begins(catalog, ends), kind)


def _planned(session: Session, catalog: Catalog, now: datetime, voice: Voice, units: Iterable[Unit]) -> Voice:
    """Say with it how many answers would tell more; that so many of those asked answer is everybody's share."""
    asked = _response(session, catalog, now, SCORED)
    return replace(voice, enough=enough.of(catalog, units, voice.said.satisfied, asked))


def _of(
    session: Session, catalog: Catalog, now: datetime, *, unit: str | None = None, service: str | None = None
) -> Voice:
    begins, ends = _quarter(catalog, now)
    hour = catalog.company.worth.hour
    span = _begins(catalog, begins), _begins(catalog, ends)
    said = opinions.of_span(session, *span, unit=unit, service=service, hour=hour)
    worth_at = _price(catalog, said.worth_at) if service else None
    return Voice(begins, ends - A_DAY, said, _tells(said), hour, worth_at)


def _tells(said: Opinions) -> bool:
    figures = (said.easy, said.promoters, *said.moods.values(), said.worth_it, said.outcome, said.lost_each)
    return any(each.value is not None for each in figures)


def _quarter(catalog: Catalog, now: datetime) -> tuple[date, date]:
    """Return the first day of the last quarter that is over, and the first day after it."""
    running = turns.term_of("quarter", catalog.company.day(now))
    before = turns.term_of("quarter", running.begins - A_DAY)
    return before.begins, before.ends


def _begins(catalog: Catalog, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(catalog.company.zone))


def _price(catalog: Catalog, named: Rating) -> Money | None:
    return None if named.value is None else Money(round(named.value), catalog.company.currency)
