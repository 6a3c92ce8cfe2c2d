"""Files that people share: the bot hears of them, asks what they are, and reads them with its token."""

import urllib.request
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.wire import Declined, FateUnknown, TooFast, TooLarge, Unmet
from bot.sandbox.client import in_process_client
from bot.sandbox.workspace import Workspace
from bot.wire import SlackWire
from tests.sandbox.conftest import PLAN, keeps

BILL = b"month,amount\n2026-10,12\n"


@pytest.fixture
def heard(app: App) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    app.event("message")(keeps(events))
    return events


def address(client: WebClient, id: str) -> str:
    return str(client.api_call("files.info", params={"file": id})["file"]["url_private"])


def test_a_message_carries_its_files(workspace: Workspace, heard: list[dict[str, Any]]) -> None:
    workspace.person("ana").sends_file("bill.csv", BILL, "last month")

    (event,) = [each["event"] for each in heard]
    (file,) = event["files"]
    assert (event["subtype"], event["text"], event["channel_type"]) == ("file_share", "last month", "im")
    assert (file["name"], file["size"], file["filetype"], file["mode"]) == ("bill.csv", 24, "csv", "hosted")
    assert workspace.person("ana").last().files == ["bill.csv"]


def test_a_file_comes_down_with_the_token_only(
    workspace: Workspace, client: WebClient, heard: list[dict[str, Any]], tmp_path: Path
) -> None:
    workspace.person("ana").sends_file("bill.csv", BILL)
    (file,) = heard[0]["event"]["files"]
    there = address(client, file["id"])

    SlackWire(client).download(there, tmp_path / "bill", 24)
    assert (tmp_path / "bill").read_bytes() == BILL
    with urllib.request.urlopen(there) as page:
        assert page.headers.get_content_type() == "text/html"
    with pytest.raises(Declined, match="no_permission"):
        SlackWire(in_process_client(workspace, "xoxb-another")).download(there, tmp_path / "none", 24)
    with pytest.raises(TooLarge):
        SlackWire(client).download(there, tmp_path / "cut", 23)


@pytest.mark.parametrize(
    ("mishap", "error"),
    [("error_before", FateUnknown), ("cut_before", FateUnknown), ("too_fast", TooFast)],
)
def test_a_download_fails_as_everything_can(
    workspace: Workspace, client: WebClient, tmp_path: Path, mishap: Any, error: type[Unmet]
) -> None:
    id = workspace.person("ana").holds("bill.csv", BILL)
    there = address(client, id)
    workspace.faults.add(mishap, "download")

    with pytest.raises(error):
        SlackWire(client).download(there, tmp_path / "bill", 99)


def test_a_deleted_file_is_gone(workspace: Workspace, client: WebClient, tmp_path: Path) -> None:
    ana = workspace.person("ana")
    id = ana.holds("bill.csv", BILL)
    there = address(client, id)
    ana.deletes_file("bill.csv")

    with pytest.raises(SlackApiError, match="file_deleted"):
        address(client, id)
    with pytest.raises(Declined, match="file_not_found"):
        SlackWire(client).download(there, tmp_path / "bill", 99)
    with pytest.raises(SlackApiError, match="file_not_found"):
        address(client, "F0NONE")


def test_a_file_elsewhere_is_not_the_apps(workspace: Workspace, client: WebClient) -> None:
    workspace.person("bo").sends_file("bill.csv", BILL, where="#finance")  # the bot is not in there

    with pytest.raises(SlackApiError, match="file_not_found"):
        address(client, next(iter(workspace.files)))


def test_files_need_their_scope() -> None:
    bare = Workspace.load(PLAN, {"oauth_config": {"scopes": {"bot": ["chat:write"]}}})
    id = bare.person("ana").holds("bill.csv", BILL)

    with pytest.raises(SlackApiError, match="missing_scope"):
        address(in_process_client(bare), id)


def test_the_token_goes_to_nobody_else(client: WebClient, tmp_path: Path) -> None:
    for there in ("http://elsewhere.example/files-pri/T1-F1/bill.csv", "file:///etc/hosts"):
        with pytest.raises(Declined, match="no_permission"):
            SlackWire(client).download(there, tmp_path / "bill", 99)
