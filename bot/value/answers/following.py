"""Following: what a question asks that goes on from what was said before it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.catalog import Catalog, figures, ways_for_money, ways_to_ask, ways_to_browse
from bot.catalog.aspects import Asked, Aspect
from bot.catalog.finding import Found
from bot.value.answers import meant, naming
from bot.value.answers.decided import OF_NOTHING, Spoken, Topic
from bot.value.answers.several import OF_A_TIME
from bot.value.answers.topics import of_service, whole


def goes_on(catalog: Catalog, asked: Asked, found: Found, named: Sequence[str], spoken: Spoken) -> bool:
    """Tell whether it asks more of what was spoken of, or the same of another service."""
    if asked.aspect in OF_NOTHING or asked.about_it or _is_anew(catalog, asked, found, named):
        return False
    if asked.aspect == "held" and ways_to_browse.HELD_IN_ALL.search(asked.text.lower()):
        return False
    if named:
        return asked.continues and asked.aspect is None and spoken.aspect not in ("what", *OF_NOTHING)
    if spoken.service is None or spoken.service not in catalog.services:
        return _is_another_sum(asked, spoken)
    says_how = asked.aspect or asked.implied or asked.turn or asked.span or _is_of_a_year(asked)
    service = catalog.service(spoken.service)
    tells = says_how or naming.level(service, asked.text)
    return bool(tells) and not naming.says_more(asked.text, service)


def _is_another_sum(asked: Asked, spoken: Spoken) -> bool:
    """Tell whether it names a sum, and no more, where it was spoken of who approves orders: "and 60k?"."""
    of_any = spoken.aspect == "approval" and spoken.service is None and asked.aspect is None
    return of_any and figures.money(asked.text.lower()) is not None and not naming.says_more(asked.text)


def _is_anew(catalog: Catalog, asked: Asked, found: Found, named: Sequence[str]) -> bool:
    """Tell whether it calls a service by some word, and so asks as if nothing had been said."""
    if named or asked.continues:
        return False
    calls = meant.calls(catalog, asked, found)
    return any(asked.aspect in meant.BELOW or catalog.service(key).kind == "customer_facing" for key in calls)


def follow_up(
    catalog: Catalog, asked: Asked, spoken: Spoken, named: Sequence[str], *, at_once: bool
) -> Topic:
    """Return what goes on from what was spoken of before, or `at_once` in the same message."""
    if not named and spoken.service not in catalog.services:
        return Topic(asked, spoken.aspect)
    key = named[0] if named else spoken.service or ""
    aspect = _aspect_of(asked, spoken, named)
    longer = asked.longer or (aspect == "price" and _is_of_that_time(asked, spoken, at_once=at_once))
    before = spoken.moment if aspect == "hours" or longer else None
    counts = aspect in ("price", "order", "approval") and not _is_of_a_level(catalog, asked, key)
    kept = replace(
        asked,
        quantity=asked.quantity or (spoken.quantity if counts else None),
        moment=asked.moment.going_on_from(spoken.moment) if asked.moment else before,
        longer=longer,
        span=asked.span or (spoken.span if counts and not asked.moment else None),
    )
    if aspect == "price" and _is_of_the_difference(catalog, asked, spoken, key):
        return Topic(kept, "difference", key, spoken.tier, whole(catalog.service(key)), other=spoken.other)
    return of_service(catalog, kept, aspect, key, None if named else spoken.tier)


def _is_of_the_difference(catalog: Catalog, asked: Asked, spoken: Spoken, key: str) -> bool:
    """Tell whether the difference between two levels is asked for another number, or another time: "and for 10?"."""
    same = spoken.aspect == "difference" and spoken.service == key and not asked.turn
    goes_on = asked.aspect is None or ways_to_ask.COUNTS.search(asked.text.lower())
    return bool(same and goes_on) and not naming.level(catalog.service(key), asked.text)


def _is_of_a_year(asked: Asked) -> bool:
    """Tell whether it says for how long something is paid, and no more: "per year?"."""
    return ways_for_money.A_YEAR.search(asked.text.lower()) is not None


def _is_of_a_level(catalog: Catalog, asked: Asked, key: str) -> bool:
    """Tell whether it asks something of a level by itself, whatever was counted before: "analyst price"."""
    goes_on = asked.continues or ways_to_ask.OF_IT.search(asked.text.lower())
    return bool(asked.aspect and not goes_on and naming.level(catalog.service(key), asked.text))


def _aspect_of(asked: Asked, spoken: Spoken, named: Sequence[str]) -> Aspect:
    """Return what a question asks that goes on from what was said."""
    if spoken.aspect == "approval" and ways_to_ask.COUNTS.search(asked.text.lower()):
        return "approval"  # "and for 20?"
    if asked.aspect is None and (_is_of_a_year(asked) or (asked.span and spoken.aspect not in OF_A_TIME)):
        return "price"
    aspect: Aspect = asked.aspect or asked.implied or spoken.aspect
    if asked.aspect is None and spoken.aspect == "extend" and aspect == "hours":
        return "extend"  # "and until eleven?"
    by_itself = asked.aspect is None and not named
    return "price" if by_itself and aspect in ("what", "owner", "difference", *OF_NOTHING) else aspect


def _is_of_that_time(asked: Asked, spoken: Spoken, *, at_once: bool) -> bool:
    """Tell whether a price is that of the time that was spoken of: "is it open until ten? what would it cost?".

    A mere day counts in one message only.
    """
    timed = spoken.moment is not None and (at_once or spoken.moment.begins is not None)
    return timed and spoken.aspect in ("hours", "extend") and not (asked.quantity or asked.turn)
