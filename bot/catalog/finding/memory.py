"""What an earlier start worked out, kept in files: the vectors of texts, what the classifier learned, thresholds.

Numbers only, never objects: a file that somebody else wrote can be wrong, but it cannot run.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.encoder import Encoder, Vectors

SAME = 4  # files of one name that are kept, each of another catalog or of what it was before
OTHERS = 20_000  # texts that are kept beside those of the catalog; the longest unused go first
KEY = "S32"  # what tells texts apart
LOGGER = logging.getLogger(__name__)


def encode(encoder: Encoder, texts: Sequence[str], folder: Path | None) -> Vectors:
    """Encode texts, but for those in `folder`'s file, and put them there.

    A file that cannot be read or written is no trouble: the texts are encoded once more.
    """
    keys = np.array([_key(f"{encoder.name}\0{text}") for text in texts], KEY)
    rows = _read(folder) if folder else np.zeros(0, _row(0))
    at = _places(rows["key"], keys)
    new = {keys[each]: texts[each] for each in np.flatnonzero(at < 0).tolist()}
    if new:
        fresh = _rows(list(new), encoder.encode(list(new.values())))
        rows = np.concatenate([fresh, rows]) if rows.dtype == fresh.dtype else fresh
        at = _places(rows["key"], keys)
        if folder:
            used = np.unique(at)
            others = np.setdiff1d(np.arange(len(rows)), used)[:OTHERS]
            _put(folder / "vectors.npy", lambda file: np.save(file, rows[np.concatenate([used, others])]))
    return np.ascontiguousarray(rows["vector"][at])


def recall(
    name: str, key: str, learn: Callable[[], Mapping[str, NDArray[Any]]], folder: Path | None
) -> Mapping[str, NDArray[Any]]:
    """Return what was learned earlier if that was from the same, which `key` tells; else learn it, and keep it.

    `name` begins that of the file in `folder`. Catalogs that share the folder have a file each; of all of that
    name those that were used last stay.
    """
    path = folder / f"{name}-{_key(key).decode()}.npz" if folder else None
    kept = _load(path) if path else None
    if path and isinstance(kept, dict) and _is_whole(kept.pop("key", None), key, kept):
        with suppress(OSError):
            os.utime(path)
        return kept
    learned: dict[str, Any] = {**learn()}
    if path:
        _put(path, lambda file: np.savez(file, key=np.array([key, *sorted(learned)]), **learned))
        _sweep(path.parent, name)
    return learned


def _is_whole(label: Any, key: str, kept: Mapping[str, Any]) -> bool:
    """Tell whether a file is of this key, and has all that its label names: a byte of a zip's end can hide the rest."""
    return isinstance(label, np.ndarray) and label.tolist() == [key, *sorted(kept)]


@cache
def code() -> str:
    """Tell this version of finding apart from every other, so that nothing that another worked out is taken."""
    digest = hashlib.sha256(np.__version__.encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(folder: Path) -> NDArray[Any]:
    """Return the rows that are kept: of each text its key and its vector."""
    rows = _load(folder / "vectors.npy")
    if isinstance(rows, np.ndarray) and rows.ndim == 1 and rows.dtype.names == ("key", "vector"):
        size = rows["vector"].shape[1:]
        if len(size) == 1 and rows.dtype == _row(*size):
            return rows
    return np.zeros(0, _row(0))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).hexdigest()[:32].encode()


def _row(size: int) -> np.dtype[Any]:
    return np.dtype([("key", KEY), ("vector", np.float32, (size,))])


def _rows(keys: Sequence[bytes], vectors: Vectors) -> NDArray[Any]:
    rows = np.zeros(len(keys), _row(vectors.shape[1]))
    rows["key"], rows["vector"] = keys, vectors
    return rows


def _places(keys: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.intp]:
    """Return where each of those that are wanted stands among the keys, -1 for what is not there."""
    if not len(keys):
        return np.full(len(wanted), -1)
    order = np.argsort(keys)
    at = np.append(order, -1)[np.searchsorted(keys, wanted, sorter=order)]
    return np.where(keys[at] == wanted, at, -1)


def _load(path: Path) -> Any:
    """Return what a file holds, None if it is not there or not readable."""
    try:
        with path.open("rb") as file:
            return _held(file)
    except FileNotFoundError:
        return None
    except Exception as error:  # of a file that somebody else wrote, or half of one, numpy fails in many ways
        LOGGER.warning("%s is not readable (%s); it is worked out once more.", path, error)
        return None


def _held(file: BinaryIO) -> Any:
    held = np.load(file, allow_pickle=False)
    if isinstance(held, np.lib.npyio.NpzFile):
        return dict(held)
    if file.read(1):
        raise ValueError("it holds more than it says")
    return held


def _sweep(folder: Path, name: str) -> None:
    """Remove the files of this name that were not used for longest; what somebody else removed meanwhile is gone."""
    with suppress(OSError):
        files = sorted(folder.glob(f"{name}-*.npz"), key=_used_at, reverse=True)
        for each in [folder / f"{name}.npz", *files[SAME:]]:
            each.unlink(missing_ok=True)


def _used_at(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _put(path: Path, save: Callable[[Any], None]) -> None:
    """Put a new file in the old one's place at once, so that nobody reads half of it."""
    draft = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=path.suffix, delete=False) as file:
            draft = file.name
            save(file)
        os.replace(draft, path)
    except OSError as error:
        LOGGER.warning("%s is not writable (%s); the next start works it out anew.", path, error)
        if draft:
            with suppress(OSError):
                os.unlink(draft)
