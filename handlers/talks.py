"""Talks: a unit tells IT what it needs, IT answers, both agree on a step, and nobody lets it lie."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.cost import subscriptions
from bot.customer import gate, people, talks
from bot.customer.people import Person
from bot.customer.talks import Talk
from bot.delivery import outbox, schedules, timers
from bot.desk import Desk, Timer
from bot.value import talking_points
from handlers import order_form


def open_form(desk: Desk, body: dict[str, Any], person: str, service: str | None) -> None:
    """Open the form for what a unit needs, about a service or about none; on top of a form that is open."""
    with desk.session() as session:
        owner = talking_points.owner_of(session, desk.catalog.company, desk.works_for_of(session, person))
        seen = desk.catalog_of(session, person)
    facts = {
        "service": seen.services.get(service or ""),
        "owner": owner,
        "days": talking_points.ANSWER_DAYS,
    }
    on_top = body.get("view", {}).get("type") == "modal"
    (desk.push if on_top else desk.open)(body["trigger_id"], "talks/need", **facts)


def offer_services(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The services that a need may be about, as the person types; what their unit has first."""
    person = body["user"]["id"]
    with desk.read() as session:
        unit, seen = people.unit_of(session, person), desk.catalog_of(session, person)
        held = subscriptions.held(session, unit or "", desk.today())
    services = order_form.like(talking_points.choices(seen, held), body["value"])
    ack(options=desk.options("talks/services", services=services))


