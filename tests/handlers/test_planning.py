"""The budget by its drivers, and what would be if something changed; asked by Dee, who leads IT, and by heads."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import clock
from bot.demo import finance
from bot.desk import Stock
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage, SeenView
from handlers import planning as handlers
from tests.beginnings import begun_once
from tests.e2e.pictures import Picture
from tests.office import Office

# T0 is Monday, 23 Nov 2026, in fiscal year 2027, July to June.


@pytest.fixture(autouse=True)
@begun_once
def budget(office: Office) -> None:
    """Write the sample company's drivers, budget and price lists."""
    with office.desk.db.session() as session:
        finance.write(session, office.desk.catalog, clock.now())


def opened(office: Office, who: str = "dee") -> SeenView:
    person: Person = getattr(office, who)
    person.command("/it budget")
    seen = person.view
    assert seen is not None
    return seen


def test_an_it_lead_sees_the_budget_and_what_one_more_costs(office: Office) -> None:
    seen = opened(office)
    assert "$2,107,344 in fiscal year 2027" in seen
    assert "$175,612 in Nov 2026" in seen
    assert "sites: $2,404.00; there are 14" in seen
    assert "transactions: USD 0.006" in seen
    assert "Productivity suite licence" in seen
    assert "640 employees × $36.00 = $23,040.00 a month" in seen


def test_a_line_opens_into_driver_quantity_and_price(office: Office) -> None:
    opened(office)
    office.dee.clicks("Open")  # the dearest
    seen = office.dee.view
    assert seen is not None
    assert "$276,480.00 in fiscal year 2027" in seen
    assert "Jul 2026 to Jun 2027: 640 employees × $36.00 = $23,040.00 a month" in seen
    assert "Harbor IT Supply, list 2026-07 in force since 1 Jul 2026: PS-036, Productivity suite" in seen
    assert "Stores and Repair: 290" in seen


def test_a_head_sees_the_part_that_follows_their_unit(office: Office) -> None:
    seen = opened(office, "fay")
    assert "follows the figures of Stores and Repair" in seen
    assert "290 employees × $36.00 = $10,440.00 a month" in seen
    assert "Data center floor" not in seen
    assert "A new price list waits" not in seen


def test_whoever_speaks_for_nobody_is_told_what_they_may_ask(office: Office) -> None:
    office.ana.command("/it budget")
    said = office.ana.last()
    assert "IT's budget is for who leads IT or keeps its books" in said
    assert "Talk to a person" in said.buttons


def test_more_lines_come_on_the_next_page(office: Office) -> None:
    opened(office)
    office.dee.clicks("More lines")
    seen = office.dee.view
    assert seen is not None
    assert "Lines 9 to 16 of 25" in seen
    office.dee.clicks("Dearer lines")


# What if


def table(message: SeenMessage) -> dict[str, str]:
    """Return the sums of an answer, by name."""
    (found,) = [block for block in message.blocks if block["type"] == "table"]
    return dict([cell["text"] for cell in row] for row in found["rows"])


BOTH = (
    "/it whatif one more site, 6 employees and 10 devices from January, 9,800 fit-out, "
    "and the vendor's new list from April"
)


def test_a_site_and_a_new_list_in_plain_words(office: Office, picture: Picture) -> None:
    office.dee.command(
        f"{BOTH}, for 900 nearby clients worth 1,900 each, 30 % would leave, other costs 312,000"
    )
    said = office.dee.last()
    picture("what-if", "dee")
    assert said.text.startswith("+$37,247.84 in fiscal year 2027 if: sites +1")
    assert table(said) == {
        "Fiscal year 2027": "USD",
        "As planned today": "$2,107,344.00",
        "With both": "$2,144,591.84",
        "Difference": "+$37,247.84",
        "1 alone": "+$29,124.80",
        "2 alone": "+$7,995.60",
        "Only from both at once": "+$127.44",  # 6 x 2.88 x 3 + 25.20 x 3
        "Paid once, in the difference": "+$9,800.00",
    }
    # 6 people at $36.00 for 6 months; 640 at $2.88 more for 3; both: 646 at $38.88 from April
    assert (
        "*Productivity suite licence*: $276,480.00 → $283,357.44, *+$6,877.44* "
        "(1 alone +$1,296.00, 2 alone +$5,529.60, at once +$51.84)" in said
    )
    assert "11 other lines stay at" in said
    assert "1. sites +1, employees +6, devices +10 from Jan 2027 and $9,800 once" in said
    assert "2. Harbor IT Supply's list 2027-04 from Apr 2027" in said
    assert "Last year and five per cent would say" in said
    assert "It pays from 20.51 % of them at risk on" in said


