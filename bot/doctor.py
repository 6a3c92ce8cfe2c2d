"""The doctor: looks at tokens, scopes, channels, clock, database and catalog, and says what to do."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError

from bot import catalog as catalogs
from bot import clock, serve
from bot.catalog import Catalog, CatalogMistakes
from bot.catalog.finding import MiniLM, NoEncoder
from bot.cost import months
from bot.db import Database, Unusable
from bot.db.trouble import unreachable
from bot.migrations import check_schema, is_empty
from bot.settings import HOUSE, Settings

CLOCK_TOLERANCE = timedelta(minutes=2)  # Slack refuses signatures that are 5 minutes off


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was found and, where it is not well, the remedy."""

    what: str
    found: str
    well: bool = True
    remedy: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Look at everything that can be looked at; a part that fails does not hide the others."""
    findings = [_catalog(settings), _finding(), *_referee(settings), _database(settings), *_months(settings)]
    try:
        client = serve.slack_client(settings)
    except serve.Unready as reason:
        return [*findings, Finding("bot token", "missing", False, str(reason))]
    return [*findings, *_slack(settings, client)]


def inventory(stock: Catalog) -> str:
    """Count what is in the catalog."""
    tiers = sum(len(service.tiers) for service in stock.live())
    faqs = sum(len(service.faqs) for service in stock.services.values())
    return (
        f"{len(stock.live())} live services with {tiers} tiers, {len(stock.supporting())} supporting services, "
        f"{len(stock.company.units)} business units, {faqs} questions answered"
    )


def _catalog(settings: Settings) -> Finding:
    try:
        return Finding("catalog", inventory(catalogs.load(settings.catalog)))
    except CatalogMistakes as mistakes:
        found = f"{len(mistakes.mistakes)} mistakes, the first: {mistakes.mistakes[0]}"
        return Finding("catalog", found, False, "Run `python -m bot check` to see them all.")


def _finding() -> Finding:
    try:
        MiniLM()
    except NoEncoder as reason:
        return Finding("finding answers", "by words only", False, str(reason))
    return Finding("finding answers", f"by meaning and by words ({MiniLM.title})")


def _referee(settings: Settings) -> Iterator[Finding]:
    """Ask the language model, where there is one, what anybody knows."""
    what = "language model"
    try:
        referee = serve.open_referee(settings)
    except serve.Unready as reason:
        yield Finding(what, "not named", False, str(reason))
        return
    if referee is None:
        return
    ruling = referee.choose("My screen stays black.", ["Phones and contact center", "Screens and computers"])
    referee.stop()
    if ruling.kind == "undecided":
        remedy = (
            f"Check REFEREE_URL, REFEREE_MODEL and REFEREE_KEY, and that it answers with a number within "
            f"{settings.referee_seconds:g} s (REFEREE_SECONDS). Until then people choose for themselves."
        )
        yield Finding(what, f"{settings.referee_model} did not answer", False, remedy)
    else:
        yield Finding(what, f"{settings.referee_model} answers; asked only when the bot is not sure")


def _database(settings: Settings) -> Finding:
    try:
        with closing(Database(settings.database_url)) as db:
            return _look_into(db)
    except Unusable as reason:
        return Finding("database", "not usable", False, str(reason))


def _months(settings: Settings) -> Iterator[Finding]:
    """Tell which closed months somebody changed past the bot."""
    try:
        with closing(Database(settings.database_url)) as db, db.read() as session:
            changed = months.disturbed(session)
    except (Unusable, DBAPIError):
        return  # what is the matter with the database is said already
    for month, minor in changed.items():
        remedy = "Put its cost lines back as they were; a correction is booked in an open month."
        found = f"its cost lines are {minor:+,} cents off what was kept when it was closed"
        yield Finding(f"closed month {month}", found, False, remedy)


def _look_into(db: Database) -> Finding:
    """Look without claiming the database, so that a running bot is not disturbed."""
    try:
        if is_empty(db):
            return Finding("database", "empty; the first run makes its tables")
        check_schema(db)
    except DBAPIError as error:
        raise unreachable(db.url, error) from error
    return Finding("database", db.url.render_as_string(hide_password=True))


def _slack(settings: Settings, client: WebClient) -> Iterator[Finding]:
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        word = error.response["error"]
        yield Finding(
            "bot token", f"Slack says {word}", False, "Copy the Bot User OAuth Token again (xoxb-...)."
        )
        return
    except OSError as error:
        yield Finding(
            "Slack", f"not reached: {error}", False, "Check the network, a proxy, or SLACK_API_URL."
        )
        return
    yield Finding("bot token", f"{answer['user']} in {answer['team']}")
    yield _clock(answer.headers)
    yield _scopes(answer.headers)
    yield from _ways_in(settings, client)
    yield from _channels(settings, client)


def _clock(headers: dict[str, Any]) -> Finding:
    told = _header(headers, "date")
    if not told:
        return Finding("clock", "Slack did not say its time")
    off = abs(clock.now() - parsedate_to_datetime(told))
    remedy = "Set this machine's clock (NTP); Slack refuses what is five minutes off."
    well = off <= CLOCK_TOLERANCE
    return Finding("clock", f"{off.total_seconds():.0f} s from Slack's", well, "" if well else remedy)


def _scopes(headers: dict[str, Any]) -> Finding:
    granted = {scope.strip() for scope in _header(headers, "x-oauth-scopes").split(",")}
    wanted = json.loads((HOUSE / "manifest.json").read_text())["oauth_config"]["scopes"]["bot"]
    missing = sorted(set(wanted) - granted)
    if not missing:
        return Finding("scopes", "all granted")
    remedy = "Update the app from manifest.json and install it to the workspace again."
    return Finding("scopes", f"missing {', '.join(missing)}", False, remedy)


def _header(headers: dict[str, Any], name: str) -> str:
    value = next((value for key, value in headers.items() if key.lower() == name), "")
    return value[0] if isinstance(value, list) else str(value)


def _ways_in(settings: Settings, client: WebClient) -> Iterator[Finding]:
    token, secret = (
        each.get_secret_value() for each in (settings.slack_app_token, settings.slack_signing_secret)
    )
    if token:
        yield _socket_mode(client, token)
    if secret:
        yield Finding("HTTP", "calls are checked with the signing secret")
    if not token and not secret:
        remedy = "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
        yield Finding("ways in", "none", False, remedy)


def _socket_mode(client: WebClient, token: str) -> Finding:
    try:
        client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        remedy = "Copy the app-level token again (xapp-..., with connections:write) to SLACK_APP_TOKEN."
        return Finding("Socket Mode", f"Slack says {error.response['error']}", False, remedy)
    return Finding("Socket Mode", "Slack opens a connection")


def _channels(settings: Settings, client: WebClient) -> Iterator[Finding]:
    try:
        stock = catalogs.load(settings.catalog)
    except CatalogMistakes:
        return
    try:
        member = _membership(client)
    except SlackApiError as error:
        yield Finding("channels", f"Slack says {error.response['error']}", False, "Mend the scopes first.")
        return
    for name in sorted(stock.channels):
        yield _channel(name, member.get(name))


def _membership(client: WebClient) -> dict[str, bool]:
    pages = client.conversations_list(
        types="public_channel,private_channel", exclude_archived=True, limit=1000
    )
    return {f"#{channel['name']}": channel["is_member"] for page in pages for channel in page["channels"]}


def _channel(name: str, is_member: bool | None) -> Finding:
    if is_member is None:
        return Finding(f"channel {name}", "not found", False, "Create it, or mend its name in the catalog.")
    if not is_member:
        return Finding(
            f"channel {name}", "the bot is not in it", False, f"In {name}, type /invite @Domestique"
        )
    return Finding(f"channel {name}", "the bot is in it")
