"""A unit whose use or contacts fell clearly: its relationship owner hears, and asks with one tap."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from bot import clock
from bot.cost.usage import Usage
from bot.customer.contacts import Contact
from bot.customer.people import Person as Colleague
from bot.customer.talks import Loss
from bot.process.orders import Order
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from bot.value import silence
from handlers import silence as handlers
from tests.office import Office

# The look is on the sixth at nine, which is a Sunday in December: the message waits for Monday at eight.
SUNDAY = datetime(2026, 12, 6, 16, 1, tzinfo=UTC)
MONDAY = datetime(2026, 12, 7, 15, 1, tzinfo=UTC)
MONTHS = ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
FELL = (36, 35, 36, 20, 18, 19)


@pytest.fixture(autouse=True)
def every_month(office: Office) -> None:
    with office.desk.db.session() as session:
        handlers.keep_schedules(session, office.desk, clock.now())


def store(office: Office, *rows: Any) -> None:
    with office.desk.db.session() as session:
        session.add_all(rows)


def used(
    office: Office,
    amounts: tuple[int | None, ...],
    unit: str = "CC-500",
    months: tuple[str, ...] = MONTHS,
    **given: Any,
) -> None:
    fixed = {"unit": unit, "service": "ERP", "tier": "Standard", "source": "meter", **given}
    store(
        office,
        *[
            Usage(month=month, quantity=Decimal(amount), **fixed)
            for month, amount in zip(months, amounts, strict=True)
            if amount is not None
        ],
    )


def asked(office: Office, *days_ago: int, unit: str = "CC-500") -> None:
    store(
        office,
        *[
            Order(
                kind="incident",
                state="closed",
                person="U0ANA",
                unit=unit,
                text="It does not open",
                opened_at=SUNDAY - timedelta(days=ago),
                way_forward="person",
            )
            for ago in days_ago
        ],
    )


def told(person: Person) -> list[SeenMessage]:
    return [each for each in person.sees("bot") if "Have we lost somebody?" in each]


def losses(office: Office) -> list[Loss]:
    with office.desk.read() as session:
        return list(session.exec(select(Loss).order_by(Loss.id)))  # type: ignore[arg-type]


def test_a_unit_that_uses_half_is_asked_with_one_tap_and_answers_with_one(office: Office) -> None:
    used(office, FELL)
    office.until(SUNDAY)
    assert told(office.dee) == []
    office.until(MONDAY)
    (said,) = told(office.dee)
    assert "Orders and finance: 19 named users a month*, 36 in the three months before" in said
    assert office.bo.sees("bot") == []

    office.dee.clicks("Ask with these words", on=said)
    office.later(timedelta())
    question = office.bo.last()
    assert "*Have we lost you?*" in question
    assert "19 named users a month" in question
    assert "Fewer of these" in question.buttons
    (said,) = told(office.dee)
    assert "@Bo Larsen was asked" in said

    office.bo.clicks("We use another tool", on=question)
    (thanks,) = [each for each in office.bo.sees("bot") if "Thank you, that helps" in each]
    assert thanks.ts == question.ts
    office.bo.clicks("Say more…", on=thanks)
    office.bo.fills(
        {"What do you use, and what does it do better?": "A tool of the bank: it has no days off"}
    )
    office.bo.submits()
    (said,) = told(office.dee)
    assert "*They use another tool.*" in said
    assert "A tool of the bank: it has no days off" in said
    assert said.buttons == []
    with office.desk.read() as session:
        (contact,) = session.exec(select(Contact)).all()
        (other,) = silence.alternatives(session, office.desk.catalog, "CC-500", SUNDAY)
    assert (contact.started_by, contact.intent, contact.engagement) == ("bot", "talk", "value_check")
    assert (other.finding, other.service_name) == ("other_tool", "Orders and finance")


def test_all_units_of_one_owner_are_one_message_and_each_is_told_once_in_half_a_year(office: Office) -> None:
    used(office, FELL)
    used(office, FELL, unit="CC-100")
    office.until(MONDAY)
    (said,) = told(office.dee)
    assert "Finance" in said
    assert "Stores and Repair" in said
    office.until(datetime(2027, 1, 7, 16, tzinfo=UTC))
    assert len(told(office.dee)) == 1
    assert len(losses(office)) == 2


def test_many_losses_with_long_words_fit_into_a_message(office: Office) -> None:
    units = ("CC-100", "CC-200", "CC-300", "CC-400", "CC-500", "CC-600")
    fell: dict[str, Any] = {
        "measure": "use",
        "before": 30,
        "after": 10,
        "since": MONDAY.date(),
        "until": MONDAY.date(),
    }
    heard: dict[str, Any] = {"owner": "U0DEE", "finding": "other_tool", "note": "Ä & <b> so" * 50}
    for unit in units:
        for service in ("ERP", "CRM", "POS", "WEB", "CAL", "COL"):
            store(office, Loss(unit=unit, service=service, told_at=MONDAY, closed_at=MONDAY, **fell, **heard))
    with office.desk.db.session() as session:
        handlers.tell(session, office.desk, MONDAY, {"loss": 1})
    office.later(timedelta())
    (said,) = told(office.dee)
    assert "and 2 more" in said
    assert "People" in said


def test_whoever_was_asked_lately_or_wants_no_talks_is_left_alone_and_the_owner_hears_why(
    office: Office,
) -> None:
    used(office, FELL)
    store(
        office,
        Contact(
            about="nudge:1", person="U0BO", intent="talk", started_by="bot", at=MONDAY - timedelta(days=3)
        ),
    )
    office.until(MONDAY)
    office.dee.clicks("Ask with these words", on=told(office.dee)[0])
    (said,) = told(office.dee)
    assert "@Bo Larsen was asked something lately, so I sent nothing. From 3 Jan 2027 on I may" in said
    assert office.bo.sees("bot") == []
    with office.desk.db.session() as session:
        session.get_one(Colleague, "U0BO").refuses_talks = True
    office.dee.clicks("Ask with these words", on=said)
    assert "does not want to be asked by me" in told(office.dee)[0]
    assert losses(office)[0].asked_of is None


def test_the_question_waits_for_the_working_hours_of_who_is_asked(office: Office) -> None:
    office.bo.changes(zone="Pacific/Honolulu")
    used(office, FELL)
    office.until(MONDAY)
    office.dee.clicks("Ask with these words", on=told(office.dee)[0])
    office.later(timedelta(hours=2))
    assert office.bo.sees("bot") == []
    with office.desk.db.session() as session:
        session.get_one(
            Colleague, "U0BO"
        ).refuses_talks = True  # honoured at once, also for what is on its way
    office.later(timedelta(hours=2))
    assert office.bo.sees("bot") == []
    assert "does not want to be asked by me" in told(office.dee)[0]


def test_who_knows_why_asks_nobody(office: Office) -> None:
    used(office, FELL)
    office.until(MONDAY)
    office.dee.clicks("I know why…", on=told(office.dee)[0])
    office.dee.chooses("Why is it?", "It is the season")
    assert office.dee.submits() == {}
    (said,) = told(office.dee)
    assert "*It is the season.*" in said
    assert office.bo.sees("bot") == []


def test_nobody_else_asks_and_nobody_else_answers(office: Office) -> None:
    used(office, FELL)
    office.until(MONDAY)
    (said,) = told(office.dee)
    office.cy.clicks("Ask with these words", on=said)
    assert "That is for @Dee Park" in office.dee.last().all_text
    office.dee.clicks("Ask with these words", on=said)
    office.later(timedelta())
    question = next(each for each in office.bo.sees("bot") if "Have we lost you?" in each)
    office.ana.clicks("Still here", on=question)
    assert losses(office)[0].finding == ""
    office.bo.clicks("Still here", on=question)
    assert losses(office)[0].finding == "still_here"


# What fell, from rows


def found(office: Office, at: datetime = SUNDAY) -> list[silence.Fall]:
    with office.desk.read() as session:
        return [
            *silence.contacts(session, office.desk.catalog, at),
            *silence.use(session, office.desk.catalog, at),
        ]


def test_who_stopped_altogether_used_nothing_where_others_were_reported(office: Office) -> None:
    used(office, (36, 35, 36, None, None, None))
    assert found(office) == []  # nobody was reported: not measured
    used(office, (10, 10, 10, 10, 10, 10), unit="CC-100", service="POS")
    (fall,) = found(office)
    assert (fall.unit, fall.service, fall.before, fall.after) == ("CC-500", "ERP", 36, 0)


def test_a_season_that_is_known_is_no_loss(office: Office) -> None:
    used(office, FELL)
    assert len(found(office)) == 1
    used(office, (20, 19, 18), months=("2025-09", "2025-10", "2025-11"))
    assert found(office) == []


def test_use_that_was_not_reported_yet_or_not_for_long_says_nothing_of_today(office: Office) -> None:
    used(office, FELL)
    assert len(found(office, datetime(2027, 1, 6, tzinfo=UTC))) == 1  # December is not reported yet
    assert found(office, datetime(2027, 3, 6, tzinfo=UTC)) == []


def test_contacts_fell_where_182_days_are_measured(office: Office) -> None:
    asked(office, *range(95, 180, 4), 200)
    (fall,) = found(office)
    assert (fall.unit, fall.service, fall.measure, fall.before, fall.after) == (
        "CC-500",
        None,
        "contacts",
        22,
        0,
    )
    assert fall.since == datetime(2026, 9, 6, tzinfo=UTC).date()


def test_contacts_of_a_bot_that_is_young_are_not_compared(office: Office) -> None:
    asked(office, *range(95, 180, 4))
    assert found(office) == []


def test_contacts_that_were_as_few_a_year_ago_are_the_season(office: Office) -> None:
    asked(office, *range(95, 180, 4), *[364 + day for day in (3, 9, 20)], 480)
    assert found(office) == []


def test_what_works_for_it_itself_is_no_customer_to_lose(office: Office) -> None:
    used(office, FELL, unit="CC-900")
    asked(office, *range(95, 180, 4), 200, unit="CC-900")
    assert found(office) == []
