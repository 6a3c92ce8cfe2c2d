"""Belonging: somebody chooses their unit, and who answers for it confirms that with one tap, or does not."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import claims, gate
from bot.customer.claims import Claim
from bot.delivery import outbox
from bot.desk import Desk
from bot.refusal import Refused
from bot.value import belonging
from handlers import home, orders
from handlers.pressed import private_thread


def choose(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The select under "Which part of the company do you work for?"; the company file knows better."""
    chosen = action["selected_option"]["value"]
    if chosen not in {each["code"] for each in desk.units_to_choose}:
        raise Refused("people/which_unit", ["choose_unit"], units=desk.units_to_choose, wanted=None)
    in_form = body.get("view", {}).get("type") == "modal"
    with desk.session() as session:
        facts = {**_take(session, desk, body["user"]["id"], chosen), "in_form": in_form}
        if not home.redraw(session, desk, body) and not in_form:
            desk.say(session, body["user"]["id"], "people/unit_chosen", thread=private_thread(body), **facts)
    if wanted := action.get("block_id", "").partition("wanted:")[2]:
        orders.open_wanted(desk, body, wanted)
    elif in_form:
        words = desk.renderer.message("people/unit_chosen", facts)
        desk.update(body["view"]["id"], None, "notice", blocks=words["blocks"])
    ack()


def _take(session: Session, desk: Desk, slack_id: str, unit: str) -> dict[str, Any]:
    """Take somebody's word for their unit, have it confirmed, and return what is said about that."""
    person, now = desk.person(session, slack_id), clock.now()
    before = claims.open_of(session, slack_id)
    claim = belonging.claim(session, desk.catalog, person, desk.catalog.company.units[unit], now)
    _show(session, desk, [each for each in (before, claim) if each], now)
    works_for = desk.works_for(person)
    return {
        "unit": works_for.name if works_for else "",
        "waits": claim is not None,
        "asked": claim.asked if claim else None,
    }


def _show(session: Session, desk: Desk, changed: Iterable[Claim], now: datetime) -> None:
    """Bring each message about these claims up to date; a new one comes when it is not quiet for its reader."""
    for card, asked in dict.fromkeys((each.card, each.asked) for each in changed if each.card and each.asked):
        rows = [belonging.facts_of(desk.catalog, each) for each in claims.on_card(session, card)]
        due_at = gate.moment(desk.catalog.company, desk.person(session, asked), now)
        facts = {"claims": rows}
        outbox.show(session, card, asked, "belonging/asked", now=now, due_at=due_at, facts=facts)


def confirm(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Yes, they do."""
    _decide(desk, body, [int(action["value"])], yes=True)
    ack()


def refuse(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Not in my unit."""
    _decide(desk, body, [int(action["value"])], yes=False)
    ack()


def confirm_all(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Yes, all of them, under a message about several: those whom it shows."""
    _decide(desk, body, map(int, action["value"].split(",")), yes=True)
    ack()


def _decide(desk: Desk, body: dict[str, Any], numbers: Iterable[int], *, yes: bool) -> None:
    by, now = body["user"]["id"], clock.now()
    with desk.session() as session:
        decided = [belonging.decide(session, desk.catalog, each, yes=yes, by=by, now=now) for each in numbers]
        for claim, is_new in decided:
            if is_new:
                _tell(session, desk, claim, now)
        _show(session, desk, [claim for claim, _ in decided], now)
        home.redraw(session, desk, body)


def _tell(session: Session, desk: Desk, claim: Claim, now: datetime) -> None:
    """Tell somebody what became of what they said, outside their quiet hours; their Home shows it at once."""
    person = desk.person(session, claim.person)
    template = "belonging/confirmed" if claim.state == "confirmed" else "belonging/refused"
    facts = {"claim": belonging.facts_of(desk.catalog, claim), "units": desk.units_to_choose}
    due_at = gate.moment(desk.catalog.company, person, now)
    outbox.say(session, claim.person, template, now=now, due_at=due_at, facts=facts)
    home.draw(session, desk, person)


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that everybody is where the company's file has them, and that somebody is asked about the others."""
    _show(session, desk, belonging.settle(session, desk.catalog, now), now)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("person.unit")(choose)
    app.action("claim.yes")(confirm)
    app.action("claim.no")(refuse)
    app.action("claim.all")(confirm_all)
