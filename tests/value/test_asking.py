"""Which survey follows which contact: by lot that never changes, within the rest, and never more taps than four."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.catalog.survey_forms import MOST_TAPS, SurveyForm
from bot.customer import answering, people
from bot.customer.contacts import Contact
from bot.customer.surveys import Survey
from bot.db import Database
from bot.money import Money
from bot.value import asking, ending, matters, survey_pages, turns
from bot.value.turns import Term
from tests.conftest import T0
from tests.value.finance import incident, move_in

MANY = 4000


def changed(catalog: Catalog, key: str, **values: Any) -> Catalog:
    return replace(catalog, surveys={**catalog.surveys, key: replace(catalog.surveys[key], **values)})


@pytest.mark.parametrize("percent", [1, 20, 50, 95])
def test_of_many_contacts_as_many_are_drawn_as_the_form_says(sample_catalog: Catalog, percent: int) -> None:
    share = Decimal(percent) / 100
    form = changed(sample_catalog, "question", sample=share).surveys["question"]
    drawn = sum(asking.is_sampled(form, f"question:{number}", "U0ANA") for number in range(MANY))

    deviation = (float(share) * (1 - float(share)) / MANY) ** 0.5
    assert abs(drawn / MANY - float(share)) < 4 * deviation


@given(st.text(), st.text(), st.decimals(min_value="0.01", max_value=1, places=4))
def test_who_is_drawn_once_is_drawn_always_and_of_a_larger_share_too(
    sample_catalog: Catalog, about: str, person: str, share: Decimal
) -> None:
    form = replace(sample_catalog.surveys["question"], sample=share)
    if asking.is_sampled(form, about, person):
        assert asking.is_sampled(form, about, person)
        assert asking.is_sampled(replace(form, sample=min(Decimal(1), share * 2)), about, person)
    assert asking.is_sampled(replace(form, sample=Decimal(1)), about, person)
    assert asking.is_sampled(replace(form, sample=None), about, person)


def longest(form: SurveyForm, survey: Survey, taps: int = 0) -> int:
    """Return how many taps the longest way through a form takes, whatever is answered."""
    step = answering.next_step(survey, form)
    if step.question is None:
        return taps
    ways = []
    about = {"price": Money(4600, "USD")}
    for choice in survey_pages._step(survey, form, step, about, False)["choices"]:
        copy = Survey(**survey.model_dump())
        if step.reasons:
            answering.give_reason(copy, step.question, choice["value"], T0)
        else:
            answering.answer(copy, step.question, choice["value"], T0)
        ways.append(longest(form, copy, taps + 1))
    return max(ways)


def test_no_way_through_a_form_takes_more_than_four_taps(sample_catalog: Catalog) -> None:
    for form in sample_catalog.surveys.values():
        survey = Survey(about="order:1", person="U0ANA", unit="CC-500")
        assert longest(form, survey) == form.most_taps <= MOST_TAPS, form.key


LATE_IN_QUARTER = datetime.fromisoformat("2026-12-16T16:00+00:00")
LATE_IN_YEAR = datetime.fromisoformat("2026-11-30T16:00+00:00")


def ends(session: Session, catalog: Catalog, at: datetime, kind: str, person: str = "U0ANA") -> Survey | None:
    """Let a contact end well at some moment, and its survey be sent if it may."""
    order = incident(at, person, kind=kind, done_at=at, unit_price=Decimal(165) if kind == "order" else None)
    session.add(order)
    session.flush()
    survey = asking.follow(session, catalog, asking.of_order(order), at)
    if survey:
        asking.send(session, catalog, survey, max(at, survey.due_at or at))
    order.state, order.working_again = "closed", True
    session.flush()
    ending.note_order(session, order.number, at)
    return survey


class UndoneError(Exception):
    """Ends a session so that nothing of it stays."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(
    contacts=st.lists(
        st.tuples(
            st.integers(0, 200),
            st.sampled_from(["order", "incident", "question"]),
            st.sampled_from(["U0ANA", "U0BO"]),
        ),
        max_size=25,
    )
)
def test_nobody_gets_two_within_the_days_of_rest(
    db: Database, sample_catalog: Catalog, contacts: list[tuple[int, str, str]]
) -> None:
    catalog = changed(sample_catalog, "question", sample=None)
    with suppress(UndoneError), db.session() as session:
        for person in ("U0ANA", "U0BO"):
            people.meet(session, person).unit = "CC-500"
        for days, kind, person in sorted(contacts):
            ends(session, catalog, T0 + timedelta(days=days), kind, person)
        for person in ("U0ANA", "U0BO"):
            mine = select(Survey.sent_at).where(Survey.person == person, col(Survey.sent_at).is_not(None))
            on = sorted(catalog.company.day(at) for at in session.exec(mine) if at)
            rests = [(later - one).days for one, later in pairwise(on)]
            assert all(rest >= catalog.company.policy.survey_days for rest in rests)
        raise UndoneError


