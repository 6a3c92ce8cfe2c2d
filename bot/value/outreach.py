"""Outreach: whom to offer what the data shows, the best for each person, and silence with its reason otherwise."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.catalog import Catalog, Company
from bot.customer import gate, judging, people
from bot.customer.people import Person
from bot.customer.policy import Standing, Verdict
from bot.db import alone
from bot.delivery import schedules
from bot.delivery.facts import pack
from bot.process.orders import UNFINISHED, Order
from bot.value import choosing, offers, scopes
from bot.value.choosing import Belief, Choice, Chosen
from bot.value.evidence import Need
from bot.value.offers import Offer, same
from bot.value.scopes import Plan

LOOK, LOOK_AT = "offer.look", "offer.look_at"  # every morning, and after it at some units at a time
BEGIN = "offer.begin"  # when it is no longer quiet for the reader
WORKING_MORNINGS = "0 10 * * mon-fri"  # when people can ask back
ALLOWED, HELD_OUT, IN_HAND, NOBODY = "allowed", "held_out", "in_hand", "nobody"

Gate = Callable[[Session, Company, Person, Standing, datetime], Verdict]


@dataclass(frozen=True)
class Possible:
    """One offer that could be made to one person."""

    need: Need
    person: str
    plan: Plan


def arrange(session: Session, zone: str, now: datetime) -> None:
    """Look for needs every working morning in the company's zone; again changes the zone only."""
    schedules.keep(session, LOOK, WORKING_MORNINGS, zone, now=now)


def look(
    session: Session,
    catalog: Catalog,
    needs: Iterable[Need],
    now: datetime,
    *,
    to: Sequence[str] | None = None,
) -> list[Offer]:
    """Offer each person the best of what could be offered to them, where the gate allows it.

    A need goes to the first of its readers who may be asked; whoever may not is recorded with the reason.
    With `to` these people (Slack ids) are the readers of all needs.
    """
    needs = list(needs)
    if not needs:
        return []
    wait_turn(session)
    possible: dict[str, list[Possible]] = defaultdict(list)
    for need in needs:
        asked = readers(session, catalog, need) if to is None else to
        found = _possible(session, catalog, need, asked, now)
        if found is not None:
            possible[found.person].append(found)
    beliefs = offers.beliefs(session, catalog, now) if possible else {}
    return [
        offer for could in possible.values() for offer in _make_best(session, catalog, could, beliefs, now)
    ]


def wait_turn(session: Session) -> None:
    """Be the only one who offers until the session ends: of two at once neither would see the other's.

    Whoever is going to hold a person does this before, or two could wait for each other.
    """
    alone(session, "offer")


def together(catalog: Catalog) -> list[list[str]]:
    """Return the units (codes) that are looked at in one go: those that one person heads."""
    by_head: dict[str, list[str]] = defaultdict(list)
    for unit in catalog.company.units.values():
        by_head[unit.head].append(unit.code)
    return list(by_head.values())


def readers(session: Session, catalog: Catalog, need: Need) -> list[str]:
    """Return whose evidence it is, then the head of the unit, as far as Slack knows them."""
    head = people.id_of(session, catalog.company.units[need.unit].head)
    own = need.person if need.person and is_of(session, need.person, need.unit) else None
    return [person for person in dict.fromkeys((own, head)) if person]


def is_of(session: Session, person: str, unit: str) -> bool:
    """Say whether somebody may read what a unit needs: not while they only say to be of it."""
    return people.unit_of(session, person) == unit


def verdict(session: Session, catalog: Catalog, need: Need, now: datetime) -> str:
    """Return what would come of a need today, without doing it: allowed, or the code of why not."""
    if _in_hand(session, catalog, need, now):
        return IN_HAND
    asked = readers(session, catalog, need)
    codes = [code for _, code, _ in _verdicts(session, catalog, need, asked, now, gate.would_offer)]
    return next((code for code in codes if code in (ALLOWED, HELD_OUT)), codes[0] if codes else NOBODY)


def standing_of(session: Session, company: Company, person: str, need: Need) -> Standing:
    """Return what the gate is told before `need` is offered to `person`: the trouble and the offers before."""
    declined = same(need).where(Offer.state == "declined")
    shown = select(Offer).where(Offer.person == person, col(Offer.shown_at).is_not(None))
    return judging.standing(
        company,
        open_trouble=has_trouble(session, person, need.unit, need.service),
        declined_at=(offer.decided_at for offer in session.exec(declined)),
        offered_at=(offer.shown_at for offer in session.exec(shown)),
    )


def whose_moment_came(
    session: Session, catalog: Catalog, offer_id: int, now: datetime
) -> tuple[Offer, str | None]:
    """Return an offer that waited, held, and why it may not be made any more (the policy's code), None if it may.

    The gate holds the person first, as whoever stops offers does; the other way round both would wait for ever.
    """
    offer = session.get_one(Offer, offer_id)
    person = people.meet(session, offer.person)
    trouble = has_trouble(session, person.id, offer.unit, offer.service)
    said = gate.offer(session, catalog.company, person, Standing(open_trouble=trouble), now)
    return offers.hold(session, offer_id), None if said.allowed else said.code


