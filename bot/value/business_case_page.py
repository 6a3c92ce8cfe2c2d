"""The page of a business case: everything that who decides needs, its picture, and its line in the register."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import payoff
from bot.cost.payoff import Outlook, Plan
from bot.db import get
from bot.delivery.facts import unpack
from bot.money import Money
from bot.process.orders import Order
from bot.value import advocates, business_case_decision, business_case_form, case_waiting, cases
from bot.value.business_case_form import Said, Weighed
from bot.value.cases import BusinessCase
from bot.value.drafts import Draft
from bot.value.wording import Rows, cells, one

PICTURE = "case.cash"
MOST_ADVOCATES = 5


def facts_of(session: Session, catalog: Catalog, case: BusinessCase, now: datetime) -> dict[str, Any]:
    """Return what the templates say about a case; its figures as they were sent, its funding as of `now`.

    `funding` is None for what can no longer be ordered.
    """
    plan = cases.plan(session, catalog, case)
    order = get(session, Order, case.order_id) if case.order_id else None
    for_it = advocates.consented(session, case.unit, case.service or "", case.number)
    return {
        **_named(catalog, case),
        "author": case.author,
        "problem": case.problem,
        "process": case.process,
        "weighed": unpack(case.weighed),
        "benefits": _benefits(session, catalog, case),
        "figures": outlooks(plan, case.risk_factor),
        "funding": _funding(business_case_decision.draft(session, catalog, case, now)),
        "evidence": cases.evidence(session, [case.number])[case.number],
        "advocates": [{"person": each.person, "why": each.statement} for each in for_it[:MOST_ADVOCATES]],
        "more_advocates": max(len(for_it) - MOST_ADVOCATES, 0),
        "questions": [unpack(each) for each in case.questions],
        "order": {"id": order.number, "state": order.state, "text": order.text} if order else None,
        "written_at": case.written_at,
        "asked_at": case.asked_at,
        "decide_by": case_waiting.decide_by(catalog, case),
        "sample": case.sample,
    }


def _named(catalog: Catalog, case: BusinessCase) -> dict[str, Any]:
    """Return what a case is about and what became of it."""
    service = catalog.services.get(case.service or "")
    return {
        "id": case.number,
        "state": case.state,
        "unit_name": catalog.company.units[case.unit].name,
        "service": case.service,
        "service_name": catalog.name_of(case.service),
        "from_tier": case.from_tier,
        "to_tier": case.to_tier,
        "quantity": case.quantity,
        "measure": service.unit if service else None,
        "measures": service.units if service else None,
        "asked_of": case.asked_of,
        "decided_by": case.decided_by,
        "decided_at": case.decided_at,
        "reason": case.reason,
        "revisit_on": case.revisit_on,
    }


def row(catalog: Catalog, case: BusinessCase, plan: Plan, since: Mapping[str, int]) -> dict[str, Any]:
    """Return a case's line in the register; `since` counts what happened after it was written, by kind."""
    cautious = payoff.outlook(plan, case.risk_factor)
    return {**_named(catalog, case), "yearly": plan.cost, "npv": cautious.npv, "evidence": dict(since)}


def _benefits(session: Session, catalog: Catalog, case: BusinessCase) -> list[dict[str, Any]]:
    currency = catalog.company.currency
    return [
        {
            "id": each.id,
            "what": each.what,
            "yearly": Money(each.yearly_minor, currency),
            "source": each.source,
            "owner": each.owner,
            "answer": each.answer,
            "claimed": None if each.claimed_minor is None else Money(each.claimed_minor, currency),
        }
        for each in cases.benefits(session, case.number)
    ]


def outlooks(plan: Plan, risk_factor: Decimal) -> dict[str, Any]:
    """Return a plan's figures as templates say them: as claimed, and for a cautious reader."""
    even = payoff.break_even(plan)
    return {
        "benefit": plan.benefit,
        "yearly": plan.cost,
        "one_off": plan.one_off,
        "years": plan.years,
        "discount": plan.discount,
        "risk_factor": risk_factor,
        "claimed": _said(payoff.outlook(plan)),
        "cautious": _said(payoff.outlook(plan, risk_factor)),
        "break_even": None if even is None else _decimal(even),
        "enough": None if even is None else plan.benefit * even,
        "cash": {
            "claimed": payoff.cash(plan),
            "cautious": payoff.cash(plan, risk_factor),
        },
    }


def _said(found: Outlook) -> dict[str, Any]:
    return {
        "benefit": found.benefit,
        "net": found.net,
        "payback": None if found.payback is None else _decimal(found.payback),
        "npv": found.npv,
        "roi": None if found.roi is None else _decimal(found.roi),
        "irr": None if found.irr is None else round(found.irr, 6),
    }


def _funding(draft: Draft | None) -> dict[str, Any] | None:
    if draft is None:
        return None
    quote = draft.quote
    return {
        "payer": draft.payer,
        "commitment": quote.commitment,
        "change": quote.change,
        "monthly": draft.ask.service.monthly,
        "remaining": quote.remaining,
        "left": quote.left,
        "fits": quote.fits,
        "short": quote.short,
        "next_year": quote.next_year,
        "last_day": draft.standing.ends_on - timedelta(days=1),
        "quantity": draft.ask.quantity,
        "ways": draft.ways,
        "pools": draft.pools,
        "pool": draft.pool.code if draft.pool else None,
        "unit_name": draft.unit.name,
    }


def review(catalog: Catalog, said: Said, weighed: Weighed) -> dict[str, Any]:
    """Return what the last page of the form says: the figures and the funding of the case as it stands."""
    plan = business_case_form.plan(catalog, said, weighed)
    return {
        "figures": outlooks(plan, catalog.company.worth.risk_factor),
        "funding": _funding(weighed.draft),
    }


def waiting(catalog: Catalog, case: BusinessCase) -> dict[str, Any]:
    """Return what Home says of a case that waits for a decision."""
    decide_by = case_waiting.decide_by(catalog, case)
    return {**_named(catalog, case), "author": case.author, "decide_by": decide_by}


def picture(facts: Mapping[str, Any], words: Rows) -> dict[str, Any]:
    """Return what the picture of a case is drawn from; `words` are the rows of its template."""
    cash = facts["figures"]["cash"]
    names = {row[0]: row[1:] for row in cells(words, "line")}
    return {
        "picture": PICTURE,
        "filename": f"case-{facts['id']}.png",
        "alt": one(words, "alt"),
        "title": one(words, "title"),
        "axis": one(words, "axis"),
        "nothing": one(words, "nothing"),
        "years": [year for (year,) in cells(words, "year")],
        "lines": [
            {
                "look": look,
                "name": names[look][0],
                "ends": names[look][1],
                "amounts": [str(each.amount) for each in cash[look]],
            }
            for look in ("claimed", "cautious")
        ],
    }


def _decimal(value: Fraction) -> Decimal:
    return round(Decimal(value.numerator) / Decimal(value.denominator), 6)
