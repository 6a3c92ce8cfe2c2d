"""Understanding: what somebody wants, read from their own words. No rows, no words of its own."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.catalog import (
    Catalog,
    Service,
    aspects,
    figures,
    moments,
    ways_for_terms,
    ways_for_trouble,
    ways_to_ask,
    ways_to_compare,
    ways_to_order,
)
from bot.catalog import ways_to_wish as ways
from bot.catalog.aspects import Asked
from bot.catalog.finding import Found
from bot.catalog.finding.words import clean
from bot.catalog.turns_of_phrase import Ways
from bot.catalog.walls import time_of
from bot.value import wanted_days, wanted_things
from bot.value.answers import meant, naming

Kind = Literal[
    "order", "incident", "complaint", "question", "hours", "expedite", "capability", "fewer", "follow_up"
]  # fmt: skip
Reach = Literal["me", "team", "everyone"]

STOPPED, SLOW, CAN_WAIT = 1, 2, 3
NOT_ASKED = frozenset({"question", "follow_up"})  # the answers' matter
_TOLD = frozenset(
    {
        *("price", "compare", "owner", "charge", "bill", "funding", "stop", "changes", "services", "restore"),
        *("held", "delivery"),
        *aspects.TERMS,
    }
)
_ABOUT_ANOTHER = frozenset({"supports", "dependents"})
_OFFERED = frozenset({"order", "capability"})  # of a service, whatever number stands in it
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|good (?:morning|afternoon|day)|dear|ok|so|and|well)\b[ \w]{0,15}?[,!.: -]+)+"
)
_ORDERING = re.compile(
    r"^\W*(?:please |pls )?order(?:ing)?\b:?|\b(?:to|we|i|could|can|please|pls) order\b", re.I
)
_ONE = re.compile(r"\b(?:a|an|one|another|single|his|her)\b")
_UNTIL = re.compile(r"\b(?:until|till?|til)\b")


@dataclass(frozen=True)
class Wish:
    """What somebody wants; `missing` is what must still be said before it can be sent.

    `on` is the day it is wanted from, or for; `until` when on its clock ("22:00"); `for_person` a Slack user id,
    or the name as it was written; `urgency` 1 (work has stopped) to 3 (it can wait).
    """

    kind: Kind
    text: str
    service: str | None = None
    tier: str | None = None
    quantity: int | None = None
    starts_on: date | None = None
    for_person: str | None = None
    reach: Reach | None = None
    urgency: int | None = None
    until: str | None = None
    number: int | None = None
    is_added: bool = False  # it comes beside what the unit has, which stays where it is
    nearest: tuple[str, ...] = ()  # services to choose from where none is sure
    is_outright: bool = False  # the service is named in full, or by what it is counted in

    @property
    def move(self) -> bool | None:
        """Whether what the unit has moves to the level that is ordered; None: nobody said."""
        return False if self.is_added else None

    @property
    def missing(self) -> tuple[str, ...]:
        """What must still be asked."""
        wanted = {"order": "service", "fewer": "service", "hours": "service", "incident": "reach"}
        name = wanted.get(self.kind)
        return (name,) if name and getattr(self, name) is None else ()


def understand(
    catalog: Catalog, found: Found, text: str, *, now: datetime, zone: str, names: Collection[str] = ()
) -> Wish:
    """Return what a message wants; `found` is what the finder says of it, `catalog` what its writer may see.

    Days are days on the calendar of `zone`; `names` are first names of people that are known.
    """
    plain = clean(text)
    words = _words(plain)
    asked = aspects.read(plain)
    number = _number(words)
    kind = kind_of(words, asked, number)
    of_an_order = kind not in _OFFERED and (number is not None or kind == "complaint")
    wanted = wanted_things.wanted(catalog, found, plain, may_be_found=not of_an_order)
    kind, service = _settled(catalog, kind, wanted.service, found, (figures.quantity(words) or 1) > 1)
    known = catalog.services.get(service or "")
    return Wish(
        kind=kind,
        text=plain,
        service=service,
        tier=naming.level(known, meant.spelled(catalog, plain, found)) if known else None,
        quantity=_quantity(words, asked, known, number),
        starts_on=wanted_days.day(words, now, zone),
        for_person=_for_whom(text, names, known),
        reach=_reach(words),
        urgency=_urgency(words),
        until=_until(words),
        number=number,
        is_added=ways_to_order.ADDED.fit(words),
        nearest=wanted.nearest,
        is_outright=service in wanted.outright,
    )


def is_of_another(catalog: Catalog, found: Found, wish: Wish) -> bool:
    """Tell whether an order would be of a service that a thing only has to do with: nobody shall send that by a tap."""
    if wish.kind != "order" or wish.service is None:
        return False
    if not wish.tier and ways_to_compare.turn(wish.text.lower()):
        return True  # "a bigger mailbox", and nobody said on which level
    is_exact = bool(wish.tier or wish.starts_on or wish.for_person)
    return wanted_things.is_another(
        catalog, found, wish.text, wish.service, is_exact=is_exact, is_outright=wish.is_outright
    )


def asks_only(text: str) -> bool:
    """Tell whether a message is the answers' matter, whatever the finder says of it."""
    plain = clean(text)
    words = _words(plain)
    return kind_of(words, aspects.read(plain), _number(words)) in NOT_ASKED


