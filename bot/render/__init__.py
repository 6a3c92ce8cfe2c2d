"""Words and facts in, valid Block Kit out: the only place where the bot's sentences become a payload."""

import re
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError

from bot.blockkit import check_message, check_options, check_view
from bot.render import records, tables
from bot.render.compiled import Compiled
from bot.render.filters import FILTERS
from bot.render.records import Record

__all__ = ["Renderer", "Unrenderable"]

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class Unrenderable(Exception):  # noqa: N818  # the name says what is wrong with the template
    """A template and these facts make nothing that Slack would take.

    `template` is its name, `pointer` a line ("line 12") or a JSON pointer ("/blocks/3/text/text"),
    `remedy` one sentence on what is wrong and what would be right.
    """

    def __init__(self, template: str, pointer: str, remedy: str) -> None:
        super().__init__(f"templates/{template}.j2, {pointer or 'as a whole'}: {remedy}")
        self.template = template
        self.pointer = pointer
        self.remedy = remedy


class _Loader(FileSystemLoader):
    """Templates are indented for their authors; none of that indentation is meant for the reader."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, fresh = super().get_source(environment, template)
        return _INDENT.sub("", source), path, fresh


_COMPILED = Compiled()  # of this process


class _House(Environment):
    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read `order.items` as the fact of that name, not as the method that every dict has."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _environment(loader: _Loader, *, classic: bool, alerts: bool) -> Environment:
    house = _House(
        loader=loader,
        bytecode_cache=_COMPILED,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    house.filters.update(FILTERS | {shaping.__name__: shaping for shaping in _SHAPING})
    house.globals.update(classic=classic, alerts=alerts)
    return house


_SHAPING: tuple[Callable[..., Any], ...] = (
    *(
        records.record,
        records.part,
        records.parts,
        records.mixed,
        records.figure,
        records.packed,
        records.fitting,
    ),
    *(records.plain, records.mrkdwn, records.marked, records.raw),
    *(tables.cells, tables.aligned, tables.grid, tables.axes, tables.listed),
    *(tables.choices, tables.chosen, tables.all_chosen),
)


class Renderer:
    """Renders `templates/<feature>/<moment>.j2`; compiled templates are kept, so a change needs a restart."""

    def __init__(self, templates: Path) -> None:
        loader = _Loader(templates)
        self._message = _environment(loader, classic=False, alerts=False)
        self._classic = _environment(loader, classic=True, alerts=False)
        self._view = _environment(loader, classic=False, alerts=True)

    def prepare(self, cache: Path | None = None) -> None:
        """Compile every template now, so that the first answer is as quick as the next.

        What is compiled is kept in the folder `cache`: the next start reads it in a twentieth of the time.
        Raises Unrenderable for a template that cannot be compiled.
        """
        if cache:
            _COMPILED.recall(cache)
        for name in self._message.list_templates(extensions=["j2"]):
            try:
                self._message.get_template(name)
            except TemplateSyntaxError as error:
                raise Unrenderable(name.removesuffix(".j2"), _line(error), str(error)) from error
        if cache:
            _COMPILED.leave(cache)

    def message(self, template: str, facts: Mapping[str, Any], *, classic: bool = False) -> dict[str, Any]:
        """Return `{"text": …, "blocks": […]}`; `classic` uses only blocks that every client knows.

        Raises Unrenderable when the template, its facts or the result are wrong.
        """
        found = self._records(self._classic if classic else self._message, template, facts)
        said = [record["say"] for record in found if "say" in record]
        if len(said) != 1:
            raise Unrenderable(template, "", f"a message needs one text(), here are {len(said)}")
        payload = {"text": said[0], "blocks": [record for record in found if "say" not in record]}
        for problem in check_message(payload):
            raise Unrenderable(template, problem.pointer, problem.message)
        return payload

    def view(self, template: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the payload of a modal or of a home tab.

        Raises Unrenderable when the template, its facts or the result are wrong.
        """
        found = self._records(self._view, template, facts)
        if len(found) != 1 or found[0].get("type") not in ("modal", "home"):
            raise Unrenderable(template, "", "a view is one modal() or one home() around everything else")
        for problem in check_view(found[0]):
            raise Unrenderable(template, problem.pointer, problem.message)
        return found[0]

    def options(self, template: str, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the options that a search select offers.

        Raises Unrenderable when the template, its facts or the result are wrong.
        """
        found = self._records(self._view, template, facts)
        for problem in check_options(found):
            raise Unrenderable(template, problem.pointer, problem.message)
        return found

    def rows(self, template: str, facts: Mapping[str, Any]) -> list[list[str]]:
        """Return what a picture or a printed page says: the words of each row(), free of Slack's limits.

        Raises Unrenderable when the template or its facts are wrong.
        """
        found = self._records(self._message, template, facts)
        try:
            return [[str(cell["text"]) for cell in one["cells"]] for one in found]
        except KeyError as error:
            raise Unrenderable(template, "", "a page is nothing but rows") from error

    def _records(self, house: Environment, template: str, facts: Mapping[str, Any]) -> list[Record]:
        try:
            words = house.get_template(f"{template}.j2").render(facts)
            return records.parts(words)
        except Exception as error:  # whatever goes wrong in a template is the template's fault
            raise Unrenderable(template, _line(error), str(error)) from error


def _line(error: Exception) -> str:
    places = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    outside = [place for place in places if not place.filename.endswith("_blocks.j2")]
    line = getattr(error, "lineno", None) or (outside[-1].lineno if outside else None)
    return f"line {line}" if line else ""
