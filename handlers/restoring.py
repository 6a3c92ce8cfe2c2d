"""Restoring: what comes back first after an outage, and the plan to print before there is one."""

from slack_bolt import App


def register(app: App) -> None:
    """Say what starts what."""
