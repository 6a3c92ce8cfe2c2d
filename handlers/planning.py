"""Planning: the budget by its drivers, what would be if something changed, and new price lists."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from html import unescape
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.cost import budget, price_lists
from bot.cost.scenarios import Scenario
from bot.customer.people import Person
from bot.delivery import facts as travelling
from bot.delivery.jobs import is_private
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import budget_form, budget_lists, budget_page, what_if
from bot.value.answers import what_if as reading
from bot.value.budget_page import Scope, View
from handlers import order_form
from handlers.approvals import open_view

KEPT = ("kept", "before", "scenarios")


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
    seen = _seen(session, desk, _scope(session, desk, person), unit)
    return budget_page.page(session, desk.catalog, seen, offset, clock.now())


def _scope(session: Session, desk: Desk, person: str) -> Scope:
    """Return what somebody may see; raises Refused for who may see nothing."""
    return budget_page.scope(desk.catalog, desk.person(session, person).email)


def _seen(session: Session, desk: Desk, scope: Scope, unit: str) -> View:
    return budget_page.view(session, desk.catalog, scope.unit(unit), _today(desk))


def _today(desk: Desk) -> date:
    return clock.today(desk.catalog.company.zone)


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
        seen = _seen(session, desk, _scope(session, desk, body["user"]["id"]), unit)
        facts = budget_page.opened(session, desk.catalog, seen, int(line))
    open_view(desk, body, "planning/line", line=facts)
    ack()


# What if


def ask(desk: Desk, body: dict[str, Any], person: str, words: str) -> None:
    """Answer a what-if in plain words; without words, or without a change in them, open the form."""
    if words.strip().lower() in KEPT:
        tell_kept(desk, person)
    elif not words or not answer(desk, person, words):
        open_form(desk, body, person, unread=words)


def answer(desk: Desk, person: str, words: str, thread: str | None = None) -> bool:
    """Answer a what-if in private; False when no change was read in its words."""
    with desk.session() as session:
        scope = _scope(session, desk, person)
        seen = _seen(session, desk, scope, "")
        found = reading.read(words, what_if.known(session, seen, _today(desk)))
        if found is not None:
            asked = {**found, "words": words, "unit": _code(seen)}
            _work_out(session, desk, scope, asked, person, thread=thread)
    return found is not None


def hear(desk: Desk, person: str, words: str, thread: str | None = None) -> bool:
    """Answer a message that asks what-if of the budget; False where it does not, or is not theirs to ask."""
    if not reading.supposes(words):
        return False
    with desk.read() as session:
        known = session.get(Person, person)
        if known is None or not desk.catalog.company.keeps_books(known.email) or not budget.is_there(session):
            return False
        seen = budget_page.view(session, desk.catalog, None, _today(desk))
        if reading.read(words, what_if.known(session, seen, _today(desk))) is None:
            return False
    return answer(desk, person, words, thread)


def hear_in(desk: Desk, person: str, words: str, channel: str, thread: str) -> bool:
    """Do the same where a message was written; in a channel only that it is answered in private."""
    here = is_private(channel)
    heard = hear(desk, person, words, thread if here else None)
    if heard and not here:
        with desk.session() as session:
            desk.say(session, channel, "ask/in_private", thread=thread)
    return heard


def _code(seen: View) -> str:
    return seen.unit.code if seen.unit else ""


def _work_out(
    session: Session,
    desk: Desk,
    scope: Scope,
    asked: what_if.Asked,
    person: str,
    number: int | None = None,
    thread: str | None = None,
) -> None:
    """Keep the what-if, and put its answer up; asked again, the answer is edited in place."""
    now, today = clock.now(), _today(desk)
    kept = what_if.keep(session, desk.catalog, scope, asked, by=person, now=now, today=today, number=number)
    desk.show(session, f"scenario:{kept.id}", person, "planning/answer", thread=thread, **_said(kept))


def _said(kept: Scenario) -> dict[str, Any]:
    return {"id": kept.id, "at": kept.at, "found": {"notes": (), **travelling.unpack(kept.figures)}}


def open_form(desk: Desk, body: dict[str, Any], person: str, about: str = "unit:", unread: str = "") -> None:
    """Open the form, filled in with what it is about: a unit, a scenario, or a price list."""
    kind, _, value = about.partition(":")
    asked: Mapping[str, Any] = {}
    with desk.session() as session:
        scope, number = _scope(session, desk, person), int(value) if kind == "scenario" else None
        if number is not None:
            asked = what_if.find(session, desk.catalog, number, person, whole=scope.whole).changes
        elif kind == "list":
            begins = budget_lists.month_of(price_lists.find(session, int(value)))
            asked = {"parts": [{"from": begins, "list": int(value)}]}
        seen = _seen(session, desk, scope, value if kind == "unit" else asked.get("unit", ""))
        facts = budget_form.facts(session, desk.catalog, seen, _today(desk), asked, unread=unread)
    open_view(desk, body, "planning/form", scenario=number, **facts)


def start_form(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """What if…, or Change under an answer."""
    open_form(desk, body, body["user"]["id"], action["value"])
    ack()


def send_form(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Work it out: the answer comes in the direct message, in the place of the one that was changed."""
    given, person = order_form.private(view), body["user"]["id"]
    asked = budget_form.said(lambda name: order_form.field(view, name), given["drivers"])
    if isinstance(asked, str):
        wrong = unescape(str(desk.renderer.message("planning/wrong", {"what": asked})["text"]))
        ack(response_action="errors", errors={"from" if asked == "nothing" else "count": wrong})
        return
    with desk.session() as session:
        scope = _scope(session, desk, person)
        asked = {**asked, "words": "", "unit": given["unit"]}
        _work_out(session, desk, scope, asked, person, given["scenario"])
    ack(response_action="clear")


