"""The stream tells which parts of whose page are no longer true."""

import asyncio
import json
from collections.abc import AsyncIterator

from bot.sandbox import acts
from bot.sandbox.feed import Change
from bot.sandbox.page import stream
from bot.sandbox.page.view_of import Page
from bot.sandbox.state import Notice
from bot.sandbox.workspace import Workspace
from tests.sandbox.page.conftest import Bot


async def first(told: AsyncIterator[str], count: int) -> list[str]:
    return [await anext(told) for _ in range(count)]


def facts(event: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(event.partition("data: ")[2])
    return found


def test_changes_of_a_channel_come_as_one_event(workspace: Workspace) -> None:
    ana = workspace.member("ana")
    changes = [
        Change(4, "message", "C1", "1.0"),
        Change(5, "unread", "C1", person="U0BO"),
        Change(6, "status", "C1"),
        Change(7, "view", person="U0ANA"),
        Change(8, "notice", person="U0ANA"),
    ]
    told = stream.events(changes, ana)
    assert [facts(event) for event in told] == [
        {"parts": ["place", "pane", "sidebar", "top"], "channel": "C1"},
        {"parts": ["modal"], "channel": None},
    ]
    assert told[0].startswith("id: 8\nevent: parts\n")
    assert stream.events([Change(9, "view", person="U0BO")], ana) == []


def test_what_happens_is_told_at_once(workspace: Workspace, bot: Bot) -> None:
    page, ana = Page(workspace), workspace.member("ana")

    async def watch() -> list[str]:
        told = stream.tell(page, ana, workspace.feed.last)
        began = await first(told, 1)
        acts.say(workspace, "U0BO", workspace.channel("finance"), "hello")
        workspace.notify(Notice("U0BO", "failed", "button"))
        workspace.notify(Notice("U0ANA", "took_too_long", "command", "/it"))
        return began + await first(told, 2)

    retry, parts, said = asyncio.run(watch())
    assert retry == "retry: 1000\n\n"
    assert "place" in str(facts(parts)["parts"])
    assert facts(said) == {
        "about": "command",
        "words": "domestique took too long to answer /it."
        " It may still have worked: look before you try again.",
    }


def test_who_was_here_before_a_restart_draws_all_anew(workspace: Workspace) -> None:
    told = stream.tell(Page(workspace), workspace.member("ana"), 999)
    assert len(facts(asyncio.run(first(told, 1))[0])["parts"]) == 6  # type: ignore[arg-type]


def test_silence_is_filled(workspace: Workspace, monkeypatch: object) -> None:
    stream._PATIENCE, stream._BEAT, before = 0.001, 2, (stream._PATIENCE, stream._BEAT)
    try:
        told = stream.tell(Page(workspace), workspace.member("ana"), 0)
        assert asyncio.run(first(told, 2))[1] == ": still here\n\n"
    finally:
        stream._PATIENCE, stream._BEAT = before
