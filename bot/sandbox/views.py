"""The views.* methods, and the stack of at most three modals that a person can have open."""

from typing import TYPE_CHECKING

from bot.sandbox.args import Args, Denied
from bot.sandbox.chat import with_ids
from bot.sandbox.checks import sound_view
from bot.sandbox.elements import starting_values
from bot.sandbox.rights import exchange_trigger
from bot.sandbox.state import Json, View

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

DEEPEST = 3


def open_view(workspace: "Workspace", args: Args) -> Json:
    """views.open: a new modal in place of whatever the person had open."""
    payload = sound_view(workspace, args.json("view"))
    person = exchange_trigger(workspace, args.need("trigger_id"))
    view = new_view(workspace, person, payload)
    workspace.modals[person] = [view]
    workspace.feed.publish("view", person=person)
    return {"view": shown(workspace, view)}


def push_view(workspace: "Workspace", args: Args) -> Json:
    """views.push: a modal over the one that is open."""
    payload = sound_view(workspace, args.json("view"))
    person = exchange_trigger(workspace, args.need("trigger_id"))
    return {"view": shown(workspace, push(workspace, person, payload))}


def push(workspace: "Workspace", person: str, payload: Json) -> View:
    """Put a sound modal on the person's stack; raises Denied when none is open or three are."""
    stack = workspace.modals.get(person, [])
    if not stack:
        raise Denied("not_found")
    if len(stack) >= DEEPEST:
        raise Denied("push_limit_reached")
    view = new_view(workspace, person, payload, stack)
    stack.append(view)
    workspace.feed.publish("view", person=person)
    return view


def update_view(workspace: "Workspace", args: Args) -> Json:
    """views.update, by view_id or external_id; `hash` guards against an older state."""
    payload = sound_view(workspace, args.json("view"))
    view = _find(workspace, args)
    if "hash" in args and args.text("hash") != view.hash:
        raise Denied("hash_conflict")
    replace(workspace, view, payload)
    return {"view": shown(workspace, view)}


def publish_view(workspace: "Workspace", args: Args) -> Json:
    """views.publish: the person's App Home."""
    person = args.need("user_id")
    if person not in workspace.members or workspace.members[person].is_bot:
        raise Denied("user_not_found")
    payload = sound_view(workspace, args.json("view"))
    if payload.get("type") != "home":
        raise Denied("invalid_arguments")
    home = workspace.homes.get(person)
    if "hash" in args and (home is None or args.text("hash") != home.hash):
        raise Denied("hash_conflict")
    if home is None:
        workspace.homes[person] = home = new_view(workspace, person, payload)
        workspace.feed.publish("home", person=person)
    else:
        replace(workspace, home, payload)
    return {"view": shown(workspace, home)}


def new_view(workspace: "Workspace", person: str, payload: Json, stack: list[View] | None = None) -> View:
    """Make a view of what the bot sent; raises Denied when its external_id is taken."""
    external = payload.get("external_id")
    if external and any(view.payload.get("external_id") == external for view in _all(workspace)):
        raise Denied("duplicate_external_id")
    id = workspace.next_id("V")
    below = stack or []
    view = View(id, "", person, {}, below[0].id if below else id, below[-1].id if below else None)
    _fill(workspace, view, payload)
    return view


def replace(workspace: "Workspace", view: View, payload: Json) -> None:
    """Change a view in place; what was typed stays where block_id and action_id stay."""
    _fill(workspace, view, payload)
    if payload["type"] == "home":
        workspace.feed.publish("home", person=view.person)
    else:
        workspace.feed.publish("view", person=view.person)


def shown(workspace: "Workspace", view: View) -> Json:
    """Describe a view as Slack does in answers and in payloads."""
    given = view.payload
    return {
        "id": view.id,
        "team_id": workspace.team.id,
        "type": given["type"],
        "title": given.get("title"),
        "submit": given.get("submit"),
        "close": given.get("close"),
        "blocks": given["blocks"],
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "external_id": given.get("external_id", ""),
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "state": {"values": view.values},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": workspace.app.id,
        "app_installed_team_id": workspace.team.id,
        "bot_id": workspace.app.bot,
    }


def _fill(workspace: "Workspace", view: View, payload: Json) -> None:
    view.payload = {**payload, "blocks": with_ids(workspace, payload["blocks"])}
    view.values = starting_values(view.blocks, view.values)
    view.errors = {}
    view.hash = f"{workspace.next_ts().split('.')[0]}.{workspace.next_id('')}"


def _find(workspace: "Workspace", args: Args) -> View:
    id, external = args.text("view_id"), args.text("external_id")
    for view in _all(workspace):
        if (id and view.id == id) or (external and view.payload.get("external_id") == external):
            return view
    raise Denied("not_found")


def _all(workspace: "Workspace") -> list[View]:
    return [*(view for stack in workspace.modals.values() for view in stack), *workspace.homes.values()]
