"""What a person in Slack, or the clock, can start: the table of contents."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import ModuleType
from typing import Any

from slack_bolt import App
from sqlmodel import Session

from bot.delivery.errands import Trip
from bot.delivery.pictures import Picture
from bot.desk import Desk, Timer
from handlers import (
    advocates,
    answered,
    ask,
    balance,
    belonging,
    books,
    case_form,
    case_waiting,
    cases,
    closing,
    closing_gaps,
    commands,
    contact,
    defining,
    delegating,
    departures,
    digests,
    expediting,
    exporting,
    extending,
    gone,
    handing,
    home,
    importing,
    knowledge,
    lead,
    mapping,
    measures,
    mine,
    month_end,
    months,
    more_funding,
    offer_rules,
    offers,
    order_pages,
    orders,
    outcomes,
    people,
    planning,
    portfolio,
    queue,
    recovering,
    relaying,
    remedies,
    reporting,
    reports,
    restoring,
    silence,
    statement_files,
    statements,
    stock_answers,
    surveys,
    talks,
    target_votes,
    untaken,
    what_if,
    what_if_answer,
    wishing,
    year,
)

# Bolt asks each listener in turn whether a delivery is for it: what must be acknowledged fastest comes first.
FEATURES: tuple[ModuleType, ...] = (
    orders,
    ask,
    answered,
    wishing,
    commands,
    surveys,
    offers,
    cases,
    case_form,
    portfolio,
    reports,
    reporting,
    digests,
    contact,
    expediting,
    extending,
    home,
    people,
    belonging,
    knowledge,
    closing_gaps,
    restoring,
    defining,
    lead,
    order_pages,
    remedies,
    target_votes,
    gone,
    handing,
    relaying,
    stock_answers,
    queue,
    closing,
    untaken,
    delegating,
    more_funding,
    departures,
    exporting,
    mine,
    offer_rules,
    months,
    month_end,
    statements,
    statement_files,
    talks,
    silence,
    year,
    recovering,
    advocates,
    case_waiting,
    planning,
    what_if,
    what_if_answer,
    importing,
    mapping,
    balance,
    books,
    measures,
    outcomes,
)


def register(app: App) -> None:
    """Tell Bolt what starts what."""
    for feature in FEATURES:
        feature.register(app)


def timers() -> dict[str, Timer]:
    """Return every timer by name."""
    return {name: timer for feature in FEATURES for name, timer in getattr(feature, "TIMERS", {}).items()}


def pictures() -> dict[str, Picture]:
    """Return every drawing by name."""
    return {name: each for feature in FEATURES for name, each in getattr(feature, "PICTURES", {}).items()}


def files() -> dict[str, Callable[[Desk, Mapping[str, Any]], bytes]]:
    """Return what writes each file that is made of rows, by name."""
    return {name: each for feature in FEATURES for name, each in getattr(feature, "FILES", {}).items()}


def errands() -> dict[str, Callable[[Desk, Trip, Mapping[str, Any]], None]]:
    """Return every errand by name."""
    return {name: each for feature in FEATURES for name, each in getattr(feature, "ERRANDS", {}).items()}


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """Have everything scheduled that the bot does by itself, whoever asks for it."""
    for feature in FEATURES:
        if hasattr(feature, "keep_schedules"):
            feature.keep_schedules(session, desk, now)
