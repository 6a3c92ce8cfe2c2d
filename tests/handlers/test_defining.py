"""Defining as people do it: Gil describes a service, Dee decides, Fay says what it is worth, Ana has an idea."""

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.catalog import amendments, definitions, outcomes, typed
from bot.catalog.service import Dependency, PriceFrom
from bot.customer import people
from bot.desk import Stock
from bot.sandbox.hands import Person
from bot.sandbox.state import Channel
from bot.serve.stocking import restock
from bot.settings import HOUSE
from bot.value import additions, amending, naming
from bot.value import defining as defining_rules
from handlers import defining
from tests.beginnings import begun_once, may_begin
from tests.handlers.test_portfolio import browses, called, goes
from tests.office import Office
from tests.reading import form
from tests.value.calder import usd

NOTICE = "Who would notice if it stood still?"
OUTCOME = "What will the business be able to do?"
SAYS_SO = "Who in the business says so?"
CAN_LIVE = "Go live: people can order it"
PREPARED = "Show it as being prepared; people can vote for it"
STAGE = "When should it be offered?"
RANK = "As which number does the business want it back?"
PEAKS = "When does it hurt more?"
REVIEW = "By when do you look at all of this again?"
RTO = "Within how many hours is it wanted back?"
WORTH = "A returned tent is checked and back on the shelf the same day."


@pytest.fixture
def office(office: Office, tmp_path: Path, by_words_only: None) -> Office:
    """Give the office a catalog of its own, which a test may change, and which is read again quickly."""
    folder = tmp_path / "catalog"
    shutil.copytree(HOUSE / "catalog_data", folder)
    settings = office.desk.settings.model_copy(update={"catalog": folder})
    object.__setattr__(office.desk, "settings", settings)
    if office.beginning:
        may_begin(office, "own catalog")
    return office


@begun_once
def begins(office: Office, person: Person) -> None:
    with office.desk.session() as session:
        defining.invite(office.desk, session, person.id)
    office.sender.run_once()
    person.clicks("I have an idea" if person.id == "U0ANA" else "Define a service")


def test_there_are_ways_to_begin_for_everybody(office: Office) -> None:
    for person, button, asks in (
        (office.gil, "Define a service", OUTCOME),
        (office.ana, "I have an idea", "Who should look at it?"),
    ):
        person.command("/it define")
        assert asks in form(person)
        person.closes()
        person.opens_home()
        person.clicks(button, on=person.home)
        assert asks in form(person)
        person.closes()
        browses(person)
        goes(person, "Being prepared", button)
        assert asks in form(person)
        person.closes(all_of_them=True)


def says_what_for(person: Person, outcome: str = WORTH, by: str | None = "fay") -> dict[str, str]:
    person.fills({OUTCOME: outcome})
    if by:
        person.chooses(SAYS_SO, by)
    return person.submits()


def says_what_it_is(person: Person, **more: str) -> dict[str, str]:
    said = {
        "Name": "Rental returns",
        "What does it do?": "Checks what comes back.",
        "How well does it do that?": "By the hours of its level.",
    }
    person.fills({**said, **more})
    person.chooses("Who looks after it?", "Store systems, #store-systems")
    return person.submits()


def says_levels(person: Person, **more: str) -> dict[str, str]:
    said = {
        "What is one of it called?": "store",
        "And many?": "stores",
        "Name of level 1": "Standard",
        "Hours of level 1": "7d 08-20",
        "Price of level 1 in USD": "120.50",
        "What one gets on level 1": "A bench and a scanner.",
        "Minutes until level 1 works again": "240",
    }
    person.fills({**said, **more})
    return person.submits()


def says_ground(person: Person) -> dict[str, str]:
    person.chooses("What must run for it to run?", "Databases", "Network core")
    person.fills({"Minutes of work to bring it back": "90"})
    return person.submits()


@begun_once
def describes(office: Office, person: Person) -> None:
    begins(office, person)
    assert says_what_for(person) == {}
    assert says_what_it_is(person) == {}
    assert says_levels(person) == {}
    assert says_ground(person) == {}


def hands_in(person: Person, stage: str = CAN_LIVE) -> dict[str, str]:
    if stage == CAN_LIVE:
        person.chooses(REVIEW, "2027-05-01")
    person.chooses(STAGE, stage)
    return person.submits()


def newest(person: Person, words: str) -> str:
    """Return the newest message that holds these words, as it reads without markup."""
    read = (seen.all_text.replace("*", "") for seen in reversed(person.sees("bot")))
    return next(text for text in read if words in text)


def last(person: Person) -> str:
    return newest(person, "")


# An owner


def test_from_the_outcome_to_a_live_service(office: Office) -> None:
    describes(office, office.gil)
    assert "Nothing is missing" not in form(office.gil)
    assert hands_in(office.gil) == {}
    assert office.gil.view is None
    assert "Handed in: the new service Rental returns. @Dee Park decides" in last(office.gil)
    assert "@Gil Moreau proposes the new service Rental returns" in last(office.dee)
    assert "Standard: Every day 8:00–20:00, $120.50 per store and month" in last(office.dee)

    office.fay.clicks("Yes, I say so")
    office.dee.clicks("Accept")

    assert "Live: the new service Rental returns" in newest(office.gil, "Rental returns")
    assert restock(office.desk)
    service = office.desk.catalog.service("RR")
    assert (service.stage, service.boundary, service.outcome) == ("live", "enterprise", WORTH)
    assert (service.owner, service.team, service.team_channel) == (
        "gil@calder.example",
        "Store systems",
        "#store-systems",
    )
    assert [str(tier.price.amount) for tier in service.tiers] == ["120.50"]
    assert [edge.service for edge in service.depends_on] == ["DB", "NET"]
    assert service.changes[0].note == "Now to be had. What it is for was said by Fay Nguyen."
    assert office.desk.finder.find("rental returns").matches[0].service == "RR"


