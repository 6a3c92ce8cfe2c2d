"""Calling: one HTTP request to another system, over in ten seconds; no redirect is followed, no answer too long."""

import http.client
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 10
LONGEST_ANSWER = 1 << 20  # bytes that are read; the rest is left


class NoAnswer(Exception):  # noqa: N818  # it names what came, and its message says why
    """The other system was not reached, or did not answer in time; it may have heard."""


@dataclass(frozen=True)
class Reply:
    """What the other system answered; `retry_after` is in seconds, if it asked for a pause."""

    status: int
    body: bytes
    retry_after: float | None = None


def call(method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
    """Send one request, TLS checked for https.

    Raises NoAnswer, and ValueError for an address that is neither http nor https.
    """
    line = _line(url)
    watch = threading.Timer(
        SECONDS, _hang_up, [line]
    )  # each read has its own patience; this is for all of them
    watch.start()
    try:
        line.request(method, _path(url), body, dict(headers))
        answer = line.getresponse()
        return Reply(answer.status, answer.read(LONGEST_ANSWER), _seconds(answer.headers.get("Retry-After")))
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(f"{type(error).__name__}: {error}") from error
    finally:
        watch.cancel()
        line.close()


def check(url: str) -> None:
    """Raise ValueError for an address that cannot be called."""
    _line(url)


def _line(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if parts.scheme not in kinds or not parts.hostname:
        raise ValueError(f"{url} is no http or https address")
    line: http.client.HTTPConnection = kinds[parts.scheme](parts.hostname, parts.port, timeout=SECONDS)
    return line


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _hang_up(line: http.client.HTTPConnection) -> None:
    if line.sock is not None:
        with suppress(OSError):
            line.sock.shutdown(socket.SHUT_RDWR)


def _seconds(asked: str | None) -> float | None:
    return float(asked) if asked and asked.isdecimal() else None
