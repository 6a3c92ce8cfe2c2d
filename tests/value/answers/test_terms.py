"""On what terms a service is to be had: how long it binds, how soon it helps, what may be lost, who says yes."""

from dataclasses import replace
from datetime import date

import pytest

from bot.catalog import Catalog, Level
from bot.catalog.aspects import TERMS
from bot.cost import subscriptions
from bot.customer import people
from bot.customer.people import Profile
from bot.db import Database
from bot.desk import Shelf, Stock
from bot.money import Money
from bot.process import approvals
from bot.render import Renderer
from bot.value.answers import decide, terminal
from bot.value.answers.decided import Spoken
from tests.conftest import T0

ANA, LEE, STRANGER = "ana@calder.example", "lee@calder.example", "x@example.org"


@pytest.fixture
def staffed(db: Database, sample_catalog: Catalog) -> Database:
    """Each unit has what it planned, and Slack has shown some of its people."""
    with db.session() as session:
        for name in ("ana", "bo", "hal", "ivy", "dee"):
            profile = Profile(id=f"U0{name.upper()}", name=name.title(), email=f"{name}@calder.example")
            people.learn(session, profile, sample_catalog.company, T0)
        subscriptions.take_from_plan(session, sample_catalog, date(2026, 7, 1))
    return db


def told(db: Database | None, shelf: Shelf, renderer: Renderer, question: str, who: str = ANA) -> str:
    return told_of(db, shelf.stock.catalog, shelf.stock, renderer, question, who)


def told_of(
    db: Database | None, catalog: Catalog, stock: Stock, renderer: Renderer, question: str, who: str = ANA
) -> str:
    if db is None:
        return "\n".join(terminal.ask(None, catalog, stock.finder, renderer, question, who, T0).lines())
    with db.read() as session:
        return "\n".join(terminal.ask(session, catalog, stock.finder, renderer, question, who, T0).lines())


@pytest.mark.parametrize(
    ("question", "aspect", "service", "tier"),
    [
        ("how long are we bound to the CRM?", "term", "CRM", None),
        ("notice period mail", "term", "COL", None),
        ("min term for wifi on resilient", "term", "SIT", "Resilient"),
        ("how fast does somebody answer for the ERP?", "targets", "ERP", None),
        ("fix time crm premium", "targets", "CRM", "Premium"),
        ("how much data do we lose if the erp crashes", "recovery", "ERP", None),
        ("rto of Network core", "recovery", "NET", None),
        ("who signs off on a laptop?", "approval", "DEV", None),
        ("whose approval do I need for CRM premium", "approval", "CRM", "Premium"),
        ("who approves what we order", "approval", None, None),
    ],
)
def test_terms_are_asked_of_a_service(
    sample_shelf: Shelf, question: str, aspect: str, service: str | None, tier: str | None
) -> None:
    stock = sample_shelf.stock
    (topic,) = decide(stock.catalog, stock.finder.find, question).topics

    assert (topic.aspect, topic.service, topic.tier) == (aspect, service, tier)


@pytest.mark.parametrize("question", ["who approves my vacation?", "notice period in my contract"])
def test_what_others_help_with_stays_theirs(sample_shelf: Shelf, question: str) -> None:
    stock = sample_shelf.stock

    assert decide(stock.catalog, stock.finder.find, question).kind == "elsewhere"


def test_what_others_help_with_may_be_asked_first(sample_shelf: Shelf, renderer: Renderer) -> None:
    said = told(None, sample_shelf, renderer, "price of a parking space and price of crm")

    assert "Rooms, heating, desks and parking is a matter for Facilities" in said
    assert "$118.00 per named user and month for Customer relationships" in said


def test_what_an_owner_answers_is_not_worked_out(sample_shelf: Shelf) -> None:
    stock = sample_shelf.stock
    (topic,) = decide(stock.catalog, stock.finder.find, "how long does a repair of my laptop take?").topics

    assert topic.match
    assert topic.match.title == "How long does a repair take?"