def number_in(text: str) -> int | None:
    """Return the number of the order that a message names, None when it names none."""
    return _number(_words(clean(text)))


def may_name(text: str) -> bool:
    """Tell whether a message may name a colleague in lower case, so that their first names must be known."""
    return ways_to_order.FOR_KNOWN.search(text.lower()) is not None


def unclear(text: str) -> tuple[str, ...]:
    """Return what was said in a way that nothing can be ordered by: a "quantity" or a "day"."""
    words = _words(text)
    fits = {"quantity": ways_to_order.NO_QUANTITY, "day": ways_to_order.NO_DAY}
    return tuple(what for what, turn in fits.items() if turn.search(words))


def about(text: str) -> str:
    """Return a message as the finder is to read it: "order" says that something is wanted, "for my team" by whom."""
    return ways_to_order.FOR_A_GROUP.sub(" ", _ORDERING.sub(" ", text)).strip() or text


def kind_of(words: str, asked: Collection[Asked], number: int | None = None) -> Kind:
    """Return what words in lower case are about; whatever asks something stays a question."""
    asks = bool(ways.ASKS.search(words))
    if ways_for_trouble.COMPLAINT.fit(words) and not asks:
        return "complaint"
    if ways.EXPEDITE.fit(words) and (number or not (asks or _only_asks(words, asked))):
        return "expedite"
    if _follows_up(words, number):
        return "follow_up"
    if (asks or _asks_for_terms(asked)) and not _begins_otherwise(words):
        return "question"
    if any(each.aspect == "fewer" for each in asked):
        return "fewer"
    for kind, turn in _WISHES:
        if turn.fit(words) and not (kind != "incident" and asks):
            return kind
    return "question" if _only_asks(words, asked) or not _orders(words) else "order"


_WISHES: tuple[tuple[Kind, Ways], ...] = (
    ("hours", ways.HOURS),
    ("fewer", ways.FEWER),
    ("incident", ways_for_trouble.BROKEN),
    ("capability", ways.CAPABILITY),
)


def _asks_for_terms(asked: Collection[Asked]) -> bool:
    """Tell whether it asks for terms of a service, whatever it fears: "are we stuck with it"."""
    told = [each for each in asked if each.aspect in aspects.TERMS]
    return any(each.aspect in ("term", "approval") or _wants_yes_or_no(each) for each in told)


def _wants_yes_or_no(asked: Asked) -> bool:
    return ways_for_terms.YES_OR_NO.search(asked.text.lower()) is not None


