"""Methods: whose use counts when supporting services pass on their cost, by the method that a company chose."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from bot.cost.solving import Shares, added, components

METHODS = ("reciprocal", "step_down", "direct")


def counted(shares: Shares, method: str, order: Sequence[str] = ()) -> Shares:
    """Return the shares by which a method passes on cost.

    `reciprocal` takes all use as it is. `step_down` leaves out what was used by a service that comes
    earlier in `order`, `direct` all use by supporting services; what is left out is carried by the others
    in proportion, and a service that nobody else uses passes nothing on. Where nobody uses one another in
    a circle, step-down in the order of dependency is the reciprocal method exactly. Source: direct,
    step-down and reciprocal methods (accountingdetails.com).
    """
    if method == "reciprocal":
        return shares
    if method == "direct":
        return {key: _without(users, shares.keys()) for key, users in shares.items()}
    done, found = set[str](), {}
    for key in sequence(shares, order):
        done.add(key)
        found[key] = _without(shares[key], done)
    return found


def sequence(shares: Shares, order: Sequence[str] = ()) -> list[str]:
    """Return in which order services step down: as in `order`, then the others, providers first."""
    stated = [key for key in order if key in shares]
    return stated + [key for block in components(shares) for key in block if key not in stated]


def circles(shares: Shares) -> tuple[tuple[str, ...], ...]:
    """Return the supporting services that use one another in circles, each circle by key."""
    used = {key: [user for user, share in users.items() if share] for key, users in shares.items()}
    return tuple(sorted(tuple(sorted(block)) for block in components(used) if len(block) > 1))


def _without(users: Mapping[str, Fraction], left_out: Collection[str]) -> dict[str, Fraction]:
    rest = 1 - added([share for user, share in users.items() if user in left_out])
    return {user: share / rest for user, share in users.items() if user not in left_out and rest}
