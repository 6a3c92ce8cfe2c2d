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
        self._rows: defaultdict[str, int] = defaultdict(int)
        self._minors: defaultdict[str, int] = defaultdict(int)
        self._places = get_currency_precision(known.currency)

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Add up by vendor what nobody accounts for."""
        if None not in rows["service"]:
            return
        rules = rows.fields.get("rule_id") or [None] * len(rows)
        facts = zip(rows["vendor"], rows["service"], rules, rows["minor"], strict=True)
        for vendor, service, rule, minor in facts:
            if service is None and rule is None:
                self._rows[vendor] += 1
                self._minors[vendor] += minor

    def end(self) -> None:
        """Say who they are, the dearest first."""
        dear = {vendor: minor for vendor, minor in self._minors.items() if vendor and minor}
        if not dear:
            return
        familiar = {row[0].casefold() for row in self._known.look(mapping.familiar())}
        fresh = sorted(
            (vendor for vendor in dear if vendor.casefold() not in familiar),
            key=lambda vendor: (-abs(dear[vendor]), vendor),
        )
        for vendor in fresh[:NAMED]:
            self._notes.note("bypass", self._rows[vendor], self._amount([vendor]), vendor=vendor)
        if rest := fresh[NAMED:]:
            count = sum(self._rows[vendor] for vendor in rest)
            self._notes.note("bypasses", count, self._amount(rest), vendors=len(rest))

    def _amount(self, vendors: list[str]) -> Decimal:
        return Decimal(sum(self._minors[vendor] for vendor in vendors)).scaleb(-self._places)
