"""Offer rules: whom each would reach, shown to who owns the service, who lets it go live there or rest."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.desk import Desk, Timer
from bot.value import previews
from bot.value.book import Book
from handlers import order_form

SHOW = "offer_rules.show"


def show(desk: Desk, session: Session, person: str) -> None:
    """Have the rules shown to an owner or a lead; raises Refused for who owns nothing."""
    previews.check_owner(desk.book(session, person))
    desk.soon(session, SHOW, person=person, card=f"rules:{person}:{clock.now().timestamp():.6f}")


def show_now(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind `show`: every rule looks at every row, for which an ack need not wait."""
    found = previews.overview(session, desk.book(session, facts["person"]))
    desk.show(
        session, facts["card"], facts["person"], "offers/rules", card=facts["card"], **_overview_facts(found)
    )


def open_rule(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Look closer: one rule by service and unit, with the words it would use."""
    key, _, card = action["value"].partition("|")
    with desk.session() as session:
        facts = _rule_facts(session, desk.book(session, body["user"]["id"]), key, card)
    desk.open(body["trigger_id"], "offers/rule" if facts["rule"] else "offers/rule_gone", **facts)
    ack()


def go_live(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Go live here."""
    _decide(desk, action, body, live=True)
    ack()


def let_rest(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Let it rest."""
    _decide(desk, action, body, live=False)
    ack()


def _decide(desk: Desk, action: dict[str, Any], body: dict[str, Any], *, live: bool) -> None:
    key, _, service = action["value"].partition("|")
    card, person, view = order_form.private(body["view"])["card"], body["user"]["id"], body["view"]
    with desk.session() as session:
        book = desk.book(session, person)
        previews.decide(session, book, key, service, live=live)
        facts = _rule_facts(session, book, key, card)
        desk.soon(session, SHOW, person=person, card=card)
    template = "offers/rule" if facts["rule"] else "offers/rule_gone"
    desk.update(view["id"], view["hash"], template, **facts)


def _overview_facts(found: previews.Overview) -> dict[str, Any]:
    rules = [
        {
            "key": each.rule.key,
            "name": each.rule.name,
            "at_work": each.at_work,
            "live": each.live,
            "needs": each.needs,
            "reached": each.reached,
            "seen": each.seen,
        }
        for each in sorted(found.previews, key=lambda each: -each.needs)
    ]
    return {"rules": rules, "funnel": found.funnel, "effect": found.effect}


def _rule_facts(session: Session, book: Book, key: str, card: str) -> dict[str, Any]:
    previews.check_owner(book)
    found = previews.of_rule(session, book, key)
    if found is None:
        return {"rule": None}
    preview, funnel = found
    return {
        "rule": {"key": key, "name": preview.rule.name, "live": preview.rule.live},
        "reaches": preview.reaches,
        "needs": preview.needs,
        "seen": preview.seen,
        "offer": preview.sample,
        "funnel": funnel,
        "card": card,
    }


def register(app: App) -> None:
    """Say what starts what."""
    app.action("offer_rules.open")(open_rule)
    app.action("offer_rules.live")(go_live)
    app.action("offer_rules.rest")(let_rest)


TIMERS: dict[str, Timer] = {SHOW: show_now}
