"""What must hold of the shares by which cost is passed on, and of the order in which it is."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from bot.catalog.company import Company
from bot.catalog.draft import Draft
from bot.catalog.mistakes import Mistake, did_you_mean


def find(draft: Draft, company: Company) -> Iterator[Mistake]:
    """Yield every mistake in how the company file wants cost to be passed on."""
    supporting = [each.service.key for each in draft.services if each.service.kind == "supporting"]
    order, sheet = company.costing.order, draft.company_sheet
    for at, key in enumerate(order):
        way = ("costing", "order", at)
        if key not in supporting and draft.is_whole:
            message = f"`{key}` is no supporting service, so it passes no cost on."
            yield sheet.mistake(way, message, did_you_mean(key, supporting))
        if key in order[:at]:
            yield sheet.mistake(way, f"`{key}` is already listed above.", "Each passes its cost on once.")


def shares(draft: Draft) -> Iterator[Mistake]:
    """Cost must leave a supporting service whole, neither lost nor counted twice, and reach a customer."""
    if not draft.is_whole or not _is_settled(draft):
        return
    shares_of = _shares_of(draft)
    supporting = [each for each in draft.services if each.service.kind == "supporting"]
    for service, sheet in supporting:
        users = shares_of[service.key]
        carried = sum(users.values(), Fraction())
        if users and carried != 1:
            listed = ", ".join(f"{key} {_decimal(share)}" for key, share in sorted(users.items()))
            off = f"{_decimal(abs(1 - carried))} {'too little' if carried < 1 else 'too much'}"
            message = f"The shares of `{service.key}` add up to {_decimal(carried)}, not 1: {listed}."
            yield sheet.mistake(
                ("key",), message, f"That is {off}; each share is in the file of that service."
            )
    closed = closed_loop({each.service.key: shares_of[each.service.key] for each in supporting})
    for service, sheet in supporting:
        if closed and service.key == closed[0]:
            message = f"{', '.join(f'`{key}`' for key in closed)} pass their cost only to one another."
            hint = "Give at least one of them a share in a service that customers use."
            yield sheet.mistake(("key",), message, hint)


def _is_settled(draft: Draft) -> bool:
    """Whether each key names one service: a wrong one is told by itself, and sums would only follow from it."""
    keys = [each.service.key for each in draft.services]
    named = {written.service.depends_on[at].service for written, at in draft.edges()}
    return len(keys) == len(set(keys)) and named <= set(keys)


def closed_loop(shares: Mapping[str, Mapping[str, Fraction]]) -> list[str]:
    """Return, by key, the supporting services whose cost never reaches a customer nor stays visible.

    `shares` says for each supporting service which part of it each user carries. What is not shared
    out stays visible, so it counts as a way out.
    """
    providers = defaultdict[str, list[str]](list)
    for service, users in shares.items():
        for user in users:
            providers[user].append(service)
    out = [service for service, users in shares.items() if _leaves(users, shares.keys())]
    reached = set(out)
    for service in out:  # grows while it is walked
        new = [each for each in providers[service] if shares[each][service] and each not in reached]
        reached.update(new)
        out += new
    return sorted(shares.keys() - reached)


def _leaves(users: Mapping[str, Fraction], supporting: Collection[str]) -> bool:
    if any(share and user not in supporting for user, share in users.items()):
        return True
    return sum(users.values(), Fraction()) < 1


def _shares_of(draft: Draft) -> dict[str, dict[str, Fraction]]:
    shares_of = defaultdict[str, dict[str, Fraction]](dict)
    for written, at in draft.edges():
        edge = written.service.depends_on[at]
        if edge.share is not None:
            shares_of[edge.service][written.service.key] = edge.share
    return shares_of


def _decimal(share: Fraction) -> str:
    return format(float(share), ".6g")
