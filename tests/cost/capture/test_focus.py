"""Cloud bills in FOCUS become cost lines: the sample with all its facts, every version, every trap."""

import csv
import re
from collections import Counter as Counts
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.catalog import Costing
from bot.cost.lines import CostLine
from bot.cost.mapping import MappingRule
from bot.cost.months import Month
from bot.db import Database
from bot.render import Renderer
from bot.settings import HOUSE
from tests.conftest import T0
from tests.cost.capture.bills import FACTS, ROW, bill, check_facts, sample
from tests.cost.capture.counter import Counter
from tests.databases import opened


def lines_of(db: Database) -> list[CostLine]:
    with db.read() as session:
        return list(session.exec(select(CostLine).order_by(col(CostLine.id))))


@pytest.fixture
def commanded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Stand in an empty folder with an empty database and the sample bill."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "DOMESTIQUE_CATALOG", "DOMESTIQUE_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "bill.csv").write_bytes(sample())
    return tmp_path


def run(*words: str) -> str:
    ended = CliRunner().invoke(cli, words)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def test_the_sample_is_taken_with_all_its_facts(commanded: Path) -> None:
    run("migrate")
    told = run("import", "bill.csv", "--yes")
    with opened(f"sqlite:///{commanded / 'domestique.db'}") as db:
        lines = lines_of(db)

    assert (
        f"1,000 rows of a cloud bill (FOCUS) 1.0, ${FACTS['sum EffectiveCost']}, 2024-09 to 2024-10" in told
    )
    assert "950 of 1,000 values of EffectiveCost are whole numbers" in told
    assert f"BilledCost to ${FACTS['sum BilledCost']}" in told
    check_facts(lines)


def test_the_sample_by_what_was_billed(commanded: Path) -> None:
    run("migrate")
    told = run("import", "bill.csv", "--map", "amount=BilledCost", "--yes")
    assert f"1.0, ${FACTS['sum BilledCost']}" in told
    assert "whole numbers" not in told
    with opened(f"sqlite:///{commanded / 'domestique.db'}") as db:
        assert sum(line.amount or 0 for line in lines_of(db)) == Decimal(FACTS["sum BilledCost"])
    assert "was taken in on" in run("import", "bill.csv", "--yes")


def test_the_sample_is_the_file_that_its_facts_count() -> None:
    rows = list(csv.DictReader(StringIO(sample().decode())))
    assert (len(rows), len(rows[0])) == (FACTS["rows"], FACTS["columns"])
    cells = [cell for row in rows for cell in row.values()]
    assert (cells.count("NULL"), cells.count("")) == (
        FACTS["'NULL' text cells"],
        FACTS["blank (not NULL) cells"],
    )
    assert len(rows) - len({row["Id"] for row in rows}) == FACTS["duplicate Id"]
    for column in ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"):
        known = [row[column] for row in rows if row[column] not in ("NULL", "")]
        assert len(rows) - len(known) == FACTS[f"null {column}"]
        assert sum(map(Decimal, known)) == Decimal(FACTS[f"sum {column}"])
    money = [name for name in rows[0] if name.endswith(("Cost", "Price"))]
    numbers = [row[name] for row in rows for name in money]
    assert sum(bool(re.fullmatch(r"-?[\d.]+[eE][-+]?\d+", number)) for number in numbers) == 0
    assert FACTS["sci-notation numbers"] == 0
    assert max(len(number.partition(".")[2]) for number in numbers) == FACTS["max decimals"]
    assert Counts(row["ChargeFrequency"] for row in rows) == FACTS["ChargeFrequency"]
    assert Counts(row["BillingPeriodStart"] for row in rows) == FACTS["BillingPeriodStart"]
    by_category = {
        name: [len(own), sum((Decimal(row["EffectiveCost"]) for row in own), Decimal())]
        for name in FACTS["EffectiveCost by ServiceCategory"]
        if (own := [row for row in rows if row["ServiceCategory"] == name])
    }
    assert by_category == {
        name: [count, Decimal(amount)]
        for name, (count, amount) in FACTS["EffectiveCost by ServiceCategory"].items()
    }
    shapes = Counts(re.sub(r"\d", "9", row["BillingPeriodStart"]) for row in rows)
    assert shapes == FACTS["date formats"]


def test_a_row_becomes_a_line(counter: Counter) -> None:
    counter.take(bill())
    (line,) = counter.rows(CostLine)
    said: dict[str, Any] = line.model_dump(exclude={"id", "batch_id"})
    assert said == {
        "month": "2026-10",
        "service": None,
        "category": "cloud_infra",
        "minor": 8_50,
        "vendor": "Contoso",
        "source": "bill.csv",
        "sample": False,
        "charge": "usage",
        "label": "Virtual machines",
        "account": "4711",
        "tags": '{"application": "erp"}',
        "starts_on": date(2026, 10, 18),
        "ends_on": date(2026, 10, 19),
        "amount": Decimal("8.5"),
        "paid_in": "",
        "rate": None,
        "corrects": None,
        "row": 2,
        "rule_id": None,
    }


