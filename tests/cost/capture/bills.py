"""Cloud bills as providers hand them out: the FOCUS sample, and small ones with the same traps."""

import csv
import gzip
import json
from collections import Counter as Counts
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from bot.cost.lines import CostLine
from bot.cost.mapping import named

CLOUD = ("Compute", "Storage", "Networking")
DATA = Path(__file__).parent / "data"
FACTS: dict[str, Any] = json.loads((DATA / "focus_1.0_sample_facts.json").read_text())
ROW = {
    "BilledCost": "10.25",
    "BillingAccountId": "900",
    "BillingAccountName": "SunBird",
    "BillingCurrency": "USD",
    "BillingPeriodEnd": "2026-11-01 00:00:00",
    "BillingPeriodStart": "2026-10-01 00:00:00",
    "ChargeCategory": "Usage",
    "ChargeClass": "NULL",
    "ChargePeriodEnd": "2026-10-18 23:00:00",
    "ChargePeriodStart": "2026-10-18 22:00:00",
    "EffectiveCost": "8.5",
    "ProviderName": "Contoso",
    "ServiceCategory": "Compute",
    "ServiceName": "Virtual machines",
    "SubAccountId": "4711",
    "Tags": '{"application": "erp"}',
}


def sample() -> bytes:
    """Return the FOCUS 1.0 sample bill (data/NOTICE says whose it is)."""
    return gzip.decompress((DATA / "focus_1.0_sample.csv.gz").read_bytes())


def bill(*rows: dict[str, str], without: tuple[str, ...] = (), delimiter: str = ",", **more: str) -> str:
    """Return a FOCUS bill with these rows: what they do not say is as in ROW; `more` are columns of all."""
    written = [{**ROW, **more, **row} for row in rows or ({},)]
    names = [name for name in dict.fromkeys(name for row in written for name in row) if name not in without]
    out = StringIO()
    sheet = csv.DictWriter(out, names, delimiter=delimiter, extrasaction="ignore", restval="NULL")
    sheet.writeheader()
    sheet.writerows(written)
    return out.getvalue()


def check_facts(lines: Sequence[CostLine]) -> None:
    """Assert that the lines of the sample bill, in their order, say what is known of it."""
    assert len(lines) == FACTS["rows"]
    assert [line.row for line in lines] == list(range(2, 1002))
    assert sum(line.amount or 0 for line in lines) == Decimal(FACTS["sum EffectiveCost"])
    assert sum(line.minor for line in lines) == 14_98

    vendors: dict[str, Decimal] = {}
    for line in lines:
        vendors[line.vendor] = vendors.get(line.vendor, Decimal()) + (line.amount or 0)
    said = FACTS["EffectiveCost by ProviderName"]
    assert vendors == {vendor: Decimal(amount) for vendor, amount in said.items()}

    by_category = FACTS["EffectiveCost by ServiceCategory"]
    for category, names in (
        ("cloud_infra", CLOUD),
        ("other", ("Other",)),
        ("saas", tuple(set(by_category) - {*CLOUD, "Other"})),
    ):
        of_it = [line for line in lines if line.category == category]
        assert len(of_it) == sum(by_category[name][0] for name in names)
        assert sum(line.amount or 0 for line in of_it) == sum(Decimal(by_category[name][1]) for name in names)

    tagged = [line for line in lines if line.tags]
    assert len(tagged) == FACTS["rows with Tags"]
    assert Counts(name for line in tagged for name in json.loads(line.tags)) == FACTS["tag keys"]
    units = [(named(line.tags)["tag:business_unit"], line) for line in tagged if "business_unit" in line.tags]
    assert len(units) == FACTS["rows with business_unit"]
    assert len({unit for unit, _ in units}) == FACTS["distinct business_unit"]
    assert sum(line.amount or 0 for _, line in units) == Decimal(FACTS["EffectiveCost tagged"])
    for name, amount in FACTS["top 5 business_unit"].items():
        assert sum(line.amount or 0 for unit, line in units if unit == name) == Decimal(amount)

    assert sum((line.amount or 0) < 0 for line in lines) == FACTS["negative rows"]
    assert Counts(line.month for line in lines) == {
        start[:7]: count for start, count in FACTS["BillingPeriodStart"].items()
    }
    assert Counts(line.charge for line in lines) == {"usage": 997, "adjustment": 2, "credit": 1}
    assert {line.amount for line in lines if line.charge == "credit"} == {Decimal(-3)}
