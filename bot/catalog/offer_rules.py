"""Offer rules: which evidence leads to which offer, with what is believed of its worth."""

from decimal import Decimal
from typing import Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot.catalog.written import STRICT, Text

Evidence = Literal["quota", "growth", "out_of_hours", "breaches", "low_fit", "peers", "wish"]


@dataclass(frozen=True, config=STRICT)
class OfferRule:
    """One rule: what must show in the data, and what is offered then."""

    key: Text
    """Its short name."""
    evidence: Evidence
    """What is looked for in the stored rows."""
    offers: Literal["next_level", "more", "service"]
    """What is offered: the next level that covers the need, more units, or a service not yet held."""
    effect: Text
    """What changes for the customer, in their words."""
    at_least: Decimal | int | None = None
    """How much must show: incidents, breaches, a share in percent, people; each evidence has its own default."""
    days: int | None = None
    """How far back is looked; each evidence has its own default."""
    services: tuple[Text, ...] = ()
    """Only of these services (keys); without it of all."""
    units: tuple[Text, ...] = ()
    """Only to these units (codes); without it to all."""
    live: bool = False
    """Whether it is at work; else only its preview is, until the owner of a service lets it go live there."""


@dataclass(frozen=True, config=STRICT)
class OfferFile:
    """What the file of offers says."""

    rules: dict[str, OfferRule] = Field(default_factory=dict)
    """Rules by their short name."""
