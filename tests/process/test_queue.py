"""The queue: what matters most to the business comes first, and each row can say why."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.db import Database
from bot.process import queue
from bot.process.orders import Order
from tests.process.calder import ANA, CATALOG, CY

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
FINANCE, STORES = "CC-500", "CC-100"  # corporate; earns money


def put(db: Database, text: str, **given: Any) -> None:
    whole: dict[str, Any] = {
        "kind": "incident",
        "state": "open",
        "person": ANA,
        "unit": FINANCE,
        "service": "ERP",
        "text": text,
    }
    more = {"impact": 3, "urgency": 3, "opened_at": NOW, "due_at": NOW, "team": "C0ERPTEAM"}
    with db.session() as session:
        session.add(Order(**{**whole, **more, **given}))


def listed(db: Database, **given: Any) -> list[str]:
    with db.read() as session:
        return [each.text for each in queue.of(session, CATALOG, **given)]


def test_first_comes_what_is_pressing_then_what_hurts_then_who_earns_then_what_is_due(db: Database) -> None:
    hurts, little = CATALOG.service("POS"), CATALOG.service("JML")
    assert hurts.impact is not None
    assert little.impact is not None
    assert hurts.impact.level < little.impact.level
    put(db, "nothing known", service=None, due_at=None)
    put(db, "little, later", service="JML", due_at=NOW + timedelta(hours=2))
    put(db, "little, sooner", service="JML", due_at=NOW + timedelta(hours=1))
    put(db, "little, no date", service="JML", due_at=None)
    put(db, "little, earns", service="JML", unit=STORES, due_at=NOW + timedelta(days=9))
    put(db, "much", service="POS", due_at=NOW + timedelta(days=9))
    put(db, "pressing", service=None, impact=1, urgency=1, due_at=NOW + timedelta(days=9))
    put(db, "also pressing by urgency", service=None, impact=2, urgency=1, due_at=NOW + timedelta(days=8))
    put(db, "waits", state="waiting", impact=1, urgency=1)
    for state in ("done", "closed", "approval", "planned", "cancelled"):
        put(db, state, state=state, approver=CY)

    assert listed(db, limit=20) == [
        "also pressing by urgency",
        "pressing",
        "much",
        "little, earns",
        "little, sooner",
        "little, later",
        "little, no date",
        "nothing known",
        "waits",
    ]
    assert listed(db, limit=2, offset=2) == ["much", "little, earns"]


def test_a_team_sees_its_own_and_a_person_what_they_have_elsewhere(db: Database) -> None:
    put(db, "ours")
    put(db, "theirs", team="C0OTHER")
    put(db, "theirs, mine", team="C0OTHER", assignee=CY, state="taken")
    assert listed(db, team="C0ERPTEAM") == ["ours"]
    assert listed(db, team={"C0ERPTEAM"}, assignee=CY) == ["ours", "theirs, mine"]
    assert listed(db, team=[]) == []
    with db.read() as session:
        assert queue.count(session) == 3
        assert queue.count(session, team={"C0ERPTEAM"}, assignee=CY) == 2


def test_my_teams_are_those_of_my_services_where_i_took_something_and_my_own_messages(db: Database) -> None:
    put(db, "elsewhere", team="C0OTHER", assignee=CY, state="closed")
    ids = {"#erp-team": "C0ERPTEAM", "#digital": "C0DIGITAL"}
    with db.read() as session:
        mine = queue.teams_of(session, CATALOG, "CY@calder.example", CY, ids)
    assert mine == {CY, "C0ERPTEAM", "C0OTHER"}


def test_a_row_says_why_it_stands_there() -> None:
    order = Order(
        id=1, kind="incident", state="open", person=ANA, unit=STORES, service="POS", impact=1, urgency=1,
        opened_at=NOW, due_at=NOW,
    )  # fmt: skip
    why = queue.reason(CATALOG, order)
    impact = CATALOG.service("POS").impact
    assert impact is not None
    assert (why["priority"], why["level"], why["earns"], why["due_at"]) == (1, impact.level, True, NOW)
    assert why["unit_name"] == "Stores and Repair"


def test_what_is_private_is_shown_to_those_who_work_on_it_only(db: Database) -> None:
    put(db, "private", private=True, team=CY)
    assert listed(db) == []
    assert listed(db, team=CY) == ["private"]
