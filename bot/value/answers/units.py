"""Units: which unit of the company a question says by name, by its channel or by its code."""

import re
from functools import lru_cache

from bot.catalog import Company, Unit

_BEFORE = r"(?:for|of|in|from|by|at|has|have|had|does|do|did|can|is|are|will)\s+(?:the\s+)?"
_ABOUT = re.compile(rf"(?:^\W*|\b{_BEFORE}|#)$", re.IGNORECASE)  # what stands before a unit
_OWNED = re.compile(r"'s?\b|'(?=\W|$)")
_CALLED = re.compile(r"\s+(?:team|department|dept|unit|division|group)\b", re.IGNORECASE)
_PLAIN_WORDS = frozenset({
    "people", "staff", "team", "teams", "users", "customers", "clients", "partners", "members", "colleagues",
    "everyone", "data", "work", "projects", "products", "services", "support",
})  # fmt: skip


def named(company: Company, text: str) -> Unit | None:
    """Return the unit that a text is about: by its name, its channel or its code, the first that stands there."""
    called = tuple(
        (name.lower(), each.code)
        for each in company.open_units
        for name in (each.code, each.name, each.channel.removeprefix("#"))
    )
    codes, names = _known(called)
    said = (found for found in names.finditer(text) if _is_unit(text, found)) if codes else ()
    return next((company.units[codes[found[0].lower()]] for found in said), None)


@lru_cache(maxsize=8)
def _known(called: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the codes of units by what these are called, and one pattern for it: the longest name that fits."""
    codes = dict(reversed(called))
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return codes, re.compile(rf"\b(?:{names})\b", re.IGNORECASE)


def _is_unit(text: str, found: re.Match[str]) -> bool:
    """Tell whether a name stands for a unit there; one that is a plain word may be no name: "for people"."""
    before, after = text[: found.start()], text[found.end() :]
    if not _ABOUT.search(before) and not _OWNED.match(after):
        return False
    is_name = found[0][0].isupper() and before.strip() != ""
    return (
        found[0].lower() not in _PLAIN_WORDS
        or is_name
        or before.endswith("#")
        or _CALLED.match(after) is not None
    )
