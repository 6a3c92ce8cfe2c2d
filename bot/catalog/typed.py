"""Typed: what people type into the forms about a service, as figures and in the words of the catalog's files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.catalog import restoring, spoken_hours
from bot.catalog.catalog import Catalog
from bot.catalog.restoring import Feasibility
from bot.catalog.service import Dependency, Impact, Service, Tier

MOST_LEVELS = 5
LEVEL = ("name", "hours", "price", "included", "availability", "resolve")
IMPACT = ("rank", "level", "loss", "rto", "rpo", "mtd")
KEY = re.compile(r"[A-Z]{2,5}")
_NUMBER = re.compile(r"-?(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{0,6})?|-?\.\d{1,6}", re.ASCII)
TRIAL = "TRIAL"  # key of a service that is not there yet


@dataclass(frozen=True)
class Surroundings:
    """What a definition is held against: the catalog, keys that others proposed, people's addresses by id.

    Who defines it is not to know of the services in `hidden`.
    """

    catalog: Catalog
    hidden: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    emails: Mapping[str, str] = field(default_factory=dict)
    today: date = date.min

    def email(self, slack_id: Any) -> str | None:
        """Return the address of a person whom the company file knows, None for others."""
        address = self.emails.get(str(slack_id))
        return address if address and self.catalog.company.unit_of(address) else None

    def is_customer(self, slack_id: Any) -> bool:
        """Tell whether a person is on the customer side."""
        unit = self.catalog.company.unit_of(self.email(slack_id) or "")
        return unit is not None and unit.kind != "it_provider"


def has_impact(said: Mapping[str, Any]) -> bool:
    """Tell whether anything was said of what its loss costs."""
    return any(said.get(name) for name in IMPACT)


def is_facing(said: Mapping[str, Any]) -> bool:
    """Tell whether customers take it; what only IT would notice others stand on."""
    return said.get("boundary") != "it"


def levels(said: Mapping[str, Any]) -> list[int]:
    """Return the places of the levels of which anything was said."""
    return [at for at in range(MOST_LEVELS) if any(level_of(said, at).values())]


def level_of(said: Mapping[str, Any], at: int) -> dict[str, Any]:
    """Return what was typed of one level."""
    return {name: said.get(f"level_{at}_{name}") for name in LEVEL}


def number(typed: Any) -> Decimal | None:
    """Return the number that was typed, None when it is none; commas stand before thousands only."""
    plain = str(typed).lstrip("$€£").strip()
    return Decimal(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


def minutes(hours: Any) -> int:
    """Return the minutes of hours as they were typed, 0 when they are none."""
    return round((number(hours) or 0) * 60)


def is_whole(typed: Any, least: int) -> bool:
    """Tell whether a whole number was typed, and not too small a one."""
    found = number(typed)
    return found is not None and found == int(found) and found >= least


def suggest_key(name: str, taken: frozenset[str] | set[str]) -> str:
    """Return a key that a name suggests and nobody has: initials, else its first letters."""
    words = re.findall(r"[A-Z]+", name.upper())
    letters = "".join(words)
    ideas = ["".join(word[0] for word in words)[:5], *(letters[:length] for length in range(3, 6))]
    ideas += [letters[:3] + chr(number) for number in range(ord("A"), ord("Z") + 1)]
    return next((idea for idea in ideas if KEY.fullmatch(idea) and idea not in taken), "")


# What was typed, in the words of the files


def impact_of(said: Mapping[str, Any], email: str, today: date) -> dict[str, Any]:
    """Return an impact that has no problem as the files have it."""
    impact = {
        "rank": int(number(said["rank"]) or 0),
        "level": int(number(said["level"]) or 0),
        "loss_per_hour": amount(said["loss"]),
        "rto_minutes": minutes(said["rto"]),
        "rpo_minutes": int(number(said["rpo"]) or 0),
        "mtd_minutes": minutes(said["mtd"]),
        "assessed_by": email,
        "reviewed_on": today,
    }
    return impact | ({"peaks": said["peaks"]} if said.get("peaks") else {})


def service_of(said: Mapping[str, Any], around: Surroundings, today: date, note: str) -> dict[str, Any]:
    """Return a definition without problems as a service's file; `note` tells customers what is new.

    Until somebody says what it is for, its name stands there: it is being prepared and cannot go live.
    """
    team, channel = _team(said)
    facts = {
        "key": said["key"],
        "name": said["name"],
        "kind": "customer_facing" if is_facing(said) else "supporting",
        "stage": said.get("stage") or "pipeline",
        "stage_from": today if said.get("stage") == "live" else None,
        "boundary": said.get("boundary") or "enterprise",
        "outcome": said.get("outcome") or said["name"],
        "external_outcome": said.get("external_outcome") if said.get("boundary") == "external" else None,
        "does": said.get("does"),
        "how": said.get("how"),
        "words": _listed(said.get("words"), ","),
        "processes": _listed(said.get("processes"), "\n"),
        "audience": list(said.get("audience") or ()),
        "owner": around.email(said["owner"]),
        "owner_role": said["owner_role"],
        "team": team,
        "team_channel": channel,
        "next_review": date.fromisoformat(said["next_review"]) if said.get("next_review") else None,
        **_sold(said),
        "restore_minutes": int(number(said["restore"]) or 0) if said.get("restore") else None,
        "depends_on": [{"service": key} for key in said.get("stands_on") or ()],
        "impact": impact_of(said, around.email(said["said_by"]) or "", today) if has_impact(said) else None,
        "changes": [{"on": today, "note": note}],
    }
    return {name: value for name, value in facts.items() if value not in (None, [], "")}


def _listed(typed: Any, between: str) -> list[str]:
    """Return what was typed one after the other, each once."""
    words = (" ".join(each.split()) for each in str(typed or "").split(between))
    return list(dict.fromkeys(each for each in words if each))


def of_service(service: Service, ids: Mapping[str, str]) -> dict[str, Any]:
    """Return a service that is there as one would type it; `ids` are people's Slack ids by address."""
    said = {name: getattr(service, name) for name in _AS_TYPED}
    for at, tier in enumerate(service.tiers[:MOST_LEVELS]):
        said |= {f"level_{at}_{name}": value for name, value in _level_of(tier).items()}
    return {
        **said,
        **(as_typed(service.impact) if service.impact else {}),
        "of": service.key,
        "owner": ids.get(service.owner),
        "said_by": ids.get(service.impact.assessed_by) if service.impact else None,
        "words": ", ".join(service.words),
        "processes": "\n".join(service.processes),
        "audience": list(service.audience),
        "team": f"{service.team}|{service.team_channel}",
        "restore": service.restore_minutes,
        "stands_on": [edge.service for edge in service.depends_on],
        "next_review": service.next_review.isoformat() if service.next_review else None,
    }


