"""What a unit's people say, wherever it is shown: no two readings of any two places tell of one answer."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.customer.batches import MONTHS, Block, months_later
from bot.customer.rating import Rating
from bot.customer.satisfaction import FLOOR
from bot.customer.surveys import Survey
from bot.db import Database
from bot.value import tallies
from bot.value.tallies import Span, Tallies, Tally
from tests.value.calder import ZONE

SERVICES = ("ERP", "FIL", "DOC")
FIRST: Block = (2025, 1)
NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 14, 18, tzinfo=UTC)
LATEST = Span((2026, 10), (2026, 10))


def spans(said: Tallies) -> list[Span]:
    """Return all spans that anything shows: Home, agenda, year, reports, digests, and what they compare with."""
    shown = [said.last(3), said.last(12), *(Span(each, each) for each in months(FIRST, said.this_month))]
    return [*shown, *(each.before for each in shown)]


def months(first: Block, end: Block) -> list[Block]:
    found = []
    while first < end:
        found.append(first)
        first = months_later(first, 1)
    return found


answered = st.lists(
    st.tuples(st.integers(0, 23).map(lambda at: months_later(FIRST, at)), st.sampled_from(SERVICES)),
    max_size=60,
)


def counted(given_: list[tuple[Block, str]]) -> list[Tally]:
    return [Tally(month, service, count, 0) for (month, service), count in Counter(given_).items()]


@given(answered)
def test_two_readings_of_any_two_places_differ_by_nobody_or_by_five(given_: list[tuple[Block, str]]) -> None:
    everything, readings = counted(given_), set()
    for this_month in months((2025, 2), (2027, 2)):
        said = Tallies(this_month, [each for each in everything if each.month <= this_month])
        for span, service in product(spans(said), (None, *SERVICES)):
            shown = said.shown(span, service)
            readings.add(frozenset(each for batch in shown for each in batch.answers))
    for one, other in product(readings, readings):
        left = sum(each.answers for each in one - other)
        assert left == 0 or left >= FLOOR


@given(answered)
def test_all_services_together_less_each_that_is_shown_leaves_nobody_or_five(
    given_: list[tuple[Block, str]],
) -> None:
    said = Tallies((2027, 1), counted(given_))
    for span in spans(said):
        whole = said.satisfied(span)
        shown = sum(each.n for each in said.by_service(span).values() if each.value is not None)
        if whole.value is not None:
            assert whole.n - shown == 0 or whole.n - shown >= FLOOR


@given(answered)
def test_what_was_said_of_worth_changes_by_whole_quarters(given_: list[tuple[Block, str]]) -> None:
    everything = counted(given_)
    of_quarter = Counter[Block]()
    for each in everything:
        of_quarter[each.month[0], (each.month[1] + 2) // 3] += each.answers
    for this_month in months((2025, 4), (2027, 2)):
        said = Tallies(this_month, worth=[each for each in everything if each.month <= this_month])
        last = said.last(1)
        shown = said.worth_it(last)
        ended = months_later(this_month, -1 - (this_month[1] - 1) % 3)
        whole = of_quarter[ended[0], ended[1] // 3]
        assert (shown.value is not None and shown.n >= FLOOR) or whole < FLOOR
        assert whole < FLOOR or shown.n == whole
        assert said.worth_it(Span(months_later(last.last, -2), last.last)) == shown


def survey(number: int, at: datetime = OCTOBER, **given: Any) -> Survey:
    fixed = {
        "unit": "CC-500",
        "service": "ERP",
        "score": 5,
        "person": f"U{number}",
        "sent_at": at,
        "answered_at": at,
    }
    return Survey(about=f"order:{number}", **{**fixed, **given})


def said(db: Database, *rows: Survey, now: datetime = NOW) -> Tallies:
    with db.session() as session:
        session.add_all(rows)
    with db.read() as session:
        return tallies.of_unit(session, "CC-500", ZONE, now)


def test_an_answer_counts_when_nobody_can_change_it_any_more(db: Database) -> None:
    over = datetime(2026, 11, 13, 18, tzinfo=UTC)
    rows = [survey(n, expires_at=over) for n in range(5)]
    found = said(db, *rows)
    assert found.satisfied(LATEST) == Rating(5)  # there are answers, and they may still change
    with db.read() as session:
        december = tallies.of_unit(session, "CC-500", ZONE, datetime(2026, 12, 2, 16, tzinfo=UTC))
    assert december.satisfied(Span((2026, 11), (2026, 11))).value == 1.0
    assert december.satisfied(LATEST) == Rating(0)


def test_months_are_those_of_the_company(db: Database) -> None:
    midnight = datetime.fromisoformat("2026-11-01T00:00-06:00")
    early = [survey(n, midnight - timedelta(seconds=1)) for n in range(5)]
    found = said(db, *early, *(survey(10 + n, midnight, score=1) for n in range(9)))
    assert (found.satisfied(LATEST).value, found.satisfied(LATEST).n) == (1.0, 5)


def test_each_question_has_its_share(db: Database) -> None:
    at = OCTOBER - timedelta(days=30)
    rows = [
        survey(n, at, score=4 if n < 6 else 2, worth_it=n < 5, outcome_met=n < 7 if n < 8 else None)
        for n in range(10)
    ]
    pulse = [survey(20 + n, at, score=None, instead="stay" if n else "other_tool") for n in range(5)]
    found = said(db, *rows, *pulse, survey(40, worth_it=True))
    september = Span((2026, 9), (2026, 9))
    assert (found.satisfied(september).value, found.satisfied(september).n) == (0.6, 10)
    assert (found.worth_it(LATEST).value, found.reached(LATEST).value) == (0.5, 7 / 8)
    assert found.would_leave(found.last(MONTHS)).value == 0.2


def test_what_began_before_the_span_is_said_to(db: Database) -> None:
    found = said(
        db, *(survey(n, OCTOBER - timedelta(days=60)) for n in range(3)), *(survey(9 + n) for n in range(2))
    )
    assert found.satisfied(LATEST).n == 5
    assert found.since(LATEST) == date(2026, 8, 1)


@pytest.mark.parametrize(
    ("span", "before"),
    [
        (Span((2026, 10), (2026, 10)), Span((2026, 9), (2026, 9))),
        (Span((2025, 11), (2026, 10)), Span((2024, 11), (2025, 10))),
    ],
)
def test_as_many_months_before(span: Span, before: Span) -> None:
    assert span.before == before


def test_other_units_are_not_this_one(db: Database) -> None:
    found = said(db, *(survey(n, unit="CC-100") for n in range(9)))
    assert found.satisfied(found.last(MONTHS)) == Rating(0)
