"""Home: what each of the cast finds there, and what they can change."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot import clock
from bot.catalog.history import CatalogChange
from bot.cost.subscriptions import Subscription
from bot.delivery.facts import pack
from bot.desk import Stock
from bot.money import Money
from bot.sandbox import acts
from bot.sandbox.seen import SeenView
from handlers import orders
from tests.handlers.test_orders import orders_mail
from tests.office import Office
from tests.reading import form, words


def home(office: Office, who: str) -> SeenView:
    """Open somebody's Home and return what is drawn."""
    person = office.workspace.person(who)
    person.opens_home()
    assert person.home is not None
    return person.home


def test_ana_finds_what_her_team_has_and_may_still_spend(office: Office) -> None:
    seen = home(office, "ana")

    assert "What Finance has" in seen
    assert "Orders and finance* · 34 named users on Standard · $5,610 a month" in seen
    assert "left* of " in seen
    assert "for fiscal year 2027" in seen
    assert "Nothing yet. Ask me about a service" in seen
    assert "Which part of the company" not in seen
    assert "Waiting for your decision" not in seen


def test_her_orders_are_listed_and_can_be_taken_back_there(office: Office) -> None:
    orders_mail(office.ana)
    seen = home(office, "ana")
    assert "Mail, chat and meetings" in seen
    assert "Nothing yet. Ask me" not in seen

    office.ana.clicks("Cancel", on=seen)
    after = office.ana.home
    assert after is not None
    assert "Cancelled" in after
    assert "Cancel" not in after.buttons
    assert "Nobody works on it" in words(office.ana)


def test_bo_finds_what_waits_for_his_decision(office: Office) -> None:
    orders_mail(office.ana)
    seen = home(office, "bo")
    assert "Waiting for your decision" in seen
    assert "Mail, chat and meetings, Plus, 3 people*, asked by @Ana Ruiz" in seen
    assert "+$45.00 a month" in seen

    office.bo.clicks("Approve", on=seen)
    assert office.bo.home is not None
    assert "Waiting for your decision" not in office.bo.home
    assert "You approved" in words(office.bo)


def test_eve_is_asked_for_her_unit_and_finds_what_it_has_once_that_is_confirmed(office: Office) -> None:
    seen = home(office, "eve")
    assert "Which part of the company do you work for?" in seen
    assert "Value report" not in seen.buttons
    assert "left* of" not in seen

    office.eve.chooses("person.unit", "People")
    assert office.eve.home is not None
    assert "Which part of the company" not in office.eve.home
    assert "left* of" not in office.eve.home
    assert office.eve.sees("bot") == []
    office.mia.clicks("Yes, they do")
    assert "What People has" in office.eve.home
    assert "left* of" in office.eve.home
    assert "Which part of the company" not in home(office, "eve")


def test_dee_finds_the_home_of_the_provider(office: Office) -> None:
    seen = home(office, "dee")
    assert "What IT" in seen
    assert "What you hear from me" in seen


def test_what_the_buttons_of_home_open(office: Office) -> None:
    home(office, "bo")
    for label, title in (("Order something", "Order"), ("Value report", "Value report")):
        office.bo.clicks(label, on=office.bo.home)
        assert form(office.bo).title == title
        office.bo.closes(all_of_them=True)
    office.bo.clicks("Talk to a person", on=office.bo.home)
    assert form(office.bo).labels


def test_the_messages_tab_draws_nothing(office: Office) -> None:
    office.ana.opens_messages()
    assert office.ana.home is None


# What the unit has


def called(office: Office, who: str, name: str) -> None:
    """Press the button on Home that a screen reader reads out by this name."""
    person, seen = office.workspace.person(who), home(office, who)
    for block in seen.raw.blocks:
        for button in [block.get("accessory"), *block.get("elements", ())]:
            if button and button.get("accessibility_label") == name:
                acts.press(
                    office.workspace, person.id, seen.raw, block["block_id"], button["action_id"], None
                )
                return
    raise LookupError(f"nothing is called {name!r} in {seen.all_text}")


def test_from_its_day_on_what_one_has_costs_the_price_that_was_announced(office: Office) -> None:
    storage = "*File storage and archive* · 20 TB on Archive, 4 on Standard, 4 on Protected"
    assert f"{storage} · $1,080 a month" in home(office, "ana")
    office.until(datetime(2027, 1, 2, 16, tzinfo=UTC))
    assert f"{storage} · $1,040 a month" in home(office, "ana")
    office.ana.dm("what do we pay for file storage?")
    assert "$1,040.00" in office.ana.last().text


