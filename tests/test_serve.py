"""Running: roles begin and end, a process does what it is told, and a clock outlives trouble."""

import gc
import os
import signal
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest
import sqlalchemy as sa
from apscheduler.schedulers.background import BackgroundScheduler
from pydantic import SecretStr
from slack_bolt import App
from sqlmodel import Session, select
from waitress.adjustments import Adjustments

import handlers
from bot import app as wiring
from bot import clock, serve
from bot.customer.people import Person
from bot.db import Database
from bot.delivery import schedules, timers
from bot.delivery.jobs import DONE, Job
from bot.delivery.schedules import Schedule
from bot.desk import Desk, Shelf
from bot.render import Renderer
from bot.sandbox.client import connect
from bot.sandbox.hands import Person as Hands
from bot.sandbox.http_delivery import SignedHttp
from bot.sandbox.in_process import InProcess
from bot.sandbox.server import serve as open_workspace
from bot.sandbox.workspace import Workspace
from bot.serve import Unready, roles
from bot.serve.roles import Clock
from bot.settings import Settings
from handlers import people

PATIENCE = 20.0
MakeDesk = Callable[..., Desk]


@pytest.fixture
def settings(workspace: Workspace) -> Settings:
    return Settings(
        slack_api_url=f"http://{connect(workspace)}/api/",
        slack_bot_token=SecretStr(workspace.app.bot_token),
        slack_app_token=SecretStr(workspace.app.app_token),
        slack_signing_secret=SecretStr(workspace.app.signing_secret),
        host="127.0.0.1",
        port=0,
        _env_file=None,
    )


@pytest.fixture
def desk(settings: Settings, db: Database, sample_shelf: Shelf, renderer: Renderer) -> Desk:
    return serve.make_desk(settings, db, serve.slack_client(settings), Shelf(sample_shelf.stock), renderer)


@pytest.fixture
def app(desk: Desk) -> App:
    return wiring.build(desk, serve.slack_client(desk.settings))


@contextmanager
def running(desk: Desk, app: App, *names: serve.Role) -> Iterator[list[serve.Running]]:
    """Run roles for as long as the block lasts."""
    started = serve.start(desk, app, names)
    try:
        yield started
    finally:
        serve.stop(started)


def sees(person: Hands, workspace: Workspace, words: str) -> bool:
    """Wait until somebody has these words before them."""
    newest = 0
    while not any(words in seen for seen in person.sees("bot")):
        changes = workspace.feed.since(newest, wait=PATIENCE)
        if not changes:
            return False
        newest = changes[-1].number
    return True


# Roles


def test_worker_and_clock_send_and_keep_up(desk: Desk, app: App, workspace: Workspace) -> None:
    workspace.post.route = InProcess(app)
    with running(desk, app, "worker", "clock") as started:
        assert len(started) == 3, "and the watch over the catalog's files"
        workspace.person("ana").dm("what does ERP cost?")
        assert sees(workspace.person("ana"), workspace, "$165.00")
        until(lambda: knows(desk, "U0CY"))


def knows(desk: Desk, slack_id: str) -> bool:
    with desk.read() as session:
        return session.get(Person, slack_id) is not None


def until(look: Callable[[], bool]) -> None:
    """Look again and again until something is so."""
    ends, pause = monotonic() + PATIENCE, threading.Event()
    while not look():
        assert monotonic() < ends
        pause.wait(0.02)


def test_what_is_loaded_is_no_business_of_the_garbage_collector(desk: Desk, app: App) -> None:
    before = gc.get_freeze_count()
    serve.start(desk, app, ())
    assert gc.get_freeze_count() > before


def test_schedules_of_the_bot_itself_are_there_from_the_start(desk: Desk, app: App) -> None:
    once, twice = (scheduled(desk, app) for _ in range(2))

    assert {name for name, _ in once} >= {"digest.post", "offer.look"}
    assert once == twice


def scheduled(desk: Desk, app: App) -> list[tuple[str, str]]:
    """Start without any role; return names and facts of what is scheduled then."""
    assert serve.start(desk, app, ()) == []
    with desk.read() as session:
        return sorted((one.name, str(one.facts)) for one in session.exec(select(Schedule)))


@pytest.mark.sockets
def test_the_web_role_answers_slack_and_whoever_asks_for_its_health(
    desk: Desk, app: App, workspace: Workspace
) -> None:
    with running(desk, app, "worker", "web") as (*_, web):
        assert isinstance(web, serve.Web)
        address = f"http://127.0.0.1:{web.port}"
        with urllib.request.urlopen(f"{address}/healthz", timeout=PATIENCE) as answer:
            assert (answer.status, answer.read()) == (200, b"ok\n")
        workspace.post.route = SignedHttp(f"{address}/slack/events", workspace.app.signing_secret)
        workspace.person("ana").dm("what does ERP cost?")
        assert sees(workspace.person("ana"), workspace, "$165.00")

        workspace.post.route = SignedHttp(f"{address}/slack/events", "somebody else's")
        workspace.post.retry_delays = ()
        workspace.person("bo").dm("what does ERP cost?")
        assert len(workspace.person("bo").sees("bot")) == 1


def test_the_web_role_does_not_wait_for_a_caller_to_end(
    desk: Desk, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Adjustments, "asyncore_loop_timeout", 600)
    with running(desk, app, "web") as (*_, web):
        assert isinstance(web, serve.Web)
        with urllib.request.urlopen(f"http://127.0.0.1:{web.port}/healthz", timeout=PATIENCE) as answer:
            assert answer.status == 200
    assert "web" not in {thread.name for thread in threading.enumerate()}


