"""Templates written next to the test that renders them."""

import re
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.render import Renderer

TEMPLATES = Path(__file__).parents[2] / "templates"
MACROS = re.findall(r"\{%-? macro ([a-z]\w*)\(", (TEMPLATES / "_blocks.j2").read_text())


def with_macros(source: str) -> str:
    """Return the source with an import of the macros that it uses."""
    used = ["text", *(name for name in MACROS if name != "text" and re.search(rf"\b{name}\(", source))]
    return f'{{% from "_blocks.j2" import {", ".join(used)} %}}{source}'


class Sketchbook:
    """Renders sources with every macro at hand; each source becomes a template once."""

    def __init__(self, folder: Path) -> None:
        shutil.copy(TEMPLATES / "_blocks.j2", folder)
        self.folder = folder
        self.renderer = Renderer(folder)

    def write(self, source: str) -> str:
        """Return the name of a template with that source."""
        name = sha256(source.encode()).hexdigest()
        path = self.folder / f"{name}.j2"
        if not path.exists():
            path.write_text(with_macros(source))
        return name

    def message(self, source: str, *, classic: bool = False, **facts: Any) -> dict[str, Any]:
        """Render a message that says more than its blocks."""
        named = "{% call text() %}Something happened.{% endcall %}" + source
        return self.renderer.message(self.write(named), facts, classic=classic)

    def block(self, source: str, *, classic: bool = False, **facts: Any) -> dict[str, Any]:
        """Render a message of one block and return the block."""
        (block,) = self.message(source, classic=classic, **facts)["blocks"]
        assert isinstance(block, dict)
        return block

    def view(self, source: str, **facts: Any) -> dict[str, Any]:
        """Render a modal or a home tab."""
        return self.renderer.view(self.write(source), facts)

    def element(self, source: str, **facts: Any) -> dict[str, Any]:
        """Render an input element in a modal and return it."""
        form = f'{{% call modal("Form", submit="Send") %}}{{{{ input("L", "b", {source}) }}}}{{% endcall %}}'
        element = self.view(form, **facts)["blocks"][0]["element"]
        assert isinstance(element, dict)
        return element
