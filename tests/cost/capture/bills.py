"""Cloud bills as providers hand them out: the FOCUS sample, and small ones with the same traps."""

import csv
import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

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