class Line:
    """A line that is being opened while it is told to close: it forgets that it was."""

    def __init__(self, forgets: int) -> None:
        self.client = self.current_session_state = self
        self.forgets = forgets
        self.told = threading.Semaphore(0)
        self.is_closed = False

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name == "terminated":
            self.told.release()

    def close(self) -> None:
        for _ in range(self.forgets + 1):
            self.told.acquire()
        self.is_closed = True


@pytest.mark.parametrize(("forgets", "closes"), [(0, True), (3, True), (1000, False)])
def test_a_line_that_forgets_to_close_is_told_again_and_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch, forgets: int, closes: bool
) -> None:
    monkeypatch.setattr(roles, "BREATH_SECONDS", 0.01)
    line: Any = Line(forgets)
    roles.hang_up(line)
    assert line.is_closed is closes


@pytest.mark.sockets
def test_the_socket_role_hangs_up_when_it_ends(settings: Settings, desk: Desk, workspace: Workspace) -> None:
    server = open_workspace(workspace)
    reachable = settings.model_copy(update={"slack_api_url": server.api_url})
    app = wiring.build(desk, serve.slack_client(reachable))
    line = roles.Socket(app, reachable)
    until(lambda: server.sockets.open == roles.SOCKETS)
    line.stop()
    until(lambda: server.sockets.open == 0)
    server.stop()


def test_when_one_role_cannot_begin_the_others_end(desk: Desk, app: App, settings: Settings) -> None:
    without = settings.model_copy(update={"slack_signing_secret": SecretStr("")})
    bare = Desk(desk.db, desk.shelf, without, desk.renderer, desk.wire)
    with pytest.raises(Unready, match="SLACK_SIGNING_SECRET is empty"):
        serve.start(bare, app, ("worker", "clock", "web"))

    left = {thread.name for thread in threading.enumerate()}
    assert not {"watch", "catalog", "sender-0", "APScheduler"} & left


@pytest.mark.parametrize(
    ("asked", "tokens", "given"),
    [
        ("", "socket", ["worker", "clock", "socket"]),
        ("", "", ["worker", "clock", "web"]),
        ("web", "socket", ["web"]),
        ("worker, clock", "", ["worker", "clock"]),
    ],
)
def test_roles_are_named_or_follow_from_the_tokens(
    settings: Settings, asked: str, tokens: str, given: list[str]
) -> None:
    with_tokens = settings.model_copy(update={"slack_app_token": SecretStr(tokens)})
    assert serve.parse_roles(asked, with_tokens) == given


# The clock


@pytest.fixture
def quiet_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Make a clock that is asked by hand."""
    monkeypatch.setattr(BackgroundScheduler, "start", lambda _: None)
    return Clock(desk)


@pytest.mark.parametrize(("due", "rings"), [(0, []), (2, [True])])
def test_the_sender_is_woken_when_a_schedule_was_due(
    quiet_clock: Clock, desk: Desk, monkeypatch: pytest.MonkeyPatch, due: int, rings: list[bool]
) -> None:
    woken: list[bool] = []
    desk.db.on_wake = lambda: woken.append(True)
    monkeypatch.setattr(schedules, "tick", lambda *_: due)
    quiet_clock.tick()
    assert woken == rings


def test_the_clock_outlives_a_database_that_is_away(
    quiet_clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object) -> int:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr(schedules, "tick", away)
    quiet_clock.tick()
    assert "the clock waits for the database" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("mishap", ["error_before", "cut_before", "too_fast"])
def test_the_clock_outlives_slack_in_trouble(
    quiet_clock: Clock, workspace: Workspace, caplog: pytest.LogCaptureFixture, mishap: Any
) -> None:
    workspace.faults.add(mishap, "users.lookupByEmail")
    quiet_clock.ask(people.find_people)
    assert "not up to date about people and channels" in caplog.text
    quiet_clock.ask(people.find_people)


def test_a_clock_that_was_moved_catches_up_at_once(desk: Desk, workspace: Workspace) -> None:
    woken: list[bool] = []
    desk.db.on_wake = lambda: woken.append(True)
    serve.catch_up(desk)
    assert woken == [True]


# The process


def test_a_process_runs_until_it_is_told_to_end(
    settings: Settings, db: Database, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    begin = serve.start

    def start(desk: Desk, app: App, names: Any) -> list[serve.Running]:
        started = begin(desk, app, names)
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
        return started

    monkeypatch.setattr(serve, "start", start)
    serve.run(settings, lambda: db, ["worker", "clock"])

    assert {number: signal.getsignal(number) for number in before} == before
    assert not {"watch", "APScheduler"} & {thread.name for thread in threading.enumerate()}


def test_timers_get_the_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def ring(session: Session, given: Desk, now: object, facts: dict[str, Any]) -> None:
        seen.append((given, facts))

    monkeypatch.setattr(handlers, "timers", lambda: {"ring": ring})
    with desk.session() as session:
        timers.set_timer(session, "ring", clock.now(), now=clock.now(), facts={"loud": True})
    serve.make_sender(desk).run_once()

    assert seen == [(desk, {"loud": True})]
    with desk.read() as session:
        assert session.exec(select(Job.state)).all() == [DONE]
