"""Exact money: whole minor units with their currency, never a float."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel.numbers import get_currency_precision


@dataclass(frozen=True, order=False)
class Money:
    """An amount in minor units (cents) of an ISO 4217 currency; unlike currencies never mix."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | Fraction | int | str, currency: str) -> "Money":
        """Round `amount` (major units) half up to the currency's minor unit."""
        exact = Fraction(amount) * 10 ** get_currency_precision(currency)
        rounded = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal(1), ROUND_HALF_UP)
        return cls(int(rounded), currency)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Return nothing at all, in `currency`."""
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added without a dated rate")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, times: Decimal | Fraction | int) -> "Money":
        return Money.of(Fraction(self.amount) * Fraction(times), self.currency)

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


def total(amounts: Sequence[Money], currency: str) -> Money:
    """Add amounts of one currency; nothing adds up to zero of `currency`."""
    return sum(amounts, Money.zero(currency))


def split(whole: Money, weights: Mapping[str, Fraction | Decimal | int]) -> dict[str, Money]:
    """Share `whole` out by weight so that the parts add up to it exactly (largest remainder, ties by key).

    Raises ValueError when no weight is positive.
    """
    shares = {key: Fraction(weight) for key, weight in weights.items()}
    scale = sum(shares.values(), Fraction())
    if scale <= 0:
        raise ValueError("nothing to split by: the weights add up to zero")
    exact = {key: whole.minor * share / scale for key, share in shares.items()}
    floors = {key: part.numerator // part.denominator for key, part in exact.items()}
    left = whole.minor - sum(floors.values())
    ranked = sorted(exact, key=lambda key: (floors[key] - exact[key], key))
    more = set(ranked[:left])
    return {key: Money(floors[key] + (key in more), whole.currency) for key in weights}
