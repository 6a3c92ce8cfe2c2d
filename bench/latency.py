"""How soon an answer is there: from the question in the workspace to the answer in it, on an idle bot.

The bot is `python -m bot run` in a process of its own; the workspace is the sandbox in this one. People
ask one after the other, each time when the last answer has come and a moment has passed, so that no pace
of Slack's holds an answer back: what is measured is delivery, answering, the outbox and its waking.
"""

import argparse
import json
import os
import platform
import random
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from time import perf_counter

from bench.percentiles import middle_and_slowest
from bot.sandbox.hands import Person
from bot.sandbox.http_delivery import SignedHttp
from bot.sandbox.server import serve
from bot.sandbox.workspace import Workspace
from bot.settings import HOUSE

PLAN = HOUSE / "bot" / "demo" / "workspace.yaml"
WAYS = ("socket", "http")
TARGET_MS = 300.0
WARM_UP = 20
PATIENCE = 30.0
PAUSE = (0.1, 0.2)  # seconds; 13 people take turns, so each asks less than once a second
QUESTIONS = (
    "what does ERP cost?",
    "who owns document signing?",
    "when is the web shop supported?",
    "how do I get a new laptop?",
    "what is mail and chat?",
)


@dataclass
class Figure:
    """One way in: times in milliseconds."""

    way_in: str
    database: str
    answers: int
    p50: float
    p99: float
    worst: float


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def office(way_in: str, database_url: str) -> Iterator[Workspace]:
    """Open a workspace with the bot at work in a process of its own."""
    workspace = Workspace.load(PLAN, json.loads((HOUSE / "manifest.json").read_text()))
    server, port = serve(workspace), free_port()
    workspace.post.retry_delays = (0.5,) * int(PATIENCE / 0.5)  # until it listens
    with tempfile.TemporaryDirectory(prefix="domestique-") as folder:
        secret = workspace.app.signing_secret
        chosen = {
            "SLACK_API_URL": server.api_url,
            "SLACK_BOT_TOKEN": workspace.app.bot_token,
            "SLACK_APP_TOKEN": workspace.app.app_token if way_in == "socket" else "",
            "SLACK_SIGNING_SECRET": secret if way_in == "http" else "",
            "DATABASE_URL": database_url or f"sqlite:///{folder}/bot.db",
            "HOST": "127.0.0.1",
            "PORT": str(port),
        }
        if way_in == "http":
            workspace.post.route = SignedHttp(f"http://127.0.0.1:{port}/slack/events", secret)
        with Path(folder, "log").open("w") as log:
            bot = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], cwd=folder, env={**os.environ, **chosen}, stderr=log
            )
            try:
                yield workspace
            finally:
                bot.terminate()
                bot.wait()
                server.stop()


def ask(workspace: Workspace, who: Person, question: str) -> float:
    """Ask in private; return the seconds until the answer stands below the question."""
    newest, began = workspace.feed.last, perf_counter()
    who.dm(question)
    while True:
        changes = workspace.feed.since(newest, wait=PATIENCE)
        seen = perf_counter() - began
        if not changes:
            raise TimeoutError(f"no answer to {question!r} in {PATIENCE:g} s")
        newest = changes[-1].number
        place = workspace.dm(who.id)
        if place.messages and place.messages[-1].user == workspace.app.user:
            return seen


def measure(way_in: str, database_url: str, count: int, seed: int) -> Figure:
    """Ask `count` questions and return how long the answers took."""
    rng = random.Random(seed)
    with office(way_in, database_url) as workspace:
        people = [workspace.person(member.key) for member in workspace.people()]
        pause = Event()
        took: list[float] = []
        for number in range(WARM_UP + count):
            took.append(ask(workspace, people[number % len(people)], rng.choice(QUESTIONS)) * 1000)
            pause.wait(rng.uniform(*PAUSE))
    counted = took[WARM_UP:]
    database = database_url.partition(":")[0].partition("+")[0] or "sqlite"
    return Figure(way_in, database, count, *middle_and_slowest(counted), max(counted))


def machine() -> str:
    """Describe where this runs."""
    return f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"


def show(figures: list[Figure], seed: int) -> None:
    """Print the table."""
    print(f"{machine()}, load {os.getloadavg()[0]:.1f}, seed {seed}; target: p99 at most {TARGET_MS:g} ms")
    print(f"{'way in':<8} {'database':<11} {'answers':>7} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8}")
    for one in figures:
        print(
            f"{one.way_in:<8} {one.database:<11} {one.answers:>7} "
            f"{one.p50:>8.1f} {one.p99:>8.1f} {one.worst:>8.1f}  {'ok' if one.p99 <= TARGET_MS else 'SLOW'}"
        )


def main() -> None:
    """Measure both ways in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--way-in", choices=WAYS, action="append")
    parser.add_argument("--database-url", default="", help="an empty database; by default an SQLite file")
    parser.add_argument("--json", action="store_true", help="the figures as the last line")
    given = parser.parse_args()
    ways = given.way_in or WAYS
    figures = [measure(way_in, given.database_url, given.count, given.seed) for way_in in ways]
    show(figures, given.seed)
    if given.json:
        figured = [asdict(figure) for figure in figures]
        print(json.dumps({"machine": machine(), "seed": given.seed, "figures": figured}))
    sys.exit(any(figure.p99 > TARGET_MS for figure in figures))


if __name__ == "__main__":
    main()
