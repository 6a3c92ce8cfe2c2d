"""Comments become a theme from five people on, under nobody's own words, and are quoted with consent only."""

from dataclasses import replace

import pytest

from bot.catalog.survey_forms import Choice, Reasons, SurveyForm, SurveyQuestion
from bot.customer.themes import BY_WORDS
from bot.value import comment_themes
from bot.value.comment_themes import Comment, CommentTheme
from tests.value.calder import catalog

SLOW = (
    "the export is slow",
    "export slow again",
    "slow export today",
    "our export is so slow",
    "export: slow!",
)


def comments(*texts: str, **given: object) -> list[Comment]:
    return [replace(Comment(f"U{at}", text, 2), **given) for at, text in enumerate(texts)]  # type: ignore[arg-type]


def themes_of(
    said: list[Comment], reasons: tuple[str, ...] = (), names: tuple[str, ...] = ()
) -> list[CommentTheme]:
    return comment_themes.of(said, BY_WORDS, reasons, names)


def test_five_people_make_a_theme_of_the_words_they_share() -> None:
    assert themes_of(comments(*SLOW)) == [CommentTheme(5, True, None, ("export", "slow"), None)]


def test_four_people_do_not() -> None:
    assert themes_of(comments(*SLOW[:4])) == []


def test_one_person_who_writes_five_times_is_one_person() -> None:
    assert themes_of([replace(each, person="U0ANA") for each in comments(*SLOW)]) == []


def test_a_reason_that_says_the_same_is_the_title() -> None:
    (theme,) = themes_of(comments(*SLOW), reasons=("The price", "Slow export"))
    assert theme.title == "Slow export"


def test_no_name_gets_into_a_title() -> None:
    said = comments(*(f"Kowalski {text}" for text in SLOW))
    (theme,) = themes_of(said, names=("kowalski",))
    assert theme.words == ("export", "slow")


def test_a_word_that_fewer_than_five_people_wrote_is_no_title() -> None:
    (theme,) = themes_of(
        comments(*SLOW[:4], "slow export and no overtime pay", "slow export, overtime again")
    )
    assert theme.words == ("export", "slow")


@pytest.mark.parametrize("agreeing", [0, 3])
def test_only_who_agreed_is_quoted_and_without_addresses(agreeing: int) -> None:
    said = comments(*SLOW)
    said[agreeing] = replace(said[agreeing], text=f"{SLOW[agreeing]}, ask ana@calder.example", may_quote=True)
    (theme,) = themes_of(said)
    assert theme.quote == f"{SLOW[agreeing]}, ask …"
    assert themes_of(comments(*SLOW))[0].quote is None


def test_praise_is_a_theme_but_no_concern() -> None:
    assert [each.critical for each in themes_of(comments(*SLOW, score=5))] == [False]


def test_reasons_are_those_that_surveys_offer() -> None:
    asked = SurveyQuestion(
        "score",
        {"en": "How was it?"},
        (
            Reasons(
                2,
                {"en": "Why?"},
                (Choice("slow", {"en": "Too slow", "de": "Zu langsam"}), Choice("x", {"de": "X"})),
            ),
        ),
    )
    house = replace(catalog(), surveys={"order": SurveyForm("order", "csat", "order", (asked, asked))})
    assert comment_themes.reasons(house) == ["Too slow"]
    assert comment_themes.reasons(catalog()) == []
