"""People: choosing one's business unit, and keeping up with what Slack knows about everyone."""

from collections.abc import Iterable, Mapping, Sequence
from random import sample
from typing import Any

from slack_bolt import Ack, App

from bot import clock
from bot.customer import people
from bot.customer.people import Profile
from bot.delivery.wire import Declined
from bot.desk import Desk
from handlers import channels, departures, home, orders

LOOK_UPS_A_ROUND = 40
_NOBODY = ("users_not_found", "user_not_found", "user_not_visible")


def choose_unit(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The select under "Which part of the company do you work for?"; the company file knows better."""
    chosen = desk.catalog.company.units[action["selected_option"]["value"]]
    in_form = body.get("view", {}).get("type") == "modal"
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        unit = desk.catalog.company.unit_of(person.email or "") or chosen
        person.unit = unit.code
        if not home.redraw(session, desk, body) and not in_form:
            thread = _thread(body)
            desk.say(session, person.id, "people/unit_chosen", thread=thread, unit=unit.name, in_form=False)
    if wanted := action["block_id"].partition("wanted:")[2]:
        orders.open_wanted(desk, body, wanted)
    elif in_form:
        words = desk.renderer.message("people/unit_chosen", {"unit": unit.name, "in_form": True})
        desk.update(body["view"]["id"], None, "notice", blocks=words["blocks"])
    ack()


def _thread(body: dict[str, Any]) -> str | None:
    """Return the thread of the direct message where it was chosen; what is said elsewhere has no place there."""
    if not body["channel"]["id"].startswith("D"):
        return None
    thread: str | None = body.get("message", {}).get("thread_ts")
    return thread


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
    app.action("person.unit")(choose_unit)
    app.event("user_change")(profile_changed)
