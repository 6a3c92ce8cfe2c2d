"""The demo's history: plausible, the same for the same seed, marked as sample, and quick."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, func, select

from bot import catalog as catalogs
from bot.catalog import Catalog
from bot.catalog.finding import Finder
from bot.cost import allocation, planned, recovery, subscriptions, usage
from bot.cost.funding_lines import FundingLine
from bot.cost.lines import CostLine
from bot.cost.months import Month
from bot.cost.price_lists import PriceItem, PriceList
from bot.cost.subscriptions import Subscription
from bot.cost.usage import Usage
from bot.customer import recoveries
from bot.customer.asked import Question
from bot.customer.people import Person
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.customer.themes import BY_WORDS
from bot.db import Database
from bot.demo.history import Summary, book_closed_months, write_history
from bot.process.orders import Order
from bot.settings import HOUSE
from bot.value import evidence, gaps, scopes
from bot.value.balance import Score
from bot.value.offers import Offer
from bot.value.outcomes import Reading
from bot.value.statements import Statement
from tests.databases import PostgreSQLDatabases, SQLiteFiles, opened
from tests.value.finance import value_report

ANA = "U0ANA"
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 7, 16, 0, tzinfo=UTC)
JANUARY = datetime(2027, 1, 4, 16, 0, tzinfo=UTC)
MONTHS = ["2025-11", "2025-12", *[f"2026-{month:02}" for month in range(1, 11)]]
TABLES = (Person, Usage, CostLine, Order, Survey, Recovery, Offer)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return catalogs.load(HOUSE / "catalog_data")


@dataclass(frozen=True)
class Written:
    """A database with a history in it, shared by all who only look."""

    db: Database
    summary: Summary


@pytest.fixture(scope="module")
def file(sqlite_files: SQLiteFiles, catalog: Catalog) -> Iterator[tuple[str, Summary]]:
    """Address of a file with a history in it, and what was written; closed, so that there can be copies."""
    with sqlite_files.url() as url:
        with opened(url) as db:
            summary = write(db, catalog)
        yield url, summary


@pytest.fixture(scope="module")
def history(file: tuple[str, Summary]) -> Iterator[Written]:
    url, summary = file
    with opened(url) as db:
        yield Written(db, summary)


@pytest.fixture
def copied(sqlite_files: SQLiteFiles, file: tuple[str, Summary]) -> Iterator[Written]:
    """Open a file of one's own, for whoever goes on with it and has nothing new for PostgreSQL."""
    url, summary = file
    with sqlite_files.url(url) as copy, opened(copy) as db:
        yield Written(db, summary)


@pytest.fixture(scope="module")
def again(request: pytest.FixtureRequest, sqlite_files: SQLiteFiles, catalog: Catalog) -> Iterator[str]:
    """Address of another database in which the same was written: on PostgreSQL, where it can be had."""
    databases: SQLiteFiles | PostgreSQLDatabases = sqlite_files
    with suppress(pytest.skip.Exception):
        databases = request.getfixturevalue("postgresql_databases")
    with databases.url() as url:
        with opened(url) as db:
            write(db, catalog)
        yield url


@pytest.fixture(scope="module")
def written_url(databases: SQLiteFiles | PostgreSQLDatabases, request: pytest.FixtureRequest) -> str:
    """Address of a database of either kind with a history in it, of which there are copies."""
    url: str = (
        request.getfixturevalue("file")[0]
        if isinstance(databases, SQLiteFiles)
        else request.getfixturevalue("again")
    )
    return url


@pytest.fixture
def lived(databases: SQLiteFiles | PostgreSQLDatabases, written_url: str) -> Iterator[Database]:
    """Open a database of one's own with a history in it, for whoever goes on with it."""
    with databases.url(written_url) as url, opened(url) as db:
        yield db


def write(db: Database, catalog: Catalog, now: datetime = NOW) -> Summary:
    with db.session() as session:
        return write_history(session, catalog, now, seed=7)


def book(db: Database, catalog: Catalog, now: datetime) -> list[str]:
    with db.session() as session:
        return book_closed_months(session, catalog, now, seed=7)


