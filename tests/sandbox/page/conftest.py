"""A small workspace with a bot that does what a test tells it, and a way to ask the page without sockets."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from freezegun import freeze_time
from starlette.applications import Starlette

from bot.sandbox import web_api
from bot.sandbox.deliveries import Answer, Envelope
from bot.sandbox.page.reader import Reader
from bot.sandbox.page.routes import routes
from bot.sandbox.state import Json, Message
from bot.sandbox.workspace import Workspace

NOON = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
PLAN: Json = {
    "team": {"id": "T0", "name": "Calder Outdoor", "domain": "calder"},
    "app": {
        "id": "A0",
        "bot": "B0",
        "user": "U0BOT",
        "name": "domestique",
        "tokens": {"bot": "xoxb-sandbox", "app": "xapp-sandbox"},
        "signing_secret": "secret",
    },
    "people": {
        "ana": {"name": "Ana Ruiz", "email": "ana@calder.example", "zone": "America/Denver"},
        "bo": {"name": "Bo Larsen", "email": "bo@calder.example", "zone": "America/Denver"},
        "eve": {"name": "Eve Stone", "email": "eve@calder.example", "zone": "Europe/Berlin"},
    },
    "channels": {
        "general": {"id": "C0GENERAL", "members": "all", "topic": "News"},
        "finance": {"id": "C0FINANCE", "members": ["ana", "bo"], "private": True},
    },
    "hints": {
        "ana": [
            {"text": "Ask: what does ERP cost?", "say": "what does ERP cost?"},
            {"text": "Your Home", "tab": "home"},
            {"text": "Approve as Bo", "as": "bo"},
            {"text": "Tell finance", "say": "hello", "where": "#finance"},
            {"text": "One hour later", "leap": "hour"},
        ]
    },
}
MANIFEST: Json = {
    "features": {
        "slash_commands": [{"command": "/it", "description": "Ask IT", "usage_hint": "order | report"}],
        "shortcuts": [
            {"name": "Order from IT", "type": "global", "callback_id": "order.start"},
            {"name": "Turn into a request", "type": "message", "callback_id": "order.from_message"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "reactions:write", "im:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]}},
}


@dataclass
class Bot:
    """Answers each delivery as `replies` says for it, and keeps what came."""

    workspace: Workspace
    came: list[Envelope] = field(default_factory=list)
    replies: dict[str, Callable[[Json], Answer | None]] = field(default_factory=dict)

    def carry(self, envelope: Envelope, patience: float) -> Answer:
        self.came.append(envelope)
        reply = self.replies.get(envelope.what)
        return (reply(envelope.payload) if reply else None) or Answer(True)

    def disconnect(self) -> None:
        pass

    def call(self, method: str, **args: Any) -> Json:
        reply = web_api.call(self.workspace, method, args, "xoxb-sandbox")
        assert isinstance(reply.body, dict)
        assert reply.body["ok"], reply.body
        return reply.body

    def posts(self, channel: str, blocks: list[Json] | None = None, **more: Any) -> Message:
        said = self.call("chat.postMessage", channel=channel, text="Hello", blocks=blocks or [], **more)
        message = self.workspace.channels[said["channel"]].find(said["ts"])
        assert message is not None
        return message

    def opens(self, trigger: str, blocks: list[Json], **more: Any) -> Json:
        view = {
            "type": "modal",
            "title": {"type": "plain_text", "text": "Order"},
            "submit": {"type": "plain_text", "text": "Send"},
            "blocks": blocks,
            **more,
        }
        return self.call("views.open", trigger_id=trigger, view=view)


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with freeze_time(NOON, tick=True):
        here = Workspace(PLAN, MANIFEST)
        yield here
        here.post.close()


@pytest.fixture
def bot(workspace: Workspace) -> Bot:
    bot = Bot(workspace)
    workspace.post.route = bot
    return bot


@pytest.fixture
def reader() -> Reader:
    return Reader(
        "U0ANA",
        "America/Denver",
        NOON,
        people={"U0ANA": "Ana Ruiz", "U0BO": "Bo Larsen"},
        channels={"C0FINANCE": "finance"},
        files={"F1": "/files/F1/month.png"},
    )


@dataclass(frozen=True)
class Reply:
    """What the page answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Browser:
    """Asks the page's routes in this process, one request at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._app = Starlette(routes=routes(workspace))

    def get(self, address: str) -> Reply:
        return asyncio.run(self._ask("GET", address, b"", {}))

    def does(self, who: str, doing: str, **said: Any) -> Reply:
        body = json.dumps(said).encode()
        headers = {"content-type": "application/json"}
        return asyncio.run(self._ask("POST", f"/as/{who}/do/{doing}", body, headers))

    def posts(self, address: str, body: bytes, kind: str) -> Reply:
        return asyncio.run(self._ask("POST", address, body, {"content-type": kind}))

    async def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Reply:
        parts = urlsplit(address)
        scope = {
            "type": "http",
            "method": method,
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "root_path": "",
            "query_string": parts.query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "server": ("127.0.0.1", 80),
            "scheme": "http",
        }
        sent: list[Json] = []

        asked = iter([True])

        async def receive() -> Json:
            if not next(asked, False):
                await asyncio.Event().wait()  # a browser that stays
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(event: Any) -> None:
            sent.append(event)

        await self._app(scope, receive, send)
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        text = b"".join(event.get("body", b"") for event in sent[1:]).decode()
        return Reply(sent[0]["status"], found, text)


@pytest.fixture
def browser(workspace: Workspace, bot: Bot) -> Browser:
    return Browser(workspace)
