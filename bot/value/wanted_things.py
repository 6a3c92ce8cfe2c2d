"""Wanted things: of which service a message wants something, and which it may mean. No rows, no words of its own."""

from bot.catalog import Catalog, Service
from bot.catalog.finding import Found
from bot.value.answers import meant, naming


def wanted(
    catalog: Catalog, found: Found, plain: str, *, may_be_found: bool
) -> tuple[str | None, tuple[str, ...]]:
    """Return the service that is meant, and those to choose from: named, called by a word for it, or surely found."""
    called, ranked = _called(catalog, found), _ranked(catalog, found)
    measured = [key for key in naming.by_measure(catalog, plain) if key in called or not called]
    named = meant.named(catalog, plain, found) or measured
    leveled = [] if named else _leveled(catalog, plain)
    nearest = tuple(dict.fromkeys([*named, *called, *leveled, *ranked]))[:3]
    if named or len(leveled) == 1:
        return (named or leveled)[0], nearest
    if called:
        return next((key for key in ranked if key in called), called[0]), nearest
    is_sure = may_be_found and found.kind == "answer" and ranked
    if is_sure and not naming.says_other_code(catalog.service(ranked[0]), plain):
        return ranked[0], nearest
    return None, nearest


def _leveled(catalog: Catalog, plain: str) -> list[str]:
    """Return the services that have the level which is named; where it is counted, its name alone is enough."""
    said = naming.by_level(catalog, plain)
    return said or naming.counted(catalog, naming.by_level(catalog, plain, anywhere=True), plain)


def _called(catalog: Catalog, found: Found) -> list[str]:
    keys = [key for _, key in found.trace.names] if found.trace else []
    return [key for key in dict.fromkeys(keys) if _is_for_customers(catalog.services.get(key))]


def _ranked(catalog: Catalog, found: Found) -> list[str]:
    matches = [each.match for each in found.trace.candidates] if found.trace else list(found.matches)
    keys = dict.fromkeys(match.service for match in matches if match.service)
    return [key for key in keys if _is_for_customers(catalog.services.get(key))]


def _is_for_customers(service: Service | None) -> bool:
    return service is not None and service.kind == "customer_facing" and service.stage != "retired"
