"""The weekly digest for a service owner: what users say, what waits for the owner, and the one next step."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import attrgetter

from sqlmodel import Session, col, func, select

from bot.catalog import Catalog, Service
from bot.customer import people, recoveries
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.customer.themes import Likeness, masked
from bot.delivery import schedules
from bot.process.orders import Order, OrderEvent
from bot.value import comment_themes, gaps, opinion, recovering, upkeep, voices
from bot.value.comment_themes import Comment, CommentTheme
from bot.value.decisions import GOAL
from bot.value.opinion import Opinion
from bot.value.voices import Voice

TIMER = "digest.post"
MONDAY_MORNING = "0 9 * * mon"
WEEK = timedelta(days=7)
QUARTER = timedelta(days=91)  # comments of a week alone seldom make a theme
FIRST_WEEK = 7  # the days of a month in which owners hear of what can wait, too
MOST_SERVICES = 8  # a phone shows no more; the rest is in numbers
MOST_CALLS = 5
CALL, UNSAID, CALLED = range(3)
MOST_TITLES = 2
MOST_THEMES = 2  # of a service
MOST_VOICES = 4  # services of which a quarter is told, those that need a look most
MOST_COMMENTS = 100  # compared for themes: a quarter of a second by meaning


@dataclass(frozen=True)
class ServiceDigest:
    """One service: this week's answers, and what may be shown of them.

    `quote` is a comment of this week that the owner may read word for word, `voice` what was said beside
    satisfaction in the last quarter.
    """

    service: str
    name: str
    answered: int
    not_working: int
    opinion: Opinion
    themes: tuple[CommentTheme, ...] = ()
    quote: str | None = None
    voice: Voice | None = None


@dataclass(frozen=True)
class Call:
    """Somebody who was let down: who calls them until when; `person` is there once they agreed to a call."""

    number: int
    name: str
    unit_name: str
    person: str | None
    caller: str | None
    call_by: datetime
    called_at: datetime | None
    late: bool


@dataclass(frozen=True)
class Questions:
    """What people asked and nobody answered yet, what was understood wrongly, and answers to look at again."""

    unanswered: int
    misunderstood: int
    to_check: int
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """The one thing to do, about the service `service` that is called `name`.

    `kind` is call, reopened, fell, theme, low, questions, well or wait. `team` is the channel in which the
    bot can raise it, None where it cannot.
    """

    kind: str
    service: str | None = None
    name: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Digest:
    """An owner's week; of `services` those that need a look come first, `more` others had `more_answers`.

    Once there is something to say, every service is there of which a share may be shown.
    """

    since: datetime
    until: datetime
    answered: int
    services: tuple[ServiceDigest, ...]
    more: int
    more_answers: int
    calls: tuple[Call, ...]
    more_calls: int
    questions: Questions
    step: Step


def owned(catalog: Catalog, owner: str) -> list[Service]:
    """Return the live services of the owner with this e-mail address."""
    return [each for each in catalog.live() if each.owner == owner]


def of_week(
    session: Session, catalog: Catalog, owner: str, likeness: Likeness, now: datetime
) -> Digest | None:
    """Return the week of the owner with this e-mail address, None when there is nothing to say."""
    services = {each.key: each for each in owned(catalog, owner)}
    said, broken = _said(session, services, now), _not_working(session, services, now)
    open_ = sorted(_calls_told(session, owner, services), key=_turn)
    questions = _questions(session, catalog, owner, now)
    if not (said or broken or open_ or questions):
        return None
    opinions = opinion.of_services(session, services, catalog.company.zone, now)
    every = [
        ServiceDigest(
            key,
            service.name,
            len(said[key]),
            broken[key],
            opinions.get(key, opinion.NOTHING),
            quote=_quote(said[key]),
        )
        for key, service in services.items()
        if said[key] or broken[key] or opinions.get(key, opinion.NOTHING).satisfied.n
    ]
    every.sort(key=_urgency)
    shown = _with_words(session, catalog, every[:MOST_SERVICES], likeness, now)
    rest = every[MOST_SERVICES:]
    return Digest(
        since=now - WEEK,
        until=now,
        answered=sum(each.answered for each in every),
        services=shown,
        more=len(rest),
        more_answers=sum(each.answered for each in rest),
        calls=tuple(_call(catalog, each, now) for each in open_[:MOST_CALLS]),
        more_calls=max(len(open_) - MOST_CALLS, 0),
        questions=questions or Questions(0, 0, 0, ()),
        step=_step(session, catalog, shown, open_, questions is not None),
    )


def _said(session: Session, services: Collection[str], now: datetime) -> Mapping[str, list[Survey]]:
    """Return this week's answers by service, the latest first."""
    answered = select(Survey).where(
        col(Survey.service).in_(services),
        col(Survey.answered_at) >= now - WEEK,
        col(Survey.answered_at) < now,
    )
    found = defaultdict[str, list[Survey]](list)
    for each in session.exec(answered.order_by(col(Survey.answered_at).desc(), col(Survey.id))):
        found[each.service or ""].append(each)
    return found


def _not_working(session: Session, services: Collection[str], now: datetime) -> Counter[str]:
    """Count by service what was done and in this week did not work for the person who asked."""
    said_no = select(OrderEvent.order_id).where(OrderEvent.what == "reopened", OrderEvent.at >= now - WEEK)
    broken = select(Order.service, func.count()).where(
        col(Order.service).in_(services), col(Order.id).in_(said_no)
    )
    return Counter({key: count for key, count in session.exec(broken.group_by(col(Order.service))) if key})


