"""Supposing: changes of drivers and prices, read from somebody's own words. No rows, no words of its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.catalog.dates import MONTH, month_number
from bot.catalog.numbers import NUMBERS
from bot.value.period import month_after

_NUMBERS = {"a": 1, "an": 1, "another": 1, **NUMBERS}
_ALSO = {
    "site": ("store", "shop", "branch", "location", "office"),
    "employee": ("people", "person", "colleague", "hire"),
    "device": ("laptop",),
}
_MONTH = re.compile(
    r"\b(?:from|in|since|by|starting(?: in)?|as of|beginning(?: in)?)\s+(?:the\s+)?(?:1st of\s+)?"
    r"(?:(?P<iso>20\d\d-\d\d)|month (?P<nth>\d{1,2})|(?P<next>next month)|"
    rf"(?P<name>{MONTH})(?: (?P<year>20\d\d))?)(?![\w-])"
)
_LIST = re.compile(r"\b(?:price ?)?lists?\b")
_AMOUNT = r"\$?(?P<amount>\d[\d,]*(?:\.\d+)?)(?P<k>k)?"
_ONCE = r"(?:one-?off|one off|once|fit-?out|set-?up)"
_ONE_OFF = (
    re.compile(rf"{_AMOUNT}\s*(?:usd|dollars)?\s*(?:for (?:the )?|of )?{_ONCE}"),
    re.compile(rf"\b{_ONCE}(?: costs?)?(?: of| for|:)? ?{_AMOUNT}"),
)
_VALUE = re.compile(
    r"(?P<count>\d[\d,]*) (?:\w+ )?(?P<what>clients|customers|shoppers|households|patients|students|members)\b"
    r"[^.;\d]{0,30}\$?(?P<each>\d[\d,]*(?:\.\d+)?)[^.;\d]{0,40}(?P<share>\d+(?:\.\d+)?) ?(?:%|percent|per cent)"
    r"[^,.;\d]{0,30}"
)
_OTHER = (
    re.compile(rf"other (?:running )?costs?(?: of| are|:)? ?{_AMOUNT}(?: a year)?"),
    re.compile(
        rf"{_AMOUNT}(?: a year)?(?: of| for)? (?:other|rent and staff)(?: running)?(?: costs?)?(?: a year)?"
    ),
)
_PERCENT = re.compile(
    r"(?P<sign>[+-]|minus |plus )?(?P<share>\d+(?:\.\d+)?) ?(?:%|percent|per cent)"
    r"(?: (?P<way>dearer|cheaper|up|down|more|fewer|less|higher|lower)\b)?"
)
_COUNTED = re.compile(
    rf"\b(?:{'|'.join(_NUMBERS)}|\d[\d,]*) (?:(?:more|additional|extra|new|fewer|less) )+(?P<what>[a-z][\w-]+)"
)
_LESS = re.compile(r"\b(?:close|closes|closing|shut|shuts|lose|drop|without|sell)\b[\w ]{0,20}$")
_DOWN = frozenset({"-", "minus", "cheaper", "down", "fewer", "less", "lower"})


_POLITE = r"^\W*(?:hi|hello|hey|so|and|please)?\W*"
_SUPPOSED = re.compile(
    rf"{_POLITE}(?:what(?:'s| happens| would happen| would it cost| does it cost)? if|what-?if|suppose)\b"
)
_WOULD_COST = re.compile(
    rf"{_POLITE}(?:what|how much|how much more) (?:would|will|does|do)\b.*\b(?:cost|mean|change|add)\b"
)


def begins(text: str) -> bool:
    """Tell whether a message begins as only a what-if does."""
    return bool(_SUPPOSED.search(_plainly(text)))


def supposes(text: str) -> bool:
    """Tell whether a message may be a what-if: it begins as one, or asks what something would cost."""
    words = _plainly(text)
    return bool(_SUPPOSED.search(words) or _WOULD_COST.search(words))


def names_list(text: str) -> bool:
    """Tell whether a price list is meant."""
    return bool(_LIST.search(_plainly(text)))


def _plainly(text: str) -> str:
    return text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


@dataclass(frozen=True)
class Known:
    """What words can name: drivers with their level, lines of the budget, lists that wait, and the calendar."""

    drivers: Mapping[str, Decimal]
    lines: Sequence[str]
    lists: Sequence[tuple[int, str, str]]  # id, vendor, the month it begins; the one in force first on top
    months: Sequence[str]  # of this fiscal year
    this_month: str


@dataclass
class _Token:
    start: int
    end: int
    kind: str  # level, list, rise, once, month
    what: Any


def read(text: str, known: Known) -> dict[str, Any] | None:
    """Return the changes that a text asks about, as bot.value.what_if keeps them; None where it names none.

    What is said together begins together: a month is that of everything since the one before, or of all
    that follows where it comes first. Under "strange" is what is counted and is no driver.
    """
    value, words = _value(_plainly(text))
    parts: list[dict[str, Any]] = []
    group: list[_Token] = []
    leading: str | None = None
    for token in sorted(_tokens(words, known), key=lambda each: each.start):
        if token.kind != "month":
            group.append(token)
        elif group:
            parts += _parts(_left(group, parts), known, leading or token.what)
            group, leading = [], leading and token.what
        else:
            leading = token.what
    last = {each.kind for each in group}
    if parts and "levels" in parts[-1] and last <= {"level", "once"} and not leading:
        _add(parts[-1], group)
    else:
        parts += _parts(_left(group, parts), known, leading)
    strange = _strange(words, known)
    if not parts or (strange and not any(part.get("levels", True) for part in parts)):
        return None
    return {"parts": parts, "value": value, **({"strange": strange} if strange else {})}


def _strange(words: str, known: Known) -> list[str]:
    """Return what there would be more or fewer of, as it was said, and no driver is called."""
    forms = [form for driver in known.drivers for form in _forms(driver)]
    return [
        found["what"]
        for found in _COUNTED.finditer(words)
        if not any(form.startswith(found["what"]) for form in forms)
    ]


def read_partly(text: str, known: Known) -> dict[str, Any]:
    """Return what of a text was understood though no change in it was: a month, what is paid once, the worth.

    It is as `read` returns it; empty where that is nothing.
    """
    value, words = _value(_plainly(text))
    tokens = sorted(_tokens(words, known), key=lambda each: each.start)
    month = next((each.what for each in tokens if each.kind == "month"), None)
    once = next((each.what for each in tokens if each.kind == "once"), None)
    if not (month or once or value):
        return {}
    part: dict[str, Any] = {"from": month or month_after(known.this_month), "levels": {}}
    return {"parts": [{**part, "one_off": once} if once else part], "value": value}


def _left(group: Sequence[_Token], parts: Sequence[dict[str, Any]]) -> list[_Token]:
    """Return a group without what is paid once for something that was said before it."""
    before = [part for part in parts if "levels" in part]
    if not before or any(each.kind == "level" for each in group):
        return list(group)
    _add(before[-1], [each for each in group if each.kind == "once"])
    return [each for each in group if each.kind != "once"]


def _value(words: str) -> tuple[dict[str, str] | None, str]:
    """Read what it is worth, and return the words without it: its figures are no drivers."""
    found = _VALUE.search(words)
    if not found:
        return None, words
    share = Decimal(found["share"]) / 100
    value = {
        "what": found["what"],
        "count": _plain(found["count"]),
        "each": _plain(found["each"]),
        "share": str(share),
    }
    rest = f"{words[: found.start()]} . {words[found.end() :]}"
    for pattern in _OTHER:
        if other := pattern.search(rest):
            value["other"] = _amount(other)
            return value, f"{rest[: other.start()]} . {rest[other.end() :]}"
    return value, rest


def _plain(figure: str) -> str:
    return figure.replace(",", "")


def _amount(found: re.Match[str]) -> str:
    amount = Decimal(_plain(found["amount"])) * (1000 if found["k"] else 1)
    return f"{amount.normalize():f}"


def _tokens(words: str, known: Known) -> Iterator[_Token]:
    once = next((found for pattern in _ONE_OFF if (found := pattern.search(words))), None)
    if once:
        yield _Token(once.start(), once.end(), "once", _amount(once))
        words = words[: once.start()] + " " * (once.end() - once.start()) + words[once.end() :]
    for found in _MONTH.finditer(words):
        if month := _month(found, known):
            yield _Token(found.start(), found.end(), "month", month)
    if named := _LIST.search(words):
        yield _Token(named.start(), named.end(), "list", words)
    yield from _levels(words, known)
    yield from _rises(words, known)


def _month(found: re.Match[str], known: Known) -> str | None:
    """Return the month that is meant: a name without a year is the next one of that name."""
    if found["iso"]:
        return found["iso"] if 1 <= int(found["iso"][5:]) <= 12 else None
    if found["nth"]:
        return known.months[int(found["nth"]) - 1] if 1 <= int(found["nth"]) <= len(known.months) else None
    if found["next"]:
        return month_after(known.this_month)
    year, month = int(known.this_month[:4]), int(known.this_month[5:])
    named = month_number(found["name"])
    chosen = int(found["year"]) if found["year"] else year + (named < month)
    return f"{chosen}-{named:02}"


def _forms(driver: str) -> list[str]:
    one = driver.lower().removesuffix("s")
    names = [
        driver.lower(),
        one,
        *(form for also in _ALSO.get(one, ()) for form in (f"{also}s", f"{also}es", also)),
    ]
    return sorted(set(names), key=lambda name: -len(name))


def _levels(words: str, known: Known) -> Iterator[_Token]:
    """Yield drivers with how many more, or fewer, there would be."""
    for driver, level in known.drivers.items():
        named = "|".join(re.escape(form) for form in _forms(driver))
        counted = re.compile(
            rf"(?P<sign>[+-]|plus |minus )?\b(?P<n>{'|'.join(_NUMBERS)}|\d[\d,]*(?:\.\d+)?)(?P<share> ?%| percent)? "
            rf"(?:(?P<way>more|additional|extra|new|fewer|less) ){{0,2}}(?:{named})\b"
            r"(?: (?P<after>fewer|less|more)\b)?"
        )
        if found := counted.search(words):
            count = Decimal(_NUMBERS.get(found["n"], 0) or _plain(found["n"]))
            if found["share"]:
                count = level * count / 100
            down = {(found["sign"] or "").strip(), found["way"], found["after"]} & _DOWN
            fewer = bool(down) or bool(_LESS.search(words[: found.start()]))
            yield _Token(found.start(), found.end(), "level", (driver, -count if fewer else count))


def _rises(words: str, known: Known) -> Iterator[_Token]:
    """Yield prices that rise by so many per cent, of the lines whose names are in the words before."""
    begins = 0
    for found in _PERCENT.finditer(words):
        named = _named(words[begins : found.start()], known.lines)
        begins = found.end()
        if named:
            share = Decimal(found["share"]) / 100
            down = {(found["sign"] or "").strip(), found["way"]} & _DOWN
            yield _Token(found.start(), found.end(), "rise", (named, str(1 - share if down else 1 + share)))


def _named(clause: str, lines: Sequence[str]) -> list[str]:
    said = set(re.findall(r"[a-z][\w-]{2,}", clause))
    shared = {line: len(said & set(re.findall(r"[a-z][\w-]{2,}", line.lower()))) for line in lines}
    most = max(shared.values(), default=0)
    return [line for line, count in shared.items() if most >= 2 and count == most]


def _parts(group: Sequence[_Token], known: Known, month: str | None) -> list[dict[str, Any]]:
    """Return the changes of one group: drivers, a list and prices are one each."""
    parts: list[dict[str, Any]] = []
    begins = month or month_after(known.this_month)
    if any(each.kind in ("level", "once") for each in group):
        parts.append({"from": begins, "levels": {}})
        _add(parts[-1], group)
    meant = [chosen for each in group if each.kind == "list" and (chosen := _list(each.what, known))]
    parts += [{"from": month or chosen[2], "list": chosen[0]} for chosen in meant]
    rises = [
        [name, factor]
        for each in group
        if each.kind == "rise"
        for names, factor in [each.what]
        for name in names
    ]
    return [*parts, {"from": begins, "rises": rises}] if rises else parts


def _add(part: dict[str, Any], group: Sequence[_Token]) -> None:
    for each in group:
        if each.kind == "level":
            driver, count = each.what
            part["levels"][driver] = format(count, "f")
        elif each.kind == "once":
            part["one_off"] = each.what


def _list(words: str, known: Known) -> tuple[int, str, str] | None:
    """Return the list that is meant: of the vendor who is named, else the first that waits."""
    named = [each for each in known.lists if any(word in words for word in _vendor_words(each[1]))]
    return next(iter([*named, *known.lists]), None)


def _vendor_words(vendor: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]{4,}", vendor.lower()) if word != "list"]
