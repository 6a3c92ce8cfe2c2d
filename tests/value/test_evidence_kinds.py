"""Each kind of evidence finds what the rows show, and nothing where they do not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost.subscriptions import Subscription
from bot.cost.usage import Usage
from bot.customer import votes
from bot.customer.asked import Question, Theme
from bot.customer.surveys import Survey
from bot.db import Database
from bot.value import evidence
from bot.value.evidence import NOTHING, Holding, Need, growth, peers
from bot.value.evidence.slope import fit
from tests.conftest import T0
from tests.value.finance import MIDDAY, incident, missed, move_in, used

DAY = timedelta(days=1)
MONTH = date(2026, 10, 1)


def found(session: Session, catalog: Catalog, rule: str, unit: str = "CC-500", **given: Any) -> list[Need]:
    session.flush()
    here = evidence.scene(session, catalog, T0, units=[unit])
    return evidence.found(here, replace(catalog.rules[rule], **given))


# Growth


def grows(catalog: Catalog, amounts: Sequence[str], quota: int = 10) -> Need | None:
    service = catalog.service("FIL")
    holding = Holding("CC-500", service, service.tier("Standard"), quota)
    return growth.of(catalog.rules["growth"], holding, [Decimal(each) for each in amounts], MONTH)


def test_growth_says_when_it_is_full_and_how_sure_that_is(sample_catalog: Catalog) -> None:
    need = grows(sample_catalog, ["5.0", "5.9", "6.9", "8.1", "8.9"])

    assert need is not None
    assert (need.kind, need.from_tier, need.to_tier, need.person) == ("growth", "Standard", "Standard", None)
    seen = need.evidence
    assert (seen["used"], seen["quota"], seen["months"]) == (Decimal("8.9"), 10, 5)
    assert (seen["since"], seen["until"]) == (date(2026, 6, 1), date(2026, 10, 31))
    assert seen["slope"] == Decimal("1")
    assert Decimal("0.8") < seen["low"] < seen["slope"] < seen["high"] < Decimal("1.2")
    assert seen["reached_on"] == date(2026, 12, 1)
    assert seen["earliest"] <= seen["reached_on"] <= seen["latest"]
    assert need.quantity == 5  # 8.96 + 3 x 1.0 is 80 % of 15


@pytest.mark.parametrize(
    "amounts",
    [
        ["5.0", "6.0", "7.0"],  # too few months
        ["5.0", "5.1", "5.2", "5.3", "5.4"],  # full in years only
        ["9.0", "8.9", "8.8", "8.7", "8.6"],  # falls
        ["8.6", "8.6", "8.6", "8.6", "8.6"],  # stays
        ["5.0", "9.0", "4.0", "9.5", "6.0"],  # up and down: it could be chance
    ],
)
def test_where_it_does_not_grow_for_sure_nothing_is_needed(
    sample_catalog: Catalog, amounts: list[str]
) -> None:
    assert grows(sample_catalog, amounts) is None


def test_growth_is_read_from_months_in_a_row(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        for month, amount in (("06", "1.5"), ("07", "2"), ("08", "2.4"), ("09", "3"), ("10", "3.5")):
            used(session, amount, f"2026-{month}")
        (need,) = found(session, sample_catalog, "growth")
        assert (need.service, need.unit, need.evidence["months"]) == ("FIL", "CC-500", 5)
    with db.session() as session:
        session.delete(session.get_one(Usage, 3))
        assert found(session, sample_catalog, "growth") == []


@given(
    st.lists(st.integers(0, 400), min_size=4, max_size=12),
    st.integers(1, 60),
)
def test_what_growth_offers_leaves_room_to_the_end_of_its_months(
    sample_catalog: Catalog, tenths: list[int], quota: int
) -> None:
    amounts = [Decimal(each) / 10 for each in tenths]
    need = grows(sample_catalog, [str(each) for each in amounts], quota)
    line = fit([float(each) for each in amounts])

    assert line is not None
    assert line.low <= line.slope <= line.high
    if need is not None:
        assert line.low > 0
        assert line.at(3) <= 0.8 * (quota + need.quantity) + 1e-6
        assert need.evidence["earliest"] <= need.evidence["reached_on"] <= need.evidence["latest"]


def test_the_line_of_a_textbook() -> None:
    """1, 3, 2, 5 over four steps: b = 1.1, se = √(2.7 / 2 / 5) = 0.5196, t(2) = 4.3027."""
    line = fit([1, 3, 2, 5])
    assert line is not None
    assert line.slope == pytest.approx(1.1)
    assert line.level == pytest.approx(4.4)
    assert line.high - line.slope == pytest.approx(4.3027 * 0.519615, rel=1e-4)
    assert fit([1, 2]) is None


# Breaches


def test_missed_again_and_again_names_the_level_that_promises_an_earlier_end(
    db: Database, sample_catalog: Catalog
) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        missed(session, 3)
        assert found(session, sample_catalog, "breaches") == []
        missed(session, 1, person="U0BO")
        session.add(incident(MIDDAY, due_at=MIDDAY + DAY, done_at=MIDDAY))  # in time
        session.add(incident(MIDDAY, due_at=None))  # without a target
        (need,) = found(session, sample_catalog, "breaches")

    assert (need.from_tier, need.to_tier, need.person) == ("Standard", "Extended hours", "U0ANA")
    assert need.quantity == 34
    assert {
        name: need.evidence[name] for name in ("missed", "incidents", "people", "promised", "instead")
    } == {
        "missed": 4,
        "incidents": 5,
        "people": 2,
        "promised": 480,
        "instead": 360,
    }


def test_what_is_late_and_still_open_counts_as_missed(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        missed(session, 4, state="open", done_at=None)
        assert found(session, sample_catalog, "breaches")[0].evidence["missed"] == 4


@pytest.mark.parametrize(
    "others",
    [{"kind": "question"}, {"state": "cancelled"}, {"tier": "Extended hours"}, {"unit": "CC-100"}],
)
def test_other_misses_are_no_reason(db: Database, sample_catalog: Catalog, others: dict[str, Any]) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        missed(session, 4, **others)
        assert found(session, sample_catalog, "breaches") == []


def test_where_no_level_promises_more_nothing_is_offered(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        missed(session, 6, service="COL")  # Standard of COL: only Plus is quicker
        assert [need.to_tier for need in found(session, sample_catalog, "breaches")] == ["Plus"]
        missed(session, 6, service="COL", tier="Plus")
        assert [need.to_tier for need in found(session, sample_catalog, "breaches")] == ["Plus"]


# Low fit


def said(session: Session, person: str, at: datetime = T0 - DAY, **given: Any) -> None:
    row = {"unit": "CC-500", "service": "ERP", **given}
    session.add(Survey(about=f"{person} {at}", person=person, answered_at=at, **row))


def test_low_fit_takes_five_people_and_names_none(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        for number in range(4):
            said(session, f"U{number}", worth_it=False)
        for number in range(3):
            said(session, "U0", T0 - (number + 2) * DAY, score=1)  # again the same person
            said(session, f"V{number}", score=5)
        assert found(session, sample_catalog, "low_fit") == []
        said(session, "U4", score=2)
        (need,) = found(session, sample_catalog, "low_fit")

    assert (need.person, need.to_tier) == (None, "Extended hours")
    assert (need.evidence["people"], need.evidence["answers"]) == (5, 8)
    assert need.evidence["share"] == pytest.approx(5 / 8)
    assert set(need.evidence) == {"people", "answers", "share", "low", "high", "since", "until"}


def test_five_people_are_the_least_whatever_the_rule_says(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        for number in range(4):
            said(session, f"U{number}", score=1)
        assert found(session, sample_catalog, "low_fit", at_least=1) == []


def test_who_thinks_better_of_it_meanwhile_does_not_count(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        for number in range(5):
            said(session, f"U{number}", T0 - 3 * DAY, score=1)
        said(session, "U0", score=5, worth_it=True)
        assert found(session, sample_catalog, "low_fit") == []


# Peers


def test_units_are_alike_by_kind_and_size(sample_catalog: Catalog) -> None:
    units = sample_catalog.company.units
    alike = {(a, b) for a, one in units.items() for b, other in units.items() if peers.alike(one, other)}
    assert ("CC-200", "CC-300") in alike  # 60 and 70 heads, both earn money
    assert ("CC-500", "CC-400") in alike  # 35 and 95
    assert ("CC-600", "CC-400") not in alike  # 25 and 95
    assert ("CC-100", "CC-200") not in alike  # 290 and 60
    assert ("CC-300", "CC-400") not in alike  # another kind
    assert all((other, one) in alike for one, other in alike)


def test_peers_hold_a_higher_level(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        (need,) = found(session, sample_catalog, "peers_level", at_least=1)
        assert found(session, sample_catalog, "peers_level", at_least=2) == []

    assert (need.service, need.from_tier, need.to_tier) == ("ERP", "Standard", "Quarter-end care")
    assert need.person is None
    assert (need.evidence["units"], need.evidence["similar"]) == (1, 2)
    assert need.quantity == 34  # one level for all


def test_of_two_levels_with_as_many_units_the_lower_is_the_usual_one(
    db: Database, sample_catalog: Catalog
) -> None:
    with db.session() as session:
        for tier in ("Extended hours", "Standard"):
            session.add(
                Subscription(
                    unit="CC-500",
                    service="ERP",
                    tier=tier,
                    quantity=2,
                    unit_price=Decimal(1),
                    starts_on=MONTH,
                )
            )
        session.flush()
        here = evidence.scene(session, sample_catalog, T0, units=["CC-500"])
        (usual,) = here.usual_holdings(sample_catalog.rules["peers_level"])

    assert usual.tier.name == "Standard"


def test_peers_hold_a_service_that_this_unit_has_not(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        needs = found(session, sample_catalog, "peers_service", "CC-600", at_least=1)

    (crm,) = [need for need in needs if need.service == "CRM"]
    assert (crm.from_tier, crm.to_tier) == (NOTHING, "Standard")
    assert crm.quantity == 3  # Finance has 4 for 35 heads, People are 25
    assert crm.evidence["units"] == 1
    held = sample_catalog.company.units["CC-600"].plan
    assert not {need.service for need in needs} & {key.partition(".")[0] for key in held}


def test_what_is_not_for_a_unit_is_not_offered_to_it(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        crm = replace(sample_catalog.service("CRM"), audience=("CC-500",))
        narrow = replace(sample_catalog, services={**sample_catalog.services, "CRM": crm})
        needs = found(session, narrow, "peers_service", "CC-600", at_least=1)
    assert "CRM" not in {need.service for need in needs}


# Wishes


def asked(session: Session, service: str, *people: str, state: str = "open", **given: Any) -> None:
    theme = Theme(service=service, title="Can I see it on my phone?", state=state, at=T0 - 5 * DAY, **given)
    session.add(theme)
    session.flush()
    for person in people:
        session.add(
            Question(person=person, unit="CC-600", text="…", how="none", theme=theme.id, at=T0 - 5 * DAY)
        )


def test_a_wish_leads_to_a_service_that_the_unit_has_not(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        asked(session, "CRM", "U0MIA", "U0MIA", "U0X")
        (need,) = found(session, sample_catalog, "wish", "CC-600")

    assert (need.service, need.from_tier, need.to_tier, need.quantity) == ("CRM", NOTHING, "Standard", 2)
    assert need.person == "U0MIA"
    assert (need.evidence["people"], need.evidence["voted"], need.evidence["prepared"]) == (2, 0, None)
    assert need.evidence["since"] == date(2026, 11, 18)


def test_votes_and_wishes_lead_to_what_is_prepared(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        votes.vote(session, "RTS", "U0X", unit="CC-600", now=T0 - DAY)
        assert found(session, sample_catalog, "wish", "CC-600") == []
        session.add(
            incident(T0 - DAY, person="U0Y", kind="capability", state="open", unit="CC-600", service="RTS")
        )
        (need,) = found(session, sample_catalog, "wish", "CC-600")

    assert (need.service, need.to_tier, need.quantity, need.person) == ("RTS", NOTHING, 1, "U0Y")
    assert need.evidence["prepared"] == date(2027, 4, 1)


@pytest.mark.parametrize("given", [{"state": "answered"}, {"meant": "CRM#"}])
def test_what_has_its_answer_is_no_wish(db: Database, sample_catalog: Catalog, given: dict[str, Any]) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        asked(session, "CRM", "U0MIA", "U0X", **given)
        assert found(session, sample_catalog, "wish", "CC-600") == []


def test_what_the_unit_has_is_no_wish(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        asked(session, "CRM", "U0MIA", "U0X")
        row: dict[str, Any] = {
            "unit": "CC-600",
            "service": "CRM",
            "tier": "Standard",
            "quantity": 1,
            "unit_price": Decimal(1),
        }
        session.add(Subscription(**row, starts_on=date(2026, 11, 1)))
        assert found(session, sample_catalog, "wish", "CC-600") == []


# All


def test_rules_keep_to_their_services_and_units(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        missed(session, 4)
        assert found(session, sample_catalog, "breaches", services=("COL",)) == []
        assert found(session, sample_catalog, "breaches", units=("CC-100",)) == []
        assert found(session, sample_catalog, "breaches", services=("ERP",), units=("CC-500",))


def test_only_what_is_at_work_is_a_need(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        missed(session, 4)
        assert evidence.needs(session, sample_catalog, T0) == []
        rules = {"breaches": replace(sample_catalog.rules["breaches"], live=True)}
        assert len(evidence.needs(session, replace(sample_catalog, rules=rules), T0)) == 1
        assert evidence.needs(session, replace(sample_catalog, rules={}), T0) == []
