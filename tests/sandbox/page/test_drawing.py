"""Every block and element is drawn, named for those who do not see it, and safe."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blockkit import check_blocks
from bot.sandbox.page.choices import Surface
from bot.sandbox.page.drawing import Drawing, safe_url
from bot.sandbox.page.reader import Reader
from tests.sandbox.page import gallery
from tests.sandbox.page.gallery import Json, asked, button, mrkdwn, plain

DRAWING = Drawing()
ONE_BUTTON = {"type": "actions", "block_id": "b", "elements": [button("Go", "go")]}


class _Page(HTMLParser):
    """Collects ids, references and what has no name."""

    VOID = frozenset({"br", "hr", "img", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointed: set[str] = set()
        self.tags: set[str] = set()
        self.unnamed: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            self.pointed |= set(str(given.get(name) or "").split())
        if tag == "img" and "alt" not in given:
            self.unnamed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def draw(reader: Reader, *blocks: Json, **surface: Any) -> str:
    return str(DRAWING.blocks(blocks, reader, Surface(**surface)))


def test_the_gallery_is_what_slack_would_take() -> None:
    alerts = [block for block in gallery.SHOW if block["type"] == "alert"]
    assert check_blocks(gallery.ANSWER, "message") == []
    assert check_blocks(alerts + gallery.FORM, "modal") == []


def test_the_whole_gallery_is_sound_html(reader: Reader) -> None:
    page = _Page(
        draw(reader, *gallery.ANSWER, *gallery.SHOW, *gallery.FORM, errors={"users": "Three at most."})
    )
    assert page.open == []
    assert page.unnamed == []
    assert len(page.ids) == len(set(page.ids))
    assert page.pointed <= set(page.ids)


@pytest.mark.parametrize(
    "block", [*gallery.ANSWER, *gallery.SHOW, *gallery.FORM], ids=lambda block: block["type"]
)
def test_each_block_can_be_drawn(reader: Reader, block: Json) -> None:
    html = draw(reader, block)
    assert "cannot draw" not in html


def test_what_is_unknown_says_so(reader: Reader) -> None:
    assert "cannot draw a block of type “hologram”" in draw(reader, {"type": "hologram"})
    assert "cannot draw" in draw(reader, {"type": "../page"})
    assert "element of type “knob”" in draw(reader, {"type": "actions", "elements": [{"type": "knob"}]})


@pytest.mark.parametrize(
    ("block", "parts"),
    [
        ({"type": "section", "text": mrkdwn("*hi*")}, ["<strong>hi</strong>"]),
        ({"type": "header", "text": plain("a & b\nc"), "level": 2}, ["<h3", "level-2", "a &amp; b<br>c"]),
        ({"type": "file", "external_id": "X1"}, ["X1"]),
        ({"type": "table", "rows": [[gallery.cell("A")], [gallery.RICH]]}, ["<td", "<strong>Done by"]),
        (
            {"type": "video", "title": plain("Tour"), "alt_text": "t", "thumbnail_url": "https://x.y/t.png"},
            ["Tour"],
        ),
        ({"type": "task_card", "title": "Look", "status": "complete"}, ["✓", "(done)"]),
        (
            {
                "type": "plan",
                "title": "Steps",
                "tasks": [{"type": "task_card", "title": "A", "status": "pending"}],
            },
            ["waiting"],
        ),
        ({"type": "alert", "level": "error", "text": mrkdwn("No")}, ['role="alert"', 'aria-label="Error"']),
        (
            {"type": "markdown", "text": "# A\n<script>\n| a |\n|---|\n| b |"},
            ["<h1>A", "&lt;script&gt;", "<td>b"],
        ),
        ({"type": "image", "image_url": "javascript:x", "alt_text": "bad"}, ['src="#"']),
        ({"type": "image", "slack_file": {"id": "F1"}, "alt_text": "m"}, ['src="/files/F1/month.png"']),
        (
            {"type": "image", "slack_file": {"url": "https://x.y/m.png"}, "alt_text": "m"},
            ["https://x.y/m.png"],
        ),
        (
            {
                "type": "context",
                "elements": [{"type": "image", "image_url": "https://x.y/i.png", "alt_text": "i"}],
            },
            ['alt="i"'],
        ),
        (
            {"type": "container", "rich_text_title": gallery.RICH, "child_blocks": [ONE_BUTTON]},
            ["Done by", 'data-action="go"'],
        ),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_how_a_block_looks(reader: Reader, block: Json, parts: list[str]) -> None:
    html = draw(reader, block)
    assert [part for part in parts if part not in html] == []


def test_a_button_tells_what_it_is_and_asks_first(reader: Reader) -> None:
    html = draw(reader, gallery.ANSWER[2])
    assert 'class="button primary" data-action="order.start" data-block="a2" data-kind="button"' in html
    assert "<template data-confirm>" in html
    assert "<strong>Nothing</strong> has been charged yet." in html
    assert 'href="https://example.com/rates" target="_blank"' in html
    spoken = button("★", "star", accessibility_label="Mark as <important>")
    assert 'aria-label="Mark as &lt;important&gt;"' in draw(reader, {"type": "actions", "elements": [spoken]})


def test_an_error_stands_at_its_field(reader: Reader) -> None:
    html = draw(reader, gallery.FORM[5], id="V1", errors={"users": "Three at most."})
    assert 'id="V1-users-v" ' in html
    assert 'aria-describedby="V1-users-v-error' in html
    assert 'aria-invalid="true"' in html
    assert "Three at most." in html


def test_what_was_filled_in_stays(reader: Reader) -> None:
    values = {
        "level": {"v": {"selected_option": gallery.COLOURS[1]}},
        "why": {"v": {"value": "Month </textarea>"}},
    }
    html = draw(reader, gallery.FORM[1], gallery.FORM[-1], values=values)
    assert '<option value="plus" selected>Plus</option>' in html
    assert "Month &lt;/textarea&gt;</textarea>" in html


@pytest.mark.parametrize(
    "kind",
    [
        "static_select",
        "multi_static_select",
        "radio_buttons",
        "checkboxes",
        "users_select",
        "multi_users_select",
        "conversations_select",
        "multi_conversations_select",
        "multi_channels_select",
        "timepicker",
        "external_select",
        "datepicker",
        "datetimepicker",
        "email_text_input",
        "url_text_input",
        "rich_text_input",
        "plain_text_input",
    ],
)
def test_every_input_has_a_name(reader: Reader, kind: str) -> None:
    element = {"type": kind, "action_id": "v", "options": gallery.COLOURS, "placeholder": plain("Pick")}
    in_form = _Page(draw(reader, asked("Which", "b", element)))
    assert in_form.pointed & set(in_form.ids)
    alone = draw(reader, {"type": "actions", "block_id": "b", "elements": [element]})
    assert 'data-block="b"' in alone


def test_a_data_table_carries_what_it_is_sorted_by(reader: Reader) -> None:
    html = draw(reader, gallery.DATA_TABLE)
    assert "<caption>Cost by service, October 2026</caption>" in html
    assert '<th scope="row" data-sort="erp">ERP</th>' in html
    assert 'data-sort="48200" class="right">$48,200</td>' in html
    assert "data-turn" in html
    short = {**gallery.DATA_TABLE, "page_size": 10}
    assert "data-turn" not in draw(reader, short)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", " https://x", "//x"])
def test_addresses_a_browser_would_run_are_not_linked(address: str) -> None:
    assert safe_url(address) == "#"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    text=st.lists(
        st.sampled_from(["<script>", '"', "'", "&", "</option>", "</textarea>", "]]>", "x", "\n"]),
        min_size=1,
        max_size=8,
    ).map("".join)
)
def test_no_text_escapes_its_place(reader: Reader, text: str) -> None:
    element = {
        "type": "static_select",
        "action_id": text,
        "options": [gallery.option(text, text)],
        "placeholder": plain(text),
    }
    field = {"type": "plain_text_input", "action_id": "t", "multiline": True, "initial_value": text}
    cells = [[gallery.cell(text)], [gallery.cell(text)]]
    page = _Page(
        draw(
            reader,
            asked(text, text, element, hint=plain(text)),
            asked(text, "t", field),
            {"type": "actions", "elements": [button(text, text, accessibility_label=text, url=text)]},
            {"type": "data_table", "caption": text, "rows": cells},
            {"type": "markdown", "text": text},
            gallery.chart("bar", text, [text], A=[1.0]),
            errors={text: text},
        )
    )
    assert "script" not in page.tags
