"""What a workspace remembers: people, channels, messages, views, files, and what is afoot."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]
"""What a person has filled in: block_id → action_id → the value as Slack reports it."""


@dataclass
class Member:
    """A person, or the bot; `key` is the short name that tests and the YAML use."""

    key: str
    id: str
    name: str
    email: str = ""
    zone: str = "UTC"
    locale: str = "en-US"
    is_bot: bool = False
    deleted: bool = False


@dataclass
class File:
    """An uploaded file; `content` is None until the bytes arrived, `shared_in` empty until completed.

    One that is `external` is a link to somewhere else, of which Slack has no bytes.
    """

    id: str
    name: str
    title: str
    mimetype: str
    length: int
    alt_text: str = ""
    content: bytes | None = None
    shared_in: list[str] = field(default_factory=list)
    user: str = ""
    deleted: bool = False
    external: bool = False

    def payload(self, url: str, private: str) -> Json:
        """Describe the file as Slack does; `url` is where people see it, `private` where an app gets its bytes."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title,
            "mimetype": self.mimetype,
            "size": self.length,
            "filetype": self.name.rpartition(".")[2].lower(),
            "user": self.user,
            "mode": "external" if self.external else "hosted",
            "is_external": self.external,
            "alt_txt": self.alt_text,
            "url_private": private,
            "url_private_download": private,
            "permalink": url,
            "channels": list(self.shared_in),
        }


@dataclass
class Message:
    """A message; `only_for` names the one person who sees it when it is ephemeral.

    `ts` is its id in the channel. `thread_ts` is the ts of the thread's first message, None outside one.
    `values` holds what each person (by id) has chosen in its inputs and selects; `offered` the options
    an external select was given, by action_id.
    """

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    edited_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    only_for: str | None = None
    client_msg_id: str | None = None
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, Values] = field(default_factory=dict)
    offered: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def in_thread(self) -> bool:
        """Whether this is a reply rather than a message of the channel itself."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def seen_by(self, person: str) -> bool:
        """Whether this person (by id) can see it."""
        return self.only_for in (None, person)


@dataclass
class Channel:
    """A conversation: a public or private channel, or the DM between one person and the bot."""

    id: str
    name: str
    kind: Literal["public", "private", "im"]
    members: set[str] = field(default_factory=set)
    archived: bool = False
    topic: str = ""
    messages: list[Message] = field(default_factory=list)

    def find(self, ts: str) -> Message | None:
        """Return the message with this ts."""
        return next((message for message in self.messages if message.ts == ts), None)

    def timeline(self, person: str) -> Iterator[Message]:
        """Yield what this person sees in the channel itself, oldest first; replies stay in threads."""
        return (m for m in self.messages if m.seen_by(person) and (not m.in_thread or m.broadcast))

    def thread(self, root_ts: str, person: str | None = None) -> list[Message]:
        """Return a thread's first message and its replies, oldest first, as this person sees them."""
        return [
            m
            for m in self.messages
            if (m.ts == root_ts or m.thread_ts == root_ts)
            and (m.seen_by(person) if person else not m.only_for)
        ]


@dataclass
class View:
    """A modal or an App Home: what the bot sent (`payload`) and what the person filled in (`values`).

    `errors` are the field errors of the last submission, by block_id. `previous_id` is the modal below.
    """

    id: str
    hash: str
    person: str
    payload: Json
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """The blocks as they stand."""
        blocks: list[Json] = self.payload["blocks"]
        return blocks


@dataclass
class Trigger:
    """The right to open one modal for one person, for three seconds from `issued` (monotonic seconds)."""

    id: str
    person: str
    issued: float
    used: bool = False


@dataclass
class ResponseUrl:
    """The right to answer where something was asked: five times within half an hour."""

    id: str
    channel: str
    person: str
    issued: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass(frozen=True)
class Notice:
    """What Slack itself tells a person: the app took too long, failed, is away, or has no such command.

    `about` is what the person did: `button`, `command`, `shortcut`, `modal` or `options`.
    """

    person: str
    code: Literal["took_too_long", "failed", "unreachable", "unknown_command"]
    about: str
    label: str = ""


@dataclass
class Status:
    """The line "… is thinking" under a thread; cleared by the bot's next message there."""

    text: str
    loading: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Prompts:
    """The suggestions offered at the top of the bot's DM."""

    title: str
    prompts: list[Json]


@dataclass(frozen=True)
class Exchange:
    """One call or delivery for the inspector; `by` tells who began it, `took` is in milliseconds."""

    number: int
    at: str
    by: Literal["bot", "slack"]
    what: str
    request: Json
    answer: Json
    status: int
    took: float
