"""Vouching: who in the business answers for a benefit of a case says whether its amount is right."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.customer import gate, people
from bot.delivery import timers
from bot.money import Money
from bot.refusal import Refused
from bot.value import cases
from bot.value.cases import Benefit, BusinessCase

ASK = "case.vouch"
CONFIRMED, CORRECTED, NOT_MINE = "confirmed", "corrected", "not_mine"
ANSWERABLE = ("asked", "deferred")  # what is decided already is not changed by an answer


def begin(session: Session, catalog: Catalog, case: BusinessCase, now: datetime) -> None:
    """Have the owners of a case's benefits asked by day; its author has said so by writing it.

    Who decides is not asked beside the decision. A colleague asks here, as for an approval, so that the
    contact policy does not limit it, but nobody is woken.
    """
    for owner in dict.fromkeys(each.owner for each in cases.benefits(session, case.number)):
        if owner == case.author:
            for line in lines_of(session, case.number, owner):
                line.answer, line.answered_at = CONFIRMED, now
        elif owner != case.asked_of:
            at = gate.moment(catalog.company, people.meet(session, owner), now)
            timers.set_timer(session, ASK, at, now=now, facts={"case": case.number, "owner": owner})


def lines_of(session: Session, case_id: int, owner: str) -> Sequence[Benefit]:
    """Return what a person answers for in a case."""
    mine = select(Benefit).where(Benefit.case_id == case_id, Benefit.owner == owner)
    return session.exec(mine.order_by(col(Benefit.id))).all()


def find(session: Session, benefit_id: int, by: str) -> tuple[BusinessCase, Benefit]:
    """Return a benefit and its case, for its owner. Raises Refused for others, and once it is decided."""
    line = session.get(Benefit, benefit_id)
    if line is None:
        raise Refused("cases/gone", ["register", "talk"])
    case = cases.hold(session, line.case_id)
    if by != line.owner:
        raise Refused("cases/not_yours", ["talk"], asked_of=case.asked_of, author=case.author)
    if case.state not in ANSWERABLE:
        raise Refused("cases/already", ["register"], by=case.decided_by, at=case.decided_at, state=case.state)
    return case, line


def say(
    session: Session, benefit_id: int, what: str, *, by: str, now: datetime, amount: Money | None = None
) -> BusinessCase:
    """Keep an owner's word on a benefit; with `amount` its figure is theirs from now on. Raises as `find`."""
    case, line = find(session, benefit_id, by)
    if amount is not None and amount.minor != line.yearly_minor:
        line.claimed_minor = line.yearly_minor if line.claimed_minor is None else line.claimed_minor
        line.yearly_minor = amount.minor
    line.answer, line.answered_at = what, now
    session.add(line)
    session.flush()
    return case
