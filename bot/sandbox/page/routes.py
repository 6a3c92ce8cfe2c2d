"""The page's addresses: pages and parts to look at, and one address for each thing a person can do."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.page import stream
from bot.sandbox.page.doings import DOINGS, Doings
from bot.sandbox.page.view_of import Page, Visit
from bot.sandbox.state import Json, Member
from bot.sandbox.workspace import Workspace

STATIC = Path(__file__).parent / "static"
_GUARD = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' https: data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the routes of the page over this workspace; mount them at the root."""
    desk = _Desk(workspace)
    return [
        Route("/", desk.front),
        Mount("/page", StaticFiles(directory=STATIC)),
        Route("/as/{key}/", desk.entrance),
        Route("/as/{key}/c/{channel}", desk.look),
        Route("/as/{key}/stream", desk.stream),
        Route("/as/{key}/do/{doing}", desk.do, methods=["POST"]),
    ]


class _Desk:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.page = Page(workspace)
        self.doings = Doings(self.page)

    async def front(self, request: Request) -> Response:
        return RedirectResponse(f"/as/{self.workspace.people()[0].key}/")

    async def entrance(self, request: Request) -> Response:
        me = self._who(request)
        return RedirectResponse(f"/as/{me.key}/c/{self.workspace.dm(me.id).id}")

    async def look(self, request: Request) -> Response:
        visit = self._visit(request)
        wanted = request.query_params.get("parts")
        if wanted is None:
            drawn = await run_in_threadpool(self.page.whole, visit)
        else:
            drawn = await run_in_threadpool(self.page.parts, visit, wanted.split(","))
        return HTMLResponse(drawn, headers=_GUARD)

    async def stream(self, request: Request) -> Response:
        given = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
        told = stream.tell(self.page, self._who(request), int(given) if given.isdecimal() else 0)
        return StreamingResponse(told, media_type="text/event-stream", headers=_GUARD)

    async def do(self, request: Request) -> Response:
        """Do one thing; only JSON is taken, which no other site can send without being asked first."""
        doing = DOINGS.get(request.path_params["doing"])
        if doing is None:
            raise HTTPException(404)
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise HTTPException(415)
        said: Json = await request.json()
        try:
            answer: Any = await run_in_threadpool(doing, self.doings, self._who(request), said)
        except LookupError as missing:
            return JSONResponse({"gone": str(missing.args[0] if missing.args else missing)}, 409)
        return JSONResponse(answer or {})

    def _who(self, request: Request) -> Member:
        try:
            return self.workspace.member(request.path_params["key"])
        except LookupError:
            raise HTTPException(404) from None

    def _visit(self, request: Request) -> Visit:
        me, asked = self._who(request), request.query_params
        dm = self.workspace.dm(me.id)
        channel = self.workspace.channels.get(request.path_params["channel"])
        if channel is None or me.id not in channel.members:
            raise HTTPException(404)
        tab = "home" if asked.get("tab") == "home" and channel is dm else ""
        return Visit(me, channel, tab, asked.get("thread", ""), "traffic" in asked)
