"""Maturity: how far out the catalog draws its boundary, and which supporting services are used again most."""

from collections import Counter
from collections.abc import Iterator

from bot.catalog import connections
from bot.catalog.catalog import Catalog

STEPS = {  # how far out a catalog sees its customers, from the furthest in
    "external": "reach the company's own clients",
    "enterprise": "end inside the company",
    "it": "end inside IT",
}
MOST = 5


def picture(catalog: Catalog) -> Iterator[str]:
    """Yield a sentence on the boundary and one on what is used again; nothing while nothing is live."""
    live = catalog.live()
    if not live:
        return
    counted: Counter[str] = Counter(service.boundary for service in live)
    mix = ", ".join(f"{counted[step]} {words}" for step, words in STEPS.items())
    yield f"Boundary of the catalog: of {len(live)} live services {mix}."
    reuse = connections.reuse(catalog)
    shared = [(reuse[each.key], each.key) for each in catalog.supporting() if reuse.get(each.key)]
    if shared:
        most = sorted(shared, key=lambda pair: (-pair[0], pair[1]))[:MOST]
        listed = ", ".join(f"{key} by {count}" for count, key in most)
        yield f"Used again, directly or through others: {listed} of them."
