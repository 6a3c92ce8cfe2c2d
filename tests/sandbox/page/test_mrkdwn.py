"""mrkdwn becomes HTML as Slack draws it, and no text brings a tag of its own."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.page import mrkdwn
from bot.sandbox.page.reader import Reader
from tests.sandbox.page.conftest import NOON

READER = Reader("U0ANA", "America/Denver", NOON, {"U0ANA": "Ana Ruiz", "U0BO": "Bo <b>"}, {"C0F": "finance"})
OWN = {"a", "blockquote", "br", "code", "em", "pre", "s", "span", "strong", "time"}
SAFE_NAMES = {"href", "target", "rel", "class", "data-person", "data-channel", "title"}


def drawn(text: str) -> str:
    return str(mrkdwn.draw(text, READER))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _it_ ~gone~", "<strong>bold</strong> <em>it</em> <s>gone</s>"),
        ("*bold _both_*", "<strong>bold <em>both</em></strong>"),
        ("*a* and *b*", "<strong>a</strong> and <strong>b</strong>"),
        ("snake_case_name 2*3*4 * x *", "snake_case_name 2*3*4 * x *"),
        ("`a *b* <c>`", "<code>a *b* &lt;c&gt;</code>"),
        ("```\nif a &lt; b:\n  *c*\n```", "<pre>if a &lt; b:\n  *c*</pre>"),
        ("one\ntwo", "one<br>two"),
        ("&gt; said\n&gt; *so*\nthen", "<blockquote>said<br><strong>so</strong></blockquote>then"),
        ("> raw", "<blockquote>raw</blockquote>"),
        ("a\n• b\n• c", 'a<span class="bullet">b</span><span class="bullet">c</span>'),
        ("a &amp; b &lt;c&gt;", "a &amp; b &lt;c&gt;"),
        (":bulb: :nobody_knows: 10:30:15", "💡 :nobody_knows: 10:30:15"),
        ("<@U0ANA>", '<span class="mention mention-me" data-person="U0ANA">@Ana Ruiz</span>'),
        ("<@U0BO>", '<span class="mention" data-person="U0BO">@Bo &lt;b&gt;</span>'),
        ("<@U0NEW|newcomer>", '<span class="mention" data-person="U0NEW">@newcomer</span>'),
        ("<#C0F>", '<a class="mention" data-channel="C0F" href="../c/C0F">#finance</a>'),
        ("<!here>", '<span class="mention mention-me">@here</span>'),
        ("<!subteam^S1|@leads>", '<span class="mention mention-me">@leads</span>'),
        ("<!subteam^S1>", '<span class="mention mention-me">@S1</span>'),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_what_is_drawn(text: str, html: str) -> None:
    assert drawn(text) == html


def test_links_open_elsewhere_and_keep_their_words() -> None:
    link = '<a href="https://x.y/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">{}</a>'
    assert drawn("<https://x.y/?a=1&amp;b=2|A &amp; B>") == link.format("A &amp; B")
    assert drawn("see https://x.y/?a=1&amp;b=2.") == "see " + link.format("https://x.y/?a=1&amp;b=2") + "."
    assert "href" not in mrkdwn.draw("https://x.y", READER, verbatim=True)
    assert ">ana@calder.example</a>" in drawn("<mailto:ana@calder.example>")


def test_a_date_reads_as_the_readers_clock() -> None:
    words = drawn("<!date^1795449600^Due {date_short_pretty} at {time}|late>")
    assert words == '<time title="Monday, 23 November 2026 at 9:00 AM">Due today at 9:00 AM</time>'
    assert drawn("<!date^1795449600^{date_num}^https://x.y|late>").startswith('<a href="https://x.y"')
    assert drawn("<!date^999999999999^{date}|far &amp; away>") == "far &amp; away"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name == "href"]


SIGNS = st.sampled_from(
    [
        "<",
        ">",
        "&",
        '"',
        "'",
        "*",
        "_",
        "~",
        "`",
        "```",
        "|",
        "\n",
        "!date^1^",
        "@U0BO",
        "#C0F",
        " ",
        "{time}",
        "<script>",
        "javascript:",
        "https://",
        "&lt;",
        "onload=",
        "• ",
        "\ue000",
        "0",
        "\ue001",
        ":x:",
    ]
)


@given(st.lists(st.one_of(SIGNS, st.text(max_size=5)), max_size=30).map("".join))
def test_no_text_brings_a_tag_of_its_own(text: str) -> None:
    tags = _Tags()
    tags.feed(drawn(text))
    assert tags.names <= OWN
    assert tags.attributes <= SAFE_NAMES
    assert all(
        address.startswith(("https://", "http://", "mailto:", "tel:", "slack:", "../c/"))
        for address in tags.addresses
    )


@given(st.text(alphabet="ab &<>'\"", max_size=40))
def test_plain_words_come_out_as_they_went_in(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown: list[str] = []
    parser = HTMLParser()
    parser.handle_data = shown.append  # type: ignore[method-assign, assignment]
    parser.feed(drawn(f"a{escaped}"))
    parser.close()
    assert "".join(shown) == f"a{text}"
