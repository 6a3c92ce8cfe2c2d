"""Orders, incidents and questions: everything a customer asked for, from placing to closing."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.db import Loader, Numbered, Prepared, Values, either, exact, facts, get, instant
from bot.delivery import timers
from bot.process import targets, telling
from bot.process.telling import Step
from bot.refusal import Refused

CANCELLABLE = ("approval", "open", "taken", "waiting")
AT_WORK = ("open", "taken", "waiting")
DECIDED_OTHERWISE = ("hours", "expedite")  # by several people, or by the first who answers
UNFINISHED = ("approval", *AT_WORK)
NOBODY = ""  # what happens by itself is done by no person
CLOCK = "order.clock"  # the timer that looks at an order's due times after a step


class NewOrder(SQLModel):
    """What is known of a thing that a customer asks for when it is asked for."""

    kind: str = Field(index=True)  # order, incident, question, complaint, hours, expedite, capability, task
    state: str = Field(
        index=True
    )  # approval, planned, open, taken, waiting, done, closed, declined, cancelled
    person: str = Field(index=True)  # Slack user id of who asked
    for_person: str | None = Field(default=None, index=True)  # Slack user id of who gets it, if another
    unit: str = Field(index=True)  # business unit code
    service: str | None = Field(default=None, index=True)
    tier: str | None = None  # the tier ordered, or the one the unit had when it asked
    quantity: int = 1
    unit_price: Decimal | None = exact(default=None, nullable=True)  # major units of the company's currency
    replaces: str | None = None  # the tier whose units move to `tier`
    starts_on: date | None = None  # the day it is wanted for
    change_minor: int = 0  # what it adds a month, or once for what is paid by the piece
    commitment_minor: int = 0  # what it adds until the fiscal year ends
    next_year_minor: int | None = None  # what it adds in the whole year after; None before that was kept
    one_off_minor: int = 0  # what setting it up costs once, beside its price; part of the commitment
    over_funding: bool = False  # asked for although the unit's funding does not carry it
    pool: str | None = Field(default=None, index=True)  # whose shared money pays, instead of the unit's
    text: str = ""
    details: list[dict[str, Any]] = facts(default_factory=list)  # what the service's form asked, and was said
    private: bool = False  # for the eyes of who asks, who decides and who works on it
    part_of: int | None = Field(default=None, foreign_key="orders.id", index=True)  # what it is a task of
    outside_ref: str | None = Field(default=None, index=True)  # its number in another ticket system
    origin: str | None = None  # permalink of the message it was made from
    impact: int = 3
    urgency: int = 3
    opened_at: datetime = instant(index=True)
    response_due_at: datetime | None = instant(default=None, nullable=True)  # fixed when the team gets it
    due_at: datetime | None = instant(
        default=None, nullable=True, index=True
    )  # fixed too; only a pause moves it
    approver: str | None = Field(
        default=None, index=True
    )  # who is asked or decided; never who asked, for money
    approver_why: str | None = None  # budget_owner, head, lead, named, pool, delegate, away
    team: str | None = None  # where the team has its card: a channel, or a person
    out_of_hours: bool = False  # opened outside the tier's service hours
    way_forward: str | None = None  # answer, order, alternative, person
    from_offer: int | None = Field(default=None, index=True)

    @property
    def priority(self) -> int:
        """1 (first) to 4 (last)."""
        return targets.priority(self.impact, self.urgency)


class Order(Numbered, NewOrder, table=True):
    """One thing a customer asked for and its way to the end."""

    __tablename__ = "orders"
    __table_args__ = (sa.Index("ix_orders_assignee_state", "assignee", "state"),)  # what somebody has in hand

    id: int | None = Field(default=None, primary_key=True)
    waiting_since: datetime | None = instant(default=None, nullable=True)  # for the person who asked
    paused_minutes: int = 0  # service minutes in which it waited for them
    responded_at: datetime | None = instant(default=None, nullable=True)
    done_at: datetime | None = instant(default=None, nullable=True)
    closed_at: datetime | None = instant(default=None, nullable=True)
    assignee: str | None = None
    working_again: bool | None = None  # None: not asked yet
    note: str = ""  # the approver's comment or reason, or how it was done
    sample: bool = False

    @property
    def is_reopened(self) -> bool:
        """Whether it was delivered, does not work, and is being mended."""
        return self.state in AT_WORK and self.working_again is False


class OrderEvent(SQLModel, table=True):
    """One step in an order's life after the placing: who did what, when."""

    __tablename__ = "order_events"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    at: datetime = instant()
    by: str
    what: str  # agreed (one yes of several), approved, declined, handed_on, moved (to a new contact), taken, asked,
    # receiver_left, said, assigned, handed_over, done, works, reopened, closed, cancelled …
    note: str = ""


