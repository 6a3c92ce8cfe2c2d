"""The order form: what a person filled in, and what the form shows for it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from dataclasses import field as field_of
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from sqlmodel import Session

from bot import clock
from bot.catalog import Service, Unit
from bot.customer import people
from bot.customer.people import Person
from bot.desk import Desk
from bot.process.approvers import Approver
from bot.refusal import Refused
from bot.value import approving, drafts, forms, purchases
from bot.value.drafts import Draft
from bot.value.typed import fitting

MOST = 10_000
OFFERED_MOST = 99  # beside "I do not know"
NOTHING = "none"  # the option of a select that stands for no choice
_MOVES = {"move": True, "add": False, None: None}
SOMEBODY = "colleague"  # whose name Slack has not told yet
MARKED = re.compile(r"<(?:[^|>]*\|)?([^>]*)>")


@dataclass(frozen=True)
class Filled:
    """The form as it stands; `turn` counts how often the bot itself changed a field."""

    service: str | None = None
    tier: str | None = None
    quantity: int = 1
    move: bool | None = None  # None: the person has not said
    starts_on: date | None = None
    text: str = ""
    origin: str | None = None
    turn: int = 0
    over: bool = False
    pool: str | None = None  # whose shared money pays, instead of the unit's
    seen: int | None = None  # the commitment that the person last saw, in minor units
    for_person: str | None = None  # Slack user id of who gets it, if another
    details: dict[str, Any] = field_of(default_factory=dict)  # what the service's form asked, by key
    private: bool = False  # for the eyes of those concerned only
    kept: str | None = None  # under which name what was said on other pages is kept
    touched: bool = False  # whether the person changed anything since it opened
    question: int | None = None  # the number of the one whose wish it fills in

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Filled":
        """Return a form that was kept, perhaps by an older version of the bot."""
        return cls(**{each.name: said[each.name] for each in fields(cls) if each.name in said})

    def changed(self, field: str, value: str) -> "Filled":
        """Return the form with one of the ways forward applied."""
        values: dict[str, Any] = {
            "quantity": lambda: int(value),
            "starts_on": lambda: date.fromisoformat(value),
            "tier": lambda: value,
            "over": lambda: True,
            "pool": lambda: value or None,
        }
        return replace(self, turn=self.turn + 1, touched=True, **{field: values[field]()})


def read(body: dict[str, Any]) -> Filled:
    """Return what stands in the form; fields that belong to another service than the chosen one count not."""
    view = body["view"]
    state = standing(view)
    values = _by_name(state)
    service = _value(values, "service")
    mine = _by_name({block: elements for block, elements in state.items() if f":{service}:" in f"{block}:"})
    starts_on = _value(values, "starts_on")
    carried = private(view)
    tier = _value(mine, "tier")
    for_person = _value(values, "for_person") or carried.get("for_person")
    same = tier == carried.get("tier")  # what was said of one level, or set for it, holds for no other
    typed = _value(mine, "quantity") if same or not carried["whole"] else None
    return Filled(
        service=service,
        tier=tier,
        quantity=min(max(int(typed or 1), 1), MOST),
        move=_MOVES[_value(mine, "change") if same else None],
        starts_on=date.fromisoformat(starts_on) if starts_on else None,
        text=_value(values, "text") or "",
        origin=carried["origin"],
        turn=carried.get("turn", 0),
        over=carried.get("over", False),
        pool=carried.get("pool"),
        seen=carried.get("seen"),
        for_person=None if for_person == body["user"]["id"] else for_person,
        private=bool(_value(values, "private")),
        kept=carried.get("kept"),
        touched=carried.get("touched", False),
        question=carried.get("question"),
    )


def standing(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the state of a view; of one that Slack closed without telling it, what it showed at first."""
    values: dict[str, dict[str, Any]] = view["state"]["values"]
    inputs = [] if values else [block for block in view["blocks"] if block["type"] == "input"]
    return values or {
        block["block_id"]: {block["element"]["action_id"]: _at_first(block["element"])} for block in inputs
    }


def _at_first(element: dict[str, Any]) -> dict[str, Any]:
    begun = {name: given for name, given in element.items() if name.startswith("initial_")}
    named = {"initial_value": "value"}
    return {named.get(name, name.replace("initial", "selected")): given for name, given in begun.items()}


def field(view: dict[str, Any], name: str) -> str | None:
    """Return the value of one field by the first part of its block id."""
    return _value(_by_name(view["state"]["values"]), name)


def private(view: dict[str, Any]) -> dict[str, Any]:
    """Return what a form carries unseen: what it is about, and what was chosen before it."""
    carried: dict[str, Any] = json.loads(view["private_metadata"])
    return carried


