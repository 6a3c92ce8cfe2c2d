"""A large file is taken back: whoever looks in between sees all of it gone, and what stays reversed, at once."""

from threading import Thread

import pytest

from bot.cost import capture, lines, months
from bot.cost.batches import Batch
from bot.cost.capture import undoing
from bot.cost.lines import CostLine
from bot.cost.months import Month
from bot.cost.usage import Usage
from tests.conftest import T0
from tests.cost.capture.counter import Counter

SEP, OCT, NOV = "2026-09", "2026-10", "2026-11"
COST = "month,amount,service\n" + f"{SEP},2,ERP\n" * 30 + f"{OCT},3,CRM\n" * 30


@pytest.fixture(autouse=True)
def in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "_AT_ONCE", 10)


def close(counter: Counter, month: str) -> None:
    with counter.db.session() as session:
        session.add(Month(month=month, closed_at=T0, closed_by="", method="reciprocal", inputs=""))


def sums(counter: Counter) -> dict[str, int]:
    """Return what each month comes to, for whoever looks now."""
    with counter.db.read() as session:
        by_month = {month: lines.direct(session, month) for month in (SEP, OCT, NOV)}
    return {month: sum(sum(each.values()) for each in found.values()) for month, found in by_month.items()}


def begin(counter: Counter, batch: Batch) -> None:
    with counter.db.session() as session:
        capture.undo(session, batch.number, by="U0DEE", now=T0)


def seen_meanwhile(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """Sweep, and return what somebody else saw before each piece."""
    seen: list[dict[str, int]] = []
    delete = undoing._delete

    def look() -> None:
        seen.append(sums(counter))

    def watched(session: object, batch: Batch) -> bool:
        other = Thread(target=look)
        other.start()
        other.join()
        return delete(session, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(undoing, "_delete", watched)
    capture.sweep(counter.db)
    return [*seen, sums(counter)]


def test_what_stays_and_what_reverses_it_counts_at_every_moment(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = counter.take(COST)
    close(counter, SEP)
    assert sums(counter) == {SEP: 60_00, OCT: 90_00, NOV: 0}

    begin(counter, batch)
    seen = seen_meanwhile(counter, monkeypatch)

    assert len(seen) > 3
    assert all(each == {SEP: 60_00, OCT: -60_00, NOV: 0} for each in seen)
    assert len(counter.rows(CostLine)) == 30 + 1


def test_a_month_that_is_closed_meanwhile_gets_nothing_back(counter: Counter) -> None:
    batch = counter.take(COST)
    close(counter, SEP)
    with counter.db.session() as session:
        session.add(CostLine(month=OCT, service="CRM", category="saas", minor=100))
    begin(counter, batch)
    close(counter, OCT)
    capture.sweep(counter.db)

    assert sums(counter) == {SEP: 60_00, OCT: 100 - 60_00, NOV: 0}
    with counter.db.read() as session:
        assert session.get_one(Batch, batch.id).state == "undone"


def test_what_a_crash_left_of_it_goes_with_the_next_sweep(counter: Counter) -> None:
    batch = counter.take(COST)
    close(counter, SEP)
    begin(counter, batch)
    with counter.db.session() as session:
        undoing._delete(session, session.get_one(Batch, batch.id))  # and then the process is gone
    assert sums(counter) == {SEP: 60_00, OCT: -60_00, NOV: 0}

    capture.sweep(counter.db)
    assert sums(counter) == {SEP: 60_00, OCT: -60_00, NOV: 0}
    assert counter.take(COST).state == "stored"


def test_a_closed_month_is_not_said_to_be_disturbed_meanwhile(counter: Counter) -> None:
    batch = counter.take(COST)
    with counter.db.session() as session:
        months.shut(session, counter.catalog, SEP, by="", now=T0)
    begin(counter, batch)
    with counter.db.read() as session:
        assert months.disturbed(session) == {}


def test_all_other_kinds_go_in_one_go(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"2026-{month:02},CC-100,ERP,Standard,1\n" for month in range(1, 13))
    batch = counter.take(f"month,unit,service,tier,quantity\n2025-12,CC-100,ERP,Standard,7\n{rows}")
    close(counter, "2026-03")
    with counter.db.session() as session:
        assert capture.undo(session, batch.number, by="U0DEE", now=T0).state == "undone"
    assert [(row.month, row.quantity) for row in counter.rows(Usage)] == [("2026-03", 1)]
