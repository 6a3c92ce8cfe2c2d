"""Rules for offers are checked where they are written: names, thresholds, and whether they can be at work."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog import Catalog
from bot.catalog.offer_rules import SENSE
from tests.catalog.conftest import Folder

RULE = """\
rules:
  nights:
    name: Nights and weekends
    evidence: out_of_hours
    offers: next_level
    effect: "{unit} is looked after at night, with {level} of {service}."
    live: true
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.write("offers.yaml", RULE)
    return folder


def weak(folder: Folder) -> list[tuple[int, str, str | None]]:
    return [
        (each.line, each.message, each.suggestion)
        for each in folder.load().weak
        if each.file == "offers.yaml"
    ]


def test_a_rule_says_what_is_offered_on_which_evidence(folder: Folder) -> None:
    rule = folder.load().rules["nights"]
    assert (rule.key, rule.evidence, rule.offers, rule.live) == ("nights", "out_of_hours", "next_level", True)
    assert (rule.enough, rule.look_back, rule.ahead) == (Decimal(3), 90, 0)
    effect = rule.effect_for(unit="Finance", service="Books", level="Plus")
    assert effect == "Finance is looked after at night, with Plus of Books."
    assert weak(folder) == []


def test_what_is_written_counts_instead_of_what_is_usual(folder: Folder) -> None:
    folder.write("offers.yaml", f"{RULE}    at_least: 5\n    days: 30\n")
    rule = folder.load().rules["nights"]
    assert (rule.enough, rule.look_back) == (Decimal(5), 30)


@pytest.mark.parametrize(
    ("line", "number", "says", "suggests"),
    [
        ("services: [ERP, ERB]", 8, "`ERB` is no service.", "Did you mean `ERP`?"),
        ("services: [NET]", 8, "`NET` is supporting, so it cannot be offered.", None),
        ("units: [CC-11]", 8, "`CC-11` is no unit.", "Did you mean `CC-1`?"),
        (
            "at_least: 0",
            8,
            "`out_of_hours` counts incidents outside the hours, and 0 of them make no sense.",
            "Write from 1 to 1000; 3 is usual.",
        ),
        (
            "at_least: 2.5",
            8,
            "`out_of_hours` counts incidents outside the hours, and 2.5 of them make no sense.",
            "Write a whole number from 1 to 1000; 3 is usual.",
        ),
        ("days: 3", 8, "3 days show nothing.", "Write 7 to 730; 90 is usual."),
        ("months: 3", 8, "`out_of_hours` does not look ahead.", "Only `growth` looks ahead."),
    ],
)
def test_what_makes_no_sense_is_named_with_its_line(
    folder: Folder, line: str, number: int, says: str, suggests: str | None
) -> None:
    folder.write("offers.yaml", f"{RULE}    {line}\n")
    (mistake,) = folder.mistakes()
    assert (mistake.file, mistake.line, mistake.message, mistake.suggestion) == (
        "offers.yaml",
        number,
        says,
        suggests,
    )


@pytest.mark.parametrize(
    ("evidence", "offers", "more", "says"),
    [
        ("quota", "next_level", "", "`quota` cannot lead to `next_level`."),
        ("wish", "more", "", "`wish` cannot lead to `more`."),
        ("quota", "more", "at_least: 140", "and 140 of them make no sense."),
        ("quota", "more", "days: 30", "`quota` looks at what is so now"),
        ("peers", "service", "days: 30", "`peers` looks at what is so now"),
        ("low_fit", "next_level", "at_least: 4", "and 4 of them make no sense."),
        ("growth", "more", "months: 60", "Nobody can tell what is in 60 months."),
        ("growth", "more", "at_least: 2", "and 2 of them make no sense."),
    ],
)
def test_each_evidence_has_its_own_sense(
    folder: Folder, evidence: str, offers: str, more: str, says: str
) -> None:
    text = RULE.replace("out_of_hours", evidence).replace("next_level", offers)
    folder.write("offers.yaml", f"{text}    {more}\n")
    (mistake,) = folder.mistakes()
    assert says in mistake.message
    assert mistake.suggestion


@pytest.mark.parametrize(
    ("effect", "says"),
    [("For {unti}.", "`{unti}` stands for nothing."), ("For {unit.", "A brace has no other half.")],
)
def test_an_effect_names_what_there_is(folder: Folder, effect: str, says: str) -> None:
    folder.write(
        "offers.yaml",
        RULE.replace("{unit} is looked after at night", effect).replace("{level} of {service}", ""),
    )
    (mistake,) = folder.mistakes()
    assert (mistake.line, mistake.message) == (6, says)


def test_a_rule_that_is_live_nowhere_is_weak(folder: Folder) -> None:
    folder.write("offers.yaml", RULE.replace("live: true", "live: false"))
    ((line, says, suggests),) = weak(folder)
    assert (line, says) == (7, "`nights` is live nowhere by this file: it only has a preview.")
    assert suggests is not None
    assert "/it offers" in suggests


@pytest.mark.parametrize(
    ("evidence", "offers", "suggests"),
    [("quota", "more", "`quota: true`"), ("wish", "service", None), ("peers", "service", None)],
)
def test_a_rule_that_fits_no_service_is_weak(
    folder: Folder, evidence: str, offers: str, suggests: str | None
) -> None:
    folder.write("offers.yaml", RULE.replace("out_of_hours", evidence).replace("next_level", offers))
    found = weak(folder)
    assert [(suggests or "") in (each[2] or "") for each in found] == ([True] if suggests else [])


def test_the_sample_has_a_rule_for_every_evidence(sample_catalog: Catalog) -> None:
    rules = sample_catalog.rules.values()
    assert {rule.evidence for rule in rules} == set(SENSE)
    assert {rule.key for rule in rules if rule.live} >= {"out_of_hours", "quota"}
    assert 8 <= len(rules) <= 10
