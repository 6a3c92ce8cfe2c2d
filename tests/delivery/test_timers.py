"""Timers are rows that move, run once and can be taken back."""

from datetime import datetime, timedelta

from sqlmodel import select

from bot.db import Database
from bot.delivery import timers
from bot.delivery.jobs import DONE, Job

HOUR = timedelta(hours=1)


def test_the_same_key_moves_a_waiting_timer(db: Database, T0: datetime) -> None:
    with db.session() as session:
        timers.set_timer(session, "survey.ask", T0 + HOUR, now=T0, key="survey:1", facts={"order_id": 1})
        timers.set_timer(session, "survey.ask", T0 + 2 * HOUR, now=T0, key="survey:1", facts={"order_id": 2})
    with db.read() as session:
        job = session.exec(select(Job)).one()
    assert (job.due_at, job.facts, job.lane) == (T0 + 2 * HOUR, {"order_id": 2}, None)


def test_the_same_key_leaves_a_timer_that_has_run(db: Database, T0: datetime) -> None:
    with db.session() as session:
        assert timers.set_timer(session, "survey.ask", T0, now=T0, key="survey:1")
        session.exec(select(Job)).one().state = DONE
    with db.session() as session:
        assert not timers.set_timer(session, "survey.ask", T0 + HOUR, now=T0, key="survey:1")
    with db.read() as session:
        assert session.exec(select(Job)).one().due_at == T0


def test_timers_without_a_key_are_all_kept(db: Database, T0: datetime) -> None:
    with db.session() as session:
        timers.set_timer(session, "offer.look", T0, now=T0)
        timers.set_timer(session, "offer.look", T0, now=T0)
    with db.read() as session:
        assert len(session.exec(select(Job)).all()) == 2


def test_a_waiting_timer_can_be_taken_back(db: Database, T0: datetime) -> None:
    with db.session() as session:
        timers.set_timer(session, "survey.ask", T0, now=T0, key="survey:1")
    with db.session() as session:
        assert timers.cancel_timer(session, "survey:1")
        assert not timers.cancel_timer(session, "survey:1")


def test_soon_is_at_once_and_wakes_the_sender(db: Database, T0: datetime) -> None:
    woken: list[str] = []
    db.on_wake = lambda: woken.append("now")
    with db.session() as session:
        timers.soon(session, "order.show", now=T0, facts={"order_id": 1})
    with db.read() as session:
        job = session.exec(select(Job)).one()
    assert (job.kind, job.name, job.due_at, job.facts) == ("timer", "order.show", T0, {"order_id": 1})
    assert woken == ["now"]
