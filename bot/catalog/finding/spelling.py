"""Spelling repair: a word nobody knows is taken for the known one it misses by one slip."""

from collections.abc import Iterable, Iterator, Mapping

from bot.catalog.finding.words import LIGHT, STOP

SHORTEST = 5  # shorter words have too many neighbours to guess,
SHORTEST_SWAPPED = 3  # but for two letters that changed places: teh, hwo, lpatop
SHORTEST_UNWRITTEN = 7  # a shorter one that the catalog does not hold may be a name: paypal is not papal
LONGEST = 30  # longer ones are no words
EVERYDAY = STOP | LIGHT  # what nobody writes wrong on purpose
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Spelling:
    """Knows the catalog's words and how often each is written, and a language's, the most common first.

    A slip is one letter missing, added, changed, or swapped with its neighbour.
    """

    def __init__(self, words: Mapping[str, int], language: Iterable[str] = ()) -> None:
        self._count = words
        self._rank: Mapping[str, int] = {word: rank for rank, word in enumerate(language)}

    def repair(self, word: str) -> str:
        """Return the known word one slip away, the catalog's before others; `word` itself if there is none.

        Of several the one with the same first letter is meant, then the most used. Short words are only taken
        for one whose letters changed places.
        """
        if any(word in known for known in (self._count, self._rank, EVERYDAY)):
            return word
        if not SHORTEST_SWAPPED <= len(word) <= LONGEST:
            return word
        slips = set(_slips(word)) if len(word) >= SHORTEST else set(_swaps(word))
        near = slips & self._count.keys()
        if near:
            return min(near, key=lambda each: (each[0] != word[0], -self._count[each], each))
        if len(word) < SHORTEST_UNWRITTEN:
            return min(EVERYDAY.intersection(_swaps(word)), default=word)
        return min(
            slips & self._rank.keys(), key=lambda each: (each[0] != word[0], self._rank[each]), default=word
        )


def _swaps(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def _slips(word: str) -> Iterator[str]:
    """Return all that is one slip away (P. Norvig)."""
    yield from _swaps(word)
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        for letter in LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