def test_the_value_side_with_its_break_even(office: Office) -> None:
    words = "one more site from January for 900 nearby clients worth 1,900 each, 30 % would leave"
    office.dee.command(f"/it whatif {words}, other running costs 312,000 a year")
    said = office.dee.last()
    assert "It protects $513,000.00 a year" in said
    assert "900 clients × $1,900.00 × 30 % who would leave" in said
    # a site alone is 12 x 2,404 = 28,848 a year, so 340,848 in all
    assert "It costs $340,848.00 a year, of which IT is 8.46 %" in said
    assert "net +$172,152.00" in said
    assert "It pays from 19.93 % of them at risk on" in said
    assert "per 1,000 transactions becomes" in said


def test_what_begins_next_year_is_answered_for_next_year(office: Office) -> None:
    office.dee.command("/it whatif one more site from July")
    said = office.dee.last()
    assert "+$28,848.00 in fiscal year 2028" in said
    assert "from the budget of fiscal year 2027" in said
    assert "What it is worth is not measured" in said


def test_what_cannot_be_read_opens_the_form_and_the_form_answers(office: Office) -> None:
    office.dee.command("/it whatif the moon falls down")
    seen = office.dee.view
    assert seen is not None
    assert "I could not read a change in “the moon falls down”" in seen
    assert office.dee.submits() == {
        "From": "Say at least one change: more or fewer of something, an amount, or a price list."
    }
    office.dee.fills({"sites": "1"})
    assert office.dee.submits() == {}
    assert "sites +1 from Dec 2026" in office.dee.last()
    assert "+$16,828.00 in fiscal year 2027" in office.dee.last()


def test_a_change_of_the_figures_edits_the_answer_and_is_kept(office: Office) -> None:
    office.dee.command("/it whatif one more site from January")
    office.dee.clicks("Change", on=office.dee.last())
    office.dee.fills({"employees": "6", "How many": "900"})
    assert list(office.dee.submits()) == ["How many"]
    office.dee.fills(
        {"What one brings in a year": "1900", "How many of a hundred would leave without it": "30"}
    )
    office.dee.submits()
    (said,) = [
        each
        for each in office.dee.sees("bot")
        if "in fiscal year 2027*" in each or "The year" in str(each.blocks)
    ]
    assert said.edited
    assert "sites +1, employees +6 from Jan 2027" in said
    assert "It protects $513,000.00" in said
    office.dee.command("/it whatif kept")
    listed = office.dee.last()
    assert "What you asked before" in listed
    office.dee.clicks("Show", on=listed)
    assert "It protects $513,000.00" in office.dee.last()


def test_a_head_asks_of_their_own_part_and_a_stranger_not_at_all(office: Office) -> None:
    office.fay.command("/it whatif one more store from January")
    said = office.fay.last()
    assert "the part of Stores and Repair" in said
    assert "+$14,424.00 in fiscal year 2027" in said
    assert "Data center floor" not in str(said.blocks)
    office.ana.command("/it whatif one more store from January")
    assert "IT's budget is for who leads IT" in office.ana.last()


# Price lists


def test_a_new_list_says_whom_it_hits_before_it_is_applied(office: Office) -> None:
    opened(office)
    office.dee.clicks("Look")
    seen = office.dee.view
    assert seen is not None
    # 640 x 2.88 + 14 x 25.20 + 46 x 10.20 = 2,665.20 a month, from April
    assert "+$7,995.60 in fiscal year 2027, +$31,982.40 in a full one" in seen
    assert (
        "*Productivity suite licence* (Mail, chat and meetings): $36.00 → $38.88 (+8.0 %), +$5,530 this year"
        in seen
    )
    assert "Stores and Repair +$14,256" in seen
    assert "no unit by itself +$5,630" in seen
    assert "Not in this list" not in seen
    office.dee.clicks("Apply it")
    assert office.dee.view is not None
    assert "Applied by @Dee Park" in office.dee.view
    assert "$2,115,339.60" not in office.dee.view
    office.ivy.command("/it budget")
    assert office.ivy.view is not None
    assert "$2,115,340 in fiscal year 2027" in office.ivy.view
    assert "A new price list waits" not in office.ivy.view


def test_the_morning_tells_of_a_list_and_only_a_lead_decides(office: Office) -> None:
    with office.desk.db.session() as session:
        handlers.keep_schedules(session, office.desk, clock.now())
    office.until(datetime(2026, 11, 24, 16, 1, tzinfo=UTC))  # 9:01 in Denver
    for keeper in (office.dee, office.ivy):
        assert "A new price list waits: +$7,995.60" in keeper.last().text
    assert office.ivy.last().buttons == ["What if…"]
    assert "Who leads IT applies it or drops it: @Dee Park." in office.ivy.last()
    assert "Who leads IT applies" not in office.dee.last()
    office.dee.clicks("Drop it")
    (card,) = [each for each in office.ivy.sees("bot") if "Dropped by @Dee Park" in each]
    assert card.buttons == []
    office.until(datetime(2026, 11, 25, 16, 1, tzinfo=UTC))
    assert sum("Harbor" in each for each in office.dee.sees("bot")) == 1


