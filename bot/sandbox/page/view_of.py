"""The page as one person sees it now: gathers the facts of each part and fills the templates."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from bot.sandbox.elements import spots
from bot.sandbox.faults import Mishap
from bot.sandbox.page import scene
from bot.sandbox.page.choices import Surface
from bot.sandbox.page.drawing import Drawing
from bot.sandbox.page.leap import AHEAD
from bot.sandbox.page.reader import Reader
from bot.sandbox.state import Channel, Json, Member, Message, Notice, View
from bot.sandbox.workspace import Workspace

PARTS = ("top", "sidebar", "place", "pane", "modal", "inspector")
EXCHANGES_SHOWN = 100
DRAWN_KEPT = 2000

MISHAPS: tuple[tuple[Mishap, str], ...] = (
    ("delay", "Answer late"),
    ("too_fast", "Say “too many requests” (429)"),
    ("error_before", "Fail, nothing done (500)"),
    ("error_after", "Fail although done (500)"),
    ("cut_before", "Cut the connection, nothing done"),
    ("cut_after", "Cut the connection although done"),
    ("drop_ack", "Lose the bot's acknowledgement"),
    ("duplicate", "Deliver twice"),
    ("disconnect", "Close the socket"),
)
TARGETS: tuple[str, ...] = (
    "*",
    "chat.*",
    "chat.postMessage",
    "views.open",
    "views.publish",
    "event *",
    "command *",
)
TARGETS += ("interactive *", "interactive block_actions", "interactive view_submission", "response_url")

OBJECTIONS = {
    "required": "Please complete this required field.",
    "too_short": "Enter at least {min_length} characters.",
    "too_long": "Enter at most {max_length} characters.",
    "not_a_number": "Enter a number, without decimals where whole ones are meant.",
    "too_small": "Enter {min_value} or more.",
    "too_large": "Enter {max_value} or less.",
}


@dataclass(frozen=True)
class Visit:
    """Where a person stands: in a channel or the bot's DM, on a tab, with a thread or the traffic open."""

    me: Member
    channel: Channel
    tab: str = ""
    thread: str = ""
    inspecting: bool = False


