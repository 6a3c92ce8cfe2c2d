"""Outcomes: words that say what people will be able to do, told from those that say nothing of it."""

import re
from collections.abc import Iterator
from typing import Any

from bot.catalog.draft import Written
from bot.catalog.mistakes import Mistake

WORDS = 3  # fewer do not say what anybody will be able to do
_NEW = "an?|the|our|some|more|new|newer|better|faster|another|modern"
_THINGS = (
    "server|software|tool|licen[cs]e|laptop|printer|hardware|system|platform|application|app|database|module"
)
_THING = re.compile(
    rf"(?:(?:{_NEW}) )+(?:\S+ )?(?:{_THINGS})s?(?:[.,;:]|$| (?:with|for|of|and|or)\b)"
    r"|.*\b\d+ ?(?:[gtm]b|ghz|cpus?|cores?)\b",
    re.IGNORECASE,
)


def is_vague(words: Any) -> bool:
    """Tell whether words say nothing that anybody will be able to do."""
    return len(str(words or "").split()) < WORDS


def names_a_thing(words: Any) -> bool:
    """Tell whether words begin with something that IT has instead of what anybody will be able to do; a guess."""
    return _THING.match(" ".join(str(words or "").split())) is not None


def find(written: Written) -> Iterator[Mistake]:
    """Yield that the outcome of a live service says nothing, as the form in Slack does."""
    service, sheet = written
    for name in ("outcome", "external_outcome"):
        words = getattr(service, name)
        if service.stage == "live" and words is not None and is_vague(words):
            message = f"`{words}` does not say what anybody will be able to do."
            hint = "Say it in a sentence, such as: Books are closed by the fourth working day."
            yield sheet.mistake((name,), message, hint)


def find_weak(written: Written) -> Iterator[Mistake]:
    """Yield that an outcome reads like a thing that is bought; a guess."""
    service, sheet = written
    if names_a_thing(service.outcome):
        message = (
            f"`{service.outcome}` reads like a thing that is bought, not like what people can do with it."
        )
        yield sheet.mistake(("outcome",), message, "Say what they can do, or leave it if it does.")
