"""Solving: what services cost with all they use of one another, also where some use one another in circles.

Amounts are whole numbers of 2**-BITS minor units. Passing on rounds down by less than one of them an edge.
In a circle floats only propose: what they leave over is worked out in whole numbers and goes round again until
less than 2**-SURE minor units are left in all. As everything that is passed on arrives somewhere exactly once,
no sum of what arrives is further off than what is left over, however often it went round. So an amount rounded
to 2**-SURE / 2 or coarser is what exact fractions give, unless they differ by less than that.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from math import lcm

import numpy as np
import numpy.typing as npt

BITS = 160
SURE = 80
DENSE = 1_200  # so many services of one circle fit into a matrix
STEPS = 60
MOSTLY_BACK = 6
ROUNDS = 40

Shares = Mapping[str, Mapping[str, Fraction]]  # supporting service -> user -> its share, at most 1 in all
Amounts = list[int]  # one for each column, in 2**-BITS minor units
Floats = npt.NDArray[np.float64]


def components(graph: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Return what lies in one circle together, providers before their users; who is in none is alone.

    Within a circle few edges point back. Source: Kosaraju and Sharir's two searches.
    """
    finished = _finished(graph)
    against: dict[str, list[str]] = {key: [] for key in graph}
    for key, users in graph.items():
        for user in users:
            if user in against:
                against[user].append(key)
    place = {key: at for at, key in enumerate(reversed(finished))}
    found, seen = [], set[str]()
    for key in place:
        if key in seen:
            continue
        block = [key]
        seen.add(key)
        for each in block:  # grows while it is walked
            new = [other for other in against[each] if other not in seen]
            seen.update(new)
            block += new
        found.append(sorted(block, key=place.__getitem__))
    return found


def _finished(graph: Mapping[str, Collection[str]]) -> list[str]:
    """Return every key after all that it reaches first, depth first by key."""
    seen, finished = set[str](), list[str]()
    for root in sorted(graph):
        if root in seen:
            continue
        seen.add(root)
        way = [(root, iter(sorted(graph[root])))]
        while way:
            key, users = way[-1]
            following = next((user for user in users if user in graph and user not in seen), None)
            if following is None:
                finished.append(key)
                way.pop()
            else:
                seen.add(following)
                way.append((following, iter(sorted(graph[following]))))
    return finished


def gross(shares: Shares, direct: Mapping[str, Sequence[int]]) -> dict[str, Amounts]:
    """Return each supporting service's cost with what it uses itself, before it is passed on.

    `direct` are its own minor units, a figure for each column. The result g solves g = direct + shares' g
    (the reciprocal method). There must be no closed loop.
    """
    loaded = {key: [minor << BITS for minor in direct[key]] for key in shares}
    for block in components(shares):
        if len(block) > 1:
            loaded.update(_in_circle(block, shares, loaded))
        inside = set(block)
        for key in block:
            for user, share in shares[key].items():
                if user in loaded and user not in inside:
                    pass_on(loaded[key], share, loaded[user])
    return loaded


