"""Dead ends: each kind of contact counted, and what is not measured said so."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.customer import refusals
from bot.customer.asked import Question
from bot.customer.refusals import Refusal
from bot.customer.satisfaction import share
from bot.db import Database
from bot.process.orders import Order
from bot.value import dead_ends
from bot.value.offers import Offer
from tests.conftest import T0

HOUR = timedelta(hours=1)


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    with db.session() as opened:
        yield opened


def question(how: str, **given: Any) -> Question:
    return Question(person="U0ANA", unit="CC-500", text="Why?", how=how, at=T0 - HOUR, **given)


def order(state: str, kind: str = "order", **given: Any) -> Order:
    row: dict[str, Any] = {
        "person": "U0ANA",
        "unit": "CC-500",
        "opened_at": T0 - HOUR,
        "due_at": T0 + HOUR,
        "team": "C0",
    }
    return Order(kind=kind, state=state, **{**row, **given})


def rate(session: Session, *rows: Any) -> tuple[int, int]:
    session.add_all(rows)
    session.flush()
    found = dead_ends.of_last(session, T0).rate
    assert found is not None
    return found.successes, found.n


def test_without_any_contact_nothing_is_measured(session: Session) -> None:
    found = dead_ends.of_last(session, T0)
    assert found.rate is None
    assert found.worst is None


@pytest.mark.parametrize(
    ("row", "dead"),
    [
        (question("answer"), 0),
        (question("choices"), 0),
        (question("none", handed_over=True), 0),
        (question("none", meant="ERP#"), 0),
        (question("none"), 1),
        (order("open"), 0),
        (order("open", due_at=None), 1),
        (order("taken", "incident", team=None), 1),
        (order("waiting", "question", due_at=None), 1),
        (order("approval", approver="U0BO", due_at=None, team=None), 0),
        (order("approval", due_at=None, team=None), 1),
        (order("declined", way_forward="alternative"), 0),
        (order("declined"), 1),
        (order("cancelled", way_forward="no"), 1),
        (order("closed", team=None, due_at=None), 0),
        (Refusal(key="a", template="x", ways="talk", at=T0 - HOUR), 0),
        (Refusal(key="a", template="apology", ways="", at=T0 - HOUR), 1),
    ],
)
def test_each_contact_counts_once(session: Session, row: Any, dead: int) -> None:
    assert rate(session, type(row)(**row.model_dump(exclude={"id"}))) == (dead, 1)  # a row of this database


def test_the_rate_is_of_the_period_and_of_all_kinds(session: Session) -> None:
    offer = Offer(
        person="U0ANA",
        unit="CC-500",
        service="ERP",
        from_tier="a",
        to_tier="b",
        quantity=1,
        rule="quota",
        evidence={},
        monthly_difference_minor=1,
        shown_at=T0 - HOUR,
    )
    early = question("none")
    early.at = T0 - timedelta(days=31)
    task = order("open", "task", team=None)
    assert rate(session, early, task, offer, question("none"), question("answer"), order("open")) == (1, 4)

    found = dead_ends.of_last(session, T0)
    assert found.rate == share(1, 4)
    assert found.worst is not None
    assert found.worst.kind == "questions"
    assert dead_ends.between(session, T0 - HOUR, T0, "CC-100").rate is None


def test_a_no_that_is_told_twice_is_one_and_is_forgotten_in_time(session: Session) -> None:
    for _ in range(2):
        refusals.note(session, "action:U0ANA:1", "orders/already", ["my_orders", "talk"], T0)
    assert session.get_one(Refusal, 1).ways == "my_orders,talk"
    assert "U0ANA" not in session.get_one(Refusal, 1).key
    assert refusals.forget(session, T0 + refusals.KEPT) == 0
    assert refusals.forget(session, T0 + refusals.KEPT + HOUR) == 1
