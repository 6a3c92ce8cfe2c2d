"""Naming: what somebody else typed in a customer's name, which counts once that customer says yes to it."""

from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, amendments, definitions, typed
from bot.catalog.amendments import Amendment
from bot.catalog.definitions import Definition
from bot.refusal import Refused
from bot.value import amending, weighing
from bot.value.book import Book


def facts(session: Session, catalog: Catalog, amendment: Amendment) -> dict[str, Any] | None:
    """Return what a customer reads of what stands in their name; None where it is in nobody else's."""
    page = definitions.behind(session, amendment.number)
    customer = page.facts.get("said_by") if page else None
    if page is None or customer in (None, page.person):
        return None
    said = page.facts
    loss = (
        weighing.loss(catalog, typed.impact_of(said, "", page.at.date())) if typed.has_impact(said) else None
    )
    return {
        "customer": customer,
        "by": page.person,
        "outcome": said.get("outcome"),
        "external_outcome": said.get("external_outcome") if said.get("boundary") == "external" else None,
        "loss": loss,
        "confirmed": definitions.is_own_word(page),
        "objected": said.get("objected", False),
    }


def confirm(session: Session, book: Book, id: int, note: str) -> list[Amendment]:
    """Keep that a customer says yes to what stands in their name; return every addition that changed.

    `note` says so in the change notes of a service that waits for a decision. Raises Refused for anybody
    else, and when the service was declined meanwhile.
    """
    amendment, page = _find(session, book, id)
    said = definitions.keep(session, page, {"confirmed": definitions.in_a_name(page.facts)}, book.now)
    impact = typed.impact_of(said, book.by.email or "", book.today) if typed.has_impact(said) else None
    if amendment.state == amendments.PROPOSED:
        *before, last = amendment.said["changes"]
        told = {"changes": [*before, {**last, "note": note}]}
        amendments.change(session, id, {**amendment.said, **({"impact": impact} if impact else {}), **told})
        return [amendment]
    if impact is None:
        return [amendment]
    added = amending.keep(session, book, kind="impact", service=amendment.service, facts=impact)
    return [amendment, added]


def object_to(session: Session, book: Book, id: int, note: str) -> Amendment:
    """Keep that a customer did not say what stands in their name: what waits for a decision is declined.

    Raises Refused for anybody else, and when it was declined meanwhile.
    """
    amendment, page = _find(session, book, id)
    definitions.keep(session, page, {"objected": True, "confirmed": None}, book.now)
    if amendment.state == amendments.PROPOSED:
        amendments.decide(session, id, by=book.by.id, accept=False, now=book.now, note=note)
    return amendment


def _find(session: Session, book: Book, id: int) -> tuple[Amendment, Definition]:
    amendment, page = amendments.find(session, id), definitions.behind(session, id)
    customer = page.facts.get("said_by") if page else None
    if page is None or customer != book.by.id:
        raise Refused("defining/not_yours", ["talk"], deciders=[customer] if customer else [])
    amendments.check_open(amendment)
    return amendment, page
