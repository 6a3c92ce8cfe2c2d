"""Finding the catalog entry that answers a question asked in plain words."""

from bot.catalog.finding.encoder import Encoder, NoEncoder, open_encoder
from bot.catalog.finding.finder import Finder, open_finder
from bot.catalog.finding.found import Candidate, Found, Match, Thresholds, Trace

__all__ = [
    "Candidate",
    "Encoder",
    "Finder",
    "Found",
    "Match",
    "NoEncoder",
    "Thresholds",
    "Trace",
    "open_encoder",
    "open_finder",
]
