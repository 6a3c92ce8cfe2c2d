"""Weighing: what whoever decides on a service has to know of it beside its words."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, amended, definitions, outcomes, restoring, typed
from bot.catalog.amendments import Amendment
from bot.catalog.restoring import Feasibility
from bot.catalog.typed import Surroundings
from bot.customer import people
from bot.money import Money


def levels(catalog: Catalog, said: Mapping[str, Any], on: date) -> list[dict[str, Any]]:
    """Return the levels that an addition holds, each with its price of that day."""
    currency = catalog.company.currency
    return [{**tier, "price": Money.of(_price(tier, on), currency)} for tier in said.get("tiers") or ()]


def _price(tier: Mapping[str, Any], on: date) -> Any:
    prices = tier.get("prices") or [{"price": tier["price"]}]
    begun = [each for each in prices if each.get("from") is None or each["from"] <= on.replace(day=1)]
    return (begun or prices[:1])[-1]["price"]


def weigh(session: Session, catalog: Catalog, amendment: Amendment, on: date) -> dict[str, Any] | None:
    """Return what is to be weighed by who is asked, without what they are not to know of; None where nothing is."""
    asked = people.meet(session, amendment.asked).email if amendment.asked else None
    hidden = catalog.hidden_from(catalog.company.unit_of(asked or ""))
    if amendment.kind == "impact":
        key, said = amendment.service or "", amendment.said
        verdict = restoring.feasible(catalog, key, said["rto_minutes"]) if key in catalog.services else None
        return {
            "rivals": rivals(catalog, said["rank"], key, hidden),
            "loss": loss(catalog, said),
            "verdict": _seen(verdict, hidden),
        }
    page = definitions.behind(session, amendment.number)
    whole = amended.is_whole(amendment) or amendment.said.get("stage") == "live"
    if page is None or not whole:
        return None
    return {
        **_service(session, catalog, page.facts, hidden, on),
        "confirmed": definitions.is_own_word(page),
    }


def _service(
    session: Session, catalog: Catalog, typed_in: Mapping[str, Any], hidden: Collection[str], on: date
) -> dict[str, Any]:
    named = {each for each in (typed_in.get("owner"), typed_in.get("said_by")) if each}
    emails = {each: people.meet(session, each).email or "" for each in named}
    said = typed.service_of(typed_in, Surroundings(catalog, emails=emails), on, "")
    impact = said.get("impact")
    home = catalog.company.unit_of(said["owner"])
    ground = [each["service"] for each in said.get("depends_on") or () if each["service"] not in hidden]
    return {
        "said_by": typed_in.get("said_by"),
        "owner": typed_in["owner"],
        "is_owner_in_it": home is not None and home.kind == "it_provider",
        "names_a_thing": outcomes.names_a_thing(typed_in.get("outcome")),
        "owner_role": said["owner_role"],
        "team": said["team"],
        "channel": said["team_channel"],
        "is_new_team": all(each.team != said["team"] for each in catalog.services.values()),
        "is_new_channel": said["team_channel"] not in catalog.channels,
        "boundary": said["boundary"],
        "audience": [
            {
                "code": code,
                "name": catalog.company.units[code].name if code in catalog.company.units else None,
            }
            for code in said.get("audience") or ()
        ],
        "ground": [catalog.services[key].name for key in ground if key in catalog.services],
        "next_review": said.get("next_review"),
        "rivals": rivals(catalog, impact["rank"], said["key"], hidden) if impact else [],
        "loss": loss(catalog, impact) if impact else None,
        "verdict": _seen(typed.in_time(typed_in, catalog), hidden),
    }


def loss(catalog: Catalog, impact: Mapping[str, Any]) -> dict[str, Any]:
    """Return an impact in the words of the files with what an hour costs as money."""
    return {**impact, "an_hour": Money.of(impact["loss_per_hour"], catalog.company.currency)}


def rivals(catalog: Catalog, rank: Any, besides: str | None, hidden: Collection[str]) -> list[str]:
    """Return the names of all that is wanted back as that number, as it was typed, but for one service."""
    if not typed.is_whole(rank, least=1):
        return []
    found = restoring.rivals(catalog, int(typed.number(rank) or 0), besides)
    return [each.name for each in found if each.key not in hidden]


def _seen(verdict: Feasibility | None, hidden: Collection[str]) -> Feasibility | None:
    return verdict.without(hidden) if verdict else None
