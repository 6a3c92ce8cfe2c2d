"""Running: the composition root, and the roles (web, socket, api, worker, clock) that one process can play."""

import gc
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Literal

from slack_bolt import App
from slack_bolt.error import BoltError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlmodel import Session

import handlers
from bot import app as wiring
from bot import clock
from bot.catalog import history
from bot.cost import funding, subscriptions
from bot.db import Database, alone
from bot.delivery import schedules
from bot.delivery.errands import Errands
from bot.delivery.sender import LEASE, Sender
from bot.desk import Desk, Shelf
from bot.outside import zammad
from bot.outside.api import Api
from bot.outside.moves import Moves
from bot.outside.telling import Telling
from bot.outside.zammad import Zammad
from bot.referee import ChatModel, Referee
from bot.render import Renderer
from bot.serve.roles import Clock, OnlyApi, Running, Socket, Unready, Web, turned_away
from bot.serve.stocking import Watch, open_shelf, restock, take_additions
from bot.settings import Settings
from bot.wire import SlackWire
from handlers import restocked, teamwork

PREPARE_PATIENCE_S = 60  # several processes may start on a busy machine

__all__ = [
    "ROLES",
    "Role",
    "Running",
    "Unready",
    "Watch",
    "Web",
    "catch_up",
    "make_api",
    "make_desk",
    "make_sender",
    "open_referee",
    "open_shelf",
    "parse_roles",
    "restock",
    "run",
    "slack_client",
    "start",
    "stop",
]

Role = Literal["web", "socket", "api", "worker", "clock"]
ROLES: tuple[Role, ...] = ("web", "socket", "api", "worker", "clock")
PACE = timedelta(seconds=1)  # Slack takes about one message a second in a channel


def make_desk(settings: Settings, db: Database, client: WebClient, shelf: Shelf, renderer: Renderer) -> Desk:
    """Put everything a handler needs on one desk."""
    db.told = open_telling(settings, db, shelf).addresses
    return Desk(
        db=db,
        shelf=shelf,
        settings=settings,
        renderer=renderer,
        wire=SlackWire(client),
        referee=open_referee(settings),
    )


def open_telling(settings: Settings, db: Database, shelf: Shelf) -> Telling:
    """Return what tells other systems of orders. Raises Unready for settings that it cannot work with."""
    if settings.hook_url and not settings.hook_secret.get_secret_value():
        raise Unready(
            "HOOK_URL is set but HOOK_SECRET is empty: receivers could not tell our events from others'."
        )
    try:
        adapters = {zammad.NAME: Zammad(settings, db).tell} if settings.zammad_url else {}
        return Telling(settings, db, shelf, adapters)
    except ValueError as wrong:
        raise Unready(
            f"HOOK_URL, ZAMMAD_URL: {wrong}. Write it in full: https://tickets.example/hook"
        ) from None


def make_api(desk: Desk) -> Api:
    """Return what other systems ask of orders and do to them."""
    connected = {}
    if desk.settings.zammad_url:
        secret = desk.settings.zammad_secret.get_secret_value()
        connected[zammad.PATH] = zammad.Incoming(Moves(desk, zammad.NAME, teamwork.finish), secret)
    return Api(desk, Moves(desk, desk.settings.api_name, teamwork.finish), connected)


def open_referee(settings: Settings) -> Referee | None:
    """Return the language model that is asked when the bot is not sure; None where none is set up."""
    if not settings.referee_url:
        return None
    if not settings.referee_model:
        raise Unready(
            "REFEREE_URL is set but REFEREE_MODEL is empty: name the model, or clear both to do without."
        )
    key = settings.referee_key.get_secret_value()
    return ChatModel(settings.referee_url, settings.referee_model, key, settings.referee_seconds)


def slack_client(settings: Settings) -> WebClient:
    """Return the client that never repeats a call by itself: that is the sender's decision."""
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        raise Unready("SLACK_BOT_TOKEN is empty. Copy .env.sample to .env and put your bot token there.")
    return WebClient(token=token, base_url=settings.slack_api_url, timeout=2, retry_handlers=[])


def make_sender(desk: Desk, pace: timedelta = PACE, lease: timedelta = LEASE) -> Sender:
    """Return the sender with every timer, errand and picture of the handlers."""
    timers = {name: partial(_run_timer, timer, desk) for name, timer in handlers.timers().items()}
    files = {name: partial(write, desk) for name, write in handlers.files().items()}
    errands = {name: partial(_run_errand, errand, desk) for name, errand in handlers.errands().items()}
    return Sender(
        desk.db,
        desk.renderer,
        desk.wire,
        timers=timers,
        pictures={**handlers.pictures(), **files},
        outlet=Errands(errands, open_telling(desk.settings, desk.db, desk.shelf)),
        pace=pace,
        lease=lease,
        threads=desk.settings.senders,
    )


