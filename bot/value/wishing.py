"""Wishing: what was understood of a message, what it costs or when it is due, and sending it on as a request."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.catalog import Catalog, Service, Unit
from bot.cost import subscriptions
from bot.customer import people, themes
from bot.customer.themes import Likeness, masked
from bot.process import cards, handovers
from bot.process.handovers import CAN_WAIT
from bot.process.orders import Order
from bot.value import drafts, forms, purchases, recovering, recovery_facts, understanding
from bot.value.answers import Decided, naming
from bot.value.answers.deciding import Find
from bot.value.drafts import Draft
from bot.value.purchases import FindTeam
from bot.value.understanding import NOT_ASKED, SLOW, STOPPED, Kind, Reach, Wish

KINDS: tuple[Kind, ...] = ("order", "incident", "complaint", "capability", "hours", "expedite", "fewer")
IN_PRIVATE = frozenset({"complaint", "expedite", "fewer"})
ORDERED = frozenset({"order", "capability", "fewer"})  # what an owner may have answered
FILLED_IN = frozenset({"hours", "expedite"})  # has a form that asks for more, and is sent from there


@dataclass(frozen=True)
class Asking:
    """Who wishes, and whose affairs may be read where the answer stands."""

    person: str
    unit: Unit | None
    unit_shown: bool  # what it has and spends may be read there
    now: datetime
    blind: bool = False  # who wishes may not read it anywhere


def read(
    catalog: Catalog,
    find: Find,
    text: str,
    decided: Decided,
    *,
    now: datetime,
    zone: str,
    names: Collection[str],
) -> Wish | None:
    """Return what a message wants, None where it only asks; `catalog` and `find` see what its writer may see."""
    if understanding.asks_only(text):
        return None
    found = find(understanding.about(text))
    wish = understanding.understand(catalog, found, text, now=now, zone=zone, names=names)
    if understanding.is_of_another(catalog, found, wish):
        return None
    wish = gone_on(wish, decided)
    return wish if is_wanted(wish, decided) else None


def gone_on(wish: Wish, decided: Decided) -> Wish:
    """Return the wish with what the conversation was about, where it names nothing itself: "two more"."""
    spoken = decided.before.service if decided.before else None
    names_none = wish.kind == "capability" or (wish.kind == "order" and wish.service not in wish.nearest[:1])
    if spoken is None or not names_none:
        return wish
    ordered = (topic for topic in decided.topics if topic.aspect == "order")
    before = next((topic for topic in ordered if topic.service == spoken), None)
    if before is not None:
        quantity = wish.quantity or before.asked.quantity
        return replace(wish, kind="order", service=spoken, tier=wish.tier or before.tier, quantity=quantity)
    only_counts = wish.quantity and not naming.says_more(wish.text)
    return replace(wish, kind="order", service=spoken) if only_counts else wish


def is_wanted(wish: Wish, decided: Decided) -> bool:
    """Say whether a message is to become a request, not to be answered.

    An owner's own answer is preferred to an order that names neither how many, nor a level, nor a day, nor
    for whom, and to something new that is not new; and to any of them if the owner wrote this very question. What
    is needed on a day, and nothing more exact, asks for its hours. What is likely another department's is no
    request to IT, and neither is an order of a thing that no service is called by: what comes near is named, and
    a person.
    """
    if decided.is_likely_elsewhere or (decided.is_word_for_word and wish.kind in ORDERED):
        return False
    if wish.kind in NOT_ASKED or (wish.kind == "fewer" and decided.aspect == "fewer"):
        return False
    if wish.kind == "order" and decided.aspect == "hours" and not (wish.quantity or wish.tier):
        return False
    told = decided.kind == "answer" and decided.match is not None and decided.match.kind == "faq"
    exact = (wish.quantity or 1) > 1 or wish.tier or wish.starts_on or wish.for_person
    if wish.kind == "order" and wish.service is None and (decided.kind == "elsewhere" or not exact):
        return False
    return not (told and (wish.kind == "capability" or (wish.kind == "order" and not exact)))


def told(catalog: Catalog, decided: Decided) -> dict[str, str] | None:
    """Return the owner's answer that may help meanwhile, None without one."""
    match = decided.match
    if decided.kind != "answer" or match is None or match.kind != "faq":
        return None
    faq = catalog.faq(match.service, match.faq or 0)
    return {"question": faq.question, "answer": faq.answer}


