"""Legible: what Slack passes on, without the characters that PostgreSQL or UTF-8 cannot hold."""

import re
from typing import Any

_UNKEPT = re.compile("[\x00\ud800-\udfff]")  # NUL, and halves of surrogate pairs


def legible(value: Any) -> Any:
    """Return JSON with those characters gone from every text in it."""
    if isinstance(value, str):
        return _UNKEPT.sub("", value)
    if isinstance(value, dict):
        return {key: legible(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [legible(inner) for inner in value]
    return value