def rows(session: Session) -> list[list[sa.Row[Any]]]:
    tables = (SQLModel.metadata.tables[str(table.__tablename__)] for table in TABLES)
    return [list(session.execute(sa.select(table).order_by(*table.primary_key))) for table in tables]


def test_it_says_what_it_wrote(history: Written) -> None:
    with history.db.read() as session:
        counted = [session.exec(select(func.count()).select_from(table)).one() for table in TABLES]
        held = session.exec(select(func.count()).select_from(Subscription)).one()
    said = history.summary
    assert counted == [
        said.people,
        said.usage,
        said.cost_lines,
        said.orders,
        said.surveys,
        said.calls,
        said.offers,
    ]
    assert held == said.subscriptions == 158


def test_the_same_seed_writes_the_same_whatever_the_database(again: str, history: Written) -> None:
    with opened(again) as db, db.read() as session:
        second = rows(session)
    with history.db.read() as session:
        first = rows(session)
    assert first == second
    assert all(row.sample for table in first for row in table)


def test_owners_have_a_list_of_what_could_not_be_answered(copied: Written, catalog: Catalog) -> None:
    finder = Finder(catalog)
    with copied.db.session() as session:
        assert gaps.gather(session, BY_WORDS, 0.0, NOW)
        mine = gaps.of(session, catalog, "cy@calder.example", NOW)
        asked = session.exec(select(Question)).all()
    assert len(asked) == copied.summary.questions
    assert {each.person for each in asked} <= {f"U9{number:06}" for number in range(1000)}
    assert mine.is_new
    assert [gap.people for gap in mine.unanswered] == [3]
    assert sum(gap.people for gap in mine.meant) == 3
    for gap in mine.meant:
        assert finder.find(gap.title).matches[0].title != gap.meant


def test_people_fill_every_unit_to_its_headcount(catalog: Catalog, history: Written) -> None:
    with history.db.read() as session:
        people = session.exec(select(Person)).all()
    by_unit = Counter(person.unit for person in people)
    for unit in catalog.company.units.values():
        assert by_unit[unit.code] + len(unit.members) == unit.headcount
    assert all(person.id.startswith("U9") and person.email is None for person in people)


def test_cost_follows_plan_month_by_month(catalog: Catalog, history: Written) -> None:
    with history.db.read() as session:
        booked = {month: cost_of(session, catalog, month) for month in MONTHS}
        plans = {month: planned_cost(session, catalog, month) for month in MONTHS}
        every = session.exec(select(CostLine.month).distinct()).all()
    assert sorted(every) == MONTHS
    for month in MONTHS:
        assert 0.93 < booked[month] / plans[month] < 1.05
    assert plans["2026-10"] == 176_156_00  # what the company file plans, at the rate card
    assert plans["2026-06"] == plans["2026-07"] - 12 * (31 + 62 + 9 + 48) * 100  # twelve joined in July


def cost_of(session: Session, catalog: Catalog, month: str, service: str | None = None) -> int:
    found = allocation.of_month(session, catalog, month)
    return (found.carried_by(service) if service else found.whole).minor


def planned_cost(session: Session, catalog: Catalog, month: str, service: str | None = None) -> int:
    return sum(
        (plan.unit_price * plan.quantity).minor
        for held in planned.of_month(session, catalog, month).values()
        for key, tiers in held.items()
        for plan in tiers.values()
        if plan.unit_price and service in (None, key)
    )


def test_the_winter_holidays_are_busy_and_february_is_not(history: Written) -> None:
    with history.db.read() as session:
        parcels = {
            month: sum(sum(each.values()) for each in usage.of_month(session, month)["WMS"].values())
            for month in MONTHS
        }
        asked = Counter(f"{at:%Y-%m}" for at in session.exec(select(Order.opened_at)))
    assert min(parcels["2025-11"], parcels["2025-12"]) > 1.1 * float(
        max(parcels["2026-01"], parcels["2026-02"])
    )
    assert asked["2026-07"] < min(asked[month] for month in ("2025-12", "2026-03", "2026-09"))


