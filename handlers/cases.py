"""Cases: what who holds the budget does with a business case, what its author reads, and the register."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import gate
from bot.delivery import timers
from bot.delivery.pictures import Picture
from bot.desk import Desk, Timer
from bot.process import cards
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import (
    business_case_chart,
    business_case_page,
    cases,
)
from bot.value import business_case_decision as decision
from bot.value import business_case_evidence as later
from bot.value.cases import BusinessCase
from handlers import advocates, offers, order_form
from handlers.approvals import open_view

A_PAGE = 8  # cases on a page of the register
SOON = timedelta(days=90)  # when to look again, until somebody says otherwise


def show(session: Session, desk: Desk, case: BusinessCase, now: datetime, *, changed: bool = False) -> None:
    """Bring both messages of a case up to date: of who is asked, and of who wrote it."""
    facts = business_case_page.facts_of(session, desk.catalog, case, now)
    words = desk.renderer.rows("cases/cash", {"case": facts})
    drawn = business_case_page.picture(facts, words)
    if case.asked_of and case.asked_at:
        card = f"case:{case.number}:{case.asked_at:%Y%m%d%H%M}"  # each time it is asked anew, a new message
        desk.show(session, card, case.asked_of, "cases/page", case=facts, diagram=drawn, changed=changed)
    desk.show(session, f"case:{case.number}:author", case.author, "cases/mine", case=facts)
    if case.service and case.decided_at:
        advocates.follow(session, desk, case.unit, case.service)


def show_again(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer after somebody lent their name to a case, or took it back."""
    show(session, desk, cases.find(session, facts["case"]), now)


