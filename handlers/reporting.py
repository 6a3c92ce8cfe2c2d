"""Reporting: the message that each kind of value report is, worked out as of now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from slack_bolt import App
from sqlmodel import Session

from bot import clock
from bot.customer import people
from bot.delivery.pictures import Picture
from bot.desk import Desk
from bot.money import Money
from bot.value import chart, posting, report_sheet
from bot.value.period import Period
from bot.value.posting import Posting
from bot.value.report import ValueReport, report_on
from bot.value.report_offered import ServicesReport, of_owner, of_service
from bot.value.typed import fitting
from handlers.balance import PICTURES as CIRCLES
from handlers.balance import scores, signs

CHARTED = 6  # services in a picture

Facts = dict[str, Any]
Say = Callable[[Session, Desk, Posting, Period, datetime], Facts]


@dataclass(frozen=True)
class Kind:
    """What a report of a kind is put in, and what works its facts out."""

    template: str
    facts: Say
    whole: Say | None = None  # the same for a file, which has room for everything


def say(
    session: Session,
    desk: Desk,
    wanted: Posting,
    to: str,
    *,
    key: str | None = None,
    period: Period | None = None,
    due_at: datetime | None = None,
) -> None:
    """Post a report, on what its rhythm says or on another period."""
    now = clock.now()
    period = period or posting.covers(wanted, now, desk.catalog.company.zone)
    kind = KINDS[wanted.kind]
    facts = kind.facts(session, desk, wanted, period, now)
    known = {
        "kind": wanted.kind,
        "about": wanted.about,
        "name": name(session, desk, wanted),
        "value": _value(wanted, period),
    }
    desk.say(session, to, kind.template, key=key, due_at=due_at, posting=known, asked_by=wanted.by, **facts)


def _value(wanted: Posting, period: Period) -> str:
    since, until = period.starts_at.timestamp(), period.ends_at.timestamp()
    return f"{wanted.kind}|{wanted.about}|{period.month}|{since:.0f}|{until:.0f}"


def attach(session: Session, desk: Desk, value: str, form: str, reader: str) -> None:
    """Send the report behind a button of it to a reader, as a file: csv or pdf."""
    kind, about, month, *_ = value.split("|")
    wanted = Posting(about, "", "month", "mon", "09:00", desk.catalog.company.zone, by=reader, kind=kind)
    filename = "-".join(filter(None, (kind, about.partition("@")[0].lower(), month))) + f".{form}"
    file = {"picture": "report.file", "filename": filename, "form": form, "value": value, "reader": reader}
    named = name(session, desk, wanted)
    desk.say(session, reader, "reports/attached", attached=file, kind=kind, name=named, month=month)


def write(desk: Desk, facts: Mapping[str, Any]) -> bytes:
    """Write a report's file, with its figures as they are now."""
    kind, about, month, since, until = facts["value"].split("|")
    zone, now = desk.catalog.company.zone, clock.now()
    wanted = Posting(about, "", "month", "mon", "09:00", zone, by=facts["reader"], kind=kind)
    period = Period(month, datetime.fromtimestamp(int(since), UTC), datetime.fromtimestamp(int(until), UTC))
    made = KINDS[kind].whole or KINDS[kind].facts
    is_csv = facts["form"] == "csv"
    said = {"kind": kind, "raw": is_csv, "company": desk.catalog.company.name}
    with desk.read() as session:
        given = made(session, desk, wanted, period, now)
        named = report_sheet.with_names(session, desk.renderer.rows("reports/file", {**given, **said}))
    return report_sheet.as_csv(named) if is_csv else report_sheet.as_pdf(named, now, _drawn(given))


def _drawn(given: Facts) -> list[report_sheet.Picture]:
    """Return the pictures of a report, with what they say to those who cannot see them."""
    shown = [given[place] for place in ("diagram", "chart") if given.get(place)]
    return [(_DRAWN[each["picture"]](each), each["alt"]) for each in shown]


def name(session: Session, desk: Desk, wanted: Posting) -> str:
    """Return what a report is about, as people say it; "" for all of IT."""
    return named_of(session, desk, wanted.kind, wanted.about)


def named_of(session: Session, desk: Desk, kind: str, about: str) -> str:
    """Return the name of a unit, a service or an owner; "" for all of IT."""
    if kind == "unit":
        return desk.catalog.company.units[about].name
    if kind == "service":
        return desk.catalog.service(about).name
    return person_name(session, about) if kind == "owner" else ""


def like(session: Session, desk: Desk, kind: str, slack_id: str, typed: str) -> list[Facts]:
    """Return what this person's reports of a kind may be about and is called like that, as many as Slack takes."""
    mine = posting.choices(desk.catalog, kind, desk.person(session, slack_id).email)
    named = {about: named_of(session, desk, kind, about) for about in mine}
    return [{"code": about, "name": called} for about, called in fitting(named.items(), " ".join, typed)]