def test_each_contact_is_noted_with_what_came_of_it(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        move_in(session, sample_catalog)
        ends(session, sample_catalog, T0, "order")
        ends(session, sample_catalog, T0, "incident")
        ends(session, sample_catalog, T0, "complaint")
        noted = session.exec(select(Contact).order_by(Contact.about)).all()
    assert [(each.about, each.intent, each.engagement, each.why) for each in noted] == [
        ("order:1", "order", "value_check", None),
        ("order:2", "incident", "none", "surveyed"),
        ("order:3", "complaint", "none", "not_sampled"),
    ]


def test_no_file_of_surveys_asks_nobody(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        assert ends(session, replace(sample_catalog, surveys={}), T0, "order") is None
        assert turns.forms(replace(sample_catalog, surveys={})) == []
        assert session.exec(select(Survey)).all() == []


def test_nothing_is_asked_about_the_worth_of_what_costs_nothing(
    db: Database, sample_catalog: Catalog
) -> None:
    with db.session() as session:
        survey = ends(session, sample_catalog, T0, "hours")
        assert survey is not None
        about = matters.facts_of(session, sample_catalog, survey, T0)
        assert matters.left_out(about) == {"worth", "worth_at"}


def test_a_form_for_some_services_or_units_follows_only_theirs(db: Database, sample_catalog: Catalog) -> None:
    crm = changed(sample_catalog, "order", services=("CRM",))
    stores = changed(sample_catalog, "order", units=("CC-100",))
    with db.session() as session:
        assert ends(session, crm, T0, "order") is None
        assert ends(session, stores, T0, "order") is None
        assert ends(session, changed(sample_catalog, "order", services=("ERP",)), T0, "order") is not None


def test_what_was_opened_again_meanwhile_is_not_asked_about(db: Database, sample_catalog: Catalog) -> None:
    later = changed(sample_catalog, "order", delay_minutes=30)
    with db.session() as session:
        order = incident(T0, kind="order", state="done", done_at=T0, unit_price=Decimal(165))
        session.add(order)
        session.flush()
        survey = asking.follow(session, later, asking.of_order(order), T0)
        assert survey is not None
        assert survey.due_at == T0 + timedelta(minutes=30)
        order.state = "open"
        assert not asking.send(session, later, survey, T0 + timedelta(minutes=30))
        assert survey.suppressed == "reopened"


@pytest.mark.parametrize(
    ("after", "day", "term"),
    [
        ("month", date(2026, 11, 23), Term("2026-11", date(2026, 11, 1), date(2026, 12, 1))),
        ("month", date(2026, 12, 31), Term("2026-12", date(2026, 12, 1), date(2027, 1, 1))),
        ("quarter", date(2026, 11, 23), Term("2026-Q4", date(2026, 10, 1), date(2027, 1, 1))),
        ("quarter", date(2027, 1, 1), Term("2027-Q1", date(2027, 1, 1), date(2027, 4, 1))),
        ("year", date(2026, 11, 23), Term("2026", date(2026, 1, 1), date(2027, 1, 1))),
    ],
)
def test_the_terms_of_the_calendar(after: str, day: date, term: Term) -> None:
    assert turns.term_of(after, day) == term


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["month", "quarter", "year"]), st.text())
def test_everybody_has_one_turn_in_a_term_with_time_left(
    sample_catalog: Catalog, day: date, after: str, person: str
) -> None:
    term = turns.term_of(after, day)
    turn = turns.turn(sample_catalog.surveys["pulse"], term, person)
    assert term.begins <= day < term.ends
    assert term.begins <= turn < term.ends
    assert (term.ends - turn).days * 3 >= (term.ends - term.begins).days - 3


