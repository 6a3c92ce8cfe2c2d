"""One workspace: its state, the lookups everyone needs, and the doors to everything that acts on it."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Literal, Self

import yaml
from slack_bolt import App

from bot import clock
from bot.sandbox.deliveries import PostOffice
from bot.sandbox.faults import Faults
from bot.sandbox.feed import Feed
from bot.sandbox.hands import Person
from bot.sandbox.in_process import InProcess
from bot.sandbox.limits import Limits
from bot.sandbox.manifest import Manifest
from bot.sandbox.plan import Team, read_app, read_channels, read_members
from bot.sandbox.state import (
    Channel,
    Exchange,
    File,
    Json,
    Member,
    Message,
    Notice,
    Prompts,
    ResponseUrl,
    Status,
    Trigger,
    View,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TRAFFIC_KEPT = 500
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the fast one, if built


class Workspace:
    """Everything in memory, guarded by `lock`; deliveries to the bot never happen while it is held."""

    def __init__(self, plan: Mapping[str, Any], manifest: Mapping[str, Any] | None = None) -> None:
        self.lock = threading.RLock()
        self.team = Team(**plan["team"])
        self.app = read_app(plan["app"])
        self.manifest = Manifest.read(manifest)
        self.base_url = "http://sandbox.invalid"
        self.members: dict[str, Member] = read_members(plan["people"], self.app)
        self.channels: dict[str, Channel] = read_channels(plan["channels"], self.members, self.app.user)
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.prompts: dict[str, Prompts] = {}
        self.statuses: dict[tuple[str, str], Status] = {}
        self.notices: list[Notice] = []
        self.last_read: dict[tuple[str, str], str] = {}
        self.traffic: deque[Exchange] = deque(maxlen=TRAFFIC_KEPT)
        self.unknown_methods: Counter[str] = Counter()
        self.tickets: set[str] = set()
        self.hints: Mapping[str, list[Json]] = plan.get("hints", {})  # person's key → what they may try
        self.before_clock_moves: Callable[[datetime], None] | None = None  # is told where to
        self.on_clock_moved: Callable[[], None] | None = None
        self.feed = Feed()
        self.faults = Faults()
        self.limits = Limits()
        self.post = PostOffice(self)
        self._last_number = 0
        self._last_moment = 0

    @classmethod
    def load(cls, source: Path | str | Mapping[str, Any], manifest: Mapping[str, Any] | None = None) -> Self:
        """Start a workspace from a YAML file or from its content."""
        if isinstance(source, Mapping):
            return cls(source, manifest)
        return cls(yaml.load(Path(source).read_text(encoding="utf-8"), _LOADER), manifest)

    # Doors

    def person(self, who: str) -> Person:
        """Return the hands and eyes of a person, by key, id, name or e-mail."""
        return Person(self, self.member(who))

    def attach(self, app: App) -> None:
        """Let a Bolt app of this process be the bot: it answers in the thread that asks.

        An event it does not acknowledge comes again three times at once.
        """
        self.post.route = InProcess(app)
        self.post.retry_delays = (0.0, 0.0, 0.0)

    # Who and where

    def member(self, who: str) -> Member:
        """Return the person by key, id, @name or e-mail; raises LookupError."""
        wanted = who.removeprefix("@").lower()
        for member in self.members.values():
            if wanted in (member.key, member.id.lower(), member.email, member.name.lower()):
                return member
        raise LookupError(f"nobody here is called {who}")

    def people(self) -> list[Member]:
        """Return the people, without the bot."""
        return [member for member in self.members.values() if not member.is_bot]

    def channel(self, where: str) -> Channel:
        """Return the channel by id, `name` or `#name`; raises LookupError."""
        if where in self.channels:
            return self.channels[where]
        wanted = where.removeprefix("#")
        for channel in self.channels.values():
            if channel.name == wanted and channel.kind != "im":
                return channel
        raise LookupError(f"there is no channel {where}")

    def dm(self, person: str) -> Channel:
        """Return the DM between this person (by id) and the bot, opened now if it never was."""
        with self.lock:
            id = "D" + person[1:]
            if id not in self.channels:
                self.channels[id] = Channel(id, "", "im", {person, self.app.user})
            return self.channels[id]

    def channels_of(self, person: str) -> list[Channel]:
        """Return the channels this person is in, by name, without DMs."""
        mine = [c for c in self.channels.values() if c.kind != "im" and person in c.members]
        return sorted(mine, key=lambda channel: channel.name)

    def view(self, id: str) -> View | None:
        """Return the open modal or App Home with this id."""
        modals = (view for stack in self.modals.values() for view in stack)
        return next((view for view in (*modals, *self.homes.values()) if view.id == id), None)

    # Marks of time and names

    def next_ts(self) -> str:
        """Return a message ts: the present instant, later than every one before it."""
        with self.lock:
            moment = (clock.now() - _EPOCH) // timedelta(microseconds=1)
            self._last_moment = max(moment, self._last_moment + 1)
            return f"{self._last_moment // 1_000_000}.{self._last_moment % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """Return an id of Slack's shape that no other thing has."""
        return f"{prefix}{self._next_number():09X}"

    def _next_number(self) -> int:
        with self.lock:
            self._last_number += 1
            return self._last_number

    # Reading, and being told

    def unread(self, person: str, channel: str) -> int:
        """Count what this person (by id) has not read in a channel: others' messages after the last read."""
        mark = self.last_read.get((person, channel), "")
        messages = self.channels[channel].messages
        return sum(m.ts > mark and m.user != person and m.seen_by(person) for m in messages)

    def mark_read(self, person: str, channel: str) -> None:
        """Note that this person has seen a channel up to its end."""
        with self.lock:
            messages = self.channels[channel].messages
            if messages and self.unread(person, channel):
                self.last_read[person, channel] = messages[-1].ts
                self.feed.publish("unread", channel=channel, person=person)

    def forget_ephemeral(self, person: str) -> None:
        """Drop what only this person saw, as a reload of Slack does."""
        with self.lock:
            for channel in self.channels.values():
                channel.messages = [m for m in channel.messages if m.only_for != person]

    def notify(self, notice: Notice) -> None:
        """Tell a person what Slack itself would tell them."""
        with self.lock:
            self.notices.append(notice)
        self.feed.publish("notice", person=notice.person)

    def record(
        self,
        by: Literal["bot", "slack"],
        what: str,
        request: Json,
        answer: Json,
        *,
        status: int,
        began: float,
    ) -> None:
        """Keep one exchange for the inspector; `began` is the monotonic time of its start."""
        took = round((monotonic() - began) * 1000, 1)
        with self.lock:
            number, at = self._next_number(), clock.now().isoformat(timespec="milliseconds")
            self.traffic.append(Exchange(number, at, by, what, request, answer, status, took))
        self.feed.publish("traffic")

    def move_clock(self, by: timedelta) -> datetime:
        """Move the clock of this process ahead and tell everyone who watches; returns the new now."""
        if self.before_clock_moves:
            self.before_clock_moves(clock.now() + by)
        now = clock.move_ahead(by)
        self.feed.publish("clock")
        return now

    # Changing messages: the only two places where a message appears or goes

    def add(self, message: Message) -> Message:
        """Put a message into its channel and tell the feed."""
        with self.lock:
            self.channels[message.channel].messages.append(message)
        self.feed.publish("message", channel=message.channel, ts=message.ts, person=message.only_for)
        return message

    def drop(self, message: Message) -> None:
        """Take a message away and tell the feed."""
        with self.lock:
            self.channels[message.channel].messages.remove(message)
        self.feed.publish("message_gone", channel=message.channel, ts=message.ts, person=message.only_for)
