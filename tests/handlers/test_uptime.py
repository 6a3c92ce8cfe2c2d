"""On the page of a service: how available it was in the last full month, and where that comes from."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.cost.subscriptions import Subscription
from bot.process.orders import Order
from tests.handlers.test_portfolio import browses, called
from tests.office import Office

SEPTEMBER = datetime(2026, 9, 14, 15, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 14, 15, tzinfo=UTC)  # a Wednesday, 9:00 in Denver


def broken(office: Office, at: datetime, hours: float, **given: Any) -> None:
    whole: dict[str, Any] = {
        "kind": "incident",
        "state": "closed",
        "person": "U0ANA",
        "unit": "CC-500",
        "service": "ERP",
        "tier": "Standard",
        "impact": 1,
        "urgency": 1,
        "opened_at": at,
        "done_at": at + timedelta(hours=hours),
        "closed_at": at + timedelta(hours=hours),
        "way_forward": "person",
        **given,
    }
    with office.desk.session() as session:
        session.add(Order(**whole))


def page(office: Office, name: str = "Orders and finance") -> str:
    browses(office.ana)
    return called(office, office.ana, f"Open {name}").all_text.replace("*", "")


def test_without_records_of_the_whole_month_it_is_not_measured(office: Office) -> None:
    assert "Not measured: outages are on record for less than that month." in page(office)
    broken(office, OCTOBER, 1)
    assert "Not measured" in page(office)


def test_downtime_inside_the_hours_counts_against_each_levels_promise(office: Office) -> None:
    broken(office, SEPTEMBER, 1, service="COL")
    broken(office, OCTOBER.replace(hour=0), 3)  # 18:00 to 21:00 on the 13th in Denver
    said = page(office)
    assert "How available it was in Oct 2026" in said
    # 22 days of 12 hours: one of 264 hours; 99.5 % of them leave 79 minutes.
    assert "Standard: 99.62 % of its hours, down 1 h; promised 99.50 %, so at most 1 h 19 min: kept" in said
    # Every day from 6 to 22: all three of 496 hours, and 99.7 % leave 89 minutes.
    assert (
        "Extended hours: 99.40 % of its hours, down 3 h; promised 99.70 %, so at most 1 h 29 min: missed"
        in said
    )
    assert "From 1 outage that hit everybody" in said


def test_nothing_broken_is_all_of_its_hours(office: Office) -> None:
    broken(office, SEPTEMBER, 1)
    assert "Standard: 100.00 % of its hours; promised 99.50 %" in page(office)
    assert "From no outages that hit everybody" in page(office)


def test_what_hits_some_counts_by_users_only(office: Office) -> None:
    broken(office, SEPTEMBER, 1)
    with office.desk.session() as session:
        session.execute(sa.update(Subscription).values(starts_on=date(2026, 7, 1)))
    broken(office, OCTOBER, 3, impact=3)  # all of Finance, 34 of 170 users
    said = page(office)
    kept = "Standard: 100.00 % of its hours; promised 99.50 %, so at most 1 h 19 min: kept"
    assert f"{kept}; those who use it had it 99.7" in said
    assert "What is promised counts outages that hit everybody; what people had counts every outage" in said
    broken(office, OCTOBER, 3, impact=3, urgency=2)  # slow is not down
    broken(office, OCTOBER, 3, state="cancelled")
    assert page(office) == said
    broken(office, OCTOBER, 9, impact=3)
    assert f"{kept}, but not for everybody: those who use it had it 9" in page(office)


def test_a_chain_of_parts_that_cannot_keep_the_promise_is_named(office: Office) -> None:
    broken(office, SEPTEMBER, 1)
    broken(office, OCTOBER, 2, service="NET", tier=None)
    broken(office, OCTOBER + timedelta(days=1), 2, service="DB", tier=None)
    said = page(office)
    assert "What it stands on was there" in said
    assert "so this promise needs better parts" in said


def test_an_open_outage_lasts_until_now_and_no_further_than_the_month(office: Office) -> None:
    broken(office, SEPTEMBER, 1, service="COL")
    broken(office, datetime(2026, 10, 30, 23, tzinfo=UTC), 0, state="open", done_at=None, closed_at=None)
    assert "Standard: 99.24 % of its hours, down 2 h" in page(office)