def tell_kept(desk: Desk, person: str) -> None:
    """Say in private what somebody asked before, with the figures of then."""
    with desk.session() as session:
        _scope(session, desk, person)
        found = [
            {**_said(each), "fiscal_year": each.fiscal_year, "figures": travelling.unpack(each.figures)}
            for each in what_if.latest(session, person)
        ]
        desk.say(session, person, "planning/kept", scenarios=found)


def start_kept(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """What I asked before."""
    tell_kept(desk, body["user"]["id"])
    ack()


def show_kept(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Show beside a what-if that was asked before: it is said anew, as it was then."""
    person = body["user"]["id"]
    with desk.session() as session:
        whole = _scope(session, desk, person).whole
        kept = what_if.find(session, desk.catalog, int(action["value"]), person, whole=whole)
        desk.say(session, person, "planning/answer", **_said(kept))
    ack()


# Price lists


def open_list(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Look: who pays how much more by a list that waits."""
    with desk.session() as session:
        _check_books(session, desk, body["user"]["id"])
        found = budget_lists.affected(session, desk.catalog, int(action["value"]), _today(desk))
    open_view(desk, body, "planning/list", found=found)
    ack()


def _check_books(session: Session, desk: Desk, person: str) -> None:
    if not _scope(session, desk, person).whole:
        raise Refused("planning/not_yours", ["talk"], keepers=desk.leads(session))


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
        if lead not in desk.leads(session):
            raise Refused("lead/only_leads", ["talk"], leads=desk.leads(session))
        price_lists.decide(session, number, state, by=lead, now=clock.now())
        found = _show_list(session, desk, number)
    if body.get("view", {}).get("type") == "modal":
        desk.update(body["view"]["id"], body["view"]["hash"], "planning/list", found=found)


def _show_list(session: Session, desk: Desk, number: int) -> dict[str, Any]:
    """Bring the one message about a list up to date, for each who keeps the books."""
    found = budget_lists.affected(session, desk.catalog, number, _today(desk))
    company = desk.catalog.company
    keepers = {desk.slack_id(session, email) for email in (*company.leads, *company.it_finance)}
    for keeper in sorted(keeper for keeper in keepers if keeper):
        desk.show(session, f"prices:{number}:{keeper}", keeper, "planning/list_waits", found=found)
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
    app.action("planning.form")(start_form)
    app.view("planning.asked")(send_form)
    app.action("planning.kept")(start_kept)
    app.action("planning.show")(show_kept)
    app.action("planning.list")(open_list)
    app.action("planning.apply")(apply_list)
    app.action("planning.drop")(drop_list)
