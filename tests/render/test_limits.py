"""Each macro at its limits: what fits exactly is rendered, one more is told with its place."""

import pytest

from bot.render import Unrenderable
from tests.render.templates import Sketchbook

# A template with `words` in one place, how long they may be there, and where too many are told.
WORDS = {
    "header": ("{{ header(words) }}", 150, "/blocks/0/text/text"),
    "section": ("{% call section() %}{{ words }}{% endcall %}", 3000, "/blocks/0/text/text"),
    "field": ("{% call fields() %}{{ field(value=words) }}{% endcall %}", 2000, "/blocks/0/fields/0/text"),
    "context": ("{% call context() %}{{ words }}{% endcall %}", 3000, "/blocks/0/elements/0/text"),
    "markdown": ("{% call markdown() %}{{ words }}{% endcall %}", 12_000, "/blocks/0/text"),
    "button": (
        "{% call actions() %}{{ button(words, 'x.go') }}{% endcall %}",
        75,
        "/blocks/0/elements/0/text/text",
    ),
    "button value": (
        "{% call actions() %}{{ button('Go', 'x.go', words) }}{% endcall %}",
        2000,
        "/blocks/0/elements/0/value",
    ),
    "button label": (
        "{% call actions() %}{{ button('Go', 'x.go', label=words) }}{% endcall %}",
        75,
        "/blocks/0/elements/0/accessibility_label",
    ),
    "confirm": (
        "{% call actions() %}{{ button('Go', 'x', confirm=confirm('T', words, 'Y', 'N')) }}{% endcall %}",
        300,
        "/blocks/0/elements/0/confirm/text/text",
    ),
    "option": (
        "{% call actions() %}{{ overflow('x', [(words, 1)]) }}{% endcall %}",
        75,
        "/blocks/0/elements/0/options/0/text/text",
    ),
    "feedback": (
        "{% call context_actions() %}{{ feedback_buttons('x', words, 'Bad') }}{% endcall %}",
        75,
        "/blocks/0/elements/0/positive_button/text/text",
    ),
    "image": ("{{ image(words, file='F1') }}", 2000, "/blocks/0/alt_text"),
    "table": ("{% call table() %}{{ row(words) }}{% endcall %}", 10_000, "/blocks/0/rows"),
    "chart": (
        "{% call data_visualization('pie', words) %}{{ point('a', 1) }}{% endcall %}",
        50,
        "/blocks/0/title",
    ),
    "point": (
        "{% call data_visualization('pie', 't') %}{{ point(words, 1) }}{% endcall %}",
        20,
        "/blocks/0/chart/segments/0/label",
    ),
    "axis": (
        "{% call data_visualization('bar', 't', x=words) %}"
        "{% call series('s') %}{{ point('a', 1) }}{% endcall %}{% endcall %}",
        50,
        "/blocks/0/chart/axis_config/x_label",
    ),
    "card": ("{{ card(body=words) }}", 200, "/blocks/0/body/text"),
    "container": ("{% call container(words) %}{{ divider() }}{% endcall %}", 150, "/blocks/0/title/text"),
    "block id": ("{{ divider(id=words) }}", 255, "/blocks/0/block_id"),
}

FORMS = {
    "title": ("{% call modal(words) %}{% endcall %}", 24, "/title/text"),
    "submit": ("{% call modal('t', submit=words) %}{% endcall %}", 24, "/submit/text"),
    "private": ("{% call modal('t', private=words) %}{% endcall %}", 3000, "/private_metadata"),
    "alert": (
        "{% call modal('t') %}{% call alert() %}{{ words }}{% endcall %}{% endcall %}",
        200,
        "/blocks/0/text/text",
    ),
    "label": (
        "{% call modal('t', submit='s') %}{{ input(words, 'b', text_input()) }}{% endcall %}",
        2000,
        "/blocks/0/label/text",
    ),
    "placeholder": (
        "{% call modal('t', submit='s') %}{{ input('l', 'b', text_input(placeholder=words)) }}{% endcall %}",
        150,
        "/blocks/0/element/placeholder/text",
    ),
    "initial": (
        "{% call modal('t', submit='s') %}{{ input('l', 'b', text_input(initial=words)) }}{% endcall %}",
        3000,
        "/blocks/0/element/initial_value",
    ),
}

