"""What is not for Ana's unit: wherever she looks, nothing tells that it is there; whom it is for finds it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from bot import clock
from bot.catalog import Catalog, Service, definitions, history
from bot.catalog.definitions import Definition
from bot.catalog.finding import open_finder
from bot.catalog.service import Change, Faq
from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.delivery.jobs import Job
from bot.desk import Stock
from bot.sandbox.hands import Person
from bot.settings import HOUSE
from bot.value import evidence
from tests.handlers.test_knowledge import asks, gaps_of
from tests.handlers.test_order_choice import hide
from tests.office import Office
from tests.value.finance import standstills

KEY, NAME = "ZKD", "Zirkon depot"
TELLS = re.compile(r"zirkon|quokka|\bZKD\b", re.IGNORECASE)
HER_OWN = ("orders/requester",)  # what she asked, word for word
QUESTIONS = [
    NAME,
    "zirkon",
    "zirkonn depott",
    "what is the Zirkon depot?",
    "what does ZKD cost?",
    "what would 40 people on Zirkon depot cost us?",
    "who owns the Zirkon depot?",
    "is the Zirkon depot open on Saturday at 7?",
    "compare the levels of ZKD",
    "who depends on ZKD?",
    "what does ZKD stand on?",
    "where do zirkon pallets sleep?",
    "order Zirkon depot",
    "where is my Zirkon depot order?",
    "what changed in the Zirkon depot?",
    "quokka",
    "a parcel leaves on the day it was promised",
    "where does picking and packing happen?",
    "what changed?",
    "which services do you offer?",
    "what comes back first after an outage?",
    "who depends on the network?",
    "who depends on the database?",
    "what does ERP stand on?",
    "why did our charge go up?",
    "open Saturday at 7?",
]
VERBS = [
    "services",
    "restore",
    "orders",
    "gaps",
    "report",
    "order",
    "order Zirkon depot",
    "order ZKD",
    "ZKD",
    "zirkon",
]


def renamed(service: Service, key: str) -> Service:
    """Return a service that stands on the hidden one by its new key."""
    stands_on = tuple(replace(one, service=KEY) if one.service == key else one for one in service.depends_on)
    return replace(
        service, depends_on=stands_on, replaced_by=KEY if service.replaced_by == key else service.replaced_by
    )


def made_secret(service: Service) -> Service:
    """Return it for the supply chain only, with words that are found nowhere else."""
    return replace(
        service,
        key=KEY,
        name=NAME,
        outcome="The quokka leaves on the day it was promised.",
        external_outcome="A client gets the quokka when we said.",
        does="Guides quokka picking.",
        how="Each level says when the quokka is awake.",
        use_instead="Until then, ask the quokka.",
        owner_role="Quokka keeper",
        team="Quokka keepers",
        words=("zirkonia", "quokka hall"),
        measures=("Share of quokkas that left",),
        processes=("Quokka picking",) if service.processes else (),
        tiers=tuple(replace(tier, service=KEY, included="All of quokka.") for tier in service.tiers),
        faqs=(
            Faq(
                "Where do zirkon pallets sleep?", ("zirkon pallets bed",), "Under a quokka.", date(2026, 9, 1)
            ),
        ),
        changes=(Change(date(2026, 11, 20), "Sixteen more quokkas."),),
        audience=("CC-400",),
    )


def with_secret(catalog: Catalog, key: str) -> Catalog:
    services = {each.key: renamed(each, key) for each in catalog.services.values() if each.key != key}
    return replace(
        catalog, services={**services, KEY: made_secret(catalog.service(key))}, digest=f"secret {key}"
    )


@pytest.fixture(scope="module", params=["WMS", "DB", "RTS"], ids=["offered", "behind", "prepared"])
def secret(request: pytest.FixtureRequest, sample_catalog: Catalog) -> Stock:
    catalog = with_secret(sample_catalog, request.param)
    return Stock(catalog, open_finder(catalog, HOUSE / ".domestique"))


@pytest.fixture
def hidden(office: Office, secret: Stock) -> Office:
    """Put the secret into force, as a change of the catalog that is news."""
    with office.desk.session() as session:
        history.record(session, office.desk.catalog, clock.now())
    office.later(timedelta(hours=1))
    office.desk.shelf.stock = secret
    with office.desk.session() as session:
        history.record(session, secret.catalog, clock.now())
    return office


def reaches(office: Office, person: Person) -> Iterator[tuple[str, Any]]:
    """Yield everything that the bot has put before a person: messages, the open form, Home."""
    for channel in office.workspace.channels.values():
        for one in channel.messages:
            if person.id in channel.members and one.seen_by(person.id) and one.user == "U0BOT":
                yield f"in {channel.name or 'private'}", [one.text, one.blocks, one.metadata, one.files]
    for view in office.workspace.modals.get(person.id, []):
        yield "in a form", {name: part for name, part in view.payload.items() if name != "private_metadata"}
    if person.home:
        yield "on Home", person.home.raw.payload
    with office.desk.read() as session:  # pictures and pages are drawn from what stands there
        rows = session.exec(select(Job).where(col(Job.to).in_([person.id, f"D{person.id[1:]}"]))).all()
        yield "in what is sent", [row.facts for row in rows if row.name not in HER_OWN]


def leaks(office: Office, person: Person, typed: str = "") -> list[str]:
    """Return where a person can read what tells of the secret, but in the words that they `typed`."""
    found = []
    for where, said in reaches(office, person):
        words = json.dumps(said, ensure_ascii=False, default=str)
        words = words.replace(typed, "") if typed else words
        found += [
            f"{where}: …{words[max(at.start() - 200, 0) : at.end() + 60]}…" for at in TELLS.finditer(words)
        ]
    return found


def test_no_answer_tells_nor_what_follows_it(hidden: Office, pytestconfig: pytest.Config) -> None:
    """Where it is offered all is asked; else every third, and thoroughly all as well."""
    offered = hidden.desk.catalog.service(KEY) in hidden.desk.catalog.orderable()
    step = 1 if offered or pytestconfig.getoption("--thorough") else 3
    for question in QUESTIONS[::step]:
        hidden.ana.dm(question)
        for label in ("Not what I meant", "Compare levels", "Talk to a person"):
            if label in hidden.ana.last().buttons:
                hidden.ana.clicks(label, on=hidden.ana.last())
        assert leaks(hidden, hidden.ana, question) == [], question
        forget(hidden)


def forget(office: Office) -> None:
    """Clear what was said so far: what is looked at next is new."""
    for channel in office.workspace.channels.values():
        channel.messages.clear()
    office.workspace.modals.clear()


def test_no_command_tells(hidden: Office) -> None:
    for words in VERBS:
        hidden.ana.command(f"/it {words}", "#finance")
        assert leaks(hidden, hidden.ana, words) == [], words
        forget(hidden)


def test_in_a_channel_nobody_is_told_for_whom_it_is_not(hidden: Office) -> None:
    hidden.ana.says("#finance", f"@domestique who owns the {NAME}?")
    assert leaks(hidden, hidden.bo) == []


@pytest.mark.parametrize(
    "question",
    [
        f"what is the {NAME}?",
        f"how much is the {NAME}?",
        "what services are there?",
        "what comes back first?",
    ],
)
def test_who_may_know_of_it_does_not_make_the_bot_tell_a_channel(hidden: Office, question: str) -> None:
    hidden.dee.says("#finance", f"@domestique {question}")
    assert leaks(hidden, hidden.bo) == []
    if NAME in question:
        told = hidden.dee.last().all_text
        assert NAME in told
        service = hidden.desk.catalog.service(KEY)
        prices = [f"${tier.price.amount:,.2f}" for tier in service.tiers]
        wanted = (
            prices if question.startswith("how much") and prices and service.stage == "live" else ["quokka"]
        )
        assert all(each in told for each in wanted)


LISTS = [
    "what comes back first?",
    "which services do you offer?",
    "which services are being prepared?",
    "what depends on NET?",
    "what depends on the databases?",
    "what does the service desk stand on?",
    "who owns mail?",
]


def test_lists_and_counts_in_a_channel_are_the_same_whoever_asks(hidden: Office) -> None:
    """Jo may know of it, Ana may not; #general is read by everybody."""
    for question in LISTS:
        answers = {}
        for person in (hidden.ana, hidden.jo):
            person.says("#general", f"@domestique {question}")
            answers[person.id] = person.last("#general").all_text
            forget(hidden)
        assert answers["U0JO"] == answers["U0ANA"], question


