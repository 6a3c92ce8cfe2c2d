"""What an earlier start worked out, kept in files: the vectors of texts, and what the classifier learned."""

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.encoder import Encoder, Vectors

OTHERS = 20_000  # texts that are kept beside those of the catalog; the longest unused go first
LEARNED = 8  # catalogs, the latest
LOGGER = logging.getLogger(__name__)


def encode(encoder: Encoder, texts: Sequence[str], folder: Path | None) -> Vectors:
    """Encode texts, but for those in `folder`'s file, and put them there.

    A file that cannot be read or written is no trouble: the texts are encoded once more.
    """
    keys = [hashlib.sha256(f"{encoder.name}\0{text}".encode()).hexdigest()[:32] for text in texts]
    known = _read(folder) if folder else {}
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        fresh = encoder.encode(list(new.values()))
        known = {key: each for key, each in known.items() if len(each) == fresh.shape[1]}
        known |= dict(zip(new, fresh, strict=True))
        if folder:
            _write(folder, {key: known[key] for key in keys} | known, len(set(keys)) + OTHERS)
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, 0), np.float32)


def recall(key: str, learn: Callable[[], Vectors], folder: Path | None) -> Vectors:
    """Return what was learned before from the same, which `key` tells; else learn it, and keep it.

    The latest few are kept, so that catalogs that come and go are not learned anew each time.
    """
    if folder is None:
        return learn()
    file = folder / f"learned-{hashlib.sha256(key.encode()).hexdigest()[:32]}.npy"
    kept = _load(file)
    if isinstance(kept, np.ndarray) and kept.dtype == np.float32:
        return kept
    learned = learn()
    _put(file, lambda open_file: np.save(open_file, learned))
    _drop_oldest(folder, "learned*")
    return learned


def _drop_oldest(folder: Path, pattern: str) -> None:
    with suppress(OSError):  # another process does the same
        for old in sorted(folder.glob(pattern), key=lambda each: each.stat().st_mtime)[:-LEARNED]:
            old.unlink()


def _read(folder: Path) -> dict[str, NDArray[np.float32]]:
    """Return the vector of each text by the text's key."""
    rows = _load(folder / "vectors.npy")
    if not isinstance(rows, np.ndarray) or rows.dtype.names != ("key", "vector"):
        return {}
    return dict(zip(rows["key"].astype(str).tolist(), rows["vector"], strict=True))


def _write(folder: Path, known: dict[str, NDArray[np.float32]], most: int) -> None:
    keys = list(known)[:most]
    rows = np.zeros(len(keys), [("key", "S32"), ("vector", np.float32, known[keys[0]].shape)])
    rows["key"] = keys
    rows["vector"] = [known[key] for key in keys]
    _put(folder / "vectors.npy", lambda file: np.save(file, rows))


def _load(path: Path) -> Any:
    """Return what a file holds, None if it is not there or not readable."""
    try:
        with path.open("rb") as file:
            return np.load(file, allow_pickle=False)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        LOGGER.warning("%s is not readable (%s); it is worked out once more.", path, error)
        return None


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
