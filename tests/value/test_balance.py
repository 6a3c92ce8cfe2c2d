"""The balance from rows: each measure by hand, what is not measured said so, and what is kept of closed months."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.catalog import Catalog
from bot.catalog.measured import TWELVE
from bot.cost import months
from bot.cost.budget import BudgetLine
from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.customer.asked import Question
from bot.customer.surveys import Survey
from bot.customer.talks import Talk
from bot.db import Database
from bot.process import measures
from bot.process.orders import Order, OrderEvent
from bot.process.remedies import Remedy
from bot.value import balance, balance_measures
from bot.value.balance import Score
from bot.value.balance_measures import Look
from bot.value.balance_zones import Measured
from bot.value.cases import BusinessCase
from bot.value.outcomes import Reading
from bot.value.statements import Charge, Statement
from bot.value.symptoms import Symptom
from tests.value import calder

MONTH = "2026-10"
MIDDLE = datetime(2026, 10, 15, 18, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    with db.session() as opened:
        yield opened


@pytest.fixture
def house() -> Catalog:
    """ERP, FIL and DOC are live; only ERP says how its outcome is measured. Two units are served by IT."""
    stock = calder.catalog()
    units = stock.company.units
    units = {**units, "CC-900": replace(units["CC-900"], kind="it_provider")}
    stock = replace(stock, company=replace(stock.company, units=units))
    erp = replace(stock.services["ERP"], measures=("Days until the books are closed",))
    return calder.with_service(stock, erp)


def measured(session: Session, house: Catalog, *rows: Any) -> dict[str, Measured]:
    session.add_all(rows)
    session.flush()
    return {each.key: each for each in balance_measures.of(Look(session, house, MONTH))}


def found(session: Session, house: Catalog, key: str, *rows: Any) -> tuple[str | None, int | None]:
    each = measured(session, house, *rows)[key]
    return (None if each.value is None else str(each.value), each.n)


def symptom(session: Session, house: Catalog, key: str, *rows: Any) -> tuple[int, int]:
    session.add_all(rows)
    session.flush()
    each = by_key(session, house)[key]
    return each.seen, each.of


def by_key(session: Session, house: Catalog) -> dict[str, Symptom]:
    return {each.key: each for each in balance.scorecard(session, house, MONTH, NOW).symptoms}


def order(**given: Any) -> Order:
    """Return an order that was due, and done, in the middle of the month."""
    row: dict[str, Any] = {
        "kind": "order",
        "state": "done",
        "person": "U0ANA",
        "unit": "CC-500",
        "service": "ERP",
        "opened_at": MIDDLE - DAY,
        "due_at": MIDDLE,
        "done_at": MIDDLE - timedelta(hours=1),
        "team": "C0",
    }
    return Order(**{**row, **given})


def late(**given: Any) -> Order:
    return order(done_at=MIDDLE + DAY, **given)


def answer(score: int, **given: Any) -> Survey:
    """Return an answer that became final in the month."""
    row: dict[str, Any] = {
        "person": f"U{score}{len(given)}",
        "unit": "CC-500",
        "service": "ERP",
        "sent_at": MIDDLE - 8 * DAY,
        "expires_at": MIDDLE - DAY,
        "answered_at": MIDDLE - 2 * DAY,
    }
    return Survey(score=score, **{**row, **given})


def cost(service: str | None, minor: int, month: str = MONTH) -> CostLine:
    return CostLine(month=month, service=service, category="software", minor=minor)


def used(service: str, month: str = MONTH) -> Usage:
    return Usage(
        month=month, unit="CC-500", service=service, tier="Standard", quantity=Decimal(10), source="meter"
    )


def statement(unit: str, state: str, month: str = "2026-09") -> Statement:
    return Statement(month=month, unit=unit, mode="showback", state=state, minor=1, drawn_at=NOW)


def charged(session: Session, *statements: Statement) -> None:
    """Store statements with a charge in each."""
    session.add_all(statements)
    session.flush()
    held: dict[str, Any] = {"service": "ERP", "tier": "Standard", "quantity": Decimal(1), "minor": 1}
    session.add_all(Charge(statement_id=each.number, **held) for each in statements)
    session.flush()


def test_of_an_empty_house_only_what_the_catalog_says_is_measured(session: Session, house: Catalog) -> None:
    every = measured(session, house)
    assert list(every) == list(TWELVE)
    known = {key: str(each.value) for key, each in every.items() if each.value is not None}
    assert known == {"talks": "0.00", "outcomes": "33.33", "owned": "0.00"}


def test_satisfaction_counts_by_its_low_end_and_not_below_five_answers(
    session: Session, house: Catalog
) -> None:
    answers = [answer(score, about=str(at)) for at, score in enumerate([5, 4, 4, 2])]
    assert found(session, house, "satisfied", *answers) == (None, 4)
    assert found(session, house, "satisfied", answer(5, about="last")) == ("37.55", 5)


def test_a_talk_counts_once_both_have_spoken_within_ninety_days(session: Session, house: Catalog) -> None:
    said: dict[str, Any] = {"requirement": "x", "said_by": "U0BO", "opened_at": MIDDLE}
    session.add(Talk(unit="CC-500", **said))  # nobody answered
    session.add(
        Talk(unit="CC-100", **{**said, "opened_at": MIDDLE - 200 * DAY}, answered_at=MIDDLE - 180 * DAY)
    )
    assert found(session, house, "talks") == ("0.00", 2)
    session.add(Talk(unit="CC-500", **said, answered_at=MIDDLE))
    assert found(session, house, "talks") == ("50.00", 2)


def test_a_contact_ends_with_a_way_forward(session: Session, house: Catalog) -> None:
    asked: dict[str, Any] = {"person": "U0ANA", "unit": "CC-500", "text": "Why?", "at": MIDDLE}
    rows = [Question(how="answer", **asked), Question(how="answer", **asked), Question(how="none", **asked)]
    assert found(session, house, "way_forward", *rows) == ("66.67", 3)


def test_what_was_due_and_what_came_back(session: Session, house: Catalog) -> None:
    back = late()
    session.add_all([order(), order(kind="task"), order(state="declined", done_at=None), back])
    session.add(order(state="open", done_at=None))
    session.flush()
    session.add(OrderEvent(order_id=back.number, at=MIDDLE + DAY, by="U0ANA", what="reopened"))
    every = measured(session, house)
    assert (str(every["in_time"].value), every["in_time"].n) == ("33.33", 3)
    assert (str(every["not_reopened"].value), every["not_reopened"].n) == ("50.00", 2)
    assert symptom(session, house, "friendly") == (1, 2)


def test_a_missed_target_counts_once_its_remedy_says_what_is_done(session: Session, house: Catalog) -> None:
    first, second = late(), order(responded_at=MIDDLE, response_due_at=MIDDLE - DAY)
    session.add_all([first, second, order()])
    session.flush()
    remedy: dict[str, Any] = {
        "what": "resolution",
        "owner": "U0CY",
        "opened_at": MIDDLE,
        "due_on": date(2026, 10, 20),
    }
    session.add(Remedy(order_id=first.number, **remedy))
    assert found(session, house, "remedied") == ("0.00", 2)
    session.add(Remedy(order_id=second.number, action="Two of us are on call", **remedy))
    assert found(session, house, "remedied") == ("50.00", 2)


def test_a_measure_is_owned_while_its_review_is_fresh(session: Session, house: Catalog) -> None:
    who: dict[str, Any] = {"owner": "cy@calder.example", "target": None}
    measures.assign(session, "in_time", reviewed_on=date(2026, 10, 1), **who)
    measures.assign(session, "response", reviewed_on=date(2026, 3, 1), **who)
    measures.assign(session, "remedied", reviewed_on=None, **who)
    assert found(session, house, "owned") == ("20.00", 5)


def test_cost_is_traced_as_far_as_it_reaches_customers(session: Session, house: Catalog) -> None:
    assert found(session, house, "traced", cost("NET", 40_00), cost("ERP", 32_00), cost(None, 28_00)) == (
        "72.00",
        3,
    )


def test_a_credit_that_outweighs_all_cost_is_no_share_of_it(session: Session, house: Catalog) -> None:
    assert found(session, house, "traced", cost("ERP", -5_00)) == (None, 1)


def test_unit_costs_of_three_months_count(session: Session, house: Catalog) -> None:
    rows = [cost("ERP", 1_00, "2026-08"), used("ERP", "2026-08"), cost("FIL", 1_00), used("DOC")]
    assert found(session, house, "unit_costs", *rows) == ("33.33", 3)


def test_budget_lines_follow_a_driver_or_last_year(session: Session, house: Catalog) -> None:
    line: dict[str, Any] = {"name": "x", "category": "software"}
    session.add_all(
        [
            BudgetLine(fiscal_year=2027, driver="sites", **line),
            BudgetLine(fiscal_year=2027, method="last_year", **line),
            BudgetLine(fiscal_year=2027, method="contract", **line),
            BudgetLine(fiscal_year=2026, driver="sites", **line),
        ]
    )
    assert found(session, house, "driven") == ("33.33", 3)
    assert symptom(session, house, "last_year") == (1, 3)


def test_a_charge_is_explained_once_the_payer_has_it_and_asks_nothing(
    session: Session, house: Catalog
) -> None:
    charged(
        session, statement("CC-100", "sent"), statement("CC-500", "disputed"), statement("CC-900", "draft")
    )
    assert found(session, house, "explained") == ("33.33", 3)
    charged(session, statement("CC-100", "draft", MONTH))
    assert found(session, house, "explained") == ("33.33", 3)
    charged(session, statement("CC-500", "accepted", MONTH))
    assert found(session, house, "explained") == ("50.00", 4)


def test_a_statement_of_nothing_waits_for_no_explanation(session: Session, house: Catalog) -> None:
    assert found(session, house, "explained", statement("CC-900", "draft")) == (None, 0)
    charged(session, statement("CC-100", "sent"))
    assert found(session, house, "explained") == ("100.00", 1)


def test_a_proposal_without_a_case(session: Session, house: Catalog) -> None:
    paid: dict[str, Any] = {"commitment_minor": 100}
    rows = [order(state="declined", **paid), order(over_funding=True, service="FIL", **paid), order(**paid)]
    assert symptom(session, house, "no_case", *rows, order()) == (2, 3)
    case = BusinessCase(
        unit="CC-500",
        service="FIL",
        author="U0BO",
        problem="full",
        risk_factor=Decimal(1),
        discount=Decimal(0),
        written_at=NOW,
    )
    assert symptom(session, house, "no_case", case) == (1, 3)


def test_targets_that_nobody_agreed_to(session: Session, house: Catalog) -> None:
    assert symptom(session, house, "dictated") == (0, 0)
    erp = house.services["ERP"]
    first, second = erp.tiers
    tiers = (
        replace(first, resolve_minutes=60),
        replace(second, resolve_minutes=30, agreed_by="bo@calder.example", agreed_on=date(2026, 1, 1)),
    )
    assert symptom(session, calder.with_service(house, replace(erp, tiers=tiers)), "dictated") == (1, 2)


def test_value_is_related_to_cost_where_an_outcome_is_read_beside_it(
    session: Session, house: Catalog
) -> None:
    rows = [
        cost("ERP", 1_00),
        used("ERP"),
        Reading(service="DOC", measure="x", month=MONTH, value=Decimal(1)),
    ]
    assert symptom(session, house, "no_value", *rows) == (3, 3)
    read = Reading(service="ERP", measure="x", month=MONTH, value=Decimal(4))
    assert symptom(session, house, "no_value", read) == (2, 3)


def test_cost_of_which_nobody_says_what_it_is_worth(session: Session, house: Catalog) -> None:
    assert symptom(session, house, "cost_center", cost("ERP", 1_00), cost("FIL", 1_00)) == (2, 2)
    assert symptom(session, house, "cost_center", answer(4)) == (1, 2)


def test_the_next_step_has_an_owner(session: Session, house: Catalog) -> None:
    card = balance.scorecard(session, house, MONTH, NOW)
    assert (card.balance.zone.kind, card.balance.weakest.name) == ("none", "process")
    assert (card.next_step.measured.key, card.next_step.owner) == ("in_time", "dee@calder.example")
    assert card.then.measured.key == "remedied"
    measures.assign(session, "in_time", owner="cy@calder.example", target=Decimal(90), reviewed_on=None)
    assert balance.scorecard(session, house, MONTH, NOW).next_step.owner == "cy@calder.example"


def test_the_threshold_is_the_companys(session: Session, house: Catalog) -> None:
    easy = replace(house, company=replace(house.company, strong_from=8))
    assert balance.scorecard(session, easy, MONTH, NOW).balance.zone.strong == ("customer",)


def test_symptoms_are_raised_by_the_scores(session: Session, house: Catalog) -> None:
    easy = replace(house, company=replace(house.company, strong_from=8))
    raised = {key for key, each in by_key(session, easy).items() if each.raised}
    assert raised == {"friendly", "no_case"}


def test_a_month_stays_as_it_was_once_the_next_one_is_closed(session: Session, house: Catalog) -> None:
    session.add_all([cost("ERP", 1_00), cost("ERP", 1_00, "2026-11")])
    months.close(session, house, MONTH, by="U0DEE", now=NOW)
    balance.keep(session, house, MONTH)
    charged(session, statement("CC-100", "accepted", MONTH))
    assert explained(session, house) == "100.00"  # still the latest that is closed

    months.close(session, house, "2026-11", by="U0DEE", now=NOW + 30 * DAY)
    balance.keep(session, house, "2026-11")
    charged(session, statement("CC-500", "disputed", MONTH))
    assert explained(session, house) == "100.00"
    assert len(session.exec(select(Score)).all()) == 24
    after = balance.scorecard(session, house, "2026-11", NOW)
    assert (after.closed, after.before is not None) == (True, True)


def explained(session: Session, house: Catalog) -> str:
    card = balance.scorecard(session, house, MONTH, NOW)
    return str(next(each.value for each in card.measures if each.key == "explained"))


def test_an_open_month_is_not_kept(session: Session, house: Catalog) -> None:
    balance.keep(session, house, MONTH)
    assert session.exec(select(Score)).all() == []
    assert balance.month_shown(session, house, NOW) == MONTH
    card = balance.scorecard(session, house, MONTH, NOW)
    assert (card.closed, card.before, any(each.sample for each in card.notes)) == (False, None, False)


def test_sample_data_is_named(session: Session, house: Catalog) -> None:
    session.add(order(sample=True))
    session.flush()
    assert [each.kind for each in balance.scorecard(session, house, MONTH, NOW).notes if each.sample] == [
        "orders"
    ]