def test_neither_home_tells_nor_what_changed(hidden: Office) -> None:
    hidden.ana.opens_home()
    assert leaks(hidden, hidden.ana) == []


def test_no_form_offers_it(hidden: Office) -> None:
    ana = hidden.ana
    ana.command("/it order")
    assert nothing_to_choose(ana, "What do you need?", NAME)
    said = ana.says("#finance", f"the {NAME} is broken since noon")
    ana.message_shortcut("order.from_message", said)
    assert nothing_to_choose(ana, "Which service?", NAME)
    assert leaks(hidden, ana, said.text) == []
    ana.closes(all_of_them=True)

    said = ana.says("#finance", f"we need 3 more of {NAME}")
    ana.message_shortcut("order.from_message", said)
    assert leaks(hidden, ana, said.text) == []


def test_the_form_about_a_new_service_tells_an_owner_outside_of_it_nothing(hidden: Office) -> None:
    """What of it was chosen already, by somebody who may know of it, stays chosen."""
    ana, stock = hidden.ana, hidden.desk.shelf.stock
    hers = replace(stock.catalog.service("DOC"), owner="ana@calder.example")
    catalog = replace(stock.catalog, services={**stock.catalog.services, "DOC": hers})
    hidden.desk.shelf.stock = replace(stock, catalog=catalog)
    with hidden.desk.session() as session:
        page = definitions.begin(session, ana.id, {"owner": ana.id, "stands_on": [KEY]}, clock.now())
    ana.command("/it define")
    ana.fills({"What will the business be able to do?": "Papers are found within a minute."})
    assert ana.submits() == {}
    assert leaks(hidden, ana) == []
    ana.fills({"Name": NAME, "Key": KEY})
    wrong = ana.submits()
    assert {each for field, each in wrong.items() if field in ("Name", "Key")} == {
        "This is taken already. Choose another."
    }
    ana.fills({"Name": "Paper finder", "Key": "PPR", "What are they in the company?": "Head of it"})
    ana.chooses("Who looks after it?", f"{hers.team}, {hers.team_channel}")
    assert [ana.submits(), ana.submits()] == [{}, {}]
    ana.chooses("What must run for it to run?", "Network core")
    ana.fills({"Within how many hours is it wanted back?": "1"})
    assert leaks(hidden, ana) == []
    with hidden.desk.read() as session:
        assert sorted(session.get_one(Definition, page.id).facts["stands_on"]) == ["NET", KEY]


