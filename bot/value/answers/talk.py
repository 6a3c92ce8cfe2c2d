"""Talk: what a thread was about, as a question that goes on needs it, and back into its row."""

from dataclasses import asdict
from datetime import datetime
from typing import get_args

from sqlmodel import Session

from bot.catalog import spans
from bot.catalog.aspects import Aspect
from bot.catalog.moments import Said
from bot.customer import threads
from bot.customer.threads import About
from bot.value.answers.decided import Spoken


def recall(session: Session, root: str, person: str, now: datetime, *, begins: bool = True) -> Spoken | None:
    """Return what the thread spoke of; where it `begins`, what the person did a moment ago in the same place."""
    about = threads.recall(session, root, person, now, begins=begins)
    if about is None:
        return None
    aspect: Aspect = next((each for each in get_args(Aspect) if each == about.aspect), "what")
    said = about.facts.get("said")
    moment = Said(**{**said, "days": tuple(said["days"])}) if said else None
    paid = about.facts.get("paid")
    span = spans.Bounds(**paid) if paid else None
    quantity, other = about.facts.get("quantity"), about.facts.get("other")
    return Spoken(about.service, about.tier, aspect, quantity, moment, span, other)


def remember(session: Session, root: str, person: str, spoken: Spoken, now: datetime) -> None:
    """Keep what the thread is about now."""
    said = asdict(spoken.moment) if spoken.moment else None
    paid = asdict(spoken.span) if spoken.span else None
    facts = {"quantity": spoken.quantity, "said": said, "paid": paid, "other": spoken.other}
    about = About(spoken.service, spoken.tier, spoken.aspect, facts)
    threads.remember(session, root, person, about, now)
