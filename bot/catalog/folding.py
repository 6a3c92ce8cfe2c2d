"""Folding: what people added in Slack, written into the catalog's files as a careful hand would do it."""

import io
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString
from ruamel.yaml.tokens import CommentToken
from sqlmodel import Session
from yaml import ScalarNode
from yaml.resolver import Resolver

from bot.catalog import amended, amendments
from bot.catalog.amendments import Amendment
from bot.catalog.catalog import Catalog
from bot.catalog.loading import load
from bot.catalog.schema import LINES
from bot.catalog.sheets import Way, read
from bot.db import Unusable

WIDTH = 110
LONG = 90  # characters after which a text goes on lines of its own
GROUPS = ("owner", "unit", "restore_minutes", "words", "tiers", "depends_on", "impact", "faqs", "changes")
ROOMY = ("words", "impact", "faqs")  # what may be added where it was not, set off by an empty line
_SIGNS = frozenset("#?:-,[]{}&*!|>'\"%@`")  # with which YAML begins something else than words


_PLAIN, _TEXT = (
    Resolver(),
    "tag:yaml.org,2002:str",
)  # by the rules that the files are read by: no, on and 7:30


class Differs(Unusable):
    """The folded files would not say what the catalog says now; none of them was touched."""


def fold(folder: Path, added: Iterable[Amendment], *, on: date | None = None) -> list[str]:
    """Write additions into the files of `folder` and return which files changed.

    They are written aside, read again and held against what they say together now; only then they take
    the old ones' place, each in one step. What is folded twice changes nothing the second time. Raises
    Differs, and CatalogMistakes when the catalog cannot be used as it is.
    """
    added = list(added)
    wanted = load(folder, added, on=on)
    with TemporaryDirectory() as made:
        aside = Path(made) / "catalog"
        shutil.copytree(folder, aside)
        kept = {each.id for each in held(folder, added)}
        changed = _write(aside, [each for each in added if each.id not in kept])
        if _said(load(aside, on=on)) != _said(wanted):
            raise Differs(f"The folded files would not say the same: {', '.join(changed)}.")
        for file in changed:
            _replace(folder / file, (aside / file).read_text("utf-8"))
    return changed


def settle(session: Session, folder: Path) -> int:
    """Note which additions in force the files hold by now, so that later edits are the files'; say how many."""
    kept = held(folder, amendments.in_force(session))
    amendments.fold(session, kept)
    return len(kept)


def held(folder: Path, added: Iterable[Amendment]) -> list[Amendment]:
    """Return those additions that the files hold already, by whatever hand.

    One that a later one replaces is held where the later one is.
    """
    by_file: dict[str, list[Amendment]] = {}
    for amendment in added:
        by_file.setdefault(amended.file_of(amendment), []).append(amendment)
    return [each for file, rows in by_file.items() for each in _held(folder, folder / file, rows)]


def _held(folder: Path, path: Path, rows: list[Amendment]) -> list[Amendment]:
    sheet = read(folder, path) if path.is_file() else None
    if sheet is None or sheet.mistakes:
        return []
    if amended.are_in(sheet, rows):
        return rows
    return [each for each in rows if amended.are_in(sheet, [each])]


def _said(stock: Catalog) -> Catalog:
    return replace(stock, weak=[], digest="")


