"""Pictures of the journeys for the docs, taken while their tests play them: `python -m tests.e2e.pictures`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Protocol

import freezegun
import numpy as np
from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

from bot.sandbox.server import serve
from bot.sandbox.workspace import Workspace
from bot.settings import HOUSE
from tests.e2e.tab import Tab
from tests.windows import QUIET, chromium

SIZE = ViewportSize(width=980, height=2400)
PICTURES = HOUSE / "docs" / "pictures"
HANDLERS = HOUSE / "tests" / "handlers"
NAMES = ("journeys", "engagement_journeys", "balance", "planning")
JOURNEYS = [str(HANDLERS / f"test_{name}.py") for name in NAMES]
_COLORS = 256
_FREQUENT = 128  # of these, taken as they are
_MARGIN = 12
_REST_MS = 300  # in which the page comes to rest
_BOX = """([shown, last]) => {
  const boxes = [...document.querySelectorAll(shown)].slice(-last).map((one) => one.getBoundingClientRect());
  const [left, right] = [Math.min(...boxes.map((b) => b.left)), Math.max(...boxes.map((b) => b.right))];
  return [left, Math.min(...boxes.map((b) => b.top)), right, Math.max(...boxes.map((b) => b.bottom))];
}"""


class Picture(Protocol):
    """Takes a picture of what somebody sees."""

    def __call__(
        self, name: str, who: str, where: str = "bot", *, last: int = 1, thread: bool = False
    ) -> None:
        """Show, as journey-NAME.png, what `who` sees.

        It is the form on top, else the `last` messages of `where`, or of the newest thread there.
        """


@contextmanager
def camera(workspace: Workspace, folder: Path) -> Iterator[Picture]:
    """Give what takes pictures of this workspace's page, into `folder`."""
    freezegun.configure(extend_ignore_list=["asyncio", "playwright", "uvicorn"])  # these wait in true time
    route = workspace.post.route
    server = serve(workspace)
    workspace.post.route, workspace.limits.on = route, False
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)

        def take(name: str, who: str, where: str = "bot", *, last: int = 1, thread: bool = False) -> None:
            page = browser.new_page(viewport=SIZE)
            shoot(Tab(page, server.url, who), folder / f"journey-{name}.png", where, last, thread)
            page.close()

        yield take
        browser.close()
    server.stop()


def shoot(tab: Tab, path: Path, where: str, last: int, thread: bool) -> None:
    """Keep a picture of what is in a tab: the form on top, else the last messages of a place, or of a thread."""
    if tab.modal.is_visible():
        tab.page.locator("#modal h1, #modal h2").first.blur()
        keep(tab.modal.screenshot(), path)
        return
    if where != "bot":
        tab.goes_to(where.removeprefix("#"))
    if thread:
        tab.opens_thread()
    shown = f"{'#pane' if thread else '#place'} .messages > .message"
    tab.page.locator(shown).last.wait_for()
    tab.page.wait_for_timeout(_REST_MS)
    left, top, right, bottom = tab.page.evaluate(_BOX, [shown, last])
    keep(
        tab.page.screenshot(
            clip={"x": left, "y": top, "width": right - left, "height": bottom - top + _MARGIN}
        ),
        path,
    )


def keep(png: bytes, path: Path) -> None:
    """Write a picture in 256 colors, which takes a third of the bytes.

    They are the most frequent ones as they are, and what stands best for all others, however rare.
    """
    pixels = np.asarray(Image.open(BytesIO(png)).convert("RGB"))
    colors, which, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(-counts)
    frequent, rare = colors[order[:_FREQUENT]], colors[order[_FREQUENT:]]
    palette = np.concatenate([frequent, _stand_for(rare)]) if len(rare) else frequent
    distances = ((colors[:, None, :].astype(int) - palette[None, :, :]) ** 2).sum(axis=2)
    picture = Image.fromarray(distances.argmin(axis=1).astype(np.uint8)[which].reshape(pixels.shape[:2]), "P")
    picture.putpalette(palette.astype(np.uint8).tobytes())
    picture.save(path, optimize=True)


def _stand_for(colors: np.ndarray) -> np.ndarray:
    """Return at most 128 colors that stand for these, each of which counts as much as any other."""
    found = Image.fromarray(colors[None, :, :]).quantize(_COLORS - _FREQUENT)
    return np.array(found.getpalette(), dtype=np.uint8).reshape(-1, 3)


def main() -> int:
    """Play the journeys and take their pictures into docs/pictures; return 0 when all went well."""
    play = [sys.executable, "-m", "pytest", "-q", *JOURNEYS, "--database", "sqlite"]
    return subprocess.call([*play, "--pictures", str(PICTURES), *sys.argv[1:]], cwd=HOUSE)


if __name__ == "__main__":
    sys.exit(main())
