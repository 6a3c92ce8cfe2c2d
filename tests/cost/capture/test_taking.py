"""A file is looked at, taken once, and taken back; what cannot be taken goes back with its reason."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest

from bot.cost import capture, lines, mapping
from bot.cost.batches import Batch
from bot.cost.capture import Reject, Unreadable, undoing
from bot.cost.lines import CostLine
from bot.cost.months import Month
from bot.cost.usage import Usage
from tests.conftest import T0
from tests.cost.capture.counter import Counter

BILL = """Period;Net amount;Service;Cost type;Supplier;Description
2026-10;1.250,00;ERP;software;Northwind;ERP licences
10/2026;89,90;;saas;Contoso;Whiteboards
2026-10;abc;ERP;software;Northwind;Support
31.10.2026;-12,5;Payroll;sofware;Contoso;Refund
"""
USE = """Month,Business unit,Service,Level,Units
2026-10,Finance,ERP,Standard,36
2026-10,CC-100,Orders and finance,extended hours,5.5
"""


def test_looking_stores_nothing(counter: Counter) -> None:
    batch = counter.look(BILL)

    assert (batch.state, batch.kind, batch.rows, batch.rejected_rows) == ("previewed", "cost", 2, 2)
    assert (batch.months, batch.totals) == (["2026-10"], {"USD": "1339.9"})
    assert batch.columns["amount"] == "Net amount"
    assert counter.rows(CostLine) == []


def test_what_is_taken_says_where_it_comes_from(counter: Counter) -> None:
    batch = counter.take(BILL)
    licences, boards = counter.rows(CostLine)

    assert (licences.month, licences.service, licences.category) == ("2026-10", "ERP", "software")
    assert (licences.minor, licences.vendor, licences.label) == (1_250_00, "Northwind", "ERP licences")
    assert (licences.batch_id, licences.row, licences.source) == (batch.id, 2, "bill.csv")
    assert (boards.service, boards.minor, boards.amount) == (None, 89_90, Decimal("89.90"))
    assert batch.noted == [
        {"code": "unassigned", "rows": 1, "amount": "89.9", "currency": "USD"},
        {"code": "bypass", "rows": 1, "vendor": "Contoso", "amount": "89.90", "currency": "USD"},
    ]


def test_words_that_name_no_service_are_what_the_source_calls_it(counter: Counter) -> None:
    counter.take("month,amount,service,description\n2026-10,5,SAP S/4,October\n2026-10,6,,October\n")
    assert [(line.service, line.label) for line in counter.rows(CostLine)] == [
        (None, "SAP S/4"),
        (None, "October"),
    ]


def test_what_such_a_line_is_stays_beside_it_and_can_be_mapped_by(counter: Counter) -> None:
    head = "month,amount,product,description,tags\n"
    rows = "2026-10,5,Azure OpenAI,Tokens in,team=web\n2026-10,6,Azure OpenAI,Tokens out,description=Own\n"
    counter.take(head + rows, columns={"service": "product", "label": "description"})
    assert [(line.label, json.loads(line.tags)) for line in counter.rows(CostLine)] == [
        ("Azure OpenAI", {"description": "Tokens in", "team": "web"}),
        ("Azure OpenAI", {"description": "Own"}),
    ]
    with counter.db.read() as session:
        waiting = mapping.unassigned(session, by="tag:description")
        assert [(each.value, each.minor) for each in waiting] == [("Own", 6_00), ("Tokens in", 5_00)]
        assert [each.value for each in mapping.unassigned(session)] == ["Azure OpenAI"]


def test_use_is_taken_by_names_and_keys(counter: Counter) -> None:
    counter.take(USE)
    assert [(row.unit, row.service, row.tier, row.quantity) for row in counter.rows(Usage)] == [
        ("CC-500", "ERP", "Standard", 36),
        ("CC-100", "ERP", "Extended hours", Decimal("5.5")),
    ]


def test_the_same_file_twice_changes_nothing(counter: Counter) -> None:
    first, before = counter.take(BILL), counter.everything()
    again = counter.look(counter.file(BILL, "other name.csv"))

    assert (again.id, again.state) == (first.id, "stored")
    assert counter.everything() == before


def test_a_file_looked_at_twice_is_taken_once(counter: Counter) -> None:
    path = counter.file(BILL)
    mine = counter.look(path)
    hers = capture.look(counter.db, counter.catalog, path, by="U0BO", now=T0)
    capture.store(counter.db, counter.catalog, mine.number, path)

    with pytest.raises(Unreadable, match="taken"):
        capture.store(counter.db, counter.catalog, hers.number, path)
    assert len(counter.rows(CostLine)) == 2


def test_taking_back_leaves_nothing_and_lets_it_be_taken_again(counter: Counter) -> None:
    empty = counter.everything()
    undone = counter.undo(counter.take(BILL))

    assert (undone.state, undone.undone_by) == ("undone", "U0DEE")
    assert counter.everything() == empty
    assert counter.take(BILL).state == "stored"


def test_what_is_not_stored_cannot_be_taken_back(counter: Counter) -> None:
    batch = counter.look(BILL)
    with pytest.raises(Unreadable, match="not_stored"):
        counter.undo(batch)


def test_rejected_rows_go_back_with_row_column_and_reason(counter: Counter, tmp_path: Path) -> None:
    out = tmp_path / "back.csv"
    batch = counter.take(BILL, rejects=out, words=lambda reject: f"<{reject.code}>")
    with out.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")

    assert header[-3:] == ["Rejected row", "Rejected columns", "Reason"]
    assert [row[-3:] for row in rows] == [["4", "Net amount", "<number>"], ["5", "Cost type", "<category>"]]
    assert [(each["row"], each["column"], each["reason"]) for each in batch.rejected] == [
        (4, "Net amount", "number"),
        (5, "Cost type", "category"),
    ]


def test_a_mended_file_of_rejects_is_taken_as_it_came_back(counter: Counter, tmp_path: Path) -> None:
    out = tmp_path / "back.csv"
    counter.take(BILL, rejects=out)
    mended = out.read_text("utf-8-sig").replace("abc", "7,25").replace("sofware", "software")
    batch = counter.take(mended)

    assert (batch.rows, batch.rejected_rows) == (2, 0)
    assert sum(line.minor for line in counter.rows(CostLine)) == 1_250_00 + 89_90 + 7_25 - 12_50


def test_without_a_wrong_row_there_is_no_file_of_rejects(counter: Counter, tmp_path: Path) -> None:
    counter.take(USE, rejects=tmp_path / "back.csv")
    assert not (tmp_path / "back.csv").exists()


def test_use_that_is_known_is_skipped_and_use_that_differs_is_refused(counter: Counter) -> None:
    first = counter.take(USE)
    batch = counter.take(USE.replace("5.5", "6") + "2026-10,CC-200,ERP,Standard,1\n")

    assert batch.noted == [{"code": "known", "rows": 1}]
    (refused,) = batch.rejected
    assert (refused["row"], refused["reason"], refused["there"], refused["batch"]) == (
        3,
        "differs",
        "5.5",
        first.id,
    )
    assert len(counter.rows(Usage)) == 3


def test_what_comes_for_a_closed_month_corrects_it_in_the_open_one(counter: Counter) -> None:
    with counter.db.session() as session:
        session.add(Month(month="2026-10", closed_at=T0, closed_by="", method="reciprocal", inputs=""))
    batch = counter.take(BILL)
    use = counter.take(USE)

    assert batch.noted[1] == {
        "code": "closed",
        "rows": 2,
        "amount": "1339.9",
        "month": "2026-10",
        "into": "2026-11",
        "currency": "USD",
    }
    assert {(line.month, line.corrects) for line in counter.rows(CostLine)} == {("2026-11", "2026-10")}
    assert (use.rows, [each["reason"] for each in use.rejected]) == (0, ["closed", "closed"])


def test_a_month_that_is_still_to_come_is_said(counter: Counter) -> None:
    batch = counter.look("month,amount,service\n2026-11,5,ERP\n2062-10,5,ERP\n")
    assert batch.noted == [{"code": "future", "rows": 1, "month": "2062-10"}]


def test_amounts_below_a_cent_add_up_in_their_group(counter: Counter) -> None:
    rows = "".join(
        f"2026-10,{amount},ERP\n" for amount in ("0.004", "0.004", "0.004", "1.00", "0.333", "-0.0049")
    )
    batch = counter.take(f"month,amount,service\n{rows}")

    assert [line.minor for line in counter.rows(CostLine)] == [0, 1, 0, 100, 34, -1]
    assert batch.totals == {"USD": "1.3401"}


def test_nothing_counts_before_the_last_row_is_in(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two pieces somebody looks, and somebody else writes."""
    path = counter.file("month,amount\n" + "2026-10,1\n" * 30)
    batch = counter.look(path)
    monkeypatch.setattr("bot.cost.capture.files.A_PIECE", 10)
    seen: list[tuple[int, dict[str | None, dict[str, int]]]] = []

    def between() -> None:
        with counter.db.read() as session:
            there = len(session.connection().exec_driver_sql("SELECT id FROM cost_lines").all())
            seen.append((there, lines.direct(session, "2026-10")))
        with counter.db.session() as session:
            session.add(
                Usage(
                    month="2026-01",
                    unit="CC-100",
                    service="ERP",
                    tier=f"{there}",
                    quantity=Decimal(1),
                    source="",
                )
            )

    def progress(rows: int, share: float) -> None:
        other = Thread(target=between)
        other.start()
        other.join()

    capture.store(counter.db, counter.catalog, batch.number, path, progress=progress)

    assert seen == [(0, {}), (10, {}), (20, {})]
    with counter.db.read() as session:
        assert lines.direct(session, "2026-10") == {None: {"other": 30_00}}
    assert len(counter.rows(Usage)) == 3


