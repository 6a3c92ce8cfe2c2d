"""Payoff: what a change that costs money is worth, in exact arithmetic, by the conventions of a business case.

The one-off is paid at the start, everything else at the ends of years. All shares are of one.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from bot.money import Money

MONTHS_A_YEAR = 12
_DIGITS = 60  # of an internal rate of return while it is looked for
_HALVINGS = 180

Exact = Decimal | Fraction | int


@dataclass(frozen=True)
class Plan:
    """What a change brings and costs a year beyond today, what it costs once, and how far one looks.

    `benefit` and `cost` are of one year, `discount` is what money a year on is worth less.
    """

    benefit: Money
    cost: Money
    one_off: Money
    years: int
    discount: Decimal

    def __post_init__(self) -> None:
        """Raise ValueError for a look ahead of no year, a discount that turns money over, or a paid one-off."""
        if self.years < 1 or self.discount <= -1 or self.one_off.minor < 0:
            raise ValueError("a case looks ahead for a year or more, and nobody is paid for beginning it")


@dataclass(frozen=True)
class Outlook:
    """A plan in which `share` of the claimed benefit comes true; money to the cent, the rest exact.

    `payback` is in months and `irr` and `roi` are shares; each is None where there is none.
    """

    share: Fraction
    benefit: Money
    net: Money
    payback: Fraction | None
    npv: Money
    roi: Fraction | None
    irr: Decimal | None


def outlook(plan: Plan, share: Exact = 1) -> Outlook:
    """Return what becomes of a plan when so much of its benefit comes true."""
    benefit = Fraction(plan.benefit.amount) * Fraction(share)
    net = benefit - Fraction(plan.cost.amount)
    once, currency = Fraction(plan.one_off.amount), plan.one_off.currency
    return Outlook(
        share=Fraction(share),
        benefit=Money.of(benefit, currency),
        net=Money.of(net, currency),
        payback=once / net * MONTHS_A_YEAR if net > 0 else None,
        npv=Money.of(_npv(net, once, Fraction(plan.discount), plan.years), currency),
        roi=_roi(benefit, Fraction(plan.cost.amount), once, plan.years),
        irr=_irr(net, once, plan.years),
    )


def annuity(discount: Exact, years: int) -> Fraction:
    """Return what one of a currency at the end of each of so many years is worth today."""
    factor = 1 / (1 + Fraction(discount))
    return sum((factor**year for year in range(1, years + 1)), Fraction())


def npv(plan: Plan, share: Exact = 1, discount: Exact | None = None) -> Money:
    """Return the net present value, with another discount than the plan's where one is given."""
    rate = plan.discount if discount is None else discount
    net = Fraction(plan.benefit.amount) * Fraction(share) - Fraction(plan.cost.amount)
    once = Fraction(plan.one_off.amount)
    return Money.of(_npv(net, once, Fraction(rate), plan.years), plan.one_off.currency)


def break_even(plan: Plan) -> Fraction | None:
    """Return the share of the benefit with which the net present value is zero; None without a benefit.

    Above one even the whole benefit is too little; below zero it pays without any.
    """
    if plan.benefit.minor <= 0:
        return None
    once = Fraction(plan.one_off.amount) / annuity(plan.discount, plan.years)
    return (Fraction(plan.cost.amount) + once) / Fraction(plan.benefit.amount)


def cash(plan: Plan, share: Exact = 1) -> list[Money]:
    """Return what is gained beside doing nothing by the start and by the end of each year, undiscounted."""
    net = Fraction(plan.benefit.amount) * Fraction(share) - Fraction(plan.cost.amount)
    once = Fraction(plan.one_off.amount)
    return [Money.of(net * year - once, plan.one_off.currency) for year in range(plan.years + 1)]


def downtime(hours: Exact, availability: Exact) -> Fraction:
    """Return how many of so many agreed hours may be down at this availability."""
    return Fraction(hours) * (1 - Fraction(availability))


def downtime_avoided(hours: Exact, now: Exact, then: Exact) -> Fraction:
    """Return how many hours fewer may be down when availability goes from one share to another."""
    return downtime(hours, now) - downtime(hours, then)


def time_worth(hours: Exact, hour: Money, lost: Exact, people: Exact = 1) -> Money:
    """Return what it costs when so many people lose that share of so many hours."""
    return hour * (Fraction(hours) * Fraction(lost) * Fraction(people))


def _npv(net: Fraction, once: Fraction, discount: Fraction, years: int) -> Fraction:
    return net * annuity(discount, years) - once


def _roi(benefit: Fraction, cost: Fraction, once: Fraction, years: int) -> Fraction | None:
    """Return (benefit - all cost) / all cost over the years, undiscounted; None where nothing is paid."""
    paid = cost * years + once
    return (benefit * years - paid) / paid if paid > 0 else None


def _irr(net: Fraction, once: Fraction, years: int) -> Decimal | None:
    """Return the discount at which the net present value is zero, by bisection over 1 / (1 + discount).

    There is exactly one where something is paid at the start and something comes back each year.
    """
    if net <= 0 or once <= 0:
        return None
    with localcontext(prec=_DIGITS):
        wanted = Decimal(once.numerator * net.denominator) / Decimal(once.denominator * net.numerator)
        low, high = Decimal(0), wanted  # the first year alone is worth that much at `wanted`
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            back = sum((middle**year for year in range(1, years + 1)), Decimal())
            low, high = (middle, high) if back < wanted else (low, middle)
        return 1 / high - 1
