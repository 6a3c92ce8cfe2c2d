"""Approving: what the person who holds the budget does with an order."""

from typing import Any

from slack_bolt import Ack, App

from bot import clock
from bot.desk import Desk
from bot.process import cards, orders
from bot.value import approving, purchases
from handlers import home, offers, order_form


def approve_order(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Approve, under the approver's message."""
    number, terms = _terms(action["value"])
    _approve(desk, body, number, **terms)
    ack()


def approve_over(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Approve although the funding does not carry it."""
    number, terms = _terms(action["value"])
    _approve(desk, body, number, over=True, **terms)
    ack()


def approve_fewer(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Approve the number that fits, offered where the whole order does not."""
    number, terms = _terms(action["value"])
    _approve(desk, body, number, **terms)
    ack()


def _terms(value: str) -> tuple[int, dict[str, Any]]:
    """Read what a button carries: the order, and perhaps how many, the commitment shown, and the comment."""
    number, *rest = value.split(":", 3)
    if not rest:
        return int(number), {}
    quantity, seen, note = rest
    return int(number), {"quantity": int(quantity), "seen": int(seen), "note": note}


def approve_changed(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Approve fewer, with a comment, or both: the form is sent."""
    quantity = int(order_form.field(view, "quantity") or 0) or None
    _approve(
        desk,
        body,
        order_form.private(view)["order"],
        quantity=quantity,
        note=order_form.field(view, "note") or "",
    )
    ack()


def _approve(desk: Desk, body: dict[str, Any], number: int, **terms: Any) -> None:
    now = clock.now()
    with desk.session() as session:
        order = purchases.approve(
            session, desk.catalog, number, by=body["user"]["id"], now=now, find_team=desk.team, **terms
        )
        cards.show(session, desk.catalog, order, now)
        offers.follow(session, desk, order, now)
        home.redraw(session, desk, body)
        facts = cards.facts_of(desk.catalog, order)
    settle(desk, body, facts)


def open_change(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for fewer units or a comment."""
    _open_decision(desk, body, int(action["value"]), "orders/change")
    ack()


def open_decline(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form that asks for the reason."""
    _open_decision(desk, body, int(action["value"]), "orders/decline")
    ack()


def _open_decision(desk: Desk, body: dict[str, Any], number: int, template: str) -> None:
    with desk.session() as session:
        order = orders.find(session, number)
        approving.check(session, desk.catalog, order, body["user"]["id"], clock.now())
        facts = cards.facts_of(desk.catalog, order)
    open_view(desk, body, template, order=facts)


def decline_order(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Decline: the reason is given."""
    now, reason = clock.now(), order_form.field(view, "note") or ""
    number = order_form.private(view)["order"]
    with desk.session() as session:
        by = body["user"]["id"]
        order = purchases.decline(session, desk.catalog, number, by=by, now=now, reason=reason)
        cards.show(session, desk.catalog, order, now)
        offers.follow(session, desk, order, now)
        desk.say(session, order.person, "orders/declined", order=cards.facts_of(desk.catalog, order))
    ack()


def open_view(desk: Desk, body: dict[str, Any], template: str, **facts: Any) -> None:
    """Open a modal, on top of the one whose button was pressed if there is one."""
    on_top = body.get("view", {}).get("type") == "modal"
    (desk.push if on_top else desk.open)(body["trigger_id"], template, **facts)


def settle(desk: Desk, body: dict[str, Any], facts: dict[str, Any]) -> None:
    """Say in a modal whose button did the work that it is done: a button cannot close it."""
    view = body.get("view", {})
    if body["type"] == "block_actions" and view.get("type") == "modal":
        desk.update(view["id"], None, "orders/sent", order=facts)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("order.approve")(approve_order)
    app.action("order.approve_over")(approve_over)
    app.action("order.approve_fewer")(approve_fewer)
    app.action("order.change")(open_change)
    app.view("order.approve_changed")(approve_changed)
    app.action("order.decline")(open_decline)
    app.view("order.declined")(decline_order)
