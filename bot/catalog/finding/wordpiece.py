"""Cutting a text into the pieces of words that a BERT model knows (uncased; Devlin et al. 2018, Wu et al. 2016)."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

VOCABULARY = Path(__file__).parent / "vocab.txt"  # BERT's, see NOTICE
LONGEST_WORD = 100  # BERT takes a longer one for no word
UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
_BLANK = "\t\n\r"
_HAN = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class WordPiece:
    """Knows BERT's vocabulary: pieces that begin a word, and pieces (`##ing`) that go on with one."""

    def __init__(self, vocabulary: Path = VOCABULARY) -> None:
        self._pieces = _pieces(vocabulary)
        self._ids = {piece: at for at, piece in enumerate(self._pieces)}
        self._cut = lru_cache(maxsize=20_000)(self._cut_word)

    def pieces(self, text: str) -> list[str]:
        """Return the pieces of a text."""
        return [self._pieces[each] for each in self._read(text)]

    def ids(self, text: str, at_most: int) -> list[int]:
        """Return the numbers of a text's pieces between the marks for begin and end, `at_most` in all."""
        return [self._ids[BEGIN], *self._read(text)[: at_most - 2], self._ids[END]]

    def _read(self, text: str) -> list[int]:
        return [each for word in _words(text) for each in self._cut(word)]

    def _cut_word(self, word: str) -> tuple[int, ...]:
        """Cut off the longest piece known, again and again."""
        found: list[int] = []
        begin = 0
        while begin < len(word) <= LONGEST_WORD:
            mark = "##" if begin else ""
            end = next((e for e in range(len(word), begin, -1) if mark + word[begin:e] in self._ids), begin)
            if end == begin:
                break
            found.append(self._ids[mark + word[begin:end]])
            begin = end
        return tuple(found) if begin == len(word) else (self._ids[UNKNOWN],)


@cache
def language() -> tuple[str, ...]:
    """Return the whole words of more than two letters that BERT knows, from the most common to the rarest."""
    return tuple(piece for piece in _pieces(VOCABULARY) if len(piece) > 2 and piece.isalpha())


def _pieces(vocabulary: Path) -> list[str]:
    return vocabulary.read_text("utf-8").split("\n")[:-1]


def _words(text: str) -> list[str]:
    """Split a text at blanks and around signs, in lower case and without accents."""
    plain = text.lower()
    if plain.isascii():
        return plain.translate(_ASCII).split()
    bare = (each for each in unicodedata.normalize("NFD", plain) if unicodedata.category(each) != "Mn")
    return "".join(map(_set_apart, bare)).split()


def _set_apart(sign: str) -> str:
    """Return a character as it is read: with blanks around a sign that is a word of its own, or as nothing."""
    kind = unicodedata.category(sign)
    if sign in _BLANK or kind == "Zs":
        return " "
    if sign == "�" or kind in ("Cc", "Cf", "Co", "Cs"):
        return ""
    return f" {sign} " if _stands_alone(sign, kind) else sign


def _stands_alone(sign: str, kind: str) -> bool:
    if sign.isascii():
        return sign.isprintable() and not sign.isalnum()
    return kind.startswith("P") or any(first <= ord(sign) <= last for first, last in _HAN)


_ASCII = {code: _set_apart(chr(code)) for code in range(128)}
