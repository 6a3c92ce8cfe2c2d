"""Who may say yes: two at once, a word too late, a right that ended, a stranger. One outcome, one sentence."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.catalog import Catalog, Level
from bot.cost import funding
from bot.cost.funding import Commitment
from bot.customer.people import Person
from bot.db import Database
from bot.money import Money
from bot.process import approvals, approvers, orders
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import approving, departures, drafts, purchases, standing_in
from tests.process.calder import ANA, BO, CATALOG, CY, DEE, EVE, FINANCE, find_team, move_in
from tests.value.test_purchases import refusal

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LATER = NOW + timedelta(days=10)


@pytest.fixture
def calder(db: Database) -> Database:
    with db.session() as session:
        move_in(session, TODAY)
    return db


def place(db: Database, catalog: Catalog = CATALOG, **terms: Any) -> int:
    """Place an order of Ana's, whose cards are up."""
    terms = {"tier": "Plus", "quantity": 3, "move": False, **terms}
    with db.session() as session:
        unit = catalog.company.units["CC-500"]
        draft = drafts.draft(session, catalog, unit, catalog.service("COL"), now=NOW, **terms)
        number = purchases.place(session, catalog, draft, person=ANA, now=NOW, find_team=find_team, over=True)
        approving.begin(session, catalog, number, NOW)
        return number


def approve(db: Database, number: int, by: str = BO, catalog: Catalog = CATALOG, **terms: Any) -> Order:
    terms = {"now": NOW, **terms}
    with db.session() as session:
        return purchases.approve(session, catalog, number, by=by, find_team=find_team, **terms)


