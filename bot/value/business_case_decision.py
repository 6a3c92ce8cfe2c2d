"""Deciding on a business case: sent to who holds the budget, asked about, approved, put off or declined."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.catalog import Catalog, Pool
from bot.customer import contacts, gate, people
from bot.delivery import timers
from bot.delivery.facts import pack
from bot.money import Money
from bot.process import approvals
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import approving, case_waiting, cases, drafts, purchases, vouching
from bot.value import business_case_evidence as later
from bot.value import business_case_form as form
from bot.value.business_case_form import Said, Weighed
from bot.value.cases import Benefit, BusinessCase
from bot.value.drafts import Draft
from bot.value.purchases import FindTeam

REVISIT = "case.revisit"
MORNING = time(9)  # when a case comes back, on the clock of who decides


def send(
    session: Session,
    catalog: Catalog,
    said: Said,
    weighed: Weighed,
    words: Mapping[str, tuple[str, str]],
    *,
    author: str,
    now: datetime,
) -> BusinessCase:
    """Store a case that is asked of who decides; `words` say what each counted benefit is, and its source.

    Raises Refused when Slack knows nobody who could decide.
    """
    worth, ask = catalog.company.worth, weighed.draft.ask
    unit = weighed.draft.unit.code
    options = form.options(session, catalog, weighed, now)
    case = BusinessCase(
        unit=unit,
        service=ask.service.key,
        from_tier=weighed.from_tier,
        to_tier=ask.tier.name,
        quantity=ask.quantity,
        pool=weighed.draft.pool.code if weighed.draft.pool else None,
        offer_id=said.get("offer"),
        author=author,
        problem=str(said["problem"]),
        process=str(said.get("process") or ""),
        yearly_minor=weighed.yearly.minor,
        one_off_minor=weighed.once.minor,
        risk_factor=worth.risk_factor,
        discount=worth.discount,
        years=worth.years,
        state="asked",
        written_at=now,
        asked_of=decider(
            session, catalog, unit, weighed.draft.quote.commitment, {author}, now, weighed.draft.pool
        ),
        asked_at=now,
        weighed=pack({"words": said.get("nothing") or "", "nothing": weighed.nothing, "options": options}),
    )
    session.add(case)
    session.flush()
    session.add_all(_benefits(catalog, said, weighed, words, case.number))
    session.flush()
    _note(session, case, author, now)
    vouching.begin(session, catalog, case, now)
    case_waiting.set_reminder(session, catalog, case, now)
    return case


def _benefits(
    catalog: Catalog, said: Said, weighed: Weighed, words: Mapping[str, tuple[str, str]], number: int
) -> list[Benefit]:
    shown = [
        Benefit(
            case_id=number,
            what=words[line.kind][0],
            yearly_minor=line.yearly.minor,
            source=words[line.kind][1],
            owner=said[f"owner_{line.kind}"],
        )
        for line in form.counted(said, weighed)
    ]
    typed = [
        Benefit(
            case_id=number,
            what=said[f"what_{at}"],
            yearly_minor=(form.amount(catalog, said[f"amount_{at}"]) or catalog.company.nothing()).minor,
            source=said[f"source_{at}"],
            owner=said[f"owner_{at}"],
        )
        for at in form.typed(said)
    ]
    return [*shown, *typed]


def draft(session: Session, catalog: Catalog, case: BusinessCase, now: datetime) -> Draft | None:
    """Work out the order that a case would be today, what it costs once included; None for what is no longer sold."""
    service = catalog.services.get(case.service or "")
    known = [tier.name for tier in service.tiers] if service and service.can_be_ordered else []
    if service is None or case.to_tier not in known:
        return None
    return drafts.draft(
        session,
        catalog,
        catalog.company.units[case.unit],
        service,
        now=now,
        tier=case.to_tier,
        quantity=case.quantity,
        move=case.from_tier is not None and case.from_tier != case.to_tier,
        pool=case.pool,
        one_off=Money(case.one_off_minor, catalog.company.currency) if service.monthly else None,
    )


def approve(
    session: Session,
    catalog: Catalog,
    case_id: int,
    *,
    by: str,
    seen: int,
    wish: str,
    now: datetime,
    find_team: FindTeam,
) -> Order | None:
    """Turn a case into its order, approved where the funding carries it; None where it costs more than was seen.

    `seen` is the commitment (minor units) that was shown, `wish` what whoever else decides and the team
    read. What the funding does not carry waits for approval with every way that fits. Raises Refused for
    anybody but who is asked, and when it was decided already.
    """
    case = cases.hold(session, case_id)
    cases.check_decider(case, by)
    found = draft(session, catalog, case, now)
    if found is None:
        raise Refused("cases/gone", ["register", "talk"])
    if found.quote.commitment.minor > seen:
        return None
    number = purchases.place(
        session,
        catalog,
        found,
        person=case.author,
        now=now,
        find_team=find_team,
        text=wish,
        from_offer=case.offer_id,
        over=not found.quote.fits,
    )
    order = approving.begin(session, catalog, number, now)
    asked = {row.approver for row in approvals.asked(session, number)}
    if found.quote.fits and by in asked:
        order = purchases.approve(session, catalog, number, by=by, now=now, find_team=find_team)
    _decide(session, case, "approved", by, now)
    case.order_id = number
    return order


def ask(session: Session, case_id: int, *, by: str, text: str, now: datetime) -> BusinessCase:
    """Keep a question to the author. Raises Refused as `approve` does."""
    case = cases.hold(session, case_id)
    cases.check_decider(case, by)
    case.questions = [*case.questions, pack({"text": text, "by": by, "at": now, "answer": None})]
    session.add(case)
    return case


def answer(session: Session, case_id: int, place: int, *, by: str, text: str) -> BusinessCase:
    """Keep the author's answer to the question at a place; again replaces it. Raises Refused for anybody else."""
    case = cases.hold(session, case_id)
    check_author(case, by)
    case.questions = [
        {**each, "answer": text} if at == place else each for at, each in enumerate(case.questions)
    ]
    session.add(case)
    return case