def test_what_one_has_comes_first_each_with_its_outcome_and_next_steps(office: Office) -> None:
    seen = home(office, "ana")
    erp = (
        "*Orders and finance* · 34 named users on Standard · $5,610 a month\nOrders are invoiced the same day"
    )
    assert erp in seen
    assert "*Mail, chat and meetings* · 31 people on Standard, 4 on Plus · $1,145 a month" in seen
    assert seen.all_text.index("What Finance has") < seen.all_text.index("Your orders")

    called(office, "ana", "Order more: Orders and finance")
    assert (form(office.ana).title, form(office.ana).values["What do you need?"]) == (
        "Order",
        "Orders and finance",
    )
    office.ana.closes()
    called(office, "ana", "Compare levels: Mail, chat and meetings")
    assert form(office.ana).title == "Mail, chat and meetings"
    assert "Send side by side" in form(office.ana).buttons
    office.ana.closes()
    called(office, "ana", "Ask about it: Workplace device")
    assert "Workplace device" in str(form(office.ana).values)
    office.ana.closes()
    called(office, "ana", "Open: Phones and contact center")
    assert "Finance has 33 seats on Phone." in form(office.ana)


def holds(office: Office, unit: str, *services: str) -> None:
    with office.desk.db.session() as session:
        for service in services:
            session.add(
                Subscription(
                    unit=unit,
                    service=service,
                    tier="Standard",
                    quantity=2,
                    unit_price=Decimal(3),
                    starts_on=date(2026, 7, 1),
                )
            )


def test_what_left_the_catalog_is_still_shown_and_counted(office: Office) -> None:
    holds(office, "CC-500", "OLD")
    seen = home(office, "ana")
    assert "*OLD* · 2 units on Standard · $6 a month" in seen
    assert "$13,919 a month" in seen


def test_a_unit_that_has_forty_services_finds_them_within_what_slack_draws(office: Office) -> None:
    catalog = office.desk.catalog
    keys = [f"Y{chr(65 + at // 26)}{chr(65 + at % 26)}" for at in range(40)]
    erp = catalog.service("ERP")
    made = {
        key: replace(
            erp, key=key, name=key, owner="ana@calder.example", tiers=(replace(erp.tiers[0], service=key),)
        )
        for key in keys
    }
    coming = {
        f"Z{key}": replace(each, key=f"Z{key}", stage="pipeline", tiers=()) for key, each in made.items()
    }
    office.desk.shelf.stock = Stock(
        replace(catalog, services={**catalog.services, **made, **coming}), office.desk.finder
    )
    holds(office, "CC-500", *keys)
    with office.desk.db.session() as session:
        ana = office.desk.person(session, office.ana.id)
        for _ in range(12):
            orders.hand_over(session, office.desk, ana, "Something is broken.", kind="incident")
    for what in (PRICE, LIVE):
        changes(office, what)
    seen = home(office, "ana")

    assert len(seen.raw.blocks) <= 90
    assert "and *35 more*: Browse services shows them all, marked as yours." in seen
    assert "All 42" in seen.buttons


# What changed

DOLLARS = {"before": Money.of(Decimal(118), "USD"), "after": Money.of(Decimal(128), "USD")}
PRICE = {"service": "WEB", "what": "price", "about": "Peak cover", "name": "Online shop", **DOLLARS}
LIVE = {
    "service": "RTS",
    "what": "live",
    "name": "Repair tracking",
    "stage": "live",
    "since": None,
    "instead": None,
}
TARGETS = {
    "availability": Decimal("0.995"),
    "response_minutes": 60,
    "resolve_minutes": None,
    "agreed_by": None,
}
NO_TARGETS = {**TARGETS, "availability": None, "response_minutes": None}


