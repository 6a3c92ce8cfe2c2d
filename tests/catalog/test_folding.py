"""Folding: what was added in Slack goes into the files as a careful hand would write it, and nothing is lost."""

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.catalog import Catalog, Service, amendments, folding, load
from bot.catalog.amendments import Amendment
from bot.db import Database
from tests.catalog.conftest import SAMPLE, Folder
from tests.catalog.test_amendments import AT, ERP, FAQ, IMPACT, PAY, added

DAY = date(2026, 11, 23)
AGREED = {"tier": "Standard", "agreed_by": "bo@tiny.example", "agreed_on": date(2026, 11, 21)}


def said(catalog: Catalog) -> Catalog:
    return replace(catalog, weak=[], on=DAY)


def folded(folder: Folder, file: str, *additions: Amendment) -> str:
    """Fold, see that the catalog says the same as before, and return one file's text."""
    wanted = said(load(folder.path, additions))
    folding.fold(folder.path, additions)
    assert said(folder.load()) == wanted
    return (folder.path / file).read_text("utf-8")


def lines(text: str) -> list[str]:
    return text.splitlines()


def test_a_file_that_nothing_is_added_to_stays_as_it_is() -> None:
    for path in SAMPLE.rglob("*.yaml"):
        text = path.read_text("utf-8")
        assert folding.written(text, "service", {}) == text, path


def test_a_question_comes_after_the_others_and_before_what_follows_them(folder: Folder) -> None:
    folder.change("services/erp.yaml", "faqs:\n", "# How people ask.\nfaqs:\n")
    last = "    answer: Ask for it here.\n    verified_on: 2026-09-01\n"
    folder.change("services/erp.yaml", last, f"{last[:-1]}  # by Cy\n\n# The rest.\nprocesses: [closing]\n")
    before = lines((folder.path / "services/erp.yaml").read_text("utf-8"))

    after = lines(folded(folder, "services/erp.yaml", added("faq", ERP, FAQ)))

    new = after[before.index("# The rest.") - 1 : after.index("# The rest.") - 1]
    assert [line for line in after if line not in new] == before
    assert new == [
        "  - question: How do I pay a bill?",
        "    phrasings:",
        "      - pay an invoice",
        "      - settle a bill",
        "      - bill to pay",
        "    answer: Choose Pay.",
        "    verified_on: 2026-11-20",
    ]


def test_a_long_answer_is_folded_to_lines_and_says_the_same(folder: Folder) -> None:
    answer = " ".join(f"word{number}" for number in range(60)) + ": the end - really."
    text = folded(folder, "general.yaml", added("faq", None, {**FAQ, "answer": answer}))
    assert "    answer: >-\n      word0 word1" in text
    assert max(map(len, lines(text))) <= 110
    assert folder.load().faqs[-1].answer == answer


def test_words_go_into_the_list_as_it_is_written(folder: Folder) -> None:
    folder.change("services/erp.yaml", "words: [finance system]", "words: [finance system]  # as they say")
    ways = "phrasings:\n      - month end\n      - year end  # often\n\n    # in May, too"
    folder.change("services/erp.yaml", "phrasings: [month end, year end, closing]", ways)
    text = folded(
        folder,
        "services/erp.yaml",
        added("phrasing", ERP, {"phrasing": "ledger, main"}, 1),
        added("phrasing", ERP, {"question": "Who closes the books?", "phrasing": "#close: now"}, 2),
    )
    assert "words: [finance system, 'ledger, main'] # as they say\n" in text.replace("  #", " #")
    assert '      - year end  # often\n      - "#close: now"\n\n    # in May, too\n    answer:' in text


def test_an_impact_and_an_agreement_keep_what_is_noted_around_them(folder: Folder) -> None:
    folder.change("services/erp.yaml", "    price: 165", "    price: 165  # since May")
    folder.change("services/erp.yaml", "    included: More.\n", "    included: More.\n\n# Below it.\n")
    folder.change(
        "services/erp.yaml", "2026-08-01\n", "2026-08-01\n  peaks: Quarter end  # always\n\n# Asked:\n"
    )
    text = folded(
        folder,
        "services/erp.yaml",
        added("agreement", ERP, AGREED, 1),
        added("agreement", ERP, {**AGREED, "tier": "Plus"}, 2),
        added("impact", ERP, {**IMPACT, "loss_per_hour": Decimal("900.50")}, 3),
    )
    assert text.count("agreed_by: bo@tiny.example\n    agreed_on: 2026-11-21\n    included:") == 2
    assert "    included: More.\n\n# Below it.\ndepends_on:" in text
    assert "  loss_per_hour: 900.50\n" in text
    assert "  reviewed_on: 2026-11-21\n\n# Asked:\nfaqs:" in text
    assert "peaks" not in text


