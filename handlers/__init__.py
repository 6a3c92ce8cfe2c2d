"""What a person in Slack, or the clock, can start: the table of contents."""

from types import ModuleType

from slack_bolt import App

from bot.desk import Timer
from handlers import ask, home, lead, offers, orders, people, reports, surveys

FEATURES: tuple[ModuleType, ...] = (ask, orders, surveys, offers, reports, home, people, lead)


def register(app: App) -> None:
    """Tell Bolt what starts what."""
    for feature in FEATURES:
        feature.register(app)


def timers() -> dict[str, Timer]:
    """Return every timer by name."""
    return {name: timer for feature in FEATURES for name, timer in getattr(feature, "TIMERS", {}).items()}
