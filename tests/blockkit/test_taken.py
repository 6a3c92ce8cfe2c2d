"""What fits Slack's limits exactly is taken."""

import pytest

from bot.blockkit import Surface, check_blocks
from tests.blockkit.samples import (
    DIVIDER,
    Block,
    acting,
    asked,
    button,
    card,
    carousel,
    cells,
    chart,
    chosen,
    confirm,
    container,
    context,
    data_table,
    header,
    layout,
    menu,
    mrkdwn,
    option,
    picture,
    pie,
    plain,
    rich,
    said,
    section,
    table,
    task,
)

IN_MESSAGES: dict[str, Block] = {
    "section": section(text=mrkdwn("x" * 3000), accessory=picture()),
    "fields": section(fields=[mrkdwn("x" * 1000)] * 10, expand=True),
    "field": section(fields=[plain("x" * 2000)]),
    "header": header({**plain("x" * 150), "emoji": True}),
    "context": context(*[mrkdwn("x")] * 9, picture()),
    "actions": acting(*(button(at) for at in range(25))),
    "button": acting(button(value="v" * 2000, url="https://x.y/" + "u" * 2988, style="danger")),
    "labelled button": acting(button(accessibility_label="l" * 75, confirm=confirm(style="primary"))),
    "overflow": acting(menu("overflow", 5)),
    "workflow": acting(
        {"type": "workflow_button", "text": plain("w"), "workflow": {"trigger": {"url": "https://x.y"}}}
    ),
    "image": picture(title=plain("x" * 2000), alt_text="x" * 2000),
    "file": {"type": "file", "external_id": "1", "source": "remote"},
    "video": {
        "type": "video",
        "title": plain("x" * 199),
        "author_name": "x" * 49,
        "alt_text": "A",
        "video_url": "https://x.y/v",
        "thumbnail_url": "https://x.y/t",
    },
    "markdown": {"type": "markdown", "text": "x" * 12_000},
    "table": table(cells(100, 20), column_settings=[None, {"align": "right", "is_wrapped": True}]),
    "rich cells": table([[rich(said({"type": "text", "text": "x"}))]]),
    "numbers": table([[{"type": "raw_number", "value": 0.5, "text": "½"}]]),
    "full table": table(cells(100, 1, "x" * 100)),
    "data table": data_table(cells(101, 20), page_size=100, row_header_column_index=0),
    "bar": chart("bar", 6, 20, x_label="x" * 50),
    "line": chart("line"),
    "area": chart("area", 2, 2),
    "pie": pie(6, title="x" * 50),
    "card": card(title=mrkdwn("x" * 150), body=mrkdwn("x" * 200), actions=[button()]),
    "picture card": card(hero_image=picture(), slack_icon={"type": "icon", "name": "gear"}),
    "carousel": carousel(*[card(body=plain("b"))] * 10),
    "container": container(*[DIVIDER] * 10, width="wide", is_collapsible=True, default_collapsed=True),
    "layout": layout(5, grid_lines="rows", fallback=[]),
    "feedback": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "rate",
                "positive_button": {"text": plain("Good"), "value": "good"},
                "negative_button": {"text": plain("Bad"), "value": "bad", "accessibility_label": "Bad"},
            },
            {"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "remove"},
        ],
    },
    "task": task(details=rich(said()), sources=[{"type": "url", "url": "https://x.y", "text": "x"}]),
    "plan": {"type": "plan", "title": "Plan", "tasks": [task(), task()]},
    "rich text": rich(
        said(
            {"type": "text", "text": "x", "style": {"bold": True}},
            {"type": "link", "url": "https://x.y", "text": "x"},
            {"type": "emoji", "name": "wave"},
            {"type": "user", "user_id": "U1"},
            {"type": "broadcast", "range": "here"},
            {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "x"},
        ),
        {"type": "rich_text_list", "style": "bullet", "elements": [said()], "indent": 8, "border": 1},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}]},
    ),
}

IN_MODALS: dict[str, Block] = {
    "alert": {"type": "alert", "text": mrkdwn("x" * 200), "level": "success"},
    "select": chosen("static_select", 100, initial_option=option(7), placeholder=plain("x" * 150)),
    "groups": asked(
        "static_select",
        option_groups=[{"label": plain("x" * 75), "options": [option()]}] * 100,
        initial_option=option(),
    ),
    "several": chosen("multi_static_select", 2, initial_options=[option(1)], max_selected_items=1),
    "external": asked("external_select", min_query_length=3),
    "people": asked("multi_users_select", initial_users=["U1"], max_selected_items=2),
    "conversations": asked(
        "conversations_select",
        response_url_enabled=True,
        filter={"include": ["im"], "exclude_bot_users": True},
    ),
    "channels": asked("channels_select", initial_channel="C1"),
    "radio": chosen("radio_buttons", 10),
    "checkboxes": chosen("checkboxes", 10, initial_options=[option(9)]),
    "date": asked("datepicker", initial_date="2026-02-28"),
    "time": asked("timepicker", initial_time="23:59", timezone="Europe/Berlin"),
    "moment": asked("datetimepicker", initial_date_time=1795449600),
    "text": asked("plain_text_input", min_length=1, max_length=3000, initial_value=""),
    "number": asked(
        "number_input", is_decimal_allowed=True, min_value="0.5", max_value="2", initial_value="1"
    ),
    "rich input": asked("rich_text_input", initial_value=rich(said()), min_lines=1, max_lines=100),
    "files": asked("file_input", filetypes=["pdf"], max_files=10),
    "typed": asked("email_text_input", dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
}

AT_HOME: dict[str, Block] = {
    "table": table(cells(1, 1)),
    "image file": {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A"},
    "auth": {
        "type": "auth_provider",
        "value": "x",
        "name": plain("n"),
        "is_connected": False,
        "accessory": menu("overflow", 1),
    },
}


@pytest.mark.parametrize(
    ("surface", "block"),
    [
        pytest.param(surface, block, id=f"{name} in a {surface}")
        for surface, blocks in {"message": IN_MESSAGES, "modal": IN_MODALS, "home": AT_HOME}.items()
        for name, block in blocks.items()
    ],
)
def test_what_slack_takes_is_taken(surface: Surface, block: Block) -> None:
    assert check_blocks([block], surface) == []
