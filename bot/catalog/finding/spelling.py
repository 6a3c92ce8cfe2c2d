"""Spelling repair: a word nobody knows is taken for the known one it misses by one slip."""

from collections.abc import Iterable, Iterator, Mapping

SHORTEST = 5  # shorter words have too many neighbours to guess
SHORTEST_UNWRITTEN = 7  # a shorter one that the catalog does not hold may be a name: paypal is not papal
LONGEST = 30  # longer ones are no words
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

        Of several the one with the same first letter is meant, then the most used.
        """
        if word in self._count or word in self._rank or not SHORTEST <= len(word) <= LONGEST:
            return word
        slips = set(_slips(word))
        near = slips & self._count.keys()
        if near:
            return min(near, key=lambda each: (each[0] != word[0], -self._count[each], each))
        near = slips & self._rank.keys() if len(word) >= SHORTEST_UNWRITTEN else set()
        return min(near, key=lambda each: (each[0] != word[0], self._rank[each]), default=word)


def _slips(word: str) -> Iterator[str]:
    """Return all that is one slip away (P. Norvig)."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
