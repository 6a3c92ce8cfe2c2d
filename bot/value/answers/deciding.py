"""Deciding: what a message asks, of which service and level, and how sure that is. No rows, no words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from bot.catalog import Catalog, aspects, moments, spans, ways_to_ask
from bot.catalog.aspects import Asked, Aspect
from bot.catalog.finding import Found, Match
from bot.catalog.finding.words import clean
from bot.value.answers import following, meant, naming, several
from bot.value.answers.decided import OF_NOTHING, Decided, Spoken, Topic
from bot.value.answers.topics import of_service, whole

Find = Callable[[str], Found]  # the entries that answer a question
Settle = Callable[[Found], Found]  # which of those is meant, where that is open
MOST_CHOICES = 3
MOST_TOPICS = 8
# Of whatever is ordered, broken or there, where nothing is named.
OF_ALL = frozenset({"approval", "targets", "held"})
# Of the bot itself, whatever else it sounds like; "what's new" may be anywhere.
ITS_OWN = OF_NOTHING - {"changes"}


def decide(
    catalog: Catalog,
    find: Find,
    message: str,
    spoken: Spoken | None = None,
    chosen: Match | None = None,
    settle: Settle | None = None,
) -> Decided:
    """Decide what to answer to a Slack message; `catalog` is as the asker may see it, and so is what `find` finds.

    `spoken` is what the conversation was about, `chosen` the entry that the person picked themselves. Only
    where they would have to choose among entries `settle` may do so first; it takes its time.
    """
    text = clean(message[: aspects.LONGEST])
    asked = aspects.read(text, naming.levels(catalog))
    found = tuple(find(_without_span(each)) for each in asked)
    asked = tuple(
        replace(each, text=meant.spelled(catalog, each.text, entries))
        for each, entries in zip(asked, found, strict=True)
    )
    decided = _decided(catalog, text, asked, found, spoken, chosen)
    if settle is None or decided.kind != "choices" or asked[0].aspect == "hours":
        return decided
    settled = (settle(found[0]), *found[1:])
    return decided if settled == found else _decided(catalog, text, asked, settled, spoken, None)


def _without_span(asked: Asked) -> str:
    """Return what of a question is to be found: of a price not the days for which it is asked."""
    return spans.without(asked.text) if asked.span and asked.aspect == "price" else asked.text


def _decided(
    catalog: Catalog,
    text: str,
    asked: tuple[Asked, ...],
    found: tuple[Found, ...],
    spoken: Spoken | None,
    chosen: Match | None,
) -> Decided:
    topics: list[Topic] = []
    for each, entries in zip(asked, found, strict=True):
        earlier = several.so_far(topics)
        if chosen:
            topics.append(_picked(catalog, each, chosen))
        elif written := _written(catalog, each, entries):
            topics.append(written)
        elif listed := meant.listed(catalog, each, entries):
            topics += [of_service(catalog, each, each.aspect or "what", of.key, None) for of in listed]
        else:
            topics.append(_topic(catalog, each, entries, earlier or spoken, earlier))
    if not (spoken or chosen):
        topics = several.of_the_next(catalog, topics)
    sure = several.once(topic for topic in topics if _is_sure(topic))
    open_levels = _open_levels(catalog, asked[0], found[0])
    if not sure and found[0].elsewhere and not open_levels:
        sure = (_others(asked[0], found[0]),)
    nearest = found[0].matches if found[0].is_surely_elsewhere else _nearest(catalog, found[0], topics[0])
    may_choose = found[0].kind != "none" or topics[0].asked.aspect == "hours" or open_levels
    kind: Literal["answer", "choices", "elsewhere", "none"] = "answer" if sure else "none"
    if sure and all(topic.aspect == "elsewhere" for topic in sure):
        kind = "elsewhere"
    elif not sure and nearest and may_choose:
        kind = "choices"
    maybe = asked[0].tentative == "status" and not chosen
    orders_of = meant.service(catalog, asked[0], found[0], []) if maybe else None
    unknown = [topic for topic in topics if not _is_sure(topic)]
    left = several.left(catalog, unknown, sure[MOST_TOPICS:]) if kind == "answer" else ()
    return Decided(kind, text, asked, sure[:MOST_TOPICS], nearest, found, orders_of, spoken, left)


def _open_levels(catalog: Catalog, asked: Asked, found: Found) -> list[str]:
    """Return the services of which the level that is named may be one's, if no word tells which."""
    if asked.aspect not in meant.ORDERED or meant.called(catalog, asked, found):
        return []
    levels = meant.leveled(catalog, asked)
    return levels if len(levels) <= MOST_CHOICES else []


