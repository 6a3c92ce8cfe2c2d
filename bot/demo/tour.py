"""The tour: one person's journey through all five verbs, told as the people in it would see it."""

import textwrap
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from time import monotonic
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot import clock, serve
from bot.demo import transcript
from bot.demo.stage import Tell, raised
from bot.sandbox.hands import Person
from bot.sandbox.page import scene
from bot.sandbox.page.choices import Surface
from bot.sandbox.seen import SeenMessage, SeenView
from bot.sandbox.workspace import Workspace

PATIENCE_SECONDS = 20.0
REST_SECONDS = 0.5  # when nothing changed for so long, the bot has settled what it sent
WIDTH = 96
ZONE = "America/Denver"  # where the sample company is at home
TUESDAY, TEN = 1, time(10)
Found = TypeVar("Found")


class LostError(Exception):
    """The journey did not go on as it should; the message says what was waited for."""


class Guide:
    """Walks with the people and tells what they see."""

    def __init__(self, workspace: Workspace, tell: Tell, catch_up: Callable[[], None]) -> None:
        self._workspace = workspace
        self._tell = tell
        self._catch_up = catch_up
        self._told: dict[tuple[str, str], list[str]] = {}

    def person(self, key: str) -> Person:
        """Return one of the cast."""
        return self._workspace.person(key)

    def chapter(self, title: str) -> None:
        """Begin the next part."""
        self._tell(f"\n\n{title}\n{'─' * len(title)}")

    def does(self, who: Person, what: str) -> None:
        """Tell what somebody does."""
        self._tell(f"\n▸ {who} {what}")

    def sees(self, who: Person, words: str, where: str = "bot") -> SeenMessage:
        """Wait until somebody sees a message with these words, and show what is new in it."""
        message = self.wait_for(lambda: self.newest(who, words, where), f"{who} to see “{words}” in {where}")
        reader = scene.read_by(self._workspace, who.member)
        place = "a message from Domestique" if where == "bot" else where
        self._show(f"{who}, {place}", (who.id, message.ts), transcript.lines(message.blocks, reader))
        return message

    def sees_view(self, who: Person, words: str) -> SeenView:
        """Wait until somebody has a form with these words open, and show it."""
        view = self.wait_for(lambda: _with(who.view, words), f"{who} to see a form with “{words}”")
        reader = scene.read_by(self._workspace, who.member)
        told = transcript.lines(view.raw.blocks, reader, Surface(view.raw.id, view.raw.values))
        self._show(f"{who}, the form “{view.title}”", (who.id, view.raw.id), told)
        return view

    def newest(self, who: Person, words: str, where: str) -> SeenMessage | None:
        """Return the newest message with these words in a place, None while there is none."""
        return next((seen for seen in reversed(who.sees(where)) if words in seen), None)

    def wait_for(self, look: Callable[[], Found | None], what: str) -> Found:
        """Look until there is something; raises LostError when it takes too long."""
        until = monotonic() + PATIENCE_SECONDS
        while True:
            newest = self._workspace.feed.last
            if (found := look()) is not None:
                return found
            if monotonic() > until:
                raise LostError(f"waited in vain for {what}")
            self._workspace.feed.since(newest, wait=until - monotonic())

    def presses(self, who: Person, label: str) -> None:
        """Press a button as soon as it is in sight, and tell so."""
        self.wait_for(
            lambda: any(label in seen.buttons for seen in who.sees("bot")) or None,
            f"{who} to see the button “{label}”",
        )
        self.does(who, f"presses [{label}]")
        who.clicks(label)

    def later(self, by: timedelta, words: str) -> None:
        """Let time pass, once everybody has come to rest."""
        while self._workspace.feed.since(self._workspace.feed.last, wait=REST_SECONDS):
            pass
        self._tell(f"\n… {words} …")
        self._workspace.move_clock(by)
        self._catch_up()

    def until_monday(self, who: Person) -> None:
        """Let time pass until next Monday, a minute past nine, on somebody's clock."""
        here = clock.now().astimezone(ZoneInfo(who.member.zone))
        day = here.date() + timedelta(days=7 - here.weekday())
        monday = datetime.combine(day, time(9, 1), ZoneInfo(who.member.zone))
        self.later(monday - here, f"{monday:%A %d %B, %H:%M} in {_place(who.member.zone)}")

    def _show(self, place: str, key: tuple[str, str], lines: Iterable[str]) -> None:
        """Tell what stands there; of what was told before under this key, only what has changed."""
        now, before = list(lines), self._told.get(key, [])
        self._told[key] = now
        self._tell(f"\n  [{place}{', edited' if before else ''}]")
        for line in now:
            if line not in before:
                self._tell(textwrap.indent(textwrap.fill(line, WIDTH) if len(line) > WIDTH else line, "  │ "))


