"""Value reports: arranging where and when they are posted, a preview, posting now, and posting on time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Unit
from bot.cost import months
from bot.delivery.facts import unpack
from bot.delivery.jobs import Job
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import month_end, posting
from bot.value.period import of_month
from bot.value.posting import Posting
from handlers import reporting

SAY = "report.say"
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


def open_form(desk: Desk, trigger_id: str, slack_id: str, what: str | None = None) -> None:
    """Open the form for the person's unit, or for what else ("service|ERP", a unit) they answer for."""
    with desk.session() as session:
        form = _form(session, desk, _usual(session, desk, slack_id, what))
    desk.open(trigger_id, "reports/form", **form)


def _usual(session: Session, desk: Desk, slack_id: str, what: str | None = None) -> Posting:
    """Return what most people want: their own report in its channel, on the first Monday of the month."""
    kind, about = _what(session, desk, slack_id, what)
    zone = desk.zone(desk.person(session, slack_id))
    wanted = Posting(about, "", "month", "mon", "09:00", zone, by=slack_id, kind=kind)
    return replace(wanted, channel=_channel(session, desk, wanted))


def _what(session: Session, desk: Desk, slack_id: str, what: str | None) -> tuple[str, str]:
    """Return kind and about of what was named, else of one's unit, or of one's services where that is not one's own."""
    kind, found, about = (what or "").partition("|")
    if found and kind in reporting.KINDS:
        return kind, about
    if what in desk.catalog.company.units:
        return "unit", what
    email, own = desk.person(session, slack_id).email, desk.works_for_of(session, slack_id)
    if posting.may_post(desk.catalog, "unit", own.code, email):
        return "unit", own.code
    mine = posting.choices(desk.catalog, "service", email)
    return ("service", mine[0]) if mine else ("unit", own.code)


def _channel(session: Session, desk: Desk, wanted: Posting) -> str:
    """Return the channel of a unit, or of a service's team; "" where there is none."""
    catalog = desk.catalog
    named = catalog.company.units[wanted.about].channel if wanted.kind == "unit" else ""
    if wanted.kind == "service":
        named = catalog.service(wanted.about).team_channel or ""
    return desk.channel(session, named) or "" if named else ""


def _form(session: Session, desk: Desk, wanted: Posting, notice: str | None = None) -> dict[str, Any]:
    """Return the facts of the form as filled in; refuses who may not see the figures."""
    _check(session, desk, wanted)
    company, email = desk.catalog.company, desk.person(session, wanted.by).email
    mine = {kind: posting.choices(desk.catalog, kind, email) for kind in reporting.KINDS}
    return {
        "kind": wanted.kind,
        "kinds": [kind for kind, choices in mine.items() if choices],
        "about": wanted.about,
        "name": reporting.name(session, desk, wanted),
        "channel": wanted.channel or None,
        "every": wanted.every,
        "weekday": wanted.weekday,
        "at": wanted.at,
        "zone": wanted.zone,
        "zones": sorted({*ZONES, company.zone, wanted.zone}),
        "postings": posting.of(session, wanted.kind, wanted.about),
        "notice": notice,
    }