def nothing_to_choose(person: Person, label: str, typed: str) -> bool:
    try:
        person.chooses(label, typed)
    except LookupError as nothing:
        return (
            "only ['']" in str(nothing)
            or "only []" in str(nothing)
            or TELLS.search(str(nothing).partition("only ")[2]) is None
        )
    return False


def test_the_whole_portfolio_tells_nothing(hidden: Office) -> None:
    ana, seen = hidden.ana, set()
    ana.command("/it services")
    lists = ["prepared:0:", "retired:0:", "behind:0:", "critical:0:", f"service:0:{KEY}", f"depends:0:{KEY}"]
    ahead = [*lists, f"found:0:{NAME}", "found:0:quokka", "found:0:picking"]
    while ahead:
        place = ahead.pop()
        seen.add(place)
        visit(hidden, place)
        assert leaks(hidden, ana, place.partition(":0:")[2] if place.startswith("found") else "") == [], place
        ahead += [each for each in leads_to(hidden) if each not in (*seen, *ahead)]
    assert len(seen) > 60


def visit(office: Office, place: str, person: str = "ana") -> None:
    """Press a button that leads to a place, whether the page shows one or an old one did."""
    (modal,) = office.workspace.modals[f"U0{person.upper()}"]
    words = {"type": "plain_text", "text": "go"}
    button = {"type": "button", "action_id": "portfolio.go", "text": words, "value": place}
    modal.payload["blocks"] = [{"type": "actions", "block_id": "go", "elements": [button]}]
    office.workspace.person(person).clicks("portfolio.go")


def leads_to(office: Office) -> set[str]:
    (modal,) = office.workspace.modals["U0ANA"]
    values = re.findall(r'"value": "([a-z]+:\d+:\w*)"', json.dumps(modal.payload))
    return {value for value in values if value.partition(":")[2].startswith("0:")}