def test_in_a_thread_terms_are_asked_of_what_was_spoken_of(sample_shelf: Shelf) -> None:
    stock = sample_shelf.stock
    spoken = Spoken("SIT", None, "price")
    (topic,) = decide(stock.catalog, stock.finder.find, "and the notice period?", spoken).topics

    assert (topic.aspect, topic.service) == ("term", "SIT")


def test_terms_are_asked_beside_the_price(sample_shelf: Shelf) -> None:
    stock = sample_shelf.stock
    first = decide(stock.catalog, stock.finder.find, "price and notice period of wifi")

    assert [(each.aspect, each.service) for each in first.topics] == [("price", "SIT"), ("term", "SIT")]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("min term and notice for wifi", "At least 12 months, 90 days' notice: Site connectivity on Basic"),
        ("notice period web shop on peak cover", "7 days' notice: Online shop on Peak cover"),
        ("how long are we bound to crm", "No minimum term is stated for Customer relationships, on any"),
        ("is there a minimum term and notice period for mail", "Neither a minimum term nor a notice period"),
        (
            "we want to end the wifi contract, how early do we have to tell you",
            "90 days' notice: Site connectivity",
        ),
        ("does wifi have 2 days notice", "90 days' notice: Site connectivity on Basic"),
        ("notice for document signing", "It is paid by the piece"),
        ("how long do i have to keep the till contract", "• Flagship: at least 6 months"),
        (
            "notice period of the till",
            "What is not stated gil@calder.example, Store systems lead can tell you",
        ),
        ("notice period of Network core", "Network core has no levels of its own, so no notice period is"),
    ],
)
def test_how_long_it_binds(sample_shelf: Shelf, renderer: Renderer, question: str, says: str) -> None:
    said = told(None, sample_shelf, renderer, question)

    assert says in said
    assert not said.startswith(("Yes", "No,"))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("is the notice period of wifi less than 30 days", "No, 90 days' notice: Site"),
        ("is the notice period of wifi less than 100 days", "Yes, 90 days' notice: Site"),
        ("is the notice period of wifi less than 90 days", "No, 90 days' notice: Site"),
        ("is the notice period of wifi at most 90 days", "Yes, 90 days' notice: Site"),
        ("is the notice period of wifi no more than 2 weeks", "No, 90 days' notice: Site"),
        ("can we leave wifi with less than six months notice", "Yes, 90 days' notice: Site"),
        ("is the minimum term of wifi under a year", "No, at least 12 months: Site"),
        ("is the minimum term of wifi at most a year", "Yes, at least 12 months: Site"),
        ("is the minimum term of wifi at least 6 months", "At least 12 months: Site"),
        (
            "is the minimum term and notice of wifi under 100 days",
            "No, at least 12 months; yes, 90 days' notice",
        ),
        (
            "is somebody answering and the erp fixed within 4 hours",
            "Yes, reply within 1 h; no, fixed within 8 h",
        ),
        ("is somebody answering and the erp fixed within 9 hours", "Yes, reply within 1 h, fixed within 8 h"),
        ("is the erp fixed in less than 8 hours", "No, fixed within 8 h"),
        ("do we lose less than 2 hours of data if the erp crashes", "Yes, at most 1 h of data lost"),
        ("do we lose less than 5 minutes of data if the erp crashes", "No, at most 1 h of data lost"),
        (
            "is somebody answering and advice fixed within 4 hours",
            "No, reply within 8 h; no time to fix stated",
        ),
    ],
)
def test_a_limit_is_held_against_each_figure(
    sample_shelf: Shelf, renderer: Renderer, question: str, says: str
) -> None:
    assert told(None, sample_shelf, renderer, question).startswith(says)


