"""Answers: what a message asks is understood, found, decided and put together, each from the last."""

from bot.value.answers.cards import Asker, Entry, entry
from bot.value.answers.composing import Answer, about, compose, others, picked
from bot.value.answers.decided import Decided, Spoken, Topic, still_near
from bot.value.answers.deciding import decide
from bot.value.answers.elsewhere import elsewhere

__all__ = [
    "Answer",
    "Asker",
    "Decided",
    "Entry",
    "Spoken",
    "Topic",
    "about",
    "compose",
    "decide",
    "elsewhere",
    "entry",
    "others",
    "picked",
    "still_near",
]
