"""Schedules set timers, each due instant once, through standstills, pauses and changed clocks."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.db import Database
from bot.delivery import schedules
from bot.delivery.facts import unpack
from bot.delivery.jobs import TIMER, Job
from bot.delivery.schedules import Schedule, Unschedulable, tick
from tests.databases import opened

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MONDAY_NINE = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # in Denver


def add(db: Database, now: datetime, cron: str = "0 9 * * mon", **options: Any) -> int:
    with db.session() as session:
        schedule = schedules.add(session, "report.post", cron, "America/Denver", now=now, **options)
        assert schedule.id
        return schedule.id


def fired(db: Database) -> list[Job]:
    with db.read() as session:
        return list(session.exec(select(Job).where(Job.kind == TIMER).order_by(col(Job.id))))


def schedule(db: Database) -> Schedule:
    with db.read() as session:
        return session.exec(select(Schedule)).one()


def test_a_due_schedule_sets_its_timer(db: Database, T0: datetime) -> None:
    number = add(db, T0, facts={"unit": "CC-500"}, created_by="U0ANA")
    assert tick(db, MONDAY_NINE - MINUTE) == 0
    assert tick(db, MONDAY_NINE) == 1
    assert tick(db, MONDAY_NINE) == 0
    (job,) = fired(db)
    assert (job.name, job.due_at) == ("report.post", MONDAY_NINE)
    assert unpack(job.facts) == {"unit": "CC-500", "schedule": number, "due_at": MONDAY_NINE}
    assert schedule(db).next_at == MONDAY_NINE + 7 * DAY


def test_an_impossible_line_is_refused(db: Database, T0: datetime) -> None:
    with pytest.raises(Unschedulable):
        add(db, T0, "* * * * *")


@pytest.mark.parametrize(
    ("down", "due"),
    [
        (timedelta(minutes=1), datetime(2026, 11, 24, 16, tzinfo=UTC)),
        (timedelta(hours=30), datetime(2026, 11, 25, 16, tzinfo=UTC)),
        (timedelta(days=7), datetime(2026, 12, 1, 16, tzinfo=UTC)),
    ],
)
def test_after_a_standstill_the_latest_firing_is_made_up_for(
    db: Database, T0: datetime, down: timedelta, due: datetime
) -> None:
    add(db, T0, "0 9 * * *")
    assert tick(db, datetime(2026, 11, 24, 16, tzinfo=UTC) + down) == 1
    assert unpack(fired(db)[0].facts)["due_at"] == due


def test_what_was_missed_for_too_long_is_let_go(db: Database, T0: datetime) -> None:
    add(db, T0, grace=timedelta(hours=1))
    assert tick(db, MONDAY_NINE + timedelta(hours=2)) == 0
    assert fired(db) == []
    assert schedule(db).next_at == MONDAY_NINE + 7 * DAY


def test_many_missed_firings_inside_the_grace_come_as_one(db: Database, T0: datetime) -> None:
    add(db, T0, "*/5 * * * *")
    assert tick(db, T0 + timedelta(hours=3)) == 1
    assert unpack(fired(db)[0].facts)["due_at"] == T0 + timedelta(hours=3)


def test_a_clock_that_is_set_back_fires_nothing_twice(db: Database, T0: datetime) -> None:
    number = add(db, T0)
    assert tick(db, MONDAY_NINE) == 1
    with db.session() as session:
        schedules.resume(session, number, MONDAY_NINE - DAY)  # as `recompute` would after a restart
    assert tick(db, MONDAY_NINE + MINUTE) == 0
    assert len(fired(db)) == 1


def test_a_paused_schedule_rests(db: Database, T0: datetime) -> None:
    number = add(db, T0)
    with db.session() as session:
        schedules.pause(session, number)
    assert tick(db, MONDAY_NINE) == 0
    with db.session() as session:
        schedules.resume(session, number, MONDAY_NINE + DAY)
    assert tick(db, MONDAY_NINE + DAY) == 0
    assert tick(db, MONDAY_NINE + 7 * DAY) == 1


def test_a_changed_zone_or_line_counts_from_now(db: Database, T0: datetime) -> None:
    number = add(db, T0)
    with db.session() as session:
        assert schedules.change(session, number, now=T0, zone="Europe/Berlin").next_at == MONDAY_NINE - (
            timedelta(hours=8)
        )
    with db.session() as session:
        changed = schedules.change(session, number, now=T0, cron="0 9 * * tue", facts={"unit": "CC-100"})
        assert changed.next_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert (schedule(db).cron, schedule(db).facts) == ("0 9 * * tue", {"unit": "CC-100"})
    with db.session() as session:
        schedules.remove(session, number)
    assert tick(db, MONDAY_NINE) == 0


def test_zones_with_new_rules_are_looked_at_again_at_start(db: Database, T0: datetime) -> None:
    add(db, T0)
    add(db, T0)
    with db.session() as session:
        ahead, overdue = session.exec(select(Schedule).order_by(col(Schedule.id))).all()
        ahead.next_at += timedelta(hours=1)  # as computed with old rules
        overdue.next_at = T0 - MINUTE
    with db.session() as session:
        schedules.recompute(session, T0)
    with db.read() as session:
        instants = session.exec(select(Schedule.next_at).order_by(col(Schedule.id))).all()
    assert instants == [MONDAY_NINE, T0 - MINUTE]


def test_three_clocks_fire_each_instant_once(db: Database, database_url: str, T0: datetime) -> None:
    for _ in range(3):
        add(db, T0, "*/5 * * * *")
    barrier, counts = threading.Barrier(3), []

    def run(clock: Database) -> None:
        for step in range(1, 11):
            barrier.wait(10)
            counts.append(tick(clock, T0 + step * 5 * MINUTE))

    with opened(database_url) as other, opened(database_url) as third:
        clocks = [db, db, db] if db.is_sqlite else [db, other, third]
        threads = [threading.Thread(target=run, args=(clock,)) for clock in clocks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert sum(counts) == 30
    dues = [(unpack(job.facts)["schedule"], unpack(job.facts)["due_at"]) for job in fired(db)]
    assert len(dues) == len(set(dues)) == 30