def test_the_level_with_a_short_enough_notice_comes_first(sample_shelf: Shelf, renderer: Renderer) -> None:
    stock = sample_shelf.stock
    wifi = stock.catalog.service("SIT")
    tiers = tuple(replace(tier, notice_days=30) if tier.name == "Resilient" else tier for tier in wifi.tiers)
    catalog = replace(stock.catalog, services={**stock.catalog.services, "SIT": replace(wifi, tiers=tiers)})

    said = told_of(None, catalog, stock, renderer, "which wifi level has less than 60 days notice")

    assert said.startswith("30 days' notice: Site connectivity on Resilient")


def test_who_can_tell_what_is_not_stated_is_named(sample_shelf: Shelf, renderer: Renderer) -> None:
    assert "Ask ivy@calder.example, Customer systems lead" in told(
        None, sample_shelf, renderer, "notice period crm"
    )


@pytest.mark.parametrize(
    ("who", "first"),
    [
        (ANA, "Reply within 1 h: Orders and finance on Standard, which Finance has."),
        (LEE, "Reply within 30 min: Orders and finance on Extended hours, which Contact Center has."),
        (STRANGER, "Reply within 1 h: Orders and finance on Standard."),
    ],
)
def test_the_level_that_the_unit_has_comes_first(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, who: str, first: str
) -> None:
    said = told(staffed, sample_shelf, renderer, "how fast does somebody answer for the ERP?", who)

    assert said.startswith(first)
    assert "• Quarter-end care: reply within 15 min" in said
    assert "what is less pressing takes 2, 4 or 8 times as long" in said


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (
            "how quickly is the ERP fixed on extended hours",
            "Fixed within 6 h: Orders and finance on Extended",
        ),
        ("is the erp fixed within 4 hours", "No, fixed within 8 h: Orders and finance on Standard"),
        ("is the erp fixed within a day?", "Yes, fixed within 8 h"),
        ("does it take more than 4 hours until erp is fixed", "Fixed within 8 h: Orders and finance"),
        ("erp response and fix time", "Reply within 1 h, fixed within 8 h: Orders and finance on Standard"),
        ("which erp level is fixed in 4 hours", "Fixed within 4 h: Orders and finance on Quarter-end care"),
        ("fix time mail on plus vs standard", "• Plus: fixed within 4 h"),
        (
            "do crm and erp have the same response time",
            "Reply within 1 h: Customer relationships on Standard",
        ),
        ("what level of erp has a notice period", "No notice period is stated for Orders and finance"),
        ("reply time for file storage on protected", "Somebody answers Every day 6:00–22:00"),
        ("fix time for advice", "on any of its levels, so the usual 8 h counts. Ask"),
        ("response and fix time for advice", "no time to fix stated, so the usual 8 h"),
    ],
)
def test_how_soon_it_helps(sample_shelf: Shelf, renderer: Renderer, question: str, says: str) -> None:
    assert says in told(None, sample_shelf, renderer, question)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("reply time after hours mail", "• Plus: reply within 30 min, counted every day 6:00–22:00 only"),
        ("fix time till flagship on sunday", "Fixed within 2 h, counted day and night: Store and repair"),
        (
            "how soon is wms fixed at nite",
            "Fixed within 6 h, counted Monday to Saturday 5:00–23:00 only: Ware",
        ),
    ],
)
def test_whether_nights_count_is_said_where_they_are_asked_about(
    sample_shelf: Shelf, renderer: Renderer, question: str, says: str
) -> None:
    assert says in told(None, sample_shelf, renderer, question)
    assert "counted" not in told(None, sample_shelf, renderer, "reply time mail")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("how fast do u reply at nite", "Reply within 1 h, counted Monday to Friday 7:00–19:00 only (Denver"),
        ("how long until you answer me", "Reply within 1 h, counted Monday to Friday"),
        ("sla", "Reply within 1 h, fixed within 8 h, counted Monday to Friday"),
    ],
)
def test_how_soon_it_helps_with_what_is_not_named(
    sample_shelf: Shelf, renderer: Renderer, question: str, says: str
) -> None:
    said = told(None, sample_shelf, renderer, question)

    assert said.startswith(says)
    assert "Each service promises its own on each of its levels" in said


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (
            "availability of erp",
            "Works 99.50 % of its hours, counted Monday to Friday 7:00–19:00 only: Orders and",
        ),
        (
            "uptime crm premium",
            "Works 99.90 % of its hours, counted every day 6:00–22:00 only: Customer relationships",
        ),
        ("is erp reliable?", "How it was last month stands under More."),
        ("how reliable is the web shop", "of its hours, counted day and night: Online shop on Standard"),
    ],
)
def test_how_much_of_its_hours_it_works(
    sample_shelf: Shelf, renderer: Renderer, question: str, says: str
) -> None:
    said = told(None, sample_shelf, renderer, question)

    assert says in said
    assert "everything stands still" not in said


