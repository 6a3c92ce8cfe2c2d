"""Times of day as people say them: "at 7", "until ten at night", "6-8pm", "in the evening"."""

import re

HOUR, DAY = 60, 24 * 60
NIGHT_UNTIL = 6  # "5 at night" is before dawn, "6 at night" in the evening
NOON, AFTERNOON_UNTIL = 12 * HOUR, 7  # "at 6" is in the afternoon, "at 7" in the morning, unless it is said

Span = tuple[int, int]  # minutes after midnight

_PARTS = {  # minutes after midnight
    "morning": (6 * HOUR, NOON),
    "mornings": (6 * HOUR, NOON),
    "afternoon": (NOON, 18 * HOUR),
    "afternoons": (NOON, 18 * HOUR),
    "evening": (18 * HOUR, 22 * HOUR),
    "evenings": (18 * HOUR, 22 * HOUR),
    "tonight": (18 * HOUR, DAY),
    "night": (20 * HOUR, DAY),
    "nights": (20 * HOUR, DAY),
    "overnight": (20 * HOUR, DAY),
}
_LATE = ("afternoon", "afternoons", "evening", "evenings", "tonight", "night", "nights")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_CLOCK = r"(\d{1,2}|" + "|".join(_NUMBERS) + r")(?:[:.]([0-5]\d))?\s*(am|pm|a\.m\.?|p\.m\.?|o'?clock)?"
_RANGE = re.compile(rf"(?<![\w$€.:/-]){_CLOCK}\s*(?:-|–|to|and|till?|until)\s*{_CLOCK}(?![\w:%/])")
_TIME = re.compile(
    rf"(?:\b(at|by|from|after|past|before|until|till?|around)\s+|(?<![\w$€.:/#-])){_CLOCK}(?![\w:%/])"
)
_NO_CLOCK = ("for", "level", "priority", "room", "shift", "site", "store", "version", "windows")
_OF_A_PART = re.compile(  # "6 in the morning": the part makes a time of a bare number
    r"(?:\b(at|by|from|after|past|before|until|till?|around)\s+|(?<![\w$€.:/#-]))"
    + "".join(rf"(?<!\b{word} )" for word in _NO_CLOCK)
    + rf"(1[0-2]|[1-9]|{'|'.join(_NUMBERS)})(?:[:.]([0-5]\d))?"
    + r"\s+(?:in\s+the\s+(morning|afternoon|evening)|at\s+(night))\b(?!\s+shift)"
)
_PART = re.compile(r"\b(" + "|".join(_PARTS) + r")\b")


def read(text: str) -> Span | tuple[None, None]:
    """Return the stretch of a day that a text in lower case names: one minute for a time, an hour around "after"."""
    part = next((found[1] for found in _PART.finditer(text)), None)
    late = any(each[1] in _LATE for each in _PART.finditer(text))
    early = bool(part and part.startswith("morning"))
    if found := _RANGE.search(text):
        span = _span(found, late=late, early=early)
        if span:
            return span
    if found := _OF_A_PART.search(text):
        return _around(_minutes_of_part(found[2], found[3], found[4] or found[5]), found[1] or "at")
    for found in _TIME.finditer(text):
        if found[1] or found[3] or found[4]:  # a bare number is no time of day
            minutes = _minutes(found[2], found[3], found[4], late=late, early=early)
            if minutes is not None:
                return _around(minutes, found[1] or "at")
    for word, minutes in (("noon", NOON), ("midnight", DAY)):
        if re.search(rf"\b{word}\b", text):
            before = re.search(rf"\b(until|till?|by|before|after|from)\s+{word}\b", text)
            return _around(minutes, before[1] if before else "at")
    return _PARTS[part] if part else (None, None)


def without_times_of_a_part(text: str) -> str:
    """Return a text in lower case without "6 in the morning", whose figure could pass for a quantity."""
    return _OF_A_PART.sub(" ", text)


def _minutes_of_part(hour: str, minute: str | None, part: str) -> int:
    """Return minutes after midnight; "2 at night" is early, and twelve is noon only in the afternoon."""
    hours = _hours(hour) % 12
    if not hours and part in ("evening", "night"):
        return DAY
    if part in ("afternoon", "evening") or (part == "night" and hours >= NIGHT_UNTIL):
        hours += 12
    return hours * HOUR + int(minute or 0)


def _span(found: re.Match[str], *, late: bool, early: bool) -> Span | None:
    """Return "from 6 to 8pm"; what is said of the end holds for the beginning, too."""
    if not (found[2] or found[3] or found[5] or found[6] or late or early) and "-" not in found[0]:
        return None
    ends = _minutes(found[4], found[5], found[6], late=late, early=early)
    begins = _minutes(found[1], found[2], found[3] or found[6], late=late, early=early)
    if begins is None or ends is None:
        return None
    if begins >= ends:  # "9-5", "10 to 2"
        begins, ends = (begins - 12 * HOUR, ends) if begins >= NOON + HOUR else (begins, ends + 12 * HOUR)
    return (begins, ends) if 0 <= begins < ends <= DAY else None


def _minutes(hour: str, minute: str | None, half: str | None, *, late: bool, early: bool) -> int | None:
    """Return minutes after midnight of a time on the wall; None for a time that no clock shows."""
    hours = _hours(hour)
    if hours > 24 or (half and half[0] in "ap" and hours > 12):
        return None
    if half and half[0] in "ap":
        hours = hours % 12 + (12 if half[0] == "p" else 0)
    elif late and hours <= 12:
        hours = 24 if hours == 12 else hours + 12
    elif not early and 0 < hours < AFTERNOON_UNTIL and not hour.startswith("0"):
        hours += 12
    minutes = hours * HOUR + int(minute or 0)
    return minutes if minutes <= DAY else None


def _hours(hour: str) -> int:
    return _NUMBERS.index(hour) + 1 if hour in _NUMBERS else int(hour)


def _around(minutes: int, how: str) -> Span:
    """Return the minute at that time; the hour before it or after it where that is what was said."""
    if how in ("until", "till", "til", "by", "before"):
        return max(minutes - HOUR, 0), max(minutes, 1)
    begins = min(minutes, DAY - 1) if how in ("after", "past", "from") else minutes
    return begins, min(begins + HOUR, DAY) if how in ("after", "past", "from") else begins + 1
