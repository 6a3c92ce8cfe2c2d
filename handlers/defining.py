"""Defining: a service described by its owner, outcome first, and what an hour without it costs."""

from slack_bolt import App


def register(app: App) -> None:
    """Say what starts what."""
