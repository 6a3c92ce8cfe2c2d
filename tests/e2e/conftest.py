"""The stage of the demo, set for tests: every part is the real part, over real sockets."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from bot import clock, serve
from bot.demo.stage import Stage, WayIn, raised
from bot.demo.tour import Guide

SEED = 7
RaiseStage = Callable[[WayIn], Stage]


def unheard(words: str) -> None:
    """Tell nobody."""


@pytest.fixture
def raise_stage(empty_url: str) -> Iterator[RaiseStage]:
    """Give what sets the stage on a fresh database; it is cleared away after the test."""
    with ExitStack() as stack:
        stack.callback(clock.reset)

        def raise_it(way_in: WayIn) -> Stage:
            return stack.enter_context(raised(0, SEED, unheard, database_url=empty_url, way_in=way_in))

        yield raise_it


def guide_on(stage: Stage) -> Guide:
    """Return a guide who walks with the people of this stage."""
    return Guide(stage.workspace, unheard, lambda: serve.catch_up(stage.desk))
