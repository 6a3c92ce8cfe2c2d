"""Pictures and other files that belong to a message: drawn, given to Slack, and named in the message."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.delivery.wire import Declined, Wire

log = logging.getLogger(__name__)

Picture = Callable[[Mapping[str, Any]], bytes]
"""Draws a file from the facts that name it: a PNG, a PDF."""

IMAGE, FILE = "image", "file"  # the places in a message
WAITS = 3  # how often a message waits for its picture; Slack looks at what it is given in its own time
_KEPT = 100  # messages whose files are remembered
_LONGEST_ALT = 1000  # characters that Slack takes


@dataclass(frozen=True)
class Upload:
    """A file that Slack has: an image block shows it by `id`, a message that holds `link` shares it."""

    id: str
    link: str | None = None


def upload(wire: Wire, picture: Picture, facts: Mapping[str, Any]) -> Upload:
    """Draw a file from `facts` and give it to Slack.

    `facts["filename"]` is its name (chart.png), `facts["alt"]`, if there, describes it to people who
    cannot see it. Raises as Wire.call does.
    """
    drawn, name = picture(facts), facts.get("filename", "chart.png")
    alt = {"alt_txt": facts["alt"][:_LONGEST_ALT]} if facts.get("alt") else {}
    ticket = wire.call("files.getUploadURLExternal", filename=name, length=len(drawn), **alt)
    wire.upload(ticket["upload_url"], drawn)
    done = wire.call("files.completeUploadExternal", files=[{"id": ticket["file_id"], "title": name}])
    link = next((file.get("permalink") for file in done.get("files", ())), None)
    return Upload(str(ticket["file_id"]), link)


@dataclass
class _Wall:
    """The files of one message, by the fact that names each, and how often it has waited for them."""

    hung: dict[str, Upload | None] = field(default_factory=dict)
    waited: int = 0


class Gallery:
    """Knows how each picture is drawn, and gives it to Slack once, however often its message is tried."""

    def __init__(self, wire: Wire, pictures: Mapping[str, Picture]) -> None:
        self._wire = wire
        self._pictures = pictures
        self._walls: OrderedDict[int, _Wall] = OrderedDict()

    def hang(self, message: int, place: str, facts: Mapping[str, Any]) -> Upload | None:
        """Return the file that `facts["picture"]` names, or that is behind `facts["link"]`, for a place in a message.

        None when Slack does not take it or could not show it: the words must do. Raises TooFast,
        FateUnknown or Unreached.
        """
        wall = self._walls.setdefault(message, _Wall())
        if place not in wall.hung:
            wall.hung[place] = self._upload(facts)
        if len(self._walls) > _KEPT:
            self._walls.popitem(last=False)
        return wall.hung[place] if wall.waited <= WAITS else None

    def is_wet(self, message: int) -> bool:
        """Tell whether Slack may have declined a message only because it still looks at its image.

        Each time counts: after WAITS times the message goes without it.
        """
        wall = self._walls.get(message)
        if wall is None or not wall.hung.get(IMAGE):
            return False
        wall.waited += 1
        return wall.waited <= WAITS

    def take_down(self, message: int) -> None:
        """Forget the files of a message that is said."""
        self._walls.pop(message, None)

    def _upload(self, facts: Mapping[str, Any]) -> Upload | None:
        if facts.get("link"):  # it was given to Slack before
            return Upload("", facts["link"])
        picture = self._pictures.get(facts.get("picture", ""))
        if picture is None:
            return None
        try:
            return upload(self._wire, picture, facts)
        except Declined as no:
            log.warning("Slack does not take the picture %s: %s", facts["picture"], no)
            return None
