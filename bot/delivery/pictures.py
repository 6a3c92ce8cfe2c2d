"""Pictures: a chart for clients that do not draw charts, put where a message can show it."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.delivery.wire import Wire

Picture = Callable[[Mapping[str, Any]], bytes]


def upload(wire: Wire, picture: Picture, facts: Mapping[str, Any]) -> str:
    """Draw a PNG from `facts`, give it to Slack and return its file id.

    `facts["alt"]`, if there, describes it to people who cannot see it. Raises as Wire.call does.
    """
    png = picture(facts)
    alt = {"alt_txt": facts["alt"]} if facts.get("alt") else {}
    ticket = wire.call("files.getUploadURLExternal", filename="chart.png", length=len(png), **alt)
    wire.upload(ticket["upload_url"], png)
    wire.call("files.completeUploadExternal", files=[{"id": ticket["file_id"], "title": "chart.png"}])
    return str(ticket["file_id"])
