"""The worked month W1 from files through the command line: import, cost by service, units' parts, to the cent."""

from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import catalog as catalogs
from bot.__main__ import cli
from bot.cost import months, recovery
from bot.db import Database
from bot.value import spend, statements, statements_page
from tests.catalog.conftest import ERP, NET, Folder
from tests.conftest import T0
from tests.cost.corrections import corrections

UNITS = {"Finance": (60, 20, 150), "Operations": (150, 10, 200), "Sales": (40, 90, 150)}
SHARES = {
    "STO": {"NET": 10},
    "DB": {"NET": 10, "STO": 45},
    "ERP": {"NET": 20, "STO": 20, "DB": 70},
    "CRM": {"NET": 20, "STO": 15, "DB": 30},
    "COL": {"NET": 40, "STO": 20},
}
PRICES = {"ERP": 370, "CRM": 385, "COL": 64}
LINES = {
    "NET": (12_000, 2_000, 6_000),
    "STO": (9_000, 3_000, 4_000),
    "DB": (2_000, 14_000, 8_000),
    "ERP": (1_000, 40_000, 19_000),
    "CRM": (0, 22_000, 8_000),
    "COL": (0, 18_000, 2_000),
}
COST = "\n".join(
    [
        "month,service,category,amount",
        *(
            f"2026-10,{key},{category},{amount}.00"
            for key, amounts in LINES.items()
            for category, amount in zip(("hardware", "software", "labor"), amounts, strict=True)
            if amount
        ),
        "",
    ]
)
USED = "\n".join(
    [
        "month,unit,service,tier,quantity",
        *(
            f"2026-10,{name},{key},Standard,{quantity}"
            for name, quantities in UNITS.items()
            for key, quantity in zip(PRICES, quantities, strict=True)
        ),
        "",
    ]
)
UNIT = """\
  {name}:
    name: {name}
    kind: corporate
    head: bo@tiny.example
    budget_owner: bo@tiny.example
    channel: "#finance"
    members: {members}
    headcount: 2
    charge_mode: {mode}
    funding: {{2027: 5000}}
    plan: {{}}
"""


