"""Amendments: what is added in Slack passes the same checks as the files, is decided once, and is named."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session

from bot.catalog import Catalog, CatalogMistakes, amendments, load
from bot.catalog.amendments import Amendment
from bot.db import Database
from bot.delivery.facts import pack
from bot.refusal import Refused
from tests.catalog.conftest import Folder

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ERP, NET = "ERP", "NET"
FAQ = {
    "question": "How do I pay a bill?",
    "phrasings": ["pay an invoice", "settle a bill", "bill to pay"],
    "answer": "Choose Pay.",
    "verified_on": date(2026, 11, 20),
}
IMPACT = {
    "rank": 2,
    "level": 1,
    "loss_per_hour": 900,
    "rto_minutes": 120,
    "rpo_minutes": 0,
    "mtd_minutes": 240,
    "assessed_by": "bo@tiny.example",
    "reviewed_on": date(2026, 11, 21),
}
PAY = {
    "key": "PAY",
    "name": "Payments",
    "kind": "customer_facing",
    "stage": "pipeline",
    "boundary": "enterprise",
    "outcome": "Bills are paid on the day they are due.",
    "owner": "dee@tiny.example",
    "owner_role": "Lead",
    "team": "Applications",
    "team_channel": "#erp",
}


def added(kind: str, service: str | None, facts: dict[str, Any], number: int = 7) -> Amendment:
    return Amendment(
        id=number, kind=kind, service=service, facts=pack(facts), by="U0CY", name="Cy Okafor", at=AT
    )


def loaded(folder: Folder, *additions: Amendment) -> Catalog:
    return load(folder.path, additions)


def test_a_question_with_its_answer(folder: Folder) -> None:
    faq = loaded(folder, added("faq", ERP, FAQ)).service(ERP).faqs[-1]

    assert (faq.question, faq.answer, faq.verified_on) == (FAQ["question"], "Choose Pay.", date(2026, 11, 20))
    assert loaded(folder, added("faq", None, FAQ)).faqs[-1] == faq


def test_the_same_question_again_is_answered_anew_and_keeps_its_ways_to_ask(folder: Folder) -> None:
    again = {**FAQ, "question": "how do I post an ENTRY?", "phrasings": ["book it", "book an amount"]}

    faqs = loaded(folder, added("faq", ERP, again)).service(ERP).faqs

    assert len(faqs) == 3
    assert faqs[0].answer == "Choose Pay."
    assert faqs[0].phrasings == ("enter a booking", "write to the ledger", "book an amount", "book it")


def test_a_way_to_ask_and_a_word_for_the_service(folder: Folder) -> None:
    way = added("phrasing", ERP, {"question": "Who closes the books?", "phrasing": "quarter end"})
    word = added("phrasing", ERP, {"phrasing": "ledger"})

    erp = loaded(folder, way, way, word, word).service(ERP)

    assert erp.faqs[1].phrasings == ("month end", "year end", "closing", "quarter end")
    assert erp.words == ("finance system", "ledger")
    assert loaded(folder, added("phrasing", NET, {"phrasing": "wifi"})).service(NET).words == ("wifi",)


def test_an_impact_takes_the_place_of_the_one_before(folder: Folder) -> None:
    folder.change("services/erp.yaml", "  rank: 1", "  rank: 1\n  peaks: In May")

    impact = loaded(folder, added("impact", ERP, IMPACT)).service(ERP).impact

    assert impact is not None
    assert (impact.rank, impact.loss_per_hour.minor, impact.peaks) == (2, 90000, None)


def test_a_customer_agrees_to_the_targets_of_a_level(folder: Folder) -> None:
    agreed = {"tier": "Plus", "agreed_by": "bo@tiny.example", "agreed_on": date(2026, 11, 21)}

    erp = loaded(folder, added("agreement", ERP, agreed)).service(ERP)

    assert [tier.agreed_by for tier in erp.tiers] == [None, "bo@tiny.example"]
    assert erp.tier("Plus").agreed_on == date(2026, 11, 21)


def test_a_new_service_and_new_words_for_one(folder: Folder) -> None:
    new = added("service", "PAY", PAY)
    better = added("service", "PAY", {"outcome": "Every bill is paid in time."}, 8)

    pay = loaded(folder, new, better).service("PAY")

    assert (pay.name, pay.outcome) == ("Payments", "Every bill is paid in time.")
    assert load(folder.path).services.keys() == {ERP, NET}


@pytest.mark.parametrize(
    ("addition", "says"),
    [
        (added("impact", ERP, {**IMPACT, "rank": "first"}), "`rank` should be a whole number, not `first`."),
        (added("faq", ERP, {**FAQ, "phrasings": "one"}), "`phrasings` should be a list"),
        (added("service", "PAY", {**PAY, "stage": "live"}), "A live service needs `tiers`."),
        (added("service", "PAY", {**PAY, "owner": "de@tiny.example"}), "Did you mean `dee@tiny.example`?"),
        (added("service", "PAY", {**PAY, "colour": "red"}), "`colour` is not known here."),
        (added("service", "PAY", {**PAY, "depends_on": [{"service": "NETT"}]}), "Did you mean `NET`?"),
        (
            added("agreement", ERP, {"tier": "Plus", "agreed_by": "bo", "agreed_on": date(2026, 11, 21)}),
            "e-mail",
        ),
    ],
)
def test_a_mistake_names_who_added_it_and_when(folder: Folder, addition: Amendment, says: str) -> None:
    with pytest.raises(CatalogMistakes) as caught:
        loaded(folder, addition)

    told = [str(each) for each in caught.value.mistakes if says in str(each)]
    assert told, caught.value.mistakes
    assert told[0].startswith("what Cy Okafor added on 21 Nov 2026 (number 7): ")


def test_a_mistake_of_the_file_stays_the_files(folder: Folder) -> None:
    line = folder.change("services/erp.yaml", "price: 165", "price: lots")

    with pytest.raises(CatalogMistakes) as caught:
        loaded(folder, added("faq", ERP, FAQ))

    assert [str(each).partition(": ")[0] for each in caught.value.mistakes] == [f"services/erp.yaml:{line}"]


@pytest.mark.parametrize(
    ("addition", "says"),
    [
        (added("faq", "OLD", FAQ), "`OLD` is no service."),
        (added("phrasing", ERP, {"question": "Gone?", "phrasing": "x"}), "Nobody answers `Gone?` any more."),
        (
            added(
                "agreement", ERP, {"tier": "Max", "agreed_by": "bo@tiny.example", "agreed_on": "2026-11-21"}
            ),
            "no level `Max`",
        ),
    ],
)
def test_what_an_addition_was_about_may_be_gone(folder: Folder, addition: Amendment, says: str) -> None:
    catalog = loaded(folder, addition)

    assert any(says in each.message and each.file.startswith("what Cy") for each in catalog.weak)
    assert catalog.services == load(folder.path).services


def test_a_file_that_cannot_be_read_is_told_once_and_first(folder: Folder) -> None:
    folder.change("services/erp.yaml", "key: ERP", "key: [ERP")

    with pytest.raises(CatalogMistakes) as caught:
        loaded(folder, added("faq", ERP, FAQ), added("service", "PAY", PAY))

    assert {each.file for each in caught.value.mistakes} == {"services/erp.yaml"}


# Rows


def propose(session: Session, **more: Any) -> Amendment:
    return amendments.propose(
        session, **{"kind": "faq", "service": ERP, "facts": FAQ, "by": "U0CY", "now": AT, **more}
    )


def test_only_what_is_accepted_counts_and_it_is_decided_once(db: Database) -> None:
    with db.session() as session:
        first, second = propose(session), propose(session, by="U0GIL")
        assert amendments.pending(session) == [first, second]
        empty = amendments.digest(session)
        amendments.decide(session, first.number, by="U0DEE", accept=True, now=AT)
        amendments.decide(session, second.number, by="U0DEE", accept=False, now=AT, note="We have it.")
        assert (amendments.in_force(session), amendments.pending(session)) == ([first], [])
        assert (second.state, second.note) == ("declined", "We have it.")
        assert amendments.digest(session) != empty
    with db.session() as session, pytest.raises(Refused) as again:
        amendments.decide(session, first.number, by="U0CY", accept=False, now=AT)
    assert again.value.facts["amendment"]["decided_by"] == "U0DEE"


def test_facts_come_back_as_the_files_would_hold_them(db: Database) -> None:
    with db.session() as session:
        propose(session)
    with db.read() as session:
        (kept,) = amendments.pending(session)
        assert kept.said == FAQ


def test_the_same_wish_from_the_same_person_waits_once(db: Database) -> None:
    with db.session() as session:
        assert propose(session).id == propose(session).id != propose(session, by="U0GIL").id


def test_what_is_folded_or_withdrawn_counts_no_longer(db: Database) -> None:
    with db.session() as session:
        rows = [propose(session, by=by) for by in ("U0CY", "U0GIL")]
        for row in rows:
            amendments.decide(session, row.number, by="U0DEE", accept=True, now=AT)
        both = amendments.digest(session)
        amendments.fold(session, rows[:1])
        assert amendments.digest(session) != both
        amendments.withdraw(session, rows[1].number, by="U0DEE", now=AT)
        assert amendments.in_force(session) == []
        session.refresh(rows[0])
        with pytest.raises(Refused):
            amendments.withdraw(session, rows[0].number, by="U0DEE", now=AT)


def test_words_are_changed_only_while_they_wait(db: Database) -> None:
    with db.session() as session:
        row = propose(session)
        amendments.change(session, row.number, {**FAQ, "answer": "Press Pay."})
        assert row.said["answer"] == "Press Pay."
        amendments.decide(session, row.number, by="U0DEE", accept=True, now=AT)
        with pytest.raises(Refused):
            amendments.change(session, row.number, FAQ)
        with pytest.raises(Refused):
            amendments.find(session, 99)