def check_author(case: BusinessCase, by: str) -> None:
    """Let only the author answer for a case or write it anew. Raises Refused for anybody else."""
    if by != case.author:
        raise Refused("cases/not_yours", ["talk"], asked_of=case.asked_of, author=case.author)


def defer(
    session: Session, catalog: Catalog, case_id: int, *, by: str, until: date, reason: str, now: datetime
) -> BusinessCase:
    """Put a case off until a day, on which it comes back by itself. Raises Refused as `approve` does."""
    case = cases.hold(session, case_id)
    cases.check_decider(case, by)
    _decide(session, case, "deferred", by, now, reason)
    _come_back(session, catalog, case, until, now)
    return case


def decline(
    session: Session,
    catalog: Catalog,
    case_id: int,
    *,
    by: str,
    reason: str,
    again_on: date | None,
    now: datetime,
) -> BusinessCase:
    """Keep a no with its reason, and perhaps the day to look at it again. Raises Refused as `approve` does."""
    case = cases.hold(session, case_id)
    cases.check_decider(case, by)
    _decide(session, case, "declined", by, now, reason)
    if again_on is not None:
        _come_back(session, catalog, case, again_on, now)
    return case


def revisit(session: Session, catalog: Catalog, case_id: int, on: date, now: datetime) -> BusinessCase | None:
    """Ask anew about a case whose day has come, with what happened since; None where that day no longer holds."""
    case = cases.hold(session, case_id)
    if case.revisit_on != on or case.state not in ("deferred", "declined"):
        return None
    later.gather(session, case, now)
    _ask_anew(session, catalog, case, {case.author}, now)
    return case


def mend(session: Session, catalog: Catalog, now: datetime) -> list[BusinessCase]:
    """Ask somebody else wherever the one who is asked has left; return these cases."""
    waiting = select(BusinessCase).where(BusinessCase.state == "asked")
    changed = []
    for case in session.exec(waiting.order_by(col(BusinessCase.id))).all():
        if case.asked_of and not approving.is_active(session, case.asked_of):
            with suppress(Refused):  # while there is nobody else, it waits
                _ask_anew(session, catalog, case, {case.author, case.asked_of}, now)
                changed.append(case)
    return changed


def _ask_anew(
    session: Session, catalog: Catalog, case: BusinessCase, barred: Collection[str | None], now: datetime
) -> None:
    found = draft(session, catalog, case, now)
    commitment = found.quote.commitment if found else Money(case.yearly_minor, catalog.company.currency)
    pool = catalog.company.pools.get(case.pool or "")
    case.asked_of = decider(session, catalog, case.unit, commitment, barred, now, pool)
    case.state, case.asked_at, case.revisit_on = "asked", now, None
    session.add(case)
    case_waiting.set_reminder(session, catalog, case, now)


def decider(
    session: Session,
    catalog: Catalog,
    unit: str,
    commitment: Money,
    barred: Collection[str | None],
    now: datetime,
    pool: Pool | None = None,
) -> str:
    """Return who decides on a unit's case (Slack id), or who stands in; none of `barred`, as its author is.

    With `pool` it is shared money, and whoever looks after that decides.

    Raises Refused when Slack knows nobody who could.
    """
    first = purchases.payer_of(session, catalog, catalog.company.units[unit], commitment, barred, pool)
    return approving.whoever_is_there(session, catalog, first, barred, now).person


def _decide(
    session: Session, case: BusinessCase, state: str, by: str, now: datetime, reason: str = ""
) -> None:
    case.state, case.decided_by, case.decided_at, case.reason = state, by, now, reason
    case.revisit_on = None
    session.add(case)
    _note(session, case, by, now)


def _note(session: Session, case: BusinessCase, person: str, now: datetime) -> None:
    """Keep that a person said what the service is worth to the business."""
    contacts.note(
        session,
        about=f"case:{case.number}",
        person=person,
        unit=case.unit,
        intent="case",
        service=case.service,
        engagement="value_check",
        now=now,
    )


def _come_back(session: Session, catalog: Catalog, case: BusinessCase, on: date, now: datetime) -> None:
    """Have a case come back on that day, outside the quiet hours of who decides."""
    case.revisit_on = on
    session.add(case)
    person = people.meet(session, case.asked_of or case.author)
    morning = datetime.combine(on, MORNING, ZoneInfo(person.zone or catalog.company.zone))
    due = gate.moment(catalog.company, person, morning)
    facts = {"case": case.number, "on": on}
    timers.set_timer(session, REVISIT, due, now=now, key=f"{REVISIT}:{case.number}:{on}", facts=facts)
