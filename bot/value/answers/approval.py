"""Approval: who says yes to an order of a unit, by what it commits, and who is asked for more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from bot.catalog import Catalog, Company, Service, Unit, figures, ways_for_terms
from bot.customer import people
from bot.money import Money
from bot.process import approvers
from bot.process.approvers import Approver, Seat
from bot.value import approving
from bot.value.answers import price, units
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.decided import Topic
from bot.value.drafts import draft


@dataclass(frozen=True)
class Seated:
    """Who sits on a seat now: by Slack id, or by address while Slack has not shown them."""

    approver: Approver
    above: Money  # asked about what commits more than this


@dataclass(frozen=True)
class Rule:
    """Who says yes to what commits more than `above`, in any unit: what they are in it, or a person."""

    by: str
    above: Money


@dataclass(frozen=True)
class Drafted:
    """What is told of a draft: an order as it would be placed today, until the fiscal year ends."""

    level: str
    quantity: int
    commitment: Money
    last_day: date
    moves_money: bool


@dataclass(frozen=True)
class Sum:
    """A sum of money that is asked about, or anything above it."""

    amount: Money
    above: bool

    @property
    def commitment(self) -> Money:
        """The least commitment that is meant."""
        return Money(self.amount.minor + self.above, self.amount.currency)


@dataclass(frozen=True)
class ApprovalAnswer:
    """Who says yes: the `needed` one after the other for this order or `sum`, `further` for what commits more.

    Where the asker's unit is not known, or not for this place, `rules` say it by what people are in their unit;
    beside a sum, or where limits are asked for, they say why it is them. `held` is how many hold for the sum.
    """

    aspect: str
    service: Entry | None
    draft: Drafted | None
    sum: Sum | None
    needed: tuple[Approver, ...]
    further: tuple[Seated, ...]
    rules: tuple[Rule, ...]
    held: int
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
    asked = _sum(catalog.company, topic)
    drafted = (
        _drafted(session, catalog, unit, service, topic, asker)
        if session and unit and mine and service and asked is None
        else None
    )
    seated = tuple(_seated(session, catalog, unit, asker)) if unit else ()
    enough = _how_many(seated, drafted, asked)
    needed = tuple(each.approver for each in seated[:enough])
    why = asked is not None or ways_for_terms.LIMITS.search(topic.asked.text.lower())
    rules = tuple(_rules(session, catalog.company, unit)) if why or not unit else ()
    return ApprovalAnswer(
        aspect="approval",
        service=known,
        draft=drafted,
        sum=asked,
        needed=needed,
        further=seated[max(enough, 1) :],
        rules=rules,
        held=sum(asked is not None and each.above < asked.commitment for each in rules),
        unit_name=unit.name if unit else None,
        private=asker.private,
        yes=_yes(session, catalog, unit, needed, drafted, topic.asked.text.lower()),
    )


def _sum(company: Company, topic: Topic) -> Sum | None:
    """Return the sum of money that is asked about."""
    words = topic.asked.text.lower()
    amount = figures.money(words)
    if amount is None:
        return None
    return Sum(Money.of(amount, company.currency), above=ways_for_terms.ABOVE.search(words) is not None)


def _how_many(seated: tuple[Seated, ...], drafted: Drafted | None, asked: Sum | None) -> int:
    """Return how many must say yes to an order or a sum, one after the other; to orders at all it is the first."""
    if drafted and not drafted.moves_money:
        return 0
    of = drafted or asked
    return max(sum(each.above < of.commitment for each in seated) if of else 0, 1)


def _drafted(
    session: Session, catalog: Catalog, unit: Unit, service: Service, topic: Topic, asker: Asker
) -> Drafted:
    quantity = price.units_asked(service, topic.asked) or 1
    ordered = draft(session, catalog, unit, service, now=asker.now, tier=topic.tier, quantity=quantity)
    quote = ordered.quote
    return Drafted(
        level=ordered.ask.tier.name,
        quantity=quote.quantity,
        commitment=quote.commitment,
        last_day=quote.ends_on - timedelta(days=1),
        moves_money=quote.moves_money,
    )


def _rules(session: Session | None, company: Company, unit: Unit | None) -> Iterator[Rule]:
    for level in company.levels(unit) if unit else company.approvals:
        known = people.id_of(session, level.by) if session and "@" in level.by else None
        yield Rule(known or level.by, level.above)


def _seated(session: Session | None, catalog: Catalog, unit: Unit, asker: Asker) -> Iterator[Seated]:
    """Yield who is asked at each level of a unit, nobody twice and never the asker."""
    seen: set[str | None] = {asker.person or None, asker.email}
    for seat in _seats(catalog, unit):
        approver = _approver(session, catalog, seat, asker)
        if approver and approver.person not in seen:
            yield Seated(approver, seat.above)
            seen.add(approver.person)


def _seats(catalog: Catalog, unit: Unit) -> Sequence[Seat]:
    """Return all levels of approval of a unit: those of what commits more than the highest of them."""
    levels = catalog.company.levels(unit)
    highest = levels[-1].above.minor if levels else 0
    return approvers.seats(catalog.company, unit, Money(highest + 1, catalog.company.currency))


def _approver(session: Session | None, catalog: Catalog, seat: Seat, asker: Asker) -> Approver | None:
    """Return who would be asked now; by address where Slack has shown nobody who may decide."""
    barred = {asker.person}
    found = approvers.fitting(seat, people.ids(session, list(seat.ranked)), barred) if session else []
    if session and found:
        return approving.whoever_is_there(session, catalog, found[0], barred, asker.now)
    others = (Approver(email, why) for email, why in seat.ranked.items() if email != asker.email)
    return next(others, None)


def _yes(
    session: Session | None,
    catalog: Catalog,
    unit: Unit | None,
    needed: tuple[Approver, ...],
    drafted: Drafted | None,
    words: str,
) -> bool | None:
    """Return whether it is so, where a question asks whether anybody has to approve, or somebody it names.

    Nobody decides on what they asked for themselves.
    """
    if ways_for_terms.OF_ONESELF.search(words):
        return False
    if ways_for_terms.OF_SOMEBODY.fit(words):
        named = _named(session, catalog, unit, needed, words) if unit else None
        return (
            None
            if named is None
            else any(each in named for one in needed for each in (one.person, one.asked_of))
        )
    is_free = drafted is not None and not drafted.moves_money
    if ways_for_terms.NEEDED.fit(words):
        return not is_free
    return is_free if ways_for_terms.WITHOUT.fit(words) else None


def _named(
    session: Session | None, catalog: Catalog, unit: Unit, needed: tuple[Approver, ...], words: str
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
