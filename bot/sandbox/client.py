"""slack_sdk without sockets: its HTTP requests to a sandbox in this process are answered right here."""

import io
import json
import os
import urllib.request
from email.message import Message as Headers
from http.client import RemoteDisconnected
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.response import addinfourl
from weakref import WeakKeyDictionary, WeakValueDictionary

from slack_sdk import WebClient

from bot.sandbox.gate import Request, receive
from bot.sandbox.web_api import Cut, Reply

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

_reached_by: "WeakKeyDictionary[WebClient, Workspace]" = WeakKeyDictionary()  # as long as the client lives
_workspaces: "WeakValueDictionary[str, Workspace]" = WeakValueDictionary()
PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


class _InProcess(urllib.request.HTTPHandler):
    """Answers requests to `*.sandbox.invalid` from the workspace of that name, sends all others out."""

    def http_open(self, req: urllib.request.Request) -> Any:
        workspace = _workspaces.get(req.host)
        if workspace is None:
            return super().http_open(req)
        headers = {name.lower(): str(value) for name, value in req.header_items()}
        body = req.data if isinstance(req.data, bytes) else b""
        request = Request(urlsplit(req.full_url).path, headers, body)
        try:
            reply = receive(workspace, request)
        except Cut:
            raise RemoteDisconnected("Remote end closed connection without response") from None
        if isinstance(req.timeout, int | float) and reply.late > req.timeout:
            raise TimeoutError("timed out")
        return _as_response(reply, req.full_url)


def in_process_client(workspace: "Workspace", token: str | None = None) -> WebClient:
    """Return an unmodified WebClient of the bot whose calls reach the workspace without a socket.

    Clients that Bolt makes from it, response URLs and uploads take the same way, within this process.
    """
    host = connect(workspace)
    client = WebClient(
        token=token or workspace.app.bot_token, base_url=f"http://{host}/api/", retry_handlers=[]
    )
    _reached_by[client] = workspace
    return client


def connect(workspace: "Workspace") -> str:
    """Make the workspace reachable under a host name of its own, and return that name."""
    without_proxies()
    host = f"w{id(workspace)}.sandbox.invalid"
    if host not in _workspaces:
        urllib.request.install_opener(urllib.request.build_opener(_InProcess))
        _workspaces[host] = workspace
        workspace.base_url = f"http://{host}"
    return host


def without_proxies() -> None:
    """Forget proxies for this process: slack_sdk would send even loopback traffic through them."""
    for name in PROXIES:
        os.environ.pop(name, None)


def _as_response(reply: Reply, url: str) -> addinfourl:
    headers = Headers()
    is_json = isinstance(reply.body, dict)
    headers["Content-Type"] = "application/json; charset=utf-8" if is_json else "text/plain; charset=utf-8"
    for name, value in reply.headers.items():
        del headers[name]
        headers[name] = value
    plain = json.dumps(reply.body) if isinstance(reply.body, dict) else reply.body
    content = plain.encode() if isinstance(plain, str) else plain
    response = addinfourl(io.BytesIO(content), headers, url, reply.status)
    response.msg = ""  # type: ignore[attr-defined]  # urllib reads it when it makes an error of a status
    return response
