"""Views: modals and Homes, their triggers, stacks, values and errors."""

import json
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.sandbox import rights
from bot.sandbox.rights import issue_trigger
from bot.sandbox.workspace import Workspace

Refused = Callable[..., Any]


def modal(title: str = "One", **more: Any) -> dict[str, Any]:
    why = {
        "type": "input",
        "block_id": "why",
        "label": {"type": "plain_text", "text": "Why"},
        "element": {"type": "plain_text_input", "action_id": "why", "initial_value": "so"},
    }
    view = {
        "type": "modal",
        "callback_id": "one",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [why],
    }
    return {**view, **more}


HOME = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Welcome"}}]}


@pytest.fixture
def trigger(workspace: Workspace) -> str:
    return issue_trigger(workspace, "U0ANA")


def test_a_trigger_opens_one_modal_within_three_seconds(
    workspace: Workspace, client: WebClient, error_of: Refused, monkeypatch: pytest.MonkeyPatch, trigger: str
) -> None:
    late = issue_trigger(workspace, "U0ANA")
    view = client.views_open(trigger_id=trigger, view=modal())["view"]
    assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)
    assert view["state"]["values"] == {"why": {"why": {"type": "plain_text_input", "value": "so"}}}
    assert error_of(client.views_open, trigger_id=trigger, view=modal()) == "exchanged_trigger_id"
    assert error_of(client.views_open, trigger_id="1.2", view=modal()) == "invalid_trigger_id"
    then = monotonic() + 3.1
    monkeypatch.setattr(rights, "monotonic", lambda: then)
    assert error_of(client.views_open, trigger_id=late, view=modal()) == "expired_trigger_id"


def test_three_modals_and_no_more(
    workspace: Workspace, client: WebClient, error_of: Refused, trigger: str
) -> None:
    push: dict[str, Any] = {"view": modal("Two")}
    assert error_of(client.views_push, trigger_id=issue_trigger(workspace, "U0BO"), **push) == "not_found"
    first = client.views_open(trigger_id=trigger, view=modal())["view"]["id"]
    second = client.views_push(trigger_id=issue_trigger(workspace, "U0ANA"), **push)["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (first, first)
    client.views_push(trigger_id=issue_trigger(workspace, "U0ANA"), **push)
    again = {"trigger_id": issue_trigger(workspace, "U0ANA"), **push}
    assert error_of(client.views_push, **again) == "push_limit_reached"


def test_updating(workspace: Workspace, client: WebClient, error_of: Refused, trigger: str) -> None:
    ana = workspace.person("ana")
    opened = client.views_open(trigger_id=trigger, view=modal(external_id="mine"))["view"]
    ana.fills({"Why": "because"})
    fresh = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal("Two"))["view"]
    assert fresh["state"]["values"]["why"]["why"]["value"] == "because"
    stale = {"view_id": opened["id"], "hash": opened["hash"], "view": modal("Three")}
    assert error_of(client.views_update, **stale) == "hash_conflict"
    client.views_update(view_id=opened["id"], view=modal("Four", external_id="mine"))
    assert client.views_update(external_id="mine", view=modal("Five"))["view"]["title"]["text"] == "Five"
    ana.closes()
    assert error_of(client.views_update, view_id=opened["id"], view=modal()) == "not_found"


def test_an_external_id_is_taken_once(
    workspace: Workspace, client: WebClient, error_of: Refused, trigger: str
) -> None:
    client.views_open(trigger_id=trigger, view=modal(external_id="mine"))
    again = {"trigger_id": issue_trigger(workspace, "U0BO"), "view": modal(external_id="mine")}
    assert error_of(client.views_open, **again) == "duplicate_external_id"


