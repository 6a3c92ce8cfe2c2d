"""Approval: who says yes to an order of a unit, by what it commits, and who is asked for more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from bot.catalog import Catalog, Service, Unit, ways_for_terms
from bot.customer import people
from bot.money import Money
from bot.process import approvers
from bot.process.approvers import Approver, Seat
from bot.value import approving
from bot.value.answers import price, units
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.decided import Topic
from bot.value.drafts import Draft, draft


@dataclass(frozen=True)
class Decider:
    """Who says yes to what commits more than `above`: a Slack id, or an address while Slack has not shown them."""

    person: str
    why: str  # as approvers.Approver has it
    asked_of: str | None
    above: Money


@dataclass(frozen=True)
class Rule:
    """Who says yes to what commits more than `above`, in any unit: what they are in it, or a person."""

    by: str
    above: Money


@dataclass(frozen=True)
class Order:
    """One order as it would be placed today: what it commits until the fiscal year ends."""

    level: str
    quantity: int
    commitment: Money
    last_day: date
    moves_money: bool


@dataclass(frozen=True)
class ApprovalAnswer:
    """Who says yes: the `needed` one after the other for this order, `further` for what commits more.

    Where the asker's unit is not known, or not for this place, `rules` say it by what people are in their unit.
    """

    aspect: str
    service: Entry | None
    order: Order | None
    needed: tuple[Decider, ...]
    further: tuple[Decider, ...]
    rules: tuple[Rule, ...]
    unit_name: str | None
    private: bool
    yes: bool | None  # where the question wants a yes or a no


def approval(
    session: Session | None,
    catalog: Catalog,
    service: Service | None,
    topic: Topic,
    asker: Asker,
    known: Entry | None,
) -> ApprovalAnswer:
    """Return who says yes to so many units of a service, or to orders at all."""
    other = units.named(catalog.company, topic.asked.text) if asker.private else None
    unit = other or asker.unit
    mine = unit == asker.unit
    drafted = (
        _draft(session, catalog, unit, service, topic, asker)
        if session and unit and mine and service
        else None
    )
    order = _order(drafted) if drafted else None
    deciders = tuple(_deciders(session, catalog, unit, asker)) if unit else ()
    needed = _needed(deciders, order)
    return ApprovalAnswer(
        aspect="approval",
        service=known,
        order=order,
        needed=needed,
        further=tuple(each for each in deciders[1:] if each not in needed),
        rules=() if unit else tuple(_rules(session, catalog)),
        unit_name=unit.name if unit else None,
        private=asker.private,
        yes=_yes(session, catalog, unit, needed, order, topic.asked.text.lower()),
    )


def _needed(deciders: tuple[Decider, ...], order: Order | None) -> tuple[Decider, ...]:
    """Return who must say yes to an order, one after the other; to orders at all it is the first."""
    if order is None:
        return deciders[:1]
    if not order.moves_money:
        return ()
    return tuple(each for each in deciders if each is deciders[0] or each.above < order.commitment)


def _draft(
    session: Session, catalog: Catalog, unit: Unit, service: Service, topic: Topic, asker: Asker
) -> Draft:
    quantity = price.units_asked(service, topic.asked) or 1
    return draft(session, catalog, unit, service, now=asker.now, tier=topic.tier, quantity=quantity)


def _order(drafted: Draft) -> Order:
    quote = drafted.quote
    return Order(
        level=drafted.ask.tier.name,
        quantity=quote.quantity,
        commitment=quote.commitment,
        last_day=quote.ends_on - timedelta(days=1),
        moves_money=quote.moves_money,
    )


def _rules(session: Session | None, catalog: Catalog) -> Iterator[Rule]:
    for level in catalog.company.approvals:
        known = people.id_of(session, level.by) if session and "@" in level.by else None
        yield Rule(known or level.by, level.above)


def _deciders(session: Session | None, catalog: Catalog, unit: Unit, asker: Asker) -> Iterator[Decider]:
    """Yield who is asked at each level of a unit, nobody twice and never the asker."""
    seen: set[str | None] = {asker.person or None, asker.email}
    for seat in _seats(catalog, unit):
        decider = _decider(session, catalog, seat, asker)
        if decider and decider.person not in seen:
            yield decider
            seen.add(decider.person)


def _seats(catalog: Catalog, unit: Unit) -> Sequence[Seat]:
    """Return all levels of approval of a unit: those of what commits more than the highest of them."""
    levels = catalog.company.levels(unit)
    highest = levels[-1].above.minor if levels else 0
    return approvers.seats(catalog.company, unit, Money(highest + 1, catalog.company.currency))


def _decider(session: Session | None, catalog: Catalog, seat: Seat, asker: Asker) -> Decider | None:
    """Return who would be asked now; by address where Slack has shown nobody who may decide."""
    barred = {asker.person}
    found = approvers.fitting(seat, people.ids(session, list(seat.ranked)), barred) if session else []
    if session and found:
        there = approving.whoever_is_there(session, catalog, found[0], barred, asker.now)
        return Decider(there.person, there.why, there.asked_of, seat.above)
    others = (Approver(email, why) for email, why in seat.ranked.items() if email != asker.email)
    first = next(others, None)
    return Decider(first.person, first.why, None, seat.above) if first else None


def _yes(
    session: Session | None,
    catalog: Catalog,
    unit: Unit | None,
    needed: tuple[Decider, ...],
    order: Order | None,
    words: str,
) -> bool | None:
    """Return whether it is so, where a question asks whether anybody has to approve, or somebody it names."""
    if ways_for_terms.OF_SOMEBODY.fit(words):
        named = _named(session, catalog, unit, needed, words) if unit else None
        return (
            None
            if named is None
            else any(each in named for one in needed for each in (one.person, one.asked_of))
        )
    is_free = order is not None and not order.moves_money
    if ways_for_terms.NEEDED.fit(words):
        return not is_free
    return is_free if ways_for_terms.WITHOUT.search(words) else None


def _named(
    session: Session | None, catalog: Catalog, unit: Unit, needed: tuple[Decider, ...], words: str
) -> set[str] | None:
    """Return whom a question names, by what they are or by their first name; None where they are not known."""
    roles = {"budget_owner": (unit.budget_owner,), "head": (unit.head,), "lead": catalog.company.leads}
    said = [role for role, turns in ways_for_terms.ROLES.items() if turns.search(words)]
    if said:
        emails = [email for role in said for email in roles[role]]
        return {*emails, *(people.ids(session, emails).values() if session else ())}
    named = {each.person for each in needed if _first_name(session, each.person) in words.split()}
    return named or None


def _first_name(session: Session | None, person: str) -> str:
    names = people.names(session, [person]) if session else {}
    return names.get(person, person.partition("@")[0]).split()[0].lower()
