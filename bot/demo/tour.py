"""The tour: one person's journey through all five verbs, told as the people in it would see it."""

import textwrap
from collections.abc import Callable
from datetime import datetime, time, timedelta
from time import monotonic, sleep
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot import clock, serve
from bot.demo.stage import Tell, raised
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage, SeenView
from bot.sandbox.workspace import Workspace

PATIENCE_SECONDS = 20.0
GLANCE_SECONDS = 0.02
WIDTH = 96
Found = TypeVar("Found")


class LostError(Exception):
    """The journey did not go on as it should; the message says what was waited for."""


class Guide:
    """Walks with the people and tells what they see."""

    def __init__(self, workspace: Workspace, tell: Tell, catch_up: Callable[[], None]) -> None:
        self._workspace = workspace
        self._tell = tell
        self._catch_up = catch_up

    def person(self, key: str) -> Person:
        """Return one of the cast."""
        return self._workspace.person(key)

    def chapter(self, title: str) -> None:
        """Begin the next part."""
        self._tell(f"\n{title}\n{'=' * len(title)}")

    def does(self, who: Person, what: str) -> None:
        """Tell what somebody does."""
        self._tell(f"\n> {who} {what}")

    def sees(self, who: Person, words: str, where: str = "bot") -> SeenMessage:
        """Wait until somebody sees a message with these words, and show it."""
        message = self.wait_for(lambda: self._newest(who, words, where), f"{who} to see “{words}” in {where}")
        self._show(f"{where}, as {who} sees it".replace("bot,", "direct message,"), message.all_text)
        return message

    def sees_view(self, who: Person, words: str) -> SeenView:
        """Wait until somebody has a form with these words open, and show it."""
        view = self.wait_for(lambda: _with(who.view, words), f"{who} to see a form with “{words}”")
        self._show(f"form “{view.title}”, as {who} sees it", view.all_text)
        return view

    def _newest(self, who: Person, words: str, where: str) -> SeenMessage | None:
        return next((seen for seen in reversed(who.sees(where)) if words in seen), None)

    def wait_for(self, look: Callable[[], Found | None], what: str) -> Found:
        """Look until there is something; raises LostError when it takes too long."""
        until = monotonic() + PATIENCE_SECONDS
        while (found := look()) is None:
            if monotonic() > until:
                raise LostError(f"waited in vain for {what}")
            sleep(GLANCE_SECONDS)
        return found

    def wait_for_button(self, who: Person, label: str) -> None:
        """Wait until a button is in sight."""
        self.wait_for(
            lambda: any(label in seen.buttons for seen in who.sees("bot")) or None,
            f"{who} to see the button “{label}”",
        )

    def later(self, by: timedelta, words: str) -> None:
        """Let time pass."""
        self._tell(f"\n... {words} ...")
        self._workspace.move_clock(by)
        self._catch_up()

    def until_monday(self, who: Person) -> None:
        """Let time pass until next Monday, a minute past nine, on somebody's clock."""
        here = clock.now().astimezone(ZoneInfo(who.member.zone))
        day = here.date() + timedelta(days=7 - here.weekday())
        monday = datetime.combine(day, time(9, 1), ZoneInfo(who.member.zone))
        self.later(monday - here, f"{monday:%A %d %B, %H:%M} in {who.member.zone}")

    def _show(self, place: str, words: str) -> None:
        self._tell(f"  [{place}]")
        for line in words.splitlines():
            for part in textwrap.wrap(line, WIDTH) or [""]:
                self._tell(f"  | {part}")


def _with(view: SeenView | None, words: str) -> SeenView | None:
    return view if view is not None and (words in view or words == view.title) else None


def play(seed: int, tell: Tell) -> int:
    """Play the journey over real sockets; return 0 when everybody got where they wanted, else 1."""
    with raised(port=0, seed=seed, tell=tell) as stage:
        guide = Guide(stage.workspace, tell, lambda: serve.catch_up(stage.desk))
        try:
            for chapter in (ask, order, survey, offer, report):
                chapter(guide)
        except (LostError, LookupError) as trouble:
            tell(f"\nThe tour got lost: {trouble}")
            return 1
    tell("\nThat was a month with Domestique. `make demo` opens the same workspace in your browser.")
    return 0


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
    guide.does(ana, "presses Order")
    ana.clicks("Order")
    guide.sees_view(ana, "Orders and finance")
    guide.does(ana, "writes why, and sends the order")
    ana.chooses("Anything the team or the budget owner should know?", "A temp helps us close the year.")
    ana.submits()
    guide.sees(ana, "Waiting for")
    guide.sees(bo, "asks you to approve")
    guide.does(bo, "presses Approve")
    bo.clicks("Approve")
    guide.sees(cy, "A new order", "#erp-team")
    guide.does(cy, "presses Take, does the work, and presses Done")
    cy.clicks("Take")
    guide.sees(cy, "has it", "#erp-team")
    cy.clicks("Done")
    guide.sees(ana, "Done by")


def survey(guide: Guide) -> None:
    """Two minutes later Ana is asked whether it works and was worth it."""
    guide.chapter("3. Survey")
    ana = guide.person("ana")
    guide.later(timedelta(minutes=3), "Three minutes later")
    guide.sees(ana, "working for you")
    guide.does(ana, "presses “Yes, it works”, then “5 very good”, then “Yes, worth it”")
    ana.clicks("Yes, it works")
    guide.wait_for_button(ana, "5 Very good")
    ana.clicks("5 Very good")
    guide.wait_for_button(ana, "Yes, worth it")
    ana.clicks("Yes, worth it")
    guide.sees(ana, "Thank you")


def offer(guide: Guide) -> None:
    """What the data shows becomes one offer, and Ana takes it to Bo."""
    guide.chapter("4. Offer")
    ana, bo = guide.person("ana"), guide.person("bo")
    guide.sees(ana, "Extended hours instead of Standard")
    guide.does(ana, "presses “Ask my budget owner”")
    ana.clicks("Ask my budget owner")
    guide.sees(bo, "Extended hours")
    guide.does(bo, "presses Approve")
    bo.clicks("Approve")
    guide.sees(ana, "approved and on its way")


def report(guide: Guide) -> None:
    """Bo has the value report posted every Monday at nine, and next Monday it is there."""
    guide.chapter("5. Report")
    bo = guide.person("bo")
    guide.does(bo, "types /it report, chooses #finance, every week on Monday at 9:00, and saves")
    bo.command("/it report")
    guide.sees_view(bo, "Value report")
    bo.fills({"Channel": "#finance", "How often": "Every week", "On": "Monday", "At": "09:00"})
    bo.submits()
    bo.closes(all_of_them=True)
    guide.until_monday(bo)
    guide.sees(bo, "Finance", "#finance")