def draft(session: Session, catalog: Catalog, wish: Wish, asking: Asking) -> Draft | None:
    """Return the order that a wish would be, None where nothing of that kind can be ordered, or for no unit."""
    service = catalog.services.get(wish.service or "")
    if wish.kind != "order" or service is None or service not in catalog.orderable() or asking.unit is None:
        return None
    return drafts.draft(
        session,
        catalog,
        asking.unit,
        service,
        now=asking.now,
        tier=wish.tier,
        quantity=wish.quantity or 1,
        starts_on=wish.starts_on,
        move=wish.move,
        blind=asking.blind,
    )


def needs_form(wish: Wish, plan: Draft | None) -> bool:
    """Say whether the order form has to be filled in: the service asks for more, or it is for somebody else."""
    if plan is None:
        return False
    wrong = forms.all_wrong(plan.ask.service, {}, plan.ask.tier.name, plan.ask.starts_on)
    return bool(wrong) or wish.for_person is not None or plan.together > (wish.quantity or 1)


def shown(session: Session, catalog: Catalog, wish: Wish, asking: Asking) -> dict[str, Any]:
    """Return everything that the message about a wish shows."""
    about = own_order(session, wish.number, asking.person)
    service = catalog.services.get(wish.service or (about.service if about else None) or "")
    plan = draft(session, catalog, wish, asking)
    unclear = understanding.unclear(wish.text) if wish.kind == "order" else ()
    return {
        "kind": wish.kind,
        "service": _named(service),
        "nearest": [_named(catalog.service(key)) for key in wish.nearest if key != wish.service],
        "for_person": wish.for_person,
        "number": wish.number,
        "until": wish.until,
        "starts_on": wish.starts_on,
        "reach": wish.reach,
        "missing": wish.missing,
        "order": _ordered(plan, wish, asking) if plan else None,
        "due": _due(session, catalog, wish, asking, service),
        "owner": _who(session, catalog, wish, asking.person),
        "unclear": unclear,
        "can_send": wish.kind not in FILLED_IN
        and not unclear
        and not wish.missing
        and (wish.kind != "order" or _fits(wish, plan)),
        "form": wish.kind in FILLED_IN or needs_form(wish, plan),
    }


def _named(service: Service | None) -> dict[str, Any] | None:
    if service is None:
        return None
    return {"key": service.key, "name": service.name, "stage": service.stage, "from": service.stage_from}


def _fits(wish: Wish, plan: Draft | None) -> bool:
    return plan is not None and plan.quote.fits and not needs_form(wish, plan)


def _ordered(plan: Draft, wish: Wish, asking: Asking) -> dict[str, Any]:
    service, quote = plan.ask.service, plan.quote
    return {
        "tier": plan.ask.tier.name,
        "quantity": quote.quantity,
        "measure": service.unit,
        "measures": service.units,
        "monthly": service.monthly,
        "moved": quote.moved,
        "from": plan.ask.replaces,
        "starts_on": plan.ask.starts_on,
        "price": quote.unit_price,
        "change": quote.change,
        "commitment": quote.commitment,
        "until": plan.standing.ends_on - timedelta(days=1),
        "left": quote.left,
        "short": quote.short if not quote.fits else None,
        "free": not quote.moves_money,
        "unit_name": plan.unit.name if asking.unit_shown else None,
        "blind": plan.blind,
        "one_level": not service.mixed_tiers,
    }


def _due(
    session: Session, catalog: Catalog, wish: Wish, asking: Asking, service: Service | None
) -> dict[str, Any] | None:
    """Return priority and due time of what a person is to look after, as promised to everybody where it is blind."""
    if wish.kind == "order" or wish.kind in FILLED_IN:
        return None
    urgency = _urgency(wish)
    tier = None if asking.blind else _tier(session, catalog, asking, service)
    rank, due_at = handovers.promised(
        session, catalog, _kind(wish), service, tier, _reach(wish), urgency, asking.now
    )
    return {"priority": rank, "at": due_at, "urgency": urgency}