def approve(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Approve: the case becomes its order; where it costs more than was shown, the page says so first."""
    number, _, seen = action["value"].partition(":")
    now, by = clock.now(), body["user"]["id"]
    with desk.session() as session:
        case = cases.hold(session, int(number))
        order = decision.approve(
            session,
            desk.catalog,
            case.number,
            by=by,
            seen=int(seen),
            wish=_wish(desk, session, case, now),
            now=now,
            find_team=desk.team,
        )
        if order is not None:
            _go_on(session, desk, order, now)
        show(session, desk, case, now, changed=order is None)
        facts = business_case_page.facts_of(session, desk.catalog, case, now)
    _shown_again(desk, body, facts, changed=order is None)
    ack()


def _shown_again(desk: Desk, body: dict[str, Any], facts: Mapping[str, Any], *, changed: bool) -> None:
    """Let the modal that a case was decided in say so."""
    view = body.get("view", {})
    if view.get("type") == "modal":
        desk.update(
            view["id"], view["hash"], "cases/shown", case=facts, reader=body["user"]["id"], changed=changed
        )


def _go_on(session: Session, desk: Desk, order: Order, now: datetime) -> None:
    cards.show(session, desk.catalog, order, now)
    offers.follow(session, desk, order, now)


def _wish(desk: Desk, session: Session, case: BusinessCase, now: datetime) -> str:
    """Return what whoever else decides, and the team, read as the reason for the order."""
    facts = business_case_page.facts_of(session, desk.catalog, case, now)
    return unescape(str(desk.renderer.message("cases/wish", {"case": facts})["text"]))


def open_ask(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Ask…: the form for a question to the author."""
    _open_decision(desk, body, int(action["value"]), "cases/ask")
    ack()


def ask(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The question goes to the author, in a message of its own."""
    now, text = clock.now(), order_form.field(view, "question") or ""
    with desk.session() as session:
        number = order_form.private(view)["case"]
        case = decision.ask(session, number, by=body["user"]["id"], text=text, now=now)
        show(session, desk, case, now)
        _show_question(session, desk, case, len(case.questions) - 1, now)
    ack(response_action="clear")


def _show_question(session: Session, desk: Desk, case: BusinessCase, place: int, now: datetime) -> None:
    facts = business_case_page.facts_of(session, desk.catalog, case, now)
    card = f"case:{case.number}:question:{place}"
    desk.show(session, card, case.author, "cases/question", case=facts, place=place)


def open_answer(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Answer…: the author's form under a question."""
    number, place = map(int, action["value"].split(":"))
    with desk.session() as session:
        case = cases.find(session, number)
        decision.check_author(case, body["user"]["id"])
        facts = business_case_page.facts_of(session, desk.catalog, case, clock.now())
    open_view(desk, body, "cases/answer", case=facts, place=place)
    ack()


def answer(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The answer stands in the message of who asked, under the question."""
    given, now = order_form.private(view), clock.now()
    with desk.session() as session:
        text = order_form.field(view, "answer") or ""
        case = decision.answer(session, given["case"], given["place"], by=body["user"]["id"], text=text)
        show(session, desk, case, now)
        _show_question(session, desk, case, given["place"], now)
    ack()


def open_defer(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Defer until…: the form that asks for the day; where the money fits later, that day stands in it."""
    _open_decision(desk, body, int(action["value"]), "cases/defer")
    ack()


def defer(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The case is put off until a day to come."""
    until = _day(view, "until")
    if until is None or until <= desk.today():
        ack(response_action="errors", errors=_too_early(desk, "until"))
        return
    now, by, reason = clock.now(), body["user"]["id"], order_form.field(view, "reason") or ""
    with desk.session() as session:
        number = order_form.private(view)["case"]
        case = decision.defer(session, desk.catalog, number, by=by, until=until, reason=reason, now=now)
        _tell(session, desk, case, now)
    ack(response_action="clear")


def open_decline(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Decline because…: the form that asks for the reason."""
    _open_decision(desk, body, int(action["value"]), "cases/decline")
    ack()


def decline(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The case is declined, for a reason that its author reads; perhaps it is looked at again."""
    again_on = _day(view, "again_on")
    if again_on is not None and again_on <= desk.today():
        ack(response_action="errors", errors=_too_early(desk, "again_on"))
        return
    now, by, reason = clock.now(), body["user"]["id"], order_form.field(view, "reason") or ""
    with desk.session() as session:
        number = order_form.private(view)["case"]
        case = decision.decline(
            session, desk.catalog, number, by=by, reason=reason, again_on=again_on, now=now
        )
        _tell(session, desk, case, now)
    ack(response_action="clear")


def _tell(session: Session, desk: Desk, case: BusinessCase, now: datetime) -> None:
    """Tell the author what was decided and why, with a way on."""
    show(session, desk, case, now)
    facts = business_case_page.facts_of(session, desk.catalog, case, now)
    desk.say(session, case.author, "cases/told", case=facts)


def _day(view: dict[str, Any], name: str) -> date | None:
    picked = order_form.field(view, name)
    return date.fromisoformat(picked) if picked else None


def _too_early(desk: Desk, name: str) -> dict[str, str]:
    return {name: words(desk, "day_passed")}


def words(desk: Desk, what: str) -> str:
    """Return what is wrong with a field, as people read it."""
    return unescape(str(desk.renderer.message("cases/wrong", {"what": what})["text"]))


def _open_decision(desk: Desk, body: dict[str, Any], number: int, template: str) -> None:
    now = clock.now()
    with desk.session() as session:
        case = cases.find(session, number)
        cases.check_decider(case, body["user"]["id"])
        facts = business_case_page.facts_of(session, desk.catalog, case, now)
    later_on = facts["funding"] and facts["funding"]["ways"].later
    soon = desk.today() + SOON
    open_view(desk, body, template, case=facts, day=later_on or soon)


# The register


def open_register(desk: Desk, body: dict[str, Any], person: str) -> None:
    """Open the register of what was proposed and decided, as far as it concerns a person."""
    open_view(desk, body, "cases/register", **_register(desk, person, 0))


def start_register(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """A button that leads to the register."""
    open_register(desk, body, body["user"]["id"])
    ack()


def turn(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Earlier or later cases."""
    facts = _register(desk, body["user"]["id"], int(action["value"]))
    desk.update(body["view"]["id"], body["view"]["hash"], "cases/register", **facts)
    ack()


def _register(desk: Desk, person: str, offset: int) -> dict[str, Any]:
    with desk.session() as session:
        found, count = cases.of(session, desk.catalog, person, A_PAGE, offset)
        since = cases.evidence(session, [case.number for case in found])
        rows = [
            business_case_page.row(
                desk.catalog, case, cases.plan(session, desk.catalog, case), since[case.number]
            )
            for case in found
        ]
    return {"rows": rows, "count": count, "offset": offset, "step": A_PAGE}


def open_case(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open one case of the register, to read."""
    with desk.session() as session:
        case = cases.find(session, int(action["value"]))
        if not cases.may_read(session, desk.catalog, case, body["user"]["id"]):
            raise Refused("cases/not_yours", ["talk"], asked_of=case.asked_of, author=case.author)
        facts = business_case_page.facts_of(session, desk.catalog, case, clock.now())
    open_view(desk, body, "cases/shown", case=facts, reader=body["user"]["id"])
    ack()


# The clock


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that what happens attaches itself to the cases that it speaks for."""
    later.arrange(session, desk.catalog.company.zone, now)


def gather(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the night; a case whose reader has left goes to the next above."""
    told = later.gather_all(session, now)
    mended = decision.mend(session, desk.catalog, now)
    for case in mended:
        _show_by_day(session, desk, case, now)
    for case in told:
        if case.state == "asked" and case not in mended:
            show(session, desk, case, now)


def revisit(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The day has come on which a case was to be looked at again."""
    case = decision.revisit(session, desk.catalog, facts["case"], facts["on"], now)
    if case is not None:
        _show_by_day(session, desk, case, now)


def _show_by_day(session: Session, desk: Desk, case: BusinessCase, now: datetime) -> None:
    """Show a case to whoever is asked anew, when it is no longer quiet for them."""
    reader = desk.person(session, case.asked_of or case.author)
    at = gate.moment(desk.catalog.company, reader, now)
    timers.set_timer(session, advocates.SHOW_CASE, at, now=now, facts={"case": case.number})


TIMERS: dict[str, Timer] = {
    advocates.SHOW_CASE: show_again,
    decision.REVISIT: revisit,
    later.GATHER: gather,
}
PICTURES: dict[str, Picture] = {business_case_page.PICTURE: business_case_chart.draw}


def register(app: App) -> None:
    """Say what starts what."""
    app.action("case.approve")(approve)
    app.action("case.ask")(open_ask)
    app.view("case.asked")(ask)
    app.action("case.answer")(open_answer)
    app.view("case.answered")(answer)
    app.action("case.defer")(open_defer)
    app.view("case.deferred")(defer)
    app.action("case.decline")(open_decline)
    app.view("case.declined")(decline)
    app.action("case.register")(start_register)
    app.action(re.compile(r"^case\.turn\.\d$"))(turn)
    app.action("case.open")(open_case)
