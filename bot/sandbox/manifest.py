"""What the app asked for when it was installed: scopes, events, commands and shortcuts of its manifest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Command:
    """A slash command as the composer offers it."""

    name: str
    description: str = ""
    usage_hint: str = ""
    escapes: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A shortcut: `kind` is `global` or `message`."""

    kind: str
    name: str
    callback_id: str


@dataclass(frozen=True)
class Manifest:
    """The installed app's rights and entry points; `scopes` and `events` are None where all are allowed."""

    scopes: frozenset[str] | None = None
    events: frozenset[str] | None = None
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    open: bool = True

    @classmethod
    def read(cls, manifest: Mapping[str, Any] | None) -> "Manifest":
        """Read a manifest; None gives an app that may do everything and answers every command."""
        if manifest is None:
            return cls()
        features = manifest.get("features", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        events = manifest.get("settings", {}).get("event_subscriptions", {})
        return cls(
            scopes=frozenset(scopes.get("bot", [])) | frozenset(scopes.get("bot_optional", [])),
            events=frozenset(events.get("bot_events", [])),
            commands=tuple(_command(command) for command in features.get("slash_commands", [])),
            shortcuts=tuple(_shortcut(shortcut) for shortcut in features.get("shortcuts", [])),
            open=False,
        )

    def may(self, scope: str | None) -> bool:
        """Tell whether the app was granted this scope (any of several, parted by `|`)."""
        return scope is None or self.scopes is None or any(one in self.scopes for one in scope.split("|"))

    def hears(self, event: str) -> bool:
        """Tell whether the app subscribed to this event, for example `message.im`."""
        return self.events is None or event in self.events

    def command(self, name: str) -> Command | None:
        """Return the command of this name (`/it`); an open app answers every one."""
        found = next((command for command in self.commands if command.name == name), None)
        return found or (Command(name) if self.open else None)

    def has_shortcut(self, kind: str, callback_id: str) -> bool:
        """Tell whether this shortcut exists."""
        return self.open or any((s.kind, s.callback_id) == (kind, callback_id) for s in self.shortcuts)


def _command(given: Mapping[str, Any]) -> Command:
    return Command(
        given["command"],
        given.get("description", ""),
        given.get("usage_hint", ""),
        bool(given.get("should_escape")),
    )


def _shortcut(given: Mapping[str, Any]) -> Shortcut:
    return Shortcut(given["type"], given["name"], given["callback_id"])
