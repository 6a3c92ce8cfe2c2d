"""What a person does at the page, by name: each takes the JSON that the browser sent."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from bot import clock
from bot.sandbox import acts, files, modals
from bot.sandbox.elements import find_spot
from bot.sandbox.page import leap
from bot.sandbox.page.choices import instant
from bot.sandbox.page.view_of import Page
from bot.sandbox.state import Channel, Json, Member, Message, View


class Doings:
    """Acts in the workspace for a person; each raises LookupError for what is not there (any more)."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.workspace = page.workspace

    def say(self, me: Member, said: Json) -> Json | None:
        """Send a message, or a slash command: `channel`, `text`, `thread`, ids of `files`; answers its `ts`."""
        channel, text, thread = self._channel(me, said), str(said["text"]).strip(), said.get("thread")
        given = [str(each) for each in said.get("files") or ()]
        if text.startswith("/") and not thread and not given:
            acts.command(self.workspace, me.id, channel, text)
        elif text or given:
            return {"ts": acts.say(self.workspace, me.id, channel, text, thread or None, given).ts}
        return None

    def enter(self, me: Member, said: Json) -> None:
        """Come to a `channel`, or to the bot's `tab`, and so read what is there."""
        channel = self._channel(me, said)
        if channel.kind != "im":
            self.workspace.mark_read(me.id, channel.id)
        elif said.get("tab") == "home":
            acts.open_home(self.workspace, me.id)
        else:
            acts.open_messages(self.workspace, me.id)

    def read(self, me: Member, said: Json) -> None:
        """See what arrived in a `channel` that stands open."""
        self.workspace.mark_read(me.id, self._channel(me, said).id)

    def forget(self, me: Member, said: Json) -> None:
        """Reload: what only this person saw is gone."""
        self.workspace.forget_ephemeral(me.id)

    def press(self, me: Member, said: Json) -> None:
        """Use an element (`block`, `action`, `choice`) of a surface; its other inputs come as `values`."""
        if "view" in said and self.workspace.view(said["view"]) is None:
            return  # what is still on its way when a form closes changes nothing
        surface = self._surface(me, said)
        self._fill(me, surface, said)
        choice = self._choice(me, surface, said["block"], said["action"], said.get("choice"))
        acts.press(self.workspace, me.id, surface, said["block"], said["action"], choice)

    def fill(self, me: Member, said: Json) -> None:
        """Keep what stands in the inputs of a surface."""
        with suppress(LookupError):  # what is still on its way when a form closes changes nothing
            self._fill(me, self._surface(me, said), said)

    def upload(self, me: Member, said: Json) -> Json:
        """Choose a file for a form or a message: `name` and `data`, its bytes in base64; answers its id."""
        content = b64decode(str(said["data"]))
        return {"file": files.give(self.workspace, str(said["name"]), content, me.id).id}

    def submit(self, me: Member, said: Json) -> Json:
        """Send the top modal; answers whether fields have to be looked at."""
        self._fill(me, modals.top(self.workspace, me.id), said)
        return {"errors": list(modals.submit(self.workspace, me.id))}

    def close(self, me: Member, said: Json) -> None:
        """Close the top modal, or with `all` the whole stack."""
        modals.close(self.workspace, me.id, clear=bool(said.get("all")))

    def options(self, me: Member, said: Json) -> Json:
        """Ask the bot for the options of an external select as the person types."""
        surface = self._surface(me, said)
        found = acts.suggest(
            self.workspace, me.id, surface, said["block"], said["action"], str(said["typed"])
        )
        return {"options": [{"value": one["value"], "text": one["text"]["text"]} for one in found]}

    def shortcut(self, me: Member, said: Json) -> None:
        """Use a global shortcut, or with `channel` and `ts` one on a message."""
        if said.get("ts"):
            acts.message_shortcut(self.workspace, me.id, said["callback"], self._message(me, said))
        else:
            acts.shortcut(self.workspace, me.id, said["callback"])

    def clock(self, me: Member, said: Json) -> None:
        """Move the clock forward `to` a moment that the page offers."""
        self.workspace.move_clock(leap.distance(str(said["to"]), clock.now(), me.zone))
        if self.workspace.on_clock_moved:
            self.workspace.on_clock_moved()

    def leave(self, me: Member, said: Json) -> None:
        """Leave the company: the account is deactivated, and the bot hears of it."""
        acts.change_profile(self.workspace, me.id, deleted=True)

    def fault(self, me: Member, said: Json) -> None:
        """Order a mishap; without `mishap`, take every order back."""
        if said.get("mishap"):
            self.workspace.faults.add(
                said["mishap"],
                said.get("what") or "*",
                times=int(said.get("times") or 1),
                seconds=float(said.get("seconds") or 0),
            )
        else:
            self.workspace.faults.clear()
        self.workspace.feed.publish("traffic")

    def hide_hints(self, me: Member, said: Json) -> None:
        """Put the suggestions for a newcomer away."""
        self.page.hints_hidden.add(me.id)

    def _channel(self, me: Member, said: Json) -> Channel:
        self.workspace.dm(me.id)  # it may not have been opened yet
        channel = self.workspace.channels[said["channel"]]
        if me.id not in channel.members:
            raise LookupError(f"{me.name} is not in {channel.name}")
        return channel

    def _message(self, me: Member, said: Json) -> Message:
        message = self._channel(me, said).find(said["ts"])
        if message is None or not message.seen_by(me.id):
            raise LookupError("that message is gone")
        return message

    def _surface(self, me: Member, said: Json) -> Message | View:
        if "view" not in said:
            return self._message(me, said)
        view = self.workspace.view(said["view"])
        if view is None or view.person != me.id:
            raise LookupError("that form is closed")
        return view

    def _fill(self, me: Member, surface: Message | View, said: Json) -> None:
        values: Mapping[str, Mapping[str, Any]] = said.get("values") or {}
        for block, chosen in values.items():
            for action, choice in chosen.items():
                fitting = self._choice(me, surface, block, action, choice)
                acts.fill(self.workspace, me.id, surface, block, action, fitting)

    def _choice(self, me: Member, surface: Message | View, block: str, action: str, choice: Any) -> Any:
        spot = find_spot(acts.blocks_of(surface), block, action)
        if choice and spot.element["type"] == "datetimepicker":
            return str(instant(str(choice), me.zone))
        return choice


DOINGS: dict[str, Callable[[Doings, Member, Json], Json | None]] = {
    "say": Doings.say,
    "enter": Doings.enter,
    "read": Doings.read,
    "forget": Doings.forget,
    "press": Doings.press,
    "fill": Doings.fill,
    "upload": Doings.upload,
    "submit": Doings.submit,
    "close": Doings.close,
    "options": Doings.options,
    "shortcut": Doings.shortcut,
    "clock": Doings.clock,
    "leave": Doings.leave,
    "fault": Doings.fault,
    "hide_hints": Doings.hide_hints,
}
