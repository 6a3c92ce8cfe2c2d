"""What Slack takes and refuses: every Block Kit shape and limit, checked before anything is sent."""

from bot.blockkit.payloads import (
    Problem,
    check_blocks,
    check_message,
    check_options,
    check_suggestions,
    check_view,
)
from bot.blockkit.placement import Surface

__all__ = [
    "Problem",
    "Surface",
    "check_blocks",
    "check_message",
    "check_options",
    "check_suggestions",
    "check_view",
]
