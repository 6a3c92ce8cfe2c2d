"""The queue: what is to be done first and why, for people of IT, in private."""

from re import compile as pattern
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import people
from bot.desk import Desk
from bot.process import cards, queue, working
from handlers import order_form, teamwork
from handlers.approvals import open_view

MINE, ALL = "mine", "all"


def open_queue(desk: Desk, body: dict[str, Any], person: str) -> None:
    """Open the queue of a person's teams. Raises Refused for anybody who is not of IT."""
    with desk.session() as session:
        by = teamwork.worker(desk, session, {"user": {"id": person}})
        facts = _page(desk, session, by, MINE, 0)
    open_view(desk, body, "orders/queue", **facts)


def start_queue(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """A button that opens the queue."""
    open_queue(desk, body, body["user"]["id"])
    ack()


def turn_page(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Another page, or the queue of all teams instead of one's own."""
    whose, _, offset = action["value"].partition(":")
    with desk.session() as session:
        by = teamwork.worker(desk, session, body)
        facts = _page(desk, session, by, whose, int(offset))
    desk.update(body["view"]["id"], body["view"]["hash"], "orders/queue", **facts)
    ack()


def take_next(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take, beside a row of the queue."""
    now, shown = clock.now(), order_form.private(body["view"])
    with desk.session() as session:
        by = teamwork.worker(desk, session, body)
        order = working.take(session, int(action["value"]), by=by, now=now)
        cards.show(session, desk.catalog, order, now)
        facts = _page(desk, session, by, shown["whose"], shown["offset"])
    desk.update(body["view"]["id"], None, "orders/queue", **facts)
    ack()


def _page(desk: Desk, session: Session, person: str, whose: str, offset: int) -> dict[str, Any]:
    mine: dict[str, Any] = (
        {"team": _teams(desk, session, person), "assignee": person} if whose == MINE else {}
    )
    total = queue.count(session, **mine)
    offset = min(offset, max(total - 1, 0) // queue.PAGE * queue.PAGE)
    found = queue.of(session, desk.catalog, **mine, offset=offset)
    return {
        "rows": [queue.row(session, desk.catalog, order, person) for order in found],
        "whose": whose,
        "offset": offset,
        "page": queue.PAGE,
        "total": total,
    }


def _teams(desk: Desk, session: Session, person: str) -> set[str]:
    return queue.teams_of(
        session, desk.catalog, desk.person(session, person).email or "", person, people.place_ids(session)
    )


def register(app: App) -> None:
    """Say what starts what."""
    app.action("queue.open")(start_queue)
    app.action(pattern(r"^queue\.(back|more|whose)$"))(turn_page)
    app.action("queue.take")(take_next)
