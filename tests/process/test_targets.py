"""Targets: priorities, and due times on the level's own service hours."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import Service
from bot.process import approvers, handovers, targets
from bot.refusal import Refused
from tests.process.calder import ANA, BO, CATALOG, DEE, FINANCE

COMPANY = CATALOG.company
ERP = CATALOG.service("ERP")
NOON_MONDAY = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)  # 12:00 in Denver
FRIDAY_EVENING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # Friday 18:00 in Denver

levels = st.integers(1, 4)


@given(levels, levels)
def test_more_impact_or_more_urgency_never_comes_later(impact: int, urgency: int) -> None:
    rank = targets.priority(impact, urgency)
    assert 1 <= rank <= 4
    assert rank >= targets.priority(max(impact - 1, 1), urgency)
    assert rank >= targets.priority(impact, max(urgency - 1, 1))


@pytest.mark.parametrize("service", CATALOG.live(), ids=lambda service: service.key)
def test_a_full_outage_weighs_at_least_what_the_business_said(service: Service) -> None:
    impact = targets.impact_of(service, "everyone")
    assert service.impact is None or impact <= service.impact.level
    assert impact <= targets.impact_of(service, "team") < targets.impact_of(service, "me")


def test_an_outage_of_nothing_known_is_still_one() -> None:
    assert targets.impact_of(None, "everyone") == 2


def due(tier: str | None, kind: str, at: datetime, rank: int = 1, **given: Any) -> targets.Due:
    promise = ERP.tier(tier) if tier else None
    return targets.due(targets.hours_of(COMPANY, promise), promise, kind, at, rank, **given)


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["incident", "complaint", "capability"])
def test_what_is_to_be_put_right_is_due_in_service_hours_of_its_tier(kind: str) -> None:
    # Standard: Mo-Fr 7 to 19, one hour to respond and eight to resolve for priority 1.
    assert due("Standard", kind, NOON_MONDAY) == (utc(23, 20), utc(24, 15))
    assert due("Standard", kind, FRIDAY_EVENING) == (utc(21, 2), utc(23, 21))
    # Priority 2 has twice the time: sixteen hours from Monday noon, over Tuesday.
    assert due("Standard", kind, NOON_MONDAY, 2) == (utc(23, 21), utc(24, 23))


@pytest.mark.parametrize("kind", ["question", "hours", "expedite"])
def test_what_is_done_with_an_answer_is_due_by_the_time_to_respond(kind: str) -> None:
    assert due("Standard", kind, NOON_MONDAY, 3) == (utc(23, 23), utc(23, 23))
    assert due(None, kind, NOON_MONDAY, 3) == (utc(23, 23), utc(23, 23))


@pytest.mark.parametrize("kind", ["order", "task"])
def test_a_delivery_is_due_when_the_tier_promises_but_not_before_the_day_wanted(kind: str) -> None:
    assert due("Standard", kind, NOON_MONDAY, 3) == (utc(23, 23), utc(24, 15))
    wanted = due("Standard", kind, NOON_MONDAY, 3, starts_on=date(2026, 12, 5))  # a Saturday
    assert wanted == (utc(23, 23), utc(7, 14, month=12))


def test_nobody_may_be_at_it_later_than_it_is_done() -> None:
    response, resolution = due("Standard", "order", NOON_MONDAY, 4)
    assert response == resolution


IDS = {"bo@calder.example": BO, "dee@calder.example": DEE}
(SEAT,) = approvers.seats(COMPANY, FINANCE, COMPANY.nothing())


def test_the_budget_owner_approves_and_somebody_else_when_it_is_their_own_wish() -> None:
    assert approvers.choose(COMPANY, FINANCE, SEAT, IDS, {ANA}) == approvers.Approver(BO, "budget_owner")
    assert approvers.choose(COMPANY, FINANCE, SEAT, IDS, {BO}) == approvers.Approver(DEE, "lead")


def test_without_anybody_a_person_helps() -> None:
    with pytest.raises(Refused) as refused:
        approvers.choose(COMPANY, FINANCE, SEAT, {"dee@calder.example": DEE}, {DEE})
    assert refused.value.template == "orders/no_approver"
    assert refused.value.alternatives


@pytest.mark.parametrize("unit", ["CC-500", None, "gone"])
def test_only_the_provider_works_on_orders(unit: str | None) -> None:
    approvers.check_worker(CATALOG, "CC-900")
    with pytest.raises(Refused) as refused:
        approvers.check_worker(CATALOG, unit)
    assert refused.value.alternatives


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the till is frozen", "incident"),
        ("Printing isn’t working since Monday", "incident"),
        ("I can't post invoices?", "incident"),
        ("Who owns the badge thing?", "question"),
        ("two more licences please", "order"),
    ],
)
def test_what_a_message_is_about_is_guessed(text: str, kind: str) -> None:
    assert handovers.kind_of(text) == kind