def test_an_outcome_may_wait_and_one_that_says_nothing_is_told_what_to_write(office: Office) -> None:
    begins(office, office.gil)
    office.gil.fills({OUTCOME: "A tool"})
    wrong = office.gil.submits()
    assert "Books are closed by the fourth working day" in wrong[OUTCOME]
    office.gil.fills({OUTCOME: ""})
    assert office.gil.submits() == {}


def test_when_customers_outside_would_notice_their_outcome_comes_first(office: Office) -> None:
    begins(office, office.gil)
    office.gil.chooses(NOTICE, "Our company's own customers")
    labels = form(office.gil).labels
    assert labels.index("What will our customers be able to do?") < labels.index(OUTCOME)
    office.gil.fills({OUTCOME: WORTH, "What will our customers be able to do?": "Pay"})
    assert "A shopper pays in a minute" in office.gil.submits()["What will our customers be able to do?"]


def test_what_it_is_worth_is_not_for_it_to_say(office: Office) -> None:
    begins(office, office.gil)
    assert "outside of IT" in says_what_for(office.gil, by="cy")[SAYS_SO]


def test_what_is_still_missing_is_said_and_going_live_is_refused_at_the_field(office: Office) -> None:
    begins(office, office.gil)
    says_what_for(office.gil, by=None)
    says_what_it_is(office.gil)
    assert office.gil.submits() == {}  # no levels yet
    assert office.gil.submits() == {}
    view = form(office.gil)
    for each in ("a person in the business who says so", "at least one level", "a day by which you look"):
        assert each in view
    assert "it still needs" in hands_in(office.gil)[STAGE]
    assert hands_in(office.gil, PREPARED) == {}
    office.dee.clicks("Accept")
    assert "is shown as being prepared" in newest(office.gil, "Rental returns")
    restock(office.desk)
    assert office.desk.catalog.service("RR").stage == "pipeline"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("Hours of level 1", "Mo-Fr mornings", "Mo-Fr 07-19"),
        ("Hours of level 1", "", "7d 06-22 or 24x7"),
        ("Price of level 1 in USD", "cheap", "165 or 12.50"),
        ("Price of level 1 in USD", "-1", "165 or 12.50"),
        ("Price of level 1 in USD", "12,5", "Write a point before the decimals: 12.5"),
        ("Percent of its hours in which level 1 works", "99,5", "Write a point before the decimals: 99.5"),
        ("Price of level 1 in USD", "1.005", "165 or 12.50"),
        ("What one gets on level 1", "", "A level needs"),
        ("Minutes until level 1 works again", "soon", "240"),
        ("Percent of its hours in which level 1 works", "995", "99.5"),
        ("What is one of it called?", "", "named user"),
    ],
)
def test_each_field_of_a_level_says_what_is_wrong_with_it(
    office: Office, field: str, typed: str, says: str
) -> None:
    begins(office, office.gil)
    says_what_for(office.gil)
    says_what_it_is(office.gil)
    wrong = says_levels(office.gil, **{field: typed})
    assert [says in words for words in wrong.values()] == [True]
    assert office.gil.view is not None
    assert form(office.gil).values["Name of level 1"] == "Standard"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("Key", "erp", "Orders and finance has this key"),
        ("Key", "E1", "Two to five capital letters"),
        ("Name", "Store and repair counter", "POS has this name"),
        ("Who answers for it?", "eve", "no unit of this person"),
    ],
)
def test_each_field_of_what_it_is_says_what_is_wrong_with_it(
    office: Office, field: str, typed: str, says: str
) -> None:
    begins(office, office.gil)
    says_what_for(office.gil)
    (words,) = says_what_it_is(office.gil, **{field: typed}).values()
    assert says in words


@pytest.mark.parametrize(
    ("typed", "card", "kept"),
    [
        ("24/7", "Around the clock", "24x7"),
        ("Mon-Fri 9-5", "Monday to Friday 9:00–17:00", "Mo-Fr 09-17"),
    ],
)
def test_hours_are_understood_as_people_say_them(office: Office, typed: str, card: str, kept: str) -> None:
    begins(office, office.gil)
    says_what_for(office.gil)
    says_what_it_is(office.gil)
    assert says_levels(office.gil, **{"Hours of level 1": typed}) == {}
    assert office.gil.submits() == {}
    assert hands_in(office.gil) == {}
    assert card in last(office.dee)
    with office.desk.read() as session:
        (waiting,) = amendments.pending(session)
    assert waiting.said["tiers"][0]["hours"] == kept


def test_a_new_team_needs_its_channel(office: Office) -> None:
    begins(office, office.gil)
    says_what_for(office.gil)
    wrong = says_what_it_is(office.gil, **{"Or a new team": "Rental", "The new team's channel": "Rental"})
    assert "#payments" in wrong["The new team's channel"]
    assert says_what_it_is(office.gil, **{"The new team's channel": "#rental"}) == {}


def test_nothing_typed_is_lost_also_what_was_wrong(office: Office) -> None:
    begins(office, office.gil)
    says_what_for(office.gil)
    says_what_it_is(office.gil, Key="E1")
    office.gil.closes()
    begins(office, office.gil)
    assert form(office.gil).values[OUTCOME] == WORTH
    office.gil.submits()
    assert form(office.gil).values["Name"] == "Rental returns"
    assert form(office.gil).values["Key"] == "E1"
    office.gil.fills({"Key": "RENT"})
    office.gil.clicks("Back")
    assert form(office.gil).values[OUTCOME] == WORTH
    office.gil.submits()
    assert form(office.gil).values["Key"] == "RENT"


def test_levels_are_added_one_by_one(office: Office) -> None:
    begins(office, office.gil)
    says_what_for(office.gil)
    says_what_it_is(office.gil)
    office.gil.fills({"Name of level 1": "Standard"})
    office.gil.clicks("Add another level")
    assert form(office.gil).values["Name of level 1"] == "Standard"
    second = {
        "Name of level 2": "standard",
        "Hours of level 2": "24x7",
        "Price of level 2 in USD": "200",
        "What one gets on level 2": "More.",
    }
    assert says_levels(office.gil, **second) == {"Name of level 2": "There is a level of this name above."}
    assert says_levels(office.gil, **{"Name of level 2": "Plus"}) == {}


