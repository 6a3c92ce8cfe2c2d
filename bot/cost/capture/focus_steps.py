"""Steps that only a FOCUS bill needs: its words become ours, and what is odd about it is told."""

import re
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from bot.cost.capture import values
from bot.cost.capture.kinds import Known, Notes, Refuse, Rows
from bot.cost.lines import CATEGORIES

FEWEST = 20  # rows from which on a share says anything
MANY = Decimal("0.9")
_MANGLED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.ASCII).fullmatch


class Said:
    """Turns what a bill says into our words: its category, who sold it, whose account it is."""

    def __init__(self, known: Known, notes: Notes) -> None:
        self._categories, self._notes = known.catalog.company.costing.of_cloud(), notes

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Set `category`, `vendor`, `account` and `service`."""
        kinds = rows["category"]
        found = [self._categories.get(kind.casefold()) for kind in kinds]
        strange = Counter(kind for kind, category in zip(kinds, found, strict=True) if category is None)
        for kind, count in strange.items():
            self._notes.note("category", count, value=kind)
        rows.fields["category"] = [category or CATEGORIES[-1] for category in found]
        rows.fields["vendor"] = _first(rows, "vendor", "provider")
        rows.fields["account"] = _first(rows, "account", "payer")
        rows.fields["service"] = [None] * len(rows)
        if nobody := rows["vendor"].count(""):
            self._notes.note("no_vendor", nobody)
        paid = zip(rows["charge"], rows["amount"], strict=True)
        if owed := sum(charge == "credit" and Decimal(text) > 0 for charge, (text, _) in paid):
            self._notes.note("credit", owed)
        if mangled := [account for account in rows["account"] if _MANGLED(account)]:
            self._notes.note("mangled", len(mangled))


def _first(rows: Rows, *names: str) -> list[str]:
    """Return by row what the first of these columns that is not empty says."""
    return [next(filter(None, said), "") for said in zip(*(rows[name] for name in names), strict=True)]


class WholeNumbers:
    """Says so when EffectiveCost was rounded to whole numbers on its way and BilledCost was not."""

    def __init__(self, known: Known, notes: Notes) -> None:
        self._own, self._notes = known.currency, notes
        self._rows = 0
        self._currencies: set[str] = set()
        self._whole = {"amount": 0, "billed": 0}
        self._sums = {"amount": Decimal(), "billed": Decimal()}

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Count; a bill taken by BilledCost has nothing to compare."""
        if not any(rows["billed"]):
            return
        self._rows += len(rows)
        self._currencies |= {currency or self._own for currency in rows["currency"]}
        for name in self._whole:
            said = [text for text, _ in filter(None, rows[name])]
            self._whole[name] += sum(not text.partition(".")[2].strip("0") for text in said)
            self._sums[name] = values.exact_sum([self._sums[name], *map(Decimal, said)])

    def end(self) -> None:
        """Say it, with both sums where they are of one currency, so that a person can choose."""
        limit = MANY * self._rows
        if self._rows >= FEWEST and self._whole["amount"] > limit >= self._whole["billed"]:
            self._notes.note("whole", self._whole["amount"], of=self._rows, **self._both())

    def _both(self) -> dict[str, Any]:
        if len(self._currencies) > 1:
            return {}
        effective, billed = (values.written(self._sums[name]) for name in ("amount", "billed"))
        return {"effective": effective, "billed": billed, "paid_in": next(iter(self._currencies))}


class Corrections:
    """Has a line of the class Correction point to the month that it puts right; it stays in its own."""

    def __init__(self, known: Known, notes: Notes) -> None:
        self._notes = notes
        self._places = get_currency_precision(known.currency)

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Set `corrects` where the charge is of an earlier month."""
        if not any(rows["correction"]):
            return
        sums: defaultdict[str, list[int]] = defaultdict(list)
        corrects: list[Any] = list(rows["corrects"])
        for at, is_one in enumerate(rows["correction"]):
            origin = (rows["starts_on"][at] or "")[:7]
            if is_one and origin and origin < rows["month"][at]:
                corrects[at] = origin
                sums[origin].append(rows["minor"][at])
        rows.fields["corrects"] = corrects
        for month, each in sums.items():
            self._notes.note("corrects", len(each), Decimal(sum(each)).scaleb(-self._places), month=month)