def _picked(catalog: Catalog, asked: Asked, chosen: Match) -> Topic:
    """Return what was asked of the entry that the person chose."""
    computed = asked.aspect not in (None, *OF_NOTHING)
    if computed and chosen.kind == "service" and chosen.service:
        return of_service(catalog, asked, asked.aspect or "what", chosen.service, None, match=chosen)
    return Topic(asked, "what", chosen.service, match=chosen)


def _written(catalog: Catalog, asked: Asked, found: Found) -> Topic | None:
    """Return what an owner answers in these very words, None where it is worked out anyway."""
    best = meant.best(catalog, asked.text, found) if found.is_word_for_word else None
    if best is None or asked.aspect in OF_NOTHING or meant.of_entry(catalog, asked, best):
        return None
    return Topic(asked, "what", best.service, match=best)


def _is_sure(topic: Topic) -> bool:
    of_none = topic.aspect in OF_ALL or (topic.aspect == "hours" and topic.asked.about_it)
    return topic.match is not None or topic.service is not None or topic.aspect in OF_NOTHING or of_none


def _topic(
    catalog: Catalog, asked: Asked, found: Found, spoken: Spoken | None, earlier: Spoken | None
) -> Topic:
    """Return what is asked: of what was `spoken` of, else of what is named or found, or `earlier` in the message."""
    best = meant.best(catalog, asked.text, found)
    named = _named(catalog, asked, found, spoken)
    if asked.aspect == "bill" and spoken and spoken.service and not naming.says_it_is_it(asked.text):
        asked = replace(asked, aspect="price")  # "what does it cost us", of what was spoken of
    if spoken and following.goes_on(catalog, asked, found, named, spoken):
        return following.follow_up(catalog, asked, spoken, named, at_once=earlier is not None)
    worked_out = meant.of_entry(catalog, asked, best)
    aspect = asked.aspect or _timed(catalog, asked, found, named) or worked_out
    if found.is_rather_elsewhere and _is_elsewhere(catalog, asked, found, named):
        return _others(asked, found)
    if aspect is None:
        return _of_no_aspect(catalog, asked, found, best, named)
    if aspect in aspects.OF_THING:
        return _of_thing(catalog, asked, aspect, found, best, named)
    asks_it = best.service if best and worked_out == aspect else None
    service = meant.service(catalog, asked, found, named) or asks_it
    if aspect in OF_NOTHING:
        return _of_any(catalog, asked, aspect, service)
    if service is None and earlier and not asked.about_it and _is_of(catalog, asked, earlier):
        service = earlier.service
    if best and meant.says_it(catalog, best, asked, service):
        return Topic(asked, "what", best.service, match=best)
    if service is None:
        return _of_none(asked, aspect, best)
    return of_service(catalog, asked, aspect, service, None, match=best)


def _named(catalog: Catalog, asked: Asked, found: Found, spoken: Spoken | None) -> list[str]:
    """Return the services that are named; where it goes on with nothing else, any word for one names it."""
    named = meant.named(catalog, asked.text, found, asked.aspect)
    goes_on = spoken is not None and asked.continues and asked.aspect is None
    return named or (meant.alone(catalog, asked, found) if goes_on else [])


def _is_of(catalog: Catalog, asked: Asked, earlier: Spoken) -> bool:
    """Tell whether a question that names no service is about that of the question before it."""
    service = catalog.services.get(earlier.service or "")
    return bool(ways_to_ask.OF_IT.search(asked.text.lower())) or not naming.says_more(asked.text, service)


def _of_no_aspect(
    catalog: Catalog, asked: Asked, found: Found, best: Match | None, named: Sequence[str]
) -> Topic:
    """Return what so many, or a level, come to where that is said; else the entry that was found."""
    counted = _counted(catalog, asked, best or _first_named(found), found, named)
    if counted is None or asked.missing:
        return _entry(catalog, asked, best, named)
    wanted: Aspect = "included" if asked.included and not asked.quantity else "price"
    return of_service(catalog, asked, wanted, counted, None, match=best)


def _of_thing(
    catalog: Catalog, asked: Asked, aspect: Aspect, found: Found, best: Match | None, named: Sequence[str]
) -> Topic:
    """Return what is asked of a thing that is named; where more is said, the entry that was found."""
    key = meant.thing(catalog, asked, found, named)
    if key is None and aspect in OF_ALL and not naming.says_more(asked.text):
        return Topic(asked, aspect)
    if key is None:
        return _entry(catalog, asked, best, named)
    level = naming.level(catalog.service(key), asked.text)
    return of_service(catalog, asked, "included" if level and aspect == "what" else aspect, key, None)


