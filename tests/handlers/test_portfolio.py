"""The portfolio: browsing by outcome, levels side by side, wanting what is prepared, what hangs on what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot import clock
from bot.catalog import Service
from bot.catalog.finding import Finder
from bot.catalog.service import Change, Dependency
from bot.customer import votes
from bot.customer.asked import Question
from bot.customer.contacts import Contact
from bot.delivery import timers
from bot.desk import Stock
from bot.process import orders as process
from bot.sandbox import acts
from bot.sandbox.hands import Person as Hands
from bot.sandbox.rights import issue_trigger
from bot.sandbox.seen import SeenView
from bot.value import waiting
from bot.value.places import Place
from bot.value.portfolio import A_PAGE, BOUNDARIES
from handlers import orders, portfolio
from tests.beginnings import begun_once
from tests.handlers.test_home import home
from tests.office import Office
from tests.reading import form, words
from tests.value.finance import incident

ERP = "Orders and finance"
REPAIR = "Repair tracking for shoppers"
CAMERAS = "Store analytics cameras"
TOMORROW = timedelta(days=1)
Shelve = Callable[..., None]


@pytest.fixture
def shelve(office: Office) -> Shelve:
    """Give what puts changed services into the catalog: `only` these, and `found` by the search, too."""

    def put(*services: Service, only: bool = False, found: bool = False) -> None:
        now = office.desk.catalog
        kept = {} if only else now.services
        catalog = replace(now, services={**kept, **{each.key: each for each in services}})
        office.desk.shelf.stock = Stock(catalog, Finder(catalog) if found else office.desk.finder)

    return put


@begun_once
def browses(person: Hands) -> SeenView:
    """Open the portfolio from Home."""
    person.opens_home()
    person.clicks("Browse services", on=person.home)
    return form(person)


def goes(person: Hands, *labels: str) -> SeenView:
    """Press one button after the other in the portfolio; how many there are on a list need not be said."""
    for label in labels:
        shown = next((each for each in form(person).buttons if each.partition(" (")[0] == label), label)
        person.clicks(shown, on=form(person))
    return form(person)


def called(office: Office, person: Hands, name: str) -> SeenView:
    """Press the button that a screen reader reads out by this name."""
    view = form(person).raw
    for block in view.blocks:
        for button in [block.get("accessory"), *block.get("elements", ())]:
            if button and button.get("accessibility_label") == name:
                acts.press(office.workspace, person.id, view, block["block_id"], button["action_id"], None)
                return form(person)
    raise LookupError(f"nothing is called {name!r} in {form(person).all_text}")


def searches(person: Hands, what: str) -> SeenView:
    person.fills({"What do you need?": what})
    assert person.submits() == {}
    return form(person)


def in_order(view: SeenView, *said: str) -> bool:
    places = [view.all_text.index(each) for each in said]
    return places == sorted(places)


# What you get


def test_services_are_browsed_by_what_they_bring_ones_own_first(office: Office) -> None:
    view = browses(office.ana)

    assert view.title == "What you get"
    assert "*16 services*, by what they bring. Finance has 11 of them" in view
    assert (
        "Orders and finance · from $165.00 per named user and month\nFinance has 34 named users on Standard"
        in view
    )
    assert "free to begin with, then from $95.00 per hour" in view
    # Finance has phones and not the shop: phones come first although the shop's name does, too
    assert in_order(
        view, "What our customers notice", "Phones and contact center", "Online shop", "What our own work"
    )
    assert REPAIR not in view
    assert "Fax line" not in view
    assert "Network core" not in view


def test_who_has_no_unit_yet_finds_the_same_without_what_a_unit_has(office: Office) -> None:
    view = browses(office.eve)
    assert "*16 services*, by what they bring.\n" in view
    assert not any(line.startswith("None has") or " has 34 " in line for line in view.all_text.splitlines())


def test_a_service_says_its_outcome_first_then_its_levels_side_by_side(office: Office) -> None:
    browses(office.ana)
    view = called(office, office.ana, f"Open {ERP}")

    assert view.title == ERP
    assert in_order(view, "*What the business gets*", "*What it does*", "*How well*", "*3 levels.*")
    assert "*Standard* (yours) · $165.00 · Weekdays 7–19\nUrgent: reply in 1 h, fixed in 8 h · works " in view
    assert "Finance has 34 named users on Standard." in view
    assert "@Cy Okafor, Business applications lead" in view
    assert "15 Mar 2027" in view
    office.ana.clicks("Send side by side", on=view)
    assert [block["type"] for block in office.ana.last().blocks].count("table") == 1
    assert "Quarter-end care" in office.ana.last()


def test_targets_are_proposed_until_a_customer_agreed(office: Office, shelve: Shelve) -> None:
    erp = office.desk.catalog.service("ERP")
    standard, extended, care = (replace(tier, agreed_by=None, agreed_on=None) for tier in erp.tiers)
    agreed = replace(standard, agreed_by="bo@calder.example", agreed_on=date(2026, 11, 3))
    stranger = replace(care, agreed_by="nobody@calder.example", agreed_on=date(2026, 11, 4))
    shelve(replace(erp, tiers=(agreed, extended, stranger)))
    browses(office.ana)
    view = called(office, office.ana, f"Open {ERP}")

    assert "Agreed with @Bo Larsen on 3 Nov 2026" in view
    assert "Agreed with nobody@calder.example on 4 Nov 2026" in view
    assert view.all_text.count("Proposed, not agreed yet") == 1


def test_an_answer_opens_where_the_question_stands(office: Office) -> None:
    browses(office.ana)
    question = "How do I open a new cost center?"
    answer = "Your new cost center is usually ready"
    assert answer not in called(office, office.ana, f"Open {ERP}")
    assert answer in called(office, office.ana, f"Answer: {question}")
    assert answer not in goes(office.ana, "Hide")
    called(office, office.ana, f"Answer: {question}")
    assert goes(office.ana, "Back").title == "What you get"


def test_a_service_is_ordered_on_top_of_its_page(office: Office) -> None:
    browses(office.ana)
    called(office, office.ana, f"Open {ERP}")
    office.ana.clicks("Order", on=form(office.ana))

    assert form(office.ana).title == "Order"
    assert form(office.ana).values["What do you need?"] == ERP
    assert office.ana.submits() == {}
    assert form(office.ana).title == ERP
    assert ERP in words(office.ana)


def test_a_person_is_asked_on_top_of_a_page(office: Office) -> None:
    browses(office.ana)
    called(office, office.ana, f"Open {ERP}")
    office.ana.clicks("Talk to a person", on=form(office.ana))
    assert form(office.ana).labels
    office.ana.closes()
    assert form(office.ana).title == ERP


def test_what_was_decided_about_a_service_can_be_read_there(office: Office, shelve: Shelve) -> None:
    erp = office.desk.catalog.service("ERP")
    notes = tuple(Change(date(2026, month, 1), f"Note {month}") for month in range(1, 6))
    shelve(replace(erp, changes=notes, processes=("Month-end close", "Invoicing")))
    browses(office.ana)
    view = called(office, office.ana, f"Open {ERP}")

    assert in_order(view, "1 May 2026: Note 5", "1 Apr 2026: Note 4", "1 Mar 2026: Note 3")
    assert "Note 2" not in view
    assert "*Stops without it*\nMonth-end close, Invoicing" in view


# Searching


def test_a_search_in_own_words_finds_answers_and_services(office: Office) -> None:
    browses(office.ana)
    view = searches(office.ana, "an invoice is stuck")

    assert view.title == "Search"
    assert "An invoice is stuck. Who can release it?* · Orders and finance" in view
    assert "Most stuck invoices wait for one approval" in called(
        office, office.ana, "Answer: An invoice is stuck. Who can release it?"
    )
    assert "Most stuck invoices" not in goes(office.ana, "Hide")
    assert called(office, office.ana, f"Open {ERP}").title == ERP
    assert "an invoice is stuck" in goes(office.ana, "Back")


def test_what_is_not_in_the_catalog_is_admitted_and_goes_to_a_person(office: Office) -> None:
    browses(office.ana)
    view = searches(office.ana, "who won the match last night")
    assert "I know nothing that is surely about “who won the match last night”" in view
    office.ana.clicks("Talk to a person", on=view)
    assert "who won the match last night" in form(office.ana).values.values()
    assert office.ana.submits() == {}
    assert "who won the match last night" in words(office.ana)
    assert form(office.ana).title == "Search"


def test_what_was_looked_for_in_vain_is_kept_as_a_gap(office: Office) -> None:
    browses(office.ana)
    searches(office.ana, "who won the match last night")
    searches(office.ana, "phone")
    with office.desk.read() as session:
        (gap,) = session.exec(select(Question)).all()
    assert (gap.text, gap.how, gap.person) == ("who won the match last night", "none", office.ana.id)


def test_a_search_again_starts_from_the_page_one_is_on(office: Office) -> None:
    browses(office.ana)
    searches(office.ana, "laptop")
    view = searches(office.ana, "phone")
    assert "“phone”" in view
    assert "“laptop”" in goes(office.ana, "Back")


def test_words_of_any_script_are_remembered_on_the_way(office: Office) -> None:
    browses(office.ana)
    for at in range(4):
        assert f"“{at} яя" in searches(office.ana, f"{at} " + "я" * 140)
    assert "“2 яя" in goes(office.ana, "Back")


# Being prepared


def test_everybody_has_one_vote_and_may_take_it_back(office: Office) -> None:
    browses(office.ana)
    view = goes(office.ana, "Being prepared")
    assert view.all_text.count("Nobody has said yet that they want it.") == 2

    view = called(office, office.ana, f"I want {REPAIR}")
    assert "*1 person* wants it: you." in view
    browses(office.bo)
    goes(office.bo, "Being prepared")
    view = called(office, office.bo, f"I want {REPAIR}")
    assert "*2 people* want it, you among them." in view
    assert "Ana" not in view
    assert in_order(view, REPAIR, CAMERAS)

    view = called(office, office.bo, f"I no longer want {REPAIR}")
    assert "*1 person* wants it." in view
    assert counted(office) == {"RTS": 1, "SAC": 0}


def counted(office: Office) -> dict[str, int]:
    with office.desk.read() as session:
        return votes.counts(session, ["RTS", "SAC"])


def test_what_it_would_be_used_for_is_read_by_its_owner_without_a_name(office: Office) -> None:
    said = "Half of the calls to my team ask for this."
    browses(office.ana)
    goes(office.ana, "Being prepared")
    called(office, office.ana, f"I want {REPAIR}")
    assert form(office.ana).labels == []
    goes(office.ana, "Say what for")
    office.ana.fills({"What would you use it for?": said})
    assert office.ana.submits() == {}
    assert form(office.ana).values["What would you use it for?"] == said

    for person, reads in ((office.ivy, True), (office.dee, True), (office.bo, False)):
        browses(person)
        goes(person, "Being prepared")
        view = called(office, person, f"Open {REPAIR}")
        assert (said in view) is reads
        assert "Ana Ruiz" not in view
        assert "*1 person* wants it." in view


def test_a_vote_taken_back_takes_its_wish_along(office: Office) -> None:
    browses(office.ana)
    goes(office.ana, "Being prepared")
    called(office, office.ana, f"I want {REPAIR}")
    goes(office.ana, "Say what for")
    office.ana.fills({"What would you use it for?": "Fewer calls."})
    office.ana.submits()
    view = goes(office.ana, "I no longer want it")
    assert view.labels == []
    with office.desk.read() as session:
        assert votes.wishes(session, "RTS") == []


def test_a_vote_for_what_is_live_meanwhile_shows_that_it_can_be_ordered(
    office: Office, shelve: Shelve
) -> None:
    browses(office.ana)
    goes(office.ana, "Being prepared")
    shelve(live(office, "RTS"))
    view = called(office, office.ana, f"I want {REPAIR}")
    assert REPAIR not in view
    assert "*1 service is being prepared.*" in view
    assert counted(office) == {"RTS": 0, "SAC": 0}


def live(office: Office, key: str, **changes: Any) -> Service:
    """Return a service of the pipeline as it will be: live, with the levels of another."""
    tiers = tuple(replace(tier, service=key) for tier in office.desk.catalog.service("CRM").tiers)
    coming = office.desk.catalog.service(key)
    return replace(coming, stage="live", unit="user", units="users", tiers=tiers, **changes)


# Being told


def told(office: Office, who: str) -> int:
    seen = office.workspace.person(who).sees("bot")
    return sum(f"You wanted {REPAIR}: it can be ordered now" in one.all_text for one in seen)


def vote_of(office: Office, *people: str) -> None:
    with office.desk.db.session() as session:
        portfolio.keep_schedules(session, office.desk, clock.now())
        for person in people:
            known = office.desk.person(session, office.workspace.person(person).id)
            votes.vote(session, "RTS", known.id, unit=known.unit, now=clock.now())


def test_who_wanted_it_is_told_once_that_it_can_be_ordered(office: Office, shelve: Shelve) -> None:
    vote_of(office, "ana", "bo")
    office.later(TOMORROW)
    assert (told(office, "ana"), told(office, "bo")) == (0, 0)

    shelve(live(office, "RTS"))
    office.later(TOMORROW)
    assert (told(office, "ana"), told(office, "bo"), told(office, "eve")) == (1, 1, 0)
    office.ana.clicks("See levels and prices")
    assert form(office.ana).title.startswith("Repair tracking")
    assert "Send side by side" in form(office.ana).buttons

    office.later(TOMORROW)
    shelve(replace(live(office, "RTS"), stage="pipeline"))
    vote_of(office, "ana")
    office.later(TOMORROW)
    shelve(live(office, "RTS"))
    office.later(TOMORROW)
    assert (told(office, "ana"), told(office, "bo")) == (1, 1)


def test_who_refuses_offers_is_told_only_when_they_want_to_hear_again(office: Office, shelve: Shelve) -> None:
    vote_of(office, "ana")
    home(office, "ana")
    office.ana.chooses("contact.hears", "surveys")
    shelve(live(office, "RTS"))
    office.later(TOMORROW)
    assert told(office, "ana") == 0
    office.ana.chooses("contact.hears", "surveys", "offers")
    office.later(TOMORROW)
    assert told(office, "ana") == 1


def test_nobody_is_told_of_what_is_not_for_their_unit(office: Office, shelve: Shelve) -> None:
    vote_of(office, "ana", "dee")
    shelve(live(office, "RTS", audience=("CC-100",)))
    office.later(TOMORROW)
    assert (told(office, "ana"), told(office, "dee")) == (0, 1)


def test_with_something_broken_open_the_news_waits(office: Office, shelve: Shelve) -> None:
    vote_of(office, "ana")
    with office.desk.db.session() as session:
        ana = office.desk.person(session, office.ana.id)
        broken = orders.hand_over(
            session, office.desk, ana, "The books do not close.", kind="incident"
        ).number
    shelve(live(office, "RTS"))
    office.later(TOMORROW)
    assert told(office, "ana") == 0
    with office.desk.db.session() as session:
        process.find(session, broken).state = "closed"
    office.later(TOMORROW)
    assert told(office, "ana") == 1


def test_it_is_told_by_day_as_a_contact_and_not_after_a_complaint_in_the_night(
    office: Office, shelve: Shelve
) -> None:
    vote_of(office, "ana", "bo")
    for each in (office.ana, office.bo):
        each.changes(zone="Asia/Tokyo")
    shelve(live(office, "RTS"))
    office.later(timedelta(hours=2))
    with office.desk.db.session() as session:
        timers.set_timer(session, waiting.LOOK, clock.now(), now=clock.now())
    office.sender.run_once()
    assert told(office, "bo") == 0
    with office.desk.db.session() as session:
        session.add(incident(clock.now(), kind="complaint", state="open", service=None, unit="CC-100"))
    office.later(timedelta(hours=13))
    assert (told(office, "ana"), told(office, "bo")) == (0, 1)
    with office.desk.read() as session:
        (met,) = session.exec(select(Contact).where(Contact.started_by == "bot")).all()
    assert (met.about, met.person, met.engagement) == ("service:RTS", office.bo.id, "offer")


# No longer offered, behind the scenes, what hangs on what


def test_what_is_gone_leads_to_what_took_its_place(office: Office) -> None:
    browses(office.ana)
    view = goes(office.ana, "No longer offered")
    assert "*Fax line*" in view
    assert "Use Document signing, which gets a signature back within a day" in view
    assert goes(office.ana, "Open Document signing").title == "Document signing"
    assert goes(office.ana, "Back").title == "No longer offered"


def test_behind_the_scenes_says_how_much_hangs_on_each(office: Office) -> None:
    browses(office.ana)
    view = goes(office.ana, "Behind the scenes")
    assert "*Network core* · carries *16* services that people use" in view
    assert in_order(view, "*Network core*", "*Software packaging*")
    view = called(office, office.ana, "Open Network core")
    assert "*It works behind the scenes*; nobody orders it on its own. It carries *16* services" in view
    assert "Order" not in view.buttons


def hushed(office: Office, shelve: Shelve) -> None:
    """Have nobody say yet which processes stop without a service."""
    shelve(*(replace(each, processes=()) for each in office.desk.catalog.services.values()))


def test_who_depends_on_this_names_services_processes_and_the_way_down(
    office: Office, shelve: Shelve
) -> None:
    hushed(office, shelve)
    erp = office.desk.catalog.service("ERP")
    shelve(replace(erp, processes=("Month-end close",)))
    browses(office.ana)
    goes(office.ana, "Behind the scenes")
    called(office, office.ana, "Open Storage")
    view = goes(office.ana, "Who depends on this?")

    assert "If Storage goes" in view
    assert "*1 business process stops:* Month-end close" in view
    assert "Orders and finance (Business applications)" in view
    assert "What it stands on\n• Network core (Network)" in view
    assert goes(office.ana, "Open Storage").title == "Storage"
    for button, file in (
        ("Picture: who depends on it", "st-carries"),
        ("Picture: what it stands on", "st-stands-on"),
    ):
        goes(office.ana, *(["Back"] if form(office.ana).title == "Storage" else []), button)
        assert "Storage" in words(office.ana)
        assert f"{file}.png" in [each.name for each in office.workspace.files.values()]
        assert form(office.ana).title == "If it goes"


def test_critical_connections_go_from_a_process_to_the_hands_it_is_in(office: Office, shelve: Shelve) -> None:
    hushed(office, shelve)
    assert "Nobody has said yet which business processes" in goes_to_critical(office)
    office.ana.closes()
    erp, web = office.desk.catalog.service("ERP"), office.desk.catalog.service("WEB")
    shelve(
        replace(erp, processes=("Month-end close", "Invoicing")), replace(web, processes=("Selling online",))
    )
    view = goes_to_critical(office)
    assert "*3 business processes*" in view
    assert (
        "*Month-end close, Invoicing*\nstop without Orders and finance · number 3 to come back\nStands on "
        in view
    )
    assert "In the hands of Business applications, " in view
    assert "*Selling online*\nstops without Online shop" in view
    assert in_order(view, "Selling online", "Month-end close")
    view = called(office, office.ana, f"What stops without {ERP}")
    assert "*2 business processes stop:* Month-end close, Invoicing" in view


def goes_to_critical(office: Office) -> SeenView:
    browses(office.ana)
    return goes(office.ana, "Critical connections")


# What is not for everybody


def test_what_is_not_for_a_unit_is_nowhere_to_be_found(office: Office, shelve: Shelve) -> None:
    catalog = office.desk.catalog
    for key in ("WEB", "RTS", "FAX", "ST"):
        shelve(replace(catalog.service(key), audience=("CC-200",)))
    hidden = ("Online shop", REPAIR, "Fax line", "*Storage*")
    browses(office.ana)
    pages = [
        form(office.ana),
        goes(office.ana, "Being prepared"),
        goes(office.ana, "No longer offered"),
        goes(office.ana, "Behind the scenes"),
        goes(office.ana, "Critical connections"),
        goes(office.ana, "What you get"),
        searches(office.ana, "we plan a campaign, will the shop hold"),
        searches(office.ana, "online shop"),
    ]
    assert [
        name for view in pages for name in hidden if name in view.all_text.replace("“online shop”", "")
    ] == []

    browses(office.dee)
    assert "Online shop" in form(office.dee)


def test_a_button_to_what_is_hidden_or_gone_leads_to_what_there_is(office: Office, shelve: Shelve) -> None:
    browses(office.ana)
    shelve(replace(office.desk.catalog.service("ERP"), audience=("CC-200",)))
    view = called(office, office.ana, f"Open {ERP}")
    assert view.title == "What you get"
    assert "That one is not in the catalog. Here is what there is." in view
    assert "Back" not in view.buttons


# In private, and in sizes


def test_in_words_the_portfolio_is_shown_in_private_with_a_way_in(office: Office) -> None:
    with office.desk.db.session() as session:
        portfolio.show(office.desk, session, office.ana.id)
    office.sender.run_once()
    assert "*16 services*, 11 of them with Finance." in words(office.ana)
    office.ana.clicks("Browse services")
    assert form(office.ana).title == "What you get"
    office.ana.closes()
    office.ana.clicks("Being prepared (2)")
    assert form(office.ana).title == "Being prepared"


def large(office: Office, many: int, **alike: Any) -> list[Service]:
    erp = office.desk.catalog.service("ERP")
    return [
        replace(
            erp,
            key=key_of(at),
            name=f"Service {at:03}",
            boundary=BOUNDARIES[at % 3],  # type: ignore[arg-type]
            outcome=f"Outcome {at:03} is there. " + "x" * 600,
            depends_on=(),
            tiers=tuple(replace(tier, service=key_of(at)) for tier in erp.tiers),
            processes=(f"Process {at:03}",),
            **alike,
        )
        for at in range(many)
    ]


def key_of(at: int) -> str:
    return "X" + chr(ord("A") + at // 26) + chr(ord("A") + at % 26)


def test_three_hundred_services_are_browsed_page_by_page(office: Office, shelve: Shelve) -> None:
    shelve(*large(office, 300), only=True, found=True)
    seen: list[str] = []
    view = browses(office.ana)
    while True:
        assert len(view.raw.blocks) <= 60
        seen += [
            line.partition(" · ")[0] for line in view.all_text.splitlines() if line.startswith("Service ")
        ]
        if "Next" not in view.buttons:
            break
        view = goes(office.ana, "Next")
    assert sorted(seen) == [f"Service {at:03}" for at in range(300)]
    assert "281 to 300 of 300" in view
    assert "Back" not in view.buttons

    office.ana.chooses("Go to a page", "Page 13: Service 122 to Service 179")
    assert f"{12 * A_PAGE + 1} to {13 * A_PAGE} of 300" in form(office.ana)
    assert "Service 122" in searches(office.ana, "service 122")
    assert "There is more" in searches(office.ana, "outcome")


@pytest.mark.parametrize(
    ("stage", "kind", "button"),
    [
        ("pipeline", "customer_facing", "Being prepared (300)"),
        ("retired", "customer_facing", "No longer offered (300)"),
        ("live", "supporting", "Behind the scenes (300)"),
        ("live", "customer_facing", "Critical connections"),
    ],
)
def test_so_are_all_other_lists(office: Office, shelve: Shelve, stage: str, kind: str, button: str) -> None:
    shelve(*large(office, 300, stage=stage, kind=kind), only=True)
    browses(office.ana)
    view = goes(office.ana, button)
    assert "1 to 20 of 300" in view
    view = goes(office.ana, "Next", "Next")
    assert "41 to 60 of 300" in view
    assert "21 to 40 of 300" in goes(office.ana, "Previous")
    assert len(view.raw.blocks) <= 100


def test_one_service_on_which_everything_stands_and_about_which_everything_is_asked(
    office: Office, shelve: Shelve
) -> None:
    erp = office.desk.catalog.service("ERP")
    long = "w" * 3000
    faqs = tuple(
        replace(erp.faqs[0], question=f"Question {at}? {long}", answer=f"Answer {at}. {long}")
        for at in range(60)
    )
    tiers = tuple(replace(erp.tiers[0], name=f"Level {at}", rank=at + 1, included=long) for at in range(25))
    rich = replace(
        erp,
        name="N" * 200,
        faqs=faqs,
        tiers=tiers,
        measures=(long,) * 9,
        processes=(long,) * 9,
        does=long,
        how=long,
    )
    above = [replace(each, depends_on=(Dependency("ERP"),)) for each in large(office, 300)]
    shelve(rich, *above, only=True)
    with office.desk.db.session() as session:
        portfolio.show(office.desk, session, office.ana.id)
    trigger = issue_trigger(office.workspace, office.ana.id)
    portfolio.open_at(office.desk, trigger, office.ana.id, Place("service", "ERP", 55))
    view = form(office.ana)
    assert "Answer 54." in view
    assert "48 more: search for yours" in view
    assert "and 260 more" in goes(office.ana, "Who depends on this?")
