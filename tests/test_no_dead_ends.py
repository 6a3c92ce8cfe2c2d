"""No dead ends: every no that the bot can say is rendered, and has a way forward that one can take."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from jinja2 import ChainableUndefined, meta

from bot.blockkit import check_message
from bot.render import Renderer
from bot.render.filters import FILTERS
from tests.house import TEMPLATES, Module, imported, modules_with, templates

ROOMS = ("bot", "handlers")
NO = re.compile(
    r"\b(not|no|nobody|nothing|cannot|can't|don't|won't|unavailable|declined?|closed|too late|no longer|"
    r"never|refused?|over (?:the|its) funding)\b",
    re.I,
)
ACTIONABLE = re.compile(
    r'"action_id"|<@[UW]|<#C|/it [a-z]|"url"'
)  # a button or field, a person, a place, a command
OFFERS = re.compile(
    r"\b(?:button|select|search_select|overflow|feedback_buttons|people|input|link|checkboxes|choose|approve)\("
    r"|\| person\b|\| channel\b|/it |\*Messages\*|python -m bot"
)
# What a template looks up by its value; everything else may be anything.
KNOWN: dict[str, Any] = {
    "state": "done",
    "at": datetime(2026, 11, 23, tzinfo=UTC),
    "why": "head",
    "kind": "order",
}


class Anything(int):
    """A fact that can be read, counted, gone through and looked into."""

    def __str__(self) -> str:
        return "U0ANY"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return KNOWN.get(name, Anything(2))

    def __getitem__(self, _key: Any) -> "Anything":
        return self

    def __iter__(self) -> Iterator["Anything"]:
        return iter((Anything(2),))

    def __len__(self) -> int:
        return 1


class Missing(ChainableUndefined):
    """What a template looks up by a fact that is anything."""

    def __str__(self) -> str:
        return "something"


def tolerant(shaping: Callable[..., Any]) -> Callable[..., Any]:
    """Have a filter shape anything at all."""

    def shape(value: Any, *given: Any, **named: Any) -> Any:
        try:
            return shaping(value, *given, **named)
        except (AttributeError, AssertionError, TypeError, ValueError, ArithmeticError):
            return shaping(str(value), *given, **named) if shaping.__name__ in ("person", "clip") else "1"

    return shape


@pytest.fixture(scope="module")
def lenient() -> Renderer:
    renderer = Renderer(TEMPLATES)
    renderer._message.undefined = Missing
    renderer._message.filters.update({name: tolerant(each) for name, each in FILTERS.items()})
    return renderer


def refusals(each: Module) -> Iterator[ast.Call]:
    yield from each.calls("Refused")


def facts_for(lenient: Renderer, template: str, call: ast.Call) -> dict[str, Any]:
    """Return facts for all that the template reads: those that the call names, and the alternatives it gives."""
    read = meta.find_undeclared_variables(lenient._message.parse(templates()[template]))
    given = {name: KNOWN.get(name, Anything(2)) for name in read - {"classic", "alerts"}}
    listed = call.args[1].elts if isinstance(call.args[1], ast.List) else []
    named = [str(one.value) for one in listed if isinstance(one, ast.Constant)]
    return {**given, "alternatives": named}


def actionable(payload: dict[str, Any]) -> list[str]:
    """Return what one can do next, as the payload has it."""
    return ACTIONABLE.findall(str(payload["blocks"]).replace("'", '"'))


def named_in(call: ast.Call) -> str | None:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


@cache
def all_refusals() -> list[tuple[str, ast.Call]]:
    return [(each.path, call) for each in modules_with("Refused(", *ROOMS) for call in refusals(each)]


def what_is_wrong(lenient: Renderer, call: ast.Call) -> Iterator[str]:
    """Tell what keeps a refusal from being a message that one can go on from."""
    template = named_in(call)
    if template is None:
        yield "names no template"
        return
    payload = lenient.message(template, facts_for(lenient, template, call))
    if not payload["text"].strip():
        yield "has no text"
    if not actionable(payload):
        yield "has nothing to do next"
    yield from map(str, check_message(payload))


def test_every_refusal_names_a_template_that_exists_and_at_least_one_way() -> None:
    assert len(all_refusals()) >= 30
    assert [
        f"{path}:{call.lineno}"
        for path, call in all_refusals()
        if named_in(call) not in templates() or not (isinstance(call.args[1], ast.List) and call.args[1].elts)
    ] == []


def test_every_refusal_is_rendered_with_something_to_do_next(lenient: Renderer) -> None:
    assert [
        f"{path}:{call.lineno} {wrong}"
        for path, call in all_refusals()
        for wrong in what_is_wrong(lenient, call)
    ] == []


AT_A_FIELD = {
    "orders/form_wrong"
}  # stands below a field of a form that is open: the field is the way forward


def says_no(source: str) -> bool:
    """Say whether the words of a template, apart from what it computes, hold a no."""
    words = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.S)
    return NO.search(words) is not None


def closed(source: str) -> bool:
    """Say whether a template has nothing that one could do or turn to, nor anything it imports."""
    borrowed = [templates()[name] for name in imported(source) if name != "_blocks" and name in templates()]
    return not any(OFFERS.search(each) for each in (source, *borrowed))


def test_every_message_that_says_no_offers_something_else() -> None:
    messages = {name: source for name, source in templates().items() if "call text()" in source}
    saying_no = {name for name, source in messages.items() if says_no(source)}

    assert len(saying_no) > 20
    assert {name for name in saying_no if closed(messages[name])} == AT_A_FIELD


BARE = """{% from "_blocks.j2" import text, section %}
{% call text() %}No.{% endcall %}
{% call section() %}It is not available.{% endcall %}"""


def test_each_of_these_rules_can_fail(lenient: Renderer, tmp_path: Any) -> None:
    (tmp_path / "_blocks.j2").write_text(templates()["_blocks"])
    (tmp_path / "bare.j2").write_text(BARE)

    assert actionable(Renderer(tmp_path).message("bare", {})) == []
    assert says_no(BARE)
    assert closed(BARE)
    assert not says_no("{% if not found %}Here it is.{% endif %}")
    assert not closed("{{ leads | person }}")
    (call,) = refusals(Module("bot/sample.py", "raise Refused(template, ways)"))
    assert named_in(call) is None
