"""A random walk of impatient people through the workspace: they press, type and fill in whatever they see.

At each step nothing may be apologized for, left empty or left dead, and in the end every contact must have
ended in an answer, an order with its owner and date, an alternative, or a person.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from freezegun import freeze_time
from sqlmodel import col, func, select

from bot import app as wiring
from bot import clock, serve
from bot.catalog import load
from bot.catalog.finding import Finder
from bot.cost import subscriptions
from bot.customer.asked import Question
from bot.db import Database
from bot.delivery import schedules
from bot.delivery.jobs import DEAD, Job
from bot.desk import Desk, Shelf, Stock
from bot.migrations import migrate
from bot.process.orders import Order
from bot.render import Renderer
from bot.sandbox import acts
from bot.sandbox.acts import Surface
from bot.sandbox.args import Denied
from bot.sandbox.client import in_process_client
from bot.sandbox.elements import STATEFUL, TYPED, Spot, all_options, spots
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage, pressables, see_message
from bot.sandbox.state import Message
from bot.sandbox.workspace import Workspace
from bot.settings import HOUSE
from bot.value import dead_ends
from handlers import people
from tests.conftest import T0
from tests.office import MANIFEST, SANDBOX, PromptBot, _desk

CAST = {"ana": 8, "bo": 3, "cy": 2, "kim": 3, "dee": 2, "eve": 2, "fay": 1}
PLACES = ("bot", "#finance", "#workplace", "#it-help", "#general")
NEWEST = 6  # messages of a place that people still look at
LONGEST_PAUSE = 600  # minutes
QUESTIONS = (
    "what does ERP cost?",
    "who owns mail?",
    "my laptop is broken",
    "I need 3 mailboxes for the new people from Monday",
    "how do I pay an invoice on Saturday night?",
    "what did I order?",
    "no, the other one",
    "what time is it on the moon?",
    "qwertz uiop",
    "??",
    "cancel everything",
    "I want to complain: nobody answers",
)
COMMANDS = (
    "",
    "order",
    "orders",
    "order ERP",
    "report",
    "services",
    "restore",
    "gaps",
    "define",
    "queue",
    "help",
)
TYPINGS = (
    "",
    "x",
    "Because we need it.",
    "<!channel> & *now*",
    "9" * 3000,
    "0",
    "-3",
    "3",
    "12",
    "2.5",
    "99999999",
)
DATES = ("2026-11-24", "2027-03-01", "2020-01-01", "2031-12-31")
CHOICES = {"datepicker": DATES, "timepicker": ("09:00", "23:59")}
SORRY = ("Reference ", "that did not work", "something went wrong")


@dataclass
class Walk:
    """People in a workspace, what they did, and what they should not have met."""

    workspace: Workspace
    desk: Desk
    pass_time: Callable[[timedelta], None]
    rng: random.Random
    done: Counter[str] = field(default_factory=Counter)
    trail: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _met: dict[int, tuple[Message, str]] = field(default_factory=dict)
    _noticed: int = 0

    def steps(self, count: int) -> "Walk":
        """Take so many steps, then look at what became of every contact."""
        for _ in range(count):
            self.step()
        self._end()
        return self

    def step(self) -> None:
        """Let one of the people do one thing, and look at what they meet."""
        key = self.rng.choices([*CAST], [*CAST.values()])[0]
        who = self.workspace.person(key)
        ways = FORM_WAYS if who.view else WAYS
        way = self.rng.choices([*ways], [*ways.values()])[0]
        self.trail.append(f"{key} {way.__name__.strip('_')}")
        self.done[way.__name__.strip("_")] += 1
        self.pass_time(timedelta(seconds=2))
        last = self._last_question()
        try:
            way(self, who)
            asked = self._last_question()
            if asked and asked.how == "none" and (last is None or asked.id != last.id):
                self._insist(who)
        except (LookupError, Denied):
            self.done["was gone"] += 1  # somebody else changed it in between
        self._look(who)

    # What people do

    def _press(self, who: Person) -> None:
        seen = [one for one in self._near(who) if [*pressables(one.raw)]]
        if seen:
            self._press_on(who, self.rng.choice(seen).raw)

    def _press_twice(self, who: Person) -> None:
        """Press, and press again what had been there: impatience, or a slow line."""
        seen = [one for one in self._near(who) if [*pressables(one.raw)]]
        if seen:
            surface = self.rng.choice(seen).raw
            before = deepcopy(surface)
            pick = self.rng.choice([*pressables(surface)])
            for each in (surface, before):
                self._use(who, each, pick[1], pick[2])

    def _press_home(self, who: Person) -> None:
        home = who.opens_home()
        assert home is not None
        self._press_on(who, home.raw)

    def _press_form(self, who: Person) -> None:
        view = who.view
        assert view is not None
        if [*pressables(view.raw)]:
            self._press_on(who, view.raw)

    def _press_on(self, who: Person, surface: Surface) -> None:
        label, spot, choice = self.rng.choice([*pressables(surface)])
        self.trail[-1] += f" {label!r} ({spot.action_id})"
        self._use(who, surface, spot, choice)

    def _use(self, who: Person, surface: Surface, spot: Spot, choice: str | None) -> None:
        acts.press(self.workspace, who.id, surface, spot.block_id, spot.action_id, choice)

    def _choose(self, who: Person) -> None:
        home = who.opens_home()
        surfaces: list[Surface] = [home.raw] if home else []
        surfaces += [one.raw for one in self._near(who)]
        fields = [
            (each, spot) for each in surfaces for spot in spots(acts.blocks_of(each)) if _has_state(spot)
        ]
        if fields:
            self._fill(who, *self.rng.choice(fields))

    def _fill_in(self, who: Person) -> None:
        """Fill in what a form has, sensibly or not, and send it."""
        view = who.view
        assert view is not None
        kept = [(spot.block_id, spot.action_id) for spot in spots(view.raw.blocks) if _has_state(spot)]
        for block, action in kept:
            here = who.view
            now = (
                [spot for spot in spots(here.raw.blocks) if here and spot.action_id == action] if here else []
            )
            if here and now and block == now[0].block_id and self.rng.random() < 0.8:
                self._fill(who, here.raw, now[0])
        self._send(who)

    def _fill(self, who: Person, surface: Surface, spot: Spot) -> None:
        kind = spot.element["type"]
        offered = all_options(spot.element)
        if kind.endswith("external_select"):
            offered = acts.suggest(self.workspace, who.id, surface, spot.block_id, spot.action_id, "")
        acts.press(
            self.workspace, who.id, surface, spot.block_id, spot.action_id, self._choice(spot, offered)
        )

    def _choice(self, spot: Spot, offered: list[dict[str, str]]) -> str | list[str]:
        kind = spot.element["type"]
        if kind in TYPED:
            return self.rng.choice(TYPINGS)
        if "users" in kind:
            return self.rng.choice([one.id for one in self.workspace.people()])
        if "channels" in kind or "conversations" in kind:
            return self.workspace.channel(self.rng.choice(PLACES[1:])).id
        if kind in CHOICES:
            return self.rng.choice(CHOICES[kind])
        values = [one["value"] for one in offered]
        may_be_empty = spot.block.get("optional") or kind == "checkboxes" or not values
        return self.rng.choice([*values, ""] if may_be_empty else values)

    def _send(self, who: Person) -> None:
        if who.view and who.view.raw.payload.get("submit"):
            who.submits()

    def _close(self, who: Person) -> None:
        who.closes(all_of_them=self.rng.random() < 0.5)

    def _type(self, who: Person) -> None:
        where = self.rng.choice([place for place in PLACES if self._may_write(who, place)])
        said = self.rng.choice(QUESTIONS)
        self._said(who, said, lambda: who.says(where, said if where == "bot" else f"@domestique {said}"))

    def _command(self, who: Person) -> None:
        line = f"/it {self.rng.choice((*COMMANDS, *QUESTIONS))}".strip()
        self._said(who, line, lambda: who.command(line))

    def _said(self, who: Person, words: str, say: Callable[[], object]) -> None:
        """Say it, and hear something."""
        self.trail[-1] += f" {words!r}"
        before = self._heard(who)
        say()
        if self._heard(who) == before and not who.view:
            self._fault(f"{who} heard nothing")

    def _insist(self, who: Person) -> None:
        """Take the person who is offered where nobody knows."""
        who.clicks("Talk to a person")
        asked, view = self._last_question(), who.view
        if view is None:
            if not (asked and asked.handed_over):
                self._fault(f"{who} was not led to a person")
            return
        for spot in spots(view.raw.blocks):
            if spot.element["type"] in TYPED and not view.raw.values[spot.block_id][spot.action_id].get(
                "value"
            ):
                acts.fill(self.workspace, who.id, view.raw, spot.block_id, spot.action_id, "Please help")
        if who.submits():
            self._fault(f"{who} could not send a question to a person: {who.view and who.view.errors}")

    def _shortcut(self, who: Person) -> None:
        if self.rng.random() < 0.5:
            who.shortcut("order.start")
        else:
            seen = self._near(who)
            if seen:
                who.message_shortcut("order.from_message", self.rng.choice(seen))

    def _wait(self, _who: Person) -> None:
        self.pass_time(timedelta(minutes=self.rng.randint(1, LONGEST_PAUSE)))

    # What they see

    def _near(self, who: Person) -> list[SeenMessage]:
        places = [place for place in PLACES if self._may_write(who, place)]
        return [one for place in places for one in who.sees(place)[-NEWEST:]]

    def _may_write(self, who: Person, place: str) -> bool:
        return place == "bot" or who.id in self.workspace.channel(place).members

    def _heard(self, who: Person) -> list[tuple[str, str | None]]:
        """Return what the bot has said to a person, by time and last change."""
        mine = [one for channel in self.workspace.channels.values() for one in channel.messages]
        return [(one.ts, one.edited_ts) for one in mine if one.user == "U0BOT" and one.seen_by(who.id)]

    def _last_question(self) -> Question | None:
        with self.desk.read() as session:
            return session.exec(select(Question).order_by(col(Question.id).desc()).limit(1)).first()

    # What they should not meet

    def _fault(self, what: str) -> None:
        self.faults.append(f"{what}, after: {' · '.join(self.trail[-4:])}")

    def _look(self, who: Person) -> None:
        for channel in self.workspace.channels.values():
            for one in channel.messages:
                if one.user == "U0BOT" and self._is_new(one):
                    seen = see_message(self.workspace, one)
                    self._read(seen.text, seen.all_text)
        view = who.view
        if view:
            self._read(view.title, view.all_text)
        for notice in self.workspace.notices[self._noticed :]:
            self._fault(f"Slack had to say: {notice}")
        self._noticed = len(self.workspace.notices)

    def _is_new(self, one: Message) -> bool:
        is_new = self._met.get(id(one), (None, ""))[1] != (one.edited_ts or one.ts)
        self._met[id(one)] = (one, one.edited_ts or one.ts)  # kept, so that no other has its id
        return is_new

    def _read(self, text: str, words: str) -> None:
        if not text.strip() or not words.strip():
            self._fault("something was said without words")
        if any(sorry in f"{text} {words}" for sorry in SORRY):
            self._fault(f"an apology: {text}")

    def _end(self) -> None:
        with self.desk.read() as session:
            dead = session.exec(select(Job).where(Job.state == DEAD)).all()
            self.faults += [f"could not be delivered: {job.name} {job.error}" for job in dead]
            said_no = func.coalesce(col(Order.way_forward), "no").in_(("no", ""))
            none = session.exec(select(Order.id).where(said_no, Order.kind != "task")).all()
            self.faults += [f"order {number} names no way forward" for number in none]
            found = dead_ends.of_last(session, clock.now() + timedelta(seconds=1), timedelta(days=3650))
        self.done["contacts"] = found.rate.n if found.rate else 0
        self.faults += [f"{each.dead} {each.kind} ended dead" for each in found.kinds if each.dead]


def _has_state(spot: Spot) -> bool:
    return spot.element["type"] in STATEFUL


Way = Callable[[Walk, Person], None]
WAYS: dict[Way, int] = {
    Walk._press: 10,
    Walk._press_twice: 2,
    Walk._press_home: 4,
    Walk._choose: 2,
    Walk._type: 4,
    Walk._command: 3,
    Walk._shortcut: 1,
    Walk._wait: 1,
}
FORM_WAYS: dict[Way, int] = {Walk._fill_in: 6, Walk._press_form: 3, Walk._send: 2, Walk._close: 2}


def begun(folder: str, seed: int, tick: Callable[[timedelta], object]) -> Walk:
    """Return a walk through an office of its own, at the sample company, found by words alone."""
    workspace = Workspace.load(SANDBOX, json.loads(MANIFEST.read_text()))
    catalog = load(HOUSE / "catalog_data", on=T0.date())
    db = Database(f"sqlite:///{folder}/walk.db")
    migrate(db)
    desk = _desk(db, workspace, Shelf(Stock(catalog, Finder(catalog))), Renderer(HOUSE / "templates"))
    people.keep_up(desk)
    with desk.session() as session:
        subscriptions.take_from_plan(session, catalog, T0.date())
    bot = PromptBot(wiring.build(desk, in_process_client(workspace)))
    bot.sender = serve.make_sender(desk, pace=timedelta(0))
    workspace.post.route, workspace.post.retry_delays = bot, (0.0, 0.0, 0.0)

    def pass_time(by: timedelta) -> None:
        tick(by)
        schedules.tick(desk.db, clock.now())
        bot.sender.run_once()

    return Walk(workspace, desk, pass_time, random.Random(seed))


def main() -> None:
    """Walk, and say what was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--trail", type=Path, help="write every step into this file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="domestique-") as folder, freeze_time(T0) as frozen:
        walk = begun(folder, given.seed, frozen.tick).steps(given.steps)
        walk.desk.db.close()
    if given.trail:
        given.trail.write_text("\n".join(walk.trail))
    print(f"seed {given.seed}, {given.steps} steps: {dict(walk.done)}")
    for fault, times in Counter(walk.faults).items():
        print(f"{times} x {fault}")
    sys.exit(bool(walk.faults))


if __name__ == "__main__":
    main()
