"""Who has an order: of two the first; what waits, moves; what goes elsewhere keeps its due time."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.process import orders, pauses, relaying, steps, untaken, working
from bot.process.orders import NewOrder, Order
from bot.refusal import Refused
from tests.process.calder import ANA, BO, CATALOG, CY, DEE

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # Monday, 9:00 in Denver
DUE = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # 17:00 there; the ERP's hours end at 19:00
HOUR = timedelta(hours=1)


def broken(db: Database, **given: Any) -> int:
    whole: dict[str, Any] = {
        "kind": "incident",
        "state": "open",
        "person": ANA,
        "unit": "CC-500",
        "service": "ERP",
    }
    more = {"tier": "Standard", "opened_at": NOW, "due_at": DUE, "team": "C0ERPTEAM"}
    with db.session() as session:
        return orders.place(session, NewOrder(**{**whole, **more, **given}))


def found(db: Database, number: int) -> Order:
    with db.read() as session:
        return orders.find(session, number)


def refusal(db: Database, act: Callable[[Session], object]) -> Refused:
    with pytest.raises(Refused) as refused, db.session() as session:
        act(session)
    assert refused.value.alternatives
    return refused.value


def test_two_take_at_the_same_moment_and_one_has_it(db: Database) -> None:
    number, barrier = broken(db), threading.Barrier(2)
    won, lost = [], []

    def take(by: str) -> None:
        barrier.wait()
        try:
            with db.session() as session:
                won.append(working.take(session, number, by=by, now=NOW).assignee)
        except Refused as refused:
            lost.append(refused)

    hands = [threading.Thread(target=take, args=[by]) for by in (CY, DEE)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert len(won) == len(lost) == 1
    assert lost[0].template in ("orders/has_it", "orders/already")
    assert found(db, number).assignee == won[0]


def test_who_takes_it_over_lets_its_clock_go_on(db: Database) -> None:
    number = broken(db, response_due_at=NOW + HOUR)
    with db.session() as session:
        pauses.wait(session, number, by=CY, now=NOW + HOUR, note="Which one?")
    no = refusal(db, lambda s: working.take(s, number, by=DEE, now=NOW))
    assert (no.template, no.facts["assignee"], no.facts["mine"]) == ("orders/has_it", CY, False)
    with db.session() as session:
        order = working.take_over(session, CATALOG, number, by=DEE, now=NOW + 3 * HOUR)
    assert (order.state, order.assignee, order.waiting_since) == ("taken", DEE, None)
    assert (order.paused_minutes, order.due_at) == (120, datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    assert order.response_due_at == NOW + HOUR  # somebody was at it, that does not move
    assert order.responded_at == NOW + HOUR


def test_the_night_is_no_waiting_time(db: Database) -> None:
    number = broken(db)
    with db.session() as session:
        pauses.wait(session, number, by=CY, now=DUE, note="")
        order = pauses.resume(session, CATALOG, number, by=ANA, now=DUE + timedelta(hours=15))
    assert order.paused_minutes == 180  # 17:00 to 19:00, and 7:00 to 8:00


def test_what_does_not_wait_cannot_go_on_and_what_waits_cannot_wait_again(db: Database) -> None:
    number = broken(db)
    no = refusal(db, lambda s: pauses.resume(s, CATALOG, number, by=CY, now=NOW))
    assert no.template == "orders/already"
    with db.session() as session:
        pauses.wait(session, number, by=CY, now=NOW, note="")
    assert refusal(db, lambda s: pauses.wait(s, number, by=DEE, now=NOW)).template == "orders/already"


def test_what_waits_goes_on_waiting_when_it_is_assigned(db: Database) -> None:
    number = broken(db)
    with db.session() as session:
        pauses.wait(session, number, by=CY, now=NOW, note="")
        assert working.assign(session, number, by=CY, to=DEE, now=NOW).state == "waiting"
    assert found(db, number).assignee == DEE


def test_handed_over_it_keeps_its_first_due_time_and_nobody_has_it(db: Database) -> None:
    number, service = broken(db), CATALOG.service("CAL")
    with db.session() as session:
        working.take(session, number, by=CY, now=NOW)
        order = working.hand_over(
            session, CATALOG, number, by=CY, team="C0", now=NOW, note="Tills", service=service
        )
    assert (order.state, order.assignee, order.team, order.due_at) == ("open", None, "C0", DUE)
    assert (order.service, order.tier, order.responded_at) == ("CAL", None, NOW)


def test_what_money_was_promised_for_stays_what_it_is(db: Database) -> None:
    number, service = broken(db, kind="order"), CATALOG.service("CAL")
    with db.session() as session:
        order = working.hand_over(
            session, CATALOG, number, by=CY, team="C0", now=NOW, note="", service=service
        )
    assert (order.service, order.tier) == ("ERP", "Standard")


@pytest.mark.parametrize("state", ["approval", "done", "cancelled"])
def test_what_nobody_works_on_goes_nowhere(db: Database, state: str) -> None:
    number = broken(db, state=state, approver=BO)
    acts: list[Callable[[Session], object]] = [
        lambda s: working.take(s, number, by=CY, now=NOW),
        lambda s: working.assign(s, number, by=CY, to=DEE, now=NOW),
        lambda s: working.hand_over(s, CATALOG, number, by=CY, team="C0", now=NOW, note=""),
        lambda s: pauses.wait(s, number, by=CY, now=NOW),
    ]
    assert [refusal(db, act).template for act in acts] == ["orders/already"] * 4


def test_only_who_asked_says_whether_it_works_and_a_no_keeps_the_due_time(db: Database) -> None:
    number = broken(db)
    assert refusal(db, lambda s: working.confirm(s, number, by=ANA, now=NOW)).template == "orders/already"
    with db.session() as session:
        steps.finish(session, number, by=CY, now=NOW)
    assert found(db, number).working_again is None
    assert refusal(db, lambda s: working.confirm(s, number, by=CY, now=NOW)).template == "people/not_yours"
    assert refusal(db, lambda s: working.object_to(s, number, by=BO, now=NOW)).template == "people/not_yours"
    with db.session() as session:
        order = working.object_to(session, number, by=ANA, now=NOW)
    assert (order.state, order.working_again, order.assignee, order.due_at) == ("open", False, CY, DUE)
    assert refusal(db, lambda s: working.object_to(s, number, by=ANA, now=NOW)).template == "orders/already"
    with db.session() as session:
        steps.finish(session, number, by=CY, now=NOW)
        assert working.confirm(session, number, by=ANA, now=NOW).working_again is True


def test_nobody_is_told_twice_nor_of_their_own(db: Database) -> None:
    number = broken(db)
    with db.session() as session:
        order = orders.find(session, number)
        assert untaken.bring_up(session, order, CY, NOW)
        assert not untaken.bring_up(session, order, CY, NOW)
        assert not untaken.bring_up(session, order, ANA, NOW)
        order.team = DEE
        assert not untaken.bring_up(session, order, DEE, NOW)  # who has the card is reminded below it
        assert working.told(session, number) == [CY]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("tell them: it runs again", "it runs again"),
        ("Please tell her that it runs again", "it runs again"),
        ("tell the customer it runs", "it runs"),
        ("Telling them is hard", "Telling them is hard"),
        ("it runs, tell them", "it runs, tell them"),
    ],
)
def test_only_what_is_meant_for_the_bot_is_left_out(text: str, left: str) -> None:
    assert relaying.meant(text) == left
