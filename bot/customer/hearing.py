"""Hearing: which kinds of conversation that the bot starts a person wants, and taking back what waits of the others."""

from collections.abc import Collection, Iterable
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.catalog import Company
from bot.customer import people, surveys
from bot.customer.people import Person
from bot.delivery import outbox

Kind = Literal["surveys", "offers", "talks", "digests"]

KINDS: tuple[Kind, ...] = ("surveys", "offers", "talks", "digests")


def refuses(person: Person, kind: Kind) -> bool:
    """Say whether a person wants none of this kind."""
    refused: bool = getattr(person, _column(kind))
    return refused


def named(words: Iterable[str]) -> tuple[Kind, ...]:
    """Return the kinds among `words`, in their order here; "all" names every one."""
    said = set(words)
    return tuple(kind for kind in KINDS if kind in said or "all" in said)


def stop(session: Session, slack_id: str, kinds: Collection[Kind]) -> tuple[Kind, ...]:
    """Start none of `kinds` with this person from this moment, and take back what waits to be sent.

    Returns the kinds that were wanted until now: what an undo switches on again.
    """
    stopped = _switch(session, slack_id, kinds, refused=True)
    outbox.withdraw(session, slack_id, kinds)
    return stopped


def resume(session: Session, slack_id: str, kinds: Collection[Kind]) -> tuple[Kind, ...]:
    """Start `kinds` with this person again, on their own word; return those that were refused until now."""
    return _switch(session, slack_id, kinds, refused=False)


def of(session: Session, company: Company, person: Person) -> dict[str, Any]:
    """Return what a person may hear and how often, for their Home; times as they are read on a clock."""
    last = surveys.last_sent_at(session, person.id)
    numbers = company.policy
    return {
        "wanted": [kind for kind in KINDS if not refuses(person, kind)],
        "survey_days": numbers.survey_days,
        "talk_days": numbers.talk_days,
        "offers_a_quarter": numbers.offers_a_quarter,
        "quiet_from": f"{numbers.quiet_from:%H:%M}",
        "quiet_until": f"{numbers.quiet_until:%H:%M}",
        "quiet_weekends": numbers.quiet_weekends,
        "surveyed_on": last and last.astimezone(ZoneInfo(person.zone or company.zone)).date(),
    }


def _switch(session: Session, slack_id: str, kinds: Collection[Kind], *, refused: bool) -> tuple[Kind, ...]:
    person = people.meet(session, slack_id)
    session.flush()
    session.refresh(person, with_for_update=True)
    moved = tuple(kind for kind in KINDS if kind in kinds and refuses(person, kind) is not refused)
    for kind in moved:
        setattr(person, _column(kind), refused)
    session.flush()
    return moved


def _column(kind: Kind) -> str:
    return f"refuses_{kind}"
