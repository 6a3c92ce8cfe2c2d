"""Capture: files of costs, use, plans and prices are looked at, taken in once, and taken back as a whole."""

from bot.cost.batches import Batch
from bot.cost.capture.listing import KINDS
from bot.cost.capture.looking import look, said_of
from bot.cost.capture.reading import Reject
from bot.cost.capture.storing import store
from bot.cost.capture.templates import template
from bot.cost.capture.trouble import Unreadable
from bot.cost.capture.undoing import drop, free, sweep, undo

__all__ = [
    "KINDS",
    "Batch",
    "Reject",
    "Unreadable",
    "drop",
    "free",
    "look",
    "said_of",
    "store",
    "sweep",
    "template",
    "undo",
]
