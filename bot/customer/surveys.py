"""Surveys: who is asked about which contact, what came of it, and who calls where it went wrong."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.catalog.survey_forms import MOODS, SurveyForm
from bot.customer.policy import Verdict
from bot.customer.satisfaction import SATISFIED
from bot.db import Loader, Numbered, Values, facts, get, insert_once, instant
from bot.refusal import Refused

LOW = 2  # a score, or an effort, up to this reaches the service's owner at once
EASY = 6  # as easy as this is as good as satisfied


class Survey(Numbered, SQLModel, table=True):
    """One invitation about one contact, and its answers as they come."""

    __tablename__ = "surveys"
    __table_args__ = (sa.UniqueConstraint("form", "about", "person"),)  # once per contact

    id: int | None = Field(default=None, primary_key=True)
    form: str = "order"  # the survey form's short name
    kind: str = "csat"  # what it measures: csat, ces, nps, pulse, value, outcome
    about: str = ""  # what it follows: "order:12", "question:5", "recovery:3", "2026-11", "2026-Q4", "2026"
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
    suppressed: str | None = None  # why it was not sent: opted_out, surveyed, self_solved, ...
    skipped_at: datetime | None = instant(default=None, nullable=True)  # they would rather not answer
    working: bool | None = None  # is it working for you?
    score: int | None = None  # 1 to 5
    effort: int | None = None  # 1 to 7: how easy it was
    recommend: int | None = None  # 0 to 10
    mood: str | None = None  # positive, neutral, negative
    instead: str | None = None  # what they would do instead: stay, other_tool, outside_provider
    worth_it: bool | None = None
    worth_at_minor: int | None = None  # the price of one unit at which it would be worth it
    outcome_met: bool | None = None  # whether the business outcome was reached
    lost_minutes: int | None = None  # as the person sees it
    reasons: list[str] = facts(default_factory=list)  # keys of the form's choices
    comment: str | None = None
    may_quote: bool = False  # whether the comment may be read by the owner word for word
    answered_at: datetime | None = instant(default=None, nullable=True)  # when an answer last came
    late: bool = False  # answered after it had expired
    owner_told_at: datetime | None = instant(default=None, nullable=True)  # of trouble
    sample: bool = False

    @property
    def is_low(self) -> bool:
        """Whether the person was let down: a score or an effort of 1 or 2, or a negative mood."""
        scaled = (self.score, self.effort)
        return self.mood == MOODS[0] or any(each is not None and each <= LOW for each in scaled)

    @property
    def troubled(self) -> bool:
        """Whether the owner should put something right."""
        return self.working is False or self.outcome_met is False or self.is_low

    @property
    def happy(self) -> bool:
        """Whether this contact may end with an offer: it works, and it went well."""
        went_well = self.score >= SATISFIED if self.score is not None else (self.effort or 0) >= EASY
        return self.working is True and went_well

    def is_over(self, now: datetime) -> bool:
        """Whether its time to answer has passed."""
        return self.expires_at is not None and now >= self.expires_at

    def is_settled(self, now: datetime) -> bool:
        """Whether it was answered and its time has passed: then nothing changes any more."""
        return self.is_over(now) and self.answered_at is not None


def plan(
    session: Session,
    form: SurveyForm,
    *,
    about: str,
    person: str,
    unit: str,
    service: str | None,
    language: str,
    due_at: datetime,
    order_id: int | None = None,
    working: bool | None = None,
) -> Survey | None:
    """Write down that somebody is to be asked about a contact; None when that was written down before."""
    row = Survey(
        form=form.key,
        kind=form.kind,
        about=about,
        order_id=order_id,
        person=person,
        unit=unit,
        service=service,
        language=language,
        due_at=due_at,
        working=working,
    )
    if not insert_once(session, Survey, **row.model_dump(exclude={"id"})):
        return None
    return _SAME.first(session, form=form.key, about=about, person=person)


_SAME = Loader(
    Survey,
    select(Survey).where(
        Survey.form == sa.bindparam("form"),
        Survey.about == sa.bindparam("about"),
        Survey.person == sa.bindparam("person"),
    ),
)


def send(survey: Survey, verdict: Verdict, expires_after: timedelta, now: datetime) -> bool:
    """Send a planned survey now, or keep why not; say whether it is sent. `verdict` is what the gate said."""
    survey.due_at = None
    if verdict.allowed:
        survey.sent_at, survey.expires_at = now, now + expires_after
    else:
        survey.suppressed = verdict.code
    return verdict.allowed


def hold_back(survey: Survey, why: str) -> None:
    """Keep why a planned survey is not sent after all."""
    survey.due_at, survey.suppressed = None, why


def find(session: Session, survey_id: int) -> Survey:
    """Return a survey, to look at."""
    return get(session, Survey, survey_id) or session.get_one(Survey, survey_id)


def hold(session: Session, survey_id: int) -> Survey:
    """Return a survey that nobody else changes until the session ends."""
    return _HELD.first(session, survey=survey_id) or session.get_one(Survey, survey_id)


def check_asked(session: Session, survey_id: int, by: str) -> int:
    """Let only the person who was asked answer; return the survey's id. Raises Refused for anybody else."""
    if _ASKED.first(session, survey=survey_id) != by:
        raise Refused("people/not_yours", ["talk"])
    return survey_id


_ONE = Survey.id == sa.bindparam("survey")
_HELD = Loader(Survey, select(Survey).where(_ONE).with_for_update(), anew=True)
_ASKED = Values(select(Survey.person).where(_ONE))


def must_tell_owner(survey: Survey, now: datetime) -> bool:
    """Say whether the owner hears of this survey: of trouble, and from then on of every change to it."""
    if survey.troubled and survey.owner_told_at is None:
        survey.owner_told_at = now
    return survey.owner_told_at is not None


def final_at() -> sa.ColumnElement[datetime]:
    """Return when an answer can no longer be changed, for a query: the end of its survey, at once where it has none.

    Who answered late had no end before; then it is when the answer came.
    """
    over = sa.func.coalesce(col(Survey.expires_at), col(Survey.answered_at))
    return sa.case((over < col(Survey.answered_at), col(Survey.answered_at)), else_=over)


def last_sent_at(session: Session, person: str) -> datetime | None:
    """Return when the person was last sent a survey; suppressed ones did not disturb anybody."""
    return _LAST_SENT.first(session, person=person)


def last_low_at(session: Session, person: str) -> datetime | None:
    """Return when the person last said that they were let down."""
    return _LAST_LOW.first(session, person=person)


_WHO = Survey.person == sa.bindparam("person")
_LOW = sa.or_(col(Survey.score) <= LOW, col(Survey.effort) <= LOW, col(Survey.mood) == MOODS[0])
_LAST_SENT = Values(select(func.max(col(Survey.sent_at))).where(_WHO))
_LAST_LOW = Values(select(func.max(col(Survey.answered_at))).where(_WHO, _LOW))


def is_asked_or_waits(person: sa.SQLColumnExpression[str], form: str, about: str) -> sa.Exists:
    """Return the condition that a person was asked by this form about this, or still waits for any survey.

    Kept back counts as asked.
    """
    known = sa.or_(
        sa.and_(col(Survey.form) == form, col(Survey.about) == about), col(Survey.due_at).is_not(None)
    )
    return sa.exists().where(col(Survey.person) == person, known)