def test_what_breaks_while_it_is_stored_leaves_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = counter.file("month,amount\n" + "2026-10,1\n" * 30)
    batch = counter.look(path)
    monkeypatch.setattr("bot.cost.capture.files.A_PIECE", 10)

    def stumble(rows: int, share: float) -> None:
        if rows == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        capture.store(counter.db, counter.catalog, batch.number, path, progress=stumble)
    assert counter.rows(CostLine) == []
    assert capture.store(counter.db, counter.catalog, batch.number, path).rows == 30
    assert len(counter.rows(CostLine)) == 30


def test_what_a_crash_left_is_begun_anew(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    path = counter.file("month,amount\n" + "2026-10,1\n" * 30)
    batch = counter.look(path)
    monkeypatch.setattr("bot.cost.capture.files.A_PIECE", 10)
    monkeypatch.setattr(undoing, "give_up", lambda db, batch: None)

    def crash(rows: int, share: float) -> None:
        if rows == 20:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        capture.store(counter.db, counter.catalog, batch.number, path, progress=crash)
    assert len(counter.rows(CostLine)) == 10

    with pytest.raises(Unreadable, match="busy"):
        capture.store(counter.db, counter.catalog, batch.number, path)
    with counter.db.session() as session:
        left = session.get_one(Batch, batch.number)
        assert left.touched_at is not None
        left.touched_at -= undoing.ABANDONED * 2
        session.add(left)
    capture.store(counter.db, counter.catalog, batch.number, path)
    assert len(counter.rows(CostLine)) == 30


def test_a_file_that_changed_since_is_not_stored(counter: Counter) -> None:
    path = counter.file(BILL)
    batch = counter.look(path)
    path.write_text(BILL.replace("89,90", "99,90"))

    with pytest.raises(Unreadable, match="changed"):
        capture.store(counter.db, counter.catalog, batch.number, path)
    assert counter.rows(CostLine) == []


def test_columns_that_were_said_are_kept_for_the_same_header(counter: Counter) -> None:
    counter.take("month,Betrag\n2026-09,5\n", kind="cost", columns={"amount": "Betrag"})
    batch = counter.take("month,Betrag\n2026-10,6\n")

    assert (batch.kind, batch.columns) == ("cost", {"month": "month", "amount": "Betrag"})


def test_a_reject_can_be_asked_for_its_reason(counter: Counter) -> None:
    said: list[Reject] = []

    def words(reject: Reject) -> str:
        said.append(reject)
        return reject.code

    counter.look(BILL, rejects=counter.folder / "back.csv", words=words)
    assert [each.value for each in said] == ["abc", "sofware"]