def bot(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


def depending(key: str) -> str:
    edges = [f"  - {{service: {on}, share: {part / 100}}}\n" for on, part in SHARES.get(key, {}).items()]
    return "depends_on:\n" + "".join(edges) if edges else ""


def facing(key: str, price: str, rank: int, depends: str = "") -> str:
    """Return the file of a service that customers use."""
    text = ERP.replace("key: ERP", f"key: {key}").replace("name: Orders and finance", f"name: {key}")
    text = text.replace("price: 165", f"price: {price}").replace("rank: 1\n", f"rank: {rank}\n")
    before, _, after = text.partition("faqs:")
    text = before.replace("depends_on:\n  - {service: NET, share: 1}\n", depends)
    return text + ("faqs:" + after if key == "ERP" else "")


@pytest.fixture
def company(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Write the company of W1, beside a database without rows."""
    folder = worked_month(tmp_path / "catalog")
    monkeypatch.setenv("DOMESTIQUE_CATALOG", str(folder.path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{migrated}")
    return folder


def worked_month(path: Path) -> Folder:
    """Write the company of W1."""
    folder = Folder(path)
    for key in ("NET", "STO", "DB"):
        text = NET.replace("NET", key).replace("name: Network", f"name: {key}")
        folder.write(f"services/{key.lower()}.yaml", text + depending(key))
    for key, price in PRICES.items():
        folder.write(f"services/{key.lower()}.yaml", facing(key, str(price), price, depending(key)))
    company = (folder.path / "company.yaml").read_text("utf-8").replace("      ERP.Standard: 2\n", "")
    units = "".join(
        UNIT.format(
            name=name,
            members="[bo@tiny.example]" if name == "Finance" else "[]",
            mode="showback" if name == "Sales" else "chargeback",
        )
        for name in UNITS
    )
    head, _, it = company.partition("  CC-9:")
    folder.write("company.yaml", head.partition("  CC-1:")[0] + units + "  CC-9:" + it)
    return folder


@pytest.fixture
def taken(company: Folder, migrated: Path, tmp_path: Path) -> Path:
    """Take the month's files in; return the database."""
    cost, usage = tmp_path / "cost.csv", tmp_path / "usage.csv"
    cost.write_text(COST, "utf-8")
    usage.write_text(USED, "utf-8")
    for file in (cost, usage):
        ended = bot("import", str(file), "--yes")
        assert ended.exit_code == 0, ended.output
    return migrated


def row(output: str, name: str) -> list[str]:
    return next(line.split() for line in output.splitlines() if line.startswith(f"{name} "))


def test_the_worked_month_to_the_cent(taken: Path) -> None:
    said = bot("cost", "2026-10").output
    assert said.startswith("Oct 2026: IT cost $170,000.")
    assert row(said, "ERP")[1:] == [
        "$91,470.00", "$10,893.00", "$51,988.00", "$28,589.00", "250", "$365.88", "$92,500.00", "+$1,030.00",
    ]  # fmt: skip
    assert row(said, "CRM")[1:] == [
        "$46,930.00", "$6,267.00", "$27,572.00", "$13,091.00", "120", "$391.08", "$46,200.00", "-$730.00",
    ]  # fmt: skip
    assert row(said, "COL")[1:] == [
        "$31,600.00", "$6,840.00", "$19,440.00", "$5,320.00", "500", "$63.20", "$32,000.00", "+$400.00",
    ]  # fmt: skip
    assert row(said, "DB") == ["DB", "(passed", "on)", "$34,100.00"]
    assert "The rate card brought in $170,700, $700 more than the services cost." in said
    # Finance and Operations pay, Sales is shown its cost: 39,500 and 72,150 of 170,700.
    assert "65 % of what IT earned in fiscal year 2027 so far was paid by the units themselves" in said


def test_another_method_is_a_question_away(taken: Path) -> None:
    said = bot("cost", "--method", "direct").output
    assert [row(said, key)[1] for key in PRICES] == ["$87,618.18", "$46,563.64", "$35,818.18"]
    assert "shared out by use, straight to what people use" in said


def test_every_unit_carries_its_part_and_nothing_is_lost(company: Folder, taken: Path) -> None:
    db = Database(f"sqlite:///{taken}")
    with db.read() as session:
        found = spend.of_units(session, company.load(), "2026-10")
        assert recovery.of_month(session, catalogs.load(company.path), "2026-10")
    db.close()
    shown = {
        unit: {
            line.service: (str(line.cost.amount), str(line.charge.amount))
            for line in each.services
            if line.cost
        }
        for unit, each in found.items()
    }
    assert shown == {
        "Finance": {
            "ERP": ("21952.80", "22200.00"),
            "CRM": ("7821.67", "7700.00"),
            "COL": ("9480.00", "9600.00"),
        },
        "Operations": {
            "ERP": ("54882.00", "55500.00"),
            "CRM": ("3910.83", "3850.00"),
            "COL": ("12640.00", "12800.00"),
        },
        "Sales": {
            "ERP": ("14635.20", "14800.00"),
            "CRM": ("35197.50", "34650.00"),
            "COL": ("9480.00", "9600.00"),
        },
        "CC-9": {},
    }
    sums = {unit: spend.add_up(each.services, "USD").cost for unit, each in found.items()}
    assert [str(sums[unit].amount) for unit in UNITS] == ["39254.47", "71432.83", "59312.70"]  # type: ignore[union-attr]


# W2: planned units and price, used units and price
PLANNED_AND_ACTUAL = {
    "COL": ("500", "42", "540", "43.50"),
    "ERP": ("250", "370", "244", "370"),
    "STO": ("64", "200", "72", "187.50"),
    "SIT": ("0", "640", "1", "655"),
    "FAX": ("12", "18", "0", "18"),
}


def test_why_a_month_differs_from_its_plan_to_the_cent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path / "catalog")
    plan, used, cost = (
        ["month,unit,service,tier,quantity,unit_price"],
        ["month,unit,service,tier,quantity"],
        ["month,service,category,amount"],
    )
    for at, (key, (planned, price, quantity, paid)) in enumerate(PLANNED_AND_ACTUAL.items(), 1):
        folder.write(f"services/{key.lower()}.yaml", facing(key, price, at))
        plan.append(f"2026-10,CC-1,{key},Standard,{planned},{price}")
        used.append(f"2026-10,CC-1,{key},Standard,{quantity}")
        cost.append(f"2026-10,{key},software,{Decimal(quantity) * Decimal(paid):.2f}")
    monkeypatch.setenv("DOMESTIQUE_CATALOG", str(folder.path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    for kind, rows in {"planned": plan, "usage": used, "cost": cost}.items():
        file = tmp_path / f"{kind}.csv"
        file.write_text("\n".join([*rows, ""]), "utf-8")
        ended = bot("import", str(file), "--kind", kind, "--yes")
        assert ended.exit_code == 0, ended.output

    said = bot("cost", "2026-10", "--unit", "CC-1").output
    assert said.startswith("Finance in Oct 2026: cost $127,925.00, planned $126,516.00, +$1,409.00.")
    causes = {key: row(said, key)[6:9] for key in PLANNED_AND_ACTUAL if key != "FAX"}
    assert causes == {  # price of the two-way split is the last two together: 810, 0, -900, 15
        "COL": ["+$1,680.00", "+$750.00", "+$60.00"],
        "ERP": ["-$2,220.00", "$0.00", "$0.00"],
        "STO": ["+$1,600.00", "-$800.00", "-$100.00"],
        "SIT": ["+$640.00", "$0.00", "+$15.00"],
    }
    assert row(said, "FAX")[-4:-1] == ["-$216.00", "$0.00", "$0.00"]


def test_a_unit_that_is_none_is_named_with_those_that_are(taken: Path) -> None:
    ended = bot("cost", "--unit", "Sails")
    assert ended.exit_code == 2
    assert "There is no such unit. These are: Finance, Operations, Sales, CC-9." in ended.output


def test_statements_of_the_closed_month_to_the_cent_stay_when_it_is_corrected(
    company: Folder, taken: Path, tmp_path: Path
) -> None:
    db, stock = Database(f"sqlite:///{taken}"), company.load()
    with db.session() as session:
        months.close(session, stock, "2026-10", by="", now=T0)
        statements.draw(session, stock, "2026-10", T0)
    late = tmp_path / "late.csv"
    late.write_text("month,service,category,amount\n2026-10,ERP,labor,500.00\n", "utf-8")
    assert bot("import", str(late), "--yes").exit_code == 0
    with db.read() as session:
        pages = {unit: statements_page.of(session, stock, unit, "2026-10", T0) for unit in UNITS}
        (correction,) = corrections(session, "2026-10")
    db.close()
    said = {
        unit: {line.service: str(line.amount.amount) for line in page.lines if line.amount}
        for unit, page in pages.items()
        if page
    }
    assert said == {
        "Finance": {"ERP": "22200.00", "COL": "9600.00", "CRM": "7700.00"},
        "Operations": {"ERP": "55500.00", "COL": "12800.00", "CRM": "3850.00"},
        "Sales": {"CRM": "35197.50", "ERP": "14635.20", "COL": "9480.00"},  # shown, not charged
    }
    amounts = [str(page.amount.amount) for page in pages.values() if page and page.amount]
    assert amounts == ["39500.00", "72150.00", "59312.70"]
    assert (correction.month, correction.minor) == ("2026-11", 500_00)


def test_without_cost_it_says_how_to_begin(company: Folder) -> None:
    ended = bot("cost")
    assert ended.exit_code == 2
    assert "No cost is booked yet. Begin with: python -m bot import FILE" in ended.output
