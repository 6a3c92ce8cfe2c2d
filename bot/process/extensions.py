"""Extensions: service hours that were made longer for once, because somebody in the business asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.catalog import Catalog
from bot.catalog.hours import Opening
from bot.db import Loader, Prepared, instant
from bot.money import Money
from bot.process import verdicts
from bot.process.orders import Order
from bot.refusal import Refused


class Extension(SQLModel, table=True):
    """A service is open [starts_at, ends_at) beside its hours, once everybody who is asked has agreed."""

    __tablename__ = "extensions"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", unique=True)
    service: str = Field(index=True)
    tier: str | None = None  # the level that asked; the service is open for all of its levels
    starts_at: datetime = instant()
    ends_at: datetime = instant(index=True)
    stake: str  # what is at stake for the business, in its words
    price_minor: int | None = None  # None: the owner names it
    on_call: str | None = None  # Slack user id of who is on duty then
    owner: str | None = None  # Slack user id of who is asked to keep it open
    lead: str | None = None  # who is asked as well, because nobody had answered
    agreed_by: str | None = None  # who keeps it open
    granted_at: datetime | None = instant(default=None, nullable=True)  # when they said so
    funded_by: str | None = None  # who approved the price
    funded_at: datetime | None = instant(default=None, nullable=True)
    agreed_at: datetime | None = instant(default=None, nullable=True)  # None: not in force
    offered_by: str | None = None  # who would keep it open at another time
    offered_from: datetime | None = instant(default=None, nullable=True)
    offered_until: datetime | None = instant(default=None, nullable=True)
    instead_level: str | None = None  # what a no offers: a level whose hours include these
    instead_person: str | None = None  # or somebody to turn to


def in_force(session: Session, service: str, since: datetime) -> list[Opening]:
    """Return when a service is open beside its hours, of what ends after `since`, the earliest first."""
    session.flush()
    return [(begins, ends) for begins, ends in _IN_FORCE.rows(session, since=since, service=service)]


def agreed(session: Session, since: datetime, service: str | None = None) -> list[tuple[Extension, str]]:
    """Return what is in force and ends after `since`, each with the code of the unit that asked, earliest first."""
    found = _AGREED if service is None else _AGREED.where(_OF_SERVICE)
    rows = session.exec(found, params={"since": since, "service": service})
    return [(each, unit) for each, unit in rows.all()]


_OF_SERVICE = col(Extension.service) == sa.bindparam("service")
_LATER = (col(Extension.agreed_at).is_not(None), col(Extension.ends_at) > sa.bindparam("since"))
_AGREED = (
    select(Extension, col(Order.unit))
    .join(Order, col(Order.id) == col(Extension.order_id))
    .where(*_LATER)
    .order_by(col(Extension.starts_at))
)
_IN_FORCE = Prepared(
    sa.select(col(Extension.starts_at), col(Extension.ends_at))
    .where(*_LATER, _OF_SERVICE)
    .order_by(col(Extension.starts_at))
)


def of(session: Session, order_id: int) -> Extension:
    """Return the hours that an order asks for. Raises Refused when it asks for none."""
    found = _OF_ORDER.first(session, order_id=order_id)
    if found is None:
        raise Refused("orders/unknown", ["my_orders"], number=order_id)
    return found


_OF_ORDER = Loader(
    Extension, select(Extension).where(Extension.order_id == sa.bindparam("order_id")), anew=True
)


def hold(session: Session, order_id: int) -> tuple[Order, Extension]:
    """Return an order and its hours that nobody else changes until the session ends.

    Raises Refused when there is none, and when it is decided already.
    """
    return verdicts.hold(session, order_id), of(session, order_id)


def missing(order: Order, extension: Extension) -> set[str]:
    """Return whose yes it waits for: `hours` of whoever keeps it open, `money` of whoever pays."""
    waits = set() if extension.granted_at else {"hours"}
    if order.commitment_minor > 0 and extension.funded_at is None:
        waits.add("money")
    return waits


def asked_of(order: Order, extension: Extension, person: str) -> set[str]:
    """Return what a person may say yes or no to; nobody decides on what they asked for themselves."""
    if person == order.person:
        return set()
    parts = {"hours"} if person in (extension.owner, extension.lead) else set()
    pays = order.commitment_minor > 0 and person in (order.approver, extension.lead)
    return parts | ({"money"} if pays else set())


def awaiting(person: sa.BindParameter[str]) -> Any:
    """Return in SQL which orders wait for a person's yes to the hours, or to their price."""
    keeps = sa.and_(
        col(Extension.granted_at).is_(None),
        sa.or_(col(Extension.owner) == person, col(Extension.lead) == person),
    )
    pays = sa.and_(
        col(Extension.funded_at).is_(None),
        col(Order.commitment_minor) > 0,
        sa.or_(col(Order.approver) == person, col(Extension.lead) == person),
    )
    found = select(Extension.order_id).join(Order, col(Order.id) == col(Extension.order_id))
    return found.where(sa.or_(keeps, pays))


def check_asked(order: Order, extension: Extension, person: str) -> set[str]:
    """Return what a person decides. Raises Refused, naming who does, for anybody who is not asked."""
    parts = asked_of(order, extension, person)
    if not parts:
        decides = extension.owner if "hours" in missing(order, extension) else order.approver
        raise Refused("orders/not_approver", ["talk"], number=order.number, approver=decides)
    return parts


def grant(extension: Extension, by: str, now: datetime) -> None:
    """Keep that it can be kept open; another time that was offered is no longer needed."""
    extension.agreed_by, extension.granted_at = by, now
    extension.offered_by = extension.offered_from = extension.offered_until = None


def take_back(session: Session, order: Order, now: datetime) -> None:
    """Close at the usual time after all. Raises Refused once the hours that were agreed have begun."""
    extension = of(session, order.number)
    if extension.agreed_at is not None and extension.starts_at <= now:
        raise Refused(
            "extending/begun",
            ["on_duty", "talk"],
            number=order.number,
            service=order.service,
            team=order.team,
            ends_at=extension.ends_at,
        )
    extension.agreed_at = None


def cards(session: Session, catalog: Catalog, order: Order) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield the cards of hours that an order asks for: the reader, the place, the template and the facts."""
    found = of(session, order.number)
    for reader, (place, template) in _readers(order, found).items():
        yield reader, place, template, facts_of(catalog, order, found, place)


def _readers(order: Order, extension: Extension) -> dict[str, tuple[str, str]]:
    """Return who sees the hours of an order: for each card its place and its template."""
    deciders = [extension.owner, order.approver if order.commitment_minor else None, extension.lead]
    places = {"requester": (order.person, "extending/requester")}
    for person in filter(None, deciders):
        places[f"decider:{person}"] = (person, "extending/decider")
    if order.team is not None:
        places["team"] = (order.team, "extending/team")
    return places


def facts_of(catalog: Catalog, order: Order, extension: Extension, place: str) -> dict[str, Any]:
    """Return what a card says of the hours; `yours` is what the one who reads it there still decides."""
    waits = missing(order, extension) if order.state == "approval" else set()
    yours = waits & asked_of(order, extension, place)
    minor = extension.price_minor
    price = None if minor is None else Money(minor, catalog.company.currency)
    return {
        "extension": {**extension.model_dump(exclude={"id", "order_id", "price_minor"}), "price": price},
        "waits": sorted(waits),
        "yours": sorted(yours),
    }