def test_old_buttons_tell_nothing(office: Office, secret: Stock) -> None:
    """It was for everyone when they were shown."""
    open_to_all = replace(secret.catalog.service(KEY), audience=())
    office.desk.shelf.stock = replace(
        secret, catalog=replace(secret.catalog, services={**secret.catalog.services, KEY: open_to_all})
    )
    question = f"what is the {NAME}?"
    office.ana.dm(question)
    shown = office.ana.last()
    assert NAME in shown
    office.desk.shelf.stock = secret
    for label in shown.buttons:
        before = [one.ts for one in office.ana.sees("bot")]
        office.ana.clicks(label, on=shown)
        after = [one.all_text for one in office.ana.sees("bot") if one.ts not in before]
        after += [office.ana.view.all_text] if office.ana.view else []
        told = " ".join(after).replace(question, "")
        assert not TELLS.search(told), label
        assert "did not work" not in told, label
        office.workspace.modals.clear()


# What the bot begins by itself


def test_no_offer_is_made_of_what_is_not_for_the_unit(office: Office) -> None:
    """Finance has it from before; nobody there is to have more of it."""
    with office.desk.session() as session:
        standstills(session)
        assert evidence.needs(session, office.desk.catalog, clock.now())
    hide(office, "ERP", "CC-400")
    with office.desk.read() as session:
        assert evidence.needs(session, office.desk.catalog, clock.now()) == []


def test_the_units_report_tells_nothing_of_what_others_have(hidden: Office) -> None:
    with hidden.desk.session() as session:
        session.add(CostLine(month="2026-10", service=KEY, category="saas", minor=900_00, source="ledger"))
        session.add(
            Usage(
                month="2026-10", unit="CC-400", service=KEY, tier="Standard", quantity=Decimal(9), source="x"
            )
        )
    hidden.bo.command("/it report")
    hidden.bo.clicks("Preview")
    assert "Finance: what IT was worth" in hidden.bo.last()
    assert leaks(hidden, hidden.bo) == []


def test_what_was_learned_of_it_is_told_to_those_it_is_for(office: Office) -> None:
    for person in ("ana", "jo"):
        asks(office, person, "how do quokkas get their spreadsheet")
    gaps_of(office, "cy")
    hide(office, "ERP", "CC-400")
    office.cy.clicks("Add this as a FAQ")
    office.cy.fills({"Answer": "Open the posting and choose Export."})
    office.cy.submits()
    office.sender.run_once()
    assert "choose Export" in office.jo.last().all_text
    assert office.ana.sees("bot") == []


# Whom it is for


@pytest.mark.parametrize("person", ["jo", "dee"])
def test_whom_it_is_for_finds_it_and_so_does_it(hidden: Office, person: str) -> None:
    hands = hidden.workspace.person(person)
    hands.dm(f"what is the {NAME}?")
    assert "quokka" in hands.last().all_text
    hands.command("/it services")
    visit(hidden, f"service:0:{KEY}", person)
    assert hands.view is not None
    assert hands.view.title == NAME


def test_a_trial_for_the_stores_is_the_stores_own(office: Office) -> None:
    """The sample company has one such service."""
    question, name = "price tags that change by themselves", "Price tags that change by themselves"
    office.ana.dm(question)
    assert name not in office.ana.last().all_text
    assert "Until then" not in office.ana.last().all_text
    for hands in (office.fay, office.dee):
        hands.dm(question)
        assert name in hands.last()


# Who has it all the same


def test_who_still_pays_it_reads_what_it_pays_and_nothing_else(office: Office) -> None:
    """It was for everyone when Finance got it."""
    erp = office.desk.catalog.service("ERP")
    hide(office, "ERP", "CC-400")
    office.ana.opens_home()
    seen = office.ana.home
    assert seen is not None
    assert "*Orders and finance* · 34 named users on Standard · $5,610 a month" in seen
    assert (erp.external_outcome or erp.outcome)[:60] not in seen.all_text
    assert not any("Orders and finance" in label for label in labels(seen.raw.payload))
    office.ana.dm("what does Orders and finance cost?")
    assert "$165" not in office.ana.last().all_text


def labels(payload: Any) -> list[str]:
    """Return what screen readers say of the buttons."""
    return re.findall(r'"accessibility_label": "([^"]+)"', json.dumps(payload))
