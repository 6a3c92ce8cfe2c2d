"""Spelling repair: a word nobody wrote in the catalog is taken for the one it misses by one slip."""

from collections import Counter, defaultdict
from collections.abc import Iterable

SHORTEST = 5  # shorter words have too many neighbours to guess
LONGEST = 30  # longer ones are no words


class Spelling:
    """Knows the catalog's words; a slip is one letter missing, added, changed, or swapped with its neighbour.

    Each word is filed under itself and under itself less one letter; two words one slip apart share such
    a form (W. Garbe's symmetric deletes).
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._count = Counter(words)
        self._by_form: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._count:
            if len(word) >= SHORTEST:
                for form in _forms(word):
                    self._by_form[form].add(word)

    def repair(self, word: str) -> str:
        """Return the known word one slip away, the most used of several; `word` itself if there is none."""
        if word in self._count or not SHORTEST <= len(word) <= LONGEST:
            return word
        near = {
            each for form in _forms(word) for each in self._by_form.get(form, ()) if _one_slip(word, each)
        }
        return min(near, key=lambda each: (each[0] != word[0], -self._count[each], each), default=word)


def _forms(word: str) -> set[str]:
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def _one_slip(a: str, b: str) -> bool:
    """Tell whether two words that share a form are one slip apart, not two."""
    if len(a) != len(b):
        return True
    differ = [at for at, (one, other) in enumerate(zip(a, b, strict=True)) if one != other]
    if len(differ) == 1:
        return True
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and a[differ[0]] == b[differ[1]]
        and a[differ[1]] == b[differ[0]]
    )
