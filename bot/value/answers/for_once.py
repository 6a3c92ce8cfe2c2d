"""For once: what leads to the form for longer hours, or for a change that cannot wait."""

from typing import Any

from bot.catalog import moments
from bot.catalog.moments import Said
from bot.value.answers.cards import Asker
from bot.value.answers.decided import Topic

ASPECTS = ("extend", "expedite")


def facts(topic: Topic, asker: Asker) -> dict[str, Any]:
    """Return what was said, for the form to begin with: the words and the time, today where none was named."""
    when = moments.stretch(topic.asked.moment or Said("today"), asker.now, asker.zone)
    return {"when": when, "text": topic.asked.text}
