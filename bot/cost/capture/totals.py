"""Totals: whether a row at the end of a file only adds up what is above it, or is of a firm that is called Total."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from bot.cost.capture import values
from bot.cost.capture.files import Table
from bot.cost.capture.kinds import Kind
from bot.cost.capture.trouble import Wrong

A_CENT = Decimal("0.01")  # by which a total may be off


def is_one(
    kind: Kind,
    table: Table,
    places: Mapping[str, int],
    number: int,
    row: Sequence[str],
    other: Collection[int],
    *,
    comma: bool,
) -> bool:
    """Return whether row `number`, which is called a total, is one.

    It is where it lacks what each row of this kind says, and where its figure is what the rows above come to,
    `other` totals among them left out; also where one of them cannot be read. Only to know that, the file is
    read once more.
    """
    needed = [each for each in kind.columns if each.needed and each.name in places]
    figure = next((places[each.name] for each in needed if each.is_number), None)
    if figure is None or not all(_cell(row, places[each.name]) for each in needed):
        return True
    try:
        amount = values.number(_cell(row, figure), comma=comma)
        return abs(_sum(_above(table, figure, number, other), comma) - amount) <= A_CENT
    except Wrong:
        return True


def _above(table: Table, place: int, number: int, other: Collection[int]) -> Iterator[list[str]]:
    """Yield the figures above a row that say anything, piece by piece."""
    for piece in table.all_pieces():
        rows = enumerate(piece.rows[: max(number - piece.first, 0)], piece.first)
        yield [cell for at, row in rows if at not in other and (cell := _cell(row, place))]


def _sum(pieces: Iterator[list[str]], comma: bool) -> Decimal:
    found = (values.exact_sum([values.number(cell, comma=comma) for cell in cells]) for cells in pieces)
    return values.exact_sum(list(found))


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