# A template that repeats something `count` times, how often it may, and where too many are told.
COUNTS = {
    "blocks": ("{% for i in range(count) %}{{ divider() }}{% endfor %}", 50, "/blocks"),
    "fields": (
        "{% call fields() %}{% for i in range(count) %}{{ field('a', i) }}{% endfor %}{% endcall %}",
        10,
        "/blocks/0/fields",
    ),
    "context": (
        "{% call context() %}{% for i in range(count) %}{{ image('a', file='F1') }}{% endfor %}{% endcall %}",
        10,
        "/blocks/0/elements",
    ),
    "actions": (
        "{% call actions() %}"
        "{% for i in range(count) %}{{ button('a', i | string) }}{% endfor %}{% endcall %}",
        25,
        "/blocks/0/elements",
    ),
    "overflow": (
        "{% call actions() %}{% call overflow('x') %}"
        "{% for i in range(count) %}{{ option('a', i) }}{% endfor %}{% endcall %}{% endcall %}",
        5,
        "/blocks/0/elements/0/options",
    ),
    "context actions": (
        "{% call context_actions() %}"
        "{% for i in range(count) %}{{ icon_button('a', 'x.%d' % i) }}{% endfor %}{% endcall %}",
        5,
        "/blocks/0/elements",
    ),
    "rows": (
        "{% call table() %}{% for i in range(count) %}{{ row(i, 'x') }}{% endfor %}{% endcall %}",
        100,
        "/blocks/0/rows",
    ),
    "data rows": (
        "{% call data_table('c') %}{% for i in range(count) %}{{ row(i, 'x') }}{% endfor %}{% endcall %}",
        101,
        "/blocks/0/rows",
    ),
    "series": (
        "{% call data_visualization('line', 't') %}{% for i in range(count) %}"
        "{% call series(i) %}{{ point('a', i) }}{% endcall %}{% endfor %}{% endcall %}",
        6,
        "/blocks/0/chart/series",
    ),
    "points": (
        "{% call data_visualization('area', 't') %}{% call series('s') %}"
        "{% for i in range(count) %}{{ point(i, i) }}{% endfor %}{% endcall %}{% endcall %}",
        20,
        "/blocks/0/chart/series/0/data",
    ),
    "segments": (
        "{% call data_visualization('pie', 't') %}"
        "{% for i in range(count) %}{{ point(i, i) }}{% endfor %}{% endcall %}",
        6,
        "/blocks/0/chart/segments",
    ),
    "charts": (
        "{% for i in range(count) %}{% call data_visualization('pie', 't') %}"
        "{{ point('a', i) }}{% endcall %}{% endfor %}",
        2,
        "/blocks/2",
    ),
    "cards": (
        "{% call carousel() %}{% for i in range(count) %}{{ card(body='b') }}{% endfor %}{% endcall %}",
        10,
        "/blocks/0/elements",
    ),
    "children": (
        "{% call container('t') %}{% for i in range(count) %}{{ divider() }}{% endfor %}{% endcall %}",
        10,
        "/blocks/0/child_blocks",
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_words_in_a_message(sketch: Sketchbook, name: str) -> None:
    source, most, place = WORDS[name]
    sketch.message(source, words="x" * most)
    with pytest.raises(Unrenderable) as caught:
        sketch.message(source, words="x" * (most + 1))
    assert caught.value.pointer == place


@pytest.mark.parametrize("name", FORMS)
def test_words_in_a_form(sketch: Sketchbook, name: str) -> None:
    source, most, place = FORMS[name]
    sketch.view(source, words="x" * most)
    with pytest.raises(Unrenderable) as caught:
        sketch.view(source, words="x" * (most + 1))
    assert caught.value.pointer == place


@pytest.mark.parametrize("name", COUNTS)
def test_how_many_of_a_kind(sketch: Sketchbook, name: str) -> None:
    source, most, place = COUNTS[name]
    sketch.message(source, count=most)
    with pytest.raises(Unrenderable) as caught:
        sketch.message(source, count=most + 1)
    assert caught.value.pointer == place


@pytest.mark.parametrize(("macro", "most"), [("select", 100), ("radio", 10), ("checkboxes", 10)])
def test_how_many_options(sketch: Sketchbook, macro: str, most: int) -> None:
    rows = [(f"Option {at}", at) for at in range(most + 1)]
    assert len(sketch.element(f"{macro}(options=rows)", rows=rows[:most])["options"]) == most
    with pytest.raises(Unrenderable) as caught:
        sketch.element(f"{macro}(options=rows)", rows=rows)
    assert caught.value.pointer == "/blocks/0/element/options"


def test_clipped_words_always_fit(sketch: Sketchbook) -> None:
    source = "{% call section() %}{{ words | clip(3000) }}{% endcall %}{{ header(words | clip(150)) }}"
    section, header = sketch.message(source, words="<&>" * 2000)["blocks"]
    assert 2990 < len(section["text"]["text"]) <= 3000
    assert len(header["text"]["text"]) <= 150
