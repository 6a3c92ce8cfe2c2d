"""The workspace over real sockets: Web API, Socket Mode, files and the page, on this machine only."""

import json
import logging
import socket
import threading
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.client import without_proxies
from bot.sandbox.gate import Request, receive
from bot.sandbox.page.routes import routes
from bot.sandbox.sockets import Sockets
from bot.sandbox.web_api import Cut, Reply
from bot.sandbox.workspace import Workspace

HOST = "127.0.0.1"
PATIENCE_AT_START = 10.0
log = logging.getLogger(__name__)


class Server:
    """A running workspace; `url` is the page, `api_url` what slack_sdk wants as its base_url."""

    def __init__(self, workspace: Workspace, listener: socket.socket) -> None:
        self.workspace = workspace
        self.url = f"http://{HOST}:{listener.getsockname()[1]}"
        self.api_url = f"{self.url}/api/"
        self.sockets = Sockets(workspace)
        self._listener = listener
        config = uvicorn.Config(
            application(workspace, self.sockets),
            log_level="warning",
            http="h11",
            ws="websockets-sansio",
            timeout_graceful_shutdown=1,
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    def start(self) -> None:
        """Begin to serve; returns when requests are answered."""
        self._thread.start()
        patience = threading.Event()
        for _ in range(int(PATIENCE_AT_START / 0.01)):
            if self._uvicorn.started or not self._thread.is_alive():
                break
            patience.wait(0.01)

    def stop(self) -> None:
        """Stop serving, and tell which unknown methods the bot has called."""
        self.workspace.post.close()
        self._uvicorn.should_exit = True
        self._thread.join(5)
        self._listener.close()
        for method, times in sorted(self.workspace.unknown_methods.items()):
            log.warning("The bot called %s %d times; the sandbox does not know it.", method, times)

    def _run(self) -> None:
        self._uvicorn.run(sockets=[self._listener])


def serve(workspace: Workspace, port: int = 0) -> Server:
    """Serve a workspace on this machine; port 0 takes any that is free.

    Socket Mode becomes the way to the bot unless another route was set, and Slack's pace is kept.
    Raises OSError when the port is in use.
    """
    without_proxies()
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    server = Server(workspace, listener)
    workspace.base_url = server.url
    workspace.limits.on = True
    if workspace.post.route is None:
        workspace.post.route = server.sockets
    server.start()
    return server


def application(workspace: Workspace, sockets: Sockets) -> ASGIApp:
    """Put together everything that answers."""
    door = _Door(workspace)
    app = Starlette(
        routes=[
            Route("/api/{method:path}", door.receive, methods=["GET", "POST"]),
            Route("/upload/{file}", door.receive, methods=["POST"]),
            Route("/response/{right}", door.receive, methods=["POST"]),
            Route("/files-pri/{address:path}", door.receive, methods=["GET"]),
            Route("/files/{file}/{name}", door.file),
            WebSocketRoute("/socket/{ticket}", sockets.serve),
            *routes(workspace),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])],
    )
    return _OwnPagesOnly(app)


class _Door:
    """Lets the bot's requests in."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def receive(self, request: HttpRequest) -> Response:
        """Answer an API call, an upload or a response URL; or hang up, when a fault says so."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = await request.body() or request.url.query.encode()
        asked = Request(request.url.path, headers, body)
        try:
            return _response(await run_in_threadpool(receive, self._workspace, asked))
        except Cut:
            return _HangUp()

    async def file(self, request: HttpRequest) -> Response:
        """Give the bytes of an uploaded file."""
        file = self._workspace.files.get(request.path_params["file"])
        if file is None or file.content is None:
            return Response("not found", 404)
        return Response(file.content, media_type=file.mimetype)


def _response(reply: Reply) -> Response:
    if isinstance(reply.body, str | bytes):
        return Response(reply.body, reply.status, reply.headers, "text/plain")
    return Response(json.dumps(reply.body), reply.status, reply.headers, "application/json")


class _HangUp(Response):
    """No answer at all: the connection is cut."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        abort = scope["state"]["abort"]
        abort()
        while (await receive())["type"] != "http.disconnect":
            pass


class _OwnPagesOnly:
    """Refuses what other web pages send, and makes the connection known to those who may cut it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if _from_elsewhere(scope):
                await Response("Only the sandbox's own page may ask.", 403)(scope, receive, send)
                return
            # uvicorn offers no way to hang up; its send is a method of the object that holds the connection
            cycle: Any = getattr(send, "__self__", None)
            scope.setdefault("state", {})["abort"] = cycle.transport.abort
        await self._app(scope, receive, send)


def _from_elsewhere(scope: Scope) -> bool:
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get(b"origin")
    return origin is not None and origin != f"http://{headers.get(b'host', '')}"