def start(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Tell IT what we need: on Home, on a service's page, in the list."""
    open_form(desk, body, body["user"]["id"], action["value"])
    ack()


def say_need(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """What a unit needs, sent."""
    by, now = body["user"]["id"], clock.now()
    words, service = order_form.field(view, "need") or "", order_form.field(view, "service")
    with desk.session() as session:
        unit = desk.works_for_of(session, by)
        _show(session, desk, talking_points.begin(session, desk.catalog, unit, by, words, service, now), now)
    ack(response_action="clear")


def show_list(desk: Desk, session: Session, slack_id: str) -> None:
    """Show a person the talks that concern them, in a new message."""
    _list(session, desk, desk.person(session, slack_id), clock.now(), clock.now())


def list_talks(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Talks button."""
    with desk.session() as session:
        show_list(desk, session, body["user"]["id"])
    ack()


def _list(
    session: Session, desk: Desk, person: Person, since: datetime, now: datetime, *, nudged: bool = False
) -> None:
    """Post the list that was asked for, or `nudged` about, at `since`; or bring it up to date where it stands."""
    stamp = int(since.timestamp())
    found = talking_points.listing(session, desk.catalog, person, now)
    desk.show(
        session, f"talks:{person.id}:{stamp}", person.id, "talks/list", stamp=stamp, nudged=nudged, **found
    )


def _show(session: Session, desk: Desk, talk: Talk, now: datetime) -> None:
    """Bring each reader's one message about a talk up to date."""
    session.flush()
    for reader in talking_points.readers(session, desk.catalog.company, talk):
        facts = talking_points.facts(session, desk.catalog, talk, reader, now)
        desk.show(session, f"talk:{talk.id}:{reader}", reader, "talks/talk", talk=facts, me=reader)


def _pass_on(session: Session, desk: Desk, talk: Talk, by: str, now: datetime) -> None:
    """Tell who has the next word, under their message: an edit alone is seen by nobody."""
    reader = talking_points.is_told(session, desk.catalog.company, talk)
    place = outbox.card_place(session, f"talk:{talk.id}:{reader}")
    if reader and reader != by and place:
        facts = talking_points.facts(session, desk.catalog, talk, reader, now)
        desk.say(session, reader, "talks/word", thread=place[1], talk=facts, me=reader)


def _follow(session: Session, desk: Desk, talk: Talk, by: str, stamp: str) -> None:
    """Bring the messages about a talk up to date, and the list in which something was pressed."""
    now = clock.now()
    _show(session, desk, talk, now)
    _pass_on(session, desk, talk, by, now)
    if stamp:
        _list(session, desk, desk.person(session, by), datetime.fromtimestamp(int(stamp), UTC), now)


def agree(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Agree: the unit takes the answer, and the step that it proposes."""
    _step(desk, action, body, talking_points.check_unit, talks.agree, "agree")
    ack()


def finish(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Done: the agreed step is taken."""
    _step(desk, action, body, talking_points.check_doer, talks.finish, "step")
    ack()


def confirm(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Yes, it helped."""
    _step(desk, action, body, talking_points.check_unit, talks.confirm, "done")
    ack()


def withdraw(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """No longer needed, before IT has answered."""
    _step(desk, action, body, talking_points.check_unit, talks.withdraw, "answer")
    ack()


def _step(
    desk: Desk,
    action: dict[str, Any],
    body: dict[str, Any],
    check: Callable[..., None],
    take: Callable[[Session, Talk, datetime], None],
    turn: talks.Turn,
) -> None:
    number, _, stamp = action["value"].partition("|")
    by = body["user"]["id"]
    with desk.session() as session:
        check(session, desk.catalog.company, talks.find(session, int(number)), by)
        talk = talks.hold(session, int(number), turn)
        take(session, talk, clock.now())
        _follow(session, desk, talk, by, stamp)


def open_answer(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Answer…: a form for what IT says and the step that it proposes."""
    _open(desk, action, body, talking_points.check_it, "talks/answer", "answer", "agree")
    ack()


def open_objection(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Not yet…: a form for what is missing."""
    _open(desk, action, body, talking_points.check_unit, "talks/object", "agree", "done")
    ack()


def _open(
    desk: Desk,
    action: dict[str, Any],
    body: dict[str, Any],
    check: Callable[..., None],
    template: str,
    *turns: talks.Turn,
) -> None:
    number, _, stamp = action["value"].partition("|")
    by, now = body["user"]["id"], clock.now()
    with desk.session() as session:
        check(session, desk.catalog.company, talks.find(session, int(number)), by)
        talk = talks.hold(session, int(number), *turns)
        facts = talking_points.facts(session, desk.catalog, talk, by, now)
    until = talking_points.answer_by(desk.catalog.company, now)
    desk.open(body["trigger_id"], template, talk=facts, stamp=stamp, me=by, until=until)


def save_answer(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """IT's answer, sent."""
    private, by, now = order_form.private(view), body["user"]["id"], clock.now()
    with desk.session() as session:
        talk = talks.hold(session, private["talk"], "answer", "agree")
        talking_points.check_it(session, desk.catalog.company, talk, by)
        talks.answer(
            talk,
            by=by,
            said=order_form.field(view, "answer") or "",
            step=order_form.field(view, "step") or "",
            owner=order_form.field(view, "owner") or by,
            due_on=date.fromisoformat(order_form.field(view, "until") or ""),
            now=now,
        )
        _follow(session, desk, talk, by, str(private["stamp"]))
    ack()


def save_objection(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """What is missing, sent: IT has the word again."""
    private, by, now = order_form.private(view), body["user"]["id"], clock.now()
    with desk.session() as session:
        talk = talks.hold(session, private["talk"], "agree", "done")
        talking_points.check_unit(session, desk.catalog.company, talk, by)
        due_on = talking_points.answer_by(desk.catalog.company, now)
        talks.object_to(talk, order_form.field(view, "missing") or "", due_on)
        _follow(session, desk, talk, by, str(private["stamp"]))
    ack()


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that every working morning is looked for what lies too long."""
    zone = desk.catalog.company.zone
    schedules.keep(session, talking_points.LOOK, talking_points.WORKING_MORNINGS, zone, now=now)


def look(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a working morning: whoever lets something lie hears of it when it is not quiet for them."""
    for reader in talking_points.late_by_reader(session, desk.catalog, now):
        at = gate.moment(desk.catalog.company, desk.person(session, reader), now)
        day = desk.catalog.company.day(at)
        key = f"{talking_points.NUDGE}:{reader}:{day}"
        timers.set_timer(session, talking_points.NUDGE, at, now=now, key=key, facts={"reader": reader})


def nudge(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of one reader: one message with all that is late, where they may be told of it now."""
    person = desk.person(session, facts["reader"])
    late = talking_points.late_by_reader(session, desk.catalog, now).get(person.id, [])
    if not late or not _may_nudge(session, desk, person, now):
        return
    for talk in late:
        talk.nudged_at = now
    session.flush()
    _list(session, desk, person, now, now, nudged=True)


def _may_nudge(session: Session, desk: Desk, person: Person, now: datetime) -> bool:
    """Ask the gate for who is a customer, and note the contact; who works for IT is told of their work."""
    if not talking_points.is_customer(desk.catalog, person):
        return True
    about = f"nudge:{int(now.timestamp())}"
    return gate.remind(session, desk.catalog.company, person, now, about=about, unit=person.unit).allowed


def register(app: App) -> None:
    """Say what starts what."""
    app.action("talk.start")(start)
    app.options("talk.service")(offer_services)
    app.view("talk.said")(say_need)
    app.action("talk.list")(list_talks)
    app.action("talk.agree")(agree)
    app.action("talk.done")(finish)
    app.action("talk.helped")(confirm)
    app.action("talk.withdraw")(withdraw)
    app.action("talk.answer")(open_answer)
    app.view("talk.answered")(save_answer)
    app.action("talk.object")(open_objection)
    app.view("talk.objected")(save_objection)


TIMERS: dict[str, Timer] = {talking_points.LOOK: look, talking_points.NUDGE: nudge}
