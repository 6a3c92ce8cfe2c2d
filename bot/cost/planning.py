"""Planning: what a budget costs by its drivers, and what would change it; exact, rounded once a line and year.

A line's month is driver level x quantity per driver x unit price (driver-based budgeting, ICAEW). A line
whose level or price nobody said is not known: it is named and left out, never counted as nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from bot.cost.budget import A_YEAR, BudgetLine
from bot.cost.drivers import Levels
from bot.cost.price_lists import Price, Prices
from bot.money import Money, total

ITSELF = Decimal(1)  # the level of a line that follows no driver
SHORTCUT = Decimal("1.05")  # last year and five per cent
COUNTED_IN_THOUSANDS = 1000

PriceKey = tuple[str, str]
"""Vendor and number of article, or "" and a line's name."""


@dataclass(frozen=True)
class Change:
    """What would be otherwise from a month on: drivers by so many more, prices as given.

    `one_off` is paid once, in that month; all amounts are major units of the company's currency.
    """

    from_month: str
    levels: Mapping[str, Decimal] = field(default_factory=dict)
    prices: Mapping[PriceKey, Price] = field(default_factory=dict)
    one_off: Decimal = Decimal(0)

    def holds_in(self, month: str) -> bool:
        """Tell whether it has begun."""
        return self.from_month <= month


@dataclass(frozen=True)
class Ground:
    """What a plan stands on; as one unit sees it if the levels are of a unit."""

    lines: Sequence[BudgetLine]
    levels: Levels
    prices: Prices
    currency: str

    def follows(self) -> "Ground":
        """Return the part whose drivers have a level here: what a unit's own figures move."""
        named = set(self.levels.names)
        return replace(self, lines=[line for line in self.lines if line.driver in named])

    def level(self, line: BudgetLine, month: str, changes: Sequence[Change] = ()) -> Decimal | None:
        """Return the driver level of a line, ITSELF without a driver; None where nobody said it."""
        if line.driver is None:
            return ITSELF
        known = self.levels.at(line.driver, month)
        more = [each.levels.get(line.driver, Decimal(0)) for each in changes if each.holds_in(month)]
        return None if known is None else known + sum(more, Decimal(0))

    def price(self, line: BudgetLine, month: str, changes: Sequence[Change] = ()) -> Price | None:
        """Return the unit price of a line and where it stands; None where no list has it.

        Of several changes of one price the one that begins last counts.
        """
        named = [each for each in changes if each.holds_in(month) and line.priced_as in each.prices]
        if named:
            begun = ((each.from_month, each.prices[line.priced_as]) for each in named)
            return max(begun, key=lambda each: (each[0], each[1].price))[1]
        if line.sku:
            return self.prices.at(line.vendor, line.sku, month)
        return None if line.unit_price is None else Price(line.unit_price)

    def month(self, line: BudgetLine, month: str, changes: Sequence[Change] = ()) -> Fraction | None:
        """Return what a line costs in a month, exact; 0 when it is not in force."""
        if not line.runs_in(month):
            return Fraction(0)
        level, found = self.level(line, month, changes), self.price(line, month, changes)
        if level is None or found is None:
            return None
        return Fraction(level) * Fraction(line.per_driver) * Fraction(found.price)

    def span(self, line: BudgetLine, months: Sequence[str], changes: Sequence[Change] = ()) -> Money | None:
        """Return what a line costs over some months, rounded once; None when a month is not known."""
        parts = [self.month(line, month, changes) for month in months]
        known = [part for part in parts if part is not None]
        return Money.of(sum(known, Fraction()), self.currency) if len(known) == len(parts) else None

    def whole(self, months: Sequence[str], changes: Sequence[Change] = ()) -> Money:
        """Return what all lines that are known cost over some months."""
        known = [self.span(line, months, changes) for line in self.lines]
        return total([each for each in known if each is not None], self.currency)

    def unknown(self, months: Sequence[str]) -> list[BudgetLine]:
        """Return the lines that have no level or no price in one of these months."""
        return [line for line in self.lines if self.span(line, months) is None]

    def marginal(self, month: str) -> dict[str, Fraction]:
        """Return what one more unit of each driver costs in a month, exact, by driver."""
        each: dict[str, Fraction] = {}
        for line in self.lines:
            found = self.price(line, month)
            if line.driver and line.runs_in(month) and found is not None:
                more = Fraction(line.per_driver) * Fraction(found.price)
                each[line.driver] = each.get(line.driver, Fraction()) + more
        return dict(sorted(each.items()))


