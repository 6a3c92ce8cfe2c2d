"""What nobody will ask for again is dropped; keys stay longer, dead letters until they are seen to."""

from datetime import datetime, timedelta

from sqlmodel import select

from bot.db import Database
from bot.delivery import outbox
from bot.delivery.inbound import Delivery, accept
from bot.delivery.jobs import DEAD, DONE, Job
from bot.delivery.sweeping import sweep

DAY = timedelta(days=1)


def test_old_rows_are_dropped_and_promises_are_kept(db: Database, T0: datetime) -> None:
    with db.session() as session:
        accept(session, "old", T0 - 8 * DAY)
        accept(session, "new", T0 - DAY)
        for name, state, age, key in (
            ("old", DONE, 31, None),
            ("recent", DONE, 29, None),
            ("keyed", DONE, 179, "once"),
            ("forgotten", DONE, 181, "long ago"),
            ("dead", DEAD, 181, None),
            ("dead and keyed", DEAD, 181, "dead"),
        ):
            outbox.say(session, "C1", name, now=T0, key=key)
            job = session.exec(select(Job).where(Job.name == name)).one()
            job.state, job.settled_at = state, T0 - age * DAY
        outbox.say(session, "C1", "waiting", now=T0 - 40 * DAY)
    assert sweep(db, T0) == 3
    with db.read() as session:
        assert set(session.exec(select(Job.name))) == {"recent", "keyed", "dead", "dead and keyed", "waiting"}
        assert session.exec(select(Delivery.key)).all() == ["new"]
