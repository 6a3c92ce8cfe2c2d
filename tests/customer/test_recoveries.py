"""Recoveries: what may follow what, and which share of calls was made by its date."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import Session

from bot.customer import recoveries
from bot.customer.recoveries import Recovery
from bot.db import Database
from bot.refusal import Refused
from tests.conftest import T0

DAY = timedelta(days=1)
_numbers = count(1)


def row(**given: object) -> Recovery:
    whole = {
        "source": f"survey:{next(_numbers)}",
        "person": "U0ANA",
        "unit": "CC-500",
        "service": "ERP",
        "owner": "U0CY",
        "agreed": True,
        "opened_at": T0,
        "call_by": T0 + DAY,
    }
    return Recovery.model_validate({**whole, **given})


def stored(session: Session, *rows: Recovery) -> None:
    session.add_all(rows)
    session.flush()


def of_period(session: Session, **given: str) -> recoveries.FollowUp:
    return recoveries.follow_up(session, T0, T0 + 30 * DAY, **given)


def test_one_for_each_source(db: Database) -> None:
    with db.session() as session:
        assert recoveries.open_for(session, row(source="survey:0"))
        assert not recoveries.open_for(session, row(source="survey:0"))
        assert recoveries.is_open(session, "U0ANA")
        assert not recoveries.is_open(session, "U0BO")


def test_without_a_call_that_was_due_nothing_is_measured(db: Database) -> None:
    with db.session() as session:
        assert of_period(session) == recoveries.FollowUp(0, 0, 0, 0, None)


def test_what_counts_as_called_by_its_date(db: Database) -> None:
    called = {"state": "called", "called_at": T0 + DAY}
    late = {"state": "settled", "called_at": T0 + DAY + timedelta(minutes=1), "closed_at": T0 + 3 * DAY}
    with db.session() as session:
        stored(session, row(**called), row(**late), row(), row(state="unreached", closed_at=T0 + 2 * DAY))
        stored(session, row(call_by=T0 + 30 * DAY, **called))  # of the next period
        found = of_period(session)
        assert (found.due, found.in_time, found.unwanted, found.unsaid) == (4, 1, 0, 0)
        assert found.rate is not None
        assert found.rate.value == 0.25
        assert found.rate.low < 0.25 < found.rate.high


def test_who_did_without_the_call_and_who_never_said_yes_do_not_count(db: Database) -> None:
    soon, later = T0 + timedelta(hours=1), T0 + 5 * DAY
    with db.session() as session:
        stored(session, row(state="unwanted", closed_at=soon), row(state="settled", closed_at=soon))
        stored(session, row(agreed=None), row(agreed=None, state="unwanted", closed_at=later))
        stored(session, row(state="unwanted", closed_at=later))  # waited in vain: this was due
        found = of_period(session)
        assert (found.due, found.in_time, found.unwanted, found.unsaid) == (1, 0, 3, 1)


def test_of_one_service_or_unit(db: Database) -> None:
    called = {"state": "called", "called_at": T0}
    with db.session() as session:
        stored(session, row(**called), row(service="COL", **called), row(unit="CC-100"))
        assert (of_period(session, service="ERP").due, of_period(session, service="ERP").in_time) == (2, 1)
        assert (of_period(session, unit="CC-500").due, of_period(session, unit="CC-500").in_time) == (2, 2)


def test_what_followed_a_no_is_found_from_what_began_it(db: Database) -> None:
    with db.session() as session:
        stored(session, row(source="order:4"))
        first = recoveries.of(session, "order:4")
        assert first is not None
        stored(session, row(source=f"recovery:{first.number}"))
        last = recoveries.last_of(session, "order:4")
        assert last is not None
        assert last.number != first.number
        assert recoveries.root(session, last) == "order:4"
        assert recoveries.last_of(session, "order:5") is None


def test_nobody_speaks_for_somebody_else(db: Database) -> None:
    with pytest.raises(Refused):
        recoveries.check_owner(row(), "U0DEE")
    with pytest.raises(Refused):
        recoveries.check_person(row(), "U0BO")
    with db.session() as session, pytest.raises(Refused):
        recoveries.hold(session, 99)


STEPS = {
    "agree": lambda one, at: recoveries.agree(one, at + DAY),
    "refuse": recoveries.refuse,
    "call": lambda one, at: recoveries.call(one, "agreed", at) if one.agreed else None,
    "miss": lambda one, at: recoveries.miss(one, at + DAY, at),
    "settle": recoveries.settle,
    "unsettle": recoveries.unsettle,
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12), st.sampled_from([None, True]))
@example(["agree", "miss", "miss", "agree", "miss", "agree"], None)
def test_whatever_is_pressed_it_is_open_exactly_while_somebody_has_to_do_something(
    steps: list[str], agreed: bool | None
) -> None:
    one, at = row(agreed=agreed), T0
    for step in steps:
        before, at = one.state, at + timedelta(hours=1)
        STEPS[step](one, at)
        assert one.is_open == (one.state in ("open", "called"))
        assert one.is_promised == (one.state == "open" and one.agreed is True)
        assert (one.called_at is not None) >= (one.state == "called")
        assert before not in ("settled", "unsettled") or one.state in ("settled", "unsettled")
        assert step != "miss" or one.unreached < recoveries.MOST_TRIES or one.state != "open"


def test_a_date_is_kept_as_it_was_agreed() -> None:
    one = row(agreed=None)
    assert not one.is_promised
    recoveries.agree(one, T0 + 2 * DAY)
    assert (one.is_promised, one.call_by) == (True, T0 + 2 * DAY)
    recoveries.miss(one, T0 + 3 * DAY, T0)
    assert (one.unreached, one.call_by, one.state) == (1, T0 + 3 * DAY, "open")
    later: datetime = T0 + 3 * DAY
    recoveries.call(one, "a new cable", later)
    assert (one.state, one.called_at, one.result) == ("called", later, "a new cable")