def test_an_impact_where_none_was_is_set_off(folder: Folder) -> None:
    folder.change("services/net.yaml", "owner:", "\nowner:")
    text = folded(folder, "services/net.yaml", added("impact", "NET", IMPACT))
    assert "team: Network\nimpact:\n  rank: 2\n" in text
    assert '  reviewed_on: 2026-11-21\n\nteam_channel: "#net"\n' in text


def test_a_new_service_is_laid_out_like_the_others(folder: Folder) -> None:
    tier = {"name": "Standard", "hours": "24x7", "price": Decimal("12.5"), "included": "All of it."}
    facts = {**PAY, "words": ["pay", "bills"], "tiers": [tier], "depends_on": [{"service": "NET"}]}
    text = folded(folder, "services/pay.yaml", added("service", "PAY", facts))
    assert text.startswith(
        "# yaml-language-server: $schema=../.schema/service.json\nkey: PAY\nname: Payments\n"
    )
    assert (
        '\n\nowner: dee@tiny.example\nowner_role: Lead\nteam: Applications\nteam_channel: "#erp"\n\n' in text
    )
    assert "\n\nwords: [pay, bills]\n\ntiers:\n  - name: Standard\n" in text
    assert "\n\ndepends_on:\n  - {service: NET}\n" in text


def test_what_is_replaced_keeps_what_is_noted_under_it(folder: Folder) -> None:
    folder.change("services/erp.yaml", "    included: More.\n", "    included: More.\n\n# Below it.\n")
    folder.change(
        "services/erp.yaml", "outcome: Books are closed in time.", "outcome: >-\n  Books.\n\n# What."
    )
    tier = {"name": "Standard", "hours": "24x7", "price": 165, "included": "Books."}
    facts = {"outcome": "Books are closed.", "tiers": [tier], "measures": ["a", "b"]}
    text = folded(folder, "services/erp.yaml", added("service", ERP, facts))
    assert "outcome: >-\n  Books are closed.\n\n# What.\ndoes:" in text
    assert "    included: Books.\n\n# Below it.\ndepends_on:" in text
    assert "measures:\n  - a\n  - b\ntiers:" in text


def test_folding_twice_changes_nothing_more(folder: Folder) -> None:
    additions = [
        added("service", "PAY", PAY, 1),
        added("phrasing", "PAY", {"phrasing": "bills"}, 2),
        added("faq", ERP, FAQ, 3),
    ]
    assert folding.held(folder.path, additions) == []
    assert folding.fold(folder.path, additions) == ["services/pay.yaml", "services/erp.yaml"]
    assert folding.fold(folder.path, additions) == []
    assert folding.held(folder.path, additions) == additions
    assert said(load(folder.path, additions)) == said(folder.load())


def test_what_was_written_by_hand_is_held_and_what_is_gone_is_not(folder: Folder) -> None:
    word = added("phrasing", ERP, {"phrasing": "ledger"})
    folder.change("services/erp.yaml", "[finance system]", "[finance system, ledger]")
    lost = added("phrasing", ERP, {"question": "Gone?", "phrasing": "x"}, 8)
    assert folding.held(folder.path, [word, lost, added("faq", "OLD", FAQ, 9)]) == [word]
    assert folding.fold(folder.path, [word, lost]) == []


def test_a_fold_that_would_say_something_else_touches_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in folder.path.rglob("*.yaml")}
    monkeypatch.setattr(folding, "_styled", lambda facts, name="": {**facts, "answer": "Something else."})
    with pytest.raises(folding.Differs, match=r"services/erp.yaml"):
        folding.fold(folder.path, [added("faq", ERP, FAQ)])
    assert {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()} == before


def test_a_fold_that_stops_half_way_loses_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    additions = [added("faq", ERP, FAQ, 1), added("faq", None, FAQ, 2)]
    wanted = said(load(folder.path, additions))
    replaced = folding._replace

    def stop_at_the_second(path: Path, text: str) -> None:
        if path.name == "general.yaml":
            raise OSError("No space left on device")
        replaced(path, text)

    monkeypatch.setattr(folding, "_replace", stop_at_the_second)
    with pytest.raises(OSError, match="No space"):
        folding.fold(folder.path, additions)
    assert said(load(folder.path, additions)) == wanted
    monkeypatch.undo()
    folding.fold(folder.path, additions)
    assert said(folder.load()) == wanted


