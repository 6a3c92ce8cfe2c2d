"""The way to a bot in this very process: a test's bot answers in the thread that asks."""

import json

from slack_bolt import App, BoltRequest, BoltResponse

from bot.sandbox.deliveries import Answer, Envelope


class InProcess:
    """Hands each envelope to a Bolt app and waits for its answer; no sockets, no threads."""

    def __init__(self, app: App) -> None:
        self._app = app

    def carry(self, envelope: Envelope, patience: float) -> Answer:
        """Dispatch as Bolt's own Socket Mode adapter does; the delivery's clock stands outside."""
        request = BoltRequest(mode="socket_mode", body=envelope.payload, headers=dict(envelope.retry_headers))
        return answer_of(self._app.dispatch(request))

    def disconnect(self) -> None:
        """Do nothing: there is no connection."""


def answer_of(response: BoltResponse) -> Answer:
    """Read what Bolt answered."""
    if response.status != 200:
        final = "x-slack-no-retry" in response.headers
        return Answer(False, reason="http_error", status=response.status, final=final)
    body = response.body or ""
    if not body:
        return Answer(True)
    if isinstance(body, str) and not response.first_headers().get("content-type", "").startswith(
        "application/json"
    ):
        return Answer(True, {"text": body})
    return Answer(True, json.loads(body) if isinstance(body, str) else body)
