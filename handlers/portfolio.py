"""Portfolio: browsing what IT offers, will offer and offered, and wanting what is being prepared."""

from slack_bolt import App


def register(app: App) -> None:
    """Say what starts what."""
