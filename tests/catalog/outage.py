"""Little catalogs to bring back after an outage: services of a few words, and worked example 8."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.catalog import Catalog, Company, Dependency, Impact, Service
from bot.money import Money

HOUR = 60


def service(
    key: str,
    needs: Iterable[str] = (),
    minutes: int | None = 60,
    rank: int | None = None,
    rto: int = 24 * HOUR,
    **more: Any,
) -> Service:
    """Return a live service; with a rank the business has said what it means to it."""
    impact = None
    if rank is not None:
        peak = {name: more.pop(name) for name in ("peaks", "peak_rank") if name in more}
        loss = Money.of(more.pop("loss", 100), "USD")
        on = date(2026, 8, 1)
        impact = Impact(rank, 1, loss, rto, 60, rto + 4 * HOUR, "bo@tiny.example", on, **peak)
    given: dict[str, Any] = {
        "name": key.title(),
        "kind": "customer_facing" if rank else "supporting",
        "stage": "live",
        "boundary": "enterprise",
        "outcome": "Work goes on.",
        "owner": "kim@tiny.example",
        "owner_role": "Lead",
        "team": "Team",
        "team_channel": "#team",
        "depends_on": tuple(Dependency(each) for each in needs),
    }
    return Service(key=key, restore_minutes=minutes, impact=impact, **{**given, **more})


def catalog(*services: Service) -> Catalog:
    """Return a catalog of nothing but these services."""
    company = Company("Tiny", "USD", "America/Denver", 7, ("dee@tiny.example",), "#help", {})
    return Catalog(company, {each.key: each for each in services}, (), [])


W8 = (
    service("NET", minutes=60),
    service("STO", ["NET"], 90),
    service("DB", ["STO", "NET"], 60),
    service("IDM", ["STO", "NET"], 30),
    service("ERP", ["DB", "NET", "IDM"], 90, rank=1, rto=4 * HOUR),
    service("SMT", ["DB", "NET", "IDM"], 30, rank=2, rto=8 * HOUR),
    service("COL", ["NET", "IDM"], 30, rank=3, rto=8 * HOUR),
    service("CRM", ["DB", "NET", "IDM"], 60, rank=4, rto=24 * HOUR),
)
