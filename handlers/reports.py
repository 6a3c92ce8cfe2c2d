"""Value reports: arranging where and when they are posted, a preview, posting now, and posting on time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Unit
from bot.cost import months
from bot.customer import people
from bot.delivery.facts import unpack
from bot.delivery.jobs import Job
from bot.delivery.pictures import Picture
from bot.desk import Desk, Timer
from bot.money import Money
from bot.refusal import Refused
from bot.value import chart, month_end, posting
from bot.value.period import Period, of_month
from bot.value.posting import Posting
from bot.value.report import ValueReport, report_on

REPORT = "reports/report"
NOT_THERE = ("not_in_channel", "channel_not_found", "is_archived")
# The zones to choose from, beside the person's own and the company's.
ZONES = (
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
)


def open_form(desk: Desk, trigger_id: str, slack_id: str, unit: str | None = None) -> None:
    """Open the form for the person's unit, or for another one that they answer for."""
    with desk.session() as session:
        form = _form(session, desk, _usual(session, desk, slack_id, unit))
    desk.open(trigger_id, "reports/form", **form)


def _usual(session: Session, desk: Desk, slack_id: str, code: str | None = None) -> Posting:
    """Return what most people want: their unit's channel, on the first Monday of the month."""
    person = desk.person(session, slack_id)
    own = desk.unit_of(session, slack_id)
    unit = desk.catalog.company.units[code] if code else own
    channel = desk.channel(session, unit.channel) or ""
    return Posting(unit.code, channel, "month", "mon", "09:00", desk.zone(person), by=slack_id)


def _form(session: Session, desk: Desk, wanted: Posting, notice: str | None = None) -> dict[str, Any]:
    """Return the facts of the form as filled in; refuses who may not see the unit's figures."""
    _check(session, desk, wanted)
    company, email = desk.catalog.company, desk.person(session, wanted.by).email
    mine = [unit for unit in company.units.values() if posting.may_arrange(company, unit, email)]
    return {
        "unit": wanted.unit,
        "units": [{"code": unit.code, "name": unit.name} for unit in mine],
        "channel": wanted.channel or None,
        "every": wanted.every,
        "weekday": wanted.weekday,
        "at": wanted.at,
        "zone": wanted.zone,
        "zones": sorted({*ZONES, company.zone, wanted.zone}),
        "postings": posting.of_unit(session, wanted.unit),
        "notice": notice,
    }


def _check(session: Session, desk: Desk, wanted: Posting) -> None:
    unit = desk.catalog.company.units[wanted.unit]
    if posting.may_arrange(desk.catalog.company, unit, desk.person(session, wanted.by).email):
        return
    owner = _name(session, unit.budget_owner)
    raise Refused("reports/not_yours", ["ask"], unit=unit.code, unit_name=unit.name, owner_name=owner)


def _name(session: Session, email: str) -> str:
    person = people.by_email(session, email)
    return person.name if person else email


def _filled(body: Mapping[str, Any]) -> Posting:
    """Read the form; a channel may be missing until it is sent off."""
    values = body["view"]["state"]["values"]
    fields = {block.partition(":")[0]: next(iter(each.values())) for block, each in values.items()}
    chosen = {name: fields[name]["selected_option"]["value"] for name in ("unit", "every", "weekday", "zone")}
    channel = fields["channel"].get("selected_channel") or ""
    return Posting(channel=channel, at=fields["at"]["selected_time"], by=body["user"]["id"], **chosen)


