"""Newcomers: vendors that no service ever had cost from; somebody may have bought past IT."""

from collections import defaultdict
from decimal import Decimal

from babel.numbers import get_currency_precision

from bot.cost import mapping
from bot.cost.capture.kinds import Known, Notes, Refuse, Rows

NAMED = 5  # the largest of them


class Newcomers:
    """Names the vendors whose cost is for no service and never was."""

    def __init__(self, known: Known, notes: Notes) -> None:
        self._known, self._notes = known, notes
        self._sums: defaultdict[str, list[int]] = defaultdict(list)
        self._unit = Decimal(10) ** get_currency_precision(known.currency)

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Add up by vendor what nobody accounts for."""
        if None not in rows["service"]:
            return
        found: defaultdict[str, list[int]] = defaultdict(list)
        rules = rows.fields.get("rule_id") or [None] * len(rows)
        for vendor, service, rule, minor in zip(
            rows["vendor"], rows["service"], rules, rows["minor"], strict=True
        ):
            if service is None and rule is None:
                found[vendor].append(minor)
        for vendor, minors in found.items():
            rows_of, amount = self._sums[vendor] or (0, 0)
            self._sums[vendor] = [rows_of + len(minors), amount + sum(minors)]

    def end(self) -> None:
        """Say who they are, the dearest first."""
        if not any(self._sums):
            return
        familiar = {row[0].casefold() for row in self._known.look(mapping.familiar())}
        fresh = [
            (vendor, *sums)
            for vendor, sums in self._sums.items()
            if vendor and vendor.casefold() not in familiar
        ]
        fresh.sort(key=lambda each: (-abs(each[2]), each[0]))
        for vendor, count, minor in fresh[:NAMED]:
            self._notes.note("bypass", count, Decimal(minor) / self._unit, vendor=vendor)
        if rest := fresh[NAMED:]:
            amount = Decimal(sum(minor for _, _, minor in rest)) / self._unit
            self._notes.note("bypasses", sum(count for _, count, _ in rest), amount, vendors=len(rest))