def test_a_promise_that_cannot_be_kept_is_told_when_it_is_typed(office: Office) -> None:
    begins(office, office.gil)
    says_what_for(office.gil)
    says_what_it_is(office.gil)
    says_levels(office.gil)
    office.gil.chooses("What must run for it to run?", "Databases", "Network core")
    office.gil.fills({"Minutes of work to bring it back": "90"})
    office.gil.fills({RTO: "4"})
    view = form(office.gil)
    assert "4 h cannot be kept: 1 h too late, whoever helps" in view
    assert "Network core (1 h) → Storage (1 h 30 min) → Databases (1 h) → Rental returns (1 h 30 min)" in view
    assert "takes 5 h" in view
    office.gil.fills({RTO: "12"})
    assert "cannot be kept" not in form(office.gil)
    assert "Answer all of these questions" in office.gil.submits()[RANK]


def test_an_impact_comes_with_the_service_in_the_name_of_who_says_so(office: Office) -> None:
    begins(office, office.gil)
    says_what_for(office.gil)
    says_what_it_is(office.gil)
    says_levels(office.gil)
    says_impact(office.gil)
    assert office.gil.submits() == {}
    hands_in(office.gil)
    asked = newest(office.fay, "names you as who says so")
    assert WORTH in asked
    assert "$900.00 an hour, wanted back as number 5 within 12 h" in asked
    office.fay.clicks("Yes, I say so")
    assert "You said yes to it" in newest(office.fay, "names you as who says so")
    assert "who said yes to it" in last(office.dee)
    office.dee.clicks("Accept")
    restock(office.desk)
    impact = office.desk.catalog.service("RR").impact
    assert impact is not None
    assert (impact.assessed_by, impact.rto_minutes, impact.mtd_minutes) == ("fay@calder.example", 720, 1440)


def says_impact(person: Person, **more: str) -> None:
    said = {
        "What does an hour without it cost the business, in USD?": "900",
        RANK: "5",
        RTO: "12",
        "How many minutes of data may be lost?": "15",
        "After how many hours does it become unbearable?": "24",
    }
    person.fills({**said, **more})
    person.chooses("How much does it hurt?", "3: it goes on with detours")


def test_what_was_in_preparation_is_completed_and_goes_live(office: Office) -> None:
    begins(office, office.gil)
    says_what_for(office.gil)
    says_what_it_is(office.gil)
    for _ in range(2):
        assert office.gil.submits() == {}
    assert hands_in(office.gil, PREPARED) == {}
    office.dee.clicks("Accept")
    restock(office.desk)
    office.gil.clicks("Complete it to go live")
    assert form(office.gil).values[OUTCOME] == WORTH
    for _ in range(2):
        assert office.gil.submits() == {}
    assert says_levels(office.gil) == {}
    assert says_ground(office.gil) == {}
    assert hands_in(office.gil) == {}
    assert "Live: Rental returns, ready to go live" in last(office.gil)
    assert restock(office.desk)
    service = office.desk.catalog.service("RR")
    assert (service.stage, len(service.tiers), str(service.stage_from)) == ("live", 1, "2026-11-23")
    assert [each.note.partition(".")[0] for each in service.changes] == ["Being prepared", "Now to be had"]


def test_what_the_files_hold_in_preparation_goes_live_with_what_they_say(office: Office) -> None:
    before = office.desk.catalog.service("RTS")
    owner = next(
        each
        for each in (office.gil, office.ivy, office.kim, office.cy, office.dee)
        if each.member.email == before.owner
    )
    with office.desk.session() as session:
        book = office.desk.book(session, owner.id)
        page = defining_rules.complete(session, book, "RTS")
        assert page.facts["outcome"] == before.outcome
        level = {"name": "Standard", "hours": "24x7", "price": "5", "included": "All of it."}
        more = {f"level_0_{name}": value for name, value in level.items()}
        more |= {"stage": "live", "said_by": office.fay.id, "next_review": "2027-05-01"}
        more |= {"does": "Does it.", "how": "By its hours.", "unit": "parcel", "units": "parcels"}
        definitions.keep(session, page, more, book.now)
        added = defining_rules.hand_in(session, book, page, "Now to be had.")
    assert {"stage", "changes", "does"} <= added.said.keys()
    assert {"key", "outcome", "owner", "depends_on"}.isdisjoint(added.said)


def test_what_the_form_does_not_ask_for_stays_when_a_level_or_a_connection_changes(office: Office) -> None:
    stock = office.desk.shelf.stock
    level = replace(stock.catalog.service("ERP").tiers[0], service="RTS", agreed_by=None, agreed_on=None)
    edges = (Dependency("NET", affects_restore=False),)
    rts = replace(stock.catalog.service("RTS"), unit="it", units="its", tiers=(level,), depends_on=edges)
    services = {**stock.catalog.services, "RTS": rts}
    office.desk.shelf.stock = replace(stock, catalog=replace(stock.catalog, services=services))
    with office.desk.session() as session:
        page = defining_rules.complete(session, office.desk.book(session, office.dee.id), "RTS")
        more = {"level_0_price": "7", "stands_on": ["NET", "DB"]}
        definitions.keep(session, page, more, page.at)
        book = office.desk.book(session, office.dee.id)
        said = defining_rules.hand_in(session, book, page, "Cheaper.").said
    assert said["depends_on"] == [{"service": "NET", "affects_restore": False}, {"service": "DB"}]
    (tier,) = said["tiers"]
    assert (tier["price"], tier["response_minutes"], tier["rpo_minutes"]) == (7, 60, 60)


