"""Cost: amounts become cents of the company's currency, months that are closed stay, services are found."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import ROUND_FLOOR, Decimal, localcontext
from functools import lru_cache
from typing import Any

from babel.numbers import get_currency_precision

from bot.cost import mapping, months
from bot.cost.capture import values
from bot.cost.capture.kinds import Known, Notes, Refuse, Rows
from bot.cost.capture.words import Unknown

Paid = tuple[str, int | None]  # plain digits, and whole cents of the company's currency

LARGEST = 2**63 - 1
_HALF = Decimal("0.5")
DESCRIPTION = "description"  # the tag that keeps what a line is, where its label is another's for a service
_MANY_DIGITS = 100  # more than two numbers of a file multiplied can have


def paid(known: Known) -> Callable[[str], Paid]:
    """Read an amount as its plain digits, and its cents in the company's currency where it has no smaller part."""
    places = get_currency_precision(known.currency)

    def read(cell: str) -> Paid:
        text = values.digits(cell, comma=known.comma)
        whole, _, part = text.partition(".")
        if len(part) > places and part[places:].strip("0"):
            return text, None
        return text, int(whole + part[:places].ljust(places, "0"))

    return read


def all_paid(known: Known) -> Callable[[Sequence[str]], list[Paid] | None]:
    """Read many amounts at once, where each of them has as many digits behind its point as a cent."""
    places = get_currency_precision(known.currency)
    sign = "," if known.comma else "."
    plain = re.compile(
        rf"(?:-?\d{{1,13}}\{sign}\d{{{places}}}\n)+" if places else r"(?:-?\d{1,13}\n)+", re.ASCII
    )

    def read(cells: Sequence[str]) -> list[Paid] | None:
        joined = "\n".join(cells)
        if not plain.fullmatch(f"{joined}\n") or joined.count("\n") != len(cells) - 1:
            return None
        texts = joined.replace(sign, ".").split("\n")
        return list(zip(texts, map(int, joined.replace(sign, "").split("\n")), strict=True))

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
        minor = (whole + _HALF).to_integral_value(ROUND_FLOOR)  # so that it does not matter which line is odd
        self._left[group] = whole - minor
        return int(minor)

    def _rate(self, currency: str, month: str) -> Decimal | None:
        after = months.after(month)
        known = [rate for since, rate in self._known.rates.get(currency, ()) if f"{since:%Y-%m}" < after]
        return known[-1] if known else None


class Services:
    """Says for which service a line is: the one it names, else by the first rule that fits, else nobody's.

    Words that name no service are what the source calls the line; its own description stays as a tag.
    """

    def __init__(self, known: Known, notes: Notes) -> None:
        self._find = mapping.finder(known.rules)

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Make `service` a key or None."""
        named: Sequence[str | None] = rows["service"]
        unknown = {each for each in set(named) if isinstance(each, Unknown)}
        if unknown:
            told = zip(rows["tags"], rows["label"], named, strict=True)
            rows.fields["tags"] = [
                _described(tags, label) if label and called in unknown else tags
                for tags, label, called in told
            ]
            rows.fields["label"] = [
                str(called) if called in unknown else label
                for label, called in zip(rows["label"], named, strict=True)
            ]
            named = [None if each in unknown else each for each in named]
        if None in named and self._find:
            facts = zip(named, *(rows[name] for name in ("label", "account", "vendor", "tags")), strict=True)
            rules = [
                None if key else self._find(label=label, account=account, vendor=vendor, tags=tags)
                for key, label, account, vendor, tags in facts
            ]
            named = [key or (rule.service if rule else None) for key, rule in zip(named, rules, strict=True)]
            rows.fields["rule_id"] = [rule and rule.id for rule in rules]
        rows.fields["service"] = named


@lru_cache(maxsize=20_000)
def _described(tags: str, description: str) -> str:
    """Return a line's tags with its description among them, which its own tags may say, too."""
    said = {DESCRIPTION: description, **(json.loads(tags) if tags else {})}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


class ClosedMonths:
    """A closed month stays as it is: what comes for it later is booked in the first open one, as a correction."""

    def __init__(self, known: Known, notes: Notes) -> None:
        self._into = {month: _open_after(month, known.closed) for month in known.closed}

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Add `corrects`, and move `month`."""
        said = rows["month"]
        if self._into.keys().isdisjoint(said):
            rows.fields["corrects"] = [None] * len(rows)
            return
        rows.fields["corrects"] = [month if month in self._into else None for month in said]
        rows.fields["month"] = [self._into.get(month, month) for month in said]


class Told:
    """Says what of the cost is odd: what nobody accounts for yet, what corrects a closed month."""

    def __init__(self, known: Known, notes: Notes) -> None:
        self._notes = notes
        self._unit = Decimal(10) ** get_currency_precision(known.currency)

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Note sums by reason."""
        minors = rows["minor"]
        if None in rows["service"]:
            rules = rows.fields.get("rule_id") or [None] * len(rows)
            found = zip(rows["service"], rules, minors, strict=True)
            nobodys = [minor for key, rule, minor in found if key is None and rule is None]
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


def _open_after(month: str, closed: frozenset[str]) -> str:
    following = months.after(month)
    while following in closed:
        following = months.after(following)
    return following


def in_order(rows: Rows, refuse: Refuse) -> None:
    """Refuse what ended before it began."""
    if not any(rows["ends_on"]):
        return
    for at, (begins, ends) in enumerate(zip(rows["starts_on"], rows["ends_on"], strict=True)):
        if begins and ends and ends < begins:
            refuse(at, "ends_on", "before", value=ends, begins=begins)