V1_1 = {"SkuMeter": "hours", "ServiceSubcategory": "Virtual Machines"}
V1_2 = {**V1_1, "InvoiceId": "I1", "PricingCurrency": "TOKENS", "PricingCurrencyEffectiveCost": "12000"}
V1_3 = {**V1_2, "ServiceProviderName": "Fabrikam", "HostProviderName": "Contoso", "ContractApplied": "NULL"}
V1_4 = {**V1_3, "InvoiceDetailId": "D1", "CommitmentProgramEligibilityDetails": "NULL"}


@pytest.mark.parametrize(
    ("version", "columns", "without", "vendor"),
    [
        ("1.0", {}, (), "Contoso"),
        ("1.1", V1_1, (), "Contoso"),
        ("1.2", V1_2, (), "Contoso"),
        ("1.3", V1_3, (), "Fabrikam"),
        ("1.3", {**V1_3, "ServiceProviderName": "NULL"}, (), "Contoso"),
        ("1.4", V1_4, ("ProviderName",), "Fabrikam"),
        ("1.4", V1_3, ("ProviderName",), "Fabrikam"),
    ],
)
def test_every_version_says_who_provides_it(
    counter: Counter, version: str, columns: dict[str, str], without: tuple[str, ...], vendor: str
) -> None:
    batch = counter.take(bill(without=without, **columns))
    (line,) = counter.rows(CostLine)
    assert (batch.kind, batch.format, batch.version) == ("focus", "focus", version)
    assert (line.vendor, line.minor, line.paid_in) == (vendor, 8_50, "")


@pytest.mark.parametrize("write", [str.lower, str.upper, str.title])
def test_column_names_in_another_case_are_the_same(counter: Counter, write: Any) -> None:
    head, _, rest = bill().partition("\n")
    assert counter.look(write(head) + "\n" + rest).rows == 1


def test_column_names_in_words_are_the_same(counter: Counter) -> None:
    text = bill().replace("EffectiveCost", "effective_cost").replace("ServiceName", "Service Name")
    assert counter.look(text).columns["amount"] == "effective_cost"


def test_null_is_nothing_and_blank_is_nothing(counter: Counter) -> None:
    counter.take(bill({"Tags": "NULL", "SubAccountId": "null"}, {"Tags": "", "SubAccountId": ""}))
    assert [(line.tags, line.account) for line in counter.rows(CostLine)] == [("", "900"), ("", "900")]


def test_null_as_an_amount_goes_back(counter: Counter) -> None:
    batch = counter.look(bill({}, {"EffectiveCost": "NULL"}))
    assert [(each["row"], each["column"], each["reason"]) for each in batch.rejected] == [
        (3, "EffectiveCost", "empty")
    ]


def test_tax_credit_purchase_and_adjustment_stay_lines_of_their_own(counter: Counter) -> None:
    said = [("Tax", "1.90"), ("Credit", "-3"), ("Purchase", "120"), ("Adjustment", "-0.01"), ("Usage", "10")]
    counter.take(bill(*({"ChargeCategory": kind, "EffectiveCost": cost} for kind, cost in said)))
    assert [(line.charge, line.minor) for line in counter.rows(CostLine)] == [
        ("tax", 1_90),
        ("credit", -3_00),
        ("purchase", 120_00),
        ("adjustment", -1),
        ("usage", 10_00),
    ]


def test_a_correction_is_booked_in_its_month_and_points_to_the_one_it_puts_right(counter: Counter) -> None:
    batch = counter.take(
        bill(
            {
                "ChargeClass": "Correction",
                "EffectiveCost": "-4.20",
                "ChargePeriodStart": "2026-08-01T00:00:00Z",
                "ChargePeriodEnd": "2026-09-01T00:00:00Z",
            },
            {},
        )
    )
    correction, plain = counter.rows(CostLine)
    assert (correction.month, correction.corrects, correction.minor) == ("2026-10", "2026-08", -4_20)
    assert (correction.starts_on, correction.ends_on) == (date(2026, 8, 1), date(2026, 9, 1))
    assert (plain.month, plain.corrects) == ("2026-10", None)
    assert {
        "code": "corrects",
        "rows": 1,
        "amount": "-4.20",
        "currency": "USD",
        "month": "2026-08",
    } in batch.noted


def test_a_charge_that_crosses_months_is_booked_by_its_bill(counter: Counter) -> None:
    counter.take(bill(ChargePeriodStart="2026-10-31 23:00:00", ChargePeriodEnd="2026-11-01 01:00:00"))
    (line,) = counter.rows(CostLine)
    assert (line.month, line.starts_on, line.ends_on) == ("2026-10", date(2026, 10, 31), date(2026, 11, 2))
    assert line.corrects is None


def test_a_bill_for_a_closed_month_corrects_it(counter: Counter) -> None:
    with counter.db.session() as session:
        session.add(Month(month="2026-10", closed_at=T0, closed_by="", method="reciprocal", inputs=""))
    counter.take(bill())
    (line,) = counter.rows(CostLine)
    assert (line.month, line.corrects) == ("2026-11", "2026-10")


