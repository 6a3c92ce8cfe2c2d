"""What a conversation is about, kept by thread and found again in a new one."""

from datetime import datetime, timedelta

from bot.customer import threads
from bot.customer.threads import GOES_ON, About
from bot.db import Database

PRICE = About("ERP", "Standard", "price", {"quantity": 3, "said": None})
HOURS = About("COL", None, "hours", {"quantity": None, "said": {"days": ["sun"]}})


def test_a_thread_is_about_what_was_said_last(db: Database, T0: datetime) -> None:
    with db.session() as session:
        for about in (PRICE, HOURS):
            threads.remember(session, "D1:1.0", "U0ANA", about, T0)
        assert threads.recall(session, "D1:1.0", "U0BO", T0 + timedelta(days=1)) == HOURS


def test_a_new_thread_goes_on_from_the_same_persons_last_in_the_same_place(
    db: Database, T0: datetime
) -> None:
    with db.session() as session:
        threads.remember(session, "D1:1.0", "U0ANA", PRICE, T0)
        threads.remember(session, "D1:2.0", "U0ANA", HOURS, T0 + timedelta(minutes=1))
        soon = T0 + GOES_ON
        assert threads.recall(session, "D1:3.0", "U0ANA", soon) == HOURS
        assert threads.recall(session, "D1:3.0", "U0ANA", soon + timedelta(minutes=1)) is None
        assert threads.recall(session, "D1:3.0", "U0BO", soon) is None
        assert threads.recall(session, "D11:3.0", "U0ANA", soon) is None
        assert threads.recall(session, "D:3.0", "U0ANA", soon) is None
