"""The stage: a workspace, the bot in it over real sockets, and a year of sample history."""

import json
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from slack_sdk import WebClient

from bot import app as wiring
from bot import clock, serve
from bot.cost import months
from bot.db import Database
from bot.demo.history import book_closed_months, write_history
from bot.desk import Desk
from bot.migrations import migrate
from bot.render import Renderer
from bot.sandbox.http_delivery import SignedHttp
from bot.sandbox.server import HOST, Server
from bot.sandbox.server import serve as open_workspace
from bot.sandbox.workspace import Workspace
from bot.settings import HOUSE, Settings
from handlers import people

PLAN = Path(__file__).with_name("workspace.yaml")
Tell = Callable[[str], None]
WayIn = Literal["socket", "web"]


@dataclass
class Stage:
    """Everything that runs."""

    workspace: Workspace
    server: Server
    desk: Desk


@contextmanager
def raised(
    port: int, seed: int, tell: Tell, *, database_url: str = "", way_in: WayIn = "socket"
) -> Iterator[Stage]:
    """Set the stage and clear it away again; raises Unready when the port is taken.

    Without `database_url` (an empty database) everything is kept in a file that goes with the stage.
    `way_in` is how the workspace reaches the bot: over Socket Mode, or over signed HTTP.
    """
    manifest = json.loads((HOUSE / "manifest.json").read_text())
    workspace = Workspace.load(PLAN, manifest)
    server = _open(workspace, port)
    with ExitStack() as clearing:
        clearing.callback(server.stop)
        folder = clearing.enter_context(tempfile.TemporaryDirectory(prefix="domestique-"))
        db = Database(database_url or f"sqlite:///{folder}/demo.db")
        clearing.callback(db.close)
        desk = _move_in(workspace, server, db, seed, tell)
        running = serve.start(desk, wiring.build(desk, _client(desk.settings)), ("worker", "clock", way_in))
        clearing.callback(serve.stop, running)
        workspace.before_clock_moves = lambda then: _book(desk, then, seed)
        workspace.on_clock_moved = lambda: serve.catch_up(desk)
        _show_the_door(workspace, running)
        yield Stage(workspace, server, desk)


def _book(desk: Desk, then: datetime, seed: int) -> None:
    """Book and close the months that will be over by `then`: a report that falls due on the way has figures."""
    with desk.db.session() as session:
        for month in book_closed_months(session, desk.catalog, then, seed):
            months.close(session, desk.catalog, month, by="", now=then)


def _show_the_door(workspace: Workspace, running: Iterable[serve.Running]) -> None:
    """Tell the workspace where to call, if the bot is to be called."""
    for role in running:
        if isinstance(role, serve.Web):
            address = f"http://{HOST}:{role.port}/slack/events"
            workspace.post.route = SignedHttp(address, workspace.app.signing_secret)


def _open(workspace: Workspace, port: int) -> Server:
    try:
        return open_workspace(workspace, port)
    except OSError as error:
        raise serve.Unready(
            f"Port {port} is in use. Try another: make demo ARGS='--port {port + 1}'"
        ) from error


def _move_in(workspace: Workspace, server: Server, db: Database, seed: int, tell: Tell) -> Desk:
    settings = Settings(
        slack_bot_token=SecretStr(workspace.app.bot_token),
        slack_app_token=SecretStr(workspace.app.app_token),
        slack_signing_secret=SecretStr(workspace.app.signing_secret),
        slack_api_url=server.api_url,
        host=HOST,
        port=0,
        _env_file=None,
    )
    migrate(db)
    renderer = Renderer(settings.templates)
    desk = serve.make_desk(settings, db, _client(settings), serve.open_shelf(settings), renderer)
    with db.session() as session:
        written = write_history(session, desk.catalog, clock.now(), seed)
    tell(
        f"Sample history, made up: {written.people} people, {written.orders} orders, "
        f"{written.surveys} surveys, {written.calls} calls, "
        f"{written.cost_lines} cost lines (seed {seed})."
    )
    people.keep_up(desk)
    return desk


def _client(settings: Settings) -> WebClient:
    return serve.slack_client(settings)


def play(port: int, seed: int, tell: Tell) -> None:
    """Keep the stage up until the person at the keyboard ends it."""
    with raised(port, seed, tell) as stage:
        tell(f"\nOpen {stage.server.url} : Calder Outdoor's workspace, with you as Ana in finance.")
        tell("Everything in it is sample data, and gone when you stop it with Ctrl-C.")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            tell("\nGood-bye.")
