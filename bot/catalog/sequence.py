"""Sequence: keys that need one another, put so that each comes after all it needs and the wanted ones first."""

from collections.abc import Collection, Mapping
from heapq import heapify, heappop, heappush


def inherit(ranks: dict[str, tuple[int, str]], needs: Mapping[str, list[str]]) -> dict[str, tuple[int, str]]:
    """Return the best rank of each service and of all that stand on it, with whose rank that is."""
    best: dict[str, tuple[int, str]] = {}
    for rank in sorted(ranks.values()):
        reached = [rank[1]]
        while reached:
            key = reached.pop()
            if key not in best:
                best[key] = rank if rank[0] < ranks[key][0] else ranks[key]
                reached += needs[key]
    return best


def counted(rank: int, left_out: Collection[int]) -> int:
    """Return which place a rank is once others are left out: the fifth is the fourth without the third."""
    return rank - sum(each < rank for each in left_out)


def order(ranks: Mapping[str, int], needs: Mapping[str, list[str]]) -> list[str]:
    """Return every key after all it needs, and apart from that by rank and key.

    Raises ValueError when some need one another in a circle.
    """
    waiting = {key: len(before) for key, before in needs.items()}
    after: dict[str, list[str]] = {key: [] for key in needs}
    for key, before in needs.items():
        for each in before:
            after[each].append(key)
    ready = [(ranks[key], key) for key, count in waiting.items() if not count]
    heapify(ready)
    done: list[str] = []
    while ready:
        done.append(heappop(ready)[1])
        for key in after[done[-1]]:
            waiting[key] -= 1
            if not waiting[key]:
                heappush(ready, (ranks[key], key))
    if len(done) < len(needs):
        raise ValueError(
            f"These need one another in a circle: {', '.join(sorted(needs.keys() - set(done)))}."
        )
    return done
