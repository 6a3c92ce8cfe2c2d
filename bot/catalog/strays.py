"""Strays: files that look like the catalog's and are not read, because of their name or the folder they are in."""

import os
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from bot.catalog.mistakes import Mistake

SERVICES = "services"
OF_THE_COMPANY = ("company", "general", "surveys", "offers")
_READ = frozenset(f"{name}.yaml" for name in OF_THE_COMPANY)
_ENDING = re.compile(r"\.ya?ml(\.txt)?$", re.IGNORECASE)
_SERVICE = re.compile(rb"^key:", re.MULTILINE)
_BEGINNING = 4096  # bytes in which a service's file says its key
DEEPEST = 3  # folders below `services` that are looked into
FEW = 3  # of one folder are told one by one


def files(folder: Path) -> list[Path]:
    """Return every file with the ending of a catalog's that is not read where it is."""
    return sorted(Path(entry.path) for entry in _walk(folder) if _ENDING.search(entry.name))


def find(folder: Path) -> Iterator[Mistake]:
    """Yield what to do with each; what is no part of a catalog may lie beside it."""
    ours = (path for path in files(folder) if _is_ours(folder, path))
    for home, found in groupby(ours, key=lambda path: path.parent):
        many = list(found)
        if len(many) > FEW and home not in (folder, folder / SERVICES):
            place = home.relative_to(folder).as_posix()
            yield Mistake(
                place, 0, f"The {len(many)} files in it are not read.", f"Move them to {SERVICES}/."
            )
            continue
        for path in many:
            yield Mistake(path.relative_to(folder).as_posix(), 0, "It is not read.", _remedy(folder, path))


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield the files that are not read: in the folder, in those in it, and in all below `services`."""
    for entry in _within(folder):
        if entry.is_dir():
            yield from _beside_services(entry) if entry.name == SERVICES else _all_within(entry, depth=0)
        elif entry.name not in _READ:
            yield entry


def _beside_services(services: os.DirEntry[str]) -> Iterator[os.DirEntry[str]]:
    for entry in _within(services):
        if entry.is_dir():
            yield from _all_within(entry, depth=DEEPEST)
        elif not entry.name.endswith(".yaml"):
            yield entry


def _all_within(folder: os.DirEntry[str], depth: int) -> Iterator[os.DirEntry[str]]:
    for entry in _within(folder):
        if not entry.is_dir():
            yield entry
        elif depth:
            yield from _all_within(entry, depth - 1)


def _within(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return [entry for entry in found if not entry.name.startswith(".")]
    except OSError:  # gone since it was listed, or not ours to look into
        return []


def _is_ours(folder: Path, path: Path) -> bool:
    if folder / SERVICES in path.parents or (path.parent == folder and _stem(path) in OF_THE_COMPANY):
        return True
    try:
        with path.open("rb") as file:
            return _SERVICE.search(file.read(_BEGINNING)) is not None
    except OSError:
        return False


def _stem(path: Path) -> str:
    return _ENDING.sub("", path.name).lower()


def _remedy(folder: Path, path: Path) -> str:
    name = f"{_stem(path)}.yaml"
    of_company = path.parent == folder and _stem(path) in OF_THE_COMPANY
    home = folder if of_company else folder / SERVICES
    wanted = (home / name).relative_to(folder).as_posix()
    if (home / name).is_file():
        return f"There is {wanted} as well: take over what is new, and remove this one."
    return f"Rename it to {name}." if path.parent == home else f"Move it to {wanted}."
