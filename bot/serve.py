"""Running: the composition root, and the roles (web, socket, worker, clock) that one process can play."""

import logging
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any, Literal, Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from waitress.server import create_server

import handlers
from bot import app as wiring
from bot import catalog, clock
from bot.catalog.answers import Finder
from bot.db import Database
from bot.delivery import schedules
from bot.delivery.sender import LEASE, Sender
from bot.delivery.wire import Declined
from bot.desk import Desk, Shelf
from bot.render import Renderer
from bot.settings import Settings
from bot.wire import SlackWire
from handlers import people, reports

log = logging.getLogger(__name__)
logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is what a busy hour looks like

Role = Literal["web", "socket", "worker", "clock"]
ROLES: tuple[Role, ...] = ("web", "socket", "worker", "clock")
WEB_THREADS = 16
SOCKETS = 2  # a second connection answers while the first reconnects
PING_SECONDS = 2  # a cut connection is then noticed in about 11 s
TICK_SECONDS = 1
PACE = timedelta(seconds=1)  # Slack takes about one message a second in a channel
KEEP_UP_SECONDS = 15


class Unready(Exception):  # noqa: N818  # it names a state, and its message is the remedy
    """The bot cannot start as it is set up; the message says why and what to do."""


class Running(Protocol):
    """A role at work."""

    def stop(self) -> None:
        """End it, letting what is under way finish."""


def open_shelf(settings: Settings) -> Shelf:
    """Read the catalog and get ready to find answers in it; raises CatalogMistakes."""
    stock = catalog.load(settings.catalog)
    return Shelf(stock, Finder(stock))


def make_desk(settings: Settings, db: Database, client: WebClient, shelf: Shelf, renderer: Renderer) -> Desk:
    """Put everything a handler needs on one desk."""
    return Desk(
        db=db,
        shelf=shelf,
        settings=settings,
        renderer=renderer,
        wire=SlackWire(client),
    )


def slack_client(settings: Settings) -> WebClient:
    """Return the client that never repeats a call by itself: that is the sender's decision."""
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        raise Unready("SLACK_BOT_TOKEN is empty. Copy .env.sample to .env and put your bot token there.")
    return WebClient(token=token, base_url=settings.slack_api_url, timeout=2, retry_handlers=[])


def make_sender(desk: Desk, pace: timedelta = PACE, lease: timedelta = LEASE) -> Sender:
    """Return the sender with every timer and picture of the handlers."""
    timers = {name: partial(_run_timer, timer, desk) for name, timer in handlers.timers().items()}
    return Sender(
        desk.db,
        desk.renderer,
        desk.wire,
        timers=timers,
        pictures=reports.PICTURES,
        pace=pace,
        lease=lease,
        threads=desk.settings.senders,
    )


def _run_timer(timer: Callable[..., None], desk: Desk, session: Any, now: Any, facts: Any) -> None:
    timer(session, desk, now, facts)


class Web:
    """Slack calls the bot over HTTP."""

    def __init__(self, app: App, settings: Settings) -> None:
        if not settings.slack_signing_secret.get_secret_value():
            raise Unready("SLACK_SIGNING_SECRET is empty, and the web role must check who calls it.")
        try:
            self._server = create_server(
                _with_health(SlackRequestHandler(app)),
                host=settings.host,
                port=settings.port,
                threads=WEB_THREADS,
                ident=None,
            )
        except OSError as error:
            raise Unready(f"Port {settings.port} is in use. Set PORT to a free one.") from error
        self.port = int(self._server.effective_port)
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the door."""
        self._server.close()
        self._thread.join(timeout=5)


def _with_health(slack: Callable[..., Any]) -> Callable[..., Any]:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] == "/healthz":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"ok\n"]
        return slack(environ, start_response)

    return answer


class Socket:
    """The bot calls Slack and keeps the line open: no public address is needed."""

    def __init__(self, app: App, settings: Settings) -> None:
        token = settings.slack_app_token.get_secret_value()
        if not token:
            raise Unready("SLACK_APP_TOKEN is empty, and Socket Mode needs it (an xapp- token).")
        self._lines = [SocketModeHandler(app, token, ping_interval=PING_SECONDS) for _ in range(SOCKETS)]
        for line in self._lines:
            line.connect()  # type: ignore[no-untyped-call]

    def stop(self) -> None:
        """Hang up."""
        with ThreadPoolExecutor(SOCKETS) as hands:  # each takes a second or two
            for line in self._lines:
                hands.submit(line.close)


class Clock:
    """Turns due schedules into timers, and keeps up with people and channels."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ticker = BackgroundScheduler(
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        )
        self._ticker.add_job(self.tick, "interval", seconds=TICK_SECONDS)
        self._ticker.add_job(self.keep_up, "interval", seconds=KEEP_UP_SECONDS)
        self._ticker.start()

    def tick(self) -> None:
        """Fire what is due."""
        if schedules.tick(self._desk.db, clock.now()):
            self._desk.db.on_wake()

    def keep_up(self) -> None:
        """Ask Slack about newcomers and channels."""
        try:
            people.keep_up(self._desk)
        except Declined as refusal:
            log.warning("Slack would not tell about people or channels: %s", refusal)

    def stop(self) -> None:
        """End the ticking."""
        self._ticker.shutdown(wait=True)


def prepare(desk: Desk) -> None:
    """Make sure that what the bot does by itself is scheduled, by the clocks of today's time zones."""
    with desk.db.session() as session:
        schedules.recompute(session, clock.now())
        handlers.keep_schedules(session, desk, clock.now())


def catch_up(desk: Desk) -> None:
    """Do at once what falls due because the clock was moved."""
    schedules.tick(desk.db, clock.now())
    desk.db.on_wake()


def start(desk: Desk, app: App, roles: Iterable[Role]) -> list[Running]:
    """Start each role, the receiving ones last so that nothing arrives before it can be sent."""
    prepare(desk)
    desk.renderer.prepare()
    running: list[Running] = []
    if "worker" in roles:
        sender = make_sender(desk)
        sender.start()
        running.append(sender)
    if "clock" in roles:
        running.append(Clock(desk))
    if "web" in roles:
        running.append(Web(app, desk.settings))
    if "socket" in roles:
        running.append(Socket(app, desk.settings))
    return running


def stop(running: list[Running]) -> None:
    """End every role in the reverse order, so that what was taken in is still sent."""
    for role in reversed(running):
        role.stop()


def parse_roles(text: str, settings: Settings) -> list[Role]:
    """Return the roles named in `text`, or all that the settings allow when it is empty.

    Raises Unready for a word that is no role.
    """
    if not text:
        way_in: Role = "socket" if settings.slack_app_token.get_secret_value() else "web"
        return ["worker", "clock", way_in]
    known = {role: role for role in ROLES}
    words = [word.strip() for word in text.split(",")]
    if unknown := [word for word in words if word not in known]:
        raise Unready(f"There is no role {unknown[0]!r}. Roles are {', '.join(ROLES)}: --roles worker,clock")
    return [known[word] for word in words]  # type: ignore[index]


def run(settings: Settings, open_database: Callable[[], Database], roles: Iterable[Role]) -> None:
    """Run the roles until the process is told to end."""
    client = slack_client(settings)
    shelf = open_shelf(settings)
    desk = make_desk(settings, open_database(), client, shelf, Renderer(settings.templates))
    app = wiring.build(desk, client)
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    running = start(desk, app, roles)
    told.wait()
    stop(running)
