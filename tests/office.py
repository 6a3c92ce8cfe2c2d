"""The office: the sample company's workspace with the whole bot at work in it, in process, at T0."""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import pytest
import yaml
from freezegun import freeze_time
from pydantic import SecretStr
from slack_bolt import App
from slack_bolt.listener import Listener

import handlers
from bot import app as wiring
from bot import catalog, clock, serve
from bot.catalog import Catalog
from bot.catalog.finding import Finder, open_finder
from bot.cost import subscriptions
from bot.db import Database
from bot.delivery import schedules, timers
from bot.delivery.pictures import Picture
from bot.delivery.sender import Sender
from bot.desk import Desk, Shelf, Stock
from bot.render import Renderer
from bot.sandbox.deliveries import Answer, Envelope
from bot.sandbox.hands import Person
from bot.sandbox.in_process import InProcess
from bot.sandbox.workspace import Workspace
from bot.serve import stocking
from bot.settings import HOUSE, Settings
from handlers import people
from tests.beginnings import Beginning, may_begin
from tests.conftest import T0, Frozen
from tests.databases import PostgreSQLDatabases, SQLiteFiles, opened
from tests.near import NearClient

SANDBOX = HOUSE / "bot" / "demo" / "workspace.yaml"
MANIFEST = HOUSE / "manifest.json"
_drawn: dict[tuple[Picture, Hashable], bytes] = {}
_listeners: list[Listener] = []
_register = handlers.register


@cache
def _plan() -> tuple[dict[str, Any], dict[str, Any]]:
    return yaml.safe_load(SANDBOX.read_text("utf-8")), json.loads(MANIFEST.read_text("utf-8"))


def drawn_once(picture: Picture, *, each: bool) -> Picture:
    """Draw facts of one kind only once in all offices, or `each` that differ: it is half of the time of some tests."""

    def draw(facts: Mapping[str, Any]) -> bytes:
        key = picture, json.dumps(facts, sort_keys=True, default=repr) if each else kind_of_facts(facts)
        if key not in _drawn:
            _drawn[key] = picture(facts)
        return _drawn[key]

    return draw


def kind_of_facts(facts: object) -> Hashable:
    """Return what facts have in common that differ in words, in how many there are, and in size but not in sign."""
    if isinstance(facts, Mapping):
        return frozenset((name, kind_of_facts(value)) for name, value in facts.items())
    if isinstance(facts, list | tuple):
        return frozenset(map(kind_of_facts, facts))
    return facts if isinstance(facts, bool) else (type(facts).__name__, _sign(facts))


def _sign(fact: object) -> int | None:
    try:
        figure = Decimal(str(fact))
        return (figure > 0) - (figure < 0)
    except InvalidOperation:
        return None


def register_once(app: App) -> None:
    """Let an app listen; what the first one was told, the others know without being told."""
    if not _listeners:
        _register(app)
        _listeners.extend(app._listeners)
    else:
        app._listeners.extend(_listeners)


class PromptBot(InProcess):
    """A bot that has said all it has to say by the time it acknowledges."""

    sender: Sender

    def carry(self, envelope: Envelope, patience: float) -> Answer:
        """Deliver, then send whatever is due."""
        answer = super().carry(envelope, patience)
        self.sender.run_once()
        return answer


@dataclass
class Office:
    """The workspace, the bot behind it, and the clock on the wall."""

    workspace: Workspace
    desk: Desk
    sender: Sender
    frozen: Frozen
    beginning: Beginning | None = None

    def __getattr__(self, key: str) -> Person:
        """Return a person of the cast: `office.ana`."""
        try:
            return self.workspace.person(key)
        except LookupError as nobody:
            raise AttributeError(str(nobody)) from nobody

    def later(self, by: timedelta) -> None:
        """Let time pass, and everything happen that falls due."""
        self.frozen.tick(by)
        schedules.tick(self.desk.db, clock.now())
        self.sender.run_once()

    def look(self) -> None:
        """Let the daily look for needs happen now."""
        with self.desk.session() as session:
            timers.set_timer(session, "offer.look", clock.now(), now=clock.now())
        self.sender.run_once()

    def offer_many(self, like: str) -> list[str]:
        """Offer 300 more services like one (key), "Service number 000" to 299, standing on nothing; return the keys."""
        shelf = self.desk.shelf
        catalog = shelf.stock.catalog
        keys = [f"Q{chr(65 + at // 26)}{chr(65 + at % 26)}" for at in range(300)]
        plain = replace(catalog.services[like], depends_on=())
        many = {key: replace(plain, key=key, name=f"Service number {at:03}") for at, key in enumerate(keys)}
        shelf.stock = replace(shelf.stock, catalog=replace(catalog, services={**catalog.services, **many}))
        return keys

    def until(self, moment: datetime) -> None:
        """Let time pass until `moment`."""
        self.later(moment - clock.now())


