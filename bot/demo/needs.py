"""Needs: made-up talks of units with IT over the last half year, and the contacts that they were."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog import Catalog
from bot.customer.contacts import Contact
from bot.customer.talks import Talk
from bot.demo.sample import Sample
from bot.demo.staff import cast_id


def write(session: Session, material: Sample, catalog: Catalog, now: datetime) -> int:
    """Write what units needed and what became of it; return how many talks."""
    talks = [_talk(catalog, each, now) for each in material.talks if each["unit"] in catalog.company.units]
    session.add_all(talks)
    session.flush()
    ended = [_contact(talk) for talk in talks if talk.done_at]
    if ended:
        session.execute(sa.insert(Contact), ended)
    return len(talks)


def _talk(catalog: Catalog, said: dict[str, Any], now: datetime) -> Talk:
    company = catalog.company
    asked_of = cast_id(company.relationship_owner(company.units[said["unit"]]))

    def ago(name: str) -> datetime | None:
        return now - timedelta(days=said[name]) if name in said else None

    return Talk(
        unit=said["unit"],
        service=said["service"],
        requirement=said["need"],
        said_by=cast_id(said["by"]),
        opened_at=now - timedelta(days=said["opened"]),
        asked_of=asked_of,
        answer=said.get("answer", ""),
        answered_by=asked_of if "answered" in said else None,
        answered_at=ago("answered"),
        step=said.get("step", ""),
        step_owner=cast_id(said["owner"]) if "owner" in said else None,
        due_on=company.day(now + timedelta(days=said["due"])),
        agreed_at=ago("agreed"),
        done_at=ago("done"),
        helped=said.get("helped"),
        sample=True,
    )


def _contact(talk: Talk) -> dict[str, Any]:
    return {
        "about": f"talk:{talk.id}",
        "person": talk.said_by,
        "unit": talk.unit,
        "service": talk.service,
        "started_by": "customer",
        "intent": "talk",
        "engagement": "value_check" if talk.helped else "none",
        "why": None if talk.helped else "no_answer",
        "at": talk.done_at,
        "sample": True,
    }
