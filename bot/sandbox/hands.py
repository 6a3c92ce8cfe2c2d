"""The hands and eyes of a person in Slack: tests talk to the bot as people do, by words and labels."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.sandbox import acts, files, modals
from bot.sandbox.acts import Surface
from bot.sandbox.elements import TYPED, Choice, Spot, all_options
from bot.sandbox.seen import SeenMessage, SeenView, choosables, pressables, see_message, see_view
from bot.sandbox.state import Channel, Member, Message, Notice

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Where = str
"""`"bot"` is the DM with the bot; anything else a channel, `"#finance"` or its id."""


class Person:
    """One person of the workspace. Every act returns when the bot has acknowledged it (in process).

    What is not there to be seen, pressed or chosen raises LookupError that lists what is.
    """

    def __init__(self, workspace: "Workspace", member: Member) -> None:
        self._workspace = workspace
        self.member = member
        self.id = member.id

    def __repr__(self) -> str:
        return self.member.name

    # Talking

    def dm(self, text: str, thread: SeenMessage | None = None) -> SeenMessage:
        """Write to the bot; every message that is not in a thread starts one."""
        return self.says("bot", text, thread)

    def says(self, where: Where, text: str, thread: SeenMessage | None = None) -> SeenMessage:
        """Write in a channel; `@domestique`, `@ana` and `#finance` become mentions."""
        root = (thread.thread_ts or thread.ts) if thread else None
        message = acts.say(self._workspace, self.id, self._place(where), text, root)
        return see_message(self._workspace, message)

    def replies(self, message: SeenMessage, text: str) -> SeenMessage:
        """Write in the thread of a message."""
        return self.says(message.raw.channel, text, message)

    def sends_file(
        self,
        name: str,
        content: bytes,
        text: str = "",
        *,
        where: Where = "bot",
        thread: SeenMessage | None = None,
    ) -> SeenMessage:
        """Post a message with a file."""
        file = files.give(self._workspace, name, content, self.id)
        root = (thread.thread_ts or thread.ts) if thread else None
        message = acts.say(self._workspace, self.id, self._place(where), text, root, [file.id])
        return see_message(self._workspace, message)

    def deletes_file(self, name: str) -> None:
        """Delete a file of one's own."""
        for file in self._workspace.files.values():
            if file.name == name and file.user == self.id:
                files.delete(self._workspace, file)

    def command(self, line: str, where: Where = "bot") -> None:
        """Type a slash command, such as `/it order`."""
        acts.command(self._workspace, self.id, self._place(where), line)

    def shortcut(self, callback_id: str) -> None:
        """Use a global shortcut."""
        acts.shortcut(self._workspace, self.id, callback_id)

    def message_shortcut(self, callback_id: str, message: SeenMessage) -> None:
        """Use a shortcut on a message."""
        acts.message_shortcut(self._workspace, self.id, callback_id, message.raw)

    def invites_bot(self, where: Where) -> None:
        """Bring the bot into a channel."""
        acts.invite_bot(self._workspace, self.id, self._place(where))

    def changes(self, *, zone: str | None = None, locale: str | None = None, deleted: bool = False) -> None:
        """Move to another zone or language, or have the account deactivated."""
        acts.change_profile(self._workspace, self.id, zone=zone, locale=locale, deleted=deleted)

    # Looking

    def sees(self, where: Where, thread: SeenMessage | None = None) -> list[SeenMessage]:
        """Return the messages this person sees, oldest first, replies included; reads them, too."""
        return [see_message(self._workspace, one) for one in self._reads(where, thread)]

    def last(self, where: Where = "bot") -> SeenMessage:
        """Return the newest message in a place; raises LookupError when there is none."""
        seen = self._reads(where)
        if not seen:
            raise LookupError(f"{self} sees nothing in {where}")
        return see_message(self._workspace, seen[-1])

    def _reads(self, where: Where, thread: SeenMessage | None = None) -> list[Message]:
        channel = self._place(where)
        self._workspace.mark_read(self.id, channel.id)
        root = (thread.thread_ts or thread.ts) if thread else None
        messages = channel.thread(root, self.id) if root else channel.messages
        return [one for one in messages if one.seen_by(self.id)]

    def unread(self, where: Where = "bot") -> int:
        """Count the messages in a place that this person has not read."""
        return self._workspace.unread(self.id, self._place(where).id)

    @property
    def view(self) -> SeenView | None:
        """The modal on top, if one is open."""
        stack = self._workspace.modals.get(self.id)
        return see_view(self._workspace, stack[-1]) if stack else None

    @property
    def home(self) -> SeenView | None:
        """The App Home as last published."""
        home = self._workspace.homes.get(self.id)
        return see_view(self._workspace, home) if home else None

    @property
    def notices(self) -> list[Notice]:
        """What Slack itself told this person: that the bot took too long, failed, is away."""
        return [notice for notice in self._workspace.notices if notice.person == self.id]

    @property
    def prompts(self) -> list[str]:
        """The suggestions at the top of the bot's DM."""
        given = self._workspace.prompts.get(self._workspace.dm(self.id).id)
        return [prompt["title"] for prompt in given.prompts] if given else []

    def reloads(self) -> None:
        """Reload Slack: what only this person saw is gone."""
        self._workspace.forget_ephemeral(self.id)

    # Acting

    def opens_home(self) -> SeenView | None:
        """Open the bot's Home tab and return what is there."""
        acts.open_home(self._workspace, self.id)
        return self.home

    def opens_messages(self) -> None:
        """Open the bot's Messages tab."""
        acts.open_messages(self._workspace, self.id)

    def clicks(self, label: str, on: SeenMessage | SeenView | None = None) -> None:
        """Press a button by its words (or action_id): the newest in sight, or the one `on` a surface."""
        for surface in self._surfaces(on):
            for words, spot, choice in pressables(surface):
                if label in (words, spot.action_id):
                    acts.press(self._workspace, self.id, surface, spot.block_id, spot.action_id, choice)
                    return
        labels = [words for surface in self._surfaces(on) for words, _, _ in pressables(surface)]
        raise LookupError(f"{self} sees no button {label!r}, only {labels}")

    def chooses(self, label: str, *options: str, on: SeenMessage | SeenView | None = None) -> None:
        """Choose from a select, picker, radio group or checkboxes, by label and the options' words.

        People and channels go by name (`ana`, `#finance`), dates as `2026-11-24`, times as `09:00`, files by
        the name (`plan.pdf`) of one that is at hand (`Person.holds`) or else is made up for it.
        """
        surface, spot = self._find(label, on)
        choice = self._choice(surface, spot, options)
        acts.press(self._workspace, self.id, surface, spot.block_id, spot.action_id, choice)

    def fills(self, values: Mapping[str, str | Sequence[str]], on: SeenView | None = None) -> None:
        """Fill in several inputs at once, each by its label."""
        for label, value in values.items():
            self.chooses(label, *([value] if isinstance(value, str) else value), on=on)

    def holds(self, name: str, content: bytes) -> str:
        """Have a file at hand, to be chosen in a form; returns its id."""
        return files.give(self._workspace, name, content, self.id).id

    def submits(self) -> dict[str, str]:
        """Send the modal on top; returns what is wrong by label, empty when the bot took it."""
        view = modals.top(self._workspace, self.id)
        modals.submit(self._workspace, self.id)
        return see_view(self._workspace, view).errors

    def closes(self, *, all_of_them: bool = False) -> None:
        """Close the modal on top, or the whole stack."""
        modals.close(self._workspace, self.id, clear=all_of_them)

    # How words become ids

    def _place(self, where: Where) -> Channel:
        return self._workspace.dm(self.id) if where == "bot" else self._workspace.channel(where)

    def _surfaces(self, on: SeenMessage | SeenView | None) -> Iterator[Surface]:
        """Yield where this person could act, newest first: the modal, then messages, then the home."""
        if on is not None:
            yield on.raw
            return
        workspace = self._workspace
        yield from workspace.modals.get(self.id, [])[-1:]
        yield from sorted(self._visible_messages(), key=lambda message: message.ts, reverse=True)
        if self.id in workspace.homes:
            yield workspace.homes[self.id]

    def _visible_messages(self) -> Iterator[Message]:
        for channel in self._workspace.channels.values():
            if self.id in channel.members:
                yield from (message for message in channel.messages if message.seen_by(self.id))

    def _find(self, label: str, on: SeenMessage | SeenView | None) -> tuple[Surface, Spot]:
        for surface in self._surfaces(on):
            for words, spot in choosables(surface):
                if label in (words, spot.action_id):
                    return surface, spot
        labels = [words for surface in self._surfaces(on) for words, _ in choosables(surface)]
        raise LookupError(f"{self} sees nothing called {label!r}, only {labels}")

    def _choice(self, surface: Surface, spot: Spot, options: Sequence[str]) -> Choice:
        kind = spot.element["type"]
        if kind in TYPED or kind in ("datepicker", "timepicker", "datetimepicker", "rich_text_input"):
            return options[0] if options else None
        if kind == "file_input":
            return [self._at_hand(one) or self.holds(one, one.encode()) for one in options]
        if "users" in kind:
            return [self._workspace.member(one).id for one in options]
        if "channels" in kind or "conversations" in kind:
            return [self._place(one).id for one in options]
        return [self._option(surface, spot, one) for one in options]

    def _at_hand(self, name: str) -> str | None:
        mine = [each for each in self._workspace.files.values() if each.user == self.id]
        return next((each.id for each in mine if each.name == name and not each.shared_in), None)

    def _option(self, surface: Surface, spot: Spot, words: str) -> str:
        offered = all_options(spot.element)
        if spot.element["type"].endswith("external_select"):
            offered = acts.suggest(self._workspace, self.id, surface, spot.block_id, spot.action_id, words)
        for option in offered:
            if words in (option["text"]["text"], option["value"]):
                return str(option["value"])
        raise LookupError(f"no option {words!r}, only {[option['text']['text'] for option in offered]}")
