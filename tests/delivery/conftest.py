"""A sender before a Slack that does as it is told, with the clock standing at T0."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.db import Database
from bot.delivery.sender import Sender
from tests.conftest import Frozen
from tests.delivery.slack import Slack, Words

MakeSender = Callable[..., Sender]


@pytest.fixture
def slack() -> Slack:
    return Slack()


@pytest.fixture
def make_sender(db: Database, slack: Slack, at_t0: Frozen) -> MakeSender:
    """Make a sender; without a pace unless one is asked for."""

    def make(timers: Mapping[str, Any] | None = None, **options: Any) -> Sender:
        return Sender(db, Words(), slack, timers or {}, **{"pace": timedelta(0), **options})

    return make


@pytest.fixture
def sender(make_sender: MakeSender) -> Sender:
    return make_sender()
