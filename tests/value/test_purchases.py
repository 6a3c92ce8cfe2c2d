"""Orders that move money: the checks at placing and at approving, and what is held meanwhile."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.catalog import Service
from bot.cost import funding, subscriptions
from bot.cost.funding import Commitment, months
from bot.db import Database
from bot.money import Money
from bot.process import orders, parts, steps
from bot.process.orders import NewOrder, Order
from bot.refusal import Refused
from bot.value import drafts, purchases, undelivered
from tests.process.calder import ANA, BO, CATALOG, CY, DEE, FINANCE, find_team, move_in
from tests.value.test_at_once import at_once, hesitating

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def nowhere(session: Session, service: Service | None) -> str | None:
    return None


@pytest.fixture
def calder(db: Database) -> Database:
    with db.session() as session:
        move_in(session, TODAY)
    return db


def place(
    db: Database, service: str = "COL", *, person: str = ANA, over: bool = False, **terms: Any
) -> Order:
    terms = {"tier": "Plus", "quantity": 3, **terms}
    with db.session() as session:
        draft = drafts.draft(session, CATALOG, FINANCE, CATALOG.service(service), now=NOW, **terms)
        number = purchases.place(
            session, CATALOG, draft, person=person, now=NOW, find_team=find_team, over=over
        )
        return orders.find(session, number)


def approve(db: Database, order: Order, *, by: str = BO, now: datetime = NOW, **terms: Any) -> Order:
    with db.session() as session:
        return purchases.approve(session, CATALOG, order.number, by=by, now=now, find_team=find_team, **terms)


def committed(db: Database) -> Money:
    with db.read() as session:
        return funding.standing(session, CATALOG, FINANCE, TODAY).committed


def refusal(act: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.alternatives
    return refused.value


def test_an_approved_order_holds_its_money_until_the_subscription_says_so(calder: Database) -> None:
    before = committed(calder)
    order = place(calder)
    assert (order.state, order.approver, order.replaces, order.out_of_hours) == (
        "approval",
        BO,
        "Standard",
        False,
    )
    assert committed(calder) == before
    order = approve(calder, order)
    assert (order.state, order.team) == ("open", "#workplace")
    assert committed(calder) == before + Money(order.commitment_minor, "USD")
    with calder.session() as session:
        purchases.finish(session, CATALOG, order.number, by=CY, now=NOW)
    assert committed(calder) == before + Money(order.commitment_minor, "USD")
    with calder.read() as session:
        assert session.exec(select(Commitment)).all() == []
        assert subscriptions.held(session, "CC-500", TODAY)["COL"] == {"Standard": 28, "Plus": 7}


def test_what_is_delivered_early_starts_on_the_day_it_was_wanted_for(calder: Database) -> None:
    order = approve(calder, place(calder, starts_on=date(2027, 1, 1)))
    with calder.session() as session:
        purchases.finish(session, CATALOG, order.number, by=CY, now=NOW)
    with calder.read() as session:
        assert subscriptions.held(session, "CC-500", date(2026, 12, 31))["COL"]["Plus"] == 4
        assert subscriptions.held(session, "CC-500", date(2027, 1, 1))["COL"]["Plus"] == 7


@pytest.mark.parametrize("starts_on", [date(2026, 12, 15), date(2027, 1, 1)])
@pytest.mark.parametrize("delivered", [NOW, NOW + timedelta(days=60)])
def test_what_runs_commits_what_was_quoted_with_the_announced_price_from_its_day(
    calder: Database, starts_on: date, delivered: datetime
) -> None:
    terms: dict[str, Any] = {"tier": "Archive", "quantity": 2, "starts_on": starts_on}
    order = approve(calder, place(calder, "FIL", **terms))
    assert Money(order.commitment_minor, "USD") == Money.of(archived(starts_on), "USD")
    with calder.session() as session:
        steps.take(session, order.number, by=CY, now=delivered)
        purchases.finish(session, CATALOG, order.number, by=CY, now=delivered)
    with calder.read() as session:
        held = funding.standing(session, CATALOG, FINANCE, TODAY).held
    begun = max(starts_on, CATALOG.company.day(delivered))
    runs = [row for row in held if row.tier == "Archive" and row.starts_on == begun]
    assert funding.cost_of(runs, TODAY, date(2027, 7, 1)) == archived(begun)


def archived(since: date) -> Fraction:
    """Return what 2 TB cost until the fiscal year ends: $18.00 each a month, and $16.00 from 1 January."""
    return 2 * (16 * months(since, date(2027, 7, 1)) + 2 * months(since, date(2027, 1, 1)))


def test_taking_it_back_frees_the_money(calder: Database) -> None:
    before = committed(calder)
    order = approve(calder, place(calder))
    with calder.session() as session:
        undelivered.cancel(session, order.number, by=ANA, now=NOW)
    assert committed(calder) == before


def test_more_than_there_is_is_refused_with_figures_or_asked_for_openly(calder: Database) -> None:
    no = refusal(lambda: place(calder, quantity=900))
    assert no.template == "orders/over_funding"
    assert no.alternatives[-1] == "more_funding"
    assert "fewer" in no.alternatives
    fewer = no.facts["ways"].fewer
    assert place(calder, quantity=fewer).state == "approval"
    assert place(calder, quantity=900, over=True).over_funding


def test_the_sum_of_what_is_approved_stays_within_the_funding_unless_bo_says_so(calder: Database) -> None:
    first, second = place(calder, quantity=200, move=False), place(calder, quantity=200, move=False)
    approve(calder, first)
    no = refusal(lambda: approve(calder, second))
    assert (no.template, no.facts["number"]) == ("orders/over_funding", second.id)
    approve(calder, second, over=True)
    with calder.read() as session:
        overruns = session.exec(select(Commitment.overrun_by).order_by(Commitment.id)).all()  # type: ignore[arg-type]
        assert list(overruns) == [None, BO]
        assert funding.standing(session, CATALOG, FINANCE, TODAY).remaining < Money(0, "USD")


def test_fewer_costs_less_and_never_more_than_was_asked(calder: Database) -> None:
    order = approve(calder, place(calder), quantity=2, note="Two for now")
    assert (order.quantity, order.note, order.change_minor) == (2, "Two for now", 3000)
    assert approve(calder, place(calder), quantity=50).quantity == 3


def test_one_level_for_everybody_is_approved_whole_or_not_at_all(calder: Database) -> None:
    order = place(calder, "ERP", tier="Extended hours", quantity=1)
    assert order.quantity == 34
    no = refusal(lambda: approve(calder, order, quantity=5))
    assert (no.template, no.facts["quantity"]) == ("orders/all_together", 34)


def test_an_approval_that_took_weeks_is_priced_and_due_from_its_own_day(calder: Database) -> None:
    order = place(calder)
    late = approve(calder, order, now=NOW + timedelta(days=30))
    assert late.commitment_minor < order.commitment_minor
    assert late.due_at is not None
    assert late.due_at > NOW + timedelta(days=30)


def test_bo_does_not_approve_his_own_wish(calder: Database) -> None:
    order = place(calder, person=BO)
    assert (order.approver, order.approver_why) == (DEE, "lead")


def test_what_the_plan_covers_goes_straight_to_the_team_until_it_is_used_up(calder: Database) -> None:
    covered = place(calder, "JML", tier="Standard (5 working days)", quantity=1)
    assert (covered.state, covered.team, covered.commitment_minor) == ("open", "#workplace", 0)
    assert covered.due_at is not None
    paid = place(calder, "JML", tier="Standard (5 working days)", quantity=1)
    assert (paid.state, paid.commitment_minor) == ("approval", 14000)
    approve(calder, paid)
    with calder.session() as session:
        purchases.finish(session, CATALOG, paid.number, by=CY, now=NOW)
        held = session.exec(select(Commitment.minor)).all()
    assert list(held) == [14000]  # paid once, so it stays spent


def test_without_a_team_that_hears_it_nothing_is_taken(calder: Database) -> None:
    with calder.session() as session:
        draft = drafts.draft(
            session, CATALOG, FINANCE, CATALOG.service("ADV"), now=NOW, tier="First advice (2 h free)"
        )
        with pytest.raises(Refused) as refused:
            purchases.place(session, CATALOG, draft, person=ANA, now=NOW, find_team=nowhere)
    assert refused.value.template == "orders/no_team"


def test_what_cannot_be_ordered_says_what_can() -> None:
    gone = next(service.key for service in CATALOG.services.values() if service.stage == "retired")
    no = refusal(lambda: drafts.orderable(CATALOG, gone))
    assert no.template == "orders/not_orderable"
    assert no.facts["retired"].instead
    assert no.facts["retired"].successor_name == "Document signing"


def test_what_is_not_there_cannot_be_ordered_and_is_not_named() -> None:
    no = refusal(lambda: drafts.orderable(CATALOG, "nothing"))
    assert no.template == "ask/gone"
    assert "nothing" not in str(no.facts)


def test_of_two_approvals_at_once_one_wins_and_the_other_is_told(calder: Database) -> None:
    order = place(calder)
    outcome: list[object] = []
    gate = threading.Barrier(2)

    def press() -> None:
        gate.wait()
        try:
            outcome.append(approve(calder, order).state)
        except Refused as refused:
            outcome.append(refused.template)

    hands = [threading.Thread(target=press) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(map(str, outcome)) == ["open", "orders/already"]
    with calder.read() as session:
        assert [step.what for step in orders.story(session, order.number)] == ["placed", "approved"]
        assert len(session.exec(select(Commitment)).all()) == 1


def test_of_two_orders_approved_at_once_only_one_gets_the_money_that_is_there(calder: Database) -> None:
    pair = [place(calder, quantity=200, move=False) for _ in range(2)]
    outcome: list[str] = []
    gate = threading.Barrier(2)

    def press(order: Order) -> None:
        gate.wait()
        try:
            outcome.append(approve(calder, order).state)
        except Refused as refused:
            outcome.append(refused.template)

    hands = [threading.Thread(target=press, args=[order]) for order in pair]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(outcome) == ["open", "orders/over_funding"]


def test_what_the_plan_covers_goes_to_who_ordered_first_whenever_it_is_approved(calder: Database) -> None:
    terms: dict[str, Any] = {"tier": "Standard (5 working days)", "quantity": 3}
    pair = [place(calder, "JML", **terms) for _ in range(2)]
    asked = [order.commitment_minor for order in pair]
    assert asked == [28000, 42000]
    approved = [approve(calder, order, now=NOW + timedelta(days=30)) for order in pair]
    assert [order.commitment_minor for order in approved] == asked
    assert [committed_by(calder, order) for order in approved] == asked


def committed_by(db: Database, order: Order) -> int:
    with db.read() as session:
        return session.exec(select(Commitment.minor).where(Commitment.order_id == order.number)).one()


def test_of_two_deliveries_at_once_each_moves_its_own_units(
    calder: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = [approve(calder, place(calder, quantity=3)) for _ in range(2)]
    both_looked, shrink = threading.Barrier(2), subscriptions._shrink

    def wait_and_shrink(*args: Any) -> None:
        with suppress(threading.BrokenBarrierError):
            both_looked.wait(0.5)
        shrink(*args)

    monkeypatch.setattr(subscriptions, "_shrink", wait_and_shrink)

    def deliver(order: Order) -> None:
        with calder.session() as session:
            purchases.finish(session, CATALOG, order.number, by=CY, now=NOW)

    hands = [threading.Thread(target=deliver, args=[order]) for order in pair]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    with calder.read() as session:
        held = subscriptions.held(session, FINANCE.code, TODAY)
    assert held["COL"] == {"Standard": 25, "Plus": 10}


def test_units_that_an_approved_order_moves_are_not_moved_again(calder: Database) -> None:
    before = committed(calder)
    first, second = place(calder, quantity=20), place(calder, quantity=20)  # of 31 on Standard
    approve(calder, first)
    no = refusal(lambda: approve(calder, second))
    assert no.template == "orders/figures_changed"
    quote = no.facts["quote"]
    assert quote.moved == 11
    second = approve(calder, second, seen=quote.commitment.minor)
    held = committed(calder)
    assert held == before + Money(first.commitment_minor + second.commitment_minor, "USD")
    with calder.session() as session:
        purchases.finish(session, CATALOG, first.number, by=CY, now=NOW)
        steps.reopen(session, first.number, by=ANA, now=NOW)  # it runs: its units have moved
        draft = drafts.draft(session, CATALOG, FINANCE, CATALOG.service("COL"), now=NOW, tier="Plus")
        assert draft.ask.leaving == 20
        purchases.finish(session, CATALOG, second.number, by=CY, now=NOW)
    assert committed(calder) == held


def test_who_cancels_and_who_finishes_a_part_do_not_wait_for_each_other(
    calder: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = NewOrder(kind="order", state="open", person=ANA, unit="CC-500", service="JML", opened_at=NOW)
    with calder.session() as session:
        whole = orders.place(session, new)
        task = orders.place(
            session, new.model_copy(update={"kind": "task", "part_of": whole, "text": "Laptop"})
        )
    over = []

    def cancels(session: Session) -> None:
        order = undelivered.cancel(session, whole, by=ANA, now=NOW)
        parts.cancel(session, order, by=ANA, now=NOW)
        over.append("cancelled")

    def finishes(session: Session) -> None:
        with suppress(Refused):  # it was cancelled before
            purchases.finish(session, CATALOG, task, by=CY, now=NOW)
            parts.go_on(session, CATALOG, orders.find(session, task), NOW)
        over.append("finished")

    hesitating(monkeypatch, steps, "move")
    at_once(calder, cancels, finishes)
    assert sorted(over) == ["cancelled", "finished"]
    with calder.read() as session:
        assert orders.find(session, whole).state == "cancelled"


def test_an_order_is_decided_at_the_price_it_was_asked_at_and_counts_what_is_charged_once_it_runs(
    calder: Database,
) -> None:
    before = committed(calder)
    order = place(calder, quantity=3, move=False)
    with calder.session() as session:
        session.get_one(Order, order.number).unit_price = Decimal("40.00")  # the catalog says 46.00 since
    approved = approve(calder, order)
    assert approved.change_minor == 3 * 4000
    with calder.session() as session:
        purchases.finish(session, CATALOG, order.number, by=CY, now=NOW)
    year_ends = CATALOG.company.fiscal_year_ends(NOW.date())
    left = months(max(approved.starts_on or NOW.date(), NOW.date()), year_ends)
    assert committed(calder) - before == Money.of(3 * 46 * left, "USD")


def test_an_order_of_a_service_that_is_gone_waits_until_somebody_says_what_became_of_it(
    calder: Database,
) -> None:
    order = place(calder)
    services = {key: each for key, each in CATALOG.services.items() if key != order.service}
    gone = replace(CATALOG, services=services)
    with pytest.raises(Refused, match="orders/gone"), calder.session() as session:
        purchases.approve(session, gone, order.number, by=BO, now=NOW, find_team=find_team)
    with calder.read() as session:
        assert orders.find(session, order.number).state == order.state
    assert approve(calder, order).state != order.state


@pytest.mark.parametrize("quantity", [0, -3])
def test_nobody_approves_fewer_than_one(calder: Database, quantity: int) -> None:
    with pytest.raises(ValueError, match="none"):
        approve(calder, place(calder), quantity=quantity)
