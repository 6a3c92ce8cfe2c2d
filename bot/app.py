"""Wiring: Bolt with every handler, what each delivery is known by, and the one place where errors end."""

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.listener_matcher import ListenerMatcher
from slack_bolt.listener_matcher.builtins import BuiltinListenerMatcher
from slack_bolt.middleware import Middleware
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

import handlers
from bot import clock
from bot.customer import refusals
from bot.delivery.inbound import AlreadyHandled
from bot.delivery.legible import legible
from bot.delivery.wire import Declined, Unmet
from bot.desk import Desk
from bot.refusal import Refused
from bot.settings import Settings

log = logging.getLogger(__name__)

_OVERTAKEN = ("exchanged_trigger_id", "hash_conflict", "not_found")  # of a form; what follows will show it


def build(desk: Desk, client: WebClient) -> App:
    """Return the Bolt app: each listener runs to its end, commits, and only then is Slack answered.

    Asks Slack once whose token it is; raises BoltError when Slack does not know it.
    """
    app = App(
        name="domestique",
        client=client,
        signing_secret=_signing_secret(desk.settings),
        process_before_response=True,
        attaching_conversation_kwargs_enabled=False,
    )

    app.use(_BringDesk(desk))
    handlers.register(app)
    _look_at_bodies(app)
    app.error(lambda error, body, context: answer_error(error, body, context.get("desk", desk)))
    return app


class _BringDesk(Middleware):
    """Puts the desk into Bolt's context, with the key of the delivery."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def process(
        self, *, req: BoltRequest, resp: BoltResponse, next: Callable[[], BoltResponse]
    ) -> BoltResponse | None:
        body = req.body
        if (mended := legible(body)) is not body:
            body.update(mended)
        req.context["desk"] = self._desk.visited(delivery_key(body), (body.get("view") or {}).get("id"))
        next()
        return None


class _OfBody(ListenerMatcher):
    """Bolt's matcher of a body, without all other arguments: it is asked of a hundred listeners each time."""

    def __init__(self, is_meant: Callable[..., Any]) -> None:
        self._is_meant = is_meant

    def matches(self, req: BoltRequest, resp: BoltResponse) -> bool:
        return bool(self._is_meant(req.body))


def _look_at_bodies(app: App) -> None:
    for listener in app._listeners:
        listener.matchers = [
            _OfBody(each.func)
            if isinstance(each, BuiltinListenerMatcher) and each.arg_names == ["body"]
            else each
            for each in listener.matchers
        ]


def _signing_secret(settings: Settings) -> str | None:
    return settings.slack_signing_secret.get_secret_value() or None


def delivery_key(body: dict[str, Any]) -> str:
    """Return what tells this delivery from every other, the same when Slack sends it again."""
    if event_id := body.get("event_id"):
        return f"event:{event_id}"
    user = body.get("user", {}).get("id", "")
    view = body.get("view") or {}
    if body.get("type") == "block_actions":
        action = body["actions"][0]
        place = body.get("container", {}).get("message_ts") or view.get("id", "")
        return f"action:{user}:{place}:{action['action_id']}:{action['action_ts']}"
    if view:
        return f"{body['type']}:{view['id']}:{view.get('hash', '')}"
    return f"trigger:{body.get('trigger_id', '')}"


def answer_error(error: Exception, body: dict[str, Any], desk: Desk) -> BoltResponse:
    """End every error in words with a way forward, or in a repeat by Slack when the database is away."""
    if isinstance(error, AlreadyHandled):
        return _quiet()
    if isinstance(error, SQLAlchemyError):
        log.error("the database did not answer", exc_info=error)
        return BoltResponse(status=503, body="")
    if isinstance(error, Declined) and error.error in _OVERTAKEN:
        log.info("the person went on meanwhile: %s", error)
        return _quiet()
    if isinstance(error, Refused):
        return _note(desk, body, error.template, error.alternatives, error.facts)
    if isinstance(error, Declined) and error.error == "expired_trigger_id":
        log.warning("a form came too late to be opened")
        return _note(desk, body, "again", ["once_more", "talk"], {})
    reference = secrets.token_hex(4)
    log.error("unexpected error, reference %s", reference, exc_info=error)
    return _note(desk, body, "apology", [], {"reference": reference, "done": desk.is_done})


def _note(
    desk: Desk, body: dict[str, Any], template: str, ways: list[str], facts: dict[str, Any]
) -> BoltResponse:
    """Tell a no, and count it. What was asked is undone by then, so nothing that succeeds waits for this."""
    answer = _tell(desk, body, template, facts)
    try:
        with desk.db.session() as session:
            refusals.note(session, delivery_key(body), template, ways, clock.now())
    except SQLAlchemyError as away:
        log.warning("a no was told and is not counted: %s", type(away).__name__)
    return answer


def _quiet() -> BoltResponse:
    return BoltResponse(status=200, body="")


def _tell(desk: Desk, body: dict[str, Any], template: str, facts: dict[str, Any]) -> BoltResponse:
    """Tell the person who asked, where they asked, so that nobody else sees it."""
    if "command" in body:
        words = desk.renderer.message(template, facts)
        return BoltResponse(status=200, body={"response_type": "ephemeral", **words})
    if (body.get("view") or {}).get("type") == "modal":
        return _tell_in_modal(desk, body, template, facts)
    _say(desk, body, template, facts)
    return _quiet()


def _say(desk: Desk, body: dict[str, Any], template: str, facts: dict[str, Any]) -> None:
    person, channel, thread = _whereabouts(body)
    if not person:
        return  # nobody asked: Slack told of a changed profile
    with suppress(AlreadyHandled), desk.session() as session:
        if channel.startswith("D") or not channel:
            desk.say(session, channel or person, template, thread=thread, **facts)
        else:
            desk.whisper(session, channel, person, template, thread=thread, **facts)


def _tell_in_modal(desk: Desk, body: dict[str, Any], template: str, facts: dict[str, Any]) -> BoltResponse:
    blocks = desk.renderer.message(template, facts)["blocks"]
    view = body["view"]
    if body["type"] == "view_submission":
        deepest = view.get("previous_view_id") not in (None, view.get("root_view_id"))  # Slack stacks three
        action = "update" if deepest else "push"
        answer = {"response_action": action, "view": desk.view("notice", blocks=blocks)}
        return BoltResponse(status=200, body=answer)
    try:
        desk.push(body["trigger_id"], "notice", blocks=blocks)
    except Unmet as trouble:
        log.warning("told in the direct message instead of the form: %s", trouble)
        _say(desk, body, template, facts)
    return _quiet()


def _whereabouts(body: dict[str, Any]) -> tuple[str, str, str | None]:
    """Return who asked ("": nobody), in which channel ("": in private), and in which thread.

    A shortcut may be used, and the answer to a command be shown, in channels where the bot is no member.
    """
    event = body.get("event", {})
    if event.get("type") in ("app_mention", "message"):
        return event["user"], event["channel"], event.get("thread_ts") or event["ts"]
    if event:
        return (event["user"] if event["type"] == "app_home_opened" else ""), "", None
    person = body["user"]["id"]
    if body["type"] != "block_actions" or "message" not in body or body["container"].get("is_ephemeral"):
        return person, "", None
    return person, body["channel"]["id"], body["message"].get("thread_ts")
