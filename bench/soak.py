"""kill -9 at random moments: no acknowledged order may be lost, and no message said twice.

The real bot serves a sandbox workspace over signed HTTP while Ana orders without pause. On SQLite one process
plays every role; on PostgreSQL the listener and two workers are processes of their own. One of them is killed
at a random moment, again and again; what was not acknowledged is sent once more, as Slack and people do. In
the end everything is compared with what was acknowledged.
"""

import argparse
import copy
import itertools
import json
import multiprocessing
import os
import pickle
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from typing import Any
from urllib.parse import urlencode

from sqlmodel import col, select

from bench.ack import PLAN, databases, record_submission, settings
from bench.load import SECRET
from bot import app as wiring
from bot import clock, serve
from bot.catalog import Catalog
from bot.catalog.finding import Finder
from bot.cost import subscriptions
from bot.db import Database
from bot.delivery.jobs import DEAD, READY, SENDING, Card, Job
from bot.desk import Shelf, Stock
from bot.migrations import migrate
from bot.process.orders import Order
from bot.render import Renderer
from bot.sandbox.http_delivery import signature
from bot.sandbox.server import Server
from bot.sandbox.server import serve as open_workspace
from bot.sandbox.workspace import Workspace
from handlers import people

LEASE = timedelta(seconds=3)  # short, so that the living soon take over from the dead
CAST = {"sqlite": ("web,worker,clock",), "postgresql": ("web", "worker,clock", "worker,clock")}
LONGEST_CALM_S = 1.0  # between two kills
START_S = 30
QUIET_S = 90
TRIES = 4


