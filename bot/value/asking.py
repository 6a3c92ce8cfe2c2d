"""Asking: which survey follows which contact, and whether it is sent when its time has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session

from bot.catalog import Catalog
from bot.catalog.survey_forms import SurveyForm
from bot.customer import contacts, gate, people, surveys
from bot.customer.asked import Noted, Question
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.process import orders
from bot.process.orders import Order
from bot.value import ending, matters

AFTER = {  # what the forms call a thing that a customer asked for
    "order": "order",
    "hours": "order",
    "expedite": "order",
    "incident": "incident",
    "question": "question",
    "capability": "question",
    "complaint": "complaint",
}


@dataclass(frozen=True)
class Occasion:
    """A contact that came to its end, which a survey may follow; `about` as in `Survey`."""

    after: str
    about: str
    person: str
    unit: str
    service: str | None
    order_id: int | None = None
    working: bool | None = None


def of_order(order: Order) -> Occasion:
    """Return what there is to ask about an order, or whatever else somebody asked for, that works for them."""
    return Occasion(
        AFTER.get(order.kind, "order"),
        f"order:{order.number}",
        order.person,
        order.unit,
        order.service,
        order.number,
        working=True,
    )


def of_question(question: Question | Noted) -> Occasion | None:
    """Return what there is to ask about a question that was put to the bot; None while the unit is not known."""
    if question.unit is None:
        return None
    about = f"question:{question.id}"
    return Occasion("question", about, question.person, question.unit, question.service)


def of_recovery(recovery: Recovery) -> Occasion:
    """Return what there is to ask about something that was put right."""
    about = f"recovery:{recovery.number}"
    return Occasion("recovery", about, recovery.person, recovery.unit, recovery.service)


def follow(session: Session, catalog: Catalog, occasion: Occasion, now: datetime) -> Survey | None:
    """Plan the survey that follows a contact, due now or later; None where none does."""
    form = form_after(catalog, occasion)
    if form is None:
        return None
    person = people.meet(session, occasion.person)
    due_at = now
    if form.delay_minutes:
        due_at = gate.moment(catalog.company, person, now + timedelta(minutes=form.delay_minutes))
    survey = surveys.plan(
        session,
        form,
        about=occasion.about,
        person=person.id,
        unit=occasion.unit,
        service=occasion.service,
        language=catalog.language(person.locale),
        due_at=due_at,
        order_id=occasion.order_id,
        working=occasion.working,
    )
    return survey if survey and matters.has_questions(session, catalog, survey, now) else None


def form_after(catalog: Catalog, occasion: Occasion) -> SurveyForm | None:
    """Return the form by which this person is asked about a contact, if they are among those who are."""
    fitting = [
        form
        for form in catalog.surveys.values()
        if form.after == occasion.after and form.is_for(occasion.service, occasion.unit)
    ]
    return next((each for each in fitting if is_sampled(each, occasion.about, occasion.person)), None)


def is_sampled(form: SurveyForm, about: str, person: str) -> bool:
    """Say whether this person is asked by this form about this: always the same, for a share of all."""
    return form.sample is None or lot(form.key, about, person) < form.sample


def lot(*words: str) -> float:
    """Return a number in [0, 1) that is drawn by these words alone: evenly, and always the same."""
    return int.from_bytes(sha256("\n".join(words).encode()).digest()[:6]) / 2**48


def send(session: Session, catalog: Catalog, survey: Survey, now: datetime) -> bool:
    """Send a planned survey if the contact policy lets it go, else keep why not; say whether it is sent."""
    form, person = catalog.surveys.get(survey.form), people.meet(session, survey.person)
    solved = _needs_none(session, survey)
    if form is None or solved:
        surveys.hold_back(survey, solved or "no_form")
    else:
        complains = orders.complains(session, person.id)
        rest = form.rest_days
        verdict = gate.survey(session, catalog.company, person, now, complains=complains, rest_days=rest)
        surveys.send(survey, verdict, timedelta(days=form.expire_days), now)
    return survey.sent_at is not None


def _needs_none(session: Session, survey: Survey) -> str | None:
    """Return why a planned survey is not needed any more, None when it is."""
    kind, number = matters.about_of(survey)
    if kind == "question":
        question = session.get(Question, number)
        if question is None or question.handed_over or question.how in ("request", "sent"):
            return "handed_over"
        return "self_solved" if question.verdict == "helpful" else None
    if kind == "order":
        return None if orders.find(session, number).state in ("done", "closed") else "reopened"
    return None


def note(session: Session, survey: Survey, now: datetime) -> None:
    """Note what became of the contact that a survey follows, or that the bot began one of its own."""
    kind, number = matters.about_of(survey)
    if kind == "order":
        session.flush()
        ending.note_order(session, number, now)
    elif survey.sent_at is None:
        return
    elif kind == "question":
        ending.note_question(session, session.get_one(Question, number), now, engagement="value_check")
    else:
        contacts.note(
            session,
            about=survey.about if number else f"survey:{survey.number}",
            person=survey.person,
            unit=survey.unit,
            service=survey.service,
            intent=kind or "survey",
            started_by="bot",
            engagement="value_check",
            now=now,
        )
