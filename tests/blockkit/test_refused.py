"""What Slack refuses is told, with its place and the limit."""

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

# The block, where in it the fault is, and words from the sentence that tells it.
IN_MESSAGES: list[tuple[Block, str, str]] = [
    ({"text": "x"}, "", "a block lacks type"),
    ({"type": "sectoin"}, "/type", "'sectoin' cannot stand here"),
    ({"type": []}, "/type", "cannot stand here"),
    ({**DIVIDER, "blok_id": "x"}, "/blok_id", "divider has no field 'blok_id', only block_id, type"),
    ({**DIVIDER, "block_id": "x" * 256}, "/block_id", "256 characters, but Slack takes at most 255"),
    ({"type": "header"}, "", "header lacks text"),
    (header("Hi"), "/text", "a string stands where an object belongs"),
    (header(None), "/text", "null stands where an object belongs"),
    (header(mrkdwn("Hi")), "/text/type", "'mrkdwn' is not one of plain_text"),
    (header(plain("x" * 151)), "/text/text", "151 characters, but Slack takes at most 150"),
    (header(plain("")), "/text/text", "0 characters, but Slack wants at least 1"),
    (header(plain(7)), "/text/text", "a number stands where a string belongs"),
    (section(text=mrkdwn("x" * 3001)), "/text/text", "3,001 characters, but Slack takes at most 3,000"),
    (section(), "", "one of text, fields must be there"),
    (section(fields=[mrkdwn("x")] * 11), "/fields", "11 fields, but Slack takes at most 10"),
    (section(fields=[mrkdwn("x" * 2001)]), "/fields/0/text", "at most 2,000"),
    (section(fields={}), "/fields", "an object stands where an array belongs"),
    (section(text=plain("x"), expand=1), "/expand", "where true or false belongs"),
    (section(text=plain("x"), accessory=header("x")), "/accessory/type", "an accessory is one of"),
    (section(text=plain("x"), accessory="x"), "/accessory", "a string stands where an accessory"),
    (context(*[mrkdwn("x")] * 11), "/elements", "11 elements, but"),
    (context(), "/elements", "0 elements, but Slack wants at least 1"),
    (acting(*(button(at) for at in range(26))), "/elements", "26 elements, but"),
    (acting(button(), button()), "/elements/1/action_id", "action_id 'go.0' is there twice"),
    (acting(button(text=plain("x" * 76))), "/elements/0/text/text", "at most 75"),
    (acting(button(value="v" * 2001)), "/elements/0/value", "at most 2,000"),
    (acting(button(style="red")), "/elements/0/style", "'red' is not one of danger, primary"),
    (acting(button(url="example.com")), "/elements/0/url", "is not an address"),
    (acting(button(visible_to_user_ids=["ana"])), "/elements/0/visible_to_user_ids/0", "a person's id"),
    (acting(button(confirm=confirm(deny=plain("x" * 31)))), "/elements/0/confirm/deny/text", "at most 30"),
    (acting(menu("overflow", 6)), "/elements/0/options", "6 options, but"),
    (acting(menu("overflow", 0) | {"options": [option()] * 2}), "/elements/0/options/1/value", "twice"),
    ({"type": "image", "alt_text": "x"}, "", "exactly one of image_url, slack_file must be there, not 0"),
    (picture(slack_file={"id": "F1"}), "", "must be there, not 2"),
    ({"type": "video", "title": plain("x" * 200)}, "/title/text", "at most 199"),
    ({"type": "alert", "text": plain("x")}, "/type", "alert cannot stand in a message, only in a modal"),
    (table(cells(101, 1)), "/rows", "101 rows, but"),
    (table(cells(1, 21)), "/rows/0", "21 cells, but"),
    (table([*cells(1, 2), *cells(1, 1)]), "/rows/1", "1 cell here, but 2 in the first row"),
    (table(cells(100, 1, "x" * 101)), "/rows", "10,100 characters in all cells, but"),
    (data_table([[rich(said())]] * 2), "/rows/0/0", "cannot be rich_text"),
    (data_table(cells(1, 1)), "/rows", "1 row, but Slack wants at least 2"),
    (data_table(cells(102, 1)), "/rows", "102 rows, but"),
    (data_table([]), "/rows", "0 rows, but"),
    (data_table(cells(2, 1), page_size=101), "/page_size", "101 is too large"),
    (chart("bar", 7), "/chart/series", "7 series, but"),
    (chart("line", 1, 21), "/chart/series/0/data", "21 points, but"),
    (chart("area", categories=["other"]), "/chart/series/0/data", "are not the categories of the axis"),
    ({"type": "data_visualization", "title": "x" * 51}, "/title", "at most 50"),
    (pie(1, chart={"type": "donut"}), "/chart/type", "a chart is one of area, bar, line, pie"),
    (pie(1, chart={"type": "bar"}), "/chart", "bar lacks axis_config, series"),
    (pie(1, chart={"type": "bar", "axis_config": {}, "series": [1]}), "/chart/series/0", "an object belongs"),
    (pie(7), "/chart/segments", "7 segments, but"),
    (pie(1, -1), "/chart/segments/0/value", "-1 is too small"),
    (pie(1, True), "/chart/segments/0/value", "true or false stands where a number belongs"),
    (card(subtitle=plain("x")), "", "one of hero_image, title, body, actions must be there"),
    (card(body=plain("x" * 201)), "/body/text", "at most 200"),
    (card(title=plain("x"), icon=picture(), slack_icon={"type": "icon", "name": "x"}), "", "cannot both"),
    (carousel(*[card(body=plain("x"))] * 11), "/elements", "11 cards, but"),
    (carousel(DIVIDER), "/elements/0/type", "a card is one of card"),
    (container(*[DIVIDER] * 11), "/child_blocks", "11 blocks, but"),
    (container(container(DIVIDER)), "/child_blocks/0/type", "cannot stand here"),
    (container({"type": "alert", "text": plain("x")}), "/child_blocks/0/type", "only in a modal"),
    (container(DIVIDER, default_collapsed=True), "/default_collapsed", "only together with is_collapsible"),
    (layout(6), "/rows", "6 rows, but"),
    (layout(1) | {"rows": [1]}, "/rows/0", "a number stands where an object belongs"),
    (layout(1) | {"rows": [{"items": [1]}]}, "/rows/0/items/0", "an object belongs"),
    ({"type": "context_actions", "elements": [button()]}, "/elements/0/type", "cannot stand here"),
    (task(status="late"), "/status", "not one of complete, error"),
    ({"type": "plan", "title": "x", "tasks": [DIVIDER]}, "/tasks/0/type", "a task is one of task_card"),
]

