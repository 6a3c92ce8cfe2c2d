"""Looking every day: each person hears of one thing at a time, and never more than the policy allows."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from bot.catalog import Catalog
from bot.customer import people
from bot.db import Database
from bot.money import Money
from bot.value import evidence, offers, outreach, scopes, stopping
from bot.value.evidence import Need
from bot.value.offers import Offer
from tests.conftest import T0
from tests.value.finance import incidents, missed, move_in, saturdays, standstills, used

DAY = timedelta(days=1)
UNITS = (("U0ANA", "CC-500"), ("U0BO", "CC-500"), ("U0FAY", "CC-100"), ("U0HAL", "CC-200"))
HEADS = ("ana", "bo", "fay", "hal", "lee", "jo", "mia", "dee")


def everything_live(catalog: Catalog, **policy: Any) -> Catalog:
    rules = {key: replace(rule, live=True) for key, rule in catalog.rules.items()}
    company = replace(catalog.company, policy=replace(catalog.company.policy, **policy))
    return replace(catalog, rules=rules, company=company)


def known(session: Session, catalog: Catalog) -> None:
    move_in(session, catalog)
    for key in HEADS:
        person = people.meet(session, f"U0{key.upper()}")
        person.email = f"{key}@calder.example"
        people.place(person, catalog.company)
    session.flush()


def test_who_only_says_to_be_of_the_unit_is_offered_nothing_of_it(
    db: Database, sample_catalog: Catalog
) -> None:
    with db.session() as session:
        known(session, sample_catalog)
        incidents(session, saturdays(5))
        (need,) = evidence.needs(session, sample_catalog, T0, units=["CC-500"])
        assert outreach.readers(session, sample_catalog, need) == ["U0ANA", "U0BO"]
        ana = people.meet(session, "U0ANA")
        ana.unit, ana.claim = None, "CC-500"
        session.flush()
        assert outreach.readers(session, sample_catalog, need) == ["U0BO"]


def decide(session: Session, rng: Random, offer: Offer, now: datetime) -> None:
    """Answer as people do: seldom yes, often no, or not at all."""
    answer = rng.choice(("declined", "declined", "later", "stopped", "accepted", "nothing"))
    if answer == "stopped" and rng.random() < 0.9:
        answer = "later"
    match answer:
        case "declined":
            offers.decline(session, offer.number, now)
        case "later":
            offers.put_off(session, offer.number, now)
        case "stopped":
            stopping.stop(session, offer.person, ["offers"], now)
        case "accepted":
            offers.hold(session, offer.number).state = "accepted"
            offer.decided_at = offer.funded_at = now


@pytest.mark.slow
def test_in_a_year_nobody_hears_more_than_the_policy_allows(db: Database, sample_catalog: Catalog) -> None:
    catalog, rng = everything_live(sample_catalog, held_out_percent=25), Random(1)  # Ana is
    with db.session() as session:
        known(session, catalog)
        for week in range(52):
            at = T0 + week * 7 * DAY
            person, unit = rng.choice(UNITS)
            hard = {"impact": 3, "urgency": 1, "done_at": at + DAY}
            incidents(session, [at - 2 * DAY] * 3, person=person, unit=unit, **hard)
            missed(session, 2, opened_at=at, due_at=at, done_at=at + DAY, person=person, unit=unit)
        for month in range(12):
            used(session, str(rng.randint(1, 9)), f"{2026 + (9 + month) // 12}-{(9 + month) % 12 + 1:02}")
    shown: dict[str, list[date]] = defaultdict(list)
    stopped: dict[str, date] = {}
    declined: dict[tuple[str, str, str], list[date]] = defaultdict(list)
    for day in range(0, 365, 5):
        now = (T0 + day * DAY).replace(hour=17)
        with db.session() as session:
            for offer in outreach.look(session, catalog, evidence.needs(session, catalog, now), now):
                on = now.astimezone(ZoneInfo("America/Denver")).date()
                check(offer, on, shown, stopped, declined)
                shown[offer.person].append(on)
                decide(session, rng, offer, now)
                if offer.state == "stopped":
                    stopped[offer.person] = on
                if offer.state == "declined":
                    declined[offer.unit, offer.service, offer.to_tier].append(on)
    with db.read() as session:
        held_out = set(session.exec(select(Offer.person).where(Offer.state == "held_out")))
    assert sum(map(len, shown.values())) > 10
    assert {"U0ANA"} <= held_out
    assert not held_out & set(shown)


def check(
    offer: Offer,
    on: date,
    shown: dict[str, list[date]],
    stopped: dict[str, date],
    declined: dict[tuple[str, str, str], list[date]],
) -> None:
    """Hold one offer against the policy, by its days alone."""
    before = shown[offer.person]
    assert all(on >= day + 14 * DAY for day in before)
    assert sum(on < day + 91 * DAY for day in before) < 3
    assert offer.person not in stopped
    nos = declined[offer.unit, offer.service, offer.to_tier]
    rest = 90 if len(nos) < 2 else 365
    assert all(on >= day + rest * DAY for day in nos[-1:])


def test_a_need_with_a_measured_worth_comes_first(
    db: Database, sample_catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = everything_live(sample_catalog, explore_percent=0)

    def worth(session: Session, catalog: Catalog, need: Need, *_: object) -> Money | None:
        return Money(9_000_00, "USD") if need.service == "COL" else None

    monkeypatch.setattr(scopes, "monthly_benefit", worth)
    with db.session() as session:
        known(session, catalog)
        incidents(session, saturdays(5))
        missed(session, 4, service="COL")
        needs = evidence.needs(session, catalog, T0, units=["CC-500"])
        (offer,) = [each for each in outreach.look(session, catalog, needs, T0) if each.person == "U0ANA"]
        assert (offer.service, offer.benefit_minor) == ("COL", 9_000_00)


@pytest.mark.parametrize(("factor", "chosen"), [(1, "ERP"), (10, "COL")])
def test_what_became_dear_gives_way_to_what_is_still_worth_its_price(
    db: Database, sample_catalog: Catalog, factor: int, chosen: str
) -> None:
    tier = sample_catalog.tier("ERP", "Extended hours")
    erp = sample_catalog.service("ERP")
    dearer = replace(tier, price=tier.price + Money((factor - 1) * 100, "USD"))
    tiers = tuple(dearer if each.name == tier.name else each for each in erp.tiers)
    services = {**sample_catalog.services, "ERP": replace(erp, tiers=tiers)}
    catalog = everything_live(replace(sample_catalog, services=services), explore_percent=0)
    with db.session() as session:
        known(session, catalog)
        standstills(session)
        missed(session, 4, service="COL", impact=4, urgency=1)
        needs = [need for need in evidence.needs(session, catalog, T0) if need.person == "U0ANA"]
        assert {need.service for need in needs} == {"ERP", "COL"}
        (made,) = outreach.look(session, catalog, needs, T0)
        assert made.service == chosen


def test_one_need_goes_to_one_person_when_two_rules_see_it(db: Database, sample_catalog: Catalog) -> None:
    catalog = everything_live(sample_catalog)
    with db.session() as session:
        known(session, catalog)
        standstills(session)
        missed(session, 4, person="U0BO")
        needs = [need for need in evidence.needs(session, catalog, T0) if need.service == "ERP"]
        assert {(need.to_tier, need.person) for need in needs} >= {
            ("Extended hours", "U0ANA"),
            ("Extended hours", "U0BO"),
        }
        made = outreach.look(session, catalog, needs, T0)
        assert (
            len([offer for offer in made if (offer.unit, offer.to_tier) == ("CC-500", "Extended hours")]) == 1
        )
