"""Due times: fixed when the team gets an order; only a pause moves them, by the service minutes it took."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.db import Database
from bot.process import due_times, orders, pauses, steps
from bot.process.extensions import Extension
from bot.process.orders import NewOrder, Order
from bot.refusal import Refused
from tests.process.calder import ANA, CATALOG, CY, DEE, denver

MONDAY_NOON = denver("2026-11-16 12:00")


def broken(db: Database, at: datetime = MONDAY_NOON, **given: Any) -> int:
    whole: dict[str, Any] = {
        "kind": "incident",
        "state": "open",
        "person": ANA,
        "unit": "CC-500",
        "service": "ERP",
        "tier": "Standard",  # Mo-Fr 7 to 19, eight hours for priority 1
        "impact": 1,
        "urgency": 1,
        "opened_at": at,
        "way_forward": "person",
        **given,
    }
    order = NewOrder(**whole)
    with db.session() as session:
        due_times.fix(session, CATALOG, order, at)
        return orders.place(session, order)


def find(db: Database, number: int) -> Order:
    with db.read() as session:
        return orders.find(session, number)


def extend(
    db: Database, number: int, start: str, end: str, *, agreed: bool = True, service: str = "ERP"
) -> None:
    with db.session() as session:
        session.add(
            Extension(
                order_id=number,
                service=service,
                starts_at=denver(start),
                ends_at=denver(end),
                stake="The close",
                agreed_at=MONDAY_NOON if agreed else None,
            )
        )


def pause(db: Database, number: int, since: datetime, until: datetime) -> Order:
    with db.session() as session:
        pauses.wait(session, number, CY, since, "Which printer?")
        assert orders.find(session, number).waiting_since == since
    with db.session() as session:
        return pauses.resume(session, CATALOG, number, CY, until, "The one upstairs")


def test_a_pause_moves_what_is_due_by_the_service_minutes_it_took(db: Database) -> None:
    number = broken(db)
    assert find(db, number).due_at == denver("2026-11-17 08:00")
    # From 18:00 to 8:00 the service was open for two hours.
    order = pause(db, number, denver("2026-11-16 18:00"), denver("2026-11-17 08:00"))
    assert (order.state, order.assignee, order.waiting_since) == ("taken", CY, None)
    assert (order.paused_minutes, order.due_at) == (120, denver("2026-11-17 10:00"))
    order = pause(db, number, denver("2026-11-17 09:00"), denver("2026-11-17 09:30"))
    assert (order.paused_minutes, order.due_at) == (150, denver("2026-11-17 10:30"))
    with db.read() as session:
        story = [(step.what, step.note) for step in orders.story(session, number)][1:3]
    assert story == [("waiting", "Which printer?"), ("resumed", "The one upstairs")]


def test_three_of_eight_hours_used_leave_five_after_a_pause(db: Database) -> None:
    number = broken(db, denver("2026-11-16 16:00"))
    # Three hours on Monday, waiting on Tuesday from opening to 15:00: five hours are left then.
    order = pause(db, number, denver("2026-11-17 07:00"), denver("2026-11-17 15:00"))
    assert order.due_at == denver("2026-11-18 08:00")


def test_a_pause_outside_the_hours_moves_nothing(db: Database) -> None:
    number = broken(db, denver("2026-11-16 11:00"))  # due at closing time
    assert find(db, number).due_at == denver("2026-11-16 19:00")
    order = pause(db, number, denver("2026-11-16 19:30"), denver("2026-11-17 06:00"))
    assert (order.paused_minutes, order.due_at) == (0, denver("2026-11-16 19:00"))


def test_waiting_twice_or_going_on_without_waiting_is_refused_with_who_did_it(db: Database) -> None:
    number = broken(db)
    with pytest.raises(Refused) as no, db.session() as session:
        pauses.resume(session, CATALOG, number, CY, MONDAY_NOON)
    assert no.value.alternatives
    with db.session() as session:
        pauses.wait(session, number, CY, MONDAY_NOON)
    with pytest.raises(Refused) as no, db.session() as session:
        pauses.wait(session, number, DEE, MONDAY_NOON)
    assert (no.value.template, no.value.facts["by"]) == ("orders/already", CY)


def test_reopening_keeps_the_first_due_time(db: Database) -> None:
    number = broken(db)
    first = find(db, number).due_at
    with db.session() as session:
        steps.finish(session, number, by=CY, now=MONDAY_NOON + timedelta(hours=1))
        order = steps.reopen(session, number, by=ANA, now=MONDAY_NOON + timedelta(days=2))
    assert order.due_at == first


def test_an_agreed_extension_counts_for_every_level_and_an_asked_one_does_not(db: Database) -> None:
    friday = denver("2026-11-20 18:00")
    plain = find(db, broken(db, friday)).due_at
    assert plain == denver("2026-11-23 14:00")
    extend(db, broken(db), "2026-11-21 08:00", "2026-11-21 12:00", agreed=False)
    extend(db, broken(db), "2026-11-21 08:00", "2026-11-21 12:00", service="CRM")
    assert find(db, broken(db, friday)).due_at == plain
    extend(db, broken(db), "2026-11-21 08:00", "2026-11-21 12:00")
    order = find(db, broken(db, friday))
    assert order.due_at == denver("2026-11-23 10:00")
    saturday = find(db, broken(db, denver("2026-11-21 09:00")))
    assert (saturday.out_of_hours, saturday.response_due_at) == (False, denver("2026-11-21 10:00"))


def test_what_was_opened_before_an_extension_keeps_its_due_time(db: Database) -> None:
    number = broken(db, denver("2026-11-20 18:00"))
    before = find(db, number).due_at
    extend(db, number, "2026-11-21 08:00", "2026-11-21 12:00")
    assert find(db, number).due_at == before
    # But waiting on that Saturday is waiting in service time now.
    order = pause(db, number, denver("2026-11-21 09:00"), denver("2026-11-21 11:00"))
    assert (order.paused_minutes, order.due_at) == (120, denver("2026-11-23 16:00"))


def test_a_level_that_is_gone_is_measured_by_the_first_one(db: Database) -> None:
    assert find(db, broken(db, tier="Golden")).due_at == find(db, broken(db)).due_at


def test_what_belongs_to_no_service_goes_by_the_help_desk(db: Database) -> None:
    order = find(db, broken(db, kind="question", service=None, tier=None))
    assert order.response_due_at == order.due_at == datetime(2026, 11, 16, 20, tzinfo=UTC)
