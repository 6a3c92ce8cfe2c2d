"""Trouble with a file: with all of it, or with one of its cells; the words are in templates/importing."""

from typing import Any


class Unreadable(Exception):  # noqa: N818  # it says what the file is
    """Nothing can be taken from this file as it is; `code` names the sentence that says what to do."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Wrong(Exception):  # noqa: N818
    """One cell cannot be understood; `code` names the reason that the person reads."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
