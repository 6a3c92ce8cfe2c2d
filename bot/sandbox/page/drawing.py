"""Blocks as HTML: one template per kind of block and element, found by its type."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from bot.sandbox.page import charts, choices, marks, mrkdwn, richtext
from bot.sandbox.page.choices import Surface
from bot.sandbox.page.emoji import with_signs
from bot.sandbox.page.reader import Reader

TEMPLATES = Path(__file__).parent / "templates"
PLAIN = Surface()

Json = Mapping[str, Any]

_KIND = re.compile(r"[a-z_]+\Z")


class Drawing:
    """Draws what the bot sent; holds the templates, so one serves the whole page."""

    def __init__(self) -> None:
        self._markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
        self._markdown.enable(["table", "strikethrough"])
        self.templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # or every include looks at the disk
        )
        self.templates.globals.update(
            words=_words,
            rich=_rich,
            markdown=self._standard,
            chart=charts.chart,
            choices=_choices,
            chosen=choices.chosen,
            chosen_text=_chosen_text,
            block_file=partial(_file, "blocks"),
            element_file=partial(_file, "elements"),
            source=_source,
            cell=_cell,
            wire=marks.wire,
            described=marks.described,
            named=marks.named,
            uid=uid,
            safe_url=safe_url,
        )

    def blocks(self, blocks: Sequence[Json], reader: Reader, surface: Surface = PLAIN) -> Markup:
        """Return the HTML of blocks as this reader sees them on this surface."""
        return self.part("blocks", blocks=blocks, reader=reader, surface=surface)

    def part(self, name: str, **facts: Any) -> Markup:
        """Return one template filled with its facts."""
        return Markup(self.templates.get_template(f"{name}.html.j2").render(facts))

    def _standard(self, text: str) -> Markup:
        drawn: str = self._markdown.render(with_signs(text))
        return Markup(drawn.replace("<a href=", '<a target="_blank" rel="noopener noreferrer" href='))


def uid(surface: Surface, block: Json, element: Json) -> str:
    """Return a DOM id for an element, the same each time the surface is drawn."""
    return re.sub(r"[^\w-]", "_", f"{surface.id}-{block.get('block_id')}-{element.get('action_id')}")


def safe_url(address: str) -> str:
    """Return a web address, or `#` for what a browser would run instead of open."""
    return address if re.match(r"(?:https?|mailto|tel|slack):", address, re.IGNORECASE) else "#"


def _file(folder: str, part: Json) -> list[str]:
    kind = part.get("type", "")
    known = [f"{folder}/{kind}.html.j2"] if _KIND.match(kind) else []
    return [*known, f"{folder}/unknown.html.j2"]


@pass_context
def _words(context: Context, text: Json | str) -> Markup:
    if isinstance(text, str):
        return escape(with_signs(text))
    if text["type"] == "mrkdwn":
        return mrkdwn.draw(text["text"], context["reader"], verbatim=bool(text.get("verbatim")))
    return Markup("<br>").join(with_signs(str(text["text"])).split("\n"))


@pass_context
def _rich(context: Context, elements: Sequence[Json]) -> Markup:
    return richtext.draw(elements, context["reader"])


@pass_context
def _cell(context: Context, cell: Json) -> Markup:
    if cell["type"] == "rich_text":
        return richtext.draw(cell["elements"], context["reader"])
    if cell["type"] == "raw_number":
        return escape(cell.get("text") or charts.number(cell["value"]))
    return escape(with_signs(str(cell.get("text", ""))))


@pass_context
def _choices(context: Context, element: Json) -> list[choices.Group]:
    return choices.offered(element, context["reader"])


@pass_context
def _chosen_text(context: Context, element: Json, block: Json, surface: Surface) -> str:
    return choices.chosen_text(element, block, surface, context["reader"])


@pass_context
def _source(context: Context, image: Json) -> str:
    if address := image.get("image_url"):
        return safe_url(address)
    file: Json = image.get("slack_file") or {}
    known: Mapping[str, str] = context["reader"].files
    return known.get(str(file.get("id"))) or safe_url(str(file.get("url") or ""))
