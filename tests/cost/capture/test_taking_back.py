"""A file that is taken back is gone once, whoever else closes, maps or takes back at the same time."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from threading import Thread
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.cost import allocation, capture, lines, mapping, months
from bot.cost.batches import Batch
from bot.cost.capture import Unreadable, undoing
from bot.cost.lines import CostLine
from bot.cost.months import Month
from bot.cost.usage import Usage
from tests.conftest import T0
from tests.cost.capture.counter import Counter
from tests.cost.corrections import corrections

BILL = "month,amount,service,label\n2026-10,1250.00,ERP,Licences\n2026-10,89.90,,Boards\n"
USE = "month,unit,service,tier,quantity\n2026-10,CC-100,ERP,Standard,36\n"


def shut(session: Session, month: str) -> None:
    session.add(Month(month=month, closed_at=T0, closed_by="", method="reciprocal", inputs=""))
    session.flush()


def net(counter: Counter) -> dict[str | None, int]:
    """Return service -> minor units of all that counts, in all months."""
    found: dict[str | None, int] = defaultdict(int)
    with counter.db.read() as session:
        for each in session.exec(select(CostLine).where(lines.booked())):
            found[each.service] += each.minor
    return {service: minor for service, minor in found.items() if minor}


def undo(session: Session, batch: Batch) -> Batch:
    return capture.undo(session, batch.number, by="U0DEE", now=T0)


def meanwhile(work: Callable[[], Any]) -> Thread:
    """Begin something that may have to wait for the session that is open here."""
    other = Thread(target=work)
    other.start()
    other.join(0.3)
    return other


def test_two_who_take_it_back_at_once_reverse_it_once(counter: Counter) -> None:
    batch = counter.take(BILL)
    with counter.db.session() as session:
        shut(session, "2026-10")

    def too_late() -> None:
        with suppress(Unreadable), counter.db.session() as session:
            undo(session, batch)

    with counter.db.session() as session:
        undo(session, batch)
        other = meanwhile(too_late)
    other.join()
    assert net(counter) == {}


def test_a_month_closed_while_its_rows_still_go_gets_none_of_them_back(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = counter.take(BILL)
    with monkeypatch.context() as few, counter.db.session() as session:
        few.setattr(undoing, "_AT_ONCE", 0)
        assert undo(session, batch).state == "undoing"
    with counter.db.session() as session:
        shut(session, "2026-10")
    capture.sweep(counter.db)
    assert net(counter) == {}
    assert counter.rows(CostLine) == []


def test_what_is_reversed_counts_before_the_rows_are_gone(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = counter.take(BILL)
    with counter.db.session() as session:
        shut(session, "2026-10")
    with monkeypatch.context() as few, counter.db.session() as session:
        few.setattr(undoing, "_AT_ONCE", 0)
        undo(session, batch)
        assert lines.direct(session, "2026-11") == {"ERP": {"other": -1250_00}, None: {"other": -89_90}}
    capture.sweep(counter.db)
    assert net(counter) == {}


def test_what_mapping_corrected_in_a_month_that_is_closed_since_goes_too(counter: Counter) -> None:
    batch = counter.take(BILL)
    with counter.db.session() as session:
        shut(session, "2026-10")
        mapping.map_group(session, counter.catalog, "label", "Boards", "COL", by="U0DEE", now=T0)
        shut(session, "2026-11")
    undone = counter.undo(batch)
    assert net(counter) == {}
    assert [(each["month"], each["into"]) for each in undone.noted if each["code"] == "kept"] == [
        ("2026-10", "2026-12"),
        ("2026-11", "2026-12"),
    ]
    with counter.db.read() as session:
        assert {each.corrects for each in corrections(session, "2026-10")} == {"2026-10"}


def test_what_was_reversed_is_mapped_like_what_it_reverses(counter: Counter) -> None:
    batch = counter.take(BILL)
    with counter.db.session() as session:
        shut(session, "2026-10")
    counter.undo(batch)
    with counter.db.session() as session:
        assert [each.minor for each in mapping.unassigned(session)] == [0]
        mapping.map_group(session, counter.catalog, "label", "Boards", "COL", by="U0DEE", now=T0)
    assert net(counter) == {}


def test_whoever_lost_a_file_does_not_say_that_it_is_stored(counter: Counter) -> None:
    """It stood still for too long after its last row, and the file was taken back meanwhile."""
    path = counter.file(BILL)
    batch = counter.look(path)

    def taken_back(rows: int, share: float) -> None:
        with counter.db.session() as session:
            left = session.get_one(Batch, batch.number)
            assert left.touched_at is not None
            undo_at: datetime = left.touched_at + undoing.ABANDONED * 2
            capture.undo(session, batch.number, by="U0DEE", now=undo_at)

    with pytest.raises(Unreadable, match="busy"):
        capture.store(counter.db, counter.catalog, batch.number, path, progress=taken_back)
    assert [each.state for each in counter.rows(Batch)] == ["undone"]
    assert counter.rows(CostLine) == []


def test_use_is_seen_when_all_of_it_is_there_and_its_month_is_open(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = counter.file(USE)
    batch = counter.look(path)
    give_up, seen = undoing.give_up, []

    def look_first(*given: Any) -> None:
        seen.append(len(counter.rows(Usage)))
        give_up(*given)

    def close(rows: int, share: float) -> None:
        with counter.db.session() as session:
            shut(session, "2026-10")

    monkeypatch.setattr(undoing, "give_up", look_first)
    with pytest.raises(Unreadable, match="closed_meanwhile"):
        capture.store(counter.db, counter.catalog, batch.number, path, progress=close)
    assert seen == [0]


def test_what_is_mapped_while_a_file_is_stored_is_mapped_in_it(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cost.capture.files.A_PIECE", 1)
    path = counter.file("month,amount,label\n2026-10,1,Boards\n2026-10,2,Pens\n2026-10,4,Boards\n")
    batch = counter.look(path)
    said = iter(["COL", "ERP", "ERP"])

    def put(rows: int, share: float) -> None:
        with counter.db.session() as session:
            mapping.map_group(session, counter.catalog, "label", "Boards", next(said), by="U0DEE", now=T0)

    capture.store(counter.db, counter.catalog, batch.number, path, progress=put)
    assert net(counter) == {"ERP": 5_00, None: 2_00}


def test_a_correction_is_never_booked_in_a_month_that_is_just_closed(counter: Counter) -> None:
    counter.take(BILL)
    with counter.db.session() as session:
        session.add(CostLine(month="2026-11", service="ERP", category="other", minor=7_00))
        months.shut(session, counter.catalog, "2026-10", by="", now=datetime(2027, 1, 5, tzinfo=T0.tzinfo))

    def close() -> None:
        with counter.db.session() as session:
            months.shut(
                session, counter.catalog, "2026-11", by="", now=datetime(2027, 1, 5, tzinfo=T0.tzinfo)
            )

    with counter.db.session() as session:
        mapping.map_group(session, counter.catalog, "label", "Boards", "COL", by="U0DEE", now=T0)
        other = meanwhile(close)
    other.join()
    with counter.db.read() as session:
        assert months.is_closed(session, "2026-11")
        kept = allocation.of_month(session, counter.catalog, "2026-11")
        booked = lines.direct(session, "2026-11")
    assert kept.of("COL").minor == sum(booked.get("COL", {}).values())