@dataclass(frozen=True)
class Effect:
    """By how much each line changes over the months, in the order of the budget's lines; plus is dearer."""

    lines: tuple[Money, ...]
    one_off: Money

    @property
    def recurring(self) -> Money:
        """What comes every month, over the months."""
        return total(self.lines, self.one_off.currency)

    @property
    def whole(self) -> Money:
        """All of it."""
        return self.recurring + self.one_off


@dataclass(frozen=True)
class Compared:
    """A budget over some months, what each change does alone, and all together.

    `interaction` is what they cost together beyond each alone: what is new is bought at the new prices.
    """

    base: tuple[Money | None, ...]
    each: tuple[Effect, ...]
    together: Effect
    currency: str

    @property
    def budgeted(self) -> Money:
        """What is known of the budget."""
        return total([line for line in self.base if line is not None], self.currency)

    @property
    def interaction(self) -> Money:
        """What the changes cost together beyond each alone."""
        return self.together.recurring - total([effect.recurring for effect in self.each], self.currency)


def compare(ground: Ground, months: Sequence[str], changes: Sequence[Change]) -> Compared:
    """Put a budget beside what it would be with each change, and with all of them."""
    return Compared(
        tuple(ground.span(line, months) for line in ground.lines),
        tuple(effect(ground, months, [change]) for change in changes),
        effect(ground, months, changes),
        ground.currency,
    )


def effect(ground: Ground, months: Sequence[str], changes: Sequence[Change]) -> Effect:
    """Return what changes do to each line over some months; a line that is not known changes by nothing."""
    nothing = Money.zero(ground.currency)
    lines = []
    for line in ground.lines:
        before, after = ground.span(line, months), ground.span(line, months, changes)
        lines.append(nothing if before is None or after is None else after - before)
    once = sum((Fraction(each.one_off) for each in changes if each.from_month in months), Fraction())
    return Effect(tuple(lines), Money.of(once, ground.currency))


def run_rate(ground: Ground, month: str, change: Change) -> Money:
    """Return what more of its drivers costs in a full year at the prices of a month."""
    begun = replace(change, from_month=month, prices={}, one_off=Decimal(0))
    return effect(ground, [month] * A_YEAR, [begun]).recurring


def extended(spent: Money, months: int) -> Money:
    """Return the shortcut for next year: expenditures to date, extended to twelve months, and five per cent.

    Raises ValueError without a month.
    """
    if months < 1:
        raise ValueError("nothing was spent yet that could be extended")
    return Money.of(Fraction(spent.amount) * A_YEAR / months * Fraction(SHORTCUT), spent.currency)


def per_thousand(cost: Money, level: Decimal) -> Money | None:
    """Return what a month costs for each thousand of a driver; None where there is none."""
    return (
        Money.of(Fraction(cost.amount) * COUNTED_IN_THOUSANDS / Fraction(level), cost.currency)
        if level
        else None
    )


@dataclass(frozen=True)
class Value:
    """What a change is for: so many customers, each worth so much a year, a share of whom would leave without it.

    `other` is what else it costs to run in a year, beside IT.
    """

    count: Decimal
    worth_each: Decimal
    share: Decimal
    other: Decimal = Decimal(0)


@dataclass(frozen=True)
class Weighed:
    """The value side of a change in a full year; `break_even` is the share at which it costs what it protects."""

    it: Money
    cost: Money
    it_share: Decimal | None
    protected: Money
    net: Money
    break_even: Decimal | None


def weigh(value: Value, it: Money) -> Weighed:
    """Put what a change protects in a year beside what it costs, `it` being IT's part of that."""
    cost = it + Money.of(value.other, it.currency)
    at_stake = Fraction(value.count) * Fraction(value.worth_each)
    protected = Money.of(at_stake * Fraction(value.share), it.currency)
    return Weighed(
        it,
        cost,
        it.amount / cost.amount if cost else None,
        protected,
        protected - cost,
        cost.amount / _decimal(at_stake) if at_stake else None,
    )


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / exact.denominator