def test_twelve_joiners_are_welcomed_and_take_what_joiners_take(history: Written) -> None:
    with history.db.read() as session:
        events = {
            month: usage.of_month(session, month)["JML"]["CC-300"]["Standard (5 working days)"]
            for month in ("2026-06", "2026-07", "2026-08")
        }
        june, july = (
            usage.of_month(session, month)["DEV"]["CC-300"]["Standard"] for month in ("2026-06", "2026-07")
        )
    assert events["2026-07"] - events["2026-06"] >= 11
    assert events["2026-08"] < events["2026-07"] - 10
    assert 10 <= july - june <= 15


def test_a_vendor_asks_more_from_the_fiscal_year_on(catalog: Catalog, history: Written) -> None:
    with history.db.read() as session:
        paid = {
            month: session.exec(
                select(func.sum(CostLine.minor)).where(
                    CostLine.service == "COL", CostLine.category == "saas", CostLine.month == month
                )
            ).one()
            for month in MONTHS
        }
        lists = session.exec(select(PriceList).order_by(col(PriceList.effective_from))).all()
        suite = {
            each.list_id: each.price
            for each in session.exec(select(PriceItem).where(PriceItem.sku == "PS-036"))
        }
    assert min(paid[month] for month in MONTHS[8:]) > max(paid[month] for month in MONTHS[:8])
    assert [(f"{each.effective_from:%Y-%m}", each.state) for each in lists] == [
        ("2025-07", "applied"),
        ("2026-07", "applied"),
        ("2027-04", "proposed"),
    ]
    assert [suite[each.id or 0] for each in lists] == [Decimal("33.35"), Decimal(36), Decimal("38.88")]


def test_one_service_ends_over_plan_one_under_and_one_never_earns_its_cost(
    catalog: Catalog, history: Written
) -> None:
    with history.db.read() as session:
        against = {
            key: cost_of(session, catalog, "2026-10", key) / planned_cost(session, catalog, "2026-10", key)
            for key in ("CAL", "HRS", "ERP")
        }
        earned = [
            each.over.minor
            for month in MONTHS
            for each in recovery.of_month(session, catalog, month)
            if each.service == "ADV"
        ]
    assert against["CAL"] > 1.05
    assert against["HRS"] < 0.9
    assert 0.95 < against["ERP"] < 1.05
    assert len(earned) == 12
    assert max(earned) < 0


def test_every_month_is_closed_and_the_latest_statements_wait(catalog: Catalog, history: Written) -> None:
    with history.db.read() as session:
        closed = session.exec(select(Month.month).order_by(col(Month.month))).all()
        statements = session.exec(select(Statement)).all()
        scored = set(session.exec(select(Score.month)))
        outcomes = set(session.exec(select(Reading.month)))
        paid_by = Counter(session.exec(select(FundingLine.kind)))
    assert closed == MONTHS
    assert outcomes == set(MONTHS)
    assert scored == set(MONTHS[6:])
    assert paid_by == {"line": 9, "corporate_overhead": 12}
    assert Counter(each.month for each in statements) == dict.fromkeys(MONTHS, 7)
    waiting = {(each.month, each.unit) for each in statements if each.state == "sent"}
    assert waiting == {("2026-10", unit) for unit in catalog.company.units} | {
        (month, "CC-400") for month in MONTHS
    }
    accepted = [each for each in statements if each.state == "accepted"]
    assert {each.decided_by for each in accepted if each.unit == "CC-500"} == {"U0BO"}
    assert all(each.drawn_at <= each.sent_at < each.decided_at < NOW for each in accepted)  # type: ignore[operator]


def test_times_are_within_service_hours_and_mostly_within_target(catalog: Catalog, history: Written) -> None:
    with history.db.read() as session:
        orders = session.exec(select(Order)).all()
    done = [order for order in orders if order.done_at]
    in_time = sum(order.done_at <= order.due_at for order in done if order.done_at and order.due_at)
    assert 0.85 < in_time / len(done) < 0.95
    for order in orders:
        assert order.service
        assert order.tier
        hours = catalog.tier(order.service, order.tier).hours
        assert hours.open_at(order.opened_at) is not order.out_of_hours
        assert order.opened_at < (order.done_at or NOW) <= NOW
        assert order.state == ("closed" if order.done_at else "taken")
    still_open = [order for order in orders if not order.done_at]
    assert still_open
    assert min(order.opened_at for order in still_open) > NOW - timedelta(days=6)


