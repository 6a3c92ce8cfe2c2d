"""Where and when a unit's report is posted, and who may say so."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.db import Database
from bot.value import posting
from bot.value.period import of_month, rolling
from bot.value.posting import Posting
from tests.value.calder import ZONE, catalog

MONTHLY = Posting("CC-500", "C0FINANCE", "month", "mon", "09:30", "Europe/Berlin", by="U0BO")


@pytest.mark.parametrize(
    ("person", "may"), [("bo", True), ("dee", True), ("ana", False), ("cy", False), ("fay", False)]
)
def test_head_budget_owner_and_it_leads_may(person: str, may: bool) -> None:
    company = catalog().company
    assert posting.may_arrange(company, company.units["CC-500"], f"{person}@calder.example") is may


def test_who_has_no_address_may_not() -> None:
    company = catalog().company
    assert not posting.may_arrange(company, company.units["CC-500"], None)


def test_every_month_is_the_first_such_day_by_the_wall_clock(db: Database, T0: datetime) -> None:
    with db.session() as session:
        arranged = posting.arrange(session, MONTHLY, T0)
    assert arranged == replace(MONTHLY, id=arranged.id, next_at=datetime(2026, 12, 7, 8, 30, tzinfo=UTC))
    with db.read() as session:
        assert posting.of_unit(session, "CC-500") == [arranged]
        assert posting.of_unit(session, "CC-100") == []


def test_a_unit_has_one_posting_in_a_channel(db: Database, T0: datetime) -> None:
    weekly = replace(MONTHLY, every="week", weekday="fri", by="U0DEE")
    with db.session() as session:
        first = posting.arrange(session, MONTHLY, T0)
        posting.change(session, first, "pause", T0)
        other = posting.arrange(session, replace(MONTHLY, channel="C0GENERAL"), T0)
        again = posting.arrange(session, weekly, T0)
        assert posting.of_unit(session, "CC-500") == [again, other]
    assert (again.id, again.paused, again.by) == (first.id, False, "U0DEE")
    assert again.next_at == datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


def test_resuming_leaves_out_what_was_missed(db: Database, T0: datetime) -> None:
    with db.session() as session:
        first = posting.arrange(session, MONTHLY, T0)
        posting.change(session, first, "pause", T0)
        posting.change(session, first, "resume", datetime(2027, 1, 20, tzinfo=UTC))
        resumed = posting.find(session, first.id or 0)
        assert resumed is not None
        assert (resumed.paused, resumed.next_at) == (False, datetime(2027, 2, 1, 8, 30, tzinfo=UTC))
        posting.change(session, first, "remove", T0)
    with db.read() as session:
        assert posting.find(session, first.id or 0) is None


def test_only_the_channel_that_cannot_be_posted_to_rests(db: Database, T0: datetime) -> None:
    with db.session() as session:
        posting.arrange(session, MONTHLY, T0)
        posting.arrange(session, replace(MONTHLY, channel="C0GENERAL"), T0)
        posting.pause_channel(session, "C0FINANCE")
        assert [each.paused for each in posting.of_unit(session, "CC-500")] == [True, False]


def test_a_monthly_report_covers_the_closed_month_a_weekly_one_the_last_weeks(T0: datetime) -> None:
    assert posting.covers(MONTHLY, T0, ZONE) == of_month("2026-10", ZONE)
    assert posting.covers(replace(MONTHLY, every="week"), T0, ZONE) == rolling(T0, ZONE)
