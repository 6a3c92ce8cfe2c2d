"""A no of Slack means a dead letter, a rest, or a simpler try, never a loop (fault 5)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot import clock
from bot.db import Database
from bot.delivery import dead_letters, outbox, timers
from bot.delivery.jobs import DEAD, DONE, Lane
from bot.delivery.policy import MAX_ATTEMPTS
from bot.delivery.sender import Sender
from bot.delivery.wire import Declined, FateUnknown, Unreached
from tests.conftest import Frozen
from tests.delivery.conftest import MakeSender
from tests.delivery.slack import Slack, before
from tests.delivery.steps import job, pass_time, say


@pytest.mark.parametrize(
    "error",
    ["channel_not_found", "is_archived", "not_in_channel", "user_disabled", "a_word_never_heard_of"],
)
def test_a_message_that_will_never_be_taken_becomes_a_dead_letter(
    db: Database, make_sender: MakeSender, slack: Slack, error: str
) -> None:
    told: list[Mapping[str, Any]] = []

    def tell(session: Session, now: datetime, facts: Mapping[str, Any]) -> None:
        told.append(facts)
        outbox.say(session, "U0DEE", "lead/dead", now=now, key=f"lead.dead_letter:{facts['job']}")

    slack.fails(before(Declined(error)), times=2)
    sender = make_sender({"lead.dead_letter": tell})
    say(db, "C1", "one")
    assert sender.run_once() == 3  # the message, the alarm, the alarm's own message: no loop
    assert told == [{"job": 1, "kind": "say", "name": "one", "to": "C1", "error": error}]
    say(db, "C1", "two")
    sender.run_once()
    assert slack.said() == ["two"]
    with db.session() as session:
        dead = dead_letters.list_dead(session)
        assert [letter.name for letter in dead] == ["lead/dead", "one"]
        assert dead_letters.replay(session, 1, clock.now())
        assert not dead_letters.replay(session, 1, clock.now())
    sender.run_once()
    assert slack.said() == ["two", "one"]
    assert (job(db).state, job(db).error) == (DONE, None)


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth", "missing_scope"])
def test_a_revoked_installation_holds_everything_and_loses_nothing(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen, error: str
) -> None:
    ran: list[datetime] = []
    sender = make_sender({"tick": lambda _session, now, _facts: ran.append(now)})
    slack.fails(before(Declined(error)), times=100)
    say(db, "C1", "one")
    say(db, "C2", "two")
    with db.session() as session:
        timers.set_timer(session, "tick", clock.now(), now=clock.now())
    sender.run_once()
    pass_time(sender, at_t0, 60)
    assert len(slack.calls) == 1
    assert len(ran) == 1  # timers need no Slack
    with db.read() as session:
        assert session.get_one(Lane, "*").note == error
    slack.faults.clear()
    at_t0.tick(timedelta(minutes=5))
    sender.run_once()
    assert sorted(slack.said()) == ["one", "two"]


def test_slack_out_of_reach_costs_no_attempts(
    db: Database, sender: Sender, slack: Slack, at_t0: Frozen
) -> None:
    slack.fails(before(Unreached("refused")), times=30)
    say(db)
    sender.run_once()
    pass_time(sender, at_t0, 140)
    assert job(db).attempts == 0
    pass_time(sender, at_t0, 20)
    assert slack.said() == ["hello"]


@pytest.mark.parametrize("error", [Declined("service_unavailable"), ValueError("nobody thought of this")])
def test_what_fails_again_and_again_is_given_up(
    db: Database, sender: Sender, slack: Slack, at_t0: Frozen, error: Exception
) -> None:
    slack.fails(before(error), times=MAX_ATTEMPTS)
    say(db, "C1", "one", "two")
    sender.run_once()
    for _ in range(MAX_ATTEMPTS - 1):
        assert slack.said() == []
        at_t0.tick(timedelta(minutes=5))
        sender.run_once()
    assert job(db).state == DEAD
    assert slack.said() == ["two"]


def test_a_fate_that_stays_unknown_is_given_up(
    db: Database, sender: Sender, slack: Slack, at_t0: Frozen
) -> None:
    slack.fails(before(FateUnknown("HTTP 500")), times=100)
    say(db)
    for _ in range(MAX_ATTEMPTS):
        sender.run_once()
        at_t0.tick(timedelta(minutes=5))
    assert (job(db).state, job(db).error) == (DEAD, "HTTP 500")
    assert len(slack.said()) == 0


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
def test_blocks_refused_twice_become_a_dead_letter(
    db: Database, sender: Sender, slack: Slack, error: str
) -> None:
    slack.fails(before(Declined(error)), times=2)
    say(db)
    sender.run_once()
    assert [args["blocks"] for _, args in slack.calls] == [[{"type": "new"}], [{"type": "classic"}]]
    assert (job(db).state, job(db).error) == (DEAD, error)
