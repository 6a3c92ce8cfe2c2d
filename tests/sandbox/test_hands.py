"""Every way of choosing and pressing reaches the bot in Slack's shape."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from freezegun import freeze_time
from slack_bolt import Ack, App, BoltResponse
from slack_sdk import WebClient

from bot import clock
from bot.sandbox import acts, modals
from bot.sandbox.elements import starting_values, value_of
from bot.sandbox.rights import issue_trigger
from bot.sandbox.words import all_text
from bot.sandbox.workspace import Workspace
from tests.sandbox.conftest import keeps


def words(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    return {"text": words(text), "value": text.lower()}


TWO = [option("Red"), option("Blue")]
ELEMENTS: dict[str, tuple[dict[str, Any], tuple[str, ...], dict[str, Any]]] = {
    "One": ({"type": "static_select", "options": TWO}, ("Red",), {"selected_option": TWO[0]}),
    "Grouped": (
        {"type": "static_select", "option_groups": [{"label": words("All"), "options": TWO}]},
        ("Blue",),
        {"selected_option": TWO[1]},
    ),
    "Radio": ({"type": "radio_buttons", "options": TWO}, ("Red",), {"selected_option": TWO[0]}),
    "Some": ({"type": "multi_static_select", "options": TWO}, ("Red", "Blue"), {"selected_options": TWO}),
    "Boxes": ({"type": "checkboxes", "options": TWO}, (), {"selected_options": []}),
    "Person": ({"type": "users_select"}, ("bo",), {"selected_user": "U0BO"}),
    "People": ({"type": "multi_users_select"}, ("bo", "ana"), {"selected_users": ["U0BO", "U0ANA"]}),
    "Channel": ({"type": "channels_select"}, ("#general",), {"selected_channel": "C0GENERAL"}),
    "Place": ({"type": "conversations_select"}, ("bot",), {"selected_conversation": "D0ANA"}),
    "Places": (
        {"type": "multi_conversations_select"},
        ("#general",),
        {"selected_conversations": ["C0GENERAL"]},
    ),
    "Day": ({"type": "datepicker"}, ("2026-11-24",), {"selected_date": "2026-11-24"}),
    "Time": ({"type": "timepicker"}, ("09:00",), {"selected_time": "09:00"}),
    "Moment": ({"type": "datetimepicker"}, ("1795000000",), {"selected_date_time": 1795000000}),
    "Text": ({"type": "plain_text_input"}, ("hello",), {"value": "hello"}),
    "Number": ({"type": "number_input", "is_decimal_allowed": False}, ("7",), {"value": "7"}),
    "Mail": ({"type": "email_text_input"}, (), {"value": None}),
    "Rich": (
        {"type": "rich_text_input"},
        ("bold",),
        {
            "rich_text_value": {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "bold"}]}],
            }
        },
    ),
}


def form(**elements: dict[str, Any]) -> dict[str, Any]:
    blocks = [
        {
            "type": "input",
            "block_id": name,
            "label": words(name),
            "optional": True,
            "element": {**element, "action_id": "a"},
        }
        for name, element in elements.items()
    ]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": words("Form"),
        "submit": words("Send"),
        "blocks": blocks,
    }


def opened(workspace: Workspace, client: WebClient, view: dict[str, Any]) -> None:
    client.views_open(trigger_id=issue_trigger(workspace, "U0ANA"), view=view)


def test_every_input_reports_in_its_own_shape(app: App, workspace: Workspace, client: WebClient) -> None:
    sent: list[dict[str, Any]] = []
    app.view("form")(keeps(sent))
    opened(workspace, client, form(**{name: element for name, (element, _, _) in ELEMENTS.items()}))
    ana = workspace.person("ana")
    ana.fills({name: chosen for name, (_, chosen, _) in ELEMENTS.items() if chosen})
    assert ana.view is not None
    assert ana.view.values["Some"] == ["Red", "Blue"]
    assert ana.view.values["One"] == "Red"
    assert ana.view.values["People"] == ["U0BO", "U0ANA"]
    assert ana.submits() == {}
    for name, (element, _, expected) in ELEMENTS.items():
        assert sent[0]["view"]["state"]["values"][name]["a"] == {"type": element["type"], **expected}, name


def test_slacks_own_objections(app: App, workspace: Workspace, client: WebClient) -> None:
    numbers = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}
    view = form(
        Text={"type": "plain_text_input", "min_length": 3, "max_length": 5},
        Number=numbers,
        Part={**numbers, "is_decimal_allowed": True},
        Day={"type": "datepicker"},
        Moment={"type": "datetimepicker"},
    )
    view["blocks"][3]["optional"] = False
    opened(workspace, client, view)
    app.view("form")(lambda ack: ack())
    ana = workspace.person("ana")
    tries = [
        (
            "ab",
            "x",
            "0.5",
            {"Text": "too_short", "Number": "not_a_number", "Part": "too_small", "Day": "required"},
        ),
        ("abcdef", "10", "1.5", {"Text": "too_long", "Number": "too_large", "Day": "required"}),
        ("abcd", "9", "", {"Day": "required"}),
    ]
    for text, number, part, errors in tries:
        ana.fills({"Text": text, "Number": number, "Part": part, "Moment": "1795000000"})
        assert ana.submits() == errors
        assert ana.view is not None
        assert ana.view.errors == errors
    ana.chooses("Day", "2026-11-24")
    assert modals.top(workspace, ana.id).errors == {}
    assert ana.submits() == {}


BUTTON = {"type": "button", "action_id": "go", "text": words("Go"), "value": "1", "style": "primary"}
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "rate",
    "positive_button": {"text": words("Good"), "value": "up"},
    "negative_button": {"text": words("Bad"), "value": "down"},
}
SURFACE: list[dict[str, Any]] = [
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "Pick"},
        "accessory": {**BUTTON, "action_id": "side"},
    },
    {"type": "actions", "elements": [BUTTON, {"type": "overflow", "action_id": "more", "options": TWO}]},
    {
        "type": "actions",
        "elements": [
            {"type": "static_select", "action_id": "pick", "options": TWO} | {"placeholder": words("Colour")}
        ],
    },
    {"type": "context_actions", "elements": [FEEDBACK]},
]


@pytest.fixture
def pressed(app: App) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []
    app.action(re.compile(".*"))(keeps(bodies))
    return bodies


def test_pressing_in_a_message(
    pressed: list[dict[str, Any]], workspace: Workspace, client: WebClient
) -> None:
    posted = client.chat_postMessage(channel="C0GENERAL", text="x", blocks=SURFACE)
    ana = workspace.person("ana")
    message = ana.last("#general")
    assert message.buttons == ["Go", "Go", "Red", "Blue", "Good", "Bad"]
    ana.clicks("go")
    ana.clicks("Blue", on=message)
    ana.clicks("Bad")
    ana.chooses("Colour", "Red")
    actions = [body["actions"][0] for body in pressed]
    assert [(one["type"], one["action_id"]) for one in actions] == [
        ("button", "go"),
        ("overflow", "more"),
        ("feedback_buttons", "rate"),
        ("static_select", "pick"),
    ]
    assert (actions[0]["value"], actions[0]["style"]) == ("1", "primary")
    assert actions[1]["selected_option"] == TWO[1]
    assert actions[2]["value"] == "down"
    assert actions[3]["placeholder"]["text"] == "Colour"
    last = pressed[-1]
    assert last["container"]["message_ts"] == posted["ts"]
    (state,) = last["state"]["values"].values()
    assert state == {"pick": {"type": "static_select", "selected_option": TWO[0]}}
    assert last["channel"] == {"id": "C0GENERAL", "name": "general"}
    with pytest.raises(LookupError, match="sees no button 'Dance', only"):
        ana.clicks("Dance")
    with pytest.raises(LookupError, match="sees nothing called 'Size', only"):
        ana.chooses("Size", "L")
    with pytest.raises(LookupError, match="no option 'Green', only"):
        ana.chooses("Colour", "Green")
    with pytest.raises(LookupError, match="has no button"):
        acts.press(
            workspace, ana.id, message.raw, last["message"]["blocks"][3]["block_id"], "rate", "sideways"
        )
    with pytest.raises(LookupError, match="has no option"):
        value_of({"type": "static_select", "options": TWO}, "green")


def test_pressing_in_a_thread_and_in_attachments(
    pressed: list[dict[str, Any]], workspace: Workspace, client: WebClient
) -> None:
    ana = workspace.person("ana")
    question = ana.dm("hello")
    attachments = [{"blocks": [{"type": "actions", "elements": [BUTTON]}]}]
    client.chat_postMessage(channel="D0ANA", text="x", thread_ts=question.ts, attachments=attachments)
    ana.clicks("Go")
    assert pressed[0]["container"]["thread_ts"] == question.ts
    assert pressed[0]["channel"]["name"] == "directmessage"


def test_pressing_in_the_home_and_in_a_modal(
    pressed: list[dict[str, Any]], workspace: Workspace, client: WebClient
) -> None:
    ana = workspace.person("ana")
    client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": SURFACE[:2]})
    ana.clicks("Go")
    assert pressed[0]["view"]["type"] == "home"
    assert "response_url" not in pressed[0]
    live = form(Live={"type": "plain_text_input"})
    live["blocks"][0]["dispatch_action"] = True
    opened(workspace, client, live)
    ana.fills({"Live": "typed"})
    assert pressed[1]["actions"][0]["value"] == "typed"
    assert pressed[1]["view"]["state"]["values"]["Live"]["a"]["value"] == "typed"


def test_what_is_inside_cards_can_be_pressed(
    pressed: list[dict[str, Any]], workspace: Workspace, client: WebClient
) -> None:
    card = {"type": "card", "title": {"type": "mrkdwn", "text": "Card"}, "actions": [BUTTON]}
    client.chat_postMessage(channel="U0ANA", text="x", blocks=[{"type": "carousel", "elements": [card]}])
    ana = workspace.person("ana")
    ana.clicks("Go")
    assert pressed[0]["actions"][0]["action_id"] == "go"

    inside = {"type": "container", "title": words("Box"), "child_blocks": [SURFACE[2]]}
    client.chat_postMessage(channel="U0ANA", text="x", blocks=[inside])
    ana.chooses("Colour", "Blue")
    (block,) = pressed[1]["message"]["blocks"][0]["child_blocks"]
    assert pressed[1]["actions"][0]["block_id"] == block["block_id"]
    assert workspace.view("V0") is None
    with pytest.raises(LookupError, match="there is no gone in b"):
        acts.press(workspace, ana.id, ana.last().raw, "b", "gone")


def test_what_has_no_words_goes_by_its_id(
    pressed: list[dict[str, Any]], workspace: Workspace, client: WebClient
) -> None:
    picker = {"type": "datepicker", "action_id": "day"}
    client.chat_postMessage(channel="U0ANA", text="x", blocks=[{"type": "actions", "elements": [picker]}])
    workspace.person("ana").chooses("day", "2026-11-24")
    assert pressed[0]["actions"][0]["selected_date"] == "2026-11-24"


def test_an_external_select_asks_the_bot(app: App, workspace: Workspace, client: WebClient) -> None:
    asked: list[dict[str, Any]] = []

    @app.options("a")
    def offer(ack: Ack, body: dict[str, Any]) -> None:
        asked.append(body)
        ack(options=[option("Violet")])

    sent: list[dict[str, Any]] = []
    app.view("form")(keeps(sent))
    opened(workspace, client, form(Colour={"type": "external_select", "min_query_length": 0}))
    ana = workspace.person("ana")
    ana.chooses("Colour", "Violet")
    ana.submits()
    assert sent[0]["view"]["state"]["values"]["Colour"]["a"]["selected_option"] == option("Violet")
    assert (asked[0]["value"], asked[0]["container"]["type"]) == ("Violet", "view")

    outside = {"type": "external_select", "action_id": "a", "placeholder": words("Shade")}
    client.chat_postMessage(
        channel="C0GENERAL", text="x", blocks=[{"type": "actions", "elements": [outside]}]
    )
    message = ana.last("#general").raw
    assert acts.suggest(workspace, ana.id, message, message.blocks[0]["block_id"], "a", "vio") == [
        option("Violet")
    ]
    assert asked[1]["container"]["type"] == "message"


SHADES = [option(f"Shade {at}") for at in range(101)]


@pytest.mark.parametrize(
    "answer",
    [
        {"options": SHADES},
        {"options": [{"text": words("x" * 76), "value": "x"}]},
        {"options": [{"text": words("Red"), "value": "v" * 151}]},
        {"options": [option("Red"), option("Red")]},
        {"option_groups": [{"label": words("All"), "options": SHADES}]},
        {"options": TWO, "option_groups": [{"label": words("All"), "options": TWO}]},
        {"options": "Red"},
    ],
)
def test_suggestions_that_slack_would_not_show_are_none(
    app: App, workspace: Workspace, client: WebClient, answer: dict[str, Any]
) -> None:
    app.options("a")(lambda ack: BoltResponse(status=200, body=json.dumps(answer)))
    opened(workspace, client, form(Colour={"type": "external_select", "min_query_length": 0}))
    with pytest.raises(LookupError, match="only \\[\\]"):
        workspace.person("ana").chooses("Colour", "Red")
    assert [(each.code, each.about) for each in workspace.notices] == [("failed", "options")]


def test_suggestions_may_come_in_groups_and_be_none(
    app: App, workspace: Workspace, client: WebClient
) -> None:
    answers = [{"options": []}, {"option_groups": [{"label": words("All"), "options": SHADES[:100]}]}]
    app.options("a")(lambda ack: BoltResponse(status=200, body=json.dumps(answers.pop(0))))
    opened(workspace, client, form(Colour={"type": "external_select", "min_query_length": 0}))
    ana = workspace.person("ana")
    with pytest.raises(LookupError):
        ana.chooses("Colour", "Shade 7")
    ana.chooses("Colour", "Shade 7")
    assert workspace.notices == []


def test_nothing_is_asked_before_enough_is_typed(app: App, workspace: Workspace, client: WebClient) -> None:
    asked: list[str] = []

    @app.options("a")
    def offer(ack: Ack, body: dict[str, Any]) -> None:
        asked.append(body["value"])
        ack(options=TWO)

    opened(workspace, client, form(Colour={"type": "external_select"}))
    view = workspace.modals["U0ANA"][-1]
    assert acts.suggest(workspace, "U0ANA", view, "Colour", "a", "Re") == []
    assert acts.suggest(workspace, "U0ANA", view, "Colour", "a", "Red") == TWO
    assert asked == ["Red"]


def test_only_an_external_select_asks_for_options(workspace: Workspace, client: WebClient) -> None:
    opened(workspace, client, form(Colour={"type": "static_select", "options": TWO}))
    with pytest.raises(LookupError, match="asks nobody"):
        acts.suggest(workspace, "U0ANA", workspace.modals["U0ANA"][-1], "Colour", "a", "Red")


def test_shortcuts(app: App, workspace: Workspace) -> None:
    told: list[dict[str, Any]] = []
    app.shortcut("order.start")(keeps(told))
    app.message_shortcut("order.from_message")(keeps(told))
    app.event("message")(lambda: None)
    ana = workspace.person("ana")
    ana.shortcut("order.start")
    root = ana.says("#general", "the till is down")
    ana.message_shortcut("order.from_message", ana.replies(root, "again"))
    assert told[0]["type"] == "shortcut"
    assert told[1]["message"]["text"] == "again"
    assert told[1]["response_url"].startswith("http://")


def test_commands_show_their_answer(app: App, workspace: Workspace) -> None:
    answers = iter(
        [{"text": "all", "response_type": "in_channel"}, {"text": "", "blocks": [{"type": "header"}]}]
    )

    @app.command("/it")
    def answer() -> BoltResponse:
        return BoltResponse(
            status=200, body=json.dumps(next(answers)), headers={"content-type": "application/json"}
        )

    ana = workspace.person("ana")
    ana.command("/it", where="#general")
    ana.command("/it", where="#general")
    assert [m.text for m in workspace.person("bo").sees("#general")] == ["all"]
    assert [notice.code for notice in ana.notices] == ["failed"]


def test_home_and_messages_tabs(app: App, workspace: Workspace) -> None:
    opened: list[tuple[str, bool]] = []

    @app.event("app_home_opened")
    def greet(event: dict[str, Any], client: WebClient) -> None:
        opened.append((event["tab"], "view" in event))
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [{"type": "divider"}]})

    ana = workspace.person("ana")
    assert ana.opens_home() is not None
    ana.opens_home()
    ana.opens_messages()
    assert opened == [("home", False), ("home", True), ("messages", False)]


def test_the_world_changes(app: App, workspace: Workspace) -> None:
    told: list[Any] = []
    app.event("user_change")(lambda event: told.append((event["user"]["tz"], event["user"]["deleted"])))
    app.event("member_joined_channel")(lambda event: told.append(event["channel"]))
    app.event("message")(lambda event: told.append(event["text"]))
    ana = workspace.person("ana")
    ana.changes(zone="Europe/Berlin", deleted=True)
    ana.says("#finance", "nobody hears")
    ana.invites_bot("#finance")
    ana.says("#finance", "hello")
    assert told == [("Europe/Berlin", True), "C0FINANCE", "hello"]


def test_who_cannot_write_where(workspace: Workspace) -> None:
    with pytest.raises(LookupError, match="Eve Stone cannot write in #finance"):
        workspace.person("eve").says("#finance", "hi")
    with pytest.raises(LookupError, match="cannot write in #old"):
        workspace.person("ana").says("#old", "hi")
    with pytest.raises(LookupError, match="sees nothing"):
        workspace.person("ana").last("#old")
    assert repr(workspace.person("ana")) == "Ana Ruiz"


def test_marks_are_read_as_names(workspace: Workspace, client: WebClient) -> None:
    ana = workspace.person("ana")
    typed = ana.says("#general", "@Bo Larsen, see #finance & <b>: a@bo.example @nobody #other")
    assert typed.raw.text.startswith("<@U0BO>, see <#C0FINANCE|finance> &amp; &lt;b&gt;")
    assert typed.text == "@Bo Larsen, see #finance & <b>: a@bo.example @nobody #other"
    text = "<https://x.example|link> <https://y.example> <!date^1^{date}|24 Nov> <!here>"
    text += " <mailto:a@b.c|mail> <@U9|zoe>"
    client.chat_postMessage(channel="C0GENERAL", text=text)
    assert ana.last("#general").text == "link https://y.example 24 Nov here mail zoe"


def test_everything_readable_is_read(workspace: Workspace, client: WebClient) -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": words("Title")},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "hi "},
                        {"type": "user", "user_id": "U0BO"},
                        {"type": "channel", "channel_id": "C0FINANCE"},
                        {"type": "emoji", "name": "tada"},
                        {"type": "link", "url": "https://x.example"},
                    ],
                }
            ],
        },
        {
            "type": "table",
            "rows": [
                [{"type": "raw_text", "text": "Service"}, {"type": "raw_text", "text": "Cost"}],
                [{"type": "raw_text", "text": "ERP"}, {"type": "raw_number", "value": 5}],
            ],
        },
        {
            "type": "data_visualization",
            "title": "Cost",
            "chart": {"type": "pie", "segments": [{"label": "ERP", "value": 5}]},
        },
        {"type": "context_actions", "elements": [FEEDBACK]},
    ]
    read = all_text(workspace, blocks)
    for piece in (
        "Title",
        "hi @Bo Larsen#finance:tada:https://x.example",
        "Service | Cost",
        "ERP | 5",
        "Cost",
    ):
        assert piece in read
    assert read.endswith("ERP 5\nGood\nBad")


def test_time_moves_the_marks(workspace: Workspace) -> None:
    with freeze_time(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)):
        ana = workspace.person("ana")
        first, second = ana.says("#general", "a"), ana.says("#general", "b")
        assert (first.ts, second.ts) == ("1795449600.000000", "1795449600.000001")
        try:
            workspace.move_clock(timedelta(days=7))
            assert ana.says("#general", "c").ts == "1796054400.000000"
        finally:
            clock.reset()
    assert workspace.person("bo").unread("#general") == 3


def test_before_the_clock_moves_is_told_where_to(workspace: Workspace) -> None:
    start = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    heard: list[tuple[datetime, datetime]] = []
    workspace.before_clock_moves = lambda then: heard.append((clock.now(), then))
    with freeze_time(start):
        try:
            workspace.move_clock(timedelta(days=7))
        finally:
            clock.reset()
    assert heard == [(start, start + timedelta(days=7))]


def test_what_was_typed_stays_only_where_it_fits() -> None:
    text = {"type": "input", "block_id": "b", "element": {"type": "plain_text_input", "action_id": "a"}}
    day = {"type": "input", "block_id": "b", "element": {"type": "datepicker", "action_id": "a"}}
    kept = {"b": {"a": {"type": "plain_text_input", "value": "x"}}}
    assert starting_values([text], kept) == kept
    assert starting_values([day], kept) == {"b": {"a": {"type": "datepicker", "selected_date": None}}}
    file = {"type": "input", "block_id": "b", "element": {"type": "file_input", "action_id": "a"}}
    assert starting_values([file], {}) == {"b": {"a": {"type": "file_input", "files": []}}}
