"""The page's addresses: who may look where, what comes back, and everything that can be done."""

from typing import Any

import pytest

from bot import clock
from bot.sandbox import acts
from bot.sandbox.deliveries import Answer
from bot.sandbox.page.view_of import Page
from bot.sandbox.state import File, Json, Notice
from bot.sandbox.workspace import Workspace
from tests.sandbox.page import gallery
from tests.sandbox.page.conftest import Bot, Browser
from tests.sandbox.page.gallery import asked, button, option

ANA = "/as/ana/c/D0ANA"


@pytest.mark.parametrize(
    ("address", "status", "to"),
    [
        ("/", 307, "/as/ana/"),
        ("/as/bo/", 307, "/as/bo/c/D0BO"),
        ("/as/zoe/", 404, None),
        ("/as/ana/c/C0FINANCE", 200, None),
        ("/as/eve/c/C0FINANCE", 404, None),
        ("/as/ana/c/D0BO", 404, None),
        ("/as/ana/c/nowhere", 404, None),
        ("/page/page.css", 200, None),
        ("/page/nothing.css", 404, None),
    ],
)
def test_who_may_look_where(browser: Browser, address: str, status: int, to: str | None) -> None:
    reply = browser.get(address)
    assert (reply.status, reply.headers.get("location")) == (status, to)


def test_the_page_loads_nothing_from_elsewhere(browser: Browser) -> None:
    reply = browser.get(ANA)
    assert "script-src 'self'" in reply.headers["content-security-policy"]
    assert "http://" not in reply.text.replace("http://www.w3.org", "")
    assert " style=" not in reply.text


def test_the_page_shows_hints_until_they_are_put_away(browser: Browser) -> None:
    page = browser.get(ANA).text
    assert "draft=what%20does%20ERP%20cost%3F" in page
    assert "/as/ana/c/D0ANA?tab=home" in page
    assert 'href="/as/bo/c/D0BO?draft="' in page
    assert "/as/ana/c/C0FINANCE?draft=hello" in page
    assert '<button type="button" class="chip" data-clock="hour">One hour later</button>' in page
    browser.does("ana", "hide_hints")
    assert "Try this" not in browser.get(ANA).text


def test_parts_come_alone(browser: Browser) -> None:
    reply = browser.get(f"{ANA}?parts=sidebar,nonsense,modal")
    assert 'id="sidebar"' in reply.text
    assert 'id="modal"' in reply.text
    assert "<html" not in reply.text
    assert 'id="place"' not in reply.text


def test_people_talk(browser: Browser, workspace: Workspace, bot: Bot) -> None:
    browser.does("bo", "say", channel="C0FINANCE", text="Morning *all* <b> @ana")
    page = browser.get("/as/ana/c/C0FINANCE")
    assert 'Morning <strong>all</strong> &lt;b&gt; <span class="mention mention-me"' in page.text
    assert 'id="unread-line"' in page.text
    assert "(1) finance" in page.text
    browser.does("ana", "enter", channel="C0FINANCE")
    assert workspace.unread("U0ANA", "C0FINANCE") == 0
    assert 'id="unread-line"' in browser.get("/as/ana/c/C0FINANCE?parts=place").text
    assert 'id="unread-line"' not in browser.get("/as/ana/c/C0FINANCE").text
    browser.does("ana", "say", channel="C0FINANCE", text="  ")
    assert len(workspace.channels["C0FINANCE"].messages) == 1


def test_threads(browser: Browser, workspace: Workspace, bot: Bot) -> None:
    root = acts.say(workspace, "U0ANA", workspace.channel("finance"), "who?")
    browser.does("bo", "say", channel="C0FINANCE", text="me", thread=root.ts)
    page = browser.get(f"/as/ana/c/C0FINANCE?thread={root.ts}").text
    assert "1 reply" in page
    assert f'id="t-{root.ts}"' in page
    assert f'data-thread="{root.ts}"' in page
    browser.does("bo", "say", channel="C0FINANCE", text="/it in a thread is no command", thread=root.ts)
    assert "2 replies" in browser.get("/as/ana/c/C0FINANCE").text


