"""Matters: what a survey is about, in facts: what it was, whose it is, what it costs, what it is for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.cost import subscriptions
from bot.customer import answering, people
from bot.customer.asked import Question
from bot.customer.surveys import Survey
from bot.db import get
from bot.money import Money
from bot.process import orders
from bot.process.orders import Order


def has_questions(session: Session, catalog: Catalog, survey: Survey, now: datetime) -> bool:
    """Say whether there is anything to ask; a survey with nothing to ask is taken back."""
    out = left_out(facts_of(session, catalog, survey, now))
    step = answering.next_step(survey, catalog.surveys[survey.form], out)
    if step.question is None:
        session.delete(survey)
    return step.question is not None


def left_out(about: Mapping[str, Any]) -> set[str]:
    """Return the questions that make no sense here: of worth where nothing costs, of outcome where none is named.

    `about` is what `facts_of` says of the matter.
    """
    free = {"worth", "worth_at"} if about["price"] is None else set()
    return free | ({"outcome"} if about["outcome"] is None else set())


def facts_of(session: Session, catalog: Catalog, survey: Survey, now: datetime) -> dict[str, Any]:
    """Return what is said about the matter: what it is, whose, and what it costs.

    `price` is of one unit, `cost` of all of them, a month or once; None where no money moves.
    """
    kind, number = about_of(survey)
    service = catalog.services.get(survey.service or "")
    unit, owner = catalog.company.units.get(survey.unit), service and people.id_of(session, service.owner)
    known: dict[str, Any] = {
        "kind": kind if number else "service" if service else "it",
        "number": number,
        "text": "",
        "at": None,
        "tier": None,
        "quantity": 1,
        "price": None,
        "reopened": False,
        "service_name": service.name if service else None,
        "measures": service.units if service else None,
        "measure": service.unit if service else None,
        "monthly": service is not None and service.monthly,
        "outcome": service.outcome if service else None,
        "unit_name": unit.name if unit else survey.unit,
        "owner": owner,
    }
    known |= _facts_of_kind(session, catalog, survey, service, now)
    price: Money | None = known["price"]
    return {**known, "cost": price * known["quantity"] if price else None}


def _facts_of_kind(
    session: Session, catalog: Catalog, survey: Survey, service: Service | None, now: datetime
) -> Mapping[str, Any]:
    kind, number = about_of(survey)
    if kind == "order":
        return _facts_of_order(catalog, orders.find(session, number))
    if kind == "question":
        question = get(session, Question, number)
        return {"text": question.text, "at": question.at} if question else {}
    if number or service is None:
        return {}
    held = subscriptions.held(session, survey.unit, catalog.company.day(now)).get(service.key, {})
    tier = subscriptions.tier_of(session, survey.unit, service, catalog.company.day(now))
    if tier is None:
        return {}
    return {"tier": tier, "quantity": held[tier], "price": service.tier(tier).price or None}


def _facts_of_order(catalog: Catalog, order: Order) -> Mapping[str, Any]:
    paid = order.unit_price if order.kind == "order" else None
    return {
        "kind": order.kind,
        "text": order.text,
        "at": order.done_at,
        "tier": order.tier,
        "quantity": order.quantity,
        "price": Money.of(paid, catalog.company.currency) if paid else None,
        "reopened": order.state not in ("done", "closed"),
    }


def about_of(survey: Survey) -> tuple[str, int]:
    """Return what a survey follows and its number; 0 for what the calendar started."""
    kind, _, number = survey.about.partition(":")
    return (kind, int(number)) if number else ("", 0)
