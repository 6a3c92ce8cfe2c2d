"""Whatever a file holds: it never crashes, is never half in, adds up to the cent, and leaves when taken back."""

import csv
import tempfile
from decimal import ROUND_FLOOR, Decimal
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from bot import catalog as catalogs
from bot.catalog import Catalog
from bot.cost import capture
from bot.cost.capture import Unreadable
from bot.cost.lines import CostLine
from bot.settings import HOUSE
from tests.cost.capture.counter import Counter
from tests.databases import SQLiteFiles, opened

CATALOG: Catalog = catalogs.load(HOUSE / "catalog_data")
WORDS = st.text(max_size=12)
CELLS = st.one_of(
    WORDS,
    st.sampled_from(["2026-10", "10/2026", "31.10.2026", "ERP", "CC-100", "Standard", "EUR", "USD", "", " "]),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.integers().map(str),
    st.dates().map(str),
)


GOOD = {
    "month": ["2026-10", "Oct 2026", "2026-11-30"],
    "amount": ["1250.00", "0.0049", "-3", "1E-7"],
    "service": ["ERP", "Orders and finance"],
    "unit": ["CC-100", "Finance"],
    "tier": ["Standard"],
    "category": ["software", "HW"],
    "currency": ["EUR", "GBP"],
    "fiscal_year": ["2027", "FY28"],
    "since": ["2026-10-01", "1.11.2026"],
    "effective_from": ["2027-04-01"],
    "measure": [CATALOG.services["ERP"].measures[0]],
    "charge": ["tax", "credit"],
    "kind": ["line"],
    "method": ["contract"],
    "tags": ["team=blue", '{"a": "b"}'],
    "starts_on": ["2026-10-01"],
    "ends_on": ["2026-10-31"],
    "from_month": ["2026-08"],
    "until_month": ["2026-12"],
}
NUMBERS = ("quantity", "level", "rate", "price", "unit_price", "per_driver", "value", "target")
GOOD |= {name: ["1", "12.5", "0.0001"] for name in NUMBERS}


def cells(name: str) -> st.SearchStrategy[str]:
    """Return what mostly fits such a column."""
    good = st.sampled_from(GOOD.get(name, ["x", "y", "Ångström", ""]))
    return st.integers(0, 19).flatmap(lambda one: CELLS if one == 19 else good)


@st.composite
def tables(draw: st.DrawFn) -> str:
    kind = capture.KINDS[draw(st.sampled_from(sorted(capture.KINDS)))]
    spare = [each.name for each in kind.columns if not each.needed]
    more = draw(st.lists(st.sampled_from(spare), unique=True)) if spare else []
    header = draw(st.permutations([*kind.needed, *more, *draw(st.lists(WORDS, max_size=1))]))
    rows = draw(st.lists(st.tuples(*map(cells, header)), max_size=12))
    odd = draw(st.lists(st.lists(CELLS, max_size=len(header) + 1), max_size=1))
    ours = {each.name for each in kind.columns}
    shown = [kind.said(name) if name in ours else name for name in header]
    out = StringIO()
    csv.writer(out, delimiter=draw(st.sampled_from(",;\t|"))).writerows([shown, *rows, *odd])
    return out.getvalue()


def written(text: str, how: int) -> bytes:
    return text.encode("utf-16" if how == 9 else "utf-8", "surrogatepass")


BYTES = st.one_of(st.binary(max_size=400), st.builds(written, tables(), st.integers(0, 9)))


@pytest.fixture(scope="module")
def files() -> SQLiteFiles:
    return SQLiteFiles()


@given(content=BYTES)
def test_whatever_the_file_all_of_it_is_in_or_nothing(files: SQLiteFiles, content: bytes) -> None:
    with files.url() as url, opened(url) as db, tempfile.TemporaryDirectory() as folder:
        counter = Counter(db, CATALOG, Path(folder))
        empty = counter.everything()
        try:
            batch = counter.take(content, rejects=Path(folder, "back.csv"))
        except Unreadable:
            assert counter.everything() == empty
            event("unreadable")
            return
        event(f"{batch.kind} {batch.rows > 0}")
        stored = sum(map(len, counter.everything().values()))
        lists = len(counter.everything()["price_lists"])
        known = sum(each["rows"] for each in batch.noted if each["code"] == "known")
        assert stored - 2 * lists == batch.rows  # each new price list has its timer
        assert known == 0
        if batch.rows:
            counter.undo(batch)
        assert counter.everything() == empty


AMOUNTS = st.one_of(
    st.decimals(min_value=-(10**6), max_value=10**6, places=12),
    st.decimals(min_value=-1, max_value=1, places=3),
).map(lambda value: format(value, "f"))


@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=60), piece=st.integers(1, 30))
def test_lines_of_a_group_add_up_to_its_amounts(files: SQLiteFiles, amounts: list[str], piece: int) -> None:
    text = "month,amount,service\n" + "".join(f"2026-10,{amount},ERP\n" for amount in amounts)
    with files.url() as url, opened(url) as db, tempfile.TemporaryDirectory() as folder:
        counter = Counter(db, CATALOG, Path(folder))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("bot.cost.capture.files.A_PIECE", piece)
            batch = counter.take(text)
        exact = sum(map(Decimal, amounts), Decimal())
        lines = counter.rows(CostLine)

    assert Decimal(batch.totals["USD"]) == exact
    assert sum(line.minor for line in lines) == (exact * 100 + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
    assert all(abs(line.minor - line.amount * 100) <= 1 for line in lines)
