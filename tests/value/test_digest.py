"""An owner's week: what people said, what changed, and the one next step."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.customer.surveys import Survey
from bot.db import Database
from bot.delivery.schedules import Schedule
from bot.process import steps
from bot.value import digest
from bot.value.digest import Comment, Digest
from bot.value.rating import Rating
from tests.conftest import T0
from tests.value.calder import catalog
from tests.value.finance import incident

CY = "cy@calder.example"


def answer(number: int, score: int | None, days_ago: float = 1, service: str = "ERP", **given: Any) -> Survey:
    at = T0 - timedelta(days=days_ago)
    whole = {"working": True, "person": "U9", "unit": "CC-500", "sent_at": at, "answered_at": at, **given}
    return Survey(about=f"order:{number}", order_id=number, score=score, service=service, **whole)


def week(db: Database, *answers: Survey, owner: str = CY) -> Digest | None:
    with db.session() as session:
        session.add_all(answers)
    with db.read() as session:
        return digest.of_week(session, catalog(), owner, T0)


def test_a_week_without_answers_brings_nothing(db: Database) -> None:
    assert week(db, answer(1, 5, days_ago=8), answer(2, 5, service="FIL")) is None


def test_the_week_counts_and_four_weeks_make_the_share(db: Database) -> None:
    found = week(
        db, *(answer(n, 5, days_ago=1 + 3 * n) for n in range(9)), answer(20, 2, 27.9), answer(21, 1, 28.1)
    )
    assert found is not None
    (erp,) = found.services
    assert (erp.name, erp.answered, erp.not_working) == ("Orders and finance", 3, 0)
    assert erp.satisfied.n == 10
    assert erp.satisfied.value == pytest.approx(0.9)
    assert erp.satisfied.low == pytest.approx(0.5958, abs=0.0001)
    assert (found.since, found.until) == (T0 - timedelta(days=7), T0)
    assert (found.step, found.about) == ("thank", "Orders and finance")


def test_too_few_answers_are_counted_but_not_shown(db: Database) -> None:
    found = week(db, *(answer(n, 1) for n in range(4)))
    assert found is not None
    assert found.services[0].satisfied == Rating(4)
    assert (found.step, found.about) == ("ask", "Orders and finance")


def test_nobody_is_praised_for_answers_that_are_too_few(db: Database) -> None:
    found = week(db, *(answer(n, 5) for n in range(4)))
    assert found is not None
    assert (found.step, found.about) == ("wait", "Orders and finance")


def test_one_poor_score_among_many_good_ones_is_no_alarm(db: Database) -> None:
    found = week(db, *(answer(n, 5) for n in range(9)), answer(9, 2))
    assert found is not None
    assert found.step == "thank"


def test_what_does_not_work_comes_first(db: Database) -> None:
    with db.session() as session:
        for days in (1, 2, 8):
            order = incident(T0 - timedelta(days=9), service="DOC", tier=None, state="done")
            session.add(order)
            session.flush()
            steps.reopen(session, order.number, by="U0ANA", now=T0 - timedelta(days=days))
    found = week(
        db,
        answer(1, 5),
        answer(2, 1, service="DOC"),
        answer(4, 2, comment="Had to ask three times"),
    )
    assert found is not None
    assert (found.step, found.about) == ("call", "Document signing")
    assert [part.not_working for part in found.services] == [2, 0]


def test_then_what_clearly_got_worse(db: Database) -> None:
    before = [answer(n, 5 if n < 184 else 2, days_ago=40) for n in range(200)]
    recent = [answer(1000 + n, 5 if n < 160 else 2, comment="Slow" if n > 160 else None) for n in range(200)]
    found = week(db, *before, *recent)
    assert found is not None
    assert found.services[0].trend == "down"
    assert (found.step, found.about) == ("ask_why", "Orders and finance")


def test_then_the_worst_comment_without_its_name(db: Database) -> None:
    found = week(
        db,
        answer(1, 3, comment="Fine in the end"),
        answer(2, 2, comment="Had to ask three times"),
        answer(3, 5, comment="Great", service="DOC"),
        answer(4, None, comment="Started to answer"),
    )
    assert found is not None
    assert [part.worst for part in found.services] == [None, Comment(2, "Had to ask three times")]
    assert (found.step, found.about) == ("read", "Orders and finance")


def test_a_comment_counts_when_it_could_be_chance_that_it_got_worse(db: Database) -> None:
    before = [answer(n, 5 if n < 46 else 2, days_ago=40) for n in range(50)]
    found = week(db, *before, *(answer(100 + n, 5 if n < 40 else 2) for n in range(50)))
    assert found is not None
    assert found.services[0].trend == "unclear"
    assert found.step == "thank"


def test_every_owner_has_one_schedule_that_follows_their_zone(db: Database, T0: datetime) -> None:
    for zone in ("America/Denver", "America/Denver", "Europe/Berlin"):
        with db.session() as session:
            digest.arrange(session, CY, zone, T0)
            digest.arrange(session, "kim@calder.example", "America/Denver", T0)
    with db.read() as session:
        rows = session.exec(select(Schedule).order_by(Schedule.zone)).all()
    assert [(row.zone, row.cron) for row in rows] == [
        ("America/Denver", "0 9 * * mon"),
        ("Europe/Berlin", "0 9 * * mon"),
    ]
    assert rows[1].next_at.isoformat() == "2026-11-30T08:00:00+00:00"
