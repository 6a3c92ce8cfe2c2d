"""The attributes that every interactive element carries: what it does, its name, what describes it."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from bot.sandbox.page.choices import Surface

Json = Mapping[str, Any]


def wire(element: Json, block: Json) -> Markup:
    """Return what tells the script which element of which block this is."""
    return Markup('data-action="{}" data-block="{}" data-kind="{}"').format(
        element.get("action_id"), block.get("block_id"), element["type"]
    )


def described(id: str, block: Json, surface: Surface) -> Markup:
    """Return what ties a field to its error and its hint."""
    wrong = block.get("block_id") in surface.errors
    by = [f"{id}-error"] * wrong + [f"{id}-hint"] * bool(block.get("hint"))
    out = Markup(' aria-describedby="{}"').format(" ".join(by)) if by else Markup()
    return out + Markup(' aria-invalid="true"') if wrong else out


def named(label: str, block: Json) -> Markup:
    """Return the spoken name of an element that has no label of its own, as outside an input block."""
    if block.get("type") == "input":
        return Markup()
    return Markup(' aria-label="{}"').format(label or "Choose")
