"""Sending and closing a modal: Slack's own checks first, then what the bot makes of it."""

from typing import TYPE_CHECKING

from bot.sandbox import payloads, views
from bot.sandbox.args import Denied
from bot.sandbox.checks import sound_view
from bot.sandbox.deliveries import Answer
from bot.sandbox.elements import Spot, spots
from bot.sandbox.state import Json, Notice, View

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def submit(workspace: "Workspace", person: str) -> dict[str, str]:
    """Send the top modal; returns what is wrong by block_id, empty when the bot took it.

    Slack's own objections are the words `required`, `too_short`, `too_long`, `not_a_number`,
    `too_small`, `too_large`; the bot's are its sentences. Raises LookupError when no modal is open.
    """
    view = top(workspace, person)
    view.errors = objections(view)
    if not view.errors:
        answer = workspace.post.ask(
            "interactive", payloads.submission(workspace, view), about="modal", label=_title(view)
        )
        if answer.acked:
            with workspace.lock:
                _obey(workspace, view, answer)
    workspace.feed.publish("view", person=person)
    return view.errors


def close(workspace: "Workspace", person: str, *, clear: bool = False) -> None:
    """Close the top modal, with `clear` or clear_on_close the whole stack; the bot hears if it asked to."""
    with workspace.lock:
        view = top(workspace, person)
        clear = clear or bool(view.payload.get("clear_on_close"))
        stack = workspace.modals[person]
        gone = list(stack) if clear else [view]
        workspace.modals[person] = [one for one in stack if one not in gone]
    workspace.feed.publish("view", person=person)
    for one in reversed(gone):
        if one.payload.get("notify_on_close"):
            told = payloads.closing(workspace, one, cleared=clear)
            workspace.post.ask("interactive", told, about="modal", label=_title(one))


def top(workspace: "Workspace", person: str) -> View:
    """Return the modal the person sees; raises LookupError when none is open."""
    stack = workspace.modals.get(person)
    if not stack:
        raise LookupError(f"{workspace.members[person].name} has no modal open")
    return stack[-1]


def objections(view: View) -> dict[str, str]:
    """Return what Slack itself finds wrong with what was filled in, by block_id."""
    found = {}
    for spot in spots(view.blocks):
        if spot.block.get("type") == "input" and (objection := _objection(view, spot)):
            found[spot.block_id] = objection
    return found


def _objection(view: View, spot: Spot) -> str | None:
    state = view.values[spot.block_id][spot.action_id]
    value = next(content for name, content in state.items() if name != "type")
    if value in (None, "", []):
        return None if spot.block.get("optional") else "required"
    if spot.element["type"] == "number_input":
        return _number_objection(spot.element, str(value))
    length = len(value) if isinstance(value, str) else None
    if length is not None and length < spot.element.get("min_length", 0):
        return "too_short"
    if length is not None and length > spot.element.get("max_length", 3000):
        return "too_long"
    return None


def _number_objection(element: Json, text: str) -> str | None:
    try:
        number = float(text) if element.get("is_decimal_allowed") else int(text)
    except ValueError:
        return "not_a_number"
    if number < float(element.get("min_value") or "-inf"):
        return "too_small"
    return "too_large" if number > float(element.get("max_value") or "inf") else None


def _obey(workspace: "Workspace", view: View, answer: Answer) -> None:
    """Do what the acknowledgement of a submission says; what Slack cannot obey is a failure to the person."""
    said = answer.payload or {}
    stack = workspace.modals.get(view.person, [])
    try:
        match said.get("response_action"):
            case None:
                workspace.modals[view.person] = [one for one in stack if one is not view]
            case "errors":
                view.errors = _known_errors(view, said.get("errors"))
            case "clear":
                workspace.modals[view.person] = []
            case "update":
                views.replace(workspace, view, sound_view(workspace, said.get("view")))
            case "push":
                views.push(workspace, view.person, sound_view(workspace, said.get("view")))
            case other:
                raise Denied(f"unknown response_action {other}")  # noqa: TRY301
    except Denied as denied:
        workspace.record("slack", "response_action refused", said, denied.body, status=200, began=0.0)
        workspace.notify(Notice(view.person, "failed", "modal", _title(view)))


def _known_errors(view: View, errors: object) -> dict[str, str]:
    inputs = {spot.block_id for spot in spots(view.blocks) if spot.block.get("type") == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise Denied("invalid_arguments", errors=errors)
    return {str(block): str(sentence) for block, sentence in errors.items()}


def _title(view: View) -> str:
    return str((view.payload.get("title") or {}).get("text", ""))