def _quote(answers: Sequence[Survey]) -> str | None:
    return next((masked(each.comment) for each in answers if each.may_quote and each.comment), None)


def _urgency(part: ServiceDigest) -> tuple[bool, bool, float, int, str]:
    """Sort what is broken before what fell, then by the low end of what may be shown."""
    low = part.opinion.satisfied.low
    return (
        not part.not_working,
        part.opinion.trend != "down",
        1.0 if low is None else low,
        -part.answered,
        part.name,
    )


def _questions(session: Session, catalog: Catalog, owner: str, now: datetime) -> Questions | None:
    """Return what people asked; None when nothing of it is new and the month is not."""
    waiting = gaps.of(session, catalog, owner, now)
    today = catalog.company.day(now)
    to_check = _to_check(session, catalog, owner, today) if today.day <= FIRST_WEEK else 0
    if not (waiting.is_new or to_check):
        return None
    return Questions(
        unanswered=len(waiting.unanswered) + waiting.more,
        misunderstood=len(waiting.meant),
        to_check=to_check,
        titles=tuple(gap.title for gap in waiting.unanswered[:MOST_TITLES]),
    )


def _to_check(session: Session, catalog: Catalog, owner: str, today: date) -> int:
    found = (*upkeep.thin(session, catalog, owner), *upkeep.late(session, catalog, owner, today))
    return len({each.name for each in found})


def _with_words(
    session: Session, catalog: Catalog, parts: Sequence[ServiceDigest], likeness: Likeness, now: datetime
) -> tuple[ServiceDigest, ...]:
    """Add what people wrote about and said in the last quarter, where enough of them did."""
    keys = [part.service for part in parts if part.answered]
    written = select(Survey).where(
        col(Survey.service).in_(keys),
        col(Survey.comment).is_not(None),
        col(Survey.answered_at) >= now - QUARTER,
        col(Survey.answered_at) < now,
    )
    latest = written.order_by(col(Survey.answered_at).desc(), col(Survey.id)).limit(MOST_COMMENTS)
    comments = defaultdict[str, list[Comment]](list)
    for each in session.exec(latest):
        fresh = each.answered_at is not None and each.answered_at >= now - WEEK
        comments[each.service or ""].append(
            Comment(each.person, each.comment or "", each.score, each.may_quote, fresh)
        )
    reasons, names = comment_themes.reasons(catalog), people.name_words(session)
    return tuple(
        replace(
            part,
            themes=tuple(comment_themes.of(comments[part.service], likeness, reasons, names)[:MOST_THEMES]),
            voice=voices.of_service(session, catalog, part.service, now) if at < MOST_VOICES else None,
        )
        for at, part in enumerate(parts)
    )


def _calls_told(session: Session, owner: str, services: Collection[str]) -> list[Recovery]:
    """Return what is still to be put right, but for what is about the owner's own work."""
    reader = people.id_of(session, owner)
    found = recoveries.open_about(session, services)
    return [each for each in found if reader is None or reader not in recovering.concerned(session, each)]


def _turn(recovery: Recovery) -> int:
    """Sort calls that are to be made before those that nobody said yes to, and those that were made."""
    if recovery.called_at is not None:
        return CALLED
    return CALL if recovery.agreed else UNSAID


def _call(catalog: Catalog, recovery: Recovery, now: datetime) -> Call:
    unit = catalog.company.units.get(recovery.unit)
    service = catalog.services[recovery.service or ""]
    return Call(
        number=recovery.number,
        name=service.name,
        unit_name=unit.name if unit else recovery.unit,
        person=recovery.person if recovery.agreed else None,
        caller=recovery.owner,
        call_by=recovery.call_by,
        called_at=recovery.called_at,
        late=bool(recovery.agreed) and recovery.called_at is None and recovery.call_by <= now,
    )


def _step(
    session: Session,
    catalog: Catalog,
    parts: Sequence[ServiceDigest],
    open_: Sequence[Recovery],
    questions: bool,
) -> Step:
    """Choose the one thing to do: a call first, then what does not work, what fell, what people wrote.

    Too few answers to show a share are no reason for praise, and none for blame either; what was known last
    week is no step again.
    """
    if open_ and _turn(open_[0]) == CALL:
        return Step("call", open_[0].service, catalog.services[open_[0].service or ""].name)
    for kind, found in (
        ("reopened", [part for part in parts if part.not_working]),
        ("fell", [part for part in parts if part.opinion.fresh and part.opinion.trend == "down"]),
        ("theme", [part for part in parts if any(theme.critical for theme in part.themes)]),
        ("low", [part for part in parts if part.opinion.is_below(GOAL)]),
    ):
        if found:
            return _about(session, catalog, kind, found[0])
    if questions:
        return Step("questions")
    well = [part for part in parts if part.opinion.reaches(GOAL)]
    if well:
        return _about(session, catalog, "well", max(well, key=attrgetter("answered")))
    return Step("wait")


def _about(session: Session, catalog: Catalog, kind: str, part: ServiceDigest) -> Step:
    channel = catalog.service(part.service).team_channel
    team = people.place_id(session, channel) if channel else None
    return Step(kind, part.service, part.name, team)


def arrange(session: Session, owner: str, zone: str, now: datetime, cron: str = MONDAY_MORNING) -> None:
    """Send the owner a digest every Monday morning in their zone, or when they want it; again changes when."""
    schedules.keep(session, TIMER, cron, zone, now=now, facts={"owner": owner})