_OUTCOME = ("boundary", "outcome", "external_outcome")
_AS_TYPED = (*_OUTCOME, "key", "name", "does", "how", "owner_role", "unit", "units", "stage")


def _level_of(tier: Tier) -> dict[str, Any]:
    return {
        "name": tier.name,
        "hours": str(tier.hours),
        "price": str(tier.price.amount),
        "included": tier.included,
        "availability": str(tier.availability * 100) if tier.availability else None,
        "resolve": tier.resolve_minutes,
    }


def as_typed(impact: Impact) -> dict[str, Any]:
    """Return an impact as one would type it; times are hours, `rpo` is minutes."""
    return {
        "loss": str(impact.loss_per_hour.amount),
        "rank": impact.rank,
        "level": str(impact.level),
        "rto": _hours(impact.rto_minutes),
        "rpo": impact.rpo_minutes,
        "mtd": _hours(impact.mtd_minutes),
        "peaks": impact.peaks,
    }


def _hours(minutes_: int) -> str:
    return f"{minutes_ / 60:.2f}".rstrip("0").rstrip(".")


def _sold(said: Mapping[str, Any]) -> dict[str, Any]:
    if not is_facing(said):
        return {}
    return {
        "unit": said.get("unit"),
        "units": said.get("units"),
        "tiers": [_tier(level_of(said, at)) for at in levels(said)],
    }


def _tier(level: Mapping[str, Any]) -> dict[str, Any]:
    targets: dict[str, Any] = {}
    if level["availability"]:
        targets["availability"] = amount(level["availability"])
    if level["resolve"]:
        targets["resolve_minutes"] = int(number(level["resolve"]) or 0)
    named = {"name": level["name"], "hours": spoken_hours.written(str(level["hours"])), **targets}
    return {**named, "price": amount(level["price"]), "included": level["included"]}


def _team(said: Mapping[str, Any]) -> tuple[str, str]:
    if said.get("new_team"):
        return said["new_team"], said["channel"]
    team, _, channel = str(said["team"]).rpartition("|")
    return team, channel


def amount(typed: Any) -> int | Decimal:
    """Return an amount without problems as the files have it, 0 where none was typed."""
    found = number(typed) or Decimal(0)
    return int(found) if found == int(found) else found


# What the figures would mean


def in_time(said: Mapping[str, Any], catalog: Catalog) -> Feasibility | None:
    """Tell whether a new service could be back as it is wanted back; None while that is not said."""
    wanted = minutes(said.get("rto"))
    if not wanted:
        return None
    stands_on = [key for key in said.get("stands_on") or () if key in catalog.services]
    trial = replace(
        next(iter(catalog.services.values())),
        key=TRIAL,
        name=said.get("name") or TRIAL,
        stage="live",
        impact=None,
        depends_on=tuple(Dependency(key) for key in stands_on),
        restore_minutes=int(number(said.get("restore")) or 0) or None,
    )
    services: dict[str, Service] = {**catalog.services, TRIAL: trial}
    return restoring.feasible(replace(catalog, services=services), TRIAL, wanted)
