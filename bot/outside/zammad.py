"""Zammad: each order has a ticket there, and what becomes of one becomes of the other.

Out: an event of an order creates its ticket or updates it, by Zammad's REST API. In: a trigger of Zammad posts
the ticket here, signed. The number of the ticket is the order's `outside_ref`.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ValidationError, field_validator
from sqlmodel import Session, select

from bot import clock
from bot.db import Database
from bot.delivery import hooks, inbound
from bot.delivery.claims import Claim
from bot.delivery.inbound import AlreadyHandled
from bot.delivery.settling import Outcome, Sent
from bot.outside import calling
from bot.outside.api import Answer, No, Request
from bot.outside.calling import Reply
from bot.outside.moves import Moves, refer
from bot.outside.shapes import Event, OrderShape
from bot.process import cards, orders, steps
from bot.process.orders import Order
from bot.process.telling import ENDED
from bot.settings import Settings

NAME = "zammad"
PATH = "/api/connect/zammad"
MARK = "Domestique"  # subject of what we write there, so that it is not brought back
OUT = {"open": "open", "taken": "open", "waiting": "pending reminder", "done": "closed"}
OUT |= dict.fromkeys(ENDED, "closed")
IN = {"open": "taken", "pending reminder": "waiting", "pending close": "waiting", "closed": "done"}
PRIORITIES = {1: "3 high", 2: "3 high", 3: "2 normal", 4: "1 low"}
REMIND_AFTER = timedelta(days=7)  # Zammad wants to know when a pending ticket comes up again
HEARD = ("asked", "answered", "said", "how", "reopened")  # steps whose note is brought there


class Zammad:
    """Brings events of orders to Zammad."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self._settings = settings
        self._db = db
        self._url = settings.zammad_url.rstrip("/") + "/api/v1"
        self._token = settings.zammad_token.get_secret_value()
        calling.check(self._url)

    def tell(self, claim: Claim, event: Event) -> Outcome:
        """Create the order's ticket, or bring it up to date."""
        if event.order.state not in OUT or event.step.by == f"outside:{NAME}":
            return Sent()
        ref = self._ref(event.order.number)
        if ref is None and event.order.state in ENDED:
            return Sent()  # it never came to work
        ticket = self._ticket(event.order, ref, looks=ref is not None or claim.job.attempts > 1)
        if isinstance(ticket, Reply):
            return hooks.outcome_of(ticket.status, ticket.retry_after, claim.job.attempts)
        if ticket is None and ref is not None:
            return hooks.again(f"there is no ticket {ref}", claim.job.attempts)
        answer = (
            self._call("POST", "/tickets", _new(event, self._settings))
            if ticket is None
            else self._call("PUT", f"/tickets/{ticket['id']}", _update(event))
        )
        outcome = hooks.outcome_of(answer.status, answer.retry_after, claim.job.attempts)
        if isinstance(outcome, Sent) and ref is None:
            self._refer(event.order.number, str(json.loads(answer.body)["number"]))
        return outcome

    def _ref(self, number: int) -> str | None:
        with self._db.read() as session:
            return orders.find(session, number).outside_ref

    def _refer(self, number: int, ref: str) -> None:
        with self._db.session() as session:
            refer(session, number, ref, f"outside:{NAME}", clock.now())

    def _ticket(self, order: OrderShape, ref: str | None, *, looks: bool) -> dict[str, Any] | Reply | None:
        """Find the order's ticket, also one whose creation was not heard of; a Reply that is no success as it is."""
        if not looks:
            return None
        asked = f"number:{ref}" if ref else f'title:"{MARK} {order.number}"'
        answer = self._call("GET", f"/tickets/search?query={quote(asked)}&limit=20&expand=true")
        if answer.status != 200:
            return answer
        found = json.loads(answer.body)
        listed = found if isinstance(found, list) else found.get("tickets", [])
        fits = (
            each
            for each in listed
            if str(each["number"]) == ref or (ref is None and each["title"].startswith(_title_mark(order)))
        )
        return next(fits, None)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Reply:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Token token={self._token}", "Content-Type": "application/json"}
        return calling.call(method, self._url + path, data, headers)