@pytest.mark.parametrize("since", [date(2027, 1, 1), date(2026, 11, 20)])
def test_a_price_that_is_announced_stays_when_todays_is_typed_anew(office: Office, since: date) -> None:
    """One that began inside this month counts from the next."""
    stock = office.desk.shelf.stock
    dated = (PriceFrom(usd("5")), PriceFrom(usd("6.50"), since))
    level = replace(
        stock.catalog.service("ERP").tiers[0],
        service="RTS",
        price=usd("5"),
        prices=dated,
        agreed_by=None,
        agreed_on=None,
    )
    rts = replace(stock.catalog.service("RTS"), unit="it", units="its", tiers=(level,))
    services = {**stock.catalog.services, "RTS": rts}
    office.desk.shelf.stock = replace(stock, catalog=replace(stock.catalog, services=services))
    for price in ("5", "7"):
        with office.desk.session() as session:
            book = office.desk.book(session, office.dee.id)
            page = defining_rules.complete(session, book, "RTS")
            more = {"level_0_price": price, "level_0_included": f"All of it, for {price}."}
            definitions.keep(session, page, more, page.at)
            (tier,) = defining_rules.hand_in(session, book, page, "As it was.").said["tiers"]
        announced = {"price": Decimal("6.5"), "from": since}
        assert tier["prices"] == [{"price": int(price)}, announced]
        assert "price" not in tier


# Who decides


def test_a_no_carries_the_reason_and_the_way_to_try_again(office: Office) -> None:
    describes(office, office.gil)
    hands_in(office.gil)
    office.dee.clicks("Decline because…")
    office.dee.fills({"Why, and what works instead?": "Begin with two stores; call it a pilot."})
    assert office.dee.submits() == {}
    assert "Begin with two stores" in newest(office.gil, "said no this time")
    assert "Declined by @Dee Park" in newest(office.dee, "Rental returns")
    office.gil.clicks("Change and hand in again")
    assert form(office.gil).values[OUTCOME] == WORTH
    for _ in range(4):
        assert office.gil.submits() == {}
    assert hands_in(office.gil) == {}
    assert "@Dee Park decides" in newest(office.gil, "Handed in")


def test_the_decider_changes_the_words_and_accepts_them(office: Office) -> None:
    describes(office, office.gil)
    hands_in(office.gil)
    office.dee.clicks("Change…")
    says_what_for(office.dee, outcome="Every tent that comes back can be lent out again next morning.")
    for _ in range(3):
        assert office.dee.submits() == {}
    assert office.dee.submits() == {}
    assert "Live" in newest(office.gil, "Rental returns")
    restock(office.desk)
    assert office.desk.catalog.service("RR").outcome.startswith("Every tent")


def test_nobody_else_decides_and_nothing_is_decided_twice(office: Office) -> None:
    describes(office, office.gil)
    hands_in(office.gil)
    with office.desk.session() as session:
        (waiting,) = amendments.pending(session)
        facts = additions.facts_of(session, office.desk.catalog, waiting, waiting.at.date())
        for person in (office.cy, office.dee):
            office.desk.say(session, person.id, "defining/decide", addition={**facts, "weighed": None})
    office.sender.run_once()
    office.cy.clicks("Accept")
    assert "is for @Dee Park to decide" in last(office.cy)
    first, second = office.dee.sees("bot")
    office.dee.clicks("Accept", on=first)
    office.dee.clicks("Accept", on=second)
    assert "This was decided before your click. It was accepted by @Dee Park" in last(office.dee)
    with office.desk.read() as session:
        assert [each.state for each in amendments.in_force(session)] == ["accepted"]


def test_one_who_leads_it_decides_at_once(office: Office) -> None:
    describes(office, office.dee)
    assert hands_in(office.dee) == {}
    assert "Live: the new service Rental returns" in last(office.dee)


def test_what_the_catalog_cannot_take_is_told_and_stays_proposed(office: Office) -> None:
    describes(office, office.gil)
    hands_in(office.gil)
    database = office.desk.settings.catalog / "services" / "db.yaml"
    database.write_text(
        database.read_text().replace("key: DB", "key: DBB").replace("stage: live", "stage: pipeline")
    )
    everywhere = office.desk.settings.catalog / "services"
    (everywhere / "db.yaml").rename(everywhere / "dbb.yaml")
    office.dee.clicks("Accept")
    assert "The catalog cannot take this yet" in last(office.dee)
    assert "`DB` is no service" in last(office.dee)
    with office.desk.read() as session:
        assert len(amendments.pending(session)) == 1


# Anybody


def test_an_idea_goes_to_the_owner_that_was_chosen_and_into_the_pipeline(office: Office) -> None:
    begins(office, office.ana)
    office.ana.fills({"What would you call it?": "Bill by photo"})
    office.ana.chooses("Who should look at it?", "Gil Moreau, Store systems lead")
    office.ana.fills({OUTCOME: "A bill is booked as soon as somebody takes a picture of it."})
    assert office.ana.submits() == {}
    assert "@Gil Moreau decides" in last(office.ana)
    office.gil.clicks("Accept")
    assert "is shown as being prepared" in newest(office.ana, "Bill by photo")
    restock(office.desk)
    idea = office.desk.catalog.service("BBP")
    assert (idea.stage, idea.owner, idea.team) == ("pipeline", "gil@calder.example", "Store systems")


@pytest.mark.parametrize("leaves", ["Slack", "catalog"])
def test_an_idea_for_an_owner_who_has_left_goes_to_who_leads_it(office: Office, leaves: str) -> None:
    begins(office, office.ana)
    office.ana.fills({"What would you call it?": "Bill by photo", OUTCOME: WORTH})
    office.ana.chooses("Who should look at it?", "Gil Moreau, Store systems lead")
    if leaves == "Slack":
        with office.desk.session() as session:
            office.desk.person(session, office.gil.id).active = False
    else:
        stock = office.desk.shelf.stock
        handed = {
            key: replace(each, owner="cy@calder.example") if each.owner == "gil@calder.example" else each
            for key, each in stock.catalog.services.items()
        }
        office.desk.shelf.stock = replace(stock, catalog=replace(stock.catalog, services=handed))
    assert office.ana.submits() == {}
    assert "@Dee Park decides" in last(office.ana)
    office.dee.clicks("Accept")
    restock(office.desk)
    idea = office.desk.catalog.service("BBP")
    assert (idea.owner, idea.owner_role) == ("dee@calder.example", "Relationship manager")