def test_the_calendar_asks_within_the_rest_and_makes_up_for_it_later(
    db: Database, sample_catalog: Catalog
) -> None:
    only = {"pulse": replace(sample_catalog.surveys["pulse"], sample=None, rest_days=None)}
    catalog, day = replace(sample_catalog, surveys={**only, "order": sample_catalog.surveys["order"]}), 86400
    start = datetime.fromisoformat("2026-12-05T16:00+00:00")
    with db.session() as session:
        move_in(session, catalog)
        for key in ("ana", "bo"):
            people.meet(session, f"U0{key.upper()}").unit = "CC-500"
        ends(session, catalog, start - timedelta(seconds=25 * day), "order")
        assert [each.person for each in turns_of(session, catalog, "pulse", start)] == ["U0BO"]
        assert turns_of(session, catalog, "pulse", start) == []
        later = turns_of(session, catalog, "pulse", start + timedelta(days=5))
        assert [each.person for each in later] == ["U0ANA"]
        assert asking.send(session, catalog, later[0], start + timedelta(days=5))


def turns_of(session: Session, catalog: Catalog, form: str, now: datetime) -> list[Survey]:
    """Return all that the calendar plans of a form on a day, part by part."""
    found: list[Survey] = []
    after = ""
    while True:
        part = turns.of_day(session, catalog, form, now, after)
        found.extend(part.surveys)
        if part.after is None:
            return found
        after = part.after


def in_finance(session: Session, catalog: Catalog, count: int) -> list[str]:
    move_in(session, catalog)
    for number in range(count):
        people.meet(session, f"U1{number:03}").unit = "CC-500"
    return [f"U1{number:03}" for number in range(count)]


def test_everybody_is_asked_once_however_many_there_are(
    db: Database, sample_catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "AT_ONCE", 3)
    catalog = changed(sample_catalog, "pulse", sample=None)
    for count in (6, 8):
        with db.session() as session:
            everybody = in_finance(session, catalog, count)
            turns_of(session, catalog, "pulse", LATE_IN_QUARTER)
            asked = [each.person for each in session.exec(select(Survey))]
        assert sorted(asked) == everybody


def test_who_waits_for_one_survey_of_the_calendar_has_their_turn_with_the_other_later(
    db: Database, sample_catalog: Catalog
) -> None:
    catalog = changed(sample_catalog, "pulse", sample=None, rest_days=None)
    catalog = changed(catalog, "recommend", sample=None, rest_days=None)
    with db.session() as session:
        in_finance(session, catalog, 1)
        (first,) = turns_of(session, catalog, "pulse", LATE_IN_YEAR)
        assert turns_of(session, catalog, "recommend", LATE_IN_YEAR) == []
        assert asking.send(session, catalog, first, LATE_IN_YEAR)
        assert turns_of(session, catalog, "recommend", LATE_IN_YEAR + timedelta(days=1)) == []
        (second,) = turns_of(session, catalog, "recommend", LATE_IN_YEAR + timedelta(days=30))
        assert asking.send(session, catalog, second, LATE_IN_YEAR + timedelta(days=30))


def test_nobody_made_up_gone_refusing_or_in_it_is_asked_by_the_calendar(
    db: Database, sample_catalog: Catalog
) -> None:
    only = replace(sample_catalog.surveys["pulse"], sample=None)
    catalog = replace(sample_catalog, surveys={"pulse": only})
    with db.session() as session:
        move_in(session, catalog)
        given_: dict[str, dict[str, Any]] = {
            "U1": {"sample": True},
            "U2": {"active": False},
            "U3": {"refuses_surveys": True},
            "U4": {"unit": "CC-900"},
            "U5": {"unit": None},
            "U6": {"locale": "de-AT"},
            "U7": {"unit": None, "claim": "CC-500"},
        }
        for key, values in given_.items():
            person = people.meet(session, key)
            for name, value in {"unit": "CC-500", **values}.items():
                setattr(person, name, value)
        asked = turns_of(session, catalog, "pulse", LATE_IN_QUARTER)
    assert [(each.person, each.language) for each in asked] == [("U6", "de")]


def test_whom_nobody_confirmed_is_asked_about_it_and_not_about_what_a_unit_pays(
    db: Database, sample_catalog: Catalog
) -> None:
    catalog = changed(sample_catalog, "pulse", sample=None, rest_days=None)
    catalog = changed(catalog, "recommend", sample=None, rest_days=None)
    with db.session() as session:
        move_in(session, catalog)
        people.meet(session, "U1").claim = "CC-500"
        assert turns_of(session, catalog, "pulse", LATE_IN_YEAR) == []
        (asked,) = turns_of(session, catalog, "recommend", LATE_IN_YEAR)
        assert (asked.person, asked.service) == ("U1", None)