def test_till_you_answer_is_no_till(sample_shelf: Shelf) -> None:
    stock = sample_shelf.stock

    assert decide(stock.catalog, stock.finder.find, "how long till you answer me").kind == "choices"


def test_targets_that_nobody_agreed_to_are_proposed(sample_shelf: Shelf, renderer: Renderer) -> None:
    stock = sample_shelf.stock
    crm = stock.catalog.service("CRM")
    tiers = tuple(replace(tier, agreed_by=None, agreed_on=None) for tier in crm.tiers)
    catalog = replace(stock.catalog, services={**stock.catalog.services, "CRM": replace(crm, tiers=tiers)})

    said = told_of(None, catalog, stock, renderer, "response time crm")

    assert "proposed, not agreed yet: Standard, Premium" in said


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (
            "how much data do we lose if the erp crashes",
            "At most 1 h of data lost: Orders and finance on Standard",
        ),
        ("do we lose more than 2 hours of data if the erp crashes", "At most 1 h of data lost: Orders"),
        ("rpo crm", "It is not stated how much data may be lost for Customer relationships, on any"),
        ("rto of the till", "Back 6 h 15 min after everything went down, at the earliest: Store"),
        ("is the web shop back within 2 hours after an outage", "No, back 5 h 30 min after everything"),
        ("is the web shop back within a day after an outage", "Yes, back 5 h 30 min after everything"),
        ("what does downtime of the till cost us per hour", "$3,800 is what an hour without it costs: Store"),
        (
            "cost of an outage of Network core",
            "Nobody has said what an hour without it costs: Network core. Ask gil@",
        ),
    ],
)
def test_what_an_outage_costs(sample_shelf: Shelf, renderer: Renderer, question: str, says: str) -> None:
    assert says in told(None, sample_shelf, renderer, question)


@pytest.mark.parametrize(
    ("question", "first", "then"),
    [
        (
            "rto erp",
            "Fixed within 8 h: Orders and finance on Standard",
            "Back 6 h after everything went down",
        ),
        ("how long can erp be down", "Fixed within 8 h: Orders and finance on Standard", "Back 6 h after"),
        ("rto crm on premium", "Fixed within", "after everything went down, at the earliest"),
        ("rto advice", "No time to fix is stated for Advice and small projects", "Back 5 h 30 min after"),
    ],
)
def test_what_is_promised_comes_before_what_the_plan_says(
    sample_shelf: Shelf, renderer: Renderer, question: str, first: str, then: str
) -> None:
    said = told(None, sample_shelf, renderer, question)

    assert said.startswith(first)
    assert then in said


@pytest.mark.parametrize("who", ["dee@calder.example", "gil@calder.example"])
def test_what_the_business_wants_is_told_to_those_who_answer_for_it(
    sample_shelf: Shelf, renderer: Renderer, who: str
) -> None:
    of_till = told(None, sample_shelf, renderer, "rto of the till", who)
    of_network = told(None, sample_shelf, renderer, "rto of Network core", who)
    of_data = told(None, sample_shelf, renderer, "how much data do we lose if the till crashes", who)

    assert "The business wants it back within 4 h and can bear 12 h at most" in of_till
    assert "How soon the business wants it back nobody has said; ask gil@calder" in of_network
    assert "The business can bear to lose" in of_data