@pytest.fixture(scope="session")
def sample_catalog() -> Catalog:
    return catalog.load(HOUSE / "catalog_data", on=T0.date())  # prices of the day on which the clock stands


@pytest.fixture(scope="session")
def sample_shelf(sample_catalog: Catalog) -> Shelf:
    return Shelf(Stock(sample_catalog, open_finder(sample_catalog, HOUSE / ".domestique")))


@pytest.fixture
def by_words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make finders quickly when the catalog is read again: for tests of what is read, not of how it is found."""
    monkeypatch.setattr(stocking, "open_finder", lambda catalog, _cache: Finder(catalog))


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer(HOUSE / "templates")


def sample_workspace() -> Workspace:
    """Return the workspace of the sample company, in which nothing has happened."""
    return Workspace.load(*deepcopy(_plan()))


@pytest.fixture
def workspace() -> Workspace:
    return sample_workspace()


@pytest.fixture(scope="session")
def first_morning(
    databases: SQLiteFiles | PostgreSQLDatabases, sample_shelf: Shelf, renderer: Renderer
) -> Iterator[str]:
    """Address of a database that knows everyone, and what every unit begins with: offices are copies of it."""
    workspace = sample_workspace()
    with databases.url() as url:
        with freeze_time(T0), opened(url) as db:
            desk = _desk(db, workspace, sample_shelf, renderer)
            people.keep_up(desk)
            with desk.session() as session:
                subscriptions.take_from_plan(session, desk.catalog, clock.today(desk.catalog.company.zone))
        yield url


@pytest.fixture
def open_office(
    request: pytest.FixtureRequest,
    databases: SQLiteFiles | PostgreSQLDatabases,
    first_morning: str,
    at_t0: Frozen,
    sample_shelf: Shelf,
    renderer: Renderer,
    monkeypatch: pytest.MonkeyPatch,
    read_beside: None,
) -> Iterator[Callable[[Workspace], Office]]:
    """Give what opens an office at T0; the one before it is left as it is."""
    each = request.config.getoption("--thorough") or request.config.getoption("--pictures")
    pictures = {name: drawn_once(picture, each=each) for name, picture in handlers.pictures().items()}
    monkeypatch.setattr(handlers, "pictures", lambda: pictures)
    monkeypatch.setattr(handlers, "register", register_once)
    with ExitStack() as stack:

        def open_it(workspace: Workspace) -> Office:
            at_t0.move_to(T0)
            db = stack.enter_context(opened(stack.enter_context(databases.url(first_morning))))
            desk = _desk(db, workspace, sample_shelf, renderer)
            bot = PromptBot(wiring.build(desk, NearClient(workspace)))
            bot.sender = serve.make_sender(desk, pace=timedelta(0))
            workspace.post.route = bot
            workspace.post.retry_delays = (0.0, 0.0, 0.0)
            office = Office(workspace, desk, bot.sender, at_t0)
            if db.is_sqlite and not request.config.getoption("--thorough"):
                may_begin(office)
            return office

        yield open_it


@pytest.fixture
def office(open_office: Callable[[Workspace], Office], workspace: Workspace) -> Office:
    return open_office(workspace)


def _desk(db: Database, workspace: Workspace, shelf: Shelf, renderer: Renderer) -> Desk:
    settings = Settings(slack_bot_token=SecretStr(workspace.app.bot_token), _env_file=None)
    return serve.make_desk(settings, db, NearClient(workspace), Shelf(shelf.stock), renderer)
