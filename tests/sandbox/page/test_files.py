"""Files that a person chooses for a form."""

from base64 import b64encode

from bot.sandbox import acts
from bot.sandbox.workspace import Workspace
from tests.sandbox.page.conftest import Bot, Browser

ASKED = {
    "type": "input",
    "block_id": "b",
    "label": {"type": "plain_text", "text": "A plan"},
    "element": {"type": "file_input", "action_id": "a", "max_files": 2},
}


def test_a_chosen_file_is_kept_and_stands_in_the_form(
    workspace: Workspace, bot: Bot, browser: Browser
) -> None:
    acts.shortcut(workspace, "U0ANA", "order.start")
    trigger = bot.came[-1].payload["trigger_id"]
    view = bot.opens(trigger, [ASKED])["view"]["id"]
    data = b64encode(b"a plan").decode()
    given = browser.does("ana", "upload", name="plan.pdf", data=data).json["file"]
    browser.does("ana", "fill", view=view, values={"b": {"a": [given]}})
    state = workspace.modals["U0ANA"][-1].values["b"]["a"]
    assert [file["name"] for file in state["files"]] == ["plan.pdf"]
    assert workspace.files[given].content == b"a plan"
    drawn = browser.get(f"/as/ana/c/{workspace.dm('U0ANA').id}").text
    assert "plan.pdf" in drawn
    assert f'data-files="{given}"' in drawn


def test_a_file_that_nobody_gave_cannot_stand_in_a_form(
    workspace: Workspace, bot: Bot, browser: Browser
) -> None:
    acts.shortcut(workspace, "U0ANA", "order.start")
    view = bot.opens(bot.came[-1].payload["trigger_id"], [ASKED])["view"]["id"]
    browser.does("ana", "fill", view=view, values={"b": {"a": ["F0NONE"]}})
    assert workspace.modals["U0ANA"][-1].values["b"]["a"]["files"] == []


def test_a_file_goes_with_a_message(workspace: Workspace, browser: Browser) -> None:
    data, dm = b64encode(b"a,b\n").decode(), workspace.dm("U0ANA").id
    given = browser.does("ana", "upload", name="bill.csv", data=data).json["file"]
    browser.does("ana", "say", channel=dm, text="", files=[given])
    assert workspace.person("ana").last().files == ["bill.csv"]
    assert "bill.csv" in browser.get(f"/as/ana/c/{dm}").text
