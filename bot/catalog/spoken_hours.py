"""Spoken hours: "24/7" and "Mon-Fri 9-5" as the catalog's files write them: `24x7`, `Mo-Fr 09-17`."""

import re

NOON = 12
_ALWAYS = re.compile(r"(?:24 ?[x/] ?7|24 ?h|always|(?:a)?round the clock)(?P<close> at close)?")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {name[:length]: name[:2].title() for name in _NAMES for length in range(2, len(name) + 1)}
_GROUPS = {
    "weekdays": "Mo-Fr",
    "working days": "Mo-Fr",
    "weekends": "Sa-Su",
    "weekend": "Sa-Su",
    "daily": "7d",
    "every day": "7d",
    "7 days": "7d",
    "7d": "7d",
}
_TO = r"(?: ?[-–—] ?| (?:to|till|until) )"
_DAY = r"[a-z]{2,9}\.?"
_SPAN = rf"(?P<days>{'|'.join(_GROUPS)}|{_DAY}(?:{_TO}{_DAY})?)"
_CLOCK = r"(\d\d?)(?:[:.](\d\d))? ?([ap]m)?"
_PART = re.compile(rf"{_SPAN}:? (?:from )?{_CLOCK}{_TO}{_CLOCK}")


def written(spec: str) -> str:
    """Return hours as a file writes them; what is not understood, or is so already, stays as it is."""
    plain = " ".join(spec.lower().split())
    if always := _ALWAYS.fullmatch(plain):
        return "24x7 at close" if always["close"] else "24x7"
    parts = [_part(each) for each in re.split(r" ?[,;] ?", plain)]
    return spec if None in parts else ", ".join(each for each in parts if each)


def _part(words: str) -> str | None:
    found = _PART.fullmatch(words)
    days = _days(found["days"]) if found else None
    if found is None or days is None:
        return None
    opens, closes = _times(*found.groups()[1:])
    return f"{days} {opens}-{closes}"


def _days(words: str) -> str | None:
    if words in _GROUPS:
        return _GROUPS[words]
    names = [_DAYS.get(each.rstrip(".")) for each in re.split(_TO, words)]
    return None if None in names else "-".join(each for each in names if each)


def _times(
    opens: str,
    opens_at: str | None,
    morning: str | None,
    closes: str,
    closes_at: str | None,
    evening: str | None,
) -> tuple[str, str]:
    """Return both times on a clock of 24 hours; "9-5" ends in the afternoon, "09-05" is what it says."""
    first, last = _hour(opens, morning), _hour(closes, evening)
    if morning is None and evening == "pm" and first + NOON < last:
        first += NOON
    if evening is None and len(closes) == 1 and last <= first and last + NOON > first:
        last += NOON
    return _on_the_clock(first, opens_at), _on_the_clock(last, closes_at)


def _hour(hour: str, half: str | None) -> int:
    if half is None:
        return int(hour)
    return int(hour) % NOON + (NOON if half == "pm" else 0)


def _on_the_clock(hour: int, minute: str | None) -> str:
    return f"{hour:02}" if minute in (None, "00") else f"{hour:02}:{minute}"
