"""Ana asks: in private, in a channel, with /it; and goes on from the answer."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import col, select

from bot import clock
from bot.catalog import aspects
from bot.catalog.history import CatalogChange
from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.customer.asked import Question
from bot.desk import Stock
from bot.process import orders
from bot.process.orders import NewOrder
from bot.sandbox import payloads
from handlers import ask
from handlers.ask import Asking
from tests.office import Office
from tests.statements import listening

MOST_STATEMENTS = 20  # of a question in a direct message, until its answer is in the outbox


def test_an_answer_says_what_it_does_and_what_it_costs_her_team(office: Office) -> None:
    office.ana.dm("what is ERP?")

    answer = office.ana.last().all_text
    assert "Orders and finance" in answer
    assert "$165.00 per named user and month" in answer
    assert "34 named users on Standard" in answer.replace("*", "")
    assert "Monday to Friday 7:00–19:00" in answer
    assert "Cy Okafor" in answer or "U0CY" in answer


def test_who_only_asks_for_a_price_reads_the_number_first_and_nothing_that_was_not_asked(
    office: Office,
) -> None:
    office.ana.dm("how much is a laptop?")

    answer = office.ana.last()
    assert answer.text.startswith(
        "$62.00 per device and month for Workplace device on Standard, $38.00 on Shared"
    )
    assert answer.all_text.startswith("*$62.00 per device and month*")
    assert (
        "Finance has 33 devices on Standard and 4 devices on Performance today, $2,422.00 a month" in answer
    )
    assert "From the service catalog and what Finance has, 23 Nov 2026" in answer
    assert answer.buttons == ["Order", "Helpful", "Not what I meant", "Talk to a person"]
    for unasked in ("7:00", "Kim Weiss", "U0KIM", "Workplace lead", "working device"):
        assert unasked not in answer


def test_who_asks_for_a_year_reads_that_number_first(office: Office) -> None:
    office.ana.dm("what does CRM Premium cost per year?")

    answer = office.ana.last()
    assert answer.text.startswith(
        "$1,584.00 on Premium for 1 named user of Customer relationships in the twelve"
    )
    assert "$132.00 per named user and month" in answer


@pytest.mark.parametrize("person", ["U0NEW", "W0NEW"])
def test_in_private_people_of_an_enterprise_grid_are_people_too(office: Office, person: str) -> None:
    asking = Asking(person, "what does ERP cost?", person, "", "/it")
    decided, _ = ask.make_out(office.desk, asking)
    with office.desk.session() as session:
        office.desk.person(session, person).unit = "CC-500"
        reply = ask.answer(office.desk, session, asking, decided)
    words = office.desk.renderer.message(reply.template, {**reply.facts, "root": ""})
    assert "34 named users on Standard" in str(words).replace("*", "")


def test_a_question_costs_few_statements(office: Office) -> None:
    office.ana.dm("who owns document signing?")

    with pytest.MonkeyPatch.context() as patched, listening() as said:
        patched.setattr(office.sender, "run_once", lambda: None)
        office.ana.dm("what does ERP cost?")

    touched = [words for words in said if words.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
    assert len(touched) <= MOST_STATEMENTS, touched


def test_the_answer_stands_in_the_thread_of_the_question(office: Office) -> None:
    question = office.ana.dm("what is ERP?")

    assert office.ana.last().thread_ts == question.ts


def test_a_mention_is_answered_in_its_thread(office: Office) -> None:
    question = office.ana.says("#finance", "@domestique who owns document signing?")

    (answer,) = [seen for seen in office.bo.sees("#finance", thread=question) if seen.ts != question.ts]
    assert "Document signing" in answer.all_text
    assert answer.thread_ts == question.ts


def test_compare_puts_the_levels_side_by_side(office: Office) -> None:
    office.ana.dm("what is ERP?")
    office.ana.clicks("Compare levels")

    (table,) = [block for block in office.ana.last().blocks if block["type"] == "table"]
    told = {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in table["rows"]}
    erp = office.desk.catalog.service("ERP").tiers
    assert told["Level"] == ["Standard (yours: 34)", "Extended hours", "Quarter-end care"]
    assert told["Price"] == ["$165.00", "$205.00", "$260.00"]
    assert told["All 34, a month"][1] == "$6,970.00"
    assert told["Available"][1] == "99.70 %"
    assert told["Urgent: fixed in"][0] == "8 h"
    assert told["Included"] == [tier.included for tier in erp]
    assert told["Data that may be lost"] == ["1 h", "30 min", "15 min"]
    assert "Notice" not in told  # nothing is said of it

    office.ana.dm("compare the levels of SIT")
    table = next(block for block in office.ana.last().blocks if block["type"] == "table")
    told = {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in table["rows"]}
    assert told["For at least"] == ["12 months", "12 months"]
    assert told["Notice"] == ["90 days", "90 days"]


def test_not_what_i_meant_edits_the_answer_in_place(office: Office) -> None:
    office.ana.dm("what is ERP?")
    before = office.ana.last()
    office.ana.clicks("Not what I meant")

    after = office.ana.last()
    assert after.ts == before.ts
    assert after.edited
    assert "Talk to a person" in after.all_text or "None of these" in after.all_text


def test_out_of_scope_is_said_honestly_and_a_person_takes_over(office: Office) -> None:
    office.ana.dm("how tall is the Eiffel tower?")
    assert "I don't know that one" in office.ana.last().all_text

    office.ana.clicks("Talk to a person")

    team = office.dee.last("#it-help")
    assert "Eiffel" in team.all_text


def test_slash_it_answers_privately_where_it_was_asked(office: Office) -> None:
    office.ana.command("/it what does ERP cost?", "#finance")

    mine = office.ana.last("#finance")
    assert mine.ephemeral
    assert "$165.00" in mine.all_text
    assert "$165.00" not in " ".join(seen.all_text for seen in office.bo.sees("#finance"))


def test_slash_it_goes_on_from_what_was_just_asked_and_not_from_yesterday(office: Office) -> None:
    office.ana.command("/it what does ERP cost?", "#finance")
    office.ana.command("/it and for 30?", "#finance")
    assert "Orders and finance" in office.ana.last("#finance").all_text

    office.later(timedelta(days=1))
    office.ana.command("/it and for 30?", "#finance")
    assert "Orders and finance" not in office.ana.last("#finance").all_text


@pytest.mark.parametrize("line", ["/it", "/it help"])
def test_slash_it_alone_says_what_it_is_for(office: Office, line: str) -> None:
    office.ana.command(line)

    assert "Ask me anything" in office.ana.last().all_text


def test_slash_it_order_opens_the_form_for_what_was_named(office: Office) -> None:
    office.ana.command("/it order ERP")

    assert office.ana.view is not None
    assert "Orders and finance" in office.ana.view.all_text


def test_slash_it_orders_lists_hers(office: Office) -> None:
    office.ana.command("/it orders")

    assert "not ordered anything yet" in office.ana.last().all_text


def test_words_of_a_person_never_become_commands_to_slack(office: Office) -> None:
    office.ana.dm("<!channel> who are you <https://evil.example|click>?")

    assert "<!channel>" not in office.ana.last().all_text


def test_a_stranger_gets_an_answer_too(office: Office) -> None:
    office.eve.dm("what does ERP cost?")

    assert "$165.00" in office.eve.last().all_text


def test_asked_twice_by_slack_answered_once(office: Office) -> None:
    office.workspace.faults.add("duplicate", "*")
    office.ana.dm("what is ERP?")

    answers = [seen for seen in office.ana.sees("bot") if "Orders and finance" in seen.all_text]
    assert len(answers) == 1


@pytest.mark.parametrize("words", ["hello", "Hi!", "good morning", "help", "What can you do?"])
def test_a_greeting_is_greeted(office: Office, words: str) -> None:
    office.ana.dm(words)

    assert "Ask me anything" in office.ana.last().all_text


@pytest.mark.parametrize("words", ["thank you", "thx", "Ok, thanks!", "great"])
def test_thanks_are_taken_in_a_word(office: Office, words: str) -> None:
    office.ana.dm(words)

    assert "Glad to" in office.ana.last()
    assert "Ask me anything" not in office.ana.last()
    assert not office.ana.last().buttons


def test_a_time_alone_goes_on_about_the_service_of_the_thread(office: Office) -> None:
    asked = office.bo.dm("price of ERP for 12 people")
    office.bo.dm("at 10pm on sat?", asked)

    assert "No, Orders and finance on Standard on Saturday, 28 Nov 2026 at 22:00" in office.bo.last().text


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ("is ERP open on Saturday?", "and at 8pm?", "on Saturday, 28 Nov 2026 at 20:00"),
        ("is ERP open sat or sun?", "at 10 am?", "on Saturday, 28 Nov 2026 and Sunday, 29 Nov 2026 at 10:00"),
        ("is ERP open on Saturday?", "and on sunday at 9am?", "on Sunday, 29 Nov 2026 at 9:00"),
        ("is ERP open right now?", "and at 8pm?", "on Monday, 23 Nov 2026 at 20:00"),
        ("is ERP open at 7am?", "and at 8pm?", "on Monday, 23 Nov 2026 at 20:00"),
    ],
)
def test_a_time_alone_is_on_the_days_that_were_spoken_of(
    office: Office, first: str, then: str, said: str
) -> None:
    office.bo.dm(first)
    office.bo.dm(then)

    assert said in office.bo.last()


def test_hours_that_do_not_hold_then_are_said_within_the_sentence(office: Office) -> None:
    office.ana.dm("is the till supported on Saturday at 7?")
    assert "its hours are every day 8:00–20:00" in office.ana.last().all_text


def test_of_all_that_stops_only_what_is_wanted_back_first_is_told(office: Office) -> None:
    office.bo.dm("what depends on the database")

    answer = office.bo.last()
    assert "Selling at the counter" in answer
    assert "and 27 more." in answer
    assert "Choosing a new tool" not in answer


def test_a_pick_among_choices_becomes_the_answer_in_place(office: Office) -> None:
    office.ana.dm("open Saturday at 7?")
    before = office.ana.last()
    assert "Which of these did you mean?" in before
    office.ana.clicks(before.buttons[0])

    after = office.ana.last()
    assert after.ts == before.ts
    assert before.buttons[0] in after.all_text
    assert "Saturday, 28 Nov 2026 at 7:00" in after


def test_from_an_ephemeral_answer_it_goes_on_in_private(office: Office) -> None:
    office.ana.command("/it open Saturday at 7?", "#finance")
    office.ana.clicks(office.ana.last("#finance").buttons[0])

    assert "28 Nov 2026 at 7:00" in office.ana.last("bot")


def test_talking_to_a_person_without_a_question_asks_for_it(office: Office) -> None:
    office.ana.dm("hello")
    office.ana.clicks("Talk to a person")

    assert office.ana.view is not None
    assert "A question" in office.ana.view.all_text


def test_my_orders_from_the_greeting(office: Office) -> None:
    office.ana.dm("hello")
    office.ana.clicks("My orders")

    assert "not ordered anything yet" in office.ana.last().all_text


def test_what_is_not_ready_or_gone_cannot_be_ordered_but_is_explained(office: Office) -> None:
    office.ana.dm("fax line")

    answer = office.ana.last()
    assert "*Fax line* is no longer offered, since 31 Dec 2025." in answer.all_text
    assert "Order" not in answer.buttons
    assert "Talk to a person" in answer.buttons


@pytest.mark.parametrize("where", ["bot", "/it"])
def test_a_question_reaches_the_team_word_for_word(office: Office, where: str) -> None:
    question = "who feeds the <cat> of R&D for @bo?"
    if where == "bot":
        office.ana.dm(question)
    else:
        office.ana.command(f"/it {question}", "#finance")
    office.ana.clicks("Talk to a person")

    assert (
        question.replace("@bo", "bo" if where == "/it" else "@U0BO") in office.dee.last("#it-help").all_text
    )


def test_a_question_with_a_picture_of_the_screen_is_answered(office: Office) -> None:
    asked = office.ana.dm("thanks").raw
    event = {
        **payloads.message_event(office.workspace, asked),
        "text": "what is ERP?",
        "subtype": "file_share",
    }
    office.workspace.post.send_event("message.im", payloads.event_callback(office.workspace, event))

    assert "Orders and finance" in office.ana.last().all_text


@pytest.mark.parametrize(
    "line", ["/it orders of the web shop", "/it report on ERP", "/it order a football match"]
)
def test_a_verb_that_goes_on_as_a_question_is_one(office: Office, line: str) -> None:
    office.ana.command(line)

    assert office.ana.view is None
    assert office.ana.last().ephemeral


def test_an_edited_message_is_no_new_question(office: Office) -> None:
    asked = office.ana.dm("thanks").raw
    event = {**payloads.message_event(office.workspace, asked), "subtype": "message_changed"}
    before = len(office.ana.sees("bot"))
    office.workspace.post.send_event("message.im", payloads.event_callback(office.workspace, event))

    assert len(office.ana.sees("bot")) == before


def test_levels_asked_for_in_a_form_are_told_in_private(office: Office) -> None:
    office.ana.command("/it what is ERP?", "#finance")
    office.ana.clicks("Compare levels")

    assert "Extended hours" in office.ana.last("bot")


def test_what_a_unit_has_is_not_told_in_other_channels(office: Office) -> None:
    office.ana.says("#general", "@domestique what does ERP cost?")
    assert "34 named users" not in office.hal.last("#general").all_text
    assert "$165.00" in office.hal.last("#general").all_text

    office.ana.says("#general", "@domestique what is ERP?")
    office.ana.clicks("Compare levels")
    assert "34" not in office.hal.last("#general").all_text


def test_what_a_unit_has_is_told_in_its_own_channel(office: Office) -> None:
    office.ana.says("#finance", "@domestique what does ERP cost?")

    assert "34 named users" in office.bo.last("#finance").all_text.replace("*", "")


def test_a_price_for_so_many_is_worked_out_beside_what_the_unit_has(office: Office) -> None:
    office.ana.dm("what would 40 people on Plus cost us?")

    answer = office.ana.last()
    assert "$1,840.00 a month" in answer.text
    assert "$13,370.67" in answer
    assert "31 people on Standard and 4 people on Plus today, $1,145.00 a month" in answer
    assert "$695.00 a month more" in answer
    assert "From the service catalog and what Finance has, 23 Nov 2026" in answer
    assert answer.buttons[0] == "Order Plus"


def test_in_a_foreign_channel_the_price_leaves_out_what_the_unit_has(office: Office) -> None:
    office.ana.says("#general", "@domestique what would 40 people on Plus cost us?")

    answer = office.hal.last("#general").all_text
    assert "$1,840.00 a month" in answer
    assert "Finance" not in answer
    assert "$1,145.00" not in answer


def test_a_thread_goes_on_from_what_was_said(office: Office) -> None:
    first = office.ana.dm("what would 40 people on Plus cost us?")
    office.ana.replies(first, "and for 20?")
    assert "$920.00 a month for 20 people on Plus" in office.ana.last().text
    office.ana.replies(first, "and the cheaper one?")
    assert "$620.00 a month for 20 people on Standard" in office.ana.last().text
    office.ana.replies(first, "who owns it?")
    assert "Kim Weiss" in office.ana.last()
    office.ana.replies(first, "how about saturdays?")
    assert "Saturday, 28 Nov 2026" in office.ana.last()
    office.ana.replies(first, "order it")
    assert "Mail, chat and meetings · Standard · 20 people" in office.ana.last().all_text
    assert "Send it" in office.ana.last().buttons


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what do we pay for erp per year", "$67,320.00 is what Finance pays for Orders and finance"),
        ("what does finance pay for mail", "$1,145.00 a month is what Finance pays for Mail"),
        ("what does mail cost us", "$1,145.00 a month is what Finance pays for Mail"),
        ("what does finance spend on mail yearly", "$13,740.00 is what Finance pays for Mail"),
        ("what does people pay for mail", "$31.00 per person and month for Mail"),
        ("what does erp cost per year", "$1,980.00 on Standard"),
    ],
)
def test_what_her_team_pays_is_told_first(office: Office, question: str, said: str) -> None:
    office.ana.dm(question)

    assert office.ana.last().text.startswith(said)


def test_a_day_to_begin_goes_on_with_its_price(office: Office) -> None:
    first = office.ana.dm("price of 20 contact center seats")
    assert office.ana.last().text.startswith("$1,700.00 a month for 20 seats on Contact center")
    office.ana.replies(first, "from february")
    answer = office.ana.last()
    assert answer.text.startswith("$1,760.00 a month for 20 seats on Contact center of Phones and contact")
    assert "from 1 Feb 2027: 20 × $88.00." in answer.all_text
    assert "Today it is $85.00 per seat on Contact center." in answer.all_text
    assert "From 1 Feb 2027 until 30 Jun 2027, the end of the fiscal year: *$8,800.00*." in answer.all_text
    office.ana.replies(first, "and for 10?")
    assert office.ana.last().text.startswith("$880.00 a month for 10 seats")


def test_so_many_pieces_stay_so_many(office: Office) -> None:
    first = office.ana.dm("price of 12000 parcels in the warehouse")
    assert office.ana.last().text.startswith("$1,056.00 for 12 × 1,000 parcels on Standard")
    office.ana.replies(first, "from february?")
    assert office.ana.last().text.startswith("$1,056.00 for 12 × 1,000 parcels on Standard")


@pytest.mark.parametrize(
    ("question", "said", "more"),
    [
        (
            "how much is 10tb archive in 2027",
            "$160.00 a month for 10 TB on Archive of File storage and archive from 1 Jan 2027.",
            "From 1 Jan 2027 until 31 Dec 2027: *$1,920.00*.",
        ),
        (
            "5 laptops from 1 march until june total",
            "$1,240.00 on Standard, $760.00 on Shared, $1,880.00 on Performance for 5 devices of Workplace device"
            " from 1 Mar 2027 until 30 Jun 2027.",
            "That is *$310.00 a month* on Standard",
        ),
        (
            "how much are 3 erp users until june",
            "$3,597.00 on Standard for 3 named users of Orders and finance from 23 Nov 2026 until 30 Jun 2027.",
            "That is *$495.00 a month* for 3 named users on *Standard*",
        ),
        (
            "what do we pay for storage from january",
            "$1,040.00 a month is what Finance pays for File storage and archive from 1 Jan 2027: ",
            "$1,080.00 a month now",
        ),
        (
            "what will storage cost us next fiscal year",
            "$12,480.00 is what Finance pays for File storage and archive in the twelve months from 1 Jul 2027",
            "$1,080.00 a month now",
        ),
        (
            "what's the total for 3 erp users",
            "$495.00 a month for 3 named users on Standard",
            "From today until 30 Jun 2027, the end of the fiscal year: *$3,597.00*.",
        ),
        (
            "what do we pay for erp until june",
            "$40,766.00 is what Finance pays for Orders and finance from 23 Nov 2026 until 30 Jun 2027",
            "34 named users on Standard",
        ),
    ],
)
def test_a_time_that_is_said_is_what_its_price_is_for(
    office: Office, question: str, said: str, more: str
) -> None:
    office.ana.dm(question)

    answer = office.ana.last()
    assert answer.text.startswith(said)
    assert more in answer.all_text


def test_so_many_more_are_told_with_those_that_the_unit_has(office: Office) -> None:
    office.ana.dm("phones 20 more seats")

    answer = office.ana.last()
    assert answer.text.startswith("$240.00 a month for 20 seats on Phone")
    assert "With 20 more it is 53 on Phone, *$240.00 a month more*: $636.00 in all." in answer.all_text


def test_so_does_the_next_message_for_ten_minutes(office: Office) -> None:
    office.ana.dm("what does ERP cost?")
    office.later(timedelta(minutes=9))
    office.ana.dm("and for 20?")
    assert "$3,300.00 a month for 20 named users" in office.ana.last().text

    office.later(timedelta(minutes=11))
    office.ana.dm("and for 30?")
    assert "$4,950.00" not in office.ana.last()


def test_in_a_thread_nothing_goes_on_from_elsewhere(office: Office) -> None:
    office.ana.dm("what does ERP cost?")
    other = office.ana.dm("hippo")
    office.ana.replies(other, "and for 20?")

    assert "$3,300.00" not in office.ana.last()


def test_who_names_the_service_again_asks_anew(office: Office) -> None:
    office.ana.dm("what would 12 people on extended hours cost in ERP?")
    assert "$2,460.00" in office.ana.last().all_text

    office.ana.dm("erp price?")
    assert "$165.00" in office.ana.last().all_text
    assert "$2,460.00" not in office.ana.last().all_text


def test_a_word_for_one_service_and_all_else_for_another_names_no_owner(office: Office) -> None:
    office.ana.dm("who's the owner of the network drives")

    assert "Network lead" not in office.ana.last().all_text
    assert "Infrastructure lead" in office.ana.last().all_text


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("what would 20 thousand parcels in peak season cost", "$2,420.00"),
        ("12 people on extended hours in ERP", "$2,460.00"),
        ("3 hours of advice on the Priority level", "$390.00"),
    ],
)
def test_so_many_on_a_level_are_worked_out(office: Office, question: str, figure: str) -> None:
    office.ana.dm(question)
    assert figure in office.ana.last().all_text


def test_slash_it_goes_on_too(office: Office) -> None:
    office.ana.command("/it what does ERP cost?", "#finance")
    office.ana.command("/it and for 20?", "#finance")

    assert "$3,300.00" in office.ana.last("#finance")


def test_what_one_speaks_of_in_private_is_nobody_elses(office: Office) -> None:
    office.ana.dm("what does ERP cost?")
    office.bo.dm("and for 20?")

    assert "$3,300.00" not in office.bo.last()


def test_in_a_channels_thread_a_colleague_goes_on(office: Office) -> None:
    question = office.ana.says("#finance", "@domestique what does ERP cost?")
    office.bo.says("#finance", "@domestique and for 20?", question)

    assert "$3,300.00" in office.bo.last("#finance")


def test_days_from_one_to_another_are_answered_together(office: Office) -> None:
    office.ana.dm("is ERP open wed thru fri?")

    answer = office.ana.last()
    assert answer.text.startswith("In part")
    assert "from Wednesday, 25 Nov 2026 to Friday, 27 Nov 2026" in answer
    assert "open on Wed 25 Nov and Fri 27 Nov, 7:00–19:00; closed on Thu 26 Nov (a company holiday)" in answer


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("are reports open sat or sun?", "on Saturday, 28 Nov 2026 and Sunday, 29 Nov 2026"),
        ("is ERP up mon, tue and fri at 10?", "on each of these days"),
        ("is ERP up mon, tue and fri at 10?", "on Mon 23 Nov to Tue 24 Nov and Fri 27 Nov 2026 at 10:00"),
        ("is ERP up fri and sat at 10?", "open on Fri 27 Nov; closed on Sat 28 Nov"),
        ("is ERP up 25 and 26 november, 18-20?", "open in part on Wed 25 Nov, 18:00–19:00; closed on Thu"),
        ("is ERP up 24 to 28 december?", "closed on Fri 25 Dec (a company holiday), on Sat 26 Dec to Sun 27"),
        ("is ERP on Extended hours up this weekend?", "6:00–22:00 each day"),
        ("is ERP open christmas and new year", "these are company holidays"),
        ("are you there on friday or saturday?", "Closed on Sat 28 Nov:"),
        ("is ERP up saturday 6:30?", "on Saturday, 28 Nov 2026 at 18:30"),
        ("is ERP on Standard up tuesday 6:30?", "19:00. If you meant 6:30: no."),
        ("is ERP on Standard up at 8?", "If you meant 20:00 on Monday, 23 Nov 2026: no."),
        ("is ERP on Standard up tue 6-8?", "If you meant 18:00–20:00: in part (18:00–19:00)."),
        ("is ERP up mon-wed at 8?", "If you meant 20:00: no"),
        ("are you there tuesday at 6?", "If you meant 6:00: "),
    ],
)
def test_each_of_several_days_is_answered(office: Office, words: str, said: str) -> None:
    office.ana.dm(words)

    assert said in office.ana.last().all_text.replace("*", "")


def test_open_or_not_comes_first_then_when_and_what_would_be(office: Office) -> None:
    office.ana.dm("is ERP open Saturday at 7?")

    answer = office.ana.last()
    assert answer.text.startswith("No, ")
    assert "which Finance has" in answer
    assert "It opens Monday, 30 Nov 2026 at 7:00" in answer
    assert "Extended hours would be open then, for $205.00" in answer.all_text.replace("*", "")
    assert answer.buttons[0] == "Order Extended hours"


def test_the_clock_is_that_of_whoever_asks(office: Office) -> None:
    office.ana.changes(zone="Europe/Berlin")
    office.ana.dm("is ERP open on tuesday at 9 in the morning?")

    answer = office.ana.last()
    assert answer.text.startswith("No, ")
    assert "(Berlin time)" in answer
    assert "24 Nov 2026 at 15:00" in answer


def test_are_you_there_tells_what_is(office: Office) -> None:
    office.ana.dm("are you there on Thanksgiving?")

    answer = office.ana.last()
    assert "Open:" in answer.all_text.replace("*", "")
    assert "Closed:" in answer.all_text.replace("*", "")


def test_each_service_that_is_asked_about_has_its_own_button_and_source(office: Office) -> None:
    office.ana.dm("what do mail and crm cost?")

    answer = office.ana.last()
    assert {"Order Mail, chat and meetings", "Order Customer relationships"} <= set(answer.buttons)
    assert "Mail, chat and meetings: price. Customer relationships: price." in answer.all_text.replace(
        "*", ""
    )


def test_many_services_are_answered_in_short_and_each_can_be_ordered(office: Office) -> None:
    office.ana.dm("price of mail, crm, erp and laptops")

    answer = office.ana.last()
    names = ("Mail, chat and meetings", "Customer relationships", "Orders and finance", "Workplace device")
    assert all(f" for {name} on Standard, $" in answer for name in names)
    assert "named users on Standard today" not in answer.all_text
    assert sum(label.startswith("Order ") for label in answer.buttons) == 4


def test_what_has_no_answer_beside_another_question_is_said(office: Office) -> None:
    office.ana.dm("who owns IT security? who owns crm")

    assert "Ivy Chen" in office.ana.last().all_text
    assert "Not answered here: _who owns IT security_" in office.ana.last().all_text


def test_two_services_that_are_closed_can_each_be_kept_open(office: Office) -> None:
    office.ana.dm("are mail and crm open on sunday at 3 am?")

    assert office.ana.last().buttons.count("Ask to keep it open") == 2


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("is ERP open mon 9-5 and sat 10am-2pm", ["Monday, ", "Saturday, "]),
        ("is ERP open friday at 8pm or saturday at 9am?", ["Friday, ", "Saturday, "]),
        ("how much to keep ERP open friday till 10pm and saturday till 4pm", ["$180.00", "$60.00"]),
        ("CRM open tonight at 9, tomorrow at 7am and wed at noon", ["Monday, ", "Tuesday, ", "Wednesday, "]),
    ],
)
def test_each_day_with_its_own_time_is_answered(office: Office, question: str, told: list[str]) -> None:
    office.ana.dm(question)

    assert [each for each in told if each not in office.ana.last()] == []


@pytest.mark.parametrize(
    "question",
    [
        "is ERP open from 1 december to 31 march?",
        "is ERP on Extended hours open from 1 december to 31 march?",
        "what does it cost to keep ERP open from 1 december to 31 march until 10pm?",
        "are you there from 1 december to 31 march?",
    ],
)
def test_a_range_that_is_not_answered_to_its_end_says_so(office: Office, question: str) -> None:
    office.ana.dm(question)
    assert "ask again for the days after Thu 31 Dec" in office.ana.last()
    office.ana.dm(question.replace("march", "december"))
    assert "ask again" not in office.ana.last()


def test_two_questions_are_answered_in_one_message(office: Office) -> None:
    office.ana.dm("what does ERP cost and who owns it?")

    answer = office.ana.last()
    assert "$165.00 per named user and month" in answer
    assert "Cy Okafor" in answer
    assert len(office.ana.sees("bot")) == 2


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (
            "notice period crm",
            "*No notice period is stated* for *Customer relationships*, on any of its levels",
        ),
        (
            "how quickly is erp fixed",
            "*Fixed within 8 h*: Orders and finance on *Standard*, which Finance has",
        ),
        (
            "rpo and rto of erp",
            "*At most 1 h of data lost, fixed within 8 h*: Orders and finance on *Standard*, which Finance has",
        ),
        ("who approves a laptop?", "who holds the budget of Finance, approves 1 device on *Standard*"),
    ],
)
def test_on_what_terms_a_service_is_to_be_had(office: Office, question: str, says: str) -> None:
    office.ana.dm(question)

    assert says in office.ana.last().all_text


def test_who_approves_for_a_unit_is_not_told_in_other_channels(office: Office) -> None:
    office.ana.says("#general", "@domestique who approves a laptop?")

    answer = office.hal.last("#general").all_text
    assert "Ask me in private, and I name them" in answer
    assert "Finance" not in answer


def test_what_the_business_wants_after_an_outage_is_told_to_who_leads_it_in_private(office: Office) -> None:
    office.dee.says("#general", "@domestique rpo and rto of ERP?")
    public = office.hal.last("#general").all_text
    assert "after everything went down" in public
    assert "of data lost" in public
    assert "business" not in public

    office.dee.dm("rpo and rto of ERP?")
    assert "business wants it back within" in office.dee.last().all_text
    assert "business can bear to lose" in office.dee.last().all_text

    office.ana.dm("rpo and rto of ERP?")
    assert "of data lost" in office.ana.last().all_text
    assert "business" not in office.ana.last().all_text


def test_her_own_order_is_found_by_number_and_by_what_it_is(office: Office) -> None:
    number = order_laptops(office)
    office.ana.dm(f"where is order {number}?")
    assert f"{number} · Workplace device" in office.ana.last()

    office.ana.dm("what about my laptops")
    assert f"{number} · Workplace device" in office.ana.last()


def test_others_orders_are_as_if_they_were_not_there(office: Office) -> None:
    number = order_laptops(office)
    office.fay.dm(f"where is order {number}?")

    assert f"You have no order with the number {number}" in office.fay.last()


def test_orders_are_told_in_private_also_when_asked_in_public(office: Office) -> None:
    number = order_laptops(office)
    office.ana.says("#general", f"@domestique where is order {number}?")

    assert "in private" in office.ana.last("#general")
    assert "laptop" not in office.hal.last("#general").all_text
    assert f"{number} · Workplace device" in office.ana.last("bot")


def order_laptops(office: Office) -> int:
    with office.desk.session() as session:
        return orders.place(
            session,
            NewOrder(
                kind="order", state="open", person=office.ana.id, unit="CC-500", service="DEV", tier="Standard",
                quantity=2, team="C0WORKPLACE", opened_at=clock.now(), starts_on=clock.now().date(),
            ),
        )  # fmt: skip


def test_stop_asking_me_counts_at_once_and_can_be_taken_back(office: Office) -> None:
    office.ana.dm("stop asking me!!")
    assert "Done" in office.ana.last()
    with office.desk.session() as session:
        ana = office.desk.person(session, office.ana.id)
        assert (ana.refuses_surveys, ana.refuses_offers) == (True, True)

    office.ana.clicks("Switch on again")
    assert "on again" in office.ana.last()
    with office.desk.session() as session:
        ana = office.desk.person(session, office.ana.id)
        assert (ana.refuses_surveys, ana.refuses_offers) == (False, False)


def test_no_more_surveys_leaves_suggestions_alone(office: Office) -> None:
    office.ana.dm("no more surveys please")

    with office.desk.session() as session:
        ana = office.desk.person(session, office.ana.id)
        assert (ana.refuses_surveys, ana.refuses_offers) == (True, False)


def test_why_the_charge_went_up_is_for_who_answers_for_the_money(office: Office) -> None:
    with office.desk.session() as session:
        for month, users, dollars in (("2026-09", 4, 400), ("2026-10", 5, 600)):
            session.add(CostLine(month=month, service="CRM", category="saas", minor=dollars * 100))
            session.add(
                Usage(
                    month=month,
                    unit="CC-500",
                    service="CRM",
                    tier="Standard",
                    quantity=Decimal(users),
                    source="x",
                )
            )
    office.bo.dm("why did our charge go up?")
    answer = office.bo.last()
    assert answer.text.startswith(
        "+$200.00: Finance's IT cost rose from $400.00 in September 2026 to $600.00"
    )
    assert "+$100.00 because 5 named users were used, not 4" in answer
    assert "+$100.00 because each came to $120.00, not $100.00" in answer

    office.ana.dm("why did our charge go up?")
    assert "$600.00" not in office.ana.last()
    assert "Ask for the report" in office.ana.last().buttons

    office.bo.says("#general", "@domestique why did our charge go up?")
    assert "$600.00" not in office.hal.last("#general").all_text


def test_a_month_that_is_not_measured_is_not_zero(office: Office) -> None:
    office.bo.dm("why did our charge go up?")

    assert "September 2026 is not measured for Finance" in office.bo.last()


def test_what_comes_back_first_and_what_hangs_on_what(office: Office) -> None:
    office.ana.dm("what comes back first after an outage?")
    assert "1. *Network core*" in office.ana.last()

    office.ana.dm("what depends on Databases?")
    assert "Orders and finance" in office.ana.last()

    office.ana.dm("what does ERP stand on?")
    assert "Databases" in office.ana.last()


def test_what_changed_is_told_once(office: Office) -> None:
    with office.desk.session() as session:
        session.add(
            CatalogChange(
                digest="x", service="ERP", what="words", about="ERP got a faster ledger.",
                facts={"name": "Orders and finance", "on": None}, at=clock.now(),
            )
        )  # fmt: skip
    office.ana.dm("what changed?")
    assert "faster ledger" in office.ana.last()

    office.ana.dm("what changed?")
    assert "Nothing has changed" in office.ana.last()


def test_after_a_miss_only_what_has_to_do_with_the_question_is_offered(office: Office) -> None:
    office.ana.dm("how do I open a new cost center?")
    assert "How do I open a new cost center?" in office.ana.last().all_text
    office.ana.clicks("Not what I meant")

    assert office.ana.last().buttons == ["Orders and finance", "None of these", "Talk to a person"]


def test_who_takes_none_of_what_is_offered_has_a_person_and_is_not_asked_again(office: Office) -> None:
    office.ana.dm("printer")
    first = office.ana.last()
    office.ana.clicks("None of these")
    again = office.ana.last()
    assert again.ts == first.ts
    assert {*first.buttons} & {*again.buttons} == {"Talk to a person", "None of these"}
    office.ana.clicks("None of these")

    assert "A person here does" in office.ana.last().all_text
    assert office.ana.last().buttons == ["Talk to a person"]
    with office.desk.read() as session:
        assert session.exec(select(Question.verdict)).one() == "not_meant"


def test_not_what_i_meant_never_shows_an_entry_twice(office: Office) -> None:
    office.ana.dm("what is ERP?")
    shown = {"Orders and finance"}
    for _ in range(3):
        office.ana.clicks("Not what I meant")
        offered = set(office.ana.last().buttons) - {"Talk to a person", "None of these"}
        assert not offered & shown
        if not offered:
            break
        picked = sorted(offered)[0]
        office.ana.clicks(picked)
        shown |= {picked}


def test_each_question_is_noted_with_what_became_of_it(office: Office) -> None:
    office.ana.dm("what does ERP cost?")
    office.ana.dm("how tall is the Eiffel tower?")
    office.ana.clicks("Talk to a person")

    with office.desk.read() as session:
        noted = session.exec(select(Question).order_by(col(Question.id))).all()
    assert (noted[0].how, noted[0].aspect, noted[0].service) == ("answer", "price", "ERP")
    assert noted[1].how == "none"
    assert noted[1].handed_over


def test_helpful_is_thanked_for(office: Office) -> None:
    office.ana.dm("what does ERP cost?")
    office.ana.clicks("Helpful")

    with office.desk.read() as session:
        assert session.exec(select(Question.verdict)).one() == "helpful"


def test_slash_it_services_opens_the_portfolio(office: Office) -> None:
    office.ana.command("/it services")

    assert office.ana.view is not None


def test_what_services_are_there_is_answered_with_a_way_to_browse(office: Office) -> None:
    office.ana.dm("what services are there?")

    assert "Browse services" in office.ana.last().buttons


def test_what_is_being_prepared_is_named_with_the_page_where_people_say_that_they_want_it(
    office: Office,
) -> None:
    office.ana.dm("which services are being prepared?")
    assert (
        "What IT prepares: *Repair tracking for shoppers*, *Store analytics cameras*"
        in office.ana.last().all_text
    )
    office.ana.clicks("See what is being prepared")
    assert office.ana.view is not None
    assert "2 services are being prepared" in office.ana.view.all_text


def test_that_nothing_is_being_prepared_is_said(office: Office) -> None:
    stock = office.desk.shelf.stock
    live = {key: each for key, each in stock.catalog.services.items() if each.stage != "pipeline"}
    office.desk.shelf.stock = Stock(replace(stock.catalog, services=live), stock.finder)
    office.ana.dm("what is on the roadmap?")

    assert "Nothing is being prepared right now" in office.ana.last().all_text
    assert "Talk to a person" in office.ana.last().buttons


def test_a_service_for_others_is_as_if_it_were_not_there(office: Office) -> None:
    stock = office.desk.shelf.stock
    erp = replace(stock.catalog.service("ERP"), audience=("CC-100",))
    narrowed = replace(stock.catalog, services={**stock.catalog.services, "ERP": erp})
    office.desk.shelf.stock = Stock(narrowed, stock.finder)
    office.ana.dm("what does ERP cost?")
    assert "Orders and finance" not in office.ana.last()
    assert "$165.00" not in office.ana.last()

    office.fay.dm("what does ERP cost?")
    assert "$165.00" in office.fay.last()


def test_slash_it_restore_shows_the_plan_in_private(office: Office) -> None:
    office.ana.command("/it restore", "#finance")

    assert "Network core" in office.ana.last("bot")


def test_an_empty_message_box_offers_what_can_be_asked(office: Office) -> None:
    office.ana.opens_messages()

    assert len(office.ana.prompts) == 3
    assert "What does Orders and finance cost?" in office.ana.prompts
    for prompt in office.ana.prompts:
        office.ana.dm(prompt)
        assert "I don't know that one" not in office.ana.last()


def test_without_prompts_the_box_stays_empty_and_nobody_is_bothered(office: Office) -> None:
    office.workspace.faults.add("error_before", "assistant.threads.setSuggestedPrompts", times=9)
    office.ana.opens_messages()

    assert office.ana.prompts == []
    assert office.ana.sees("bot") == []


@pytest.mark.parametrize(
    ("question", "button", "told"),
    [
        ("what comes back first after an outage?", "The whole plan", "Network core"),
        ("what depends on Databases?", "See it as a picture", "Databases"),
    ],
)
def test_from_the_short_answer_on_to_the_whole(office: Office, question: str, button: str, told: str) -> None:
    office.ana.dm(question)
    office.ana.clicks(button)

    assert told in office.ana.last()


def test_how_things_hang_together_names_nothing_that_is_not_for_her(office: Office) -> None:
    stock = office.desk.shelf.stock
    db = replace(stock.catalog.service("DB"), audience=("CC-100",))
    narrowed = replace(stock.catalog, services={**stock.catalog.services, "DB": db})
    office.desk.shelf.stock = Stock(narrowed, stock.finder)
    for question in (
        "what comes back first after an outage?",
        "what does ERP stand on?",
        "who owns Databases?",
    ):
        office.ana.dm(question)
        assert "Databases" not in office.ana.last().all_text.replace(question, "")

    office.ana.dm("what comes back first after an outage?")
    assert "1. *Network core*, after 1 h" in office.ana.last()


def test_what_is_looked_for_may_be_lost_or_on_its_way(office: Office) -> None:
    office.ana.dm("where is my laptop?")
    choices = office.ana.last()
    assert "Which of these did you mean?" in choices.all_text
    assert "I lost my laptop. What should I do?" in choices.buttons

    number = order_laptops(office)
    office.ana.dm("where is my laptop?")
    assert f"{number} · Workplace device" in office.ana.last()


@pytest.mark.parametrize(
    ("question", "says", "never"),
    [
        ("what does the web shop cost on Express?", "", "Joiner"),
        ("cost of 12 desk phones, just the basic level", "", "Site connectivity"),
        ("what does the Premium level cost?", "Customer relationships", ""),
        ("how expensive is standard hosting?", "$310.00", "value report"),
        ("contact center level price next year", "$85.00", "cost center"),
    ],
)
def test_the_price_is_that_of_what_is_meant(office: Office, question: str, says: str, never: str) -> None:
    office.ana.dm(question)
    said = office.ana.last().all_text
    assert says in said
    assert not never or never not in said.splitlines()[0]


@pytest.mark.parametrize(
    "question", ["CRM on Saturday?", "crm supported at 11pm?", "can we still enter orders in CRM at 10pm"]
)
def test_a_service_and_a_time_ask_whether_it_is_open(office: Office, question: str) -> None:
    office.ana.dm(question)
    assert office.ana.last().all_text.startswith("*No")


@pytest.mark.parametrize(
    "question",
    [
        "what would it cost to keep the ERP running till 9pm on wednesday",
        "ERP wednesday until 21:00, how much?",
        "price of having erp open on Wednesday from 7pm to 9pm",
    ],
)
def test_the_price_of_one_long_evening_comes_first_and_its_form_is_filled_in(
    office: Office, question: str
) -> None:
    office.bo.dm(question)

    answer = office.bo.last()
    assert answer.text.startswith(
        "$120.00, once: Orders and finance open on Wednesday, 25 Nov 2026, 19:00–21:00"
    )
    assert "2 hours × $60.00 beside the hours of *Standard*, which Finance has" in answer
    assert "*Extended hours* includes that time, for $40.00 more per named user and month" in answer

    office.bo.clicks("Ask to keep it open")
    assert office.bo.view is not None
    form = office.bo.view.all_text
    assert "2 hours begun" in form
    assert "$120.00" in form


def test_what_a_level_covers_costs_nothing_extra(office: Office) -> None:
    office.bo.dm("how much for ERP on tuesday until 6:30pm")

    answer = office.bo.last()
    assert answer.text.startswith("Nothing extra: Orders and finance on Standard is open")
    assert "until Tuesday, 24 Nov 2026 at 19:00" in answer
    assert "$165.00 per named user and month" in answer
    assert "Ask to keep it open" not in answer.buttons


def test_after_hours_the_price_is_that_of_the_time_that_was_asked_about(office: Office) -> None:
    office.bo.dm("is ERP open on friday until 11pm?")
    office.bo.dm("and what would that cost?")
    assert office.bo.last().text.startswith("$240.00, once")

    office.bo.dm("and until 8pm?")
    assert office.bo.last().text.startswith("$60.00, once")

    office.bo.dm("what does it cost for 10 people?")
    assert "$1,650.00 a month" in office.bo.last().text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "what does it cost to keep ERP open sat and sun from 9 to 13?",
            "Each of the days is asked for by it",
        ),
        ("what does it cost to have ERP open this weekend?", "closed on Saturday, 28 Nov 2026 and Sunday"),
        ("what does it cost to have ERP open fri and sat?", "open on Fri 27 Nov, 7:00–19:00; closed on Sat"),
        ("what does it cost to keep the web shop open this weekend?", "Nothing extra"),
    ],
)
def test_the_price_of_several_days_says_which_it_is_of(office: Office, words: str, said: str) -> None:
    office.bo.dm(words)

    assert said in office.bo.last()


def test_both_in_one_message_are_answered_for_the_same_time(office: Office) -> None:
    office.bo.dm("is CRM open tomorrow at 8pm and what would it cost?")

    answer = office.bo.last()
    assert answer.text.startswith("No, Customer relationships")
    assert "$80.00, once" in answer


@pytest.mark.parametrize("question", ["CRM on saturday till 2pm, price?", "crm open until 2pm on saturday"])
def test_a_word_that_puts_a_time_names_no_service(office: Office, question: str) -> None:
    office.bo.dm(question)

    assert "Customer relationships" in office.bo.last().text
    assert "counter" not in office.bo.last()


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("is CRM Premium cheaper than Standard?", "No, $14.00 more per named user and month: Premium of"),
        (
            "is performance pricier than shared for laptops",
            "Yes, $56.00 more per device and month: Performance of",
        ),
        ("does Plus cost less than Frontline for mail", "No, $32.00 more per person and month: Plus of"),
        (
            "what's dearer for ERP, standard or quarter-end care",
            "$95.00 less per named user and month: Standard of",
        ),
        (
            "price difference between premium and standard crm",
            "$14.00 more per named user and month: Premium of",
        ),
        (
            "is mail on plus more expensive than what we have?",
            "Yes, $15.00 more per person and month: Plus of",
        ),
        (
            "is there anything cheaper than extended hours in ERP?",
            "Yes, $40.00 less per named user and month",
        ),
        (
            "is plus dearer than standard for 10 people on mail",
            "Yes, $150.00 a month more for 10 people: Plus of",
        ),
        (
            "erp std to extended for all of us how much more",
            "$1,360.00 a month more for all 34 named users that Finance has on Standard: Extended hours of",
        ),
        (
            "performance instead of standard for 3 laptops extra",
            "$96.00 a month more for 3 devices: Performance of",
        ),
        (
            "performance instead of standard for 3 laptops extra per year",
            "$1,152.00 more for 3 devices in the twelve months from 1 Dec 2026, $96.00 a month: Performance of",
        ),
        (
            "how much more is premium than standard in crm yearly",
            "$168.00 more per named user in the twelve months from 1 Dec 2026, $14.00 a month: Premium of",
        ),
        (
            "how much more is contact center than phone for 5 seats from january",
            "$380.00 a month more for 5 seats from 1 Jan 2027: Contact center of",
        ),
    ],
)
def test_of_two_levels_the_difference_comes_first(office: Office, question: str, says: str) -> None:
    office.bo.dm(question)

    assert office.bo.last().text.startswith(says)
    assert office.bo.last().all_text.startswith(f"*{says.partition(':')[0]}")


def test_a_difference_goes_on_for_another_number_and_a_year(office: Office) -> None:
    first = office.ana.dm("how much more is premium than standard for 10 crm users")
    assert office.ana.last().text.startswith("$140.00 a month more for 10 named users: Premium of")
    office.ana.replies(first, "and for 20?")
    assert office.ana.last().text.startswith("$280.00 a month more for 20 named users: Premium of")
    office.ana.replies(first, "per year?")
    assert office.ana.last().text.startswith(
        "$3,360.00 more for 20 named users in the twelve months from 1 Dec 2026"
    )


def test_the_difference_is_that_of_all_that_the_unit_has(office: Office) -> None:
    office.bo.dm("is Standard cheaper than Plus for mail?")

    answer = office.bo.last()
    assert "31 people on Standard and 4 people on Plus today, $1,145.00 a month" in answer
    assert "all on Standard would be $1,085.00, on Plus $1,610.00" in answer
    assert "From the service catalog and what Finance has, 23 Nov 2026" in answer
    assert answer.buttons == ["Order", "Helpful", "Not what I meant", "Talk to a person"]

    office.eve.dm("is Standard cheaper than Plus for mail?")
    assert office.eve.last().text.startswith("Yes, $15.00 less per person and month")
    assert "has" not in office.eve.last().blocks[0]["text"]["text"]


def test_what_is_beside_nothing_is_told_by_itself(office: Office) -> None:
    office.eve.dm("is mail on plus more expensive than what we have?")

    assert office.eve.last().text.startswith("$46.00 per person and month")


def test_two_services_are_told_side_by_side(office: Office) -> None:
    office.bo.dm("is CRM cheaper than ERP?")

    assert "$118.00" in office.bo.last()
    assert "$165.00" in office.bo.last()


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("payroll $?", "$"),
        ("how much 15 phones", "$180.00 a month for 15 seats on Phone"),
        ("50 people on mail", "$1,550.00 a month for 50 people on Standard"),
        ("cheapest mail", "$14.00 per person and month for Mail, chat and meetings on Frontline"),
        ("6 laptops on shared a year", "$2,736.00 on Shared for 6 devices"),
        ("how much erp", "$165.00 per named user and month"),
        (
            "total for crm",
            "$472.00 a month is what Finance pays for Customer relationships: 4 named users on Standard",
        ),
        ("what do we spend on phones", "$396.00 a month is what Finance pays"),
        ("CRM late opening fee", "$40.00 for each hour begun, once"),
        ("what does sunday cost for the ERP", "$60.00 for each hour begun, once"),
        ("how much to have CRM running till 9pm tonight", "$80.00, once"),
        ("anything cheaper than Frontline for mail?", "$14.00 per person and month"),
        (
            "does it cost anything to have CRM open sunday at 9",
            "$160.00, once: Customer relationships open on Sunday",
        ),
        (
            "price to open CRM from 8 to 11 on saturday",
            "$120.00, once: Customer relationships open on Saturday",
        ),
        ("shared laptop cost for 5 vs standard", "$120.00 a month less for 5 devices: Shared of"),
        ("can we get CRM cheaper?", "$118.00 per named user and month"),
        ("CRM hrs?", "Customer relationships: Monday to Friday 7:00–19:00 on Standard"),
        ("cost to move 5 to plus", "$75.00 a month more for 5 people: Plus of"),
        ("erp extended price", "$205.00 per named user and month for Orders and finance on Extended hours"),
        ("do we pay extra for sunday support in CRM?", "$40.00 for each hour begun, once"),
        ("CRM open on thanksgiving? price?", "$40.00 for each hour begun, once"),
    ],
)
def test_what_is_asked_in_a_hurry_gets_its_figure(office: Office, question: str, says: str) -> None:
    office.bo.dm(question)

    assert says in office.bo.last().text


@pytest.mark.parametrize(
    "question", ["can I have two laptops?", "we want 12 hours of peace", "a better laptop"]
)
def test_a_number_in_a_sentence_is_no_price(office: Office, question: str) -> None:
    office.bo.dm(question)

    assert "per device and month for" not in office.bo.last().text


def test_where_the_unit_has_nothing_the_price_is_told(office: Office) -> None:
    office.bo.dm("what do we pay for the till?")

    assert office.bo.last().text.startswith("$780.00 per site and month")
    assert "Finance has none of it today" in office.bo.last()


def test_in_a_foreign_channel_what_a_unit_pays_is_not_told(office: Office) -> None:
    office.bo.says("#general", "@domestique what do we pay for phones?")

    assert "$396.00" not in office.hal.last("#general").all_text
    assert "$12.00 per seat" in office.hal.last("#general").all_text


def test_each_announced_price_names_its_level(office: Office) -> None:
    office.bo.dm("price of file storage")

    assert "From 1 Jan 2027 on it is $16.00 per TB on Archive" in office.bo.last()


def test_beside_a_year_the_rest_of_this_one_is_not_told(office: Office) -> None:
    office.bo.dm("what do 3 CRM users cost a year?")

    assert "$4,248.00 on Standard" in office.bo.last().text
    assert "fiscal year" not in office.bo.last()


def test_what_a_level_includes_is_told_in_its_words(office: Office) -> None:
    office.bo.dm("whats included in CRM premium")
    included = office.desk.catalog.tier("CRM", "Premium").included

    answer = office.bo.last()
    assert answer.text.startswith("Premium of Customer relationships: ")
    assert included in answer
    assert "$132.00 per named user and month" in answer


def test_two_services_beside_each_other_are_told_by_price_where_that_is_asked(office: Office) -> None:
    office.bo.dm("phone cost vs laptop cost")

    assert "$12.00 per seat" in office.bo.last().text
    assert "$62.00 per device" in office.bo.last().text


def test_a_word_that_puts_a_time_is_not_listed_as_a_service(office: Office) -> None:
    office.bo.dm("CRM on monday and tuesday till 8pm, cost?")

    assert "$40.00, once" in office.bo.last().text
    assert "counter" not in office.bo.last()


@pytest.mark.parametrize(
    "question", ["extend CRM to 9pm tomorrow, price?", "cost of extending CRM tomorrow to 21:00"]
)
def test_extended_to_a_time_ends_at_that_time(office: Office, question: str) -> None:
    office.bo.dm(question)

    assert office.bo.last().text.startswith(
        "$80.00, once: Customer relationships open on Tuesday, 24 Nov 2026, 19:00"
    )


def test_what_is_extended_to_so_many_names_no_time() -> None:
    (asked,) = aspects.read("what does it cost to extend CRM to 20 users?")

    assert (asked.moment, asked.quantity) == (None, 20)


def test_what_is_asked_of_what_stands_before_is_answered_for_it(office: Office) -> None:
    office.bo.dm("CRM tomorrow till 8pm, how much and who owns it")

    answer = office.bo.last()
    assert answer.text.startswith("$40.00, once: Customer relationships open on Tuesday")
    assert "Customer systems lead" in answer


def test_a_share_is_no_quantity(office: Office) -> None:
    office.bo.dm("price of CRM, and 15 % of that?")

    assert "15" not in office.bo.last().text


def test_of_several_levels_that_a_unit_has_each_is_told_where_their_hours_differ(office: Office) -> None:
    office.ana.dm("is mail open on sunday at 8am?")

    said = office.ana.last().all_text.replace("*", "")
    assert "No on Standard, which Finance has" in said
    assert "Yes on Plus, which Finance has" in said
    assert "would be open then" not in said
    assert office.ana.last().buttons[0] == "Order"


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("support on xmas", "people are there as each service promises"),
        ("device support on xmas", "works in the background"),
        ("erp weekend", "is not promised on Saturday, 28 Nov 2026 and Sunday, 29 Nov 2026"),
        ("+2 erp", "With 2 more it is 36 on"),
        ("what happens if we cancel mail", "No notice period is stated"),
    ],
)
def test_half_a_question_is_told_what_it_asks(office: Office, question: str, says: str) -> None:
    office.ana.dm(question)
    assert says in office.ana.last().all_text


@pytest.mark.parametrize("question", ["phones not here yet", "still no phone", "waiting for my phones"])
def test_what_has_not_come_is_about_its_order(office: Office, question: str) -> None:
    office.ana.dm(question)
    assert "$" not in office.ana.last().all_text

    office.ana.dm("2 more phones from monday please")
    office.ana.clicks("Send it")
    office.ana.dm(question)
    assert "What you asked for of *Phones and contact center*" in office.ana.last().all_text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("reduce erp to 30 users", "*$660.00 a month less* for 4 fewer on Standard of Orders and finance"),
        ("drop phones to 20", "*$156.00 a month less* for 13 fewer on Phone"),
        ("drop phones by three", "*$36.00 a month less* for 3 fewer on Phone"),
        ("crm minus 2", "*$236.00 a month less* for 2 fewer on Standard"),
        ("reduce erp to 50 users", "*$165.00 a month less* for each one fewer"),
    ],
)
def test_what_is_reduced_to_so_many_saves_the_rest(office: Office, asked: str, told: str) -> None:
    office.ana.dm(asked)
    assert told in office.ana.last()


@pytest.mark.parametrize("asked", ["what do we have", "what do we pay for?", "how many services do we have"])
def test_all_that_the_unit_has_is_told_whatever_was_spoken_of(office: Office, asked: str) -> None:
    office.ana.dm("what is document signing?")
    office.ana.dm(asked)
    assert "Finance has 11 services today, *$12,043.00 a month*" in office.ana.last()


@pytest.mark.parametrize(
    "told", ["two people leave friday", "2 people start monday", "3 colleagues join next week"]
)
def test_who_comes_or_goes_is_no_number_of_seats(office: Office, told: str) -> None:
    office.ana.dm(told)
    assert "Send it" not in office.ana.last().buttons


@pytest.mark.parametrize("said", ["two more", "2 more please", "I need two more"])
def test_so_many_more_are_of_what_was_spoken_of(office: Office, said: str) -> None:
    root = office.ana.dm("what does crm cost?")
    office.ana.replies(root, said)
    card = office.ana.sees("bot", thread=root)[-1]
    assert "*An order · Customer relationships · Standard · 2 named users" in card
