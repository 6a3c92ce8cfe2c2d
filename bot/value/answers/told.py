"""Told: an answer that needs few facts of its own, and what is told to whoever is of no unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot.catalog import Company
from bot.customer import people
from bot.value.answers.cards import Asker, Entry

MOST_ROWS = 12


@dataclass(frozen=True)
class Told:
    """An aspect that needs few facts of its own."""

    aspect: str
    service: Entry | None = None
    rows: Sequence[Any] = ()
    more: int = 0
    facts: Any = None


def of_no_unit(session: Session, company: Company, asker: Asker) -> Told:
    """Return what is said in private to whoever asks for what is their unit's own, and is of none that is confirmed."""
    unit = company.units.get(people.works_for(session, asker.person) or "")
    return Told("unconfirmed", facts={"unit_name": unit.name}) if unit else Told("funding_elsewhere")
