"""Process measures: what counts as kept, what was due at all, and what is not measured."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from bot.db import Database
from bot.process import measures
from bot.process.measures import ProcessMeasure, Tally
from bot.process.orders import Order
from bot.process.remedies import Remedy

DENVER = ZoneInfo("America/Denver")
SINCE, UNTIL = datetime(2026, 10, 1, tzinfo=DENVER), datetime(2026, 11, 1, tzinfo=DENVER)
MIDDLE = datetime(2026, 10, 15, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    with db.session() as opened:
        yield opened


def order(**given: Any) -> Order:
    row: dict[str, Any] = {"kind": "incident", "state": "done", "person": "U0ANA", "unit": "CC-500"}
    return Order(**{**row, "opened_at": MIDDLE - 9 * HOUR, **given})


def tally(session: Session, key: str, *rows: Any) -> Tally:
    session.add_all(rows)
    session.flush()
    found = measures.tallies(session, SINCE, UNTIL)
    assert tuple(found) == measures.KEYS
    return found[key]


def test_nothing_is_not_measured(session: Session) -> None:
    assert tally(session, "in_time").percent is None
    assert all(each == Tally(0, 0) for each in measures.tallies(session, SINCE, UNTIL).values())


def test_a_response_counts_where_it_is_due_before_the_end(session: Session) -> None:
    due: dict[str, Any] = {"response_due_at": MIDDLE, "due_at": MIDDLE + HOUR}
    assert tally(
        session,
        "response",
        order(responded_at=MIDDLE - HOUR, **due),
        order(responded_at=MIDDLE + HOUR, **due),
        order(**due),  # nobody was at it at all
        order(response_due_at=MIDDLE, due_at=MIDDLE),  # answering is the end of it
    ) == Tally(1, 3)


def test_what_is_late_and_still_open_is_late(session: Session) -> None:
    assert tally(session, "in_time", order(state="open", due_at=MIDDLE)) == Tally(0, 1)


def test_the_month_begins_and_ends_on_the_companys_clock(session: Session) -> None:
    last_second = UNTIL - timedelta(seconds=1)  # in UTC it is November already
    done = {"done_at": SINCE}
    rows = [order(due_at=at, **done) for at in (SINCE - HOUR, SINCE, last_second, UNTIL)]
    assert tally(session, "in_time", *rows) == Tally(2, 2)


def remedy(session: Session, due_on: date, **given: Any) -> Remedy:
    missed = order()
    session.add(missed)
    session.flush()
    row: dict[str, Any] = {"what": "resolution", "owner": "U0CY", "opened_at": MIDDLE, "action": "More of us"}
    return Remedy(order_id=missed.number, due_on=due_on, **{**row, **given})


def test_a_remedy_is_done_by_its_day_on_the_companys_clock(session: Session) -> None:
    day, evening = date(2026, 10, 20), datetime(2026, 10, 20, 22, 0, tzinfo=DENVER)
    rows = [
        remedy(session, day, done_at=evening),
        remedy(session, day, done_at=evening + 3 * HOUR),
        remedy(session, day),
        remedy(session, day, action=""),  # that is one for `remedied`
        remedy(session, date(2026, 11, 1)),
    ]
    assert tally(session, "remedies_done", *rows) == Tally(1, 3)


def test_a_measure_below_its_target_is_a_missed_target_too(session: Session) -> None:
    row: dict[str, Any] = {
        "what": "measure",
        "owner": "U0CY",
        "opened_at": MIDDLE,
        "due_on": date(2026, 10, 20),
    }
    rows = [Remedy(measure="in_time", **row), Remedy(measure="talks", action="More of us", **row)]
    assert tally(session, "remedied", *rows) == Tally(1, 2)


def test_priorities_are_told_apart(session: Session) -> None:
    session.add_all([order(impact=1, urgency=1, due_at=MIDDLE), order(due_at=MIDDLE, done_at=MIDDLE)])
    session.add(order(impact=2, urgency=1, due_at=MIDDLE, done_at=MIDDLE))
    session.flush()
    assert measures.by_priority(session, SINCE, UNTIL) == {1: Tally(1, 2), 3: Tally(1, 1)}


def test_a_review_is_fresh_for_180_days() -> None:
    owned = ProcessMeasure(key="in_time", owner="cy@calder.example", reviewed_on=date(2026, 1, 1))
    assert owned.is_kept(date(2026, 6, 30))
    assert not owned.is_kept(date(2026, 7, 1))
    assert not ProcessMeasure(key="in_time", reviewed_on=date(2026, 1, 1)).is_kept(date(2026, 1, 2))


def test_a_target_may_be_set_without_looking_at_the_measure(session: Session) -> None:
    given: dict[str, Any] = {"owner": "cy@calder.example", "target": Decimal(80)}
    measures.assign(session, "in_time", reviewed_on=date(2026, 1, 1), **given)
    measures.assign(session, "in_time", reviewed_on=None, owner="cy@calder.example", target=Decimal(85))
    kept = measures.kept(session)["in_time"]
    assert (kept.target, kept.reviewed_on) == (Decimal(85), date(2026, 1, 1))


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_share_is_of_a_hundred(kept: int, failed: int) -> None:
    found = Tally(kept, kept + failed).percent
    if found is None:
        assert kept + failed == 0
    else:
        assert 0 <= found <= 100
        assert abs(found * (kept + failed) - 100 * kept) <= Decimal("0.005") * (kept + failed)