# On the command line


@pytest.fixture
def installed(folder: Folder, migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Stand in a folder with a database in which three things were added, two of them accepted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{migrated}")
    monkeypatch.setenv("DOMESTIQUE_CATALOG", str(folder.path))
    db = Database(f"sqlite:///{migrated}")
    with db.session() as session:
        for kind, service, facts, accepted in (
            ("faq", ERP, FAQ, True),
            ("faq", "OLD", FAQ, True),
            ("service", "PAY", PAY, False),
        ):
            row = amendments.propose(
                session, kind=kind, service=service, facts=facts, by="U0CY", name="Cy Okafor", now=AT
            )
            if accepted:
                amendments.decide(session, row.number, by="U0DEE", accept=True, now=AT)
    return db


def bot(*words: str) -> str:
    ended = CliRunner().invoke(cli, ["catalog", *words])
    assert ended.exit_code == 0, ended.output
    return ended.output


def test_the_command_folds_what_was_accepted_and_notes_it(installed: Database, folder: Folder) -> None:
    assert [line.split()[:4] for line in lines(bot("pending"))] == [
        ["1", "accepted", "services/erp.yaml:", "faq,"],
        ["2", "accepted", "services/old.yaml:", "faq,"],
        ["3", "proposed", "services/pay.yaml:", "service,"],
    ]
    assert "what Cy Okafor added on 21 Nov 2026" in bot("pending")
    assert lines(bot("fold")) == ["1 of 2 are in the files now.", "changed: services/erp.yaml"]
    assert folder.load().service(ERP).faqs[-1].question == FAQ["question"]
    assert [line.split()[0] for line in lines(bot("pending"))] == ["2", "3"]
    assert bot("withdraw", "2") == "Number 2 counts no longer.\n"
    with installed.read() as session:
        assert amendments.in_force(session) == []
    assert CliRunner().invoke(cli, ["catalog", "withdraw", "1"]).exit_code == 2


def test_the_printed_plan_holds_what_was_accepted(installed: Database, folder: Folder) -> None:
    with installed.session() as session:
        said = {**IMPACT, "rto_minutes": 61}
        row = amendments.propose(session, kind="impact", service=ERP, facts=said, by="U0BO", now=AT)
        amendments.decide(session, row.number, by="U0BO", accept=True, now=AT)
    shown = CliRunner().invoke(cli, ["plan", "--text"])
    assert "1 h 1 min" in shown.stdout, shown.output


def test_folding_while_a_bot_runs_writes_the_files_and_leaves_the_rows_to_it(
    installed: Database, folder: Folder
) -> None:
    installed.claim()
    assert "A bot runs on this database" in bot("fold")
    with installed.session() as session:
        assert len(amendments.in_force(session)) == 2
        assert folding.settle(session, folder.path) == 1
        assert [row.service for row in amendments.in_force(session)] == ["OLD"]
    installed.close()


# Whatever is accepted folds to an equal catalog.

TEXTS = (
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85\ufeff"),
        min_size=1,
        max_size=200,
    )
    .map(str.strip)
    .filter(bool)
)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
FAQS = st.fixed_dictionaries(
    {
        "question": TEXTS | st.sampled_from(["How do I post an entry?", "who closes the books?"]),
        "phrasings": st.lists(TEXTS, max_size=3),
        "answer": TEXTS,
        "verified_on": DAYS,
    }
)
IMPACTS = st.fixed_dictionaries(
    {
        "rank": st.integers(1, 9),
        "level": st.integers(1, 4),
        "loss_per_hour": st.integers(0, 10**6) | st.decimals(0, 10**6, places=2),
        "rto_minutes": st.integers(1, 999),
        "rpo_minutes": st.integers(0, 999),
        "mtd_minutes": st.integers(1000, 9999),
        "assessed_by": st.just("bo@tiny.example"),
        "reviewed_on": DAYS,
    },
    optional={"peaks": TEXTS},
)
OUTCOMES = TEXTS.map("So it is {}".format) | TEXTS.map("{} it is so".format)  # a shorter one is refused
SERVICES = st.fixed_dictionaries(
    {name: st.just(value) for name, value in PAY.items()} | {"outcome": OUTCOMES, "name": TEXTS},
    optional={
        "words": st.lists(TEXTS, min_size=1, max_size=4),
        "does": TEXTS,
        "faqs": st.lists(FAQS, max_size=1),
    },
)


