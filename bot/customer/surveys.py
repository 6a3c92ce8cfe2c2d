"""Surveys: one short question after each finished order, privately, and what people answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.customer.policy import Verdict
from bot.customer.satisfaction import SATISFIED
from bot.db import facts, instant
from bot.refusal import Refused

LOW = 2  # a score or an ease up to this reaches the service's owner at once


class Survey(SQLModel, table=True):
    """One invitation about one contact, and its answers as they come."""

    __tablename__ = "surveys"
    __table_args__ = (sa.UniqueConstraint("form", "about", "person"),)  # once per contact

    id: int | None = Field(default=None, primary_key=True)
    form: str = "order"  # the survey form's short name
    about: str = ""  # what it follows: "order:12", "question:5", "recovery:3", "2026-11"
    order_id: int | None = Field(default=None, index=True)
    person: str = Field(index=True)
    unit: str = Field(index=True)
    service: str | None = Field(default=None, index=True)
    language: str = "en"
    due_at: datetime | None = instant(default=None, nullable=True)  # when it is to be sent, while it waits
    sent_at: datetime | None = instant(default=None, nullable=True, index=True)
    reminded_at: datetime | None = instant(default=None, nullable=True)
    expires_at: datetime | None = instant(
        default=None, nullable=True
    )  # answers stay as they are from then on
    suppressed: str | None = None  # why it was not sent: opted_out, surveyed, not_sampled, ...
    working: bool | None = None  # is it working for you?
    score: int | None = None  # 1 to 5
    effort: int | None = None  # 1 to 7: how easy it was
    recommend: int | None = None  # 0 to 10
    mood: str | None = None  # positive, neutral, negative
    instead: str | None = None  # what they would do instead: stay, other_tool, outside_provider
    worth_it: bool | None = None
    worth_at_minor: int | None = None  # the price at which it would be worth it
    outcome_met: bool | None = None  # whether the business outcome was reached
    lost_minutes: int | None = None  # as the person sees it
    reasons: list[str] = facts(default_factory=list)
    comment: str | None = None
    may_quote: bool = False  # whether the comment may be read by the owner word for word
    answered_at: datetime | None = instant(default=None, nullable=True)  # the first answer's time
    late: bool = False  # answered after it had expired
    owner_told_at: datetime | None = instant(default=None, nullable=True)  # of trouble
    sample: bool = False

    @property
    def troubled(self) -> bool:
        """Whether the owner should put something right."""
        low = [each is not None and each <= LOW for each in (self.score, self.effort)]
        return self.working is False or self.outcome_met is False or self.mood == "negative" or any(low)

    @property
    def happy(self) -> bool:
        """Whether this contact may end with an offer: it works, and the score is 4 or 5."""
        return self.working is True and self.score is not None and self.score >= SATISFIED

    @property
    def number(self) -> int:
        """The id of a survey that is stored."""
        assert self.id is not None
        return self.id

    @property
    def next_step(self) -> str:
        """What to show the person now: score, worth, or thanks when nothing is left to ask."""
        answers = {"score": self.score, "worth": self.worth_it}
        return next((step for step, answer in answers.items() if answer is None), "thanks")


def invite(
    session: Session,
    person: str,
    verdict: Verdict,
    *,
    order_id: int,
    unit: str,
    service: str | None,
    now: datetime,
) -> Survey | None:
    """Record the one survey of an order that works, sent or suppressed with the reason; None when it has one.

    `verdict` is what the gate said of this person in this session.
    """
    if session.exec(select(Survey).where(Survey.order_id == order_id)).first():
        return None
    survey = Survey(
        about=f"order:{order_id}",
        order_id=order_id,
        person=person,
        unit=unit,
        service=service,
        working=True,
    )
    if verdict.allowed:
        survey.sent_at = now
    else:
        survey.suppressed = verdict.code
    session.add(survey)
    session.flush()
    return survey


def find(session: Session, survey_id: int) -> Survey:
    """Return a survey, to look at."""
    return session.exec(select(Survey).where(Survey.id == survey_id)).one()


def hold(session: Session, survey_id: int) -> Survey:
    """Return a survey that nobody else changes until the session ends."""
    return session.exec(select(Survey).where(Survey.id == survey_id).with_for_update()).one()


def check_asked(session: Session, survey_id: int, by: str) -> int:
    """Let only the person who was asked answer; return the survey's id. Raises Refused for anybody else."""
    asked = session.exec(select(Survey.person).where(Survey.id == survey_id)).first()
    if asked != by:
        raise Refused("people/not_yours", ["talk"])
    return survey_id


def answer_score(session: Session, survey_id: int, score: int, now: datetime) -> Survey:
    """Keep the score of 1 to 5; the last tap wins, and a late answer counts as well.

    Raises ValueError when the score is off the scale.
    """
    if not 1 <= score <= 5:
        raise ValueError(f"a score of {score} is not on the scale of 1 to 5")
    survey = hold(session, survey_id)
    survey.score = score
    survey.answered_at = now
    return survey


def answer_worth(session: Session, survey_id: int, worth_it: bool) -> Survey:
    """Keep whether it was worth what it costs; the last tap wins."""
    survey = hold(session, survey_id)
    survey.worth_it = worth_it
    return survey


def comment(session: Session, survey_id: int, text: str | None) -> Survey:
    """Keep the person's own words; the last ones replace those before."""
    survey = hold(session, survey_id)
    survey.comment = (text or "").strip() or None
    survey.may_quote = survey.comment is not None  # the form says who reads it
    return survey


def must_tell_owner(survey: Survey, now: datetime) -> bool:
    """Say whether the owner hears of this survey: of trouble, and from then on of every change to it."""
    if survey.troubled and survey.owner_told_at is None:
        survey.owner_told_at = now
    return survey.owner_told_at is not None


def last_sent_at(session: Session, person: str) -> datetime | None:
    """Return when the person was last sent a survey; suppressed ones did not disturb anybody."""
    return session.exec(select(func.max(col(Survey.sent_at))).where(Survey.person == person)).one()


def last_low_at(session: Session, person: str) -> datetime | None:
    """Return when the person last gave a score of 1 or 2."""
    low = select(func.max(col(Survey.answered_at))).where(Survey.person == person, col(Survey.score) <= LOW)
    return session.exec(low).one()
