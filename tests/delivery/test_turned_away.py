"""Too fast: who is turned away waits as long as Slack asks, while others go on (fault 4)."""

from bot import clock
from bot.db import Database
from bot.delivery import outbox
from bot.delivery.sender import Sender
from bot.delivery.wire import TooFast
from tests.conftest import Frozen
from tests.delivery.slack import Slack, before
from tests.delivery.steps import job, pass_time, say


def test_one_conversation_waits_as_long_as_slack_asks_while_others_go_on(
    db: Database, sender: Sender, slack: Slack, at_t0: Frozen
) -> None:
    slack.fails(before(TooFast(30)))
    say(db, "C1", "a", "b")
    say(db, "C2", "c")
    sender.run_once()
    assert slack.said() == ["c"]
    assert job(db).attempts == 0
    pass_time(sender, at_t0, 29)
    assert slack.said() == ["c"]
    pass_time(sender, at_t0, 1)
    assert slack.said() == ["c", "a", "b"]


def test_two_conversations_turned_away_mean_that_the_workspace_is_full(
    db: Database, sender: Sender, slack: Slack, at_t0: Frozen
) -> None:
    slack.fails(before(TooFast(10)), times=2)
    for number in range(1, 6):
        say(db, f"C{number}", str(number))
    sender.run_once()
    assert slack.said() == []
    with db.session() as session:
        outbox.whisper(session, "C9", "U1", "psst", now=clock.now())
    sender.run_once()
    assert len(slack.whispers) == 1  # another method
    pass_time(sender, at_t0, 10)
    assert sorted(slack.said()) == ["1", "2", "3", "4", "5"]


def test_edits_are_counted_by_method(db: Database, sender: Sender, slack: Slack, at_t0: Frozen) -> None:
    for version in ("old", "new"):
        for card in ("C1", "C2"):
            with db.session() as session:
                outbox.show(session, card, card, version, now=clock.now())
        if version == "new":
            slack.fails(before(TooFast(5)), "chat.update")
        sender.run_once()
    say(db, "C3")
    sender.run_once()
    assert slack.said() == ["old", "old", "hello"]
    pass_time(sender, at_t0, 5)
    assert slack.said() == ["new", "new", "hello"]
