"""The methods about the app itself: who it is, where its socket is, whether its blocks are sound."""

from typing import TYPE_CHECKING

from bot.blockkit import Problem, check_blocks, check_message, check_view
from bot.sandbox.args import Args, Denied, explained
from bot.sandbox.state import Json

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def test(workspace: "Workspace", args: Args) -> Json:
    """api.test: says back what it was told, and fails when asked to."""
    if "error" in args:
        raise Denied(args.text("error"), args=args.plain())
    return {"args": args.plain()}


def auth_test(workspace: "Workspace", args: Args) -> Json:
    """auth.test."""
    app, team = workspace.app, workspace.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": app.name,
        "team_id": team.id,
        "user_id": app.user,
        "bot_id": app.bot,
        "is_enterprise_install": False,
    }


def open_connection(workspace: "Workspace", args: Args) -> Json:
    """apps.connections.open: a fresh address for one Socket Mode connection."""
    ticket = workspace.next_id("ticket-")
    workspace.tickets.add(ticket)
    return {"url": f"{workspace.base_url.replace('http', 'ws', 1)}/socket/{ticket}"}


def validate_blocks(workspace: "Workspace", args: Args) -> Json:
    """blocks.validate: exactly one of blocks, message and view."""
    given = [name for name in ("blocks", "message", "view") if name in args]
    if len(given) != 1:
        raise explained("invalid_arguments", "give exactly one of blocks, message or view")
    problems = _problems(given[0], args)
    if problems:
        errors = [{"pointer": one.pointer, "code": one.code, "message": one.message} for one in problems]
        raise Denied("invalid_blocks", errors=errors)
    return {}


def _problems(name: str, args: Args) -> list[Problem]:
    value = args.json(name, "invalid_blocks_format")
    if name == "blocks":
        return check_blocks(value, "message")
    return check_message(value) if name == "message" else check_view(value)
