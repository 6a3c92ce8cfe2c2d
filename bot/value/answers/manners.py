"""Manners: a greeting, a thank-you and a bare no ask for nothing, and get a word back."""

import re

from bot.value.answers.composing import Answer

_GREETING = re.compile(
    r"(hi|hiya|hello|hey|good (morning|afternoon|evening|day)|help|what (do|can) you do|who are you)\W*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"((ok(ay)?|great|perfect|cool|super)[,.!]? )?(thanks?|thank you|thx|ty|cheers)( a lot| so much| very much)?\W*"
    r"|(great|perfect|cool|super|ok(ay)?|got it)\W*",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(oh |ok(ay)?[,.]? |sorry[,.]? )?(no|nope|nah|no,? (thanks?|thank you|not now)|not now|never ?mind"
    r"|forget (it|that)|cancel( it| that)?|leave it|nothing)\W*",
    re.IGNORECASE,
)


def reply(message: str) -> Answer | None:
    """Return what to say to mere manners, or to nothing at all; None for a question."""
    if _THANKS.fullmatch(message):
        return Answer("ask/welcome", {})
    if _NO.fullmatch(message):
        return Answer("ask/all_right", {})
    return Answer("ask/hello", {}) if not message or _GREETING.fullmatch(message) else None
