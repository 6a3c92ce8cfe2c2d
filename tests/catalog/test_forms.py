"""The form of a service, and every way in which a file can get it wrong."""

import pytest

from tests.catalog.conftest import ERP, Folder

FORM = """\
form:
  - {key: what, label: What is it?, kind: choice, options: [A start, A move], step: First}
  - {key: device, label: A laptop?, kind: yes_no, step: First}
  - {key: days, label: How many days?, kind: number, least: 1, most: 5, step: Then, when: {what: [A start]}}
  - {key: code, label: Which code?, pattern: "[A-Z]{3}", pattern_hint: Three letters, step: Then}
  - {key: kinds, label: Which ones?, kind: choices, options: [One, Two], step: Then, when: {device: [yes]}}
"""


@pytest.fixture
def asking(folder: Folder) -> Folder:
    folder.write("services/erp.yaml", ERP + FORM)
    return folder


def test_a_form_is_read_with_its_conditions(asking: Folder) -> None:
    what, device, days, code, kinds = asking.load().service("ERP").form
    assert (what.options, device.kind, code.kind) == (("A start", "A move"), "yes_no", "text")
    assert days.when == {"what": ("A start",)}
    assert kinds.when == {"device": ("yes",)}


@pytest.mark.parametrize(
    ("old", "new", "says", "suggests"),
    [
        ("options: [A start, A move]", "hint: Well", "fewer than two options", "Add `options`"),
        ("kind: yes_no", "kind: yes_no, options: [a, b]", "`yes_no` has no options", "`choice`"),
        ("[One, Two]", "[One, one]", "`one` is already an option", ""),
        ("[One, Two]", f"[One, {'x' * 76}]", "76 characters long, Slack takes 75", "shorter"),
        ("[One, Two]", str([f"n{n}" for n in range(101)]), "101 options, Slack shows 100", "two steps"),
        ("A laptop?", "x" * 151, "151 characters long; 150 are read", "shorter"),
        ("key: device", "key: what", "already a field `what`", "another key"),
        ("key: device", "key: tier", "the level that is ordered", "another key"),
        ("key: device", "key: A device", "a short name in small letters, such as first_day", ""),
        ("{what: [A start]}", "{whta: [A start]}", "`whta` is no field", "Did you mean `what`?"),
        ("{what: [A start]}", "{code: [ABC]}", "`code` is asked only after this", "Move that field"),
        ("{device: [yes]}", "{code: [ABC]}", "`code` is a text", "Depend on one of: choice"),
        ("{what: [A start]}", "{what: [A strat]}", "`A strat` is none of the answers", "`A start`"),
        ("{what: [A start]}", "{tier: [Standrad]}", "`Standrad` is none", "`Standard`"),
        ("{device: [yes]}", "{device: [maybe]}", "`maybe` is none", "There is: yes, no."),
        ("{device: [yes]}", "{device: []}", "would never be asked", "one or more"),
        ("least: 1, most: 5", "least: 6, most: 5", "`least` is 6, which is above `most`, 5", "change one"),
        ("kind: yes_no", "kind: yes_no, least: 1", "has no `least`", "Leave it out"),
        ("options: [One, Two]", "options: [One, Two], most: 3", "should be 1 to 2 here, not 3", ""),
        ("[A-Z]{3}", "[A-Z", "no regular expression: unterminated", "backslash"),
        ("[A-Z]{3}", "(?=a)b", "looks around or back, or counts too far", "Leave out `(?=`"),
        ('"[A-Z]{3}"', "'(.)\\1'", "looks around or back, or counts too far", "`\\1`"),
        ("[A-Z]{3}", "(a{999}){999}", "counts too far", "counts of counts"),
        (", pattern_hint: Three letters", "", "would not be told", "Add `pattern_hint`"),
        ('pattern: "[A-Z]{3}", ', "", "no `pattern` that this could be about", ""),
        ("kind: number", 'kind: number, pattern: "a", pattern_hint: a', "has no `pattern`", "`text`"),
        ("step: Then}", "step: First}", "`First` do not follow one another", "Move them together"),
        ("form:", "private_when: {what: [A mvoe]}\nform:", "`A mvoe` is none", "`A move`"),
    ],
)
def test_a_mistake_in_a_form_is_named_with_its_line(
    asking: Folder, old: str, new: str, says: str, suggests: str
) -> None:
    line = asking.change("services/erp.yaml", old, new)
    first = asking.mistakes()[0]
    assert says in first.message
    assert suggests in (first.suggestion or "")
    assert (first.file, first.line) == ("services/erp.yaml", line)


def test_more_fields_than_a_page_holds_are_told_to_be_parted(asking: Folder) -> None:
    more = "".join(f"  - {{key: k{n}, label: Label {n}, step: Last}}\n" for n in range(41))
    asking.write("services/erp.yaml", ERP + FORM + more)
    (mistake,) = asking.mistakes()
    assert "41 fields stand on one page" in mistake.message
