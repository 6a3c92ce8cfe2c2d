"""Rich text: words with a style, links, mentions, lists and quotations."""

from bot.blockkit.objects import FLAG, ID, TITLED, URL
from bot.blockkit.shapes import Many, Node, Number, OneOf, Words, by_kind, shape

_STYLE = shape("", {}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), FLAG))
_STYLED: dict[str, Node] = {"style": _STYLE}
_BORDER: dict[str, Node] = {"border": Number(0, 1)}

_INLINE = OneOf(
    "a piece of rich text",
    by_kind(
        (
            shape("text", {"text": Words()}, _STYLED),
            shape("link", {"url": URL}, {"text": Words(), "unsafe": FLAG, **_STYLED}),
            shape("emoji", {"name": TITLED}, {"unicode": TITLED, "skin_tone": Number(1, 6), **_STYLED}),
            shape("user", {"user_id": TITLED}, _STYLED),
            shape("usergroup", {"usergroup_id": TITLED}, _STYLED),
            shape("channel", {"channel_id": TITLED}, _STYLED),
            shape("team", {"team_id": TITLED}, _STYLED),
            shape("broadcast", {"range": Words(choices=frozenset({"here", "channel", "everyone"}))}, _STYLED),
            shape("color", {"value": TITLED}, _STYLED),
            shape(
                "date",
                {"timestamp": Number(0), "format": TITLED},
                {"url": URL, "fallback": TITLED, **_STYLED},
            ),
        )
    ),
)

_SECTION = shape("rich_text_section", {"elements": Many(_INLINE, least=0)})

RICH_TEXT = shape(
    "rich_text",
    {
        "elements": Many(
            OneOf(
                "a part of rich text",
                by_kind(
                    (
                        _SECTION,
                        shape(
                            "rich_text_list",
                            {
                                "style": Words(choices=frozenset({"bullet", "ordered"})),
                                "elements": Many(OneOf("a list item", by_kind((_SECTION,)))),
                            },
                            {"indent": Number(0, 8), "offset": Number(0), **_BORDER},
                        ),
                        shape(
                            "rich_text_preformatted",
                            {"elements": Many(_INLINE)},
                            {"language": TITLED, **_BORDER},
                        ),
                        shape("rich_text_quote", {"elements": Many(_INLINE)}, _BORDER),
                    )
                ),
            )
        )
    },
    {"block_id": ID},
)
