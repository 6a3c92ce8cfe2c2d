"""Year: the decision maker's view of twelve months, the calendar of conversations, and the month's agenda."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Unit
from bot.customer import people, reading
from bot.customer.people import Person
from bot.delivery.pictures import Picture
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import agenda, calendar, heat, talking_points, year
from bot.value.calendar import Calendar
from bot.value.typed import fitting

SAY = "year.say"
AGENDA = "talks/agenda"


def show(desk: Desk, session: Session, slack_id: str, code: str = "") -> None:
    """Show a head or budget owner their unit's year; who keeps the conversation with units, their calendar.

    Raises Refused, with who may, for anybody else.
    """
    person, company = desk.person(session, slack_id), desk.catalog.company
    mine = talking_points.spoken_for(company, person.email)
    kept = talking_points.kept_by(company, person.email)
    chosen = next((unit for unit in (*mine, *kept) if unit.code == code), None)
    if chosen is None and kept and code != "own":
        desk.soon(session, SAY, reader=person.id, unit=None)
    elif chosen or mine:
        desk.soon(session, SAY, reader=person.id, unit=(chosen or mine[0]).code)
    else:
        _refuse(session, desk, person)


def say(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind it: a year of contacts takes longer to count than an ack may wait."""
    person, company = desk.person(session, facts["reader"]), desk.catalog.company
    if facts["unit"] is None:
        _calendar(session, desk, person, talking_points.kept_by(company, person.email))
    elif facts["unit"] in company.units:
        mine = talking_points.spoken_for(company, person.email)
        _year(session, desk, person, company.units[facts["unit"]], mine)


def _refuse(session: Session, desk: Desk, person: Person) -> None:
    unit = desk.works_for_of(session, person.id)
    head = talking_points.head_of(session, unit)
    raise Refused("talks/year_not_yours", ["talk"], unit_name=unit.name, head=head or unit.head)


def _year(session: Session, desk: Desk, person: Person, unit: Unit, mine: Sequence[Unit]) -> None:
    found = year.of_unit(session, desk.catalog, unit, clock.now())
    others = any(each.code != unit.code for each in mine)
    drawn = _picture(desk, found.calendar, unit.name)
    desk.say(session, person.id, "talks/year", year=found, others=others, diagram=drawn)


def _calendar(session: Session, desk: Desk, person: Person, kept: Sequence[Unit]) -> None:
    company = desk.catalog.company
    found = calendar.of_units(session, company, kept[: heat.TALLEST], clock.now())
    desk.say(
        session,
        person.id,
        "talks/calendar",
        calendar=found,
        rhythms=[found.rhythm(line) for line in found.lines],
        more=max(len(kept) - heat.TALLEST, 0),
        diagram=_picture(desk, found, None),
    )


def _picture(desk: Desk, found: Calendar, unit_name: str | None) -> dict[str, Any]:
    """Return what the picture is drawn from, with its words."""
    said = desk.renderer.rows("talks/heat", {"calendar": found, "unit_name": unit_name})
    words = {row[0]: row[1] for row in said if row[0] not in ("month", "name")}
    names = [row[1] for row in said if row[0] == "name"]
    return {
        "picture": "talks.heat",
        "filename": "conversations.png",
        **words,
        "months": [row[1] for row in said if row[0] == "month"],
        "rows": [
            {"name": name, "counts": line.counts} for name, line in zip(names, found.lines, strict=True)
        ],
        "year_end": found.year_end,
    }


def show_year(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A button or the menu that leads to a unit's year, or to the calendar of all."""
    chosen = action.get("selected_option") or action
    with desk.session() as session:
        show(desk, session, body["user"]["id"], chosen["value"])
    ack()


def offer_units(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The units whose year a person may see, as they type."""
    company = desk.catalog.company
    with desk.read() as session:
        email = desk.person(session, body["user"]["id"]).email
    may = {
        unit.code: unit
        for of in (talking_points.spoken_for, talking_points.kept_by)
        for unit in of(company, email)
    }
    found = fitting(may.values(), lambda unit: f"{unit.name} {unit.code}", body["value"])
    ack(options=desk.options("choices", choices=found))


def show_agenda(desk: Desk, session: Session, slack_id: str) -> None:
    """Show who keeps the conversation with units what to talk about. Raises Refused for anybody else."""
    person = desk.person(session, slack_id)
    kept = talking_points.kept_by(desk.catalog.company, person.email)
    if not kept:
        raise Refused("lead/only_leads", ["talk"], leads=desk.leads(session))
    desk.soon(session, agenda.SHOW, reader=person.id)


def say_agenda(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of an agenda that was asked for: many units take longer than an ack may wait."""
    person = desk.person(session, facts["reader"])
    _say_agenda(session, desk, person, talking_points.kept_by(desk.catalog.company, person.email), now, None)


def _say_agenda(
    session: Session, desk: Desk, person: Person, kept: Sequence[Unit], now: datetime, key: str | None
) -> None:
    """Say it to who asked, or begin with it, once by its `key`."""
    found = agenda.of(session, desk.catalog, kept, now)
    topics = [{**vars(topic), "begin": topic.begin} for topic in found.topics]
    said: dict[str, Any] = {"agenda": found, "topics": topics, "posted": key is not None}
    if key is None or reading.of(session, person.id, agenda.KIND, now).moved:
        desk.say(session, person.id, AGENDA, key=key, **said)  # at a time of their own, quiet or not
    else:
        desk.start(session, "digests", person, AGENDA, key=key, **said)


def list_agenda(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Agenda button."""
    with desk.session() as session:
        show_agenda(desk, session, body["user"]["id"])
    ack()


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that the agenda comes to each reader on their own clock."""
    for email in agenda.owners(desk.catalog.company):
        arrange_agenda(session, desk, email, now)


def arrange_agenda(session: Session, desk: Desk, email: str, now: datetime) -> None:
    """Have the agenda of who has this address come when they want it."""
    person = people.by_email(session, email)
    zone = desk.zone(person) if person else desk.catalog.company.zone
    habit = reading.of(session, person.id if person else "", agenda.KIND, now)
    agenda.arrange(session, email, zone, now, agenda.cron(habit))


def post_agenda(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a first morning; once a month, however often it comes."""
    person = people.by_email(session, facts["owner"])
    kept = talking_points.kept_by(desk.catalog.company, facts["owner"])
    if person and kept and agenda.is_wanted(session, desk.catalog.company, person, facts["due_at"]):
        month = facts["due_at"].astimezone(ZoneInfo(desk.zone(person)))
        key = f"{agenda.POST}:{person.id}:{month:%Y-%m}"
        _say_agenda(session, desk, person, kept, now, key)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("year.show")(show_year)
    app.options("year.show")(offer_units)
    app.action("agenda.show")(list_agenda)


TIMERS: dict[str, Timer] = {SAY: say, agenda.POST: post_agenda, agenda.SHOW: say_agenda}
PICTURES: dict[str, Picture] = {"talks.heat": heat.draw}
