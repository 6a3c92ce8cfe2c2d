"""What a question wants to know, told from its words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.catalog import aspects, figures
from bot.catalog.moments import Said

HEAP = (
    *("what", "who", "is", "the", "cost", "of", "open", "at", "7", "on", "sat"),
    *("order", "12", "why", "our", "bill", "up", "and", "?", ",", "#"),
)


def wanted(text: str) -> list[str]:
    return [each.aspect or "what" for each in aspects.read(text)]


@pytest.mark.parametrize(
    ("aspect", "question"),
    [
        ("price", "What does ERP cost?"),
        ("price", "how much is a seat"),
        ("price", "what would 40 people on Plus cost us?"),
        ("price", "price of document signing"),
        ("price", "what would twelve more seats come to"),
        ("price", "what do 500 GB add up to?"),
        ("price", "what are we paying for mail"),
        ("price", "whats erp costing us per head"),
        ("price", "annual cost of laptops"),
        ("price", "erp per year"),
        ("price", "is zoom free?"),
        ("price", "is document signing free of charge"),
        ("price", "do we have to pay for mail"),
        ("what", "is the meeting room free"),
        ("price", "what's the cheapest laptop"),
        ("price", "can we afford 3 laptops"),
        ("compare", "compare the levels of mail"),
        ("compare", "what's the difference between Standard and Plus"),
        ("compare", "Standard vs Plus"),
        ("hours", "open Saturday at 7?"),
        ("hours", "is the ERP up tonight"),
        ("hours", "are you there on Thanksgiving"),
        ("hours", "is the till manned on sunday at 8"),
        ("hours", "open payroll on sunday?"),
        ("hours", "are the stores covered on Christmas Eve"),
        ("hours", "what are the hours of the web shop"),
        ("hours", "until when can I call"),
        ("hours", "can I book orders at 9pm"),
        ("owner", "who owns document signing?"),
        ("owner", "whom do I talk to about payroll"),
        ("owner", "who is responsible for the web shop"),
        ("status", "where is my order 12"),
        ("status", "status of my request"),
        ("status", "has my order been approved"),
        ("status", "#12"),
        ("restore", "what comes back first after an outage"),
        ("restore", "if everything is down, what gets restored first?"),
        ("restore", "recovery order"),
        ("dependents", "what depends on the network"),
        ("dependents", "what breaks if the database is down"),
        ("supports", "what does ERP stand on"),
        ("supports", "what is the web shop built on"),
        ("charge", "why did our charge go up"),
        ("charge", "why are we paying more"),
        ("charge", "our IT bill is higher than last month"),
        ("stop", "stop asking me"),
        ("stop", "no more surveys please"),
        ("changes", "what changed?"),
        ("changes", "what's new"),
        ("services", "what services are there?"),
        ("prepared", "which services are being prepared?"),
        ("prepared", "what new services are planned"),
        ("prepared", "what is in the pipeline?"),
        ("prepared", "is anything new coming?"),
        ("prepared", "what are you preparing"),
        ("prepared", "what are you working on"),
        ("prepared", "what's planned"),
        ("prepared", "whats coming next year"),
        ("status", "did bo approve it"),
        ("status", "my order 12 is late"),
        ("term", "what happens if we cancel mail"),
        ("restore", "which services are coming back first after an outage"),
        ("bill", "how much do we spend on IT?"),
        ("bill", "what does IT cost us"),
        ("bill", "what's our IT bill this month?"),
        ("charge", "why is our IT bill so high"),
        ("price", "how much do we pay for crm"),
        ("fewer", "cancel one crm licence"),
        ("fewer", "we need two fewer laptops"),
        ("fewer", "give back 3 devices"),
        ("fewer", "cancel crm"),
        ("fewer", "get rid of the archive"),
        ("status", "cancel my order 12"),
        ("dependents", "what sits on the network"),
        ("dependents", "what needs the database"),
        ("supports", "ERP depends on what?"),
        ("what", "what needs to be done for a new hire"),
        ("owner", "who's behind payroll"),
        ("compare", "diff between CRM tiers"),
        ("hours", "CRM open sat at 2"),
        ("hours", "erp ok sat at 2"),
        ("price", "hourly rate of a consultant"),
        ("order", "order it"),
        ("order", "I want to order a laptop"),
    ],
)
def test_each_aspect_is_known_by_how_it_is_asked(aspect: str, question: str) -> None:
    assert wanted(question) == [aspect]


@pytest.mark.parametrize(
    "question",
    [
        "our payment terminal froze on Saturday at 7",
        "the coffee machine is empty",
        "need a new cost center for the pop-up team",
        "we're going to open a shop in Boulder on Friday",
        "can we have the tills running an hour earlier this saturday",
        "spilled coffee on the keyboard",
        "how do we get more funding",
        "what is left of the training budget",
        "there is money left, so we want two more licences",
        "is there money left on my prepaid phone",
        "the funds balance in ERP is wrong since monday",
        "remaining budget is not shown in ERP any more",
        "how much leave do I have left",
        "please restore the folder contracts 2024",
        "my password does not work since monday",
        "how do I stop these messages",
        "don't stop asking me",
        "my first day is Monday",
        "sales orders drop because paying does not work",
        "which services are affected by the planned maintenance",
        "christmas is coming, how do we get ready",
    ],
)
def test_what_only_sounds_like_one_is_none(question: str) -> None:
    assert wanted(question) == ["what"]


@pytest.mark.parametrize(
    ("aspect", "question"),
    [
        ("term", "notice period mail"),
        ("term", "how much notice for a site"),
        ("term", "is there a minimum term for crm"),
        ("term", "how long are we bound to the CRM?"),
        ("term", "are we locked in with the tills"),
        ("term", "can we get out of the contact center at any time"),
        ("term", "can we quit site connectivity in june"),
        ("term", "for how many months do we have to take wifi"),
        ("term", "whats the notice for the contact centre"),
        ("term", "when do i have to give notice for the peak cover"),
        ("term", "can i drop wifi whenever i want"),
        ("term", "how long do i have to keep the till contract"),
        ("term", "is there a minimum contract for peak cover"),
        ("term", "how many months min for flagship"),
        ("term", "i want to end our wifi contract, how early do i have to tell you"),
        ("term", "whats the shortest time we can have a flagship till"),
        ("targets", "response time erp"),
        ("targets", "what's the SLA of payroll"),
        ("targets", "how fast does somebody answer for the ERP?"),
        ("targets", "how quickly is it fixed"),
        ("targets", "how long until someone reacts when the till is stuck"),
        ("targets", "is the web shop fixed within 2 hours"),
        ("targets", "time to fix for laptops"),
        ("targets", "how quick r u if my payroll access breaks"),
        ("targets", "how fast is support for the till"),
        ("targets", "erp down - when will sb react"),
        ("targets", "is a 4h fix possible for erp"),
        ("targets", "how fast do you come if the phones are dead"),
        ("targets", "how many minutes until someone looks at a till problem"),
        ("targets", "till problems are fixed by when"),
        ("targets", "is premium crm fixed faster than standard"),
        ("targets", "whats agreed about fixing the web shop"),
        ("recovery", "rpo crm"),
        ("recovery", "what's the RTO of the web shop?"),
        ("recovery", "how much data do we lose if the erp crashes"),
        ("recovery", "do we lose orders when the web shop goes down"),
        ("recovery", "data loss file storage"),
        ("recovery", "how long until payroll is back after an outage"),
        ("recovery", "if the tills fail, how soon are they back?"),
        ("recovery", "how long can we do without the warehouse system"),
        ("recovery", "how long can payroll be down"),
        ("recovery", "is my data safe if file storage crashes"),
        ("recovery", "when is the web shop up again after a blackout"),
        ("recovery", "what does downtime of the till cost us per hour"),
        ("recovery", "cost of an outage of crm"),
        ("recovery", "would we lose orders if the shop crashed"),
        ("recovery", "how often is the erp backed up"),
        ("recovery", "how old can the data be after a restore of payroll"),
        ("recovery", "can the shop be restored in 3 hours"),
        ("recovery", "whats the most data we can lose in files protected"),
        ("recovery", "how much do we lose per hour if the web shop is down"),
        ("approval", "who signs off on a laptop?"),
        ("approval", "whose approval do I need for CRM plus"),
        ("approval", "who has to approve 20 phones"),
        ("approval", "who says yes to a new till?"),
        ("approval", "do I need approval for a second screen"),
        ("approval", "approver for advice"),
        ("approval", "can I order a tablet without asking my boss"),
        ("approval", "who needs to ok 5 more laptops"),
        ("approval", "does my boss have to approve a phone"),
        ("approval", "does kim have to sign off on laptops"),
        ("approval", "who ok's it if bo is away"),
        ("approval", "who do I need to ask before i buy a consulting hour"),
        ("approval", "how do i get approval"),
        ("approval", "how much can i order w/o approval"),
        ("approval", "who do i need a yes from to upgrade crm to premium"),
    ],
)
def test_on_what_terms_a_service_is_to_be_had(aspect: str, question: str) -> None:
    assert wanted(question) == [aspect]


@pytest.mark.parametrize(
    "question",
    [
        "did you notice that the shop is slow",
        "we need a laptop at short notice",
        "notice board in the lobby",
        "how long are backups kept",
        "how long do we have to keep invoices",
        "I resign, what is my notice period",
        "my answer time sheet is wrong",
        "how soon can a new starter begin",
        "I lost the data on my usb stick",
        "somebody deleted our data",
        "who approves my vacation",
        "who has to sign the contract with the landlord",
        "the invoice waits for approval",
        "approve it",
        "who approves a change of the ledger",
        "please cancel 2 crm licences with 30 days notice",
        "when will somebody answer my question",
        "who signs for parcels",
        "can you approve this for me",
        "what does a minimum of 5 seats cost",
    ],
)
def test_what_only_sounds_like_terms_of_a_service(question: str) -> None:
    assert not {"term", "targets", "recovery", "approval"} & set(wanted(question))


@pytest.mark.parametrize(
    ("question", "minutes"),
    [
        ("is it fixed within 4 hours", 240),
        ("answered in under half an hour?", 30),
        ("back within a day", 1440),
        ("do we lose more than 90 minutes of data", 90),
        ("an hour of orders", 60),
        ("fixed in 30min or 2h", 30),
        ("mail and crm, a dinner", None),
        ("how quickly is it fixed", None),
    ],
)
def test_so_long(question: str, minutes: int | None) -> None:
    assert aspects.read(question)[0].minutes == minutes


@pytest.mark.parametrize(
    "question",
    [
        "how much funding is left?",
        "what's left of our budget this year",
        "remaining funding for finance",
        "how much can we still spend this year",
        "budget left?",
        "how much of our budget is used up?",
    ],
)
def test_what_is_left_of_the_funding(question: str) -> None:
    assert wanted(question) == ["funding"]


@pytest.mark.parametrize(
    "told",
    [
        "open cost center 4711 by monday",
        "please close the books on friday",
        "close cost center 4711 on friday",
        "invoice closed on monday by mistake",
        "figures not there at 8 this morning",
        "ledger was not available sunday at 9",
        "the till isn't open at 7",
        "crm closed last night at 9",
    ],
)
def test_what_is_to_be_done_or_went_wrong_asks_for_no_time(told: str) -> None:
    (asked,) = aspects.read(told)

    assert (asked.aspect, asked.moment) == (None, None)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("is the till open the day after christmas", "after christmas"),
        ("is the till open the day after thanksgiving", "after thanksgiving"),
        ("is crm open the 24th", "the 24"),
        ("is crm open new year's eve", "new year's eve"),
        ("is crm not available on sunday", "sun"),
        ("open saturday at 7?", "sat"),
        ("open christmas eve?", "christmas eve"),
        ("closed on sunday?", "sun"),
        ("not sure: is erp open on saturday", "sat"),
    ],
)
def test_what_is_open_on_a_day_is_asked_of_the_calendar(question: str, day: str) -> None:
    (asked,) = aspects.read(question)

    assert (asked.aspect, asked.moment and asked.moment.days) == ("hours", (day,))


def test_two_questions_are_two() -> None:
    assert wanted("what does ERP cost and who owns it?") == ["price", "owner"]
    assert wanted("What does ERP cost, who owns it and is it open on saturday?") == [
        "price",
        "owner",
        "hours",
    ]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("who owns payroll and who owns crm", ["owner: who owns payroll", "owner: who owns crm"]),
        ("who owns phones and who owns laptops?", ["owner: who owns phones", "owner: who owns laptops"]),
        ("erp price, crm price", ["price: erp price", "price: crm price"]),
        ("erp cost? crm cost?", ["price: erp cost", "price: crm cost"]),
        (
            "is the till open on sunday? is the shop open on sunday?",
            ["hours: is the till open on sunday", "hours: is the shop open on sunday"],
        ),
        (
            "who owns payroll, who owns mail, who owns crm and who owns fax",
            ["owner: who owns payroll", "owner: who owns mail", "owner: who owns crm", "owner: who owns fax"],
        ),
        ("who owns IT security? who owns mail", ["owner: who owns IT security", "owner: who owns mail"]),
        ("who runs it support and who runs crm", ["owner: who runs it support", "owner: who runs crm"]),
        ("who owns erp? who owns it?", ["owner: who owns erp? who owns it?"]),
        (
            "how do I scan a page and who owns crm?",
            ["None: how do I scan a page", "owner: who owns crm"],
        ),
        ("what is the ledger? what does it cost?", ["price: what is the ledger? what does it cost?"]),
        ("I need help. who owns crm?", ["owner: I need help. who owns crm?"]),
        ("what does crm cost? what does it cost a year?", ["price: what does crm cost? what does it cost a year?"]),
        ("what does crm cost? and for 20 of them?", ["price: what does crm cost? and for 20 of them?"]),
        ("who owns crm, what does it cost and for 20?", ["owner: who owns crm", "price: what does it cost and for 20"]),
    ],
)  # fmt: skip
def test_the_same_asked_of_something_else_is_another_question(text: str, questions: list[str]) -> None:
    assert [f"{each.aspect}: {each.text}" for each in aspects.read(text)] == questions


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("payroll price and hours?", ["price: payroll price and hours", "hours: payroll price and hours"]),
        ("erp price and owner", ["price: erp price and owner", "owner: erp price and owner"]),
        (
            "price, hours & owner of payroll",
            [f"{aspect}: price, hours & owner of payroll" for aspect in ("price", "hours", "owner")],
        ),
        ("price and hours?", ["price: price and hours", "hours: price and hours"]),
        (
            "erp price and owner, crm price",
            ["price: erp price and owner", "owner: erp price and owner", "price: crm price"],
        ),
        ("erp price, crm hours", ["price: erp price", "hours: crm hours"]),
        (
            "price and owner of tills and wifi",
            ["price: price and owner of tills and wifi", "owner: price and owner of tills and wifi"],
        ),
        (
            "tills and wifi: price and hours",
            ["price: tills and wifi: price and hours", "hours: tills and wifi: price and hours"],
        ),
        ("price of tills and wifi, hours of fax", ["price: price of tills and wifi", "hours: hours of fax"]),
        ("price of fax and scanning", ["price: price of fax and scanning"]),
        ("what does it cost to print, scan and copy", ["price: what does it cost to print, scan and copy"]),
    ],
)
def test_several_things_are_asked_of_one(text: str, questions: list[str]) -> None:
    assert [f"{each.aspect}: {each.text}" for each in aspects.read(text)] == questions


def test_what_asks_nothing_says_what_the_rest_is_about() -> None:
    (asked,) = aspects.read("Two more users for CRM. What would that cost per month?")

    assert (asked.aspect, asked.quantity) == ("price", 2)
    assert "CRM" in asked.text


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("40 people on Plus", 40),
        ("for 1,200 users", 1200),
        ("2k parcels", 2000),
        ("a dozen laptops", 12),
        ("twenty seats", 20),
        ("20 thousand orders", 20_000),
        ("three hundred envelopes", 300),
        ("2 dozen chairs", 24),
        ("at 9pm", None),
        ("6 in the morning", None),
        ("40 in the morning", 40),
        ("24x7", None),
        ("in 6 months", None),
        ("for 6 hrs", None),
        ("office 365", None),
        ("on 28 nov", None),
        ("$40", None),
        ("99.5 %", None),
        ("9999999999 users", None),
        ("archive price july 2027", None),
        ("archive price in 2027", None),
        ("archive price 2027?", None),
        ("archive price 2027 vs 2026", None),
        ("2027 seats", 2027),
        ("from 2030 parcels on", 2030),
        ("for 2000 of them", 2000),
        ("open til 22", None),
        ("open saturday from 19 to 22", None),
        ("open saturday between 14 and 18", None),
        ("until 7 or after 9", None),
        ("what would 20 users cost from monday", 20),
        ("20 users from monday", 20),
        ("at 40 people", 40),
        ("around 20 on plus", 20),
        ("open around 7", None),
        ("open friday around 20", None),
        ("until 20 new laptops came", 20),
        ("in 2 hrs", None),
        ("for 3 mths", None),
        ("3 wks", None),
        ("30 mins", None),
        ("2 yrs", None),
        ("a couple of weeks", None),
        ("two mths", None),
        ("28 november", None),
        ("24.12.", None),
        ("xmas at 12 noon", None),
        ("half past six", None),
        ("quarter to 7", None),
        ("0700", None),
        ("monday in 2 weeks for 5 people", 5),
        ("10tb archive", 10),
        ("3 extra hours", None),
        ("three more hours", None),
        ("3 extra users", 3),
    ],
)
def test_how_many(text: str, quantity: int | None) -> None:
    assert aspects.read(text)[0].quantity == quantity


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2h on sunday", 2),
        ("3 extra hours", 3),
        ("three more hours", 3),
        ("an extra hour", 1),
        ("an hour", None),
        ("10 hrs of advice", 10),
        ("24/7", None),
    ],
)
def test_how_many_hours(text: str, hours: int | None) -> None:
    assert aspects.read(text)[0].hours == hours


def test_what_goes_on_is_told_from_what_begins() -> None:
    assert aspects.read("and the cheaper one?")[0].turn == "cheaper"
    assert aspects.read("and the cheaper one?")[0].continues
    assert aspects.read("and for 20?")[0].implied == "price"
    assert aspects.read("how about saturdays?")[0].implied == "hours"
    assert aspects.read("how about saturdays?")[0].moment == Said(("sat",))
    assert not aspects.read("what does document signing do for our department and its people these days")[
        0
    ].continues


def test_where_is_my_laptop_may_be_about_an_order() -> None:
    assert aspects.read("where is my new laptop")[0].tentative == "status"
    assert aspects.read("my laptop is broken")[0].tentative is None
    assert aspects.read("laptop not here yet")[0].missing
    assert aspects.read("still no laptop")[0].tentative == "status"
    assert not aspects.read("mail is not there for us")[0].missing


def test_the_number_of_an_order() -> None:
    assert aspects.read("where is order #12?")[0].number == 12
    assert aspects.read("status of request 7")[0].number == 7


@given(some.text(max_size=3000))
def test_no_text_is_too_strange(text: str) -> None:
    found = aspects.read(text)

    assert 1 <= len(found) <= aspects.MOST_QUESTIONS
    assert all(each.quantity is None or 0 < each.quantity <= figures.MOST for each in found)


@given(
    some.lists(
        some.sampled_from(
            [
                "what",
                "who",
                "is",
                "the",
                "cost",
                "of",
                "open",
                "at",
                "7",
                "on",
                "sat",
                "order",
                "12",
                "why",
                "our",
                "bill",
                "up",
                "and",
                "?",
                ",",
                "#",
            ]
        ),
        max_size=30,
    )
)
def test_nor_any_heap_of_its_own_words(words: list[str]) -> None:
    assert aspects.read(" ".join(words))


@pytest.mark.parametrize(
    "heap", ["why our bill ", "our bill is has ", "what is depends if when ", "at 7 on sat 12 "]
)
def test_no_heap_of_words_keeps_anybody_waiting(heap: str) -> None:
    """The patterns are bounded: read in full, such a heap would take longer than this test may."""
    assert aspects.read(heap * 4000)


@pytest.mark.parametrize(
    ("question", "longer"),
    [
        ("crm till 9pm tonight, price?", True),
        ("what do we pay to stay open late on friday", True),
        ("how much is payroll support on sunday", True),
        ("price of overtime in the web shop", True),
        ("cost of out-of-hours support for the crm", True),
        ("erp sat 9-1 extra cost", True),
        ("erp sunday 10-12 costs?", True),
        ("payroll sat 9-12 price", True),
        ("crm sunday 2h cost", True),
        ("what does erp cost on tuesday for 3 more hours", True),
        ("monthly cost of 3 hours on sunday", False),
        ("what does the ERP cost", False),
        ("price of the ERP from 1 January", False),
        ("what does the web shop cost until 31 March", False),
        ("what does the level cost that is open on sunday", False),
        ("how much is a phone if I order it by 5pm", False),
        ("monthly price of a till that is open on sunday", False),
    ],
)
def test_the_price_of_being_open_longer_is_told_from_that_of_a_month(question: str, longer: bool) -> None:
    (asked,) = aspects.read(question)

    assert (asked.aspect, asked.longer) == ("price", longer)
