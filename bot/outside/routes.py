"""Routes: what a method and a path of the API do, and which shapes go in and out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session, col, select

from bot.outside.moves import Moves
from bot.outside.shapes import (
    Comment,
    OrderShape,
    OutsideRef,
    Page,
    Query,
    StatusChange,
    shape_of,
)
from bot.process import orders
from bot.process.orders import Order

PER_PAGE = 100


@dataclass(frozen=True)
class Asked:
    """One checked request: the order's number from the path, the body or the query."""

    moves: Moves
    session: Session
    number: int
    given: Any
    now: datetime


@dataclass(frozen=True)
class Route:
    """One thing to be asked of the API; what has a body changes something."""

    method: str
    path: str
    summary: str
    act: Callable[[Asked], BaseModel] = field(repr=False)
    gives: type[BaseModel]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the path looks like."""
        return re.compile(self.path.replace("{number}", r"(?P<number>\d{1,12})"))


def _shape(asked: Asked, order: Order) -> OrderShape:
    return shape_of(asked.session, asked.moves.desk.catalog, order)


def _show(asked: Asked) -> OrderShape:
    return _shape(asked, orders.find(asked.session, asked.number))


def _list(asked: Asked) -> Page:
    wanted: Query = asked.given
    chosen = select(Order).order_by(col(Order.id))
    if wanted.state:
        chosen = chosen.where(col(Order.state).in_(wanted.state))
    if wanted.since:
        chosen = chosen.where(col(Order.opened_at) >= wanted.since)
    rows = asked.session.exec(chosen.offset((wanted.page - 1) * PER_PAGE).limit(PER_PAGE + 1)).all()
    listed = [_shape(asked, row) for row in rows[:PER_PAGE]]
    return Page(orders=listed, page=wanted.page, next=wanted.page + 1 if len(rows) > PER_PAGE else None)


def _change(asked: Asked) -> OrderShape:
    given: StatusChange = asked.given
    order = asked.moves.change(asked.session, asked.number, given.status, given.note, asked.now)
    return _shape(asked, order)


def _comment(asked: Asked) -> OrderShape:
    return _shape(asked, asked.moves.comment(asked.session, asked.number, asked.given.text, asked.now))


def _refer(asked: Asked) -> OrderShape:
    order = asked.moves.refer(asked.session, asked.number, asked.given.outside_ref, asked.now)
    return _shape(asked, order)


_ONE = "/api/orders/{number}"
ROUTES = (
    Route("GET", _ONE, "One order as it is now", _show, OrderShape),
    Route("GET", "/api/orders", "Orders, a page at a time", _list, Page, query=Query),
    Route("POST", f"{_ONE}/status", "Take it, let it wait, or finish it", _change, OrderShape, StatusChange),
    Route("POST", f"{_ONE}/comments", "Write to the person who asked, who can answer", _comment, OrderShape, Comment),
    Route("PUT", f"{_ONE}/outside-ref", "Note its number in the other system", _refer, OrderShape, OutsideRef),
)  # fmt: skip
DESCRIPTION = "/api/openapi.json"
