"""Promised: whether a level is open at the times that were asked about, and from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from bot.catalog import Hours, Tier
from bot.catalog.moments import Stretch
from bot.catalog.walls import Wall, wall
from bot.money import Money

MOST_SPANS = 3  # of one day
MINUTE = timedelta(minutes=1)

Open = Literal["yes", "partly", "no"]
RANKED: tuple[Open, ...] = get_args(Open)


@dataclass(frozen=True)
class Span:
    """From when to when it is open; `until` None: it never closes."""

    begins: Wall
    until: Wall | None


@dataclass(frozen=True)
class Verdict:
    """What holds on some of the days that were asked about; the spans are those of the first of them."""

    days: tuple[date, ...]
    open: Open
    spans: tuple[Span, ...]
    all_of_it: bool  # there is no minute of that time at which it is closed
    holiday: bool  # it is closed on that day although the week says otherwise


@dataclass(frozen=True)
class Promise:
    """One level at the times that were asked about; `opens` is when it does next, where it is not open then."""

    level: str
    hours: str
    price: Money
    open: Open  # at all of these times, at some, at none
    verdicts: tuple[Verdict, ...]
    opens: Wall | None
    mine: bool  # the asker's unit has it

    @property
    def by_day(self) -> frozenset[tuple[date, Open]]:
        """Whether it is open on each of the days that were asked about."""
        return frozenset((day, verdict.open) for verdict in self.verdicts for day in verdict.days)


def promise(tier: Tier, hours: Hours, when: Sequence[Stretch], zone: str, *, mine: bool) -> Promise:
    """Return what a level promises, on the clock in `zone`; `hours` are its own with what was agreed beside them."""
    verdicts = [_verdict(tier, hours, each, zone) for each in when]
    opens = {verdict.open for verdict in verdicts}
    open_: Open = opens.pop() if len(opens) == 1 else "partly"
    again = _again(hours, when, open_)
    return Promise(
        level=tier.name,
        hours=str(tier.hours),
        price=tier.price,
        open=open_,
        verdicts=_together(verdicts, timed=when[0].shape == "point"),
        opens=wall(again, zone) if again else None,
        mine=mine,
    )


def _again(hours: Hours, when: Sequence[Stretch], open_: Open) -> datetime | None:
    """Return when it opens next that is closed all the time, or at the end of the one time that was asked about."""
    if open_ == "no":
        return hours.next_open(when[0].start)
    is_closing = open_ == "partly" and len(when) == 1 and not hours.open_at(when[0].end)
    return hours.next_open(when[0].end) if is_closing else None


def first_closed(promise: Promise, when: Sequence[Stretch]) -> Stretch | None:
    """Return the first of the times at which a level is not open, or not all along."""
    closed = {day for verdict in promise.verdicts if verdict.open != "yes" for day in verdict.days}
    return next((each for each in when if each.on in closed), None)


def is_open(hours: Hours, when: Stretch) -> Open:
    """Tell whether all of the time is promised; a whole day is open when any of it is."""
    return _open(hours, when)[0]


def _open(hours: Hours, when: Stretch) -> tuple[Open, bool]:
    """Return whether it is promised, and whether there is no minute at which it is not."""
    minutes = hours.minutes_between(when.start, when.end)
    all_of_it = minutes >= (when.end - when.start) // MINUTE
    if not minutes and not hours.open_at(when.start):
        return "no", all_of_it
    return "yes" if when.shape == "day" or all_of_it else "partly", all_of_it


def _verdict(tier: Tier, hours: Hours, when: Stretch, zone: str) -> Verdict:
    open_, all_of_it = _open(hours, when)
    return Verdict(
        days=(when.on,),
        open=open_,
        spans=tuple(Span(wall(a, zone), wall(b, zone) if b else None) for a, b in _spans(hours, when)),
        all_of_it=all_of_it,
        holiday=open_ == "no" and not tier.hours.every_day and _is_holiday(tier.hours, when),
    )


def _is_holiday(hours: Hours, when: Stretch) -> bool:
    zone = ZoneInfo(hours.zone)
    touched = {at.astimezone(zone).date() for at in (when.start, when.end - MINUTE)}
    return not touched.isdisjoint(hours.holidays)


def _together(verdicts: Sequence[Verdict], *, timed: bool) -> tuple[Verdict, ...]:
    """Return verdicts that say the same as one; for a time on the wall its spans do not matter."""
    found: dict[object, Verdict] = {}
    for each in verdicts:
        said = each.open, each.all_of_it, each.holiday, () if timed else _walls(each)
        alike = found.get(said)
        found[said] = replace(alike, days=alike.days + each.days) if alike else each
    return tuple(sorted(found.values(), key=lambda each: RANKED.index(each.open)))


def _walls(verdict: Verdict) -> tuple[object, ...]:
    return tuple((span.begins.at, span.until and span.until.at) for span in verdict.spans)


def _spans(hours: Hours, when: Stretch) -> list[tuple[datetime, datetime | None]]:
    """Return the open times in it, each with when it closes."""
    spans: list[tuple[datetime, datetime | None]] = []
    opens = hours.next_open(when.start)
    while opens < when.end and len(spans) < MOST_SPANS:
        closes = hours.closes(opens)
        spans.append((opens, closes))
        if closes is None:
            break
        opens = hours.next_open(closes)
    return spans
