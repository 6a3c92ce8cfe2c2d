"""Offer rules at work: which rule is let loose on which service, and by whom."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, select

from bot.catalog import OfferRule
from bot.db import insert_once, instant


class RuleState(SQLModel, table=True):
    """What the owner of a service said of one rule: go live, or rest."""

    __tablename__ = "rule_states"

    rule: str = Field(primary_key=True)
    service: str = Field(primary_key=True)
    live: bool
    by: str  # Slack user id
    at: datetime = instant()
    reached: int = 0  # whom the preview counted when they decided


States = Mapping[tuple[str, str], RuleState]  # by rule and service


def states(session: Session) -> States:
    """Return what owners said of rules."""
    return {(each.rule, each.service): each for each in session.exec(select(RuleState))}


def is_live(states: States, rule: OfferRule, service: str) -> bool:
    """Say whether a rule is at work for a service: what its owner said counts, else what the file says."""
    said = states.get((rule.key, service))
    return rule.live if said is None else said.live


def say(
    session: Session, rule: str, service: str, *, live: bool, by: str, reached: int, now: datetime
) -> RuleState:
    """Let a rule go live for a service, or rest; `reached` is whom the preview counted."""
    known = {"rule": rule, "service": service}
    insert_once(session, RuleState, **known, live=live, by=by, at=now, reached=reached)
    held = select(RuleState).where(RuleState.rule == rule, RuleState.service == service)
    row = session.exec(held.with_for_update()).one()
    row.live, row.by, row.at, row.reached = live, by, now, reached
    session.add(row)
    return row