def changes(office: Office, what: dict[str, Any]) -> None:
    """Have the catalog read again with this change in it."""
    kept = {name: what[name] for name in ("service", "what", "about") if name in what}
    facts = {name: value for name, value in what.items() if name not in kept}
    with office.desk.db.session() as session:
        digest = str(sorted(what.items(), key=str))
        session.add(CatalogChange(digest=digest, facts=pack(facts), at=clock.now(), **kept))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (PRICE, "Online shop*: Peak cover is $128.00 now (was $118.00)"),
        (
            {**PRICE, "what": "announced", "since": date(2027, 1, 1)},
            "Online shop*: Peak cover is $128.00 from 1 Jan 2027 (until then $118.00)",
        ),
        (
            {**PRICE, "what": "hours", "before": "Mo-Fr 07-19", "after": "24x7"},
            "Peak cover has new hours: Around the clock (was Monday to Friday 7:00–19:00)",
        ),
        (
            {**PRICE, "what": "target", "before": NO_TARGETS, "after": TARGETS},
            "Peak cover promises reply in 1 h, works 99.50 % of its hours (was no targets)",
        ),
        (
            {
                **PRICE,
                "what": "target",
                "before": TARGETS,
                "after": {**TARGETS, "agreed_by": "bo@calder.example"},
            },
            "Online shop*: what Peak cover promises is agreed with a customer now",
        ),
        ({**PRICE, "what": "level", "before": None}, "Online shop*: new level Peak cover, $128.00"),
        (
            {**PRICE, "what": "question", "about": "Will it hold?", "is_new": True},
            "a new answer to “Will it hold?”",
        ),
        (
            {**PRICE, "what": "question", "about": "Will it hold?", "is_new": False},
            "a better answer to “Will it",
        ),
        (
            {**PRICE, "what": "words", "about": "Now with gift cards.", "on": date(2026, 11, 1)},
            "Now with gift cards.",
        ),
        (LIVE, "Repair tracking*: can be ordered"),
        (
            {**LIVE, "stage": "retired", "what": "retired", "instead": "Use mail."},
            "no longer offered. Use mail.",
        ),
        (
            {**LIVE, "stage": "pipeline", "what": "pipeline", "since": date(2027, 3, 1)},
            "is being prepared, planned for 1 Mar 2027",
        ),
        (
            {"service": "FTP", "what": "removed", "name": "FTP drop box"},
            "FTP drop box*: is no longer in the catalog",
        ),
        (
            {"service": "", "what": "question", "about": "Who is IT?", "name": "", "is_new": True},
            "• a new answer to “Who is IT?”",
        ),
    ],
)
def test_each_change_is_told_in_words(office: Office, what: dict[str, Any], said: str) -> None:
    if what["what"] == "level":
        what = {name: value for name, value in what.items() if name != "before"}
    changes(office, what)
    assert said in home(office, "ana")


def test_a_level_that_is_gone_is_told(office: Office) -> None:
    changes(office, {name: value for name, value in PRICE.items() if name != "after"} | {"what": "level"})
    assert "Online shop*: Peak cover is no longer a level" in home(office, "ana")


def test_what_changed_stays_until_it_was_seen(office: Office) -> None:
    assert "What changed" not in home(office, "ana")
    changes(office, PRICE)
    assert "What changed since you last looked" in home(office, "ana")
    seen = home(office, "ana")
    assert "Peak cover is $128.00 now" in seen

    office.ana.clicks("Seen", on=seen)
    assert office.ana.home is not None
    assert "What changed" not in office.ana.home
    assert "What changed" in home(office, "bo")
    office.later(timedelta(days=1))
    changes(office, LIVE)
    seen = home(office, "ana")
    assert "Repair tracking*: can be ordered" in seen
    assert "Peak cover" not in seen


def test_what_changed_in_what_is_not_for_a_unit_is_not_told(office: Office) -> None:
    catalog = office.desk.catalog
    web = replace(catalog.service("WEB"), audience=("CC-200",))
    office.desk.shelf.stock = Stock(
        replace(catalog, services={**catalog.services, "WEB": web}), office.desk.finder
    )
    changes(office, PRICE)
    assert "Peak cover" not in home(office, "ana")
    assert "Peak cover" in home(office, "dee")


# What is coming, and what one answers for


def test_what_is_being_prepared_can_be_wanted_right_there(office: Office) -> None:
    seen = home(office, "ana")
    assert "Being prepared" in seen
    called(office, "ana", "I want Repair tracking for shoppers")
    assert office.ana.home is not None
    assert "*1 person* wants it: you." in office.ana.home
    assert office.ana.view is None
    assert "*1 person* wants it.\n" in home(office, "bo")
    called(office, "ana", "Open: Repair tracking for shoppers")
    assert form(office.ana).labels == ["What would you use it for?"]
    office.ana.closes()
    called(office, "ana", "I no longer want Repair tracking for shoppers")
    assert office.ana.home is not None
    assert "wants it" not in office.ana.home


def test_who_owns_services_finds_what_needs_a_look(office: Office) -> None:
    assert "Services you answer for" not in home(office, "ana")
    seen = home(office, "ivy")
    assert "Services you answer for" in seen
    assert re.search(r"\*Online shop\*\n\*0\* open · .*reviewed again by 15 Feb 2027", seen.all_text)
    assert "*Repair tracking for shoppers*, being prepared\n*0* people want it · " in seen
    assert seen.all_text.count("*Repair tracking for shoppers*") == 1
    office.later(timedelta(days=100))
    assert "*Online shop*\nIts review was due 15 Feb 2027" in home(office, "ivy")