def test_who_keeps_the_books_looks_at_a_list_that_a_lead_decides_on(office: Office) -> None:
    opened(office, "ivy")
    office.ivy.clicks("Look")
    seen = office.ivy.view
    assert seen is not None
    assert "Who leads IT applies it or drops it: @Dee Park." in seen
    with pytest.raises(LookupError):
        office.ivy.clicks("Apply it")


def test_a_lead_who_leads_no_more_is_told_who_decides(office: Office) -> None:
    opened(office)
    office.dee.clicks("Look")
    catalog = office.desk.catalog
    company = replace(catalog.company, leads=("gil@calder.example",))
    office.desk.shelf.stock = Stock(replace(catalog, company=company), office.desk.finder)
    office.dee.clicks("Apply it")
    assert office.dee.view is not None
    assert "Only who leads IT can do that" in office.dee.view


def test_who_keeps_the_books_may_just_ask(office: Office) -> None:
    asked = office.dee.dm("What if we open one more site from January?")
    (said,) = office.dee.sees("bot", thread=asked)[1:]
    assert "+$14,424.00 in fiscal year 2027" in said
    office.ivy.says("#it-leads", "@domestique what if we close one site in February?")
    assert "sites -1 from Feb 2027" in office.ivy.last()
    (told,) = office.ivy.sees("#it-leads", thread=office.ivy.last("#it-leads"))[1:]
    assert "$" not in told.text
    assert "I have written to you in private" in told.text
    office.dee.command("/it what if we hire 20 people from January?")
    assert "employees +20 from Jan 2027" in office.dee.last()


def test_for_anybody_else_it_is_a_question_as_before(office: Office) -> None:
    asked = office.ana.dm("What if we need 20 more ERP users on Extended hours?")
    (said,) = office.ana.sees("bot", thread=asked)[1:]
    assert "fiscal year 2027*, " not in said
    assert "Extended hours" in said
    asked = office.dee.dm("What if the till is down?")
    assert "fiscal year" not in office.dee.sees("bot", thread=asked)[1]


def test_a_fresh_list_in_a_file_is_told_at_once(office: Office) -> None:
    office.dee.sends_file(
        "list.csv",
        b"vendor,version,effective_from,sku,price,currency\nHarbor IT Supply,2028,2027-01-01,PS-036,40.00,USD\n",
    )
    office.dee.clicks("Take it")
    assert "A new price list waits: +$15,360.00 in fiscal year 2027" in office.ivy.last().text
    assert "*Not in this list, so still at the old price:* SD-WAN appliance lease" in office.ivy.last()


def test_a_list_in_another_currency_says_which_services_and_units_pay_and_what_left_it(
    office: Office,
) -> None:
    office.dee.sends_file("rates.csv", b"currency,from,rate\nEUR,2026-10-01,1.25\n")
    office.dee.clicks("Take it")
    items = b"PS-036,32.00\nHS-SITE,176.00\nEM-007,6.00\nZZ-999,1.00\n"
    rows = b"".join(b"Harbor IT Supply,2027 EUR,2027-01-01," + row + b",EUR\n" for row in items.splitlines())
    office.dee.sends_file("eur.csv", b"vendor,version,effective_from,sku,price,currency\n" + rows)
    office.dee.clicks("Take it")
    card = office.ivy.last()
    # 640 people x 4.00 + 14 sites x 10.00 a month; 600 devices stay at 7.50
    assert card.text.startswith(
        "A new price list waits: +$16,200.00 in fiscal year 2027, +$32,400.00 in a full one"
    )
    assert "$36.00 → $40.00, which is EUR 32 at 1.25 of 1 Oct 2026 (+11.1 %)" in card
    services = "Mail, chat and meetings +$30,720, Store and repair counter +$1,680"
    assert f"*Which services, in a full year:* {services}" in card
    assert "Stores and Repair +$15,600" in card  # 290 x 4.00 and 14 x 10.00 a month
    assert "*Not in this list, so still at the old price:* SD-WAN appliance lease" in card
    assert "Endpoint management*" not in card
    assert "1 of its articles is in no budget line" in card


def test_a_list_in_a_currency_without_a_rate_names_what_it_cannot_count(office: Office) -> None:
    office.dee.sends_file(
        "gbp.csv",
        b"vendor,version,effective_from,sku,price,currency\nHarbor IT Supply,GB,2027-01-01,PS-036,30.00,GBP\n",
    )
    office.dee.clicks("Take it")
    assert "No rate is known for the currency of: Productivity suite licence" in office.ivy.last()
    assert "A new price list waits: Not known" in office.ivy.last().text
    assert "$0" not in office.ivy.last().all_text
