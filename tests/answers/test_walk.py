"""A short random walk through the office: whatever impatient people press, type and fill in, nothing is a dead end."""

import random

from bench.walk import Walk
from bot.customer.asked import Question
from bot.process.orders import Order
from tests.conftest import T0
from tests.office import Office


def test_impatient_people_meet_no_dead_end(office: Office) -> None:
    walk = Walk(office.workspace, office.desk, office.later, random.Random(3)).steps(130)

    assert walk.faults == []
    assert walk.done["contacts"] > 20
    assert walk.done["fill_in"] > 5


def test_a_walk_notices_what_is_wrong(office: Office) -> None:
    walk = Walk(office.workspace, office.desk, office.later, random.Random(3))
    walk.trail.append("ana")
    walk._said(office.ana, "hello", lambda: None)
    walk._read("Sorry, that did not work.", "Reference 1")
    walk._read("", "")
    with office.desk.db.session() as session:
        session.add(Question(person="U0ANA", text="?", how="none", at=T0))
        session.add(Order(kind="order", state="cancelled", person="U0ANA", unit="CC-500", opened_at=T0))
    walk.steps(0)
    met = " ".join(walk.faults)
    assert len(walk.faults) == 6
    for fault in (
        "heard nothing",
        "an apology",
        "without words",
        "no way forward",
        "1 questions",
        "1 orders",
    ):
        assert fault in met
