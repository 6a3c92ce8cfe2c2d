"""Shapes: what other systems are told and may say, checked by the models that the API's description is made of."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel import Session

from bot.catalog import Catalog
from bot.customer.people import Person
from bot.process import privacy
from bot.process.orders import Order

State = Literal["approval", "planned", "open", "taken", "waiting", "done", "closed", "declined", "cancelled"]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=3000)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]
Ref = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Shape(BaseModel):
    """Something with fields that are all known."""

    model_config = ConfigDict(extra="forbid")


class OrderShape(Shape):
    """One thing that a customer asked for. Of a private one the fields marked so are null."""

    number: int
    kind: str = Field(description="order, incident, question, complaint, hours, expedite, capability or task")
    state: State
    service: str | None = Field(description="Key of the service in the catalog")
    tier: str | None = Field(description="Null if private")
    quantity: int | None = Field(description="Null if private")
    unit: str | None = Field(description="Code of the business unit; null if private")
    person: str | None = Field(description="E-mail address of who asked; null if private or not known")
    priority: int = Field(ge=1, le=4, description="1 first, 4 last")
    private: bool
    text: str | None = Field(description="What was asked for, in the person's words; null if private")
    starts_on: date | None = Field(description="The day it is wanted for; null if private")
    opened_at: datetime
    response_due_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    closed_at: datetime | None
    part_of: int | None = Field(description="Of a task the number of the order that it is a part of")
    outside_ref: str | None = Field(description="Its number in the other ticket system")
    link: str | None = Field(description="Where it is talked about in Slack; null if private")


class Step(Shape):
    """What happened to it."""

    what: str = Field(description="placed, approved, taken, waiting, resumed, done, reopened, said …")
    by: str = Field(
        description="Slack user id, outside:<name>, or empty for the bot itself; of a private order also empty "
        "for whoever does not work on it"
    )
    note: str | None = Field(description="Null if private or nothing was said")


class Event(Shape):
    """What is posted to HOOK_URL; `id` stays the same when it is sent again."""

    id: str
    type: Literal["order.created", "order.changed", "order.closed"]
    time: datetime
    step: Step
    order: OrderShape


class Page(Shape):
    """Orders, the oldest first; `next` is the number of the next page, null on the last."""

    orders: list[OrderShape]
    page: int
    next: int | None


class StatusChange(Shape):
    """What becomes of an order, and a note on it: with waiting what is asked, with done how it was done."""

    status: Literal["taken", "waiting", "done"]
    note: Note = ""


class Comment(Shape):
    """A word from the team to the person who asked."""

    text: Words


class OutsideRef(Shape):
    """The number of the order in the other system."""

    outside_ref: Ref


class Query(Shape):
    """What to list."""

    state: list[State] = Field([], description="Only those in one of these states; may be repeated")
    since: AwareDatetime | None = Field(None, description="Only those opened at this instant or later")
    page: int = Field(1, ge=1, le=100_000)


class Problem(BaseModel):
    """Why it was not done (RFC 9457); `detail` says what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


_HIDDEN = ("tier", "quantity", "unit", "person", "text", "starts_on", "link")


def shape_of(session: Session, catalog: Catalog, order: Order | dict[str, Any]) -> OrderShape:
    """Return an order, a row or a row's values, as other systems may see it."""
    row = Order(**order) if isinstance(order, dict) else order
    fields = row.model_dump(include=set(OrderShape.model_fields) - {"private"})
    whole = OrderShape(
        **{**fields, "person": _email(session, row.person)},
        number=row.number,
        priority=row.priority,
        link=row.origin or _place(row.team),
        private=privacy.is_private(catalog, row),
    )
    return whole.model_copy(update=dict.fromkeys(_HIDDEN)) if whole.private else whole


def _email(session: Session, slack_id: str) -> str | None:
    person = session.get(Person, slack_id)
    return person.email if person else None


def _place(team: str | None) -> str | None:
    is_channel = team is not None and team.startswith(("C", "G"))
    return f"https://slack.com/app_redirect?channel={team}" if is_channel else None
