"""The wire: all that delivery asks of Slack, and the ways in which Slack can fail to say yes."""

from pathlib import Path
from typing import Any, Protocol


class Unmet(Exception):  # noqa: N818  # Slack's answer, not our error
    """Slack was asked for something and did not say yes."""


class Declined(Unmet):
    """Slack answered no; `error` is its word for why."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class TooFast(Unmet):
    """Slack asks to wait `retry_after` seconds; nothing was done."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"wait {retry_after:g} s")
        self.retry_after = retry_after


class FateUnknown(Unmet):
    """No answer, or one that says nothing: it may have been done."""


class Unreached(Unmet):
    """Slack was not reached at all; nothing was done."""


class TooLarge(Unmet):
    """A file is longer than `most` bytes; nothing of it is kept."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} bytes")
        self.most = most


class Wire(Protocol):
    """Slack's Web API, seen from below."""

    def call(self, method: str, /, **args: Any) -> dict[str, Any]:
        """Call a method and return its answer; raises Declined, TooFast, FateUnknown or Unreached."""

    def upload(self, url: str, data: bytes) -> None:
        """Send a file's bytes to the address that Slack gave for it; raises as `call` does."""

    def download(self, url: str, into: Path, most: int) -> None:
        """Write the file behind a private address of Slack's to `into`, if it has at most `most` bytes.

        Raises TooLarge, Declined("file_not_found") when it is gone, Declined("no_permission") when the
        token may not read it or the address is not Slack's, and FateUnknown or Unreached as `call` does.
        """
