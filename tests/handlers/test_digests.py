"""Cy reads what users say on Monday, Bo what Finance got on the month's first; both say when and how long."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import SQLModel

from bot import clock
from bot.catalog.survey_forms import INSTEAD, MOODS
from bot.customer import asked, people, reading
from bot.customer.opinions import Opinions
from bot.customer.rating import Rating
from bot.customer.surveys import Survey
from bot.delivery.facts import pack, unpack
from bot.money import Money
from bot.process import working
from bot.sandbox.seen import SeenMessage
from bot.value import digest
from bot.value.comment_themes import CommentTheme
from bot.value.digest import Call, Digest, Questions, ServiceDigest, Step
from bot.value.opinion import Opinion
from bot.value.unit_digest import Overdue, ServiceMonth, UnitDigest, Waiting
from bot.value.voices import Voice
from handlers import digests
from tests.office import Office
from tests.value.finance import incident

MONDAY = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # 9:00 in Denver
FIRST_MONDAY = datetime(2026, 12, 7, 16, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 12, 4, 22, 0, tzinfo=UTC)  # 15:00 in Denver
LAST_WEEK = MONDAY - timedelta(days=3)
AUGUST = datetime(2026, 8, 10, 18, tzinfo=UTC)


def answers(count: int, score: int, at: datetime = LAST_WEEK, **given: Any) -> list[Survey]:
    whole = {"working": True, "unit": "CC-500", "service": "ERP", "sent_at": at, "answered_at": at, **given}
    return [
        Survey(about=f"{at}{score}{n}", person=f"U{score}{n}", score=score, **whole) for n in range(count)
    ]


def keep(office: Office, *rows: SQLModel) -> None:
    with office.desk.session() as session:
        digests.keep_schedules(session, office.desk, clock.now())
        session.add_all(rows)


def words(message: SeenMessage) -> str:
    return message.all_text.replace("*", "")


def digests_of(office: Office, person: str) -> list[SeenMessage]:
    return [seen for seen in getattr(office, person).sees("bot") if "When and how long…" in seen.buttons]


def set_habit(office: Office, person: str, **fields: str) -> None:
    getattr(office, person).command("/it digest")
    getattr(office, person).fills(fields)
    assert getattr(office, person).submits() == {}


def test_what_does_not_work_is_one_button_away(office: Office) -> None:
    done = incident(LAST_WEEK, state="done", done_at=LAST_WEEK, team="C0ERPTEAM")
    keep(office, done, *answers(4, 5))
    with office.desk.session() as session:
        working.object_to(session, done.number, by="U0ANA", now=LAST_WEEK)
    office.until(MONDAY)
    said = words(digests_of(office, "cy")[0])
    assert "4 answers this week, for 1 it does not work" in said
    assert "Too few answers yet: 4 of the 5 that are needed" in said
    assert "see why Orders and finance does not work" in said
    office.cy.clicks("Open the queue")
    assert office.cy.view is not None


def test_a_fall_is_raised_with_the_team_once_in_figures_only(office: Office) -> None:
    keep(
        office,
        *answers(200, 5, MONDAY - timedelta(weeks=5)),
        *answers(160, 5),
        *answers(40, 2, comment="Bo was no help"),
    )
    office.until(MONDAY)
    office.cy.clicks("Raise it with the team")
    office.cy.clicks("Raise it with the team")
    (raised,) = [seen for seen in office.cy.sees("#erp-team") if "fell" in seen.all_text]
    said = words(raised)
    assert "Satisfaction with Orders and finance fell. @Cy Okafor asks" in said
    assert "Satisfied: 80 % (74 % to 85 %, 200 answers" in said
    assert ", down against the four weeks before" in said
    assert "no help" not in said
    assert len([seen for seen in office.cy.sees("bot") if "has it, with the figures" in seen.all_text]) == 1


def test_only_its_owner_tells_a_team(office: Office) -> None:
    keep(office, *answers(9, 5))
    office.until(MONDAY)
    with office.desk.session() as session:
        people.meet(session, "U0CY").email = "someone@calder.example"
    office.cy.clicks("Tell the team")
    assert not any("does well" in seen.all_text for seen in office.cy.sees("#erp-team"))
    assert "Only who answers for a service" in office.cy.last("bot").all_text


def test_what_nobody_answered_is_in_the_digest_and_one_button_away(office: Office) -> None:
    keep(office)
    with office.desk.session() as session:
        for person in ("U0ANA", "U0BO"):
            question = asked.Question(
                person=person, text="export a posting as a spreadsheet", how="none", at=LAST_WEEK
            )
            question.service, question.confidence = "ERP", 0.9
            session.add(question)
    office.until(MONDAY)
    (digest,) = office.cy.sees("bot")
    assert "1 question has no answer yet: “export a posting as a spreadsheet”" in words(digest)
    office.cy.clicks("Show the questions")
    assert "What I could not answer" in office.cy.last("bot").all_text


def test_a_week_without_anything_to_say_brings_no_message(office: Office) -> None:
    keep(office, *answers(9, 5, MONDAY - timedelta(days=8)))
    office.until(MONDAY)
    assert office.cy.sees("bot") == []


def test_who_wants_no_digests_gets_none(office: Office) -> None:
    keep(office, *answers(9, 5))
    with office.desk.session() as session:
        people.meet(session, "U0CY").refuses_digests = True
    office.until(MONDAY)
    assert office.cy.sees("bot") == []


def test_it_is_moved_and_stays_moved(office: Office) -> None:
    keep(office, *answers(9, 5), *answers(5, 4, FRIDAY - timedelta(hours=3)))
    set_habit(office, "cy", On="Friday", At="15:00")
    assert office.cy.view is not None
    assert "Saved" in office.cy.view
    assert office.cy.view.values["On"] == "Friday"
    keep(office)  # a start, or another catalog
    office.until(MONDAY + timedelta(hours=1))
    assert digests_of(office, "cy") == [], "Friday before was two days ago"
    office.until(FRIDAY)
    assert len(digests_of(office, "cy")) == 1
    set_habit(office, "cy", On="Monday", At="9:00")
    office.until(FIRST_MONDAY)
    assert len(digests_of(office, "cy")) == 2


def test_a_moved_digest_comes_at_night_too_and_another_waits_for_the_morning(office: Office) -> None:
    keep(office, *answers(9, 5))
    set_habit(office, "cy", On="Monday", At="6:00")
    office.until(MONDAY - timedelta(hours=3))
    assert len(digests_of(office, "cy")) == 1


def test_condensed_it_is_one_line_with_the_number_and_the_step(office: Office) -> None:
    keep(office, *answers(9, 5))
    set_habit(office, "cy", **{"How long": "One line: the number and the next step"})
    office.until(MONDAY)
    (digest,) = digests_of(office, "cy")
    line = "Your week: 9 answers. Next: tell your team that Orders and finance does well. Nothing else to do."
    assert words(digest).splitlines()[0] == line
    assert [block["type"] for block in digest.blocks] == ["section", "actions"]
    assert "Tell the team" in digest.buttons


def test_muted_it_stays_away_until_it_is_wanted_again(office: Office) -> None:
    keep(office, *answers(9, 5), *answers(9, 4, FIRST_MONDAY - timedelta(days=2)))
    set_habit(office, "cy", **{"How long": "None"})
    assert "None comes." in office.cy.view  # type: ignore[operator]
    office.until(MONDAY)
    assert digests_of(office, "cy") == []
    set_habit(office, "cy", **{"How long": "All of it"})
    office.until(FIRST_MONDAY)
    assert len(digests_of(office, "cy")) == 1


def test_from_the_digest_and_from_home_the_form_is_one_button_away(office: Office) -> None:
    keep(office, *answers(9, 5))
    office.until(MONDAY)
    office.cy.clicks("When and how long…")
    assert "Each week, about your services" in office.cy.view  # type: ignore[operator]
    office.cy.closes()
    office.cy.opens_home()
    office.cy.clicks("My digests…")
    assert "Each week, about your services" in office.cy.view  # type: ignore[operator]


def test_shown_now_it_is_as_things_stand_or_says_that_there_is_nothing(office: Office) -> None:
    office.cy.command("/it digest")
    office.cy.clicks("Show it now")
    assert "It is on its way" in office.cy.view  # type: ignore[operator]
    assert "Nothing to say about your services" in office.cy.last("bot").all_text
    keep(office, *answers(9, 5, clock.now() - timedelta(days=3)))
    office.cy.clicks("Show it now")
    assert "Your week: 9 answers" in words(office.cy.last("bot"))


def test_who_gets_no_digest_is_told_who_does(office: Office) -> None:
    office.ana.command("/it digest")
    assert office.ana.view is None
    assert "Digests go to who answers for a service" in office.ana.last("bot").all_text


def test_other_words_after_it_are_a_question(office: Office) -> None:
    office.cy.command("/it digest of the books")
    assert office.cy.view is None


def test_a_head_reads_the_month_without_anybodys_answer(office: Office) -> None:
    november = FIRST_MONDAY - timedelta(days=14)
    done = incident(november, state="closed", done_at=november)
    keep(
        office,
        done,
        *answers(4, 5, november, comment="Cy is great", may_quote=True),
        *answers(1, 2, november),
        *answers(5, 5, AUGUST, lost_minutes=36, effort=6, worth_it=False),
        *answers(4, 1, november, service="COL"),
    )
    office.until(FIRST_MONDAY)
    (digest,) = digests_of(office, "bo")
    said = words(digest)
    assert "Finance in Nov 2026: 0 done, 1 broken" in said
    assert "Satisfied: 80 % (38 % to 96 %, 5 answers, Nov 2026)" in said
    assert "What your people said of all services, 1 Jul to 30 Sep 2026:" in said
    assert "working time lost, as 5 people say: 3 h, at $45.00 an hour $135.00" in said
    assert "worth its price: 0 % (0 % to 43 %, 5 answers)" in said
    assert "Too few answers yet: 4 of the 5 that are needed" in said
    assert "Cy is great" not in said
    assert "Value report" in digest.buttons


def test_an_owner_reads_what_the_last_quarter_said_beside_satisfaction(office: Office) -> None:
    leaves = {"mood": "negative", "instead": "other_tool", "worth_it": False, "worth_at_minor": 10050}
    keep(office, *answers(1, 5), *answers(5, 5, AUGUST, effort=6), *answers(5, 3, AUGUST, **leaves))
    office.until(MONDAY)
    said = words(digests_of(office, "cy")[-1])
    assert "easy to get what they needed: 100 % (57 % to 100 %, 5 answers)" in said
    assert "positive: 0 % (0 % to 43 %, 5 answers), negative: 100 %" in said
    assert "would rather use another tool: 100 %, an outside provider: 0 %" in said
    assert "worth its price: 0 % (0 % to 43 %, 5 answers), to others at $100.50 (middle of 5)" in said


def test_four_answers_of_a_quarter_say_nothing(office: Office) -> None:
    keep(office, *answers(1, 5), *answers(4, 5, AUGUST, effort=6, mood="negative"))
    office.until(MONDAY)
    assert "easy to get" not in words(digests_of(office, "cy")[-1])


def test_a_head_moves_it_to_another_first_day(office: Office) -> None:
    keep(office, incident(FIRST_MONDAY - timedelta(days=10), state="closed"))
    set_habit(office, "bo", **{"On the month's first": "Friday", "At": "15:00"})
    office.until(FRIDAY)
    assert len(digests_of(office, "bo")) == 1
    office.until(FIRST_MONDAY)
    assert len(digests_of(office, "bo")) == 1


def test_who_keeps_the_conversation_with_units_says_whether_the_agenda_comes(office: Office) -> None:
    office.dee.command("/it digest")
    assert office.dee.view is not None
    assert "The next one comes 1 Dec 2026, 16:00 UTC." in office.dee.view
    assert office.dee.view.labels.count("How long") == 3
    assert office.dee.submits() == {}
    with office.desk.read() as session:
        agenda = session.get_one(reading.Habit, ("U0DEE", "agenda"))
        assert (agenda.muted, agenda.moved) == (False, False)


def test_fewer_of_these_under_a_digest_ends_all_of_them(office: Office) -> None:
    keep(office, *answers(9, 5), *answers(9, 4, FIRST_MONDAY - timedelta(days=2)))
    office.until(MONDAY)
    office.cy.clicks("Fewer of these")
    assert office.cy.submits() == {}
    office.until(FIRST_MONDAY)
    assert len(digests_of(office, "cy")) == 1
    office.cy.command("/it digest")
    assert "You switched all digests off" in office.cy.view  # type: ignore[operator]


def test_the_longest_digest_fits_into_one_message(office: Office) -> None:
    """With eight services, two themes each, and words as long as they can be, also for plain clients."""
    long = "&" * 4000
    share = Opinion(Rating(4000, 0.5, 0.4, 0.6), 4, *(date(2026, 11, 1),) * 2, "unclear")
    theme = CommentTheme(100, True, long, (), long)
    figure = Rating(4000, 0.5, 0.4, 0.6)
    half, instead = dict.fromkeys(MOODS, figure), dict.fromkeys(INSTEAD, figure)
    price = Money(99999900, "USD")
    everything = Opinions(
        9, 9, figure, figure, figure, half, instead, figure, figure, figure, figure, 9**9, price
    )
    voice = Voice(date(2026, 7, 1), date(2026, 9, 30), everything, True, price, price)
    part = ServiceDigest("ERP", "Orders and finance" * 3, 900, 90, share, (theme, theme), long, voice)
    call = Call(1, "Orders and finance", "Finance", "U0ANA", "U0CY", MONDAY, None, late=True)
    asked_ = Questions(100, 100, 100, (long, long))
    parts = (*(part,) * digest.MOST_VOICES, *(replace(part, voice=None),) * 4)
    whole = Digest(
        MONDAY, MONDAY, 900, parts, 42, 900, (call,) * 5, 9, asked_, Step("theme", "ERP", "X", "C0X")
    )
    month = ServiceMonth("ERP", "Orders and finance" * 3, 34, "user", "users", 9, 9, share)
    overdue = (Overdue(long, long, "U0CY", date(2026, 11, 1)),) * 3
    waits = Waiting(9, 9, 9, Money(900, "USD"))
    first = date(2026, 11, 1)
    unit = UnitDigest(
        "CC-500",
        long[:80],
        first,
        9,
        9,
        (month,) * 8,
        9,
        9,
        9,
        voice,
        waits,
        overdue,
        9,
        "overdue",
        None,
        None,
    )
    for facts in ({"digest": whole, "reader": "U0CY"}, {"units": [unit] * 3, "others": ["IT"] * 9}):
        kind = "owner" if "digest" in facts else "unit"
        for template in (f"digests/{kind}", f"digests/{kind}_line"):
            for classic in (False, True):
                said = office.desk.renderer.message(template, unpack(pack(facts)), classic=classic)
                assert len(said["blocks"]) <= 50


def test_habits_of_two_kinds_do_not_mix(office: Office) -> None:
    with office.desk.session() as session:
        reading.keep(session, reading.Habit(reader="U0CY", kind="unit", muted=True, at=clock.now()))
    keep(office, *answers(9, 5))
    office.until(MONDAY)
    assert len(digests_of(office, "cy")) == 1
