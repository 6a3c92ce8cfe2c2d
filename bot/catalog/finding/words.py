"""Words of a question: Slack's marks taken off, small words left out, endings cut so that forms meet."""

import html
import re
import unicodedata
from functools import lru_cache

# Words that say how somebody asks, not what about; days and months are when, not what.
STOP = frozenset(
    """
    a about after afternoon again all also am an and any anybody anyone april are as at august be because
    been before but by can cant could couldnt december did didnt do does doesnt doing dont each else even
    evening every everybody everyone everything february five for four friday from get gets getting give go
    goes going good got had has have havent having he hello help her here hers hey hi him his how i id if
    ill im in into is isnt it its ive january july june just kind know let lets like many march may maybe me
    might mine minute minutes monday more morning most much must my need needs never no nobody not november
    now october of oh ok okay on one only onto or our ours please pls plz pm put quite rather really same
    saturday say says see september shall she should six so some somebody someone something soon still such
    sunday sure take tell ten than thank thanks that thats the their theirs them then there these they thing
    things this those three thursday to tmr tmrw today tomorrow tonight too try trying tuesday two u under until us
    use very want wants was wasnt we wednesday well were werent what whats when where wheres which while who
    whom whos why will with without wont would wouldnt yes yesterday yet you your yours
    """.split()  # noqa: SIM905  # a wall of quotes would hide the words
)
# Words that go with anything; they decide only when nothing else does.
LIGHT = frozenset(
    """
    add ask begin big book bring broken buy call change come do fill find first fix fixed full
    happen hard hour hours keep last left long look lose lost made make month move near new number old
    open order people right run second see sell send set show start
    stay stop stuck talk team think time turn wait week work working wrong year
    """.split()  # noqa: SIM905
)
_MARKED = re.compile(r"<(?:[@#!][^<>|]*(?:\|([^<>]*))?|[^<>|]*\|([^<>]*)|[^<>]*)>")
_EMOJI = re.compile(r":[a-z0-9_+-]+:")
_JOINED = re.compile(r"\b(e|wi|hi|wlan)-(?=\w)")
_COUNTING = re.compile(r"\d(?:st|nd|rd|th|hr| ?hrs)\b")  # 1st and 2 hrs: the ending is no word of its own
_WORD = re.compile(r"[a-z][a-z0-9]*")
_ANY_WORD = re.compile(r"\w+")
_VOWEL = re.compile(r"[aeiouy]")


def clean(text: str) -> str:
    """Return what a person would read of a Slack message: no mentions, links by their label, no entities."""
    seen = _MARKED.sub(lambda found: f" {found[1] or found[2] or ''} ", text)
    return " ".join(_EMOJI.sub(" ", _in_plain_letters(html.unescape(seen))).split())


def _in_plain_letters(text: str) -> str:
    """Return a text with letters and digits that are only drawn otherwise, 𝗯𝗼𝗹𝗱 or ｗｉｄｅ, as they are typed.

    All other signs stay, ½ among them, which in plain letters could be read as 1 and 2.
    """
    return text if text.isascii() else "".join(map(_in_plain_letter, unicodedata.normalize("NFC", text)))


def _in_plain_letter(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign) if sign.isalpha() or sign.isdecimal() else sign
    return plain if len(plain) == 1 else sign


def spoken(text: str) -> list[str]:
    """Return the words of a cleaned text that carry meaning, in lower case, in order."""
    plain = without_accents(text.lower()).replace("’", "'").replace("'s ", " ").replace("'", "")
    if "-" in plain:
        plain = _JOINED.sub(r"\1", plain)
    words = _WORD.findall(_COUNTING.sub(" ", plain))
    return [word for word in words if word not in STOP and len(word) > 1]


def every_word(text: str) -> list[str]:
    """Return all words of a text, small ones and numbers too, in lower case, in order."""
    return _ANY_WORD.findall(without_accents(text.lower()))


def without_accents(text: str) -> str:
    """Return a text with its letters bare, é as e; a letter that is one with its mark stays: ø, ł, ß."""
    if text.isascii():
        return text
    return "".join(each for each in unicodedata.normalize("NFD", text) if unicodedata.category(each) != "Mn")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Cut a word's ending, so that `printers`, `printed` and `printing` meet.

    Light on purpose: the catalog's own words are all it has to serve, and cutting deep joins strangers.
    """
    word = singular(word)
    for ending in ("ation", "ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and _VOWEL.search(word[: -len(ending)]):
            word = _undoubled(word.removesuffix(ending))
            break
    return word.removesuffix("e") if len(word) > 4 else word


def singular(word: str) -> str:
    """Return a word without a plural's ending."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]


def _undoubled(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz" else word