def _with(view: SeenView | None, words: str) -> SeenView | None:
    return view if view is not None and (words in view or words == view.title) else None


def _place(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def play(seed: int, tell: Tell) -> int:
    """Play the journey over real sockets; return 0 when everybody got where they wanted, else 1.

    It begins on the next Tuesday at ten, so that it goes the same way on whichever day it is played.
    """
    start = next_tuesday(clock.now())
    clock.move_ahead(start - clock.now())
    with raised(port=0, seed=seed, tell=tell) as stage:
        guide = Guide(stage.workspace, tell, lambda: serve.catch_up(stage.desk))
        tell(f"It is {start:%A %d %B %Y, %H:%M} in {_place(ZONE)}.")
        try:
            for chapter in CHAPTERS:
                chapter(guide)
        except (LostError, LookupError) as trouble:
            tell(f"\nThe tour got lost: {trouble}")
            return 1
    tell("\nThat was a month with Domestique. `make demo` opens the same workspace in your browser.")
    return 0


def next_tuesday(now: datetime) -> datetime:
    """Return the first Tuesday, ten o'clock, at or after `now` where the sample company is at home."""
    here = now.astimezone(ZoneInfo(ZONE))
    day = here.date() + timedelta(days=(TUESDAY - here.weekday()) % 7)
    start = datetime.combine(day, TEN, ZoneInfo(ZONE))
    return start if start >= here else datetime.combine(day + timedelta(days=7), TEN, ZoneInfo(ZONE))


def ask(guide: Guide) -> None:
    """Ana asks what something costs."""
    guide.chapter("1. Ask")
    ana = guide.person("ana")
    guide.does(ana, "writes to Domestique: what does ERP cost us?")
    ana.dm("what does ERP cost us?")
    guide.sees(ana, "Orders and finance")


def order(guide: Guide) -> None:
    """Ana orders, Bo approves, Cy delivers."""
    guide.chapter("2. Order")
    ana, bo, cy = guide.person("ana"), guide.person("bo"), guide.person("cy")
    guide.presses(ana, "Order")
    guide.sees_view(ana, "Orders and finance")
    guide.does(ana, "writes “A temp helps us close the year.” and presses [Send order]")
    ana.chooses("Anything the team or the budget owner should know?", "A temp helps us close the year.")
    ana.submits()
    guide.sees(ana, "Waiting for")
    guide.sees(bo, "asks you to approve")
    guide.presses(bo, "Approve")
    guide.sees(cy, "A new order", "#erp-team")
    guide.does(cy, "presses [Take], does the work, and presses [Done]")
    cy.clicks("Take")
    guide.wait_for(lambda: guide.newest(cy, "has it", "#erp-team"), f"{cy} to have the order")
    cy.clicks("Done")
    guide.sees(ana, "Done by")


def survey(guide: Guide) -> None:
    """Two minutes later Ana is asked whether it works and was worth it."""
    guide.chapter("3. Survey")
    ana = guide.person("ana")
    guide.later(timedelta(minutes=3), "three minutes later")
    guide.sees(ana, "working for you")
    guide.presses(ana, "Yes, it works")
    guide.presses(ana, "5 Very good")
    guide.presses(ana, "It was quick")
    guide.presses(ana, "Yes, worth it")
    guide.sees(ana, "you said")


def offer(guide: Guide) -> None:
    """Show how evidence becomes one offer: Ana takes it to Bo, and with his yes Cy's team has it."""
    guide.chapter("4. Offer")
    ana, bo, cy = guide.person("ana"), guide.person("bo"), guide.person("cy")
    guide.sees(ana, "Extended hours")
    guide.presses(ana, "Ask my budget owner")
    guide.sees(bo, "Extended hours")
    guide.presses(bo, "Approve")
    guide.sees(ana, "approved and on its way")
    guide.sees(cy, "Extended hours", "#erp-team")
    guide.does(cy, "presses [Take]")
    cy.clicks("Take")
    guide.sees(ana, "is on it")


def report(guide: Guide) -> None:
    """Bo has the value report posted every Monday at nine, and next Monday it is there."""
    guide.chapter("5. Report")
    bo = guide.person("bo")
    guide.does(bo, "types /it report")
    bo.command("/it report")
    bo.fills({"Channel": "#finance", "How often": "Every week", "On": "Monday", "At": "09:00"})
    guide.sees_view(bo, "Value report")
    guide.does(bo, "presses [Save]")
    bo.submits()
    guide.sees_view(bo, "Saved")
    bo.closes(all_of_them=True)
    guide.until_monday(bo)
    guide.sees(bo, "what IT was worth", "#finance")


CHAPTERS: tuple[Callable[[Guide], None], ...] = (ask, order, survey, offer, report)