IN_MODALS: list[tuple[Block, str, str]] = [
    ({"type": "markdown", "text": "x"}, "/type", "markdown cannot stand in a modal, only in a message"),
    (table(cells(1, 1)), "/type", "only in a home or a message"),
    ({"type": "alert", "text": plain("x" * 201)}, "/text/text", "at most 200"),
    (chosen("static_select", 101), "/element/options", "101 options, but"),
    (asked("static_select"), "/element", "exactly one of options, option_groups must be there, not 0"),
    (
        chosen("static_select", 1, initial_option=option(1)),
        "/element/initial_option",
        "not among the options",
    ),
    (
        asked("multi_users_select", initial_users=["U1", "U2"], max_selected_items=1),
        "/element/initial_users",
        "2 are chosen at first, but max_selected_items is 1",
    ),
    (chosen("radio_buttons", 11), "/element/options", "11 options, but"),
    (asked("datepicker", initial_date="2026-13-01"), "/element/initial_date", "is not a date"),
    (asked("timepicker", initial_time="24:00"), "/element/initial_time", "is not a time"),
    (asked("datetimepicker", initial_date_time=1), "/element/initial_date_time", "1 is too small"),
    (asked("plain_text_input", max_length=3001), "/element/max_length", "3,001 is too large"),
    (asked("plain_text_input", min_length=5, max_length=4), "/element/min_length", "above max_length 4"),
    (asked("plain_text_input", max_length=1.5), "/element/max_length", "where an integer belongs"),
    (
        asked("number_input", is_decimal_allowed=False, min_value="9", max_value="8"),
        "/element/min_value",
        "min_value 9 is above max_value 8",
    ),
    (
        asked("number_input", is_decimal_allowed=False, initial_value="x", max_value="1"),
        "/element/initial_value",
        "'x' is not a number",
    ),
    (
        asked("url_text_input", dispatch_action_config={"trigger_actions_on": []}),
        "/element/dispatch_action_config/trigger_actions_on",
        "0 triggers, but",
    ),
    (
        asked("conversations_select", filter={"include": ["dm"]}),
        "/element/filter/include/0",
        "not one of im, mpim, private, public",
    ),
]


@pytest.mark.parametrize(
    ("surface", "block", "place", "sentence"),
    [
        pytest.param(surface, *row, id=f"{surface} {row[2]} at {row[1]}")
        for surface, rows in {"message": IN_MESSAGES, "modal": IN_MODALS}.items()
        for row in rows
    ],
)
def test_what_slack_refuses_is_told_with_its_place(
    surface: Surface, block: Block, place: str, sentence: str
) -> None:
    problems = check_blocks([DIVIDER, block], surface)
    here = [problem.message for problem in problems if problem.pointer == f"/blocks/1{place}"]
    assert any(sentence in message for message in here), problems
    assert {problem.code for problem in problems} == {"invalid_blocks"}


def test_a_pointer_escapes_what_json_pointers_escape() -> None:
    (problem,) = check_blocks([{**DIVIDER, "a/b~c": 1}], "message")
    assert problem.pointer == "/blocks/0/a~1b~0c"
