"""Digests: each week to who answers for services, each month to who heads a unit, when and how long they want it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Company
from bot.customer import people, reading
from bot.customer.people import Person
from bot.customer.reading import EVERY_WEEK, FIRST_WEEK, Habit, Kind
from bot.delivery import schedules
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import agenda, digest, opinion, unit_digest
from handlers import knowledge, year
from handlers.approvals import open_view

NOW = "digest.now"
DAYS: dict[Kind, str] = {"owner": EVERY_WEEK, "unit": FIRST_WEEK}
FIRST = "first"  # working day of the month, instead of a weekday
MOST_UNITS = 3  # in one message; the others are named


class Reading(NamedTuple):
    """One kind of digest that a person reads."""

    kind: Kind
    habit: Habit

    def next_at(self, company: Company, zone: str, now: datetime) -> datetime:
        """Return when it comes next, on the reader's clock."""
        if self.kind == agenda.KIND:
            return agenda.next_at(company, self.habit, zone, now)
        return schedules.first_after(self.habit.cron(DAYS[self.kind]), zone, now)

    @property
    def weekday(self) -> int | str:
        """The day on which it comes: 0 is Monday."""
        usual = FIRST if self.kind == agenda.KIND else reading.MONDAY
        return usual if self.habit.weekday is None else self.habit.weekday


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that every owner of a live service and every head has a digest, when they want it."""
    for owner in sorted({service.owner for service in desk.catalog.live()}):
        digest.arrange(session, owner, *_when(session, desk, owner, "owner", now))
    for head in sorted({unit.head for unit in desk.catalog.company.units.values()}):
        unit_digest.arrange(session, head, *_when(session, desk, head, "unit", now))


def _when(session: Session, desk: Desk, email: str, kind: Kind, now: datetime) -> tuple[str, datetime, str]:
    """Return zone, now and cron line of the digest of who has this address."""
    person = people.by_email(session, email)
    zone = desk.zone(person) if person else desk.catalog.company.zone
    habit = reading.of(session, person.id if person else "", kind, now)
    return zone, now, habit.cron(DAYS[kind])


def post_week(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of an owner's digest; a week without anything to say brings no message."""
    _post(session, desk, facts["owner"], "owner", now)


