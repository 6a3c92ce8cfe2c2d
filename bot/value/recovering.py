"""Recovering: who calls whoever was let down and by when, and how it goes on until it is put right."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction

from sqlmodel import Session

from bot.catalog import Catalog
from bot.customer import contacts, gate, people, recoveries, surveys
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.delivery import timers
from bot.delivery.jobs import is_person
from bot.process import approvers, cards, orders
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import call_times

NUDGE, CHECK, SILENCE = "recovery.nudge", "recovery.check", "recovery.silence"
SOON = Fraction(3, 4)  # of the time to call, after which the owner is nudged
LEAD_AFTER = 120  # working minutes after its date, at which who leads IT sees a call that was not made
PATIENCE = timedelta(days=14)  # for a yes to the call, or for a word whether it is put right


def hear_survey(session: Session, catalog: Catalog, survey: Survey, now: datetime) -> Recovery | None:
    """Open the recovery of a low answer, or bring it in line with a changed one; None where nobody can call.

    An answer that is better now settles what nobody called about yet.
    """
    source = f"survey:{survey.number}"
    known = recoveries.of(session, source)
    if known is None:
        return _open(session, catalog, source, survey, None, now) if survey.troubled else None
    if not survey.troubled:
        recoveries.settle(known, now)
    elif known.state == "settled" and known.called_at is None:
        known.state, known.closed_at = "open", None
        known.call_by = _date(catalog, known, now)
        _plan(session, catalog, known, now)
    return known


def hear_complaint(session: Session, catalog: Catalog, order: Order, now: datetime) -> Recovery | None:
    """Open the recovery of a complaint with whoever it went to; None where nobody can call.

    A complaint has a name: the owner sees it.
    """
    return _open(session, catalog, f"order:{order.number}", order, True, now)


def _open(
    session: Session,
    catalog: Catalog,
    source: str,
    about: Survey | Order | Recovery,
    agreed: bool | None,
    now: datetime,
) -> Recovery | None:
    """Open a recovery once; the one that follows another goes to who leads IT."""
    new = Recovery(
        source=source,
        person=about.person,
        unit=about.unit,
        service=about.service,
        agreed=agreed,
        opened_at=now,
        call_by=now,
    )
    new.owner = owner_of(session, catalog, new)
    new.call_by = _promised(catalog, new, now)
    if new.owner is None or not recoveries.open_for(session, new):
        return recoveries.of(session, source)
    stored = recoveries.of(session, source)
    assert stored is not None
    _plan(session, catalog, stored, now)
    return stored


def owner_of(session: Session, catalog: Catalog, recovery: Recovery) -> str | None:
    """Return who calls: the service's owner, or a lead of IT; never the agent concerned, nor the person.

    A complaint is called about by whom it went to; what was not put right goes to who leads IT first.
    """
    service = catalog.services.get(recovery.service or "")
    first = [service.owner] if service else []
    emails = [*first, *catalog.company.leads]
    if recovery.source.startswith("recovery:"):
        emails = [*catalog.company.leads, *first]
    order = order_of(session, recovery)
    given = (
        order.team if order and order.kind == "complaint" and recovery.source.startswith("order:") else None
    )
    known = people.ids(session, emails)
    who = people.find(session, given) if given and is_person(given) else None
    out = concerned(session, recovery) | {recovery.person}
    first_asked = who.id if who and who.active else None
    able = (first_asked, *(known.get(email) for email in emails))
    return next((each for each in able if each and each not in out), None)


def concerned(session: Session, recovery: Recovery) -> set[str]:
    """Return the agents whose work it is about (Slack ids), who neither call nor read of it."""
    order = order_of(session, recovery)
    about = cards.about_of(order) if order and order.kind == "complaint" else None
    if order is None or (order.kind == "complaint" and about is None):
        return set()
    worked_on = orders.find(session, about["number"]) if about else order
    return {*orders.takers(session, worked_on.number), *filter(None, [worked_on.assignee])}


def order_of(session: Session, recovery: Recovery) -> Order | None:
    """Return the complaint, or the order that was asked about; None where it was about none."""
    kind, _, number = recoveries.root(session, recovery).partition(":")
    if kind == "order":
        return orders.find(session, int(number))
    order_id = surveys.find(session, int(number)).order_id
    return orders.find(session, order_id) if order_id else None


def _promised(catalog: Catalog, recovery: Recovery, now: datetime) -> datetime:
    minutes = catalog.company.policy.call_hours * 60
    return call_times.hours_of(catalog, recovery.service).add(now, minutes)


def _date(catalog: Catalog, recovery: Recovery, now: datetime) -> datetime:
    """Return the date that was told, a new one where it leaves the owner no time."""
    left = call_times.hours_of(catalog, recovery.service).minutes_between(now, recovery.call_by)
    return recovery.call_by if left >= call_times.NOTICE else _promised(catalog, recovery, now)


def _plan(session: Session, catalog: Catalog, recovery: Recovery, now: datetime) -> None:
    """Set what comes by itself: nudges before and at the date, a look of who leads IT, an end of silence."""
    hours = call_times.hours_of(catalog, recovery.service)
    minutes = hours.minutes_between(now, recovery.call_by)
    stages = {
        "soon": hours.add(now, int(minutes * SOON)),
        "due": recovery.call_by,
        "lead": hours.add(recovery.call_by, LEAD_AFTER),
    }
    for stage, at in stages.items():
        key = f"recovery:{recovery.id}:{stage}:{recovery.call_by.isoformat()}"
        facts = {"recovery": recovery.number, "stage": stage, "call_by": recovery.call_by}
        timers.set_timer(session, NUDGE, at, now=now, key=key, facts=facts)
    _end_silence(session, recovery, now)


def _end_silence(session: Session, recovery: Recovery, now: datetime) -> None:
    key = f"recovery:{recovery.id}:silence:{recovery.state}"
    facts = {"recovery": recovery.number, "state": recovery.state}
    timers.set_timer(session, SILENCE, now + PATIENCE, now=now, key=key, facts=facts)


def plan_all(session: Session, catalog: Catalog, now: datetime) -> None:
    """See to it that every call that is to be made has an owner and its nudges; again changes nothing."""
    for each in recoveries.waiting(session):
        if each.owner is None:
            each.owner = owner_of(session, catalog, each)
            _plan(session, catalog, each, now)


def agree(
    session: Session,
    catalog: Catalog,
    number: int,
    *,
    by: str,
    now: datetime,
    call_by: datetime | None = None,
) -> Recovery:
    """Take the person's yes to the call, at a better time if they chose one.

    The date that they were told holds where it leaves the owner time enough. Raises Refused for anybody else,
    and for a time that is past or nobody works at.
    """
    recovery = recoveries.hold(session, number)
    recoveries.check_person(recovery, by)
    if call_by is not None and call_by not in call_times.offered(
        catalog, recovery, call_times.zone_of(session, catalog, by), now
    ):
        language = call_times.language_of(session, catalog, recovery)
        raise Refused("recovering/too_late", ["choose_again"], owner=recovery.owner, language=language)
    recoveries.agree(recovery, call_by or _date(catalog, recovery, now))
    if recovery.is_promised:
        _plan(session, catalog, recovery, now)
    return recovery


def refuse(session: Session, number: int, *, by: str, now: datetime) -> Recovery:
    """Take the person's no to the call. Raises Refused for anybody else."""
    recovery = recoveries.hold(session, number)
    recoveries.check_person(recovery, by)
    recoveries.refuse(recovery, now)
    _note(session, recovery, now)
    return recovery


