"""History: what a customer could notice between two states of the catalog, and what each person saw of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.catalog import history
from bot.catalog.history import CatalogChange
from bot.db import Database
from bot.money import Money
from tests.catalog.conftest import ERP, Folder, another
from tests.conftest import T0

CRM = another(ERP, "CRM", "Customers")
SEEN = "U0ANA"
DAY = timedelta(days=1)
ALL = frozenset({"ERP", "NET", "CRM"})  # keys of services


def usd(amount: str) -> Money:
    return Money.of(Decimal(amount), "USD")


def steps(folder: Folder, db: Database, at: int = 1) -> list[CatalogChange]:
    """Record the folder's catalog, and return what is new since `SEEN` last looked."""
    with db.session() as session:
        history.record(session, folder.load(on=date(2026, 11, 23) + at * DAY), T0 + at * DAY)
    with db.read() as session:
        return history.since(session, SEEN, T0 + at * DAY, ALL)


def test_at_the_very_beginning_what_owners_noted_lately_is_news(folder: Folder, db: Database) -> None:
    notes = "changes:\n  - {on: 2026-11-02, note: Quicker.}\n  - {on: 2026-09-01, note: Greener.}\nfaqs:"
    folder.change("services/erp.yaml", "faqs:", notes)
    assert [(each.what, each.about) for each in steps(folder, db, 0)] == [("words", "Quicker.")]


@pytest.fixture
def begun(folder: Folder, db: Database) -> Folder:
    assert steps(folder, db, 0) == [], "of the first state nothing is known to be new"
    return folder


def test_another_department_that_helps_is_news(begun: Folder, db: Database) -> None:
    topic = "elsewhere: [{title: Pay, who: HR, says: Ask them., phrasings: [a raise]}]\nfaqs:"
    begun.change("general.yaml", "faqs:", topic)
    (change,) = steps(begun, db)
    assert (change.what, change.about, change.said["who"]) == ("elsewhere", "Pay", "HR")

    begun.change("general.yaml", "[a raise]", "[a raise, more money]")
    assert steps(begun, db, 2) == [change], "the ways to ask are nobody's news"


@pytest.mark.parametrize(
    ("old", "new", "what", "about", "said"),
    [
        (
            "    price: 165",
            "    price: 170",
            "price",
            "Standard",
            {"before": usd("165"), "after": usd("170")},
        ),
        ("hours: Mo-Fr 07-19", "hours: 7d 06-22", "hours", "Standard", {"after": "7d 06-22"}),
        ("name: Plus", "name: More", "level", "More", {"after": usd("205.5")}),
        (
            "    price: 165\n",
            "    prices: [{price: 165}, {price: 172, from: 2027-01-01}]\n",
            "announced",
            "Standard",
            {"before": usd("165"), "after": usd("172"), "since": date(2027, 1, 1)},
        ),
        ("Who closes the books?", "Who closes them?", "question", "Who closes them?", {"is_new": True}),
        (
            "answer: Choose Post.",
            "answer: Press Post.",
            "question",
            "How do I post an entry?",
            {"is_new": False},
        ),
        (
            "faqs:",
            "changes:\n  - {on: 2026-11-20, note: Closing is a day quicker.}\nfaqs:",
            "words",
            "Closing is a day quicker.",
            {"on": date(2026, 11, 20)},
        ),
        ("stage: live", "stage: pipeline", "pipeline", "", {"stage": "pipeline"}),
    ],
)
def test_what_a_customer_could_notice(
    begun: Folder, db: Database, old: str, new: str, what: str, about: str, said: dict[str, object]
) -> None:
    if what == "pipeline":
        begun.change("company.yaml", "    plan:\n      ERP.Standard: 2\n", "    plan: {}\n")
    begun.change("services/erp.yaml", old, new)
    change = steps(begun, db)[0]
    assert (change.service, change.what, change.about) == ("ERP", what, about)
    told = change.said
    assert told["name"] == "Orders and finance"
    assert {name: told[name] for name in said} == said


