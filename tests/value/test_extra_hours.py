"""Longer hours for once: what they cost, whose yes they need, and what becomes of the money, to the cent."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.catalog import Hours
from bot.catalog.moments import Stretch
from bot.cost import funding
from bot.cost.funding import Commitment
from bot.customer import people
from bot.db import Database
from bot.money import Money
from bot.process import extensions, orders
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import extra_hours, longer, undelivered
from bot.value.longer import Longer
from tests.process.calder import ANA, BO, CATALOG, CY, DEE, DENVER, FINANCE, denver, find_team, move_in
from tests.value.test_at_once import at_once

EVE = "U0EVE"


NOW = denver("2026-11-23 09:00")
EVENING = denver("2026-11-23 19:00"), denver("2026-11-23 22:00")


@pytest.fixture
def calder(db: Database) -> Database:
    with db.session() as session:
        move_in(session, NOW.date())
        people.meet(session, CY).email = "cy@calder.example"
        people.meet(session, "U0KIM").email = "kim@calder.example"
    return db


def wish(
    session: Session, begins: datetime = EVENING[0], until: datetime = EVENING[1], service: str = "ERP"
) -> Longer:
    return longer.draft(session, CATALOG, FINANCE, CATALOG.service(service), begins, until, NOW)


def place(db: Database, person: str = ANA, **times: datetime | str) -> Order:
    with db.session() as session:
        wanted = wish(session, **times)  # type: ignore[arg-type]
        return extra_hours.place(session, CATALOG, wanted, person=person, stake="The close", now=NOW)


def agree(db: Database, order: Order, by: str, **terms: Money | bool) -> Order:
    with db.session() as session:
        return extra_hours.agree(
            session,
            CATALOG,
            order.number,
            by=by,
            now=NOW,
            find_team=find_team,
            **terms,  # type: ignore[arg-type]
        )


def held(db: Database) -> list[int]:
    with db.read() as session:
        return [each.minor for each in session.exec(select(Commitment)).all()]


@pytest.mark.parametrize(
    ("begins", "until", "hours"),
    [
        ("2026-11-23 19:00", "2026-11-23 22:00", 3),
        ("2026-11-23 18:00", "2026-11-23 19:01", 1),  # an hour begun
        ("2026-11-23 17:00", "2026-11-23 19:00", 0),
        ("2026-11-23 05:00", "2026-11-23 08:00", 0),  # what has passed costs nothing
        ("2026-11-26 08:00", "2026-11-26 12:00", 4),  # Thanksgiving
        ("2026-11-27 22:00", "2026-11-28 02:30", 5),
    ],
)
def test_each_hour_begun_outside_the_level_is_paid(
    calder: Database, begins: str, until: str, hours: int
) -> None:
    with calder.read() as session:
        found = wish(session, denver(begins), denver(until))
    assert found.hours == hours
    assert found.price == Money(6000 * hours, "USD")


def test_what_others_had_extended_is_not_paid_twice(calder: Database) -> None:
    order = place(calder)
    agree(calder, order, CY)
    agree(calder, order, BO)
    with calder.read() as session:
        assert wish(session).open_anyway
        assert wish(session, EVENING[0], denver("2026-11-23 23:00")).hours == 1


def test_what_the_funding_does_not_carry_shows_the_latest_end_that_it_does(calder: Database) -> None:
    with calder.session() as session:
        standing = funding.standing(session, CATALOG, FINANCE, NOW.date())
        funding.hold(session, standing, 99, standing.remaining - Money(12500, "USD"))
    with calder.read() as session:
        found = wish(session)
    assert not found.fits
    assert found.fitting == denver("2026-11-23 21:00")
    order = place(calder)
    assert order.over_funding
    agree(calder, order, CY)
    with pytest.raises(Refused) as refused:
        agree(calder, order, BO)
    assert refused.value.template == "extending/over_funding"
    agree(calder, order, BO, over=True)
    with calder.read() as session:
        (mine,) = session.exec(select(Commitment).where(Commitment.order_id == order.number)).all()
    assert (mine.minor, mine.overrun_by) == (18000, BO)


@pytest.mark.parametrize("first", [CY, BO])
def test_it_takes_both_whoever_is_first(calder: Database, first: str) -> None:
    order = place(calder)
    agree(calder, order, first)
    with calder.read() as session:
        assert extensions.in_force(session, "ERP", NOW) == []
    done = agree(calder, order, BO if first == CY else CY)
    assert (done.state, done.team, done.due_at) == ("open", "U0KIM", EVENING[1])
    with calder.read() as session:
        assert extensions.in_force(session, "ERP", NOW) == [EVENING]
    assert held(calder) == [18000]


def test_both_at_once_is_in_force_once(calder: Database) -> None:
    order = place(calder)
    at_once(
        calder,
        lambda session: extra_hours.agree(
            session, CATALOG, order.number, by=CY, now=NOW, find_team=find_team
        ),
        lambda session: extra_hours.agree(
            session, CATALOG, order.number, by=BO, now=NOW, find_team=find_team
        ),
    )
    with calder.read() as session:
        assert orders.find(session, order.number).state == "open"
        assert [each.what for each in orders.story(session, order.number)] == ["placed", "agreed", "agreed"]
    assert held(calder) == [18000]


def test_a_yes_and_a_no_at_once_have_one_outcome(calder: Database) -> None:
    order = place(calder)
    agree(calder, order, CY)
    lost: list[str] = []

    def attempt(work: str) -> object:
        def do(session: Session) -> None:
            try:
                if work == "yes":
                    extra_hours.agree(session, CATALOG, order.number, by=BO, now=NOW, find_team=find_team)
                else:
                    extra_hours.decline(session, order.number, by=CY, now=NOW, reason="No", person=DEE)
            except Refused as refused:
                session.rollback()
                lost.append(refused.template)

        return do

    at_once(calder, attempt("yes"), attempt("no"))  # type: ignore[arg-type]
    with calder.read() as session:
        found = orders.find(session, order.number)
        force = extensions.in_force(session, "ERP", NOW)
    assert lost == ["orders/already"]
    assert (found.state, bool(force), held(calder)) in (("open", True, [18000]), ("declined", False, []))


def test_nobody_decides_who_is_not_asked_and_nobody_twice(calder: Database) -> None:
    order = place(calder)
    for stranger in (EVE, ANA, DEE):
        with pytest.raises(Refused, match="not_approver"):
            agree(calder, order, stranger)
    agree(calder, order, CY)
    with pytest.raises(Refused, match="extending/said"):
        agree(calder, order, CY)
    agree(calder, order, BO)
    with pytest.raises(Refused, match="orders/already"):
        agree(calder, order, BO)
    with pytest.raises(Refused, match="orders/already"), calder.session() as session:
        extra_hours.decline(session, order.number, by=CY, now=NOW, reason="No", person=DEE)


def test_who_owns_the_service_does_not_agree_to_their_own_wish(calder: Database) -> None:
    order = place(calder, person=CY)
    with pytest.raises(Refused, match="not_approver"):
        agree(calder, order, CY)
    agree(calder, order, DEE)


def test_a_no_without_a_way_forward_cannot_be_said(calder: Database) -> None:
    order = place(calder)
    with pytest.raises(ValueError, match="instead"), calder.session() as session:
        extra_hours.decline(session, order.number, by=CY, now=NOW, reason="No")


def test_taken_back_the_money_is_free_and_it_closes_as_usual(calder: Database) -> None:
    order = place(calder)
    agree(calder, order, CY)
    agree(calder, order, BO)
    with calder.session() as session:
        undelivered.cancel(session, order.number, by=ANA, now=NOW)
    with calder.read() as session:
        assert extensions.in_force(session, "ERP", NOW) == []
    assert held(calder) == []


def test_half_agreed_and_taken_back_the_money_is_free(calder: Database) -> None:
    order = place(calder)
    agree(calder, order, BO)
    with calder.session() as session:
        undelivered.cancel(session, order.number, by=ANA, now=NOW)
    assert held(calder) == []


def test_where_the_catalog_has_no_price_the_owner_names_it_and_who_pays_is_asked(calder: Database) -> None:
    friday = denver("2026-11-27 20:00"), denver("2026-11-27 23:00")
    order = place(calder, begins=friday[0], until=friday[1], service="DOC")
    assert order.commitment_minor == 0
    owner = str(order.approver)
    with pytest.raises(Refused, match="unpriced"):
        agree(calder, order, owner)
    agree(calder, order, owner, price=Money(7550, "USD"))
    with calder.read() as session:
        assert orders.find(session, order.number).approver == BO
        assert extensions.in_force(session, "DOC", NOW) == []
    agree(calder, order, BO)
    assert held(calder) == [7550]


@given(begins=st.integers(0, 14 * 24 * 60), minutes=st.integers(1, 24 * 60), cut=st.floats(0, 1))
def test_what_is_split_never_costs_less_and_at_most_one_hour_more(
    begins: int, minutes: int, cut: float
) -> None:
    hours = Hours.parse("Mo-Fr 07-19", "America/Denver")
    start = NOW + timedelta(minutes=begins)
    middle, end = start + timedelta(minutes=int(minutes * cut)), start + timedelta(minutes=minutes)
    whole = longer.outside(hours, start, end)
    parts = longer.outside(hours, start, middle) + longer.outside(hours, middle, end)
    assert whole <= parts <= whole + 1
    assert whole * 60 >= (end - start) // timedelta(minutes=1) - hours.minutes_between(start, end)


def stretch(start: str, end: str, shape: str) -> Stretch:
    begins = denver(start)
    day = begins.astimezone(DENVER).date()
    return Stretch(begins, denver(end), day, day, "", "", shape)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("meant", "filled"),
    [
        (stretch("2026-11-23 21:00", "2026-11-23 22:00", "part"), ("2026-11-23", "19:00", "22:00")),
        (stretch("2026-11-23 00:00", "2026-11-24 00:00", "day"), ("2026-11-23", "19:00", "22:00")),
        (stretch("2026-11-28 08:00", "2026-11-28 08:01", "point"), ("2026-11-28", "08:00", "12:00")),
        (stretch("2026-11-28 09:00", "2026-11-28 13:00", "part"), ("2026-11-28", "09:00", "13:00")),
        (stretch("2026-11-28 00:00", "2026-11-30 00:00", "days"), ("2026-11-28", "08:00", "12:00")),
    ],
)
def test_the_form_begins_with_what_was_meant(meant: Stretch, filled: tuple[str, str, str]) -> None:
    hours = Hours.parse("Mo-Fr 07-19", "America/Denver")
    day, begins, until = longer.prefilled(hours, meant, NOW, "America/Denver")
    assert (day.isoformat(), begins, until) == filled
