"""What is written below a card reaches the other side, in the words and with the name of who wrote it."""

from datetime import timedelta
from typing import Any

from slack_bolt import BoltContext

from bot.process import orders
from handlers import ask
from tests.handlers.test_orders import orders_mail
from tests.handlers.test_teamwork import ERP_TEAM, breaks, card, stored
from tests.office import Office


def said(office: Office, number: int = 1) -> list[tuple[str, str]]:
    """Return who said what about an order."""
    with office.desk.read() as session:
        return [(step.by, step.note) for step in orders.story(session, number) if step.what == "said"]


def test_a_mention_below_the_teams_card_reaches_her(office: Office) -> None:
    breaks(office)
    hers = office.ana.last()
    office.cy.replies(card(office.cy), "@domestique tell them: it is the <queue> & we restart it")
    told = office.ana.sees("bot", thread=hers)[-1]
    assert "@Cy Okafor writes" in told
    assert "it is the <queue> & we restart it" in told
    assert "tell them" not in told
    assert "@Ana Ruiz has what you wrote to me here" in office.cy.last(ERP_TEAM)
    assert said(office) == [("U0CY", "it is the <queue> & we restart it")]


def test_what_the_team_says_among_itself_stays_there(office: Office) -> None:
    breaks(office)
    messages = len(office.ana.sees("bot"))
    office.cy.replies(card(office.cy), "I think it is our own fault")
    assert len(office.ana.sees("bot")) == messages
    assert said(office) == []


def test_what_she_writes_below_her_card_reaches_the_team(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Take")
    office.ana.replies(office.ana.last(), "It began at 9, see https://x.example")
    told = office.cy.sees(ERP_TEAM, thread=card(office.cy))[-1]
    assert "@Ana Ruiz writes" in told
    assert "It began at 9, see https://x.example" in told
    confirmed = office.ana.last()
    assert "The team has what you wrote here" in confirmed
    office.ana.replies(confirmed, "And it is slow")
    assert len(office.ana.sees("bot", thread=confirmed)) == 4  # her card, her two messages, one confirmation
    assert said(office) == [("U0ANA", "It began at 9, see https://x.example"), ("U0ANA", "And it is slow")]


def test_her_word_below_the_card_ends_the_waiting(office: Office) -> None:
    breaks(office)
    hers = office.ana.last()
    office.cy.clicks("Wait for them…")
    office.cy.fills({"Your question": "Which invoice?"})
    office.cy.submits()
    office.later(timedelta(minutes=20))
    office.ana.replies(hers, "All of them")
    assert (stored(office).state, stored(office).paused_minutes) == ("taken", 20)
    assert "@Cy Okafor has it" in card(office.cy)


def test_a_reply_below_a_question_is_its_answer(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Ask…")
    office.cy.fills({"Your question": "Which invoice?"})
    office.cy.submits()
    office.ana.replies(office.ana.last(), "4711")
    told = office.cy.sees(ERP_TEAM, thread=card(office.cy))[-1]
    assert "Which invoice?" in told
    assert "4711" in told
    asked = next(seen for seen in office.ana.sees("bot") if "Which invoice?" in seen)
    assert "@Ana Ruiz answered" in asked
    assert asked.buttons == []


def test_tell_them_from_the_menu_shows_the_team_what_was_said(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Tell them…")
    office.cy.fills({"What should they know?": "Ready by noon"})
    assert office.cy.submits() == {}
    assert "Ready by noon" in office.ana.last()
    assert "@Cy Okafor told @Ana Ruiz" in office.cy.last(ERP_TEAM)
    assert said(office) == [("U0CY", "Ready by noon")]


def test_who_is_not_of_it_and_mentions_the_bot_below_a_card_asks_the_bot(office: Office) -> None:
    message = office.ana.says("#it-help", "Whom do I ask about badges?")
    office.ana.message_shortcut("order.from_message", message)
    office.ana.chooses("Which service?", "I do not know")
    office.ana.submits()
    below = next(seen for seen in office.eve.sees("#it-help") if "wants to talk" in seen)
    before = len(office.ana.sees("bot"))
    office.eve.replies(below, "@domestique what does ERP cost?")
    assert "Orders and finance" in office.eve.last("#it-help")
    assert len(office.ana.sees("bot")) == before
    assert said(office) == []


def test_a_thread_that_is_no_orders_is_a_talk_with_the_bot(office: Office) -> None:
    breaks(office)
    mine = office.ana.dm("what does ERP cost?")
    office.ana.replies(mine, "and who owns it?")
    assert "Cy Okafor" in office.ana.last()
    assert said(office) == []


def test_before_it_is_approved_she_reaches_who_decides(office: Office) -> None:
    orders_mail(office.ana)
    office.ana.replies(office.ana.last(), "It is for the audit")
    assert "It is for the audit" in office.bo.last()
    before = len(office.bo.sees("bot"))
    office.bo.replies(office.bo.last(), "Which audit?")
    assert len(office.bo.sees("bot")) == before + 2  # his own words, and that they arrived
    assert [seen for seen in office.ana.sees("bot") if "Which audit?" in seen]


def test_below_the_card_of_one_person_everything_is_for_her(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Hand over…")
    office.cy.fills({"What should they know?": "Yours", "Or to one person of IT": "kim"})
    office.cy.submits()
    office.kim.replies(office.kim.last(), "I am on my way")
    assert [seen for seen in office.ana.sees("bot") if "I am on my way" in seen and "@Kim Weiss" in seen]


def test_after_it_is_done_she_still_reaches_the_team(office: Office) -> None:
    breaks(office)
    hers = office.ana.last()
    office.cy.clicks("Done")
    office.ana.replies(hers, "Thank you, but the report is missing")
    assert "about number 1 (done)" in office.cy.last(ERP_TEAM)
    assert "the report is missing" in office.cy.last(ERP_TEAM)


def test_what_was_edited_or_written_by_a_bot_is_passed_on_to_nobody(office: Office) -> None:
    breaks(office)
    root, before = card(office.cy), len(office.ana.sees("bot"))
    event = {
        "user": "U0CY",
        "channel": "C0ERPTEAM",
        "ts": "9.1",
        "thread_ts": root.ts,
        "text": "<@U0BOT> soon",
    }
    context = BoltContext({"bot_user_id": "U0BOT"})
    for unfit in ({"edited": {"ts": "9.2"}}, {"bot_id": "B0OTHER"}, {"subtype": "message_changed"}):
        ask.ask_in_channel({**event, **unfit}, context, office.desk)
    office.sender.run_once()
    assert (len(office.ana.sees("bot")), said(office)) == (before, [])
    ask.ask_in_channel(event, context, office.desk)
    assert said(office) == [("U0CY", "soon")]


def test_files_stay_where_they_are_and_are_named(office: Office) -> None:
    breaks(office)
    place = office.ana.last().raw
    event: dict[str, Any] = {
        "user": "U0ANA",
        "channel": place.channel,
        "channel_type": "im",
        "ts": "9.1",
        "text": "",
    }
    event |= {"thread_ts": place.ts, "subtype": "file_share", "files": [{"id": "F1", "name": "error.png"}]}
    ask.ask_privately(event, BoltContext({"bot_user_id": "U0BOT"}), office.desk)
    office.sender.run_once()
    assert "error.png" in office.cy.last(ERP_TEAM)
