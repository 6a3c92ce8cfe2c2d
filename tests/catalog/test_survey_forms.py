"""The file of surveys: what is wrong in it is told with its line, and what it does not ask yet is weak."""

import pytest

from bot.catalog import Catalog, CatalogMistakes
from bot.catalog.survey_forms import MOST_TAPS, SCALES
from tests.catalog.conftest import FINISHED as ERP
from tests.catalog.conftest import Folder
from tests.house import templates

SURVEYS = """\
languages: [en, de]
surveys:
  order:
    kind: csat
    after: order
    questions:
      - kind: score
        ask: {en: How was it, de: Wie war es}
        reasons:
          - up_to: 3
            ask: {en: What went wrong, de: Was lief schief}
            choices:
              - {key: slow, label: {en: Slow, de: Langsam}}
          - up_to: 5
            ask: {en: What was good, de: Was war gut}
            choices:
              - {key: quick, label: {en: Quick, de: Schnell}}
      - kind: worth
        ask: {en: Worth it, de: Wert}
  incident:
    kind: ces
    after: incident
    services: [ERP]
    units: [CC-1]
    questions:
      - kind: effort
        ask: {en: How easy, de: Wie leicht}
  question:
    kind: ces
    after: question
    sample: 20
    questions:
      - {kind: effort, ask: {en: How easy, de: Wie leicht}}
  recovery:
    kind: csat
    after: recovery
    questions:
      - {kind: score, ask: {en: How was it, de: Wie war es}}
  value:
    kind: value
    after: quarter
    to: customers
    questions:
      - {kind: worth, ask: {en: Worth it, de: Wert}}
      - {kind: worth_at, ask: {en: At what price, de: Bei welchem Preis}}
"""


@pytest.fixture
def folder(tmp_path) -> Folder:  # type: ignore[no-untyped-def]
    """Write the tiny catalog with surveys that leave nothing to wish for."""
    folder = Folder(tmp_path)
    folder.write("services/erp.yaml", ERP)
    folder.write("surveys.yaml", SURVEYS)
    return folder


def test_a_file_of_surveys(folder: Folder) -> None:
    catalog = folder.load()
    assert catalog.languages == ("en", "de")
    assert [(form.key, form.kind, form.most_taps) for form in catalog.surveys.values()] == [
        ("order", "csat", 3),
        ("incident", "ces", 1),
        ("question", "ces", 1),
        ("recovery", "csat", 1),
        ("value", "value", 2),
    ]
    assert [weak for weak in catalog.weak if weak.file == "surveys.yaml"] == []


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de-DE", "de"),
        ("de_AT", "de"),
        ("DE", "de"),
        ("en-GB", "en"),
        ("fr-FR", "en"),
        (None, "en"),
        ("", "en"),
    ],
)
def test_in_which_language_people_are_asked(folder: Folder, locale: str | None, language: str) -> None:
    assert folder.load().language(locale) == language


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            ", de: Wie war es}\n        reasons",
            "}\n        reasons",
            "surveys.yaml:8: This is not there in `de`.",
        ),
        (
            "label: {en: Slow, de: Langsam}",
            "label: {de: Langsam}",
            "surveys.yaml:13: This is not there in `en`.",
        ),
        ("de: Schnell", "de: Schnell, fr: Vite", "surveys.yaml:17: `fr` is not among the `languages`"),
        ("languages: [en, de]", "languages: []", "surveys.yaml:1: No language is named"),
        ("services: [ERP]", "services: [EPR]", "surveys.yaml:23: `EPR` is no service. Did you mean `ERP`?"),
        ("units: [CC-1]", "units: [CC-2]", "surveys.yaml:24: `CC-2` is no unit of company.yaml."),
        ("- up_to: 3", "- up_to: 0", "surveys.yaml:10: `up_to: 0` is not on the scale of 1 to 5."),
        ("- up_to: 5", "- up_to: 6", "surveys.yaml:14: `up_to: 6` is not on the scale of 1 to 5."),
        (
            "- up_to: 5",
            "- up_to: 2",
            "surveys.yaml:14: `up_to: 2` comes after `up_to: 3`, so it is never asked.",
        ),
        ("key: quick", "key: slow", "surveys.yaml:17: `slow` is already a reason of this survey."),
        ("key: quick", "key: Quick!", "surveys.yaml:17: `Quick!` should be small letters"),
        ("en: Quick,", f"en: {'Q' * 76},", "surveys.yaml:17: This has 76 characters; a button holds 75."),
        ("kind: csat\n    after: order", "kind: ces\n    after: order", "asks `effort`. Add that question"),
        (
            "      - kind: worth\n",
            "      - kind: worth_at\n",
            "`worth_at` needs the question `worth` above it.",
        ),
        (
            "      - kind: worth\n",
            "      - kind: score\n",
            "surveys.yaml:18: `score` is already asked above.",
        ),
        (
            "after: quarter\n    to: customers",
            "after: quarter",
            "there is no requester to ask. Add `to: customers`",
        ),
        ("after: incident", "after: incident\n    to: heads", "the person whose it was is asked, not heads."),
        ("after: incident", "after: incident\n    expire_days: 0", "over before anybody could answer."),
        ("after: incident", "after: incident\n    expire_days: 2", "The reminder would come when it is over"),
        ("sample: 20", "sample: 120", "should be a percentage"),
        ("kind: effort\n", "kind: efort\n", "Did you mean `effort`?"),
        ("expire", "expire", ""),
    ],
)
def test_a_mistake_has_a_place_a_sentence_and_a_way_out(
    folder: Folder, old: str, new: str, says: str
) -> None:
    if not says:
        assert folder.load().surveys
        return
    folder.write("surveys.yaml", SURVEYS.replace(old, new, 1))
    with pytest.raises(CatalogMistakes) as raised:
        folder.load()
    assert says in str(raised.value)


