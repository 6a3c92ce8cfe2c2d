"""The database: one write session at a time for whoever asks first, many readers, exact column types."""

from bot.db.columns import Exact, Numbered, UtcDateTime, exact, facts, instant, minor_units
from bot.db.database import Database, alone, wake_sender
from bot.db.loading import Loader, Values, either, get
from bot.db.once import insert_missing, insert_once, unless_there
from bot.db.prepared import Prepared
from bot.db.trouble import NotStored, Unusable

__all__ = [
    "Database",
    "Exact",
    "Loader",
    "NotStored",
    "Numbered",
    "Prepared",
    "Unusable",
    "UtcDateTime",
    "Values",
    "alone",
    "either",
    "exact",
    "facts",
    "get",
    "insert_missing",
    "insert_once",
    "instant",
    "minor_units",
    "unless_there",
    "wake_sender",
]
