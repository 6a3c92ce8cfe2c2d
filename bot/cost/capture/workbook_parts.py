"""Workbook parts: an Excel workbook as a packed folder, Office Open XML (ECMA-376 part 1, 18, and part 2).

All but the sheets is read whole: small parts, and the words that cells share.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from xml.parsers import expat

from bot.cost.capture.trouble import Unreadable

T = TypeVar("T")
BROKEN = (  # whatever a damaged workbook makes these libraries stumble over
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_LARGEST = 1 << 30  # bytes unpacked; a workbook holds at most 1,048,576 rows anyway
_LARGEST_WORDS = 1 << 27  # bytes unpacked; a million different cells of a hundred letters each
_LARGEST_PART = 1 << 24  # bytes unpacked, of any other part
_DATES = {14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)}  # number formats that every workbook has
_WRITTEN = re.compile(
    r'"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|[\\_*].|;.*', re.IGNORECASE
)  # not a sign of a format
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Part(NamedTuple):
    """One XML element of a small part: the element around it, its own name, and its attributes."""

    around: str
    name: str
    said: Mapping[str, str]


@dataclass(frozen=True)
class Book:
    """What is needed to read the sheets of a workbook: where they are, shared words, which styles are days."""

    packed: zipfile.ZipFile
    sheets: tuple[str, ...]
    words: list[str]
    days: frozenset[str]
    first_day: datetime


def checked(read: Callable[[], T]) -> T:
    """Return what `read` returns; raises Unreadable when the workbook is damaged."""
    try:
        return read()
    except BROKEN:
        raise Unreadable("damaged") from None


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Unpack a file. Raises Unreadable when it is damaged, too large, or no workbook that we read."""
    packed = checked(lambda: zipfile.ZipFile(path))
    with packed:
        names = set(packed.namelist())
        if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
            is_book = names & {"xl/workbook.bin", "content.xml", "Index/Document.iwa"}
            raise Unreadable("book" if is_book else "packed")
        if sum(each.file_size for each in packed.infolist()) > _LARGEST:
            raise Unreadable("large")
        yield packed


def read(packed: zipfile.ZipFile) -> Book:
    """Read all but the sheets; hidden ones count only where all are. Raises Unreadable, and any of BROKEN."""
    main = next((at for kind, at in _targets(packed, "").values() if kind == "officeDocument"), None)
    if main is None or not posixpath.basename(main).endswith(".xml"):
        raise ValueError("no main part")
    related = _targets(packed, main)
    by_kind = dict(related.values())
    parts = _parts(packed, main)
    if not any(part.name == "workbook" for part in parts):
        raise Unreadable("book")
    listed = [part.said for part in parts if (part.around, part.name) == ("sheets", "sheet")]
    shown = [said for said in listed if said.get("state", "visible") == "visible"] or listed
    begins = datetime(1899, 12, 30)  # noqa: DTZ001  # a day without a place
    if any(part.said.get("date1904") in ("1", "true") for part in parts if part.name == "workbookPr"):
        begins = datetime(1904, 1, 1)  # noqa: DTZ001
    places = [related[said["id"]] for said in shown if said.get("id") in related]
    return Book(
        packed,
        tuple(at for kind, at in places if kind == "worksheet"),
        _words(packed, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else [],
        _days(_parts(packed, by_kind["styles"])) if "styles" in by_kind else frozenset(),
        begins,
    )


def _targets(packed: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part points to by id: the last word of the kind, and the name of the other part."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in packed.namelist():
        return {}
    return {
        each.said["Id"]: (
            each.said["Type"].rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, each.said["Target"])).lstrip("/"),
        )
        for each in _parts(packed, listed)
        if each.name == "Relationship" and each.said.get("TargetMode") != "External"
    }


def open_parser() -> Any:
    """Return a parser of XML, without the declarations by which a small file can grow without end."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise ValueError("declarations")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parts(packed: zipfile.ZipFile, name: str) -> list[_Part]:
    """Return all elements of a part that is small. Raises Unreadable when it is not."""
    if packed.getinfo(name).file_size > _LARGEST_PART:
        raise Unreadable("large")
    found: list[_Part] = []
    inside: list[str] = [""]
    parser = open_parser()

    def start(name: str, said: dict[str, str]) -> None:
        plain = local(name)
        found.append(_Part(inside[-1], plain, {local(key): value for key, value in said.items()}))
        inside.append(plain)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: inside.pop()
    parser.Parse(packed.read(name), True)
    return found


def local(name: str) -> str:
    """Return a name without what stands for its namespace."""
    return name.rpartition(":")[2]


def _days(parts: Iterable[_Part]) -> frozenset[str]:
    """Return which styles of cells show a number as a day."""
    formats = {
        part.said["numFmtId"]: part.said.get("formatCode", "") for part in parts if part.name == "numFmt"
    }
    styles = [
        part.said.get("numFmtId", "0") for part in parts if (part.around, part.name) == ("cellXfs", "xf")
    ]
    return frozenset(
        str(at)
        for at, code in enumerate(styles)
        if (_is_day(formats[code]) if code in formats else int(code) in _DATES)
    )


def _is_day(code: str) -> bool:
    signs = set(_WRITTEN.sub("", code).casefold())
    return bool(signs & {"d", "y"}) or ("m" in signs and not signs & {"h", "s"})


def _words(packed: zipfile.ZipFile, name: str) -> list[str]:
    """Return the words that cells share, in their order; how they are pronounced is left out."""
    if packed.getinfo(name).file_size > _LARGEST_WORDS:
        raise Unreadable("large")
    found: list[str] = []
    heard = Heard()
    parser = open_parser()

    def end(name: str) -> None:
        plain = local(name)
        heard.end(plain)
        if plain == "si":
            found.append(heard.taken())

    parser.StartElementHandler = lambda name, said: heard.start(local(name))
    parser.EndElementHandler = end
    parser.CharacterDataHandler = heard.parts.append
    with packed.open(name) as part:
        parser.ParseFile(part)
    return found


class Heard:
    """The text of elements that hold some, but for how it is pronounced; `parts` are what is being read."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._said = ""
        self._is_sound = False

    def start(self, name: str) -> None:
        """Take note that an element begins."""
        if name == "rPh":
            self._is_sound = True
        self.parts.clear()

    def end(self, name: str) -> None:
        """Take note that an element ends."""
        if name == "rPh":
            self._is_sound = False
        elif name == "t" and not self._is_sound:
            self._said += "".join(self.parts)

    def taken(self) -> str:
        """Return what was said since this was asked last."""
        said, self._said = self._said, ""
        return unescaped(said)


def unescaped(said: str) -> str:
    """Return words with the signs that XML cannot hold in place of their numbers."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), said) if "_x" in said else said
