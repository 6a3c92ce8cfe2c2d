"""Pictures of the journeys for the docs, taken while their tests play them: `python -m tests.e2e.pictures`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import freezegun
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from bot.sandbox.server import Server, serve
from bot.sandbox.workspace import Workspace
from bot.settings import HOUSE
from tests.e2e.tab import Tab
from tests.e2e.test_browser import QUIET, chromium

SIZE = ViewportSize(width=980, height=1600)
PICTURES = HOUSE / "docs" / "pictures"
JOURNEYS = HOUSE / "tests" / "handlers" / "test_journeys.py"
_MARGIN = 12
_BOX = """(shown) => {
  const boxes = shown.map((one) => one.getBoundingClientRect());
  const [left, right] = [Math.min(...boxes.map((b) => b.left)), Math.max(...boxes.map((b) => b.right))];
  return [left, Math.min(...boxes.map((b) => b.top)), right, Math.max(...boxes.map((b) => b.bottom))];
}"""


class Picture(Protocol):
    """Takes a picture of what somebody sees."""

    def __call__(self, name: str, who: str, where: str = "bot", *, last: int = 1) -> None:
        """Show the form that `who` has open, else the `last` messages of `where`, as journey-NAME.png."""


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

        def take(name: str, who: str, where: str = "bot", *, last: int = 1) -> None:
            _take(browser, server, folder / f"journey-{name}.png", who, where, last)

        yield take
        browser.close()
    server.stop()


def _take(browser: Browser, server: Server, path: Path, who: str, where: str, last: int) -> None:
    page = browser.new_page(viewport=SIZE)
    tab = Tab(page, server.url, who)
    if tab.modal.is_visible():
        tab.modal.screenshot(path=path)
    else:
        if where != "bot":
            tab.goes_to(where.removeprefix("#"))
        shown = page.locator("#place .messages > .message")
        shown.last.wait_for()
        page.wait_for_timeout(300)
        left, top, right, bottom = page.evaluate(
            f"([n]) => ({_BOX})([...document.querySelectorAll('#place .messages > .message')].slice(-n))",
            [last],
        )
        area = {"x": left, "y": top, "width": right - left, "height": bottom - top + _MARGIN}
        page.screenshot(path=path, clip=area)
    page.close()


def main() -> int:
    """Play the journeys and take their pictures into docs/pictures; return 0 when all went well."""
    play = [sys.executable, "-m", "pytest", "-q", str(JOURNEYS), "--database", "sqlite"]
    return subprocess.call([*play, "--pictures", str(PICTURES), *sys.argv[1:]], cwd=HOUSE)


if __name__ == "__main__":
    sys.exit(main())
