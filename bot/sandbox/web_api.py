"""Every Web API method there is, what it needs, and how a call passes from token to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from bot.sandbox import assistant, chat, conversations, files, installed, users, views
from bot.sandbox.args import Args, Denied
from bot.sandbox.places import need_scope
from bot.sandbox.state import Json

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Method:
    """One method: what it does, the scope and the kind of token it needs, its rate limit tier."""

    run: Callable[["Workspace", Args], Json]
    scope: str | None = None
    tier: str | None = "tier3"
    token: str = "bot"


METHODS: Mapping[str, Method] = {
    "api.test": Method(installed.test, None, "tier4", token=""),
    "apps.connections.open": Method(installed.open_connection, None, "tier3", token="app"),
    "assistant.threads.setStatus": Method(assistant.set_status, "assistant:write|chat:write", "special"),
    "assistant.threads.setSuggestedPrompts": Method(assistant.set_prompts, "assistant:write", "tier4"),
    "auth.test": Method(installed.auth_test, None, "special"),
    "blocks.validate": Method(installed.validate_blocks, None, "tier4", token=""),
    "chat.delete": Method(chat.delete_message, "chat:write", "tier3"),
    "chat.getPermalink": Method(chat.get_permalink, None, "special"),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write", "tier4"),
    "chat.postMessage": Method(chat.post_message, "chat:write", "special"),
    "chat.update": Method(chat.update_message, "chat:write", "tier3"),
    "conversations.history": Method(conversations.history, None, "tier3"),
    "conversations.info": Method(conversations.info, None, "tier3"),
    "conversations.join": Method(conversations.join, "channels:join", "tier3"),
    "conversations.list": Method(conversations.list_channels, None, "tier2"),
    "conversations.members": Method(conversations.members, None, "tier4"),
    "conversations.open": Method(conversations.open_dm, "im:write", "tier3"),
    "conversations.replies": Method(conversations.replies, None, "tier3"),
    "files.completeUploadExternal": Method(files.complete_upload, "files:write", "tier4"),
    "files.getUploadURLExternal": Method(files.get_upload_url, "files:write", "tier4"),
    "files.info": Method(files.info, "files:read", "tier4"),
    "reactions.add": Method(conversations.add_reaction, "reactions:write", "tier3"),
    "reactions.remove": Method(conversations.remove_reaction, "reactions:write", "tier2"),
    "users.conversations": Method(conversations.list_own, None, "tier3"),
    "users.info": Method(users.info, "users:read", "tier4"),
    "users.list": Method(users.list_all, "users:read", "tier2"),
    "users.lookupByEmail": Method(users.lookup_by_email, "users:read.email", "tier3"),
    "views.open": Method(views.open_view, None, "tier4"),
    "views.publish": Method(views.publish_view, None, "tier4"),
    "views.push": Method(views.push_view, None, "tier4"),
    "views.update": Method(views.update_view, None, "tier4"),
}


@dataclass(frozen=True)
class Reply:
    """An HTTP answer; `body` is JSON, text where Slack answers plainly, or a file; `late` is a delay in seconds."""

    status: int
    body: Json | str | bytes
    headers: dict[str, str] = field(default_factory=dict)
    late: float = 0.0

    @property
    def told(self) -> Json:
        """What the inspector shows of it."""
        if isinstance(self.body, bytes):
            return {"bytes": len(self.body)}
        return self.body if isinstance(self.body, dict) else {"text": self.body}


class Cut(Exception):  # noqa: N818  # it is what happens, not an error of ours
    """The connection is cut before an answer: the caller cannot know what was done."""


def call(workspace: "Workspace", name: str, given: Mapping[str, Any], token: str | None) -> Reply:
    """Answer one Web API call; raises Cut when a fault says that the connection breaks."""
    began = monotonic()
    args = Args(given)
    reply = with_faults(workspace, name, lambda: _answer(workspace, name, args, token))
    workspace.record("bot", name, args.plain(), reply.told, status=reply.status, began=began)
    return reply


def with_faults(workspace: "Workspace", name: str, act: Callable[[], Reply]) -> Reply:
    """Let ordered mishaps happen around the act; also for uploads and response URLs."""
    faults = workspace.faults
    late = faults.take(name, "delay")
    if late is not None:
        sleep(late.seconds)
    before = faults.take(name, "too_fast", "error_before", "cut_before")
    if before is not None:
        return _mishap(before.mishap, before.seconds)
    reply = act() if late is None else replace(act(), late=late.seconds)
    after = faults.take(name, "error_after", "cut_after")
    return reply if after is None else _mishap(after.mishap, after.seconds)


def _mishap(mishap: str, seconds: float) -> Reply:
    if mishap.startswith("cut"):
        raise Cut
    return too_fast(int(seconds)) if mishap == "too_fast" else Reply(500, "Internal Server Error")


def too_fast(seconds: int) -> Reply:
    """Tell the caller to slow down."""
    return Reply(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(seconds)})


def _answer(workspace: "Workspace", name: str, args: Args, token: str | None) -> Reply:
    method = METHODS.get(name)
    if method is None:
        workspace.unknown_methods[name] += 1
        return Reply(200, {"ok": False, "error": "unknown_method", "req_method": name})
    try:
        _admit(workspace, method, token or args.text("token"))
        if wait := workspace.limits.wait(name, method.tier, _paced_channel(workspace, name, args)):
            return too_fast(wait)
        with workspace.lock:
            return Reply(200, {"ok": True, **method.run(workspace, args)}, _granted(workspace, method))
    except Denied as denied:
        return Reply(200, denied.body)


def _granted(workspace: "Workspace", method: Method) -> dict[str, str]:
    """Return the header in which Slack says what the bot token may do."""
    scopes = workspace.manifest.scopes if method.token == "bot" else None
    return {} if scopes is None else {"X-OAuth-Scopes": ",".join(sorted(scopes))}


def _paced_channel(workspace: "Workspace", name: str, args: Args) -> str | None:
    """Return the channel whose pace a message must keep; a person's id and their DM are one."""
    if name not in ("chat.postMessage", "chat.postEphemeral"):
        return None
    where = args.text("channel")
    return f"D{where[1:]}" if where in workspace.members else where


def _admit(workspace: "Workspace", method: Method, token: str) -> None:
    if not method.token:
        return
    app = workspace.app
    if not token:
        raise Denied("not_authed")
    if token not in (app.bot_token, app.app_token):
        raise Denied("invalid_auth")
    if token != (app.bot_token if method.token == "bot" else app.app_token):
        raise Denied("not_allowed_token_type")
    if method.scope:
        need_scope(workspace, method.scope)