def call(session: Session, catalog: Catalog, number: int, *, by: str, result: str, now: datetime) -> Recovery:
    """Keep that the owner called, and ask the person again on the next working day, outside quiet hours.

    Raises Refused for anybody but the owner, and while the person has not said yes.
    """
    recovery = _promised_by(session, number, by)
    recoveries.call(recovery, result, now)
    if recovery.is_open:
        at = call_times.hours_of(catalog, recovery.service).add_days(now, 1)
        at = gate.moment(catalog.company, people.meet(session, recovery.person), at)
        facts = {"recovery": recovery.number}
        timers.set_timer(session, CHECK, at, now=now, key=f"recovery:{recovery.id}:check", facts=facts)
        _end_silence(session, recovery, now)
    return recovery


def miss(session: Session, catalog: Catalog, number: int, *, by: str, now: datetime) -> Recovery:
    """Keep that the owner did not reach the person; once more is tried. Raises Refused as `call` does."""
    recovery = _promised_by(session, number, by)
    recoveries.miss(recovery, _promised(catalog, recovery, now), now)
    if recovery.is_promised:
        _plan(session, catalog, recovery, now)
    else:
        _note(session, recovery, now)
    return recovery


def _promised_by(session: Session, number: int, by: str) -> Recovery:
    recovery = recoveries.hold(session, number)
    recoveries.check_owner(recovery, by)
    if recovery.agreed is not True:
        raise Refused("recovering/not_yet", ["talk"])
    return recovery


def hand_over(
    session: Session, catalog: Catalog, number: int, *, by: str, to: str, leads: Iterable[str], now: datetime
) -> Recovery:
    """Let a colleague call instead, on the word of the owner or of who leads IT.

    The date that the person was told holds where it leaves the colleague time enough. Raises Refused for
    anybody else, and where it would go to somebody who is not of IT, to an agent whose work it is about or
    to the person.
    """
    recovery = recoveries.hold(session, number)
    out = concerned(session, recovery) | {recovery.person}
    if by not in set(leads) - out:
        recoveries.check_owner(recovery, by)
    if to in out or not approvers.is_worker(catalog, people.unit_of(session, to)):
        raise Refused("recovering/concerned", ["choose_another"], who=to)
    if recovery.state != "open":
        return recovery
    told = recovery.call_by
    recoveries.hand_over(recovery, to, _date(catalog, recovery, now) if recovery.agreed else told)
    if recovery.call_by != told:
        _plan(session, catalog, recovery, now)
    return recovery


def settle(session: Session, recovery: Recovery, now: datetime) -> None:
    """Take the person's word that it is put right."""
    recoveries.settle(recovery, now)
    _note(session, recovery, now, checked=True)


def unsettle(session: Session, catalog: Catalog, recovery: Recovery, now: datetime) -> Recovery:
    """Take the person's word that it is not: who leads IT calls next. Return the recovery that goes on."""
    if not recoveries.unsettle(recovery, now):
        return recoveries.last_of(session, recovery.source) or recovery
    _note(session, recovery, now, checked=True)
    return _open(session, catalog, f"recovery:{recovery.number}", recovery, True, now) or recovery


def end_silence(session: Session, recovery: Recovery, state: str, now: datetime) -> bool:
    """Close what nobody said a word about for long: no call without a yes, and no word is no complaint."""
    if not recovery.is_open or recovery.state != state or recovery.is_promised:
        return False
    if recovery.state == "open":
        recoveries.refuse(recovery, now)
    else:
        recovery.closed_at = now
    _note(session, recovery, now)
    return True


def _note(session: Session, recovery: Recovery, now: datetime, *, checked: bool = False) -> None:
    contacts.note(
        session,
        about=f"recovery:{recovery.number}",
        person=recovery.person,
        unit=recovery.unit,
        intent="recovery",
        started_by="bot",
        service=recovery.service,
        engagement="value_check" if checked else "none",
        why=None if checked else recovery.state,
        now=now,
    )
