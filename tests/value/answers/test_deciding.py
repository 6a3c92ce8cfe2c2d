"""What is decided for a question of the sample company: which aspect, of which service and level."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.catalog import Catalog, aspects, spans
from bot.catalog.aspects import Aspect
from bot.catalog.finding import Finder, Found, Match
from bot.catalog.moments import Said
from bot.desk import Shelf
from bot.value.answers import Decided, Spoken, decide
from bot.value.answers.deciding import Find

ERP = Spoken("ERP", "Extended hours", "price", 20)


def nothing(text: str) -> Found:
    return Found("none", ())


def answer(service: str | None, faq: int | None = None, title: str = "") -> Find:
    match = Match("service" if faq is None else "faq", service, faq, title, 1.0, 0.9)
    return lambda text: Found("answer", (match,))


def choices(*services: str) -> Find:
    matches = tuple(Match("service", key, None, key, 0.5, 0.4) for key in services)
    return lambda text: Found("choices", matches)


def topics(decided: Decided) -> list[tuple[str, str | None, str | None]]:
    return [(topic.aspect, topic.service, topic.tier) for topic in decided.topics]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what does ERP cost?", ("price", "ERP", None)),
        ("what would 40 people on Plus cost us?", ("price", "COL", "Plus")),
        ("who owns document signing?", ("owner", "DOC", None)),
        ("is Orders and finance open on saturday?", ("hours", "ERP", None)),
        ("is ERP open on saturday on Extended hours?", ("hours", "ERP", "Extended hours")),
        ("what depends on the network core", ("dependents", "NET", None)),
        ("what breaks if the database is down", ("dependents", "DB", None)),
        ("who is responsible for Storage?", ("owner", "ST", None)),
        ("what is the cheapest level of ERP?", ("price", "ERP", "Standard")),
        ("protected storage", ("price", "FIL", "Protected")),
        ("standard storage price", ("price", "FIL", "Standard")),
        ("Storage", ("what", "ST", None)),
        ("flagship?", ("price", "POS", "Flagship")),
        ("5 tb protected", ("price", "FIL", "Protected")),
        ("12 viewers", ("price", "REP", "Viewer")),
        ("contact center 20 seats", ("price", "CAL", "Contact center")),
        ("whats in flagship", ("included", "POS", "Flagship")),
        ("switch us to plus", ("price", "COL", "Plus")),
        ("10x plus", ("price", "COL", "Plus")),
        ("what comes back first after an outage", ("restore", None, None)),
        ("why did our charge go up", ("charge", None, None)),
    ],
)
def test_what_is_named_needs_no_finding(
    sample_catalog: Catalog, question: str, topic: tuple[str, str, str]
) -> None:
    assert topics(decide(sample_catalog, nothing, question)) == [topic]


@pytest.mark.parametrize(
    ("question", "found", "services"),
    [
        ("PK slip price", "WMS", []),
        ("price of a WMS drone", "DEV", ["WMS"]),
        ("price of a DB hammer", "DB", ["DB"]),
        ("PK price", "WMS", ["PK"]),
        ("what does Databases cost beside a hammer", "WMS", ["DB"]),
        ("MO needs a price for chairs", "MO", []),
        ("what does DB need to run", "MO", ["DB"]),
        ("does ERP need a price for chairs", "ERP", ["ERP"]),
    ],
)
def test_a_short_key_is_a_name_where_no_more_is_said_or_nothing_else_is_nearer(
    sample_catalog: Catalog, question: str, found: str, services: list[str]
) -> None:
    decided = decide(sample_catalog, choices(found, "CRM"), question)
    assert [topic.service for topic in decided.topics if topic.match] == services


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("how much is it if 7 people go to extended", ("price", "ERP", "Extended hours")),
        ("what would 4 sites on extended cost", ("price", "POS", "Extended")),
        ("what does it cost on Extended hours", ("price", "ERP", "Extended hours")),
        ("what does ERP cost on extended", ("price", "ERP", "Extended hours")),
        ("viewer price", ("price", "REP", "Viewer")),
        ("price of a queue agent next month", ("price", "CAL", "Queue agent")),
        ("how much is manager insight", ("price", "HRS", "Manager insight")),
        ("is Document signing cheaper on volume or pay as you go", ("difference", "DOC", "Volume")),
        ("price of 40 on standard or plus for Mail, chat and meetings", ("price", "COL", None)),
    ],
)
def test_a_level_that_one_service_has_names_it(
    sample_catalog: Catalog, question: str, topic: tuple[str, str, str]
) -> None:
    assert topics(decide(sample_catalog, nothing, question)) == [topic]


@pytest.mark.parametrize(
    ("question", "services"),
    [
        ("what does extended cost", ["ERP", "POS"]),
        ("price of the extended level", ["ERP", "POS"]),
        ("price of an extended cucumber", []),
        ("price of standard", []),
        ("who owns extended", []),
    ],
)
def test_a_level_that_several_have_is_to_be_chosen(
    sample_catalog: Catalog, question: str, services: list[str]
) -> None:
    decided = decide(sample_catalog, nothing, question)
    assert (decided.kind == "choices", [each.service for each in decided.nearest]) == (
        bool(services),
        services,
    )


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("wat does crm premum cost for 6", ("price", "CRM", "Premium", 6)),
        ("wht does erp quartr end cost for 10", ("price", "ERP", "Quarter-end care", 10)),
        ("5 erp quater end care", ("price", "ERP", "Quarter-end care", 5)),
        ("price pos Flagshp", ("price", "POS", "Flagship", None)),
        ("analist 5 seats price", ("price", "REP", "Analyst", 5)),
        ("erp extnded hrs 5 users", ("price", "ERP", "Extended hours", 5)),
        ("performace laptop x4", ("price", "DEV", "Performance", 4)),
    ],
)
def test_a_slip_in_the_name_of_a_level_is_understood(
    sample_shelf: Shelf, question: str, topic: tuple[Aspect, str, str, int | None]
) -> None:
    stock = sample_shelf.stock
    found = decide(stock.catalog, stock.finder.find, question).topics

    assert [(each.aspect, each.service, each.tier, each.asked.quantity) for each in found] == [topic]


@pytest.mark.parametrize(("key", "services"), [("WMS", ["DEV"]), ("DEV", ["DEV"])])
def test_three_letters_are_no_name_where_another_is_surely_found(
    sample_catalog: Catalog, key: str, services: list[str]
) -> None:
    decided = decide(sample_catalog, answer("DEV"), f"price of a {key} drone")
    assert [topic.service for topic in decided.topics] == services


@pytest.mark.parametrize("question", ["mo needs a chair", "the MO team wants chairs", "MO people need one"])
def test_whoever_needs_something_is_no_service(sample_catalog: Catalog, question: str) -> None:
    assert decide(sample_catalog, answer("MO"), question).kind == "choices"


@pytest.mark.parametrize(
    ("question", "service"),
    [
        ("who owns the storage of our folders", "FIL"),
        ("who owns our 4.5 TB of storage", "FIL"),
        ("price of storage", "FIL"),
        ("who owns storage", "ST"),
        ("who owns ST beside our folders", "ST"),
        ("what breaks without the storage of our folders", "ST"),
        ("price of databases with reports", "DB"),
        ("price of compute and cloud landing zone", "CP"),
    ],
)
def test_what_customers_order_goes_before_what_it_stands_on_and_is_called_like(
    sample_catalog: Catalog, question: str, service: str
) -> None:
    assert [each.service for each in decide(sample_catalog, nothing, question).topics] == [service]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("warehouse sunday", ("hours", "WMS")),
        ("warehouse sat or sun", ("hours", "WMS")),
        ("payroll on black friday", ("hours", "HRS")),
        ("payroll 24 to 28 december", ("hours", "HRS")),
        ("ERP nye?", ("hours", "ERP")),
        ("phones tomorrow", ("hours", "CAL")),
        ("till at 5 am", ("hours", "POS")),  # at a time it may be called anything
        ("headset sat and sun", None),  # which may be wanted on these days
        ("new phones on friday", None),
        ("payroll deadline friday", None),
    ],
)
def test_a_service_by_a_word_of_its_name_and_a_day_asks_for_its_hours(
    sample_catalog: Catalog, sample_shelf: Shelf, question: str, topic: tuple[str, str] | None
) -> None:
    found = decide(sample_catalog, sample_shelf.stock.finder.find, question).topics

    assert [(each.aspect, each.service) for each in found if each.aspect == "hours"] == [topic] * bool(topic)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("can i post a voucher tomorrow at 5 in the morning", ("hours", "ERP", None)),
        ("may the auditors look at the books on sunday", ("hours", "ERP", None)),
        ("can i post a voucher", ("what", "ERP", None)),
    ],
)
def test_the_calendar_answers_for_an_entry_about_hours_where_a_time_is_named(
    sample_catalog: Catalog, question: str, topic: tuple[str, str, str]
) -> None:
    faqs = [each.question for each in sample_catalog.service("ERP").faqs]
    evening = faqs.index("Can we work in the system in the evening or at the weekend?")
    assert topics(decide(sample_catalog, answer("ERP", evening), question)) == [topic]


def test_an_owner_says_until_when_something_takes(sample_catalog: Catalog) -> None:
    erp = sample_catalog.service("ERP")
    takes = replace(erp.faqs[0], question="How long until my voucher is there?")
    catalog = replace(
        sample_catalog, services={**sample_catalog.services, "ERP": replace(erp, faqs=(takes,))}
    )
    decided = decide(catalog, answer("ERP", 0), "will my voucher arrive by friday")
    assert topics(decided) == [("what", "ERP", None)]


def test_a_service_that_is_named_wins_over_one_that_was_found(sample_catalog: Catalog) -> None:
    decided = decide(sample_catalog, answer("WEB"), "what does Document signing cost?")

    assert topics(decided) == [("price", "DOC", None)]


def test_hours_are_never_those_of_a_service_that_was_only_found(sample_catalog: Catalog) -> None:
    decided = decide(sample_catalog, answer("WEB"), "open Saturday at 7?")

    assert decided.kind == "choices"
    assert [match.service for match in decided.nearest] == ["WEB"]


def test_are_you_there_is_about_it_and_no_service(sample_catalog: Catalog) -> None:
    assert topics(decide(sample_catalog, answer("WEB"), "are you there on Thanksgiving", ERP)) == [
        ("hours", None, None)
    ]


def test_a_price_of_one_of_several_is_chosen_among_services(sample_catalog: Catalog) -> None:
    decided = decide(sample_catalog, choices("WEB", "CRM"), "how much is it for a shop thing")

    assert decided.kind == "choices"
    assert [(match.kind, match.service) for match in decided.nearest] == [
        ("service", "WEB"),
        ("service", "CRM"),
    ]


def test_what_nobody_knows_is_none(sample_catalog: Catalog) -> None:
    assert decide(sample_catalog, nothing, "what's for lunch?").kind == "none"


def test_two_questions_are_two_topics_and_the_second_is_about_the_first(sample_catalog: Catalog) -> None:
    decided = decide(sample_catalog, nothing, "what does ERP cost and who owns it?")

    assert topics(decided) == [("price", "ERP", None), ("owner", "ERP", None)]


def test_two_questions_of_two_services(sample_catalog: Catalog) -> None:
    decided = decide(sample_catalog, nothing, "what does ERP cost and who owns Document signing?")

    assert topics(decided) == [("price", "ERP", None), ("owner", "DOC", None)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("price of erp and phone", [("price", "ERP", None), ("price", "CAL", "Phone")]),
        ("what do laptops and phones cost", [("price", "DEV", None), ("price", "CAL", "Phone")]),
        (
            "who owns the till, wifi and erp",
            [("owner", "POS", None), ("owner", "SIT", None), ("owner", "ERP", None)],
        ),
        (
            "who owns Orders and finance, mail, crm and payroll",
            [("owner", "ERP", None), ("owner", "COL", None), ("owner", "CRM", None), ("owner", "HRS", None)],
        ),
        (
            "price and owner of the till and wifi",
            [("price", "POS", None), ("price", "SIT", None), ("owner", "POS", None), ("owner", "SIT", None)],
        ),
        ("what does erp cost? and crm?", [("price", "ERP", None), ("price", "CRM", None)]),
        ("is the till or crm open on sunday", [("hours", "POS", None), ("hours", "CRM", None)]),
        ("who owns payroll and who owns crm", [("owner", "HRS", None), ("owner", "CRM", None)]),
        ("payroll price and hours?", [("price", "HRS", None), ("hours", "HRS", None)]),
        (
            "what does erp cost and who is responsible for it up in boulder",
            [("price", "ERP", None), ("owner", "ERP", None)],
        ),
        ("what does it cost and who owns crm", [("price", "CRM", None), ("owner", "CRM", None)]),
        ("what does ERP cost? how much is ERP?", [("price", "ERP", None)]),
        ("who owns accounting and invoicing", [("owner", "ERP", None)]),
    ],
)
def test_each_service_of_which_something_is_asked_is_a_topic(
    sample_shelf: Shelf, question: str, expected: list[tuple[str, str, str | None]]
) -> None:
    stock = sample_shelf.stock

    assert topics(decide(stock.catalog, stock.finder.find, question)) == expected


@pytest.mark.parametrize(
    ("question", "services", "left"),
    [
        ("who owns IT security? who owns crm", ["CRM"], ["who owns IT security"]),
        ("what does crm cost and what does a rubber duck cost", ["CRM"], ["what does a rubber duck cost"]),
        (
            "who owns mail, crm, erp, laptops, payroll, till, wifi, web shop, and storage",
            ["COL", "CRM", "ERP", "DEV", "HRS", "POS", "SIT", "WEB"],
            ["Storage"],
        ),
        ("what does erp cost and how tall is the Eiffel tower", ["ERP"], ["how tall is the Eiffel tower"]),
        ("who owns crm", ["CRM"], []),
        ("what does a rubber duck cost and who owns a hippo", [], []),
    ],
)
def test_what_is_left_out_of_several_questions_is_said(
    sample_shelf: Shelf, question: str, services: list[str], left: list[str]
) -> None:
    stock = sample_shelf.stock
    decided = decide(stock.catalog, stock.finder.find, question)

    assert [topic.service for topic in decided.topics if decided.kind == "answer"] == services
    assert list(decided.left) == left


@pytest.mark.parametrize(
    "question",
    [
        "what does a phone and a rubber duck cost",  # nobody has both
        "who owns the phone in crm",  # is no list
    ],
)
def test_what_is_no_list_of_services_is_of_one_at_most(sample_shelf: Shelf, question: str) -> None:
    stock = sample_shelf.stock

    assert len(decide(stock.catalog, stock.finder.find, question).topics) <= 1


def test_a_word_for_several_services_lists_none(sample_catalog: Catalog) -> None:
    crm = replace(sample_catalog.service("CRM"), words=("ledger",))
    catalog = replace(sample_catalog, services={**sample_catalog.services, "CRM": crm})
    found = Finder(catalog).find

    assert len(decide(catalog, found, "who owns the ledger and phones").topics) <= 1


@pytest.mark.parametrize(
    ("question", "topic", "quantity"),
    [
        ("and the cheaper one?", ("price", "ERP", "Standard"), 20),
        ("and for 30?", ("price", "ERP", "Extended hours"), 30),
        ("and on Quarter-end care?", ("price", "ERP", "Quarter-end care"), 20),
        ("who owns it", ("owner", "ERP", "Extended hours"), None),
        ("how about saturdays?", ("hours", "ERP", "Extended hours"), None),
        ("order it", ("order", "ERP", "Extended hours"), 20),
        ("and Document signing?", ("price", "DOC", None), 20),
        ("what levels are there?", ("compare", "ERP", "Extended hours"), None),
    ],
)
def test_a_thread_goes_on_from_what_was_said(
    sample_catalog: Catalog, question: str, topic: tuple[str, str, str], quantity: int | None
) -> None:
    decided = decide(sample_catalog, nothing, question, ERP)

    assert topics(decided) == [topic]
    assert decided.topics[0].asked.quantity == quantity


@pytest.mark.parametrize("aspect", ["price", "owner", "term", "targets"])
@pytest.mark.parametrize(
    ("question", "service"),
    [("and mail?", "COL"), ("what about wifi", "SIT"), ("and for the till", "POS"), ("and crm", "CRM")],
)
def test_the_same_is_asked_of_another_service_by_any_word_for_it(
    sample_shelf: Shelf, question: str, service: str, aspect: Aspect
) -> None:
    stock = sample_shelf.stock
    decided = decide(stock.catalog, stock.finder.find, question, Spoken("ERP", None, aspect))

    assert topics(decided) == [(aspect, service, None)]


@pytest.mark.parametrize(("question", "quantity"), [("and for 20?", 20), ("and on Performance?", 4)])
def test_who_approves_goes_on_with_another_number_or_level(
    sample_shelf: Shelf, question: str, quantity: int
) -> None:
    stock = sample_shelf.stock
    decided = decide(stock.catalog, stock.finder.find, question, Spoken("DEV", None, "approval", 4))

    assert [(topic.aspect, topic.service, topic.asked.quantity) for topic in decided.topics] == [
        ("approval", "DEV", quantity)
    ]


@pytest.mark.parametrize(
    ("question", "service"),
    [
        ("how much data would we lose", "ERP"),
        ("how much data is lost in an outage", "ERP"),
        ("how much data would reports lose", "REP"),
        ("who owns the data", "REP"),
    ],
)
def test_data_that_may_be_lost_is_that_of_the_thread(
    sample_shelf: Shelf, question: str, service: str
) -> None:
    stock = sample_shelf.stock
    decided = decide(stock.catalog, stock.finder.find, question, Spoken("ERP", None, "owner"))

    assert [topic.service for topic in decided.topics] == [service]


@pytest.mark.parametrize(
    ("question", "topic", "quantity"),
    [
        ("what breaks when backup is down", ("dependents", "BK", None), None),
        ("what breaks when it is down", ("dependents", "ERP", "Extended hours"), None),
        ("standard price", ("price", "ERP", "Standard"), None),
        ("what is it on Standard", ("price", "ERP", "Standard"), 20),
    ],
)
def test_what_is_named_goes_before_what_was_said(
    sample_shelf: Shelf, question: str, topic: tuple[str, str, str | None], quantity: int | None
) -> None:
    stock = sample_shelf.stock
    decided = decide(stock.catalog, stock.finder.find, question, ERP)

    assert topics(decided) == [topic]
    assert decided.topics[0].asked.quantity == quantity


@pytest.mark.parametrize("aspect", ["price", "owner", "what"])
@pytest.mark.parametrize("question", ["per year?", "yearly?", "a year", "and per year", "annually?"])
def test_a_year_alone_asks_for_its_price(sample_shelf: Shelf, question: str, aspect: Aspect) -> None:
    stock = sample_shelf.stock
    decided = decide(stock.catalog, stock.finder.find, question, Spoken("ERP", "Standard", aspect, 20))

    assert topics(decided) == [("price", "ERP", "Standard")]
    assert decided.topics[0].asked.quantity == 20


@pytest.mark.parametrize(
    ("question", "sides", "quantity"),
    [
        ("erp std to extended for all of us how much more", ("ERP", "Extended hours", "Standard"), None),
        ("extended instead of standard erp how much extra", ("ERP", "Extended hours", "Standard"), None),
        ("how much more is erp standard than extended", ("ERP", "Standard", "Extended hours"), None),
        ("performance instead of standard for 3 laptops extra", ("DEV", "Performance", "Standard"), 3),
        (
            "performance rather than standard for 3 laptops cost per year",
            ("DEV", "Performance", "Standard"),
            3,
        ),
        ("crm premium instead of standard for 5 users", ("CRM", "Premium", "Standard"), 5),
        ("crm std to prem for 5 price", ("CRM", "Premium", "Standard"), 5),
        ("4 laptops shared instead of standard what do we save a year", ("DEV", "Shared", "Standard"), 4),
        ("standard vs premium crm 20 users difference per month", ("CRM", "Standard", "Premium"), 20),
    ],
)
def test_one_level_in_the_place_of_another_is_a_difference(
    sample_shelf: Shelf, question: str, sides: tuple[str, str, str], quantity: int | None
) -> None:
    stock = sample_shelf.stock
    (topic,) = decide(stock.catalog, stock.finder.find, question).topics

    assert (topic.aspect, topic.service, topic.tier, topic.other) == ("difference", *sides)
    assert topic.asked.quantity == quantity


def test_what_is_wanted_in_the_place_of_something_is_no_difference() -> None:
    assert aspects.read("we want 3 more laptops instead of phones")[0].claim is None


@pytest.mark.parametrize("question", ["and for 10?", "per year?", "from january"])
def test_a_difference_goes_on_as_one(sample_shelf: Shelf, question: str) -> None:
    stock = sample_shelf.stock
    spoken = Spoken("DEV", "Shared", "difference", 3, other="Performance")
    (topic,) = decide(stock.catalog, stock.finder.find, question, spoken).topics

    assert (topic.aspect, topic.tier, topic.other) == ("difference", "Shared", "Performance")
    assert topic.asked.quantity == (10 if "10" in question else 3)


def test_after_a_difference_a_level_is_asked_for_its_price(sample_catalog: Catalog) -> None:
    spoken = Spoken("DEV", "Shared", "difference", 3, other="Performance")

    assert topics(decide(sample_catalog, nothing, "and on standard?", spoken)) == [
        ("price", "DEV", "Standard")
    ]


def test_in_one_message_a_day_to_begin_holds_for_the_next_question(sample_shelf: Shelf) -> None:
    stock = sample_shelf.stock
    found = decide(stock.catalog, stock.finder.find, "what does crm cost from february, and for 20 of them?")

    assert {topic.asked.span for topic in found.topics} == {spans.read("from february")}


@pytest.mark.parametrize(
    ("question", "aspect", "service"),
    [
        ("crm sunday 2h cost", "extend", "CRM"),
        ("how much are 3 extra hours of the CRM tonight", "extend", "CRM"),
        ("3 extra hours of the CRM tonight", "extend", "CRM"),
        ("10 hours of consulting on monday cost", "price", "ADV"),
        ("3 extra hours of consulting on monday", "price", "ADV"),
    ],
)
def test_hours_of_a_service_are_longer_hours_but_of_what_is_counted_in_them(
    sample_shelf: Shelf, question: str, aspect: Aspect, service: str
) -> None:
    stock = sample_shelf.stock
    decided = decide(stock.catalog, stock.finder.find, question)

    assert [(topic.aspect, topic.service) for topic in decided.topics] == [(aspect, service)]


@pytest.mark.parametrize("aspect", ["price", "owner", "what"])
@pytest.mark.parametrize("question", ["from february", "and next year?", "from 1 march until june"])
def test_a_day_to_begin_alone_asks_for_its_price(sample_shelf: Shelf, question: str, aspect: Aspect) -> None:
    stock = sample_shelf.stock
    decided = decide(stock.catalog, stock.finder.find, question, Spoken("ERP", "Standard", aspect, 20))

    assert topics(decided) == [("price", "ERP", "Standard")]
    assert (decided.topics[0].asked.quantity, decided.topics[0].asked.span) == (20, spans.read(question))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("price of a CRM seat from January", "price of a CRM seat"),
        ("who owns the CRM in January", "who owns the CRM in January"),
    ],
)
def test_the_days_of_a_price_are_nothing_to_find_it_by(
    sample_catalog: Catalog, question: str, found: str
) -> None:
    looked_for: list[str] = []

    def find(text: str) -> Found:
        looked_for.append(" ".join(text.split()))
        return nothing(text)

    decide(sample_catalog, find, question)
    assert looked_for == [found]


def test_it_holds_for_what_goes_on(sample_catalog: Catalog) -> None:
    spoken = Spoken("ERP", "Standard", "price", 20, span=spans.read("from february"))
    decided = decide(sample_catalog, nothing, "and for 30?", spoken)

    assert (decided.topics[0].asked.quantity, decided.topics[0].asked.span) == (30, spoken.span)


def test_until_another_day_is_said(sample_catalog: Catalog) -> None:
    spoken = Spoken("ERP", "Standard", "price", 20, span=spans.read("from february"))
    decided = decide(sample_catalog, nothing, "and what does it cost today?", spoken)

    assert decided.topics[0].asked.span is None


def test_after_hours_a_day_is_asked_for_its_hours(sample_catalog: Catalog) -> None:
    decided = decide(sample_catalog, nothing, "and from 27 december?", Spoken("ERP", None, "hours"))

    assert topics(decided) == [("hours", "ERP", None)]


@pytest.mark.parametrize(
    ("question", "service"),
    [
        ("owner of backup", "BK"),
        ("who owns backup", "BK"),
        ("price of backup", "FIL"),
        ("who owns the archive", "FIL"),
        ("who owns backup of the till", "POS"),
    ],
)
def test_an_owner_is_that_of_what_has_the_word_in_its_name(
    sample_shelf: Shelf, question: str, service: str
) -> None:
    stock = sample_shelf.stock

    assert [each.service for each in decide(stock.catalog, stock.finder.find, question).topics] == [service]


def test_below_the_cheapest_there_is_nothing(sample_catalog: Catalog) -> None:
    (topic,) = decide(
        sample_catalog, nothing, "and the cheaper one?", Spoken("ERP", "Standard", "price")
    ).topics

    assert topic.edge
    assert topic.tier == "Standard"


@pytest.mark.parametrize(
    "question", ["what does it cost to send a letter", "is the canteen open on saturday?"]
)
def test_another_matter_does_not_go_on_from_the_last(sample_catalog: Catalog, question: str) -> None:
    assert topics(decide(sample_catalog, nothing, question, Spoken("ERP", None, "price"))) == []


def test_a_conversation_about_hours_keeps_its_time(sample_catalog: Catalog) -> None:
    spoken = Spoken("ERP", None, "hours", moment=Said(("sat",), 420, 421))
    (topic,) = decide(sample_catalog, nothing, "and on Extended hours?", spoken).topics

    assert (topic.aspect, topic.tier, topic.asked.moment) == (
        "hours",
        "Extended hours",
        Said(("sat",), 420, 421),
    )


def test_what_is_hidden_is_not_named(sample_catalog: Catalog) -> None:
    services = {key: each for key, each in sample_catalog.services.items() if key != "ERP"}
    seen = Catalog(sample_catalog.company, services, sample_catalog.faqs, [])

    assert decide(seen, nothing, "what does ERP cost?").kind == "none"
    assert decide(seen, nothing, "who owns it", ERP).kind == "none"


def test_an_owners_own_answer_is_kept_for_a_special_case(sample_catalog: Catalog) -> None:
    titles = [faq.question for faq in sample_catalog.service("ADV").faqs]
    at = next(at for at, title in enumerate(titles) if "cost" in title)
    decided = decide(sample_catalog, answer("ADV", at, titles[at]), "what would it cost to build our idea?")

    assert [(topic.aspect, topic.match and topic.match.faq) for topic in decided.topics] == [("what", at)]


def test_a_special_case_of_another_service_than_the_one_named_is_not_preferred(
    sample_catalog: Catalog,
) -> None:
    titles = [faq.question for faq in sample_catalog.service("ADV").faqs]
    at = next(at for at, title in enumerate(titles) if "cost" in title)
    decided = decide(sample_catalog, answer("ADV", at, titles[at]), "what would ERP cost?")

    assert topics(decided) == [("price", "ERP", None)]


def test_what_was_picked_is_answered_as_it_was_asked(sample_catalog: Catalog) -> None:
    web = Match("service", "WEB", None, "Online shop", 1.0, 1.0)
    (topic,) = decide(sample_catalog, choices("ERP", "WEB"), "open Saturday at 7?", chosen=web).topics

    assert (topic.aspect, topic.service) == ("hours", "WEB")


@given(some.text(max_size=300), some.sampled_from([None, ERP]))
def test_no_text_is_too_strange(sample_catalog: Catalog, text: str, spoken: Spoken | None) -> None:
    assert decide(sample_catalog, choices("ERP", "CRM"), text, spoken).kind in ("answer", "choices", "none")


@pytest.mark.parametrize(
    ("question", "aspect", "service", "tier"),
    [
        ("whos responsible for the online shop", "owner", "WEB", None),
        ("which team does onboarding", "owner", "JML", None),
        ("when does wifi support start", "hours", "SIT", None),
        ("hours of manager insight", "hours", "HRS", "Manager insight"),
        ("mail hours plus", "hours", "COL", "Plus"),
        ("levels of crm", "compare", "CRM", None),
        ("mail plans", "compare", "COL", None),
        ("whats the diff between viewer and analyst", "compare", "REP", "Analyst"),
        ("best till level", "price", "POS", "Flagship"),
        ("do you charge for advice", "price", "ADV", None),
        ("what uses identity", "dependents", "ID", None),
        ("which services need monitoring", "dependents", "MO", None),
        ("restore position of wms", "restore", "WMS", None),
        ("all services", "services", None, None),
    ],
)
def test_plain_questions_in_a_hurry_are_told_what_they_ask(
    sample_shelf: Shelf, question: str, aspect: str, service: str | None, tier: str | None
) -> None:
    stock = sample_shelf.stock
    (topic,) = decide(stock.catalog, stock.finder.find, question).topics

    assert (topic.aspect, topic.service, topic.tier) == (aspect, service, tier)