def _by_name(values: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the fields by the first part of their block ids; of several the first."""
    named: dict[str, dict[str, Any]] = {}
    for block, elements in values.items():
        named.setdefault(block.partition(":")[0], elements)
    return named


def _value(fields: Mapping[str, dict[str, Any]], name: str) -> str | None:
    if name not in fields:
        return None
    (state,) = fields[name].values()
    value = content(state)
    value = value[0] if isinstance(value, list) else value
    return None if value == NOTHING else value


def content(state: dict[str, Any]) -> Any:
    """Return what was typed, chosen or picked: a text, or a list where several can be; None for nothing."""
    option, several = state.get("selected_option"), state.get("selected_options")
    if option or several:
        return option["value"] if option else [each["value"] for each in several or ()]
    picked = ("value", "selected_date", "selected_time", "selected_user", "selected_users")
    return next(filter(None, map(state.get, picked)), None)


def like(services: Sequence[Service], typed: str) -> list[Service]:
    """Return the services whose name, words or outcome hold everything that was typed, as many as Slack takes."""
    return fitting(services, _told, typed, OFFERED_MOST)


def _told(service: Service) -> str:
    return " ".join((service.key, service.name, *service.words, service.outcome))


def unit_of(
    desk: Desk, session: Session, asker: Person, filled: Filled, wanted: str | None = None
) -> tuple[Unit, bool]:
    """Return the unit that pays, and whether it is that of the person whom it is for.

    Their own unit pays if it is known, else that of the person who asks.
    """
    theirs = people.works_for(session, filled.for_person) if filled.for_person else None
    unit = desk.catalog.company.units.get(theirs or "")
    return (unit, True) if unit else (desk.works_for_of(session, asker.id, wanted), False)


def draft(
    desk: Desk, session: Session, asker: Person, unit: Unit, filled: Filled, now: datetime
) -> Draft | None:
    """Return what somebody orders for a unit, None while no service is chosen.

    Raises Refused when it is not for sale.
    """
    if filled.service is None:
        return None
    return drafts.draft(
        session,
        desk.catalog,
        unit,
        _orderable(desk, asker, unit, filled),
        blind=not desk.reads(asker, unit),
        now=now,
        tier=filled.tier,
        quantity=filled.quantity,
        starts_on=filled.starts_on,
        move=filled.move,
        pool=filled.pool,
    )


def _orderable(desk: Desk, asker: Person, unit: Unit, filled: Filled) -> Service:
    seen = desk.seen_by(asker)
    service = seen.services.get(filled.service or "")
    if service and filled.for_person and not service.is_for(unit):
        raise Refused(
            "orders/not_for_them", ["talk"], name=service.name, unit=unit.name, person=filled.for_person
        )
    return drafts.orderable(seen, filled.service or "")


def is_ready(order: Draft | None, filled: Filled) -> bool:
    """Say whether it can be sent as it is: the person saw this total, and it fits or they ask for more."""
    if order is None or order.quote.commitment.minor != filled.seen:
        return False
    return order.quote.fits or filled.over


def facts(
    session: Session,
    desk: Desk,
    person: str,
    filled: Filled,
    *,
    wanted: str | None = None,
    changed: bool = False,
) -> dict[str, Any]:
    """Return everything that the form shows.

    Raises Refused while the unit of the person is not known, and for what cannot be ordered.
    """
    asker = desk.person(session, person)
    unit, theirs = unit_of(desk, session, asker, filled, wanted)
    order = draft(desk, session, asker, unit, filled, clock.now())
    return {
        **money_facts(session, desk, person, order, filled),
        "choices": order.movable if order and not order.together else None,
        "early": bool(order and filled.starts_on and filled.starts_on < order.ask.starts_on),
        "most": MOST,
        "me": person,
        "theirs": theirs,
        "more": bool(order and forms.page_beyond(order.ask.service, {}, order.ask.tier.name, forms.BEFORE)),
        "filled": filled,
        "changed": changed,
        "left_behind": None,
    }


def money_facts(
    session: Session, desk: Desk, person: str, order: Draft | None, filled: Filled
) -> dict[str, Any]:
    """Return what a form says of money, and who decides on it."""
    asks = order is not None and order.quote.moves_money
    return {
        "draft": order,
        "whole": order.together if order else 0,
        "last_day": order.standing.ends_on - timedelta(days=1) if order else None,
        "approver": _approver(desk, session, order, person, filled.for_person) if order and asks else None,
        "over": filled.over and order is not None and not order.quote.fits,
    }


def _approver(desk: Desk, session: Session, order: Draft, person: str, for_person: str | None) -> Approver:
    first = purchases.approver_of(session, desk.catalog, order, person, for_person)
    return approving.whoever_is_there(session, desk.catalog, first, {person, for_person}, clock.now())


MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


def mentioned(text: str, besides: str) -> list[str]:
    """Return the Slack user ids that a message names, each once, in its order, without that of `besides`."""
    return [each for each in dict.fromkeys(MENTION.findall(text)) if each != besides]


def readable(text: str, names: Mapping[str, str] | None = None) -> str:
    """Return a message's words as a person would type them: no escapes, links and people by their words.

    `names` are people's by Slack id; without it a mention that Slack gives no name with stays an id.
    """
    if names is not None:
        text = MENTION.sub(lambda found: f"@{names.get(found[1], SOMEBODY)}", text)
    return unescape(MARKED.sub(r"\1", text)).strip()
