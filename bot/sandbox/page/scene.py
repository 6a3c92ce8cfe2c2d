"""What one person sees of the workspace: places, messages, threads, modals, as facts for the templates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote
from zlib import crc32

from bot import clock
from bot.sandbox.page.reader import Reader
from bot.sandbox.state import Channel, Json, Member, Message
from bot.sandbox.workspace import Workspace

SHOWN = 200
_TOGETHER = 300.0  # seconds within which messages of one author stand under one name
_HUES = 8


@dataclass(frozen=True)
class Author:
    """Whoever wrote: the name, two letters and a colour for the picture."""

    name: str
    letters: str
    hue: str
    is_app: bool


@dataclass(frozen=True)
class Place:
    """A channel or the bot's DM in the sidebar."""

    id: str
    name: str
    unread: int
    is_dm: bool
    private: bool


@dataclass(frozen=True)
class Thread:
    """What stands under a message that was answered."""

    count: int
    last_ts: str
    authors: tuple[Author, ...]


@dataclass(frozen=True)
class Entry:
    """One message in a list, with what stands above it: a new day, the line before unread messages."""

    message: Message
    author: Author
    day: str = ""
    first_unread: bool = False
    compact: bool = False
    thread: Thread | None = None


def read_by(workspace: Workspace, me: Member) -> Reader:
    """Return how this person reads: their zone, and the names of all people, channels and files."""
    return Reader(
        me.id,
        me.zone,
        clock.now(),
        people={member.id: member.name for member in workspace.members.values()},
        channels={
            channel.id: channel.name for channel in workspace.channels.values() if channel.kind != "im"
        },
        files={file.id: f"/files/{file.id}/{quote(file.name)}" for file in workspace.files.values()},
        locale=me.locale,
    )


def author(member: Member) -> Author:
    """Return how a member is drawn; the colour stays with the id."""
    letters = "".join(word[0] for word in member.name.split()[:2]).upper()
    return Author(member.name, letters, f"hue-{crc32(member.id.encode()) % _HUES}", member.is_bot)


def places(workspace: Workspace, me: Member) -> list[Place]:
    """Return the person's channels by name, then the bot's DM."""
    mine = [*workspace.channels_of(me.id), workspace.dm(me.id)]
    return [place(workspace, me, channel) for channel in mine]


def place(workspace: Workspace, me: Member, channel: Channel) -> Place:
    """Return one channel or DM as the sidebar lists it."""
    is_dm = channel.kind == "im"
    name = workspace.app.name if is_dm else channel.name
    return Place(channel.id, name, workspace.unread(me.id, channel.id), is_dm, channel.kind == "private")


def unread_elsewhere(workspace: Workspace, person: Member) -> int:
    """Count what waits for another person, for the switcher."""
    return sum(one.unread for one in places(workspace, person))


def timeline(workspace: Workspace, me: Member, channel: Channel, read_up_to: str = "") -> list[Entry]:
    """Return the newest messages of a channel, oldest first; `read_up_to` is the last ts that was read."""
    shown = list(channel.timeline(me.id))[-SHOWN:]
    entries = list(_entries(workspace, me, shown, read_up_to))
    return [_with_thread(workspace, me, channel, entry) for entry in entries]


def replies(workspace: Workspace, me: Member, channel: Channel, root_ts: str) -> list[Entry]:
    """Return a thread's first message and its replies."""
    return list(_entries(workspace, me, channel.thread(root_ts, me.id)))


def _entries(
    workspace: Workspace, me: Member, shown: Sequence[Message], read_up_to: str = ""
) -> Iterator[Entry]:
    reader = read_by(workspace, me)
    marked = False
    for before, message in pairwise([None, *shown]):
        assert message is not None  # pairwise starts with the None that stands before the first message
        new_day = before is None or reader.local(before.ts).date() != reader.local(message.ts).date()
        fresh = bool(read_up_to) and message.ts > read_up_to and message.user != me.id and not marked
        marked = marked or fresh
        yield Entry(
            message,
            author(workspace.members[message.user]),
            day=reader.day(message.ts) if new_day else "",
            first_unread=fresh,
            compact=not (new_day or fresh) and _continues(before, message),
        )


def _continues(before: Message | None, message: Message) -> bool:
    return (
        before is not None
        and before.user == message.user
        and before.only_for == message.only_for
        and not (message.bot_id and message.blocks)  # two cards in a row must not read as one
        and float(message.ts) - float(before.ts) < _TOGETHER
    )


def _with_thread(workspace: Workspace, me: Member, channel: Channel, entry: Entry) -> Entry:
    below = channel.thread(entry.message.ts, me.id)[1:]
    if not below:
        return entry
    people = dict.fromkeys(message.user for message in below)
    authors = tuple(author(workspace.members[person]) for person in list(people)[:4])
    thread = Thread(len(below), below[-1].ts, authors)
    return Entry(entry.message, entry.author, entry.day, entry.first_unread, entry.compact, thread)


def names(workspace: Workspace, me: Member) -> Json:
    """Return what the message box can complete: people, the person's channels and the app's commands."""
    people = [{"name": one.name, "insert": f"@{one.name} "} for one in workspace.members.values()]
    channels = [
        {"name": one.name, "insert": f"#{one.name} ", "hint": one.topic}
        for one in workspace.channels_of(me.id)
    ]
    commands = [
        {"name": one.name, "insert": f"{one.name} ", "hint": f"{one.usage_hint}  {one.description}".strip()}
        for one in workspace.manifest.commands
    ]
    return {"people": people, "channels": channels, "commands": commands}


def hints(workspace: Workspace, me: Member) -> list[Json]:
    """Return what a newcomer may try as this person: `text`, and `say` with the words to send."""
    return workspace.hints.get(me.key, [])
