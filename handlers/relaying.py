"""Relaying: what is written below a card reaches the other side below theirs; neither side leaves Slack.

The bot does not read channels. There it hears only what mentions it: the rest of a team's thread stays in
the team. In direct messages everything below a card of an order is for the other side.
"""

from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import people
from bot.delivery import outbox
from bot.desk import Desk
from bot.process import approvers, cards, orders, relaying
from bot.process.relaying import Said, Thread
from handlers import order_form, statements, teamwork


def hear(desk: Desk, event: dict[str, Any], bot: str | None) -> bool:
    """Pass on what a person wrote below a card; return whether it was written there."""
    said = said_in(event, bot)
    if "thread_ts" not in event or not (said.text or said.files):
        return False
    with desk.read() as session:
        thread = relaying.find(session, event["channel"], event["thread_ts"])
        if thread is None or not _belongs(desk, session, thread, said.by):
            return False
    with desk.session() as session:
        order = relaying.pass_on(session, desk.catalog, thread, said, clock.now())
        statements.hear_answer(session, desk, order)
        confirm(desk, session, thread, event)
    return True


def said_in(event: dict[str, Any], bot: str | None) -> Said:
    """Return what a message says to whoever reads it next."""
    text = order_form.readable(event.get("text", "").replace(f"<@{bot}>", ""))
    files = [each.get("name") or each.get("id", "") for each in event.get("files", ())]
    return Said(event["user"], relaying.meant(text), files)


def _belongs(desk: Desk, session: Session, thread: Thread, by: str) -> bool:
    """Say whether somebody has a part in the order; others who ask below its card ask the bot."""
    order = thread.order
    if by == order.person or (thread.card == "approver" and by == order.approver):
        return True
    person = people.unit_of(session, by)
    return thread.is_teams and approvers.is_worker(desk.catalog, person)


def confirm(desk: Desk, session: Session, thread: Thread, event: dict[str, Any]) -> None:
    """Say below the card that it arrived, in one message that later words edit."""
    order = orders.find(session, thread.order.number)
    outbox.show(
        session,
        f"order:{order.id}:heard:{event['thread_ts']}",
        event["channel"],
        "orders/heard",
        now=clock.now(),
        thread=event["thread_ts"],
        facts={
            "order": cards.facts_of(desk.catalog, order),
            "to_team": not thread.is_teams,
            "kept": not thread.is_teams and relaying.is_kept(desk.catalog, order),
            "at": clock.now(),
        },
    )


def tell_requester(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Tell the person who asked, from the menu of the team's card; the team sees below it what was said."""
    now, note = clock.now(), order_form.field(view, "note") or ""
    with desk.session() as session:
        said = Said(teamwork.worker(desk, session, body), note)
        order = orders.find(session, order_form.private(view)["order"])
        relaying.pass_on(session, desk.catalog, Thread(order, "team"), said, now)
        relaying.to_team(session, desk.catalog, order, "orders/told", now, said=said)
    ack()


def register(app: App) -> None:
    """Say what starts what; what is written comes in where questions do."""
    app.view("order.told")(tell_requester)
