"""A worker slower than its lease spoils nothing for the one that took over (fault 11)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.delivery import outbox, timers
from bot.delivery.jobs import DONE
from bot.delivery.sender import LEASE
from bot.delivery.wire import Declined
from tests.conftest import Frozen
from tests.delivery.conftest import MakeSender
from tests.delivery.slack import Slack, Words
from tests.delivery.steps import SECOND, job, say


def test_a_worker_slower_than_its_lease_cannot_settle_what_another_has_taken(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen
) -> None:
    def stall(_method: str, _args: dict[str, Any], happen: Any) -> dict[str, Any]:
        answer: dict[str, Any] = happen()
        at_t0.tick(LEASE)
        make_sender().run_once()  # another worker takes over, looks, finds
        raise Declined("channel_not_found") if answer["ok"] else AssertionError

    slack.fails(stall)
    say(db)
    make_sender().run_once()
    assert slack.said() == ["hello"]
    assert (job(db).state, job(db).error) == (DONE, None)


def test_a_worker_that_was_asleep_does_not_call_slack_any_more(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(db)
    sender = make_sender()
    quick = Words.message

    def slow(self: Words, *args: Any, **options: Any) -> dict[str, Any]:
        at_t0.tick(LEASE - SECOND)
        monkeypatch.setattr(Words, "message", quick)
        return quick(self, *args, **options)

    monkeypatch.setattr(Words, "message", slow)
    assert sender.run_once() == 2
    assert [method for method, _ in slack.calls] == ["chat.postMessage"]
    assert job(db).attempts == 1


def test_a_timer_slower_than_its_lease_leaves_nothing(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen, T0: datetime
) -> None:
    claims: list[str] = []

    def ask(session: Session, now: datetime, _facts: Mapping[str, Any]) -> None:
        claims.append("once")
        outbox.say(session, "C1", "surveys/ask", now=now)

    with db.session() as session:
        timers.set_timer(session, "ask", T0, now=T0)
    sender = make_sender({"ask": ask})
    claim = sender._claim()
    at_t0.tick(LEASE)
    make_sender({"ask": ask}).run_once()
    assert claim
    sender._run_timer(claim)
    assert claims == ["once"]
    assert slack.said() == ["surveys/ask"]


def test_the_clock_leaping_ahead_takes_nothing_out_of_our_own_hands(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen
) -> None:
    sender = make_sender()

    def leap(_method: str, _args: dict[str, Any], happen: Any) -> Any:
        at_t0.tick(timedelta(days=7))  # the sandbox's clock is moved
        assert sender.run_once() == 0
        return happen()

    slack.fails(leap)
    say(db)
    sender.run_once()
    assert slack.said() == ["hello"]
