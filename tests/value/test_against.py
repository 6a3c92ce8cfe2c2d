"""What an edit of the catalog's files would change: the same facts as after the reload, and sums to the cent."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalog import Catalog, history, load
from bot.cost import subscriptions
from bot.cost.subscriptions import Subscription
from bot.db import Database
from bot.money import Money
from bot.process import orders
from bot.process.orders import NewOrder
from bot.render import Renderer
from bot.settings import HOUSE
from bot.value import against
from bot.value.against import Change

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)


@pytest.fixture(scope="module")
def before() -> Catalog:
    return load(HOUSE / "catalog_data", on=TODAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOUSE / "catalog_data", tmp_path / "catalog"))


@pytest.fixture
def calder(db: Database, before: Catalog) -> Database:
    """Fill a database in which every unit has what it plans."""
    with db.session() as session:
        subscriptions.take_from_plan(session, before, TODAY)
    return db


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def change(db: Database, before: Catalog, after: Catalog | Path) -> Change:
    catalog = load(after, on=TODAY) if isinstance(after, Path) else after
    with db.read() as session:
        return against.of(session, history.seen_state(before), catalog, TODAY)


def said(renderer: Renderer, one: Change) -> str:
    facts = {"change": one, "against": "running", "since": None, "folder": "catalog"}
    return "\n".join(row[0] for row in renderer.rows("lead/against", facts))


def test_files_that_say_the_same_change_nothing_in_one_line(
    calder: Database, before: Catalog, folder: Path, renderer: Renderer
) -> None:
    edit(folder, "services/erp.yaml", "key: ERP", "# a remark\nkey: ERP")
    told = said(renderer, change(calder, before, folder))
    assert told.startswith(
        "Nothing changes in services, levels, prices, promises and plans: the files say what running says. Not compared"
    )
    assert "\n" not in told


def test_a_price_is_told_with_each_unit_that_pays_it_by_month_and_year(
    calder: Database, before: Catalog, folder: Path, renderer: Renderer
) -> None:
    edit(folder, "services/erp.yaml", "price: 165", "price: 171")
    one = change(calder, before, folder)
    units = before.company.units.values()
    seats = {unit.name: unit.plan["ERP.Standard"] for unit in units if "ERP.Standard" in unit.plan}
    assert one.a_month == Money.of(6 * sum(seats.values()), "USD")
    assert one.units == len(seats)
    told = said(renderer, one)
    first, money, line, _ = told.splitlines()
    assert first == "1 change against running."
    whole = 6 * sum(seats.values())
    assert money == (
        f"+${whole:,}.00 a month (+${12 * whole:,}.00 a year) for {len(seats)} units, "
        "from what they have on 23 Nov 2026."
    )
    assert line.startswith("- Orders and finance: Standard is $171.00 now (was $165.00).")
    for name, count in seats.items():
        assert f"{name} {count}, +${6 * count:,}.00" in line
    assert f"+${whole:,}.00 a month for all of them, +${12 * whole:,}.00 a year." in line


def test_everything_else_that_an_edit_can_change(
    calder: Database, before: Catalog, folder: Path, renderer: Renderer
) -> None:
    edit(folder, "services/erp.yaml", "stage: live", "stage: live\naudience: [CC-100]")
    edit(folder, "services/erp.yaml", "availability: 99.5", "availability: 99")
    edit(folder, "services/net.yaml", "owner: gil@calder.example", "owner: cy@calder.example")
    edit(folder, "services/crm.yaml", "rto_minutes: 1440", "rto_minutes: 5")
    edit(
        folder,
        "services/col.yaml",
        "    price: 14\n",
        "    prices:\n      - {price: 14}\n      - {price: 16, from: 2027-01-01}\n",
    )
    (folder / "services/rts.yaml").unlink()
    edit(folder, "services/fil.yaml", "hours: Mo-Fr 07-19", "hours: Mo-Fr 06-20")
    told = said(renderer, change(calder, before, folder))
    assert "No unit would pay more or less from today on." in told
    for words in (
        "Repair tracking for shoppers: is no longer in the catalog. No unit has it.",
        "Orders and finance is for CC-100 only (was for everybody). Online and Marketing, ",
        "; of them 5 have 102 named users and go on paying: Finance, ",
        "- Worse. Orders and finance: Standard promises reply in 1 h, fixed in 8 h, works 99.00 % of its hours",
        "Network core belongs to cy@calder.example (was gil@calder.example).",
        "wanted within 5 min, which is impossible (was back after",
        "is $16.00 from 1 Jan 2027 (until then $14.00). ",
        "- Better. File storage and archive: Archive has new hours: Monday to Friday 6:00–20:00 (was ",
    ):
        assert words in told, told


def test_what_waits_for_what_would_be_gone_comes_first(
    calder: Database, before: Catalog, folder: Path, renderer: Renderer
) -> None:
    new = NewOrder(
        kind="order",
        state="approval",
        person="U0ANA",
        approver="U0BO",
        unit="CC-500",
        service="RTS",
        tier="Standard",
        opened_at=NOW,
    )
    with calder.session() as session:
        for _ in range(3):
            orders.place(session, new)
    edit(folder, "services/erp.yaml", "price: 165", "price: 171")
    (folder / "services/rts.yaml").unlink()
    one = change(calder, before, folder)
    assert one.waiting == 3
    lines = said(renderer, one).splitlines()
    assert lines[2] == "3 orders wait for what would be gone, and would hang."
    assert lines[3].startswith(
        "- Repair tracking for shoppers: is no longer in the catalog. 3 orders wait for it: Finance."
    )


def test_a_new_plan_counts_only_for_who_has_nothing(
    calder: Database, before: Catalog, folder: Path, renderer: Renderer
) -> None:
    plan = before.company.units["CC-100"].plan["ERP.Standard"]
    edit(folder, "company.yaml", f"ERP.Standard: {plan}", "ERP.Standard: 3")
    told = said(renderer, change(calder, before, folder))
    assert f"- Stores and Repair plans Orders and finance, Standard: 3 (was {plan})." in told
    assert f"so Stores and Repair keeps what it has: {plan} of Orders and finance, Standard." in told


def test_without_a_database_it_is_said_and_nothing_made_up(
    before: Catalog, folder: Path, renderer: Renderer
) -> None:
    edit(folder, "services/erp.yaml", "price: 165", "price: 171")
    edit(folder, "services/erp.yaml", "stage: live", "stage: live\naudience: [CC-100]")
    one = against.of(None, history.seen_state(before), load(folder, on=TODAY), TODAY)
    told = said(renderer, one)
    assert "What units have is not in here: there was no database to look at." in told
    assert "No unit" not in told
    assert "has any" not in told
    assert "lose sight of it." in told


PRICES = st.dictionaries(
    st.sampled_from([("ERP", "Standard"), ("ERP", "Extended hours"), ("CRM", "Standard"), ("COL", "Plus")]),
    st.integers(0, 50_000_00),
    min_size=1,
)
HELD = st.lists(
    st.tuples(
        st.sampled_from(["CC-100", "CC-200", "CC-500", "CC-600"]),
        st.sampled_from(
            [("ERP", "Standard"), ("ERP", "Extended hours"), ("CRM", "Standard"), ("COL", "Plus")]
        ),
        st.integers(1, 5000),
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prices=PRICES, held=HELD)
def test_the_sum_is_what_each_unit_pays_more_to_the_cent(
    db: Database,
    before: Catalog,
    prices: dict[tuple[str, str], int],
    held: list[tuple[str, tuple[str, str], int]],
) -> None:
    after, services = before, dict(before.services)
    for (key, name), minor in prices.items():
        tiers = tuple(
            replace(tier, price=Money(minor, "USD"), prices=()) if tier.name == name else tier
            for tier in services[key].tiers
        )
        services[key] = replace(services[key], tiers=tiers)
    after = replace(before, services=services)
    with db.session() as session:
        for row in _rows(held):
            session.add(row)
        session.flush()
        one = against.of(session, history.seen_state(before), after, TODAY)
        session.rollback()
    owed = Fraction(0)
    for _, (key, name), count in held:
        owed += count * (
            Fraction(after.tier(key, name).price.amount) - Fraction(before.tier(key, name).price.amount)
        )
    assert Fraction(one.a_month.amount) == owed
    for line in one.lines:
        each = [more for _, _, more in line["by_unit"] if more]
        assert sum(more.minor for more in each) == (line["difference"].minor if line["difference"] else 0)
        assert sum(count for _, count, _ in line["by_unit"]) == line["quantity"]


def _rows(held: list[tuple[str, tuple[str, str], int]]) -> list[Subscription]:
    return [
        Subscription(
            unit=unit, service=key, tier=tier, quantity=count, unit_price=Decimal(1), starts_on=TODAY
        )
        for unit, (key, tier), count in held
    ]


def test_another_currency_is_told_without_a_sum(
    calder: Database, before: Catalog, folder: Path, renderer: Renderer
) -> None:
    edit(folder, "company.yaml", "currency: USD", "currency: EUR")
    found = change(calder, before, folder)
    assert found.a_month.minor == 0
    assert "Standard is €165.00 now (was $165.00). 5 units" in said(renderer, found)


def test_what_to_use_instead_ends_with_one_full_stop(
    calder: Database, before: Catalog, folder: Path, renderer: Renderer
) -> None:
    after = replace(before.service("ADV"), stage="retired", stage_from=TODAY, use_instead="Use Mail.")
    told = said(renderer, change(calder, before, replace(before, services={**before.services, "ADV": after})))
    assert "Use Mail. " in told
    assert ".." not in told
