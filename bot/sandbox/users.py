"""The users.* methods."""

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import clock
from bot.sandbox.args import Args, Denied, page_of
from bot.sandbox.state import Json, Member

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def info(workspace: "Workspace", args: Args) -> Json:
    """users.info."""
    member = workspace.members.get(args.need("user"))
    if member is None:
        raise Denied("user_not_found")
    return {"user": describe(workspace, member, locale=args.flag("include_locale"))}


def list_all(workspace: "Workspace", args: Args) -> Json:
    """users.list."""
    page, cursor = page_of(list(workspace.members.values()), args)
    locale = args.flag("include_locale")
    described = [describe(workspace, member, locale=locale) for member in page]
    return {"members": described, "response_metadata": cursor}


def lookup_by_email(workspace: "Workspace", args: Args) -> Json:
    """users.lookupByEmail."""
    email = args.need("email").lower()
    for member in workspace.members.values():
        if member.email.lower() == email and not member.deleted:
            return {"user": describe(workspace, member)}
    raise Denied("users_not_found")


def describe(workspace: "Workspace", member: Member, *, locale: bool = False) -> Json:
    """Describe a person as Slack does; the e-mail only with users:read.email."""
    zone = ZoneInfo(member.zone)
    profile = {"real_name": member.name, "display_name": member.key, "real_name_normalized": member.name}
    if member.email and workspace.manifest.may("users:read.email"):
        profile["email"] = member.email
    user: Json = {
        "id": member.id,
        "team_id": workspace.team.id,
        "name": member.key,
        "real_name": member.name,
        "tz": member.zone,
        "tz_label": member.zone,
        "tz_offset": (clock.now().astimezone(zone).utcoffset() or timedelta()) // timedelta(seconds=1),
        "profile": profile,
        "deleted": member.deleted,
        "is_bot": member.is_bot,
        "is_admin": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_app_user": False,
        "updated": 0,
    }
    return {**user, "locale": member.locale} if locale else user
