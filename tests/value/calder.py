"""A catalog small enough to check every figure of a report by hand."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from bot.catalog import Catalog, Company, Dependency, Hours, Service, Tier, Unit
from bot.money import Money

ZONE = "America/Denver"


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def unit(code: str, name: str, head: str, channel: str, *members: str) -> Unit:
    address = "{}@calder.example".format
    return Unit(
        code=code,
        name=name,
        kind="corporate",
        head=address(head),
        budget_owner=address(head),
        channel=channel,
        members=tuple(address(member) for member in (head, *members)),
        headcount=20,
        funding={2027: usd("100000")},
        plan={},
    )


def tier(service: str, name: str, rank: int, price: str) -> Tier:
    hours = Hours.parse("Mo-Fr 07-19", ZONE)
    return Tier(service=service, name=name, rank=rank, hours=hours, price=usd(price), included="All of it")


def service(key: str, name: str, owner: str, **given: Any) -> Service:
    whole: dict[str, Any] = {
        "key": key,
        "name": name,
        "kind": "customer_facing",
        "stage": "live",
        "boundary": "enterprise",
        "outcome": "invoices leave the same day",
        "owner": f"{owner}@calder.example",
        "owner_role": "Lead",
        "team": "Team",
        "team_channel": "#erp-team",
        "unit": "named user",
        "units": "named users",
    }
    return Service(**{**whole, **given})


def catalog() -> Catalog:
    """ERP takes 3/4 of the network and FIL the rest; DOC is nobody's yet."""
    units = [
        unit("CC-100", "Stores and Repair", "fay", "#stores"),
        unit("CC-500", "Finance", "bo", "#finance", "ana"),
        unit("CC-900", "IT", "dee", "#it-leads", "cy"),
    ]
    services = [
        service(
            "ERP",
            "Orders and finance",
            "cy",
            tiers=(tier("ERP", "Standard", 1, "165"), tier("ERP", "Extended hours", 2, "205")),
            depends_on=(Dependency("NET", Fraction(3, 4)),),
        ),
        service(
            "FIL",
            "File storage and archive",
            "kim",
            unit="TB",
            units="TB",
            tiers=(tier("FIL", "Archive", 1, "18"), tier("FIL", "Standard", 2, "62")),
            depends_on=(Dependency("NET", Fraction(1, 4)),),
        ),
        service("DOC", "Document signing", "cy", tiers=(tier("DOC", "Standard", 1, "160"),)),
        service("NET", "Network core", "gil", kind="supporting"),
    ]
    company = Company(
        name="Calder Outdoor",
        currency="USD",
        zone=ZONE,
        fiscal_year_starts=7,
        leads=("dee@calder.example",),
        help_channel="#it-help",
        units={each.code: each for each in units},
    )
    return Catalog(company, {each.key: each for each in services}, (), [])


def with_service(house: Catalog, fresh: Service) -> Catalog:
    return replace(house, services={**house.services, fresh.key: fresh})