def _of_any(catalog: Catalog, asked: Asked, aspect: Aspect, service: str | None) -> Topic:
    """Return what may be asked without a service; more hours of what is counted in them are so many of it."""
    if aspect == "extend" and service and catalog.service(service).by_the_hour:
        return of_service(catalog, asked, "price", service, None)
    return Topic(asked, aspect, service)


def _of_none(asked: Asked, aspect: Aspect, best: Match | None) -> Topic:
    """Return what is asked of no service: of IT itself, of whatever it does, or what a general entry answers."""
    if aspect in OF_ALL and not naming.says_more(asked.text):
        return Topic(asked, aspect)
    return Topic(asked, aspect if asked.about_it else "what", match=_general(best))


def _timed(catalog: Catalog, asked: Asked, found: Found, named: Sequence[str]) -> Aspect | None:
    """Return hours for a service and a time with nothing else: "CRM on Thursday?", "reports at 5 am".

    On a day alone it must be called by a word of its name: what else it is called may be wanted on that day.
    """
    if asked.moment is None or asked.tentative:
        return None
    services = [catalog.service(key) for key in named or meant.called(catalog, asked, found)]
    if len(services) != 1 or naming.says_more(moments.without(asked.text.lower()), services[0]):
        return None
    at_a_time = asked.moment.begins is not None
    return "hours" if named or at_a_time or naming.says_of_name(services[0], asked.text) else None


def _others(asked: Asked, found: Found) -> Topic:
    return Topic(asked, "elsewhere", match=found.elsewhere, surely=found.is_surely_elsewhere)


def _is_elsewhere(catalog: Catalog, asked: Asked, found: Found, named: Sequence[str]) -> bool:
    """Tell whether a topic that was found counts: no service is named outright, and it is nothing of the bot's own."""
    if named or asked.about_it or asked.aspect in ITS_OWN:
        return False
    if asked.aspect in aspects.TERMS and meant.asks_no_more(catalog, asked, found):
        return False
    if asked.aspect in OF_ALL and not naming.says_more(asked.text):
        return False
    return not meant.leveled(catalog, asked)


def _first_named(found: Found) -> Match | None:
    """Return what to choose first, if the question names it: with a level of it and a number that is enough."""
    first = found.trace.candidates[0] if found.kind == "choices" and found.trace else None
    return first.match if first and first.named else None


def _counted(
    catalog: Catalog, asked: Asked, best: Match | None, found: Found, named: Sequence[str]
) -> str | None:
    """Return the service of which a level is spoken of, or so many units: that asks what they come to."""
    whole = best.service if best and best.kind == "service" else None
    service = catalog.services.get(next(_countable(catalog, asked, whole, found, named), ""))
    if service is None:
        return None
    level = naming.level(service, asked.text)
    counted = asked.quantity or (asked.hours and service.by_the_hour)
    if level and counted and (named or whole):
        return service.key
    says = level or (asked.bare and service.tiers and counted)
    return service.key if says and not naming.says_more(asked.text, service) else None


def _countable(
    catalog: Catalog, asked: Asked, whole: str | None, found: Found, named: Sequence[str]
) -> Iterator[str]:
    """Yield the services of which so many, or a level, may be spoken of, the surest first; `whole` was found."""
    yield from named
    if asked.bare or asked.included:
        yield from _only(meant.leveled(catalog, asked))
    if whole:
        yield whole
    if asked.bare:
        yield from _only(meant.called(catalog, asked, found))


def _only(keys: Sequence[str]) -> Sequence[str]:
    return keys if len(keys) == 1 else ()


def _general(best: Match | None) -> Match | None:
    """Return the entry that answers where no service is meant: one about IT as a whole."""
    return best if best and best.service is None else None


def _entry(catalog: Catalog, asked: Asked, best: Match | None, named: Sequence[str]) -> Topic:
    """Return the entry that was found, or a supporting service that was named outright."""
    if best is None and named and catalog.service(named[0]).kind == "supporting":
        best = whole(catalog.service(named[0]))
    if asked.missing and best and best.service:
        best = None  # ordered or lost, and what helps with one is no help with the other
    return Topic(asked, "what", best.service if best else None, match=best)


def _nearest(catalog: Catalog, found: Found, topic: Topic) -> tuple[Match, ...]:
    """Return what to choose from: for a question of any service's price or hours, services and no questions."""
    if topic.asked.aspect in (None, "order", *OF_NOTHING):
        return found.matches
    called = meant.called(catalog, topic.asked, found) or _open_levels(catalog, topic.asked, found)
    keys = dict.fromkeys([*called, *(match.service for match in found.matches)])
    services = tuple(whole(catalog.service(key)) for key in keys if key in catalog.services)
    return services[:MOST_CHOICES] or found.matches
