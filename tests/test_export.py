"""Export: every order on a line that spreadsheets read as it is, and nothing that acts in them."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.customer.people import Person
from bot.db import Database
from bot.process.orders import Order
from bot.value import export
from bot.value.export import COLUMNS, Wanted
from tests.conftest import T0
from tests.databases import opened
from tests.office import Office
from tests.process.calder import CATALOG
from tests.reading import words


def order(**given: Any) -> Order:
    new: dict[str, Any] = {
        "kind": "question",
        "state": "open",
        "person": "U0ANA",
        "unit": "CC-500",
        "opened_at": T0,
    }
    return Order(**{**new, **given})


def rows(session: Session, **wanted: Any) -> list[dict[str, str]]:
    text = "".join(export.lines(session, CATALOG, Wanted(**wanted)))
    return list(csv.DictReader(StringIO(text, newline="")))


def read(db: Database, *stored: Order, **wanted: Any) -> list[dict[str, str]]:
    with db.session() as session:
        session.add_all(stored)
    with db.read() as session:
        return rows(session, **wanted)


def test_a_line_has_times_with_offset_money_with_currency_and_an_address(db: Database) -> None:
    with db.session() as session:
        session.add(Person(id="U0ANA", name="Ana", email="ana@calder.example"))
    (line,) = read(
        db,
        order(
            kind="order",
            service="ERP",
            tier="Standard",
            change_minor=-123456,
            commitment_minor=50,
            text='Two, "new"\nones',
        ),
    )
    assert tuple(line) == COLUMNS
    assert line["opened_at"] == "2026-11-23T09:00:00-07:00"
    assert (line["change"], line["commitment"], line["currency"]) == ("-1234.56", "0.50", "USD")
    assert (line["person"], line["unit_name"], line["priority"]) == ("ana@calder.example", "Finance", "3")
    assert line["text"] == 'Two, "new"\nones'
    assert line["due_at"] == ""


def test_lines_end_as_rfc_4180_says(db: Database) -> None:
    with db.session() as session:
        session.add(order())
    with db.read() as session:
        first, second = export.lines(session, CATALOG, Wanted())
    assert first == ",".join(COLUMNS) + "\r\n"
    assert second.endswith("\r\n")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "  =1", "\n=1"])
def test_no_words_act_as_a_formula(db: Database, text: str) -> None:
    (line,) = read(db, order(text=text, outside_ref=text))
    assert (line["text"], line["outside_ref"]) == (f"'{text}", f"'{text}")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_words_come_back_whole(text: str) -> None:
    line = export.line(["1", export.cell(text)])
    (read_back,) = csv.reader(StringIO(line, newline=""))
    assert read_back[1].removeprefix("'") == text.removeprefix("'") or read_back[1] == text
    assert not read_back[1].lstrip(" ").startswith(("=", "+", "-", "@"))


def test_states_and_the_first_day_choose(db: Database) -> None:
    stored = [order(state="open"), order(state="done"), order(state="open", opened_at=T0 + timedelta(days=1))]
    assert [line["number"] for line in read(db, *stored, states=["open"])] == ["1", "3"]
    assert [line["number"] for line in read(db, since=T0 + timedelta(hours=1))] == ["3"]
    with db.read() as session:
        assert export.count(session, Wanted(states=["open"])) == 2


def test_of_a_private_order_only_who_has_a_part_reads_more(db: Database) -> None:
    hidden = order(private=True, text="Mo leaves", service="JML", tier="Standard", assignee="U0CY")
    (line,) = read(db, hidden)
    assert (line["private"], line["service"], line["state"]) == ("yes", "JML", "open")
    assert [line[name] for name in ("text", "person", "unit", "tier")] == [""] * 4
    assert read(db, reader="U0DEE")[0]["text"] == ""
    assert read(db, reader="U0CY")[0]["text"] == "Mo leaves"
    assert read(db, whole=True)[0]["text"] == "Mo leaves"


def test_one_rule_says_what_is_private_and_who_may_read_it(db: Database) -> None:
    service = next(each.key for each in CATALOG.services.values() if each.private)
    stored = order(kind="order", service=service, text="Mo leaves", for_person="U0MO")
    (line,) = read(db, stored, reader="U0DEE")
    assert (line["private"], line["text"]) == ("yes", "")
    assert read(db, reader="U0MO")[0]["text"] == "Mo leaves"


def test_a_task_names_the_order_that_it_is_a_part_of(db: Database) -> None:
    read(db, order(kind="order", service="DEV"))
    task = order(kind="task", state="planned", part_of=1, text="Accounts")
    assert read(db, task, states=["planned"])[0]["part_of"] == "1"


def test_orders_are_read_as_they_are_written(db: Database) -> None:
    with db.session() as session:
        session.add_all([order(text=f"{number}") for number in range(1000 + 501)])
    with db.read() as session:
        written = export.lines(session, CATALOG, Wanted())
        list(islice(written, 2))
        assert len(session.identity_map) <= 1000, "not all at once"
        assert sum(1 for _ in written) == 1500


# The command


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, migrated: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{migrated.name}")
    with opened(f"sqlite:///{migrated.name}") as db:
        store(db)
    return tmp_path


def store(db: Database) -> None:
    with db.session() as session:
        session.add_all(
            [order(text="Grüße"), order(state="done", opened_at=datetime(2026, 1, 5, 3, tzinfo=UTC))]
        )


def test_the_command_writes_the_file_beside_a_running_bot(here: Path) -> None:
    ended = CliRunner().invoke(cli, ["export", "orders.csv"])
    assert (ended.exit_code, ended.stdout) == (0, "2 orders are in orders.csv.\n")
    assert "Grüße" in (here / "orders.csv").read_bytes().decode()


def test_the_command_chooses_and_marks_utf_8(here: Path) -> None:
    ended = CliRunner().invoke(cli, ["export", "o.csv", "--since", "2026-01-05", "--state", "open", "--bom"])
    assert ended.stdout == "1 order is in o.csv.\n"
    assert (here / "o.csv").read_bytes().startswith(b"\xef\xbb\xbfnumber,")
    ended = CliRunner().invoke(cli, ["export", "o.csv", "--since", "2026-01-05"])
    assert ended.stdout == "1 order is in o.csv.\n", (
        "at three in the morning UTC it was the day before in Denver"
    )


def test_a_place_where_nothing_can_be_written_is_named(here: Path) -> None:
    assert "'lost' is not one of" in CliRunner().invoke(cli, ["export", "o.csv", "--state", "lost"]).stderr
    ended = CliRunner().invoke(cli, ["export", "nowhere/orders.csv"])
    assert ended.exit_code == 2
    assert "nowhere/orders.csv cannot be written: No such file or directory." in ended.stderr


# In Slack


def test_people_of_it_get_the_file_in_private(office: Office) -> None:
    with office.desk.db.session() as session:
        session.add_all([order(text="Hello"), order(state="done")])
    office.cy.command("/it export open since 2026-11-01")
    assert "1 order" in words(office.cy)
    (file,) = [each for each in office.workspace.files.values() if each.name.endswith(".csv")]
    assert file.name == "orders-2026-11-23.csv"
    lines = (file.content or b"").decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Hello" in lines[1]


def test_others_are_told_where_to_go_on(office: Office) -> None:
    office.ana.command("/it export")
    assert not [each for each in office.workspace.files.values() if each.name.endswith(".csv")]
    assert "for the team that does the work" in office.ana.last().all_text


def test_other_words_are_a_question(office: Office) -> None:
    office.cy.command("/it export licence for ERP?")
    assert not office.workspace.files
