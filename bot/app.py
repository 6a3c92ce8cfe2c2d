"""Wiring: Bolt with every handler, what each delivery is known by, and the one place where errors end."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

import handlers
from bot.delivery.inbound import AlreadyHandled
from bot.desk import Desk
from bot.refusal import Refused
from bot.settings import Settings

log = logging.getLogger(__name__)


def build(desk: Desk, client: WebClient) -> App:
    """Return the Bolt app: each listener runs to its end, commits, and only then is Slack answered."""
    app = App(
        client=client,
        signing_secret=_signing_secret(desk.settings),
        process_before_response=True,
        token_verification_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    def bring_desk(body: dict[str, Any], context: BoltContext, next_: Callable[[], None]) -> None:
        context["desk"] = desk.visited(delivery_key(body))
        next_()

    app.use(bring_desk)
    handlers.register(app)
    app.error(answer_error)
    return app


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


def answer_error(error: Exception, body: dict[str, Any], context: BoltContext) -> BoltResponse:
    """End every error in words with a way forward, or in a repeat by Slack when the database is away."""
    if isinstance(error, AlreadyHandled):
        return BoltResponse(status=200, body="")
    if isinstance(error, SQLAlchemyError):
        log.error("the database did not answer", exc_info=error)
        return BoltResponse(status=503, body="")
    if isinstance(error, Refused):
        return _tell(context["desk"], body, error.template, error.facts)
    reference = secrets.token_hex(4)
    log.error("unexpected error, reference %s", reference, exc_info=error)
    return _tell(context["desk"], body, "apology", {"reference": reference})


def _tell(desk: Desk, body: dict[str, Any], template: str, facts: dict[str, Any]) -> BoltResponse:
    """Tell the person who asked, where they asked, so that nobody else sees it."""
    if (body.get("view") or {}).get("type") == "modal":
        return _tell_in_modal(desk, body, template, facts)
    person, channel, thread = _whereabouts(body)
    with desk.session() as session:
        if channel.startswith("D") or not channel:
            desk.say(session, channel or person, template, thread=thread, **facts)
        else:
            desk.whisper(session, channel, person, template, thread=thread, **facts)
    return BoltResponse(status=200, body="")


def _tell_in_modal(desk: Desk, body: dict[str, Any], template: str, facts: dict[str, Any]) -> BoltResponse:
    blocks = desk.renderer.message(template, facts)["blocks"]
    if body["type"] == "view_submission":
        answer = {"response_action": "push", "view": desk.view("notice", blocks=blocks)}
        return BoltResponse(status=200, body=answer)
    desk.push(body["trigger_id"], "notice", blocks=blocks)
    return BoltResponse(status=200, body="")


def _whereabouts(body: dict[str, Any]) -> tuple[str, str, str | None]:
    """Return who asked, in which channel ("" outside of one), and in which thread."""
    event = body.get("event", {})
    user = body.get("user_id") or event.get("user") or body.get("user", {}).get("id", "")
    channel = body.get("channel_id") or event.get("channel") or body.get("channel", {}).get("id", "")
    if event.get("type") in ("app_mention", "message"):
        return user, channel, event.get("thread_ts") or event["ts"]
    message = body.get("message", {})
    return user, channel, message.get("thread_ts")
