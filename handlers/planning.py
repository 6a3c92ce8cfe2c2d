"""Planning: the budget by its drivers, and new price lists before they count."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.cost import price_lists
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import budget_lists, budget_page
from bot.value.budget_page import Scope, View
from handlers import order_form
from handlers.approvals import open_view


def open_budget(desk: Desk, body: dict[str, Any], person: str) -> None:
    """Open the budget as far as a person may see it."""
    with desk.session() as session:
        facts = _budget(session, desk, person, "", 0)
    open_view(desk, body, "planning/budget", **facts)


def start_budget(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """A button that leads to the budget."""
    open_budget(desk, body, body["user"]["id"])
    ack()


def _budget(session: Session, desk: Desk, person: str, unit: str, offset: int) -> dict[str, Any]:
    shown = seen(session, desk, scope(session, desk, person), unit)
    return budget_page.page(session, desk.catalog, shown, offset, clock.now())


def scope(session: Session, desk: Desk, person: str) -> Scope:
    """Return what somebody may see; raises Refused for who may see nothing."""
    return budget_page.scope(desk.catalog, desk.person(session, person).email)


def seen(session: Session, desk: Desk, may: Scope, unit: str) -> View:
    """Return the budget as somebody who may see so much sees it, of a unit or whole."""
    return budget_page.view(session, desk.catalog, may.unit(unit), desk.today())


def turn(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """More lines, or dearer ones."""
    given = order_form.private(body["view"])
    with desk.session() as session:
        facts = _budget(session, desk, body["user"]["id"], given["unit"], int(action["value"]))
    desk.update(body["view"]["id"], body["view"]["hash"], "planning/budget", **facts)
    ack()


def open_line(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open beside a line: driver, quantity and price, month by month."""
    line, _, unit = action["value"].partition("|")
    with desk.session() as session:
        shown = seen(session, desk, scope(session, desk, body["user"]["id"]), unit)
        facts = budget_page.opened(session, desk.catalog, shown, int(line))
    open_view(desk, body, "planning/line", line=facts)
    ack()


def open_list(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Look: who pays how much more by a list that waits."""
    with desk.session() as session:
        person = body["user"]["id"]
        _check_books(session, desk, person)
        found = budget_lists.affected(session, desk.catalog, int(action["value"]), desk.today())
        deciding = _deciding(person, desk.leads(session))
    open_view(desk, body, "planning/list", found=found, **deciding)
    ack()


def _check_books(session: Session, desk: Desk, person: str) -> None:
    if not scope(session, desk, person).whole:
        raise Refused("planning/not_yours", ["talk"], keepers=desk.leads(session))


def _deciding(reader: str, leads: list[str]) -> dict[str, Any]:
    """Return whether a reader decides on lists, and who does."""
    return {"may_decide": reader in leads, "leads": leads}


def apply_list(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Apply it: from its day on the budget counts with the list."""
    _decide(desk, body, int(action["value"]), "applied")
    ack()


def drop_list(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Drop it: nothing changes."""
    _decide(desk, body, int(action["value"]), "dropped")
    ack()


def _decide(desk: Desk, body: dict[str, Any], number: int, state: str) -> None:
    lead = body["user"]["id"]
    with desk.session() as session:
        leads = desk.leads(session)
        if lead not in leads:
            raise Refused("lead/only_leads", ["talk"], leads=leads)
        price_lists.decide(session, number, state, by=lead, now=clock.now())
        found = _show_list(session, desk, number)
    if body.get("view", {}).get("type") == "modal":
        facts = {"found": found, **_deciding(lead, leads)}
        desk.update(body["view"]["id"], body["view"]["hash"], "planning/list", **facts)


def _show_list(session: Session, desk: Desk, number: int) -> dict[str, Any]:
    """Bring the one message about a list up to date, for each who keeps the books."""
    found = budget_lists.affected(session, desk.catalog, number, desk.today())
    leads = desk.leads(session)
    for keeper in desk.keepers(session):
        facts = {"found": found, **_deciding(keeper, leads)}
        desk.show(session, f"prices:{number}:{keeper}", keeper, "planning/list_waits", **facts)
    return found


def tell_list(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer after a list came in: who keeps the books reads whom it hits, before it is applied."""
    if budget_lists.can_be_told(session, facts["list"]):
        _show_list(session, desk, facts["list"])


def look(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of each working morning: lists that wait are shown, with the figures of that day."""
    for waiting in price_lists.proposed(session):
        desk.soon(session, price_lists.PROPOSED, list=waiting.id)


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that no price list waits unseen."""
    price_lists.arrange(session, desk.catalog.company.zone, now)


TIMERS: dict[str, Timer] = {price_lists.LOOK: look, price_lists.PROPOSED: tell_list}


def register(app: App) -> None:
    """Say what starts what."""
    app.action("planning.budget")(start_budget)
    app.action(re.compile(r"^planning\.turn\.\d$"))(turn)
    app.action("planning.line")(open_line)
    app.action("planning.list")(open_list)
    app.action("planning.apply")(apply_list)
    app.action("planning.drop")(drop_list)
