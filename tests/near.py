"""A client whose calls reach the workspace as they are: HTTP takes a quarter of an answer's time."""

import json
from http.client import RemoteDisconnected
from typing import Any

from slack_sdk import WebClient

from bot.sandbox import client, web_api
from bot.sandbox.web_api import Cut
from bot.sandbox.workspace import Workspace

HOST = "office.sandbox.invalid"  # of every office: their addresses are the same


class NearClient(WebClient):
    """slack_sdk's client but for the request itself; errors are those of the client in process.

    What else is asked of `HOST` reaches the workspace that had a client last.
    """

    def __init__(self, workspace: Workspace) -> None:
        client.connect(workspace)
        vars(client)["_workspaces"][HOST] = workspace
        workspace.base_url = f"http://{HOST}"
        super().__init__(workspace.app.bot_token, base_url=f"http://{HOST}/api/", retry_handlers=[])
        self._workspace = workspace

    def _perform_urllib_http_request(self, *, url: str, args: dict[str, dict[str, Any]]) -> dict[str, Any]:
        assert not args["json"]
        assert not args["files"]
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
