"""The stage of the demo, set for tests: every part is the real part, over real sockets."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from bot import clock, serve
from bot.demo.stage import Stage, WayIn, raised
from bot.demo.tour import Guide, next_tuesday

SEED = 7
USUAL = {("socket", "sqlite"), ("web", "postgresql")}  # the demo's, and a company's
RaiseStage = Callable[..., Stage]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Go each way in and on each database once; thoroughly, each way in on each database."""
    for item in items:
        drawn = (
            item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        )
        if "way_in" in drawn and (drawn["way_in"], drawn["database_kind"]) not in USUAL:
            item.add_marker(pytest.mark.slow)


def unheard(words: str) -> None:
    """Tell nobody."""


@contextmanager
def on_a_tuesday() -> Iterator[RaiseStage]:
    """Give what sets the stage; it is cleared away, and the clock put back, when the block ends."""
    with ExitStack() as stack:
        stack.callback(clock.reset)

        # a Tuesday at ten, when nobody's quiet hours hold anything back
        clock.move_ahead(next_tuesday(clock.now()) - clock.now())

        def raise_it(way_in: WayIn = "socket", database_url: str = "") -> Stage:
            return stack.enter_context(raised(0, SEED, unheard, database_url=database_url, way_in=way_in))

        yield raise_it


@pytest.fixture
def raise_stage() -> Iterator[RaiseStage]:
    """Give what sets the stage for one test."""
    with on_a_tuesday() as raise_it:
        yield raise_it


def guide_on(stage: Stage) -> Guide:
    """Return a guide who walks with the people of this stage."""
    return Guide(stage.workspace, unheard, lambda: serve.catch_up(stage.desk))
