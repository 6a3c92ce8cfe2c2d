"""An answer that never came is looked up before anything is said again (fault 3)."""

from typing import Any

import pytest

from bot import clock
from bot.db import Database
from bot.delivery import outbox
from bot.delivery.jobs import DEAD, DONE
from bot.delivery.sender import Sender
from bot.delivery.wire import Declined, FateUnknown, TooFast, Unreached
from tests.conftest import Frozen
from tests.delivery.slack import Slack, after, before
from tests.delivery.steps import job, pass_time, say


@pytest.mark.parametrize("happened", [before, after])
@pytest.mark.parametrize(
    "error",
    [
        FateUnknown("HTTP 500"),
        FateUnknown("timed out"),
        Declined("fatal_error"),
        ValueError("nobody thought of such an answer"),
    ],
)
def test_an_answer_that_is_cut_off_is_looked_up_before_it_is_said_again(
    db: Database, sender: Sender, slack: Slack, at_t0: Frozen, happened: Any, error: Exception
) -> None:
    say(db, "C1", "one", "two")
    slack.fails(happened(error))
    sender.run_once()
    assert "two" not in slack.said()  # order is kept while the first one's fate is unknown
    pass_time(sender, at_t0, 31)
    assert slack.said() == ["one", "two"]


def test_a_look_up_that_fails_is_tried_again(
    db: Database, sender: Sender, slack: Slack, at_t0: Frozen
) -> None:
    say(db)
    slack.fails(after(FateUnknown("RST")))
    for trouble in (TooFast(3), FateUnknown("RST"), Unreached(), Declined("service_unavailable")):
        slack.fails(before(trouble), "conversations.history")
    sender.run_once()
    pass_time(sender, at_t0, 160)
    assert slack.said() == ["hello"]
    assert job(db).state == DONE


def test_a_look_up_that_slack_declines_leaves_the_decision_to_people(
    db: Database, sender: Sender, slack: Slack, at_t0: Frozen
) -> None:
    say(db)
    slack.fails(after(FateUnknown("RST")))
    slack.fails(before(Declined("missing_scope")), "conversations.history")
    sender.run_once()
    pass_time(sender, at_t0, 31)
    assert slack.said() == ["hello"]
    assert (job(db).state, job(db).error) == (
        DEAD,
        "it may have arrived, and looking it up is declined: missing_scope",
    )


@pytest.mark.parametrize("happened", [before, after])
def test_an_edit_whose_fate_is_unknown_is_simply_done_again(
    db: Database, sender: Sender, slack: Slack, at_t0: Frozen, happened: Any
) -> None:
    for version in ("old", "new"):
        with db.session() as session:
            outbox.show(session, "card", "C1", version, now=clock.now())
        if version == "new":
            slack.fails(happened(FateUnknown("RST")), "chat.update")
        sender.run_once()
    pass_time(sender, at_t0, 2)
    assert slack.said() == ["new"]
    assert "conversations.history" not in [method for method, _ in slack.calls]