@pytest.mark.parametrize("who", [ANA, STRANGER])
def test_what_the_business_wants_is_told_to_nobody_else(
    sample_shelf: Shelf, renderer: Renderer, who: str
) -> None:
    said = told(None, sample_shelf, renderer, "rpo and rto of the till", who)

    assert "Back 6 h 15 min after everything went down" in said
    assert "Not stated how much data may be lost, fixed within 8 h: Store and repair counter" in said
    assert "business" not in said


def test_what_nobody_assessed_is_said(sample_shelf: Shelf, renderer: Renderer) -> None:
    stock = sample_shelf.stock
    crm = stock.catalog.service("CRM")
    alone = replace(crm, depends_on=(), restore_minutes=None, impact=None)
    catalog = replace(stock.catalog, services={**stock.catalog.services, "CRM": alone})

    assert "Nobody has assessed how long it takes" in told_of(None, catalog, stock, renderer, "rto crm")
    assert "Nobody has assessed how long it takes" in told_of(
        None, catalog, stock, renderer, "is crm back within 2 hours after an outage"
    )


@pytest.mark.parametrize(
    ("who", "question", "says"),
    [
        (
            ANA,
            "who signs off on a laptop?",
            "Bo, who holds the budget of Finance, approves 1 device on Standard of",
        ),
        (
            ANA,
            "who approves what we order",
            "Bo, who holds the budget of Finance, approves what Finance orders",
        ),
        (ANA, "can I order a laptop without asking my boss", "No. Bo, who holds"),
        (ANA, "do I need approval for a laptop", "Yes. Bo, who holds"),
        (ANA, "do I need approval for document signing", "No. Nobody has to approve"),
        (
            "bo@calder.example",
            "who signs off on a laptop?",
            "Dee, who leads IT (nobody approves what they asked",
        ),
        (
            ANA,
            "who approves above 10000",
            "Bo, who holds the budget of Finance, approves what Finance orders",
        ),
        (
            ANA,
            "who approves crm premium for online",
            "Hal, who holds the budget of Online and Marketing, approves what",
        ),
        (STRANGER, "who approves a laptop", "who holds your unit's budget, above $10,000 also by who heads"),
        (STRANGER, "who approves a laptop", "above $50,000 also by Bo. Say on your Home tab"),
    ],
)
def test_who_says_yes(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, who: str, question: str, says: str
) -> None:
    assert says in told(staffed, sample_shelf, renderer, question, who)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("who approves 800 envelopes", "approves 8 × 100 envelopes on Volume of Document signing"),
        ("who approves file storage for 12 people", "approves 1 TB on Archive of File storage"),
        ("is file storage protected dearer than standard for 12 people", "Yes, $56.00 more per TB and month"),
        ("who approves 3 hours of advice", "Nobody has to approve 3 hours on Standard of Advice"),
    ],
)
def test_so_many_are_approved_as_are_priced(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, question: str, says: str
) -> None:
    assert says in told(staffed, sample_shelf, renderer, question)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("does a laptop need approval", "Yes. Bo, who holds"),
        ("does a laptop need approval, or can it be ordered without", "Yes. Bo, who holds"),
        ("does a laptop have to be approved", "Yes. Bo, who holds"),
        ("does somebody have to approve a laptop", "Yes. Bo, who holds"),
        ("can i get a laptop w/o approval", "No. Bo, who holds"),
        ("can I order document signing without approval", "Yes. Nobody has to approve"),
        ("does the CFO have to approve a laptop?", "Bo, who holds"),
        ("do I need the CFO's approval for a laptop?", "Bo, who holds"),
        ("does the budget owner have to approve a laptop?", "Yes. Bo, who holds"),
        ("does the head of IT have to approve a laptop?", "No. Bo, who holds"),
        ("does a laptop have to be approved by Bo", "Yes. Bo, who holds"),
        ("does the budget owner have to approve document signing", "No. Nobody has to approve"),
        ("could you tell me who approves a laptop", "Bo, who holds"),
    ],
)
def test_yes_or_no_is_said_where_it_is_asked(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, question: str, says: str
) -> None:
    assert told(staffed, sample_shelf, renderer, question).startswith(says)