def test_surveys_keep_the_policy_and_a_third_is_answered(history: Written) -> None:
    with history.db.read() as session:
        surveys = session.exec(select(Survey).order_by(col(Survey.sent_at))).all()
        refusing = set(session.exec(select(Person.id).where(Person.refuses_surveys)))
    sent = [(survey.person, survey.sent_at) for survey in surveys if survey.sent_at]
    last: dict[str, datetime] = {}
    for person, at in sent:
        assert person not in refusing
        assert at - last.get(person, at - timedelta(days=30)) >= timedelta(days=30)
        last[person] = at
    answered = sum(survey.answered_at is not None for survey in surveys)
    assert 0.3 < answered / len(sent) < 0.4
    assert {survey.suppressed for survey in surveys if not survey.sent_at} == {"opted_out", "surveyed"}


def test_people_were_asked_in_several_ways_and_answered_what_was_asked(history: Written) -> None:
    with history.db.read() as session:
        answers = session.exec(select(Survey).where(col(Survey.answered_at).is_not(None))).all()
    by_kind = Counter(survey.kind for survey in answers)
    assert set(by_kind) == {"csat", "ces", "pulse", "nps"}
    assert min(by_kind.values()) > 20
    for survey in answers:
        given = {"csat": survey.score, "ces": survey.effort, "pulse": survey.mood, "nps": survey.recommend}
        assert [kind for kind, value in given.items() if value is not None] == [survey.kind]
    assert any(survey.worth_at_minor for survey in answers if survey.kind == "pulse")
    assert all(survey.lost_minutes is not None for survey in answers if survey.kind == "ces")


def test_who_was_let_down_was_called_and_nobody_waits_for_a_call(history: Written) -> None:
    with history.db.read() as session:
        calls = session.exec(select(Recovery)).all()
        low = {f"survey:{each.number}" for each in session.exec(select(Survey)) if each.troubled}
        told = recoveries.follow_up(session, NOW - timedelta(days=400), NOW)
    assert {each.source for each in calls} == low
    assert {each.state for each in calls} == {"settled", "unwanted", "unreached"}
    assert all(each.closed_at and each.opened_at <= each.closed_at <= NOW for each in calls)
    assert all(each.person.startswith("U9") and each.owner != each.person for each in calls)
    assert told.rate is not None
    assert 0.6 < told.rate.value < 1


def test_the_offers_of_the_demo_have_their_evidence(catalog: Catalog, history: Written) -> None:
    with history.db.read() as session:
        needs = evidence.needs(session, catalog, NOW)
    assert [(need.rule, need.unit, need.service, need.person) for need in needs] == [
        ("out_of_hours", "CC-500", "ERP", ANA),
        ("quota", "CC-100", "FIL", None),
        ("growth", "CC-100", "FIL", None),
    ]


def test_what_the_demo_offers_is_worth_its_price(copied: Written, catalog: Catalog) -> None:
    is_worth_its_price(copied.db, catalog, NOW)


@pytest.mark.slow
@pytest.mark.parametrize("days", range(1, 7))
def test_what_the_demo_offers_is_worth_its_price_on_any_day(
    sqlite_files: SQLiteFiles, catalog: Catalog, days: int
) -> None:
    now = NOW + timedelta(days=days)
    with sqlite_files.url() as url, opened(url) as db:
        write(db, catalog, now)
        is_worth_its_price(db, catalog, now)


def is_worth_its_price(db: Database, catalog: Catalog, now: datetime) -> None:
    with db.session() as session:
        need = evidence.needs(session, catalog, now)[0]
        plan = scopes.plan_of(session, catalog, need, now)
    assert plan.benefit is not None
    assert (plan.why_not, plan.quantity) == (None, 34)
    assert plan.benefit > plan.difference


