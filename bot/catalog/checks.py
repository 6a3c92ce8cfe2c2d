"""What must hold between the catalog's files; whatever does not is a mistake that stops the bot."""

from collections.abc import Iterator
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from bot.catalog import (
    company_checks,
    costing_checks,
    doubles,
    form_checks,
    offer_checks,
    outcomes,
    part_checks,
    spending,
    survey_checks,
)
from bot.catalog.draft import Draft, Written
from bot.catalog.general import General
from bot.catalog.mistakes import Mistake, did_you_mean
from bot.catalog.service import is_availability, is_too_late
from bot.catalog.sheets import Sheet, Way, of_service

LIVE_NEEDS = (
    "unit",
    "units",
    "does",
    "how",
    "next_review",
    "tiers",
)  # what customers can use says all of this


def find(draft: Draft) -> Iterator[Mistake]:
    """Yield every mistake that only shows when the files are held side by side."""
    for written in draft.services:
        yield from _names(written)
        yield from _completeness(written)
        yield from _prices(written, draft.day)
        yield from _availabilities(written)
        yield from _impact(written)
        yield from _replacement(draft, written)
        yield from outcomes.find(written)
        yield from form_checks.find(written)
        yield from part_checks.find(draft, written)
    yield from _same_key(draft)
    yield from doubles.find(draft)
    for written, at in draft.edges():
        yield from _edge(draft, written, at)
    yield from _circles(draft)
    yield from costing_checks.shares(draft)
    yield from survey_checks.find(draft)
    if draft.general:
        yield from _topics(draft.general_sheet, draft.general)
    if draft.company:
        yield from company_checks.find(draft, draft.company)
        yield from spending.find(draft, draft.company)
        yield from costing_checks.find(draft, draft.company)
        yield from offer_checks.find(draft, draft.company)


def _names(written: Written) -> Iterator[Mistake]:
    service, sheet = written
    wanted = of_service(service.key).rpartition("/")[2]
    if sheet.file.rpartition("/")[2] != wanted:
        yield sheet.mistake(
            ("key",), f"`{service.key}` should be in a file named {wanted}.", "Rename the file."
        )
    for at in _repeats([tier.name for tier in service.tiers]):
        yield sheet.mistake(("tiers", at, "name"), f"There is already a tier `{service.tiers[at].name}`.")
    for at in _repeats([faq.question.lower() for faq in service.faqs]):
        yield sheet.mistake(("faqs", at, "question"), "This question is already answered above.")
    for at in _repeats([each.service for each in service.depends_on]):
        name = service.depends_on[at].service
        yield sheet.mistake(("depends_on", at, "service"), f"`{name}` is already listed above.")


def _repeats(names: list[str]) -> list[int]:
    return [at for at, name in enumerate(names) if name in names[:at]]


def _same_key(draft: Draft) -> Iterator[Mistake]:
    seen: dict[str, str] = {}
    for service, sheet in draft.services:
        first = seen.setdefault(service.key, sheet.file)
        if first != sheet.file:
            yield sheet.mistake(("key",), f"`{service.key}` is already the key in {first}.")


def _completeness(written: Written) -> Iterator[Mistake]:
    service, sheet = written
    if service.kind == "supporting" and service.tiers:
        message = (
            "A supporting service is not sold, so it has no tiers; its cost reaches others by their shares."
        )
        yield sheet.mistake(("tiers",), message, key=True)
    if service.stage == "retired" and not (service.use_instead or service.replaced_by):
        yield sheet.mistake((), "A retired service needs `use_instead`, so that nobody meets a dead end.")
    if service.stage == "retired" and not service.stage_from:
        yield sheet.mistake(
            ("stage",), "A retired service needs `stage_from`, the day since which it is gone."
        )
    if service.is_live:
        for name in LIVE_NEEDS:
            if not getattr(service, name):
                yield sheet.mistake((), f"A live service needs `{name}`.")


def _prices(written: Written, day: date) -> Iterator[Mistake]:
    """One price at any time: each ends where the next begins, and only the first may have been so ever since."""
    service, sheet = written
    for number, tier in enumerate(service.tiers):
        way: Way = ("tiers", number)
        if sheet.has((*way, "prices")) and not tier.prices:
            message = f"`prices` of `{tier.name}` is empty, so it would cost nothing."
            yield sheet.mistake((*way, "prices"), message, "Write one price in it, or `price`.", key=True)
        if tier.prices and sheet.has((*way, "price")):
            yield sheet.mistake((*way, "price"), "There is a list of `prices` as well.", "Keep one of them.")
        first = tier.prices[0].since if tier.prices else None
        if service.stage == "live" and first is not None and first > day:
            message = f"`{tier.name}` has no price before {first}."
            yield sheet.mistake(
                (*way, "prices", 0, "from"), message, "Leave out this `from`, or begin earlier."
            )
        for at, (earlier, later) in enumerate(pairwise(tier.prices), 1):
            where = (*way, "prices", at, "from")
            if later.since is None:
                yield sheet.mistake(
                    where, "From which day on this price holds is not written.", "Add `from`."
                )
            elif earlier.since is not None and later.since <= earlier.since:
                message = f"This price begins on {later.since}, not after the one above it ({earlier.since})."
                yield sheet.mistake(where, message, "Write them in the order of their days.")


