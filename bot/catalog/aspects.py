"""Aspects: what a question wants to know of whatever it names, and the figures, days and turns in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.catalog import (
    figures,
    moments,
    spans,
    ways_for_money,
    ways_for_once,
    ways_for_terms,
    ways_for_times,
    ways_to_browse,
    ways_to_compare,
)
from bot.catalog import ways_to_ask as ways
from bot.catalog.moments import Said
from bot.catalog.turns_of_phrase import Ways
from bot.catalog.ways_to_compare import Claim, Turn

Aspect = Literal[
    "what", "price", "compare", "difference", "included", "hours", "owner", "status", "restore", "dependents",
    "supports", "charge", "bill", "funding", "stop", "changes", "order", "fewer", "services", "extend", "expedite",
    "elsewhere", "term", "targets", "recovery", "approval", "prepared", "held", "delivery",
]  # fmt: skip

MOST_QUESTIONS = 6
LONGEST = 2000  # characters; whoever writes more has said by then what it is about
LONGEST_PART = 300  # characters of one question
SHORT = 8  # words of what goes on from something said before
RECENT = 256  # messages that are not read again: one is looked at as a question and as a wish

_RULES: tuple[tuple[Aspect, Ways], ...] = (  # the first that fits
    ("stop", ways.STOP),
    ("expedite", ways_for_once.EXPEDITE),
    ("extend", ways_for_once.EXTEND),
    ("changes", ways.CHANGES),
    ("prepared", ways_to_browse.PREPARED),
    ("services", ways_to_browse.SERVICES),
    ("restore", ways.RESTORE),
    ("recovery", ways_for_terms.RECOVERY),
    ("targets", ways_for_terms.TARGETS),
    ("approval", ways_for_terms.APPROVAL),
    ("term", ways_for_terms.TERM),
    ("supports", ways.SUPPORTS),
    ("dependents", ways.DEPENDENTS),
    ("charge", ways_for_money.CHARGE),
    ("bill", ways_for_money.BILL),
    ("funding", ways_for_money.FUNDING),
    ("fewer", ways.FEWER),
    ("status", ways.STATUS),
    ("held", ways_to_browse.HELD),
    ("compare", ways_to_compare.COMPARE),
    ("owner", ways.OWNER),
    ("hours", ways.HOURS),
    ("price", ways_for_money.PRICE),
    ("order", ways.ORDER),
    ("delivery", ways_for_terms.DELIVERY),
    ("what", ways_to_browse.GOOD_FOR),
)
# Asked of one service, then of another.
TERMS = ("term", "targets", "recovery", "approval")
PAID = (None, "price", "compare", "order")
# Of a thing that is named and nothing else, or it asks for something else.
OF_THING = ("what", "held", "delivery")
OF_EACH = ("price", "hours", "owner", "compare", "dependents", "supports", "held", "delivery", *TERMS)
_LISTED_TOGETHER = ("price", "hours", "owner", *TERMS)  # by a mere word: "price and hours"
_TIMELESS = ("dependents", "supports")  # what breaks at three in the morning asks for somebody to be there
_ONE = re.compile(r"\bone\b(?! of )")  # elsewhere "one" counts nothing: "this one", "the cheaper one"
_SPLIT = re.compile(
    r"[?!;\n]+|\.(?=\s|$)|,?\s+(?:and|also|plus)\s+(?=(?:also\s+)?"
    r"(?:who|what|whats|how|is|are|when|where|why|which|can|does|do|compare|whom)\b)|,\s+(?=(?:who|how|what|is|when)\b)"
)
_CONDITION = re.compile(  # what is asked below it is asked of it: "if the till fails, how soon is it back"
    r"((?:^|[.!?;\n]\s*)(?:and |so )?(?:if|in case|after|once)\b[^,.!?;\n]{1,80}),(?=\s)", re.IGNORECASE
)
_LIST = re.compile(r",?\s+(?:and|or|plus)\s+|\s*[,&]\s*")


@dataclass(frozen=True)
class Asked:
    """One question: what it wants to know, and what it says besides the thing itself.

    `aspect` is None where the words do not say; `tentative` is the one they may mean if there is anything
    of that kind (`where is my laptop` is about an order, for whoever ordered one).
    """

    text: str  # the part of the message that asks it
    aspect: Aspect | None = None
    tentative: Aspect | None = None
    quantity: int | None = None
    hours: int | None = None  # so many hours, which for some services is a quantity, too
    minutes: int | None = None  # so long, whatever it is that takes it
    moment: Said | None = None
    span: spans.Bounds | None = None  # from when and until when it is paid
    turn: Turn | None = None  # to another level than the one spoken of
    number: int | None = None  # of an order
    continues: bool = False  # it goes on from what was said before
    included: bool = False  # what comes with a level, if one is named
    bare: bool = False  # a mere phrase, with nothing that makes it a question: "12 laptops on Plus"
    about_it: bool = False  # it is about IT itself: "are you there"
    missing: bool = False  # it is looked for: "where is my laptop"
    claim: Claim | None = None  # what is asked of one level beside another; open: which, or by how much
    longer: bool = False  # the price that is asked is of being open longer, for once

    @property
    def implied(self) -> Aspect | None:
        """What the figures alone would ask, as they do when a conversation goes on."""
        if self.quantity is not None:
            return "price"
        return "hours" if self.moment is not None else None


def read(text: str, levels: Sequence[str] = ()) -> tuple[Asked, ...]:
    """Return what a cleaned message asks, up to six questions; one that asks nothing special is one.

    The same asked of something else is another question, as is each of several things, or days with a time.
    Parts that ask nothing of their own (`I need a laptop.`) say what the others are about; `and for 20 of them`
    asks for a price beside another question. Names of levels, in lower case and the longest first, are no way to
    ask: `20 on Extended hours` asks for no hours.
    """
    whole = text[:LONGEST]
    plain = _plain(whole)
    each = _read_all(whole, tuple(level for level in levels if level in plain))
    return tuple(asked for one in each for asked in _at_each_time(one))[:MOST_QUESTIONS]


def _at_each_time(asked: Asked) -> Iterator[Asked]:
    """Yield a question for each of its times: days that have their own are asked about apart."""
    if asked.moment is None or not (asked.longer or asked.aspect in (None, "hours", "extend")):
        yield asked
        return
    for moment in moments.each(_plain(asked.text)):
        yield replace(asked, moment=moment)


@lru_cache(RECENT)
def _read_all(whole: str, levels: tuple[str, ...]) -> tuple[Asked, ...]:
    parts = [part for each in _SPLIT.split(_CONDITION.sub(r"\1", whole)) if (part := each.strip(" ,.-"))]
    each_read = [asked for part in parts for asked in _read_part(part, levels)]
    counted = [_counting(asked) for asked in each_read]
    if counted == each_read and len(parts) == len(each_read) == 1:
        return (replace(each_read[0], text=whole),)
    telling = _apart([asked for asked in counted if asked.aspect])
    if any(_of_what(asked) for asked in telling):
        telling = _apart([asked for asked in counted if asked.aspect or _is_whole(asked)])
    if len(telling) > 1:
        return _of_the_first(each_read[0], telling, levels)[:MOST_QUESTIONS]
    aspect = telling[0].aspect if telling else None
    return (_read(whole, levels, aspect),) if aspect or len(parts) > 1 else (_read(whole, levels),)


def _of_the_first(first: Asked, telling: tuple[Asked, ...], levels: Sequence[str]) -> tuple[Asked, ...]:
    """Return questions of which none says of what with the words before them: "ERP, how much and who owns it"."""
    if first.aspect or any(_of_what(each) for each in telling):
        return telling
    return tuple(_read(f"{first.text}, {each.text}", levels, each.aspect) for each in telling)


def _read_part(part: str, levels: Sequence[str]) -> list[Asked]:
    """Return the questions of a part: "payroll price and hours, CRM price" are three, all others one."""
    pieces, lists = list(_pieces(part)), list[_List]()
    if len(pieces) == 1:
        return [_read(part, levels)]
    for piece in pieces:
        aspect = _read(part[piece], levels).aspect
        if aspect not in (None, *_LISTED_TOGETHER):
            return [_read(part, levels)]
        mere = bool(ways.MERE.search(_plain(part[piece])))
        if not lists or not (mere or lists[-1].goes_on_with(aspect)):
            lists.append(_List(piece.start))
        lists[-1] = lists[-1].with_piece(piece, aspect, mere=mere)
    asked = [(each, aspect) for each in lists for aspect in each.aspects]
    if len(asked) < 2:
        return [_read(part, levels)]
    return [_read(part[each.begins : each.ends], levels, aspect) for each, aspect in asked]


class _List(NamedTuple):
    """What is asked of one service, or the same of several: a mere word for it goes with what stands beside it."""

    begins: int
    ends: int = 0
    aspects: tuple[Aspect, ...] = ()
    mere: bool = True  # none of it says of what

    def goes_on_with(self, aspect: Aspect | None) -> bool:
        """Tell whether a piece that says of what belongs to it: one more service, or the first one."""
        return aspect is None or self.mere or not self.aspects

    def with_piece(self, piece: slice, aspect: Aspect | None, *, mere: bool) -> "_List":
        aspects = tuple(dict.fromkeys([*self.aspects, *([aspect] if aspect else [])]))
        return self._replace(ends=piece.stop, aspects=aspects, mere=self.mere and mere)


def _pieces(part: str) -> Iterator[slice]:
    """Yield where what stands between commas and the like is."""
    begins = 0
    for found in _LIST.finditer(part):
        if found.start() > begins:
            yield slice(begins, found.start())
        begins = found.end()
    yield slice(begins, len(part))


def _apart(telling: Sequence[Asked]) -> tuple[Asked, ...]:
    """Return one question for each aspect, and where they say of what themselves, one for each of those."""
    found: dict[tuple[Aspect | None, str | None], Asked] = {}
    for each in telling:
        found.setdefault((each.aspect, _of_what(each)), each)
    own = {aspect for aspect, what in found if what}
    return tuple(each for (aspect, what), each in found.items() if what or aspect not in own)


def _of_what(asked: Asked) -> str | None:
    """Return the words of a question that does not go on from another one, but asks the same of something else."""
    words = _plain(asked.text)
    goes_on = asked.aspect not in (None, *OF_EACH) or ways.OF_IT.search(words) or ways.MERE.search(words)
    return None if goes_on or ways.COUNTS.search(words) else words


def _is_whole(asked: Asked) -> bool:
    """Tell whether it is a question by itself, though it asks for nothing special: "how do I scan a page"."""
    words = _plain(asked.text)
    return bool(ways.WHOLE.search(words)) and not ways.OF_IT.search(words)


def _counting(asked: Asked) -> Asked:
    """Return "and for 20 of them" as the question for a price that it is."""
    counts = asked.aspect is None and asked.quantity is not None and ways.COUNTS.search(asked.text.lower())
    return replace(asked, aspect="price") if counts else asked


def _read(
    part: str, levels: Sequence[str] = (), known: Aspect | Literal["unread"] | None = "unread"
) -> Asked:
    """Read one question; `known` is its aspect where that was told from a part of it."""
    words = _plain(part)
    moment = moments.read(words)
    aspect = _aspect(_without(words, levels), moment) if known == "unread" else known
    if moment and aspect is None and ways_for_times.TOLD.fit(words[:LONGEST_PART]):
        moment = None
    claim = (
        ways_to_compare.claim(words[:LONGEST_PART], is_price=aspect == "price")
        if aspect in (None, "price", "compare")
        else None
    )
    span = _span(words, aspect, moment)
    if aspect is None and (claim or (span and span.ends and ways_for_money.TOTAL.search(words))):
        aspect = "price"
    for_once = aspect == "price" and ways_for_once.is_paid(_without(words, levels), moment)
    is_late = aspect is None and bool(ways.LATE.search(words))
    is_maybe = is_late or (aspect is None and ways.MAYBE_STATUS.fit(words))
    tentative: Aspect | None = "status" if is_maybe else None
    return Asked(
        text=part,
        aspect=aspect,
        tentative=tentative,
        missing=is_late or (is_maybe and bool(ways.MISSING.search(words))),
        claim=claim,
        longer=for_once,
        quantity=figures.quantity(words) or (1 if aspect == "fewer" and _ONE.search(words) else None),
        hours=figures.hours(words),
        minutes=figures.minutes(words),
        moment=moment,
        span=span,
        turn=ways_to_compare.turn(words),
        number=figures.order_number(words) if aspect == "status" else None,
        continues=len(words.split()) <= SHORT and bool(ways.CONTINUES.search(words)),
        included=bool(ways_to_compare.INCLUDED.search(words)),
        bare=not ways.SENTENCE.search(words),
        about_it=aspect == "hours" and bool(ways.ABOUT_IT.search(words)),
    )


def _plain(text: str) -> str:
    return ways.written_out(" ".join(text.lower().replace("’", "'").split()))


def _without(words: str, levels: Sequence[str]) -> str:
    """Return words without the levels that they are "on" or "for", or whose hours they ask for: "mail hours plus"."""
    for level in levels:
        words = re.sub(rf"\b(on|for|to|with|hours|hrs) (the )?{re.escape(level)}\b", r"\1 it", words)
    return words


def _aspect(words: str, moment: Said | None) -> Aspect | None:
    words = words[:LONGEST_PART]
    for aspect, each in _RULES:
        if each.fit(words) and not (moment and aspect in _TIMELESS):
            return aspect
    if moment is None or ways_for_times.TOLD.fit(words):
        return None
    return "hours" if ways_for_times.PROMISED.fit(words) or ways_for_once.NEEDED.fit(words) else None


def _span(words: str, aspect: Aspect | None, moment: Said | None) -> spans.Bounds | None:
    """Return from when and until when something is paid; a time of day is no day to begin."""
    at_a_time = moment is not None and moment.begins is not None
    return None if at_a_time or aspect not in PAID else spans.read(words)