def test_which_category_is_what_can_be_set(counter: Counter) -> None:
    company = counter.catalog.company
    object.__setattr__(
        company, "costing", Costing(cloud={"databases": "software", "Quantum": "outside_services"})
    )
    try:
        batch = counter.take(
            bill(*({"ServiceCategory": kind} for kind in ("Databases", "Quantum", "Storage", "Teleporting")))
        )
    finally:
        object.__setattr__(company, "costing", Costing())
    assert [line.category for line in counter.rows(CostLine)] == [
        "software",
        "outside_services",
        "cloud_infra",
        "other",
    ]
    assert {"code": "category", "rows": 1, "value": "Teleporting"} in batch.noted


def test_amounts_below_a_cent_add_up(counter: Counter) -> None:
    counter.take(bill(*({"EffectiveCost": "0.00000080000"} for _ in range(25_000))))
    rows = counter.rows(CostLine)
    assert len(rows) == 25_000
    assert sum(row.minor for row in rows) == 2


def test_rules_find_services_by_tag_account_service_name_and_provider(counter: Counter) -> None:
    rules = [
        ("tag:application", "erp", "ERP"),
        ("account", "77", "CRM"),
        ("label", "Object storage", "NET"),
        ("vendor", "Contoso", None),
    ]
    with counter.db.session() as session:
        session.add_all(
            MappingRule(place=place, field=field, value=value, service=service, at=T0)
            for place, (field, value, service) in enumerate(rules)
        )
    batch = counter.take(
        bill(
            {"SubAccountId": "77"},  # two rules fit: the first wins
            {"Tags": '{" Application": " erp "}'},
            {"Tags": "NULL", "SubAccountId": "77"},
            {"Tags": '{"application": "crm"}', "ServiceName": "Object storage"},
            {"Tags": "NULL"},
            {"Tags": "NULL", "ProviderName": "Fabrikam"},
        )
    )
    assert [line.service for line in counter.rows(CostLine)] == ["ERP", "ERP", "CRM", "NET", None, None]
    assert [line.rule_id for line in counter.rows(CostLine)] == [1, 1, 2, 3, 4, None]
    assert batch.noted == [
        {"code": "unassigned", "rows": 1, "amount": "8.5", "currency": "USD"},
        {"code": "bypass", "rows": 1, "amount": "8.50", "currency": "USD", "vendor": "Fabrikam"},
    ]


def test_a_vendor_that_a_service_had_cost_from_is_not_new(counter: Counter) -> None:
    with counter.db.session() as session:
        session.add(CostLine(month="2026-09", service="ERP", category="saas", minor=1, vendor="CONTOSO"))
    assert [each["code"] for each in counter.look(bill()).noted] == ["unassigned"]


def test_of_many_new_vendors_the_dearest_are_named(counter: Counter) -> None:
    batch = counter.look(bill(*({"ProviderName": f"V{at}", "EffectiveCost": str(at)} for at in range(8))))
    assert [each["vendor"] for each in batch.noted if each["code"] == "bypass"] == [
        "V7",
        "V6",
        "V5",
        "V4",
        "V3",
    ]
    assert batch.noted[-1] == {
        "code": "bypasses",
        "rows": 2,
        "amount": "3.00",
        "currency": "USD",
        "vendors": 2,
    }


def test_few_whole_numbers_are_no_reason_to_warn(counter: Counter) -> None:
    assert "whole" not in {each["code"] for each in counter.look(bill({"EffectiveCost": "1"})).noted}
    twenty = [{"EffectiveCost": "1"}] * 20
    assert "whole" in {each["code"] for each in counter.look(bill(*twenty)).noted}
    billed = [{"EffectiveCost": "1", "BilledCost": "1"}] * 20
    assert "whole" not in {each["code"] for each in counter.look(bill(*billed)).noted}


def test_whole_numbers_of_two_currencies_are_not_added(counter: Counter) -> None:
    counter.take("currency,since,rate\nEUR,2026-10-01,1.10\n")
    rows = [{"EffectiveCost": "1", "BillingCurrency": each} for each in ("USD", "EUR") for _ in range(10)]
    assert {"code": "whole", "rows": 20, "of": 20} in counter.look(bill(*rows)).noted


def test_everything_odd_is_said_in_a_sentence(counter: Counter) -> None:
    rows = [{"EffectiveCost": "1"}] * 100 + [
        {"ServiceCategory": "Teleporting", "ProviderName": "NULL", "SubAccountId": "1.23457E+12"},
        {"ChargeClass": "Correction", "ChargePeriodStart": "2026-08-01", "ChargePeriodEnd": "2026-09-01"},
        {"ChargeCategory": "Credit", "EffectiveCost": "2"},
        *({"ProviderName": f"V{at}"} for at in range(6)),
    ]
    batch = counter.look(bill(*rows))
    facts = {"batch": batch, "known": False, "unused": [], "rejects": ""}
    told = [row[0] for row in Renderer(HOUSE / "templates").rows("importing/terminal_preview", facts)]
    said = told[1 + len(batch.columns) :]
    assert len(said) == len(batch.noted) == 13
    assert all(said)
    assert ROW["ProviderName"] in " ".join(said)
