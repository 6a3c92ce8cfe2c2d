"""Rejecting: the file that goes back, with every row that could not be taken, to mend and send again."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from bot.cost.capture.columns import REJECT_COLUMNS
from bot.cost.capture.files import Table
from bot.cost.capture.reading import Reject

Words = Callable[[Reject], str]
_REMEMBERED = 1_000  # reasons that were put into words already


class RejectsFile:
    """Writes rows as they were with what is wrong behind them; without any, there is no file."""

    def __init__(self, path: Path | None, table: Table, words: Words | None) -> None:
        self._path, self._table = path, table
        self._kept = [at for at, name in enumerate(table.header) if name not in REJECT_COLUMNS]
        self._words = words or _code
        self._said: dict[str, str] = {}
        self._file: IO[str] | None = None
        self._out: Any = None

    def write(self, row: Sequence[str], wrong: list[Reject]) -> None:
        """Write one row. Raises OSError."""
        if self._path is None:
            return
        if self._out is None:
            self._file = self._path.open("w", encoding="utf-8-sig", newline="")
            self._out = csv.writer(self._file, delimiter=self._table.delimiter)
            self._out.writerow([*(self._table.header[at] for at in self._kept), *REJECT_COLUMNS])
        even = [row[at] if at < len(row) else "" for at in self._kept]
        columns = dict.fromkeys(each.column for each in wrong if each.column)
        said = " ".join(map(self._say, wrong))
        self._out.writerow([*even, wrong[0].row, ", ".join(columns), said])

    def _say(self, reject: Reject) -> str:
        key = f"{reject.code} {reject.column} {reject.value} {reject.facts}"
        if len(self._said) > _REMEMBERED:
            self._said.clear()
        if key not in self._said:
            self._said[key] = self._words(reject)
        return self._said[key]

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()


def _code(reject: Reject) -> str:
    return reject.code


@contextmanager
def rejects_file(path: Path | None, table: Table, words: Words | None) -> Iterator[RejectsFile]:
    """Open the file that goes back; with no path nothing is written."""
    file = RejectsFile(path, table, words)
    try:
        yield file
    finally:
        file.close()
