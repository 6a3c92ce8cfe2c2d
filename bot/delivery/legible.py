"""Legible: what Slack passes on, without the characters that PostgreSQL or UTF-8 cannot hold."""

import re
from typing import Any

_UNKEPT = re.compile("[\x00\ud800-\udfff]")  # NUL, and halves of surrogate pairs


def legible(value: Any) -> Any:
    """Return JSON with those characters gone from every text in it; it is the same object where none was."""
    return _mended(value) if _UNKEPT.search(_every_text(value)) else value


def _every_text(value: Any) -> str:
    """Join all texts in JSON, to look through them at once."""
    texts: list[str] = []
    left = [value]
    for each in left:
        if isinstance(each, str):
            texts.append(each)
        elif isinstance(each, dict):
            left.extend(each.values())
        elif isinstance(each, list):
            left.extend(each)
    return " ".join(texts)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _UNKEPT.sub("", value)
    if isinstance(value, dict):
        return {key: _mended(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mended(inner) for inner in value]
    return value