def test_an_idea_may_be_a_name_only_and_what_it_is_for_must_be_said_before_it_goes_live(
    office: Office,
) -> None:
    begins(office, office.ana)
    office.ana.fills({"What would you call it?": "Bill by photo"})
    office.ana.chooses("Who should look at it?", "Gil Moreau, Store systems lead")
    assert office.ana.submits() == {}
    office.gil.clicks("Accept")
    restock(office.desk)
    idea = office.desk.catalog.service("BBP")
    assert (idea.stage, idea.outcome) == ("pipeline", "Bill by photo")
    with office.desk.read() as session:
        page = definitions.last_of(session, "BBP")
        assert page is not None
        around = defining_rules.around(session, office.desk.book(session, office.gil.id), page.facts)
        assert "outcome" in definitions.missing(page.facts, around)
        named = {**page.facts, "outcome": "Bill by photo"}
        assert "outcome" in definitions.missing(named, around)


def test_two_ideas_do_not_get_the_same_key(office: Office) -> None:
    for name in ("Bill by photo", "Boots by post"):
        begins(office, office.ana)
        office.ana.fills({"What would you call it?": name, OUTCOME: WORTH})
        office.ana.chooses("Who should look at it?", "Gil Moreau, Store systems lead")
        assert office.ana.submits() == {}
    with office.desk.read() as session:
        assert len({each.service for each in amendments.pending(session)}) == 2


# What customers say


def opens(office: Office, person: Person, button: str) -> None:
    """Press one of the buttons on the page of Orders and finance."""
    browses(person)
    called(office, person, "Open Orders and finance")
    person.clicks(button)


def test_the_page_of_a_service_asks_only_those_who_can_say(office: Office) -> None:
    browses(office.ana)
    page = called(office, office.ana, "Open Orders and finance")
    assert not {COSTS, BETTER, "Agree"} & {*page.buttons}


def test_targets_that_nobody_agreed_to_wait_on_the_page_for_a_customer(office: Office) -> None:
    catalog = office.desk.catalog
    erp = catalog.service("ERP")
    first, *others = erp.tiers
    proposed = replace(erp, tiers=(replace(first, agreed_by=None, agreed_on=None), *others))
    changed = replace(catalog, services={**catalog.services, "ERP": proposed})
    office.desk.shelf.stock = Stock(changed, office.desk.finder)

    opens(office, office.bo, "Agree")

    assert "In the catalog: the targets of Orders and finance, Standard" in last(office.bo)


def test_its_owner_completes_what_is_being_prepared(office: Office) -> None:
    for person, may in ((office.gil, True), (office.ana, False)):
        browses(person)
        goes(person, "Being prepared")
        page = called(office, person, "Open Store analytics cameras")
        assert ("Complete it to go live" in page.buttons) is may
    browses(office.gil)
    goes(office.gil, "Being prepared")
    called(office, office.gil, "Open Store analytics cameras")
    office.gil.clicks("Complete it to go live")
    assert OUTCOME in form(office.gil)


def is_told(office: Office, person: Person, button: str, key: str = "ERP") -> None:
    """Press one of the buttons under what a customer is told of a service."""
    with office.desk.session() as session:
        service = office.desk.catalog.service(key)
        said = {
            "outcome": service.outcome,
            "tiers": [{"name": each.name, "hours": str(each.hours)} for each in service.tiers],
        }
        addition = {"service": key, "service_name": service.name, "outcome": service.outcome, "said": said}
        office.desk.say(session, person.id, "defining/customer", addition=addition)
    office.sender.run_once()
    person.clicks(button)


COSTS, BETTER = "What an hour without it costs…", "Say better what it is for…"


def test_the_business_says_what_a_loss_costs_and_it_counts_at_once(office: Office) -> None:
    opens(office, office.bo, COSTS)
    says_impact(office.bo)
    assert office.bo.submits() == {}
    assert "In the catalog: what an hour without Orders and finance costs" in last(office.bo)
    restock(office.desk)
    impact = office.desk.catalog.service("ERP").impact
    assert impact is not None
    assert (impact.loss_per_hour.minor, impact.assessed_by) == (90000, "bo@calder.example")


def test_the_rank_of_a_busy_time_stays_while_that_time_does(office: Office) -> None:
    before = office.desk.catalog.service("ERP").impact
    assert before is not None
    assert before.peak_rank is not None
    for more, kept in (({}, before.peak_rank), ({PEAKS: "Never"}, None)):
        opens(office, office.bo, COSTS)
        says_impact(office.bo, **more)
        assert office.bo.submits() == {}
        restock(office.desk)
        impact = office.desk.catalog.service("ERP").impact
        assert impact is not None
        assert impact.peak_rank == kept


def test_an_impossible_wish_is_flagged_as_it_is_typed_and_may_not_pass_the_unbearable(office: Office) -> None:
    opens(office, office.bo, COSTS)
    office.bo.fills({RTO: "0.5"})
    assert "0.5 h cannot be kept" in form(office.bo)
    assert "→ Orders and finance" in form(office.bo)
    says_impact(office.bo, **{RTO: "30"})
    assert "later than 24 h" in office.bo.submits()[RTO]


def test_it_proposes_what_a_loss_costs_and_the_customer_decides(office: Office) -> None:
    opens(office, office.cy, COSTS)
    assert "You propose" in form(office.cy)
    says_impact(office.cy)
    assert office.cy.submits() == {}
    with office.desk.read() as session:
        (waiting,) = amendments.pending(session)
    cast = (office.bo, office.fay, office.lee, office.jo, office.hal)
    decider = next(each for each in cast if each.id == waiting.asked)
    decider.clicks("Change…")
    assert form(decider).values["After how many hours does it become unbearable?"] == "24"
    decider.fills({"After how many hours does it become unbearable?": "36"})
    assert decider.submits() == {}
    restock(office.desk)
    impact = office.desk.catalog.service("ERP").impact
    assert impact is not None
    assert impact.mtd_minutes == 36 * 60
    assert "In the catalog" in newest(office.cy, "Orders and finance costs")