def rows(db: Database, number: int) -> list[tuple[int, str, str]]:
    with db.read() as session:
        return [(row.level, row.approver, row.state) for row in approvals.of(session, number)]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of these at the same moment; return what came of each: ok, or the words of the no."""
    gate, outcome = threading.Barrier(len(acts)), []

    def do(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
            outcome.append("ok")
        except Refused as refused:
            outcome.append(refused.template)

    hands = [threading.Thread(target=do, args=[act]) for act in acts]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return sorted(outcome)


def join(db: Database, number: int) -> None:
    """Ask the next in line as well."""
    with db.session() as session:
        (row,) = approvals.asked(session, number)
        order = orders.find(session, number)
        assert approving.ask_as_well(session, CATALOG, order, row, NOW) is not None


def test_two_people_who_say_yes_at_once_approve_once(calder: Database) -> None:
    number = place(calder)
    join(calder, number)
    assert at_once(lambda: approve(calder, number), lambda: approve(calder, number, DEE)) == [
        "ok",
        "orders/already",
    ]
    with calder.read() as session:
        assert len(session.exec(select(Commitment)).all()) == 1
        assert [step.what for step in orders.story(session, number)] == ["placed", "approved"]
        assert {row.state for row in approvals.of(session, number)} == {"approved", "dropped"}


def test_a_yes_and_a_no_at_once_are_one_of_them(calder: Database) -> None:
    number = place(calder)
    join(calder, number)

    def decline() -> None:
        with calder.session() as session:
            purchases.decline(session, CATALOG, number, by=DEE, now=NOW, reason="no")

    assert at_once(lambda: approve(calder, number), decline) == ["ok", "orders/already"]
    with calder.read() as session:
        state = orders.find(session, number).state
        held = len(session.exec(select(Commitment)).all())
    assert (state, held) in {("open", 1), ("declined", 0)}


def test_a_yes_while_it_is_given_away_is_one_of_them(calder: Database) -> None:
    number = place(calder)

    def hand_on() -> None:
        with calder.session() as session:
            standing_in.hand_on(session, CATALOG, number, by=BO, to=CY, now=NOW)

    outcome = at_once(lambda: approve(calder, number), hand_on)
    with calder.read() as session:
        state = orders.find(session, number).state
    assert (outcome, state) in [
        (["ok", "orders/already"], "open"),
        (["ok", "orders/not_any_more"], "approval"),
    ]


def test_two_taps_are_one_yes_of_two(calder: Database) -> None:
    catalog = with_levels(Level("budget_owner", usd(0)), Level("dee@calder.example", usd(100)))
    number = place(calder, catalog)
    taps = at_once(*[lambda: approve(calder, number, catalog=catalog)] * 2)
    assert taps == ["ok", "orders/said_already"]
    assert rows(calder, number) == [(1, BO, "approved"), (2, DEE, "asked")]
    assert approve(calder, number, DEE, catalog).state == "open"


def usd(amount: int) -> Money:
    return Money.of(amount, "USD")


def with_levels(*levels: Level, **unit: Any) -> Catalog:
    """Return the sample with these levels for everybody, and other people in Finance."""
    finance = replace(FINANCE, **unit)
    units = {**CATALOG.company.units, "CC-500": finance}
    company = replace(CATALOG.company, approvals=levels or CATALOG.company.approvals, units=units)
    return replace(CATALOG, company=company)


def test_a_stranger_changes_nothing(calder: Database) -> None:
    number = place(calder)
    for stranger in (ANA, EVE, CY, DEE):
        assert refusal(lambda by=stranger: approve(calder, number, by)).template == "orders/not_approver"
    assert rows(calder, number) == [(1, BO, "asked")]


def test_who_holds_the_budget_no_more_is_told_who_does_and_then_they_are_asked(calder: Database) -> None:
    number = place(calder)
    first = Level("budget_owner", usd(0))
    after = with_levels(first, budget_owner="cy@calder.example", head="cy@calder.example")
    no = refusal(lambda: approve(calder, number, catalog=after))
    assert (no.template, no.facts["approver"]) == ("orders/not_any_more", CY)
    with calder.session() as session:
        assert approving.mend(session, after, orders.find(session, number), NOW)
        assert not approving.mend(session, after, orders.find(session, number), NOW)
    assert rows(calder, number) == [(1, BO, "dropped"), (1, CY, "asked")]
    assert approve(calder, number, CY, after).approver == CY


def test_a_delegation_that_ended_is_no_right_any_more(calder: Database) -> None:
    with calder.session() as session:
        standing_in.go_away(session, CATALOG, person=BO, delegate=CY, starts_on=TODAY, ends_on=TODAY, now=NOW)
    number = place(calder)
    assert rows(calder, number) == [(1, CY, "asked")]
    no = refusal(lambda: approve(calder, number, CY, now=LATER))
    assert (no.template, no.facts["approver"]) == ("orders/not_any_more", BO)
    assert approve(calder, number, CY).state == "open"


def test_figures_that_rose_are_shown_before_they_are_approved(calder: Database) -> None:
    number = place(calder)
    with calder.session() as session:
        order = orders.find(session, number)
        order.commitment_minor -= 100  # what was shown on the day of asking
    no = refusal(lambda: approve(calder, number))
    assert no.template == "orders/figures_changed"
    assert no.facts["quote"].commitment - no.facts["before"] == usd(1)
    with calder.read() as session:
        assert session.exec(select(Commitment)).all() == []
    approved = approve(calder, number, seen=no.facts["quote"].commitment.minor)
    assert approved.commitment_minor == no.facts["quote"].commitment.minor


def test_the_money_is_held_from_the_first_yes_on(calder: Database) -> None:
    catalog = with_levels(Level("budget_owner", usd(0)), Level("dee@calder.example", usd(100)))
    first, second = place(calder, catalog, quantity=200), place(calder, catalog, quantity=200)
    approve(calder, first, catalog=catalog)
    assert refusal(lambda: approve(calder, second, catalog=catalog)).template == "orders/over_funding"
    approve(calder, second, catalog=catalog, over=True)
    assert approve(calder, first, DEE, catalog).state == "open"
    assert approve(calder, second, DEE, catalog).state == "open"
    with calder.read() as session:
        held = session.exec(select(Commitment.order_id, Commitment.overrun_by)).all()
    assert sorted(held) == [(first, None), (second, BO)]


def test_nobody_gets_what_they_approve_themselves(calder: Database) -> None:
    with calder.session() as session:
        draft = drafts.draft(
            session, CATALOG, FINANCE, CATALOG.service("COL"), now=NOW, tier="Plus", quantity=1
        )
        number = purchases.place(
            session, CATALOG, draft, person=ANA, now=NOW, find_team=find_team, for_person=BO
        )
        assert orders.find(session, number).approver == DEE


def test_levels_count_what_is_committed_and_a_saving_needs_the_first(calder: Database) -> None:
    company = CATALOG.company
    needed = [[seat.level for seat in approvers.seats(company, FINANCE, usd(minor))] for minor in AMOUNTS]
    assert needed == [[1], [1], [1], [1, 2], [1, 2], [1, 2, 3]]
    assert approvers.seats(company, FINANCE, usd(1), company.pools["GROWTH"])[0].ranked == {
        "dee@calder.example": "pool",
        "bo@calder.example": "named",
    }


AMOUNTS = (-500, 0, 10_000, 10_001, 50_000, 50_001)


def test_without_the_setting_the_budget_owner_decides_alone(calder: Database) -> None:
    plain = replace(CATALOG, company=replace(CATALOG.company, approvals=()))
    number = place(calder, plain, quantity=900)
    assert approve(calder, number, catalog=plain, over=True).state == "open"
    assert rows(calder, number) == [(1, BO, "approved")]


def test_when_nobody_else_is_there_nothing_is_lost(calder: Database) -> None:
    number = place(calder)
    with calder.session() as session:
        for gone in (BO, DEE):
            session.get_one(Person, gone).active = False
        session.flush()
        left = departures.follow(session, CATALOG, BO, NOW, find_team)
        assert left.moved == []
    assert rows(calder, number) == [(1, BO, "asked")]


def test_more_than_one_absence_goes_up_the_ladder(calder: Database) -> None:
    away: dict[str, Any] = {"starts_on": TODAY, "ends_on": None, "now": NOW}
    with calder.session() as session:
        standing_in.go_away(session, CATALOG, person=BO, delegate=CY, **away)
        standing_in.go_away(session, CATALOG, person=CY, delegate=DEE, **away)
    assert rows(calder, place(calder)) == [(1, DEE, "asked")]


def test_the_standing_of_the_unit_is_what_it_was_after_a_no(calder: Database) -> None:
    def left(session: Session) -> Money:
        return funding.standing(session, CATALOG, FINANCE, TODAY).remaining

    with calder.read() as session:
        before = left(session)
    number = place(calder)
    with calder.session() as session:
        purchases.decline(session, CATALOG, number, by=BO, now=NOW, reason="not now")
    with calder.read() as session:
        assert left(session) == before
        assert orders.find(session, number).approver == BO
