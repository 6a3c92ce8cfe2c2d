"""Contacts are kept once, an engagement is never taken back, and coverage adds up however it is cut."""

from collections import Counter
from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, delete, select

from bot.customer import contacts
from bot.customer.contacts import Contact, Engagement
from bot.customer.satisfaction import share
from bot.db import Database
from tests.conftest import T0

DAY = timedelta(days=1)
MONTH = (T0 - 30 * DAY, T0 + DAY)
ENDS: tuple[Engagement, ...] = ("value_check", "offer", "advocate", "none")

ended = st.tuples(
    st.sampled_from(ENDS),
    st.sampled_from(("surveyed", "opted_out", "no_evidence", None)),
    st.sampled_from(("CC-100", "CC-500", None)),
    st.sampled_from(("ERP", "COL", None)),
    st.sampled_from(("customer", "bot")),
)


def note(
    session: Session,
    about: str = "order:1",
    engagement: Engagement = "none",
    why: str | None = None,
    unit: str | None = "CC-500",
    service: str | None = "ERP",
    started_by: Literal["customer", "bot"] = "customer",
    days: int = 0,
) -> None:
    contacts.note(
        session,
        about=about,
        person="U0ANA",
        unit=unit,
        service=service,
        intent="order",
        started_by=started_by,
        engagement=engagement,
        why=why,
        now=T0 + days * DAY,
    )


def kept(session: Session) -> list[tuple[str, str, str | None]]:
    rows = session.exec(select(Contact).execution_options(populate_existing=True))
    return [(row.about, row.engagement, row.why) for row in rows]


def test_a_contact_is_kept_once_and_its_latest_reason_counts(db: Database) -> None:
    with db.session() as session:
        note(session, why="surveyed")
        note(session, why="no_evidence")
        assert kept(session) == [("order:1", "none", "no_evidence")]


def test_what_came_of_it_is_never_taken_back(db: Database) -> None:
    with db.session() as session:
        note(session, why="no_evidence")
        note(session, engagement="value_check")
        note(session, why="no_answer")
        assert kept(session) == [("order:1", "value_check", None)]
        note(session, engagement="offer")
        note(session, engagement="value_check")
        assert kept(session) == [("order:1", "offer", None)]


def test_without_a_contact_it_is_not_measured(db: Database) -> None:
    with db.session() as session:
        note(session, engagement="offer", started_by="bot")
        note(session, "order:2", days=-40)
        found = contacts.coverage(session, *MONTH)
        assert (found.covered, found.ways, found.reasons, found.started) == (None, (), (), 1)


def test_the_share_has_its_margin_and_the_rest_its_reasons(db: Database) -> None:
    with db.session() as session:
        for number in range(6):
            note(session, f"order:{number}", "value_check")
        note(session, "order:6", "offer")
        for number in range(7, 10):
            note(session, f"order:{number}", why="surveyed" if number < 9 else "opted_out")
        found = contacts.coverage(session, *MONTH)
        assert found.covered == share(7, 10)
        assert found.ways == (("value_check", 6), ("offer", 1))
        assert found.reasons == (("surveyed", 2), ("opted_out", 1))


def test_ends_that_are_as_many_stand_in_the_order_of_their_names(db: Database) -> None:
    ends: list[Engagement] = ["value_check", "advocate", "offer", "offer"]
    with db.session() as session:
        for number, engagement in enumerate(ends):
            note(session, f"order:{number}", engagement)
        found = contacts.coverage(session, *MONTH)
        assert found.ways == (("offer", 2), ("advocate", 1), ("value_check", 1))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(ended, max_size=12))
def test_parts_add_up_to_the_whole(
    db: Database, ends: list[tuple[Engagement, str, str, str, Literal["customer", "bot"]]]
) -> None:
    with db.session() as session:
        session.execute(delete(Contact))
        for number, (engagement, why, unit, service, by) in enumerate(ends):
            note(session, f"order:{number}", engagement, why, unit, service, by)
        whole = contacts.coverage(session, *MONTH)
        began = [each for each in ends if each[4] == "customer"]
        assert (whole.covered.n if whole.covered else 0) == len(began)
        assert sum(count for _, count in whole.ways + whole.reasons) == len(began)
        assert whole.started == len(ends) - len(began)
        for place, what in ((2, "unit"), (3, "service")):
            parts = contacts.coverage_by(session, what, *MONTH)  # type: ignore[arg-type]
            counted = {key: part.covered.n for key, part in parts.items() if part.covered}
            assert counted == Counter(each[place] for each in began if each[place] is not None)
            for key, part in parts.items():
                one = {"unit": key} if what == "unit" else {"service": key}
                assert part == contacts.coverage(session, *MONTH, **one)  # type: ignore[arg-type]


@pytest.mark.parametrize("by", ["customer", "bot"])
def test_the_last_that_was_started_is_the_bots(db: Database, by: Literal["customer", "bot"]) -> None:
    with db.session() as session:
        note(session, "order:1", started_by=by, days=-3)
        note(session, "order:2", started_by=by, days=-1)
        last = contacts.last_started(session, "U0ANA", "order")
        assert last == (T0 - DAY if by == "bot" else None)
        assert contacts.last_started(session, "U0ANA", "talk") is None
