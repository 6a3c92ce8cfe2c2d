"""While a case waits: who answers for what it brings says whether that is right, who decides is reminded once."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.desk import Desk, Timer
from bot.money import Money
from bot.value import business_case_form, business_case_page, case_waiting, vouching
from bot.value.cases import BusinessCase, find
from handlers import cases, order_form
from handlers.approvals import open_view


def ask_owner(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer after a case was sent: whoever answers for what it brings is asked whether that is right."""
    case = find(session, facts["case"])
    if case.state in vouching.ANSWERABLE:
        _show_owner(session, desk, case, facts["owner"], now)


def _show_owner(session: Session, desk: Desk, case: BusinessCase, owner: str, now: datetime) -> None:
    said = business_case_page.facts_of(session, desk.catalog, case, now)
    mine = [each for each in said["benefits"] if each["owner"] == owner]
    desk.show(session, f"case:{case.number}:owner:{owner}", owner, "cases/vouch", case=said, lines=mine)


def confirm(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """That is right, or not mine: the owner's word stands on the page of who decides."""
    _vouch(desk, int(action["value"]), body, action["action_id"].rpartition(".")[2])
    ack()


def open_correct(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Correct it…: the form for the amount that is right."""
    now = clock.now()
    with desk.session() as session:
        case, line = vouching.find(session, int(action["value"]), body["user"]["id"])
        facts = business_case_page.facts_of(session, desk.catalog, case, now)
        (said,) = [each for each in facts["benefits"] if each["id"] == line.id]
    open_view(desk, body, "cases/correct", case=facts, line=said)
    ack()


def correct(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The owner's amount counts from now on; what was written before stands beside it."""
    amount = business_case_form.amount(desk.catalog, order_form.field(view, "amount"))
    if amount is None:
        ack(response_action="errors", errors={"amount": cases.words(desk, "amount_shape")})
        return
    _vouch(desk, order_form.private(view)["line"], body, vouching.CORRECTED, amount)
    ack()


def _vouch(desk: Desk, benefit: int, body: dict[str, Any], what: str, amount: Money | None = None) -> None:
    now, by = clock.now(), body["user"]["id"]
    with desk.session() as session:
        case = vouching.say(session, benefit, what, by=by, now=now, amount=amount)
        cases.show(session, desk, case, now)
        _show_owner(session, desk, case, by, now)


# The clock


def remind(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Remind whoever is asked that a case waits, once."""
    case = case_waiting.may_remind(session, desk.catalog, facts["case"], facts["asked_at"], now)
    if case is not None and case.asked_of is not None:
        said = business_case_page.facts_of(session, desk.catalog, case, now)
        reader = desk.person(session, case.asked_of)
        desk.start(session, "talks", reader, "cases/reminder", case=said)


def register(app: App) -> None:
    """Say what starts what."""
    app.action(re.compile(r"^case\.benefit\.(confirmed|not_mine)$"))(confirm)
    app.action("case.benefit.correct")(open_correct)
    app.view("case.corrected")(correct)


TIMERS: dict[str, Timer] = {vouching.ASK: ask_owner, case_waiting.REMIND: remind}
