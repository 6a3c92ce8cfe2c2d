"""What must hold of the levels of approval and the shared pools that the company file writes down."""

from collections.abc import Iterator
from itertools import pairwise

from bot.catalog.company import Company, Level
from bot.catalog.draft import Draft
from bot.catalog.mistakes import Mistake, did_you_mean
from bot.catalog.sheets import Way


def find(draft: Draft, company: Company) -> Iterator[Mistake]:
    """Yield every mistake in who decides about how much, and in who shares what."""
    known = [email for unit in company.units.values() for email in unit.members]
    yield from _levels(draft, (), company.approvals, known)
    for code, unit in company.units.items():
        yield from _levels(draft, ("units", code), unit.approvals, known)
    for code in company.pools:
        yield from _pool(draft, company, code, known)


def _levels(draft: Draft, way: Way, levels: tuple[Level, ...], known: list[str]) -> Iterator[Mistake]:
    """Somebody decides from the first cent on, each level on more than the one before, each by another."""
    sheet, where = draft.company_sheet, (*way, "approvals")
    if levels and levels[0].above.minor > 0:
        hint = "Begin the list with `{by: budget_owner, above: 0}`."
        message = f"Nobody approves what commits {levels[0].above.amount} or less."
        yield sheet.mistake((*where, 0, "above"), message, hint)
    for at, (lower, higher) in enumerate(pairwise(levels), 1):
        if higher.above.minor <= lower.above.minor:
            message = f"This level begins at {higher.above.amount}, not above the one before it."
            hint = "Write levels in the order of their amounts."
            yield sheet.mistake((*where, at, "above"), message, hint)
    for at, level in enumerate(levels):
        if level.by in [each.by for each in levels[:at]]:
            message = f"`{level.by}` decides on a lower level already."
            yield sheet.mistake(
                (*where, at, "by"), message, "One person decides once: take one of the two out."
            )
        if "@" in level.by and level.by not in known:
            message = f"`{level.by}` is a member of no unit."
            yield sheet.mistake((*where, at, "by"), message, did_you_mean(level.by, known))


def _pool(draft: Draft, company: Company, code: str, known: list[str]) -> Iterator[Mistake]:
    sheet, pool, way = draft.company_sheet, company.pools[code], ("pools", code)
    if code in company.units:
        yield sheet.mistake(way, f"`{code}` is a unit already.", "Give the pool another code.", key=True)
    if pool.owner not in known:
        message = f"`{pool.owner}` is a member of no unit."
        yield sheet.mistake((*way, "owner"), message, did_you_mean(pool.owner, known))
    if not pool.units:
        message = "Nobody may draw on this pool."
        yield sheet.mistake((*way, "units"), message, "List the codes of the units that share it.")
    for at, unit in enumerate(pool.units):
        if unit not in company.units:
            message = f"`{unit}` is no unit."
            yield sheet.mistake((*way, "units", at), message, did_you_mean(unit, company.units))
