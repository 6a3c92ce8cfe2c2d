"""The emoji that Slack's short names stand for, as far as a work bot meets them."""

import re
from pathlib import Path

_LIST = Path(__file__).with_name("emoji.txt").read_text(encoding="utf-8")
_SHORT_NAME = re.compile(r":([a-z0-9_+-]+):")

SIGNS = dict(line.split(" ", 1) for line in _LIST.splitlines())


def with_signs(text: str) -> str:
    """Put the sign for every short name that is known (`:bulb:`); others stay as they were typed."""
    return _SHORT_NAME.sub(lambda match: SIGNS.get(match[1], match[0]), text)
