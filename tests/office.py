"""The office: the sample company's workspace with the whole bot at work in it, in process, at T0."""

import json
from collections.abc import Hashable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from bot.delivery import schedules
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
        key = picture, json.dumps(facts, sort_keys=True, default=repr) if each else kind(facts)
        if key not in _drawn:
            _drawn[key] = picture(facts)
        return _drawn[key]

    return draw


def kind(facts: object) -> Hashable:
    """Return what facts have in common that differ in figures, words, how many there are and what they are called."""
    if isinstance(facts, Mapping):
        kinds = {name: kind(value) for name, value in facts.items()}
        return frozenset(kinds.items() if len(set(kinds.values())) > 1 else kinds.values())
    if isinstance(facts, list | tuple):
        return frozenset(map(kind, facts))
    return facts if isinstance(facts, bool) else type(facts).__name__


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


@pytest.fixture
def workspace() -> Workspace:
    return Workspace.load(*deepcopy(_plan()))


@pytest.fixture(scope="session")
def first_morning(
    databases: SQLiteFiles | PostgreSQLDatabases, sample_shelf: Shelf, renderer: Renderer
) -> Iterator[str]:
    """Address of a database that knows everyone, and what every unit begins with: offices are copies of it."""
    workspace = Workspace.load(*deepcopy(_plan()))
    with databases.url() as url:
        with freeze_time(T0), opened(url) as db:
            desk = _desk(db, workspace, sample_shelf, renderer)
            people.keep_up(desk)
            with desk.session() as session:
                subscriptions.take_from_plan(session, desk.catalog, clock.today(desk.catalog.company.zone))
        yield url


@pytest.fixture
def office(
    request: pytest.FixtureRequest,
    databases: SQLiteFiles | PostgreSQLDatabases,
    first_morning: str,
    workspace: Workspace,
    at_t0: Frozen,
    sample_shelf: Shelf,
    renderer: Renderer,
    monkeypatch: pytest.MonkeyPatch,
    read_beside: None,
) -> Iterator[Office]:
    each = request.config.getoption("--thorough") or request.config.getoption("--pictures")
    pictures = {name: drawn_once(picture, each=each) for name, picture in handlers.pictures().items()}
    monkeypatch.setattr(handlers, "pictures", lambda: pictures)
    monkeypatch.setattr(handlers, "register", register_once)
    with databases.url(first_morning) as url, opened(url) as db:
        desk = _desk(db, workspace, sample_shelf, renderer)
        bot = PromptBot(wiring.build(desk, NearClient(workspace)))
        bot.sender = serve.make_sender(desk, pace=timedelta(0))
        workspace.post.route = bot
        workspace.post.retry_delays = (0.0, 0.0, 0.0)
        office = Office(workspace, desk, bot.sender, at_t0)
        if desk.db.is_sqlite and not request.config.getoption("--thorough"):
            may_begin(office)
        yield office


def _desk(db: Database, workspace: Workspace, shelf: Shelf, renderer: Renderer) -> Desk:
    settings = Settings(slack_bot_token=SecretStr(workspace.app.bot_token), _env_file=None)
    return serve.make_desk(settings, db, NearClient(workspace), Shelf(shelf.stock), renderer)
