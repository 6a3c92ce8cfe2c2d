"""Home by role: what waits for a decision, the work of IT, the money of a unit, the day of who leads."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot import clock
from bot.catalog import Faq
from bot.customer import people
from bot.customer.asked import Question, Theme
from bot.customer.surveys import Survey
from bot.customer.votes import Vote
from bot.desk import Stock
from bot.process import cards
from bot.process.orders import Order
from bot.process.remedies import Remedy
from bot.value.offers import Offer
from tests.conftest import T0
from tests.handlers.test_home import holds, home
from tests.handlers.test_orders import orders_mail
from tests.office import Office
from tests.reading import form

DAY = timedelta(days=1)


def row(office: Office, **given: Any) -> Order:
    fixed: dict[str, Any] = {
        "kind": "incident",
        "state": "open",
        "person": "U0ANA",
        "unit": "CC-500",
        "service": "ERP",
        "tier": "Standard",
        "text": "It does not open",
        "opened_at": clock.now() - timedelta(hours=2),
        "due_at": clock.now() + DAY,
        "team": "C0WORKPLACE",
        "way_forward": "person",
    }
    return Order(**{**fixed, **given})


def store(office: Office, *rows: Any) -> None:
    with office.desk.db.session() as session:
        session.add_all(rows)


# My orders


def test_home_shows_five_orders_the_running_first_and_the_older_on_demand(office: Office) -> None:
    store(office, row(office), *[row(office, state="closed", done_at=clock.now()) for _ in range(11)])
    seen = home(office, "ana")
    assert seen.all_text.index("*1 · ") < seen.all_text.index("*12 · ")
    assert "1 to 5 of 12, the running ones first." in seen
    assert "With the team, due" in seen
    assert "Next: somebody of the team takes it." in seen
    assert "Newer" not in seen.buttons

    office.ana.clicks("Older", on=seen)
    office.ana.clicks("Older", on=office.ana.home)
    assert office.ana.home is not None
    assert "11 to 12 of 12" in office.ana.home
    assert "Older" not in office.ana.home.buttons
    office.ana.clicks("Newer", on=office.ana.home)
    assert "6 to 10 of 12" in office.ana.home


def test_what_was_ordered_for_somebody_is_on_both_homes_and_only_who_asked_may_cancel(office: Office) -> None:
    store(office, row(office, kind="order", for_person="U0EVE", private=True, quantity=2))
    assert "(for @Eve" in home(office, "ana")
    seen = home(office, "eve")
    assert "(asked by @Ana Ruiz, for you)" in seen
    assert "Cancel" not in seen.buttons
    assert "*1 · " not in home(office, "bo")


def test_my_orders_are_turned_in_place_each_with_its_next_step(office: Office) -> None:
    store(office, *[row(office, state="closed", done_at=clock.now()) for _ in range(9)])
    store(office, row(office, state="waiting", assignee="U0KIM"))
    office.ana.command("/it orders")
    said = len(office.ana.sees("bot"))
    page = office.ana.last("bot")
    assert "1 to 8 of 10" in page
    assert "answer in *Messages*; until then its time stands still" in page
    office.ana.clicks("Older", on=page)
    assert len(office.ana.sees("bot")) == said
    assert "9 to 10 of 10" in office.ana.last("bot")
    assert "if it does not work for you, open it again" in office.ana.last("bot")


def test_what_was_cancelled_can_be_ordered_again(office: Office) -> None:
    orders_mail(office.ana)
    office.ana.clicks("Cancel", on=home(office, "ana"))
    office.ana.clicks("Order again", on=office.ana.home)
    assert form(office.ana).values["What do you need?"] == "Mail, chat and meetings"


def test_each_state_says_the_next_step(office: Office) -> None:
    states = ("approval", "open", "taken", "waiting", "done", "closed", "declined", "cancelled", "planned")
    for state in states:
        page = office.desk.renderer.message(
            "orders/mine",
            {
                "me": "U0ANA",
                "card": "mine",
                "mine_total": 1,
                "mine_offset": 0,
                "mine_page": 8,
                "mine": [_said(office, state)],
            },
        )
        assert "Next: " in str(page["blocks"]), state


def _said(office: Office, state: str) -> dict[str, Any]:
    order = row(office, state=state)
    order.id = 7
    return cards.facts_of(office.desk.catalog, order)


# Who works


def test_who_is_of_it_finds_the_queue_with_reasons_and_what_they_took(office: Office) -> None:
    team = kims_team(office)
    store(
        office,
        row(office, id=1, team=team, urgency=3),
        row(office, id=2, team=team, impact=1, urgency=1, text="All down"),
        row(office, id=3, team=team, kind="order", private=True, service="ERP", quantity=3),
        row(office, id=4, team=None, state="taken", assignee="U0KIM", text="Mine"),
    )
    seen = home(office, "kim")
    assert "*3 wait* in the queue of your teams, *1* is with you" in seen
    assert seen.all_text.index("*2 · ") < seen.all_text.index("*1 · ")
    assert "for @Ana Ruiz\nP1 · whole service down, stopped" in seen
    assert "*3 · For few eyes: who takes it reads it*" in seen
    assert "*4 · " in seen
    assert "To do" not in home(office, "ana")


def kims_team(office: Office) -> str:
    """Take something with Kim, whose team is where that was."""
    with office.desk.db.session() as session:
        place = people.place_id(session, "#workplace")
        assert place is not None
        session.add(row(office, id=900, state="closed", team=place, assignee="U0KIM"))
    return place


def test_who_owns_a_service_finds_the_remedies_they_owe_and_what_nobody_answered(office: Office) -> None:
    store(office, row(office, state="closed"))
    store(
        office,
        Remedy(
            order_id=1,
            service="ERP",
            what="resolution",
            owner="U0CY",
            opened_at=clock.now(),
            due_on=T0.date() - DAY,
        ),
        Theme(id=1, service=owned_by_cy(office), title="Why?", at=clock.now()),
        Theme(id=2, service=owned_by_cy(office), title="What?", at=clock.now(), state="answered"),
        *[
            Question(person=f"U0{at}", text="Why?", how="none", theme=at % 2 + 1, at=clock.now())
            for at in range(4)
        ],
    )
    seen = home(office, "cy")
    assert "Missed: number 1, Orders and finance" in seen
    assert "which is past." in seen
    assert "1 kind of question has no answer yet" in seen


def test_an_owner_reads_how_each_service_stands_before_what_the_unit_has(office: Office) -> None:
    late, catalog = clock.now() - DAY, office.desk.catalog
    holds(office, "CC-500", "WEB")
    erp = replace(catalog.service("ERP"), faqs=(old(catalog.service("ERP").faqs[0]),), next_review=None)
    rts = replace(catalog.service("RTS"), owner="cy@calder.example")
    services = {**catalog.services, "ERP": erp, "RTS": rts}
    office.desk.shelf.stock = Stock(replace(catalog, services=services, weak=[]), office.desk.finder)
    store(
        office,
        row(office),
        row(office, due_at=late),
        row(office, state="waiting", due_at=late),
        row(office, state="closed", due_at=late, done_at=late - DAY),
        row(office, state="closed", due_at=late - 40 * DAY, done_at=late),  # longer ago
        row(office, kind="complaint"),
        row(office, state="approval"),
        row(office, service="CRM", state="taken", assignee="U0CY"),
        *[Vote(service="RTS", person=f"U{at}", at=clock.now()) for at in range(2)],
    )
    seen = home(office, "cy")
    erp_line = (
        "*3* open, *1* late · *2* of 3 missed in 30 days · *1* answer to look at again · no review is planned"
    )
    assert f"*Orders and finance*\n{erp_line}\n" in seen
    assert "*Document signing*\n*0* open · reviewed again by " in seen
    assert "*Repair tracking for shoppers*, being prepared\n*2* people want it · " in seen
    assert seen.all_text.count("*Repair tracking for shoppers*") == 1
    titles = ("To do", "Services you answer for", "What IT has", "Your orders", "Being prepared")
    places = [seen.all_text.index(title) for title in titles]
    assert places == sorted(places)
    assert seen.all_text.index("*Orders and finance*\n") < seen.all_text.index("*Document signing*\n")


def old(faq: Faq) -> Faq:
    """Return a question whose answer nobody has looked at for too long."""
    return replace(faq, verified_on=T0.date() - 400 * DAY)


def owned_by_cy(office: Office) -> str:
    return next(each.key for each in office.desk.catalog.live() if each.owner == "cy@calder.example")


# Who decides


def test_who_holds_the_budget_finds_spend_what_it_brought_and_what_waits(office: Office) -> None:
    orders_mail(office.ana)
    assert "satisfied not measured" in home(office, "bo")
    store(
        office,
        *[
            Survey(
                about=f"order:{100 + each}",
                order_id=100 + each,
                person="U0ANA",
                unit="CC-500",
                score=5 - each % 3,
                answered_at=T0 - (22 + each) * DAY,
            )
            for each in range(1, 7)
        ],
        Survey(
            about="order:1", order_id=1, person="U0ANA", unit="CC-500", score=1, answered_at=T0 - 330 * DAY
        ),
        Offer(
            person="U0BO",
            unit="CC-500",
            service="ERP",
            from_tier="Standard",
            to_tier="Extended",
            quantity=1,
            rule="quota",
            evidence={},
            monthly_difference_minor=12_300,
            shown_at=T0 - DAY,
        ),
    )
    seen = home(office, "bo")
    assert "You decide for Finance" in seen
    assert "is promised for fiscal year 2027: on plan," in seen
    assert "satisfied 67 % (30 % to 90 %, 6 answers)" in seen
    assert "*1 order waits* for a yes or a no, +$" in seen
    assert "*1 offer is* open, +$123 a month if all are taken." in seen
    assert seen.all_text.index("Waiting for your decision") < seen.all_text.index("You decide for Finance")
    assert "You decide for" not in home(office, "ana")


def test_over_plan_is_said_with_what_can_be_done(office: Office) -> None:
    unit = replace(
        office.desk.catalog.company.units["CC-500"], funding={2027: office.desk.catalog.company.nothing()}
    )
    company = office.desk.catalog.company
    company = replace(company, units={**company.units, "CC-500": unit})
    office.desk.shelf.stock = Stock(replace(office.desk.catalog, company=company), office.desk.finder)
    assert "over plan*. Stop something, or ask for more" in home(office, "bo")


# Who leads


def test_who_leads_finds_the_day_at_a_glance(office: Office) -> None:
    assert "Dead ends: not measured" in home(office, "dee")
    store(
        office,
        row(office),
        row(office, impact=1, urgency=1, due_at=T0 - DAY),
        row(office, state="waiting", due_at=T0 - DAY),
        row(office, state="closed", due_at=T0 - DAY, done_at=T0 - 2 * DAY),
        row(office, state="cancelled", due_at=T0 - DAY),
        row(office, state="open", team=None),
        Question(person="U0ANA", text="?", how="answer", at=T0 - DAY),
    )
    seen = home(office, "dee")
    assert "*4 open*: 1 of priority 1, 0 of priority 2, 3 of priority 3, 0 of priority 4." in seen
    assert "*1 late*, 1 waiting for a customer." in seen
    assert "*2 missed* of 3 that fell due in the last 30 days." in seen
    assert "*14.3 % dead ends* (2.6 % to 51.3 %): 1 of 7 contacts. Most are things handed over" in seen
    assert "Every message was delivered." in seen
    assert "The day at a glance" not in home(office, "bo")


# All of it at once


def test_who_has_every_role_and_much_of_everything_finds_it_within_what_slack_draws(office: Office) -> None:
    catalog = office.desk.catalog
    dee = "dee@calder.example"
    erp = catalog.service("ERP")
    keys = [f"Y{chr(65 + at // 26)}{chr(65 + at % 26)}" for at in range(40)]
    made = {
        key: replace(erp, key=key, name="N" * 60, owner=dee, tiers=(replace(erp.tiers[0], service=key),))
        for key in keys
    }
    coming = {
        f"Z{key}": replace(each, key=f"Z{key}", stage="pipeline", tiers=()) for key, each in made.items()
    }
    units = {code: replace(unit, budget_owner=dee) for code, unit in catalog.company.units.items()}
    full = replace(
        catalog,
        services={**catalog.services, **made, **coming},
        company=replace(catalog.company, units=units),
    )
    office.desk.shelf.stock = Stock(full, office.desk.finder)
    code = next(code for code, each in units.items() if dee in each.members)
    holds(office, code, *keys)
    store(
        office,
        *[row(office, state="approval", approver="U0DEE") for _ in range(9)],
        *[row(office, state="taken", assignee="U0DEE", text="x" * 3000) for _ in range(9)],
        *[row(office, team="U0DEE", person="U0DEE", text="<!channel> " * 300) for _ in range(9)],
    )
    store(
        office,
        *[
            Remedy(
                order_id=each,
                what="response",
                owner="U0DEE",
                opened_at=T0,
                due_on=T0.date(),
                action="y" * 900,
            )
            for each in range(1, 10)
        ],
    )
    seen = home(office, "dee")
    assert len(seen.raw.blocks) <= 100
    assert len(str(seen.raw.payload)) < 100_000
    for title in (
        "Waiting for your decision",
        "To do",
        "The day at a glance",
        "Your orders",
        "You decide for",
    ):
        assert title in seen
    assert "More wait behind these" in seen
    assert office.workspace.notices == []