def test_more_than_four_taps_are_refused(folder: Folder) -> None:
    more = "      - {kind: outcome, ask: {en: There, de: Da}}\n      - {kind: lost_time, ask: {en: Lost, de: Weg}}\n"
    folder.write("surveys.yaml", SURVEYS.replace("  incident:\n", f"{more}  incident:\n", 1))
    with pytest.raises(CatalogMistakes, match="It may take 5 taps; people give at most 4"):
        folder.load()


def test_reasons_need_a_scale(folder: Folder) -> None:
    worth = "      - kind: worth\n        reasons:\n          - {up_to: 1, ask: {en: Why, de: Warum}, choices: []}\n"
    folder.write("surveys.yaml", SURVEYS.replace("      - kind: worth\n", worth, 1))
    with pytest.raises(CatalogMistakes, match="`worth` has no scale, so no reasons can follow it"):
        folder.load()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("after: incident", "after: order", "After incidents nobody is asked what they cost the business."),
        ("after: recovery", "after: order", "Who was let down is not asked again once it was put right."),
        ("sample: 20", "delay_minutes: 60", "It follows every question, which is more than people like"),
        ("after: quarter\n    to: customers", "after: order", "whether a service is worth its price."),
    ],
)
def test_weak_spots_warn_and_do_not_stop(folder: Folder, old: str, new: str, says: str) -> None:
    folder.write("surveys.yaml", SURVEYS.replace(old, new, 1))
    assert [str(weak) for weak in folder.load().weak if says in weak.message]


def test_without_the_file_nobody_is_asked(folder: Folder) -> None:
    (folder.path / "surveys.yaml").unlink()
    assert folder.load().surveys == {}


def test_the_sample_asks_in_every_language_within_four_taps(sample_catalog: Catalog) -> None:
    assert sample_catalog.languages == ("en", "de")
    assert {form.kind for form in sample_catalog.surveys.values()} >= {
        "csat",
        "ces",
        "nps",
        "pulse",
        "outcome",
    }
    assert all(form.most_taps <= MOST_TAPS for form in sample_catalog.surveys.values())
    assert {question.kind for form in sample_catalog.surveys.values() for question in form.questions} >= set(
        SCALES
    )


def test_the_words_around_the_questions_are_there_in_every_language(sample_catalog: Catalog) -> None:
    lines = [line for line in templates()["surveys/_words"].splitlines() if line.startswith('  "')]
    assert len(lines) > 80
    for language in sample_catalog.languages:
        assert [line for line in lines if f'"{language}": "' not in line] == []