def _of(kind: str, services: list[str | None], facts: st.SearchStrategy[dict[str, Any]]) -> Any:
    return st.tuples(st.just(kind), st.sampled_from(services), facts)


ADDITIONS = st.lists(
    _of("faq", [ERP, "NET", None], FAQS)
    | _of("phrasing", [ERP, "NET"], st.fixed_dictionaries({"phrasing": TEXTS}))
    | _of(
        "phrasing",
        [ERP],
        st.fixed_dictionaries({"phrasing": TEXTS, "question": st.just("May I see the ledger?")}),
    )
    | _of("impact", [ERP, "NET"], IMPACTS)
    | _of("agreement", [ERP], st.just(AGREED))
    | _of("service", [ERP, "NET"], st.fixed_dictionaries({"outcome": OUTCOMES}))
    | _of("service", ["PAY"], SERVICES),
    max_size=5,
)


@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(additions=ADDITIONS)
def test_whatever_is_accepted_folds_to_an_equal_catalog(
    additions: list[tuple[str, str | None, dict[str, Any]]], tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path, ignore_errors=True)
    tmp_path.mkdir()
    folder = Folder(tmp_path)
    rows = [added(kind, service, facts, number) for number, (kind, service, facts) in enumerate(additions, 1)]
    wanted = said(load(folder.path, rows))
    folding.fold(folder.path, rows)
    assert said(folder.load()) == wanted
    assert folding.fold(folder.path, rows) == []


KINDS = ("faq", "impact", "phrasing", "agreement")


@pytest.mark.parametrize(
    "kinds",
    [
        pytest.param(KINDS, id="in turn"),
        *(pytest.param((kind,), marks=pytest.mark.slow, id=kind) for kind in KINDS),
    ],
)
def test_every_service_of_the_sample_takes_an_addition_and_keeps_every_comment(
    kinds: tuple[str, ...], tmp_path: Path
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "catalog")
    folder = tmp_path / "catalog"
    pairs = enumerate(zip(load(folder).services.values(), cycle(kinds), strict=False), 1)
    rows = [row for number, (each, kind) in pairs if (row := _addition(kind, each, number))]
    wanted = said(load(folder, rows))
    comments = _comments(folder)
    folding.fold(folder, rows)
    assert said(load(folder)) == wanted
    assert _comments(folder) == comments


def _addition(kind: str, service: Service, number: int) -> Amendment | None:
    known: dict[str, dict[str, Any]] = {
        "faq": FAQ,
        "impact": {**IMPACT, "assessed_by": "bo@calder.example"},
        "phrasing": {"phrasing": "a new word"},
        "agreement": {**AGREED, "agreed_by": "bo@calder.example"},
    }
    facts = known[kind]
    if kind == "agreement":
        if not service.tiers:
            return None
        facts = {**facts, "tier": service.tiers[-1].name}
    return added(kind, service.key, facts, number)


def _comments(folder: Path) -> list[str]:
    return sorted(
        line[line.index("#") :].strip()
        for path in folder.rglob("*.yaml")
        for line in path.read_text("utf-8").splitlines()
        if line.lstrip().startswith("#") or "   #" in line
    )


@pytest.mark.parametrize(
    "word", ["?ĝĠĘ", "no", "Off", "y", "null", "~", "12", "1:30", "2026-01-01", "=", "1_0", "0x1F", "e5"]
)
def test_words_that_yaml_takes_for_something_else_stay_words(folder: Folder, word: str) -> None:
    folded(folder, "services/erp.yaml", added("phrasing", ERP, {"phrasing": word}))
    assert word in folder.load().service(ERP).words


def test_targets_that_are_dropped_leave_the_file(folder: Folder) -> None:
    dropped = dict.fromkeys(("availability", "response_minutes", "resolve_minutes", "agreed_by", "agreed_on"))
    agreed, drop = added("agreement", ERP, AGREED), added("agreement", ERP, {"tier": "Standard", **dropped})
    text = folded(folder, "services/erp.yaml", agreed, drop)
    tier = folder.load().service("ERP").tier("Standard")
    assert not tier.has_targets
    assert "agreed_by" not in text
    assert folding.written(text, "agreement", drop.said) == text