def _follows_up(words: str, number: int | None) -> bool:
    about = ways_to_ask.STATUS.fit(words) or ways_to_ask.MAYBE_STATUS.fit(words)
    asked_again = number is not None and words.startswith("what about")
    return about or asked_again or ways.OF_AN_ORDER.search(words) is not None


def _begins_otherwise(words: str) -> bool:
    """Tell whether it tells something first and asks only then ("it is stuck, what shall I do")."""
    first = re.split(r"[,.;!?-]\s", words, maxsplit=1)[0]
    return ways_for_trouble.BROKEN.fit(first) and not (
        ways.ASKS.search(first) or _asks_for_terms(aspects.read(first))
    )


def _only_asks(words: str, asked: Collection[Asked]) -> bool:
    told = {each.aspect for each in asked}
    if told & (_TOLD | _ABOUT_ANOTHER):
        return True
    return words.endswith("?") and not ways.REQUESTS.search(words)


def _orders(words: str) -> bool:
    if ways_to_order.ORDER.fit(words):
        return True
    return bool(
        ways_to_order.COUNTED.search(words) and (ways_to_order.POLITE.search(words) or moments.read(words))
    )


def _words(plain: str) -> str:
    return _GREETING.sub("", " ".join(plain.lower().replace("’", "'").split()))


def _settled(
    catalog: Catalog, kind: Kind, service: str | None, found: Found, counted: bool
) -> tuple[Kind, str | None]:
    """Return kind and service as the catalog sees them: what it offers is ordered, what it does not is wished for."""
    known = catalog.services.get(service or "")
    offered = known is not None and bool(known.tiers) and known.stage == "live"
    if kind == "hours" and known is not None and known.by_the_hour:
        kind = "order"  # three more hours of it
    if kind == "order" and known is not None and known.stage == "pipeline":
        return "capability", service
    if kind == "order" and service is None and found.kind == "none":
        return "capability", None
    if kind == "capability" and offered:
        return ("order", service) if found.kind == "answer" or counted else ("capability", None)
    return kind, service


def _number(words: str) -> int | None:
    found = ways.ORDER_NUMBER.search(words)
    return int(found[1] or found[2]) if found else None


def _quantity(
    words: str, asked: Collection[Asked], service: Service | None, number: int | None
) -> int | None:
    if service is not None and service.by_the_hour:
        hours = next((each.hours for each in asked if each.hours), None)
        if hours:
            return hours
    said = figures.quantity(words)
    if said is not None and said != number:
        return said
    return 1 if _ONE.search(words) else None


def _for_whom(text: str, names: Collection[str], service: Service | None) -> str | None:
    """Return for whom it is; a word of what is wanted is nobody: "for Document signing"."""
    for found in ways_to_order.FOR_WHOM.finditer(text):
        name = found["mention"] or found["handle"] or found["name"]
        is_it = service is not None and naming.says_of_name(service, name or "")
        if name and not is_it and name[:3].lower() not in wanted_days.NAMES:
            return name
    known = {name.lower() for name in names}
    return next((each for each in ways_to_order.FOR_KNOWN.findall(text.lower()) if each in known), None)


def _reach(words: str) -> Reach | None:
    if ways_for_trouble.FOR_TEAM.search(words):
        return "team"
    if ways_for_trouble.FOR_ALL.search(words):
        return "everyone"
    return "me" if ways_for_trouble.FOR_ME.search(words) else None


def _urgency(words: str) -> int | None:
    if ways_for_trouble.CAN_WAIT.search(words):
        return CAN_WAIT
    if ways_for_trouble.STOPPED.search(words):
        return STOPPED
    return SLOW if ways_for_trouble.SLOWED.search(words) else None


def _until(words: str) -> str | None:
    said = moments.read(words)
    until = said.later.until if said and _UNTIL.search(words) else None
    return None if until is None else time_of(until)
