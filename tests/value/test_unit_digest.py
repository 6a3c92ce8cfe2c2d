"""A head's month: what services brought, how the unit's people find them, what waits, and no one's own answer."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import SQLModel, select

from bot.cost.subscriptions import Subscription
from bot.customer.rating import Rating
from bot.customer.surveys import Survey
from bot.customer.talks import Talk
from bot.db import Database
from bot.delivery.schedules import Schedule
from bot.process.orders import Order
from bot.value import unit_digest
from bot.value.cases import BusinessCase
from bot.value.offers import Offer
from bot.value.unit_digest import Overdue, UnitDigest
from tests.value.calder import catalog, service, with_service

OCTOBER = datetime(2026, 10, 14, 18, tzinfo=UTC)
KEYS = [f"S{chr(65 + n)}" for n in range(20)]
NOW = datetime(2026, 11, 2, 16, tzinfo=UTC)  # the first Monday, 9:00 in Denver


def month(db: Database, *rows: SQLModel, fresh: int = 0) -> UnitDigest | None:
    with db.session() as session:
        session.add_all(rows)
    house = catalog()
    for key in KEYS[:fresh]:
        house = with_service(house, service(key, f"Service {key}", "cy"))
    with db.read() as session:
        return unit_digest.of_month(session, house, house.company.units["CC-500"], NOW)


def told(db: Database, *rows: SQLModel, fresh: int = 0) -> UnitDigest:
    found = month(db, *rows, fresh=fresh)
    assert found is not None
    return found


def done(kind: str = "order", service: str = "ERP", at: datetime = OCTOBER, **given: Any) -> Order:
    whole = {
        "state": "closed",
        "person": "U0ANA",
        "unit": "CC-500",
        "text": "x",
        "opened_at": at,
        "done_at": at,
    }
    return Order(kind=kind, service=service, quantity=1, **{**whole, **given})


def answers(count: int, score: int = 5, at: datetime = OCTOBER, **given: Any) -> list[Survey]:
    whole = {"working": True, "unit": "CC-500", "service": "ERP", "sent_at": at, "answered_at": at, **given}
    return [Survey(about=f"{score}{at}{n}", person=f"U{n}", score=score, **whole) for n in range(count)]


def talk(due_on: date, **given: Any) -> Talk:
    whole = {"unit": "CC-500", "requirement": "Close the books a day sooner", "said_by": "U0BO", **given}
    return Talk(opened_at=OCTOBER, due_on=due_on, **whole)


def offer(state: str, minor: int, unit: str = "CC-500") -> Offer:
    return Offer(
        person="U0ANA",
        unit=unit,
        service="ERP",
        from_tier="Standard",
        to_tier="Extended hours",
        quantity=1,
        rule="quota",
        evidence={},
        monthly_difference_minor=minor,
        state=state,
    )


def case(state: str) -> BusinessCase:
    return BusinessCase(
        unit="CC-500",
        author="U0ANA",
        problem="The books close late",
        written_at=OCTOBER,
        risk_factor=Decimal("0.7"),
        discount=Decimal("0.08"),
        state=state,
    )


def test_a_month_in_which_nothing_happened_brings_nothing(db: Database) -> None:
    assert month(db, done(at=NOW - timedelta(hours=1)), done(unit="CC-100"), *answers(9)) is None


def test_what_the_unit_got(db: Database) -> None:
    held = Subscription(
        unit="CC-500",
        service="ERP",
        tier="Standard",
        quantity=34,
        unit_price=Decimal(165),
        starts_on=date(2026, 7, 1),
    )
    found = told(
        db,
        held,
        done(),
        done("question"),
        done("incident"),
        done("incident", done_at=None, state="open"),
        done("task"),
        done(state="declined"),
    )
    (erp,) = found.services
    assert (found.first, found.done, found.incidents) == (date(2026, 10, 1), 2, 2)
    assert (erp.name, erp.quantity, erp.units, erp.done, erp.incidents) == (
        "Orders and finance",
        34,
        "named users",
        2,
        2,
    )
    assert found.step == "none"


def test_a_unit_with_four_answers_shows_none_of_them(db: Database) -> None:
    august = OCTOBER - timedelta(days=60)
    lost = Survey(unit="CC-500", service="ERP", person="U9", answered_at=august, lost_minutes=60)
    found = told(db, done(), *answers(4, 1, comment="Bo never helps", may_quote=True), lost)
    (erp,) = found.services
    assert (erp.opinion.satisfied, erp.opinion.waiting, found.voice.tells) == (Rating(0), 4, False)


def test_nobody_in_it_can_be_told_by_name_or_words(db: Database) -> None:
    found = told(db, done(), *answers(9, 1, comment="Bo never helps", may_quote=True))
    assert "Bo never" not in str(found)
    assert "'U" not in str(found.services)


def test_five_answers_make_a_share(db: Database) -> None:
    (erp,) = told(db, done(), *answers(4), *answers(1, 2)).services
    assert erp.opinion.satisfied.value == 0.8


def test_time_lost_with_incidents_is_told_though_nobody_is_asked_for_a_score(db: Database) -> None:
    august = OCTOBER - timedelta(days=60)
    lost = [
        Survey(**{**each.model_dump(), "score": None, "lost_minutes": 30}) for each in answers(5, at=august)
    ]
    assert told(db, done(), *lost).voice.said.lost_minutes == 150


def test_a_service_that_too_many_are_not_satisfied_with_is_the_step(db: Database) -> None:
    found = told(db, done(), *answers(2), *answers(4, 2))
    assert (found.step, found.about, found.service) == ("low", "Orders and finance", "ERP")


def test_what_was_known_a_month_ago_is_no_step_again(db: Database) -> None:
    september = OCTOBER - timedelta(days=30)
    found = told(db, done(), *answers(2, at=september), *answers(4, 2, at=september))
    assert (found.services[0].opinion.satisfied.n, found.step) == (6, "none")


def test_offers_and_cases_that_wait_are_counted_and_come_before(db: Database) -> None:
    offers = (
        offer("shown", 40_00),
        offer("later", 20_00),
        offer("declined", 9_00),
        offer("shown", 9_00, "CC-100"),
    )
    found = told(db, *offers, *answers(9, 1))
    assert (found.waiting.offers, found.waiting.monthly.minor, found.waiting.cases) == (2, 60_00, 0)
    assert found.step == "offers"
    found = told(db, *(case(state) for state in ("asked", "draft", "approved")))
    assert (found.waiting.cases, found.step) == (1, "cases")


def test_what_is_late_of_a_conversation_comes_first_with_who_owes_it(db: Database) -> None:
    step = {"answer": "Yes", "answered_at": OCTOBER, "step": "Move the night run", "step_owner": "U0CY"}
    agreed = {**step, "agreed_at": OCTOBER}
    found = told(
        db,
        talk(date(2026, 10, 30), **agreed),
        talk(date(2026, 10, 20), asked_of="U0DEE"),
        talk(date(2026, 11, 2), **agreed),
        talk(date(2026, 10, 1), done_at=OCTOBER, **agreed),
        talk(date(2026, 10, 1), **step),
        offer("shown", 40_00),
    )
    assert found.overdue == (
        Overdue("Close the books a day sooner", "", "U0DEE", date(2026, 10, 20)),
        Overdue("Close the books a day sooner", "Move the night run", "U0CY", date(2026, 10, 30)),
    )
    assert (found.step, found.waiting.answers) == ("overdue", 1)


def test_services_beyond_eight_are_in_numbers(db: Database) -> None:
    found = told(db, *(done(service=KEYS[n]) for n in range(20) for _ in range(n + 1)), fresh=20)
    assert (len(found.services), found.more) == (8, 12)
    assert found.done == 210 == sum(each.done for each in found.services) + found.more_done


def test_one_schedule_for_each_head_on_the_first_monday(db: Database) -> None:
    for cron in (unit_digest.FIRST_MONDAY, "0 7 1-7 * thu"):
        with db.session() as session:
            unit_digest.arrange(session, "bo@calder.example", "America/Denver", OCTOBER, cron)
    with db.read() as session:
        (row,) = session.exec(select(Schedule)).all()
    assert row.next_at == datetime(2026, 11, 5, 14, tzinfo=UTC)
