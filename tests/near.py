"""A client whose calls reach the workspace as they are: HTTP takes a quarter of an answer's time."""

import json
from http.client import RemoteDisconnected
from typing import Any

from slack_sdk import WebClient

from bot.sandbox import web_api
from bot.sandbox.client import connect
from bot.sandbox.web_api import Cut
from bot.sandbox.workspace import Workspace


class NearClient(WebClient):
    """slack_sdk's client but for the request itself; errors are those of the client in process."""

    def __init__(self, workspace: Workspace) -> None:
        host = connect(workspace, "office")
        super().__init__(workspace.app.bot_token, base_url=f"http://{host}/api/", retry_handlers=[])
        self._workspace = workspace

    def _perform_urllib_http_request(self, *, url: str, args: dict[str, dict[str, Any]]) -> dict[str, Any]:
        said = {name: str(value) for name, value in (args["params"] or {}).items()}
        token = args["headers"]["Authorization"].removeprefix("Bearer ")
        try:
            reply = web_api.call(self._workspace, url.rpartition("/")[2], said, token)
        except Cut:
            raise RemoteDisconnected("Remote end closed connection without response") from None
        if reply.late > self.timeout:
            raise TimeoutError("timed out")
        body = json.dumps(reply.body) if isinstance(reply.body, dict) else reply.body
        return {"status": reply.status, "headers": reply.headers, "body": body}
