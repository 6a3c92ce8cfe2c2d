"""Capture: files of costs, use, plans and prices are looked at, taken in once, and taken back as a whole."""

from bot.cost.capture.listing import KINDS
from bot.cost.capture.looking import look
from bot.cost.capture.reading import Reject
from bot.cost.capture.storing import store, sweep, undo
from bot.cost.capture.templates import template
from bot.cost.capture.trouble import Unreadable

__all__ = ["KINDS", "Reject", "Unreadable", "look", "store", "sweep", "template", "undo"]
