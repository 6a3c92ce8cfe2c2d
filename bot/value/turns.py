"""Turns: whom the calendar asks, each month, quarter or year, on a day of their own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.catalog import Catalog
from bot.catalog.survey_forms import SurveyForm
from bot.cost import subscriptions
from bot.customer import gate, surveys
from bot.customer.people import Person
from bot.customer.surveys import Survey
from bot.process import orders
from bot.value import asking, matters

ABOUT_A_SERVICE = ("csat", "ces", "pulse", "value", "outcome")  # nps is about IT as a whole
SPREAD = 2 / 3  # of a term: nobody's turn comes so late that a rest could not end before it does
QUARTERS = 3  # months
MORNING = "0 9 * * mon-fri"
TIMER, PART = "survey.turns", "survey.turns_part"  # each morning, and after it some people at a time
AT_ONCE = 200


@dataclass(frozen=True)
class Term:
    """A month, a quarter or a year of the calendar, [begins, ends), and its name: 2026-11, 2026-Q4, 2026."""

    name: str
    begins: date
    ends: date


@dataclass(frozen=True)
class Part:
    """The surveys planned for some people, and the id after which to go on; None when that was everybody."""

    surveys: tuple[Survey, ...]
    after: str | None


def forms(catalog: Catalog) -> list[str]:
    """Return the forms (short names) with which the calendar asks."""
    return [form.key for form in catalog.surveys.values() if form.comes_by_itself]


def of_day(session: Session, catalog: Catalog, form_key: str, now: datetime, after: str = "") -> Part:
    """Plan the surveys of a form for those whose turn has come, of the next people (Slack ids) from `after` on.

    Each has a day of their own in a term. Who may not be asked that day is, as soon as they may, until the
    term ends. Nobody waits for two surveys: the second would be held back for good when the first is sent.
    """
    form = catalog.surveys[form_key]
    term = term_of(form.after, catalog.company.day(now))
    found = session.exec(_audience(catalog, form, term).where(col(Person.id) > after).limit(AT_ONCE)).all()
    planned = (_plan_turn(session, catalog, form, term, each, now) for each in found)
    surveys_ = tuple(survey for survey in planned if survey is not None)
    return Part(surveys_, found[-1].id if len(found) == AT_ONCE else None)


def _may_be_asked(
    session: Session, catalog: Catalog, form: SurveyForm, term: Term, person: Person, now: datetime
) -> bool:
    if not asking.is_sampled(form, term.name, person.id):
        return False
    if catalog.company.day(now) < turn(form, term, person.id):
        return False
    complains, rest = orders.complains(session, person.id), form.rest_days
    company = catalog.company
    return gate.would_survey(session, company, person, now, complains=complains, rest_days=rest).allowed


def term_of(after: str, day: date) -> Term:
    """Return the month, quarter or year of the calendar that a day is in."""
    if after == "year":
        return Term(f"{day.year}", date(day.year, 1, 1), date(day.year + 1, 1, 1))
    months = QUARTERS if after == "quarter" else 1
    first = (day.month - 1) // months * months + 1
    years, month = divmod(first - 1 + months, 12)
    name = f"{day.year}-Q{(first + 2) // QUARTERS}" if after == "quarter" else f"{day:%Y-%m}"
    return Term(name, date(day.year, first, 1), date(day.year + years, month + 1, 1))


def turn(form: SurveyForm, term: Term, person: str) -> date:
    """Return the day of a term from which on this form may ask this person."""
    days = int((term.ends - term.begins).days * SPREAD * asking.lot("turn", form.key, term.name, person))
    return term.begins + timedelta(days=days)


def _audience(catalog: Catalog, form: SurveyForm, term: Term) -> SelectOfScalar[Person]:
    """Select whom a form may ask: real people of units that IT serves, who did not refuse and wait for none."""
    units = {code: unit for code, unit in catalog.company.units.items() if unit.kind != "it_provider"}
    served = [code for code in units if not form.units or code in form.units]
    real = select(Person).where(
        col(Person.active),
        col(Person.sample).is_(False),
        col(Person.refuses_surveys).is_(False),
        ~surveys.is_asked_or_waits(col(Person.id), form.key, term.name),
    )
    if form.to == "heads":
        real = real.where(col(Person.email).in_({units[code].head for code in served}))
    else:
        real = real.where(func.coalesce(col(Person.unit), col(Person.claim)).in_(served))
    return real.order_by(col(Person.id))


def _plan_turn(
    session: Session, catalog: Catalog, form: SurveyForm, term: Term, person: Person, now: datetime
) -> Survey | None:
    if not _may_be_asked(session, catalog, form, term, person, now):
        return None
    service = _service_of(session, catalog, form, term, person, now)
    if person.works_for is None or (service is None and form.kind in ABOUT_A_SERVICE):
        return None
    survey = surveys.plan(
        session,
        form,
        about=term.name,
        person=person.id,
        unit=person.works_for,
        service=service,
        language=catalog.language(person.locale),
        due_at=gate.moment(catalog.company, person, now),
    )
    return survey if survey and matters.has_questions(session, catalog, survey, now) else None


def _service_of(
    session: Session, catalog: Catalog, form: SurveyForm, term: Term, person: Person, now: datetime
) -> str | None:
    """Return the service that this person is asked about: one of those their confirmed unit pays, by lot."""
    if form.kind not in ABOUT_A_SERVICE or person.unit is None:
        return None
    held = subscriptions.held(session, person.unit, catalog.company.day(now))
    seen = catalog.seen_by(catalog.company.units.get(person.unit))
    live = {each.key for each in seen.live()}
    fitting = sorted(key for key in held if key in live and form.is_for(key, person.unit))
    drawn = asking.lot("service", form.key, term.name, person.id)
    return fitting[int(len(fitting) * drawn)] if fitting else None
