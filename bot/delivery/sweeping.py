"""Sweeping: rows that nobody will ask for again are dropped, so that the database does not grow for ever."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, delete

from bot.db import Database
from bot.delivery.inbound import forget
from bot.delivery.jobs import DONE, Job

REDELIVERED_FOR = timedelta(days=7)  # Slack gives up after minutes; its replay of delayed events, after days
KEPT_FOR = timedelta(days=30)
KEY_KEPT_FOR = timedelta(days=180)  # longer than anything comes back to: questions are forgotten then, too


def sweep(db: Database, now: datetime) -> int:
    """Drop old deliveries and old jobs that are done, and return how many.

    Jobs with a key stay longer: their key keeps the same thing from being said again. Dead letters stay
    until somebody has seen to them.
    """
    settled_at = col(Job.settled_at)
    old = (
        col(Job.state) == DONE,
        settled_at < now - KEPT_FOR,
        sa.or_(col(Job.key).is_(None), settled_at < now - KEY_KEPT_FOR),
    )
    with db.session() as session:
        return forget(session, now - REDELIVERED_FOR) + session.exec(delete(Job).where(*old)).rowcount