def offer(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """What a person's report of the chosen kind may be about, as they type."""
    kind, words = body["block_id"].partition(":")[2], body["value"]
    with desk.read() as session:
        found = reporting.like(session, desk, kind, body["user"]["id"], words)
    ack(options=desk.options("choices", choices=found))


def _check(session: Session, desk: Desk, wanted: Posting) -> None:
    email = desk.person(session, wanted.by).email
    if posting.may_post(desk.catalog, wanted.kind, wanted.about, email):
        return
    if wanted.kind != "unit":
        name = reporting.name(session, desk, wanted)
        raise Refused("reports/not_for_you", ["talk"], kind=wanted.kind, name=name)
    unit = desk.catalog.company.units[wanted.about]
    owner = reporting.person_name(session, unit.budget_owner)
    raise Refused("reports/not_yours", ["ask"], unit=unit.code, unit_name=unit.name, owner_name=owner)


def _filled(body: Mapping[str, Any]) -> Posting:
    """Read the form; a channel may be missing until it is sent off, what it is about until that is chosen."""
    values = body["view"]["state"]["values"]
    fields = {block.partition(":")[0]: next(iter(each.values())) for block, each in values.items()}
    chosen = {name: fields[name]["selected_option"]["value"] for name in ("every", "weekday", "zone")}
    kind = fields["kind"]["selected_option"]["value"] if "kind" in fields else "unit"
    about = next(iter(values.get(f"about:{kind}", {"": None}).values()))
    return Posting(
        about=about["selected_option"]["value"] if about else "",
        channel=fields["channel"].get("selected_channel") or "",
        at=fields["at"]["selected_time"],
        by=body["user"]["id"],
        kind=kind,
        **chosen,
    )


def choose(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Another report, or another unit or service was chosen in the form: show its channel and its postings."""
    wanted = _filled(body)
    with desk.session() as session:
        if action["action_id"] == "report.kind":
            wanted = replace(wanted, about=_first(session, desk, wanted))
        form = _form(session, desk, replace(wanted, channel=_channel(session, desk, wanted)))
    desk.update(body["view"]["id"], None, "reports/form", **form)
    ack()


def _first(session: Session, desk: Desk, wanted: Posting) -> str:
    """Return what a person's report of that kind is about before they choose: themselves, their unit, the first."""
    person = desk.person(session, wanted.by)
    mine = posting.choices(desk.catalog, wanted.kind, person.email)
    return next((each for each in mine if each in (person.email, person.unit)), next(iter(mine), ""))


def preview(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Preview button: the report, to oneself only."""
    wanted = _filled(body)
    with desk.session() as session:
        form = _form(session, desk, wanted, "previewed")
        _say_soon(session, desk, wanted, wanted.by)
    desk.update(body["view"]["id"], None, "reports/form", **form)
    ack()


def send_now(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Send now button: the report, to the channel in the form."""
    wanted = _filled(body)
    with desk.session() as session:
        form = _form(session, desk, wanted, "posted" if wanted.channel else "no_channel")
        if wanted.channel:
            _say_soon(session, desk, wanted, wanted.channel)
    desk.update(body["view"]["id"], None, "reports/form", **form)
    ack()


def _say_soon(session: Session, desk: Desk, wanted: Posting, to: str) -> None:
    kept = {name: getattr(wanted, name) for name in (*posting.KEPT, "zone")}
    desk.soon(session, SAY, wanted=kept, to=to)


def say_now(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind Preview and Send now: months of cost take longer to add up than an ack may wait."""
    reporting.say(session, desk, Posting(**facts["wanted"]), facts["to"])


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
        owner = reporting.person_name(session, unit.budget_owner)
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
    """A button that opens the form for a report, or for one's own."""
    open_form(desk, body["trigger_id"], body["user"]["id"], action["value"])
    ack()


def attach(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """CSV or PDF under a report: the file, in private to whoever reads it there."""
    form = action["action_id"].rpartition(".")[2]
    with desk.session() as session:
        reporting.attach(session, desk, action["value"], form, body["user"]["id"])
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
        reporting.say(session, desk, wanted, wanted.channel, key=key, period=period)


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
        reporting.say(session, desk, wanted, wanted.channel, key=key, period=period, due_at=due_at)


def undelivered(session: Session, desk: Desk, facts: Mapping[str, Any]) -> bool:
    """Tell whoever asked for a report that the bot is not in its channel; return whether that was it."""
    if facts["name"] not in reporting.TEMPLATES or facts["error"] not in NOT_THERE:
        return False
    given = unpack(session.get_one(Job, facts["job"]).facts)
    if "posting" not in given:
        return False
    posting.pause_channel(session, facts["to"])
    desk.say(
        session,
        given["asked_by"],
        "reports/not_invited",
        key=f"lead.dead_letter:report:{facts['job']}",
        posting=given["posting"],
        channel=facts["to"],
    )
    return True


def register(app: App) -> None:
    """Say what starts what."""
    app.action("report.kind")(choose)
    app.action("report.about")(choose)
    app.options("report.about")(offer)
    app.action("report.preview")(preview)
    app.action("report.send")(send_now)
    for change_id in ("report.pause", "report.resume", "report.remove"):
        app.action(change_id)(change)
    app.view("report.arrange")(arrange)
    app.action("report.ask")(ask_for)
    app.action("report.start")(start)
    app.action("report.csv")(attach)
    app.action("report.pdf")(attach)


TIMERS: dict[str, Timer] = {posting.TIMER: post, posting.RELEASE: release, SAY: say_now}
