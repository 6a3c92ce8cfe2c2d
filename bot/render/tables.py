"""Rows of a table and points of a chart, and how both read where Slack can draw neither."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from bot.money import Money
from bot.render.filters import money, number
from bot.render.records import SEAL, Record, escape, figure, marked, part, plain, shown

_NOTHING = "–"


def cell(value: Any) -> Record:
    """Return a table cell: a number can be sorted, everything else is words; nothing at all is a dash."""
    if isinstance(value, str) and SEAL in value:
        return part(value) or {}
    if isinstance(value, int | float | Decimal | Money) and not isinstance(value, bool):
        words = money(value) if isinstance(value, Money) else number(value)
        return {"type": "raw_number", "value": figure(value), "text": words}
    return {"type": "raw_text", "text": _NOTHING if value is None else shown(value) or _NOTHING}


def cells(values: Iterable[Any]) -> list[Record]:
    """Return the cells of one row."""
    return [cell(value) for value in values]


def aligned(aligns: list[str | None] | None) -> list[Record | None] | None:
    """Return column settings: "left", or "left wrapped" where long words may take lines; None is as Slack has it."""
    return [_setting(align) if align else None for align in aligns] if aligns else None


def _setting(align: str) -> Record:
    side, _, wrapped = align.partition(" ")
    return {"align": side} | ({"is_wrapped": True} if wrapped else {})


def axes(series: Iterable[Mapping[str, Any]], x: Any, y: Any) -> Record:
    """Return the axes of a chart: every label of every series once, in the order they first appear."""
    labels = dict.fromkeys(point["label"] for one in series for point in one["data"])
    titles = {"x_label": x, "y_label": y}
    return {"categories": list(labels)} | {
        key: shown(title) for key, title in titles.items() if title is not None
    }


def listed(drawn: Iterable[Mapping[str, Any]], title: Any) -> Iterator[str]:
    """Yield mrkdwn texts with a chart's points, each short enough for one section."""
    lines = [f"*{marked(title)}*"]
    for one in drawn:
        if "data" in one:
            points = ", ".join(f"{point['label']} {number(point['value'])}" for point in one["data"])
            lines.append(escape(f"{one['name']}: {points}"))
        else:
            lines.append(escape(f"{one['label']}: {number(one['value'])}"))
    yield from _sheets(lines, "")


def choices(given: Iterable[Any]) -> list[Record]:
    """Return menu options from `option()` records, mappings, or (text, value[, description]) rows."""
    return [_choice(one) for one in given]


def _choice(one: Any) -> Record:
    if isinstance(one, Mapping) and isinstance(one["text"], Mapping):
        return dict(one)
    row = (one["text"], one["value"], one.get("description")) if isinstance(one, Mapping) else (*one, None)
    text, value, description = row[:3]
    shape = {"text": plain(text), "value": str(value)}
    return shape | {"description": plain(description)} if description else shape


def chosen(given: Iterable[Record], value: Any) -> Record | None:
    """Return the option with that value; None when there is none."""
    return next(iter(all_chosen(given, [value]) or ()), None)


def all_chosen(given: Iterable[Record], values: Iterable[Any] | None) -> list[Record] | None:
    """Return the options with one of those values; None when there is none."""
    wanted = {str(value) for value in values or ()}
    return [one for one in given if one["value"] in wanted] or None


def grid(rows: list[Record], aligns: list[str] | None = None) -> Iterator[str]:
    """Yield mono-spaced texts that hold the rows, each short enough for one section."""
    table = [[one["text"].replace("`", "'").replace("\n", " ") for one in row["cells"]] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    numbers = {at for row in rows for at, one in enumerate(row["cells"]) if one["type"] == "raw_number"} | {
        at for at, align in enumerate(aligns or []) if align == "right"
    }
    lines = [
        "  ".join(
            words.rjust(widths[at]) if at in numbers else words.ljust(widths[at])
            for at, words in enumerate(row)
        ).rstrip()
        for row in table
    ]
    yield from _sheets([escape(line) for line in lines], "```")


def _sheets(lines: Iterable[str], fence: str) -> Iterator[str]:
    room = 3000 - 2 * (len(fence) + 1)
    sheet: list[str] = []
    for line in lines:
        if sheet and sum(map(len, sheet)) + len(sheet) + len(line) > room:
            yield _fenced(sheet, fence)
            sheet = []
        sheet.append(line)
    yield _fenced(sheet, fence)


def _fenced(lines: list[str], fence: str) -> str:
    return "\n".join([fence, *lines, fence] if fence else lines)
