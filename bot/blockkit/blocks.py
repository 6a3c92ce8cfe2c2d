"""Blocks: every type that Slack draws, with its fields, its limits and the surfaces it may stand on."""

from collections.abc import Mapping

from bot.blockkit.charts import CHART, TABLE_CELL, plain_header, same_length, within_budget
from bot.blockkit.elements import ELEMENTS
from bot.blockkit.objects import FLAG, ID, IMAGE, SLACK_FILE, SLACK_ICON, TITLED, URL, marked, plain, text
from bot.blockkit.rich_text import RICH_TEXT
from bot.blockkit.rules import exactly_one, needs_one, not_both, only_with
from bot.blockkit.shapes import Many, Node, Number, OneOf, Rule, Shape, Words, by_kind, of, shape

_MENUS = (
    "static_select external_select users_select conversations_select channels_select "
    "multi_static_select multi_external_select multi_users_select multi_conversations_select "
    "multi_channels_select "
)
_PICKERS = _MENUS + "datepicker timepicker checkboxes radio_buttons "
_ACTIVE = of(
    ELEMENTS,
    "an element of actions",
    _PICKERS + "datetimepicker button overflow workflow_button rich_text_input",
)
_ACCESSORY = of(ELEMENTS, "an accessory", _PICKERS + "button overflow workflow_button image")
_ASKING = of(
    ELEMENTS,
    "an element of an input",
    _PICKERS + "datetimepicker plain_text_input number_input email_text_input url_text_input "
    "rich_text_input file_input",
)
_BUTTON = of(ELEMENTS, "a button", "button")
_CONTEXT = OneOf(
    "an element of a context", {"plain_text": plain(3000), "mrkdwn": marked(3000), "image": IMAGE}
)
_ALIGN = shape("", {}, {"align": Words(choices=frozenset({"left", "center", "right"})), "is_wrapped": FLAG})
_STATUS = Words(choices=frozenset({"pending", "in_progress", "complete", "error"}))
_ID: Mapping[str, Node] = {"block_id": ID}
_NO_OPTIONS: Mapping[str, Node] = {}


def _block(
    kind: str, required: Mapping[str, Node], optional: Mapping[str, Node] = _NO_OPTIONS, *rules: Rule
) -> Shape:
    return shape(kind, required, {**_ID, **optional}, *rules)


_CARD = _block(
    "card",
    {},
    {
        "hero_image": IMAGE,
        "icon": IMAGE,
        "slack_icon": SLACK_ICON,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": Many(_BUTTON, 3, noun="button"),
    },
    needs_one("hero_image", "title", "body", "actions"),
    not_both("icon", "slack_icon"),
)
_TASK = _block(
    "task_card",
    {"task_id": TITLED, "title": TITLED, "status": _STATUS},
    {
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": Many(OneOf("a source", by_kind((shape("url", {"url": URL, "text": TITLED}),)))),
    },
)

_PLAIN_BLOCKS = by_kind(
    (
        _block(
            "section",
            {},
            {
                "text": text(3000),
                "fields": Many(text(2000), 10, noun="field"),
                "accessory": _ACCESSORY,
                "expand": FLAG,
            },
            needs_one("text", "fields"),
        ),
        _block("divider", {}),
        _block("header", {"text": plain(150)}),
        _block("context", {"elements": Many(_CONTEXT, 10, noun="element")}),
        _block("actions", {"elements": Many(_ACTIVE, 25, noun="element")}),
        _block(
            "image",
            {"alt_text": Words(2000)},
            {"image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
            exactly_one("image_url", "slack_file"),
        ),
        _block(
            "input",
            {"label": plain(2000), "element": _ASKING},
            {"hint": plain(2000), "optional": FLAG, "dispatch_action": FLAG},
        ),
        _block("file", {"external_id": TITLED, "source": Words(choices=frozenset({"remote"}))}),
        _block(
            "video",
            {"alt_text": Words(2000), "title": plain(199), "thumbnail_url": URL, "video_url": URL},
            {
                "author_name": Words(49),
                "description": plain(200),
                "provider_icon_url": URL,
                "provider_name": TITLED,
                "title_url": URL,
            },
        ),
        RICH_TEXT,
        _block("markdown", {"text": Words(12_000)}),
        _block(
            "table",
            {
                "rows": Many(
                    Many(TABLE_CELL, 20, noun="cell"), 100, noun="row", rules=(same_length, within_budget)
                )
            },
            {"column_settings": Many(_ALIGN, 20, noun="column setting", gaps=True)},
        ),
        _block(
            "data_table",
            {
                "caption": TITLED,
                "rows": Many(
                    Many(TABLE_CELL, 20, noun="cell"),
                    101,
                    2,
                    noun="row",
                    rules=(same_length, within_budget, plain_header),
                ),
            },
            {"page_size": Number(1, 100), "row_header_column_index": Number(0, 19)},
        ),
        _block("data_visualization", {"title": Words(50), "chart": CHART}),
        _block(
            "context_actions",
            {
                "elements": Many(
                    of(ELEMENTS, "an element of context actions", "feedback_buttons icon_button"),
                    5,
                    noun="element",
                )
            },
        ),
        _CARD,
        _block("carousel", {"elements": Many(OneOf("a card", by_kind((_CARD,))), 10, noun="card")}),
        _block(
            "alert",
            {"text": text(200)},
            {"level": Words(choices=frozenset({"default", "info", "warning", "error", "success"}))},
        ),
        _TASK,
        _block("plan", {"title": TITLED}, {"tasks": Many(OneOf("a task", by_kind((_TASK,))), noun="task")}),
    )
)

_CHILD = OneOf("a block", _PLAIN_BLOCKS)
_GROUPS = by_kind(
    (
        _block(
            "container",
            {"child_blocks": Many(_CHILD, 10, noun="block")},
            {
                "title": plain(150),
                "rich_text_title": RICH_TEXT,
                "subtitle": text(150),
                "width": Words(choices=frozenset({"narrow", "standard", "wide", "full"})),
                "icon": IMAGE,
                "is_collapsible": FLAG,
                "default_collapsed": FLAG,
                "has_header_divider": FLAG,
            },
            needs_one("title", "rich_text_title"),
            only_with("default_collapsed", "is_collapsible"),
            not_both("is_collapsible", "has_header_divider"),
        ),
        _block(
            "layout",
            {
                "label": Words(150),
                "rows": Many(
                    shape(
                        "",
                        {
                            "items": Many(
                                shape(
                                    "",
                                    {"blocks": Many(_CHILD, noun="block")},
                                    {
                                        "width": Words(choices=frozenset({"narrow", "standard", "wide"})),
                                        "align": TITLED,
                                    },
                                )
                            )
                        },
                    ),
                    5,
                    noun="row",
                ),
            },
            {
                "is_label_visible": FLAG,
                "grid_lines": Words(choices=frozenset({"none", "rows", "outer"})),
                "fallback": Many(_CHILD, least=0, noun="block"),
            },
        ),
        _block(
            "auth_provider",
            {"value": Words(150), "name": plain(75), "is_connected": FLAG},
            {
                "description": plain(150),
                "icon_url": URL,
                "auth_url": URL,
                "disconnect_url": URL,
                "connected_identity": plain(75),
                "connected_context": plain(75),
                "accessory": of(ELEMENTS, "an overflow menu", "overflow"),
                "fallback": Many(_CHILD, least=0, noun="block"),
            },
        ),
    )
)

BLOCK = OneOf("a block", {**_PLAIN_BLOCKS, **_GROUPS})
