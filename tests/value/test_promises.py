"""Invariants of money: what is promised never exceeds what there is, but on a named person's word."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.cost import funding
from bot.cost.funding import Commitment
from bot.db import Database
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import drafts, more_funding, purchases, undelivered
from tests.process.calder import ANA, BO, CATALOG, CY, DEE, FINANCE, find_team, move_in

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
GROWTH = CATALOG.company.pools["GROWTH"]
TIERS = [("COL", "Plus"), ("CRM", "Standard"), ("JML", "Standard (5 working days)")]

STEP = st.one_of(
    st.tuples(
        st.just("order"), st.sampled_from(TIERS), st.integers(1, 400), st.sampled_from([None, "GROWTH"])
    ),
    st.tuples(st.just("approve"), st.integers(0, 5), st.booleans(), st.integers(1, 400)),
    st.tuples(st.sampled_from(["cancel", "finish", "more"]), st.integers(0, 5)),
)


@pytest.fixture
def calder(db: Database) -> Database:
    with db.session() as session:
        move_in(session, TODAY)
    return db


def order(session: Session, what: tuple[str, str], quantity: int, pool: str | None) -> None:
    service, tier = what
    terms: dict[str, Any] = {"tier": tier, "quantity": quantity, "move": False, "pool": pool}
    draft = drafts.draft(session, CATALOG, FINANCE, CATALOG.service(service), now=NOW, **terms)
    purchases.place(session, CATALOG, draft, person=ANA, now=NOW, find_team=find_team, over=True)


def do(session: Session, step: tuple[Any, ...]) -> None:
    """Take one step; a refusal changes nothing, as its transaction would be undone."""
    if step[0] == "order":
        order(session, *step[1:])
        return
    orders = session.exec(select(Order).order_by(Order.id)).all()  # type: ignore[arg-type]
    if not orders:
        return
    one = orders[step[1] % len(orders)]
    terms: dict[str, Any] = {"now": NOW}
    by = one.approver or CY
    with session.begin_nested() as undone:
        try:
            if step[0] == "approve" and one.state == "approval":
                given: dict[str, Any] = {"over": step[2], "quantity": step[3], "seen": 10**9}
                purchases.approve(session, CATALOG, one.number, by=by, find_team=find_team, **terms, **given)
            elif step[0] == "cancel":
                undelivered.cancel(session, one.number, by=ANA, **terms)
            elif step[0] == "finish":
                purchases.finish(session, CATALOG, one.number, by=CY, **terms)
            elif step[0] == "more":
                grant = more_funding.ask(session, CATALOG, one.number, by=by, amount=None, why="x", **terms)
                more_funding.decide(
                    session, CATALOG, grant.number, by=grant.asked_of, granted=True, note="", **terms
                )
        except Refused:
            undone.rollback()


def check(session: Session, asked_over: bool, accepted: set[str]) -> None:
    """Where more is promised than there is, a named person other than the requester has just accepted it."""
    for held in session.exec(select(Commitment).where(Commitment.overrun_by != None)):  # noqa: E711
        assert held.overrun_by in (BO, DEE)
        assert asked_over
        accepted.add(held.pool or held.unit)
    for pool in (None, GROWTH):
        now = funding.standing(session, CATALOG, FINANCE, TODAY, pool)
        assert now.remaining.minor >= 0 or now.purse in accepted


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=4, max_size=14))
def test_no_more_is_promised_than_there_is_unless_somebody_named_accepts_it(
    calder: Database, steps: list[tuple[Any, ...]]
) -> None:
    with calder.session() as session:
        accepted: set[str] = set()
        asked_over = False
        for step in steps:
            do(session, step)
            asked_over |= step[0] == "approve" and step[2]
            check(session, asked_over, accepted)
        session.rollback()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    what=st.sampled_from(TIERS),
    quantity=st.integers(1, 900),
    spent=st.integers(0, 9_000_000),
    pooled=st.integers(0, 2_400_000),
)
def test_every_way_that_is_offered_fits_when_it_is_taken(
    calder: Database, what: tuple[str, str], quantity: int, spent: int, pooled: int
) -> None:
    service = CATALOG.service(what[0])
    terms: dict[str, Any] = {"now": NOW, "tier": what[1], "quantity": quantity, "move": False}
    with calder.session() as session:
        for number, pool, minor in ((98, None, spent), (99, GROWTH, pooled)):
            there = funding.standing(session, CATALOG, FINANCE, TODAY, pool)
            funding.hold(session, there, number, replace(there.funding, minor=minor), BO)
        session.flush()
        found = drafts.draft(session, CATALOG, FINANCE, service, **terms)
        changes: list[dict[str, Any]] = [
            {"quantity": found.ways.fewer},
            {"starts_on": found.ways.later},
            {"tier": found.ways.lower},
            *({"pool": paying.code} for paying in found.pools),
        ]
        for change in changes:
            if all(change.values()):
                taken = drafts.draft(session, CATALOG, FINANCE, service, **{**terms, **change})
                assert taken.quote.fits
        assert found.quote.fits or found.quote.short.minor > 0
        session.rollback()
