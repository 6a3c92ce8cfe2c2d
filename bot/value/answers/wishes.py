"""Wishes: of what somebody has had enough, in their own words."""

import re

from sqlmodel import Session

from bot.catalog import Catalog
from bot.customer.hearing import KINDS, Kind
from bot.value import stopping
from bot.value.answers.cards import Asker
from bot.value.answers.decided import Topic
from bot.value.answers.told import Told

_WORDS: dict[Kind, str] = {
    "surveys": r"surveys?|questions?|asking|feedback|ratings?",
    "offers": r"offers?|suggest\w*|ads?|advert\w*|proposals?|upsell\w*",
    "talks": r"talks?|conversations?|meetings?|reviews?|nudg\w+",
    "digests": r"digests?|summar\w+|newsletters?|weekly|monthly",
}
_ASKING = re.compile(r"\b(?:asking|ask) me\b(?!.*\b(?:survey|feedback|rating))", re.IGNORECASE)


def meant(text: str) -> tuple[Kind, ...]:
    """Return the kinds that are named, all of them where none is; who wants no asking wants no offers either."""
    named = {kind for kind, words in _WORDS.items() if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)}
    if _ASKING.search(text):
        named |= {"surveys", "offers", "talks"}
    return tuple(kind for kind in KINDS if kind in named) or KINDS


def stop(session: Session, catalog: Catalog, topic: Topic, asker: Asker) -> Told:
    """Begin no more of what somebody has had enough of, and say so."""
    what = meant(topic.asked.text)
    if not asker.looking:
        stopping.stop(session, asker.person, what, asker.now)
    return Told("stop", facts={"what": what})