HAL, BO = "hal@calder.example", "bo@calder.example"
HELD = "Bo, who holds the budget of Finance, approves what Finance orders"
DEE = "Dee, who leads IT (nobody approves what they asked for themselves),"
RULE = (
    "by who holds your unit's budget, above $10,000 also by who heads your unit, above $50,000 also by Bo; nobody "
    "is asked twice"
)


@pytest.mark.parametrize(
    ("who", "question", "says"),
    [
        (ANA, "who approves 12k", f"{HELD} for $12,000."),
        (ANA, "who approves 12.5 k", f"{HELD} for $12,500."),
        (ANA, "who approves 9,500 dollars", f"{HELD} for $9,500."),
        (ANA, "can i spend $8,000 without asking", f"No. {HELD} for $8,000."),
        (ANA, "do i need approval for $300.50", f"Yes. {HELD} for $300.50."),
        (ANA, "who signs off orders over 10k", f"{HELD} for more than $10,000."),
        (ANA, "who ok's 60k for the erp", f"{HELD} for $60,000."),
        (HAL, "who has to sign off 60k", f"{DEE} and then Bo, who decides on amounts of this size, approve"),
        (HAL, "who approves 50 grand", f"{DEE} approves what Online and Marketing orders for $50,000."),
        (BO, "who approves 12k of advice", f"{DEE} approves what Finance orders for $12,000."),
        (ANA, "what's my approval limit", f"{HELD}."),
        (ANA, "how much can i spend without asking", f"{HELD}."),
    ],
)
def test_for_a_sum_it_is_said_who_decides_and_by_which_rule(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, who: str, question: str, says: str
) -> None:
    said = told(staffed, sample_shelf, renderer, question, who)

    assert said.startswith(says)
    assert RULE in said


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("who approves 9k", "An order that commits $9,000 is approved by who holds your unit's budget. Say"),
        ("who approves 12k", "budget, above $10,000 also by who heads your unit. Say on your Home tab"),
        (
            "who approves over 50k",
            "that commits more than $50,000 is approved by who holds your unit's budget, above",
        ),
    ],
)
def test_who_works_for_no_unit_is_told_the_levels_that_hold_for_a_sum(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, question: str, says: str
) -> None:
    assert says in told(staffed, sample_shelf, renderer, question, STRANGER)


def test_the_sums_are_those_of_the_company_and_the_unit(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer
) -> None:
    stock = sample_shelf.stock
    company = stock.catalog.company
    levels = (Level("budget_owner", company.nothing()), Level("lead", Money(700_000, "USD")))
    unit = replace(company.units["CC-500"], approvals=levels)
    strict = replace(stock.catalog, company=replace(company, units={**company.units, "CC-500": unit}))
    said = told_of(staffed, strict, stock, renderer, "who approves 7,001 dollars")

    assert said.startswith("Bo, who holds the budget of Finance, and then Dee, who leads IT")
    assert "above $7,000 also by who leads IT" in said


@pytest.mark.parametrize(
    ("who", "question", "says"),
    [
        (
            ANA,
            "do i approve my own order",
            "No. Bo, who holds the budget of Finance, approves what Finance orders",
        ),
        (ANA, "can i sign off my own laptop", "No. Bo, who holds the budget of Finance, approves 1 device"),
        (BO, "may i approve it myself", f"No. {DEE} approves what Finance orders"),
        (HAL, "can i sign off my own laptop", f"No. {DEE} approves 1 device"),
    ],
)
def test_nobody_approves_what_they_ask_for(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, who: str, question: str, says: str
) -> None:
    assert told(staffed, sample_shelf, renderer, question, who).startswith(says)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("who signs 8 erp seats", "approves 8 named users on Standard of Orders and finance"),
        ("who signs for 20 crm premium", "approves 20 named users on Premium of Customer relationships"),
    ],
)
def test_who_signs_an_order_signs_no_document(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer, question: str, says: str
) -> None:
    assert says in told(staffed, sample_shelf, renderer, question)