def _kind(wish: Wish) -> str:
    return "question" if wish.kind == "fewer" else wish.kind


def _reach(wish: Wish) -> Reach:
    return "team" if wish.kind == "complaint" else wish.reach or "me"


def _urgency(wish: Wish) -> int:
    if wish.kind == "complaint":
        return STOPPED
    return wish.urgency or (SLOW if wish.kind == "incident" else CAN_WAIT)


def _tier(session: Session, catalog: Catalog, asking: Asking, service: Service | None) -> str | None:
    if service is None or asking.unit is None:
        return None
    return subscriptions.tier_of(session, asking.unit.code, service, catalog.company.day(asking.now))


def _who(session: Session, catalog: Catalog, wish: Wish, person: str) -> str | None:
    """Return who looks after it in person: the service's owner, for a complaint nobody whom it concerns."""
    if wish.kind not in ("complaint", "capability"):
        return None
    about = own_order(session, wish.number, person)
    service = catalog.services.get((about.service if about else None) or wish.service or "")
    emails = [*([service.owner] if service else []), *catalog.company.leads]
    concerned = about.assignee if about and wish.kind == "complaint" else None
    known = [people.by_email(session, email) for email in emails]
    found = [each.id for each in known if each is not None and each.active]
    return next((each for each in found if each != concerned), None)


def own_order(session: Session, number: int | None, person: str) -> Order | None:
    """Return the order of that number, if there is one and it is this person's."""
    order = session.get(Order, number) if number else None
    return order if order and order.person == person else None


def send(
    session: Session,
    catalog: Catalog,
    wish: Wish,
    asking: Asking,
    find_team: FindTeam,
    origin: str | None = None,
    right: str | None = None,
) -> Order:
    """Hand a wish that moves no money to who looks after it, with its due time.

    `right` is what would make it right for who complains. Raises Refused when no team can be reached.
    """
    about = own_order(session, wish.number, asking.person)
    service = catalog.services.get(wish.service or (about.service if about else None) or "")
    order = handovers.hand_over(
        session,
        catalog,
        kind=_kind(wish),
        person=asking.person,
        unit=asking.unit.code if asking.unit else "",
        service=service,
        tier=_tier(session, catalog, asking, service),
        text=wish.text,
        team=_who(session, catalog, wish, asking.person)
        or purchases.team_of(session, catalog, service, find_team),
        now=asking.now,
        origin=origin,
        reach=_reach(wish),
        urgency=_urgency(wish),
        details=[*_about(about), *_right(right)],
        private=wish.kind == "complaint",
    )
    if wish.kind == "complaint" and recovering.hear_complaint(session, catalog, order, asking.now):
        recovery_facts.keep_on_complaint(session, catalog, order, asking.now)
    return order


def _about(order: Order | None) -> list[dict[str, Any]]:
    """Return the link to the order that is complained of, with the time at which it was first due."""
    if order is None:
        return []
    due = order.due_at.isoformat() if order.due_at else None
    about = {"value": str(order.number), "due_at": due, "state": order.state}
    return [{"key": cards.ABOUT, "label": "About number", "kind": "text", **about}]


def _right(said: str | None) -> list[dict[str, Any]]:
    label = "What would make it right"
    return [{"key": "right", "label": label, "kind": "long_text", "value": said}] if said else []


def alike(session: Session, text: str, person: str, likeness: Likeness) -> int:
    """Return how many others have wished for the same that nobody offers yet."""
    rows: Sequence[Order] = session.exec(
        select(Order).where(Order.kind == "capability", col(Order.person) != person).order_by(col(Order.id))
    ).all()
    texts = [masked(order.text) for order in rows]
    near = themes.nearest(texts, [masked(text)], likeness)
    return len({order.person for order, at in zip(rows, near, strict=True) if at is not None})