def test_ana_is_free_to_be_asked(history: Written) -> None:
    with history.db.read() as session:
        assert not session.exec(select(Survey).where(Survey.person == ANA)).all()
        mine = session.exec(select(Order).where(Order.person == ANA)).all()
    assert {order.state for order in mine} == {"closed"}
    assert all(order.out_of_hours and order.opened_at > NOW - timedelta(days=60) for order in mine)
    assert len(mine) == 4


def test_every_unit_has_a_report_worth_reading(catalog: Catalog, history: Written) -> None:
    with history.db.read() as session:
        reports = [value_report(session, catalog, unit, "2026-10", NOW) for unit in catalog.company.units]
    for report in reports:
        assert report.sum.cost
        assert Decimal("0.9") < report.sum.cost.amount / report.sum.plan.amount < Decimal("1.1")
        assert report.work.due > 10
        assert [gap.kind for gap in report.gaps] == ["unassigned"]
    assert any(decision.kind == "over_plan" for report in reports for decision in report.decisions)


def test_months_that_have_closed_are_booked_once(lived: Database, catalog: Catalog) -> None:
    assert book(lived, catalog, NOW) == []
    assert book(lived, catalog, JANUARY) == ["2026-11", "2026-12"]
    with lived.read() as session:
        booked = rows(session)
    assert all(row.sample for table in booked for row in table)
    assert book(lived, catalog, JANUARY) == []
    with lived.read() as session:
        assert rows(session) == booked


def test_a_month_is_the_same_whether_booked_alone_or_with_others(
    databases: SQLiteFiles | PostgreSQLDatabases, catalog: Catalog, written_url: str
) -> None:
    with (
        databases.url(written_url) as one,
        databases.url(written_url) as two,
        opened(one) as alone,
        opened(two) as together,
    ):
        assert [book(alone, catalog, now) for now in (DECEMBER, JANUARY)] == [["2026-11"], ["2026-12"]]
        book(together, catalog, JANUARY)
        with alone.read() as session, together.read() as other:
            assert rows(session) == rows(other)


def test_without_a_history_nothing_is_booked(db: Database, catalog: Catalog) -> None:
    assert book(db, catalog, JANUARY) == []


def test_the_report_on_a_month_that_has_closed_since_has_figures(lived: Database, catalog: Catalog) -> None:
    book(lived, catalog, JANUARY)
    with lived.read() as session:
        for month in ("2026-11", "2026-12"):
            for unit in catalog.company.units:
                report = value_report(session, catalog, unit, month, JANUARY)
                assert report.sum.cost
                assert report.sum.last_cost
                assert Decimal("0.9") < report.sum.cost.amount / report.sum.plan.amount < Decimal("1.1")
                assert [gap.kind for gap in report.gaps] == ["unassigned"]


def test_what_was_ordered_meanwhile_is_used_from_then_on(lived: Database, catalog: Catalog) -> None:
    with lived.session() as session:
        before = subscriptions.held(session, "CC-500", date(2026, 11, 30))["ERP"]["Standard"]
        subscriptions.start(
            session,
            unit="CC-500",
            service="ERP",
            tier="Extended hours",
            quantity=before,
            unit_price=catalog.tier("ERP", "Extended hours").price.amount,
            starts_on=date(2026, 11, 24),
            order_id=1,
            replaces="Standard",
        )
    book(lived, catalog, DECEMBER)
    with lived.read() as session:
        used = usage.of_month(session, "2026-11")["ERP"]["CC-500"]
    assert set(used) == {"Extended hours"}
    assert 0.9 < used["Extended hours"] / before < 1.25


def test_it_can_be_written_on_any_day_and_quickly(sqlite_files: SQLiteFiles, catalog: Catalog) -> None:
    new_year = datetime(2027, 1, 1, 7, 0, tzinfo=UTC)  # midnight in Denver
    with sqlite_files.url() as url, opened(url) as db:
        began = time.process_time()
        write(db, catalog, new_year)
        assert time.process_time() - began < 30  # of this process, on a slow machine and watched
        with db.read() as session:
            assert session.exec(select(func.max(CostLine.month))).one() == "2026-12"
            assert evidence.needs(session, catalog, new_year)[0].person == ANA
