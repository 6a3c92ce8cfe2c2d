"""Loading a catalog, and every way in which its files can be wrong."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from bot.catalog import CatalogMistakes, load
from bot.money import Money
from tests.catalog.conftest import ERP, NET, SAMPLE, Folder


def test_a_tiny_catalog(folder: Folder) -> None:
    catalog = folder.load()
    erp = catalog.service("ERP")
    assert [tier.rank for tier in erp.tiers] == [1, 2]
    assert erp.tier("Plus").price == Money(20550, "USD")
    assert erp.tier("Standard").availability == Decimal("0.995")
    assert erp.tier("Standard").key == "ERP.Standard"
    assert erp.depends_on[0].share == Fraction(1)
    assert erp.depends_on[0].carries_cost
    assert str(erp.tiers[0].hours) == "Mo-Fr 07-19"
    assert erp.tiers[0].hours.holidays == {date(2026, 12, 25)}
    assert catalog.company.units["CC-1"].code == "CC-1"
    assert catalog.weak == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says", "suggests"),
    [
        # keys and values
        ("services/erp.yaml", "    price: 165", "    prise: 165", "`prise` is not known here.", "`price`"),
        ("services/erp.yaml", "    price: 165", "    price: lots", "an amount in USD, such as 165", None),
        ("services/erp.yaml", "    price: 165", '    price: "165"', "an amount in USD", None),
        ("services/erp.yaml", "    price: 165", "    price: yes", "an amount in USD", None),
        ("services/erp.yaml", "    price: 165", "    price: 1.005", "finer than USD can pay", None),
        ("services/erp.yaml", "    price: 165", "    price: -1", "less than nothing", None),
        (
            "services/erp.yaml",
            "    hours: 24x7",
            "    hours: Mo-Fr 7-19",
            "write them like `Mo-Fr 07-19`",
            None,
        ),
        (
            "services/erp.yaml",
            "    availability: 99.5",
            "    availability: 995",
            "a percentage such as 99.5",
            None,
        ),
        ("services/erp.yaml", "share: 1}", "share: 25}", "a share such as 0.25", None),
        ("services/erp.yaml", "kind: customer_facing", "kind: customer", "should be", "`customer_facing`"),
        ("services/erp.yaml", "stage: live", "stage: life", "should be", "`live`"),
        (
            "services/erp.yaml",
            "response_minutes: 60",
            "response_minutes: soon",
            "should be a whole number",
            None,
        ),
        (
            "services/erp.yaml",
            "outcome: Books are closed in time.",
            "outcome: 12",
            "should be text, not `12`",
            None,
        ),
        ("services/erp.yaml", "does: Keeps the books.", 'does: ""', "should not be empty", None),
        ("services/erp.yaml", "outcome: Books are closed in time.", "outcome:", "nothing is written", None),
        (
            "services/erp.yaml",
            "words: [finance system]",
            "words: [12]",
            "`words`, entry 1, should be text",
            None,
        ),
        ("services/erp.yaml", "words: [finance system]", "words: finance", "should be a list", None),
        ("services/erp.yaml", "tiers:", "tiers: none\nx_tiers:", "`tiers` should be a list", None),
        ("services/erp.yaml", '"#erp"', '"erp"', "a channel such as #finance", None),
        (
            "services/erp.yaml",
            "next_review: 2027-03-01",
            "next_review: spring",
            "should be a date such as 2027-03-31, not `spring`",
            None,
        ),
        ("services/erp.yaml", "next_review: 2027-03-01", "next_review: 2027-13-01", "cannot be read", None),
        ("services/erp.yaml", "key: ERP", "key: erp", "two to five capital letters", None),
        ("company.yaml", "zone: America/Denver", "zone: America/Dever", "a time zone such as", None),
        ("company.yaml", "zone: America/Denver", "zone: ../x", "a time zone such as", None),
        ("company.yaml", "currency: USD", "currency: dollars", "an ISO currency code", None),
        ("company.yaml", "fiscal_year_starts: 7", "fiscal_year_starts: 13", "less than or equal to 12", None),
        ("company.yaml", "    headcount: 2", "    headcount: few", "should be a whole number", None),
        ("company.yaml", "      2027: 5000", "      next: 5000", "should be a whole number", None),
        (
            "company.yaml",
            "leads: [dee@tiny.example]",
            "leads: [dee]",
            "entry 1, should be an e-mail address",
            None,
        ),
        ("general.yaml", "    answer: Us.", "    answr: Us.", "`answr` is not known here.", "`answer`"),
        ("services/erp.yaml", "  level: 1", "  levle: 1", "`levle` is not known here.", "`level`"),
        # YAML itself
        ("services/erp.yaml", "team: Applications", "team: [Applications", "not valid YAML", "missing space"),
        (
            "services/erp.yaml",
            "team: Applications",
            "team: A\nteam: B",
            "`team` is written twice",
            "Keep one",
        ),
        ("services/erp.yaml", "team: Applications", "? [a, b]\n: c\nteam: A", "plain text, not a list", None),
        (
            "services/erp.yaml",
            "team: Applications",
            "team: !!python/name:os.system x",
            "cannot be read",
            None,
        ),
        ("services/erp.yaml", "measures: [Day of closing]", "measures: &a [*a]", "refers to itself", None),
        # between the files
        ("services/erp.yaml", "service: NET", "service: NETT", "`NETT` is no service.", "`NET`"),
        ("services/erp.yaml", "service: NET", "service: ERP", "cannot depend on itself", None),
        ("services/erp.yaml", "name: Plus", "name: Standard", "already a tier `Standard`", None),
        (
            "services/erp.yaml",
            "question: Who closes the books?",
            "question: how do I post an entry?",
            "already",
            None,
        ),
        (
            "services/erp.yaml",
            "{service: NET, share: 1}",
            "{service: NET, share: 1}\n  - {service: NET}",
            "listed",
            None,
        ),
        (
            "services/erp.yaml",
            "owner: dee@tiny.example",
            "owner: de@tiny.example",
            "in no unit",
            "`dee@tiny.example`",
        ),
        (
            "services/erp.yaml",
            "assessed_by: bo@tiny",
            "assessed_by: b@tiny",
            "in no unit",
            "`bo@tiny.example`",
        ),
        ("services/erp.yaml", "key: ERP", "key: ERQ", "should be in a file named erq.yaml", "Rename"),
        ("services/erp.yaml", "stage: live", "stage: live\nreplaced_by: NIT", "which is no service", "`NET`"),
        (
            "company.yaml",
            "ERP.Standard: 2",
            "ERP.Standart: 2",
            "`ERP.Standart` is no tier.",
            "`ERP.Standard`",
        ),
        (
            "company.yaml",
            "ERP.Standard: 2",
            "ERP.Standard: 2\n      ERP.Plus: 1",
            "several tiers",
            "mixed_tiers",
        ),
        (
            "company.yaml",
            "head: bo@tiny.example",
            "head: be@tiny.example",
            "member of no unit",
            "`bo@tiny.example`",
        ),
        ("company.yaml", "leads: [dee@tiny", "leads: [de@tiny", "member of no unit", "`dee@tiny.example`"),
    ],
)
def test_a_mistake_has_a_place_a_sentence_and_a_way_out(
    folder: Folder, file: str, old: str, new: str, says: str, suggests: str | None
) -> None:
    line = folder.change(file, old, new)
    found = [each for each in folder.mistakes() if says in each.message]
    assert found, [str(each) for each in folder.mistakes()]
    assert found[0].message.endswith(".")
    if suggests:
        assert suggests in (found[0].suggestion or "")
    assert line <= found[0].line <= line + 1, "at the change, or where YAML noticed it"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "services/erp.yaml",
            "team: Applications",
            "team: \x07",
            "services/erp.yaml: The file holds a character that YAML does not allow",
        ),
        (
            "services/erp.yaml",
            "share: 1}",
            "share: 0.75}",
            "services/net.yaml:1: The shares of `NET` add up to 0.75, not 1: ERP 0.75.",
        ),
        (
            "services/erp.yaml",
            "share: 1}",
            "share: 1}\n  - {service: NETT, share: 1}",
            "services/erp.yaml:33: `NETT` is no service. Did you mean `NET`?",
        ),
        (
            "services/erp.yaml",
            "does: Keeps the books.\n",
            "",
            "services/erp.yaml:1: A live service needs `does`.",
        ),
        (
            "services/erp.yaml",
            "stage: live",
            "stage: retired",
            "services/erp.yaml:1: A retired service needs `use_instead`, so that nobody meets a dead end.",
        ),
        (
            "services/net.yaml",
            "stage: live",
            "stage: pipeline",
            "services/erp.yaml:32: `NET` is pipeline, so nothing can stand on it.",
        ),
        (
            "services/net.yaml",
            "kind: supporting",
            "kind: customer_facing",
            "services/erp.yaml:32: `NET` is charged to its own customers, so its cost",
        ),
    ],
)
def test_a_mistake_may_show_somewhere_else(folder: Folder, file: str, old: str, new: str, says: str) -> None:
    folder.change(file, old, new)
    assert any(str(each).startswith(says) for each in folder.mistakes()), list(map(str, folder.mistakes()))


def test_a_missing_key_is_told_where_its_group_begins(folder: Folder) -> None:
    line = folder.change("services/erp.yaml", "    price: 165\n", "")
    (mistake,) = folder.mistakes()
    assert mistake.message == "`price` is missing."
    assert mistake.line == line - 5, "the line of the tier's first key"


def test_all_mistakes_are_told_at_once(folder: Folder) -> None:
    folder.change("company.yaml", "currency: USD", "currency: dollars")
    folder.change("services/erp.yaml", "price: 165", "price: lots")
    folder.change("services/erp.yaml", "name: Plus", "nam: Plus")
    folder.change("general.yaml", "answer: Us.", "")
    files = [each.file for each in folder.mistakes()]
    assert files == [
        "company.yaml",
        "general.yaml",
        "services/erp.yaml",
        "services/erp.yaml",
        "services/erp.yaml",
    ]


def test_a_file_that_cannot_be_read_does_not_blame_the_others(folder: Folder) -> None:
    folder.change("services/erp.yaml", "key: ERP", "key: [ERP")
    assert [each.file for each in folder.mistakes()] == ["services/erp.yaml"]


def test_a_company_file_that_cannot_be_read_is_the_only_mistake(folder: Folder) -> None:
    folder.change("company.yaml", "name: Tiny", "name: [Tiny")
    assert [each.file for each in folder.mistakes()] == ["company.yaml"]


def test_two_files_with_one_key(folder: Folder) -> None:
    folder.write("services/other.yaml", ERP)
    said = [each.message for each in folder.mistakes()]
    assert "`ERP` is already the key in services/erp.yaml." in said


def test_a_circle_of_dependencies(folder: Folder) -> None:
    folder.write("services/net.yaml", NET + "depends_on:\n  - {service: DB, share: 1}\n")
    database = NET.replace("NET", "DB").replace("Network", "Databases")
    folder.write("services/db.yaml", database + "depends_on:\n  - {service: NET}\n")
    (mistake,) = [each for each in folder.mistakes() if "circle" in each.message]
    assert "DB → NET → DB" in mistake.message or "NET → DB → NET" in mistake.message
    assert mistake.line == 12


def test_a_supporting_service_is_not_sold(folder: Folder) -> None:
    tier = "tiers:\n  - {name: Gold, hours: 24x7, price: 5, included: x}\n"
    folder.write("services/net.yaml", NET + tier)
    assert "not sold" in folder.mistakes()[0].message


def test_one_person_in_two_units(folder: Folder) -> None:
    unit = "  CC-2:\n    name: Two\n    kind: corporate\n    head: bo@tiny.example\n"
    unit += '    budget_owner: bo@tiny.example\n    channel: "#two"\n    members: [bo@tiny.example]\n'
    unit += "    headcount: 1\n    funding: {}\n    plan: {}\n"
    folder.change("company.yaml", "units:\n", "units:\n" + unit)
    (mistake,) = folder.mistakes()
    assert "is also in" in mistake.message


def test_a_retired_service_cannot_be_planned(folder: Folder) -> None:
    folder.change("services/erp.yaml", "stage: live", "stage: retired\nuse_instead: Use paper.")
    (mistake,) = folder.mistakes()
    assert mistake.message == "`ERP` is retired and cannot be planned."
    assert mistake.suggestion == "Use paper."


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n"])
def test_a_file_of_another_shape(folder: Folder, text: str) -> None:
    folder.write("services/erp.yaml", text)
    assert "list of `key: value` lines" in folder.mistakes()[0].message


def test_units_of_another_shape(folder: Folder) -> None:
    folder.change("company.yaml", "units:\n", "units: 3\nx:\n")
    assert any("`units` should be a group" in each.message for each in folder.mistakes())
    folder.write("company.yaml", "units: {CC-1: 3}\nholidays: 5\n")
    assert any("`CC-1` should be a group" in each.message for each in folder.mistakes())


def test_files_that_are_not_there_or_not_text(folder: Folder, tmp_path: Path) -> None:
    (folder.path / "general.yaml").unlink()
    (folder.path / "services" / "erp.yaml").write_bytes(b"key: \xff\xfe")
    said = [each.message for each in folder.mistakes()]
    assert said == ["The file cannot be read: No such file or directory.", "The file is not UTF-8 text."]
    with pytest.raises(
        CatalogMistakes, match=r"company.yaml: There is no such file in .* DOMESTIQUE_CATALOG"
    ):
        load(tmp_path / "nowhere")


def test_a_mistake_reads_like_a_compiler_message(folder: Folder) -> None:
    folder.change("services/erp.yaml", "price: 165", "prise: 165")
    with pytest.raises(CatalogMistakes) as caught:
        folder.load()
    assert "services/erp.yaml:24: `prise` is not known here. Did you mean `price`?" in str(caught.value)
    assert {each.column for each in caught.value.mistakes} == {5}


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("services/erp.yaml", "measures: [Day of closing]\n", "", "No measure"),
        ("services/erp.yaml", "words: [finance system]\n", "", "No other words"),
        ("services/erp.yaml", "    resolve_minutes: 60\n", "", "neither an availability nor a time"),
        (
            "services/erp.yaml",
            "[enter a booking, write to the ledger, book an amount]",
            "[x]",
            "1 other ways",
        ),
        ("services/erp.yaml", "answer: Choose Post.", "answer: It costs $165.", "holds a figure"),
        ("general.yaml", "phrasings: [a human, somebody, contact]", "phrasings: [x, y]", "2 other ways"),
        ("company.yaml", "2027: 5000", "2027: 3959.99", "plans 3960.00 a year but has 3959.99"),
        ("services/erp.yaml", "{service: NET, share: 1}", "{service: NET}", "stays unassigned"),
    ],
)
def test_weak_spots_warn_and_do_not_stop(folder: Folder, file: str, old: str, new: str, says: str) -> None:
    folder.change(file, old, new)
    (weak,) = folder.load().weak
    assert says in weak.message


def test_too_few_questions_and_no_impact_are_weak(folder: Folder) -> None:
    text = ERP[: ERP.index("impact:")]
    folder.write("services/erp.yaml", text)
    said = " ".join(each.message for each in folder.load().weak)
    assert "what an hour without it costs" in said
    assert "0 questions are answered" in said


def test_the_sample_is_whole_on_disk() -> None:
    assert len(list((SAMPLE / "services").glob("*.yaml"))) == 33


def test_an_address_in_capitals_is_the_same_address(folder: Folder) -> None:
    folder.change("company.yaml", "leads: [dee@tiny.example]", "leads: [Dee@Tiny.example]")
    assert folder.load().company.leads == ("dee@tiny.example",)
