"""Unreadable: why a YAML file, or a value in it, cannot be read, in words for whoever wrote it."""

import re

import yaml

from bot.catalog.mistakes import Mistake

OFTEN = "Often a missing space after a colon, a quote left open, or a wrong indent is the cause."
CLOSE = "Close it at the end of its text."
_MERGE, _DAY = "tag:yaml.org,2002:merge", "tag:yaml.org,2002:timestamp"
_KEY_LINE = re.compile(r"(?P<indent> *)(?:- +)?(?P<key>[a-z_]+):(?:\s|$)")
_OPEN = re.compile(r"""\s*(?:- +)?[a-z_]+: +(?P<quote>["'])(?:(?!(?P=quote)).)*$""")
_PLAINER = {
    "mapping values are not allowed in this context": (
        "a colon stands where no key can be",
        "Put a text with a colon in quotes, or mend the indent.",
    ),
    "found a tab character that violates indentation": ("a tab indents this line", "Indent with spaces."),
    "could not find expected ':'": ("this line has no colon", OFTEN),
    "found unexpected end of stream": ("the quote that opens here is never closed", CLOSE),
}


def text(file: str, error: UnicodeDecodeError) -> Mistake:
    """Say where a file stops being UTF-8."""
    line = error.object[: error.start].count(b"\n") + 1
    return Mistake(file, line, "The file is not UTF-8 text.", "Save it as UTF-8.")


def syntax(file: str, written: str, error: yaml.YAMLError) -> Mistake:
    """Say why a text is no YAML, at the quote that was left open where there is one."""
    if isinstance(error, yaml.reader.ReaderError):
        line = written.encode()[: error.position].count(b"\n") + 1
        message = f"The file holds a character that YAML does not allow (U+{int(error.character):04X})."
        return Mistake(file, line, message, "Take it out, or write it in words.")
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Mistake(file, 0, f"This is not valid YAML: {error}.", OFTEN)
    lines, mark = written.splitlines(), error.problem_mark
    if error.context == "while scanning a quoted scalar" and error.context_mark:
        mark = error.context_mark
    for opened in range(min(mark.line, len(lines) - 1), -1, -1):
        if _OPEN.match(lines[opened]) and (closed := closed_late(lines, opened, opened + 1)):
            return Mistake(file, opened + 1, closed, CLOSE)
    why, hint = _reason(lines, error)
    return Mistake(file, mark.line + 1, f"This is not valid YAML: {why}.", hint, mark.column + 1)


def _reason(lines: list[str], error: yaml.MarkedYAMLError) -> tuple[str, str]:
    problem, mark, begun = str(error.problem), error.problem_mark, error.context_mark
    if problem == "did not find expected key" and begun is not None:
        why = f"this line is no key of the group that begins on line {begun.line + 1}, nor further in"
        return why, "Mend its indent, or that of the lines above it."
    if problem == "found character that cannot start any token" and mark is not None:
        sign = lines[mark.line][mark.column : mark.column + 1]
        if sign == "\t":
            return _PLAINER["found a tab character that violates indentation"]
        return f"a text cannot begin with `{sign}`", "Put it in quotes."
    return _PLAINER.get(problem, (problem, OFTEN))


def closed_late(lines: list[str], opened: int, closed: int) -> str | None:
    """Say that a quote, opened on one line and closed on a later one, has a key of the file within it."""
    indent = len(lines[opened]) - len(lines[opened].lstrip())
    for number, line in enumerate(lines[opened + 1 : closed + 1], opened + 2):
        found = _KEY_LINE.match(line)
        if found and len(found["indent"]) <= indent:
            return f"The quote that opens here is not closed before `{found['key']}` on line {number}."
    return None


def value(node: yaml.Node, error: Exception) -> str:
    """Say why a single value cannot be read."""
    if node.tag == _MERGE:
        return "`<<` cannot be read: groups are written out here, not merged."
    if node.tag == _DAY:
        return f"`{node.value}` cannot be read: there is no such day."
    if isinstance(error, yaml.constructor.ConstructorError):
        return f"`{node.value}` cannot be read: `{node.tag}` is no kind of value that is known here."
    return f"`{node.value}` cannot be read: {error}."
