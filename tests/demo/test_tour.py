"""The tour: it goes the same way on every day, and reads as people would read it."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import clock
from bot.demo import stage, tour
from bot.demo.history import Summary
from bot.demo.tour import Guide, LostError, next_tuesday
from bot.sandbox.workspace import Workspace
from bot.settings import HOUSE

DENVER = ZoneInfo("America/Denver")
CHAPTERS = ["1. Ask", "2. Order", "3. Survey", "4. Offer", "5. Report"]


@pytest.fixture(autouse=True)
def true_clock() -> Iterator[None]:
    yield
    clock.reset()


@pytest.mark.sockets
def test_the_tour_goes_through_all_five_verbs() -> None:
    told: list[str] = []

    assert tour.play(seed=7, tell=told.append) == 0

    transcript = "\n".join(told)
    assert re.findall(r"^\d\. \w+$", transcript, re.MULTILINE) == CHAPTERS
    assert re.search(r"^It is Tuesday \d\d \w+ \d{4}, 10:00 in Denver\.$", transcript, re.MULTILINE)
    for line in (
        "Price: $165.00 per named user and month",
        "[Order]",
        "⏳ Waiting for @Bo Larsen, who holds the budget of Finance.",
        "[Approve] [Approve fewer or comment…] [Let somebody else decide…] [Decline…]",
        "✅ It is approved and on its way.",
        "🛠️ @Cy Okafor is on it, due today at",
        "Finance: what IT was worth,",
    ):
        assert f"  │ {line}" in transcript
    assert not re.search(r"\*\w|\w\*|:[a-z_]{3,}:|<[@#!]|&(amp|lt|gt);", transcript)
    assert max(len(line) for line in transcript.splitlines()) <= 110


@pytest.mark.sockets
def test_who_gets_lost_says_what_was_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def wander(guide: Guide) -> None:
        guide.sees(guide.person("ana"), "the promised land")

    monkeypatch.setattr(stage, "write_history", lambda *_: Summary(*[0] * len(fields(Summary))))
    monkeypatch.setattr(tour, "CHAPTERS", (wander,))
    monkeypatch.setattr(tour, "PATIENCE_SECONDS", 0.1)
    told: list[str] = []

    assert tour.play(seed=7, tell=told.append) == 1

    assert told[-1] == "\nThe tour got lost: waited in vain for Ana Ruiz to see “the promised land” in bot"


@pytest.mark.parametrize(
    ("now", "start"),
    [
        (datetime(2026, 11, 21, 22, 0, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=DENVER)),
        (datetime(2026, 11, 24, 16, 59, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=DENVER)),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=DENVER)),
        (datetime(2026, 11, 24, 17, 1, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=DENVER)),
        (datetime(2027, 3, 10, 12, 0, tzinfo=UTC), datetime(2027, 3, 16, 10, tzinfo=DENVER)),
    ],
)
def test_every_tour_begins_on_a_tuesday_at_ten(now: datetime, start: datetime) -> None:
    assert next_tuesday(now) == start


def test_waiting_ends_with_what_was_found_or_with_a_word_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace.load(HOUSE / "bot" / "demo" / "workspace.yaml")
    guide = Guide(workspace, lambda words: None, lambda: None)
    monkeypatch.setattr(tour, "PATIENCE_SECONDS", 0.05)

    assert guide.wait_for(lambda: 7, "seven") == 7
    with pytest.raises(LostError, match="waited in vain for rain"):
        guide.wait_for(lambda: None, "rain")


def test_time_passes_once_everybody_has_come_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace.load(HOUSE / "bot" / "demo" / "workspace.yaml")
    told: list[str] = []
    caught_up: list[datetime] = []
    guide = Guide(workspace, told.append, lambda: caught_up.append(clock.now()))
    monkeypatch.setattr(tour, "REST_SECONDS", 0.01)
    before = clock.now()

    guide.later(timedelta(hours=1), "an hour later")

    assert told == ["\n… an hour later …"]
    assert caught_up[0] - before > timedelta(hours=1)
