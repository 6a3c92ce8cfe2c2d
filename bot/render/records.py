"""How a macro hands a block over: as a sealed JSON record inside the text that Jinja is building."""

import json
import re
import secrets
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from bot.money import Money

# No person can guess the seal, so no person's words can pass for a record.
SEAL = f"\x1e{secrets.token_hex(8)}\x1e"

Record = dict[str, Any]

_QUOTES = (("&#39;", "'"), ("&#34;", '"'))
_LONE = re.compile("&(?!amp;|lt;|gt;)")
_TOKEN = re.compile(r"<(?:!date\^|https?:|mailto:|slack:)[^|<>]*\|([^<>]*)>")


class OutOfPlace(ValueError):  # noqa: N818  # it names what the author did
    """Words stand where only blocks belong, or a block where only words do."""


def _refuse(value: object) -> Any:
    raise TypeError(f"{value} cannot be part of a block")


_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=_refuse)


def record(shape: Record) -> Markup:
    """Seal one block, element or object; what is None in it is left out."""
    kept = {key: value for key, value in shape.items() if value is not None}
    return Markup(f"{SEAL}{_ENCODER.encode(kept)}{SEAL}")


def pieces(words: str) -> Iterator[Record | str]:
    """Yield the records and the words between them, in order; blank words are skipped."""
    for index, piece in enumerate(str(words).split(SEAL)):
        if index % 2:
            yield json.loads(piece)
        elif piece and not piece.isspace():
            yield piece


def parts(words: str) -> list[Record]:
    """Return the records in `words`. Raises OutOfPlace when there are words between them."""
    found = list(pieces(words))
    for piece in found:
        if isinstance(piece, str):
            raise OutOfPlace(f"the words {piece.strip()[:60]!r} stand outside of a block")
    return [piece for piece in found if isinstance(piece, dict)]


def part(words: str | None) -> Record | None:
    """Return the one record in `words`, or None for None. Raises OutOfPlace when there are more or fewer."""
    if words is None:
        return None
    found = parts(words)
    if len(found) != 1:
        raise OutOfPlace(f"one element belongs here, not {len(found)}")
    return found[0]


def escape(words: object) -> str:
    """Make words safe in Slack's mrkdwn: the three characters with a meaning, and only those."""
    return str(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(words: str) -> str:
    """Undo `escape`."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _words(value: object) -> str:
    words = str(value)
    if SEAL in words:
        raise OutOfPlace("a block stands inside of a text")
    return words.strip()


def marked(value: object) -> str:
    """Return `value` as mrkdwn: a plain string is escaped, markup stays as it is."""
    words = _words(value)
    if not hasattr(value, "__html__"):
        return escape(words)
    for coded, character in _QUOTES:
        words = words.replace(coded, character)
    return _LONE.sub("&amp;", words)


def shown(value: object) -> str:
    """Return `value` as plain_text shows it: real characters, links and dates by their words."""
    words = _words(value)
    if not hasattr(value, "__html__"):
        return words
    return unescape(_TOKEN.sub(r"\1", marked(value)))


def raw(value: object | None) -> str | None:
    """Return a bare string for a field that is no text object, or None for None."""
    return None if value is None else shown(value)


def plain(value: object | None) -> Record | None:
    """Return a plain_text object, or None for None."""
    return None if value is None else {"type": "plain_text", "text": shown(value)}


def mrkdwn(value: object | None) -> Record | None:
    """Return a mrkdwn text object, or None for None."""
    return None if value is None else {"type": "mrkdwn", "text": marked(value)}


def mixed(words: str) -> list[Record]:
    """Return what a context block holds: records as they are, words between them as mrkdwn."""
    return [
        piece if isinstance(piece, dict) else {"type": "mrkdwn", "text": marked(Markup(piece))}
        for piece in pieces(words)
    ]


def figure(value: object) -> int | float:
    """Return a number for a chart or a sortable cell; the exact figure stays in the words beside it."""
    if isinstance(value, Money):
        value = value.amount
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return value


def packed(value: object | None) -> str | None:
    """Return private_metadata: words stay as they are, everything else becomes compact JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), default=_refuse)


def fitting(value: Any, least: Any, most: Any, decimal: bool) -> Any:
    """Return what may stand in a field for a number: what was typed, None where Slack would not take it."""
    try:
        number = Decimal(str(value)) if decimal else Decimal(int(str(value)))
        in_range = (least is None or number >= Decimal(str(least))) and (
            most is None or number <= Decimal(str(most))
        )
    except (ArithmeticError, ValueError):
        return None
    return value if in_range else None
