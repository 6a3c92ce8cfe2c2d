"""Where blocks stand: on which surface, inside of which other block, and under which names."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from bot.blockkit.blocks import BLOCK
from bot.blockkit.rules import one_of_a_kind
from bot.blockkit.shapes import Many, Path, Tell, amount, array

Surface = Literal["message", "modal", "home"]

BLOCKS_MOST: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}

# Where Slack's own list names fewer than all three surfaces.
SURFACES: Mapping[str, frozenset[str]] = {
    "alert": frozenset({"modal"}),
    "carousel": frozenset({"message", "home"}),
    "container": frozenset({"message"}),
    "context_actions": frozenset({"message"}),
    "data_table": frozenset({"message"}),
    "data_visualization": frozenset({"message"}),
    "file": frozenset({"message"}),
    "markdown": frozenset({"message"}),
    "plan": frozenset({"message"}),
    "table": frozenset({"message", "home"}),
    "task_card": frozenset({"message"}),
}

# How many of one type a surface takes.
MOST_OF: Mapping[str, int] = {"table": 1, "data_visualization": 2}

_INSIDE: Mapping[str, str] = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}


def every(blocks: object, path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Yield every block with its place, those inside of containers, layouts, carousels and plans too."""
    for at, block in enumerate(array(blocks)):
        if isinstance(block, dict):
            here = [*path, at]
            yield block, here
            kind = block.get("type")
            if kind == "layout":
                yield from _laid_out(block, here)
            elif isinstance(kind, str) and kind in _INSIDE:
                yield from every(block.get(_INSIDE[kind]), [*here, _INSIDE[kind]])


def _laid_out(block: dict[str, Any], path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    for row_at, row in enumerate(array(block.get("rows"))):
        for item_at, item in enumerate(array(row.get("items")) if isinstance(row, dict) else ()):
            if isinstance(item, dict):
                yield from every(item.get("blocks"), [*path, "rows", row_at, "items", item_at, "blocks"])


_ALL = frozenset(BLOCKS_MOST)


def _check_places(found: list[tuple[dict[str, Any], Path]], surface: Surface, tell: Tell) -> None:
    counts: dict[str, int] = {}
    for block, path in found:
        kind = block.get("type")
        if not isinstance(kind, str):
            continue
        counts[kind] = counts.get(kind, 0) + 1
        if surface not in SURFACES.get(kind, _ALL):
            places = " or a ".join(sorted(SURFACES[kind]))
            tell([*path, "type"], f"{kind} cannot stand in a {surface}, only in a {places}")
        if counts[kind] > MOST_OF.get(kind, counts[kind]):
            tell(path, f"{amount(counts[kind], kind)}, but Slack takes at most {MOST_OF[kind]}")


_once = one_of_a_kind("action_id")


def _check_ids(found: list[tuple[dict[str, Any], Path]], tell: Tell) -> None:
    seen: set[str] = set()
    for block, path in found:
        mark = block.get("block_id")
        if isinstance(mark, str):
            if mark in seen:
                tell([*path, "block_id"], f"block_id {mark!r} is there twice")
            seen.add(mark)
        for name in ("elements", "actions"):
            _once(array(block.get(name)), [*path, name], tell)


def _together(surface: Surface) -> Callable[[list[Any], Path, Tell], None]:
    """Want blocks that may stand on that surface, and next to one another."""

    def rule(blocks: list[Any], path: Path, tell: Tell) -> None:
        found = list(every(blocks, path))
        laid_out = sum("items" in place for _, place in found)
        total, most = len(blocks) + laid_out, BLOCKS_MOST[surface]
        if laid_out and total > most:
            tell(path, f"{total} blocks with those in layouts, but Slack takes at most {most}")
        _check_places(found, surface, tell)
        _check_ids(found, tell)

    return rule


BLOCKS: Mapping[Surface, Many] = {
    surface: Many(BLOCK, most, 0, noun="block", rules=(_together(surface),))
    for surface, most in BLOCKS_MOST.items()
}
