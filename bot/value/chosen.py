"""Chosen: what somebody said with buttons about what was understood of their words."""

import json
from dataclasses import dataclass, replace
from typing import Any

from bot.value.understanding import Kind, Reach, Wish


@dataclass(frozen=True)
class Chosen:
    """What the person said with the buttons under their wish, beside the words of the message.

    `seen` is the commitment they last saw, in minor units.
    """

    question: int
    kind: Kind | None = None
    service: str | None = None
    tier: str | None = None
    quantity: int | None = None
    reach: Reach | None = None
    seen: int | None = None

    @classmethod
    def read(cls, value: str) -> "Chosen":
        """Read the value of a button."""
        said: dict[str, Any] = json.loads(value)
        return cls(**said)

    def put(self, **changes: Any) -> str:
        """Return the value of a button that says this, and what it changes."""
        said = vars(replace(self, **changes))
        return json.dumps({name: each for name, each in said.items() if each is not None})

    def applied(self, wish: Wish) -> Wish:
        """Return the wish with what was chosen."""
        another = self.service is not None and self.service != wish.service
        return replace(
            wish,
            kind=self.kind or wish.kind,
            service=self.service or wish.service,
            tier=self.tier or (None if another else wish.tier),
            quantity=self.quantity or wish.quantity,
            reach=self.reach or wish.reach,
        )