def person_name(session: Session, email: str) -> str:
    """Return the name of who has this address, the address where Slack has not shown them."""
    person = people.by_email(session, email)
    return person.name if person else email


def _unit(session: Session, desk: Desk, wanted: Posting, period: Period, now: datetime) -> Facts:
    report = report_on(session, desk.catalog, wanted.about, period, now)
    return {"report": report, "chart": _chart(desk, report)}


def _whole_unit(session: Session, desk: Desk, wanted: Posting, period: Period, now: datetime) -> Facts:
    report = report_on(session, desk.catalog, wanted.about, period, now, most=None)
    return {"report": report, "chart": _chart(desk, report)}


def _service(session: Session, desk: Desk, wanted: Posting, period: Period, now: datetime) -> Facts:
    return {"report": of_service(session, desk.catalog, wanted.about, period, now)}


def _whole_service(session: Session, desk: Desk, wanted: Posting, period: Period, now: datetime) -> Facts:
    facts = _service(session, desk, wanted, period, now)
    return {**facts, "chart": _services_chart(desk, facts["report"])}


def _owner(session: Session, desk: Desk, wanted: Posting, period: Period, now: datetime) -> Facts:
    named = person_name(session, wanted.about)
    return {"report": of_owner(session, desk.catalog, wanted.about, named, period, now)}


def _whole_owner(session: Session, desk: Desk, wanted: Posting, period: Period, now: datetime) -> Facts:
    facts = _owner(session, desk, wanted, period, now)
    return {**facts, "chart": _services_chart(desk, facts["report"])}


def _executive(session: Session, desk: Desk, wanted: Posting, period: Period, now: datetime) -> Facts:
    facts = signs(desk, session, period.month, now)
    return {**facts, "next_name": person_name(session, facts["report"].card.next_step.owner)}


def _scorecard(session: Session, desk: Desk, wanted: Posting, period: Period, now: datetime) -> Facts:
    facts = scores(desk, session, period.month, now)
    return {"sees_cost": False, **facts, "next_name": person_name(session, facts["card"].next_step.owner)}


KINDS: dict[str, Kind] = {
    "unit": Kind("reports/report", _unit, _whole_unit),
    "service": Kind("reports/services", _service, _whole_service),
    "owner": Kind("reports/services", _owner, _whole_owner),
    "executive": Kind("executive/report", _executive),
    "scorecard": Kind("balance/card", _scorecard),
}
TEMPLATES = frozenset(kind.template for kind in KINDS.values())


def _chart(desk: Desk, report: ValueReport) -> Facts | None:
    """Return what a picture of a unit's costs is drawn from; None without cost."""
    lines = [line.spend for line in report.top[:CHARTED]]
    columns: dict[str, Sequence[Money | None]] = {
        "before": [line.last_cost for line in lines],
        "plan": [line.plan for line in lines],
        "cost": [line.cost for line in lines],
    }
    return _bars(desk, report.first, [line.name for line in lines], columns)


def _services_chart(desk: Desk, report: ServicesReport) -> Facts | None:
    """Return the same of services: what they cost, and what the rate card brought in."""
    lines = report.lines[:CHARTED]
    columns: dict[str, Sequence[Money | None]] = {
        "before": [line.last_cost for line in lines],
        "cost": [line.cost for line in lines],
        "recovered": [line.recovered for line in lines],
    }
    return _bars(desk, report.first, [line.name for line in lines], columns)


def _bars(
    desk: Desk, first: date, labels: Sequence[str], columns: Mapping[str, Sequence[Money | None]]
) -> Facts | None:
    """Return the facts of a chart with a group of bars for each label; a column of nothing is left out, or all."""
    if not any(map(any, columns.values())):
        return None
    title, *words = desk.renderer.rows("reports/chart", {"first": first, "columns": list(columns)})
    series = {
        word: [each.amount if each else Decimal(0) for each in column]
        for (word,), column in zip(words, columns.values(), strict=True)
        if any(column)
    }
    axis = desk.catalog.company.currency
    return {
        "picture": "report.costs",
        "alt": title[0],
        "labels": list(labels),
        "series": series,
        "axis": axis,
    }


def draw_costs(facts: Mapping[str, Any]) -> bytes:
    """Draw the picture of a report's costs."""
    return chart.draw(facts["alt"], facts["labels"], facts["series"], facts["axis"])


def register(app: App) -> None:
    """What arranges a report starts it."""


PICTURES: dict[str, Picture] = {"report.costs": draw_costs}
_DRAWN = {**PICTURES, **CIRCLES}
FILES: dict[str, Callable[[Desk, Mapping[str, Any]], bytes]] = {"report.file": write}
