"""More funding: asked for by whoever decides on an order, granted or declined by who may give it."""

from decimal import Decimal
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.cost import grants
from bot.cost.grants import Grant
from bot.desk import Desk
from bot.money import Money
from bot.process import cards, orders
from bot.value import drafts, more_funding, purchases
from bot.value.drafts import Draft
from handlers import order_form
from handlers.approvals import open_view


def open_ask(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Ask for more funding…, on the approver's card or under a no of the funding."""
    with desk.session() as session:
        number, by = int(action["value"]), body["user"]["id"]
        need = more_funding.need(session, desk.catalog, number, by=by, now=clock.now())
        facts = cards.facts_of(desk.catalog, need.order)
    open_view(desk, body, "funding/ask", order=facts, quote=need.draft.quote, grantor=need.grantor)
    ack()


def ask(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """The request is sent: whoever may grant it gets a message of their own."""
    with desk.session() as session:
        grant = more_funding.ask(
            session,
            desk.catalog,
            order_form.private(view)["number"],
            by=body["user"]["id"],
            amount=_amount(desk, order_form.field(view, "amount")),
            why=order_form.field(view, "why") or "",
            now=clock.now(),
        )
        order = orders.find(session, order_form.private(view)["number"])
        now_draft = drafts.redraft(session, desk.catalog, order, clock.now(), order.quantity)
        show(session, desk, grant, now_draft)
    ack()


def _amount(desk: Desk, typed: str | None) -> Money | None:
    """Return the amount that was typed; what is no amount, or none, is what is missing."""
    digits = (typed or "").replace(",", "").lstrip("$ ")
    plain = digits.replace(".", "", 1).isdigit()
    amount = Money.of(Decimal(digits), desk.catalog.company.currency) if plain else None
    return amount or None


def show(session: Session, desk: Desk, grant: Grant, draft: Draft | None) -> None:
    """Bring both messages of a request up to date: of who asked, and of who is asked now."""
    facts = _facts(desk, session, grant, draft)
    desk.show(session, f"grant:{grant.id}:asked", grant.asked_by, "funding/asked", **facts)
    desk.show(session, f"grant:{grant.id}:{grant.asked_of}", grant.asked_of, "funding/grant", **facts)


def _facts(desk: Desk, session: Session, grant: Grant, draft: Draft | None) -> dict[str, Any]:
    order = orders.find(session, grant.order_id or 0)
    return {
        "grant": grant,
        "amount": Money(grant.minor, desk.catalog.company.currency),
        "unit": more_funding.unit_of(desk.catalog, grant).name,
        "order": cards.facts_of(desk.catalog, order),
        "short": purchases.shortage(draft, order) if draft else None,
    }


def grant_it(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Grant: what the unit has is raised, and the order goes on to its approval."""
    _decide(desk, body, int(action["value"]), granted=True, note="")
    ack()


def open_decline(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Decline…: the form that asks for the reason, with what would fit."""
    with desk.session() as session:
        grant = grants.find(session, int(action["value"]))
        grants.check(grant, body["user"]["id"])
        order = orders.find(session, grant.order_id or 0)
        now_draft = drafts.if_known(session, desk.catalog, order, clock.now())
        facts = _facts(desk, session, grant, now_draft)
    open_view(desk, body, "funding/decline", **facts)
    ack()


def decline(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Decline: the reason is given."""
    _decide(
        desk,
        body,
        order_form.private(view)["number"],
        granted=False,
        note=order_form.field(view, "note") or "",
    )
    ack()


def _decide(desk: Desk, body: dict[str, Any], number: int, *, granted: bool, note: str) -> None:
    now, by = clock.now(), body["user"]["id"]
    with desk.session() as session:
        grant, fresh = more_funding.decide(
            session, desk.catalog, number, by=by, granted=granted, note=note, now=now
        )
        show(session, desk, grant, fresh)
        desk.say(session, grant.asked_by, "funding/decided", **_facts(desk, session, grant, fresh))
        if fresh is not None:
            order = orders.find(session, grant.order_id or 0)
            cards.show(session, desk.catalog, order, now, remaining=fresh.quote.remaining)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("funding.ask")(open_ask)
    app.view("funding.asked")(ask)
    app.action("funding.grant")(grant_it)
    app.action("funding.decline")(open_decline)
    app.view("funding.declined")(decline)
