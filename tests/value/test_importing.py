"""What people read of a file fits into a message, whatever stands in the file."""

from datetime import UTC, datetime
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.cost import capture
from bot.cost.batches import Batch
from bot.cost.capture import Reject
from bot.render import Renderer
from bot.settings import HOUSE
from bot.value import importing
from bot.value.typed import MOST

RENDERER = Renderer(HOUSE / "templates")
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)
HEADER = st.lists(WORDS.map(lambda words: " ".join(words.split())), min_size=1, max_size=150)
NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)


@settings(max_examples=25)
@given(name=WORDS, header=HEADER, value=WORDS)
def test_a_preview_fits(name: str, header: list[str], value: str) -> None:
    wrong = [Reject(row, value, "choice", value, {"names": ["one", "two"]}).kept() for row in range(9)]
    batch = Batch(
        id=1,
        kind="cost",
        file_name=name or "x",
        sha256="",
        columns={each.name: (header * 20)[at] for at, each in enumerate(capture.KINDS["cost"].columns)},
        header=header,
        rows=10**7,
        rejected_rows=10**6,
        rejected=wrong,
        noted=[{"code": "bypass", "vendor": value, "amount": "1.5", "currency": "USD"}] * 20,
        months=["2026-09", "2026-10"],
        totals={"USD": "12345678.901", "JPY": "5"},
        by="U1",
        at=NOW,
    )
    facts: dict[str, Any] = {"batch": importing.facts_of(batch), "origin": "F1", "file": None}
    RENDERER.message("importing/preview", {**facts, "rejects": name, "below": True, "changed": True})
    RENDERER.message("importing/stored", facts)
    listed = [{**facts["batch"], "state": "stored"}] * 10
    RENDERER.message("importing/list", {"batches": listed, "card": "imports:U0DEE:1795449600.000000"})


@settings(max_examples=25)
@given(name=WORDS, header=HEADER, kind=st.sampled_from([*capture.KINDS]))
def test_the_form_of_the_columns_fits(name: str, header: list[str], kind: str) -> None:
    rows = importing.ours(kind, header, {})
    listed = len(header) <= importing.LISTED
    facts = {"names": [*capture.KINDS], "kind": kind, "header": header, "ours": rows, "listed": listed}
    carried = {"file": "F0123456789", "to": "D0123456789", "thread": "1795449600.000000", "kind": kind}
    form = RENDERER.view("importing/columns", {**facts, "carried": carried})
    assert len(form["blocks"]) >= 1 + len(rows)


@pytest.mark.parametrize("code", ["which", "columns", "not_theirs", "twice", "no_header"])
@settings(max_examples=25)
@given(header=HEADER, value=WORDS)
def test_what_cannot_be_read_fits(code: str, header: list[str], value: str) -> None:
    facts = {"header": header, "kind": "cost", "nearest": "cost", "missing": ["month"]}
    said = {**facts, "column": value, "cell": value, "names": header}
    told = {"name": value, "code": code, "facts": said, "kind": "cost", "can_map": True, "origin": "F1"}
    told["billed"] = value
    RENDERER.message("importing/trouble", told)


@settings(max_examples=25)
@given(header=HEADER, typed=WORDS)
def test_columns_are_found_by_what_is_typed(header: list[str], typed: str) -> None:
    places = importing.columns_like(header, typed)
    facts = {"header": header, "places": places}
    assert len(RENDERER.options("importing/column_options", facts)) == len(places) <= MOST
    for at, name in enumerate(header):
        assert at in importing.columns_like(header, f"{name} column {at + 1}")


def test_a_file_is_a_table_by_its_name() -> None:
    assert importing.is_table("Bill.CSV")
    assert importing.is_table("a.xlsx")
    assert not importing.is_table("screen.png")


def test_columns_are_those_said_else_those_of_the_same_name() -> None:
    found = {each.name: each for each in importing.ours("cost", ["Betrag", "Month"], {"amount": "Betrag"})}
    assert (found["amount"].chosen, found["amount"].needed) == (0, True)
    assert found["month"].chosen == 1
    assert found["vendor"].chosen is None
