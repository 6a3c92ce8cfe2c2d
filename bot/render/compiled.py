"""Compiled templates, for all renderers of this process, and in one file for the next."""

import hashlib
import logging
import marshal
import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import CodeType

import babel
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket, bc_magic

from bot.render.records import SEAL

LOGGER = logging.getLogger(__name__)


class Compiled(BytecodeCache):
    """What one environment has compiled, the others need not; told apart by file and what it says."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}
        self._is_new = False

    def get_source_checksum(self, source: str) -> str:
        """Return what tells one version of a template from another: its words, and what shapes its constants."""
        return hashlib.sha1(_shaping() + source.encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what is known."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code
        self._is_new = True

    def recall(self, folder: Path) -> None:
        """Read what an earlier process left in `folder`; what cannot be read is compiled once more."""
        try:
            magic, kept = marshal.loads(_file(folder).read_bytes())
            if magic == bc_magic:
                self._kept = kept | self._kept
        except FileNotFoundError:
            self._is_new = True
        except (OSError, ValueError, TypeError, EOFError) as error:
            self._is_new = True
            LOGGER.warning("%s is not readable (%s); templates are compiled once more.", _file(folder), error)

    def leave(self, folder: Path) -> None:
        """Put a new file in the old one's place at once, if there is something new to leave."""
        if not self._is_new:
            return
        draft = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=folder, suffix=".compiled", delete=False) as file:
                draft = file.name
                file.write(marshal.dumps((bc_magic, dict(self._lasting()))))
            os.replace(draft, _file(folder))
            self._is_new = False
        except OSError as error:
            LOGGER.warning("%s is not writable (%s); the next start compiles anew.", _file(folder), error)
            if draft:
                with suppress(OSError):
                    os.unlink(draft)

    def _lasting(self) -> Iterator[tuple[tuple[str, str], CodeType]]:
        """Yield what the next process can use: a record that was sealed when it was compiled is of this one."""
        for key, code in self._kept.items():
            if SEAL.encode() not in marshal.dumps(code):
                yield key, code


def _file(folder: Path) -> Path:
    return folder / "templates.compiled"


@cache
def _shaping() -> bytes:
    """Return the digest of what filters are made of: jinja2 works out those of constants when it compiles."""
    here = Path(__file__).parent
    sources = [*sorted(here.rglob("*.py")), here.parent / "money.py"]
    return hashlib.sha1(b"".join(each.read_bytes() for each in sources) + babel.__version__.encode()).digest()
