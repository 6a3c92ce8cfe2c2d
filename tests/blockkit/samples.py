"""Blocks that differ from test to test in one thing only."""

from typing import Any

Block = dict[str, Any]

DIVIDER: Block = {"type": "divider"}
TYPED: Block = {"type": "plain_text_input", "action_id": "value"}


def plain(words: Any) -> Block:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str) -> Block:
    return {"type": "mrkdwn", "text": words}


def section(**more: Any) -> Block:
    return {"type": "section", **more}


def header(text: Any) -> Block:
    return {"type": "header", "text": text}


def context(*elements: Block) -> Block:
    return {"type": "context", "elements": list(elements)}


def button(at: int = 0, **more: Any) -> Block:
    return {"type": "button", "text": plain("Go"), "action_id": f"go.{at}", **more}


def acting(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def option(at: int = 0) -> Block:
    return {"text": plain(f"Option {at}"), "value": str(at)}


def menu(kind: str, options: int, **more: Any) -> Block:
    return {"type": kind, "options": [option(at) for at in range(options)], **more}


def asked(kind: str, **more: Any) -> Block:
    return {"type": "input", "label": plain("Label"), "element": {"type": kind, **more}}


def chosen(kind: str, options: int, **more: Any) -> Block:
    return {"type": "input", "label": plain("Label"), "element": menu(kind, options, **more)}


def confirm(**more: Any) -> Block:
    return {"title": plain("T"), "text": mrkdwn("t"), "confirm": plain("y"), "deny": plain("n"), **more}


def picture(**more: Any) -> Block:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A picture", **more}


def cells(rows: int, columns: int, words: str = "x") -> list[list[Block]]:
    return [[{"type": "raw_text", "text": words}] * columns for _ in range(rows)]


def table(rows: Any, **more: Any) -> Block:
    return {"type": "table", "rows": rows, **more}


def data_table(rows: Any, **more: Any) -> Block:
    return {"type": "data_table", "caption": "C", "rows": rows, **more}


def chart(kind: str, lines: int = 1, points: int = 1, **axes: Any) -> Block:
    labels = [f"L{point}" for point in range(points)]
    data = [{"label": label, "value": at} for at, label in enumerate(labels)]
    drawn = [{"name": f"S{at}", "data": data} for at in range(lines)]
    axis = {"categories": labels, **axes}
    return {
        "type": "data_visualization",
        "title": "Cost",
        "chart": {"type": kind, "series": drawn, "axis_config": axis},
    }


def pie(segments: int, value: float = 1, **more: Any) -> Block:
    drawn = [{"label": f"L{at}", "value": value} for at in range(segments)]
    return {
        "type": "data_visualization",
        "title": "Cost",
        "chart": {"type": "pie", "segments": drawn},
        **more,
    }


def card(**more: Any) -> Block:
    return {"type": "card", **more}


def carousel(*cards: Block) -> Block:
    return {"type": "carousel", "elements": list(cards)}


def container(*blocks: Block, **more: Any) -> Block:
    return {"type": "container", "title": plain("T"), "child_blocks": list(blocks), **more}


def layout(rows: int, blocks: int = 1, **more: Any) -> Block:
    item = {"blocks": [DIVIDER] * blocks, "width": "narrow"}
    return {"type": "layout", "label": "Grid", "rows": [{"items": [item]}] * rows, **more}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def said(*inline: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(inline)}


def task(**more: Any) -> Block:
    return {"type": "task_card", "task_id": "1", "title": "Look", "status": "pending", **more}


def modal(*blocks: Block, **more: Any) -> Block:
    return {"type": "modal", "title": plain("Order"), "blocks": list(blocks), **more}
