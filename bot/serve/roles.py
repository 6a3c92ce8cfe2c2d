"""Roles: the web, socket and clock halves of a running bot; each begins when made and ends when stopped."""

import errno
import logging
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError
from waitress.server import create_server
from waitress.wasyncore import dispatcher

from bot import clock
from bot.db import Unusable
from bot.delivery import schedules
from bot.delivery.sweeping import sweep
from bot.delivery.wire import Unmet
from bot.desk import Desk
from bot.outside.api import PREFIX
from bot.serve.posted import PostedToBolt
from bot.settings import Settings
from handlers import people

log = logging.getLogger(__name__)
logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is what a busy hour looks like

WEB_THREADS = 5  # of those that compute at once more only hold one another up
SHARING_THREADS = 16  # on SQLite one computes at a time, and those who wait for the disk share the wait
TURN_SECONDS = 0.02  # a request is a few milliseconds of Python: it is rather finished than interrupted
FORM_BYTES = 65_536  # a filled-in form is some ten thousand: it is read at once
WAITING = 1024  # connections that may wait for a thread
SOCKETS = 2  # a second connection answers while the first reconnects
PING_SECONDS = 2  # a cut connection is then noticed in about 11 s
TOLD, BREATH_SECONDS = 100, 0.1  # how often a line is told to close, and the pause between
TICK_SECONDS = 1
PEOPLE_SECONDS = 15
CHANNELS_SECONDS = 300
TIDY_SECONDS = 3600


class Unready(Unusable):
    """The bot cannot start as it is set up; the message says why and what to do."""


class Running(Protocol):
    """A role at work."""

    def stop(self) -> None:
        """End it, letting what is under way finish."""


def turned_away(setting: str, error: Exception) -> Unready:
    """Say why Slack did not let the bot in with this token."""
    if isinstance(error, SlackApiError):
        word = error.response["error"]
        return Unready(
            f"Slack does not take {setting} ({word}). Copy it again; python -m bot doctor looks closer."
        )
    return Unready(f"Slack is not reached ({error}). Check the network, a proxy, or SLACK_API_URL.")


Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]


class _Door:
    """Answers HTTP on the port of the settings: whether it is well, the API, and what else there is."""

    def __init__(self, desk: Desk, api: Wsgi, rest: Wsgi) -> None:
        door = _open_door(desk.settings)
        threads = SHARING_THREADS if desk.db.is_sqlite else WEB_THREADS
        self.port = int(door.getsockname()[1])
        self._server = create_server(
            _with_health(api, rest), sockets=[door], threads=threads, recv_bytes=FORM_BYTES, ident=None
        )
        sys.setswitchinterval(TURN_SECONDS)
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the door, from the thread that waits at it: at once, and not while it looks."""
        self._server.trigger.pull_trigger(self._leave)
        self._thread.join(timeout=5)
        self._server.task_dispatcher.shutdown()
        self._server.trigger.close()  # nobody pulls it any more

    def _leave(self) -> None:
        """Wait at the door no longer than for those who are in already."""
        self._server.trigger.del_channel()
        dispatcher.close(self._server)


def _nothing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"Only /api/ and /healthz are answered here.\n"]


class Web(_Door):
    """Slack calls the bot over HTTP, and other systems may."""

    def __init__(self, app: App, desk: Desk, api: Wsgi = _nothing) -> None:
        if not desk.settings.slack_signing_secret.get_secret_value():
            raise Unready("SLACK_SIGNING_SECRET is empty, and the web role must check who calls it.")
        super().__init__(desk, api, PostedToBolt(app))


class OnlyApi(_Door):
    """Other systems call the bot over HTTP, where Slack does not."""

    def __init__(self, desk: Desk, api: Wsgi) -> None:
        settings = desk.settings
        if not (settings.api_token.get_secret_value() or settings.zammad_url):
            raise Unready(
                "API_TOKEN is empty, and the api role has nothing else to do than to answer who has it."
            )
        super().__init__(desk, api, _nothing)


def _open_door(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=WAITING)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Unready(f"Port {settings.port} is in use. Set PORT to a free one.") from error
        where = f"{settings.host}, port {settings.port}"
        raise Unready(f"Nobody can listen on {where} ({error.strerror}). Change HOST or PORT.") from error


def _with_health(api: Wsgi, rest: Wsgi) -> Wsgi:
    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] == "/healthz":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"ok\n"]
        asked = api if environ["PATH_INFO"].startswith(PREFIX) else rest
        return asked(environ, start_response)

    return answer


class Socket:
    """The bot calls Slack and keeps the line open: no public address is needed."""

    def __init__(self, app: App, settings: Settings) -> None:
        token = settings.slack_app_token.get_secret_value()
        if not token:
            raise Unready("SLACK_APP_TOKEN is empty, and Socket Mode needs it (an xapp- token).")
        self._lines = [SocketModeHandler(app, token, ping_interval=PING_SECONDS) for _ in range(SOCKETS)]
        try:
            for line in self._lines:
                line.connect()  # type: ignore[no-untyped-call]
        except (SlackApiError, OSError) as error:
            self.stop()
            raise turned_away("SLACK_APP_TOKEN", error) from error

    def stop(self) -> None:
        """Hang up."""
        with ThreadPoolExecutor(SOCKETS) as hands:  # each takes a second or two
            for line in self._lines:
                hands.submit(hang_up, line)


def hang_up(line: SocketModeHandler) -> None:
    """Close a line, or after ten seconds leave it to end with the process.

    A line that is just being opened may forget that it was told to close, and would be waited for without end: so it
    is told again until it does.
    """
    closing = threading.Thread(target=line.close, name="hang-up", daemon=True)
    closing.start()
    for _ in range(TOLD):
        line.client.current_session_state.terminated = True
        closing.join(BREATH_SECONDS)
        if not closing.is_alive():
            return


class Clock:
    """Turns due schedules into timers, and keeps up with people and channels."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._catalog = desk.catalog
        self._ticker = BackgroundScheduler(
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        )
        self._ticker.add_job(self.tick, "interval", seconds=TICK_SECONDS)
        for look, seconds in ((people.find_people, PEOPLE_SECONDS), (people.find_channels, CHANNELS_SECONDS)):
            self._ticker.add_job(self.ask, args=[look])  # now
            self._ticker.add_job(self.ask, "interval", args=[look], seconds=seconds)
        self._ticker.add_job(self.tidy, "interval", seconds=TIDY_SECONDS)
        self._ticker.start()

    def tick(self) -> None:
        """Fire what is due."""
        try:
            if schedules.tick(self._desk.db, clock.now()):
                self._desk.db.on_wake()
        except SQLAlchemyError as trouble:
            log.warning("the clock waits for the database: %s", trouble)
        if self._catalog is not self._desk.catalog:  # it may name other channels and people
            self._catalog = self._desk.catalog
            for look in (people.find_channels, people.find_people):
                self._ticker.add_job(self.ask, args=[look])

    def tidy(self) -> None:
        """Drop rows that nobody will ask for again."""
        try:
            sweep(self._desk.db, clock.now())
        except SQLAlchemyError as trouble:
            log.warning("old rows stay for now: %s", trouble)

    def ask(self, look: Callable[[Desk], None]) -> None:
        """Ask Slack about newcomers or channels; what it does not tell now it is asked again."""
        try:
            look(self._desk)
        except (Unmet, SQLAlchemyError) as trouble:
            log.warning("not up to date about people and channels: %s", trouble)

    def stop(self) -> None:
        """End the ticking."""
        self._ticker.remove_all_jobs()  # or one could start while the threads end, and fail
        self._ticker.shutdown(wait=True)
