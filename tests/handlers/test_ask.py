"""Ana asks: in private, in a channel, with /it; and goes on from the answer."""

import pytest

from bot.sandbox import payloads
from tests.office import Office


def test_an_answer_says_what_it_does_and_what_it_costs_her_team(office: Office) -> None:
    office.ana.dm("what does ERP cost?")

    answer = office.ana.last().all_text
    assert "Orders and finance" in answer
    assert "$165.00 per named user and month" in answer
    assert "34 named users on Standard" in answer.replace("*", "")
    assert "Monday to Friday 7:00–19:00" in answer
    assert "Cy Okafor" in answer or "U0CY" in answer


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

    table = office.ana.last().all_text
    assert "Extended hours" in table
    assert "$205.00" in table
    assert "99.70 %" in table


def test_not_what_i_meant_edits_the_answer_in_place(office: Office) -> None:
    office.ana.dm("what is ERP?")
    before = office.ana.last()
    office.ana.clicks("Not what I meant")

    after = office.ana.last()
    assert after.ts == before.ts
    assert after.edited
    assert "Talk to a person" in after.all_text or "None of these" in after.all_text


def test_out_of_scope_is_said_honestly_and_a_person_takes_over(office: Office) -> None:
    office.ana.dm("what's for lunch?")
    assert "I don't know that one" in office.ana.last().all_text

    office.ana.clicks("Talk to a person")

    team = office.dee.last("#it-help")
    assert "lunch" in team.all_text


def test_slash_it_answers_privately_where_it_was_asked(office: Office) -> None:
    office.ana.command("/it what does ERP cost?", "#finance")

    mine = office.ana.last("#finance")
    assert mine.ephemeral
    assert "$165.00" in mine.all_text
    assert "$165.00" not in " ".join(seen.all_text for seen in office.bo.sees("#finance"))


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


@pytest.mark.parametrize(
    "words", ["hello", "Hi!", "good morning", "thank you", "thx", "help", "What can you do?"]
)
def test_a_greeting_is_greeted(office: Office, words: str) -> None:
    office.ana.dm(words)

    assert "Ask me anything" in office.ana.last().all_text


def test_a_pick_among_choices_becomes_the_answer_in_place(office: Office) -> None:
    office.ana.dm("zoom")
    before = office.ana.last()
    office.ana.clicks("Mail, chat and meetings")

    after = office.ana.last()
    assert after.ts == before.ts
    assert "$31.00 per person and month" in after.all_text


def test_from_an_ephemeral_answer_it_goes_on_in_private(office: Office) -> None:
    office.ana.command("/it zoom", "#finance")
    office.ana.clicks("Mail, chat and meetings")

    assert "$31.00" in office.ana.last("bot").all_text


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
    assert "retired" in answer.all_text
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

    office.ana.clicks("Compare levels")
    assert "34" not in office.hal.last("#general").all_text


def test_what_a_unit_has_is_told_in_its_own_channel(office: Office) -> None:
    office.ana.says("#finance", "@domestique what does ERP cost?")

    assert "34 named users" in office.bo.last("#finance").all_text.replace("*", "")