def choose_unit(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Another business unit was chosen in the form: show its channel and its postings."""
    wanted = _filled(body)
    with desk.session() as session:
        channel = desk.channel(session, desk.catalog.company.units[wanted.unit].channel) or ""
        form = _form(session, desk, replace(wanted, channel=channel))
    desk.update(body["view"]["id"], None, "reports/form", **form)
    ack()


def preview(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Preview button: the report, to oneself only."""
    wanted = _filled(body)
    with desk.session() as session:
        form = _form(session, desk, wanted, "previewed")
        _post(session, desk, wanted, wanted.by)
    desk.update(body["view"]["id"], None, "reports/form", **form)
    ack()


def send_now(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Send now button: the report, to the channel in the form."""
    wanted = _filled(body)
    with desk.session() as session:
        form = _form(session, desk, wanted, "posted" if wanted.channel else "no_channel")
        if wanted.channel:
            _post(session, desk, wanted, wanted.channel)
    desk.update(body["view"]["id"], None, "reports/form", **form)
    ack()


def arrange(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The form, saved; it stays open and shows when the next report comes."""
    wanted = _filled(body)
    with desk.session() as session:
        _check(session, desk, wanted)
        posting.arrange(session, wanted, clock.now())
        form = _form(session, desk, wanted, "arranged")
    ack(response_action="update", view=desk.view("reports/form", **form))


def change(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Pause, Resume or Remove under one of the unit's postings."""
    wanted = _filled(body)
    with desk.session() as session:
        found = posting.find(session, int(action["value"]))
        if found is not None:
            _check(session, desk, replace(found, by=wanted.by))
            posting.change(session, found, action["action_id"].rpartition(".")[2], clock.now())
        form = _form(session, desk, wanted)
    desk.update(body["view"]["id"], None, "reports/form", **form)
    ack()


def ask_for(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Ask for the report button of who may not arrange it."""
    unit = desk.catalog.company.units[action["value"]]
    with desk.session() as session:
        asker = desk.person(session, body["user"]["id"])
        _ask_owner(session, desk, unit, asker.id, asker.name)
        owner = _name(session, unit.budget_owner)
        desk.say(session, asker.id, "reports/asked", unit_name=unit.name, owner_name=owner)
    ack()


def _ask_owner(session: Session, desk: Desk, unit: Unit, asker: str, name: str) -> None:
    """Ask once a day at most, whoever of those who may arrange it is known in Slack."""
    asked = [desk.slack_id(session, email) for email in (unit.budget_owner, unit.head)]
    answering = next((slack_id for slack_id in [*asked, *desk.leads(session)] if slack_id), None)
    if answering:
        desk.say(
            session,
            answering,
            "reports/wanted",
            key=f"report.ask:{unit.code}:{asker}:{clock.now():%F}",
            asker=asker,
            asker_name=name,
            unit=unit.code,
            unit_name=unit.name,
        )


def start(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A button that opens the form for a unit, or for one's own."""
    unit = action["value"] if action["value"] in desk.catalog.company.units else None
    open_form(desk, body["trigger_id"], body["user"]["id"], unit)
    ack()


def post(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a posting: the report to its channel, every month once the month in it is closed."""
    wanted = posting.find(session, facts["schedule"])
    if wanted is None:  # removed since
        return
    period = posting.covers(wanted, facts["due_at"], desk.catalog.company.zone)
    if wanted.every == "month" and posting.hold(session, wanted, period.month):
        _tell_held(session, desk, wanted, period.month)
    else:
        key = f"report:{facts['schedule']}:{facts['due_at'].isoformat()}"
        _post(session, desk, wanted, wanted.channel, key=key, period=period)


def _tell_held(session: Session, desk: Desk, wanted: Posting, month: str) -> None:
    """Say what the month lacks, once to each who arranged a report of it, and to IT leads."""
    gaps = month_end.named(desk.catalog, months.missing(session, desk.catalog, month))
    for reader in dict.fromkeys((wanted.by, *desk.leads(session))):
        desk.say(session, reader, "reports/held", key=f"report.held:{month}:{reader}", month=month, gaps=gaps)


def release(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer after a month was closed: what was held for it goes out."""
    month = facts["month"]
    period = of_month(month, desk.catalog.company.zone)
    for wanted in posting.release(session, month):
        key, due_at = f"report:{wanted.id}:{month}", posting.goes_out_at(wanted, now)
        _post(session, desk, wanted, wanted.channel, key=key, period=period, due_at=due_at)


def _post(
    session: Session,
    desk: Desk,
    wanted: Posting,
    to: str,
    *,
    key: str | None = None,
    period: Period | None = None,
    due_at: datetime | None = None,
) -> None:
    now = clock.now()
    period = period or posting.covers(wanted, now, desk.catalog.company.zone)
    report = report_on(session, desk.catalog, wanted.unit, period, now)
    chart = _chart(desk, report)
    desk.say(session, to, REPORT, key=key, due_at=due_at, report=report, chart=chart, asked_by=wanted.by)


def _chart(desk: Desk, report: ValueReport) -> dict[str, Any] | None:
    """Return what a picture of the costs is drawn from, for clients that do not draw charts."""
    if not report.top:
        return None
    title, *names = desk.renderer.message("reports/chart", {"first": report.first})["text"].splitlines()
    lines = [line.spend for line in report.top]
    amounts: tuple[list[Money | None], ...] = (
        [line.last_cost for line in lines],
        [line.plan for line in lines],
        [line.cost for line in lines],
    )
    series = {
        name: [each.amount if each else Decimal(0) for each in column]
        for name, column in zip(names, amounts, strict=True)
        if any(column)
    }
    labels = [line.name for line in lines]
    axis = desk.catalog.company.currency
    return {"picture": "report.costs", "alt": title, "labels": labels, "series": series, "axis": axis}


def draw_costs(facts: Mapping[str, Any]) -> bytes:
    """Draw the picture of a report's costs."""
    return chart.draw(facts["alt"], facts["labels"], facts["series"], facts["axis"])


def undelivered(session: Session, desk: Desk, facts: Mapping[str, Any]) -> bool:
    """Tell whoever asked for a report that the bot is not in its channel; return whether that was it."""
    if facts["name"] != REPORT or facts["error"] not in NOT_THERE:
        return False
    given = unpack(session.get_one(Job, facts["job"]).facts)
    posting.pause_channel(session, facts["to"])
    unit = given["report"]
    desk.say(
        session,
        given["asked_by"],
        "reports/not_invited",
        key=f"lead.dead_letter:report:{facts['job']}",
        unit=unit["unit"],
        unit_name=unit["unit_name"],
        channel=facts["to"],
    )
    return True


def register(app: App) -> None:
    """Say what starts what."""
    app.action("report.unit")(choose_unit)
    app.action("report.preview")(preview)
    app.action("report.send")(send_now)
    for change_id in ("report.pause", "report.resume", "report.remove"):
        app.action(change_id)(change)
    app.view("report.arrange")(arrange)
    app.action("report.ask")(ask_for)
    app.action("report.start")(start)


TIMERS: dict[str, Timer] = {posting.TIMER: post, posting.RELEASE: release}
PICTURES: dict[str, Picture] = {"report.costs": draw_costs}
