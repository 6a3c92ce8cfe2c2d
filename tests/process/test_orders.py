"""Orders: what each person may do in each state, and what is refused with a way forward."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.db import Database
from bot.process import approvals, orders, pieces, questions, steps
from bot.process.orders import NewOrder, Order
from bot.refusal import Refused
from tests.process.calder import ANA, BO, CY, EVE

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
DUE = NOW + timedelta(hours=8)


def wish(**given: Any) -> NewOrder:
    whole: dict[str, Any] = {
        "kind": "order",
        "state": "approval",
        "person": ANA,
        "unit": "CC-500",
        "service": "COL",
        "tier": "Plus",
        "quantity": 3,
        "unit_price": Decimal(46),
        "opened_at": NOW,
        "approver": BO,
        "way_forward": "order",
    }
    return NewOrder(**{**whole, **given})


def place(db: Database, **given: Any) -> int:
    with db.session() as session:
        return orders.place(session, wish(**given))


def approve(db: Database, number: int, by: str = BO) -> Order:
    with db.session() as session:
        return steps.approve(session, number, by=by, now=NOW, team="C0WORKPLACE", due_at=DUE)


def state(db: Database, number: int) -> str:
    with db.read() as session:
        return orders.find(session, number).state


def test_the_whole_way_leaves_a_story(db: Database) -> None:
    number = place(db, text="for the new ones")
    later = NOW + timedelta(hours=1)
    approve(db, number)
    with db.session() as session:
        steps.take(session, number, by=CY, now=later)
        steps.take(session, number, by=BO, now=later + timedelta(hours=1))
        done = steps.finish(session, number, by=CY, now=later + timedelta(hours=2))
        assert steps.close(session, number, by=CY, now=later + timedelta(days=3))
        assert not steps.close(session, number, by=CY, now=later + timedelta(days=3))
        story = [(step.by, step.what) for step in orders.story(session, number)]
    assert done.assignee == BO
    assert done.responded_at == later
    assert done.due_at == DUE
    assert story == [
        (ANA, "placed"),
        (BO, "approved"),
        (CY, "taken"),
        (BO, "taken"),
        (CY, "done"),
        (CY, "closed"),
    ]
    with db.read() as session:
        closed = orders.find(session, number)
    assert closed.closed_at is not None
    assert closed.way_forward == "order"


def test_whoever_finishes_without_taking_answered_then(db: Database) -> None:
    number = place(db, state="open", approver=None)
    with db.session() as session:
        order = steps.finish(session, number, by=CY, now=DUE)
    assert (order.assignee, order.responded_at, order.done_at) == (CY, DUE, DUE)


def test_a_no_closes_with_the_reason_as_its_alternative(db: Database) -> None:
    number = place(db)
    with db.session() as session:
        order = steps.decline(session, number, by=BO, now=NOW, reason="After the close")
    assert (order.state, order.note, order.way_forward, order.closed_at) == (
        "declined",
        "After the close",
        "alternative",
        NOW,
    )


@pytest.mark.parametrize("approver", [None, ANA])
def test_money_never_moves_on_the_word_of_who_asked(db: Database, approver: str | None) -> None:
    with pytest.raises(ValueError, match="cannot approve"):
        place(db, approver=approver)


def test_an_order_of_nothing_is_none(db: Database) -> None:
    with pytest.raises(ValueError, match="is none"):
        place(db, quantity=0)


def refusal(db: Database, act: Any) -> Refused:
    with pytest.raises(Refused) as refused, db.session() as session:
        act(session)
    assert refused.value.alternatives
    return refused.value


def test_only_the_approver_decides_and_only_the_requester_takes_back(db: Database) -> None:
    number = place(db)
    for stranger in (EVE, ANA):
        no = refusal(db, lambda s, by=stranger: approvals.check(s, orders.find(s, number), by))
        assert (no.template, no.facts["approver"]) == ("orders/not_approver", BO)
    no = refusal(db, lambda s: steps.cancel(s, number, by=BO, now=NOW))
    assert (no.template, no.facts["person"]) == ("orders/not_requester", ANA)
    assert state(db, number) == "approval"


def test_what_moved_on_says_who_did_it_and_when(db: Database) -> None:
    number = place(db)
    approve(db, number)
    no = refusal(db, lambda s: steps.decline(s, number, by=BO, now=NOW, reason="x"))
    assert (no.template, no.facts["state"], no.facts["by"], no.facts["at"]) == (
        "orders/already",
        "open",
        BO,
        NOW,
    )
    no = refusal(db, lambda s: orders.check_undecided(s, orders.find(s, number)))
    assert no.template == "orders/already"


def test_nothing_is_worked_on_before_it_is_approved(db: Database) -> None:
    number = place(db)
    for act in (steps.take, steps.finish):
        no = refusal(db, lambda s, act=act: act(s, number, by=CY, now=NOW))
        assert (no.template, no.facts["state"]) == ("orders/already", "approval")


def test_what_is_done_cannot_be_taken_back(db: Database) -> None:
    number = place(db)
    approve(db, number)
    with db.session() as session:
        steps.finish(session, number, by=CY, now=NOW)
    assert refusal(db, lambda s: steps.cancel(s, number, by=ANA, now=NOW)).template == "orders/already"


def test_a_number_nobody_gave_is_unknown(db: Database) -> None:
    assert refusal(db, lambda s: steps.take(s, 99, by=CY, now=NOW)).template == "orders/unknown"
    assert refusal(db, lambda s: orders.find(s, 99)).template == "orders/unknown"


def test_my_orders_are_the_unfinished_first_then_the_latest(db: Database) -> None:
    done = place(db, state="done")
    old = place(db)
    place(db, person=EVE)
    young = place(db)
    with db.read() as session:
        assert [order.id for order in orders.of(session, ANA)] == [young, old, done]
        assert [order.id for order in orders.of(session, ANA, most=1)] == [young]
        assert [order.id for order in approvals.awaiting(session, BO)][:2] == [old, done + 2]


def test_pieces_of_this_month_are_counted_without_those_taken_back(db: Database) -> None:
    this = {"service": "JML", "tier": "Express (1 working day)"}
    place(db, **this, quantity=2)
    place(db, **this, quantity=5, state="cancelled")
    place(db, **this, quantity=7, opened_at=NOW - timedelta(days=40))
    place(db, **{**this, "tier": "Standard (5 working days)"})
    with db.read() as session:
        since = NOW - timedelta(days=22)
        assert pieces.drawn(session, "CC-500", "JML", "Express (1 working day)", since) == 2
        assert pieces.drawn(session, "CC-600", "JML", "Express (1 working day)", since) == 0


def test_a_question_belongs_to_its_order_and_to_who_asked_for_it(db: Database) -> None:
    number, other = place(db, state="open", approver=None), place(db)
    with db.session() as session:
        _, question = questions.ask(session, number, by=CY, note="Which?", now=NOW)
        session.flush()
        asked = question.id
    assert asked is not None
    answer = questions.answer
    no = refusal(db, lambda s: answer(s, number, asked, by=EVE, note="me", now=NOW))
    assert no.template == "orders/not_requester"
    assert (
        refusal(db, lambda s: answer(s, other, asked, by=ANA, note="x", now=NOW)).template == "orders/unknown"
    )
    assert (
        refusal(db, lambda s: questions.ask(s, other, by=CY, note="?", now=NOW)).template == "orders/already"
    )
    with db.session() as session:
        order, asked_again, reply = answer(session, number, asked, by=ANA, note="These", now=NOW)
    assert (order.id, asked_again.note, reply.note) == (number, "Which?", "These")
