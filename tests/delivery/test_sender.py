"""What is said is sent: once, in order, at Slack's pace, edited in place, whispered at most once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import clock
from bot.db import Database
from bot.delivery import outbox, timers
from bot.delivery.jobs import DONE, READY, Job, Lane
from bot.delivery.sender import Sender
from tests.conftest import Frozen
from tests.delivery.conftest import MakeSender
from tests.delivery.slack import Slack

SECOND = timedelta(seconds=1)


def jobs(db: Database) -> list[Job]:
    with db.read() as session:
        return list(session.exec(select(Job).order_by(col(Job.id))))


def say(db: Database, to: str, *templates: str, **options: Any) -> None:
    with db.session() as session:
        for template in templates:
            outbox.say(session, to, template, now=clock.now(), **options)


def test_a_message_is_sent_once(db: Database, sender: Sender, slack: Slack, T0: datetime) -> None:
    say(db, "C1", "orders/approved", thread="1.2", facts={"until": T0})
    assert (sender.run_once(), sender.run_once()) == (1, 0)
    assert slack.messages == [
        {
            "channel": "C1",
            "ts": slack.messages[0]["ts"],
            "text": f"orders/approved {{'until': {T0!r}}}".replace("FakeDatetime", "datetime.datetime"),
            "blocks": [{"type": "new"}],
            "thread_ts": "1.2",
            "unfurl_links": False,
            "unfurl_media": False,
            "metadata": {"event_type": "domestique_job", "event_payload": {"job": 1}},
        }
    ]
    (job,) = jobs(db)
    assert (job.state, job.channel, job.ts, job.attempts) == (DONE, "C1", slack.messages[0]["ts"], 1)


def test_a_conversation_keeps_its_order(db: Database, sender: Sender, slack: Slack) -> None:
    say(db, "C1", "one", "two")
    say(db, "C2", "other")
    say(db, "C1", "three")
    sender.run_once()
    assert slack.said("C1") == ["one", "two", "three"]
    assert slack.said("C2") == ["other"]


def test_what_is_due_later_waits_and_holds_nobody_up(
    db: Database, sender: Sender, slack: Slack, T0: datetime, at_t0: Frozen
) -> None:
    say(db, "C1", "later", due_at=T0 + timedelta(hours=1))
    say(db, "C1", "now")
    sender.run_once()
    assert slack.said() == ["now"]
    at_t0.tick(timedelta(hours=1))
    sender.run_once()
    assert slack.said() == ["now", "later"]


def test_a_conversation_is_talked_to_at_its_pace(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen
) -> None:
    sender = make_sender(pace=SECOND)
    say(db, "C1", *"abcdef")
    say(db, "C2", "x")
    sent = []
    for _ in range(5):
        sender.run_once()
        sent.append(len(slack.said("C1")))
        at_t0.tick(SECOND)
    assert sent == [3, 4, 5, 6, 6]  # a burst of three, then one a second
    assert slack.said("C2") == ["x"]


def test_a_card_is_posted_then_edited_in_place(db: Database, sender: Sender, slack: Slack) -> None:
    for template in ("orders/open", "orders/taken", "orders/done"):
        with db.session() as session:
            outbox.show(session, "order:1", "U1", template, now=clock.now())
        sender.run_once()
    assert slack.said("D1") == ["orders/done"]
    methods = [method for method, _ in slack.calls]
    assert methods == ["chat.postMessage", "chat.update", "chat.update"]
    assert "metadata" not in slack.calls[1][1]
    with db.read() as session:
        assert outbox.card_place(session, "order:1") == ("D1", slack.messages[0]["ts"])


def test_a_card_whose_message_is_gone_is_posted_again(db: Database, sender: Sender, slack: Slack) -> None:
    for template in ("orders/open", "orders/done"):
        with db.session() as session:
            outbox.show(session, "order:1", "C1", template, now=clock.now())
        sender.run_once()
        gone = slack.messages.pop()
    with db.session() as session:
        outbox.show(session, "order:1", "C1", "orders/closed", now=clock.now())
    sender.run_once()
    assert slack.said() == ["orders/closed"]
    with db.read() as session:
        place = outbox.card_place(session, "order:1")
    assert place == ("C1", slack.messages[0]["ts"])
    assert place[1] != gone["ts"]


def test_edits_do_not_use_up_the_pace(db: Database, make_sender: MakeSender, slack: Slack) -> None:
    sender = make_sender(pace=SECOND)
    for number in range(6):
        with db.session() as session:
            outbox.show(session, "card", "C1", f"v{number}", now=clock.now())
        sender.run_once()
    assert slack.said() == ["v5"]


def test_a_whisper_is_for_one_person(db: Database, sender: Sender, slack: Slack) -> None:
    with db.session() as session:
        outbox.whisper(session, "C1", "U1", "ask/unknown", now=clock.now(), thread="1.2")
    sender.run_once()
    assert slack.messages == []
    (whisper,) = slack.whispers
    assert (whisper["channel"], whisper["user"], whisper["thread_ts"]) == ("C1", "U1", "1.2")
    assert "metadata" not in whisper


def test_a_persons_direct_messages_become_known(db: Database, sender: Sender, slack: Slack) -> None:
    say(db, "U1", "one")
    sender.run_once()
    with db.read() as session:
        assert session.get_one(Lane, "U1").channel == "D1"
    say(db, "D1", "two")
    assert jobs(db)[1].lane == "U1"
    sender.run_once()
    assert slack.said("D1") == ["one", "two"]


def test_a_timer_runs_inside_the_transaction_that_settles_it(
    db: Database, make_sender: MakeSender, slack: Slack, T0: datetime
) -> None:
    def ask(session: Session, now: datetime, facts: Mapping[str, Any]) -> None:
        assert session.exec(select(Job.state).where(Job.name == "survey.ask")).one() == DONE
        outbox.say(session, facts["person"], "surveys/ask", now=now)

    with db.session() as session:
        timers.set_timer(session, "survey.ask", T0, now=T0, facts={"person": "U1"})
    assert make_sender({"survey.ask": ask}).run_once() == 2
    assert slack.said("D1") == ["surveys/ask"]
    assert [job.state for job in jobs(db)] == [DONE, DONE]


def test_a_timer_that_fails_leaves_nothing_and_is_tried_again(
    db: Database, make_sender: MakeSender, slack: Slack, T0: datetime, at_t0: Frozen
) -> None:
    tries = []

    def ask(session: Session, now: datetime, _facts: Mapping[str, Any]) -> None:
        outbox.say(session, "U1", "surveys/ask", now=now)
        tries.append(now)
        if len(tries) < 3:
            raise LookupError("not yet")

    with db.session() as session:
        timers.set_timer(session, "survey.ask", T0, now=T0)
    sender = make_sender({"survey.ask": ask})
    for _ in range(8):
        sender.run_once()
        at_t0.tick(SECOND)
    assert tries == [T0, T0 + 2 * SECOND, T0 + 6 * SECOND]
    assert slack.said() == ["surveys/ask"]


def test_waiting_jobs_stay_ready(db: Database, sender: Sender) -> None:
    say(db, "C1", "later", due_at=clock.now() + SECOND)
    sender.run_once()
    assert jobs(db)[0].state == READY


def test_a_home_is_published_for_its_person(db: Database, sender: Sender, slack: Slack) -> None:
    for number in (1, 2):
        with db.session() as session:
            outbox.home(session, "U1", "home/home", now=clock.now(), facts={"orders": number})
    assert sender.run_once() == 1
    assert slack.homes == {"U1": {"type": "home", "blocks": [{"type": "home/home", "orders": 2}]}}
    assert slack.messages == []
