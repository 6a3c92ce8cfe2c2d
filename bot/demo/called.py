"""Called: made-up calls to those whom a survey of the history found let down, each over by now."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.customer.contacts import Contact
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.demo.sample import Sample
from bot.demo.staff import cast_id
from bot.value import call_times

UNWANTED, UNREACHED = 0.3, 0.34  # up to which lot a call was not wanted, or reached nobody twice
IN_TIME = 0.92
ASKED_AGAIN = timedelta(days=1)


def write(session: Session, rng: Random, material: Sample, catalog: Catalog, now: datetime) -> int:
    """Write a call for each low answer that is older than a few days; return how many."""
    low = (
        select(Survey)
        .where(col(Survey.sample), col(Survey.answered_at).is_not(None))
        .order_by(col(Survey.id))
    )
    found = [_call(rng, material, catalog, each, now) for each in session.exec(low) if each.troubled]
    session.add_all(found)
    session.flush()
    if found:
        session.execute(sa.insert(Contact), [_contact(each) for each in found])
    return len(found)


def _call(rng: Random, material: Sample, catalog: Catalog, survey: Survey, now: datetime) -> Recovery:
    opened = survey.answered_at
    assert opened is not None
    call_by = call_times.hours_of(catalog, survey.service).add(opened, catalog.company.policy.call_hours * 60)
    lead = survey.order_id is not None or survey.service is None  # who owns it did the work
    new = Recovery(
        source=f"survey:{survey.number}",
        person=survey.person,
        unit=survey.unit,
        service=survey.service,
        owner=cast_id(catalog.company.leads[0] if lead else catalog.service(survey.service or "").owner),
        opened_at=opened,
        call_by=call_by,
        sample=True,
    )
    part = rng.uniform(0.2, 0.9) if rng.random() < IN_TIME else rng.uniform(1.1, 2)
    called, lot = opened + (call_by - opened) * part, rng.random()
    result = rng.choice(material.agreements)
    if lot < UNWANTED or called + ASKED_AGAIN > now:
        new.state, new.closed_at = "unwanted", opened
    elif lot < UNREACHED:
        new.state, new.agreed, new.unreached, new.closed_at = "unreached", True, 2, called + ASKED_AGAIN
    else:
        new.state, new.agreed, new.called_at, new.closed_at = "settled", True, called, called + ASKED_AGAIN
        new.result = result
    return new


def _contact(recovery: Recovery) -> dict[str, Any]:
    settled = recovery.state == "settled"
    return {
        "about": f"recovery:{recovery.number}",
        "person": recovery.person,
        "unit": recovery.unit,
        "service": recovery.service,
        "started_by": "bot",
        "intent": "recovery",
        "engagement": "value_check" if settled else "none",
        "why": None if settled else recovery.state,
        "at": recovery.closed_at,
        "sample": True,
    }
