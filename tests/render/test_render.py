"""Templates become payloads; what is wrong with them is told with its place."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.money import Money
from bot.render import Renderer, Unrenderable
from bot.value import export
from tests.house import TEMPLATES as HOUSE_TEMPLATES
from tests.render.templates import MACROS, TEMPLATES, Sketchbook


def test_a_template_reads_as_prose(sketch: Sketchbook) -> None:
    source = """
    {% call text() %}Order {{ order.id }} is approved.{% endcall %}
    {{ header("Order " ~ order.id) }}
    {% call section() %}
      *{{ order.name }}* isn't "cheap" & comes from {{ order.from | day }}.
      {% if order.late %}
        It is late.
      {% endif %}
      Good?
    {% endcall %}
    """
    facts = {"order": {"id": 7, "name": "R&D <ERP>", "from": date(2026, 11, 24), "late": False}}
    assert sketch.renderer.message(sketch.write(source), facts) == {
        "text": "Order 7 is approved.",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Order 7"}},
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": '*R&amp;D &lt;ERP&gt;* isn\'t "cheap" &amp; comes from 24 Nov 2026.\nGood?',
                },
            },
        ],
    }


def test_a_message_may_be_words_alone(sketch: Sketchbook) -> None:
    assert sketch.message("") == {"text": "Something happened.", "blocks": []}


def test_facts_named_like_methods_are_facts(sketch: Sketchbook) -> None:
    block = sketch.block("{{ header(order.items ~ order.get('x', '?')) }}", order={"items": 3})
    assert block["text"]["text"] == "3?"


def test_plain_text_shows_links_and_dates_by_their_words(sketch: Sketchbook) -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    source = '{% set name = "A & B" | link("https://x.y") %}{{ header(name ~ ", " ~ (at | when)) }}'
    assert sketch.block(source, at=at)["text"]["text"] == "A & B, 24 Nov 2026, 09:30 UTC"


def test_what_is_not_given_is_left_out(sketch: Sketchbook) -> None:
    source = '{% call actions() %}{{ button("Go", "x.go") }}{% endcall %}'
    assert sketch.block(source)["elements"] == [
        {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "x.go"}
    ]


@pytest.mark.parametrize(
    ("source", "place", "remedy"),
    [
        ("{{ order.nme }}", "line 1", "'dict object' has no attribute 'nme'"),
        ("\n\n{{ nobody }}", "line 3", "'nobody' is undefined"),
        ('{{ header("x") }}stray words', "", "the words 'stray words' stand outside of a block"),
        ("{% call actions() %}stray{% endcall %}", "line 1", "'stray' stand outside of a block"),
        ("{% call section() %}{{ divider() }}{% endcall %}", "line 1", "a block stands inside of a text"),
        ("{% call section(accessory=1) %}x{% endcall %}", "line 1", "the words '1' stand outside"),
        ('{% call section(accessory="x") %}x{% endcall %}', "line 1", "the words 'x' stand outside"),
        ("{% call section(accessory='') %}x{% endcall %}", "line 1", "one element belongs here, not 0"),
        ("{% if %}", "line 1", "Expected an expression"),
        ("{{ header(order.cost | money) }}", "line 1", "has no attribute"),
        ("{{ point('x', true) }}", "line 1", "True is not a number"),
        ("{{ image('x', url=order.cost) }}", "line 1", "5 cannot be part of a block"),
        ("{{ button('Go', nobody) }}", "line 1", "'nobody' is undefined"),
        ("{{ header('x' * 151) }}", "/blocks/0/text/text", "151 characters, but Slack takes at most 150"),
    ],
)
def test_what_is_wrong_with_a_template_is_told(
    sketch: Sketchbook, source: str, place: str, remedy: str
) -> None:
    with pytest.raises(Unrenderable) as caught:
        sketch.message(source, order={"cost": Decimal(5)})
    assert caught.value.pointer == place
    assert remedy in caught.value.remedy
    assert f"templates/{caught.value.template}.j2, {place or 'as a whole'}: " in str(caught.value)


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("{{ divider() }}", "a message needs one text(), here are 0"),
        ("{% call text() %}a{% endcall %}{% call text() %}b{% endcall %}", "here are 2"),
        ("{% call text() %}{% endcall %}", "neither text nor blocks"),
    ],
)
def test_a_message_needs_words(sketch: Sketchbook, source: str, remedy: str) -> None:
    with pytest.raises(Unrenderable, match=r"as a whole|/text") as caught:
        sketch.renderer.message(sketch.write(source), {})
    assert remedy in caught.value.remedy


def test_a_missing_template_is_told(sketch: Sketchbook) -> None:
    with pytest.raises(Unrenderable, match=r"orders/gone\.j2, as a whole: 'orders/gone\.j2' not found"):
        sketch.renderer.message("orders/gone", {})


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("{{ divider() }}", "a view is one modal() or one home()"),
        ("{% call modal('A') %}{% endcall %}{% call modal('B') %}{% endcall %}", "a view is one modal()"),
        ("{% call modal('x' * 25) %}{% endcall %}", "25 characters, but Slack takes at most 24"),
        ("{% call home() %}{% call alert() %}x{% endcall %}{% endcall %}", "only in a modal"),
    ],
)
def test_what_is_wrong_with_a_view_is_told(sketch: Sketchbook, source: str, remedy: str) -> None:
    with pytest.raises(Unrenderable) as caught:
        sketch.view(source)
    assert remedy in caught.value.remedy


def test_a_view_keeps_private_facts(sketch: Sketchbook) -> None:
    given = "{% call modal('A', private=private, callback='x.y', notify=true) %}{% endcall %}"
    assert sketch.view(given, private={"id": 7})["private_metadata"] == '{"id":7}'
    assert sketch.view(given, private="as it is")["private_metadata"] == "as it is"
    assert "private_metadata" not in sketch.view(given, private=None)
    assert sketch.view(given, private=None)["notify_on_close"] is True


def test_a_home_tab(sketch: Sketchbook) -> None:
    view = sketch.view("{% call home(callback='home') %}{{ divider() }}{% endcall %}")
    assert view == {"type": "home", "callback_id": "home", "blocks": [{"type": "divider"}]}


def test_an_alert_is_one_in_a_modal_and_a_section_elsewhere(sketch: Sketchbook) -> None:
    source = '{% call alert("warning") %}\nCosts {{ cost | money }}\n{% endcall %}'
    cost = Money(500, "USD")
    modal = sketch.view(f"{{% call modal('A') %}}{source}{{% endcall %}}", cost=cost)
    assert modal["blocks"] == [
        {"type": "alert", "level": "warning", "text": {"type": "mrkdwn", "text": "Costs $5.00"}}
    ]
    text = {"type": "mrkdwn", "text": ":warning:  Costs $5.00"}
    assert sketch.block(source, cost=cost) == {"type": "section", "text": text}


def test_figures_are_numbers_in_a_chart_and_exact_in_words(sketch: Sketchbook) -> None:
    source = "{% call table() %}{{ row(cost, share, whole, 1.5, none, '') }}{% endcall %}"
    facts: dict[str, Any] = {"cost": Money(124050, "USD"), "share": Decimal("0.25"), "whole": Decimal("7.00")}
    assert [(cell.get("value"), cell["text"]) for cell in sketch.block(source, **facts)["rows"][0]] == [
        (1240.5, "$1,240.50"),
        (0.25, "0.25"),
        (7, "7"),
        (1.5, "1.5"),
        (None, "–"),
        (None, "–"),
    ]


def test_every_macro_of_the_reference_exists_and_the_other_way_round() -> None:
    reference, macros = (TEMPLATES / "_blocks.j2").read_text().split("#}", 1)
    for name in MACROS:
        assert name in reference
        assert f"macro {name}(" in macros


def test_a_template_that_cannot_be_compiled_is_told_before_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "fine.j2").write_text("{{ x }}")
    renderer = Renderer(tmp_path)
    renderer.prepare()
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders/broken.j2").write_text("\n{% if %}")
    with pytest.raises(Unrenderable, match=r"templates/orders/broken\.j2, line 2: Expected an expression"):
        renderer.prepare()


def test_all_of_the_bots_own_templates_compile() -> None:
    Renderer(TEMPLATES).prepare()


def test_templates_are_compiled_once(tmp_path: Path) -> None:
    template = tmp_path / "once.j2"
    (tmp_path / "_blocks.j2").write_text((TEMPLATES / "_blocks.j2").read_text())
    template.write_text('{% from "_blocks.j2" import text %}{% call text() %}One{% endcall %}')
    renderer = Renderer(tmp_path)
    assert renderer.message("once", {})["text"] == "One"
    template.write_text("changed")
    assert renderer.message("once", {})["text"] == "One"


@pytest.mark.parametrize(
    "kind", ["order", "task", "question", "complaint", "capability", "hours", "expedite"]
)
@pytest.mark.parametrize("state", export.STATES)
def test_every_state_of_every_kind_has_words(kind: str, state: str) -> None:
    said = Renderer(HOUSE_TEMPLATES)._message.get_template("orders/_said.j2").make_module()
    assert said.state({"kind": kind, "state": state}).strip()  # type: ignore[attr-defined]