def _replace(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8")
    new.replace(path)


def _write(folder: Path, added: Iterable[Amendment]) -> list[str]:
    """Write additions into the files of a folder; those that find no place are left out."""
    changed: dict[str, None] = {}
    for amendment in added:
        file = amended.file_of(amendment)
        path = folder / file
        before = path.read_text("utf-8") if path.is_file() else ""
        if before or amended.is_whole(amendment):
            after = written(before, amendment.kind, amendment.said)
            if after != before:
                path.write_text(after, "utf-8")
                changed[file] = None
    return list(changed)


def written(text: str, kind: str, facts: Mapping[str, Any]) -> str:
    """Return a file's text with an addition in it: comments, order and style stay as they are."""
    yaml = _yaml()
    data = yaml.load(text)
    if data is None:
        return text + _new(yaml, facts)
    were, tails = set(data), _take_tails(data, _ways(data, facts if kind == "service" else {}))
    try:
        amended.put(data, kind, _styled(dict(facts)))
    except amended.Lost:
        return text
    _give_tails(data, tails, [name for name in ROOMY if name in data and name not in were])
    return _dump(yaml, data)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096  # lines are broken where they were, or by `_styled`
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.Representer = _Representer
    return yaml


class _Representer(RoundTripRepresenter):
    """Writes amounts as digits."""


def _digits(representer: RoundTripRepresenter, value: Decimal) -> Any:
    digits = format(value, "f")
    kind = "float" if "." in digits else "int"
    return representer.represent_scalar(f"tag:yaml.org,2002:{kind}", digits)


_Representer.add_representer(Decimal, _digits)


def _dump(yaml: YAML, data: Any) -> str:
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


# Style


def _new(yaml: YAML, facts: Mapping[str, Any]) -> str:
    """Lay a new service out in groups, as the others are."""
    data, groups = _styled(dict(facts)), [CommentedMap()]
    for name, value in data.items():
        if name in GROUPS:
            groups.append(CommentedMap())
        groups[-1][name] = value
    laid_out = "\n".join(_dump(yaml, group) for group in groups if group)
    return f"{LINES['service']}\n{laid_out}"


def _styled(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        styled = CommentedMap((key, _styled(each, key)) for key, each in value.items())
        if name == "depends_on":
            styled.fa.set_flow_style()
        return styled
    if isinstance(value, list | tuple):
        many = CommentedSeq(_styled(each, name) for each in value)
        if name == "words" and len(", ".join(value)) < WIDTH:
            many.fa.set_flow_style()
        return many
    return _text(value) if isinstance(value, str) else value


def _reads_as(words: str) -> str:
    return str(_PLAIN.resolve(ScalarNode, words, (True, False)))  # type: ignore[no-untyped-call]


def _text(words: str) -> Any:
    if "\n" in words:
        return LiteralScalarString(words)
    if words[:1] in _SIGNS or _reads_as(words) != _TEXT:
        return DoubleQuotedScalarString(words)
    if len(words) <= LONG or words != " ".join(words.split()):
        return words
    folded = FoldedScalarString(words)
    at, folded.fold_pos = 0, []
    for line in wrap(words, LONG, break_long_words=False, break_on_hyphens=False)[:-1]:
        at += len(line)
        folded.fold_pos.append(at)
        at += 1
    return folded


# What stands under the last line of a group belongs under it, also when a line is added there.


def _ways(data: CommentedMap, facts: Mapping[str, Any]) -> list[Way]:
    """Return the ways to what may grow or shrink at its end, or be replaced, the outer before the inner."""
    names = dict.fromkeys(("faqs", "words", "impact", *facts))
    outer: list[Way] = [(name,) for name in names if name in data]
    return outer + [("faqs", at, "phrasings") for at in range(len(data.get("faqs") or ()))]


def _is_open(node: Any) -> bool:
    return isinstance(node, CommentedMap | CommentedSeq) and bool(node) and not node.fa.flow_style()


def _end(data: Any, way: Way) -> tuple[Any, Any, int] | None:
    """Return where what follows the last line of something is kept: the innermost group, key and place."""
    for step in way[:-1]:
        data = data[step]
    key: Any = way[-1]
    if not isinstance(data, CommentedMap | CommentedSeq) or key not in data:
        return None
    while _is_open(data[key]):
        data = data[key]
        key = next(reversed(data)) if isinstance(data, CommentedMap) else len(data) - 1
    return data, key, 2 if isinstance(data, CommentedMap) else 0


def _take_tails(data: CommentedMap, ways: list[Way]) -> list[tuple[Way, str]]:
    return [(way, tail) for way in ways if (end := _end(data, way)) and (tail := _take(*end))]


def _take(holder: Any, key: Any, place: int) -> str:
    """Take off what follows the last line of a group, and return it."""
    token = (holder.ca.items.get(key) or [None] * 4)[place]
    if token is None:
        return ""
    inline, _, rest = token.value.partition("\n")
    if _is_block(holder[key]):
        inline, rest = "", token.value
    _set(holder, key, place, f"{inline}\n" if inline else "", token.start_mark)
    return str(rest)


def _give_tails(data: CommentedMap, tails: list[tuple[Way, str]], new: list[str]) -> None:
    for way, tail in reversed(tails):
        if end := _end(data, way):
            _give(*end, tail)
    for name in new:
        if next(reversed(data)) != name and (end := _end(data, (name,))):
            _give(*end, "\n")


def _give(holder: Any, key: Any, place: int, tail: str) -> None:
    token = (holder.ca.items.get(key) or [None] * 4)[place]
    line_end = "" if _is_block(holder[key]) else "\n"
    mark = token.start_mark if token else CommentMark(0)
    _set(holder, key, place, (token.value if token else line_end) + tail, mark)


def _is_block(value: Any) -> bool:
    return isinstance(value, FoldedScalarString | LiteralScalarString)


def _set(holder: Any, key: Any, place: int, words: str, mark: Any) -> None:
    noted = holder.ca.items.setdefault(key, [None] * 4)
    noted[place] = CommentToken(words, mark, None) if words else None
    if not any(noted):
        del holder.ca.items[key]
