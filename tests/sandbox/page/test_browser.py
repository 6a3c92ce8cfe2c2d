"""The page in a real browser: live, by keyboard, on a phone, with forms, menus, tables and traffic."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, FilePayload, Page, expect

from bot import clock
from bot.sandbox import acts
from bot.sandbox.deliveries import Answer
from bot.sandbox.server import Server, serve
from bot.sandbox.state import Json
from bot.sandbox.workspace import Workspace
from tests.sandbox.page import gallery
from tests.sandbox.page.conftest import MANIFEST, PLAN, Bot
from tests.sandbox.page.gallery import asked, button, mrkdwn
from tests.windows import open_window

pytestmark = [pytest.mark.browser, pytest.mark.sockets]
PHONE: Any = {"width": 360, "height": 740}
DESK: Any = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def window() -> Iterator[BrowserContext]:
    with open_window(viewport=DESK, reduced_motion="reduce") as window:
        yield window


@pytest.fixture
def workspace() -> Workspace:
    return Workspace(PLAN, MANIFEST)


@pytest.fixture
def server(workspace: Workspace, bot: Bot) -> Iterator[Server]:
    server = serve(workspace)
    workspace.limits.on = False
    yield server
    server.stop()
    clock.reset()


Open = Callable[..., Page]


@pytest.fixture
def tab(window: BrowserContext, server: Server) -> Iterator[Open]:
    """Open a tab: `tab("ana")`, `tab("bo", "C0FINANCE")`; a page error fails the test."""
    pages: list[Page] = []
    troubles: list[str] = []

    def hear(line: ConsoleMessage) -> None:
        if line.type == "error":
            troubles.append(line.text)

    def open_tab(who: str, channel: str = "", *, size: Any = DESK) -> Page:
        page = window.new_page()
        pages.append(page)
        page.set_viewport_size(size)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", hear)
        page.goto(f"{server.url}/as/{who}/{f'c/{channel}' if channel else ''}")
        page.locator("body[data-ready]").wait_for()
        return page

    yield open_tab
    for page in pages:
        page.close()
    assert [trouble for trouble in troubles if "ERR_INTERNET_DISCONNECTED" not in trouble] == []


def said(page: Page, words: str) -> Any:
    return page.locator("#place .message", has_text=words)


def test_two_people_talk_in_two_tabs(tab: Open, workspace: Workspace) -> None:
    ana, bo = tab("ana", "C0FINANCE"), tab("bo", "C0FINANCE")
    ana.keyboard.type("hello @bo")
    expect(ana.get_by_role("option", name="Bo Larsen")).to_be_visible()
    ana.keyboard.press("Enter")
    ana.keyboard.type("*now*")
    ana.keyboard.press("Enter")
    expect(said(bo, "hello @Bo Larsen now").locator("strong")).to_have_text("now")
    expect(said(bo, "hello").locator(".mention-me")).to_have_text("@Bo Larsen")
    expect(ana.locator("#say")).to_have_value("")
    expect(bo.locator("#place .byline .who")).to_have_text("Ana Ruiz")


def test_unread_marks_come_and_go(tab: Open, workspace: Workspace) -> None:
    ana = tab("ana")
    acts.say(workspace, "U0BO", workspace.channel("finance"), "look here")
    link = ana.get_by_role("link", name="finance 1 unread")
    expect(link).to_have_class("unread")
    link.click()
    expect(ana.locator("#unread-line")).to_be_visible()
    expect(ana.get_by_role("link", name="finance", exact=True)).to_have_attribute("aria-current", "page")
    expect(ana).to_have_url(re.compile("/as/ana/c/C0FINANCE$"))
    ana.go_back()
    expect(ana.get_by_role("heading", name="domestique", exact=True).first).to_be_visible()


def test_a_half_typed_message_survives_what_arrives_and_a_reload(tab: Open, workspace: Workspace) -> None:
    ana = tab("ana", "C0FINANCE")
    ana.keyboard.type("half a thou")
    acts.say(workspace, "U0BO", workspace.channel("finance"), "meanwhile")
    expect(said(ana, "meanwhile")).to_be_visible()
    ana.keyboard.type("ght")
    expect(ana.locator("#say")).to_have_value("half a thought")
    ana.reload()
    expect(ana.locator("#say")).to_have_value("half a thought")


def test_a_file_is_attached_to_a_message(tab: Open, workspace: Workspace) -> None:
    page = tab("ana")
    bill: FilePayload = {"name": "bill.csv", "mimeType": "text/csv", "buffer": b"a,b\n"}
    page.locator("#say-form").get_by_label("Attach a file").set_input_files(bill)
    expect(page.locator("#say-form .attached")).to_have_text("bill.csv")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#say-form .attached")).to_be_empty()
    expect(page.locator(".file")).to_contain_text("bill.csv")
    assert workspace.person("ana").last().files == ["bill.csv"]


def test_threads_open_beside_and_close_by_escape(tab: Open, workspace: Workspace) -> None:
    root = acts.say(workspace, "U0ANA", workspace.channel("finance"), "what does ERP cost?")
    acts.say(workspace, "U0BO", workspace.channel("finance"), "a lot", root.ts)
    ana = tab("ana", "C0FINANCE")
    ana.get_by_role("link", name="1 reply").click()
    expect(ana.locator("#reply")).to_be_focused()
    ana.keyboard.type("how much?")
    ana.keyboard.press("Enter")
    expect(ana.locator("#pane .message")).to_have_count(3)
    expect(ana.get_by_role("link", name="2 replies")).to_be_visible()
    ana.keyboard.press("Escape")
    expect(ana.locator("#pane")).to_be_hidden()


def test_what_only_you_see_is_gone_on_reload(tab: Open, bot: Bot) -> None:
    ana = tab("ana", "C0FINANCE")
    bot.call("chat.postEphemeral", channel="C0FINANCE", user="U0ANA", text="psst")
    expect(said(ana, "psst")).to_contain_text("Only visible to you")
    ana.reload()
    expect(said(ana, "psst")).to_have_count(0)


ORDER: list[Json] = [
    {"type": "section", "text": mrkdwn("Order *ERP*")},
    asked("Level", "level", {"type": "static_select", "action_id": "v", "options": gallery.COLOURS}),
    asked("Users", "users", {"type": "number_input", "action_id": "v", "is_decimal_allowed": False}),
    asked("Starts", "starts", {"type": "datepicker", "action_id": "v"}),
    asked("For", "who", {"type": "multi_users_select", "action_id": "v"}, optional=True),
    {"type": "actions", "block_id": "more", "elements": [button("More", "more")]},
]


def order_by_command(bot: Bot) -> None:
    bot.replies["command /it"] = lambda payload: Answer(bot.opens(payload["trigger_id"], ORDER)["ok"])


def test_a_form_from_opening_to_sending(tab: Open, bot: Bot, workspace: Workspace) -> None:
    order_by_command(bot)
    ana = tab("ana")
    ana.keyboard.type("/it")
    expect(ana.get_by_role("option")).to_contain_text("order | report")
    ana.keyboard.press("Tab")
    ana.keyboard.type("order")
    ana.keyboard.press("Enter")
    form = ana.get_by_role("dialog", name="Order")
    expect(form.get_by_label("Level")).to_be_focused()
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("Please complete this required field.")).to_have_count(3)
    expect(form.get_by_label("Level")).to_be_focused()
    form.get_by_label("Level").select_option("plus")
    form.get_by_label("Users").fill("5")
    form.get_by_label("Starts").fill("2026-12-01")
    form.locator("summary").click()
    form.get_by_label("Bo Larsen").check()
    bot.replies["interactive view_submission"] = lambda payload: Answer(
        True, {"response_action": "errors", "errors": {"users": "Three at most."}}
    )
    ana.keyboard.press("Tab")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("Three at most.")).to_be_visible()
    expect(form.get_by_label("Users")).to_be_focused()
    expect(form.get_by_label("Users")).to_have_value("5")
    bot.replies["interactive view_submission"] = lambda payload: Answer(True)
    form.get_by_label("Users").fill("3")
    ana.keyboard.press("Enter")
    expect(form).to_be_hidden()
    values = bot.came[-1].payload["view"]["state"]["values"]
    assert values["users"]["v"]["value"] == "3"
    assert values["level"]["v"]["selected_option"]["value"] == "plus"
    assert values["starts"]["v"]["selected_date"] == "2026-12-01"
    assert values["who"]["v"]["selected_users"] == ["U0BO"]


def test_forms_stack_and_keep_what_was_typed(tab: Open, bot: Bot) -> None:
    order_by_command(bot)
    second = {"type": "modal", "title": gallery.plain("Levels"), "blocks": [ORDER[0]]}
    bot.replies["interactive block_actions"] = lambda payload: Answer(
        bot.call("views.push", trigger_id=payload["trigger_id"], view=second)["ok"]
    )
    ana = tab("ana")
    ana.keyboard.type("/it order")
    ana.keyboard.press("Enter")
    ana.get_by_label("Users").fill("7")
    ana.get_by_role("button", name="More", exact=True).click()
    expect(ana.get_by_role("dialog", name="Levels")).to_be_visible()
    ana.get_by_role("button", name="Back").click()
    expect(ana.get_by_label("Users")).to_have_value("7")
    ana.keyboard.press("Escape")
    expect(ana.get_by_role("dialog")).to_have_count(0)


def test_a_form_that_gets_no_answer_says_so_and_stays(tab: Open, bot: Bot) -> None:
    order_by_command(bot)
    bot.replies["interactive view_submission"] = lambda payload: Answer(False, reason="http_timeout")
    ana = tab("ana")
    ana.keyboard.type("/it order")
    ana.keyboard.press("Enter")
    ana.get_by_label("Level").select_option("plus")
    ana.get_by_label("Users").fill("1")
    ana.get_by_label("Starts").fill("2026-12-01")
    ana.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(ana.get_by_role("alert")).to_contain_text("took too long to answer Order")
    expect(ana.get_by_label("Users")).to_have_value("1")


def test_a_button_asks_first_and_tells_of_silence(tab: Open, bot: Bot) -> None:
    bot.posts("U0ANA", gallery.ANSWER)
    bot.replies["interactive block_actions"] = lambda payload: Answer(False, reason="http_timeout")
    ana = tab("ana")
    ana.get_by_role("button", name="Cancel order").click()
    ana.get_by_role("button", name="Keep it").click()
    assert not [came for came in bot.came if came.what == "interactive block_actions"]
    ana.get_by_role("button", name="Cancel order").click()
    expect(ana.get_by_role("dialog")).to_contain_text("Nothing has been charged yet.")
    ana.get_by_role("button", name="Cancel it").click()
    expect(ana.locator(".toast")).to_contain_text("took too long to answer Cancel order")
    assert bot.came[-1].payload["actions"][0]["action_id"] == "order.cancel"


def test_menus_by_keyboard(tab: Open, bot: Bot) -> None:
    bot.posts("U0ANA", gallery.ANSWER)
    ana = tab("ana")
    opener = ana.get_by_role("button", name="More actions")
    opener.focus()
    ana.keyboard.press("Enter")
    expect(ana.get_by_role("menuitem", name="Talk to a person")).to_be_focused()
    ana.keyboard.press("ArrowDown")
    expect(ana.get_by_role("menuitem", name="Stop offers")).to_be_focused()
    ana.keyboard.press("Escape")
    expect(opener).to_be_focused()
    ana.keyboard.press("Enter")
    ana.keyboard.press("ArrowUp")
    with ana.expect_response("**/do/press"):
        ana.keyboard.press("Enter")
    assert bot.came[-1].payload["actions"][0]["selected_option"]["value"] == "s"


def test_shortcuts_of_the_workspace_and_of_a_message(tab: Open, bot: Bot, workspace: Workspace) -> None:
    message = bot.posts("U0ANA", gallery.ANSWER)
    ana = tab("ana")
    ana.get_by_role("button", name="Shortcuts").click()
    with ana.expect_response("**/do/shortcut"):
        ana.get_by_role("menuitem", name="Order from IT").click()
    assert bot.came[-1].payload["callback_id"] == "order.start"
    said(ana, "keeps orders").hover()
    ana.get_by_role("button", name="More for this message").click()
    with ana.expect_response("**/do/shortcut"):
        ana.get_by_role("menuitem", name="Turn into a request").click()
    assert bot.came[-1].payload["message_ts"] == message.ts


def test_an_external_select_offers_what_the_bot_knows(tab: Open, bot: Bot) -> None:
    search = {"type": "external_select", "action_id": "v", "min_query_length": 2}
    bot.posts("U0ANA", [{"type": "actions", "block_id": "b", "elements": [search]}])
    bot.replies["interactive block_suggestion"] = lambda payload: Answer(
        True, {"options": [gallery.option("ERP Standard", "std"), gallery.option("ERP Plus", "plus")]}
    )
    ana = tab("ana")
    box = ana.locator(".combo input")
    box.press_sequentially("er")
    expect(ana.get_by_role("option")).to_have_count(2)
    box.press("ArrowDown")
    with ana.expect_response("**/do/press"):
        box.press("Enter")
    expect(box).to_have_value("ERP Plus")
    assert bot.came[-1].payload["actions"][0]["selected_option"]["value"] == "plus"


def test_the_home_tab_is_live(tab: Open, bot: Bot) -> None:
    def publish(words: str) -> None:
        section = {"type": "section", "text": mrkdwn(words)}
        bot.call("views.publish", user_id="U0ANA", view={"type": "home", "blocks": [section]})

    ana = tab("ana")
    ana.get_by_role("link", name="Home", exact=True).click()
    expect(ana.locator("#home")).to_contain_text("preparing")
    publish("One order")
    expect(ana.locator("#home")).to_have_text("One order")
    publish("Two orders")
    expect(ana.locator("#home")).to_have_text("Two orders")


def test_a_table_is_sorted_and_turned(tab: Open, bot: Bot) -> None:
    bot.posts("C0FINANCE", [gallery.DATA_TABLE])
    ana = tab("ana", "C0FINANCE")
    rows = ana.locator(".data-table tbody tr:visible")
    expect(rows).to_have_count(4)
    ana.get_by_role("button", name="Cost").click()
    expect(rows.first).to_contain_text("Files")
    bot.posts("C0FINANCE", [gallery.TABLE])
    expect(ana.locator("[data-message]")).to_have_count(2)
    expect(rows.first).to_contain_text("Files")
    ana.get_by_role("button", name="Cost").click()
    expect(rows.first).to_contain_text("ERP")
    expect(ana.locator("[aria-sort=descending]")).to_contain_text("Cost")
    ana.get_by_role("button", name="Next").click()
    expect(ana.get_by_text("5–6 of 6")).to_be_visible()
    expect(rows).to_have_count(2)


def test_the_traffic_and_a_fault(tab: Open, bot: Bot) -> None:
    ana = tab("ana", "C0FINANCE")
    ana.get_by_role("button", name="Traffic").click()
    bot.posts("C0FINANCE")
    row = ana.locator(".exchange", has_text="chat.postMessage")
    row.locator("summary").click()
    expect(row).to_contain_text('"channel": "C0FINANCE"')
    ana.get_by_label("Make this go wrong").select_option("error_before")
    ana.get_by_role("button", name="Arm").click()
    expect(ana.locator(".faults")).to_contain_text("error before for *")
    ana.get_by_role("button", name="Clear").click()
    expect(ana.locator(".faults")).to_contain_text("Nothing is set to go wrong")


def test_the_clock_and_the_people_are_in_the_bar(tab: Open, workspace: Workspace) -> None:
    heard: list[str] = []
    workspace.on_clock_moved = lambda: heard.append("moved")
    ana = tab("ana")
    ana.locator(".topbar summary").nth(1).click()
    with ana.expect_response("**/do/clock"):
        ana.get_by_role("button", name="Next Monday 9:00").click()
    expect(ana.locator(".topbar summary").nth(1)).to_contain_text("9:00 AM")
    assert heard == ["moved"]
    ana.locator(".topbar summary").first.click()
    ana.get_by_role("link", name="Eve Stone").click()
    expect(ana.locator(".sidebar .name")).to_contain_text("Signed in as Eve Stone")


def test_somebody_leaves_the_company(tab: Open, workspace: Workspace) -> None:
    ana = tab("ana")
    ana.locator(".topbar summary").first.click()
    ana.get_by_role("button", name="Ana Ruiz leaves the company").click()
    expect(ana.locator(".topbar")).to_contain_text("Ana Ruiz has left the company.")
    assert workspace.member("ana").deleted


def test_hints_fill_the_box_and_go_away(tab: Open) -> None:
    ana = tab("ana", "C0FINANCE")
    ana.get_by_role("link", name="Ask: what does ERP cost?").click()
    expect(ana.locator("#say")).to_have_value("what does ERP cost?")
    expect(ana.locator("#say")).to_be_focused()
    ana.get_by_role("button", name="Hide these suggestions").click()
    expect(ana.locator("#hints")).to_have_count(0)


def test_on_a_phone_nothing_is_cut_off(tab: Open, bot: Bot) -> None:
    bot.posts("U0ANA", gallery.ANSWER)
    bot.posts("U0ANA", [gallery.BAR, gallery.DATA_TABLE])
    ana = tab("ana", size=PHONE)
    assert ana.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(ana.locator("#sidebar")).not_to_be_in_viewport()
    ana.get_by_role("button", name="Channels and messages").click()
    ana.get_by_role("link", name="finance", exact=True).click()
    expect(ana.locator("#sidebar")).not_to_be_in_viewport()
    expect(ana.get_by_role("heading", name="finance").first).to_be_visible()


def test_the_page_comes_back_after_the_connection_was_lost(tab: Open, workspace: Workspace) -> None:
    ana = tab("ana", "C0FINANCE")
    ana.context.set_offline(True)
    try:
        acts.say(workspace, "U0BO", workspace.channel("finance"), "while you were away")
    finally:
        ana.context.set_offline(False)
    expect(said(ana, "while you were away")).to_be_visible(timeout=10_000)


def test_the_bots_answer_in_a_thread_is_shown_at_once(tab: Open, bot: Bot) -> None:
    bot.replies["event message"] = lambda payload: Answer(
        bool(bot.posts("D0ANA", gallery.ANSWER, thread_ts=payload["event"]["ts"]))
    )
    ana = tab("ana")
    ana.keyboard.type("what does ERP cost?")
    ana.keyboard.press("Enter")
    expect(ana.locator("#pane")).to_contain_text("keeps orders, stock and invoices")
    expect(ana.locator("#reply")).to_be_focused()


def test_messages_are_reached_by_keyboard(tab: Open, workspace: Workspace) -> None:
    for words in ("one", "two", "three"):
        acts.say(workspace, "U0BO", workspace.channel("finance"), words)
    ana = tab("ana", "C0FINANCE")
    ana.locator("#say").focus()
    ana.keyboard.press("Shift+Tab")
    expect(said(ana, "three")).to_be_focused()
    ana.keyboard.press("ArrowUp")
    expect(said(ana, "two")).to_be_focused()
    ana.keyboard.press("Tab")
    expect(said(ana, "two").get_by_role("link", name="Reply in thread")).to_be_focused()
    ana.keyboard.press("Enter")
    expect(ana.locator("#pane")).to_contain_text("two")
