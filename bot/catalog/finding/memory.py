"""Vectors of texts that were encoded before, in one file: a start reads what the last one worked out."""

import hashlib
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.encoder import Encoder, Vectors

MOST = 100_000  # texts that the file keeps; the longest unused go first
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
            _write(folder, {key: known[key] for key in keys} | known)
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, 0), np.float32)


def _file(folder: Path) -> Path:
    return folder / "vectors.npy"


def _read(folder: Path) -> dict[str, NDArray[np.float32]]:
    """Return the vector of each text by the text's key."""
    try:
        rows = np.load(_file(folder), allow_pickle=False)
        return dict(zip(rows["key"].astype(str).tolist(), rows["vector"], strict=True))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, IndexError, EOFError) as error:
        LOGGER.warning("%s is not readable (%s); its texts are encoded once more.", _file(folder), error)
        return {}


def _write(folder: Path, known: dict[str, NDArray[np.float32]]) -> None:
    """Put a new file in the old one's place at once, so that nobody reads half of it."""
    keys = list(known)[:MOST]
    size = len(known[keys[0]])
    rows = np.zeros(len(keys), [("key", "S32"), ("vector", np.float32, (size,))])
    rows["key"] = keys
    rows["vector"] = [known[key] for key in keys]
    draft = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, suffix=".npy", delete=False) as file:
            draft = file.name
            np.save(file, rows)
        os.replace(draft, _file(folder))
    except OSError as error:
        LOGGER.warning("%s is not writable (%s); the next start encodes anew.", _file(folder), error)
        if draft:
            with suppress(OSError):
                os.unlink(draft)
