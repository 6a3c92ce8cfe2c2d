"""Restoring: worked example 8 to the hour, and what must hold of any portfolio."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import Catalog, Dependency
from bot.catalog.restoring import Plan, Reach, feasible, plan
from tests.catalog.outage import HOUR, W8, catalog, service

# order, rank, done at with one team, done at with unlimited teams, up by, verdict; in hours
WORKED = [
    ("NET", 1, 1, 1, 0, None),
    ("STO", 1, 2.5, 2.5, 1.5, None),
    ("DB", 1, 3.5, 3.5, 2.5, None),
    ("IDM", 1, 4, 3, 2.5, None),
    ("ERP", 1, 5.5, 5, 4, "impossible"),
    ("SMT", 2, 6, 4, 8, "ok"),
    ("COL", 3, 6.5, 3.5, 8, "ok"),
    ("CRM", 4, 7.5, 4.5, 24, "ok"),
]


def order(planned: Plan) -> list[str]:
    return [step.key for step in planned.steps]


def test_worked_example_8_to_the_hour() -> None:
    assert [
        (
            step.key,
            step.rank,
            step.one_team.minutes / 60,
            step.unlimited.minutes / 60,
            None if step.up_by is None else step.up_by / 60,
            step.verdict.kind if step.verdict else None,
        )
        for step in plan(catalog(*W8)).steps
    ] == WORKED


def test_worked_example_8_says_what_is_needed_first_and_why() -> None:
    planned = plan(catalog(*W8))
    assert planned.step("DB").needs == ("NET", "STO")
    assert planned.step("ERP").needs == ("NET", "DB", "IDM")
    assert {step.key: step.rank_from for step in planned.steps if step.rank_from} == dict.fromkeys(
        ["NET", "STO", "DB", "IDM"], "ERP"
    )
    assert [step.key for step in planned.broken] == ["ERP"]
    assert (planned.one_team, planned.unlimited) == (Reach(450), Reach(300))
    assert planned.gaps == ()


def test_an_impossible_promise_is_found_out_when_it_is_typed() -> None:
    four, five = (feasible(catalog(*W8), "ERP", hours * HOUR) for hours in (4, 5))
    assert (four.kind, four.late, four.earliest) == ("impossible", HOUR, Reach(5 * HOUR))
    assert [(link.key, link.minutes) for link in four.chain] == [
        ("NET", 60),
        ("STO", 90),
        ("DB", 60),
        ("ERP", 90),
    ]
    assert (five.kind, five.late) == ("missed", HOUR // 2)
    assert feasible(catalog(*W8), "ERP", 5 * HOUR + 30).kind == "ok"


def test_what_is_not_live_yet_can_be_asked_about_and_is_not_planned_for() -> None:
    coming = service("NEW", ["ERP"], 60, stage="pipeline")
    stock = catalog(*W8, coming, service("OLD", stage="retired"))
    assert order(plan(stock)) == order(plan(catalog(*W8)))
    assert feasible(stock, "NEW", 5 * HOUR).late == HOUR
    with pytest.raises(KeyError):
        feasible(stock, "NIX", HOUR)


def test_a_service_is_planned_for_from_its_first_day() -> None:
    soon = service("NEW", stage_from=date(2027, 1, 1))
    stock = catalog(*W8, soon)
    assert "NEW" not in order(plan(stock, date(2026, 12, 31)))
    assert "NEW" in order(plan(stock, date(2027, 1, 1)))
    assert "NEW" in order(plan(stock))


def test_in_its_peak_a_service_comes_first() -> None:
    pay = service("PAY", ["DB"], rank=9, peaks="Payroll week", peak_rank=1)
    stock = catalog(*W8, pay)
    assert order(plan(stock))[-1] == "PAY"
    peak = plan(stock, peaks={"PAY", "NIX"})
    assert order(peak)[:6] == ["NET", "STO", "DB", "IDM", "ERP", "PAY"]
    assert peak.peaks == ("PAY",)


def test_only_what_affects_the_restore_is_waited_for() -> None:
    paid = (Dependency("NET", affects_restore=False),)
    app = service("APP", rank=1, depends_on=paid)
    planned = plan(catalog(app, service("NET")))
    assert order(planned) == ["APP", "NET"]
    assert planned.step("NET").rank is None


def test_what_nobody_assessed_is_never_nought() -> None:
    stock = catalog(
        service("NET", minutes=None),
        service("ERP", ["NET"], 60, rank=1, rto=90),
        service("TV", rank=2, rto=30),
    )
    planned = plan(stock)
    assert planned.step("NET").one_team == Reach(0, at_least=True)
    assert planned.step("ERP").unlimited == Reach(60, at_least=True)
    assert [(gap.kind, gap.key) for gap in planned.gaps] == [("minutes", "NET")]
    verdicts = {step.key: step.verdict.kind for step in planned.steps if step.verdict}
    assert verdicts == {"ERP": "unknown", "TV": "impossible"}
    assert feasible(stock, "ERP", 59).kind == "impossible"  # also if NET took no time at all
    assert feasible(stock, "TV", 60).kind == "missed"  # after ERP, with one team


def test_what_nobody_ranked_comes_last_and_is_named() -> None:
    unranked = service("AAA", kind="customer_facing")
    planned = plan(catalog(*W8, unranked, service("BBB", ["CRM"], kind="customer_facing")))
    assert order(planned)[-2:] == ["AAA", "BBB"]
    assert planned.step("AAA").rank is None
    assert [(gap.kind, gap.key) for gap in planned.gaps] == [("impact", "AAA"), ("impact", "BBB")]


def test_who_may_not_know_of_a_service_still_reads_true_times() -> None:
    planned = plan(catalog(*W8))
    seen = planned.without({"STO", "ERP"})
    assert order(seen) == ["NET", "DB", "IDM", "SMT", "COL", "CRM"]
    assert seen.step("CRM").one_team == planned.step("CRM").one_team
    assert "STO" not in repr(seen)
    assert "ERP" not in repr(seen)
    assert planned.without(()) is planned
    assert planned.without({"RET"}) is planned
    assert seen.counts_hidden
    assert not planned.counts_hidden


def test_who_may_not_know_of_a_service_finds_no_hole_where_it_would_stand() -> None:
    planned = plan(catalog(*W8))
    seen = planned.without({"SMT"})
    assert {step.key: step.own_rank for step in seen.steps if step.own_rank} == {"ERP": 1, "COL": 2, "CRM": 3}
    assert seen.step("NET").rank == 1
    alike = plan(catalog(*W8, service("MES", rank=2, rto=8 * HOUR)))
    assert alike.without({"SMT"}).step("COL").own_rank == 3, "another is wanted back as number 2"


def test_a_circle_is_named() -> None:
    ring = catalog(service("AAA", ["BBB"]), service("BBB", ["AAA"]), service("CCC"))
    with pytest.raises(ValueError, match="circle: AAA, BBB"):
        plan(ring)


def test_nothing_is_a_plan_too() -> None:
    assert plan(catalog()).one_team == plan(catalog()).unlimited == Reach(0)
    with pytest.raises(KeyError):
        plan(catalog()).step("ERP")


def test_the_sample_names_the_promises_it_cannot_keep(sample: Catalog) -> None:
    planned = plan(sample)
    assert order(planned)[0] == "NET"
    assert planned.step("SD").own_rank == 4  # the desk that people turn to is in the plan
    assert {step.key for step in planned.broken} == {"POS", "WEB", "ERP", "SIT"}
    assert plan(sample, peaks={"HRS"}).step("HRS").rank == 1


@st.composite
def portfolios(draw: st.DrawFn) -> Catalog:
    keys = [f"S{letter}" for letter in "ABCDEFGHIJ"[: draw(st.integers(1, 10))]]
    services = [
        service(
            key,
            draw(st.lists(st.sampled_from(keys[:at]), unique=True)) if at else (),
            draw(st.integers(1, 300)),
            rank=draw(st.none() | st.integers(1, 5)),
            rto=draw(st.integers(1, 1000)),
        )
        for at, key in enumerate(keys)
    ]
    return catalog(*draw(st.permutations(services)))


@given(portfolios())
def test_every_service_comes_after_all_it_needs_and_is_ranked_no_worse_than_what_stands_on_it(
    stock: Catalog,
) -> None:
    planned = plan(stock)
    assert sorted(order(planned)) == sorted(stock.services)
    for at, step in enumerate(planned.steps):
        assert set(step.needs) <= set(order(planned)[:at])
        for key in step.needs:
            assert (planned.step(key).rank or 99) <= (step.rank or 99)
    ranks = [step.rank or 99 for step in planned.steps]
    assert ranks == sorted(ranks)


@given(portfolios())
def test_the_order_of_the_files_does_not_matter(stock: Catalog) -> None:
    again = catalog(*reversed(stock.services.values()))
    assert plan(again) == plan(stock)


@given(portfolios())
def test_more_hands_are_never_slower_and_nothing_is_faster_than_its_chain(stock: Catalog) -> None:
    for step in plan(stock).steps:
        assert step.unlimited.minutes <= step.one_team.minutes
        if step.verdict:
            assert sum(link.minutes or 0 for link in step.verdict.chain) == step.unlimited.minutes
            assert step.verdict.chain[-1].key == step.key
            assert (step.verdict.kind == "impossible") == (step.unlimited.minutes > (step.rto or 0))


@given(portfolios())
def test_a_promise_holds_exactly_when_everything_below_is_up_in_time(stock: Catalog) -> None:
    planned = plan(stock)
    in_time = all(step.up_by is None or step.unlimited.minutes <= step.up_by for step in planned.steps)
    assert in_time == (not planned.broken)
    for step in planned.steps:
        if step.rto is not None and step.minutes:
            assert step.up_by is not None
            assert step.up_by <= step.rto


@given(portfolios())
def test_what_is_said_when_typed_is_what_the_plan_says(stock: Catalog) -> None:
    for step in plan(stock).steps:
        if step.rto is not None:
            assert feasible(stock, step.key, step.rto) == step.verdict
