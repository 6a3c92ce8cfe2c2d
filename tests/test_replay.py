"""Replay: a log of incidents goes through the order engine, and no event of it is lost without a word."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import replay
from bench.replaying import made, reading
from bench.replaying.reading import Columns
from tests.databases import SQLiteFiles

HEAD = ("number", "incident_state", "sys_updated_at", "opened_at", "priority", "assignment_group")


@pytest.fixture(scope="module", autouse=True)
def tables_at_once(sqlite_files: SQLiteFiles) -> Iterator[None]:
    """Copy each log's tables, and make them not step by step: that is most of a short log's time."""
    with sqlite_files.url() as url, pytest.MonkeyPatch.context() as patch:
        made = str(sa.make_url(url).database)
        patch.setattr(replay, "migrate", lambda db: shutil.copy(made, db.url.database))
        yield


def log(folder: Path, *rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> Path:
    path = folder / "log.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def change(
    number: str, state: str, at: str, priority: str = "3 - Moderate", group: str = "?"
) -> tuple[str, ...]:
    return (number, state, at, "01/03/2016 08:00", priority, group)


def play(capsys: pytest.CaptureFixture[str], *words: str | Path) -> dict[str, Any]:
    """Play a log whole; return what is printed as JSON."""
    assert replay.main([*map(str, words), "--json", "--sizes", "100"]) == 0
    played: dict[str, Any] = json.loads(capsys.readouterr().out)
    return played


def test_an_incident_goes_its_way_at_the_times_of_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = log(
        tmp_path,
        change("INC1", "New", "01/03/2016 15:00"),
        change("INC1", "Active", "01/03/2016 15:10"),
        change("INC1", "Active", "01/03/2016 15:20"),
        change("INC1", "Awaiting User Info", "01/03/2016 16:00"),
        change("INC1", "Resolved", "02/03/2016 16:00"),
        change("INC1", "Active", "02/03/2016 17:00"),
        change("INC1", "Resolved", "02/03/2016 18:00"),
        change("INC1", "Closed", "07/03/2016 18:00"),
        change("INC2", "Active", "01/03/2016 20:00"),
    )
    played = play(capsys, path)
    (figures,) = played["sizes"]
    assert (figures["orders"], figures["moved"], figures["unchanged"], figures["not mapped"]) == (2, 8, 1, 0)
    assert played["states"] == {"closed": 1, "taken": 1}
    assert played["made_up"] is None
    assert played["kept"]["3"]["response met"] == 2


def test_targets_are_those_of_the_priority_and_the_hours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken, done = "01/03/2016 15:30", "01/03/2016 22:30"  # 8:30 and 15:30 in Denver, opened at 8:00 there
    rows = []
    for number, priority in enumerate(("1 - Critical", "4 - Low"), 1):
        rows += [(f"INC{number}", "Active", taken, "01/03/2016 15:00", priority, "?")]
        rows += [(f"INC{number}", "Resolved", done, "01/03/2016 15:00", priority, "?")]
    rows += [("INC3", "Active", "01/03/2016 17:00", "01/03/2016 15:00", "1 - Critical", "?")]
    rows += [("INC3", "Resolved", "03/03/2016 15:00", "01/03/2016 15:00", "1 - Critical", "?")]
    kept = play(capsys, log(tmp_path, *rows))["kept"]
    assert (kept["1"]["response kept"], kept["1"]["resolution kept"], kept["1"]["orders"]) == (1, 1, 2)
    assert (kept["4"]["response kept"], kept["4"]["resolution kept"]) == (1, 1)


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        (change("INC1", "-100", "01/03/2016 09:00"), "state of no name", "incident_state"),
        (change("INC1", "Active", "?"), "no time", "sys_updated_at"),
        (change("INC1", "Active", "March"), "time in no known format", "sys_updated_at"),
        (change("?", "Active", "01/03/2016 09:00"), "no number", "number"),
        (change("INC1", "Active", "01/03/2016 07:00"), "before it was opened", "sys_updated_at"),
        (change("INC1", "Active", "01/03/2016 09:00", "?"), "priority of no name", "priority"),
    ],
)
def test_what_cannot_be_mapped_is_listed_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: tuple[str, ...], reason: str, column: str
) -> None:
    good = change("INC7", "Active", "01/03/2016 09:00")
    played = play(capsys, log(tmp_path, good, row, row))
    (listed,) = played["not_mapped"].items()
    assert (listed[0], listed[1]["count"], listed[1]["row"], listed[1]["column"]) == (reason, 2, 3, column)
    assert played["sizes"][0]["orders"] == 1


def test_what_the_engine_declines_is_listed_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = log(
        tmp_path,
        change("INC1", "Closed", "01/03/2016 09:00"),
        change("INC1", "Resolved", "01/03/2016 10:00"),
        change("INC2", "Active", "01/03/2016 09:00"),
        change("INC2", "New", "01/03/2016 10:00"),
    )
    played = play(capsys, path)
    assert {reason: each["count"] for reason, each in played["not_mapped"].items()} == {
        "closed cannot become done: orders/already": 1,
        "taken cannot become open: orders/already": 1,
    }


def test_one_row_for_an_incident_with_a_column_for_each_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = ("id", "prio", "created", "assigned", "solved", "ended")
    path = log(
        tmp_path,
        ("1", "P2", "2024-05-06T09:00:00+0200", "2024-05-06T09:30:00+0200", "2024-05-06T12:00:00+0200", ""),
        ("2", "P9", "2024-05-06T09:00:00+0200", "", "", ""),
        head=head,
    )
    columns = tmp_path / "columns.yaml"
    columns.write_text(
        "shape: incidents\nnumber: id\nopened: created\npriority: prio\ngroup: null\n"
        "times: {open: created, taken: assigned, done: solved, closed: ended}\n"
        'formats: ["%Y-%m-%dT%H:%M:%S%z"]\npriorities: {P2: 2}\n'
    )
    played = play(capsys, path, "--map", columns)
    assert played["sizes"][0]["events"] == 4
    assert played["states"] == {"done": 1}
    assert played["not_mapped"]["priority of no name"]["value"] == "P9"


def test_a_missing_column_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main([str(log(tmp_path, ("1",), head=("number",)))]) == 2
    assert "the file has no column priority, assignment_group, sys_updated_at" in capsys.readouterr().err


def test_a_made_up_log_says_so_is_the_same_again_and_has_the_dirt_of_real_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path in paths:
        made.write(path, 4000, seed=7)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with paths[0].open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4000
    states = [row["incident_state"] for row in rows]
    assert {"New", "Active", "Resolved", "Closed", "Awaiting User Info"} <= set(states)
    assert any(row["sys_updated_at"][4] == "-" for row in rows), "another way to write dates"
    assert [int(row["number"][3:]) for row in rows] != sorted(int(row["number"][3:]) for row in rows)

    assert replay.main([str(paths[0]), "--sizes", "10", "20"]) == 0
    told = capsys.readouterr().out
    assert "made up (seed 7)" in told
    assert "Every event is applied or listed above" in told


STATES = st.sampled_from(["New", "Active", "Awaiting User Info", "Resolved", "Closed", "?", "-100"])
MOMENTS = st.integers(0, 59).map(lambda minute: f"01/03/2016 09:{minute:02}")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["A", "B", "C"]), STATES, MOMENTS), max_size=30))
def test_whatever_the_log_says_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("replay")
    path = log(folder, *(change(*each) for each in changes))
    (run,) = replay.replay(path, Columns(), (100,), folder)
    assert run.wrong == []
    assert run.log.rows == len(changes)


def test_some_per_cent_of_the_incidents_are_whole_incidents(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    made.write(path, 3000, seed=3)
    whole, tenth = (reading.read(path, Columns(), size) for size in (100, 10))
    some = {event.number for event in tenth.events}
    assert 0 < len(some) < len({event.number for event in whole.events}) / 5
    assert [each for each in whole.events if each.number in some] == tenth.events
