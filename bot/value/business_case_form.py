"""The form of a business case: what was said in it, what data says already, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Unit
from bot.catalog.typed import number
from bot.cost.payoff import Plan
from bot.customer import people
from bot.money import Money, total
from bot.value import business_case, drafts
from bot.value.business_case import Benefits, Line, Nothing
from bot.value.cases import Benefit, BusinessCase
from bot.value.drafts import Draft

STEPS = ("problem", "options", "benefits", "review")
MOST_BENEFITS = 5  # that somebody types, beside those that rows show
BENEFIT = ("what", "amount", "source", "owner")
FIELDS = (
    *("service", "tier", "quantity", "problem", "process", "nothing", "one_off"),
    *("owner_downtime", "owner_response"),
    *(f"{name}_{at}" for at in range(MOST_BENEFITS) for name in BENEFIT),
)

Said = Mapping[str, Any]
"""What stands in the form, by the names of its fields."""


@dataclass(frozen=True)
class Option:
    """One level that could be taken instead: what it adds a year, and what rows show that it brings."""

    tier: str
    yearly: Money
    benefit: Money | None


@dataclass(frozen=True)
class Weighed:
    """A case as it stands: what would be ordered, what that brings by the rows, and what doing nothing costs."""

    draft: Draft
    from_tier: str | None
    computed: Benefits | None
    nothing: Nothing

    @property
    def lines(self) -> tuple[Line, ...]:
        """The benefits that rows show."""
        return self.computed.lines if self.computed else ()

    @property
    def yearly(self) -> Money:
        """What it costs a year beyond today."""
        return self.draft.quote.next_year

    @property
    def once(self) -> Money:
        """What it costs once: setting it up, and what is paid by the piece."""
        quote = self.draft.quote
        return quote.one_off if self.draft.ask.service.monthly else quote.one_off + quote.change


def weigh(session: Session, catalog: Catalog, unit: Unit, said: Said, now: datetime) -> Weighed:
    """Return what a form comes to on today's figures. Raises Refused for a service that cannot be ordered.

    While nothing else is said, it is the level above the one that the unit has, for all that have it;
    of the level named in `more` the unit gets more, and gives nothing up for it.
    """
    service = drafts.orderable(catalog.seen_by(unit), said.get("service") or "")
    first = drafts.draft(session, catalog, unit, service, now=now)
    usual = first.ask.tier
    above = service.next_tier(usual.name) if first.held.get(usual.name) else None
    tier = said.get("tier") or (above or usual).name
    draft = drafts.draft(
        session,
        catalog,
        unit,
        service,
        now=now,
        tier=tier,
        move=False if tier == said.get("more") else None,
        quantity=int(number(said.get("quantity")) or 0) or max([*first.held.values(), 1]),
        pool=said.get("pool"),
        one_off=amount(catalog, said.get("one_off")),
    )
    from_tier = _from(draft)
    today = service.tier(from_tier) if from_tier else draft.ask.tier
    users = draft.held.get(from_tier or "", 0) or draft.ask.quantity
    nothing = business_case.doing_nothing(session, catalog, unit, service, today, users, now)
    return Weighed(draft, from_tier, _computed(session, catalog, draft, now), nothing)


def _from(draft: Draft) -> str | None:
    """Return the level that the units have today, None where they have none."""
    ask = draft.ask
    return ask.replaces or (ask.tier.name if draft.held.get(ask.tier.name) else None)


def _computed(session: Session, catalog: Catalog, draft: Draft, now: datetime) -> Benefits | None:
    ask, from_tier = draft.ask, _from(draft)
    if from_tier is None:
        return None
    unit, service = draft.unit.code, ask.service.key
    return business_case.benefit_of(
        session, catalog, unit, service, from_tier, ask.tier.name, ask.quantity, now
    )


def options(session: Session, catalog: Catalog, weighed: Weighed, now: datetime) -> list[Option]:
    """Return each level above today's, for as many units, with what it costs and brings.

    More of today's level is one of them where that can fill up, or was asked for.
    """
    draft, service = weighed.draft, weighed.draft.ask.service
    rank = service.tier(weighed.from_tier).rank if weighed.from_tier else 0
    found = []
    for tier in service.tiers:
        same = tier.name == weighed.from_tier and (service.quota or tier == draft.ask.tier)
        if tier.rank > rank or same:
            quantity = draft.ask.quantity
            other = drafts.draft(
                session,
                catalog,
                draft.unit,
                service,
                now=now,
                tier=tier.name,
                quantity=quantity,
                move=False if same else None,
            )
            known = tier == draft.ask.tier
            benefits = weighed.computed if known else _computed(session, catalog, other, now)
            yearly = other.quote.next_year if service.monthly else other.quote.change
            found.append(Option(tier.name, yearly, benefits.total if benefits else None))
    return found


def amount(catalog: Catalog, typed: Any) -> Money | None:
    """Return the amount that was typed, None where it is none."""
    found = number(typed) if typed else None
    return None if found is None or found < 0 else Money.of(found, catalog.company.currency)


def rows(said: Said) -> int:
    """Return how many benefits there is room to type."""
    return min(max([int(said.get("rows") or 1), *(at + 1 for at in typed(said))]), MOST_BENEFITS)


def typed(said: Said) -> list[int]:
    """Return the places of the benefits of which anything was typed."""
    places = range(MOST_BENEFITS)
    return [at for at in places if any(said.get(f"{name}_{at}") for name in BENEFIT)]


def counted(said: Said, weighed: Weighed) -> list[Line]:
    """Return the benefits shown by rows that the author counts: all, until they said otherwise."""
    kinds = said.get("counted")
    return [line for line in weighed.lines if kinds is None or line.kind in kinds]


def plan(catalog: Catalog, said: Said, weighed: Weighed) -> Plan:
    """Return the figures of a form as it stands."""
    company = catalog.company
    own = [amount(catalog, said.get(f"amount_{at}")) for at in typed(said)]
    claimed = [line.yearly for line in counted(said, weighed)] + [each for each in own if each]
    return Plan(
        benefit=total(claimed, company.currency),
        cost=weighed.yearly,
        one_off=weighed.once,
        years=company.worth.years,
        discount=company.worth.discount,
    )


# What data says already


def begun(session: Session, catalog: Catalog, unit: Unit, said: Said, weighed: Weighed) -> dict[str, Any]:
    """Return the form with what was left open filled in: the level, how many, the process, who answers for what."""
    ask = weighed.draft.ask
    vouches = _vouches(session, catalog, unit, weighed)
    named = {f"owner_{line.kind}": vouches for line in weighed.lines}
    return {
        **{name: who for name, who in named.items() if who and name not in said},
        **said,
        "process": said.get("process") or ", ".join(ask.service.processes),
        "tier": ask.tier.name,
        "quantity": str(ask.quantity),
    }


def _vouches(session: Session, catalog: Catalog, unit: Unit, weighed: Weighed) -> str | None:
    """Return who said in the business what a loss costs, else the unit's head; None where both are of IT."""
    impact = weighed.draft.ask.service.impact
    asked = [*([impact.assessed_by] if impact else []), unit.head]
    known = people.ids(session, asked)
    for email in asked:
        of = catalog.company.unit_of(email)
        if email in known and of is not None and of.kind != "it_provider":
            return known[email]
    return None


def again(catalog: Catalog, case: BusinessCase, lines: Sequence[Benefit]) -> dict[str, Any]:
    """Return the form of a case that is written anew, its benefits as they were typed or counted then."""
    said: dict[str, Any] = {
        "service": case.service,
        "tier": case.to_tier,
        "quantity": str(case.quantity),
        "problem": case.problem,
        "process": case.process,
        "nothing": case.weighed.get("words", ""),
        "counted": [],
    }
    currency = catalog.company.currency
    service = catalog.services.get(case.service or "")
    if case.one_off_minor and service and service.monthly:
        said["one_off"] = str(Money(case.one_off_minor, currency).amount)
    for at, line in enumerate(lines[:MOST_BENEFITS]):
        worth = Money(line.yearly_minor, currency).amount
        said |= {f"what_{at}": line.what, f"amount_{at}": str(worth)}
        said |= {f"source_{at}": line.source, f"owner_{at}": line.owner}
    return said
