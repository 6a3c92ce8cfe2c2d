"""Whoever is killed, and whenever: nothing that was acknowledged is lost, nothing is said twice (1, 2)."""

import subprocess
import sys
from datetime import datetime
from typing import Any

import pytest

from bot import clock
from bot.db import Database
from bot.delivery import outbox
from bot.delivery.inbound import AlreadyHandled, accept
from bot.delivery.jobs import DONE, SENDING
from bot.delivery.sender import LEASE, Sender
from bot.delivery.wire import FateUnknown
from tests.conftest import Frozen
from tests.delivery.conftest import MakeSender
from tests.delivery.slack import Slack, after, before
from tests.delivery.steps import Killed, job, say

LISTEN = """
import os, signal, sys
from datetime import UTC, datetime
from bot.db import Database
from bot.delivery import outbox
from bot.delivery.inbound import accept
db, now = Database(sys.argv[1]), datetime(2026, 11, 23, 16, tzinfo=UTC)
with db.session() as session:
    accept(session, "Ev1", now)
    outbox.say(session, "C1", "ask/answer", now=now)
    if sys.argv[2] == "before commit":
        os.kill(os.getpid(), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("point", ["before commit", "after commit"])
def test_a_listener_killed_around_its_commit_loses_and_doubles_nothing(
    db: Database, database_url: str, sender: Sender, slack: Slack, T0: datetime, point: str
) -> None:
    listener = subprocess.run([sys.executable, "-c", LISTEN, database_url, point], check=False)
    assert listener.returncode == -9
    try:  # Slack got no answer and delivers again
        with db.session() as session:
            accept(session, "Ev1", T0)
            outbox.say(session, "C1", "ask/answer", now=T0)
    except AlreadyHandled:
        assert point == "after commit"
    sender.run_once()
    assert slack.said() == ["ask/answer"]


@pytest.mark.parametrize("point", [before, after])
@pytest.mark.parametrize("thread", [None, "1.2"])
@pytest.mark.parametrize("to", ["C1", "U1"])
def test_a_sender_killed_around_a_post_says_it_once(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen, point: Any, thread: str, to: str
) -> None:
    say(db, to, thread=thread)
    slack.fails(point(Killed()))
    with pytest.raises(Killed):
        make_sender().run_once()
    successor = make_sender()
    assert successor.run_once() == 0
    assert job(db).state == SENDING
    for number in range(5):  # others talk meanwhile
        slack.chat_postMessage(to, text=f"{number}", thread_ts=thread)
    at_t0.tick(LEASE)
    assert successor.run_once() == 1
    assert slack.said().count("hello") == 1
    found = next(message for message in slack.messages if message["text"] == "hello")
    assert (job(db).state, job(db).ts, job(db).channel) == (DONE, found["ts"], found["channel"])


def test_the_look_up_goes_where_the_persons_messages_are_known_to_be(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen
) -> None:
    say(db, "U1", "first")
    make_sender().run_once()
    say(db, "U1", "second")
    slack.fails(after(Killed()))
    with pytest.raises(Killed):
        make_sender().run_once()
    at_t0.tick(LEASE)
    make_sender().run_once()
    assert slack.said("D1") == ["first", "second"]
    assert "conversations.open" not in [method for method, _ in slack.calls]


def test_a_killed_edit_is_simply_done_again(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen
) -> None:
    for template in ("orders/open", "orders/done"):
        with db.session() as session:
            outbox.show(session, "order:1", "C1", template, now=clock.now())
        if template == "orders/done":
            slack.fails(after(Killed()), "chat.update")
            with pytest.raises(Killed):
                make_sender().run_once()
            at_t0.tick(LEASE)
        make_sender().run_once()
    assert slack.said() == ["orders/done"]


@pytest.mark.parametrize("fault", [after(Killed()), after(FateUnknown("RST")), before(FateUnknown("RST"))])
def test_a_whisper_is_never_repeated(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen, fault: Any
) -> None:
    with db.session() as session:
        outbox.whisper(session, "C1", "U1", "psst", now=clock.now())
    slack.fails(fault)
    try:
        make_sender().run_once()
    except Killed:
        at_t0.tick(LEASE)
        make_sender().run_once()
    assert len(slack.whispers) <= 1
    assert (job(db).state, job(db).error) == (DONE, "nobody knows whether it was seen")