def test_commands_and_shortcuts_reach_the_bot(browser: Browser, workspace: Workspace, bot: Bot) -> None:
    message = bot.posts("U0ANA")
    browser.does("ana", "say", channel="D0ANA", text="/it order")
    browser.does("ana", "shortcut", callback="order.start")
    browser.does("ana", "shortcut", callback="order.from_message", channel="D0ANA", ts=message.ts)
    assert [came.what for came in bot.came] == [
        "command /it",
        "interactive shortcut",
        "interactive message_action",
    ]


def test_the_tabs_of_the_bot_are_opened(browser: Browser, workspace: Workspace, bot: Bot) -> None:
    def publish(payload: Json) -> None:
        if payload["event"]["tab"] == "home":
            bot.call("views.publish", user_id="U0ANA", view={"type": "home", "blocks": gallery.ANSWER[:3]})

    bot.replies["event app_home_opened"] = publish
    assert "is preparing this page" in browser.get(f"{ANA}?tab=home").text
    browser.does("ana", "enter", channel="D0ANA", tab="home")
    page = browser.get(f"{ANA}?tab=home").text
    assert "keeps orders, stock and invoices" in page
    assert f'data-view="{workspace.homes["U0ANA"].id}"' in page
    browser.does("ana", "enter", channel="D0ANA")
    assert [came.payload["event"]["tab"] for came in bot.came] == ["home", "messages"]


def test_what_arrives_while_looking_is_read(browser: Browser, workspace: Workspace, bot: Bot) -> None:
    bot.posts("U0ANA")
    browser.does("ana", "read", channel="D0ANA")
    assert workspace.unread("U0ANA", "D0ANA") == 0


def test_only_for_you_until_the_reload(browser: Browser, workspace: Workspace, bot: Bot) -> None:
    bot.call("chat.postEphemeral", channel="C0FINANCE", user="U0ANA", text="Just you")
    assert "Only visible to you" in browser.get("/as/ana/c/C0FINANCE").text
    assert "Just you" not in browser.get("/as/bo/c/C0FINANCE").text
    browser.does("ana", "forget")
    assert "Just you" not in browser.get("/as/ana/c/C0FINANCE").text


def test_buttons_of_a_message(browser: Browser, bot: Bot) -> None:
    level = {"type": "static_select", "action_id": "v", "options": gallery.COLOURS}
    message = bot.posts("U0ANA", [*gallery.ANSWER, asked("Level", "level", level)])
    reply = browser.does(
        "ana",
        "press",
        channel="D0ANA",
        ts=message.ts,
        block="a2",
        action="order.start",
        values={"level": {"v": "plus"}},
    )
    assert reply.status == 200
    told = bot.came[-1].payload
    assert (told["actions"][0]["action_id"], told["actions"][0]["value"]) == ("order.start", "1")
    assert told["state"]["values"]["level"]["v"]["selected_option"]["value"] == "plus"
    assert '<option value="plus" selected>' in browser.get(ANA).text
    feedback: dict[str, Any] = {"channel": "D0ANA", "ts": message.ts, "block": "f1", "action": "feedback"}
    browser.does("ana", "press", **feedback, choice="no")
    assert bot.came[-1].payload["actions"][0]["value"] == "no"


def acked(done: Json) -> Answer:
    return Answer(bool(done["ok"]))


def opened(browser: Browser, bot: Bot, blocks: list[Json], **more: Any) -> Json:
    bot.replies["command /it"] = lambda payload: acked(bot.opens(payload["trigger_id"], blocks, **more))
    browser.does("ana", "say", channel="D0ANA", text="/it order")
    view: Json = bot.workspace.modals["U0ANA"][-1].__dict__
    return view


FORM = [
    asked("Users", "users", {"type": "number_input", "action_id": "v", "is_decimal_allowed": False}),
    asked("Reminder", "remind", {"type": "datetimepicker", "action_id": "v"}, optional=True),
]


