"""Changes that cannot wait: who can say yes now, one outcome however many decide, and what is counted of them."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlmodel import Session

from bot.customer import people
from bot.db import Database
from bot.process import expediting, orders
from bot.process.approvals import Delegation
from bot.process.orders import NewOrder, Order
from bot.refusal import Refused
from bot.value import deciders, expedited, purchases
from bot.value.expedited import Wish
from tests.process.calder import ANA, BO, CATALOG, CY, DEE, EVE, FINANCE, denver, find_team, move_in
from tests.value.test_at_once import at_once, hesitating

KIM = "U0KIM"


NOW = denver("2026-11-23 09:00")
ERP = CATALOG.service("ERP")
WISH = Wish("The new tax rate", denver("2026-11-23 17:00"), "Fines", risk="Rounding", way_back="The old rate")


@pytest.fixture
def calder(db: Database) -> Database:
    with db.session() as session:
        move_in(session, NOW.date())
        people.meet(session, KIM).email = "kim@calder.example"
    return db


def place(db: Database, person: str = ANA, now: datetime = NOW) -> Order:
    with db.session() as session:
        return expedited.place(session, CATALOG, WISH, person=person, unit=FINANCE, service=ERP, now=now)


def go_ahead(db: Database, order: Order, by: str, now: datetime = NOW) -> Order:
    with db.session() as session:
        return expedited.go_ahead(session, CATALOG, order.number, by=by, now=now, find_team=find_team)


@pytest.mark.parametrize(
    ("at", "asked"),
    [
        ("2026-11-23 09:00", [CY, KIM, DEE]),
        ("2026-11-23 18:40", [KIM, CY, DEE]),
        ("2026-11-28 10:00", [KIM, CY, DEE]),
        ("2026-11-26 10:00", [KIM, CY, DEE]),  # Thanksgiving
    ],
)
def test_while_nobody_is_at_work_who_is_on_call_is_asked_first(
    calder: Database, at: str, asked: list[str]
) -> None:
    with calder.read() as session:
        assert deciders.reachable_first(session, CATALOG, ERP, ANA, denver(at)) == asked


def test_an_owner_who_is_away_or_asks_is_stood_in_for(calder: Database) -> None:
    with calder.session() as session:
        assert deciders.owner_first(session, CATALOG, ERP, CY, NOW) == [DEE]
        session.add(
            Delegation(person=CY, delegate=EVE, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 23))
        )
    with calder.read() as session:
        assert deciders.owner_first(session, CATALOG, ERP, ANA, NOW) == [EVE, DEE]
        assert deciders.owner_first(session, CATALOG, ERP, ANA, denver("2026-11-24 09:00")) == [CY, DEE]


def test_a_yes_and_a_no_at_once_have_one_outcome(calder: Database) -> None:
    order = place(calder)
    with calder.session() as session:
        assert expedited.ask_next(session, CATALOG, order.number, NOW)
    lost: list[str] = []

    def yes(session: Session) -> None:
        try:
            expedited.go_ahead(session, CATALOG, order.number, by=CY, now=NOW, find_team=find_team)
        except Refused as refused:
            session.rollback()
            lost.append(refused.template)

    def no(session: Session) -> None:
        try:
            expedited.decline(
                session, order.number, by=KIM, now=NOW, reason="No", instead="By hand", again_on=NOW.date()
            )
        except Refused as refused:
            session.rollback()
            lost.append(refused.template)

    at_once(calder, yes, no)
    with calder.read() as session:
        found, row = orders.find(session, order.number), expediting.of(session, order.number)
    assert lost == ["orders/already"]
    assert (found.state, row.decided_by) in (("open", CY), ("declined", KIM))
    assert (row.go_at is None) == (found.state == "declined")


def test_whoever_is_not_asked_decides_nothing(calder: Database) -> None:
    order = place(calder)
    for stranger in (EVE, ANA, BO, KIM):
        with pytest.raises(Refused, match="not_approver"):
            go_ahead(calder, order, stranger)
    go_ahead(calder, order, CY)
    with pytest.raises(Refused, match="orders/already"):
        go_ahead(calder, order, CY)


def test_a_no_without_what_helps_instead_cannot_be_said(calder: Database) -> None:
    order = place(calder)
    with pytest.raises(ValueError, match="instead"), calder.session() as session:
        expedited.decline(
            session, order.number, by=CY, now=NOW, reason="No", instead=" ", again_on=NOW.date()
        )


def test_counted_are_those_that_went_ahead_and_how_they_went(calder: Database) -> None:
    for outcome in ("well", "undone", None):
        order = go_ahead(calder, place(calder), CY)
        with calder.session() as session:
            purchases.finish(session, CATALOG, order.number, by=CY, now=NOW)
            if outcome:
                expediting.review(session, order.number, by=CY, now=NOW, outcome=outcome, lesson="Ask first")
    place(calder)  # not decided
    with calder.read() as session:
        counted = expediting.figures(session, NOW, denver("2026-11-24 00:00"), "ERP")
        assert counted == expediting.Figures(expedited=3, reviewed=2, went_well=1)
        assert expediting.figures(session, NOW, NOW) == expediting.Figures(0, 0, 0)


def test_it_is_looked_back_on_once(calder: Database) -> None:
    order = go_ahead(calder, place(calder), CY)
    with calder.session() as session:
        purchases.finish(session, CATALOG, order.number, by=CY, now=NOW)
        expediting.review(session, order.number, by=CY, now=NOW, outcome="well", lesson="")
    with pytest.raises(Refused, match="expediting/reviewed"), calder.session() as session:
        expediting.review(session, order.number, by=DEE, now=NOW, outcome="undone", lesson="Other")
    with calder.read() as session:
        assert expediting.of(session, order.number).outcome == "well"
        assert expediting.of(session, order.number).review_due_at == denver("2026-11-25 09:00")


def test_who_says_yes_and_who_finishes_what_runs_do_not_wait_for_each_other(
    calder: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = NewOrder(
        kind="incident", state="open", person=ANA, unit="CC-500", service="ERP", opened_at=NOW, due_at=NOW
    )
    with calder.session() as session:
        number = orders.place(session, new)
        wish = replace(WISH, running=number)
        order = expedited.place(session, CATALOG, wish, person=ANA, unit=FINANCE, service=ERP, now=NOW)
    over = []

    def says_yes(session: Session) -> None:
        with suppress(Refused):  # it was done before
            expedited.go_ahead(session, CATALOG, order.number, by=CY, now=NOW, find_team=find_team)
        over.append("yes")

    def finishes(session: Session) -> None:
        purchases.finish(session, CATALOG, number, by=CY, now=NOW)
        over.append("done")

    hesitating(monkeypatch, orders, "hold")
    at_once(calder, says_yes, finishes)
    assert sorted(over) == ["done", "yes"]
    with calder.read() as session:
        assert orders.find(session, number).state == "done"
        assert orders.find(session, order.number).state in ("done", "cancelled")