def test_what_a_live_service_is_for_is_in_its_customers_words(office: Office) -> None:
    opens(office, office.cy, BETTER)
    office.cy.fills({"What is the business able to do?": "The tool has more features."})
    assert office.cy.submits() == {}
    with office.desk.read() as session:
        (waiting,) = amendments.pending(session)
    assert waiting.asked not in (office.cy.id, office.dee.id)
    opens(office, office.bo, BETTER)
    office.bo.fills({"What is the business able to do?": "fast"})
    assert "Books are closed" in office.bo.submits()["What is the business able to do?"]
    office.bo.fills({"What is the business able to do?": "Every bill is paid on the day it is due."})
    assert office.bo.submits() == {}
    restock(office.desk)
    assert office.desk.catalog.service("ERP").outcome == "Every bill is paid on the day it is due."


def test_a_customer_agrees_to_targets_and_nobody_else_can(office: Office) -> None:
    is_told(office, office.cy, "Agree")
    assert "to decide" in last(office.cy)
    is_told(office, office.bo, "Agree")
    assert "In the catalog: the targets of Orders and finance, Standard" in last(office.bo)
    restock(office.desk)
    tier = office.desk.catalog.service("ERP").tiers[0]
    assert (tier.agreed_by, str(tier.agreed_on)) == ("bo@calder.example", "2026-11-23")


