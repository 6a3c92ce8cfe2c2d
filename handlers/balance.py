"""Balance: the scorecard of the three elements, for those who answer for any of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot.customer.people import Person
from bot.delivery.pictures import Picture
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import balance, balance_circles, balance_page, executive
from bot.value.balance import Scorecard

SAY, SIGNS = "balance.say", "balance.signs"


def show(desk: Desk, session: Session, slack_id: str) -> None:
    """Show a person the latest scorecard. Raises Refused for who answers for nothing in it."""
    desk.soon(session, SAY, reader=check_reader(desk, session, slack_id).id)


def check_reader(desk: Desk, session: Session, slack_id: str) -> Person:
    """Return who this is. Raises Refused for who may not read the balance."""
    person = desk.person(session, slack_id)
    if not balance_page.may_read(session, desk.catalog, person.email):
        raise Refused("balance/not_yours", ["report", "talk"])
    return person


def say(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind it: three months of cost take longer to add up than an ack may wait."""
    month = balance.month_shown(session, desk.catalog, now)
    sees_cost = desk.catalog.company.keeps_books(desk.person(session, facts["reader"]).email)
    desk.say(
        session,
        facts["reader"],
        "balance/card",
        sees_cost=sees_cost,
        **scores(desk, session, month, now),
    )


def scores(desk: Desk, session: Session, month: str, now: datetime) -> dict[str, Any]:
    """Return the facts of the scorecard of a month, wherever it is posted."""
    card = balance.scorecard(session, desk.catalog, month, now)
    return {
        "card": card,
        "next_owner": desk.slack_id(session, card.next_step.owner),
        "unmeasured": sum(each.value is None for each in card.measures),
        "diagram": picture(desk, card),
    }


def picture(desk: Desk, card: Scorecard) -> dict[str, Any]:
    """Return what the three circles are drawn from, with their words."""
    said = desk.renderer.rows("balance/circles", {"card": card})
    words = {row[0]: row[1] for row in said if row[0] != "circle"}
    circles = [
        {"name": row[1], "score": row[2], "note": row[3], "strong": each.strong}
        for row, each in zip((row for row in said if row[0] == "circle"), card.balance.elements, strict=True)
    ]
    return {"picture": "balance.circles", "filename": "balance.png", **words, "circles": circles}


def show_card(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Balance button."""
    with desk.session() as session:
        show(desk, session, body["user"]["id"])
    ack()


def show_signs(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Six signs button, for who sees all cost."""
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        if not desk.catalog.company.keeps_books(person.email):
            raise Refused("balance/not_yours", ["report", "talk"])
        desk.soon(session, SIGNS, reader=person.id)
    ack()


def say_signs(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind it: the executive report of the latest month."""
    month = balance.month_shown(session, desk.catalog, now)
    desk.say(session, facts["reader"], "executive/report", **signs(desk, session, month, now))


def signs(desk: Desk, session: Session, month: str, now: datetime) -> dict[str, Any]:
    """Return the facts of the executive report of a month, wherever it is posted."""
    report = executive.of(session, desk.catalog, month, now)
    owner = desk.slack_id(session, report.card.next_step.owner)
    return {"report": report, "next_owner": owner, "diagram": picture(desk, report.card)}


def register(app: App) -> None:
    """Say what starts what."""
    app.action("balance.show")(show_card)
    app.action("balance.signs")(show_signs)


TIMERS: dict[str, Timer] = {SAY: say, SIGNS: say_signs}
PICTURES: dict[str, Picture] = {"balance.circles": balance_circles.draw}
