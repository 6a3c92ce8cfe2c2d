"""Sample blocks of every kind, for the tests and for a look at the drawing."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(text: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action, "value": "1", **more}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def figure(value: float, text: str | None = None) -> Json:
    return {"type": "raw_number", "value": value} | ({"text": text} if text else {})


def points(**values: float) -> list[Json]:
    return [{"label": label, "value": value} for label, value in values.items()]


def chart(kind: str, title: str, categories: list[str], **series: list[float]) -> Json:
    drawn = [
        {
            "name": name.replace("_", " "),
            "data": [{"label": label, "value": v} for label, v in zip(categories, values, strict=True)],
        }
        for name, values in series.items()
    ]
    axis = {"categories": categories, "x_label": "Month", "y_label": "USD"}
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {"type": kind, "series": drawn, "axis_config": axis},
    }


PIE = {
    "type": "data_visualization",
    "title": "Cost by service, October",
    "chart": {"type": "pie", "segments": points(ERP=48200, POS=31800, DOC=12400, WEB=9800, FIL=2100)},
}
BAR = chart(
    "bar", "Unit cost against plan", ["ERP", "DOC", "COL"], Plan=[124, 18, 9.5], Actual=[131, 16.2, 11]
)
LINE = chart(
    "line",
    "Satisfaction, six months",
    ["June", "July", "August", "September", "October", "November"],
    ERP=[3.9, 4.1, 4.0, 4.3, 4.4, 4.5],
    Documents=[3.2, 3.1, 3.5, 3.4, 3.6, 3.9],
)

TABLE = {
    "type": "table",
    "block_id": "t1",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [cell("Service"), cell("Price"), cell("Hours")],
        [cell("ERP Standard"), figure(124, "$124.00"), cell("Mo–Fr 7:00–19:00")],
        [cell("ERP Plus"), figure(168, "$168.00"), cell("Around the clock at month end")],
    ],
}
DATA_TABLE = {
    "type": "data_table",
    "block_id": "dt1",
    "caption": "Cost by service, October 2026",
    "page_size": 4,
    "row_header_column_index": 0,
    "rows": [
        [cell("Service"), cell("Cost"), cell("Against plan"), cell("Owner")],
        *(
            [cell(name), figure(cost, f"${cost:,}"), figure(delta, f"{delta:+} %"), cell(owner)]
            for name, cost, delta, owner in (
                ("ERP", 48200, 4, "Cy Okafor"),
                ("Documents", 12400, -3, "Cy Okafor"),
                ("Point of sale", 31800, 1, "Gil Moreau"),
                ("Web shop", 9800, 12, "Ivy Chen"),
                ("Files", 2100, -8, "Kim Weiss"),
                ("Collaboration", 7400, 0, "Kim Weiss"),
            )
        ),
    ],
}
CARD = {
    "type": "card",
    "title": mrkdwn("*ERP Plus*"),
    "subtitle": mrkdwn("$168.00 a named user a month"),
    "body": mrkdwn("Support around the clock on the last and first three working days of a month."),
    "actions": [button("Order", "order.start", style="primary"), button("Compare", "levels.compare")],
}

ANSWER: list[Json] = [
    {
        "type": "section",
        "block_id": "a1",
        "text": mrkdwn(
            "*ERP* keeps orders, stock and invoices in one place, so that you close the month in two days.\n"
            "Your unit has *Standard*: $124.00 a named user a month. Owner: <@U0CY>, ask in <#C0ERP>."
        ),
        "accessory": {
            "type": "overflow",
            "action_id": "more",
            "options": [option("Talk to a person", "p"), option("Stop offers", "s")],
        },
    },
    {
        "type": "section",
        "fields": [
            mrkdwn("*Hours*\nMo–Fr 7:00–19:00"),
            mrkdwn("*Response*\n30 minutes"),
            mrkdwn("*Available*\n99.5 %"),
            mrkdwn("*Next review*\n<!date^1795449600^{date_short}|23 Nov>"),
        ],
    },
    {
        "type": "actions",
        "block_id": "a2",
        "elements": [
            button("Order", "order.start", style="primary"),
            button("Compare levels", "levels.compare"),
            button(
                "Cancel order",
                "order.cancel",
                style="danger",
                confirm={
                    "title": plain("Cancel this order?"),
                    "text": mrkdwn("*Nothing* has been charged yet."),
                    "confirm": plain("Cancel it"),
                    "deny": plain("Keep it"),
                    "style": "danger",
                },
            ),
            button("Open the rate card", "rates", url="https://example.com/rates"),
        ],
    },
    {"type": "context", "elements": [mrkdwn("Answered from the catalog · verified 3 Nov 2026 :bulb:")]},
    {
        "type": "context_actions",
        "block_id": "f1",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": plain("Helpful"), "value": "yes"},
                "negative_button": {"text": plain("Not what I meant"), "value": "no"},
            },
            {"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "remove"},
        ],
    },
]

RICH: Json = {
    "type": "rich_text",
    "block_id": "r1",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Done by ", "style": {"bold": True}},
                {"type": "user", "user_id": "U0BO"},
                {"type": "text", "text": " in "},
                {"type": "channel", "channel_id": "C0FINANCE"},
                {"type": "emoji", "name": "tada"},
                {"type": "link", "url": "https://example.com", "text": "details"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 0,
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "First"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "Second"}]},
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "It just works.\nMostly."}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "python -m bot check"}]},
    ],
}

SHOW: list[Json] = [
    {"type": "header", "text": plain("Value report, October 2026")},
    {"type": "alert", "level": "warning", "text": mrkdwn("*Web shop* cost 12 % more than planned.")},
    {"type": "alert", "level": "success", "text": mrkdwn("All orders were done in time.")},
    BAR,
    PIE,
    LINE,
    DATA_TABLE,
    TABLE,
    {"type": "divider"},
    CARD,
    {"type": "carousel", "elements": [CARD, CARD, CARD]},
    {
        "type": "container",
        "title": plain("Decisions wanted"),
        "subtitle": plain("2 open"),
        "is_collapsible": True,
        "child_blocks": [
            {"type": "section", "text": mrkdwn("Raise ERP to *Plus*? +$440.00 a month.")},
            {"type": "actions", "elements": [button("Ask my budget owner", "offer.ask", style="primary")]},
        ],
    },
    {
        "type": "markdown",
        "text": "## Notes\n\n- **bold** and _italic_\n- [link](https://example.com)\n\n> quote",
    },
    RICH,
    {
        "type": "image",
        "title": plain("The month at a glance"),
        "slack_file": {"id": "F1"},
        "alt_text": "Bars of cost by service",
    },
]


def asked(label: str, block: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": block, "label": plain(label), "element": element, **more}


COLOURS = [option("Standard", "standard"), option("Plus", "plus"), option("Max", "max")]

FORM: list[Json] = [
    {"type": "section", "text": mrkdwn("Order *ERP* for your unit. Funding left: *$12,400.00*.")},
    asked("Level", "level", {"type": "static_select", "action_id": "v", "options": COLOURS}),
    asked(
        "For whom",
        "people",
        {"type": "multi_users_select", "action_id": "v", "initial_users": ["U0ANA"]},
        hint=plain("Everyone who signs in with their own name."),
    ),
    asked("Starts", "starts", {"type": "datepicker", "action_id": "v", "initial_date": "2026-12-01"}),
    asked("Reminder", "remind", {"type": "datetimepicker", "action_id": "v"}, optional=True),
    asked("Users", "users", {"type": "number_input", "action_id": "v", "is_decimal_allowed": False}),
    asked("Channel", "channel", {"type": "channels_select", "action_id": "v"}),
    asked(
        "Tell me",
        "tell",
        {
            "type": "checkboxes",
            "action_id": "v",
            "options": [option("When approved", "a"), option("When done", "d")],
        },
    ),
    asked("Urgency", "urgency", {"type": "radio_buttons", "action_id": "v", "options": COLOURS}),
    asked("Search", "find", {"type": "external_select", "action_id": "v", "min_query_length": 1}),
    asked("Why", "why", {"type": "plain_text_input", "action_id": "v", "multiline": True}, optional=True),
]
