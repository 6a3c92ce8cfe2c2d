"""Advocates: a content user says that they want something, too, and hears what became of it."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.delivery import outbox
from bot.desk import Desk
from bot.refusal import Refused
from bot.value import advocates
from bot.value.cases import Advocate
from handlers import home, order_form

SHOW_CASE = "case.show"  # the timer that brings the messages of a case up to date


def end_contact(
    session: Session, desk: Desk, person: str, unit: str, service: str | None, now: datetime
) -> bool:
    """End a good contact with the question whether we may name them; say whether it was asked."""
    cause = advocates.to_ask(session, desk.catalog, person, unit, service, now) if service else None
    if cause is None:
        return False
    advocates.note_asked(session, person, cause, now)
    _show(session, desk, person, cause.unit, cause.service, "ask", case_id=cause.case_id)
    return True


def follow(session: Session, desk: Desk, unit: str, service: str) -> None:
    """Tell all who lent their name to a unit's wish what became of it, in the message they answered in."""
    for each in advocates.consented(session, unit, service):
        if outbox.card_place(session, _card(each.person, unit, service)):
            _show_row(session, desk, each)


def open_form(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Yes, say so: a form for one sentence, which names who reads it."""
    person, unit, service, case = action["value"].split(":")
    if person != body["user"]["id"]:
        raise Refused("people/not_yours", ["talk"])
    with desk.read() as session:
        known = advocates.of(session, person, unit, service)
        facts = _facts(session, desk, person, unit, service, int(case) if case else None)
    desk.open(body["trigger_id"], "advocates/form", **facts, statement=known.statement if known else None)
    ack()


def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Their sentence, sent: from now on it stands beside the proposal."""
    private, person = order_form.private(view), body["user"]["id"]
    statement = order_form.field(view, "statement") or ""
    with desk.session() as session:
        row = advocates.consent(
            session,
            person,
            private["unit"],
            private["service"],
            statement=statement,
            case_id=private["case"],
            now=clock.now(),
        )
        _show_row(session, desk, row)
        _show_cases(session, desk, row)
    ack()


def decline(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """No, thanks: nobody hears of it."""
    person, unit, service, _ = action["value"].split(":")
    if person != body["user"]["id"]:
        raise Refused("people/not_yours", ["talk"])
    with desk.session() as session:
        _show(session, desk, person, unit, service, "declined")
    ack()


def withdraw(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take my name back, in the message or on Home."""
    with desk.session() as session:
        by = body["user"]["id"]
        row = advocates.withdraw(session, int(action["value"]), by=by, now=clock.now())
        _show(session, desk, row.person, row.unit, row.service, "withdrawn", case_id=row.case_id)
        _show_cases(session, desk, row)
        home.redraw(session, desk, body)
    ack()


def _show_cases(session: Session, desk: Desk, row: Advocate) -> None:
    """Have the name stand on the cases that somebody reads, or vanish from them."""
    for number in advocates.cases_of(session, row.unit, row.service):
        desk.soon(session, SHOW_CASE, case=number)


def _show_row(session: Session, desk: Desk, row: Advocate) -> None:
    facts = {"advocate": row.model_dump(), "outcome": advocates.outcome(session, row)}
    _show(session, desk, row.person, row.unit, row.service, "advocate", case_id=row.case_id, **facts)


def _show(
    session: Session,
    desk: Desk,
    person: str,
    unit: str,
    service: str,
    step: str,
    case_id: int | None = None,
    **more: Any,
) -> None:
    """Bring the one message about a person's name to the step that comes next."""
    facts = _facts(session, desk, person, unit, service, case_id)
    desk.show(session, _card(person, unit, service), person, f"advocates/{step}", **facts, **more)


def _card(person: str, unit: str, service: str) -> str:
    return f"advocate:{person}:{unit}:{service}"


def _facts(
    session: Session, desk: Desk, person: str, unit: str, service: str, case_id: int | None
) -> dict[str, Any]:
    known, found = desk.catalog.company.units.get(unit), desk.catalog.services.get(service)
    return {
        "unit": unit,
        "service": service,
        "case_id": case_id,
        "unit_name": known.name if known else unit,
        "service_name": found.name if found else service,
        "wanted": advocates.wanted(session, unit, service, case_id),
        "reader": advocates.reader_of(session, desk.catalog, unit, case_id),
        "again": f"{person}:{unit}:{service}:{case_id or ''}",
    }


def register(app: App) -> None:
    """Say what starts what."""
    app.action("advocate.say")(open_form)
    app.view("advocate.said")(save)
    app.action("advocate.no")(decline)
    app.action("advocate.withdraw")(withdraw)