def test_a_form_with_errors_at_its_fields(browser: Browser, workspace: Workspace, bot: Bot) -> None:
    view = opened(browser, bot, FORM)
    assert browser.does("ana", "submit", values={}).json == {"errors": ["users"]}
    assert "Please complete this required field." in browser.get(f"{ANA}?parts=modal").text
    bot.replies["interactive view_submission"] = lambda payload: Answer(
        True, {"response_action": "errors", "errors": {"users": "Three at most."}}
    )
    values = {"users": {"v": "5"}, "remind": {"v": "2026-11-24T09:00"}}
    assert browser.does("ana", "submit", values=values).json == {"errors": ["users"]}
    sent = bot.came[-1].payload["view"]["state"]["values"]
    assert sent["users"]["v"]["value"] == "5"
    assert sent["remind"]["v"]["selected_date_time"] == 1795536000
    modal = browser.get(f"{ANA}?parts=modal").text
    assert "Three at most." in modal
    assert 'value="2026-11-24T09:00"' in modal
    browser.does("ana", "fill", view=view["id"], values={"users": {"v": "3"}})
    del bot.replies["interactive view_submission"]
    assert browser.does("ana", "submit").json == {"errors": []}
    assert workspace.modals["U0ANA"] == []


@pytest.mark.parametrize(
    ("element", "typed", "words"),
    [
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "34"}, "2", "Enter 34 or more."),
        ({"type": "number_input", "is_decimal_allowed": False, "max_value": "3"}, "9", "Enter 3 or less."),
        ({"type": "number_input", "is_decimal_allowed": False}, "few", "Enter a number,"),
        ({"type": "plain_text_input", "min_length": 5}, "hm", "Enter at least 5 characters."),
        ({"type": "plain_text_input", "max_length": 2}, "hmm", "Enter at most 2 characters."),
        ({"type": "plain_text_input"}, "h" * 3001, "Enter at most 3000 characters."),
    ],
)
def test_slacks_own_objections_name_the_limit(
    browser: Browser, bot: Bot, element: Json, typed: str, words: str
) -> None:
    opened(browser, bot, [asked("What", "what", {**element, "action_id": "v"})])
    browser.does("ana", "submit", values={"what": {"v": typed}})
    assert words in browser.get(f"{ANA}?parts=modal").text


def test_a_pushed_form_can_be_left_or_all_closed(browser: Browser, workspace: Workspace, bot: Bot) -> None:
    opened(browser, bot, [{"type": "actions", "block_id": "b", "elements": [button("More", "more")]}])
    second = {
        "type": "modal",
        "title": gallery.plain("More"),
        "blocks": [gallery.ANSWER[0]],
        "close": gallery.plain("Enough"),
    }
    bot.replies["interactive block_actions"] = lambda payload: acked(
        bot.call("views.push", trigger_id=payload["trigger_id"], view=second)
    )
    for said in ({}, {"all": True}):
        top = workspace.modals["U0ANA"][-1]
        browser.does("ana", "press", view=top.id, block="b", action="more")
        modal = browser.get(f"{ANA}?parts=modal").text
        assert 'aria-label="Back"' in modal
        assert "Enough" in modal
        browser.does("ana", "close", **said)
    assert workspace.modals["U0ANA"] == []


def test_an_external_select_asks_as_one_types(browser: Browser, bot: Bot) -> None:
    search = {"type": "external_select", "action_id": "v", "min_query_length": 1}
    view = opened(browser, bot, [asked("Service", "service", search)])
    bot.replies["interactive block_suggestion"] = lambda payload: Answer(
        True, {"options": [option(payload["value"].upper(), "erp")]}
    )
    at = {"view": view["id"], "block": "service", "action": "v"}
    assert browser.does("ana", "options", **at, typed="er").json == {
        "options": [{"value": "erp", "text": "ER"}]
    }
    assert browser.does("ana", "press", **at, choice="erp").status == 200
    assert 'data-value="erp"' in browser.get(f"{ANA}?parts=modal").text


def test_what_is_gone_is_told(browser: Browser, workspace: Workspace, bot: Bot) -> None:
    message = bot.posts("U0ANA", [gallery.ANSWER[2]])
    gone = [
        browser.does("ana", "press", channel="D0ANA", ts="1.0", block="a2", action="order.start"),
        browser.does("ana", "press", channel="D0ANA", ts=message.ts, block="a2", action="nothing"),
        browser.does("bo", "press", channel="D0ANA", ts=message.ts, block="a2", action="order.start"),
        browser.does("ana", "close"),
        browser.does("ana", "clock", to="yesterday"),
    ]
    assert [reply.status for reply in gone] == [409] * 5
    assert gone[0].json == {"gone": "that message is gone"}


def test_only_json_from_the_page_is_taken(browser: Browser) -> None:
    assert browser.posts("/as/ana/do/say", b"text=hi", "application/x-www-form-urlencoded").status == 415
    assert browser.does("ana", "dance").status == 404


