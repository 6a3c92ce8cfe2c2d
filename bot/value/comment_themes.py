"""Comment themes: what five people or more wrote about, under a title that is nobody's own words."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.catalog import Catalog
from bot.catalog.finding.words import LIGHT, spoken
from bot.customer import themes
from bot.customer.satisfaction import FLOOR, SATISFIED
from bot.customer.themes import MASK, Likeness, masked

TITLE_WORDS = 3
LANGUAGE = "en"  # of the reasons that title a theme


@dataclass(frozen=True)
class Comment:
    """What somebody wrote, this week if `fresh`; `may_quote`: the owner may read it word for word."""

    person: str
    text: str
    score: int | None = None
    may_quote: bool = False
    fresh: bool = True


@dataclass(frozen=True)
class CommentTheme:
    """What so many people wrote about: the survey's own reason that says the same, or words they share.

    `critical`: most of them were not satisfied, and some wrote it this week. `quote` is a comment that may
    be read word for word, without addresses, numbers and names after an @; None where nobody agreed.
    """

    people: int
    critical: bool
    title: str | None
    words: tuple[str, ...]
    quote: str | None


def of(
    comments: Sequence[Comment], likeness: Likeness, reasons: Sequence[str], names: Collection[str]
) -> list[CommentTheme]:
    """Return the themes of these comments, the largest first; `names` (small letters) are in no title."""
    by_text: dict[str, list[Comment]] = {}
    for each in comments:
        if text := masked(each.text).replace(MASK, "").strip():
            by_text.setdefault(text, []).append(each)
    found = [
        _theme(texts, [each for text in texts for each in by_text[text]], likeness, reasons, names)
        for texts in themes.group(by_text, likeness)
    ]
    return sorted((each for each in found if each.people >= FLOOR), key=lambda each: -each.people)


def _theme(
    texts: Sequence[str],
    members: Sequence[Comment],
    likeness: Likeness,
    reasons: Sequence[str],
    names: Collection[str],
) -> CommentTheme:
    nearest = themes.nearest(texts[:1], reasons, likeness)[0]
    return CommentTheme(
        people=len({each.person for each in members}),
        critical=any(each.fresh for each in members) and _is_critical(members),
        title=None if nearest is None else reasons[nearest],
        words=_shared(members, names),
        quote=next((masked(each.text) for each in members if each.may_quote), None),
    )


def _is_critical(members: Sequence[Comment]) -> bool:
    return 2 * sum((each.score or SATISFIED) < SATISFIED for each in members) > len(members)


def _shared(members: Sequence[Comment], names: Collection[str]) -> tuple[str, ...]:
    """Return the words that most people of a theme wrote, those of most people first."""
    written = {(each.person, word) for each in members for word in spoken(each.text)}
    counts = Counter(word for _, word in written if word not in names and word not in LIGHT)
    enough = max(FLOOR, len({each.person for each in members}) / 2)
    common = sorted(
        (word for word in counts if counts[word] >= enough), key=lambda word: (-counts[word], word)
    )
    return tuple(common[:TITLE_WORDS])


def reasons(catalog: Catalog) -> list[str]:
    """Return every reason that a survey of this catalog offers to tap."""
    asked = [question for form in catalog.surveys.values() for question in form.questions]
    choices = [choice for question in asked for each in question.reasons for choice in each.choices]
    return list(dict.fromkeys(choice.label[LANGUAGE] for choice in choices if LANGUAGE in choice.label))
