"""Legible: what Slack passes on, without the characters that PostgreSQL or UTF-8 cannot hold."""

import json
import re
from typing import Any

_UNKEPT = re.compile("[\x00\ud800-\udfff]")  # NUL, and halves of surrogate pairs


def legible(value: Any) -> Any:
    """Return JSON with those characters gone from every text in it; it is the same object where none was."""
    return value if _can_be_kept(json.dumps(value, ensure_ascii=False)) else _mended(value)


def _can_be_kept(written: str) -> bool:
    try:
        written.encode()
    except UnicodeEncodeError:  # half of a pair
        return False
    return "\\u0000" not in written


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _UNKEPT.sub("", value)
    if isinstance(value, dict):
        return {key: _mended(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mended(inner) for inner in value]
    return value
