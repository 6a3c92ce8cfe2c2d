"""HTTP mode: signed requests to the bot's own address, as Slack's servers send them."""

import hashlib
import hmac
import json
import time
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit

from bot.sandbox.deliveries import TOO_LATE, UNREACHABLE, Answer, Envelope

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Slack follows no redirect of an interaction; neither do we."""

    def redirect_request(self, *_: object) -> None:
        """Let a redirect be the answer."""


class SignedHttp:
    """Posts each envelope to the bot, signed with the secret both sides know.

    Raises ValueError for an address outside this machine.
    """

    def __init__(self, url: str, secret: str) -> None:
        if urlsplit(url).hostname not in LOOPBACK:
            raise ValueError(f"{url} is not on this machine, and the sandbox stays on it")
        self._url = url
        self._secret = secret
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)

    def carry(self, envelope: Envelope, patience: float) -> Answer:
        """Post once; any 2xx acknowledges."""
        kind, body = _encoded(envelope)
        headers = {"Content-Type": kind, **signature(self._secret, body), **envelope.retry_headers}
        request = urllib.request.Request(self._url, body, headers, method="POST")
        try:
            with self._opener.open(request, timeout=patience) as response:
                return _read(response.status, response.headers, response.read())
        except HTTPError as error:
            with error:
                final = error.headers.get("x-slack-no-retry") == "1"
                return Answer(False, reason="http_error", status=error.code, final=final)
        except TimeoutError:
            return TOO_LATE
        except (URLError, HTTPException, OSError) as error:
            late = isinstance(getattr(error, "reason", None), TimeoutError)
            return TOO_LATE if late else UNREACHABLE

    def disconnect(self) -> None:
        """Do nothing: there is no connection to drop."""


def signature(secret: str, body: bytes) -> dict[str, str]:
    """Return the headers that prove a body comes from Slack, valid for five minutes of real time."""
    # The bot's own check reads the true clock, also while the sandbox has moved its own ahead.
    stamp = str(int(time.time()))  # noqa: TID251
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(envelope: Envelope) -> tuple[str, bytes]:
    form = "application/x-www-form-urlencoded"
    if envelope.kind == "events_api":
        return "application/json", json.dumps(envelope.payload).encode()
    if envelope.kind == "interactive":
        return form, urlencode({"payload": json.dumps(envelope.payload)}).encode()
    return form, urlencode(envelope.payload).encode()


def _read(status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    text = body.decode()
    if not text:
        return Answer(True, status=status)
    if headers.get("content-type", "").startswith("application/json"):
        return Answer(True, json.loads(text) or None, status=status)
    return Answer(True, {"text": text}, status=status)
