"""Cost: amounts become cents of the company's currency, months that are closed stay, services are found."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from babel.numbers import get_currency_precision

from bot.cost import mapping
from bot.cost.capture import values
from bot.cost.capture.kinds import Known, Notes, Refuse, Rows

LARGEST = 2**63 - 1
_MANY_DIGITS = 100  # more than two numbers of a file multiplied can have


def paid(known: Known) -> Callable[[str], tuple[str, int | None]]:
    """Read an amount as its plain digits, and its cents in the company's currency where it has no smaller part."""
    places = get_currency_precision(known.currency)

    def read(cell: str) -> tuple[str, int | None]:
        text = values.written(values.number(cell, comma=known.comma))
        whole, _, part = text.partition(".")
        if len(part) > places and part[places:].strip("0"):
            return text, None
        return text, int(whole + part[:places].ljust(places, "0"))

    return read


class Cents:
    """Turns amounts into minor units so that the lines of a group add up to what its amounts add up to.

    A group is what is shown together: month, service or its words, category, charge. What rounding a line
    leaves is carried to the group's next one. Another currency takes the latest rate up to the month's end.
    """

    def __init__(self, known: Known, notes: Notes) -> None:
        self._known, self._notes = known, notes
        self._unit = Decimal(10) ** get_currency_precision(known.currency)
        self._left: defaultdict[tuple[Any, ...], Decimal] = defaultdict(Decimal)

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Add `minor`, `rate` and `paid_in`, and make `amount` its digits."""
        amounts, currencies = rows["amount"], rows["currency"]
        rows.fields["paid_in"] = currencies
        if any(currencies) or None in [minor for _, minor in amounts]:
            self._one_by_one(rows, refuse)
        else:
            rows.fields |= {
                "minor": [minor for _, minor in amounts],
                "rate": [None] * len(rows),
                "amount": [text for text, _ in amounts],
            }
            self._notes.add(self._known.currency, Decimal(sum(rows["minor"])) / self._unit)

    def _one_by_one(self, rows: Rows, refuse: Refuse) -> None:
        minors: list[int] = []
        rates: list[str | None] = []
        taken: defaultdict[str, list[Decimal]] = defaultdict(list)
        groups = zip(
            rows["month"], rows["service"], rows["label"], rows["category"], rows["charge"], strict=True
        )
        facts = zip(groups, rows["amount"], rows["currency"], strict=True)
        with localcontext(prec=_MANY_DIGITS):
            for at, (group, (text, minor), currency) in enumerate(facts):
                rate = self._rate(currency, group[0]) if currency else None
                amount = Decimal(text)
                exact = amount * (rate or 1) * self._unit
                if currency and rate is None:
                    refuse(at, "currency", "no_rate", value=currency, month=group[0])
                    minor = 0
                elif abs(exact) > LARGEST:
                    refuse(at, "amount", "size", value=text, digits=values.DIGITS)
                    minor = 0
                else:
                    taken[currency or self._known.currency].append(amount)
                    minor = self._rounded(group, exact) if rate or minor is None else minor
                minors.append(minor)
                rates.append(values.written(rate) if rate else None)
        rows.fields |= {"minor": minors, "rate": rates, "amount": [text for text, _ in rows["amount"]]}
        for currency, amounts in taken.items():
            self._notes.add(currency, values.exact_sum(amounts))

    def _rounded(self, group: tuple[Any, ...], exact: Decimal) -> int:
        whole = exact + self._left[group]
        minor = whole.quantize(Decimal(1), ROUND_HALF_UP)
        self._left[group] = whole - minor
        return int(minor)

    def _rate(self, currency: str, month: str) -> Decimal | None:
        after = _month_after(month)
        known = [rate for since, rate in self._known.rates.get(currency, ()) if f"{since:%Y-%m}" < after]
        return known[-1] if known else None


class Services:
    """Says for which service a line is: the one it names, else by the first rule that fits, else nobody's."""

    def __init__(self, known: Known, notes: Notes) -> None:
        self._find = mapping.finder(known.rules)

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Make `service` a key or None; words that name no service become the label where there is none."""
        named: Sequence[tuple[str | None, str]] = rows["service"]
        keys = [key for key, _ in named]
        rows.fields["label"] = [
            label or called for label, (_, called) in zip(rows["label"], named, strict=True)
        ]
        if None in keys and self._find:
            facts = zip(keys, rows["label"], rows["account"], rows["vendor"], rows["tags"], strict=True)
            keys = [
                key or self._find(label=label, account=account, vendor=vendor, tags=tags)
                for key, label, account, vendor, tags in facts
            ]
        rows.fields["service"] = keys


class ClosedMonths:
    """A closed month stays as it is: what comes for it later is booked in the first open one, as a correction."""

    def __init__(self, known: Known, notes: Notes) -> None:
        self._closed, self._notes = known.closed, notes
        self._open = _month_after(max(known.closed)) if known.closed else ""

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Add `corrects`, and move `month`."""
        months = rows["month"]
        if self._closed.isdisjoint(months):
            rows.fields["corrects"] = [None] * len(rows)
            return
        rows.fields["corrects"] = [month if month in self._closed else None for month in months]
        rows.fields["month"] = [self._open if month in self._closed else month for month in months]

    @property
    def into(self) -> str:
        """The month that corrections go to."""
        return self._open


class Told:
    """Says what of the cost is odd: what nobody accounts for yet, what corrects a closed month."""

    def __init__(self, known: Known, notes: Notes) -> None:
        self._notes = notes
        self._unit = Decimal(10) ** get_currency_precision(known.currency)

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Note sums by reason."""
        minors = rows["minor"]
        nobodys = [minor for service, minor in zip(rows["service"], minors, strict=True) if service is None]
        if nobodys:
            self._notes.note("unassigned", len(nobodys), Decimal(sum(nobodys)) / self._unit)
        if any(rows["corrects"]):
            sums: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
            for corrects, month, minor in zip(rows["corrects"], rows["month"], minors, strict=True):
                if corrects:
                    sums[corrects, month].append(minor)
            for (corrects, month), each in sums.items():
                amount = Decimal(sum(each)) / self._unit
                self._notes.note("closed", len(each), amount, month=corrects, into=month)


def fixed(known: Known) -> dict[str, Any]:
    """Return what all lines of a file have in common."""
    return {"source": known.source, "sample": False}


def _month_after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def in_order(rows: Rows, refuse: Refuse) -> None:
    """Refuse what ended before it began."""
    for at, (begins, ends) in enumerate(zip(rows["starts_on"], rows["ends_on"], strict=True)):
        if begins and ends and ends < begins:
            refuse(at, "ends_on", "before", value=ends, begins=begins)