def test_the_traffic_and_what_shall_go_wrong(browser: Browser, workspace: Workspace, bot: Bot) -> None:
    bot.posts("U0ANA")
    browser.does("ana", "fault", mishap="delay", what="chat.*", times="2", seconds="0.5")
    drawer = browser.get(f"{ANA}?parts=inspector&traffic=1").text
    assert "chat.postMessage" in drawer
    assert "delay for chat.* (2×)" in drawer
    assert [(fault.seconds, fault.times) for fault in workspace.faults.waiting] == [(0.5, 2)]
    browser.does("ana", "fault")
    assert workspace.faults.waiting == []
    assert "chat.postMessage" not in browser.get(f"{ANA}?parts=inspector").text


@pytest.fixture
def true_time() -> Any:
    yield
    clock.reset()


@pytest.mark.usefixtures("true_time")
def test_the_clock_is_moved(browser: Browser, workspace: Workspace) -> None:
    assert "Monday, 23 November 2026 at 9:00 AM" in browser.get(f"{ANA}?parts=top").text
    browser.does("ana", "clock", to="monday")
    assert "Monday, 30 November 2026 at 9:00 AM" in browser.get(f"{ANA}?parts=top").text
    heard: list[str] = []
    workspace.on_clock_moved = lambda: heard.append("moved")
    browser.does("ana", "clock", to="hour")
    assert heard == ["moved"]


def test_files_suggestions_status_and_reactions_are_drawn(
    browser: Browser, workspace: Workspace, bot: Bot
) -> None:
    workspace.files["F1"] = File("F1", "m o.png", "The month", "image/png", 3, "Bars", b"png")
    workspace.files["F2"] = File("F2", "m.csv", "Figures", "text/csv", 3, "", b"csv")
    message = bot.posts("C0FINANCE")
    message.files = [workspace.files["F1"].payload("u", "u"), workspace.files["F2"].payload("u", "u")]
    bot.call("reactions.add", channel="C0FINANCE", timestamp=message.ts, name="eyes")
    bot.call("chat.update", channel="C0FINANCE", ts=message.ts, text="Hello again")
    page = browser.get("/as/ana/c/C0FINANCE").text
    assert 'src="/files/F1/m%20o.png" alt="Bars"' in page
    assert '<a href="/files/F2/m.csv">Figures</a>' in page
    assert 'title="domestique"' in page
    assert "(edited)" in page


@pytest.mark.parametrize(
    ("code", "about", "label", "words"),
    [
        ("unreachable", "shortcut", "", "so the shortcut did nothing"),
        ("failed", "modal", "Order", "failed at Order"),
        ("took_too_long", "options", "", "too long to answer the list"),
        ("unknown_command", "command", "/x", "There is no command /x"),
    ],
)
def test_what_slack_says_in_words(
    workspace: Workspace, code: Any, about: str, label: str, words: str
) -> None:
    assert words in Page(workspace).notice(Notice("U0ANA", code, about, label))


def test_a_message_drawn_before_shows_what_has_changed_since(
    browser: Browser, workspace: Workspace, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.page.view_of.DRAWN_KEPT", 1)
    attachment = {"blocks": [gallery.ANSWER[3]], "pretext": "*Before*", "title": "Why", "text": "unused"}
    message = bot.posts("C0FINANCE", [gallery.ANSWER[0]], attachments=[attachment, {"text": "_More_"}])
    for _ in range(2):
        page = browser.get("/as/ana/c/C0FINANCE").text
        assert "keeps orders" in page
        assert "<strong>Before</strong>" in page
        assert "Answered from the catalog" in page
        assert "<em>More</em>" in page
    bot.call("chat.update", channel="C0FINANCE", ts=message.ts, text="x", blocks=[gallery.ANSWER[1]])
    assert "keeps orders" not in browser.get("/as/ana/c/C0FINANCE").text


def test_a_keystroke_still_on_its_way_when_a_form_closes_is_no_trouble(browser: Any) -> None:
    values = {"users": {"v": "3"}}
    late = [
        browser.does("ana", "fill", view="V0CLOSED", values=values),
        browser.does("ana", "press", view="V0CLOSED", block="users", action="v", choice="3", values=values),
    ]

    assert [reply.status for reply in late] == [200, 200]
