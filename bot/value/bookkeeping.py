"""Bookkeeping: what keeps or reads IT's books, read from a message in plain words. No rows, no words of its own."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.catalog.dates import MONTH

Wanted = Literal["statement", "cost", "unmapped", "imports", "balance", "close"]

_POLITE = r"(?:(?:hi|hello|hey|please|so|ok|can you|could you|i want to|let me)\W+)*"
_SHOW = r"(?:show|give|send|open|see|read|get|where is|what is|what's)(?: me| us)?"
_NAMES = rf"{MONTH}(?: 20\d\d)?"
_MONTH = rf"(?:(?:for|of|in) )?(?:last month|20\d\d-\d\d|{_NAMES})"
_SAID = r"(?:has|have|is|are|belongs?|goes?)(?: for| of| to)?"
_CARD = r"(?:the|our|it's) (?:balance|scorecard|balance scorecard)"
_MEANT: tuple[tuple[Wanted, str], ...] = (
    ("statement", rf"{_SHOW} (?:my|our|the)(?: (?:last|latest|newest|it|unit's))*(?: statement)(?P<month> {_MONTH})?"),
    ("cost", rf"(?:what did|how much did) (?:all of )?it cost(?P<month> {_MONTH})?(?: in all| altogether)?"),
    ("unmapped", rf"(?:what|which|how much|whose) costs? {_SAID} (?:no|nobody's) service.*"),
    ("unmapped", rf"(?:{_SHOW} )?(?:the )?(?:unmapped|unassigned) costs?"),
    ("imports", r"(?:undo|take back|remove) (?:my|the|our) (?:last|latest) (?:import|file|upload)"),
    ("imports", r"(?:what|which) files? (?:was|were|have we|did we|did i) (?:taken in|take in|import(?:ed)?)"),
    ("balance", rf"how (?:well )?balanced (?:are we|is it)|{_SHOW} {_CARD}"),
    ("close", rf"close (?:the (?:books|month) )?(?P<month>{_MONTH})"),
)  # fmt: skip
_SENTENCES = [(wanted, re.compile(_POLITE + f"(?:{said})")) for wanted, said in _MEANT]
_LINK = re.compile(r"^\s*(?:for|of|in)\s+")


@dataclass(frozen=True)
class Meant:
    """What a message wants, and the month that it names as it stands there, "" for none."""

    wanted: Wanted
    month: str


def read(text: str) -> Meant | None:
    """Return what of IT's books a whole message asks for; None where it says anything else."""
    plain = " ".join(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).strip(" ?.!")
    for wanted, sentence in _SENTENCES:
        if found := sentence.fullmatch(plain):
            month = _LINK.sub("", found.groupdict().get("month") or "").strip()
            return None if wanted == "cost" and not month and "IT" not in text else Meant(wanted, month)
    return None