def added(shares: Collection[Fraction]) -> Fraction:
    """Return the sum of shares; quicker than `sum`, as it is brought to lowest terms once."""
    under = lcm(*(share.denominator for share in shares))
    return Fraction(sum(share.numerator * (under // share.denominator) for share in shares), under)


def pass_on(amounts: Amounts, share: Fraction, to: Amounts) -> None:
    """Add a share of some amounts to others."""
    over, under = share.numerator, share.denominator
    for at, amount in enumerate(amounts):
        if amount:
            to[at] += amount * over // under


def _in_circle(block: Sequence[str], shares: Shares, inflow: Mapping[str, Amounts]) -> dict[str, Amounts]:
    circle = _Circle(block, shares)
    wanted = [inflow[key] for key in block]
    found = [[0] * len(wanted[0]) for _ in block]
    left = [list(row) for row in wanted]
    propose = circle.proposing()
    for _ in range(ROUNDS):
        if _mass(left) >> (BITS - SURE) == 0:
            return dict(zip(block, found, strict=True))
        exponents = _exponents(left)
        _add(found, np.nan_to_num(propose(_scaled(left, exponents))), exponents)
        left = circle.left(wanted, found)
    return _exactly(block, shares, inflow)


def _mass(rows: Sequence[Amounts]) -> int:
    return sum(abs(amount) for row in rows for amount in row)


def _exponents(rows: Sequence[Amounts]) -> list[int]:
    return [max(map(abs, column)).bit_length() for column in zip(*rows, strict=True)]


def _scaled(rows: Sequence[Amounts], exponents: Sequence[int]) -> Floats:
    """Return amounts as floats between -1 and 1, each column by its own power of two."""
    powers = [max(exponent - 62, 0) for exponent in exponents]
    scaled = [[amount >> power for amount, power in zip(row, powers, strict=True)] for row in rows]
    sizes = [exponent - power for exponent, power in zip(exponents, powers, strict=True)]
    return np.array(scaled, dtype=float) / np.exp2(sizes)


def _add(found: Sequence[Amounts], proposed: Floats, exponents: Sequence[int]) -> None:
    for row, more in zip(found, (proposed * 2.0**62).tolist(), strict=True):
        for at, (value, exponent) in enumerate(zip(more, exponents, strict=True)):
            row[at] += int(value) << exponent >> 62


def _exactly(block: Sequence[str], shares: Shares, inflow: Mapping[str, Amounts]) -> dict[str, Amounts]:
    """Solve by Gauss and Jordan in fractions: where so little leaves a circle that floats see none of it."""
    rows = [
        [Fraction(a == b) - shares[b].get(a, 0) for b in block] + [Fraction(amount) for amount in inflow[a]]
        for a in block
    ]
    for i in range(len(block)):
        pivot = next(r for r in range(i, len(block)) if rows[r][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r, row in enumerate(rows):
            if r != i and row[i]:
                rows[r] = [value - row[i] * top for value, top in zip(row, rows[i], strict=True)]
    return {key: [int(value) for value in row[len(block) :]] for key, row in zip(block, rows, strict=True)}


class _Circle:
    """Services that use one another, with the shares that stay among them."""

    def __init__(self, block: Sequence[str], shares: Shares) -> None:
        at = {key: place for place, key in enumerate(block)}
        self.size = len(block)
        self.edges = [
            (at[key], at[user], share)
            for key in block
            for user, share in shares[key].items()
            if user in at and share
        ]

    def left(self, wanted: Sequence[Amounts], found: Sequence[Amounts]) -> list[Amounts]:
        """Return what is not accounted for yet: wanted + shares' found - found."""
        left = [
            [have - got for have, got in zip(*rows, strict=True)] for rows in zip(wanted, found, strict=True)
        ]
        for provider, user, share in self.edges:
            pass_on(found[provider], share, left[user])
        return left

    def proposing(self) -> Callable[[Floats], Floats]:
        """Return what solves x - shares' x = b for columns b, as far as floats go."""
        if self.size > DENSE:
            return self._sparse()
        matrix = np.eye(self.size)
        for provider, user, share in self.edges:
            matrix[user, provider] -= float(share)
        try:
            inverse = np.linalg.inv(matrix)
        except np.linalg.LinAlgError:
            return np.copy
        return lambda wanted: inverse @ wanted

    def _sparse(self) -> Callable[[Floats], Floats]:
        """Go down the way of the edges that do not point back, and around by those that do."""
        depth = [0] * self.size
        onward: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        back: list[tuple[int, int, float]] = []
        for provider, user, _ in sorted(self.edges):  # whoever provides comes before its users
            if provider < user:
                depth[user] = max(depth[user], depth[provider] + 1)
        for provider, user, share in self.edges:
            (onward[depth[user]] if provider < user else back).append((user, provider, float(share)))
        if len(back) * MOSTLY_BACK > len(self.edges):  # a thicket: no way down is shorter than around
            back, onward = [edge for edges in (back, *onward.values()) for edge in edges], {}
        levels = [_Feed(onward[level]) for level in sorted(onward)]
        returning = _Feed(back)

        def down(wanted: Floats) -> Floats:
            found = wanted.copy()
            for level in levels:
                found[level.users] += level.fed(found)
            return found

        def around(wanted: Floats) -> Floats:
            rest = wanted.copy()
            rest[returning.users] -= returning.fed(down(wanted))
            return rest

        return lambda wanted: down(_gmres(around, wanted))


class _Feed:
    """What some users get of their providers, all at once."""

    def __init__(self, edges: Sequence[tuple[int, int, float]]) -> None:
        users, self._providers, parts = (np.array(column) for column in zip(*sorted(edges), strict=True))
        self.users, self._starts = np.unique(users, return_index=True)
        self._parts = parts[:, None]

    def fed(self, amounts: Floats) -> Floats:
        """Return what each of `users` gets."""
        got: Floats = np.add.reduceat(self._parts * amounts[self._providers], self._starts, axis=0)
        return got


def _gmres(around: Callable[[Floats], Floats], wanted: Floats) -> Floats:
    """Solve around(x) = wanted for each column. Source: GMRES (Saad and Schultz 1986)."""
    length = np.linalg.norm(wanted, axis=0)
    basis = [wanted / np.where(length, length, 1)]
    turned = np.zeros((STEPS + 1, STEPS, wanted.shape[1]))
    for step in range(STEPS):
        fresh = around(basis[step])
        for at, known in enumerate(basis):
            turned[at, step] = (known * fresh).sum(axis=0)
            fresh -= turned[at, step] * known
        turned[step + 1, step] = rest = np.linalg.norm(fresh, axis=0)
        parts, off = _least(turned[: step + 2, : step + 1], length)
        if off <= 1e-14 or not rest.any():
            break
        basis.append(fresh / np.where(rest, rest, 1))
    return sum((known * part for known, part in zip(basis, parts, strict=False)), np.zeros_like(wanted))


def _least(turned: Floats, length: Floats) -> tuple[Floats, float]:
    """Return how much of each direction comes nearest, and how far off the worst column still is."""
    parts = np.zeros(turned.shape[1:])
    off = 0.0
    for column, size in enumerate(length):
        goal = np.zeros(len(turned))
        goal[0] = size
        matrix = turned[:, :, column]
        parts[:, column] = np.linalg.lstsq(matrix, goal, rcond=None)[0]
        if size:
            off = max(off, float(np.linalg.norm(matrix @ parts[:, column] - goal)) / size)
    return parts, off
