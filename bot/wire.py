"""The wire: Slack's Web API through slack_sdk, each failure told apart by what may have happened."""

import copy
import http.client
import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import IO, Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.wire import Declined, FateUnknown, TooFast, TooLarge, Unreached

PROMPT_SECONDS = 2  # for what a person waits for: Slack drops us after 3
PATIENT_SECONDS = 10  # for what the sender says
DOWNLOAD_SECONDS = 300  # for a whole file, however slowly it comes
_GONE = (403, 404, 410)
_PIECE = 1 << 16
_PROMPT = ("views.", "assistant.")
_NEVER_SENT = (ConnectionRefusedError, socket.gaierror)


class SlackWire:
    """Calls Slack once for each time it is asked: whether to try again is delivery's decision."""

    def __init__(self, client: WebClient) -> None:
        self._prompt = _with_timeout(client, PROMPT_SECONDS)
        self._patient = _with_timeout(client, PATIENT_SECONDS)

    def call(self, method: str, /, **args: Any) -> dict[str, Any]:
        """Call a method; raises Declined, TooFast, FateUnknown or Unreached."""
        client = self._prompt if method.startswith(_PROMPT) else self._patient
        form = {name: _written(value) for name, value in args.items() if value is not None}
        with _told_apart():
            answer = client.api_call(method, params=form)
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    def upload(self, url: str, data: bytes) -> None:
        """Send a file's bytes to the address that Slack gave for it."""
        headers = {"Content-Type": "application/octet-stream"}
        request = urllib.request.Request(url, data=data, headers=headers, method="POST")
        with _told_apart(), urllib.request.urlopen(request, timeout=PATIENT_SECONDS) as answer:
            answer.read()

    def download(self, url: str, into: Path, most: int) -> None:
        """Write a file of Slack's to `into`; raises TooLarge, Declined, TooFast, FateUnknown or Unreached."""
        if not _same_house(url, self._patient.base_url):
            raise Declined("no_permission")  # the token is for nobody else
        request = urllib.request.Request(url)
        request.add_unredirected_header("Authorization", f"Bearer {self._patient.token}")
        with _told_apart(), _open(request) as answer:
            if answer.headers.get_content_type() == "text/html":  # where one signs in
                raise Declined("no_permission")
            with into.open("wb") as file:
                _copy(answer, file, most)


def _same_house(url: str, base: str) -> bool:
    """Tell whether an address is where the Web API is, or below its domain (files.slack.com)."""
    there, home = urlsplit(url), urlsplit(base)
    domain = (home.hostname or "").removeprefix("www.")
    return there.scheme == home.scheme and (
        there.netloc == home.netloc or (there.hostname or "").endswith(f".{domain}")
    )


def _open(request: urllib.request.Request) -> Any:
    try:
        return urllib.request.urlopen(request, timeout=PATIENT_SECONDS)
    except urllib.error.HTTPError as error:
        if error.code in _GONE:
            raise Declined("file_not_found") from error
        if error.code == 429:
            raise TooFast(float(error.headers.get("Retry-After", 1))) from error
        raise


def _copy(answer: Any, file: IO[bytes], most: int) -> None:
    size, until = 0, monotonic() + DOWNLOAD_SECONDS
    while piece := answer.read(_PIECE):
        size += len(piece)
        if size > most:
            raise TooLarge(most)
        if monotonic() > until:
            raise TimeoutError
        file.write(piece)
    if size < int(answer.headers.get("Content-Length") or size):
        raise ConnectionAbortedError


def _with_timeout(client: WebClient, seconds: int) -> WebClient:
    own = copy.copy(client)
    own.timeout = seconds
    own.retry_handlers = []
    return own


def _written(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list | bool) else value


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except SlackApiError as error:
        raise _meaning(error) from error
    except urllib.error.HTTPError as error:
        raise FateUnknown(f"HTTP {error.code}") from error
    except (OSError, http.client.HTTPException) as error:
        raise _silence(error) from error


def _meaning(error: SlackApiError) -> Exception:
    answer = error.response
    if answer.status_code == 429:
        return TooFast(float(answer.headers.get("Retry-After", 1)))
    if answer.status_code >= 500:
        return FateUnknown(f"HTTP {answer.status_code}")
    word = answer.get("error") if isinstance(answer.data, dict) else None
    if word == "ratelimited":
        return TooFast(float(answer.headers.get("Retry-After", 1)))
    return Declined(word) if word and " " not in word else FateUnknown("an answer that is not Slack's")


def _silence(error: OSError | http.client.HTTPException) -> Exception:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, _NEVER_SENT):
        return Unreached(str(cause))
    return FateUnknown(f"{type(cause).__name__}: {cause}")
