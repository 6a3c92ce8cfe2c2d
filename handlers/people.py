"""People: choosing one's business unit, and keeping up with what Slack knows about everyone."""

from collections.abc import Iterable, Mapping
from typing import Any

from slack_bolt import Ack, App

from bot import clock
from bot.customer import people
from bot.customer.people import Profile
from bot.delivery.wire import Declined
from bot.desk import Desk

LOOK_UPS_A_ROUND = 40
PAGE = 200


def choose_unit(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The select under "Which part of the company do you work for?"."""
    unit = desk.catalog.company.units[action["selected_option"]["value"]]
    person_id = body["user"]["id"]
    with desk.session() as session:
        desk.person(session, person_id).unit = unit.code
        desk.say(session, person_id, "people/unit_chosen", unit=unit.name)
    ack()


def profile_changed(event: dict[str, Any], desk: Desk) -> None:
    """Slack's `user_change`: a new name, zone or address, or someone left."""
    with desk.session() as session:
        people.learn(session, _profile(event["user"]), desk.catalog.company, clock.now())


def keep_up(desk: Desk) -> None:
    """Ask Slack about everyone and every channel the bot ought to know; started by the clock."""
    _find_channels(desk)
    _find_named_people(desk)
    _refresh_profiles(desk)


def _find_channels(desk: Desk) -> None:
    with desk.read() as session:
        missing = {name for name in desk.catalog.channels if people.place_id(session, name) is None}
    if missing:
        found = {name: slack_id for name, slack_id in _channels(desk).items() if name in missing}
        with desk.session() as session:
            people.keep_places(session, found)


def _channels(desk: Desk) -> dict[str, str]:
    ids: dict[str, str] = {}
    cursor = ""
    while True:
        page = desk.wire.call("conversations.list", exclude_archived=True, limit=PAGE, cursor=cursor)
        ids.update({f"#{channel['name']}": channel["id"] for channel in page["channels"]})
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return ids


def _find_named_people(desk: Desk) -> None:
    with desk.read() as session:
        missing = sorted(desk.catalog.emails - people.known_emails(session))
    _learn(desk, [_ask(desk, "users.lookupByEmail", email=email) for email in missing[:LOOK_UPS_A_ROUND]])


def _refresh_profiles(desk: Desk) -> None:
    with desk.read() as session:
        stale = people.to_look_up(session, clock.now(), LOOK_UPS_A_ROUND)
    _learn(desk, [_ask(desk, "users.info", user=slack_id, include_locale=True) for slack_id in stale])


def _ask(desk: Desk, method: str, **args: Any) -> Profile | None:
    try:
        return _profile(desk.wire.call(method, **args)["user"])
    except Declined:  # nobody here has this address or id: `doctor` lists them
        return None


def _learn(desk: Desk, profiles: Iterable[Profile | None]) -> None:
    known = [profile for profile in profiles if profile is not None]
    if known:
        with desk.session() as session:
            for profile in known:
                people.learn(session, profile, desk.catalog.company, clock.now())


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


def change_wishes(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The checkboxes on Home: surveys and offers, wanted or not."""
    wanted = {option["value"] for option in action["selected_options"]}
    with desk.session() as session:
        person = desk.person(session, body["user"]["id"])
        person.refuses_surveys = "surveys" not in wanted
        person.refuses_offers = "offers" not in wanted
    ack()


def register(app: App) -> None:
    """Say what starts what."""
    app.action("person.unit")(choose_unit)
    app.action("person.wishes")(change_wishes)
    app.event("user_change")(profile_changed)