def _availabilities(written: Written) -> Iterator[Mistake]:
    service, sheet = written
    for number, tier in enumerate(service.tiers):
        if tier.availability is not None and not is_availability(tier.availability * 100):
            given = tier.availability * 100
            message = f"`availability` is in percent, so `{tier.name}` would work {given.normalize():f} % of its hours."
            hint = f"Did you mean `{(given * 100).normalize():f}`?"
            yield sheet.mistake(("tiers", number, "availability"), message, hint)


def _impact(written: Written) -> Iterator[Mistake]:
    (service, sheet), impact = written, written.service.impact
    if impact and is_too_late(impact.rto_minutes, impact.mtd_minutes):
        message = (
            f"`{service.key}` is wanted back within {impact.rto_minutes} minutes, later than the longest "
            f"outage that the business can bear ({impact.mtd_minutes})."
        )
        yield sheet.mistake(("impact", "rto_minutes"), message, "Want it back before that.")


def _replacement(draft: Draft, written: Written) -> Iterator[Mistake]:
    """Look where people are led who ask for what is gone."""
    (service, sheet), key = written, written.service.replaced_by
    other = draft.get(key) if key else None
    if key and key == service.key:
        message, hint = f"`{key}` cannot take its own place.", "Name another one, or write `use_instead`."
    elif key and key not in draft.keys:
        message = f"`replaced_by` names `{key}`, which is no service."
        hint = did_you_mean(key, draft.keys) or ""
    elif other and other.stage == "retired":
        message = f"`{key}` is retired, too, so whoever is sent there meets a dead end."
        hint = f"Name what is live{f', such as `{other.replaced_by}`' if other.replaced_by else ''}."
    else:
        return
    yield sheet.mistake(("replaced_by",), message, hint or None)


def _edge(draft: Draft, written: Written, at: int) -> Iterator[Mistake]:
    (service, sheet), edge = written, written.service.depends_on[at]
    way: Way = ("depends_on", at, "service")
    needed = draft.get(edge.service)
    if edge.service == service.key:
        yield sheet.mistake(way, f"`{service.key}` cannot depend on itself.")
    elif edge.service not in draft.keys:
        yield sheet.mistake(way, f"`{edge.service}` is no service.", did_you_mean(edge.service, draft.keys))
    elif needed and needed.stage != "live":
        yield sheet.mistake(way, f"`{edge.service}` is {needed.stage}, so nothing can stand on it.")
    elif needed and needed.kind == "customer_facing" and edge.carries_cost:
        message = f"`{edge.service}` is charged to its own customers, so its cost is not shared out again."
        yield sheet.mistake(("depends_on", at, "share"), message, "Leave out `share`.")


def _circles(draft: Draft) -> Iterator[Mistake]:
    """Yield circles until none is left; two that share an edge are told one after the other."""
    graph = {
        service.key: {each.service for each in service.depends_on if each.affects_restore} - {service.key}
        for service, _ in draft.services
    }
    while ring := _ring(graph):
        written = next(each for each in draft.services if each.service.key == ring[0])
        at = next(at for at, each in enumerate(written.service.depends_on) if each.service == ring[1])
        message = f"These depend on one another in a circle: {' → '.join(ring)}."
        hint = (
            "Take one of them out, or nothing could be restored first; "
            "what only carries a share of cost says `affects_restore: false`."
        )
        yield written.sheet.mistake(("depends_on", at, "service"), message, hint)
        for one, other in pairwise(ring):
            graph[one].discard(other)


def _ring(graph: dict[str, set[str]]) -> list[str] | None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return None


def _topics(sheet: Sheet, general: General) -> Iterator[Mistake]:
    """Yield topics that are there twice, and ways to ask that lead to something of IT's as well."""
    answered = [faq.question.lower() for faq in general.faqs]
    titles = [topic.title.lower() for topic in general.elsewhere]
    for at in _repeats([*answered, *titles]):
        if at >= len(answered):
            message = "This is already answered, or sent elsewhere, above."
            yield sheet.mistake(("elsewhere", at - len(answered), "title"), message)
    asked = [words.lower() for faq in general.faqs for words in (faq.question, *faq.phrasings)]
    for at, topic in enumerate(general.elsewhere):
        for number, words in enumerate(topic.phrasings):
            if words.lower() in asked:
                message = f"`{words}` is already a way to ask for something above."
                yield sheet.mistake(("elsewhere", at, "phrasings", number), message, "Keep it in one place.")
        asked += [words.lower() for words in topic.phrasings]
