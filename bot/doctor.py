"""The doctor: looks at tokens, scopes, channels, clock, database and catalog, and says what to do."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import catalog as catalogs
from bot import clock, serve
from bot.catalog import Catalog, CatalogMistakes
from bot.db import Database, Unusable
from bot.migrations import check_schema
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
    findings = [_catalog(settings), _database(settings)]
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


def _database(settings: Settings) -> Finding:
    try:
        db = Database(settings.database_url)
        check_schema(db)
    except Unusable as reason:
        return Finding("database", "not usable", False, str(reason))
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
    yield _ways_in(settings)
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


def _ways_in(settings: Settings) -> Finding:
    ways = [
        name
        for name, secret in (
            ("Socket Mode", settings.slack_app_token),
            ("HTTP", settings.slack_signing_secret),
        )
        if secret.get_secret_value()
    ]
    if ways:
        return Finding("ways in", " and ".join(ways))
    remedy = "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
    return Finding("ways in", "none", False, remedy)


def _channels(settings: Settings, client: WebClient) -> Iterator[Finding]:
    try:
        stock = catalogs.load(settings.catalog)
    except CatalogMistakes:
        return
    pages = client.conversations_list(exclude_archived=True, limit=200)
    member = {f"#{channel['name']}": channel["is_member"] for page in pages for channel in page["channels"]}
    for name in sorted(stock.channels):
        if name not in member:
            yield Finding(
                f"channel {name}", "not found", False, "Create it, or mend its name in the catalog."
            )
        elif not member[name]:
            yield Finding(
                f"channel {name}", "the bot is not in it", False, f"In {name}, type /invite @Domestique"
            )
        else:
            yield Finding(f"channel {name}", "the bot is in it")
