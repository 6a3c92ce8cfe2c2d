"""What is wrong in the catalog's files: where it is, in a sentence, with what was probably meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing to put right; `line` and `column` count from 1, 0 when the file as a whole is meant."""

    file: str  # relative to the catalog's folder
    line: int
    message: str
    suggestion: str | None = None
    column: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}" + (f" {self.suggestion}" if self.suggestion else "")


class CatalogMistakes(Exception):  # noqa: N818  # it names what was found
    """The catalog cannot be used; `mistakes` lists everything that has to be put right first."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


def nearest(word: object, known: Iterable[str]) -> str | None:
    """Return the known word nearest to `word`, None when none is near."""
    by_lower = {each.lower(): each for each in known}
    near = get_close_matches(str(word).lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[near[0]] if near else None


def did_you_mean(word: object, known: Iterable[str]) -> str | None:
    """Return the question that names the known word nearest to `word`, None when none is near."""
    near = nearest(word, known)
    return f"Did you mean `{near}`?" if near else None