def _run_timer(timer: Callable[..., None], desk: Desk, session: Any, now: Any, facts: Any) -> None:
    one_catalog = replace(desk, shelf=Shelf(desk.shelf.stock))  # whatever comes in force meanwhile
    timer(session, one_catalog, now, facts)


def _run_errand(errand: Callable[..., None], desk: Desk, trip: Any, facts: Any) -> None:
    errand(replace(desk, shelf=Shelf(desk.shelf.stock)), trip, facts)


def prepare(desk: Desk) -> None:
    """Make sure that units have what they begin with, and that what the bot does by itself is scheduled.

    Schedules go by the clocks of today's time zones. What changed in the catalog since its last state is kept.
    Processes that start together do all of it one after the other.
    """
    with desk.db.session() as session:
        alone(session, "prepare", patience_s=PREPARE_PATIENCE_S)
        changed = history.record(session, desk.catalog, clock.now())
        restocked.tell_in_force(session, desk, desk.catalog, changed, clock.now())
        _take_plans(session, desk)
        schedules.recompute(session, clock.now())
        handlers.keep_schedules(session, desk, clock.now())


def _take_plans(session: Session, desk: Desk) -> None:
    company = desk.catalog.company
    for unit in sorted(company.units):
        funding.alone(session, unit)  # no order is weighed while its plan is taken
    subscriptions.take_from_plan(session, desk.catalog, desk.today())


def catch_up(desk: Desk) -> None:
    """Do at once what falls due because the clock was moved."""
    schedules.tick(desk.db, clock.now())
    desk.db.on_wake()


def start(desk: Desk, app: App, roles: Iterable[Role]) -> list[Running]:
    """Start each role, the receiving ones last so that nothing arrives before it can be sent.

    With the first the process begins to watch the catalog's files. Raises Unready, after ending what was
    started, when one cannot begin.
    """
    take_additions(desk)
    prepare(desk)
    desk.renderer.prepare(desk.settings.cache)
    _spare_the_collector()
    begin: dict[Role, Callable[[], Running]] = {
        "worker": partial(_start_sender, desk),
        "clock": partial(Clock, desk),
        "api": partial(OnlyApi, desk, make_api(desk)),
        "web": partial(Web, app, desk, make_api(desk)),
        "socket": partial(Socket, app, desk.settings),
    }
    asked = [make for role, make in begin.items() if role in roles]
    running: list[Running] = [Watch(desk, prepare)] if asked else []
    if desk.referee:
        running.insert(0, desk.referee)  # it ends last: what was taken in may still ask it
    try:
        running.extend(make() for make in asked)
    except Unready:
        stop(running)
        raise
    return running


def _spare_the_collector() -> None:
    """Have Python never look for garbage among what is loaded by now: each time nobody is answered for 0.2 s."""
    gc.collect()
    gc.freeze()


def _start_sender(desk: Desk) -> Sender:
    sender = make_sender(desk)
    sender.start()
    return sender


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
        called = settings.api_token.get_secret_value() or settings.zammad_url
        beside: list[Role] = ["api"] if way_in == "socket" and called else []
        return ["worker", "clock", *beside, way_in]
    known = {role: role for role in ROLES}
    words = [word.strip() for word in text.split(",")]
    if unknown := [word for word in words if word not in known]:
        raise Unready(f"There is no role {unknown[0]!r}. Roles are {', '.join(ROLES)}: --roles worker,clock")
    return [known[word] for word in words]  # type: ignore[index]


def run(settings: Settings, open_database: Callable[[], Database], roles: Iterable[Role]) -> None:
    """Run the roles until the process is told to end."""
    client = slack_client(settings)
    shelf = open_shelf(settings)
    with closing(open_database()) as db:
        desk = make_desk(settings, db, client, shelf, Renderer(settings.templates))
        running = start(desk, _build(desk, client), roles)
        with _asked_to_end() as asked:
            asked.wait()
            stop(running)


@contextmanager
def _asked_to_end() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C and SIGTERM set; afterwards both do again what they did before."""
    asked = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: asked.set()) for number in signals}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _build(desk: Desk, client: WebClient) -> App:
    try:
        return wiring.build(desk, client)
    except BoltError as error:
        cause = error.__context__
        raise turned_away("SLACK_BOT_TOKEN", cause if isinstance(cause, SlackApiError) else error) from error
    except OSError as error:
        raise turned_away("SLACK_BOT_TOKEN", error) from error