def _title_mark(order: OrderShape) -> str:
    return f"[{MARK} {order.number}]"


def _new(event: Event, settings: Settings) -> dict[str, Any]:
    order = event.order
    about = "private" if order.private else order.text or order.kind
    body = [order.text or about, f"Due: {order.due_at.isoformat()}" if order.due_at else "", order.link or ""]
    return {
        "title": f"{_title_mark(order)} {order.service or order.kind}: {about}"[:200],
        "group": settings.zammad_group,
        "customer_id": f"guess:{order.person or settings.zammad_customer}",
        "priority": PRIORITIES[order.priority],
        **_state(order),
        "article": _article("\n\n".join(filter(None, body))),
    }


def _update(event: Event) -> dict[str, Any]:
    written = event.step.note if event.step.what in HEARD else None
    return {**_state(event.order), **({"article": _article(written)} if written else {})}


def _state(order: OrderShape) -> dict[str, Any]:
    state = OUT[order.state]
    comes_up = (clock.now() + REMIND_AFTER).isoformat()
    return {"state": state, **({"pending_time": comes_up} if state == "pending reminder" else {})}


def _article(body: str) -> dict[str, Any]:
    return {"subject": MARK, "body": body, "type": "note", "internal": False, "content_type": "text/plain"}


class _Named(BaseModel):
    name: str


class _Ticket(BaseModel):
    number: str
    state: str

    @field_validator("state", mode="before")
    @classmethod
    def named(cls, given: Any) -> Any:
        """Take the name of a state that comes with all that is known of it."""
        return _Named.model_validate(given).name if isinstance(given, Mapping) else given


class _Article(BaseModel):
    subject: str | None = None
    body: str = ""
    internal: bool = True
    sender: str = ""


class _Posted(BaseModel):
    ticket: _Ticket
    article: _Article | None = None


class Incoming:
    """Hears of tickets from a trigger of Zammad, and does to the order what was done there."""

    def __init__(self, moves: Moves, secret: str) -> None:
        self._moves = moves
        self._secret = secret

    def __call__(self, request: Request) -> Answer:
        """Answer Zammad's webhook. Raises No for what is not signed by it or cannot be read."""
        mac = hmac.new(self._secret.encode(), request.body, hashlib.sha1).hexdigest()
        given = request.headers.get("x-hub-signature", "")
        if not self._secret or not hmac.compare_digest(given.encode(), f"sha1={mac}".encode()):
            raise No(401, "Set the webhook's HMAC SHA1 Signature Token in Zammad to ZAMMAD_SECRET.")
        try:
            posted = _Posted.model_validate_json(request.body)
        except ValidationError as wrong:
            raise No(
                422, f"Send Zammad's own payload, with ticket and article: {wrong.error_count()} wrong."
            ) from None
        try:
            with self._moves.desk.db.session() as session:
                if delivery := request.headers.get("x-zammad-delivery"):
                    inbound.accept(session, f"zammad:{delivery}", clock.now())
                self._follow(session, posted)
        except AlreadyHandled:
            pass
        return Answer(200, b"{}")

    def _follow(self, session: Session, posted: _Posted) -> None:
        order = session.exec(select(Order).where(Order.outside_ref == posted.ticket.number)).first()
        if order is None:
            return  # a ticket of another origin
        self._say(session, order, posted.article)
        status = IN.get(posted.ticket.state)
        if status is not None and OUT.get(order.state) != posted.ticket.state:
            self._change(session, order, status)

    def _say(self, session: Session, order: Order, article: _Article | None) -> None:
        if article is None or article.internal or article.subject == MARK or article.sender != "Agent":
            return
        if order.state in orders.AT_WORK:
            self._moves.comment(session, order.number, article.body, clock.now())

    def _change(self, session: Session, order: Order, status: str) -> None:
        if order.state in ENDED and order.state != "closed":
            return  # cancelled or declined here: nothing brings it back
        if order.state in ("done", "closed"):
            again = steps.reopen(session, order.number, by=self._moves.by, now=clock.now())
            cards.show(session, self._moves.desk.catalog, again, clock.now())
        self._moves.change(session, order.number, status, "", clock.now())
