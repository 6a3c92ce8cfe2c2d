"""Loading a catalog, and every way in which its files can be wrong."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from bot.catalog import CatalogMistakes, load, loading, sheets
from bot.catalog.loading import stamp
from bot.money import Money
from tests.catalog.conftest import FINISHED as ERP
from tests.catalog.conftest import NET, SAMPLE, TODAY, Folder, another


@pytest.fixture
def folder(finished: Folder) -> Folder:
    return finished


ELSEWHERE = "elsewhere: [{title: Pay, who: HR, says: Ask them., phrasings: []"


def test_what_is_not_its_says_where_to_go(folder: Folder) -> None:
    folder.change("general.yaml", "faqs:", f"{ELSEWHERE}, unit: CC-1}}]\nfaqs:")
    catalog = folder.load()
    (topic,) = catalog.elsewhere
    assert (topic.who, catalog.where(topic)) == ("HR", "#finance")

    folder.change("general.yaml", "unit: CC-1}", 'unit: CC-1, channel: "#pay"}')
    catalog = folder.load()
    assert catalog.where(catalog.elsewhere[0]) == "#pay"
    assert "#pay" in catalog.channels


def test_a_way_to_ask_leads_to_one_place(folder: Folder) -> None:
    folder.change("general.yaml", "faqs:", f"{ELSEWHERE[:-1]}A Human], unit: CC-1}}]\nfaqs:")
    (mistake,) = folder.mistakes()
    assert "already a way to ask" in mistake.message
    assert mistake.line


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
        # parts
        (
            "services/erp.yaml",
            "impact:\n",
            "parts: [{title: Accounts, service: NTE}]\nimpact:\n",
            "`NTE` is no service, so no team can do this part.",
            None,
        ),
        (
            "services/erp.yaml",
            "impact:\n",
            "parts: [{title: Accounts, service: NET}, {title: Laptop, service: NET, after: [Account]}]\nimpact:\n",
            "`Account` is no part of `ERP`.",
            "`Accounts`",
        ),
        (
            "services/erp.yaml",
            "impact:\n",
            "parts: [{title: A, service: NET, after: [B]}, {title: B, service: NET, after: [A]}]\nimpact:\n",
            "in a circle: A → B → A.",
            "nothing would begin",
        ),
        (
            "services/erp.yaml",
            "impact:\n",
            "parts: [{title: A, service: NET}, {title: A, service: NET}]\nimpact:\n",
            "There is already a part `A`.",
            None,
        ),
        (
            "services/erp.yaml",
            "impact:\n",
            "parts: [{title: A, service: NET, when: {teir: [Plus]}}]\nimpact:\n",
            "`teir` is not asked in the form of `ERP`.",
            "`tier`",
        ),
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
            "    hours: Mo-Fr mornings",
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
        (
            "general.yaml",
            "faqs:",
            f"{ELSEWHERE}, unti: CC-1}}]\nfaqs:",
            "`unti` is not known here.",
            "`unit`",
        ),
        ("general.yaml", "faqs:", f"{ELSEWHERE}, unit: CC-12}}]\nfaqs:", "`CC-12` is no unit", "`CC-1`"),
        ("general.yaml", "faqs:", f"{ELSEWHERE}, channel: pay}}]\nfaqs:", "a channel such as", None),
        (
            "general.yaml",
            "faqs:",
            f"{ELSEWHERE}}}, {ELSEWHERE[12:]}}}]\nfaqs:",
            "sent elsewhere, above",
            None,
        ),
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
            "key: ERP\n",
            "key: ERP\none_off_hours: {price_per_hour: 60, on_call: de@tiny.example}\n",
            "in no unit",
            "`dee@tiny.example`",
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
        # prices with validity
        (
            "services/erp.yaml",
            "    price: 165",
            "    prices: [{price: 165}, {price: 172}]",
            "From which day on this price holds is not written.",
            "Add `from`",
        ),
        (
            "services/erp.yaml",
            "    price: 165",
            "    prices: [{price: 165, from: 2026-07-01}, {price: 172, from: 2026-07-01}]",
            "begins on 2026-07-01, not after the one above it (2026-07-01).",
            "in the order of their days",
        ),
        (
            "services/erp.yaml",
            "    price: 165",
            "    prices: [{price: 172, from: 2027-01-01}]",
            "`Standard` has no price before 2027-01-01.",
            "begin earlier",
        ),
        (
            "services/erp.yaml",
            "    price: 165",
            "    price: 165\n    prices: [{price: 165}]",
            "There is a list of `prices` as well.",
            "Keep one",
        ),
        (
            "services/erp.yaml",
            "    price: 165",
            "    prices: [{price: 165, form: 2026-07-01}]",
            "`form` is not known here.",
            "`from`",
        ),
        ("services/erp.yaml", "    price: 165", "    prices: [{price: lots}]", "an amount in USD", None),
        ("services/erp.yaml", "    price: 165", "    prices: 165", "should be a list", None),
        # whom it is for, and who agreed
        (
            "services/erp.yaml",
            "stage: live",
            "stage: live\naudience: [CC1]",
            "`CC1` is neither a unit nor a kind of unit.",
            "`CC-1`",
        ),
        (
            "services/erp.yaml",
            "stage: live",
            "stage: live\naudience: [corporat]",
            "`corporat` is neither",
            "`corporate`",
        ),
        (
            "services/erp.yaml",
            "stage: live",
            "stage: live\naudience: [everybody]",
            "`everybody` is neither",
            "Kinds are revenue_earning",
        ),
        (
            "services/erp.yaml",
            "    agreed_by: cal@tiny.example",
            "    agreed_by: call@tiny.example",
            "is in no unit",
            "`cal@tiny.example`",
        ),
        (
            "services/erp.yaml",
            "    agreed_by: cal@tiny.example",
            "    agreed_by: dee@tiny.example",
            "is in IT, which proposes targets; its customers agree to them.",
            "until a customer has agreed",
        ),
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
            "services/erp.yaml:11: The file holds a character that YAML does not allow",
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
            "services/erp.yaml:37: `NETT` is no service. Did you mean `NET`?",
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
            "services/erp.yaml",
            "stage: live",
            "stage: retired\nuse_instead: Use paper.",
            "services/erp.yaml:4: A retired service needs `stage_from`, the day since which it is gone.",
        ),
        (
            "services/erp.yaml",
            "    agreed_on: 2026-08-01\n",
            "",
            "services/erp.yaml:26: `agreed_by` needs `agreed_on` beside it.",
        ),
        (
            "services/erp.yaml",
            "    resolve_minutes: 60\n",
            "",
            "services/erp.yaml:32: `Plus` promises nothing that one could agree to.",
        ),
        (
            "services/net.yaml",
            "stage: live",
            "stage: pipeline",
            "services/erp.yaml:36: `NET` is pipeline, so nothing can stand on it.",
        ),
        (
            "services/net.yaml",
            "kind: supporting",
            "kind: customer_facing",
            "services/erp.yaml:36: `NET` is charged to its own customers, so its cost",
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
    assert mistake.suggestion == "Write `price`, or `prices` where it changes."
    assert mistake.line == line - 5, "the line of the tier's first key"


def test_all_mistakes_are_told_at_once(folder: Folder) -> None:
    folder.change("company.yaml", "currency: USD", "currency: dollars")
    folder.change("services/erp.yaml", "price: 165", "price: lots")
    folder.change("services/erp.yaml", "name: Plus", "nam: Plus")
    folder.change("services/erp.yaml", "stage: live", "stage: life")
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


def test_who_only_shares_cost_may_do_so_in_a_circle(folder: Folder) -> None:
    cost_only = "depends_on:\n  - {service: DB, share: 0.1, affects_restore: false}\n"
    database = NET.replace("NET", "DB").replace("Network", "Databases")
    folder.change("services/erp.yaml", "share: 1}", "share: 0.5}\n  - {service: DB, share: 0.9}")
    folder.write("services/net.yaml", NET + cost_only)
    folder.write("services/db.yaml", database + "depends_on:\n  - {service: NET, share: 0.5}\n")
    assert folder.load().service("NET").depends_on[0].share == Fraction(1, 10)


def test_cost_that_only_goes_round_is_refused_by_name(folder: Folder) -> None:
    folder.change("services/erp.yaml", ", share: 1}", "}")
    folder.write(
        "services/net.yaml",
        NET + "depends_on:\n  - {service: DB, share: 1, affects_restore: false}\n",
    )
    database = NET.replace("NET", "DB").replace("Network", "Databases")
    folder.write("services/db.yaml", database + "depends_on:\n  - {service: NET, share: 1}\n")
    (mistake,) = folder.mistakes()
    assert mistake.message == "`DB`, `NET` pass their cost only to one another."
    assert mistake.suggestion == "Give at least one of them a share in a service that customers use."


def test_how_cost_is_passed_on_is_a_setting(folder: Folder) -> None:
    settings = "costing: {method: step_down, order: [NET], split: {telecom: software}, close_day: 3}\n"
    folder.change("company.yaml", "units:\n", settings + "units:\n")
    costing = folder.load().company.costing
    assert (costing.method, costing.order, costing.close_day) == ("step_down", ("NET",), 3)
    portions = {each: costing.portion(each) for each in ("telecom", "saas", "facilities", "labor", "x")}
    assert portions == {
        "telecom": "software",
        "saas": "software",
        "facilities": "hardware",
        "labor": "labor",
        "x": "other",
    }


def test_who_passes_cost_on_first_passes_some_on(folder: Folder) -> None:
    folder.change("company.yaml", "units:\n", "costing: {order: [NTE, NET, NET]}\nunits:\n")
    assert {each.message for each in folder.mistakes()} == {
        "`NTE` is no supporting service, so it passes no cost on.",
        "`NET` is already listed above.",
    }


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
    folder.change(
        "services/erp.yaml", "stage: live", "stage: retired\nstage_from: 2026-01-31\nuse_instead: Use paper."
    )
    (mistake,) = folder.mistakes()
    assert mistake.message == "`ERP` is retired and cannot be planned."
    assert mistake.suggestion == "Take the line out. Use paper."


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n"])
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
        load(tmp_path / "nowhere", on=TODAY)


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
        (
            "services/erp.yaml",
            "    resolve_minutes: 60\n    included: More.\n    agreed_by: cal@tiny.example\n"
            "    agreed_on: 2026-08-01\n",
            "    included: More.\n",
            "neither an availability nor a time",
        ),
        (
            "services/erp.yaml",
            "    agreed_by: cal@tiny.example\n    agreed_on: 2026-08-01\n",
            "",
            "No customer has agreed to what `Standard` promises",
        ),
        ("services/erp.yaml", "processes: [Closing the books]\n", "", "what stops in the business"),
        ("services/erp.yaml", "boundary: enterprise", "boundary: external", "what they get out of it"),
        (
            "services/erp.yaml",
            "next_review: 2027-03-01",
            "next_review: 2026-11-22",
            "looked at by 2026-11-22",
        ),
        ("services/erp.yaml", "verified_on: 2026-09-01", "verified_on: 2025-11-01", "since 2025-11-01"),
        (
            "services/erp.yaml",
            "stage: live",
            "stage: live\nstage_from: 2027-01-01",
            "live only from 2027-01-01",
        ),
        (
            "services/erp.yaml",
            "[enter a booking, write to the ledger, book an amount]",
            "[x]",
            "1 other ways",
        ),
        ("services/erp.yaml", "answer: Choose Post.", "answer: It costs $165.", "holds a figure"),
        ("general.yaml", "phrasings: [a human, somebody, contact]", "phrasings: [x, y]", "2 other ways"),
        (
            "general.yaml",
            "faqs:",
            "elsewhere: [{title: Pay, who: HR, says: Ask., phrasings: [x]}]\nfaqs:",
            "keep IT from",
        ),
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
    assert len(list((SAMPLE / "services").glob("*.yaml"))) == 34


def test_an_address_in_capitals_is_the_same_address(folder: Folder) -> None:
    folder.change("company.yaml", "leads: [dee@tiny.example]", "leads: [Dee@Tiny.example]")
    assert folder.load().company.leads == ("dee@tiny.example",)


def test_a_price_holds_until_the_next_one_begins(folder: Folder) -> None:
    later = "      - {price: 172, from: 2027-01-01}\n      - {price: 180.5, from: 2027-07-01}"
    listed = f"    prices:\n      - {{price: 165}}\n{later}"
    folder.change("services/erp.yaml", "    price: 165", listed)
    for day, price, coming in [
        (date(2026, 11, 23), 165, 172),
        (date(2027, 1, 1), 172, 180.5),
        (date(2027, 7, 1), 180.5, None),
    ]:
        tier = folder.load(day).tier("ERP", "Standard")
        assert tier.price == tier.price_on(day) == Money.of(Decimal(price), "USD")
        following = tier.next_price(day)
        assert (following and following.price) == (Money.of(Decimal(coming), "USD") if coming else None)
    plus = folder.load().tier("ERP", "Plus")
    assert plus.price_on(date(2030, 1, 1)) == plus.price
    assert plus.next_price(TODAY) is None


def test_a_price_that_begins_inside_a_month_holds_from_the_next(folder: Folder) -> None:
    listed = "    prices: [{price: 165}, {price: 170, from: 2027-01-10}, {price: 172, from: 2027-01-20}]"
    folder.change("services/erp.yaml", "    price: 165", listed)
    for day, price, since in [
        (date(2027, 1, 9), 165, date(2027, 2, 1)),
        (date(2027, 1, 31), 165, date(2027, 2, 1)),
        (date(2027, 2, 1), 172, None),
    ]:
        tier = folder.load(day).tier("ERP", "Standard")
        assert tier.price == tier.price_on(day) == Money.of(price, "USD")
        following = tier.next_price(day)
        assert (following and following.since) == since
        assert following is None or following.price == Money.of(172, "USD")


def test_before_its_first_price_a_level_has_that_one(folder: Folder) -> None:
    folder.change("services/erp.yaml", "    price: 165", "    prices: [{price: 165, from: 2026-07-01}]")
    tier = folder.load().tier("ERP", "Standard")
    assert tier.price_on(date(2026, 1, 1)) == tier.price == Money.of(165, "USD")


def test_what_is_summed_up_changes_with_what_is_said(folder: Folder) -> None:
    folder.change(
        "services/erp.yaml", "    price: 165", "    prices: [{price: 165}, {price: 172, from: 2027-01-01}]"
    )
    first = folder.load().digest
    folder.change("services/erp.yaml", "key: ERP", "key: ERP   # a remark")
    assert folder.load().digest == first
    assert folder.load(date(2027, 1, 1)).digest != first, "another price is in force"
    folder.change("general.yaml", "answer: Us.", "answer: All of us.")
    assert folder.load().digest != first


def test_the_stamp_tells_that_a_file_was_touched_added_or_taken_away(folder: Folder) -> None:
    stamps = {stamp(folder.path), stamp(folder.path)}
    assert len(stamps) == 1
    folder.change("services/erp.yaml", "price: 165", "price: 1650")
    stamps.add(stamp(folder.path))
    folder.write("services/crm.yaml", "")
    stamps.add(stamp(folder.path))
    (folder.path / "general.yaml").unlink()
    stamps.add(stamp(folder.path))
    assert len(stamps) == 4


def test_only_what_was_touched_is_read_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []

    def read(within: Path, path: Path) -> sheets.Sheet:
        reads.append(path.name)
        return sheets.read(within, path)

    monkeypatch.setattr(loading, "read", read)
    folder.load()
    assert sorted(reads) == ["company.yaml", "erp.yaml", "general.yaml", "net.yaml"]
    reads.clear()
    folder.change("services/erp.yaml", "price: 165", "price: 166")
    assert folder.load().tier("ERP", "Standard").price == Money.of("166", "USD")
    assert reads == ["erp.yaml"]
    folder.change("services/net.yaml", "kind: supporting", "kind: odd")
    assert folder.mistakes() == folder.mistakes()
    folder.change("services/net.yaml", "kind: odd", "kind: [")
    assert folder.mistakes() == folder.mistakes()


def test_a_key_that_yaml_takes_for_a_yes_is_a_word(folder: Folder) -> None:
    folder.change("services/erp.yaml", "faqs:", "changes:\n  - on: 2026-11-20\n    note: Quicker.\nfaqs:")
    (change,) = folder.load().service("ERP").changes
    assert (change.on, change.note) == (date(2026, 11, 20), "Quicker.")


SUPPORT = NET.replace("team_channel", "unit: port\nunits: ports\nwords: [lan, cable]\nteam_channel")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (SUPPORT.replace("unit: port\nunits: ports", "unit: link"), "both are called cable and lan"),
        (SUPPORT.replace("[lan, cable]", "[wire, copper]"), "both are counted in ports and serve CRM, ERP"),
    ],
)
def test_supporting_services_that_look_the_same(folder: Folder, other: str, why: str) -> None:
    both = "  - {service: NET, share: 0.5}\n  - {service: WAN, share: 0.5}\n"
    for key, text in {"erp": ERP, "crm": another(ERP, "CRM", "Customers")}.items():
        one = "  - {service: NET, share: 1}\n" if key == "erp" else "  - {service: NET}\n"
        folder.write(f"services/{key}.yaml", text.replace(one, both))
    folder.write("services/net.yaml", SUPPORT)
    folder.write("services/wan.yaml", other.replace("NET", "WAN").replace("name: Network", "name: Lines"))
    (weak,) = folder.load().weak
    assert (
        str(weak) == f"services/wan.yaml:1: It looks like `NET` (services/net.yaml): {why}. {weak.suggestion}"
    )


def test_what_is_being_prepared_says_from_when(folder: Folder) -> None:
    folder.write("services/crm.yaml", another(ERP, "CRM", "Customers"))
    folder.change("services/crm.yaml", "stage: live", "stage: pipeline")
    (weak,) = folder.load().weak
    assert weak.message == "Nobody can tell from when it is to be had."
    folder.change("services/crm.yaml", "stage: pipeline", "stage: pipeline\nstage_from: 2026-11-01")
    (weak,) = folder.load().weak
    assert weak.message == "It was to be had from 2026-11-01 and is still being prepared."
