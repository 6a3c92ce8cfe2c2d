"""An offer goes to one person whom the policy allows, fits the funding, and ends as they decide."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from bot.catalog import Catalog
from bot.cost import funding, subscriptions
from bot.customer import people
from bot.customer.surveys import Survey
from bot.db import Database
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import offers, outreach, proposals, stopping
from bot.value.evidence import Need
from bot.value.offers import Offer
from tests.conftest import T0
from tests.value.finance import SATURDAY, incident, incidents, move_in, needs, standstills, used

DAY = timedelta(days=1)


def longer_hours(session: Session, catalog: Catalog) -> Need:
    """Finance, whose team stood still on three Saturdays, outside the hours of ERP Standard."""
    move_in(session, catalog)
    standstills(session)
    return needs(session, catalog)[0]


def offered(session: Session, catalog: Catalog, need: Need, *people: str, days: int = 0) -> Offer | None:
    made = outreach.look(session, catalog, [need], T0 + days * DAY, to=people or ["U0ANA"])
    return made[0] if made else None


def made(session: Session, catalog: Catalog) -> Offer:
    offer = offered(session, catalog, longer_hours(session, catalog))
    assert offer is not None
    return offer


def silences(session: Session) -> list[tuple[str, str | None]]:
    rows = session.exec(select(Offer).where(Offer.state == "suppressed")).all()
    return [(row.person, row.suppressed) for row in rows]


def asked(session: Session, catalog: Catalog, offer: Offer) -> Order:
    return offers.ask(
        session, catalog, offer.number, wish="Longer hours", now=T0, find_team=lambda *_: "C0ERP"
    )


def test_an_offer_carries_its_evidence_and_its_price(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        made(session, sample_catalog)
    with db.session() as session:
        offer = offers.hold(session, 1)
        facts = proposals.facts_of(session, sample_catalog, offer, T0)

    assert (offer.person, offer.state, offer.shown_at) == ("U0ANA", "shown", T0)
    assert facts["evidence"]["covered"] == 3
    assert facts["evidence"]["since"] == date(2026, 8, 25)
    assert facts["difference"].amount == 34 * (205 - 165)
    assert (facts["now"]["hours"], facts["then"]["hours"]) == ("Mo-Fr 07-19", "7d 06-22")
    assert facts["year_ends_on"] == date(2027, 6, 30)
    assert facts["commitment"] <= facts["remaining"]
    assert facts["again_on"] is None


def test_nothing_is_offered_during_trouble(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        need = longer_hours(session, sample_catalog)
        incidents(session, [T0], state="open")
        assert offered(session, sample_catalog, need) is None
        assert silences(session) == [("U0ANA", "open_trouble")]


@pytest.mark.parametrize(
    ("trouble", "stops"),
    [
        (incident(T0, state="open", unit="CC-100", service="POS"), True),  # Ana's own, elsewhere
        (incident(T0, state="taken", person="U0BO"), True),  # her unit's, about this service
        (incident(T0, state="open", person="U0BO", service="COL", impact=1, urgency=1), True),
        (incident(T0, state="open", kind="complaint"), True),
        (incident(T0, state="open", person="U0BO", service="COL"), False),
        (incident(T0, state="open", person="U0FAY", unit="CC-100"), False),
        (incident(T0, state="closed"), False),
        (incident(T0, state="open", kind="order"), False),
    ],
)
def test_what_counts_as_trouble(db: Database, sample_catalog: Catalog, trouble: Order, stops: bool) -> None:
    with db.session() as session:
        session.add(Order(**trouble.model_dump()))
        session.flush()
        assert outreach.has_trouble(session, "U0ANA", "CC-500", "ERP") is stops


def test_silence_is_recorded_once_for_each_reason(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        need = longer_hours(session, sample_catalog)
        people.meet(session, "U0ANA").refuses_offers = True
        for days in range(3):
            assert offered(session, sample_catalog, need, days=days) is None
        assert silences(session) == [("U0ANA", "opted_out")]


def test_who_may_not_be_asked_is_passed_over_for_the_head(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        need = longer_hours(session, sample_catalog)
        low = Survey(
            about="order:1", order_id=1, person="U0ANA", unit="CC-500", score=2, answered_at=T0 - DAY
        )
        session.add(low)
        session.flush()
        offer = offered(session, sample_catalog, need, "U0ANA", "U0BO")

        assert offer is not None
        assert offer.person == "U0BO"
        assert silences(session) == [("U0ANA", "low_score")]


def test_never_more_than_one_offer_in_fourteen_days(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        made(session, sample_catalog)
        used(session, "4")
        quota = next(need for need in needs(session, sample_catalog) if need.rule == "quota")

        assert offered(session, sample_catalog, quota, days=13) is None
        assert silences(session) == [("U0ANA", "offered")]
        assert offered(session, sample_catalog, quota, days=14) is not None


def test_what_one_is_deciding_is_not_offered_to_another(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        need = longer_hours(session, sample_catalog)
        assert offered(session, sample_catalog, need) is not None
        assert offered(session, sample_catalog, need, "U0BO", days=1) is None
        assert silences(session) == []


def test_what_is_on_order_already_is_not_offered(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        need = longer_hours(session, sample_catalog)
        session.add(incident(T0, kind="order", state="approval", tier="Extended hours"))
        session.flush()
        assert offered(session, sample_catalog, need) is None
        assert silences(session) == []


def test_it_is_made_for_as_many_as_the_funding_carries(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        used(session, "1000")
        (need,) = needs(session, sample_catalog)
        offer = offered(session, sample_catalog, need)

        assert offer is not None
        assert 0 < offer.quantity < need.quantity
        facts = proposals.facts_of(session, sample_catalog, offer, T0)
        assert facts["commitment"] <= facts["remaining"]


def test_what_the_funding_does_not_carry_at_all_is_not_offered(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        need = longer_hours(session, sample_catalog)
        session.add(funding.Commitment(order_id=99, unit="CC-500", fiscal_year=2027, minor=50_000_00))
        session.flush()
        assert offered(session, sample_catalog, need) is None
        assert silences(session) == [("U0ANA", "no_funding")]


def test_asking_makes_one_order_that_waits_for_the_budget_owner(
    db: Database, sample_catalog: Catalog
) -> None:
    with db.session() as session:
        offer = made(session, sample_catalog)
        order = asked(session, sample_catalog, offer)
        again = asked(session, sample_catalog, offer)

        assert again.id == order.id
        assert (order.state, order.approver, order.from_offer) == ("approval", "U0BO", offer.id)
        assert (order.tier, order.quantity, order.replaces) == ("Extended hours", 34, "Standard")
        assert order.text == "Longer hours"
        assert offer.state == "asked"


def test_a_budget_owner_does_not_decide_alone(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        offer = offered(session, sample_catalog, longer_hours(session, sample_catalog), "U0BO")
        assert offer is not None
        assert asked(session, sample_catalog, offer).approver == "U0DEE"


def test_when_the_money_has_gone_meanwhile_it_is_said(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        offer = made(session, sample_catalog)
        session.add(funding.Commitment(order_id=99, unit="CC-500", fiscal_year=2027, minor=19_000_00))
        session.flush()
        with pytest.raises(Refused, match="orders/over_funding"):
            asked(session, sample_catalog, offer)


@pytest.mark.parametrize(
    ("state", "outcome"), [("open", "accepted"), ("declined", "declined"), ("cancelled", "later")]
)
def test_an_offer_ends_as_its_order_does(
    db: Database, sample_catalog: Catalog, state: str, outcome: str
) -> None:
    with db.session() as session:
        offer = made(session, sample_catalog)
        order = asked(session, sample_catalog, offer)
        order.state = state
        assert offers.follow(session, order, T0 + DAY) is offer
        assert (offer.state, offer.decided_at) == (outcome, T0 + DAY)


def test_an_order_of_ones_own_ends_no_offer(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        order = incident(T0, kind="order", state="open")
        assert offers.follow(session, order, T0) is None


def test_no_rests_ninety_days_and_twice_no_a_year(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        need = longer_hours(session, sample_catalog)
        standstills(session, until=SATURDAY + 280 * DAY)  # or it would be worth nothing by then
        for days, allowed in [(0, True), (89, False), (90, True), (200, False), (454, False), (455, True)]:
            offer = offered(session, sample_catalog, need, days=days)
            assert (offer is not None) == allowed, days
            if offer is not None:
                offers.decline(session, offer.number, T0 + days * DAY)
                session.flush()


def test_a_no_says_when_it_may_come_up_again(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        offer = made(session, sample_catalog)
        offers.decline(session, offer.number, T0)
        assert offers.again_on(session, sample_catalog, offer) == date(2027, 2, 21)
        assert offers.give_reason(session, offer.number, "price").reason == "price"
        session.add(Offer(**{**offer.model_dump(), "id": None}))
        session.flush()
        assert offers.again_on(session, sample_catalog, offer) == date(2027, 11, 23)
        offers.put_off(session, offer.number, T0)
        assert offers.again_on(session, sample_catalog, offer) == date(2026, 12, 7)


def test_stop_is_for_good_until_the_person_says_otherwise(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        offer = made(session, sample_catalog)
        need = needs(session, sample_catalog)[0]
        assert stopping.stop(session, "U0ANA", ["offers"], T0) == ("offers",)
        assert offer.state == "stopped"
        assert offered(session, sample_catalog, need, days=100) is None
        assert silences(session) == [("U0ANA", "opted_out")]

        stopping.resume(session, "U0ANA", ["offers"], T0)
        assert offer.state == "later"
        assert offered(session, sample_catalog, need, days=100) is not None


def test_what_was_asked_for_is_not_undone_by_a_late_tap(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        offer = made(session, sample_catalog)
        asked(session, sample_catalog, offer)
        assert offers.decline(session, offer.number, T0).state == "asked"


def test_what_was_delivered_is_a_need_no_more(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        longer_hours(session, sample_catalog)
        subscriptions.start(
            session,
            unit="CC-500",
            service="ERP",
            tier="Extended hours",
            quantity=34,
            unit_price=sample_catalog.tier("ERP", "Extended hours").price.amount,
            starts_on=date(2026, 11, 23),
            order_id=1,
            replaces="Standard",
        )
        session.flush()
        assert needs(session, sample_catalog) == []