def test_who_said_what_it_is_for_is_asked_to_agree_when_it_goes_live(office: Office) -> None:
    describes(office, office.gil)
    hands_in(office.gil)
    office.dee.clicks("Accept")
    restock(office.desk)
    assert "Rental returns is live. It is for:" in last(office.fay)
    office.fay.clicks("Agree")
    restock(office.desk)
    assert office.desk.catalog.service("RR").tiers[0].agreed_by == "fay@calder.example"


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("1,200.50", "1200.50"),
        ("$99", "99"),
        (".5", "0.5"),
        ("-3", "-3"),
        ("1,5", None),
        ("1e999999999", None),
        ("Infinity", None),
        ("1_0", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_is_what_everybody_reads_as_that(words: str | None, figure: str | None) -> None:
    assert typed.number(words) == (Decimal(figure) if figure else None)


# What the decider sees, and what a form says at its fields


IMPOSSIBLE = {RANK: "3", RTO: "4"}


def promises_too_much(person: Person) -> None:
    """Describe a service that cannot be back in time, as the number that another service has."""
    begins_with = {"Or a new team": "Rental", "The new team's channel": "#rental"}
    says_what_for(person)
    says_what_it_is(person, **begins_with)
    says_levels(person)
    person.chooses("What must run for it to run?", "Databases", "Network core")
    person.fills({"Minutes of work to bring it back": "90"})
    says_impact(person, **IMPOSSIBLE)


def test_who_decides_sees_all_that_they_decide_on(office: Office) -> None:
    begins(office, office.gil)
    promises_too_much(office.gil)
    assert office.gil.submits() == {}
    assert hands_in(office.gil) == {}
    card = last(office.dee)
    for words in (
        "Standard: Every day 8:00–20:00, $120.50 per store and month, back within 4 h",
        "4 h cannot be kept: 1 h too late, whoever helps",
        "Network core (1 h) → Storage (1 h 30 min) → Databases (1 h) → Rental returns (1 h 30 min)",
        "Number 3 is taken already: Orders and finance.",
        "$900.00 an hour, wanted back as number 3 within 4 h, at most 15 min of data lost",
        "It counts once @Fay Nguyen says yes",
        "Everybody in the company",
        "Databases and Network core",
        "@Gil Moreau, Store systems lead",
        "Rental (a new team), #rental (a new channel)",
        "1 May 2027",
    ):
        assert words in card, words
    assert "USD" not in card


def test_what_nobody_said_of_a_service_is_told_to_who_decides(office: Office) -> None:
    begins(office, office.gil)
    says_what_for(office.gil, by=None)
    says_what_it_is(office.gil)
    assert office.gil.submits() == {}
    assert office.gil.submits() == {}
    assert hands_in(office.gil, PREPARED) == {}
    card = last(office.dee)
    for words in ("nobody yet", "nobody has said", "Stands on\nnothing", "no day yet"):
        assert words in card, words
    assert "(a new" not in card


def test_who_decides_on_a_loss_sees_that_it_cannot_be_kept(office: Office) -> None:
    opens(office, office.cy, COSTS)
    says_impact(office.cy, **{RANK: "1", RTO: "0.5"})
    assert office.cy.submits() == {}
    with office.desk.read() as session:
        (waiting,) = amendments.pending(session)
    cast = (office.bo, office.fay, office.lee, office.jo, office.hal)
    card = last(next(each for each in cast if each.id == waiting.asked))
    assert "0.5 h cannot be kept" in card
    assert "Number 1 is taken already: Store and repair counter." in card
    assert "$900.00 an hour" in card


def test_a_number_that_another_service_has_is_told_at_its_field(office: Office) -> None:
    begins(office, office.gil)
    says_what_for(office.gil)
    says_what_it_is(office.gil)
    says_levels(office.gil)
    office.gil.fills({RANK: "3"})
    told = "Number 3 is taken already: Orders and finance."
    assert told in form(office.gil)
    office.gil.fills({RANK: "17"})
    assert "is taken already" not in form(office.gil)
    opens(office, office.bo, COSTS)
    office.bo.fills({RANK: "3"})
    assert "is taken already" not in form(office.bo)
    office.bo.fills({RANK: "7"})
    assert "Number 7 is taken already: Mail, chat and meetings; Site connectivity." in form(office.bo)


@pytest.mark.parametrize(
    ("day", "says"), [("2020-01-01", "That day is over"), (None, "a day by which you look at all of this")]
)
def test_the_day_of_the_next_review_is_asked_for_at_its_field(
    office: Office, day: str | None, says: str
) -> None:
    describes(office, office.gil)
    if day:
        office.gil.chooses(REVIEW, day)
    office.gil.chooses(STAGE, CAN_LIVE)
    wrong = office.gil.submits()
    assert list(wrong) == [REVIEW]
    assert says in wrong[REVIEW]
    office.gil.chooses(REVIEW, "2026-11-23")
    assert office.gil.submits() == {}


# In whose name


def hands_in_with_figures(person: Person) -> None:
    says_what_for(person)
    says_what_it_is(person)
    says_levels(person)
    says_impact(person)
    assert person.submits() == {}
    assert hands_in(person) == {}


def test_nothing_counts_in_a_customers_name_before_they_say_yes(office: Office) -> None:
    begins(office, office.gil)
    hands_in_with_figures(office.gil)
    office.dee.clicks("Accept")
    restock(office.desk)
    service = office.desk.catalog.service("RR")
    assert service.impact is None
    assert "Fay" not in service.changes[0].note
    office.fay.clicks("Yes, I say so")
    assert "In the catalog: what an hour without Rental returns costs" in last(office.fay)
    restock(office.desk)
    impact = office.desk.catalog.service("RR").impact
    assert impact is not None
    assert (impact.assessed_by, impact.rank) == ("fay@calder.example", 5)


def test_one_tap_says_that_it_was_never_said(office: Office) -> None:
    begins(office, office.gil)
    hands_in_with_figures(office.gil)
    office.fay.clicks("I did not say that")
    assert "You did not say that, and @Gil Moreau knows" in last(office.fay)
    assert "Declined by @Fay Nguyen" in last(office.dee)
    assert "@Fay Nguyen said no this time" in last(office.gil)
    assert "Ask me, and hand in what I say then" in last(office.gil)
    office.gil.clicks("Change and hand in again")
    assert form(office.gil).values[OUTCOME] == WORTH


def test_what_was_accepted_meanwhile_is_not_said_in_their_name_either(office: Office) -> None:
    begins(office, office.gil)
    hands_in_with_figures(office.gil)
    office.dee.clicks("Accept")
    restock(office.desk)
    named = next(each for each in office.fay.sees("bot") if "names you as who says so" in each.all_text)
    office.fay.clicks("I did not say that", on=named)
    assert "@Fay Nguyen did not say what stands in their name for Rental returns" in last(office.gil)
    assert "None of these figures count" in newest(office.fay, "names you as who says so")
    restock(office.desk)
    assert office.desk.catalog.service("RR").impact is None


def test_nobody_else_says_yes_in_a_customers_name(office: Office) -> None:
    begins(office, office.gil)
    hands_in_with_figures(office.gil)
    with office.desk.session() as session:
        (waiting,) = amendments.pending(session)
        facts = additions.facts_of(session, office.desk.catalog, waiting, waiting.at.date())
        named = naming.facts(session, office.desk.catalog, waiting)
        office.desk.say(session, office.bo.id, "defining/named", addition={**facts, "named": named})
    office.sender.run_once()
    for button in ("Yes, I say so", "I did not say that"):
        office.bo.clicks(button, on=office.bo.sees("bot")[0])
        assert "is for @Fay Nguyen to decide" in last(office.bo)


def test_other_words_of_the_decider_are_not_the_customers_until_they_say_yes(office: Office) -> None:
    begins(office, office.gil)
    hands_in_with_figures(office.gil)
    office.fay.clicks("Yes, I say so")
    office.dee.clicks("Change…")
    for _ in range(3):
        assert office.dee.submits() == {}
    office.dee.fills({"What does an hour without it cost the business, in USD?": "5000"})
    for _ in range(2):
        assert office.dee.submits() == {}
    restock(office.desk)
    assert office.desk.catalog.service("RR").impact is None
    named = newest(office.fay, "names you as who says so")
    assert "$5,000.00 an hour" in named
    assert "The figures count only once you say yes" in named


def test_who_accepts_what_a_loss_costs_is_who_says_so(office: Office) -> None:
    opens(office, office.cy, COSTS)
    says_impact(office.cy)
    assert office.cy.submits() == {}
    with office.desk.session() as session:
        (waiting,) = amendments.pending(session)
        book = office.desk.book(session, office.bo.id)
        speak = amending.customer_side(session, book.catalog, book.catalog.service("ERP"), book.today)
        other = next(each for each in speak if each != waiting.said["assessed_by"])
        person = people.by_email(session, other)
        assert person is not None
        amending.decide(session, office.desk.book(session, person.id), waiting.number, accept=True)
    restock(office.desk)
    impact = office.desk.catalog.service("ERP").impact
    assert impact is not None
    assert impact.assessed_by == other


# Second thoughts


def test_what_is_not_decided_yet_can_be_taken_back(office: Office) -> None:
    describes(office, office.gil)
    hands_in(office.gil)
    office.gil.clicks("Take it back")
    assert "Taken back: the new service Rental returns" in last(office.gil)
    assert "Taken back by @Gil Moreau" in last(office.dee)
    assert "Accept" not in office.dee.last().buttons
    assert "It is not followed up" in newest(office.fay, "names you as who says so")
    office.gil.clicks("Change and hand in again")
    assert form(office.gil).values[OUTCOME] == WORTH


def test_what_was_handed_in_is_corrected_and_the_first_is_not_decided_on(office: Office) -> None:
    describes(office, office.gil)
    hands_in(office.gil)
    first = office.dee.last()
    office.gil.clicks("Correct it…")
    office.gil.fills({OUTCOME: "Every tent that comes back can be lent out again next morning."})
    for _ in range(4):
        assert office.gil.submits() == {}
    assert office.gil.submits() == {}
    with office.desk.read() as session:
        (waiting,) = amendments.pending(session)
    assert waiting.said["outcome"].startswith("Every tent")
    office.dee.clicks("Accept", on=first)
    assert "This was decided before your click" in last(office.dee)
    with office.desk.read() as session:
        assert len(amendments.pending(session)) == 1


def test_only_who_proposed_takes_it_back_and_not_what_is_decided(office: Office) -> None:
    describes(office, office.gil)
    hands_in(office.gil)
    with office.desk.session() as session:
        (waiting,) = amendments.pending(session)
        facts = additions.facts_of(session, office.desk.catalog, waiting, waiting.at.date())
        office.desk.say(session, office.cy.id, "defining/mine", addition=facts)
        office.desk.say(session, office.gil.id, "defining/mine", addition=facts)
    office.sender.run_once()
    office.cy.clicks("Take it back")
    assert "is for @Gil Moreau to decide" in last(office.cy)
    late = office.gil.last()
    office.dee.clicks("Accept")
    office.gil.clicks("Take it back", on=late)
    assert "It was accepted by @Dee Park" in last(office.gil)


def test_an_outcome_that_names_a_thing_and_an_owner_outside_it_are_pointed_at_and_may_stay(
    office: Office,
) -> None:
    begins(office, office.gil)
    says_what_for(office.gil, outcome="A new server with 64 GB RAM")
    says_what_it_is(office.gil, **{"Who answers for it?": "ana"})
    for _ in range(2):
        assert office.gil.submits() == {}
    hint = "reads like a thing that is bought"
    assert hint in form(office.gil)
    assert hands_in(office.gil, PREPARED) == {}
    assert hint in last(office.ana)
    assert "@Ana Ruiz, Store systems lead (not in IT)" in last(office.ana)


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("A new server with 64 GB RAM", True),
        ("More software licenses for the design team", True),
        ("The platform.", True),
        ("32 GB for everybody who edits films", True),
        (WORTH, False),
        ("A shopper pays in a minute.", False),
        ("New software arrives on a device overnight and simply works.", False),
        ("The stores go on selling while the server is down.", False),
        (None, False),
    ],
)
def test_what_is_bought_is_told_from_what_people_will_be_able_to_do(words: str | None, thing: bool) -> None:
    assert outcomes.names_a_thing(words) is thing