@dataclass
class Figures:
    """What happened on one database; everything from `lost_orders` on must be zero."""

    database: str
    seed: int
    kills: int = 0
    sent: int = 0
    acknowledged: int = 0
    repeated: int = 0
    orders: int = 0
    messages: int = 0
    looked_up: int = 0
    seconds: float = 0.0
    lost_orders: int = 0
    doubled_orders: int = 0
    lost_messages: int = 0
    doubled_messages: int = 0
    dead_letters: int = 0
    unsent: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether there were orders and messages, and none was lost, doubled or left lying."""
        faults = (self.lost_orders, self.doubled_orders, self.lost_messages, self.doubled_messages)
        happened = self.acknowledged and self.messages
        return bool(happened) and not any((*faults, self.dead_letters, self.unsent))


@dataclass
class Place:
    """Where one soak happens."""

    database_url: str
    api_url: str
    port: int
    catalog: bytes


def live(roles: str, place: Place, ready: Event) -> None:
    """Be the bot, in a process of its own, until killed."""
    chosen = settings(place.api_url, place.database_url, place.port)
    client = serve.slack_client(chosen)
    db = Database(place.database_url)
    db.claim()
    desk = serve.make_desk(
        chosen, db, client, shelf_of(pickle.loads(place.catalog)), Renderer(chosen.templates)
    )
    if "worker" in roles:
        serve.make_sender(desk, pace=timedelta(0), lease=LEASE).start()
    others = [role for role in serve.parse_roles(roles, chosen) if role != "worker"]
    serve.start(desk, wiring.build(desk, client), others)
    ready.set()
    threading.Event().wait()


class Troupe:
    """The processes; whoever is killed is replaced."""

    def __init__(self, cast: tuple[str, ...], place: Place) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["bot.app", "bot.serve", "bench.ack"])
        self._place = place
        self._roles = cast
        self._living: list[BaseProcess] = [self._start(roles) for roles in cast]

    def _start(self, roles: str) -> BaseProcess:
        ready = self._context.Event()
        process = self._context.Process(target=live, args=(roles, self._place, ready), daemon=True)
        process.start()
        if not ready.wait(START_S):
            raise SystemExit(f"{roles} did not start within {START_S} s")
        return process

    def replace_one(self, chance: random.Random) -> None:
        """Kill one at random, as kill -9 does, and start another in its place."""
        number = chance.randrange(len(self._living))
        self._kill(self._living[number])
        self._living[number] = self._start(self._roles[number])

    def _kill(self, process: BaseProcess) -> None:
        process.kill()
        process.join()

    def end(self) -> None:
        """Kill all."""
        for process in self._living:
            self._kill(process)


@dataclass
class Crowd:
    """Orders, marked one by one, and which of them were acknowledged."""

    port: int
    submission: dict[str, Any]
    run: str
    sent: int = 0
    repeated: int = 0
    acknowledged: set[str] = field(default_factory=set)
    stopping: threading.Event = field(default_factory=threading.Event)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def order_on(self, rest: float) -> None:
        """Order until told to stop."""
        while not self.stopping.wait(rest):
            self._order(f"{self.run}-{next(self.numbers)}")

    def _order(self, mark: str) -> None:
        payload = copy.deepcopy(self.submission)
        payload["view"]["id"] = f"V{mark}"
        payload["trigger_id"] = mark
        payload["view"]["state"]["values"]["text:0"]["value"]["value"] = mark
        body = urlencode({"payload": json.dumps(payload)}).encode()
        self.sent += 1
        for attempt in range(TRIES):
            self.repeated += attempt > 0
            if self._is_acknowledged(body):
                self.acknowledged.add(mark)
                return
            time.sleep(0.2)

    def _is_acknowledged(self, body: bytes) -> bool:
        line = HTTPConnection("127.0.0.1", self.port, timeout=3)
        headers = {"Content-Type": "application/x-www-form-urlencoded", **signature(SECRET, body)}
        try:
            line.request("POST", "/slack/events", body, headers)
            answer = line.getresponse()
            return answer.status == 200 and not answer.read()
        except (OSError, HTTPException):
            return False
        finally:
            line.close()


@contextmanager
def ordering(crowd: Crowd, hands: int, rate: float) -> Iterator[None]:
    """Have people order, `rate` times a second in all."""
    threads = [threading.Thread(target=crowd.order_on, args=(hands / rate,)) for _ in range(hands)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        crowd.stopping.set()
        for thread in threads:
            thread.join()


def move_in(database_url: str, api_url: str) -> bytes:
    """Make the tables, get to know the people, and return the catalog, read once for all processes."""
    chosen = settings(api_url, database_url)
    db = Database(database_url)
    migrate(db)
    catalog = serve.open_shelf(chosen).stock.catalog
    desk = serve.make_desk(
        chosen, db, serve.slack_client(chosen), shelf_of(catalog), Renderer(chosen.templates)
    )
    people.keep_up(desk)
    with desk.session() as session:
        subscriptions.take_from_plan(session, desk.catalog, clock.today(desk.catalog.company.zone))
    db.close()
    return pickle.dumps(catalog)


def shelf_of(catalog: Catalog) -> Shelf:
    """Return a shelf that finds by words only: a process that is killed every second need not load the encoder."""
    return Shelf(Stock(catalog, Finder(catalog)))


def wait_until_quiet(database_url: str) -> None:
    """Wait until nothing is left to do, 90 s at most."""
    db = Database(database_url)
    deadline = time.monotonic() + QUIET_S
    while time.monotonic() < deadline:
        with db.read() as session:
            due = select(Job.id).where(col(Job.state).in_((READY, SENDING)), Job.due_at <= clock.now())
            if session.exec(due.limit(1)).first() is None:
                break
        time.sleep(0.2)
    db.close()


def compare(figures: Figures, database_url: str, workspace: Workspace, crowd: Crowd) -> None:
    """Count what was lost, doubled or left lying."""
    db = Database(database_url)
    with db.read() as session:
        orders = session.exec(select(Order).where(col(Order.text).startswith(crowd.run))).all()
        jobs = session.exec(select(Job)).all()
        cards = {card.key: card for card in session.exec(select(Card))}
    db.close()
    posted = [message for channel in workspace.channels.values() for message in channel.messages]
    carried = Counter(
        message.metadata["event_payload"]["job"] for message in posted if message.metadata is not None
    )
    there = {(message.channel, message.ts) for message in posted}
    marks = Counter(order.text for order in orders)
    shown = [cards.get(f"order:{order.id}:requester") for order in orders]
    figures.sent, figures.repeated = crowd.sent, crowd.repeated
    figures.acknowledged = len(crowd.acknowledged)
    figures.orders, figures.messages = len(orders), len(posted)
    figures.looked_up = sum(job.attempts > 1 for job in jobs)
    figures.lost_orders = len(crowd.acknowledged - set(marks))
    figures.doubled_orders = sum(count - 1 for count in marks.values())
    figures.lost_messages = sum(card is None or (card.channel, card.ts) not in there for card in shown)
    figures.doubled_messages = sum(count - 1 for count in carried.values())
    figures.dead_letters = sum(job.state == DEAD for job in jobs)
    figures.unsent = sum(job.state in (READY, SENDING) and job.due_at <= clock.now() for job in jobs)


def soak(kind: str, database_url: str, submission: dict[str, Any], given: argparse.Namespace) -> Figures:
    """Kill, and count."""
    chance = random.Random(f"{given.seed} {kind}")
    figures = Figures(kind, given.seed)
    server = _open_workspace()
    began = time.monotonic()
    place = Place(database_url, server.api_url, _free_port(), move_in(database_url, server.api_url))
    troupe = Troupe(CAST[kind], place)
    crowd = Crowd(place.port, submission, run=f"soak{given.seed}{os.getpid()}")
    try:
        with ordering(crowd, hands=4, rate=given.rate):
            while figures.kills < given.kills and time.monotonic() - began < given.seconds:
                time.sleep(chance.uniform(0, LONGEST_CALM_S))
                troupe.replace_one(chance)
                figures.kills += 1
        wait_until_quiet(database_url)
        compare(figures, database_url, server.workspace, crowd)
    finally:
        troupe.end()
        server.stop()
    figures.seconds = round(time.monotonic() - began, 1)
    return figures


def _open_workspace() -> Server:
    server = open_workspace(Workspace.load(PLAN))
    server.workspace.limits.on = False
    return server


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def print_table(rows: list[Figures]) -> None:
    """Print what people want to read."""
    for name in asdict(rows[0]):
        values = "".join(f"{getattr(row, name):>14}" for row in rows)
        print(f"{name.replace('_', ' '):<20}{values}")
    clean = all(row.is_clean for row in rows)
    print("nothing lost, nothing doubled" if clean else "LOST, DOUBLED, OR NOTHING HAPPENED: see above")


def main() -> None:
    """Read the command line and soak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="on each database")
    parser.add_argument("--seconds", type=float, default=300, help="at most so long on each database")
    parser.add_argument("--rate", type=float, default=15, help="orders a second")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--postgresql", default=os.environ.get("DATABASE_URL_TEST"))
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    given = parser.parse_args()
    submission = record_submission()
    with databases(given.postgresql) as urls:
        kinds = [kind for kind in given.databases.split(",") if kind in urls]
        rows = [soak(kind, urls[kind], submission, given) for kind in kinds]
    print_table(rows)
    if given.json:
        print(json.dumps({"bench": "soak", "rows": [asdict(row) for row in rows]}))
    sys.exit(not all(row.is_clean for row in rows))


if __name__ == "__main__":
    main()
