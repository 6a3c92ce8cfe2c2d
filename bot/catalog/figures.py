"""Figures: how many, how much money, for how long and which number a text in lower case speaks of."""

import re
from decimal import Decimal

from bot.catalog import moments
from bot.catalog.numbers import COUNTS, number
from bot.catalog.times_of_day import UNITS
from bot.catalog.walls import MINUTES_A_DAY

MOST = 1_000_000  # units that anybody could mean
MONTH = 365 * MINUTES_A_DAY // 12  # in minutes; twelve are a year, three are longer than 90 days

_TIMES = {"": 1, "dozen": 12, "hundred": 100, "k": 1000, "thousand": 1000, "grand": 1000}
_MORE = "(?:more|extra|additional|further)"
_QUANTITY = re.compile(
    r"(?<![\w$€£#.,:/-])(?<!office )(?<!between )(?<!store )(?<!site )(?<!room )(?<!floor )(?<!building )"
    r"(?:x ?)?(\d{1,3}(?:,\d{3})+|\d{1,7})( ?k| thousand| hundred| dozen)?(?:(?=[kmgt]b\b|x\b)|(?![\w%:/-]|[.,]\d))"
    rf"(?! *%)(?! *(?:percent|st|nd|rd|th|(?:{_MORE} )?(?:{UNITS}))\b)"
)
_IN_WORDS = re.compile(
    rf"(?<![\w-])({'|'.join(COUNTS)})\b( hundred| thousand| dozen)?(?!-)(?! (?:of |{_MORE} )?(?:{UNITS}|factor)\b)"
)
_MINUTES = {"min": 1, "h": 60, "d": MINUTES_A_DAY, "w": 7 * MINUTES_A_DAY, "m": MONTH, "y": 12 * MONTH}
_SPAN = re.compile(
    rf"(?<![\w$€£#.,:/-])(\d{{1,5}} ?|(?:half an?|an?|{'|'.join(COUNTS)})[ -])"
    r"(min|h(?:ou)?r|h|day|d|week|wk|month|mth|year|yr)(?:ute)?s?\b"
)
_HOURS = re.compile(
    rf"(?<![\w$€£#.,:/-])(?:([1-9]\d{{0,4}}|(?:{'|'.join(COUNTS)})\b) ?(?:{_MORE} )?|(?:an?|one) {_MORE} )"
    r"(?:h|hrs?|hours?)\b"
)
_AMOUNT = r"(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,2})?( ?k\b| thousand\b| grand\b)?"
_MONEY = re.compile(
    rf"[$€£] ?{_AMOUNT}|(?<![\w$#.,:/-]){_AMOUNT} ?(?:dollars?|bucks|usd|euros?|eur|pounds?|gbp)\b"
)
_BARE = (  # nothing that it counts
    r"[.,;:!?)]*(?:$| (?:for|on|without|w/o|by|in|until|this|a|an|per|or|and|if|orders?|purchases?|then|now)\b"
    r"| of (?!us|you|them|these|those))"
)
_SUM = re.compile(rf"(?<![\w$€£#.,:/-])(?!(?:19|20)\d\d\b){_AMOUNT}(?={_BARE})")  # and no year
LARGE = 1000  # from here on a figure that counts nothing is money
_ORDER_NUMBER = re.compile(
    r"(?:#|\b(?:order|request|ticket|number|no\.?)\s*(?:number|no\.?)?\s*#?\s*)(\d{1,9})\b"
)


def quantity(words: str) -> int | None:
    """Return how many units are spoken of; dates, times and order numbers are none."""
    words = moments.without(words)
    if found := _QUANTITY.search(words):
        amount = int(found[1].replace(",", "")) * _TIMES[(found[2] or "").strip()]
        return amount if 0 < amount <= MOST else None
    found = _IN_WORDS.search(words)
    return COUNTS[found[1]] * _TIMES[(found[2] or "").strip()] if found else None


def money(words: str) -> Decimal | None:
    """Return which sum of money is spoken of, in major units of whatever currency."""
    if named := _MONEY.search(words):
        return _amount(*(named.group(1, 2, 3) if named[1] else named.group(4, 5, 6)))
    return next((each for found in _SUM.finditer(words) if (each := _amount(*found.groups())) >= LARGE), None)


def _amount(whole: str, part: str | None, times: str | None) -> Decimal:
    return Decimal(whole.replace(",", "") + (part or "")) * _TIMES[(times or "").strip()]


def hours(words: str) -> int | None:
    """Return how many hours are spoken of, which for some services is a quantity."""
    found = _HOURS.search(words)
    return number(found[1] or "one") if found else None


def minutes(words: str) -> int | None:
    """Return how long something is said to take, or to bind, in minutes."""
    found = _SPAN.search(words)
    if found is None:
        return None
    unit = _MINUTES.get(found[2]) or _MINUTES[found[2][0]]
    count = found[1].strip()
    if count.startswith("half"):
        return unit // 2
    return unit * (int(count) if count.isdecimal() else COUNTS.get(count, 1))


def order_number(words: str) -> int | None:
    """Return the number of an order that is named."""
    found = _ORDER_NUMBER.search(words)
    return int(found[1]) if found else None
