"""A window of Chromium in which tests open their tabs."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-proxy-server",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Return where Chromium is on this machine, None where it is not."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def open_window(**how: Any) -> Iterator[BrowserContext]:
    """Open one window for all tabs, as in the demo, and a tab that stays.

    To open one each, or the last tab again, takes twice the time. Without Chromium tests skip, or fail if
    CI_BROWSER=required.
    """
    found = chromium()
    if found is None:
        missing = "no Chromium on this machine: apt-get install chromium"
        if os.environ.get("CI_BROWSER") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        window = browser.new_context(**how)
        window.new_page()
        yield window
        browser.close()