def test_the_home(workspace: Workspace, client: WebClient, error_of: Refused) -> None:
    ana = workspace.person("ana")
    assert ana.home is None
    published = client.views_publish(user_id="U0ANA", view=HOME)["view"]
    assert ana.home is not None
    assert "Welcome" in ana.home
    fresh = client.views_publish(user_id="U0ANA", view=HOME, hash=published["hash"])["view"]
    assert (fresh["id"], fresh["hash"] != published["hash"]) == (published["id"], True)
    stale = {"user_id": "U0ANA", "view": HOME, "hash": published["hash"]}
    assert error_of(client.views_publish, **stale) == "hash_conflict"
    assert error_of(client.views_publish, user_id="U0NOBODY", view=HOME) == "user_not_found"
    assert error_of(client.views_publish, user_id="U0ANA", view=modal()) == "invalid_arguments"


def test_views_that_slack_would_not_take(client: WebClient, error_of: Refused, trigger: str) -> None:
    large = modal(private_metadata="x" * 260_000)
    assert error_of(client.views_open, trigger_id=trigger, view=large) == "view_too_large"
    assert error_of(client.views_open, trigger_id=trigger, view={**modal(), "blocks": [{"type": "x"}]})
    listed = {"trigger_id": trigger, "view": "[]"}
    assert error_of(client.api_call, api_method="views.open", params=listed) == "invalid_arguments"
    assert client.views_open(trigger_id=trigger, view=modal())["ok"], (
        "a refused view leaves the trigger unused"
    )


def open_modal(workspace: Workspace, client: WebClient, **more: Any) -> None:
    client.views_open(trigger_id=issue_trigger(workspace, "U0ANA"), view=modal(**more))


def test_an_acknowledgement_updates_pushes_and_clears(
    app: App, workspace: Workspace, client: WebClient
) -> None:
    answers: Iterator[dict[str, Any]] = iter(
        [
            {"response_action": "update", "view": modal("Two")},
            {"response_action": "push", "view": modal("Three")},
            {},
            {"response_action": "push", "view": modal("Four")},
            {"response_action": "clear"},
        ]
    )
    app.view("one")(lambda ack: ack(**next(answers)))
    ana = workspace.person("ana")
    open_modal(workspace, client)
    titles = []
    for _ in range(5):
        ana.submits()
        titles.append(ana.view.title if ana.view else None)
    assert titles == ["Two", "Three", "Two", "Four", None]


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"elsewhere": "No such block."}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
    ],
)
def test_a_blunder_in_the_acknowledgement_shows_as_a_failure(
    app: App, workspace: Workspace, client: WebClient, answer: dict[str, Any]
) -> None:
    app.view("one")(lambda ack: _raw(ack, answer))
    ana = workspace.person("ana")
    open_modal(workspace, client)
    assert ana.submits() == {}
    assert ana.view is not None
    assert [(notice.code, notice.about) for notice in ana.notices] == [("failed", "modal")]


def _raw(ack: Ack, answer: dict[str, Any]) -> Any:
    response = ack()
    response.body = json.dumps(answer)
    response.headers["content-type"] = ["application/json"]
    return response


def test_closing_tells_the_bot_that_asked_to_know(app: App, workspace: Workspace, client: WebClient) -> None:
    told: list[tuple[str, bool]] = []

    @app.view_closed("one")
    def closed(ack: Ack, body: dict[str, Any]) -> None:
        told.append((body["view"]["title"]["text"], body["is_cleared"]))
        ack()

    ana = workspace.person("ana")
    open_modal(workspace, client, notify_on_close=True)
    ana.closes()
    assert told == [("One", False)]

    open_modal(workspace, client, notify_on_close=True)
    trigger = issue_trigger(workspace, "U0ANA")
    client.views_push(trigger_id=trigger, view=modal("Two", notify_on_close=True, clear_on_close=True))
    ana.closes()
    assert told[1:] == [("Two", True), ("One", True)]
    assert ana.view is None

    open_modal(workspace, client)
    ana.closes(all_of_them=True)
    assert len(told) == 3
    with pytest.raises(LookupError, match="no modal open"):
        ana.closes()