def test_targets_and_who_agreed_to_them(begun: Folder, db: Database) -> None:
    begun.change(
        "services/erp.yaml",
        "    resolve_minutes: 480\n",
        "    resolve_minutes: 360\n    agreed_by: bo@tiny.example\n    agreed_on: 2026-11-20\n",
    )
    (change,) = steps(begun, db)
    assert (change.what, change.about) == ("target", "Standard")
    assert change.said["before"]["resolve_minutes"] == 480
    assert change.said["after"]["agreed_by"] == "bo@tiny.example"


def test_what_nobody_notices_is_no_change(begun: Folder, db: Database) -> None:
    begun.change("services/erp.yaml", "words: [finance system]", "words: [finance system, ledger]")
    begun.change("services/net.yaml", "outcome: Systems reach", "outcome: All systems reach")
    begun.change("services/erp.yaml", "team: Applications", "team:   Applications  # the old one")
    assert steps(begun, db) == []


def test_a_service_comes_and_goes(begun: Folder, db: Database) -> None:
    begun.write("services/crm.yaml", CRM)
    (added,) = steps(begun, db)
    assert (added.service, added.what) == ("CRM", "added"), "its levels and questions go without saying"
    (begun.path / "services" / "crm.yaml").unlink()
    assert [each.what for each in steps(begun, db, 2)] == ["removed", "added"], "the newest first"


def test_a_change_and_its_return_are_two_changes(begun: Folder, db: Database) -> None:
    begun.change("services/erp.yaml", "price: 165", "price: 170")
    steps(begun, db, 1)
    begun.change("services/erp.yaml", "price: 170", "price: 165")
    steps(begun, db, 2)
    begun.change("services/erp.yaml", "price: 165", "price: 170")
    assert [each.said["after"].minor for each in steps(begun, db, 3)] == [17000, 16500, 17000]


def test_what_somebody_has_seen_is_not_news_to_them(begun: Folder, db: Database) -> None:
    begun.change("services/erp.yaml", "price: 165", "price: 170")
    assert len(steps(begun, db)) == 1
    for _ in range(2):
        with db.session() as session:
            history.looked(session, SEEN, T0 + DAY)
    begun.change("services/erp.yaml", "hours: 24x7", "hours: 7d 06-22")
    assert [each.what for each in steps(begun, db, 2)] == ["hours"]
    with db.read() as session:
        assert len(history.since(session, "somebody else", T0 + 2 * DAY, ALL)) == 2


def test_a_first_look_goes_back_a_month_and_a_second_to_the_first(begun: Folder, db: Database) -> None:
    begun.change("services/erp.yaml", "price: 165", "price: 170")
    steps(begun, db, 1)
    with db.session() as session:
        history.looked(session, "early", T0)
        session.flush()
        assert history.since(session, SEEN, T0 + 32 * DAY, ALL) == []
    begun.change("services/erp.yaml", "price: 170", "price: 175")
    assert len(steps(begun, db, 40)) == 1
    with db.read() as session:
        assert len(history.since(session, "early", T0 + 400 * DAY, ALL)) == 1


def test_what_is_not_for_somebody_is_not_told_to_them(begun: Folder, db: Database) -> None:
    begun.change("services/erp.yaml", "price: 165", "price: 170")
    begun.change("general.yaml", "answer: Us.", "answer: All of us.")
    steps(begun, db)
    with db.read() as session:
        assert [each.service for each in history.since(session, SEEN, T0, ALL - {"ERP"})] == [""]


def test_a_hidden_service_that_is_gone_is_gone_in_silence(folder: Folder, db: Database) -> None:
    folder.write("services/crm.yaml", CRM + "audience: [CC-1]\n")
    steps(folder, db, 0)
    (folder.path / "services" / "crm.yaml").unlink()
    assert steps(folder, db) == []


def test_what_was_said_of_a_hidden_service_stays_hidden_when_it_is_gone(folder: Folder, db: Database) -> None:
    steps(folder, db, 0)
    crm = folder.path / "services" / "crm.yaml"
    folder.write("services/crm.yaml", CRM + "audience: [CC-1]\n")
    assert [each.service for each in steps(folder, db, 1)] == ["CRM"]
    crm.unlink()
    steps(folder, db, 2)
    with db.read() as session:
        assert history.since(session, "somebody else", T0 + 2 * DAY, folder.load().services) == []
