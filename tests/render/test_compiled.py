"""What was compiled is read by the next process, unless something it was made of has changed."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bot.render import Renderer
from bot.settings import HOUSE

SAYING = '{% from "_blocks.j2" import text %}{% call text() %}One{% endcall %}'
AT_ONCE = """
import sys
from pathlib import Path
import jinja2
from bot.render import Renderer
templates, cache = map(Path, sys.argv[1:])
def compile(*_, **__):
    raise SystemExit("compiled")
renderer = Renderer(templates)
for house in (renderer._message, renderer._view):
    house.compile = compile
renderer.prepare(cache)
print(renderer.message("one", {})["text"])
"""


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "_blocks.j2").write_text((HOUSE / "templates/_blocks.j2").read_text())
    (folder / "one.j2").write_text(SAYING)
    return folder


def next_process(templates: Path, cache: Path) -> str:
    """Return what the next process says, or that it had to compile."""
    ended = subprocess.run(
        [sys.executable, "-c", AT_ONCE, templates, cache],
        cwd=HOUSE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return (ended.stdout + ended.stderr).strip()


def test_the_next_process_reads_what_this_one_compiled(templates: Path, tmp_path: Path) -> None:
    assert next_process(templates, tmp_path) == "compiled"
    Renderer(templates).prepare(tmp_path)
    assert next_process(templates, tmp_path) == "One"


def test_changed_words_are_compiled_anew(templates: Path, tmp_path: Path) -> None:
    Renderer(templates).prepare(tmp_path)
    (templates / "one.j2").write_text(SAYING.replace("One", "Two"))
    assert next_process(templates, tmp_path) == "compiled"


def test_a_record_sealed_while_compiling_is_left_to_nobody(templates: Path, tmp_path: Path) -> None:
    (templates / "sealed.j2").write_text('{{ {"type": "divider"} | record }}')
    Renderer(templates).prepare(tmp_path)
    assert next_process(templates, tmp_path) == "compiled"


@pytest.mark.parametrize("spoilt", [b"", b"no code", b"\xe9\x00"])
def test_what_cannot_be_read_is_compiled_once_more(
    templates: Path, tmp_path: Path, spoilt: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "templates.compiled"
    file.write_bytes(spoilt)
    renderer = Renderer(templates)

    renderer.prepare(tmp_path)

    assert renderer.message("one", {})["text"] == "One"
    assert "compiled once more" in caplog.text


def test_where_nothing_can_be_written_the_bot_starts_all_the_same(
    templates: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_from: str, _to: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("bot.render.compiled.os.replace", full)
    with caplog.at_level(logging.WARNING):
        Renderer(templates).prepare(tmp_path / "cache")
    assert "the next start compiles anew" in caplog.text
    assert list((tmp_path / "cache").iterdir()) == []
