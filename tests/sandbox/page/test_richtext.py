"""rich_text blocks as HTML."""

from markupsafe import Markup

from bot.sandbox.page import richtext
from bot.sandbox.page.reader import Reader
from tests.sandbox.page.gallery import RICH, Json


def section(*elements: Json) -> list[Json]:
    return [{"type": "rich_text_section", "elements": list(elements)}]


def test_every_kind_of_group(reader: Reader) -> None:
    html = richtext.draw(RICH["elements"], reader)
    assert html.startswith("<p><strong>Done by </strong>")
    assert '<ol class="indent-0" type="1" start="1"><li>First</li><li>Second</li></ol>' in html
    assert "<blockquote>It just works.<br>Mostly.</blockquote>" in html
    assert "<pre>python -m bot check</pre>" in html
    assert '@Bo Larsen</span> in <a class="mention"' in html
    assert "🎉" in html


def test_lists_keep_their_place_and_number(reader: Reader) -> None:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    bullets = {"type": "rich_text_list", "style": "bullet", "indent": 9, "elements": [item]}
    letters = {"type": "rich_text_list", "style": "ordered", "indent": 1, "offset": 2, "elements": [item]}
    html = richtext.draw([bullets, letters], reader)
    assert html == (
        '<ul class="indent-5"><li>x</li></ul><ol class="indent-1" type="a" start="3"><li>x</li></ol>'
    )


def test_words_with_a_style_a_colour_a_date_and_a_broadcast(reader: Reader) -> None:
    html = richtext.draw(
        section(
            {"type": "text", "text": "<i>", "style": {"italic": True, "strike": True}},
            {"type": "color", "value": "#fff"},
            {"type": "broadcast", "range": "here"},
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "emoji", "name": "unheard_of"},
            {"type": "date", "timestamp": 1795449600, "format": "{time}", "fallback": "?"},
            {"type": "link", "url": "javascript:alert(1)"},
        ),
        reader,
    )
    assert html == Markup(
        "<p><s><em>&lt;i&gt;</em></s><code>#fff</code>"
        '<span class="mention mention-me">@here</span><span class="mention mention-me">@S1</span>:unheard_of:'
        '<time title="Monday, 23 November 2026 at 9:00 AM">9:00 AM</time>javascript:alert(1)</p>'
    )