_ORDERS = SQLModel.metadata.tables["orders"]
_GIVEN: dict[str, Any] = {name: sa.bindparam(name) for name in NewOrder.model_fields}
_BEGUN: dict[str, Any] = {"paused_minutes": 0, "note": "", "sample": False}
_PLACE = Prepared(sa.insert(_ORDERS).values(**_GIVEN, **_BEGUN).returning(_ORDERS.c.id))


def place(session: Session, new: NewOrder) -> int:
    """Store a new order, waiting for approval when its money needs one, else open to the team; return its number.

    Raises ValueError when money would move on the say of the person who asked, or for less than one unit.
    """
    if new.quantity < 1:
        raise ValueError(f"an order of {new.quantity} is none")
    if new.state == "approval" and new.approver in (None, new.person):
        raise ValueError("whoever asks for money cannot approve it")
    ((number,),) = _PLACE.rows(session, **{name: getattr(new, name) for name in _GIVEN})
    if new.due_at is not None:
        timers.soon(session, CLOCK, now=new.opened_at, facts={"order_id": number})
    telling.tell(session, number, Step(new.state, "placed", new.person, new.opened_at))
    return int(number)


def find(session: Session, order_id: int) -> Order:
    """Return an order. Raises Refused when there is none of that number."""
    order = get(session, Order, order_id)
    if order is None:
        raise Refused("orders/unknown", ["my_orders"], number=order_id)
    return order


def hold(session: Session, order_id: int) -> Order:
    """Return an order that nobody else changes until the session ends. Raises Refused as `find` does."""
    return _HELD.first(session, number=order_id) or find(session, order_id)


def again(session: Session, order_id: int) -> Order:
    """Return an order as its row stands now, whatever the session has read of it. Raises Refused as `find` does."""
    return _AGAIN.first(session, number=order_id) or find(session, order_id)


_NUMBER: sa.BindParameter[int] = sa.bindparam("number")
_ONE = select(Order).where(Order.id == _NUMBER)
_HELD = Loader(Order, _ONE.with_for_update(), anew=True)
_AGAIN = Loader(Order, _ONE, anew=True)


def of(session: Session, person: str, most: int = 10, offset: int = 0) -> Sequence[Order]:
    """Return what a person asked for, or gets: the unfinished first, then the latest."""
    return _MINE.all(session, person=person, most=most, offset=offset)


def count(session: Session, person: str) -> int:
    """Return how many orders `of` has for a person."""
    return _COUNT.first(session, person=person) or 0