def test_a_service_can_be_withheld_before_it_is_public_and_is_found_as_people_call_it(office: Office) -> None:
    begins(office, office.gil)
    says_what_for(office.gil, by="bo")
    office.gil.chooses("Who may know of it?", "Stores and Repair", "All corporate units")
    says_what_it_is(office.gil, **{"How else do people call it?": "tent check,  returns bench, tent check"})
    says_levels(office.gil)
    office.gil.fills({"What stops in the business when it does?": "Lending tents\n\nTaking tents back"})
    assert says_ground(office.gil) == {}
    assert hands_in(office.gil) == {}
    assert "known only to Stores and Repair, All corporate units, and IT" in last(office.dee)
    office.dee.clicks("Accept")
    restock(office.desk)
    service = office.desk.catalog.service("RR")
    assert service.audience == ("CC-100", "corporate")
    assert service.words == ("tent check", "returns bench")
    assert service.processes == ("Lending tents", "Taking tents back")
    assert office.desk.finder.find("tent check").matches[0].service == "RR"
    units = office.desk.catalog.company.units
    assert {code for code, unit in units.items() if "RR" not in office.desk.catalog.hidden_from(unit)} == {
        code for code, unit in units.items() if code == "CC-100" or unit.kind in ("corporate", "it_provider")
    }


def test_what_is_being_prepared_may_be_made_known_to_everybody(office: Office) -> None:
    stock = office.desk.shelf.stock
    rts = replace(stock.catalog.service("RTS"), audience=("corporate",), words=("cams",))
    services = {**stock.catalog.services, "RTS": rts}
    office.desk.shelf.stock = replace(stock, catalog=replace(stock.catalog, services=services))
    with office.desk.session() as session:
        book = office.desk.book(session, office.dee.id)
        page = defining_rules.complete(session, book, "RTS")
        assert (page.facts["audience"], page.facts["words"]) == (["corporate"], "cams")
        definitions.keep(session, page, {"audience": None}, page.at)
        said = defining_rules.hand_in(session, book, page, "For everybody.").said
    assert said["audience"] == []
    assert "words" not in said


def test_a_channel_that_slack_does_not_have_is_told_to_both(office: Office) -> None:
    begins(office, office.gil)
    promises_too_much(office.gil)
    assert office.gil.submits() == {}
    assert hands_in(office.gil) == {}
    for person in (office.gil, office.dee):
        assert "Slack shows me no channel #rental" in last(person)


def test_a_new_channel_that_slack_has_is_nothing_to_talk_about(office: Office) -> None:
    office.workspace.channels["C0RENTAL"] = Channel("C0RENTAL", "rental", "public")
    begins(office, office.gil)
    promises_too_much(office.gil)
    assert office.gil.submits() == {}
    assert hands_in(office.gil) == {}
    assert "#rental (a new channel)" in last(office.dee)
    for person in (office.gil, office.dee):
        assert "Slack shows me no channel" not in last(person)
    with office.desk.read() as session:
        assert people.place_id(session, "#rental") is not None


def test_a_yes_without_figures_changes_nothing_that_is_live(office: Office) -> None:
    describes(office, office.gil)
    assert hands_in(office.gil) == {}
    office.dee.clicks("Accept")
    restock(office.desk)
    named = next(each for each in office.fay.sees("bot") if "names you as who says so" in each.all_text)
    office.fay.clicks("Yes, I say so", on=named)
    assert "You said yes to it" in newest(office.fay, "names you as who says so")
    with office.desk.read() as session:
        assert [each.kind for each in amendments.in_force(session)] == ["service"]


def test_what_only_it_would_notice_is_told_as_that(office: Office) -> None:
    begins(office, office.gil)
    office.gil.chooses(NOTICE, "Only IT: other services stand on it")
    office.gil.fills({OUTCOME: WORTH})
    assert office.gil.submits() == {}
    assert says_what_it_is(office.gil) == {}
    assert says_ground(office.gil) == {}
    assert hands_in(office.gil, PREPARED) == {}
    assert "For\nOnly IT" in last(office.dee)
    assert "nobody yet" in last(office.dee)
