"""Digests: every Monday, what people said about a service, to its owner."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import App
from sqlmodel import Session

from bot.customer import people
from bot.desk import Desk, Timer
from bot.value import digest


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that every owner of a live service gets a digest on Monday mornings of their own zone."""
    for owner in sorted({service.owner for service in desk.catalog.live()}):
        person = people.by_email(session, owner)
        zone = desk.zone(person) if person else desk.catalog.company.zone
        digest.arrange(session, owner, zone, now)


def post(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of an owner's digest; a week without answers brings no message."""
    week = digest.of_week(session, desk.catalog, facts["owner"], now)
    reader = people.by_email(session, facts["owner"])
    if week is not None and reader is not None and not reader.refuses_digests:
        desk.say(session, reader.id, "reports/digest", digest=week)


def register(app: App) -> None:
    """Nothing in Slack starts a digest; the clock does."""


TIMERS: dict[str, Timer] = {digest.TIMER: post}
