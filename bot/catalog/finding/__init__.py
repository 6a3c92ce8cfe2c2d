"""Finding the catalog entry that answers a question asked in plain words."""

from bot.catalog.finding.encoder import Encoder, MiniLM, NoEncoder, model_file, open_encoder
from bot.catalog.finding.finder import Finder, open_finder
from bot.catalog.finding.found import Candidate, Found, Match, Thresholds, Trace

__all__ = [
    "Candidate",
    "Encoder",
    "Finder",
    "Found",
    "Match",
    "MiniLM",
    "NoEncoder",
    "Thresholds",
    "Trace",
    "model_file",
    "open_encoder",
    "open_finder",
]
