"""Faults: whatever breaks, nothing that was acknowledged is lost and nothing is said twice."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot import clock
from bot.db import Database
from bot.delivery import dead_letters, outbox, timers
from bot.delivery.inbound import AlreadyHandled, accept
from bot.delivery.jobs import DEAD, DONE, READY, SENDING, Job, Lane
from bot.delivery.policy import MAX_ATTEMPTS
from bot.delivery.sender import LEASE, Sender
from bot.delivery.wire import Declined, FateUnknown, TooFast, Unreached
from tests.conftest import Frozen
from tests.delivery.conftest import MakeSender
from tests.delivery.slack import Slack, Words, after, before

SECOND = timedelta(seconds=1)


class Killed(BaseException):
    """Ends a sender as kill -9 would: nothing after it runs."""


def say(db: Database, to: str = "C1", *templates: str, **options: Any) -> None:
    with db.session() as session:
        for template in templates or ("hello",):
            outbox.say(session, to, template, now=clock.now(), **options)


def job(db: Database) -> Job:
    with db.read() as session:
        return session.exec(select(Job).order_by(col(Job.id))).all()[0]


def pass_time(sender: Sender, frozen: Frozen, seconds: int) -> None:
    for _ in range(seconds):
        frozen.tick(SECOND)
        sender.run_once()


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
def test_1_a_listener_killed_around_its_commit_loses_and_doubles_nothing(
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
def test_2_a_sender_killed_around_a_post_says_it_once(
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


def test_2_the_look_up_goes_where_the_persons_messages_are_known_to_be(
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


def test_2_a_killed_edit_is_simply_done_again(
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
def test_2_a_whisper_is_never_repeated(
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


@pytest.mark.parametrize("happened", [before, after])
@pytest.mark.parametrize(
    "error", [FateUnknown("HTTP 500"), FateUnknown("timed out"), Declined("fatal_error")]
)
def test_3_an_answer_that_is_cut_off_is_looked_up_before_it_is_said_again(
    db: Database, sender: Sender, slack: Slack, at_t0: Frozen, happened: Any, error: Exception
) -> None:
    say(db, "C1", "one", "two")
    slack.fails(happened(error))
    sender.run_once()
    assert "two" not in slack.said()  # order is kept while the first one's fate is unknown
    pass_time(sender, at_t0, 31)
    assert slack.said() == ["one", "two"]


def test_3_a_look_up_that_fails_is_tried_again(
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


def test_3_a_look_up_that_slack_declines_leaves_the_decision_to_people(
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


def test_4_one_conversation_waits_as_long_as_slack_asks_while_others_go_on(
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


def test_4_two_conversations_turned_away_mean_that_the_workspace_is_full(
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


def test_4_edits_are_counted_by_method(db: Database, sender: Sender, slack: Slack, at_t0: Frozen) -> None:
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


@pytest.mark.parametrize(
    "error",
    ["channel_not_found", "is_archived", "not_in_channel", "user_disabled", "a_word_never_heard_of"],
)
def test_5_a_message_that_will_never_be_taken_becomes_a_dead_letter(
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
def test_5_a_revoked_installation_holds_everything_and_loses_nothing(
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


def test_5_slack_out_of_reach_costs_no_attempts(
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
def test_5_what_fails_again_and_again_is_given_up(
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


def test_5_a_fate_that_stays_unknown_is_given_up(
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
def test_5_blocks_refused_twice_become_a_dead_letter(
    db: Database, sender: Sender, slack: Slack, error: str
) -> None:
    slack.fails(before(Declined(error)), times=2)
    say(db)
    sender.run_once()
    assert [args["blocks"] for _, args in slack.calls] == [[{"type": "new"}], [{"type": "classic"}]]
    assert (job(db).state, job(db).error) == (DEAD, error)


def test_11_a_worker_slower_than_its_lease_cannot_settle_what_another_has_taken(
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


def test_11_a_worker_that_was_asleep_does_not_call_slack_any_more(
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


def test_11_a_timer_slower_than_its_lease_leaves_nothing(
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


def test_11_the_clock_leaping_ahead_takes_nothing_out_of_our_own_hands(
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


def test_16_a_template_that_is_broken_is_a_dead_letter_at_once(
    db: Database, sender: Sender, slack: Slack
) -> None:
    say(db, "C1", "broken", "fine")
    sender.run_once()
    assert slack.said() == ["fine"]
    assert (job(db).state, job(db).attempts) == (DEAD, 1)
    assert "templates/broken.j2, line 1" in (job(db).error or "")


def test_16_a_timer_nobody_knows_is_a_dead_letter_at_once(db: Database, sender: Sender, T0: datetime) -> None:
    with db.session() as session:
        timers.set_timer(session, "gone", T0, now=T0)
    sender.run_once()
    assert (job(db).state, job(db).error) == (DEAD, "no timer is called 'gone'")


def test_16_a_timer_that_always_fails_is_given_up(
    db: Database, make_sender: MakeSender, at_t0: Frozen, T0: datetime
) -> None:
    def fail(_session: Session, _now: datetime, _facts: Mapping[str, Any]) -> None:
        raise LookupError("always")

    with db.session() as session:
        timers.set_timer(session, "fail", T0, now=T0)
    sender = make_sender({"fail": fail})
    for _ in range(MAX_ATTEMPTS + 2):
        sender.run_once()
        at_t0.tick(timedelta(minutes=5))
    assert (job(db).state, job(db).attempts, job(db).error) == (DEAD, MAX_ATTEMPTS, "LookupError: always")


def test_17_ten_thousand_due_at_once_go_in_order_one_a_second(
    db: Database, make_sender: MakeSender, slack: Slack, T0: datetime, at_t0: Frozen
) -> None:
    row = {
        "kind": "say",
        "state": READY,
        "lane": "C1",
        "to": "C1",
        "facts": {},
        "due_at": T0,
        "created_at": T0,
        "attempts": 0,
    }
    with db.session() as session:
        session.execute(Job.__table__.insert(), [{**row, "name": f"{n:05d}"} for n in range(10_000)])  # type: ignore[attr-defined]
    sender = make_sender(pace=SECOND)
    sender.run_once()
    pass_time(sender, at_t0, 20)
    assert slack.said() == [f"{number:05d}" for number in range(23)]
