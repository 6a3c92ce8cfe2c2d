"""Saying, showing and whispering leave rows; nothing is sent yet."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from bot.db import Database
from bot.delivery import outbox
from bot.delivery.jobs import DONE, READY, SENDING, Card, Job, Lane


def test_what_is_said_is_a_row_of_the_same_transaction(db: Database, T0: datetime) -> None:
    with db.session() as session:
        outbox.say(session, "C1", "orders/approved", now=T0, thread="1.2", facts={"count": 3})
    with db.read() as session:
        job = session.exec(select(Job)).one()
    assert (job.lane, job.to, job.thread, job.name) == ("C1", "C1", "1.2", "orders/approved")
    assert (job.state, job.due_at, job.facts) == ("ready", T0, {"count": 3})


def test_a_key_is_said_once(db: Database, T0: datetime) -> None:
    with db.session() as session:
        outbox.say(session, "C1", "a", now=T0, key="survey:1")
        outbox.say(session, "C1", "b", now=T0, key="survey:1")
    with db.session() as session:
        outbox.say(session, "C2", "c", now=T0, key="survey:1")
    with db.read() as session:
        assert session.exec(select(Job.name)).one() == "a"


def test_the_sender_is_woken_for_what_is_due_now_only(db: Database, T0: datetime) -> None:
    woken: list[str] = []
    db.on_wake = lambda: woken.append("now")
    with db.session() as session:
        outbox.say(session, "C1", "a", now=T0, due_at=T0 + timedelta(hours=1))
    assert woken == []
    with db.session() as session:
        outbox.say(session, "C1", "a", now=T0)
        assert woken == []
    assert woken == ["now"]


def test_edits_not_yet_sent_melt_into_one(db: Database, T0: datetime) -> None:
    with db.session() as session:
        outbox.show(session, "order:1", "U1", "orders/open", now=T0)
        outbox.show(session, "order:1", "U1", "orders/done", now=T0, facts={"id": 1})
    with db.session() as session:
        job = session.exec(select(Job)).one()
        assert (job.name, job.facts) == ("orders/done", {"id": 1})
        job.state = SENDING
    with db.session() as session:
        outbox.show(session, "order:1", "U1", "orders/closed", now=T0)
    with db.read() as session:
        assert [job.name for job in session.exec(select(Job).order_by("id"))] == [
            "orders/done",
            "orders/closed",
        ]


def test_a_card_has_a_place_once_it_is_posted(db: Database, T0: datetime) -> None:
    with db.session() as session:
        assert outbox.card_place(session, "order:1") is None
        outbox.show(session, "order:1", "C1", "a", now=T0)
        assert outbox.card_place(session, "order:1") is None
        card = session.get_one(Card, "order:1")
        card.channel, card.ts = "C1", "1.1"
        session.flush()
        assert outbox.card_place(session, "order:1") == ("C1", "1.1")


def test_a_person_and_their_direct_messages_share_a_lane(db: Database, T0: datetime) -> None:
    with db.session() as session:
        session.add(Lane(key="U1", channel="D1", full_at=T0))
    with db.session() as session:
        outbox.say(session, "D1", "a", now=T0)
        outbox.show(session, "card", "D1", "a", now=T0)
    with db.read() as session:
        assert session.exec(select(Job.lane)).all() == ["U1", "U1"]


def test_a_whisper_names_who_sees_it(db: Database, T0: datetime) -> None:
    with db.session() as session:
        outbox.whisper(session, "C1", "U1", "ask/unknown", now=T0, thread="1.2")
    with db.read() as session:
        job = session.exec(select(Job)).one()
    assert (job.kind, job.to, job.person, job.thread) == ("whisper", "C1", "U1", "1.2")
    assert job.state != DONE


def test_only_what_begins_such_a_conversation_with_this_person_is_taken_back(
    db: Database, T0: datetime
) -> None:
    with db.session() as session:
        for to, starts in (("U0ANA", "offers"), ("U0ANA", "surveys"), ("U0ANA", None), ("U0BO", "offers")):
            outbox.say(session, to, "notice", now=T0, starts=starts)
        outbox.show(session, "offer:1", "U0ANA", "notice", now=T0, starts="offers")
        outbox.say(session, "U0ANA", "sent", now=T0, starts="offers")
        session.exec(select(Job).where(Job.name == "sent")).one().state = DONE
    with db.session() as session:
        outbox.withdraw(session, "U0ANA", ["offers", "talks"])
    with db.read() as session:
        left = session.exec(select(Job.to, Job.starts, Job.state).order_by(col(Job.id))).all()
    assert left == [
        ("U0ANA", "surveys", READY),
        ("U0ANA", None, READY),
        ("U0BO", "offers", READY),
        ("U0ANA", "offers", DONE),
    ]


def test_a_card_that_waits_says_what_is_true_then_and_waits_on(db: Database, T0: datetime) -> None:
    later = T0 + timedelta(hours=9)
    with db.session() as session:
        outbox.show(session, "offer:1", "U0ANA", "first", now=T0, due_at=later, starts="offers")
        outbox.show(session, "offer:1", "U0ANA", "second", now=T0)
    with db.read() as session:
        (job,) = session.exec(select(Job)).all()
        assert (job.name, job.due_at, job.starts) == ("second", later, "offers")