class Page:
    """Draws the page, and keeps what only the page knows: hidden hints, and where unread messages began."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.hints_hidden: set[str] = set()
        self._read_up_to: dict[tuple[str, str], str] = {}
        self._drawn_before: dict[object, Markup] = {}
        self._drawing = Drawing()
        self._drawing.templates.filters.update(pretty=_pretty, name_of=self._name_of)
        self._drawing.templates.globals.update(author=scene.author)

    def whole(self, visit: Visit) -> Markup:
        """Return the whole page; from here on, what is unread in this channel stands below a line."""
        place = (visit.me.id, visit.channel.id)
        unread = self.workspace.unread(*place)
        self._read_up_to[place] = self.workspace.last_read.get(place, "0") if unread else ""
        return self._drawing.part("page", **self._facts(visit, PARTS), parts=PARTS)

    def parts(self, visit: Visit, wanted: Iterable[str]) -> Markup:
        """Return some parts of the page, each an element whose id is its name."""
        known = [part for part in PARTS if part in set(wanted)]
        return self._drawing.part("parts", **self._facts(visit, known), parts=known)

    def notice(self, notice: Notice) -> str:
        """Return what Slack tells a person, in words."""
        return self._drawing.part(
            "notice", notice=notice, bot=self.workspace.members[self.workspace.app.user]
        )

    def _facts(self, visit: Visit, parts: Iterable[str]) -> dict[str, Any]:
        gather = {
            "top": self._top,
            "sidebar": self._sidebar,
            "place": self._place,
            "pane": self._pane,
            "modal": self._modal,
            "inspector": self._inspector,
        }
        with self.workspace.lock:
            facts = self._for_all(visit)
            for part in parts:
                facts |= gather[part](visit)
        return facts

    def _for_all(self, visit: Visit) -> dict[str, Any]:
        workspace, me = self.workspace, visit.me
        reader = scene.read_by(workspace, me)
        shortcuts = workspace.manifest.shortcuts
        return {
            "me": me,
            "bot": workspace.members[workspace.app.user],
            "team": workspace.team.name,
            "reader": reader,
            "stamp": reader.now.timestamp(),
            "here": scene.place(workspace, me, visit.channel),
            "waiting": scene.unread_elsewhere(workspace, me),
            "feed": workspace.feed.last,
            "names": scene.names(workspace, me),
            "commands": workspace.manifest.commands,
            "global_shortcuts": [each for each in shortcuts if each.kind == "global"],
            "message_shortcuts": [each for each in shortcuts if each.kind == "message"],
            "drawn": partial(self._drawn, reader),
            "surface_of_view": _view_surface,
        }

    def _drawn(self, reader: Reader, message: Message, blocks: Sequence[Json], prefix: str) -> Markup:
        """Draw a message's blocks, or take them from last time: a busy channel is drawn again and again."""
        surface = Surface(f"{prefix}{message.ts}", message.values.get(reader.person, {}))
        known = (reader.person, message.channel, surface.id, reader.today, len(reader.files))
        key = (known, json.dumps([blocks, surface.values]))
        if key not in self._drawn_before:
            if len(self._drawn_before) >= DRAWN_KEPT:
                self._drawn_before.clear()
            self._drawn_before[key] = self._drawing.blocks(blocks, reader, surface)
        return self._drawn_before[key]

    def _top(self, visit: Visit) -> dict[str, Any]:
        people = self.workspace.people()
        others = [(person, scene.unread_elsewhere(self.workspace, person)) for person in people]
        return {"others": others, "ahead": AHEAD}

    def _sidebar(self, visit: Visit) -> dict[str, Any]:
        return {"places": scene.places(self.workspace, visit.me)}

    def _place(self, visit: Visit) -> dict[str, Any]:
        workspace, me, channel = self.workspace, visit.me, visit.channel
        mark = self._read_up_to.get((me.id, channel.id), "")
        return {
            "tab": visit.tab,
            "topic": channel.topic,
            "home": workspace.homes.get(me.id),
            "entries": scene.timeline(workspace, me, channel, mark),
            "prompts": workspace.prompts.get(channel.id),
            "status": next(
                (s for (c, _), s in workspace.statuses.items() if c == channel.id and s.text), None
            ),
            "hints": self._hints(me),
        }

    def _hints(self, me: Member) -> list[Json]:
        if me.id in self.hints_hidden:
            return []
        return [self._hint(me, hint) for hint in scene.hints(self.workspace, me)]

    def _hint(self, me: Member, hint: Json) -> Json:
        """Add the id of the place: the named channel, else the bot's DM of whoever shall speak."""
        who = self.workspace.member(hint.get("as", me.key))
        where = hint.get("where")
        place = self.workspace.channel(where) if where else self.workspace.dm(who.id)
        return {**hint, "place": place.id}

    def _pane(self, visit: Visit) -> dict[str, Any]:
        if not visit.thread:
            return {"thread": ""}
        return {
            "thread": visit.thread,
            "replies": scene.replies(self.workspace, visit.me, visit.channel, visit.thread),
            "thread_status": self.workspace.statuses.get((visit.channel.id, visit.thread)),
        }

    def _modal(self, visit: Visit) -> dict[str, Any]:
        stack = self.workspace.modals.get(visit.me.id, [])
        return {"view": stack[-1] if stack else None, "depth": len(stack)}

    def _inspector(self, visit: Visit) -> dict[str, Any]:
        newest = list(self.workspace.traffic)[::-1][:EXCHANGES_SHOWN]
        return {
            "inspecting": visit.inspecting,
            "traffic": newest,
            "mishaps": MISHAPS,
            "targets": TARGETS,
            "faults": self.workspace.faults.waiting,
        }

    def _name_of(self, person: str) -> str:
        return self.workspace.members[person].name


def _view_surface(view: View) -> Surface:
    elements = {spot.block_id: spot.element for spot in spots(view.blocks)}
    errors = {block: _objection(error, elements.get(block, {})) for block, error in view.errors.items()}
    return Surface(view.id, view.values, errors)


def _objection(error: str, element: Json) -> str:
    """Put Slack's own objection into words, with the limit it is about; the bot's are sentences already."""
    return OBJECTIONS[error].format_map({"max_length": 3000, **element}) if error in OBJECTIONS else error


def _pretty(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, default=str)
