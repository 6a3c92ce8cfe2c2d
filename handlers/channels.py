"""Channels: which of those that people name Slack has, as far as it shows them to the bot."""

from collections.abc import Collection, Iterator

from bot.customer import people
from bot.desk import Desk

KINDS = "public_channel,private_channel"
PAGE = 1000


def look_for(desk: Desk, names: Collection[str]) -> None:
    """Look for channels by name (`#finance`) and keep the ids of those that are there; raises Unmet."""
    for page in _pages(desk) if names else ():
        found = {name: slack_id for name, slack_id in page.items() if name in names}
        if found:
            with desk.session() as session:
                people.keep_places(session, found)


def _pages(desk: Desk) -> Iterator[dict[str, str]]:
    """Yield channels, name to id, as Slack tells them."""
    cursor = ""
    while True:
        page = desk.wire.call(
            "conversations.list", types=KINDS, exclude_archived=True, limit=PAGE, cursor=cursor
        )
        yield {f"#{channel['name']}": channel["id"] for channel in page["channels"]}
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            return
