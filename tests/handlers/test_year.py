"""The decision maker's year, the calendar of conversations over all units, and the agenda that writes itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot import clock
from bot.catalog import Catalog
from bot.catalog.hours import Hours
from bot.customer.reading import Habit
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.customer.talks import Loss, Talk
from bot.process.orders import Order
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from bot.value import agenda, talking_points
from bot.value.offers import Offer
from handlers import year as handlers
from tests.office import Office

# T0 is Monday, 23 Nov 2026; the fiscal year ends in June.
DAY = timedelta(days=1)


def store(office: Office, *rows: Any) -> None:
    with office.desk.db.session() as session:
        session.add_all(rows)


def survey(office: Office, at: datetime, number: int, **given: Any) -> Survey:
    fixed = {"unit": "CC-500", "person": f"U{number}", "service": "ERP", "score": 5, "worth_it": True}
    return Survey(about=f"order:{number}", sent_at=at, answered_at=at, **{**fixed, **given})


def broken(at: datetime, unit: str = "CC-500") -> Order:
    return Order(
        kind="incident",
        state="closed",
        person="U0ANA",
        unit=unit,
        text="Down",
        opened_at=at,
        way_forward="person",
    )


def on(month: int, day: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, 18, tzinfo=UTC)


def talk(at: datetime, unit: str = "CC-500") -> Talk:
    return Talk(unit=unit, requirement="A bank file", said_by="U0BO", opened_at=at, done_at=at)


def tables(message: SeenMessage) -> list[list[str]]:
    (table,) = [block for block in message.blocks if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in table["rows"]]


def pictures(message: SeenMessage) -> list[str]:
    return [block["alt_text"] for block in message.blocks if block["type"] == "image"]


# The decision maker's year


def test_a_head_sees_money_value_decisions_and_conversations_in_one_message(office: Office) -> None:
    at = clock.now() - timedelta(days=70)
    store(
        office,
        *[survey(office, at, number, outcome_met=number != 3) for number in range(1, 7)],
        survey(office, on(6), 20),
        Offer(
            person="U0BO", unit="CC-500", service="ERP", from_tier="Standard", to_tier="Extended", quantity=1,
            rule="quota", evidence={}, monthly_difference_minor=1200, shown_at=at, state="shown",
        ),
    )  # fmt: skip
    office.bo.opens_home()
    office.bo.clicks("Our year", on=office.bo.home)
    (said,) = office.bo.sees("bot")
    assert "is promised for fiscal year 2027" in said
    assert "satisfied 100 % (65 % to 100 %, 7 answers)" in said
    assert "Outcome reached: 83 % (44 % to 97 %, 6 answers)" in said
    assert "*Offers:* 1 made, 0 taken." in said
    assert "*Waiting for you: 1*" in said
    assert "1 offer waits* for a yes or a no" in said
    assert tables(said)[0] == ["Service", "Cost, Nov 2026", "Plan", "Used / planned", "Satisfied in the year"]
    erp = next(row for row in tables(said) if row[0] == "Orders and finance")
    assert erp[1] == "not booked"
    assert erp[4] == "100 % (65 % to 100 %, 7 answers)"
    (alt,) = pictures(said)
    assert "When Finance and IT talked about value" in alt
    assert "Surveys answered: 1 in Jun, 6 in Sep, none in 4 months; 6 months not measured" in alt
    assert "Surveys answered: 1 in Jun, 6 in Sep, none in 4 months; 6 months not measured" in said


def test_a_year_says_nothing_of_single_people(office: Office) -> None:
    store(office, survey(office, on(10, 3), 1, score=1, comment="Slow, as always", person="U0ANA"))
    office.bo.command("/it year")
    said = office.bo.last()
    assert "satisfied not shown, 1 answer is too few" in said
    assert "Slow, as always" not in said
    assert "U0ANA" not in str(said.blocks)


def test_one_new_answer_is_not_read_from_the_year_by_asking_twice(office: Office) -> None:
    store(office, *[survey(office, on(10), number) for number in range(1, 6)])
    office.bo.command("/it year")
    before = office.bo.last()
    store(office, survey(office, clock.now(), 6, score=1, outcome_met=False))
    office.later(timedelta(hours=1))
    office.bo.command("/it year")
    for said in (before, office.bo.last()):
        assert "satisfied 100 % (57 % to 100 %, 5 answers)" in said
    assert "What people said: 1 Nov 2025 to 31 Oct 2026" in office.bo.last()


def test_one_answer_is_not_read_by_comparing_two_readings_anywhere(office: Office) -> None:
    store(office, *[survey(office, on(10), number, outcome_met=True) for number in range(1, 6)])
    store(office, survey(office, on(10), 6, score=1, service="FIL", outcome_met=False))
    five = "100 % (57 % to 100 %, 5 answers)"
    office.bo.command("/it year")
    before = office.bo.last()
    assert before.all_text.count(five) == 2  # the unit's and the service's
    store(office, survey(office, clock.now(), 7, score=1))
    office.until(datetime(2026, 12, 2, 17, tzinfo=UTC))
    office.bo.command("/it year")
    assert office.bo.last().all_text.count(five) == 2
    home = office.bo.opens_home()
    assert home is not None
    assert f"satisfied {five}" in home
    office.dee.command("/it agenda")
    assert f"satisfied {five}" in office.dee.last()
    store(office, *[survey(office, clock.now(), 10 + number, service="FIL") for number in range(3)])
    office.until(datetime(2027, 1, 2, 17, tzinfo=UTC))
    office.bo.command("/it year")
    assert "satisfied 80 % (49 % to 94 %, 10 answers)" in office.bo.last()


def test_the_year_is_for_who_decides_and_says_who_that_is(office: Office) -> None:
    office.ana.command("/it year")
    said = office.ana.last()
    assert "*The year of Finance is for @Bo Larsen*" in said
    assert "Tell IT what we need" in said.buttons
    seen = office.ana.opens_home()
    assert seen is not None
    assert "Our year" not in seen.buttons
    office.ana.command("/it agenda")
    assert "Only who leads IT can do that" in office.ana.last()


def test_before_anything_is_known_it_is_not_measured(office: Office) -> None:
    office.bo.command("/it year")
    said = office.bo.last()
    assert "satisfied not measured" in said
    assert "*Offers:* none was made." in said
    assert "12 months not measured" in said


# The calendar


def test_conversations_at_year_end_only_are_told_in_words_and_figures(office: Office) -> None:
    store(office, broken(on(1)))
    store(office, survey(office, on(8), 1), talk(on(5)), talk(on(6)), talk(on(6)))
    store(office, *[talk(on(month), "CC-100") for month in range(1, 12)])
    store(office, talk(on(2), "CC-300"), talk(on(10), "CC-300"))
    office.dee.command("/it year")
    said = office.dee.last()
    assert "Finance hears from IT at year end only." in said
    rows = {row[0]: row[1:] for row in tables(said)}
    assert rows["Unit"] == ["Talks", "Conversations by month"]
    assert rows["Finance"] == [
        "at year end only",
        "1 in May, 2 in Jun, 1 in Aug, none in 8 months; 1 month not measured",
    ]
    assert rows["Stores and Repair"][0] == "all year"
    assert rows["Stores and Repair"][1].endswith("1 in Oct, 1 in Nov; 1 month not measured")
    assert rows["Contact Center"][0] == "with long gaps"
    assert rows["People"][0] == "none"
    assert "IT" not in rows
    (alt,) = pictures(said)
    assert "Finance: 1 in May, 2 in Jun, 1 in Aug, none in 8 months; 1 month not measured" in alt
    office.dee.chooses("The year of one unit", "Finance", on=said)
    assert "The year of Finance with IT" in office.dee.last()


def test_one_conversation_counts_once_a_month_whatever_came_of_it(office: Office) -> None:
    store(
        office,
        broken(on(1)),
        Talk(
            unit="CC-500", requirement="A bank file", said_by="U0BO", opened_at=on(9, 1), answered_at=on(9, 4),
            agreed_at=on(10, 2), done_at=on(10, 20),
        ),
        Recovery(
            source="survey:1", person="U0ANA", unit="CC-500", opened_at=on(8), call_by=on(8), called_at=on(8, 11),
        ),
        Loss(
            unit="CC-500", measure="use", before=30, after=10, since=on(5).date(), until=on(8).date(),
            told_at=on(7), asked_at=on(7, 12),
        ),
        Offer(
            person="U0BO", unit="CC-500", service="ERP", from_tier="Standard", to_tier="Extended", quantity=1,
            rule="quota", evidence={}, monthly_difference_minor=1, state="suppressed", decided_at=on(3),
        ),
    )  # fmt: skip
    office.dee.command("/it year")
    finance = next(row for row in tables(office.dee.last()) if row[0] == "Finance")
    told = "1 in Jul, 1 in Aug, 1 in Sep, 1 in Oct, none in 7 months; 1 month not measured"
    assert finance[1:] == ["with long gaps", told]


def test_a_young_bot_tells_no_rhythm(office: Office) -> None:
    store(office, broken(on(9)))
    office.dee.command("/it year")
    said = office.dee.last()
    assert "Too early to tell" in said
    assert tables(said)[1][1:] == ["too early to tell", "none; 9 months not measured"]


# The agenda


@pytest.fixture
def monthly(office: Office) -> None:
    with office.desk.db.session() as session:
        handlers.keep_schedules(session, office.desk, clock.now())


def agendas(person: Person) -> list[SeenMessage]:
    return [each for each in person.sees("bot") if "What to talk about in" in each]


def test_an_agenda_begins_where_it_presses_most(office: Office) -> None:
    late = Talk(
        unit="CC-500", requirement="A bank file", said_by="U0BO", opened_at=on(10), due_on=on(10, 17).date()
    )
    down = [survey(office, on(10, 2), number, unit="CC-100", score=1) for number in range(20)]
    happy = [survey(office, on(7, 2), 100 + number, unit="CC-100") for number in range(20)]
    store(office, late, *down, *happy)
    store(
        office,
        Recovery(source="survey:9", person="U0X", unit="CC-300", opened_at=on(11), call_by=on(11)),
        Loss(
            unit="CC-400", measure="use", before=30, after=10, since=on(5).date(), until=on(8).date(),
            told_at=on(10), finding="other_tool", note="A sheet of the carrier", closed_at=on(10, 12), service="WMS",
        ),
    )  # fmt: skip
    office.dee.command("/it agenda")
    said = office.dee.last()
    assert "*1 answer or step is late*" in said
    words = said.all_text
    order = [
        words.index(f"*{name}*")
        for name in ("Finance", "Contact Center", "Stores and Repair", "Supply Chain")
    ]
    assert order == sorted(order)
    assert "*Finance* with @Bo Larsen: give the answer that is late." in said
    assert "1 need is open, 1 without an answer in time" in said
    assert "ask what changed: fewer are satisfied" in said
    assert "0 % (0 % to 16 %, 20 answers), down from the period before" in said
    assert "Uses another tool instead of" in said
    assert "A sheet of the carrier" in said
    assert "IT*" not in said


def test_an_answer_that_is_late_does_not_hide_that_fewer_are_satisfied(office: Office) -> None:
    late = Talk(
        unit="CC-500", requirement="A bank file", said_by="U0BO", opened_at=on(10), due_on=on(10, 17).date()
    )
    down = [survey(office, on(10, 2), number, score=1) for number in range(20)]
    store(office, late, *down, *[survey(office, on(7, 2), 100 + number) for number in range(20)])
    office.dee.command("/it agenda")
    said = office.dee.last().all_text
    assert "*Finance* with @Bo Larsen: give the answer that is late." in said
    assert "0 % (0 % to 16 %, 20 answers), down from the period before" in said
    assert "Satisfaction: final answers of 1 Aug 2026 to 31 Oct 2026" in said


@pytest.mark.usefixtures("monthly")
def test_it_comes_by_itself_on_the_first_working_day_once(office: Office) -> None:
    office.until(datetime(2026, 12, 1, 15, 59, tzinfo=UTC))
    assert agendas(office.dee) == []
    office.later(timedelta(minutes=2))
    assert len(agendas(office.dee)) == 1
    assert "Fewer of these" in agendas(office.dee)[0].buttons
    for _ in range(9):
        office.later(DAY)
    assert len(agendas(office.dee)) == 1
    office.until(datetime(2027, 1, 3, 23, tzinfo=UTC))
    assert len(agendas(office.dee)) == 1  # the first is a holiday, then comes a weekend
    office.until(datetime(2027, 1, 4, 16, 1, tzinfo=UTC))
    assert len(agendas(office.dee)) == 2


@pytest.mark.usefixtures("monthly")
def test_it_comes_on_the_weekday_and_at_the_hour_that_its_reader_chose(office: Office) -> None:
    office.dee.command("/it digest")
    office.dee.fills({"Agenda on the month's first": "Friday", "Agenda at": "20:00"})
    assert office.dee.submits() == {}
    assert "The next one comes 5 Dec 2026, 03:00 UTC." in office.dee.view  # type: ignore[operator]
    office.until(datetime(2026, 12, 5, 2, 59, tzinfo=UTC))
    assert agendas(office.dee) == []
    office.later(timedelta(minutes=2))
    assert len(agendas(office.dee)) == 1
    for _ in range(20):
        office.later(DAY)
    assert len(agendas(office.dee)) == 1


@pytest.mark.usefixtures("monthly")
def test_it_comes_at_another_hour_of_the_first_working_day(office: Office) -> None:
    office.dee.command("/it digest")
    office.dee.fills({"Agenda at": "7:00"})
    assert office.dee.submits() == {}
    office.until(datetime(2026, 12, 1, 14, 1, tzinfo=UTC))
    assert len(agendas(office.dee)) == 1
    office.until(datetime(2027, 1, 4, 14, 1, tzinfo=UTC))  # after a holiday and a weekend
    assert len(agendas(office.dee)) == 2


def test_the_first_working_day_is_that_of_the_company(sample_catalog: Catalog) -> None:
    company = sample_catalog.company
    sunday = replace(
        company, working_hours=Hours.parse("Su 08-16, Mo-Th 08-16", company.zone, company.holidays)
    )
    assert agenda.first_working_day(company, date(2026, 11, 20)) == date(2026, 11, 2)
    assert agenda.first_working_day(sunday, date(2026, 11, 20)) == date(2026, 11, 1)
    thursday = datetime(2026, 11, 5, 18, tzinfo=UTC)
    assert talking_points.answer_by(company, thursday) == date(2026, 11, 12)
    assert talking_points.answer_by(sunday, thursday) == date(2026, 11, 12)
    assert talking_points.answer_by(sunday, thursday - 4 * DAY) == date(2026, 11, 8)


@pytest.mark.usefixtures("monthly")
def test_a_reader_who_muted_it_reads_it_when_they_ask(office: Office) -> None:
    store(office, Habit(reader="U0DEE", kind="agenda", muted=True, at=clock.now()))
    office.until(datetime(2026, 12, 2, 16, 1, tzinfo=UTC))
    assert agendas(office.dee) == []
    office.dee.opens_home()
    office.dee.clicks("Agenda", on=office.dee.home)
    (said,) = agendas(office.dee)
    assert "Fewer of these" not in said.buttons
