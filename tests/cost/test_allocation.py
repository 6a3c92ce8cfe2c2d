"""Supporting cost reaches customers whole: worked examples, published vectors, and nothing lost."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import Costing
from bot.cost.allocation import Allocation, ClosedLoop, allocate
from bot.cost.methods import METHODS
from bot.money import Money

DIRECT: dict[str | None, dict[str, int]] = {
    "NET": {"hardware": 12_000_00, "software": 2_000_00, "labor": 6_000_00},
    "STO": {"hardware": 9_000_00, "software": 3_000_00, "labor": 4_000_00},
    "DB": {"hardware": 2_000_00, "software": 14_000_00, "labor": 8_000_00},
    "ERP": {"hardware": 1_000_00, "software": 40_000_00, "labor": 19_000_00},
    "CRM": {"software": 22_000_00, "labor": 8_000_00},
    "COL": {"software": 18_000_00, "labor": 2_000_00},
}
SHARES = {
    "NET": {"STO": 10, "DB": 10, "ERP": 20, "CRM": 20, "COL": 40},
    "STO": {"DB": 45, "ERP": 20, "CRM": 15, "COL": 20},
    "DB": {"ERP": 70, "CRM": 30},
}
FACING = ("ERP", "CRM", "COL")


def percent(shares: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, Fraction]]:
    return {
        service: {user: Fraction(n, 100) for user, n in users.items()} for service, users in shares.items()
    }


def totals(allocation: Allocation) -> dict[str, str]:
    return {service: str(allocation.of(service).amount) for service in allocation.cost}


def loaded(allocation: Allocation) -> dict[str, str]:
    return {
        service: str(Money.of(sum(parts.values(), Decimal()) / 100, "USD").amount)
        for service, parts in allocation.loaded.items()
    }


def step_down(direct: Mapping[str, int], shares: Mapping[str, Mapping[str, Fraction]]) -> dict[str, Fraction]:
    """Allocate in the schoolbook way, in the order given, as an independent check."""
    cost = {service: Fraction(amount) for service, amount in direct.items()}
    for service, users in shares.items():
        passed_on = cost.pop(service)
        for user, share in users.items():
            cost[user] += passed_on * share
    return cost


def test_cost_arrives_by_category() -> None:
    allocation = allocate(DIRECT, percent(SHARES), FACING, "USD")
    assert totals(allocation) == {"ERP": "91470.00", "CRM": "46930.00", "COL": "31600.00"}
    by_category = {
        service: [parts[c].minor // 100 for c in ("hardware", "software", "labor")]
        for service, parts in allocation.cost.items()
    }
    assert by_category == {
        "ERP": [10_893, 51_988, 28_589],
        "CRM": [6_267, 27_572, 13_091],
        "COL": [6_840, 19_440, 5_320],
    }
    assert loaded(allocation) == {"NET": "20000.00", "STO": "18000.00", "DB": "34100.00"}
    assert allocation.whole == Money(170_000_00, "USD")
    assert not allocation.unassigned_total


def test_without_a_circle_it_is_step_down_whatever_the_order_of_the_services() -> None:
    whole = {str(service): sum(parts.values()) for service, parts in DIRECT.items()}
    by_steps = step_down(whole, percent(SHARES))
    backwards = dict(reversed(percent(SHARES).items()))
    allocation = allocate(DIRECT, backwards, FACING, "USD")
    assert {service: allocation.of(service).minor for service in FACING} == by_steps


def test_services_that_use_one_another_are_solved_together() -> None:
    circle = percent(CIRCLE)
    whole: dict[str | None, dict[str, int]] = {s: {"all": sum(parts.values())} for s, parts in DIRECT.items()}
    allocation = allocate(whole, circle, FACING, "USD")
    assert totals(allocation) == {"ERP": "91760.80", "CRM": "46259.30", "COL": "31979.90"}
    assert loaded(allocation) == {"NET": "20904.52", "STO": "18090.45", "DB": "34231.16"}
    by_category = allocate(DIRECT, circle, FACING, "USD")
    assert by_category.whole == allocation.whole == Money(170_000_00, "USD")


CIRCLE = {**SHARES, "STO": {"NET": 5, "DB": 45, "ERP": 20, "CRM": 10, "COL": 20}}


@pytest.mark.parametrize(
    ("method", "order", "shares", "erp", "crm", "col"),
    [
        ("direct", (), SHARES, "87618.18", "46563.64", "35818.18"),
        ("step_down", (), SHARES, "91470.00", "46930.00", "31600.00"),  # as the reciprocal method says
        ("direct", (), CIRCLE, "88200.00", "45400.00", "36400.00"),
        # rounded one by one they would be a cent short in all: 91,957.8947, 46,252.6316, 31,789.4737
        ("step_down", ("NET", "STO", "DB"), CIRCLE, "91957.90", "46252.63", "31789.47"),
        ("step_down", ("STO", "NET", "DB"), CIRCLE, "91280.00", "46275.56", "32444.44"),
        ("step_down", ("DB", "STO", "NET"), CIRCLE, "87981.82", "45472.73", "36545.45"),
        ("reciprocal", (), CIRCLE, "91760.80", "46259.30", "31979.90"),
    ],
)
def test_each_method_says_what_it_should(
    method: str, order: tuple[str, ...], shares: dict[str, dict[str, int]], erp: str, crm: str, col: str
) -> None:
    whole: dict[str | None, dict[str, int]] = {s: {"all": sum(parts.values())} for s, parts in DIRECT.items()}
    allocation = allocate(whole, percent(shares), FACING, "USD", method=method, order=order)
    assert totals(allocation) == {"ERP": erp, "CRM": crm, "COL": col}
    assert allocation.whole == Money(170_000_00, "USD")
    assert allocation.circles == ((("NET", "STO"),) if shares is CIRCLE else ())


@pytest.mark.parametrize(
    ("method", "p1", "p2"),
    [("direct", "130000.00", "280000.00"), ("reciprocal", "134848.48", "275151.52")],
)
def test_a_textbook_says_the_same_by_each_method(method: str, p1: str, p2: str) -> None:
    direct: dict[str | None, dict[str, int]] = {
        "S1": {"other": 180_000_00},
        "S2": {"other": 60_000_00},
        "P1": {"other": 50_000_00},
        "P2": {"other": 120_000_00},
    }
    shares = percent({"S1": {"S2": 10, "P1": 20, "P2": 70}, "S2": {"S1": 10, "P1": 60, "P2": 30}})
    found = allocate(direct, shares, ("P1", "P2"), "USD", method=method)
    assert totals(found) == {"P1": p1, "P2": p2}


def test_who_only_supports_others_passes_nothing_on_past_them() -> None:
    direct: dict[str | None, dict[str, int]] = {"NET": {"labor": 100}, "DB": {"labor": 10}}
    shares = percent({"NET": {"DB": 100}, "DB": {"ERP": 100}})
    past = allocate(direct, shares, ("ERP",), "USD", method="direct")
    assert (past.of("ERP").minor, past.unassigned_total.minor) == (10, 100)
    through = allocate(direct, shares, ("ERP",), "USD", method="step_down")
    assert (through.of("ERP").minor, through.unassigned_total.minor) == (110, 0)


def test_cost_is_hardware_software_and_labor_as_a_setting_says() -> None:
    erp = allocate(DIRECT, percent(SHARES), FACING, "USD")
    as_usual = {portion: amount.minor // 100 for portion, amount in erp.portions("ERP", Costing()).items()}
    assert as_usual == {"hardware": 10_893, "software": 51_988, "labor": 28_589}
    otherwise = erp.portions("ERP", Costing(split={"hardware": "other"}))
    assert {portion: amount.minor // 100 for portion, amount in otherwise.items()} == {
        "hardware": 0,
        "software": 51_988,
        "labor": 28_589,
        "other": 10_893,
    }
    assert sum(amount.minor for amount in otherwise.values()) == erp.of("ERP").minor


def test_a_textbook_answers_the_same() -> None:
    # Robinson Products (exercise 7-30 in several textbooks): S1 = 180,000 + 0.1 S2, S2 = 60,000 + 0.1 S1,
    # so S1 = 186,000 / 0.99 = 187,878.79 and S2 = 78,787.88; P1 = 50,000 + 0.2 S1 + 0.6 S2.
    direct: dict[str | None, dict[str, int]] = {
        "S1": {"other": 180_000_00},
        "S2": {"other": 60_000_00},
        "P1": {"other": 50_000_00},
        "P2": {"other": 120_000_00},
    }
    shares = percent({"S1": {"S2": 10, "P1": 20, "P2": 70}, "S2": {"S1": 10, "P1": 60, "P2": 30}})
    allocation = allocate(direct, shares, ("P1", "P2"), "USD")
    assert loaded(allocation) == {"S1": "187878.79", "S2": "78787.88"}
    assert totals(allocation) == {"P1": "134848.48", "P2": "275151.52"}


def test_what_nobody_accounts_for_stays_visible() -> None:
    direct: dict[str | None, dict[str, int]] = {
        None: {"other": 500_00},  # no service
        "OLD": {"software": 70_00},  # no longer in the catalog
        "MO": {"labor": 100_00},  # supporting, used by nobody
        "DB": {"labor": 100_00},  # 60 % used, by a service that was retired and one that lives
        "ERP": {"labor": 1_00},
    }
    allocation = allocate(direct, percent({"MO": {}, "DB": {"ERP": 40, "OLD": 20}}), ("ERP",), "USD")
    assert totals(allocation) == {"ERP": "41.00"}
    assert {c: m.minor for c, m in allocation.unassigned.items()} == {
        "other": 500_00,
        "software": 70_00,
        "labor": 160_00,
    }
    assert allocation.whole == Money(771_00, "USD")


def test_a_closed_loop_is_refused_by_name() -> None:
    with pytest.raises(ClosedLoop, match="BK, ST use only one another") as caught:
        allocate({}, percent({"ST": {"BK": 100}, "BK": {"ST": 100}, "NET": {"ERP": 50}}), ("ERP",), "USD")
    assert caught.value.services == ["BK", "ST"]


@pytest.mark.parametrize("users", [{"ST": 10}, {"ERP": 60, "CRM": 41}, {"ERP": -1}])
def test_shares_are_parts_of_one_whole(users: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="ST: shares"):
        allocate({}, percent({"ST": users}), ("ERP", "CRM"), "USD")


SUPPORTING = ("NET", "STO", "DB")
amounts = st.integers(-50_000, 10_000_000)
parts = st.dictionaries(st.sampled_from(["hardware", "software", "labor", "saas"]), amounts, min_size=1)
directs = st.dictionaries(st.sampled_from([None, "OLD", *SUPPORTING, *FACING]), parts)
users = st.dictionaries(st.sampled_from([*SUPPORTING, *FACING]), st.integers(0, 19), max_size=5)


@given(directs, st.fixed_dictionaries(dict.fromkeys(SUPPORTING, users)), st.sampled_from(METHODS))
def test_nothing_is_lost(
    direct: dict[str | None, dict[str, int]], weights: dict[str, dict[str, int]], method: str
) -> None:
    shares = {s: {u: Fraction(n, 101) for u, n in users.items() if u != s} for s, users in weights.items()}
    allocation = allocate(direct, shares, FACING, "USD", method=method)
    for category in {category for line in direct.values() for category in line}:
        booked = sum(line.get(category, 0) for line in direct.values())
        arrived = sum(parts[category].minor for parts in allocation.cost.values())
        assert arrived + allocation.unassigned[category].minor == booked
    assert allocation.whole.minor == sum(sum(line.values()) for line in direct.values())


@pytest.mark.parametrize(
    ("used", "charged", "kept"), [(64, 12_800, 3_200), (48, 9_600, 6_400), (80, 16_000, 0)]
)
def test_a_supporting_service_keeps_what_nobody_used(used: int, charged: int, kept: int) -> None:
    """W1: storage costs 16,000 and has room for 80 TB."""
    direct: dict[str | None, dict[str, int]] = {"STO": {"hardware": 16_000_00}}
    idle = {"STO": 1 - Fraction(used, 80)} if used < 80 else {}
    found = allocate(direct, {"STO": {"ERP": Fraction(1)}}, ["ERP"], "USD", idle=idle)
    assert (found.of("ERP"), found.reached) == (Money.of(charged, "USD"), Money.of(charged, "USD"))
    assert found.unused_of("STO") == found.unused_total == Money.of(kept, "USD")
    assert found.whole == Money.of(16_000, "USD")


@pytest.mark.parametrize("method", METHODS)
def test_what_nobody_used_is_of_the_cost_with_all_that_it_uses_itself(method: str) -> None:
    """Storage carries a tenth of the network's 20,000, but for the direct method, and a quarter of it is idle."""
    shares = percent({"NET": {"STO": 10, "ERP": 90}, "STO": {"ERP": 100}})
    direct: dict[str | None, dict[str, int]] = {
        "NET": {"hardware": 20_000_00},
        "STO": {"hardware": 16_000_00},
    }
    found = allocate(direct, shares, ["ERP"], "USD", method=method, idle={"STO": Fraction(1, 4)})
    kept = 4_000 if method == "direct" else 4_500
    assert (found.unused_of("STO"), found.of("ERP")) == (
        Money.of(kept, "USD"),
        Money.of(36_000 - kept, "USD"),
    )


PARTS = st.fractions(0, 1, max_denominator=100)


@given(directs, PARTS, PARTS, st.sampled_from(METHODS))
def test_with_idle_capacity_nothing_is_lost_either(
    direct: dict[str | None, dict[str, int]], first: Fraction, second: Fraction, method: str
) -> None:
    idle = {key: part for key, part in (("NET", first), ("DB", second)) if part}
    found = allocate(direct, percent(SHARES), FACING, "USD", method=method, idle=idle)
    booked = sum(minor for parts in direct.values() for minor in parts.values())
    assert found.whole.minor == booked
    assert found.reached + found.unassigned_total + found.unused_total == found.whole
