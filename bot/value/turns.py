"""Turns: whom the calendar asks, each month, quarter or year, on a day of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.catalog.survey_forms import SurveyForm
from bot.cost import subscriptions
from bot.customer import gate, surveys
from bot.customer.people import Person
from bot.customer.surveys import Survey
from bot.process import orders
from bot.value import asking, matters

ABOUT_A_SERVICE = ("csat", "ces", "pulse", "value", "outcome")  # nps is about IT as a whole
SPREAD = 2 / 3  # of a period: nobody's turn comes so late that a rest could not end before it does
QUARTERS = 3  # months
MORNING = "0 9 * * mon-fri"
TIMER = "survey.turns"


@dataclass(frozen=True)
class Period:
    """A month, a quarter or a year of the calendar, [begins, ends), and its name: 2026-11, 2026-Q4, 2026."""

    name: str
    begins: date
    ends: date


def of_day(session: Session, catalog: Catalog, now: datetime) -> Iterator[Survey]:
    """Plan and yield the surveys of the calendar whose people's turn it is today.

    Each has a day of their own in a period. Who may not be asked that day is, as soon as they may, until the
    period ends.
    """
    day = matters.day_of(catalog, now)
    for form in catalog.surveys.values():
        if form.comes_by_itself:
            yield from _turns_of(session, catalog, form, day, now)


def _turns_of(
    session: Session, catalog: Catalog, form: SurveyForm, day: date, now: datetime
) -> Iterator[Survey]:
    period = period_of(form.after, day)
    known = surveys.asked_about(session, form.key, period.name)
    for person in _audience(session, catalog, form):
        if person.id in known or not asking.is_sampled(form, period.name, person.id):
            continue
        if day < turn(form, period, person.id):
            continue
        complains = orders.complains(session, person.id)
        rest = form.rest_days
        if not gate.survey(
            session, catalog.company, person, now, complains=complains, rest_days=rest
        ).allowed:
            continue
        planned = _plan_turn(session, catalog, form, period, person, now)
        if planned:
            yield planned


def period_of(after: str, day: date) -> Period:
    """Return the month, quarter or year of the calendar that a day is in."""
    if after == "year":
        return Period(f"{day.year}", date(day.year, 1, 1), date(day.year + 1, 1, 1))
    months = QUARTERS if after == "quarter" else 1
    first = (day.month - 1) // months * months + 1
    years, month = divmod(first - 1 + months, 12)
    name = f"{day.year}-Q{(first + 2) // QUARTERS}" if after == "quarter" else f"{day:%Y-%m}"
    return Period(name, date(day.year, first, 1), date(day.year + years, month + 1, 1))


def turn(form: SurveyForm, period: Period, person: str) -> date:
    """Return the day of a period from which on this form may ask this person."""
    days = int(
        (period.ends - period.begins).days * SPREAD * asking.lot("turn", form.key, period.name, person)
    )
    return period.begins + timedelta(days=days)


def _audience(session: Session, catalog: Catalog, form: SurveyForm) -> Sequence[Person]:
    """Return whom a form of the calendar may ask: real people of units that IT serves, who did not refuse."""
    units = {code: unit for code, unit in catalog.company.units.items() if unit.kind != "it_provider"}
    served = [code for code in units if not form.units or code in form.units]
    real = select(Person).where(
        col(Person.active), col(Person.sample).is_(False), col(Person.refuses_surveys).is_(False)
    )
    if form.to == "heads":
        real = real.where(col(Person.email).in_({units[code].head for code in served}))
    else:
        real = real.where(col(Person.unit).in_(served))
    return session.exec(real.order_by(Person.id)).all()


def _plan_turn(
    session: Session, catalog: Catalog, form: SurveyForm, period: Period, person: Person, now: datetime
) -> Survey | None:
    service = _service_of(session, catalog, form, period, person, now)
    if person.unit is None or (service is None and form.kind in ABOUT_A_SERVICE):
        return None
    survey = surveys.plan(
        session,
        form,
        about=period.name,
        person=person.id,
        unit=person.unit,
        service=service,
        language=catalog.language(person.locale),
        due_at=gate.moment(catalog.company, person, now),
    )
    return survey if survey and matters.has_questions(session, catalog, survey, now) else None


def _service_of(
    session: Session, catalog: Catalog, form: SurveyForm, period: Period, person: Person, now: datetime
) -> str | None:
    """Return the service that this person is asked about: one of those their unit pays, by lot."""
    if form.kind not in ABOUT_A_SERVICE or person.unit is None:
        return None
    held = subscriptions.held(session, person.unit, matters.day_of(catalog, now))
    live = {each.key for each in catalog.live()}
    fitting = sorted(key for key in held if key in live and form.is_for(key, person.unit))
    drawn = asking.lot("service", form.key, period.name, person.id)
    return fitting[int(len(fitting) * drawn)] if fitting else None
