"""Knowledge: what the catalog could not answer, and its owners' yes to better words."""

from slack_bolt import App


def register(app: App) -> None:
    """Say what starts what."""