def post_month(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a head's digest; a month without anything to say brings no message."""
    _post(session, desk, facts["head"], "unit", now)


def _post(session: Session, desk: Desk, email: str, kind: Kind, now: datetime) -> None:
    person = people.by_email(session, email)
    if person is None or person.refuses_digests:
        return
    habit = reading.of(session, person.id, kind, now)
    said = None if habit.muted else _compose(session, desk, person, email, kind, now)
    if said is None:
        return
    if habit.moved:  # to a time of their own, quiet or not
        desk.say(session, person.id, _template(kind, habit), **said)
    else:
        desk.start(session, "digests", person, _template(kind, habit), **said)


def _template(kind: Kind, habit: Habit) -> str:
    return f"digests/{kind}_line" if habit.condensed else f"digests/{kind}"


def _compose(
    session: Session, desk: Desk, person: Person, email: str, kind: Kind, now: datetime
) -> dict[str, Any] | None:
    """Return the facts of a digest as things stand now, None when there is nothing to say."""
    if kind == "owner":
        knowledge.gather(session, desk, now)
        week = digest.of_week(session, desk.catalog, email, knowledge.likeness(desk), now)
        return {"digest": week, "reader": person.id} if week else None
    units = unit_digest.headed(desk.catalog, email)
    told = [each for unit in units if (each := unit_digest.of_month(session, desk.catalog, unit, now))]
    return (
        {"units": told[:MOST_UNITS], "others": [each.unit_name for each in told[MOST_UNITS:]]}
        if told
        else None
    )


def open_habits(desk: Desk, body: dict[str, Any], slack_id: str) -> None:
    """Open the form in which a person says when their digests come and how long they are.

    Raises Refused for who gets none.
    """
    with desk.session() as session:
        form = _form(session, desk, desk.person(session, slack_id))
    open_view(desk, body, "digests/habits", **form)


def start_habits(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """A button that opens the form."""
    open_habits(desk, body, body["user"]["id"])
    ack()


def _form(session: Session, desk: Desk, person: Person, notice: str | None = None) -> dict[str, Any]:
    now, zone = clock.now(), desk.zone(person)
    return {
        "notice": notice,
        "refuses": person.refuses_digests,
        "zone": zone,
        "kinds": [
            {
                "kind": each.kind,
                "length": each.habit.length,
                "weekday": each.weekday,
                "hour": reading.MORNING if each.habit.hour is None else each.habit.hour,
                "next_at": each.next_at(desk.catalog.company, zone, now),
            }
            for each in _reads(session, desk, person, now)
        ],
    }


def _reads(session: Session, desk: Desk, person: Person, now: datetime) -> list[Reading]:
    """Return the digests that a person gets. Raises Refused for who gets none."""
    email = person.email or ""
    kinds: dict[Kind, bool] = {
        "owner": bool(digest.owned(desk.catalog, email)),
        "unit": bool(unit_digest.headed(desk.catalog, email)),
        "agenda": email.lower() in agenda.owners(desk.catalog.company),
    }
    found = [Reading(kind, reading.of(session, person.id, kind, now)) for kind, gets in kinds.items() if gets]
    if not found:
        raise Refused("digests/none", ["ask"], leads=desk.leads(session))
    return found


def save_habits(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The form, sent: schedules follow at once, and the form says when the next one comes."""
    values, now = view["state"]["values"], clock.now()
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        for each in _reads(session, desk, person, now):
            reading.keep(session, _filled(values, each, now))
        session.flush()
        _follow(session, desk, person, now)
        form = _form(session, desk, person, "saved")
    ack(response_action="update", view=desk.view("digests/habits", **form))


def _filled(values: Mapping[str, Any], read: Reading, now: datetime) -> Habit:
    """Return the habit as the form says it; what was not moved goes on coming as it comes to everybody."""
    said = {
        name: values[f"{read.kind}:{name}"]["value"]["selected_option"]["value"]
        for name in ("length", "weekday", "hour")
    }
    usual = FIRST if read.kind == agenda.KIND else str(reading.MONDAY)
    habit = Habit(reader=read.habit.reader, kind=read.kind, at=now)
    habit.muted, habit.condensed = said["length"] == "none", said["length"] == "line"
    if (said["weekday"], said["hour"]) != (usual, str(reading.MORNING)):
        habit.weekday = None if said["weekday"] == FIRST else int(said["weekday"])
        habit.hour = int(said["hour"])
    return habit


def _follow(session: Session, desk: Desk, person: Person, now: datetime) -> None:
    """Have the schedules of a person come when they now want them."""
    email = person.email or ""
    for owner in {service.owner for service in digest.owned(desk.catalog, email)}:
        digest.arrange(session, owner, *_when(session, desk, owner, "owner", now))
    for head in {unit.head for unit in unit_digest.headed(desk.catalog, email)}:
        unit_digest.arrange(session, head, *_when(session, desk, head, "unit", now))
    if email.lower() in agenda.owners(desk.catalog.company):
        year.arrange_agenda(session, desk, email.lower(), now)


def ask_for(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Show it now, in the form: the digest as things stand, to oneself."""
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        form = _form(session, desk, person, "coming")
        desk.soon(session, NOW, person=person.id, kind=action["value"])
    desk.update(body["view"]["id"], None, "digests/habits", **form)
    ack()


def show_now(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind Show it now: comments are compared, for which an ack need not wait."""
    person = desk.person(session, facts["person"])
    said = _compose(session, desk, person, person.email or "", facts["kind"], now)
    if said is None:
        desk.say(session, person.id, "digests/nothing", kind=facts["kind"])
    else:
        habit = reading.of(session, person.id, facts["kind"], now)
        desk.say(session, person.id, _template(facts["kind"], habit), **said)


def tell_team(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The step's button: the bot says it in the team's channel, once, in the owner's name."""
    kind, key, theme = action["value"].split("|", 2)
    now, owner, thread = clock.now(), body["user"]["id"], body["message"]["ts"]
    with desk.session() as session:
        name, channel = _team(session, desk, owner, key)
        known = opinion.of_services(session, [key], desk.catalog.company.zone, now).get(key, opinion.NOTHING)
        once = f"digest.tell:{action['value']}:{thread}"
        said: dict[str, Any] = {"kind": kind, "name": name, "theme": theme, "opinion": known}
        desk.say(session, channel, "digests/team", key=once, owner=owner, **said)
        desk.say(
            session, owner, "digests/told", key=f"{once}:told", thread=thread, name=name, channel=channel
        )
    ack()


def _team(session: Session, desk: Desk, owner: str, key: str) -> tuple[str, str]:
    """Return the name of a service and its team's channel. Raises Refused for anybody but its owner."""
    mine = {each.key: each for each in digest.owned(desk.catalog, desk.person(session, owner).email or "")}
    service = mine.get(key)
    channel = desk.channel(session, service.team_channel) if service and service.team_channel else None
    if service is None or channel is None:
        raise Refused("digests/not_yours", ["ask"], leads=desk.leads(session))
    return service.name, channel


def register(app: App) -> None:
    """Say what starts what."""
    app.action("digest.habits")(start_habits)
    app.view("digest.habits")(save_habits)
    app.action("digest.show")(ask_for)
    app.action("digest.tell")(tell_team)


TIMERS: dict[str, Timer] = {digest.TIMER: post_week, unit_digest.TIMER: post_month, NOW: show_now}
