"""Finding the catalog entry that answers a question asked in plain words."""

from bot.catalog.finding.finder import Finder, Found, Match

__all__ = ["Finder", "Found", "Match"]
