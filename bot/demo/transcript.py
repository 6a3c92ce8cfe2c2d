"""The transcript: what a person sees in Slack, as lines of text that read the same aloud."""

import html
import re
from collections.abc import Iterator, Sequence
from datetime import date, time
from itertools import groupby, zip_longest

from bot.sandbox.elements import PRESSED
from bot.sandbox.page import choices, mrkdwn, richtext
from bot.sandbox.page.charts import chart
from bot.sandbox.page.choices import Surface
from bot.sandbox.page.reader import Reader
from bot.sandbox.state import Json

BAR = 32  # letters that the longest bar of a chart takes
_BREAK = re.compile(r"<br>|</p>|</li>")
_TAG = re.compile(r"<[^>]*>")
_HELD = ("elements", "actions", "child_blocks", "accessory")


def lines(blocks: Sequence[Json], reader: Reader, surface: Surface | None = None) -> Iterator[str]:
    """Yield blocks line by line: fields as `Label: value`, buttons as `[Order]`, tables in columns.

    `surface` holds what a person has filled in; without it inputs show what they began with.
    """
    return _Telling(reader, surface or Surface()).tell(blocks)


def words(text: str, reader: Reader) -> str:
    """Return mrkdwn as this reader sees it: names for ids, their own clock, signs for emoji, no marks."""
    told = []
    for quoted, these in groupby(text.split("\n"), lambda line: line.startswith(("&gt;", ">"))):
        lines = "\n".join(_bare(_line(line, reader)) for line in these)
        told.append(f"“{lines}”" if quoted else lines)
    return "\n".join(told)


def _line(line: str, reader: Reader) -> str:
    """Return one line's HTML; a bullet's own sign is drawn by the page's style."""
    return ("• " if line.startswith("• ") else "") + mrkdwn.draw(line, reader, verbatim=True)


def columns(rows: Sequence[Sequence[str]], to_the_right: Sequence[bool] = ()) -> list[str]:
    """Return rows of cells as lines, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    sides = [*to_the_right, *[False] * len(widths)]
    return [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, sides, strict=False)
        ).rstrip()
        for row in rows
    ]


def _bare(drawn: str) -> str:
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", drawn))).strip("\n")


class _Telling:
    def __init__(self, reader: Reader, surface: Surface) -> None:
        self._reader = reader
        self._surface = surface

    def tell(self, blocks: Sequence[Json]) -> Iterator[str]:
        for block in blocks:
            told = (line.rstrip() for piece in self._block(block) for line in piece.splitlines())
            yield from (line for line in told if line)

    def _block(self, block: Json) -> Iterator[str]:
        match block["type"]:
            case "section":
                yield from self._section(block)
            case "actions" | "context_actions":
                yield self._row(block["elements"], block)
            case "input":
                yield from self._input(block)
            case "context":
                yield "\n".join(f"({part})" for part in self._texts(block["elements"]))
            case "table" | "data_table":
                yield from self._table(block)
            case "data_visualization":
                yield from _bars(block)
            case "rich_text":
                yield _bare(richtext.draw(block["elements"], self._reader))
            case _:
                yield from self._other(block)

    def _section(self, block: Json) -> Iterator[str]:
        yield from self._texts([block.get("text")])
        yield from (field.replace("\n", ": ", 1) for field in self._texts(block.get("fields", [])))
        if accessory := block.get("accessory"):
            yield self._row([accessory], block)

    def _other(self, block: Json) -> Iterator[str]:
        """Yield a header, an alert, a card, an image: their words, then whatever they hold."""
        named = [block.get(name) for name in ("title", "subtitle", "text", "body")]
        yield from self._texts(named) or ([f"[picture: {block['alt_text']}]"] if "alt_text" in block else [])
        for name in _HELD:
            inner = block.get(name) or []
            if inner and inner[0]["type"] in PRESSED:
                yield self._row(inner, block)
            else:
                yield from self.tell(inner)

    def _texts(self, objects: Sequence[Json | str | None]) -> list[str]:
        texts = [one.get("text", "") if isinstance(one, dict) else one for one in objects if one]
        return [words(text, self._reader) for text in texts if text]

    def _row(self, elements: Sequence[Json], block: Json) -> str:
        return " ".join(self._element(element, block) for element in elements)

    def _element(self, element: Json, block: Json) -> str:
        match element["type"]:
            case "overflow":
                return " ".join(
                    f"[{words(option['text']['text'], self._reader)}]" for option in element["options"]
                )
            case "feedback_buttons":
                pair = (element["positive_button"], element["negative_button"])
                return " ".join(f"[{words(each['text']['text'], self._reader)}]" for each in pair)
            case "image":
                return f"[picture: {element['alt_text']}]"
            case kind if kind in PRESSED:
                return f"[{words(element['text']['text'], self._reader)}]"
            case _:
                return f"[{self._content(element, block)} ▾]"

    def _input(self, block: Json) -> Iterator[str]:
        element = block["element"]
        label = words(block["label"]["text"], self._reader)
        yield f"{label}{'' if label.endswith('?') else ':'} {self._content(element, block)}"

    def _content(self, element: Json, block: Json) -> str:
        """Return what stands in an input: the words of what is chosen, or what was typed."""
        offered = {
            value: label for group in choices.offered(element, self._reader) for value, label in group.options
        }
        chosen = choices.chosen(element, block, self._surface)
        if labels := [offered[value] for value in chosen if value in offered]:
            return ", ".join(labels)
        typed = choices.chosen_text(element, block, self._surface, self._reader)
        if typed and element["type"] in ("datepicker", "timepicker"):
            return _spelled(typed)
        return typed or (element.get("placeholder") or {}).get("text", "–")

    def _table(self, block: Json) -> Iterator[str]:
        if caption := block.get("caption"):
            yield str(caption)
        rows = [[self._cell(cell) for cell in row] for row in block["rows"]]
        settings = block.get("column_settings") or []
        yield from columns(rows, [(each or {}).get("align") == "right" for each in settings])

    def _cell(self, cell: Json) -> str:
        if cell["type"] == "rich_text":
            return _bare(richtext.draw(cell["elements"], self._reader))
        return str(cell.get("text", cell.get("value", "")))


def _spelled(chosen: str) -> str:
    """Return a date or a time of day as a picker shows it: `Nov 24, 2026`, `9:00 AM`."""
    if "-" in chosen:
        on = date.fromisoformat(chosen)
        return f"{on:%b} {on.day}, {on.year}"
    at = time.fromisoformat(chosen)
    return f"{at.hour % 12 or 12}:{at:%M} {at:%p}"


def _bars(block: Json) -> Iterator[str]:
    """Yield a chart as bars of its last series, the one that the others are there to be compared with."""
    drawn = chart(block)
    yield f"{block['title']} ({drawn.names[-1]}, in {drawn.y_label})" if drawn.y_label else block["title"]
    numbers = [float(row[-1].replace(",", "").replace("–", "0").rstrip("%")) for row in drawn.rows]
    most = max([*map(abs, numbers), 1])
    yield from columns(
        [
            (row[0], "█" * round(abs(each) / most * BAR), f"{each:,.0f}")
            for row, each in zip(drawn.rows, numbers, strict=True)
        ],
        (False, False, True),
    )
