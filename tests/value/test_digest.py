"""An owner's week: what people said, who waits for a call, what nobody answered, and the one next step."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import SQLModel, select

from bot.catalog import Catalog
from bot.customer.asked import Question, Theme
from bot.customer.people import Person, Place
from bot.customer.rating import Rating
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.customer.themes import BY_WORDS
from bot.db import Database
from bot.delivery.schedules import Schedule
from bot.process import steps
from bot.value import digest
from bot.value.digest import Digest, Step
from bot.value.opinion import Missing
from tests.conftest import T0
from tests.value.calder import catalog, service, with_service
from tests.value.finance import incident

CY = "cy@calder.example"
ERP = "Orders and finance"
KEYS = [f"S{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(50)]


def answer(number: int, score: int | None, days_ago: float = 1, service: str = "ERP", **given: Any) -> Survey:
    at = T0 - timedelta(days=days_ago)
    whole = {
        "working": True,
        "person": f"U{number}",
        "unit": "CC-500",
        "sent_at": at,
        "answered_at": at,
        **given,
    }
    return Survey(about=f"order:{number}", order_id=number, score=score, service=service, **whole)


def recovery(number: int, call_by: timedelta, **given: Any) -> Recovery:
    whole = {"person": "U0ANA", "unit": "CC-500", "service": "ERP", "opened_at": T0, **given}
    return Recovery(source=f"survey:{number}", call_by=T0 + call_by, **whole)


def week(db: Database, *rows: SQLModel, house: Catalog | None = None, now: datetime = T0) -> Digest | None:
    with db.session() as session:
        session.add_all(rows)
    with db.read() as session:
        return digest.of_week(session, house or catalog(), CY, BY_WORDS, now)


def told(db: Database, *rows: SQLModel, house: Catalog | None = None) -> Digest:
    found = week(db, *rows, house=house)
    assert found is not None
    return found


def test_a_week_without_answers_brings_nothing(db: Database) -> None:
    assert week(db, answer(1, 5, days_ago=8), answer(2, 5, service="FIL")) is None


def test_the_week_counts_and_four_weeks_make_the_share(db: Database) -> None:
    found = told(
        db, *(answer(n, 5, days_ago=1 + 3 * n) for n in range(9)), answer(20, 2, 27), answer(21, 1, 29)
    )
    (erp,) = found.services
    assert (erp.name, erp.answered, erp.not_working) == (ERP, 3, 0)
    assert (erp.opinion.satisfied.n, erp.opinion.since) == (11, date(2026, 10, 19))
    assert (found.since, found.until, found.answered) == (T0 - timedelta(days=7), T0, 3)
    assert found.step.kind == "well"


def test_too_few_answers_are_counted_but_neither_shown_nor_blamed_nor_praised(db: Database) -> None:
    for score in (1, 5):
        found = told(db, *(answer(10 * score + n, score) for n in range(2)))
        assert found.services[0].opinion.satisfied == Rating(0)
        assert found.step == Step("wait")
    assert found.services[0].opinion.missing == Missing(1, None)


def test_one_poor_score_among_many_good_ones_is_no_alarm(db: Database) -> None:
    assert told(db, *(answer(n, 5) for n in range(9)), answer(9, 2)).step.kind == "well"


def test_who_waits_for_a_call_comes_first_and_has_a_name_only_if_they_agreed(db: Database) -> None:
    found = told(
        db,
        recovery(1, timedelta(hours=4), owner="U0CY", agreed=True),
        recovery(2, timedelta(hours=-3), owner="U0CY"),
        recovery(3, timedelta(hours=9), owner="U0CY", agreed=True, called_at=T0),
        recovery(4, timedelta(hours=1), closed_at=T0),
        recovery(5, timedelta(hours=1), service="FIL"),
        recovery(6, timedelta(hours=-1), owner="U0KIM", agreed=True),
        *(answer(n, 1) for n in range(9)),
    )
    assert found.step == Step("call", "ERP", ERP)
    assert [(each.person, each.caller, each.late) for each in found.calls] == [
        ("U0ANA", "U0KIM", True),
        ("U0ANA", "U0CY", False),
        (None, "U0CY", False),
        ("U0ANA", "U0CY", False),
    ]
    assert {each.unit_name for each in found.calls} == {"Finance"}


def test_nobody_reads_of_a_call_about_their_own_work(db: Database) -> None:
    own, others = (incident(T0, id=number, assignee=who) for number, who in ((1, "U0CY"), (2, "U0KIM")))
    answers = [answer(number, None, days_ago=40, id=number) for number in (1, 2)]
    cy = Person(id="U0CY", email=CY, name="Cy")
    calls = [
        recovery(number, timedelta(hours=4), owner="U0DEE", agreed=True, person=person)
        for number, person in ((1, "U0ANA"), (2, "U0EVE"))
    ]
    found = told(db, cy, own, others, *answers, *calls)
    assert [each.person for each in found.calls] == ["U0EVE"]


def test_who_did_not_say_yet_whether_to_be_called_is_no_step(db: Database) -> None:
    assert told(db, recovery(1, timedelta(hours=4), owner="U0CY")).step == Step("wait")


def test_a_call_that_was_made_is_no_step_any_more(db: Database) -> None:
    found = told(
        db, recovery(1, timedelta(hours=4), agreed=True, called_at=T0), *(answer(n, 5) for n in range(5))
    )
    assert found.step.kind == "well"


def test_calls_beyond_five_are_counted(db: Database) -> None:
    found = told(db, *(recovery(n, timedelta(hours=n)) for n in range(7)))
    assert (len(found.calls), found.more_calls) == (5, 2)


def test_then_what_does_not_work(db: Database) -> None:
    with db.session() as session:
        for days in (1, 2, 8):
            order = incident(T0 - timedelta(days=9), service="DOC", tier=None, state="done")
            session.add(order)
            session.flush()
            steps.reopen(session, order.number, by="U0ANA", now=T0 - timedelta(days=days))
    found = told(db, answer(1, 5), answer(2, 1, service="DOC"))
    assert (found.step.kind, found.step.name) == ("reopened", "Document signing")
    assert [part.not_working for part in found.services] == [2, 0]


def test_then_what_clearly_got_worse(db: Database) -> None:
    before = [answer(n, 5 if n < 184 else 2, days_ago=32) for n in range(200)]
    recent = [answer(1000 + n, 5 if n < 160 else 2) for n in range(200)]
    found = told(db, *before, *recent, Place(name="#erp-team", id="C0ERPTEAM"))
    assert found.services[0].opinion.trend == "down"
    assert found.step == Step("fell", "ERP", ERP, "C0ERPTEAM")


def test_a_fall_that_was_told_last_week_is_no_step_again(db: Database) -> None:
    before = [answer(n, 5, days_ago=39) for n in range(50)]
    found = told(db, *before, *(answer(100 + n, 2, days_ago=8) for n in range(50)), answer(900, 5))
    assert (found.services[0].opinion.trend, found.step.kind) == ("down", "wait")


def test_what_could_be_chance_is_said_and_is_no_step(db: Database) -> None:
    before = [answer(n, 5 if n < 46 else 2, days_ago=32) for n in range(50)]
    found = told(db, *before, *(answer(100 + n, 5 if n < 40 else 2) for n in range(50)))
    assert found.services[0].opinion.trend == "unclear"
    assert found.step.kind == "well"


def slow(count: int, **given: Any) -> list[Survey]:
    return [answer(n, 2, comment=f"the export is slow, {'very ' * n}slow", **given) for n in range(count)]


def test_then_what_five_people_wrote_about_in_the_last_quarter(db: Database) -> None:
    found = told(db, *slow(2), *(answer(n, 2, 60, comment="slow export again") for n in range(5, 9)))
    (theme,) = found.services[0].themes
    assert (theme.people, theme.words, theme.quote) == (6, ("export", "slow"), None)
    assert (found.step.kind, found.step.name) == ("theme", ERP)


def test_a_comment_is_read_by_nobody_unless_its_author_agreed(db: Database) -> None:
    found = told(
        db,
        answer(1, 2, comment="Had to ask three times"),
        answer(2, 2, comment="Bo at +49 171 1234567 knows", may_quote=True),
        answer(3, 5, days_ago=9, comment="Great", may_quote=True),
    )
    assert found.services[0].quote == "Bo at … knows"
    assert "three times" not in str(found)


def test_then_what_too_many_are_not_satisfied_with(db: Database) -> None:
    found = told(db, *(answer(n, 5 if n < 5 else 1) for n in range(10)))
    assert (found.step.kind, found.step.name) == ("low", ERP)


def asked(person: str, at: datetime = T0, theme: int = 1) -> Question:
    return Question(
        person=person, text="export as a spreadsheet?", how="none", at=at, theme=theme, service="ERP"
    )


def test_then_what_nobody_answered_yet(db: Database) -> None:
    theme = Theme(title="export as a spreadsheet?", service="ERP", at=T0)
    with db.session() as session:
        session.add(theme)
    found = told(db, asked("U1"), asked("U2"), *(answer(n, 5) for n in range(5)))
    assert found.step == Step("questions")
    assert (found.questions.unanswered, found.questions.titles) == (1, ("export as a spreadsheet?",))


def test_questions_of_last_week_alone_bring_no_message(db: Database) -> None:
    with db.session() as session:
        session.add(Theme(title="export as a spreadsheet?", service="ERP", at=T0))
    assert week(db, *(asked(person, T0 - timedelta(days=8)) for person in ("U1", "U2"))) is None


def fifty() -> Catalog:
    house = catalog()
    for key in KEYS:
        house = with_service(house, service(key, f"Service {key}", "cy"))
    return house


def test_an_owner_of_fifty_services_reads_eight_and_the_rest_in_numbers(db: Database) -> None:
    rows = [answer(100 * n + at, 5, service=key) for n, key in enumerate(KEYS) for at in range(1 + n % 7)]
    found = told(db, *rows, house=fifty())
    assert (len(found.services), found.more) == (8, 42)
    assert found.answered == len(rows) == sum(each.answered for each in found.services) + found.more_answers
    assert all(each.opinion.satisfied.value is not None for each in found.services)


def test_every_owner_has_one_schedule_that_follows_their_zone_and_wish(db: Database, T0: datetime) -> None:
    for zone, cron in (("America/Denver", "0 9 * * mon"), ("Europe/Berlin", "0 14 * * fri")):
        with db.session() as session:
            digest.arrange(session, CY, zone, T0, cron)
            digest.arrange(session, "kim@calder.example", "America/Denver", T0)
    with db.read() as session:
        rows = session.exec(select(Schedule).order_by(Schedule.zone)).all()
    assert [(row.zone, row.cron) for row in rows] == [
        ("America/Denver", "0 9 * * mon"),
        ("Europe/Berlin", "0 14 * * fri"),
    ]
    assert rows[1].next_at.isoformat() == "2026-11-27T13:00:00+00:00"


def test_an_address_is_an_address_however_it_is_written() -> None:
    house = with_service(catalog(), replace(catalog().service("ERP"), owner="Cy@Calder.example"))
    assert [each.key for each in digest.owned(house, CY)] == ["DOC", "ERP"]
