"""Dead letters: what could not be done, for an IT lead to see and to try again."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.db import wake_sender
from bot.delivery.jobs import DEAD, READY, Job, Taken
from bot.delivery.timers import set_timer

ALARM = "lead.dead_letter"  # the timer that tells an IT lead


def list_dead(session: Session, limit: int = 50) -> Sequence[Job]:
    """Return dead jobs, the latest first."""
    dead = select(Job).where(Job.state == DEAD)
    return session.exec(dead.order_by(col(Job.settled_at).desc(), col(Job.id).desc()).limit(limit)).all()


def replay(session: Session, job_id: int, now: datetime) -> bool:
    """Give a dead job a second life; return False when it is not dead (any more)."""
    dead = select(Job).where(Job.id == job_id, Job.state == DEAD)
    job = session.exec(dead.with_for_update()).first()
    if job is None:
        return False
    job.state, job.attempts, job.due_at = READY, 0, now
    job.tried_at = job.settled_at = job.error = None
    session.add(job)
    wake_sender(session)
    return True


def raise_alarm(session: Session, job: Taken, error: str | None, now: datetime) -> None:
    """Have an IT lead told about a dead job, unless it is an alarm itself."""
    if any((name or "").startswith(ALARM) for name in (job.name, job.key, job.card)):
        return
    facts = {"job": job.id, "kind": job.kind, "name": job.name, "to": job.to, "error": error}
    set_timer(session, ALARM, now, now=now, key=f"{ALARM}:{job.id}:{now.timestamp():.0f}", facts=facts)
