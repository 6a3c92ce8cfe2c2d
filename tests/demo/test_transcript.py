"""The transcript: blocks as lines that a person could have read in Slack."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.demo import transcript
from bot.sandbox.page.choices import Surface
from bot.sandbox.page.reader import Reader

READER = Reader(
    "U0ANA",
    "America/Denver",
    datetime(2026, 11, 24, 17, 0, tzinfo=UTC),
    people={"U0ANA": "Ana Ruiz", "U0BO": "Bo Larsen"},
    channels={"C0FINANCE": "finance"},
)


def told(*blocks: dict[str, Any], **values: Any) -> list[str]:
    surface = Surface(values={block: {"value": state} for block, state in values.items()})
    return list(transcript.lines(blocks, READER, surface))


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(label: str) -> dict[str, Any]:
    return {
        "type": "button",
        "text": plain(label),
        "action_id": label,
        "accessibility_label": "not read twice",
    }


def field(label: str, element: dict[str, Any], block: str = "field") -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block,
        "label": plain(label),
        "element": {"action_id": "value", **element},
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("*Bold*, _leaning_ and `code`", "Bold, leaning and code"),
        ("<@U0BO> in <#C0FINANCE> &amp; co", "@Bo Larsen in #finance & co"),
        (":white_check_mark: done, :unheard_of: too", "✅ done, :unheard_of: too"),
        ("<https://example.com|the page>", "the page"),
        ("due <!date^1795564800^{date_short} at {time}|26 Nov>", "due Nov 24, 2026 at 5:00 PM"),
        (">A temp helps\nand goes", "“A temp helps”\nand goes"),
        ("He wrote:\n>one\n>two", "He wrote:\n“one\ntwo”"),
        ("What works:\n• fewer\n• later", "What works:\n• fewer\n• later"),
    ],
)
def test_mrkdwn_is_read_as_this_person_sees_it(text: str, words: str) -> None:
    assert transcript.words(text, READER) == words


def test_fields_are_label_and_value_and_buttons_stand_in_brackets() -> None:
    said = told(
        {"type": "section", "text": mrkdwn("*Orders and finance*"), "accessory": button("Cancel")},
        {"type": "section", "fields": [mrkdwn("*Price*\n$165.00"), mrkdwn("*Hours*\n7:00–19:00")]},
        {"type": "divider"},
        {"type": "actions", "elements": [button("Order"), button("Compare levels")]},
        {
            "type": "context",
            "elements": [mrkdwn("From the catalog."), {"type": "image", "alt_text": "no words"}],
        },
    )

    assert said == [
        "Orders and finance",
        "[Cancel]",
        "Price: $165.00",
        "Hours: 7:00–19:00",
        "[Order] [Compare levels]",
        "(From the catalog.)",
    ]


def test_every_kind_of_choice_is_shown_by_its_words() -> None:
    options = [{"text": plain("Take it"), "value": "take"}, {"text": plain("Leave it"), "value": "leave"}]
    select = {
        "type": "static_select",
        "action_id": "value",
        "options": options,
        "placeholder": plain("Choose"),
    }
    thumbs = {
        "type": "feedback_buttons",
        "action_id": "f",
        "positive_button": {"text": plain("Good"), "value": "good"},
        "negative_button": {"text": plain("Bad"), "value": "bad"},
    }
    said = told(
        {"type": "actions", "block_id": "a", "elements": [{"type": "overflow", "options": options}, select]},
        {"type": "context_actions", "elements": [thumbs]},
        {"type": "actions", "elements": [{"type": "image", "alt_text": "a bicycle"}]},
        a={"type": "static_select", "selected_option": options[1]},
    )

    assert said == ["[Take it] [Leave it] [Leave it ▾]", "[Good] [Bad]", "[picture: a bicycle]"]


def test_a_form_shows_what_stands_in_it() -> None:
    options = [{"text": plain("Standard, $165.00"), "value": "Standard"}]
    said = told(
        field("Level", {"type": "static_select", "options": options, "initial_option": options[0]}),
        field("How many?", {"type": "number_input"}, "many"),
        field("Wanted for", {"type": "datepicker", "initial_date": "2026-11-24"}, "on"),
        field("At", {"type": "timepicker", "initial_time": "09:00"}, "at"),
        field("Channel", {"type": "channels_select"}, "channel"),
        field("Who", {"type": "users_select", "placeholder": plain("Somebody")}, "who"),
        field("Anything else", {"type": "plain_text_input"}, "text"),
        many={"type": "number_input", "value": "3"},
        channel={"type": "channels_select", "selected_channel": "C0FINANCE"},
    )

    assert said == [
        "Level: Standard, $165.00",
        "How many? 3",
        "Wanted for: Nov 24, 2026",
        "At: 9:00 AM",
        "Channel: #finance",
        "Who: Somebody",
        "Anything else: –",
    ]


def test_tables_stand_in_columns() -> None:
    cells = [{"type": "raw_text", "text": "ERP"}, {"type": "raw_number", "value": 5486, "text": "$5,486"}]
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "A"}]}],
    }
    head = [{"type": "raw_text", "text": "Service"}, {"type": "raw_text", "text": "Cost"}]
    table = {"type": "table", "rows": [head, cells], "column_settings": [None, {"align": "right"}]}

    assert told(table) == ["Service    Cost", "ERP      $5,486"]
    assert told(
        {"type": "data_table", "caption": "Costs", "rows": [[rich, {"type": "raw_number", "value": 7}]]}
    ) == [
        "Costs",
        "A  7",
    ]


def test_a_chart_stands_as_bars_of_its_last_series() -> None:
    def series(name: str, *values: float) -> dict[str, Any]:
        labels = ("ERP", "Devices")
        data = [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]
        return {"name": name, "data": data}

    axis = {"categories": ["ERP", "Devices"], "y_label": "USD"}
    bars = {"type": "bar", "series": [series("Plan", 1, 1), series("Cost", 5000, 1250)], "axis_config": axis}
    assert told({"type": "data_visualization", "title": "Cost", "chart": bars}) == [
        "Cost (Cost, in USD)",
        f"ERP      {'█' * 32}  5,000",
        f"Devices  {'█' * 8}{' ' * 24}  1,250",
    ]

    slices = {"type": "pie", "segments": [{"label": "ERP", "value": 3}, {"label": "Devices", "value": 1}]}
    title, *parts = told({"type": "data_visualization", "title": "Shares", "chart": slices})
    assert title == "Shares"
    assert [part.split()[0] for part in parts] == ["ERP", "Devices"]


def test_what_holds_other_blocks_is_read_from_the_outside_in() -> None:
    card = {"type": "card", "title": mrkdwn("*ERP*"), "body": mrkdwn("Orders"), "actions": [button("Order")]}
    said = told(
        {"type": "header", "text": plain("Finance")},
        {"type": "alert", "level": "info", "text": mrkdwn("Saved.")},
        {"type": "carousel", "elements": [card]},
        {
            "type": "container",
            "title": plain("More"),
            "child_blocks": [{"type": "section", "text": mrkdwn("inside")}],
        },
        {"type": "image", "alt_text": "a chart"},
        {"type": "markdown", "text": "plain words"},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}],
        },
    )

    assert said == [
        "Finance",
        "Saved.",
        "ERP",
        "Orders",
        "[Order]",
        "More",
        "inside",
        "[picture: a chart]",
        "plain words",
        "hi",
    ]
