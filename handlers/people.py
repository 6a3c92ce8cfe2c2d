"""People: keeping up with what Slack knows about everyone."""

from collections.abc import Iterable, Mapping, Sequence
from random import sample
from typing import Any

from slack_bolt import App

from bot import clock
from bot.customer import people
from bot.customer.people import Profile
from bot.delivery.wire import Declined
from bot.desk import Desk
from handlers import channels, departures

LOOK_UPS_A_ROUND = 40
_NOBODY = ("users_not_found", "user_not_found", "user_not_visible")


def profile_changed(event: dict[str, Any], desk: Desk) -> None:
    """Slack's `user_change`: a new name, zone or address, or someone left; strangers stay strangers."""
    profile = _profile(event["user"])
    with desk.session() as session:
        named = (profile.email or "").lower() in desk.catalog.emails
        if named or people.is_known(session, profile.id):
            departures.learn(session, desk, profile)


def keep_up(desk: Desk) -> None:
    """Ask Slack about every channel and everyone the bot ought to know.

    Raises Unmet when Slack does not tell; what it told until then is kept.
    """
    find_channels(desk)
    find_people(desk)


def find_channels(desk: Desk) -> None:
    """Look for the channels of the catalog whose ids are not known yet; raises as `keep_up` does."""
    with desk.read() as session:
        missing = {name for name in desk.catalog.channels if people.place_id(session, name) is None}
    channels.look_for(desk, missing)


def find_people(desk: Desk) -> None:
    """Look up who is in the catalog and not known yet, and whoever was looked up long ago or never.

    Of many in the catalog some are picked by chance: who is not in Slack shall keep nobody else waiting.
    Raises as `keep_up` does.
    """
    with desk.read() as session:
        missing = sorted(desk.catalog.emails - people.known_emails(session))
        stale = people.to_look_up(session, clock.now(), LOOK_UPS_A_ROUND)
    some = sample(missing, min(len(missing), LOOK_UPS_A_ROUND))
    _look_up(desk, "users.lookupByEmail", "email", some)
    _look_up(desk, "users.info", "user", stale, include_locale=True)


def _look_up(desk: Desk, method: str, by: str, asked: Sequence[str], **more: Any) -> None:
    found: list[Profile | str] = []
    try:
        found.extend(_ask(desk, method, {by: one, **more}) or one for one in asked)
    finally:
        if found:
            _learn(desk, found)


def _ask(desk: Desk, method: str, args: dict[str, Any]) -> Profile | None:
    try:
        return _profile(desk.wire.call(method, **args)["user"])
    except Declined as no:
        if no.error in _NOBODY:
            return None
        raise


def _learn(desk: Desk, found: Iterable[Profile | str]) -> None:
    with desk.session() as session:
        for one in found:
            if isinstance(one, Profile):
                departures.learn(session, desk, one)
            else:
                people.note_absence(session, one, clock.now())


def _profile(user: Mapping[str, Any]) -> Profile:
    known = user.get("profile", {})
    return Profile(
        id=user["id"],
        name=known.get("real_name") or user.get("real_name") or user.get("name", ""),
        email=known.get("email"),
        zone=user.get("tz"),
        locale=user.get("locale"),
        active=not user.get("deleted", False),
    )


def register(app: App) -> None:
    """Say what starts what."""
    app.event("user_change")(profile_changed)
