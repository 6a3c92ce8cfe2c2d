"""Surveying: what is asked after a contact and from time to time, reminded of once, and over one day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import clock
from bot.customer import gate, surveys
from bot.customer.answering import Step
from bot.customer.asked import Noted, Question
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.delivery import outbox, timers
from bot.desk import Desk
from bot.process import orders
from bot.process.orders import Order
from bot.value import asking, survey_pages, turns
from handlers import recovering

FOLLOW, SEND, REMIND, EXPIRE = "survey.follow", "survey.send", "survey.remind", "survey.expire"


def begin(session: Session, desk: Desk, order: Order, card: str, now: datetime) -> bool:
    """Ask how it went, in the message `card` in which the person just said that it works; say whether.

    A survey that comes later waits for its time. Whoever was asked lately, or wants no surveys, is not asked.
    """
    survey = asking.follow(session, desk.catalog, asking.of_order(order), now)
    if survey is None or _waits(session, survey, now):
        return False
    if not asking.send(session, desk.catalog, survey, now):
        return False
    outbox.rename(session, card, card_of(survey))
    _begin(session, desk, survey, None, now)
    return True


def follow_question(session: Session, desk: Desk, question: Noted, thread: str | None) -> None:
    """Have some asked later, below the answer, how easy it was to get it; the answer does not wait for that."""
    occasion = asking.of_question(question)
    if occasion and asking.form_after(desk.catalog, occasion):
        desk.soon(session, FOLLOW, question=question.id, thread=thread)


def plan_question(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a question that is asked about: its survey waits for its time."""
    occasion = asking.of_question(session.get_one(Question, facts["question"]))
    survey = occasion and asking.follow(session, desk.catalog, occasion, now)
    if survey:
        _wait(session, survey, now, facts["thread"])


def follow_recovery(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of what was put right: it is asked later how that went."""
    recovery = session.get_one(Recovery, facts["recovery"])
    survey = asking.follow(session, desk.catalog, asking.of_recovery(recovery), now)
    if survey:
        _wait(session, survey, now)


def ask_turns(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the morning: whoever's turn it is, is asked as soon as their day begins."""
    for form in turns.forms(desk.catalog):
        desk.soon(session, turns.PART, form=form, after="")


def ask_some(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer after it: some people at a time, so that nobody waits for a long transaction."""
    if facts["form"] not in turns.forms(desk.catalog):
        return
    part = turns.of_day(session, desk.catalog, facts["form"], now, facts["after"])
    for survey in part.surveys:
        _wait(session, survey, now)
    if part.after is not None:
        desk.soon(session, turns.PART, form=facts["form"], after=part.after)


def _waits(session: Session, survey: Survey, now: datetime) -> bool:
    """Say whether a survey comes later; then it is seen to."""
    later = survey.due_at is not None and survey.due_at > now
    if later:
        _wait(session, survey, now)
    return later


def _wait(session: Session, survey: Survey, now: datetime, thread: str | None = None) -> None:
    due_at = survey.due_at or now
    facts = {"survey_id": survey.number, "thread": thread}
    key = f"{SEND}:{survey.number}:{due_at.isoformat()}"
    timers.set_timer(session, SEND, due_at, now=now, key=key, facts=facts)


def send(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Ask, if it may still be asked; what has come into quiet hours waits for their end."""
    survey = surveys.hold(session, facts["survey_id"])
    if survey.due_at is None:
        return
    survey.due_at = gate.moment(desk.catalog.company, desk.person(session, survey.person), now)
    if survey.due_at > now:
        _wait(session, survey, now, facts["thread"])
        return
    if asking.send(session, desk.catalog, survey, now):
        _begin(session, desk, survey, facts["thread"], now)
    asking.note(session, survey, now)


def _begin(session: Session, desk: Desk, survey: Survey, thread: str | None, now: datetime) -> None:
    """Show a survey that is sent, and see to its one reminder and its end."""
    form = desk.catalog.surveys[survey.form]
    person, facts = desk.person(session, survey.person), {"survey_id": survey.number, "thread": thread}
    show(session, desk, survey, now, thread=thread)
    remind_at = gate.moment(desk.catalog.company, person, now + timedelta(days=form.remind_days))
    if form.remind_days and survey.expires_at and remind_at < survey.expires_at:
        timers.set_timer(session, REMIND, remind_at, now=now, key=f"{REMIND}:{survey.number}", facts=facts)
    if survey.expires_at:
        timers.set_timer(
            session, EXPIRE, survey.expires_at, now=now, key=f"{EXPIRE}:{survey.number}", facts=facts
        )


def remind(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Remind who has said nothing yet, once, in a message with the same buttons."""
    survey = surveys.hold(session, facts["survey_id"])
    refuses = desk.person(session, survey.person).refuses_surveys or orders.complains(session, survey.person)
    if survey.answered_at or survey.skipped_at or survey.reminded_at or refuses or survey.is_over(now):
        return
    survey.reminded_at = now
    _show_reminder(session, desk, survey, now, facts["thread"])


def refresh(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Bring a survey's message up to date, after something that it tells has changed."""
    show(session, desk, surveys.find(session, facts["survey_id"]), now)


def expire(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Say in the message itself that it is over."""
    survey = surveys.hold(session, facts["survey_id"])
    refuses = desk.person(session, survey.person).refuses_surveys
    if not refuses:
        show(session, desk, survey, now)


def card_of(survey: Survey) -> str:
    """Return the name of the one message in which this person is asked."""
    return f"survey:{survey.number}"


def show(
    session: Session,
    desk: Desk,
    survey: Survey,
    now: datetime,
    step: Step | None = None,
    *,
    again: bool = False,
    thread: str | None = None,
) -> None:
    """Bring the person's one survey message to a step, or to the one that comes next; its reminder, too."""
    template, facts = survey_pages.page(session, desk.catalog, survey, now, step, again=again)
    display(session, desk, survey, template, facts, thread)
    if survey.reminded_at and (survey.answered_at or survey.skipped_at):
        _show_reminder(session, desk, survey, now, thread)


def _show_reminder(session: Session, desk: Desk, survey: Survey, now: datetime, thread: str | None) -> None:
    facts = survey_pages.reminder(session, desk.catalog, survey, now)
    desk.show(session, f"{card_of(survey)}:reminder", survey.person, "surveys/remind", thread=thread, **facts)


def display(
    session: Session,
    desk: Desk,
    survey: Survey,
    template: str,
    facts: Mapping[str, Any],
    thread: str | None = None,
) -> None:
    """Have the survey's one message say this template."""
    call = recovering.call_of(session, desk, survey, clock.now())
    desk.show(session, card_of(survey), survey.person, template, thread=thread, **facts, call=call)