def test_in_a_thread_another_sum_goes_on_with_who_approves(sample_shelf: Shelf) -> None:
    stock = sample_shelf.stock
    (topic,) = decide(stock.catalog, stock.finder.find, "and 60k?", Spoken(None, None, "approval")).topics

    assert (topic.aspect, topic.service) == ("approval", None)


def test_without_slack_somebody_is_known_by_their_address(sample_shelf: Shelf, renderer: Renderer) -> None:
    said = told(None, sample_shelf, renderer, "does bo have to approve a laptop")

    assert said.startswith("Yes. bo@calder.example, who holds")


def test_more_money_asks_more_people(staffed: Database, sample_shelf: Shelf, renderer: Renderer) -> None:
    """Of Marketing Hal holds the budget and leads it, Bo decides above 50,000; a colleague of Hal's asks."""
    stock = sample_shelf.stock
    units = stock.catalog.company.units
    unit = replace(units["CC-200"], members=("cat@calder.example", "hal@calder.example"))
    company = replace(stock.catalog.company, units={**units, "CC-200": unit})
    catalog = replace(stock.catalog, company=company)
    much = told_of(
        staffed,
        catalog,
        stock,
        renderer,
        "who approves 60 erp users on quarter-end care",
        "cat@calder.example",
    )
    little = told_of(staffed, catalog, stock, renderer, "who approves a laptop", "cat@calder.example")

    assert "Hal, who holds the budget of Online and Marketing, and then Bo, who decides on amounts" in much
    assert "approve 60 named users on Quarter-end care" in much
    assert "above $50,000" not in much
    assert "Hal, who holds the budget of Online and Marketing, approves 1 device" in little
    assert "above $50,000 also Bo, who decides on amounts of this size" in little


def test_while_somebody_is_away_who_stands_in_is_named(
    staffed: Database, sample_shelf: Shelf, renderer: Renderer
) -> None:
    with staffed.session() as session:
        approvals.go_away(session, "U0BO", "U0DEE", date(2026, 11, 20), None)

    assert "Dee, who decides while Bo is away, approves" in told(
        staffed, sample_shelf, renderer, "who approves a laptop"
    )


def test_without_a_database_they_are_named_by_address(sample_shelf: Shelf, renderer: Renderer) -> None:
    said = told(None, sample_shelf, renderer, "who approves a laptop")

    assert "bo@calder.example, who holds the budget of Finance, approves what Finance orders" in said


def test_where_nobody_may_approve_it_is_said(sample_shelf: Shelf, renderer: Renderer) -> None:
    stock = sample_shelf.stock
    company = stock.catalog.company
    unit = replace(company.units["CC-500"], head=ANA, budget_owner=ANA)
    alone = replace(company, units={**company.units, "CC-500": unit}, leads=(ANA,), approvals=())

    said = told_of(None, replace(stock.catalog, company=alone), stock, renderer, "who approves a laptop")

    assert "Nobody who may approve orders of Finance is known to me" in said


@pytest.mark.parametrize(
    "question", ["notice period fax", "rpo fax", "who approves a fax", "response time fax"]
)
def test_what_is_gone_has_no_terms(sample_shelf: Shelf, renderer: Renderer, question: str) -> None:
    assert "no longer offered" in told(None, sample_shelf, renderer, question)


def test_each_of_them_can_be_asked_of_several(sample_shelf: Shelf) -> None:
    stock = sample_shelf.stock
    asked = ("notice period", "response time", "rpo", "approval")
    for aspect, words in zip(TERMS, asked, strict=True):
        topics = decide(stock.catalog, stock.finder.find, f"{words} for crm and erp").topics

        assert [(each.aspect, each.service) for each in topics] == [(aspect, "CRM"), (aspect, "ERP")]
