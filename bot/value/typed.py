"""Typed: which of all there is to choose from is called what somebody types into a menu."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

MOST = 100  # options that Slack takes at once
T = TypeVar("T")


def fitting(choices: Iterable[T], called: Callable[[T], str], typed: str, most: int = MOST) -> list[T]:
    """Return those whose name holds every word that was typed, in their order, as many as Slack takes."""
    words = typed.casefold().split()
    found = (each for each in choices if all(word in called(each).casefold() for word in words))
    return list(islice(found, most))