def has_trouble(session: Session, person: str, unit: str, service: str) -> bool:
    """Say whether something open has to be put right before anything is offered.

    It is an incident or a complaint of the person, of the unit about this service, or of priority 1.
    """
    theirs = sa.or_(col(Order.person) == person, col(Order.unit) == unit)
    open_now = select(Order).where(
        col(Order.kind).in_(("incident", "complaint")), col(Order.state).in_(UNFINISHED), theirs
    )
    return any(
        order.person == person or order.service == service or order.priority == 1
        for order in session.exec(open_now)
    )


def _possible(
    session: Session, catalog: Catalog, need: Need, asked: Sequence[str], now: datetime
) -> Possible | None:
    if _in_hand(session, catalog, need, now):
        return None
    for person, code, plan in _verdicts(session, catalog, need, asked, now, gate.offer):
        if code == ALLOWED and plan is not None:
            return Possible(need, person, plan)
        _keep_silence(session, need, person, code, now)
    return None


def _verdicts(
    session: Session, catalog: Catalog, need: Need, asked: Sequence[str], now: datetime, gate_: Gate
) -> Iterator[tuple[str, str, Plan | None]]:
    """Yield who would be asked, one after the other, with what speaks against it, until it is their turn.

    Whoever is held out is not passed over for the next: they would have been offered it, and it is left out.
    What speaks against the offer itself speaks against it for everybody.
    """
    company = catalog.company
    for person in asked:
        standing = standing_of(session, company, person, need)
        said = gate_(session, company, people.meet(session, person), standing, now)
        if not said.allowed:
            yield person, said.code, None
            continue
        plan = scopes.plan_of(session, catalog, need, now)
        held_out = plan.why_not is None and choosing.is_held_out(person, company.policy.held_out_percent)
        yield person, HELD_OUT if held_out else plan.why_not or ALLOWED, plan
        return


def _in_hand(session: Session, catalog: Catalog, need: Need, now: datetime) -> bool:
    """Say whether somebody was shown the same lately, or an order for it is on its way."""
    since = now - timedelta(days=catalog.company.policy.offer_days)
    undecided = col(Offer.state).in_(("shown", "later", "asked"))
    lately = same(need).where(undecided, col(Offer.shown_at) > since)
    ordered = select(Order).where(
        Order.kind == "order",
        Order.unit == need.unit,
        Order.service == need.service,
        Order.tier == need.to_tier,
        col(Order.state).in_(UNFINISHED),
    )
    return bool(session.exec(lately).first() or session.exec(ordered).first())


def _make_best(
    session: Session,
    catalog: Catalog,
    could: Sequence[Possible],
    beliefs: Mapping[tuple[str, str], Belief],
    now: datetime,
) -> Iterator[Offer]:
    """Make the best offer for one person, unless a colleague was made the same a moment ago."""
    free = [each for each in could if not _in_hand(session, catalog, each.need, now)]
    if not free:
        return
    chosen = choosing.best(
        [_choice(each, beliefs) for each in free],
        person=free[0].person,
        day=catalog.company.day(now),
        explore_percent=catalog.company.policy.explore_percent,
    )
    yield _make(session, free[chosen.at], chosen, now)


def _choice(possible: Possible, beliefs: Mapping[tuple[str, str], Belief]) -> Choice:
    need = possible.need
    belief = beliefs.get((need.rule, need.service), Belief.after(0, 0))
    name = f"{need.rule} {need.unit} {need.service} {need.to_tier}"
    return Choice(name, belief, possible.plan.benefit, possible.plan.difference)


def _make(session: Session, possible: Possible, chosen: Chosen, now: datetime) -> Offer:
    offer = row(possible.need, possible.person, possible.plan)
    offer.chance, offer.explored, offer.shown_at = chosen.chance, chosen.explored, now
    session.add(offer)
    session.flush()
    return offer


def silence(session: Session, need: Need, person: str) -> str | None:
    """Return why `need` was not offered to a person the last time, None where it was."""
    last = session.exec(_of(need, person)).first()
    return last.suppressed if last else None


def _of(need: Need, person: str) -> SelectOfScalar[Offer]:
    return same(need).where(Offer.person == person).order_by(col(Offer.id).desc())


def _keep_silence(session: Session, need: Need, person: str, code: str, now: datetime) -> None:
    """Record why nothing was offered, once for as long as the reason stays the same."""
    last = session.exec(_of(need, person)).first()
    if last is None or last.suppressed != code:
        offer = row(need, person)
        offer.state = HELD_OUT if code == HELD_OUT else "suppressed"
        offer.suppressed, offer.decided_at = code, now
        session.add(offer)


def row(need: Need, person: str, plan: Plan | None = None) -> Offer:
    """Return the offer that a need would be to a person, by a plan where there is one; it is not stored."""
    benefit = plan.benefit if plan else None
    fewer = {"of": need.quantity, "fewer": plan.fewer} if plan and plan.fewer else {}
    return Offer(
        person=person,
        unit=need.unit,
        service=need.service,
        from_tier=need.from_tier,
        to_tier=need.to_tier,
        quantity=plan.quantity if plan else need.quantity,
        rule=need.rule,
        evidence=pack({"kind": need.kind, **need.evidence, **fewer}),
        monthly_difference_minor=plan.difference.minor if plan else 0,
        benefit_minor=None if benefit is None else benefit.minor,
    )
