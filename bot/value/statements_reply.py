"""What a unit says to its statement: a question or a dispute goes in person to the owner of the service named."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from bot.catalog import Catalog, Service
from bot.cost import subscriptions
from bot.customer import people
from bot.db import get
from bot.delivery import outbox
from bot.money import Money
from bot.process import cards, handovers
from bot.process.handovers import CAN_WAIT
from bot.process.orders import Order, OrderEvent
from bot.render.filters import money, month, number
from bot.value import purchases, recovering, recovery_facts, statements
from bot.value.period import month_before
from bot.value.purchases import FindTeam
from bot.value.statements import Statement
from bot.value.understanding import STOPPED

LAST_WORDS = ("how", "said", "answered")
STATES = {"question": "questioned", "complaint": "disputed"}


def reply(
    session: Session,
    catalog: Catalog,
    statement: Statement,
    *,
    kind: str,
    service: str | None,
    text: str,
    by: str,
    now: datetime,
    find_team: FindTeam,
    below: tuple[str, str] | None = None,
) -> Order:
    """Turn a question or a dispute (`kind` question, complaint) into an order of that kind.

    A question is answered `below` the message (channel, ts) where it was asked, if it was below one. Hold the
    statement first. Raises Refused when somebody was faster, or nobody can be reached.
    """
    statements.check_open(statement)
    about = catalog.services.get(service or "")
    owner = _owner(session, catalog, about, by)
    disputes = kind == "complaint"
    order = handovers.hand_over(
        session,
        catalog,
        kind=kind,
        person=by,
        unit=statement.unit,
        service=about,
        tier=_tier(session, catalog, statement, about, now),
        text=text,
        team=owner or purchases.team_of(session, catalog, about, find_team),
        now=now,
        reach="team" if disputes else "me",
        urgency=STOPPED if disputes else CAN_WAIT,
        details=[
            _about(catalog, statement),
            *(_figures(session, catalog, statement, about) if owner else []),
        ],
        private=disputes,
    )
    if disputes and recovering.hear_complaint(session, catalog, order, now):
        recovery_facts.keep_on_complaint(session, catalog, order, now)
    if below is not None:
        outbox.point(session, cards.below(order), *below)
    statements.decide(statement, STATES[kind], by=by, now=now, order_id=order.number)
    return order


def open_order(session: Session, statement: Statement) -> Order | None:
    """Return the question or dispute that a statement waits for, None while it waits for none."""
    waits = statement.state in STATES.values() and statement.order_id is not None
    return get(session, Order, statement.order_id) if waits else None


def _about(catalog: Catalog, statement: Statement) -> dict[str, str]:
    unit = catalog.company.units[statement.unit]
    return {
        "key": "statement",
        "label": "Statement",
        "kind": "text",
        "value": f"{unit.name}, {month(statement.month)}",
    }


def _figures(
    session: Session, catalog: Catalog, statement: Statement, service: Service | None
) -> list[dict[str, str]]:
    """Return what the unit's part of a service came to, and the month before, for who is to answer for it."""
    if service is None:
        return []
    last = statements.of_unit(session, statement.unit, month_before(statement.month))
    told = (("figures", "In it", statement), ("before", "The month before", last))
    found = [(key, label, _part(session, catalog, each, service)) for key, label, each in told if each]
    return [{"key": key, "label": label, "kind": "text", "value": part} for key, label, part in found if part]


def _part(session: Session, catalog: Catalog, statement: Statement, service: Service) -> str | None:
    """Return "$444.51, 32 seats": what was charged or shown; None where the statement holds nothing of it."""
    mine = [each for each in statements.charges_of(session, statement) if each.service == service.key]
    charged = statement.mode == "chargeback"
    minors = [each.minor if charged else each.cost_minor for each in mine]
    known = [minor for minor in minors if minor is not None]
    if not known:
        return None
    used = number(sum((each.quantity for each in mine), Decimal()))
    return f"{money(Money(sum(known), catalog.company.currency))}, {used} {service.units or ''}".strip()


def _tier(
    session: Session, catalog: Catalog, statement: Statement, service: Service | None, now: datetime
) -> str | None:
    if service is None:
        return None
    return subscriptions.tier_of(session, statement.unit, service, catalog.company.day(now))


def _owner(session: Session, catalog: Catalog, service: Service | None, asker: str) -> str | None:
    """Return who answers in person: the service's owner, else who leads IT; nobody answers themselves."""
    emails = [*([service.owner] if service else []), *catalog.company.leads]
    known = people.ids(session, emails)
    return next((known[email] for email in emails if known.get(email, asker) != asker), None)


def owes_answer(session: Session, order_id: int) -> bool:
    """Say whether an order is what a statement waits for, and nobody has said anything to who asked yet."""
    return statements.about(session, order_id) is not None and answer(session, order_id) is None


def answer(session: Session, order_id: int) -> str | None:
    """Return what the other side said last to who asked or disputed, None where it said nothing."""
    said = (
        select(OrderEvent.note)
        .join(Order, col(Order.id) == col(OrderEvent.order_id))
        .where(
            OrderEvent.order_id == order_id,
            col(OrderEvent.what).in_(LAST_WORDS),
            col(OrderEvent.by) != col(Order.person),
            OrderEvent.note != "",
        )
    )
    return session.exec(said.order_by(col(OrderEvent.id).desc()).limit(1)).first()


def follow(session: Session, order: Order) -> Statement | None:
    """Let the statement that an order is about go with it; return it where that changed something.

    Done or closed settles it, taken back lets it wait for a word again, opened again is questioned or disputed.
    """
    about = statements.about(session, order.number) if order.kind in STATES else None
    if about is None:
        return None
    statement = statements.hold(session, about.number)
    if statement.state == "accepted":
        return None
    state = STATES[order.kind]
    if order.state in ("done", "closed"):
        state = "settled"
    elif order.state in ("cancelled", "declined"):
        state = "sent"
    changed = statement.state != state
    statement.state = state
    return statement if changed else None
