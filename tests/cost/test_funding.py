"""Funding: what an order commits until the fiscal year ends, and what fits when it does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import Hours, Pool, PriceFrom, Service, Tier
from bot.cost import funding, grants
from bot.cost.funding import Held, Standing, months
from bot.cost.funding_lines import FundingLine
from bot.cost.quotes import Ask, Ways, quote, ways
from bot.cost.subscriptions import Subscription
from bot.cost.unit_cost import prices_of
from bot.db import Database
from bot.money import Money
from bot.refusal import Refused
from tests.process.calder import CATALOG, FINANCE

YEAR_BEGAN, YEAR_ENDS = date(2026, 7, 1), date(2027, 7, 1)
ALL_DAY = Hours.parse("24x7", "America/Denver")


def usd(amount: int | str | Decimal | Fraction) -> Money:
    return Money.of(amount, "USD")


def crm(monthly: bool = True) -> Service:
    tiers = tuple(
        Tier(service="CRM", name=name, rank=rank, hours=ALL_DAY, price=usd(price), included="All")
        for rank, (name, price) in enumerate([("Standard", 118), ("Premium", 132), ("Gold", 200)], start=1)
    )
    whole: dict[str, Any] = {
        "key": "CRM",
        "name": "Customer relationships",
        "kind": "customer_facing",
        "stage": "live",
        "boundary": "external",
        "outcome": "every client's history in front of the person serving them",
        "owner": "ivy@calder.example",
        "owner_role": "Customer systems lead",
        "team": "Digital",
        "team_channel": "#digital",
        "unit": "named user",
        "units": "named users",
        "tiers": tiers,
        "monthly": monthly,
    }
    return Service(**whole)


def standing(funded: int, committed: int, *held: Held) -> Standing:
    return Standing("CC-1", 2027, YEAR_BEGAN, YEAR_ENDS, usd(funded), usd(0), usd(committed), held)


def users(tier: str, quantity: int, price: int, starts_on: date = YEAR_BEGAN) -> Held:
    return Held("CRM", tier, quantity, Decimal(price), starts_on, None)


def premium(quantity: int, starts_on: date, replaces: str | None = "Standard", tier: str = "Premium") -> Ask:
    service = crm()
    return Ask(service, service.tier(tier), quantity, starts_on, replaces)


# The funding check of an upgrade of 120 users from Standard to Premium: 14.00 more each and month.
STANDARD_USERS = users("Standard", 120, 118)


@pytest.mark.parametrize(
    ("starts_on", "commitment", "left"),
    [
        (date(2027, 2, 1), "8400", "10600"),  # five months
        (date(2026, 12, 1), "11760", "7240"),  # seven
        (date(2026, 11, 1), "13440", "5560"),  # eight
    ],
)
def test_an_upgrade_commits_its_difference_until_the_year_ends(
    starts_on: date, commitment: str, left: str
) -> None:
    offer = quote(standing(60000, 41000, STANDARD_USERS), premium(120, starts_on))
    assert offer.commitment == usd(commitment)
    assert offer.left == usd(left)
    assert offer.change == usd(1680)
    assert offer.next_year == usd(20160)
    assert (offer.moved, offer.fits, offer.moves_money) == (120, True, True)


def migrated(starts_on: date) -> Ask:
    """Return the same upgrade with the 6,000.00 that moving costs once."""
    return replace(premium(120, starts_on), one_off=usd(6000))


@pytest.mark.parametrize(
    ("starts_on", "commitment", "left"),
    [(date(2027, 2, 1), "14400", "4600"), (date(2026, 12, 1), "17760", "1240")],
    ids=["five months", "seven months"],
)
def test_what_an_upgrade_costs_once_is_part_of_its_commitment(
    starts_on: date, commitment: str, left: str
) -> None:
    offer = quote(standing(60000, 41000, STANDARD_USERS), migrated(starts_on))
    assert (offer.commitment, offer.left, offer.fits) == (usd(commitment), usd(left), True)
    assert (offer.one_off, offer.change, offer.next_year) == (usd(6000), usd(1680), usd(20160))


def test_eight_months_and_the_one_off_do_not_fit_and_a_later_start_or_fewer_users_do() -> None:
    there, wanted = standing(60000, 41000, STANDARD_USERS), migrated(date(2026, 11, 1))
    offer = quote(there, wanted)
    assert (offer.commitment, offer.fits, offer.short) == (usd(19440), False, usd(440))
    found = ways(there, wanted)
    assert (found.later, found.fewer) == (date(2026, 12, 1), 116)  # 116 x 14.00 x 8 = 12,992.00


def test_what_does_not_fit_comes_with_every_way_that_does() -> None:
    poor = standing(50000, 40000, STANDARD_USERS)
    ask = premium(120, date(2026, 11, 1))
    offer = quote(poor, ask)
    assert not offer.fits
    assert offer.short == usd(3440)
    assert ways(poor, ask) == Ways(fewer=89, later=date(2027, 2, 1), lower=None)


def test_a_lower_level_is_a_way_forward_the_best_that_fits_first() -> None:
    poor = standing(50000, 40000, STANDARD_USERS)
    found = ways(poor, premium(40, date(2026, 11, 1), tier="Gold"))
    assert found.lower == "Premium"
    assert found.fewer == 15


def test_without_anything_left_there_is_no_cheaper_way_and_nothing_is_pretended() -> None:
    broke = standing(50000, 50000, STANDARD_USERS)
    found = ways(broke, premium(120, date(2027, 6, 20)))
    assert found == Ways()
    assert not found


def test_an_overrun_that_was_accepted_leaves_nothing_for_the_next() -> None:
    over = standing(50000, 51000, STANDARD_USERS)
    offer = quote(over, premium(1, date(2027, 6, 1)))
    assert offer.remaining == usd(-1000)
    assert offer.short == usd(14)


def test_a_cheaper_level_always_fits_and_still_moves_money() -> None:
    broke = standing(50000, 50000, users("Premium", 10, 132))
    offer = quote(broke, premium(10, date(2027, 1, 1), replaces="Premium", tier="Standard"))
    assert offer.commitment == usd(-840)
    assert offer.fits
    assert offer.moves_money


def test_units_beyond_those_that_move_are_new() -> None:
    offer = quote(standing(60000, 0, users("Standard", 3, 118)), premium(5, date(2027, 6, 1)))
    assert offer.moved == 3
    assert offer.change == usd(5 * 132 - 3 * 118)


def test_the_latest_begun_move_first_at_the_price_they_were_sold_for() -> None:
    rows = (users("Standard", 3, 100), users("Standard", 2, 118, date(2026, 10, 1)))
    offer = quote(standing(60000, 0, *rows), premium(3, date(2027, 6, 1)))
    assert offer.change == usd(3 * 132 - 2 * 118 - 100)


def test_a_piece_is_paid_once_and_only_beyond_the_plan() -> None:
    service = crm(monthly=False)
    planned = standing(1000, 0, users("Premium", 4, 132))
    ask = Ask(service, service.tier("Premium"), 3, date(2027, 1, 15), drawn=2)
    offer = quote(planned, ask)
    assert offer.covered == 2
    assert offer.commitment == offer.change == usd(132)
    assert offer.next_year == usd(0)
    covered = quote(planned, Ask(service, service.tier("Premium"), 2, date(2027, 1, 15)))
    assert not covered.moves_money
    assert ways(standing(100, 0), Ask(service, service.tier("Gold"), 1, date(2027, 1, 15))).later is None


days = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@given(days, st.integers(0, 800), st.integers(0, 800))
def test_months_add_up_however_a_span_is_divided(start: date, first: int, second: int) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    assert months(start, middle) + months(middle, end) == months(start, end)
    assert (
        months(start, start.replace(year=start.year + 1, day=1)) + months(start.replace(day=1), start) == 12
    )


def test_time_that_ran_backwards_costs_nothing() -> None:
    assert months(date(2027, 1, 2), date(2027, 1, 1)) == 0


@given(
    funded=st.integers(0, 100_000),
    had=st.integers(0, 60),
    wanted=st.integers(1, 80),
    starts_on=st.dates(YEAR_BEGAN, YEAR_ENDS - timedelta(days=1)),
    tier=st.sampled_from(["Premium", "Gold"]),
)
def test_whatever_way_is_offered_fits_and_one_unit_more_would_not(
    funded: int, had: int, wanted: int, starts_on: date, tier: str
) -> None:
    unit = standing(funded, 20_000, users("Standard", had, 118))
    ask = premium(wanted, starts_on, tier=tier)
    offer = quote(unit, ask)
    assert offer.left + offer.commitment == unit.remaining
    assert offer.fits == (not offer.short)
    if offer.fits:
        return
    found = ways(unit, ask)
    if found.fewer:
        assert quote(unit, premium(found.fewer, starts_on, tier=tier)).fits
        assert not quote(unit, premium(found.fewer + 1, starts_on, tier=tier)).fits
    if found.later:
        assert quote(unit, premium(wanted, found.later, tier=tier)).fits
    if found.lower:
        assert quote(unit, premium(wanted, starts_on, tier=found.lower)).fits


@given(
    starts_on=st.dates(YEAR_BEGAN, YEAR_ENDS - timedelta(days=1)),
    changes=st.dictionaries(st.dates(YEAR_BEGAN, date(2028, 6, 30)), st.integers(0, 300), max_size=4),
    had=st.integers(0, 9),
    wanted=st.integers(1, 9),
)
def test_each_announced_price_counts_from_its_month(
    starts_on: date, changes: dict[date, int], had: int, wanted: int
) -> None:
    prices = (PriceFrom(usd(132)), *(PriceFrom(usd(changes[day]), day) for day in sorted(changes)))
    service = crm()
    tier = replace(service.tier("Premium"), prices=prices)
    given_up = replace(users("Standard", had, 118), later=(PriceFrom(usd(100), date(2027, 1, 1)),))
    offer = quote(standing(60000, 0, given_up), Ask(service, tier, wanted, starts_on, "Standard"))

    def adds(day: date) -> Fraction:
        old = 100 if day >= date(2027, 1, 1) else 118
        return Fraction(tier.price_on(day).amount * wanted - old * min(had, wanted))

    def between(begins: date, ends: date) -> Money:
        days = (begins + timedelta(days=each) for each in range((ends - begins).days))
        return usd(sum((adds(day) * months(day, day + timedelta(days=1)) for day in days), Fraction()))

    assert offer.unit_price == tier.price_on(starts_on)
    assert offer.change == usd(adds(starts_on))
    assert offer.commitment == between(starts_on, YEAR_ENDS)
    assert offer.next_year == between(YEAR_ENDS, date(2028, 7, 1))


def test_a_price_that_begins_inside_a_month_is_promised_as_it_is_charged() -> None:
    service = crm()
    prices = (
        PriceFrom(usd(132)),
        PriceFrom(usd(150), date(2027, 1, 15)),
        PriceFrom(usd(140), date(2027, 5, 1)),
    )
    tier = replace(service.tier("Premium"), prices=prices)
    service = replace(service, tiers=(tier,))
    offer = quote(standing(60000, 0), Ask(service, tier, 3, date(2027, 1, 1)))

    charged = [prices_of(service, f"2027-{month:02}")["Premium"] * 3 for month in range(1, 7)]
    assert charged == [usd(396), usd(450), usd(450), usd(450), usd(420), usd(420)]
    assert offer.commitment == usd(396 + 3 * 450 + 2 * 420)
    assert quote(standing(60000, 0), Ask(service, tier, 1, date(2027, 1, 20))).unit_price == usd(132)
    assert tier.later_prices(date(2027, 1, 20)) == (
        PriceFrom(usd(150), date(2027, 2, 1)),
        PriceFrom(usd(140), date(2027, 5, 1)),
    )


def test_a_piece_costs_the_price_of_its_month() -> None:
    service = crm(monthly=False)
    tier = replace(
        service.tier("Premium"), prices=(PriceFrom(usd(132)), PriceFrom(usd(140), date(2027, 1, 1)))
    )
    offer = quote(standing(1000, 0), Ask(service, tier, 2, date(2027, 1, 1)))
    assert (offer.unit_price, offer.commitment) == (usd(140), usd(280))


def erp_users(
    quantity: int, starts_on: date, ends_on: date | None = None, unit: str = "CC-500"
) -> Subscription:
    return Subscription(
        unit=unit,
        service="ERP",
        tier="Standard",
        quantity=quantity,
        unit_price=Decimal(165),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def test_a_unit_stands_where_its_rows_say(db: Database) -> None:
    with db.session() as session:
        session.add(erp_users(10, date(2025, 7, 1)))
        session.add(erp_users(2, date(2027, 6, 16)))
        session.add(erp_users(9, date(2025, 7, 1), ends_on=YEAR_BEGAN))
        session.add(erp_users(9, YEAR_BEGAN, unit="CC-600"))
        next_year = funding.standing(session, CATALOG, FINANCE, date(2027, 8, 1))
        funding.hold(session, next_year, 7, usd(999))
        session.flush()
        now = funding.standing(session, CATALOG, FINANCE, date(2026, 11, 23))
    assert now.fiscal_year == 2027
    assert now.committed == usd(10 * 165 * 12 + 165)
    assert now.remaining == usd(187_000) - now.committed
    assert now.holds("ERP", date(2027, 6, 30)) == {"Standard": 12}
    assert now.holds("ERP", date(2027, 6, 15)) == {"Standard": 10}


def test_what_a_unit_has_costs_what_it_was_sold_at_until_this_month_and_then_the_catalogs_price(
    db: Database,
) -> None:
    with db.session() as session:
        row = erp_users(10, YEAR_BEGAN)
        row.unit_price = Decimal(160)  # the catalog says 165
        session.add(row)
        session.flush()
        now = funding.standing(session, CATALOG, FINANCE, date(2026, 11, 23))
    assert now.committed == usd(10 * (4 * 160 + 8 * 165))
    (held,) = now.held
    assert held.price_on(date(2026, 10, 31)) == Decimal(160)
    assert held.price_on(date(2026, 11, 1)) == Decimal(165)


def test_finances_lines_stand_in_for_the_company_files_figure_in_their_year_and_for_their_unit(
    db: Database,
) -> None:
    with db.session() as session:
        for unit, year, service, dollars in (
            ("CC-500", 2027, None, 90_000),
            ("CC-500", 2027, "ERP", 30_000),
            ("CC-500", 2028, None, 1),
            ("CC-600", 2027, None, 7),
        ):
            session.add(FundingLine(unit=unit, fiscal_year=year, service=service, minor=dollars * 100))
        session.flush()
        now = funding.standing(session, CATALOG, FINANCE, date(2026, 11, 23))
        session.execute(sa.delete(FundingLine))
        before = funding.standing(session, CATALOG, FINANCE, date(2026, 11, 23))
    assert now.funding == usd(120_000)
    assert before.funding == usd(187_000)


def test_money_is_held_until_it_is_released_and_a_saving_is_not_counted_early(db: Database) -> None:
    with db.session() as session:
        funding.alone(session, "CC-500")
        before = funding.standing(session, CATALOG, FINANCE, date(2026, 11, 23))
        funding.hold(session, before, 1, usd(1200), overrun_by="U0BO")
        funding.hold(session, before, 2, usd(-500))
        session.flush()
        assert funding.standing(session, CATALOG, FINANCE, date(2026, 11, 23)).committed == usd(1200)
        funding.release(session, 1)
        assert funding.standing(session, CATALOG, FINANCE, date(2026, 11, 23)).committed == usd(0)


def test_a_year_without_funding_on_record_has_nothing(db: Database) -> None:
    with db.read() as session:
        far = funding.standing(session, CATALOG, FINANCE, date(2033, 1, 1))
    assert far.funding == far.remaining == usd(0)


# The same upgrade when moving 120 users is a project of its own, 6,000 once and promised already.
MOVED_BY_PROJECT = standing(60_000, 41_000 + 6_000, STANDARD_USERS)


@pytest.mark.parametrize(
    ("starts_on", "commitment", "fits", "left"),
    [
        (date(2027, 2, 1), "8400", True, "4600"),  # five months
        (date(2026, 12, 1), "11760", True, "1240"),  # seven
        (date(2026, 11, 1), "13440", False, "-440"),  # eight
    ],
)
def test_five_and_seven_months_of_an_upgrade_fit_and_eight_do_not(
    starts_on: date, commitment: str, fits: bool, left: str
) -> None:
    offer = quote(MOVED_BY_PROJECT, premium(120, starts_on))
    assert (offer.commitment, offer.fits, offer.left) == (usd(commitment), fits, usd(left))
    assert offer.next_year == usd(20160)


def test_what_is_offered_for_eight_months_fits() -> None:
    ask = premium(120, date(2026, 11, 1))
    assert quote(MOVED_BY_PROJECT, ask).short == usd(440)
    assert ways(MOVED_BY_PROJECT, ask) == Ways(fewer=116, later=date(2026, 12, 1), lower=None)
    assert quote(MOVED_BY_PROJECT, premium(116, date(2026, 11, 1))).left == usd(8)


def test_more_funding_of_what_is_short_makes_it_fit_to_the_cent() -> None:
    ask = premium(120, date(2026, 11, 1))
    short = quote(MOVED_BY_PROJECT, ask).short
    more = replace(MOVED_BY_PROJECT, funding=MOVED_BY_PROJECT.funding + short)
    assert (quote(more, ask).fits, quote(more, ask).left) == (True, usd(0))


# Shared money

POOL = Pool("GROWTH", "Growth fund", "dee@calder.example", ("CC-500", "CC-600"), {2027: usd(10_000)})


def test_units_that_another_purse_pays_are_no_saving_to_this_one() -> None:
    mixed = (users("Standard", 3, 100), replace(users("Standard", 2, 100, date(2026, 10, 1)), pool="GROWTH"))
    unit = standing(60_000, 0, *mixed)

    def moved(standing: Standing, quantity: int) -> tuple[int, Money]:
        offer = quote(standing, premium(quantity, date(2027, 1, 1)))
        return offer.moved, usd(132) * quantity - offer.change

    assert moved(unit, 4) == (4, usd(200))
    shared = replace(unit, pool="GROWTH")
    assert moved(shared, 4) == (4, usd(200))
    assert moved(shared, 5) == (5, usd(200))


def test_a_pool_counts_what_is_paid_from_it_by_any_of_its_units_and_a_unit_does_not(db: Database) -> None:
    on = date(2026, 11, 23)
    with db.session() as session:
        own = erp_users(10, YEAR_BEGAN)
        shared, other = erp_users(2, YEAR_BEGAN), erp_users(1, YEAR_BEGAN, unit="CC-600")
        shared.pool = other.pool = "GROWTH"
        session.add_all([own, shared, other])
        session.flush()
        unit = funding.standing(session, CATALOG, FINANCE, on)
        pool = funding.standing(session, CATALOG, FINANCE, on, POOL)
        funding.hold(session, pool, 1, usd(100))
        session.flush()
        assert funding.standing(session, CATALOG, FINANCE, on) == unit
        after = funding.standing(session, CATALOG, FINANCE, on, POOL)
    assert unit.committed == usd(10 * 165 * 12)
    assert pool.committed == usd(3 * 165 * 12)
    assert after.committed == pool.committed + usd(100)
    assert (pool.funding, pool.purse, unit.purse) == (usd(10_000), "GROWTH", "CC-500")
    assert pool.holds("ERP", on) == unit.holds("ERP", on) == {"Standard": 12}


def test_what_was_granted_raises_the_funding_of_that_unit_and_year_only(db: Database) -> None:
    terms: dict[str, Any] = {
        "unit": "CC-500",
        "why": "We grow",
        "order_id": 1,
        "asked_by": "U0BO",
        "asked_of": "U0DEE",
    }
    now = datetime(2026, 11, 23, 16, tzinfo=UTC)
    with db.session() as session:
        before = funding.standing(session, CATALOG, FINANCE, date(2026, 11, 23)).funding
        grant = grants.ask(session, fiscal_year=2027, amount=usd("440.50"), now=now, **terms)
        assert funding.standing(session, CATALOG, FINANCE, date(2026, 11, 23)).funding == before
        with pytest.raises(Refused, match="funding/asked_already"):
            grants.ask(session, fiscal_year=2027, amount=usd(1), now=now, **terms)
        with pytest.raises(Refused, match="funding/not_yours"):
            grants.decide(session, grant.number, by="U0BO", granted=True, note="", now=now)
        grants.decide(session, grant.number, by="U0DEE", granted=True, note="", now=now)
        with pytest.raises(Refused, match="funding/decided_already"):
            grants.decide(session, grant.number, by="U0DEE", granted=False, note="", now=now)
        raised = funding.standing(session, CATALOG, FINANCE, date(2026, 11, 23))
        next_year = funding.standing(session, CATALOG, FINANCE, date(2027, 7, 1))
    assert raised.funding == before + usd("440.50")
    assert next_year.funding == FINANCE.funding[2028]


def test_nothing_at_all_is_no_grant(db: Database) -> None:
    with db.session() as session, pytest.raises(ValueError, match="none"):
        grants.ask(
            session,
            unit="CC-500",
            fiscal_year=2027,
            amount=usd(0),
            why="",
            order_id=1,
            asked_by="U0BO",
            asked_of="U0DEE",
            now=datetime(2026, 11, 23, tzinfo=UTC),
        )