_BY: sa.BindParameter[str] = sa.bindparam("person")
_CONCERNS = sa.and_(sa.or_(col(Order.person) == _BY, col(Order.for_person) == _BY), col(Order.kind) != "task")
_COUNT = Values(select(sa.func.count(col(Order.id))).where(_CONCERNS))
_MINE = Loader(
    Order,
    select(Order)
    .where(_CONCERNS)
    .order_by(sa.not_(either(col(Order.state), UNFINISHED)), col(Order.id).desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
    .offset(sa.bindparam("offset", type_=sa.Integer)),
)


def waiting_for(session: Session, service: str) -> Sequence[Order]:
    """Return what was ordered of a service and was never delivered, the oldest first."""
    kinds = ("order", *DECIDED_OTHERWISE)
    wanted = select(Order).where(
        Order.service == service,
        col(Order.kind).in_(kinds),
        col(Order.state).in_(UNFINISHED),
        col(Order.id).not_in(select(OrderEvent.order_id).where(OrderEvent.what == "done")),
    )
    return session.exec(wanted.order_by(col(Order.id))).all()


def complains(session: Session, person: str) -> bool:
    """Say whether a complaint of this person is still open."""
    return _COMPLAINS.first(session, person=person) is not None


_COMPLAINS = Values(
    select(Order.kind)
    .where(Order.person == _BY, Order.kind == "complaint", either(col(Order.state), UNFINISHED))
    .limit(1)
)


def story(session: Session, order_id: int) -> Sequence[OrderEvent]:
    """Return every step of an order, the placing first: the order itself is the record of that."""
    order = find(session, order_id)
    steps = session.exec(
        select(OrderEvent).where(OrderEvent.order_id == order_id).order_by(col(OrderEvent.id))
    ).all()
    asker = next((step.note for step in steps if step.what == "moved"), order.person)
    placed = OrderEvent(order_id=order_id, at=order.opened_at, by=asker, what="placed", note=order.text)
    return [placed, *steps]


def was_moved(session: Session, order_id: int) -> bool:
    """Say whether somebody else is the contact now, because who asked has left."""
    return _MOVED.first(session, number=order_id) is not None


def was_delivered(session: Session, order_id: int) -> bool:
    """Say whether an order was done once; what was reopened was."""
    return _DONE.first(session, number=order_id) is not None


def takers(session: Session, order_id: int) -> Sequence[str]:
    """Return who took an order, each once, whoever has it now."""
    return _TAKERS.all(session, number=order_id)


_OF_IT = OrderEvent.order_id == _NUMBER
_MOVED = Values(select(OrderEvent.what).where(_OF_IT, OrderEvent.what == "moved").limit(1))
_DONE = Values(select(OrderEvent.what).where(_OF_IT, OrderEvent.what == "done").limit(1))
_TAKERS = Values(select(OrderEvent.by).where(_OF_IT, OrderEvent.what == "taken").distinct())


def record(session: Session, order: Order, at: datetime, by: str, what: str, note: str = "") -> OrderEvent:
    """Add a step to an order's story."""
    return add_step(session, order.number, Step(order.state, what, by, at, note))


def add_step(session: Session, order_id: int, step: Step) -> OrderEvent:
    """Add a step to an order's story, and tell other systems of it."""
    (event,) = _EVENT.all(session, number=order_id, at=step.at, by=step.by, what=step.what, note=step.note)
    telling.tell(session, order_id, step)
    return event


_STEP: dict[str, Any] = {name: sa.bindparam(name) for name in ("at", "by", "what", "note")}
_EVENT = Loader(OrderEvent, sa.insert(OrderEvent).values(order_id=_NUMBER, **_STEP).returning(OrderEvent))


def check_undecided(session: Session, order: Order) -> None:
    """Let nobody decide twice. Raises Refused, naming who decided, when it was decided."""
    if order.state != "approval":
        raise too_late(session, order)


def check_requester(order: Order, by: str) -> None:
    """Let only who asked, and who gets it, take it back. Raises Refused for anybody else."""
    if by not in (order.person, order.for_person):
        raise Refused("orders/not_requester", ["talk"], number=order.number, person=order.person)


def too_late(session: Session, order: Order) -> Refused:
    """Say kindly that it moved on already, by whom and when."""
    last = story(session, order.number)[-1]
    return Refused(
        "orders/already",
        ["my_orders", "talk"],
        number=order.number,
        state=order.state,
        by=last.by,
        at=last.at,
        person=order.person,
    )
