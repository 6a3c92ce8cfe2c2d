"""What a Web API call was given, in either encoding, and the way to say no as Slack does."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from bot.sandbox.state import Json

T = TypeVar("T")


class Denied(Exception):  # noqa: N818  # it is Slack's "no", which is an answer
    """A call that Slack answers with `ok: false`; `fields` join `error` in the body."""

    def __init__(self, error: str, **fields: Any) -> None:
        super().__init__(error)
        self.error = error
        self.fields = fields

    @property
    def body(self) -> Json:
        """The answer as Slack words it."""
        return {"ok": False, "error": self.error, **self.fields}


def explained(error: str, *messages: str) -> Denied:
    """Make a denial whose reasons stand where Slack puts them."""
    return Denied(error, response_metadata={"messages": [f"[ERROR] {message}" for message in messages]})


class Args:
    """The arguments of one call: strings from a form, native values from JSON."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = {name: value for name, value in given.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def text(self, name: str, default: str = "") -> str:
        """Return a string argument."""
        return str(self._given.get(name, default))

    def need(self, name: str) -> str:
        """Return a string argument that must not be missing or empty."""
        if not self.text(name):
            raise explained("invalid_arguments", f"missing required field: {name}")
        return self.text(name)

    def flag(self, name: str) -> bool:
        """Return a yes or no; `1`, `true` and True are yes."""
        return str(self._given.get(name, "")).lower() in ("1", "true")

    def number(self, name: str, default: int, most: int) -> int:
        """Return a count between 1 and `most`."""
        try:
            return max(1, min(int(self._given.get(name, default)), most))
        except ValueError:
            raise explained("invalid_arguments", f"{name} must be a number") from None

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """Return a structure, decoded when it came as text; None when absent.

        Raises Denied(error) when the text is not JSON.
        """
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise explained(error, f"{name} is not valid JSON") from None

    def names(self, name: str) -> list[str]:
        """Return a list that may come as `a,b`, as JSON or as a list."""
        value = self._given.get(name, "")
        if isinstance(value, str):
            value = self.json(name) if value.startswith("[") else value.split(",")
        return [str(one).strip() for one in value if str(one).strip()]

    def plain(self) -> Json:
        """Return everything as it came, without the token, for the inspector."""
        return {name: value for name, value in self._given.items() if name != "token"}


def page_of(items: Sequence[T], args: Args, *, default: int = 100) -> tuple[list[T], Json]:
    """Cut the page that `cursor` and `limit` ask for, and say where the next one starts."""
    cursor = args.text("cursor") or "0"  # Slack takes an empty one for the first page
    if not cursor.isdecimal():
        raise Denied("invalid_cursor")
    start = int(cursor)
    end = start + args.number("limit", default, 1000)
    more = str(end) if end < len(items) else ""
    return list(items[start:end]), {"next_cursor": more}
