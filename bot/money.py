"""Exact money: whole minor units with their currency, never a float."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

from babel.numbers import get_currency_precision


@dataclass(frozen=True, order=False)
class Money:
    """An amount in minor units (cents) of an ISO 4217 currency; unlike currencies never mix."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | Fraction | int | str, currency: str) -> "Money":
        """Round `amount` (major units) half up to the currency's minor unit."""
        over, under = (Fraction(amount) if isinstance(amount, str) else amount).as_integer_ratio()
        return cls(_half_up(over * 10 ** _places(currency), under), currency)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Return nothing at all, in `currency`."""
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-_places(self.currency))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise _unlike(self.currency, other.currency)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, times: Decimal | Fraction | int) -> "Money":
        over, under = times.as_integer_ratio()
        return Money(_half_up(self.minor * over, under), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor > other.minor

    def __ge__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor >= other.minor


@lru_cache
def _places(currency: str) -> int:
    return get_currency_precision(currency)


def _unlike(one: str, other: str) -> ValueError:
    return ValueError(f"{one} and {other} cannot be added without a dated rate")


def _half_up(over: int, under: int) -> int:
    rounded = (2 * abs(over) + under) // (2 * under)
    return rounded if over >= 0 else -rounded


def total(amounts: Sequence[Money], currency: str) -> Money:
    """Add amounts of one currency; nothing adds up to zero of `currency`."""
    for amount in amounts:
        if amount.currency != currency:
            raise _unlike(amount.currency, currency)
    return Money(sum(amount.minor for amount in amounts), currency)


def split(whole: Money, weights: Mapping[str, Fraction | Decimal | int]) -> dict[str, Money]:
    """Share `whole` out by weight so that the parts add up to it exactly (largest remainder, ties by key).

    Raises ValueError when no weight is positive.
    """
    ratios = {key: weight.as_integer_ratio() for key, weight in weights.items()}
    common = lcm(*(under for _, under in ratios.values()))
    parts = {key: over * (common // under) for key, (over, under) in ratios.items()}
    scale = sum(parts.values())
    if scale <= 0:
        raise ValueError("nothing to split by: the weights add up to zero")
    found = {key: divmod(whole.minor * part, scale) for key, part in parts.items()}
    left = whole.minor - sum(floor for floor, _ in found.values())
    more = set(sorted(found, key=lambda key: (-found[key][1], key))[:left])
    return {key: Money(floor + (key in more), whole.currency) for key, (floor, _) in found.items()}
