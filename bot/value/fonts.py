"""Fonts of what is printed: those that come with matplotlib, which have the letters of all names."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF

FAMILY = "DejaVu"
FILES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}  # by style


def add_to(page: "FPDF") -> None:
    """Let a document be written in them; it takes along the letters that it has."""
    for style, name in FILES.items():
        page.add_font(FAMILY, style, folder() / name)


def folder() -> Path:
    """Return where the fonts lie."""
    from matplotlib import get_data_path  # seldom needed

    return Path(get_data_path(), "fonts", "ttf")
