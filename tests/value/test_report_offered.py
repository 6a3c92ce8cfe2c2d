"""The report of services: what each cost, what its price brought in, and the one thing to look at next."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.customer.rating import Rating
from bot.db import Database
from bot.money import Money
from bot.value import report_offered
from bot.value.opinion import NOTHING
from bot.value.period import of_month
from bot.value.record import Work
from bot.value.report_offered import ServiceLine, ServicesReport, Step, next_step
from tests.value.calder import ZONE, catalog, usd
from tests.value.test_report import MID, order
from tests.value.test_spend import write_autumn

OCTOBER = of_month("2026-10", ZONE)


def of_erp(db: Database, now: datetime) -> ServicesReport:
    with db.read() as session:
        return report_offered.of_service(session, catalog(), "ERP", OCTOBER, now)


def test_a_month_that_is_not_booked_costs_nothing_known(db: Database, T0: datetime) -> None:
    found = of_erp(db, T0)
    (line,) = found.lines
    assert (found.cost, line.cost, line.each, line.over, line.users) == (None, None, None, None, 0)
    assert found.step == Step("well")
    assert [note.rows for note in found.notes] == [0] * 4
    assert [note.coverage for note in found.notes] == [None] * 4


def test_an_owners_report_adds_up_all_that_is_theirs(db: Database, T0: datetime) -> None:
    with db.session() as session:
        write_autumn(session)
    with db.read() as session:
        found = report_offered.of_owner(session, catalog(), "cy@calder.example", "Cy", OCTOBER, T0)
    erp = of_erp(db, T0)
    assert [line.service for line in found.lines] == ["ERP", "DOC"]
    assert found.cost == erp.cost
    assert found.recovered == erp.recovered
    assert (found.lines[1].cost, found.lines[1].used) == (usd("0"), Decimal(0))


def test_full_cost_over_all_units_used_is_what_a_unit_cost(db: Database, T0: datetime) -> None:
    with db.session() as session:
        write_autumn(session)
    (line,) = of_erp(db, T0).lines
    assert line.cost is not None
    assert line.each is not None
    assert line.over is not None
    assert abs(line.each.amount * line.used - line.cost.amount) < Decimal("0.01") * line.used
    assert line.over == line.recovered - line.cost


def test_work_is_counted_for_whichever_unit_it_was(db: Database, T0: datetime) -> None:
    due = MID + timedelta(hours=8)
    with db.session() as session:
        session.add(order(due_at=due, done_at=MID))
        session.add(order(unit="CC-100", due_at=due, done_at=due + timedelta(hours=1)))
        session.add(order(service="FIL", due_at=due, done_at=MID))
    (line,) = of_erp(db, T0).lines
    assert (line.work.in_time, line.work.due) == (1, 2)


def line(**given: object) -> ServiceLine:
    nothing = Money.zero("USD")
    whole = ServiceLine(
        "ERP", "ERP", "", "users", 1, Decimal(1), Decimal(1), nothing, nothing, None, None, nothing, nothing,
        None, NOTHING, Work(0, 0, 0, 0, 0),
    )  # fmt: skip
    return replace(whole, **given)  # type: ignore[arg-type]


GOOD = replace(NOTHING, satisfied=Rating(20, 0.9, 0.8, 0.95))
POOR = line(opinion=replace(NOTHING, satisfied=Rating(20, 0.4, 0.3, 0.6)))
LATE = line(opinion=GOOD, work=Work(10, 10, 8, 0, 0))
SHORT = line(opinion=GOOD, cost=usd("100"), over=-usd("11"))
FINE = line(opinion=GOOD, cost=usd("100"), over=-usd("10"), work=Work(4, 4, 0, 0, 0))


@pytest.mark.parametrize(
    ("lines", "step"),
    [
        ([FINE, line(), SHORT, LATE, POOR], Step("unhappy", POOR)),
        ([FINE, line(), SHORT, LATE], Step("late", LATE)),
        ([FINE, line(), SHORT], Step("short", SHORT)),
        ([FINE, line()], Step("unmeasured", line())),
        ([FINE, line(used=Decimal(0))], Step("well")),
    ],
    ids=["unhappy", "late", "short", "unmeasured", "well"],
)
def test_people_come_before_time_before_money(lines: list[ServiceLine], step: Step) -> None:
    assert next_step(lines) == step
