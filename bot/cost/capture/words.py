"""Words in cells: how services, units, levels and categories are called, and what that is here."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bot.catalog import Catalog
from bot.cost.capture import values
from bot.cost.capture.kinds import Known
from bot.cost.capture.trouble import Wrong
from bot.cost.lines import CATEGORIES, CHARGES

Read = Callable[[str], Any]
_CATEGORIES = {
    **{each: each for each in CATEGORIES},
    **{each.replace("_", " "): each for each in CATEGORIES},
    "hw": "hardware",
    "sw": "software",
    "licence": "software",
    "licences": "software",
    "license": "software",
    "licenses": "software",
    "staff": "labor",
    "labour": "labor",
    "payroll": "labor",
    "salaries": "labor",
    "cloud": "cloud_infra",
    "cloud infrastructure": "cloud_infra",
    "infrastructure": "cloud_infra",
    "subscription": "saas",
    "consulting": "outside_services",
    "contractor": "outside_services",
    "contractors": "outside_services",
    "services": "outside_services",
    "rent": "facilities",
    "power": "facilities",
    "network": "telecom",
    "telecommunications": "telecom",
}
_CHARGES = {**{each: each for each in CHARGES}, "refund": "credit", "discount": "credit", "vat": "tax"}


def plain(read: Read) -> Callable[[Known], Read]:
    """Return the reader of a column that needs to know nothing else."""
    return lambda known: read


def number(read: Callable[..., Any]) -> Callable[[Known], Read]:
    """Return the reader of a column of numbers, with the file's decimal sign."""
    return lambda known: partial(read, comma=known.comma)


def services(catalog: Catalog) -> dict[str, str]:
    """Return keys of services by key, name and other words, in small letters."""
    listed = catalog.services.values()
    called = {word.casefold(): each.key for each in listed for word in each.words}
    called |= {each.name.casefold(): each.key for each in listed}
    return called | {each.key.casefold(): each.key for each in listed}


def key(catalog: Catalog, said: str) -> str:
    """Return the key of a service by what a person calls it. Raises Wrong."""
    found: str = values.one_of(services(catalog), "service")(said)
    return found


def service(known: Known) -> Read:
    """Read the key or name of a service."""
    return values.one_of(services(known.catalog), "service")


class Unknown(str):
    """Words that name no service."""

    __slots__ = ()


def service_or_words(known: Known) -> Read:
    """Read the key or name of a service; what is none stays as its words, Unknown."""
    called = services(known.catalog)

    def read(cell: str) -> str:
        return called.get(" ".join(cell.casefold().split())) or Unknown(values.words(cell))

    return read


def unit(known: Known) -> Read:
    """Read the code or name of a business unit."""
    listed = known.catalog.company.units.values()
    called = {each.name.casefold(): each.code for each in listed}
    return values.one_of(called | {each.code.casefold(): each.code for each in listed}, "unit")


def category(known: Known) -> Read:
    """Read what kind of cost it is."""
    return values.one_of(_CATEGORIES, "category")


def charge(known: Known) -> Read:
    """Read whether it is use, a purchase, a tax, a credit or an adjustment."""
    return values.one_of(_CHARGES, "charge")


def foreign(known: Known) -> Read:
    """Read a currency; the company's own is ""."""

    def read(cell: str) -> str:
        code = values.currency(cell)
        return "" if code == known.currency else code

    return read


def currency(known: Known) -> Read:
    """Read any currency."""
    return values.currency


def other_currency(known: Known) -> Read:
    """Read a currency that is not the company's."""

    def read(cell: str) -> str:
        code = values.currency(cell)
        if code == known.currency:
            raise Wrong("own_currency")
        return code

    return read


def choice(known_words: Mapping[str, str]) -> Callable[[Known], Read]:
    """Return the reader of a column that says one of a few words."""

    def read(cell: str) -> str:
        found = known_words.get(" ".join(cell.casefold().split()))
        if found is None:
            raise Wrong("choice", names=sorted(set(known_words.values())))
        return found

    return lambda known: read


def tags(cell: str) -> str:
    """Return tags as JSON: from that, or from `name=value; name=value`."""
    if cell.startswith("{"):
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            raise Wrong("tags") from None
    else:
        pairs = [pair.partition("=") for pair in cell.split(";") if pair.strip()]
        if not all(sign for _, sign, _ in pairs):
            raise Wrong("tags")
        found = {name.strip(): value.strip() for name, _, value in pairs}
    return values.any_length(json.dumps(found, ensure_ascii=False, sort_keys=True))
