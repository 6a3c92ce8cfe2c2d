"""What must hold of the parts of a service: known teams, titles that name one each, and a way from first to last."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from bot.catalog.draft import Draft, Written
from bot.catalog.mistakes import Mistake, did_you_mean

LEVEL = "tier"  # what `when` calls the level that is ordered


def find(draft: Draft, written: Written) -> Iterator[Mistake]:
    """Yield every mistake in the parts of one service."""
    service, sheet = written
    titles = [part.title for part in service.parts]
    for at, part in enumerate(service.parts):
        if part.title in titles[:at]:
            yield sheet.mistake(("parts", at, "title"), f"There is already a part `{part.title}`.")
        if part.service not in draft.keys:
            message = f"`{part.service}` is no service, so no team can do this part."
            yield sheet.mistake(("parts", at, "service"), message, did_you_mean(part.service, draft.keys))
        yield from _names(written, at, titles)
    yield from _circle(written)


def _names(written: Written, at: int, titles: list[str]) -> Iterator[Mistake]:
    (service, sheet), part = written, written.service.parts[at]
    fields = [LEVEL, *(each.key for each in service.form)]
    for number, title in enumerate(part.after):
        if title not in titles:
            message = f"`{title}` is no part of `{service.key}`."
            yield sheet.mistake(("parts", at, "after", number), message, did_you_mean(title, titles))
    for key in part.when:
        if key not in fields:
            message = f"`{key}` is not asked in the form of `{service.key}`."
            yield sheet.mistake(("parts", at, "when", key), message, did_you_mean(key, fields), key=True)


def _circle(written: Written) -> Iterator[Mistake]:
    service, sheet = written
    try:
        TopologicalSorter({part.title: set(part.after) for part in service.parts}).prepare()
    except CycleError as error:
        ring = list(reversed(error.args[1]))
        at = next(at for at, part in enumerate(service.parts) if part.title == ring[0])
        message = f"These parts wait for one another in a circle: {' → '.join(ring)}."
        yield sheet.mistake(("parts", at, "after"), message, "Take one of them out, or nothing would begin.")
