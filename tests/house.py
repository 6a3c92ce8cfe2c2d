"""What the house rules look at: modules as syntax trees, templates as what they ask for, tracked files."""

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from jinja2 import Environment, nodes

from bot.settings import HOUSE

TEMPLATES = HOUSE / "templates"
# Where a macro of _blocks.j2 takes the id that comes back when somebody uses it.
ACTION_AT = {
    "button": 1,
    "icon_button": 1,
    "overflow": 0,
    "feedback_buttons": 0,
    "select": 0,
    "multi_select": 0,
}
ACTION_AT |= {"radio": 0, "checkboxes": 0, "people": 0, "date": 0, "time": 0, "channel_select": 0}
ACTION_AT |= {"text_input": 0, "number_input": 0}
SILENT = "value"  # the id of inputs that wait for the submission
_PLACE = re.compile(r"%[sd]")
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the house, its text, and its tree."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """What the text says to Python."""
        return ast.parse(self.source)

    @property
    def imports(self) -> set[str]:
        """The modules of others that it imports, wherever in it."""
        froms = {str(each.module) for each in self.nodes(ast.ImportFrom) if not each.level}
        return froms | {name.name for each in self.nodes(ast.Import) for name in each.names}

    @cached_property
    def _by_kind(self) -> dict[type[ast.AST], list[Any]]:
        found = defaultdict(list)
        for node in ast.walk(self.tree):
            found[type(node)].append(node)
        return found

    def nodes(self, kind: type[Node]) -> list[Node]:
        """Return all of its nodes of one kind, however deep."""
        return self._by_kind.get(kind, [])

    @property
    def functions(self) -> list[ast.FunctionDef]:
        """Every function and method."""
        return self.nodes(ast.FunctionDef)

    @property
    def strings(self) -> list[ast.Constant]:
        """Every string constant that is no docstring."""
        said = {id(each.value) for each in self.nodes(ast.Expr)}
        return [
            each for each in self.nodes(ast.Constant) if isinstance(each.value, str) and id(each) not in said
        ]

    def calls(self, name: str) -> Iterator[ast.Call]:
        """Yield the calls of a function or method of this name."""
        for each in self.nodes(ast.Call):
            called = each.func.attr if isinstance(each.func, ast.Attribute) else getattr(each.func, "id", "")
            if called == name:
                yield each


class Asked(NamedTuple):
    """What the templates ask listeners for."""

    actions: frozenset[str]
    views: frozenset[str]


def modules(*rooms: str) -> list[Module]:
    """Return the modules of these folders; migrations are written by a machine."""
    return [_read(file) for file in _files(rooms) if "migrations/versions" not in str(file)]


def modules_with(word: str, *rooms: str) -> list[Module]:
    """Return those of these folders' modules that hold a word; the others need not be parsed."""
    return [each for each in modules(*rooms) if word in each.source]


def _files(rooms: Iterable[str]) -> Iterator[Path]:
    return (file for room in rooms for file in sorted((HOUSE / room).rglob("*.py")))


@cache
def _read(file: Path) -> Module:
    return Module(str(file.relative_to(HOUSE)), file.read_text(encoding="utf-8"))


def tracked() -> list[Path]:
    """Return every text file of the repository that git knows or will know."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [HOUSE / name for name in listed.stdout.splitlines()]
    return [file for file in files if file.is_file() and file.suffix != ".png"]


def lines_of(function: ast.FunctionDef) -> int:
    """Count the lines of a function's body, its docstring apart."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0  # type: ignore[operator]


@cache
def templates() -> dict[str, str]:
    """Return the source of every template by its name (`orders/approved`)."""
    files = sorted(TEMPLATES.rglob("*.j2"))
    return {str(file.relative_to(TEMPLATES))[:-3]: file.read_text(encoding="utf-8") for file in files}


def asked(source: str) -> Asked:
    """Return the action ids and callback ids of one template; a number in an id stands as `1`."""
    tree = Environment(autoescape=True).parse(source)
    actions, views = set(), set()
    for call in tree.find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        if name in ACTION_AT:
            actions.add(_id(_argument(call, "action", ACTION_AT[name])) or SILENT)
        elif name in ("modal", "home"):
            views.add(_id(_argument(call, "callback", None)) or "")
    actions |= {_id(_argument(call, "action", 0)) or SILENT for call in _searched_at_once(tree)}
    return Asked(frozenset(actions - {SILENT}), frozenset(views - {""}))


def _searched_at_once(tree: nodes.Template) -> Iterator[nodes.Call]:
    """Yield search selects outside of inputs, and in those that dispatch: what is chosen there is told at once."""
    outside = [block for block in tree.find_all(nodes.CallBlock) if _is_call_of(block.call, "actions")]
    dispatching = [
        call
        for call in tree.find_all(nodes.Call)
        if _is_call_of(call, "input") and any(each.key == "dispatch" for each in call.kwargs)
    ]
    for around in (*outside, *dispatching):
        yield from (call for call in around.find_all(nodes.Call) if _is_call_of(call, "search_select"))


def _is_call_of(call: nodes.Call, name: str) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name == name


def imported(source: str) -> set[str]:
    """Return the templates that one imports from or includes."""
    return {name.removesuffix(".j2") for name in re.findall(r'(?:from|import|include) "([^"]+)"', source)}


def _argument(call: nodes.Call, name: str, place: int | None) -> nodes.Expr | None:
    for given in call.kwargs:
        if given.key == name:
            return given.value
    return call.args[place] if place is not None and place < len(call.args) else None


def _id(value: Any) -> str | None:
    """Return the id an expression makes: a text, or a pattern with its places filled."""
    if isinstance(value, nodes.Filter) and value.name == "format":
        return _PLACE.sub("1", _id(value.node) or "")
    if isinstance(value, nodes.Const) and isinstance(value.value, str):
        return value.value
    return None


class Listeners:
    """Stands in for the Bolt app, and remembers what is listened to."""

    def __init__(self) -> None:
        self.heard: dict[str, list[str | re.Pattern[str]]] = {}

    def __getattr__(self, kind: str) -> Any:
        """Return a decorator that notes one constraint of this kind."""

        def listen(constraint: str | re.Pattern[str]) -> Any:
            self.heard.setdefault(kind, []).append(constraint)
            return lambda function: function

        return listen

    def of(self, kind: str) -> Sequence[str | re.Pattern[str]]:
        """Return the constraints of one kind."""
        return self.heard.get(kind, [])


def hears(constraint: str | re.Pattern[str], id_: str) -> bool:
    """Say whether a listener with this constraint is called for this id, as Bolt decides it."""
    return constraint == id_ if isinstance(constraint, str) else constraint.search(id_) is not None
