"""What a person sees of the workspace."""

from freezegun import freeze_time

from bot.sandbox import acts
from bot.sandbox.page import scene
from bot.sandbox.workspace import Workspace
from tests.sandbox.page.conftest import Bot
from tests.sandbox.page.gallery import ANSWER


def test_messages_of_one_author_stand_together_for_five_minutes(workspace: Workspace, bot: Bot) -> None:
    finance, ana = workspace.channel("finance"), workspace.member("ana")
    with freeze_time("2026-11-22 16:00", tick=True) as clock:
        acts.say(workspace, "U0BO", finance, "yesterday")
        clock.move_to("2026-11-23 15:00")
        for _ in range(2):
            acts.say(workspace, "U0BO", finance, "hello")
        acts.say(workspace, "U0ANA", finance, "hi")
        clock.move_to("2026-11-23 15:10")
        acts.say(workspace, "U0ANA", finance, "still here")
    entries = scene.timeline(workspace, ana, finance)
    assert [entry.day for entry in entries] == ["Yesterday", "Today", "", "", ""]
    assert [entry.compact for entry in entries] == [False, False, True, False, False]
    assert entries[0].author == scene.Author("Bo Larsen", "BL", entries[0].author.hue, is_app=False)


def test_cards_of_the_bot_each_stand_under_its_name(workspace: Workspace, bot: Bot) -> None:
    for blocks in ([], [], [ANSWER[0]], [ANSWER[0]]):
        bot.posts("C0FINANCE", blocks)
    entries = scene.timeline(workspace, workspace.member("ana"), workspace.channel("finance"))
    assert [entry.compact for entry in entries] == [False, True, False, False]


def test_the_line_stands_above_the_first_unread_message_of_another(workspace: Workspace, bot: Bot) -> None:
    finance, ana = workspace.channel("finance"), workspace.member("ana")
    read = acts.say(workspace, "U0BO", finance, "read").ts
    acts.say(workspace, "U0BO", finance, "new")
    acts.say(workspace, "U0BO", finance, "newer")
    entries = scene.timeline(workspace, ana, finance, read)
    assert [entry.first_unread for entry in entries] == [False, True, False]
    assert not entries[1].compact
    assert not any(entry.first_unread for entry in scene.timeline(workspace, ana, finance))


def test_a_thread_tells_how_many_and_who(workspace: Workspace, bot: Bot) -> None:
    finance, ana = workspace.channel("finance"), workspace.member("ana")
    root = acts.say(workspace, "U0ANA", finance, "what does ERP cost?")
    acts.say(workspace, "U0BO", finance, "good question", root.ts)
    last = bot.posts("C0FINANCE", thread_ts=root.ts)
    thread = scene.timeline(workspace, ana, finance)[0].thread
    assert thread is not None
    assert (thread.count, thread.last_ts) == (2, last.ts)
    assert [author.name for author in thread.authors] == ["Bo Larsen", "domestique"]
    assert [entry.message.text for entry in scene.replies(workspace, ana, finance, root.ts)][1:] == [
        "good question",
        "Hello",
    ]


def test_the_sidebar_lists_own_channels_then_the_bot(workspace: Workspace, bot: Bot) -> None:
    eve = workspace.member("eve")
    assert [place.name for place in scene.places(workspace, eve)] == ["general", "domestique"]
    assert scene.places(workspace, workspace.member("ana"))[0].name == "finance"
    bot.posts("U0EVE")
    assert scene.unread_elsewhere(workspace, eve) == 1


def test_names_for_the_message_box(workspace: Workspace) -> None:
    names = scene.names(workspace, workspace.member("eve"))
    assert {"name": "Bo Larsen", "insert": "@Bo Larsen "} in names["people"]
    assert [one["insert"] for one in names["channels"]] == ["#general "]
    assert names["commands"] == [{"name": "/it", "insert": "/it ", "hint": "order | report  Ask IT"}]


def test_only_who_has_hints_gets_them(workspace: Workspace) -> None:
    assert len(scene.hints(workspace, workspace.member("ana"))) == 5
    assert scene.hints(workspace, workspace.member("eve")) == []
