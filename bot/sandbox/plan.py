"""Reads the plan of a workspace: its team, its app, its people and its channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox.state import Channel, Member


@dataclass(frozen=True)
class Team:
    """The workspace as Slack names it."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class InstalledApp:
    """The one app that is installed, and its secrets."""

    id: str
    name: str
    user: str
    bot: str
    bot_token: str
    app_token: str
    signing_secret: str


def read_app(given: Mapping[str, Any]) -> InstalledApp:
    """Read who the installed app is."""
    tokens = given["tokens"]
    return InstalledApp(
        given["id"],
        given["name"],
        given["user"],
        given["bot"],
        tokens["bot"],
        tokens["app"],
        given["signing_secret"],
    )


def read_members(people: Mapping[str, Mapping[str, Any]], app: InstalledApp) -> dict[str, Member]:
    """Read the people; the bot joins them."""
    members = [Member(key, f"U0{key.upper()}", **person) for key, person in people.items()]
    bot = Member(app.name, app.user, app.name, is_bot=True)
    return {member.id: member for member in (*members, bot)}


def read_channels(
    given: Mapping[str, Mapping[str, Any]], members: Mapping[str, Member], bot: str
) -> dict[str, Channel]:
    """Read the channels; `members: all` is everybody, `bot: false` keeps the bot out."""
    channels = {}
    for name, one in given.items():
        inside = one.get("members", "all")
        ids = set(members) - {bot} if inside == "all" else {f"U0{key.upper()}" for key in inside}
        if one.get("bot", True):
            ids.add(bot)
        kind: Literal["public", "private"] = "private" if one.get("private") else "public"
        channels[one["id"]] = Channel(
            one["id"], name, kind, ids, bool(one.get("archived")), one.get("topic", "")
        )
    return channels
