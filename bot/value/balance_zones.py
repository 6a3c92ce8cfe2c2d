"""Balance zones: what the measures of the three elements come to, which voids they leave, and the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import permutations
from typing import Literal

from bot.catalog import measured

Name = measured.Element
Kind = Literal["converged", "danger", "alone", "none"]

ELEMENTS = measured.ELEMENTS
SYMPTOMS: tuple[tuple[Name, Name], ...] = tuple(permutations(ELEMENTS, 2))
_HUNDREDTH = Decimal("0.01")
_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class Measured:
    """One measure of an element: 0 to 100, or None where it is not measured; worked out from `n` of `source`.

    `told` says that another system counts it: `file` is the name of the file that brought it, "" where a person
    noted it.
    """

    key: str
    element: Name
    value: Decimal | None
    n: int | None = None
    source: str = ""
    told: bool = False
    file: str = ""

    @property
    def points(self) -> Decimal:
        """What it counts in its element: not measured is nothing."""
        return self.value if self.value is not None else Decimal(0)


@dataclass(frozen=True)
class Element:
    """One element: the mean of its measures, 0 to 100 to two places, and whether that is strong."""

    name: Name
    score: Decimal
    strong: bool
    measures: tuple[Measured, ...]


@dataclass(frozen=True)
class Zone:
    """Where the strong elements meet: all three, two (`danger`), one (`alone`) or none; `voids` are the others."""

    kind: Kind
    strong: tuple[Name, ...]
    voids: tuple[Name, ...]


@dataclass(frozen=True)
class Balance:
    """The three elements and what they come to.

    `overall` is their geometric mean and `mean` the arithmetic one, 0 to 100; `ratio` is the lowest ÷ the
    highest, None where all are 0. `shortfall` is how many points the weakest lacks to the next one. `steps`
    are the measures of the weakest, the lowest first: the first of them is the next step.
    """

    elements: tuple[Element, ...]
    overall: Decimal
    mean: Decimal
    ratio: Decimal | None
    zone: Zone
    weakest: Element
    shortfall: Decimal
    steps: tuple[Measured, ...]

    @property
    def symptoms(self) -> tuple[tuple[Name, Name], ...]:
        """The symptoms that these scores raise: a strong element without a weak one, each a pair."""
        zone = self.zone
        return tuple(pair for pair in SYMPTOMS if pair[0] in zone.strong and pair[1] in zone.voids)


def judge(measures: Sequence[Measured], threshold: Decimal | int) -> Balance:
    """Return what measures come to; an element is strong from `threshold` on.

    An element is the mean of its measures, where one that is not measured counts 0. Overall is the
    geometric mean, so that one weak element cannot hide: ∛(customer x process x cost). Among equals the
    element, and the measure, that comes first is the weakest. Raises ValueError for an element without a measure.
    """
    elements = tuple(_element(name, measures, Decimal(threshold)) for name in ELEMENTS)
    scores = [each.score for each in elements]
    ranked = sorted(elements, key=lambda each: each.score)
    weakest = ranked[0]
    return Balance(
        elements,
        overall=geometric_mean(scores),
        mean=_rounded(sum(scores, Decimal()) / len(scores), _HUNDREDTH),
        ratio=_rounded(min(scores) / max(scores), _THOUSANDTH) if max(scores) else None,
        zone=_zone(elements),
        weakest=weakest,
        shortfall=ranked[1].score - weakest.score,
        steps=tuple(sorted(weakest.measures, key=lambda each: (each.value is not None, each.points))),
    )


def geometric_mean(scores: Sequence[Decimal]) -> Decimal:
    """Return the n-th root of the product of n scores, to two places."""
    with localcontext() as context:
        context.prec = 50
        product = Decimal(1)
        for score in scores:
            product *= score
        root = product ** (Decimal(1) / len(scores)) if product else Decimal(0)
    return _rounded(root, _HUNDREDTH)


def _element(name: Name, measures: Sequence[Measured], threshold: Decimal) -> Element:
    own = tuple(each for each in measures if each.element == name)
    if not own:
        raise ValueError(f"{name} has no measure")
    score = _rounded(sum((each.points for each in own), Decimal()) / len(own), _HUNDREDTH)
    return Element(name, score, score >= threshold, own)


def _zone(elements: Sequence[Element]) -> Zone:
    strong = tuple(each.name for each in elements if each.strong)
    voids = tuple(each.name for each in elements if not each.strong)
    kinds: tuple[Kind, ...] = ("none", "alone", "danger", "converged")
    return Zone(kinds[len(strong)], strong, voids)


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return value.quantize(step, ROUND_HALF_UP)
